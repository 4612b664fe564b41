"""Frames of the partnership's own business: from partners' returns to one row a step."""

import polars as pl

from data.agreement import Conventions
from metrics.areas import PARTNERSHIP
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.linking import as_one
from metrics.partners.meetings import working_days_before
from metrics.snapshots import quarter_ends
from metrics.working_days import Calendar, months_after

_FOLLOW_UP_MONTHS = 3
"""When those who were trained are asked what came of it: the three months of the return itself."""


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    return {
        "serious_incidents": lambda: _serious_incidents(known, conventions),
        "practice_reviews": lambda: _practice_reviews(known, conventions, agreed),
        "recommendations": lambda: _recommendations(known),
        "deaths_in_care": lambda: _deaths_in_care(known),
        "allegations": lambda: _allegations(known),
        "training": lambda: _training(known),
        "contributions": lambda: _once(
            known, "contributions", "year_start", "agency", "kind", "basis"
        ),
        "budgets": lambda: _once(known, "budgets", "year_start"),
        "actions": lambda: _once(known, "actions", "action"),
        "practice_audits": lambda: _once(known, "practice_audits", "audit"),
        "report_milestones": lambda: _once(known, "report_milestones", "milestone", "due_date"),
        "disputes": lambda: _once(known, "disputes", "dispute"),
        "sharing_on_days": lambda: _sharing_on_days(known, conventions, covered),
        "returns_owed": lambda: _returns_owed(known, conventions),
        "information_requests": lambda: _information_requests(known),
        "restraints": lambda: _restraints(known),
        "restraint_months": lambda: _restraint_months(known),
    }


def _once(known: Tables, table: str, *keys: str) -> pl.DataFrame:
    """The rows of a return, each event once, with `row` from its keys."""
    order = ("told_by", "area", *keys)
    return as_one(table, known[table].sort(order)).with_columns(
        row=pl.concat_str(pl.lit(table), "area", *keys, separator=" ", ignore_nulls=True)
    )


def _serious_incidents(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a serious incident. `review_clock_start`: the day from which its rapid review is timed."""
    start = {"notification": "notified_date", "aware": "aware_date", "incident": "incident_date"}
    return _once(known, "serious_incidents", "incident").with_columns(
        review_clock_start=pl.col(start[conventions.rapid_review_clock_start])
    )


def _practice_reviews(known: Tables, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: a decision on a local review.

    sent_in_time  the report went to the Panel and to the Secretary of State so many working days before
                  it was published; null where the calendar does not reach
    """
    due = working_days_before(
        pl.col("published_date"), conventions.review_sent_working_days_before, agreed
    )
    sent = pl.max_horizontal("sent_panel_date", "sent_secretary_of_state_date")
    both = pl.all_horizontal(
        pl.col("sent_panel_date", "sent_secretary_of_state_date").is_not_null()
    )
    return _once(known, "practice_reviews", "review").with_columns(
        sent_in_time=pl.when(both).then(sent <= due).otherwise(False)
    )


def _recommendations(known: Tables) -> pl.DataFrame:
    """One row: a recommendation to one agency. `days_to_answer`: null while there is no answer."""
    return _once(known, "recommendations", "recommendation", "agency").with_columns(
        # What became of it: a measure's own "state" is another thing.
        state_told="state",
        days_to_answer=(pl.col("response_date") - pl.col("made_date")).dt.total_days(),
    )


def _deaths_in_care(known: Tables) -> pl.DataFrame:
    """One row: a death of a looked-after child or a care leaver, or of somebody who may have been one."""
    return _once(known, "child_deaths", "death").filter(
        (pl.col("care_status") != "neither").fill_null(True)
    )


def _allegations(known: Tables) -> pl.DataFrame:
    """One row: an allegation.

    clock_start  the earlier of the days on which the employer and the police knew; null where neither is
                 known, and never the day the officer was told (ruling 28)
    """
    return _once(known, "allegations", "allegation").with_columns(
        workforce_sector="sector",
        clock_start=pl.min_horizontal("employer_aware_date", "police_told_date"),
    )


def _training(known: Tables) -> pl.DataFrame:
    """One row: a person's place on a course. `too_recent`: nobody could have been asked yet."""
    return _once(known, "training_evaluations", "attendance").with_columns(
        too_recent=months_after(pl.col("attended_date"), _FOLLOW_UP_MONTHS) > pl.col("known_to")
    )


def _sharing_on_days(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a sharing agreement or impact assessment in force on the last day of a quarter.

    in_date  it was made or last reviewed within the agreed months; null where only a review after that
             day is known, which may have taken the place of an earlier one
    """
    spans = covered.of_field("sharing_agreements.made_date").get(PARTNERSHIP, ())
    days = pl.DataFrame(
        {"day": [day for span in spans for day in quarter_ends(span.first, span.last)]},
        schema={"day": pl.Date},
    )
    reviewed = (pl.col("reviewed_date") <= pl.col("day")).fill_null(False)
    looked_at = pl.when(reviewed).then("reviewed_date").otherwise("made_date")
    in_date = pl.col("day") <= months_after(looked_at, conventions.agreement_review_months)
    return (
        _once(known, "sharing_agreements", "agreement")
        .join(days, how="cross")
        .filter(
            pl.col("made_date") <= pl.col("day"),
            (pl.col("ended_date") > pl.col("day")).fill_null(True),
        )
        .with_columns(
            in_date=pl.when(in_date)
            .then(True)
            .when(reviewed | pl.col("reviewed_date").is_null())
            .then(False),
            row=pl.concat_str("row", pl.lit(" on "), "day"),
        )
    )


def _returns_owed(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a return owed by an agency for a period, with what came for it by the day of the release.

    A file came for it where it is of the subject, agency and area and covers the whole period. Of several
    the last one in time is taken, for it puts right those before it; of late ones the first.

    received, wanted, given  of that file: the day it came, cells to fill in and cells filled in
    in_time   it came by the due day; False where it is overdue; null while it is not due, or the day is
              not known
    complete  enough of what should be filled in is; null where nothing came
    overdue   nothing came, and the due day is past
    """
    came = known["extracts"].select(
        "subject",
        "agency",
        "covers_from",
        "covers_to",
        "received",
        "wanted",
        "given",
        for_area=pl.col("area").replace(PARTNERSHIP, ""),
        came=pl.lit(True),
    )
    owed = _once(known, "returns_due", "agency", "subject", "for_area", "period_start")
    late = pl.col("received") > pl.col("due_date")
    day = pl.col("received").to_physical()
    best = (
        owed.select(
            "row", "agency", "subject", "for_area", "period_start", "period_end", "due_date"
        )
        .join(came, on=["agency", "subject", "for_area"])
        .filter(
            pl.col("covers_from") <= pl.col("period_start"),
            pl.col("covers_to") >= pl.col("period_end"),
        )
        .sort(late, pl.when(late).then(day).otherwise(-day), "given", nulls_last=True)
        .unique("row", keep="first", maintain_order=True)
        .select("row", "received", "wanted", "given", "came")
    )
    percent = conventions.complete_return_percent
    return (
        owed.join(best, on="row", how="left", maintain_order="left")
        .join(known["release"], how="cross")
        .with_columns(
            pl.col("came").fill_null(False),
            complete=pl.col("given") * 100 >= pl.col("wanted") * percent,
        )
        .with_columns(overdue=~pl.col("came") & (pl.col("due_date") < pl.col("release_day")))
        .with_columns(
            in_time=pl.when("came")
            .then(pl.col("received") <= pl.col("due_date"))
            .when("overdue")
            .then(False)
        )
    )


def _information_requests(known: Tables) -> pl.DataFrame:
    """One row: a request for information to one agency."""
    return _once(known, "information_requests", "agency", "request").with_columns(
        age_on="asked_date",
        days_to_answer=(pl.col("answered_date") - pl.col("asked_date")).dt.total_days(),
    )


def _restraints(known: Tables) -> pl.DataFrame:
    """One row: a child restrained in an incident."""
    return _once(known, "restraints", "incident", "person").with_columns(
        age_on="incident_date", own_sex="sex", own_ethnicity="ethnicity"
    )


def _restraint_months(known: Tables) -> pl.DataFrame:
    """One row: a child restrained, or the children of an establishment in a month.

    restrained  1 for a restraint
    children    half of those there on the first and on the last day of the month, in whole children: a
                half left over is counted in the next month, so that no run of months is out by one
    """
    establishment = ["area", "establishment"]
    there = pl.col("children_at_start") + pl.col("children_at_end")
    until = there.cum_sum().over(establishment, order_by="month") // 2
    months = (
        _once(known, "establishment_months", "establishment", "month")
        .with_columns(until=until)
        .select(
            "area",
            "row",
            "known_to",
            day_counted="month",
            restrained=pl.lit(0),
            children=pl.col("until")
            - pl.col("until").shift(1, fill_value=0).over(establishment, order_by="month"),
        )
    )
    restraints = _restraints(known).select(
        "area",
        "row",
        "known_to",
        "child",
        day_counted="incident_date",
        restrained=pl.lit(1),
        children=pl.lit(0, pl.Int64),
    )
    return pl.concat([months, restraints], how="diagonal")
