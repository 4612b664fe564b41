"""Partners' returns to journey frames: one row a step, as `metrics/journeys.py` has them of case extracts."""

from data.agreement import Conventions
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.partners import business, care, harm, matching, meetings, schools
from metrics.working_days import Calendar


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How every frame of the returns is made. Each has area, row and known_to, and `child` where of one."""
    return {
        name: made
        for part in (care, meetings, schools, harm, business, matching)
        for name, made in part.frames(known, conventions, covered, agreed).items()
    }
