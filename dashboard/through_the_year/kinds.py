"""Every kind of record that the partnership keeps through the year, in the order of its work."""

from dashboard.through_the_year.actions import ACTION
from dashboard.through_the_year.commentary import COMMENTARY
from dashboard.through_the_year.decisions import DECISION
from dashboard.through_the_year.declared import Kind
from dashboard.through_the_year.feedback import FEEDBACK
from dashboard.through_the_year.logs import (
    ARRANGEMENTS_CHANGE,
    CONTRIBUTION,
    INSIGHT,
    REFORM,
)
from dashboard.through_the_year.priorities import PRIORITY
from dashboard.through_the_year.risks import DISPUTE, RISK

EVERY = (
    PRIORITY,
    ACTION,
    DECISION,
    RISK,
    DISPUTE,
    FEEDBACK,
    COMMENTARY,
    INSIGHT,
    CONTRIBUTION,
    ARRANGEMENTS_CHANGE,
    REFORM,
)
KINDS: dict[str, Kind] = {kind.key: kind for kind in EVERY}
