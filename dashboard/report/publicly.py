"""Rows of a release as a public report prints them: fewer than inside the partnership, never rounded again.

No percentage stands on a base of under 20: the count and the base go with it, since one gives the other.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

FEWEST: Final = 20
TOO_FEW: Final = "too few to report"
TIER_ONE: Final = (
    "DEM-11", "TIM-03", "TIM-05", "REP-01", "REP-03", "EDC-03", "PAR-01", "SIP-06", "EQY-01", "FUN-01",
    "GOV-04",
)  # fmt: skip
"""Catalogue numbers that lead partners and the public see first (priorities, section 6)."""
_GONE: Final = ("value", "lower", "upper", "numerator", "denominator")


def row(one: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """A figure, or the same with its number gone and the reason why."""
    of = one["denominator"]
    if unit != "percent" or one["value"] is None or of is None or of >= FEWEST:
        return dict(one)
    return {**one, **dict.fromkeys(_GONE), "reason": TOO_FEW}


def rows(found: Sequence[Mapping[str, Any]], unit: str) -> list[dict[str, Any]]:
    """Figures, each as `row` gives it."""
    return [row(one, unit) for one in found]
