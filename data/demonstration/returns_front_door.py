"""What social care and early help tell of the front door, of assessments, and of children themselves."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, at_time, later, working_days_later
from data.demonstration.families import ETHNICITIES
from data.demonstration.known_people import BEGIN, END, AreaFacts, age_on
from data.demonstration.returns import Told

TOTALS_ONLY = ("991", dt.date(2024, 4, 1))
"""Where early help sends totals only, and since when."""


def front_door_returns(area: AreaFacts) -> Iterator[Told]:
    """Contacts, children seen in assessments, early help, and facts about children."""
    yield Told(
        "front_door",
        "social_care",
        area.code,
        _contacts(area, area.draws(1)),
        after={
            "outcome": "decision_date",
            "referral_received_at": "decision_date",
            "decided_by_qualified": "next_steps_date",
        },
    )
    yield Told(
        "voice",
        "social_care",
        area.code,
        _assessments(area, area.draws(2)),
        after={"overrun_reason": "authorised_date", "child_seen_alone": "child_seen_date"},
    )
    yield early_help(area)
    yield Told("characteristics", "social_care", area.code, _characteristics(area, area.draws(4)))


_DECIDED_AFTER = {"0": 0.62, "1": 0.27, "2": 0.07, "4": 0.04}
_NEXT_STEPS_AFTER = {"0": 0.47, "1": 0.37, "2": 0.09, "3": 0.04, "6": 0.03}
_ANSWERED_AFTER = {"0": 0.42, "1": 0.36, "2": 0.12, "5": 0.10}
_FED_BACK_AFTER = {"1": 0.30, "2": 0.28, "3": 0.24, "7": 0.18}
_OF_THE_PUBLIC = ["1A", "1B", "1C", "1D", "9"]


def _contacts(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """One row: a contact, and the referral that it became, if it did."""
    referrals = area.facts.referrals.select("child", "referral_date").sort("referral_date")
    helped = area.facts.early_help.select("child", helped_date="start_date").sort("helped_date")
    rows = (
        area.since(area.facts.contacts, "contact_date")
        .sort("contact_date", "child")
        .join_asof(
            referrals,
            left_on="contact_date",
            right_on="referral_date",
            by="child",
            strategy="forward",
            tolerance="2d",
            check_sortedness=False,
        )
        .join_asof(
            helped,
            left_on="contact_date",
            right_on="helped_date",
            by="child",
            strategy="forward",
            tolerance="25d",
            check_sortedness=False,
        )
        .with_row_index("number")
    )
    became = pl.col("referral_date").is_not_null()
    by_professional = became & pl.col("source").is_in(_OF_THE_PUBLIC).not_()
    started = rows.with_columns(clock=pl.coalesce("referral_date", "contact_date"))
    return started.select(
        "contact_date",
        "source",
        contact=pl.format("C-{}-{}", pl.lit(area.code), pl.col("number") + 20_001),
        child=pl.col("child_id"),
        nhs_number=pl.col("nhs_number_known"),
        decision_date=pl.when(became)
        .then("referral_date")
        .when(draws.under(rows, 0.98))
        .then(
            working_days_later(
                rows, "contact_date", draws.code(rows, _DECIDED_AFTER).cast(pl.Int64)
            )
        ),
        outcome=pl.when(became)
        .then(pl.lit("referral"))
        .when(pl.col("helped_date").is_not_null())
        .then(pl.lit("early_help"))
        .otherwise(draws.code(rows, {"advice": 0.55, "no_further_action": 0.38, "other": 0.07})),
        referral_received_at=pl.when(became).then(
            at_time("referral_date", draws.whole(rows, 8 * 60, 18 * 60))
        ),
        next_steps_date=_if(
            became & draws.under(rows, 0.985), started, "clock", draws, _NEXT_STEPS_AFTER
        ),
        decided_by_qualified=pl.when(became).then(draws.under(rows, 0.97)),
        acknowledged_date=_if(
            by_professional & draws.under(rows, 0.95), started, "clock", draws, _ANSWERED_AFTER
        ),
        fed_back_date=_if(
            by_professional & draws.under(rows, 0.76), started, "clock", draws, _FED_BACK_AFTER
        ),
    )


def _if(
    condition: pl.Expr, rows: pl.DataFrame, start: str, draws: Draws, after: dict[str, float]
) -> pl.Expr:
    """So many working days after a date, where it comes at all."""
    waits = draws.code(rows, after).cast(pl.Int64)
    return pl.when(condition).then(working_days_later(rows, start, waits))


_OVERRUN = {
    "family": 0.18,
    "agency": 0.22,
    "specialist": 0.12,
    "capacity": 0.26,
    "complexity": 0.22,
}
_ALONE = {"yes": 0.755, "no": 0.165, "refused": 0.05, "not_appropriate": 0.03}
_OVERRUN_DAYS = 64
"""So many days after the referral no assessment is within 45 working days."""


def _assessments(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    enquiries = area.facts.enquiries.select("referral", enquiry_date="start_date").sort(
        "enquiry_date"
    )
    rows = (
        area.since(area.facts.assessments, "start_date")
        .join(area.facts.referrals.select("referral", "referral_date"), on="referral")
        .sort("start_date", "child")
        .join_asof(
            enquiries,
            left_on="start_date",
            right_on="enquiry_date",
            by="referral",
            strategy="nearest",
            tolerance="14d",
            check_sortedness=False,
        )
        .unique(["child", "start_date"], keep="first", maintain_order=True)
    )
    urgent = pl.col("enquiry_date").is_not_null()
    waited = pl.when(urgent).then(draws.waits(rows, 0.9)).otherwise(draws.waits(rows, 3.6))
    took = (pl.col("authorised_date") - pl.col("referral_date")).dt.total_days()
    return rows.select(
        "start_date",
        "authorised_date",
        "referral_date",
        child=pl.col("child_id"),
        kind=pl.when(urgent).then(pl.lit("s47")).otherwise(pl.lit("s17")),
        child_seen_date=pl.when((pl.col("seen") == "Yes") & (pl.col("birth_date") <= END)).then(
            pl.min_horizontal(
                pl.max_horizontal(working_days_later(rows, "start_date", waited), "birth_date"),
                "authorised_date",
            )
        ),
        child_seen_alone=pl.when(pl.col("seen") == "Yes").then(
            pl.when(age_on("start_date") < 3)
            .then(pl.lit("not_appropriate"))
            .otherwise(draws.code(rows, _ALONE))
        ),
        overrun_reason=pl.when((took > _OVERRUN_DAYS) & draws.under(rows, 0.72)).then(
            draws.code(rows, _OVERRUN)
        ),
    )


_ENDINGS = {"met": 0.60, "partly": 0.15, "disengaged": 0.13, "moved": 0.05, "other": 0.07}
_LEADS = {
    "Early help team": "early_help",
    "Primary school": "education",
    "Secondary school": "education",
    "Health visiting service": "health",
}
_SOURCES = {
    "education": 0.42,
    "health": 0.22,
    "police": 0.12,
    "social_care": 0.16,
    "voluntary": 0.08,
}
_HISTORY = dt.timedelta(days=400)


def early_help(area: AreaFacts) -> Told:
    """Requests and episodes: accepted ones are those of the facts, and some families declined."""
    draws = area.draws(3)
    rows = pl.concat([_helped(area, draws), _declined(area, draws)]).sort("request_date", "child")
    return Told(
        "early_help",
        "early_help",
        area.code,
        rows.unique(["child", "request_date"], keep="first", maintain_order=True),
        open_to="end_date",
        after={"end_reason": "end_date", "consent": "offered_date", "lead_agency": "start_date"},
    )


def _helped(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    facts = area.facts
    left = facts.referrals.filter(pl.col("closure_reason") == "RC9").select(
        "child", left_date="closure_date"
    )
    again = facts.referrals.select("child", again_date="referral_date").sort("again_date")
    rows = (
        facts.early_help.filter(pl.col("start_date").is_between(BEGIN - _HISTORY, END))
        .join(area.people, on="child", maintain_order="left")
        .sort("start_date", "child")
        .join_asof(again, left_on="start_date", right_on="again_date", by="child", strategy="forward",
            check_sortedness=False)
        .join_asof(
            left.sort("left_date"), left_on="start_date", right_on="left_date", by="child",
            strategy="backward", tolerance="21d", check_sortedness=False,
        )
    )  # fmt: skip
    rows = rows.with_columns(
        planned_end=later("start_date", draws.whole(rows, 60, 330)),
        request_date=later("start_date", -draws.waits(rows, 9.0) - 1),
    )
    stepped_up = pl.col("again_date") <= pl.col("planned_end")
    return rows.select(
        "request_date",
        "start_date",
        child=pl.col("child_id"),
        nhs_number=pl.col("nhs_number_known"),
        source=pl.when(pl.col("left_date").is_not_null())
        .then(pl.lit("social_care"))
        .otherwise(draws.code(rows, _SOURCES)),
        offered_date=later("request_date", draws.whole(rows, 0, 1)),
        consent=pl.lit("accepted"),
        declined_understood=pl.lit(None, dtype=pl.Boolean),
        end_date=pl.min_horizontal("planned_end", "again_date"),
        end_reason=pl.when(stepped_up)
        .then(pl.lit("stepped_up"))
        .otherwise(draws.code(rows, _ENDINGS)),
        lead_agency=pl.col("organisation").replace_strict(_LEADS, return_dtype=pl.String),
        stepped_down=pl.col("left_date").is_not_null(),
        family=pl.col("family").cast(pl.String),
        sex="sex",
        ethnicity="ethnicity",
    )


_DECLINED = 0.13


def _declined(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """Families who were offered help and did not want it, or have not answered."""
    contacts = area.since(area.facts.contacts, "contact_date")
    rows = contacts.join(area.facts.early_help, on="child", how="anti", maintain_order="left").join(
        area.facts.referrals, on="child", how="anti", maintain_order="left"
    )
    rows = rows.filter(draws.under(rows, _DECLINED))
    answered = draws.under(rows, 0.86)
    return rows.with_columns(answered=answered).select(
        request_date="contact_date",
        start_date=pl.lit(None, dtype=pl.Date),
        child=pl.col("child_id"),
        nhs_number=pl.col("nhs_number_known"),
        source=draws.code(rows, _SOURCES),
        offered_date=later("contact_date", draws.whole(rows, 1, 7)),
        consent=pl.when("answered").then(pl.lit("declined")).otherwise(pl.lit("pending")),
        declined_understood=pl.when("answered").then(draws.under(rows, 0.71)),
        end_date=pl.lit(None, dtype=pl.Date),
        end_reason=pl.lit(None, dtype=pl.String),
        lead_agency=pl.lit(None, dtype=pl.String),
        stepped_down=pl.lit(False),
        family=pl.col("family").cast(pl.String),
        sex="sex",
        ethnicity="ethnicity",
    )


def early_help_totals(told: Told, first: dt.date, last: dt.date) -> pl.DataFrame:
    """The same as totals of quarters (`COUNTS`): of groups the small counts are hidden, one is rounded."""
    group_of = {code: group for group, codes in ETHNICITIES.items() for code in codes}
    rows = told.rows.with_columns(
        all=pl.lit("all"),
        ethnicity=pl.col("ethnicity").replace_strict(group_of, default="not_recorded"),
    )
    closed = rows.filter(
        pl.col("end_date").is_between(first, last), ~pl.col("end_reason").is_in(["moved", "died"])
    )
    started = rows.filter(pl.col("start_date").is_between(first, last))
    parts = [
        part
        for grouped_by in ("all", "sex", "ethnicity")
        for part in (
            _by_quarter(closed, "end_date", grouped_by).with_columns(
                measure=pl.lit("early_help_closed_with_needs_met")
            ),
            _by_quarter(started, "start_date", grouped_by).with_columns(
                measure=pl.lit("early_help_started_per_10000_children"),
                met="of",
                of=pl.lit(None, dtype=pl.Int64),
            ),
        )
    ]
    rounded = (
        (pl.col("measure") == "early_help_started_per_10000_children")
        & (pl.col("characteristic") == "all")
        & (pl.col("period_start") == last.replace(day=1).replace(month=1))
    )
    small = (pl.col("characteristic") != "all") & pl.col("met").is_between(1, 5)
    return pl.concat(parts, how="diagonal").select(
        "measure",
        characteristic=pl.when(pl.col("characteristic") != "all").then("characteristic"),
        group=pl.when(pl.col("group") != "all").then("group"),
        period_start="period_start",
        period_end="period_end",
        met=pl.when(small)
        .then(pl.lit("c"))
        .when(rounded)
        .then(((pl.col("met") / 5).round() * 5).cast(pl.Int64).cast(pl.String))
        .otherwise(pl.col("met").cast(pl.String)),
        of="of",
        rounded_to=pl.when(rounded).then(5),
    )


def _by_quarter(rows: pl.DataFrame, date: str, grouped_by: str) -> pl.DataFrame:
    return (
        rows.group_by(period_start=pl.col(date).dt.truncate("1q"), group=pl.col(grouped_by))
        .agg(
            met=(pl.col("end_reason") == "met").sum().cast(pl.Int64),
            of=pl.len().cast(pl.Int64),
        )
        .sort("period_start", "group")
        .with_columns(
            characteristic=pl.lit(grouped_by),
            period_end=pl.col("period_start").dt.offset_by("3mo").dt.offset_by("-1d"),
        )
    )


def _characteristics(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """The children of whom something happened since `BEGIN`, or was going on."""
    facts = area.facts
    active = pl.concat(
        [
            facts.contacts.select("child", first="contact_date", last="contact_date"),
            facts.referrals.select(
                "child",
                first="referral_date",
                last=pl.when(pl.col("no_action"))
                .then("referral_date")
                .otherwise(pl.col("closure_date").fill_null(END)),
            ),
        ]
    )
    rows = (
        active.filter(pl.col("last") >= BEGIN, pl.col("first") <= END)
        .group_by("child", maintain_order=True)
        .agg(known_from=pl.col("first").min(), known_to=pl.col("last").max())
        .sort("child")
        .join(area.people, on="child", maintain_order="left")
    )
    born = pl.col("birth_date") <= END
    return rows.select(
        "known_from",
        "known_to",
        "upn",
        "locality",
        child=pl.col("child_id"),
        nhs_number=pl.col("nhs_number_known"),
        sex=pl.when(born).then("sex"),
        ethnicity=pl.when(born & pl.col("ethnicity_known_from").is_not_null()).then("ethnicity"),
        disabled=pl.when(born).then(pl.col("disabilities") != "NONE"),
        deprivation_quintile="quintile",
        religion_recorded=draws.under(rows, 0.72),
        language_recorded=draws.under(rows, 0.83),
        family=pl.col("family").cast(pl.String),
    )
