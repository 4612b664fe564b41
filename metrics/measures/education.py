"""Education: do children with a social worker go to school?"""

from metrics.measure import Measure

MEASURES: tuple[Measure, ...] = ()
