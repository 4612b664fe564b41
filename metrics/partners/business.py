"""Frames of the partnership's own business: from partners' returns to one row a step."""

from data.agreement import Conventions
from metrics.coverage import Covered
from metrics.known import Tables
from metrics.working_days import Calendar


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Tables:
    """The frames by name."""
    return {}
