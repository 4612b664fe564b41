"""What social care tells of enquiries, moves, visits, plans that end, and children looked after."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, later, working_days_later
from data.demonstration.known_people import BEGIN, END, AreaFacts, age_on, with_agencies
from data.demonstration.returns import Told


def social_care_returns(area: AreaFacts) -> Iterator[Told]:
    """The returns of children's services that their case extracts do not hold, and housing's."""

    def told(subject: str, rows: pl.DataFrame, **more: object) -> Told:
        return Told(subject, "social_care", area.code, rows, **more)  # type: ignore[arg-type]

    yield told("enquiries", _enquiries(area, area.draws(11)), after={"outcome": "end_date"})
    yield told("transfers", _transfers(area, area.draws(12)))
    yield told("plan_endings", _plan_endings(area, area.draws(13)))
    yield told("visits", _visits(area, area.draws(14)))
    yield told("pre_proceedings", _pre_proceedings(area, area.draws(15)))
    yield told("looked_after", _looked_after(area), open_to="end_date")
    yield Told("homelessness", "housing", area.code, _homelessness(area, area.draws(16)))


def _enquiries(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    rows = area.since(area.facts.enquiries, "start_date").unique(
        ["child", "start_date"], keep="first", maintain_order=True
    )
    others = area.people.group_by("family").agg(others=pl.len() - 1)
    rows = rows.join(others, on="family", how="left", maintain_order="left")
    held = pl.col("conference_date").is_not_null()
    considered = (
        pl.when(draws.under(rows, 0.83))
        .then("others")
        .otherwise((pl.col("others") * draws.lot(rows) * 0.9).floor().cast(pl.Int64))
    )
    return rows.select(
        "start_date",
        child=pl.col("child_id"),
        end_date=pl.col("decided_date"),
        outcome=pl.when(pl.col("plan_made"))
        .then(pl.lit("continuing_risk"))
        .when(held | draws.under(rows, 0.42))
        .then(pl.lit("no_continuing_risk"))
        .otherwise(pl.lit("not_substantiated")),
        other_children="others",
        other_children_considered=considered,
    )


_MOVED_WITH_A_PLAN = 0.035
_SENT_AFTER = {"1": 0.26, "3": 0.30, "5": 0.16, "8": 0.16, "14": 0.12}
_CONFERENCE_AFTER = {"9": 0.25, "13": 0.34, "15": 0.21, "19": 0.12, "27": 0.08}


def _transfers(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    came = area.facts.referrals.filter(pl.col("moved_in_conference_date").is_not_null())
    moved_in = area.since(came, "referral_date")
    left = area.facts.plans.rename({"end_date": "left_date"})
    of_plans = area.since(left, "left_date")
    of_plans = of_plans.filter(draws.under(of_plans, _MOVED_WITH_A_PLAN)).with_columns(
        notified_date=later("left_date", -12),
    )
    in_need = area.since(
        area.facts.referrals.filter(pl.col("outcome") == "moved away"), "closure_date"
    )
    held = draws.code(of_plans, _CONFERENCE_AFTER).cast(pl.Int64)
    received = working_days_later(of_plans, "notified_date", held)
    return pl.concat(
        [
            moved_in.select(
                child=pl.col("child_id"),
                direction=pl.lit("in"),
                status=pl.lit("protection"),
                notified_date="referral_date",
                conference_date="moved_in_conference_date",
                cancelled=draws.under(moved_in, 0.05),
            ),
            of_plans.select(
                child=pl.col("child_id"),
                direction=pl.lit("out"),
                status=pl.lit("protection"),
                notified_date="notified_date",
                conference_date=pl.when(draws.under(of_plans, 0.93)).then(received),
                plan_end_date=pl.max_horizontal(
                    "left_date", pl.when(draws.under(of_plans, 0.8)).then(received)
                ),
                information_sent_date=_sent(of_plans, "notified_date", draws),
                cancelled=pl.lit(False),
            ),
            in_need.select(
                child=pl.col("child_id"),
                direction=pl.lit("out"),
                status=pl.lit("need"),
                notified_date="closure_date",
                information_sent_date=_sent(in_need, "closure_date", draws),
                cancelled=pl.lit(False),
            ),
        ],
        how="diagonal",
    ).unique(["child", "notified_date", "direction"], keep="first", maintain_order=True)


def _sent(rows: pl.DataFrame, date: str, draws: Draws) -> pl.Expr:
    waits = draws.code(rows, _SENT_AFTER).cast(pl.Int64)
    return pl.when(draws.under(rows, 0.94)).then(working_days_later(rows, date, waits))


_TOLD_AFTER = {"0": 0.20, "1": 0.30, "3": 0.26, "5": 0.14, "8": 0.10}


def _plan_endings(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    ended = area.since(area.facts.plans, "end_date")
    rows = with_agencies(ended.unique(["child", "end_date"], keep="first", maintain_order=True))
    rows = rows.filter(pl.col("agency") != "social_care")
    waits = draws.code(rows, _TOLD_AFTER).cast(pl.Int64)
    return rows.select(
        "agency",
        child=pl.col("child_id"),
        plan_end_date="end_date",
        notified_date=pl.when(draws.under(rows, 0.96)).then(
            working_days_later(rows, "end_date", waits)
        ),
    )


_EVERY = {"protection": (10, 16), "need": (24, 42), "looked_after": (32, 46)}
_SEEN = {"protection": 0.95, "need": 0.93, "looked_after": 0.98}
_DRIFTING_OF = 11
"""Of so many children in need one is visited half as often."""


def _visits(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    spans = {
        "protection": area.facts.plans,
        "need": area.facts.need_plans,
        "looked_after": area.facts.looked_after,
    }
    return pl.concat(
        [_visits_of(area, kind, area.going_on(rows), draws) for kind, rows in spans.items()]
    ).sort("visit_date", "child", "kind")


def _visits_of(area: AreaFacts, kind: str, spans: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    low, high = _EVERY[kind]
    drifts = (pl.lit(kind) == "need") & (pl.col("child") % _DRIFTING_OF == 0)
    first = pl.max_horizontal("start_date", pl.lit(BEGIN))
    last = pl.min_horizontal("end_date", pl.lit(END))
    rows = (
        spans.with_columns(
            first=first,
            length=(last - first).dt.total_days(),
            every=draws.whole(spans, low, high) * pl.when(drifts).then(2).otherwise(1),
        )
        .with_columns(place=pl.int_ranges(1, pl.col("length") // pl.col("every") + 1))
        .explode("place")
        .drop_nulls("place")
    )
    # A visit comes some days before its turn or after it: never so many that two change places.
    moved = draws.whole(rows, -3, 4)
    rows = rows.with_columns(
        planned_date=later("first", pl.col("place") * pl.col("every") + moved),
    )
    # On a Friday where it would be on a weekend.
    weekend = (pl.col("planned_date").dt.weekday() - 5).clip(0)
    rows = rows.with_columns(visit_date=later("planned_date", -weekend)).filter(
        draws.under(rows, 0.97), pl.col("visit_date").is_between(BEGIN, END)
    )
    alone = pl.when(age_on("visit_date") >= 3).then(draws.under(rows, 0.70))
    seen = draws.under(rows, _SEEN[kind])
    return (
        rows.with_columns(was_seen=seen)
        .select(
            "visit_date",
            child=pl.col("child_id"),
            kind=pl.lit(kind),
            seen="was_seen",
            seen_alone=pl.when("was_seen").then(alone),
        )
        .unique(["child", "visit_date"], keep="first", maintain_order=True)
    )


_LETTERS = 0.16


def _pre_proceedings(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    care = area.since(
        area.facts.looked_after.filter(~pl.col("unaccompanied")), "start_date"
    ).select("child", "child_id", step_date="start_date", step=pl.lit("care"))
    planned = area.since(area.facts.plans, "start_date")
    letters = planned.filter(draws.under(planned, _LETTERS)).select(
        "child", "child_id", step_date=later("start_date", 70), step=pl.lit("letter")
    )
    rows = pl.concat([care, letters]).filter(pl.col("step_date") <= END)
    exempt = draws.under(rows, 0.06)
    offered = draws.under(rows, pl.when(pl.col("step") == "care").then(0.68).otherwise(0.81))
    return (
        rows.with_columns(is_exempt=exempt)
        .select(
            "step_date",
            "step",
            child=pl.col("child_id"),
            offered_date=pl.when(~pl.col("is_exempt") & offered).then(
                later("step_date", -draws.whole(rows, -6, 60))
            ),
            exempt="is_exempt",
        )
        .unique(["child", "step_date"], keep="first", maintain_order=True)
        .sort("step_date", "child")
    )


def _looked_after(area: AreaFacts) -> pl.DataFrame:
    return (
        area.going_on(area.facts.looked_after)
        .select("start_date", "end_date", "unaccompanied", child=pl.col("child_id"))
        .unique(["child", "start_date"], keep="first", maintain_order=True)
        .sort("start_date", "child")
    )


_AT_RISK_A_YEAR = {"990": 84, "991": 52}
_LATEST = END - dt.timedelta(days=1)


def _homelessness(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """Families and young people at risk of losing their home, from among those referred."""
    referred = area.since(area.facts.referrals.filter(~pl.col("no_action")), "referral_date")
    count = int(area.count(_AT_RISK_A_YEAR[area.code]) * 3)
    rows = draws.some(referred.filter(pl.col("referral_date") < _LATEST), count)
    young = age_on("referral_date").is_between(16, 17)
    assessed = pl.when(young & draws.under(rows, 0.71)).then(
        later("referral_date", draws.whole(rows, 1, 25))
    )
    return rows.select(
        child=pl.col("child_id"),
        kind=pl.when(young).then(pl.lit("young_person")).otherwise(pl.lit("family")),
        identified_date="referral_date",
        expected_date=later("referral_date", draws.whole(rows, 20, 75)),
        referred_date=pl.when(draws.under(rows, 0.83)).then(
            later("referral_date", draws.waits(rows, 8.0))
        ),
        joint_assessment_date=assessed,
    ).unique(["child", "identified_date"], keep="first", maintain_order=True)
