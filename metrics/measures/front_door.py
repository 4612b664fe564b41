"""Front door: what becomes of a contact, and how soon?"""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
