"""How long children waited, those who still wait among them."""

import datetime as dt

import polars as pl
import pytest

from data.agreement import Conventions
from metrics.coverage import Span
from metrics.evaluate import judged
from metrics.measures import MEASURES, named
from metrics.scrutiny.life_tables import LIFE_TABLES, life_tables, limit_of, waited
from metrics.scrutiny.pairs import printed
from metrics.scrutiny.waits import waits
from tests.measures.specification import DEFAULT, journeys_of, tables_of

IN_15_DAYS = "icpc_within_15_working_days"
LAST = dt.date(2024, 3, 31)
COVERS = [(dt.date(2020, 4, 1), LAST)]
YEARS = [Span(dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in (2021, 2022, 2023)]
(CLOCK,) = named(IN_15_DAYS)


def here_of(children: list[tuple[str, str, str | None]], conventions: Conventions = DEFAULT):
    """Journeys of children: ethnicity, start of the enquiry, and the conference, or None while it is owed."""
    tables = {
        "children": ["child | ethnicity"],
        "referrals": ["child | referral_date"],
        "section_47_enquiries": ["child | start_date | conference_not_required"],
        "conferences": ["child | conference_date"],
    }
    for number, (ethnicity, start, held) in enumerate(children):
        tables["children"].append(f"c{number} | {ethnicity}")
        tables["referrals"].append(f"c{number} | {start}")
        tables["section_47_enquiries"].append(f"c{number} | {start} | no")
        if held:
            tables["conferences"].append(f"c{number} | {held}")
    written = {name: "\n".join(lines) for name, lines in tables.items()}
    return journeys_of(tables_of(written, LAST, COVERS), LAST, conventions)


def table_of(here, years=YEARS) -> pl.DataFrame:
    found = life_tables(CLOCK, here, ("ethnicity",), ("990",), years)
    return found.filter(pl.col("area") == "990", pl.col("period_kind") == "year")


def test_a_wait_that_ended_is_an_event_and_one_that_goes_on_is_censored_on_the_last_known_day():
    here = here_of(
        [
            ("WBRI", "2024-03-04", "2024-03-18"),
            ("WBRI", "2024-03-18", None),
            ("BCRB", "2024-03-18", None),
        ]
    )
    found = table_of(here).filter(pl.col("characteristic") == "all").sort("day")
    # Ten working days to 18 March. From then to Easter Sunday eight are over: Good Friday was none.
    assert found.select("day", "events", "censored").rows() == [(8, 0, 2), (10, 1, 0)]


def test_waits_are_counted_by_the_year_in_which_they_began_and_added_up():
    here = here_of([("WBRI", f"{year}-05-09", f"{year}-05-16") for year in (2021, 2022, 2023)])
    found = life_tables(CLOCK, here, ("ethnicity",), ("990",), YEARS)
    own = found.filter(pl.col("characteristic") == "all", pl.col("area") == "990")
    assert own.filter(pl.col("period_kind") == "year").height == 3
    assert own.filter(pl.col("period_kind") == "three_years")["events"].sum() == 3
    two = life_tables(CLOCK, here, ("ethnicity",), ("990",), YEARS[1:])
    assert "three_years" not in two["period_kind"]


@pytest.mark.parametrize(
    ("conventions", "limit"),
    [
        (DEFAULT, 15),
        (Conventions(clock_day_zero="next_working_day"), 16),
        (Conventions(clock_day_zero="day_before"), 14),
        (Conventions(due_date_is_in_time=False), 14),
    ],
)
def test_the_limit_follows_the_agreed_reading_of_the_clock(conventions, limit):
    assert limit_of(CLOCK, here_of([], conventions)) == limit


def test_a_wait_within_the_limit_is_in_time_for_the_clock_too():
    """The life table and the clock agree on every wait that ended, at weekends too, under each reading."""
    starts = [dt.date(2023, 5, 1) + dt.timedelta(days=n) for n in range(9)]
    children = [
        ("WBRI", str(start), str(start + dt.timedelta(days=n)))
        for start in starts
        for n in (19, 21, 22, 24)
    ]
    for conventions in (
        DEFAULT,
        Conventions(start_on_non_working_day="next_working_day"),
        Conventions(clock_day_zero="next_working_day"),
    ):
        here = here_of(children, conventions)
        table = table_of(here).filter(pl.col("characteristic") == "all")
        in_time = table.filter(pl.col("day") <= limit_of(CLOCK, here))["events"].sum()
        assert in_time == (judged(CLOCK, here)["state"] == "met").sum()


def test_core_clocks_of_children_that_count_days_are_looked_at():
    chosen = {measure.id for measure in waited(MEASURES)}
    assert IN_15_DAYS in chosen
    assert "return_conversation_within_72_hours" not in chosen
    assert "rapid_reviews_sent_in_time" not in chosen


def life(rows: list[tuple[str, int, int, int]], area: str = "990") -> pl.DataFrame:
    """A life table of groups: group, day, events, censored."""
    return pl.DataFrame(
        [
            (
                *(IN_15_DAYS, "all" if group == "all" else "ethnicity", group, area, "year"),
                *(dt.date(2023, 4, 1), day, events, censored),
            )
            for group, day, events, censored in rows
        ],
        schema=LIFE_TABLES,
        orient="row",
    )


def answered(figures, rows, groups) -> pl.DataFrame:
    frame = figures(IN_15_DAYS, groups, basis="completed")
    return waits(life(rows), printed(frame, [CLOCK]), [CLOCK], here_of([]), ["990", "991"])


PRINTED = {"white": (60, 100), "black": (20, 40), "not_recorded": (10, 20)}
LONG_WAITS = [
    *(("black", day, 3, 0) for day in (5, 10, 14)),
    ("black", 20, 6, 0),
    ("black", 30, 0, 18),
    *(("white", day, 20, 0) for day in (5, 8, 10, 12)),
    ("white", 25, 10, 6),
    *(("not_recorded", day, 6, 0) for day in (5, 10, 40)),
]


def of(found: pl.DataFrame, group: str) -> dict:
    return found.filter(pl.col("group") == group).row(0, named=True)


def test_leaving_out_those_still_waiting_flatters_the_group_that_waits_longest(figures):
    found = answered(figures, LONG_WAITS, PRINTED)
    black = of(found, "black")
    assert (black["in_time"], black["completed_only"], black["flatters"]) == (27, 60, True)
    assert (black["children"], black["still_waiting"], black["median"]) == (33, 15, None)
    assert black["p"] < 0.001
    assert black["p_all"] < 0.001
    assert of(found, "not_recorded")["p"] is None


def test_a_wait_is_printed_only_where_the_counts_behind_it_are(figures):
    found = answered(figures, LONG_WAITS, PRINTED | {"black": (None, None)})
    black = of(found, "black")
    assert black["verdict"] == "protected"
    assert [black[name] for name in ("in_time", "median", "children", "p")] == [None] * 4


@pytest.mark.parametrize(
    "last", [("white", 25, 10, 3), ("white", 25, 3, 10), ("white", 10, 4, 0), ("white", 25, 0, 1)]
)
def test_one_to_five_children_early_late_or_still_waiting_are_not_printed(figures, last):
    start = [] if last[1] < 15 else [("white", day, 20, 0) for day in (5, 8)]
    rows = [*start, last, ("white", 40, 12, 0)] if not start else [*start, last]
    assert of(answered(figures, rows, PRINTED), "white")["verdict"] == "protected"


def test_what_groups_leave_over_of_all_children_is_in_nobodys_reach(figures):
    """Each count is the middle of its six: what others leave over of the total is no exact number."""
    found = answered(figures, [("white", 5, 37, 0), ("all", 5, 42, 0)], PRINTED)
    assert (of(found, "white")["children"], of(found, "all")["children"]) == (39, 39)


def test_groups_of_the_partnership_are_also_compared_within_each_area(figures):
    """One area is quick and mostly White, the other slow and mostly Black; within each no group waits."""
    quick = [("white", day, 12, 0) for day in (2, 4, 6, 8)] + [
        ("black", day, 2, 0) for day in (2, 4, 6, 8)
    ]
    slow = [("white", day, 2, 0) for day in (20, 22, 24, 26)] + [
        ("black", day, 12, 0) for day in (20, 22, 24, 26)
    ]
    tables = pl.concat([life(quick), life(slow, "991"), life([*quick, *slow], "partnership")])
    frame = figures(IN_15_DAYS, PRINTED, basis="completed")
    every = printed(
        pl.concat([frame.with_columns(area=pl.lit(a)) for a in ("990", "991", "partnership")]),
        [CLOCK],
    )
    found = waits(tables, every, [CLOCK], here_of([]), ["990", "991"])
    black = of(found.filter(pl.col("area") == "partnership"), "black")
    assert black["p"] < 0.001
    assert black["p_stratified"] > 0.9
    assert of(found.filter(pl.col("area") == "991"), "black")["p_stratified"] is None
    without = waits(life([*quick, *slow], "partnership"), every, [CLOCK], here_of([]), ["990"])
    assert of(without, "black")["p_stratified"] is None


def test_a_group_alone_is_compared_with_nobody(figures):
    rows = [*(("white", day, 20, 0) for day in (5, 8)), ("all", 5, 40, 0)]
    found = answered(figures, rows, PRINTED)
    assert (of(found, "white")["p"], of(found, "white")["p_all"]) == (None, None)
    assert of(found, "all")["in_time"] == 100


def test_nobody_in_time_and_nobody_finished_have_their_figures(figures):
    rows = [("white", 40, 30, 0), ("black", 30, 0, 30)]
    found = answered(figures, rows, PRINTED)
    assert (of(found, "white")["in_time"], of(found, "white")["completed_only"]) == (0, 0)
    assert (of(found, "black")["in_time"], of(found, "black")["completed_only"]) == (0, None)


def test_too_few_for_a_curve(figures):
    found = answered(figures, [("white", 5, 8, 0)], PRINTED)
    assert of(found, "white")["verdict"] == "too few"


def test_nothing_to_wait_for_gives_no_rows(figures):
    assert answered(figures, [], PRINTED).is_empty()
