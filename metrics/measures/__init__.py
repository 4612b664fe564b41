"""MEASURES: every measure we compute, in the order of a child's journey."""

from metrics.measure import Measure
from metrics.measures import (
    chain,
    demand,
    early_help,
    education,
    exploitation,
    front_door,
    governance,
    learning,
    money,
    participation,
    plans,
    providers,
    recording,
    repeat,
    secure,
    timeliness,
    voice,
    workforce,
)

MEASURES: tuple[Measure, ...] = (
    *front_door.MEASURES,
    *early_help.MEASURES,
    *demand.MEASURES,
    *timeliness.MEASURES,
    *participation.MEASURES,
    *repeat.MEASURES,
    *plans.MEASURES,
    *voice.MEASURES,
    *education.MEASURES,
    *providers.MEASURES,
    *exploitation.MEASURES,
    *learning.MEASURES,
    *workforce.MEASURES,
    *money.MEASURES,
    *governance.MEASURES,
    *secure.MEASURES,
    *chain.MEASURES,
    *recording.MEASURES,
)


def named(name: str) -> tuple[Measure, ...]:
    """The measures of an id, ours or the catalogue's (TIM-05 may name several lines); or none."""
    return tuple(
        measure
        for measure in MEASURES
        if measure.id == name or measure.catalogue.casefold() == name.casefold()
    )
