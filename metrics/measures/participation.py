"""Participation: who was in the room?"""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
