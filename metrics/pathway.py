"""The chain of decisions: how far each child of a year's cohort went, one row a child and year.

A cohort is followed, so that no step can have more children than the one before. A step is taken where the
child's next event comes within the agreed days of the step before it, whichever episode it is filed under;
a child whose days are not over yet is too recent, and neither a yes nor a no (ruling 29).
"""

from collections.abc import Callable

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered, covered_until
from metrics.frames import Makers
from metrics.known import Tables

STEPS: dict[str, tuple[str, str, str, str]] = {
    "assessed": ("assessments", "start_date", "referral_date", "referral_to_assessment_days"),
    "enquired": (
        "section_47_enquiries",
        "start_date",
        "assessed_date",
        "assessment_to_enquiry_days",
    ),
    "conferred": (
        "conferences",
        "conference_date",
        "enquired_date",
        "enquiry_to_conference_days",
    ),
    "protected": ("plans", "start_date", "conferred_date", "conference_to_plan_days"),
    "looked_after": (
        "looked_after_periods",
        "start_date",
        "protected_date",
        "plan_to_looked_after_days",
    ),
}
"""Step to the table of its events, their date, the date before it, and the convention of its days."""


def frames(
    referrals: Callable[[], pl.DataFrame],
    known: Tables,
    conventions: Conventions,
    covered: Covered,
) -> Makers:
    """How both frames are made: of children referred, and of children about whom somebody made contact."""
    return {
        "referred_children": lambda: _referred(referrals(), known, conventions, covered),
        "contacted_children": lambda: _contacted(known, conventions, covered),
    }


def _referred(
    referrals: pl.DataFrame, known: Tables, conventions: Conventions, covered: Covered
) -> pl.DataFrame:
    """One row: a child's first referral of a financial year that was not on an open episode.

    assessed, enquired, conferred, protected, looked_after  the step was taken, and each before it
    recent_assessed and the like  the days for the step were not over on the last day known
    """
    rows = (
        referrals.filter(~pl.col("open_already"))
        .select("area", "child", "referral", "referral_date", "age_years", "known_to")
        .sort("referral_date", "referral")
        .unique(["area", "child", _year("referral_date")], keep="first", maintain_order=True)
        .with_columns(row=_row("referred", "referral_date"))
    )
    taken = pl.lit(True)
    for step, (table, date, before, days) in STEPS.items():
        # An enquiry may begin before the assessment does, but not before the referral.
        since = "referral_date" if step == "enquired" else before
        rows = _followed(
            rows, _events(known, table, date), step, since, before, getattr(conventions, days)
        )
        rows = rows.with_columns(
            _recent(step, before, f"{table}.{date}", covered, getattr(conventions, days)),
            (taken & pl.col(step)).alias(step),
        )
        taken = pl.col(step)
    return rows.drop(f"{step}_date" for step in STEPS)


def _contacted(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a child's first contact of a financial year. `referred` and `recent_referred` as above.

    A child whom the area's files do not hold is followed by what the front door says of the contact.
    """
    days = conventions.contact_to_referral_days
    contacts = known["front_door_contacts"].with_columns(
        who=pl.coalesce("child", "person"),
        became=pl.when(pl.col("outcome") == "referral").then(
            pl.coalesce(pl.col("referral_received_at").dt.date(), "decision_date", "contact_date")
        ),
    )
    by_contact = contacts.filter(pl.col("became").is_not_null()).select(
        "area", "who", event_date="became"
    )
    by_file = known["referrals"].select("area", who="child", event_date="referral_date")
    rows = (
        contacts.filter(pl.col("who").is_not_null())
        .sort("contact_date", "contact")
        .unique(["area", "who", _year("contact_date")], keep="first", maintain_order=True)
        .with_columns(row=_row("contacted", "contact_date", "who"))
    )
    events = pl.concat([by_contact, by_file]).sort("event_date")
    rows = _followed(rows, events, "referred", "contact_date", "contact_date", days, "who")
    return rows.with_columns(
        _recent("referred", "contact_date", "front_door_contacts.contact_date", covered, days),
        own_referral_source=pl.col("source"),
        age_on=pl.col("contact_date"),
    ).drop("referred_date", "became", "who")


def _year(date: str) -> pl.Expr:
    return pl.col(date).dt.offset_by("-3mo").dt.year()


def _row(kind: str, date: str, who: str = "child") -> pl.Expr:
    return pl.concat_str(pl.lit(kind), "area", who, _year(date), separator=" ")


def _events(known: Tables, table: str, date: str) -> pl.DataFrame:
    """The events of a step, in order: area, child, event_date."""
    rows = known[table].filter(pl.col(date).is_not_null())
    if table == "conferences":
        rows = rows.filter(~pl.col("transfer_in"))
    return rows.select("area", "child", event_date=date).sort("event_date")


def _followed(
    rows: pl.DataFrame,
    events: pl.DataFrame,
    step: str,
    since: str,
    before: str,
    days: int,
    who: str = "child",
) -> pl.DataFrame:
    """Rows with the date of the first event from `since` on, and whether it came in the days after"
    " `before`."""
    found = rows.filter(pl.col(since).is_not_null()).sort(since)
    found = found.join_asof(
        events.rename({"event_date": f"{step}_date"}),
        left_on=since,
        right_on=f"{step}_date",
        by=["area", who],
        strategy="forward",
        check_sortedness=False,
    ).with_columns(
        (pl.col(f"{step}_date") <= pl.col(before) + pl.duration(days=days))
        .fill_null(False)
        .alias(step)
    )
    rest = rows.filter(pl.col(since).is_null()).with_columns(
        pl.lit(None, dtype=pl.Date).alias(f"{step}_date"), pl.lit(False).alias(step)
    )
    return pl.concat([found, rest])


def _recent(step: str, before: str, field: str, covered: Covered, days: int) -> pl.Expr:
    """Whether the days for a step were over on the last day of which its source tells."""
    told_to = pl.min_horizontal("known_to", covered_until(before, covered.of_field(field)))
    over = (pl.col(before) + pl.duration(days=days) <= told_to).fill_null(False)
    return (~over).alias(f"recent_{step}")
