"""Learning from serious incidents and reviews."""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
