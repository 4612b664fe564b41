"""What a list of cells and sums must be before anything is hidden in it."""

from dataclasses import replace

import polars as pl
import pytest

from metrics.disclosure import cover
from metrics.disclosure.attack import audit
from metrics.disclosure.equations import problem

CELLS = {
    "value": [3, 9, 12],
    "printed": [True, True, True],
    "primary": [True, False, False],
    "cost": [1.0, 1.0, 5.0],
}
SUM = {"equation": [0, 0, 0], "cell": [0, 1, 2], "coefficient": [1, 1, -1]}


def of(sums: dict[str, list[int]] = SUM, **changed: list[object]):
    return problem(pl.DataFrame(CELLS | changed), pl.DataFrame(sums))


def test_a_sum_that_does_not_hold_is_refused():
    with pytest.raises(ValueError, match="1 equations do not hold"):
        of(value=[3, 9, 13])


def test_a_protected_count_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        of(value=[0, 9, 9])


def test_a_cost_below_nothing_is_refused():
    with pytest.raises(ValueError, match="costs 0 or more"):
        of(cost=[1.0, -1.0, 5.0])


def test_very_many_small_counts_are_protected_sum_by_sum(monkeypatch):
    monkeypatch.setattr(cover, "MANY", 0)
    whole = of()
    found = cover.hide(whole, lambda done, of: None)
    assert found.hidden.tolist() == [True, True, False]
    assert audit(whole, found.hidden).passed


def test_a_list_of_cells_with_a_column_too_short_is_refused():
    whole = of()
    with pytest.raises(ValueError, match="one entry for each cell"):
        replace(whole, cost=whole.cost[:2])
    with pytest.raises(ValueError, match="other cells than the problem has"):
        replace(whole, equations=whole.equations[:, :2])
