"""Run charts rest on what is printed, by month where that can be done and by quarter where not."""

import datetime as dt

import polars as pl

from metrics.spc import xmr
from metrics.trends import signals
from tests.measures.naive import months_after
from tests.measures.specification import MEASURE

CONFERENCES = MEASURE["icpc_within_15_working_days"]
START = dt.date(2022, 4, 1)


def printed(
    kind: str,
    values: list[float | None],
    denominator: int = 40,
    part: int | None = None,
    reason: str | None = None,
    area: str = "990",
) -> pl.DataFrame:
    """A series of totals; `part` is the number of a point that covers only a part of its period."""
    months = {"month": 1, "quarter": 3}[kind]
    starts = [months_after(START, months * number) for number in range(len(values))]
    return pl.DataFrame(
        {
            "measure": CONFERENCES.id,
            "area": area,
            "category": "",
            "basis": "completed",
            "characteristic": "all",
            "period_kind": kind,
            "period_start": starts,
            "period_end": [months_after(start, months) - dt.timedelta(days=1) for start in starts],
            "period_label": [str(start) for start in starts],
            "part": [number == part for number in range(len(values))],
            "value": values,
            "denominator": [denominator] * len(values),
            "reason": [reason or ("protected" if value is None else None) for value in values],
        },
        schema_overrides={"value": pl.Float64, "reason": pl.String},
    )


def drawn(*series: pl.DataFrame) -> pl.DataFrame:
    """The run chart of some series, on the last day that any of them names."""
    every = pl.concat(series)
    return signals(every, [CONFERENCES], every["period_end"].max())


def test_twelve_months_or_more_are_drawn_by_month():
    values = [80.0 + number % 3 for number in range(12)]
    found = drawn(printed("month", values), printed("quarter", [81.0] * 4))
    assert found["period_kind"].to_list() == ["month"] * 12
    assert found["value"].to_list() == values
    assert set(found["points"]) == {12}
    assert found["centre"].to_list() == [point.centre for point in xmr(values, "higher")]


def test_fewer_months_are_drawn_by_quarter_and_their_limits_are_trial_ones():
    quarters = [81.0, 82.0, 80.0, 83.0, 79.0, 81.0, 82.0, 80.0]
    found = drawn(printed("month", [80.0] * 11), printed("quarter", quarters))
    assert found["period_kind"].to_list() == ["quarter"] * 8
    assert found["trial"].all()


def test_a_hidden_month_or_a_small_denominator_sends_the_chart_to_quarters():
    hidden = [None, *[80.0] * 12]
    for monthly in (printed("month", hidden), printed("month", [80.0] * 13, denominator=9)):
        found = drawn(monthly, printed("quarter", [81.0] * 4))
        assert set(found["period_kind"]) == {"quarter"}


def test_a_part_of_a_period_is_left_out():
    found = drawn(printed("quarter", [81.0, 82.0, 83.0, 20.0], part=3))
    assert found["value"].to_list() == [81.0, 82.0, 83.0]


def test_where_no_period_is_whole_there_is_no_chart():
    assert drawn(printed("quarter", [81.0], part=0)).is_empty()


def test_what_was_never_loaded_is_no_point():
    assert drawn(printed("quarter", [None] * 4, reason="history not loaded")).is_empty()
    months_only = printed("month", [80.0] * 5)
    assert drawn(months_only).is_empty()


def test_a_quarter_too_new_to_have_settled_is_left_out_whatever_parts_are_printed_beside_it():
    """Six months on: the quarter to 31 March has settled on 30 September, the next has not."""
    open_assessments = MEASURE["assessed_and_not_in_need"]
    assert open_assessments.settles_in_months == 6
    series = printed("quarter", [30.0, 31.0, 30.0, 29.0, 20.0, 10.0, 1.0], part=6).with_columns(
        measure=pl.lit(open_assessments.id)
    )
    # A school year is counted on its census day, and ends, by its name, months later.
    school = series.head(1).with_columns(
        measure=pl.lit("pupils_on_part_time_timetables"),
        period_kind=pl.lit("year"),
        period_end=dt.date(2024, 8, 31),
    )
    both = [open_assessments, MEASURE["pupils_on_part_time_timetables"]]
    found = signals(pl.concat([series, school]), both, dt.date(2023, 9, 30))
    assert found["period_end"].to_list()[-1] == dt.date(2023, 3, 31)
    assert found["value"].to_list() == [30.0, 31.0, 30.0, 29.0]


def test_a_difference_of_less_than_half_a_point_is_no_change():
    values = [80.0, 80.01, 80.0, 79.99] * 3
    found = drawn(printed("quarter", [*values, 80.4]))
    assert found.row(-1, named=True)["meaning"] == "no clear change"
    found = drawn(printed("quarter", [*values, 79.2]))
    assert found.row(-1, named=True)["meaning"] == "worse"


def test_the_latest_point_tells_what_the_measures_direction_makes_of_it():
    values = [80.0, 81.0, 80.0, 79.0, 80.0, 81.0, 80.0, 79.0, 80.0, 81.0, 80.0, 79.0, 50.0]
    last = drawn(printed("quarter", values)).row(-1, named=True)
    assert (last["rule"], last["direction"], last["meaning"]) == ("beyond a limit", "low", "worse")


def test_each_area_has_a_chart_of_its_own():
    found = drawn(printed("quarter", [80.0] * 4), printed("quarter", [20.0] * 4, area="991"))
    assert found["area"].to_list() == ["990"] * 4 + ["991"] * 4
