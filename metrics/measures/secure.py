"""Secure establishments in the area."""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
