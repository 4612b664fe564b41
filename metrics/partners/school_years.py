"""School years, census days, and what social care knew of a child on a day: what frames of schools share."""

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, Span, history_from, joined, within
from metrics.known import Tables
from metrics.linking import as_one
from metrics.working_days import months_after

_TO_MID_JANUARY = 137
"""Days from 1 September to 16 January: the third Thursday is never more than a few days from it."""

NOT_MAIN = ("subsidiary", "guest")
"""Registrations of a pupil whose main school is another."""

LOOKED_AFTER_LONG = 12
"""Months after which DfE counts a looked after child among those whose education it publishes."""


def school_year(day: str) -> pl.Expr:
    """1 September of the school year that a day belongs to."""
    return pl.col(day).dt.offset_by("-8mo").dt.truncate("1y").dt.offset_by("8mo")


def status_day(year: str) -> pl.Expr:
    """31 March of the school year that begins on a day."""
    return pl.col(year).dt.offset_by("7mo").dt.offset_by("-1d")


def on_roll(known: Tables) -> pl.DataFrame:
    """One row: a pupil on roll here, by the census of the school year that is nearest to January's.

    A pupil whose main school is elsewhere is left out (ambiguity E-06), one on two rolls stands once.
    """
    rows = as_one("pupils", known["pupils"]).with_columns(year=school_year("census_date"))
    january = pl.col("year") + pl.duration(days=_TO_MID_JANUARY)
    away = (pl.col("census_date") - january).dt.total_days().abs()
    main = pl.col("registration").is_in(NOT_MAIN).fill_null(False)
    nearest = rows.filter(away == away.min().over("area", "year"), ~main)
    return (
        nearest.sort("registration", "census_date", "school", nulls_last=True)
        .unique(["area", "year", "person"], keep="first", maintain_order=True)
        .with_columns(free_school_meals=_yes_or_no("free_school_meals"))
        .rename({name: f"own_{name}" for name in ("birth_month", "sex", "ethnicity")})
    )


def _yes_or_no(flag: str) -> pl.Expr:
    return pl.when(flag).then(pl.lit("yes")).when(~pl.col(flag)).then(pl.lit("no"))


def with_year_status(rows: pl.DataFrame, known: Tables, conventions: Conventions) -> pl.DataFrame:
    """Rows with `social_care_status` on 31 March of their school `year`, or as agreed (ambiguity E-04).

    "any_time_in_term" looks at the autumn and the spring term, 1 September to that day, for DfE's day ends
    both.
    """
    any_time = conventions.education_status_on == "any_time_in_term"
    dated = rows.with_columns(
        last_asked=status_day("year"),
        first_asked=pl.col("year") if any_time else status_day("year"),
    )
    return with_status(dated, known, conventions, LOOKED_AFTER_LONG)


def with_status(
    rows: pl.DataFrame, known: Tables, conventions: Conventions, looked_after_months: int = 0
) -> pl.DataFrame:
    """Rows with `social_care_status` at some time from their `first_asked` to their `last_asked`.

    Both days are included. It is the first that is true, as DfE has it (ambiguity B-10): looked after for
    so many months, on a plan, in need (a child looked after for less among them), known before. Null where
    the child is not one of the authority's, or came to it later.
    """
    asked = (
        rows.filter(pl.col("child").is_not_null())
        .select("area", "child", "first_asked", "last_asked")
        .unique()
    )
    referrals, plans, care = (
        known[table].rename({start: "start", end: "end"})
        for table, start, end in (
            ("referrals", "referral_date", "closure_date"),
            ("plans", "start_date", "end_date"),
            ("looked_after_periods", "start_date", "end_date"),
        )
    )
    # As for children in need: an episode closed after assessment without a date was never open.
    no_need = pl.col("end").is_null() & pl.col("closure_reason").is_in(["RC8", "RC9"])
    need = referrals.filter(
        ~pl.col("no_further_action").fill_null(False), ~no_need.fill_null(False)
    )
    long = care.with_columns(start=months_after(pl.col("start"), looked_after_months))
    ranks = [
        ("looked_after", _during(asked, long, conventions)),
        ("on_a_plan", _during(asked, plans, conventions)),
        ("in_need", _during(asked, need, conventions)),
        ("in_need", _during(asked, care, conventions)),
        *(("before", _by(asked, spells)) for spells in (referrals, plans, care)),
    ]
    keys = ["area", "child", "first_asked", "last_asked"]
    status = pl.concat(
        found.select(keys).with_columns(social_care_status=pl.lit(name)) for name, found in ranks
    ).unique(keys, keep="first", maintain_order=True)
    return rows.join(status, on=keys, how="left").drop("first_asked", "last_asked")


def _by(asked: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The children asked of, with each of their spells that began by the last day."""
    told = [name for name in ("told_until",) if name in spells.columns]
    return asked.join(
        spells.select("area", "child", "start", "end", *told), on=["area", "child"]
    ).filter(pl.col("start") <= pl.col("last_asked"))


def _during(asked: pl.DataFrame, spells: pl.DataFrame, conventions: Conventions) -> pl.DataFrame:
    """Those with a spell open then. What has no end is open only while a file tells of it."""
    begun = _by(asked, spells)
    from_day = pl.max_horizontal("first_asked", "start")
    ended_after = (
        pl.col("end") >= from_day if conventions.open_on_its_last_day else pl.col("end") > from_day
    )
    told = pl.col("told_until") > from_day if "told_until" in begun.columns else pl.lit(True)
    return begun.filter(pl.coalesce(ended_after, told, pl.lit(False)))


def status_told(rows: pl.DataFrame, covered: Covered) -> pl.DataFrame:
    """Rows with `status_told`: the authority's files tell of 31 March of their school `year`."""
    return (
        rows.with_columns(status_on=status_day("year"))
        .with_columns(
            status_told=history_from(
                "status_on", covered.of_field("referrals.closure_date")
            ).is_not_null()
        )
        .drop("status_on")
    )


def told_of(known: Tables, subject: str, field: str, date: str) -> pl.Expr:
    """True for rows whose `date` is covered by a return of that very subject, where two fill one table."""
    of_it = known["extracts"].filter(pl.col("subject").is_null() | (pl.col("subject") == subject))
    spans: dict[str, list[Span]] = {}
    for area, first, last in (
        known["coverage"]
        .filter(pl.col("field") == field)
        .join(of_it, on="extract", how="semi")
        .select("area", "covers_from", "covers_to")
        .iter_rows()
    ):
        spans.setdefault(area, []).append(Span(first, last))
    return within(date, {area: joined(found) for area, found in spans.items()})
