"""Run charts rest on what is printed, by month where that can be done and by quarter where not."""

import datetime as dt

import polars as pl
import pytest

from data.agreement import Agreement, Area, Baseline, Step
from metrics.gaps import DATED
from metrics.measure import Measure
from metrics.rare import Counts, counted
from metrics.spc import xmr
from metrics.trends import signals
from tests.measures.naive import months_after
from tests.measures.specification import MEASURE

CONFERENCES = MEASURE["icpc_within_15_working_days"]
START = dt.date(2022, 4, 1)
AGREED = Agreement("Invented", (Area("990", "Northmere"), Area("991", "Eastvale")))


def printed(
    kind: str,
    values: list[float | None],
    denominator: int | list[int] = 40,
    part: int | None = None,
    reason: str | None = None,
    area: str = "990",
    measure: str = CONFERENCES.id,
    category: str = "",
    met: list[int] | None = None,
) -> pl.DataFrame:
    """A series of totals; `part` is the number of a point that covers only a part of its period.

    met  what the values are of, where it is not the share that they say
    """
    of = denominator if isinstance(denominator, list) else [denominator] * len(values)
    shares = [
        None if value is None else round(value * many / 100)
        for value, many in zip(values, of, strict=True)
    ]
    months = {"month": 1, "quarter": 3}[kind]
    starts = [months_after(START, months * number) for number in range(len(values))]
    return pl.DataFrame(
        {
            "measure": measure,
            "area": area,
            "category": category,
            "basis": "completed",
            "characteristic": "all",
            "period_kind": kind,
            "period_start": starts,
            "period_end": [months_after(start, months) - dt.timedelta(days=1) for start in starts],
            "period_label": [str(start) for start in starts],
            "part": [number == part for number in range(len(values))],
            "value": values,
            "numerator": met or shares,
            "denominator": of,
            "reason": [reason or ("protected" if value is None else None) for value in values],
        },
        schema_overrides={"value": pl.Float64, "reason": pl.String, "numerator": pl.Int64},
    )


def drawn(
    *series: pl.DataFrame,
    measure: Measure = CONFERENCES,
    agreed: Agreement = AGREED,
    dated: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The run chart of some series, on the last day that any of them names."""
    every = pl.concat(series)
    return signals(every, [measure], every["period_end"].max(), agreed, dated)


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
    found = signals(pl.concat([series, school]), both, dt.date(2023, 9, 30), AGREED)
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


# Declared steps and kept baselines

HALF = [80.0, 81.0, 79.0, 82.0, 80.0, 78.0, 81.0, 80.0]
LOWER = [60.0, 61.0, 59.0, 62.0, 60.0, 58.0, 61.0, 60.0]


def agreed(*steps: Step, **more: object) -> Agreement:
    return Agreement("Invented", AGREED.areas, steps=steps, **more)  # type: ignore[arg-type]


def step(first: dt.date, reason: str = "A new form", area: str | None = None) -> Step:
    return Step(CONFERENCES.id, first, reason, area)


def test_limits_are_worked_out_anew_only_from_a_declared_step_on():
    series = printed("quarter", [*HALF, *LOWER], denominator=400)
    # Nothing declared: one usual range, however far the second half lies below the first.
    assert drawn(series)["centre"].n_unique() == 1
    assert "worse" in set(drawn(series)["meaning"])
    found = drawn(series, agreed=agreed(step(dt.date(2024, 4, 1))))
    assert found["segment"].to_list() == [0] * 8 + [1] * 8
    assert found["centre"].to_list()[:8] == [point.centre for point in xmr(HALF, "higher")]
    assert found["centre"].to_list()[8:] == [point.centre for point in xmr(LOWER, "higher")]
    assert set(found["meaning"]) == {"no clear change"}
    assert found["trial"].all()
    assert found["step"].to_list() == [None] * 8 + ["A new form"] + [None] * 7
    assert found["step_first"][8] == dt.date(2024, 4, 1)


def test_a_period_belongs_to_the_side_on_which_most_of_its_days_lie():
    series = printed("quarter", [*HALF, *LOWER], denominator=400)
    for first, before in ((dt.date(2024, 4, 20), 8), (dt.date(2024, 6, 1), 9)):
        found = drawn(series, agreed=agreed(step(first)))
        assert found["segment"].to_list() == [0] * before + [1] * (16 - before)


def test_a_state_on_a_day_belongs_to_the_side_of_that_day():
    reviewed = MEASURE["plans_reviewed_on_time"]
    series = printed("quarter", HALF, denominator=400, measure=reviewed.id)
    one = Step(reviewed.id, dt.date(2023, 3, 31), "A new form")
    found = drawn(series, measure=reviewed, agreed=agreed(one))
    assert found["segment"].to_list() == [0] * 3 + [1] * 5


def test_after_a_step_there_are_no_limits_until_there_are_five_points():
    series = printed("quarter", [*HALF, *LOWER[:4]], denominator=400)
    found = drawn(series, agreed=agreed(step(dt.date(2024, 4, 1))))
    assert found["centre"].to_list()[8:] == [None] * 4
    assert set(found["why"][8:]) == {"few since the step"}
    assert set(found["why"][:8]) == {""}


def test_a_step_of_one_area_leaves_the_others_alone():
    series = [printed("quarter", [*HALF, *LOWER], 400, area=area) for area in ("990", "991")]
    found = drawn(*series, agreed=agreed(step(dt.date(2024, 4, 1), area="991")))
    by_area = dict(found.group_by("area").agg(pl.col("segment").max()).iter_rows())
    assert by_area == {"990": 0, "991": 1}


def test_a_baseline_that_is_agreed_keeps_the_limits_of_its_first_points():
    values = [80.0, 81.0] * 6 + [60.0] * 6
    keeping = agreed(baselines=(Baseline(CONFERENCES.id, 12),))
    found = drawn(printed("quarter", values, denominator=400), agreed=keeping)
    assert set(found["centre"]) == {80.5}
    assert found["rule"].to_list()[-6:] == ["beyond a limit"] * 6
    assert found["frozen"].all()


# Rare counts


def test_few_of_the_rarer_outcome_have_the_limits_of_chance():
    late = [1, 0, 3, 2, 1, 2, 0, 1, 3, 2, 1, 9]
    values = [100 * (40 - one) / 40 for one in late]
    found = drawn(printed("quarter", values))
    assert set(found["chart"]) == {"p"}
    expected = counted("p", Counts(tuple(40 - one for one in late), (40.0,) * 12, 100), "higher")
    assert found["upper_limit"].to_list() == [point.upper_limit for point in expected]
    assert found["value"].to_list() == values
    assert found.row(-1, named=True)["meaning"] == "worse"


def test_four_or_more_of_the_rarer_outcome_have_the_limits_of_the_jumps():
    for many, chart in ((3, "p"), (4, "XmR")):
        found = drawn(printed("quarter", [100 - 2.5 * many] * 12))
        assert set(found["chart"]) == {chart}


def test_each_segment_has_the_chart_of_its_own_counts():
    series = printed("quarter", [*LOWER, *[97.5] * 8])
    found = drawn(series, agreed=agreed(step(dt.date(2024, 4, 1))))
    assert found["chart"].to_list() == ["XmR"] * 8 + ["p"] * 8


def test_what_sets_a_kept_baseline_says_whether_counts_are_rare():
    values = [97.5] * 12 + [75.0] * 12
    keeping = agreed(baselines=(Baseline(CONFERENCES.id, 12),))
    series = printed("quarter", values)
    assert set(drawn(series)["chart"]) == {"XmR"}
    assert set(drawn(series, agreed=keeping)["chart"]) == {"p"}


def test_where_a_point_is_hidden_rare_counts_have_no_limits_either():
    found = drawn(printed("quarter", [97.5] * 11 + [None]))
    assert set(found["chart"]) == {""}
    assert set(found["why"]) == {"hidden"}


def test_a_series_too_short_for_limits_says_so():
    assert set(drawn(printed("quarter", [97.5] * 4))["why"]) == {"few"}


def test_a_state_on_a_day_is_never_read_as_chance():
    """The same children stand in one quarter after the other."""
    reviewed = MEASURE["plans_reviewed_on_time"]
    found = drawn(printed("quarter", [97.5] * 12, measure=reviewed.id), measure=reviewed)
    assert set(found["chart"]) == {"XmR"}


def test_a_rare_rate_is_set_against_the_children_and_days_of_each_period():
    rate = MEASURE["immediate_protections_per_10000_children"]
    met, residents = [2, 0, 3, 1, 2, 4, 0, 1, 2, 3, 1, 12], [20_000] * 12
    days = [91, 92, 92, 90, 91, 92, 92, 91, 91, 92, 92, 90]
    values = [
        10_000 * one / (many * length / 365.25)
        for one, many, length in zip(met, residents, days, strict=True)
    ]
    series = printed("quarter", values, denominator=residents, met=met, measure=rate.id)
    found = drawn(series, measure=rate)
    assert set(found["chart"]) == {"u"}
    assert found["centre"][0] == pytest.approx(10_000 * 31 / (20_000 * sum(days) / 365.25))
    assert found.row(-1, named=True)["rule"] == "beyond a limit"


def test_a_rare_number_is_set_against_itself():
    raised = MEASURE["escalations_raised"]
    met = [2, 0, 3, 1, 2, 4, 0, 1, 2, 3, 1, 12]
    series = printed("quarter", [float(one) for one in met], met=met, measure=raised.id)
    found = drawn(series, measure=raised)
    assert set(found["chart"]) == {"c"}
    assert found["centre"][0] == pytest.approx(31 / 12)
    assert found.row(-1, named=True)["meaning"] == "changed"


@pytest.mark.parametrize("name", ["contributions_in_money", "days_to_answer_information_requests"])
def test_what_is_no_count_has_the_limits_of_the_jumps(name: str):
    series = printed("quarter", [2.0, 1.0] * 6, met=[2, 1] * 6, measure=name)
    assert set(drawn(series, measure=MEASURE[name])["chart"]) == {"XmR"}


# Local targets


def with_target(target: float, name: str = CONFERENCES.id) -> Agreement:
    return Agreement("Invented", AGREED.areas, targets={name: target})


@pytest.mark.parametrize(("target", "said"), [(70, "meets"), (80, "hit and miss"), (95, "misses")])
def test_a_local_target_is_judged_by_the_usual_range(target: float, said: str):
    found = drawn(printed("quarter", [*HALF, *HALF], 400), agreed=with_target(target))
    assert set(found["assurance"]) == {said}
    assert set(found["target"]) == {target}


def test_a_local_target_is_judged_by_the_newest_segment_alone():
    one = agreed(step(dt.date(2025, 4, 1)), targets={CONFERENCES.id: 70.0})
    found = drawn(printed("quarter", [*HALF[:6] * 2, *LOWER[:6] * 2], 400), agreed=one)
    assert found["assurance"].to_list() == [""] * 12 + ["misses"] * 12


def test_trial_limits_judge_no_target():
    found = drawn(printed("quarter", HALF, 400), agreed=with_target(70))
    assert set(found["assurance"]) == {""}
    assert set(found["target"]) == {70.0}


def test_the_target_of_a_duration_is_of_its_middle():
    waits = MEASURE["days_to_answer_information_requests"]
    for category, target in (("half", 30.0), ("nine_in_ten", None)):
        series = printed("quarter", HALF, measure=waits.id, category=category)
        found = drawn(series, measure=waits, agreed=with_target(30, waits.id))
        assert set(found["target"]) == {target}


# Days and opportunities between events

MEETINGS = MEASURE["leaders_meetings_with_all_three_partners"]
DISPUTES = MEASURE["disputes_raised"]


def on_days(measure: Measure, *rows: tuple[str, bool]) -> pl.DataFrame:
    return pl.DataFrame(
        [(measure.id, dt.date.fromisoformat(day), met) for day, met in rows],
        schema=DATED,
        orient="row",
    )


def monthly(measure: Measure, *met: bool) -> pl.DataFrame:
    """A meeting on the second day of each month from April 2022 on."""
    days = (months_after(START, number) + dt.timedelta(days=1) for number in range(len(met)))
    return on_days(measure, *((str(day), one) for day, one in zip(days, met, strict=True)))


def meetings(quarters: int = 12, better: int = 3) -> pl.DataFrame:
    """Three meetings a quarter, so many of them with all three partners."""
    share = [100 * better / 3] * quarters
    return printed(
        "quarter", share, 3, measure=MEETINGS.id, area="partnership", met=[better] * quarters
    )


def test_rare_events_of_nobody_are_told_by_what_went_by_between_them():
    absent = [3, 9, 11, 20, 26, 35]
    rows = monthly(MEETINGS, *(number not in absent for number in range(36)))
    found = drawn(meetings(), measure=MEETINGS, dated=rows)
    by_quarter, by_event = (
        found.filter((pl.col("period_kind") == "event") == wanted) for wanted in (False, True)
    )
    assert set(by_quarter["chart"]) == {""}
    assert set(by_quarter["why"]) == {"days between"}
    assert by_event["value"].to_list() == [5.0, 1.0, 8.0, 5.0, 8.0]
    assert set(by_event["chart"]) == {"g"}
    assert set(by_event["event"]) == {"not met"}
    first = by_event.row(0, named=True)
    assert (first["period_start"], first["period_end"]) == (
        dt.date(2022, 7, 2),
        dt.date(2023, 1, 2),
    )
    assert first["period_label"] == "2 January 2023"


@pytest.mark.parametrize(("absent", "meaning"), [(False, "better"), (True, "worse")])
def test_a_long_gap_between_what_is_not_wanted_is_good_and_between_what_is_wanted_bad(
    absent: bool, meaning: str
):
    """Leaders are absent, or all there, at every second meeting, and then not for three years."""
    rare = [number % 2 == 0 for number in range(24)] + [False] * 36 + [True]
    rows = monthly(MEETINGS, *(one == absent for one in rare))
    found = drawn(meetings(21, 2), measure=MEETINGS, dated=rows)
    newest = found.filter(pl.col("period_kind") == "event").row(-1, named=True)
    assert newest["event"] == ("met" if absent else "not met")
    assert (newest["value"], newest["rule"], newest["direction"]) == (
        37.0,
        "beyond a limit",
        "high",
    )
    assert newest["meaning"] == meaning


def test_disputes_are_told_by_the_days_between_them():
    rows = on_days(
        DISPUTES,
        *((day, True) for day in ("2022-05-01", "2022-08-09", "2022-08-09", "2023-01-31")),
    )
    number = [1.0, 2.0, 0.0, 1.0]
    series = printed("quarter", number, met=[1, 2, 0, 1], measure=DISPUTES.id, area="partnership")
    found = drawn(series, measure=DISPUTES, dated=rows).filter(pl.col("period_kind") == "event")
    assert found["value"].to_list() == [100.0, 0.0, 175.0]
    assert set(found["event"]) == {"row"}
    # Three gaps tell nothing of what is usual.
    assert set(found["why"]) == {"few"}
    assert set(found["meaning"]) == {""}


def test_neither_good_nor_bad_is_a_gap_between_disputes():
    days = [START + dt.timedelta(days=30 * number) for number in range(13)]
    days.append(days[-1] + dt.timedelta(days=900))
    rows = on_days(DISPUTES, *((str(day), True) for day in days))
    ones = [1] * 16
    series = printed("quarter", [1.0] * 16, met=ones, measure=DISPUTES.id, area="partnership")
    newest = drawn(series, measure=DISPUTES, dated=rows).filter(pl.col("period_kind") == "event")
    assert newest.row(-1, named=True)["meaning"] == "changed"
    assert set(newest["chart"]) == {"t"}


def test_what_happens_often_is_counted_by_quarter():
    series = printed("quarter", [25.0] * 12, met=[25] * 12, measure=DISPUTES.id, area="partnership")
    found = drawn(series, measure=DISPUTES, dated=on_days(DISPUTES, ("2022-05-01", True)))
    assert set(found["chart"]) == {"XmR"}


def test_where_no_number_is_known_nothing_is_told_by_event():
    series = printed("quarter", [None] * 4, measure=DISPUTES.id, area="partnership")
    found = drawn(series, measure=DISPUTES, dated=on_days(DISPUTES, ("2022-05-01", True)))
    assert set(found["period_kind"]) == {"quarter"}


def test_of_children_no_day_is_ever_told_however_rare_they_are():
    rows = on_days(CONFERENCES, ("2022-05-01", True), ("2022-06-01", True), ("2022-07-01", True))
    found = drawn(printed("quarter", [97.5] * 12), dated=rows)
    assert set(found["period_kind"]) == {"quarter"}


def test_an_event_before_a_gap_in_the_files_is_left_out():
    """Nobody knows what happened in between, and it would look like a long wait."""
    series = printed(
        "quarter", [1.0] * 8, met=[1] * 8, measure=DISPUTES.id, area="partnership"
    ).filter(pl.col("period_start") != dt.date(2023, 1, 1))
    rows = on_days(
        DISPUTES,
        *(
            (day, True)
            for day in ("2022-05-01", "2023-05-01", "2023-06-01", "2024-03-31", "2024-04-01")
        ),
    )
    found = drawn(series, measure=DISPUTES, dated=rows).filter(pl.col("period_kind") == "event")
    assert found["period_end"].to_list() == [dt.date(2023, 6, 1), dt.date(2024, 3, 31)]


def test_a_step_parts_the_gaps_between_events_too():
    absent = range(0, 36, 3)
    rows = monthly(MEETINGS, *(number not in absent for number in range(36)))
    one = agreed(Step(MEETINGS.id, dt.date(2023, 10, 1), "New terms of reference"))
    found = drawn(meetings(12, 2), measure=MEETINGS, dated=rows, agreed=one)
    by_event = found.filter(pl.col("period_kind") == "event")
    assert by_event["segment"].to_list() == [0] * 5 + [1] * 6
    assert set(by_event["target"]) == {None}
