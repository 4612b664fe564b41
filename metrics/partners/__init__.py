"""Partners' returns to journey frames: one row a step, as `metrics/journeys.py` has them of case extracts."""

from data.agreement import Conventions
from metrics.coverage import Covered
from metrics.known import Tables
from metrics.partners import business, care, harm, matching, meetings, schools
from metrics.working_days import Calendar


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Tables:
    """Every frame of the returns. Each has area, row and known_to, and `child` where a row is about one."""
    return {
        name: frame
        for part in (care, meetings, schools, harm, business, matching)
        for name, frame in part.frames(known, conventions, covered, agreed).items()
    }
