"""Counts add up: areas, months, quarters, years, groups; and nothing depends on the order of rows."""

from functools import cache

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.areas import PARTNERSHIP
from metrics.evaluate import PERIODS, TALLY, counts, judged
from metrics.measure import Measure, Ratio, Share, State
from metrics.measures import MEASURES
from tests.measures.invented import AREAS, LAST, partnership
from tests.measures.specification import Journeys, journeys_of

each_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
NUMBERS = ["count", "fingerprint"]


RETURNS = 100


@cache
def invented(*areas: str) -> Journeys:
    return journeys_of(partnership(areas=areas, returns=RETURNS), LAST)


@cache
def shuffled(*areas: str) -> Journeys:
    tables = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=7)
        for name, frame in partnership(areas=areas, returns=RETURNS).items()
    }
    return journeys_of(tables, LAST)


@cache
def tally(measure: Measure, *areas: str) -> pl.DataFrame:
    return counts(measure, invented(*areas), asked(measure, *areas)).tally


def asked(measure: Measure, *areas: str) -> tuple[str, ...]:
    """The areas of a measure's counts: one alone for what is the whole partnership's."""
    return (PARTNERSHIP,) if measure.whole else areas


def sorted_rows(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.all().exclude(NUMBERS), nulls_last=True)


@each_measure
def test_areas_counted_apart_and_put_together_are_areas_counted_together(measure: Measure):
    if measure.whole:
        return
    apart = pl.concat(tally(measure, area) for area in AREAS)
    assert_frame_equal(sorted_rows(apart), sorted_rows(tally(measure, *AREAS)))


@each_measure
def test_months_add_up_to_quarters_and_quarters_to_years(measure: Measure):
    if measure.snapshot or measure.yearly:
        return
    found = tally(measure, *AREAS).filter(
        pl.col("characteristic") == "all", pl.col("basis") != "beside"
    )
    by = [name for name in TALLY if name not in ("period_kind", *NUMBERS)]
    for smaller, larger in (("month", "quarter"), ("quarter", "year")):
        parts = found.filter(pl.col("period_kind") == smaller)
        added = (
            parts.filter(_stands_in_every_kind())
            .with_columns(
                PERIODS[larger](pl.col("period_start")).cast(pl.Date).alias("period_start")
            )
            .group_by(by)
            .agg(pl.col(NUMBERS).sum())
        )
        whole = (
            found.filter(pl.col("period_kind") == larger, _stands_in_every_kind())
            .drop("period_kind")
            .select(added.columns)
        )
        assert_frame_equal(sorted_rows(added), sorted_rows(whole), check_row_order=False)


def _stands_in_every_kind() -> pl.Expr:
    """What is counted beside a denominator is not counted by month."""
    return pl.col("cell").is_in(["met", "of", "overdue"])


@each_measure
def test_groups_add_up_to_their_totals(measure: Measure):
    yearly = tally(measure, *AREAS).filter(pl.col("period_kind") == "year", _stands_in_every_kind())
    by = ["basis", "category", "area", "period_start", "cell"]
    totals = yearly.filter(pl.col("characteristic") == "all").select(*by, *NUMBERS)
    for characteristic in measure.breakdowns:
        groups = (
            yearly.filter(pl.col("characteristic") == characteristic)
            .group_by(by)
            .agg(pl.col(NUMBERS).sum())
        )
        assert_frame_equal(sorted_rows(groups), sorted_rows(totals), check_row_order=False)


@each_measure
def test_every_row_has_one_state_and_one_row_stands_for_one_event(measure: Measure):
    rows = judged(measure, invented(*AREAS))
    assert rows.height > 0
    assert set(rows["state"]) <= {state.value for state in State}
    assert rows["row"].null_count() == 0
    # A child's plans that overlap share the child's key on a day: as children they are one event.
    event = ["row", "plan"] if measure.rows in ("plans_open", "plans_to_review") else ["row"]
    assert rows.select(pl.struct(event).is_unique().all()).item()
    for name in measure.breakdowns:
        assert rows[name].null_count() == 0


@each_measure
def test_the_order_of_rows_in_the_files_changes_nothing(measure: Measure):
    other = counts(measure, shuffled(*AREAS), asked(measure, *AREAS)).tally
    assert_frame_equal(sorted_rows(other), sorted_rows(tally(measure, *AREAS)))


@each_measure
def test_numerators_stand_within_denominators_and_categories_within_them(measure: Measure):
    # A ratio's two counts are of different things.
    if isinstance(measure, Ratio):
        return
    found = tally(measure, *AREAS)
    key = [name for name in TALLY if name not in ("cell", "category", *NUMBERS)]
    of = found.filter(pl.col("cell") == "of").select(*key, of="count")
    met = found.filter(pl.col("cell") == "met")
    if isinstance(measure, Share) and not measure.several:
        met = met.group_by(key).agg(pl.col("count").sum())
    assert (
        (met.join(of, on=key, how="left").select(pl.col("count") <= pl.col("of"))).to_series().all()
    )
