"""People who work with children: allegations and training."""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
