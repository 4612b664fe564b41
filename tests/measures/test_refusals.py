"""What no release is made of: measures that we do not have, and days that the files do not reach."""

from dataclasses import replace

import pytest

from data.agreement import Agreement, Area
from data.problems import UserError
from metrics import release
from metrics.release import Release
from tests.measures.invented import AREAS, LAST, partnership
from tests.measures.specification import MEASURE

NORTH, EAST = AREAS
AGREEMENT = Agreement("Invented", (Area(NORTH, "Northmere"), Area(EAST, "Eastvale")))
CONFERENCES = "icpc_within_15_working_days"
RATE = "referrals_per_10000_children"
QUICK = [replace(MEASURE["sex_recorded"], breakdowns=())]


def build(agreement=AGREEMENT, tables=None, as_at=LAST) -> Release:
    """A release of one measure, as the invented partnership of a few children gives it."""
    held = tables or partnership(children=60)
    return release.build(held, agreement, as_at, measures=QUICK).release


# Targets


def test_a_target_of_a_measure_we_do_not_have_is_refused():
    with pytest.raises(UserError, match=r"sets a target for a measure .* no_such_measure\.\nSee"):
        build(replace(AGREEMENT, targets={"no_such_measure": 5.0}))


def test_a_target_of_a_percentage_ends_at_100_and_one_of_a_rate_does_not():
    with pytest.raises(UserError, match=f"targets.{CONFERENCES} must be a number from 0 to 100"):
        build(replace(AGREEMENT, targets={CONFERENCES: 850.0}))
    agreed = {CONFERENCES: 100.0, RATE: 550.0}
    assert build(replace(AGREEMENT, targets=agreed)).manifest["targets"] == agreed
