"""Frames of child protection plans and conferences: core groups, visits, and how plans end."""

from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, history_from
from metrics.frames import Makers
from metrics.known import Tables
from metrics.partners import reviews
from metrics.partners.told import known_as_far, row, told, with_latest
from metrics.snapshots import children_in_need, plans_open
from metrics.working_days import Calendar, due_date, months_after


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    meetings = cache(lambda: _children_of_meetings(known, conventions))
    on_plans = cache(lambda: _on_plans(known, conventions, covered))
    notices = cache(lambda: _notices(known, conventions, agreed))
    return {
        "core_groups": lambda: _core_groups(known, meetings(), conventions, covered, agreed),
        "reviews_due": lambda: reviews.reviews_due(known, conventions, covered),
        "plan_end_notices": notices,
        "plans_ended_and_told": lambda: _told_of_the_end(notices()),
        "plans_ended": lambda: _plans_ended(known, conventions),
        "turning_18_on_a_plan": lambda: reviews.turning_18(known, conventions, covered),
        "enquiries_and_earlier": lambda: _repeated(known, conventions, covered),
        "children_at_meetings": meetings,
        "review_chairs": lambda: reviews.chairs(known, meetings()),
        "children_on_plans_visited": lambda: _visited(
            known, on_plans(), conventions, covered, agreed
        ),
        "quiet_on_a_plan": lambda: _quiet(
            known, on_plans(), conventions.quiet_weeks_on_a_plan, covered
        ),
        "quiet_in_need": lambda: _quiet(
            known,
            children_in_need(known, conventions, covered).join(
                on_plans(), on=["area", "child", "day"], how="anti"
            ),
            conventions.quiet_weeks_in_need,
            covered,
        ),
        "unborn_referrals": lambda: _unborn(known),
        "pre_proceedings": lambda: told(known, "pre_proceedings").with_columns(
            age_on=pl.col("step_date"), row=row("proceedings", "area", "person", "step_date")
        ),
    }


def _on_plans(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a child with a plan on a day, whichever of several it is."""
    return plans_open(known, conventions, covered).unique(
        ["area", "child", "day"], keep="first", maintain_order=True
    )


def _children_of_meetings(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a child whom a meeting was about that was held."""
    cancelled = told(known, "attendances").filter(~pl.col("held").fill_null(True))
    return (
        told(known, "meeting_children")
        .join(cancelled, on=["area", "meeting"], how="anti")
        .with_columns(
            meeting_kind=pl.col("kind"),
            age_on=pl.col("meeting_date"),
            participation_from_age=pl.lit(conventions.participation_from_age),
            advocacy_from_age=pl.lit(conventions.advocacy_from_age),
            row=row("meeting", "area", "meeting", "person"),
        )
    )


def _core_groups(
    known: Tables,
    meetings: pl.DataFrame,
    conventions: Conventions,
    covered: Covered,
    agreed: Calendar,
) -> pl.DataFrame:
    """One row: a plan, as the first core group that it owes (ruling 18).

    clock_start       the conference that made the plan, else the plan's own start
    core_group_date   the child's first core group from the plan's start on, before the plan ended
    ended_before_due  the plan ended first, and none was held
    untold            the plan began on a day of which no return tells
    """
    days = covered.of_field("meeting_children.meeting_date")
    groups = (
        meetings.filter(pl.col("kind") == "core_group", pl.col("child").is_not_null())
        .select("area", "child", core_group_date="meeting_date")
        .sort("core_group_date")
    )
    linked = known["conferences"].select("area", "conference", "conference_date")
    limit = conventions.core_group_working_days
    plans = (
        known["plans"]
        .join(linked, on=["area", "conference"], how="left")
        .sort("start_date")
        .join_asof(
            groups,
            left_on="start_date",
            right_on="core_group_date",
            by=["area", "child"],
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            clock_start=pl.coalesce("conference_date", "start_date"),
            core_group_date=pl.when(
                (pl.col("core_group_date") <= pl.col("end_date")).fill_null(True)
            ).then("core_group_date"),
            untold=history_from("start_date", days).is_null(),
            row=row("plan", "area", "plan"),
        )
        .with_columns(
            ended_before_due=pl.col("core_group_date").is_null()
            & (
                pl.col("end_date") <= due_date(pl.col("clock_start"), limit, agreed, conventions)
            ).fill_null(False)
        )
    )
    return known_as_far(plans, days).drop("told_until", "conference_date")


def _notices(known: Tables, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: an agency to be told that a child's plan ended.

    in_time  it was told on the last day of the plan or in the agreed working days after it
    """
    limit = conventions.plan_end_notice_working_days
    ended, told_on = pl.col("plan_end_date"), pl.col("notified_date")
    return (
        told(known, "plan_ending_notices")
        .with_columns(notice_due=due_date(ended, limit, agreed, conventions))
        .with_columns(
            in_time=((told_on >= ended) & (told_on <= pl.col("notice_due"))).fill_null(False),
            age_on=ended,
            row=row("notice", "area", "person", "plan_end_date", "agency"),
        )
    )


def _told_of_the_end(notices: pl.DataFrame) -> pl.DataFrame:
    """One row: a plan that ended, of which agencies were to be told.

    all_told  every one of them was told in time; still_time: the last day for it has not passed
    """
    return (
        notices.group_by("area", "person", "plan_end_date", maintain_order=True)
        .agg(
            pl.col("child", "known_to", "age_on", "notice_due").first(),
            all_told=pl.col("in_time").all(),
        )
        .with_columns(
            still_time=~pl.col("all_told") & (pl.col("notice_due") >= pl.col("known_to")),
            row=row("end of plan", "area", "person", "plan_end_date"),
        )
    )


def _plans_ended(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a plan that ended. short: after the agreed months at most (ruling 24)."""
    return (
        known["plans"]
        .filter(pl.col("end_date").is_not_null())
        .with_columns(
            short=pl.col("end_date")
            <= months_after(pl.col("start_date"), conventions.short_plan_months),
            row=row("plan", "area", "plan"),
        )
        .drop("told_until")
    )


def _repeated(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a section 47 enquiry, and whether one began in the agreed months before it.

    repeat  null where not all of those months are loaded
    """
    months = conventions.repeat_enquiry_months
    started = pl.col("start_date")
    days = known["section_47_enquiries"].select("area", "child", "start_date").unique()
    earlier = days.with_columns(
        previous=started.shift(1).over(["area", "child"], order_by="start_date")
    )
    history = history_from("start_date", covered.of_field("section_47_enquiries.start_date"))
    loaded = (months_after(started, -months) >= history).fill_null(False)
    again = (started <= months_after(pl.col("previous"), months)).fill_null(False)
    return (
        known["section_47_enquiries"]
        .join(earlier, on=["area", "child", "start_date"], how="left")
        .with_columns(
            repeat=pl.when(loaded).then(again),
            row=row("enquiry", "area", "enquiry"),
        )
        .drop("previous", "told_until")
    )


def _visited(
    known: Tables,
    on_plans: pl.DataFrame,
    conventions: Conventions,
    covered: Covered,
    agreed: Calendar,
) -> pl.DataFrame:
    """One row: a child on a plan on a day. visited: seen within the agreed working days before it.

    untold  there may have been such a visit before the first day of which a return tells
    """
    days = covered.of_field("visits.visit_date")
    visits = (
        told(known, "visits")
        .filter(pl.col("kind").is_in(["protection", ""]), pl.col("seen").fill_null(True))
        .select("area", "child", "visit_date")
    )
    # What was due on a Friday was not yet due again on the Sunday after it.
    last_working_day = agreed.after(pl.col("day"), 0)

    def in_time(date: pl.Expr) -> pl.Expr:
        limit = due_date(date, conventions.visit_working_days, agreed, conventions)
        return limit >= last_working_day

    return (
        with_latest(on_plans, visits, "day", "visit_date")
        .with_columns(
            visited=in_time(pl.col("visit_date")).fill_null(False),
            last_untold=history_from("day", days) - pl.duration(days=1),
        )
        .with_columns(
            untold=~pl.col("visited") & in_time(pl.col("last_untold")).fill_null(True),
        )
        .drop("last_untold")
    )


def _quiet(known: Tables, rows: pl.DataFrame, weeks: int, covered: Covered) -> pl.DataFrame:
    """One row: a child on a day. quiet: no visit, review or plan began in the weeks before it.

    untold  there may have been a visit before the first day of which a return tells
    """
    since = pl.col("day") - pl.duration(weeks=weeks)
    dates = {
        "visits": "visit_date",
        "reviews": "review_date",
        "plans": "start_date",
        "need_plans": "start_date",
        "referrals": "referral_date",
    }
    activity = pl.concat(
        known[table].select("area", "child", last_activity=date) for table, date in dates.items()
    )
    history = history_from("day", covered.of_field("visits.visit_date"))
    return with_latest(rows, activity, "day", "last_activity").with_columns(
        quiet=(pl.col("last_activity") < since).fill_null(True),
        untold=(pl.col("last_activity") < since).fill_null(True)
        & (history > since).fill_null(True),
    )


def _unborn(known: Tables) -> pl.DataFrame:
    """One row: a referral of a child not yet born that led to an enquiry.

    conference  a first conference of that referral was held before the birth
    """
    of_referral = pl.col("referral").is_not_null()
    enquired = known["section_47_enquiries"].filter(of_referral).select("area", "referral").unique()
    conferences = (
        known["conferences"]
        .filter(
            of_referral,
            ~pl.col("transfer_in"),
            pl.col("conference_date") <= pl.col("known_to"),
            pl.col("age_years") < 0,
        )
        .select("area", "referral", conference_before_birth=pl.lit(True))
        .unique()
    )
    return (
        known["referrals"]
        .filter(pl.col("age_years") < 0)
        .join(enquired, on=["area", "referral"])
        .join(conferences, on=["area", "referral"], how="left")
        .with_columns(
            pl.col("conference_before_birth").fill_null(False),
            row=row("referral", "area", "referral"),
        )
        .drop("told_until")
    )
