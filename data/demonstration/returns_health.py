"""What health services and the partnership's office tell of requests for information, and of deaths."""

from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, later, working_days_later
from data.demonstration.known_people import BEGIN, END, YEARS, AreaFacts
from data.demonstration.returns import Told
from data.returns.statement import PARTNERSHIP


def health_returns(area: AreaFacts) -> Iterator[Told]:
    """What health was asked for, and what the other agencies were."""
    asked = _contributions(area, area.draws(61))
    yield Told("health_contributions", "health", area.code, asked)
    yield Told("information_requests", "partnership", area.code, _requests(area, area.draws(62)))


_SERVICES = {"gp": 0.36, "health_visiting": 0.19, "school_nursing": 0.15, "mental_health": 0.10}
_SERVICES |= {"hospital": 0.09, "midwifery": 0.06, "community": 0.04, "sexual_health": 0.01}
_ANSWERED_AFTER = {"0": 0.08, "1": 0.18, "2": 0.19, "4": 0.22, "5": 0.12, "8": 0.13, "15": 0.08}
_ANSWERED = 0.95
_OF_ASSESSMENTS = 0.17
_OF_CONTACTS = 0.06


def _contributions(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """Asked for enquiries and conferences, for some assessments, and for some checks at the front door."""
    facts = area.facts
    parts = [
        ("enquiry", facts.enquiries, "start_date", 0.9),
        ("conference", facts.enquiries, "decided_date", 0.3),
        ("assessment", facts.assessments, "start_date", _OF_ASSESSMENTS),
        ("front_door", facts.contacts, "contact_date", _OF_CONTACTS),
    ]
    asked = [
        _asked(area, purpose, rows, date, share, draws) for purpose, rows, date, share in parts
    ]
    rows = pl.concat(asked).sort("asked_date", "nhs_number", "purpose").with_row_index("row")
    return rows.with_columns(
        request=pl.format("H-{}-{}", pl.lit(area.code), pl.col("row") + 118),
        service=draws.code(rows, _SERVICES),
        answered_date=_answered(rows, draws),
    ).drop("row")


def _asked(
    area: AreaFacts, purpose: str, rows: pl.DataFrame, date: str, share: float, draws: Draws
) -> pl.DataFrame:
    known = area.since(rows, date)
    some = known.filter(draws.under(known, share), pl.col(date) <= END)
    return some.select("nhs_number", asked_date=date, purpose=pl.lit(purpose))


def _answered(rows: pl.DataFrame, draws: Draws) -> pl.Expr:
    waits = draws.code(rows, _ANSWERED_AFTER).cast(pl.Int64)
    return pl.when(draws.under(rows, _ANSWERED)).then(working_days_later(rows, "asked_date", waits))


_AGENCIES = {
    "police": 0.38,
    "education": 0.34,
    "housing": 0.12,
    "probation": 0.08,
    "adult_services": 0.08,
}
_REQUESTS_A_YEAR = {"990": 330, "991": 220}


def _requests(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    known = area.since(area.facts.enquiries, "start_date")
    some = draws.some(known, round(area.count(_REQUESTS_A_YEAR[area.code]) * len(YEARS)))
    rows = some.select(
        child=pl.col("child_id"),
        agency=draws.code(some, _AGENCIES),
        asked_date="start_date",
        purpose=draws.code(some, {"enquiry": 0.7, "conference": 0.3}),
    ).with_row_index("row")
    return rows.with_columns(
        request=pl.format("R-{}-{}", pl.lit(area.code), pl.col("row") + 1),
        answered_date=_answered(rows, draws),
    ).drop("row")


_DEATHS_A_YEAR = 33.0


def deaths(draws: Draws, scale: float) -> Told:
    """Deaths of children and care leavers, and when the panel reviewed them."""
    rows = draws.events(_DEATHS_A_YEAR * len(YEARS) * scale, BEGIN, END, "death_date")
    status = draws.code(rows, {"neither": 0.91, "looked_after": 0.03, "care_leaver": 0.06})
    with_status = rows.with_columns(care_status=status)
    aware = with_status.with_columns(aware_date=later("death_date", draws.waits(rows, 1.2)))
    in_care = pl.col("care_status") != "neither"
    waits = draws.code(rows, {"1": 0.3, "3": 0.3, "5": 0.22, "7": 0.18}).cast(pl.Int64)
    reviewed = aware.select(
        "death_date",
        "care_status",
        "aware_date",
        death=pl.format("D-{}", pl.col("number") + 7),
        notified_date=pl.when(in_care).then(working_days_later(aware, "aware_date", waits)),
        reviewed_date=pl.when(draws.under(rows, 0.95)).then(
            later("death_date", draws.whole(rows, 150, 600))
        ),
        modifiable=draws.under(rows, 0.43),
    )
    return Told(
        "child_deaths", "health", PARTNERSHIP, reviewed, after={"modifiable": "reviewed_date"}
    )
