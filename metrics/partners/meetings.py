"""Frames of meetings and those who took part: from partners' returns to one row a step.

Lead and delegated partners, executives and working groups meet for the whole partnership, whichever area's
file tells of it; strategy discussions, conferences and core groups are those of an area.
"""

from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.areas import PARTNERSHIP
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.linking import as_one
from metrics.working_days import Calendar

THREE = ("social_care", "health", "police")
"""Who must take part in a strategy discussion, and whose lead partners answer for the arrangements."""

_OF_THE_PARTNERSHIP = ("lsp", "dsp", "executive", "subgroup")
_STRATEGIC = ("lsp", "dsp", "executive")
_LEADERS = ("lsp", "dsp")
_CONFERENCES = ("icpc", "review")
_INVITED_TO = (*_CONFERENCES, "core_group", "subgroup")
_SCHOOL_AGES = (4, 16)
_MEETING = ["area", "meeting"]
_OF_A_MEETING = ("known_to", "kind", "meeting_date", "held", "locality", "enquiry_kind")


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    rows = cache(lambda: _attendances(known))
    meetings = cache(lambda: _meetings(rows()))
    children = cache(lambda: as_one("meeting_children", _in_order(known["meeting_children"])))
    discussions = cache(lambda: _of_kinds(meetings(), ("strategy_discussion",)))
    return {
        "strategy_discussions": lambda: _strategy_discussions(
            discussions(), rows(), children(), known
        ),
        "strategy_places": lambda: _strategy_places(discussions(), rows()),
        "enquiries_decided": lambda: _enquiries_decided(discussions(), children()),
        "invitations": lambda: _invitations(meetings(), rows(), conventions, agreed),
        "conferences_attended": lambda: _conferences_attended(meetings(), rows(), conventions),
        "strategic_meetings": lambda: _strategic_meetings(meetings(), rows()),
        "leaders_places": lambda: _leaders_places(meetings(), rows()),
        "escalations": lambda: _escalations(known, agreed),
        "feedback": lambda: _feedback(known),
    }


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in an order of their own, so that what is heard first does not depend on the files'."""
    keys = ("told_by", "area", "meeting", "person", "agency", "sector", "day", "escalation")
    return rows.sort(name for name in keys if name in rows.columns)


def _attendances(known: Tables) -> pl.DataFrame:
    """One row: an agency (or a sector of education) at a meeting, told once.

    agency, sector  null where blank
    present         whether anyone came or was on the line; null where that is not recorded
    """
    of_all = pl.col("kind").is_in(_OF_THE_PARTNERSHIP).fill_null(False)
    rows = _in_order(known["attendances"]).with_columns(
        area=pl.when(of_all).then(pl.lit(PARTNERSHIP)).otherwise("area")
    )
    return as_one("attendances", rows).with_columns(
        agency=pl.when(pl.col("agency") != "").then("agency"),
        sector=pl.when(pl.col("sector") != "").then("sector"),
        present=pl.col("attended").is_in(["in_person", "remote"]),
    )


def _meetings(rows: pl.DataFrame) -> pl.DataFrame:
    """One row: a meeting that was held.

    recorded  whether the attendance of any agency is recorded; then an agency without a row was absent
    """
    attendance = pl.col("present").is_not_null() & pl.col("agency").is_not_null()
    return (
        rows.group_by(_MEETING, maintain_order=True)
        .agg(pl.col(_OF_A_MEETING).drop_nulls().first(), recorded=attendance.any())
        .filter(pl.col("held").fill_null(True))
        .with_columns(row=pl.concat_str(pl.lit("meeting "), "area", "meeting"))
    )


def _of_kinds(meetings: pl.DataFrame, kinds: tuple[str, ...]) -> pl.DataFrame:
    return meetings.filter(pl.col("kind").is_in(kinds).fill_null(False))


def _by_agency(rows: pl.DataFrame) -> pl.DataFrame:
    """One row: an agency named at a meeting, whatever sectors came of it."""
    return (
        rows.filter(pl.col("agency").is_not_null())
        .group_by(*_MEETING, "agency", maintain_order=True)
        .agg(
            pl.col("present", "invited").any(ignore_nulls=False),
            no_involvement=pl.col("no_involvement").fill_null(False).all(),
            # A deputy counts as one where nobody else came of the agency.
            deputy=pl.col("deputy").filter(pl.col("present")).fill_null(False).all(),
            named=pl.lit(True),
        )
    )


def _places(meetings: pl.DataFrame, rows: pl.DataFrame, agencies: tuple[str, ...]) -> pl.DataFrame:
    """One row: a meeting and one of the agencies that must be there.

    present  False where attendance is recorded and the agency has no row (ruling 25); null: not known
    """
    return (
        meetings.join(pl.DataFrame({"agency": agencies}), how="cross")
        .join(_by_agency(rows), on=[*_MEETING, "agency"], how="left", maintain_order="left")
        .with_columns(
            present=pl.when("named").then("present").when("recorded").then(False),
        )
    )


def _three_present(meetings: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Meetings with `three_present` (null: not known) and `missing`, those known to be absent."""
    found = (
        _places(meetings, rows, THREE)
        .group_by(_MEETING, maintain_order=True)
        .agg(
            three_present=pl.col("present").all(ignore_nulls=False),
            missing=pl.col("agency").filter(~pl.col("present")),
        )
    )
    return meetings.join(found, on=_MEETING, how="left", maintain_order="left")


def _with_education(meetings: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Meetings with `education_present`; null where it is not known."""
    education = _places(meetings, rows, ("education",))
    return meetings.join(
        education.select(*_MEETING, education_present="present"),
        on=_MEETING,
        how="left",
        maintain_order="left",
    )


def _strategy_discussions(
    discussions: pl.DataFrame, rows: pl.DataFrame, children: pl.DataFrame, known: Tables
) -> pl.DataFrame:
    """One row: a strategy discussion.

    pupil    it was about a child of school age with a school; null where no school, or no child, is known
    in_term  schools were open on the day; null where no term dates tell
    """
    days = as_one("school_days", _in_order(known["school_days"])).select(
        "area", "open", meeting_date="day"
    )
    weekend = pl.when(pl.col("meeting_date").dt.weekday() > 5).then(False)
    about = (
        _with_school_age(children, known["children"])
        .group_by(_MEETING)
        .agg(pupil=pl.col("pupil").any(ignore_nulls=False))
    )
    return (
        _with_education(_three_present(discussions, rows), rows)
        .join(about, on=_MEETING, how="left", maintain_order="left")
        .join(days, on=["area", "meeting_date"], how="left", maintain_order="left")
        .with_columns(in_term=pl.coalesce("open", weekend))
        .drop("open")
    )


def _with_school_age(rows: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Children of meetings with `pupil`: of school age on the day and at a school; null: not known."""
    births = children.select("area", "child", "birth_month", "expected_birth_month")
    months = (
        (pl.col("meeting_date").dt.year() - pl.col("birth_month").dt.year()) * 12
        + pl.col("meeting_date").dt.month()
        - pl.col("birth_month").dt.month()
    )
    # Of the birth only the month is kept: the age is that of the month's last day.
    of_school_age = (months // 12).is_between(*_SCHOOL_AGES)
    unborn = pl.col("birth_month").is_null() & (
        pl.col("expected_birth_month") > pl.col("meeting_date")
    )
    return rows.join(births, on=["area", "child"], how="left").with_columns(
        pupil=pl.when(unborn | ~of_school_age)
        .then(False)
        .when(of_school_age & pl.col("school").is_not_null())
        .then(True)
    )


def _strategy_places(discussions: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row: an agency that must take part in a strategy discussion, or that is named at it.

    required  one of the three, whether it was asked or not
    """
    others = _by_agency(rows).filter(
        ~pl.col("agency").is_in(THREE), pl.col("invited").fill_null(True)
    )
    return pl.concat(
        [
            _places(discussions, rows, THREE).with_columns(required=pl.lit(True)),
            discussions.join(others, on=_MEETING).with_columns(required=pl.lit(False)),
        ],
        how="diagonal",
    ).with_columns(row=pl.concat_str(pl.lit("place "), "area", "meeting", pl.lit(" "), "agency"))


def _enquiries_decided(discussions: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """One row: a child at a strategy discussion that decided on an enquiry, or does not say.

    A discussion whose children nobody names stands once.
    """
    about = children.select(*_MEETING, "child", "person")
    return (
        discussions.filter((pl.col("enquiry_kind") != "none").fill_null(True))
        .join(about, on=_MEETING, how="left", maintain_order="left")
        .with_columns(
            age_on="meeting_date",
            row=pl.concat_str(
                pl.lit("decision "), "area", "meeting", pl.lit(" "), "person", ignore_nulls=True
            ),
        )
        # The place that counts is the child's, not the meeting's.
        .drop("locality")
    )


def _invitations(
    meetings: pl.DataFrame, rows: pl.DataFrame, conventions: Conventions, agreed: Calendar
) -> pl.DataFrame:
    """One row: an agency (of education: a sector) that was asked to a meeting, or may have been.

    A meeting of which nobody's attendance is recorded stands once, without an agency.
    report_in_time  a report came by its due day; null where the calendar does not reach
    """
    asked = rows.filter(pl.col("invited").fill_null(True)).select(
        *_MEETING,
        "agency",
        "sector",
        "invited",
        "no_involvement",
        "present",
        "report_date",
        named=pl.col("agency").is_not_null().any().over(_MEETING),
    )
    before = {
        "icpc": conventions.report_working_days_before_first_conference,
        "review": conventions.report_working_days_before_review,
    }
    due = pl.lit(None, dtype=pl.Date)
    for kind, days in before.items():
        due = (
            pl.when(pl.col("kind") == kind)
            .then(working_days_before(pl.col("meeting_date"), days, agreed))
            .otherwise(due)
        )
    return (
        _of_kinds(meetings, _INVITED_TO)
        .join(asked, on=_MEETING, maintain_order="left")
        .filter(pl.col("agency").is_not_null() | ~pl.col("named"))
        .with_columns(
            meeting_kind="kind",
            education_sector="sector",
            no_involvement=pl.col("no_involvement").fill_null(False),
            report_in_time=pl.when(pl.col("report_date").is_null())
            .then(False)
            .otherwise(pl.col("report_date") <= due),
            row=pl.concat_str(
                pl.lit("asked "),
                "area",
                "meeting",
                pl.lit(" "),
                "agency",
                "sector",
                ignore_nulls=True,
            ),
        )
        .drop("named", "sector")
    )


def working_days_before(day: pl.Expr, days: int, agreed: Calendar) -> pl.Expr:
    """The last day that is so many working days before another: of a weekend, before the Monday after it."""
    return agreed.after(day, -days)


def _conferences_attended(
    meetings: pl.DataFrame, rows: pl.DataFrame, conventions: Conventions
) -> pl.DataFrame:
    """One row: a conference. `quorate`: social care came and enough others did; null: not known."""
    others = (
        _by_agency(rows)
        .filter(~pl.col("agency").is_in(["social_care", "partnership"]))
        .group_by(_MEETING)
        .agg(came=pl.col("present").sum(), may_have=pl.col("present").is_null().sum())
    )
    needed = conventions.quorum_other_agencies
    came, may_have = (pl.col(name).fill_null(0) for name in ("came", "may_have"))
    enough = pl.when(came >= needed).then(True).when(came + may_have < needed).then(False)
    return (
        _places(_of_kinds(meetings, _CONFERENCES), rows, ("social_care",))
        .join(others, on=_MEETING, how="left", maintain_order="left")
        .with_columns(
            quorate=pl.when("recorded").then(pl.col("present") & enough),
            meeting_kind="kind",
        )
        .drop("agency", "came", "may_have")
    )


def _strategic_meetings(meetings: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row: a meeting of lead or delegated partners or of the executive.

    sectors  the parts of education that came
    """
    sectors = (
        rows.filter(pl.col("agency") == "education", pl.col("present"))
        .group_by(_MEETING)
        .agg(sectors=pl.col("sector").sort())
    )
    return (
        _with_education(_three_present(_of_kinds(meetings, _STRATEGIC), rows), rows)
        .join(sectors, on=_MEETING, how="left", maintain_order="left")
        .with_columns(pl.col("sectors").fill_null([]), meeting_kind="kind")
    )


def _leaders_places(meetings: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row: one of the three safeguarding partners at a meeting of lead or delegated partners."""
    return _places(_of_kinds(meetings, _LEADERS), rows, THREE).with_columns(
        place=pl.when(~pl.col("present"))
        .then(pl.lit("nobody"))
        .when(pl.col("present") & pl.col("deputy"))
        .then(pl.lit("deputy"))
        .when("present")
        .then(pl.lit("partner")),
        meeting_kind="kind",
        row=pl.concat_str(pl.lit("place "), "area", "meeting", pl.lit(" "), "agency"),
    )


def _escalations(known: Tables, agreed: Calendar) -> pl.DataFrame:
    """One row: a disagreement between practitioners. working_days: until it was resolved, null while open."""
    return as_one("escalations", _in_order(known["escalations"])).with_columns(
        agency="raised_by",
        education_sector="sector",
        highest_stage=pl.col("stage").cast(pl.String),
        working_days=agreed.taken(pl.col("raised_date"), pl.col("resolved_date")),
        row=pl.concat_str(pl.lit("escalation "), "area", "escalation"),
    )


def _feedback(known: Tables) -> pl.DataFrame:
    """One row: an item of feedback."""
    return as_one("feedback", known["feedback"]).with_columns(
        agency="service", row=pl.concat_str(pl.lit("feedback "), "area", "feedback")
    )
