"""What others published of us is known to readers: what is hidden must be safe beside it, or it is said."""

import numpy as np

from metrics.disclosure.protect import _covered


def covered(found, *known):
    """What is hidden, by name, and whether it is safe beside the known counts."""
    whole = found.problem()
    cover, report, safe = _covered(whole, found.flags(*known), None)
    assert report.passed
    names = {place: name for name, place in found.number.items()}
    return {names[int(place)] for place in np.flatnonzero(cover.hidden)}, safe


def test_where_nothing_published_would_be_hidden_nothing_changes(release):
    release.cell("all", 12, cost=100)
    release.cell("late", 3)
    release.cell("in time", 9, cost=1)
    release.adds_up("all", ["late", "in time"])
    assert covered(release, "all") == ({"late", "in time"}, True)


def test_a_count_that_was_published_is_shown_and_another_is_hidden_for_it(release):
    release.cell("all", 12, cost=1)
    release.cell("late", 3)
    release.cell("in time", 9, cost=50)
    release.adds_up("all", ["late", "in time"])
    assert covered(release) == ({"late", "all"}, True)
    assert covered(release, "all") == ({"late", "in time"}, True)


def test_what_was_given_away_by_others_is_not_ours_to_protect_but_1_to_5_is_never_printed(release):
    release.cell("all", 12, cost=1)
    release.cell("late", 3)
    release.cell("in time", 9, cost=50)
    release.adds_up("all", ["late", "in time"])
    assert covered(release, "all", "in time") == ({"late"}, True)


def test_where_nothing_protects_beside_what_was_published_that_is_said(release):
    """Six groups of at least one child each make six: each of them is one child."""
    groups = [f"group {number}" for number in range(6)]
    release.cell("all", 6, cost=1)
    for name in groups:
        release.cell(name, 1)
    release.adds_up("all", groups)
    hidden, safe = covered(release, "all")
    assert not safe
    assert hidden == {"all", *groups}
