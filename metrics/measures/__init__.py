"""MEASURES: every measure we compute, in the order of a child's journey."""

from metrics.measure import Measure
from metrics.measures import demand, plans, recording, repeat, timeliness, voice

MEASURES: tuple[Measure, ...] = (
    *demand.MEASURES,
    *timeliness.MEASURES,
    *repeat.MEASURES,
    *plans.MEASURES,
    *voice.MEASURES,
    *recording.MEASURES,
)


def named(name: str) -> tuple[Measure, ...]:
    """The measures of an id, ours or the catalogue's (TIM-05 may name several lines); or none."""
    return tuple(
        measure
        for measure in MEASURES
        if measure.id == name or measure.catalogue.casefold() == name.casefold()
    )
