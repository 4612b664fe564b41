"""Governance: decisions, data and agreements."""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
