"""Early help: are families helped before they need more?"""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
