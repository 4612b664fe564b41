"""All returns that the partners of the invented partnership send, in the order of their periods."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from data.demonstration.draws import Draws
from data.demonstration.families import AUTHORITIES
from data.demonstration.journeys import Facts
from data.demonstration.known_people import AreaFacts, area_facts
from data.demonstration.meetings import meetings_of
from data.demonstration.planted import EMPTY_CHAIR
from data.demonstration.returns import ReturnFile, Told
from data.demonstration.returns_calendar import NEVER_SENT, owed, periods
from data.demonstration.returns_education import education_returns
from data.demonstration.returns_front_door import (
    TOTALS_ONLY,
    early_help_totals,
    front_door_returns,
)
from data.demonstration.returns_health import deaths, health_returns
from data.demonstration.returns_learning import (
    escalations,
    establishment_returns,
    learning_returns,
)
from data.demonstration.returns_meetings import meeting_returns
from data.demonstration.returns_office import office_returns, residents
from data.demonstration.returns_police import eastvales_own_words, police_returns
from data.demonstration.returns_schools import school_returns
from data.demonstration.returns_social_care import social_care_returns
from data.demonstration.schools import pupils_of, schools_of
from data.returns.statement import PARTNERSHIP


def partners_returns(facts: Facts, seed: int, scale: float) -> tuple[ReturnFile, ...]:
    """Every return, oldest period first. The same facts, seed and scale give the same ones."""
    told = [*_of_the_partnership(Draws(seed, 3), scale)]
    for authority in AUTHORITIES:
        told += _of_area(area_facts(facts, authority.code, seed, scale))
    told.append(_returns_due(told))
    files = [file for each in told for file in _files(each)]
    return tuple(sorted(files, key=lambda file: file.period.last))


def _of_area(area: AreaFacts) -> Iterator[Told]:
    schools, pupils = schools_of(area), pupils_of(area)
    yield from front_door_returns(area)
    yield from social_care_returns(area)
    yield from meeting_returns(area, meetings_of(area, schools))
    yield from health_returns(area)
    yield from police_returns(area, schools, pupils)
    yield from school_returns(area, schools, pupils)
    yield from education_returns(area, schools)
    yield escalations(area)
    yield residents(area)
    if area.code == EMPTY_CHAIR.area:
        yield from establishment_returns(area)


def _of_the_partnership(draws: Draws, scale: float) -> Iterator[Told]:
    yield from office_returns(draws, scale)
    yield from learning_returns(draws, scale)
    yield deaths(draws, scale)


def _returns_due(told: list[Told]) -> Told:
    """What was agreed that each agency sends, and when; the office's own minutes were never owed."""
    agreed = [(each.agency, each.subject, each.area) for each in told if not each.only]
    rows = pl.concat([owed(*each) for each in agreed]).sort("due_date", maintain_order=True)
    return Told("returns_due", "partnership", PARTNERSHIP, rows)


def _files(told: Told) -> Iterator[ReturnFile]:
    """The files of one subject, agency and area: rows, and totals where it sends no rows any more."""
    mapping = eastvales_own_words(told)
    area, since = TOTALS_ONLY
    of_totals = told.subject == "early_help" and told.area == area
    for period in periods(told.agency, told.subject):
        if (told.agency, told.subject, told.area, period.name) == NEVER_SENT:
            continue
        if told.only and period.name not in told.only:
            continue
        if of_totals and period.first >= since:
            counts = early_help_totals(told, period.first, period.last)
            yield ReturnFile(replace(told, rows=counts), period, totals=True)
        else:
            yield ReturnFile(told, period, mapping=mapping)
