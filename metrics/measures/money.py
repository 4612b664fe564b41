"""Money: who pays for the arrangements?"""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
