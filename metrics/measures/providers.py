"""Education providers as relevant agencies."""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
