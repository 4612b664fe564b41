"""Frames of what social care and early help send beside their extracts: one row a step."""

from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, within
from metrics.frames import Makers
from metrics.known import Tables, with_told_until
from metrics.partners import early_help, protection
from metrics.partners.told import hours_between, row, told
from metrics.snapshots import on_each_day, quarter_ends_covered
from metrics.working_days import Calendar, due_date


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    enquiries = cache(lambda: _enquiries(known, covered, agreed))
    return {
        "front_door_contacts": lambda: _contacts(known, conventions, agreed),
        "front_door_referrals": lambda: _received(known, conventions, agreed),
        "enquiries_and_endings": lambda: enquiries().drop("told_until"),
        "enquiries_open": lambda: _enquiries_open(enquiries(), conventions, covered, agreed),
        "immediate_protections": lambda: _protections(known),
        "homelessness": lambda: _homelessness(known, conventions),
        "children_looked_after": lambda: _looked_after(known, conventions, covered),
        "calls_for_discussion": lambda: _strategy_discussions(known),
        "assessment_practice": lambda: _practice(known, conventions, agreed),
        "children_seen_alone": lambda: _seen_alone(known, conventions, covered),
        "transfers": lambda: _transfers(known),
        **early_help.frames(known, conventions, covered, agreed),
        **protection.frames(known, conventions, covered, agreed),
    }


def _contacts(known: Tables, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: a contact about one child.

    decided          what it becomes is recorded, and the day of a decision that it is a referral
    became_referral  it does, and the referral came within the agreed working days of the decision: the
                     contact's own, else the child's first from the day of the contact on
    """
    referrals = known["referrals"].select("area", "child", "referral_date").sort("referral_date")
    is_referral = pl.col("outcome") == "referral"
    came = pl.coalesce(pl.col("referral_received_at").dt.date(), "referral_date")
    limit = due_date(
        pl.col("decision_date"), conventions.contact_to_referral_working_days, agreed, conventions
    )
    return (
        told(known, "front_door_contacts")
        .sort("contact_date")
        .join_asof(
            referrals,
            left_on="contact_date",
            right_on="referral_date",
            by=["area", "child"],
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            decided=(~is_referral | pl.col("decision_date").is_not_null()).fill_null(False),
            became_referral=(is_referral & (came <= limit)).fill_null(False),
            own_referral_source=pl.col("source"),
            age_on=pl.col("contact_date"),
            row=row("contact", "area", "contact"),
        )
        .drop("referral_date")
    )


_NOT_OF_A_PROFESSIONAL = ("1A", "1B", "1C", "1D", "9")
_SOURCE_NOT_KNOWN = "10"


def _received(known: Tables, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: a contact that became a referral.

    in_time        the next steps were decided within the agreed working days of its receipt
    professional   who referred is a practitioner or an agency; null where it is not recorded
    feedback_due   the day by which the referrer is told what was decided
    feedback_days  working days from the decision to that; null while nobody was told
    """
    decided, received = pl.col("next_steps_date"), pl.col("received_date")
    known_source = pl.col("source") != _SOURCE_NOT_KNOWN
    limit = conventions.decision_working_days
    return (
        told(known, "front_door_contacts")
        .filter(pl.col("referral_received_at").is_not_null())
        .with_columns(received_date=pl.col("referral_received_at").dt.date())
        .with_columns(
            in_time=(
                (decided >= received) & (decided <= due_date(received, limit, agreed, conventions))
            ).fill_null(False),
            professional=pl.when(known_source).then(
                ~pl.col("source").is_in(_NOT_OF_A_PROFESSIONAL)
            ),
            feedback_due=due_date(decided, conventions.feedback_working_days, agreed, conventions),
            feedback_days=agreed.taken(decided, pl.col("fed_back_date")),
            own_referral_source=pl.col("source"),
            age_on=received,
            row=row("contact", "area", "contact"),
        )
    )


_OF_AN_ENQUIRY = (
    *("area", "child", "person", "referral", "row", "start_date", "end_date", "outcome"),
    *("known_to", "told_until", "returned", "other_children", "other_children_considered"),
)


def _enquiries(known: Tables, covered: Covered, agreed: Calendar) -> pl.DataFrame:
    """One row: a section 47 enquiry, with how it ended as a return or else the extract tells it.

    returned      a return tells of it
    end_is_told   it has an end, or a source that tells of ends says that it has none yet
    working_days  from its start to its end; null while open
    """
    endings = with_told_until(
        told(known, "enquiry_endings"),
        "start_date",
        "enquiry_endings.end_date",
        covered,
        known["coverage"],
    ).with_columns(returned=pl.lit(True))
    which = ["area", "child", "start_date"]
    enquiries = known["section_47_enquiries"]
    ours = (
        enquiries.join(endings, on=which, how="left", suffix="_said")
        .with_columns(
            pl.coalesce(f"{name}_said", name).alias(name)
            for name in ("end_date", "outcome", "told_until")
        )
        .with_columns(
            returned=pl.col("returned").fill_null(False),
            person=pl.col("child"),
            row=row("enquiry", "area", "enquiry"),
        )
    )
    alone = endings.join(enquiries, on=which, how="anti").with_columns(
        referral=pl.lit(None, dtype=pl.String),
        row=row("enquiry ending", "area", "person", "start_date"),
    )
    return pl.concat([ours.select(_OF_AN_ENQUIRY), alone.select(_OF_AN_ENQUIRY)]).with_columns(
        working_days=agreed.taken(pl.col("start_date"), pl.col("end_date")),
        end_is_told=pl.col("end_date").is_not_null()
        | (pl.col("told_until") > pl.col("known_to")).fill_null(False),
        age_on=pl.col("start_date"),
    )


def _enquiries_open(
    enquiries: pl.DataFrame, conventions: Conventions, covered: Covered, agreed: Calendar
) -> pl.DataFrame:
    """One row: an enquiry open on a day, with how long it has been."""
    days = quarter_ends_covered(covered, "enquiry_endings.end_date")
    open_days = pl.col("open_days")
    return (
        on_each_day(enquiries, "start_date", "end_date", days, conventions)
        # On a weekend it has been open no longer than on the Friday.
        .with_columns(
            open_days=agreed.taken(
                pl.col("start_date"),
                pl.max_horizontal("start_date", agreed.after(pl.col("day"), 0)),
            )
        )
        .with_columns(
            open_band=pl.when(open_days <= 15)
            .then(pl.lit("0_to_15"))
            .when(open_days <= 30)
            .then(pl.lit("16_to_30"))
            .otherwise(pl.lit("31_and_over")),
            row=row("open", "row", "day"),
        )
    )


def _protections(known: Tables) -> pl.DataFrame:
    """One row: a child taken into protection without planning."""
    started, discussed = pl.col("started_at"), pl.col("discussion_at")
    return told(known, "immediate_protections").with_columns(
        started_date=started.dt.date(),
        discussion_date=discussed.dt.date(),
        hours=hours_between(started, discussed),
        age_on=started.dt.date(),
        row=row("protection", "area", "person", "started_at"),
    )


def _homelessness(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a family or young person threatened with homelessness.

    too_early  housing was told before the days in which the duty to refer applies
    """
    window = pl.duration(days=conventions.homelessness_days)
    return told(known, "homelessness_referrals").with_columns(
        too_early=(pl.col("referred_date") < pl.col("expected_date") - window).fill_null(False),
        age_on=pl.col("identified_date"),
        row=row("homelessness", "area", "person", "identified_date"),
    )


def _looked_after(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a child looked after on a day."""
    days = quarter_ends_covered(covered, "looked_after_periods.end_date")
    return (
        on_each_day(known["looked_after_periods"], "start_date", "end_date", days, conventions)
        .sort("area", "child", "start_date")
        .unique(["area", "child", "day"], keep="first", maintain_order=True)
        .with_columns(row=row("looked after", "area", "child", "day"))
    )


def _strategy_discussions(known: Tables) -> pl.DataFrame:
    """One row: a strategy discussion that was held."""
    said = ("concern_at", "started_at", "meeting_date", "locality", "known_to")
    return (
        told(known, "attendances")
        .filter(
            pl.col("kind") == "strategy_discussion",
            pl.col("held").fill_null(True),
        )
        .group_by("area", "meeting", maintain_order=True)
        .agg(pl.col(said).drop_nulls().first())
        .with_columns(
            concern_date=pl.col("concern_at").dt.date(),
            discussion_date=pl.coalesce(pl.col("started_at").dt.date(), "meeting_date"),
            hours=hours_between(pl.col("concern_at"), pl.col("started_at")),
            row=row("meeting", "area", "meeting"),
        )
    )


def _named(rows: pl.DataFrame, known: Tables) -> pl.DataFrame:
    """Rows of assessments with the key of the extract's own assessment, where it holds one."""
    ours = (
        known["assessments"]
        .select(
            "area", "child", "start_date", "referral", own=row("assessment", "area", "assessment")
        )
        .unique(["area", "child", "start_date"], keep="first", maintain_order=True)
    )
    return (
        rows.join(ours, on=["area", "child", "start_date"], how="left")
        .with_columns(
            row=pl.coalesce("own", row("assessment practice", "area", "person", "start_date"))
        )
        .drop("own")
    )


def _practice(known: Tables, conventions: Conventions, agreed: Calendar) -> pl.DataFrame:
    """One row: an assessment, as a return tells of it.

    clock_start  the referral; without one the assessment's own start (ambiguity A-07)
    limit_date   the last day on which it is finished in time; overran: it was not
    seen_after   working days until the child was first seen; null where it was not
    """
    limit = due_date(
        pl.col("clock_start"), conventions.assessment_working_days, agreed, conventions
    )
    finished = pl.coalesce("authorised_date", "known_to")
    return (
        _named(told(known, "assessment_practice"), known)
        .with_columns(clock_start=pl.coalesce("referral_date", "start_date"))
        .with_columns(
            limit_date=limit,
            seen_after=agreed.taken(pl.col("clock_start"), pl.col("child_seen_date")),
            age_on=pl.col("start_date"),
        )
        .with_columns(overran=(finished > pl.col("limit_date")).fill_null(False))
    )


def _seen_alone(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: an assessment finished, of returns, and of case extracts for days that no return covers."""
    returned = _named(told(known, "assessment_practice"), known)
    others = (
        known["assessments"]
        .filter(~within("start_date", covered.of_field("assessment_practice.start_date")))
        .with_columns(person=pl.col("child"), row=row("assessment", "area", "assessment"))
    )
    columns = (
        *("area", "child", "person", "referral", "row", "start_date", "authorised_date"),
        *("child_seen_alone", "known_to"),
    )
    return (
        pl.concat([returned.select(columns), others.select(columns)])
        .filter(pl.col("authorised_date") <= pl.col("known_to"))
        .with_columns(age_on=pl.col("start_date"), from_age=pl.lit(conventions.seen_alone_from_age))
    )


def _transfers(known: Tables) -> pl.DataFrame:
    """One row: a move of one child into the area or out of it."""
    return told(known, "transfers").with_columns(
        cancelled=pl.col("cancelled").fill_null(False),
        age_on=pl.col("notified_date"),
        row=row("transfer", "area", "person", "notified_date", "direction"),
    )
