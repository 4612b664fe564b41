"""Tables to journeys: one row per step of a child, with what came before and after it.

Every frame here has `area`, `child`, `row` (the event's own key, the same in every frame that counts
the event), `known_to` (the last day its area's data tell of), the child's characteristics of
`metrics/characteristics.py`, and the dates its measures count on. Nothing here knows a measure.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache, partial

import polars as pl

from data.agreement import Agreement, Conventions
from metrics import characteristics, partners, pathway, snapshots
from metrics.coverage import Covered, history_from
from metrics.frames import Frames, Makers
from metrics.known import Tables, as_known, case_files
from metrics.linking import totals_as_one, with_facts
from metrics.working_days import Calendar, months_after


@dataclass(frozen=True)
class Journeys:
    """All that measures are counted from.

    frames    journey frame by name, made when it is first asked for
    covered   which days of which area each source field covers
    known_to  the last day that each area's data tell of (never after the as-at date)
    sent      counts that partners sent instead of rows (`data.tables.SentCounts`), as known
    """

    frames: Frames
    covered: Covered
    known_to: dict[str, dt.date]
    calendar: Calendar
    conventions: Conventions
    sent: pl.DataFrame
    as_at: dt.date


def journeys(tables: Tables, agreement: Agreement, as_at: dt.date, agreed: Calendar) -> Journeys:
    """Every journey frame, as the areas' data knew it on `as_at`."""
    tables = {**tables, "children": with_facts(tables)}
    covers_to = case_files(tables).group_by("area").agg(pl.col("covers_to").max())
    left = {area.code: area.left for area in agreement.areas if area.left is not None}
    known_to = {
        area: min(as_at, last, left.get(area, as_at)) for area, last in covers_to.iter_rows()
    }
    covered = Covered.of(tables["coverage"], as_at, left)
    # Of a total nobody can say how much of it came after an area left.
    last_day = pl.col("area").replace_strict(left, default=as_at, return_dtype=pl.Date)
    last_day = pl.min_horizontal(last_day, pl.lit(as_at))
    conventions = agreement.conventions
    every = as_known(tables, known_to, covers_to, covered, as_at)
    known = Frames({"plans": lambda: _our_plans(every, conventions)}, beside=every)
    referrals = cache(lambda: _referrals(known, conventions, covered))
    assessments = cache(lambda: _assessments(known, referrals(), agreed, conventions, covered))
    makers: Makers = {
        "referrals": referrals,
        "assessments": assessments,
        "assessed_episodes": lambda: _assessed_episodes(assessments(), known),
        "enquiries": lambda: _enquiries(known),
        "conferences_due": lambda: _conferences_due(known, agreed),
        "conferences": lambda: _conferences(known),
        "plans": lambda: _plans(known, conventions, covered),
        **pathway.frames(referrals, known, conventions, covered),
        **snapshots.frames(known, conventions, covered),
        **partners.frames(known, conventions, covered, agreed),
    }
    source = cache(
        lambda: referrals().select(
            "area", "referral", "primary_need", referral_source=pl.col("source")
        )
    )

    def with_characteristics(name: str) -> pl.DataFrame:
        return characteristics.attached(makers[name](), known["children"], source(), agreement)

    return Journeys(
        Frames({name: partial(with_characteristics, name) for name in makers}),
        covered,
        known_to,
        agreed,
        conventions,
        totals_as_one(tables["sent_counts"].filter(pl.col("period_end") <= last_day)),
        as_at,
    )


def _referrals(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a referral.

    open_already     the child had an earlier episode, still open (ruling 15)
    previous_date    the child's latest earlier referral that was not on an open episode
    history_known    the window in which an earlier referral counts is loaded
    assessed         an assessment began in the episode
    protected_later  an enquiry or a plan began in the episode
    """
    of_episode = {
        name: known[table]
        .filter(pl.col("referral").is_not_null())
        .select("area", "referral")
        .unique()
        .with_columns(pl.lit(True).alias(name))
        for name, table in {
            "assessed": "assessments",
            "with_enquiry": "section_47_enquiries",
            "with_plan": "plans",
        }.items()
    }
    referrals = known["referrals"].with_columns(
        history=history_from("referral_date", covered.of_field("referrals.referral_date")),
        nfa=pl.col("no_further_action").fill_null(False),
    )
    for name, found in of_episode.items():
        referrals = referrals.join(found, on=["area", "referral"], how="left").with_columns(
            pl.col(name).fill_null(False)
        )
    # Ruling 8: an episode that ended in no further action was never open.
    closed = pl.when(~pl.col("nfa")).then("closure_date")
    open_until = pl.when(~pl.col("nfa")).then(pl.coalesce("closure_date", "told_until"))
    referrals = referrals.with_columns(
        open_until=_latest_before(open_until), closed_before=_latest_before(closed)
    ).with_columns(open_already=(pl.col("open_until") > pl.col("referral_date")).fill_null(False))
    if conventions.merge_reopened_within_days:
        days = pl.duration(days=conventions.merge_reopened_within_days)
        referrals = referrals.with_columns(
            open_already=pl.col("open_already")
            | (pl.col("closed_before") + days >= pl.col("referral_date")).fill_null(False)
        )
    counted = pl.when(~pl.col("open_already")).then("referral_date")
    back = conventions.re_referral_months
    return (
        referrals.with_columns(
            previous_date=counted.shift(1)
            .forward_fill()
            .over(["area", "child"], order_by="referral_date"),
            history_known=(months_after(pl.col("referral_date"), -back) >= pl.col("history")),
            protected_later=pl.col("with_enquiry") | pl.col("with_plan"),
        )
        .with_columns(
            re_referral=(
                pl.col("referral_date") <= months_after(pl.col("previous_date"), back)
            ).fill_null(False),
            history_known=pl.col("history_known").fill_null(False),
            closed_not_in_need=pl.col("closure_reason").is_in(["RC8", "RC9"]).fill_null(False),
            still_open=~pl.col("nfa") & pl.col("closure_date").is_null(),
            row=_row("referral"),
        )
        .drop("open_until", "closed_before", "told_until", "with_enquiry", "with_plan", "history")
    )


def _latest_before(date: pl.Expr) -> pl.Expr:
    """The latest of a date over a child's earlier referrals."""
    return date.cum_max().shift(1).forward_fill().over(["area", "child"], order_by="referral_date")


def _assessments(
    known: Tables,
    referrals: pl.DataFrame,
    agreed: Calendar,
    conventions: Conventions,
    covered: Covered,
) -> pl.DataFrame:
    """One row: an assessment.

    clock_start   the referral for the first assessment of an episode whose referral we hold; the
                  assessment's own start for any later one, or where the history is not loaded
                  (`own_clock` is then True). Ruling 16.
    abandoned     not authorised, though its episode has closed
    out_of_order  begun before its clock started, or authorised before it began
    working_days  working days from clock_start to authorisation; null while open, or if it came first
    """
    episode = referrals.select("area", "referral", "referral_date", "closure_date", "primary_need")
    first = pl.col("start_date").rank("ordinal").over(["area", "referral"]) == 1
    return (
        known["assessments"]
        .join(episode, on=["area", "referral"], how="left")
        .with_columns(
            history=history_from("referral_date", covered.of_field("referrals.referral_date")),
            first=first & pl.col("referral").is_not_null(),
        )
        .with_columns(
            own_clock=~(pl.col("first") & pl.col("history").is_not_null()),
        )
        .with_columns(
            clock_start=pl.when("own_clock").then("start_date").otherwise("referral_date"),
            abandoned=pl.col("authorised_date").is_null()
            & (pl.col("closure_date") <= pl.col("known_to")).fill_null(False),
            unborn=(pl.col("age_years") < 0).fill_null(False),
            row=_row("assessment"),
        )
        .with_columns(
            working_days=agreed.taken(pl.col("clock_start"), pl.col("authorised_date")),
            out_of_order=(pl.col("start_date") < pl.col("clock_start"))
            | (pl.col("authorised_date") < pl.col("start_date")).fill_null(False),
        )
        .with_columns(days_band=_band(ASSESSMENT_BANDS))
        .drop("history", "first", "primary_need", "closure_date")
    )


def _assessed_episodes(assessments: pl.DataFrame, known: Tables) -> pl.DataFrame:
    """One row: an episode assessed in a financial year, on its first authorisation in that year.

    factors  the factor codes of all its assessments authorised in that year, each once; empty
             where none was recorded. An assessment without a referral is an episode of its own.
    """
    factors = known["assessment_factors"].group_by("area", "assessment").agg("factor")
    year = pl.col("authorised_date").dt.offset_by("-3mo").dt.year()
    return (
        assessments.filter(pl.col("authorised_date") <= pl.col("known_to"))
        .join(factors, on=["area", "assessment"], how="left")
        .with_columns(
            episode=pl.coalesce("referral", "assessment"),
            year=year,
            factor=pl.col("factor").fill_null([]),
        )
        .sort("authorised_date", "assessment")
        .group_by("area", "child", "episode", "year", "known_to", maintain_order=True)
        .agg(
            pl.col("referral", "age_years", "authorised_date").first(),
            factors=pl.col("factor").explode(empty_as_null=False).drop_nulls().unique(),
        )
        .with_columns(
            row=pl.concat_str(pl.lit("assessed "), "area", "episode", "year"),
        )
        .drop("episode", "year")
    )


def _enquiries(known: Tables) -> pl.DataFrame:
    """One row: a section 47 enquiry, with the conference that it led to.

    conference_date  of the conference linked to it, null where none was held
    superseded       no conference of its own, though one is owed: a later enquiry of the same episode
                     led to one, which stands under the later of them only (ruling 17)
    """
    held = known["conferences"].filter(
        ~pl.col("transfer_in") & pl.col("conference_date").is_not_null()
    )
    linked = (
        held.filter(pl.col("enquiry").is_not_null())
        .sort("conference_date")
        .group_by("area", "enquiry", maintain_order=True)
        .agg(pl.col("conference_date", "conference").first())
    )
    later = pl.col("conference_date").shift(-1).backward_fill()
    return (
        known["section_47_enquiries"]
        .join(linked, on=["area", "enquiry"], how="left")
        .with_columns(
            later_conference=later.over(["area", "child", "referral"], order_by="start_date"),
        )
        .with_columns(
            superseded=pl.col("conference_date").is_null()
            & ~pl.col("conference_not_required").fill_null(True)
            & pl.col("later_conference").is_not_null(),
            row=_row("enquiry"),
        )
        .drop("later_conference")
    )


def _conferences_due(known: Tables, agreed: Calendar) -> pl.DataFrame:
    """One row: an enquiry, as the conference that it owes, owed, or may owe; no transfers in.

    `row` is the conference's own key where it was held, so that it is one event with the row of
    "conferences".
    """
    return (
        _enquiries(known)
        .with_columns(
            row=pl.coalesce(_row("conference"), "row"),
            not_required=pl.col("conference_date").is_null()
            & pl.col("conference_not_required").fill_null(False),
            undecided=pl.col("conference_date").is_null()
            & pl.col("conference_not_required").is_null(),
        )
        .with_columns(
            working_days=agreed.taken(pl.col("start_date"), pl.col("conference_date")),
        )
        .with_columns(days_band=_band(CONFERENCE_BANDS))
    )


def _conferences(known: Tables) -> pl.DataFrame:
    """One row: an initial or transfer-in conference held.

    plan_started  a plan of the child starts on that day (Working Together and DfE: the same date)
    """
    plans = known["plans"].select(
        "area", "child", conference_date="start_date", plan_started=pl.lit(True)
    )
    return (
        known["conferences"]
        .filter(pl.col("conference_date").is_not_null())
        .join(plans.unique(), on=["area", "child", "conference_date"], how="left")
        .with_columns(pl.col("plan_started").fill_null(False), row=_row("conference"))
    )


def _our_plans(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """Plans, each knowing whether it came in with a transfer-in conference (ambiguity B-17).

    A plan that another authority holds is that authority's to count.
    """
    transfers = (
        known["conferences"]
        .filter("transfer_in")
        .select("area", "child", start_date="conference_date", transferred_in=pl.lit(True))
    )
    return (
        known["plans"]
        .filter(~pl.col("held_elsewhere").fill_null(False))
        .join(transfers.unique(), on=["area", "child", "start_date"], how="left")
        .with_columns(pl.col("transferred_in").fill_null(False))
        .with_columns(
            counts_as_start=~pl.col("transferred_in")
            if not conventions.transfers_in_count_as_starts
            else pl.lit(True)
        )
    )


def _plans(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a child protection plan, beside the child's one before it.

    repeat          True: the child had an earlier plan here; null: cannot be known (ruling 22)
    repeat_soon     True: the one before ended within the agreed months; null: cannot be known
    two_years       it lasted two years, first and last day both counted; null while open
    """
    back = conventions.repeat_plan_months
    history = history_from("start_date", covered.of_field("plans.start_date"))
    known_back = (months_after(pl.col("start_date"), -back) >= history).fill_null(False)
    child = pl.col("start_date").rank("ordinal").over(["area", "child"]) > 1
    previous_end = pl.col("end_date").shift(1).over(["area", "child"], order_by="start_date")
    soon = pl.col("start_date") <= months_after(pl.col("previous_end"), back)
    overlaps = pl.col("previous_end").is_null() | (pl.col("previous_end") > pl.col("start_date"))
    return (
        known["plans"]
        .with_columns(has_earlier=child, previous_end=previous_end, covers_window=known_back)
        .with_columns(
            repeat=pl.when("has_earlier").then(True).otherwise(pl.col("previous_plans") > 0),
            # Ruling 23: an overlap is an error, a gap of no day counts.
            repeat_soon=pl.when("has_earlier")
            .then(pl.when(~overlaps).then(soon))
            .when((pl.col("previous_plans") == 0) | pl.col("covers_window"))
            .then(False),
            two_years=(pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
            >= conventions.two_years_in_days,
            row=_row("plan"),
        )
        .drop("has_earlier", "covers_window", "told_until")
    )


ASSESSMENT_BANDS = {
    "0": 0,
    "1_to_10": 10,
    "11_to_20": 20,
    "21_to_30": 30,
    "31_to_40": 40,
    "41_to_45": 45,
    "46_to_50": 50,
    "51_to_60": 60,
    "61_and_over": None,
}
"""DfE's bands (children in need, table C2): code to the last working day that belongs to it."""

CONFERENCE_BANDS = {"0-10": 10, "11-15": 15, "16-20": 20, "21+": None}
"""DfE's bands (children in need, table C4)."""


def _band(bands: dict[str, int | None]) -> pl.Expr:
    """The band of `working_days`; null where that is null."""
    days = pl.col("working_days")
    band = pl.lit(None, dtype=pl.String)
    for code, last in reversed(bands.items()):
        band = (
            pl.lit(code)
            if last is None
            else pl.when(days <= last).then(pl.lit(code)).otherwise(band)
        )
    return pl.when(days.is_not_null()).then(band)


def _row(column: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f"{column} "), "area", column)
