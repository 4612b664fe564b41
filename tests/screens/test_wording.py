"""The sentences that readers read."""

import datetime as dt
from typing import Any

import pytest

from dashboard import cells, file_words, wording
from dashboard.figure import lines
from data.problems import UserError

CONFERENCES = {
    "title": "Child protection conferences held within 15 working days",
    "catalogue": "TIM-05",
    "definition": "Conferences held within 15 working days.",
    "unit": "percent",
    "snapshot": False,
    "better": "higher",
    "of": "children",
}
REFERRALS = {
    "title": "Referrals",
    "definition": "Requests for services.",
    "unit": "per_10_000",
    "snapshot": False,
}
ON_PLANS = {**REFERRALS, "title": "Children on plans", "snapshot": True}


def figure(**more: Any) -> dict[str, Any]:
    """A figure of 142 in 175."""
    return {
        "value": 81.14,
        "numerator": 142,
        "denominator": 175,
        "lower": 74.7,
        "upper": 86.3,
        "reason": None,
        "few": False,
        "basis": "completed",
        "group": "all",
        "group_label": "All children",
        "category_label": "",
        "characteristic": "all",
        "period_kind": "quarter",
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 3, 31),
        "period_label": "January to March 2025",
        **more,
    }


def hidden(reason: str, **more: Any) -> dict[str, Any]:
    """A figure that is not shown, for a reason."""
    none: dict[str, Any] = dict.fromkeys(("value", "numerator", "denominator", "lower", "upper"))
    return figure(**none | {"reason": reason} | more)


def signal(meaning: str = "no clear change", rule: str = "", direction: str = "") -> dict[str, Any]:
    """The newest point of a run chart, as the rules read it."""
    return {
        "meaning": meaning,
        "rule": rule,
        "direction": direction,
        "value": 62.0,
        "centre": 81.0,
        "lower_limit": 70.0,
        "upper_limit": 104.0,
        "trial": False,
        "period_label": "January to March 2025",
        "period_end": dt.date(2025, 3, 31),
        "points": 20,
        "chart": "XmR",
        "why": "",
        "assurance": "",
        "target": None,
    }


def test_a_share_carries_the_count_behind_it() -> None:
    assert wording.figure(figure(), "percent") == "81% (142 of 175)"


def test_under_twenty_the_count_comes_first() -> None:
    few = figure(value=64.28, numerator=9, denominator=14)
    assert wording.figure(few, "percent") == "9 of 14 (64%)"


def test_a_rate_carries_its_number() -> None:
    rate = figure(value=519.6, numerator=3610, denominator=69_478)
    assert wording.figure(rate, "per_10_000") == "520 per 10,000 children (3,610 in all)"
    assert wording.brief(rate, "per_10_000") == "520 (3,610 in all)"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("protected", "kept back"),
        ("not in this extract", "not in this extract"),
        ("no events", "nothing to count"),
        ("history not loaded", "history not loaded"),
        ("too few to break down", "too few to show by group"),
        ("population not known", "number of resident children not known"),
    ],
)
def test_what_is_not_shown_says_why_and_is_never_a_zero(reason: str, said: str) -> None:
    assert wording.figure(hidden(reason), "percent") == said
    assert wording.short(hidden(reason), "percent") == said
    assert "0" not in cells.table_row(hidden(reason), "percent")["Figure"]


def test_a_hidden_numerator_may_still_say_of_how_many() -> None:
    row = hidden("protected", denominator=13)
    assert wording.figure(row, "percent") == "kept back (of 13)"


def test_a_figure_of_many_is_not_called_few() -> None:
    row = hidden("protected", denominator=361)
    assert wording.figure(row, "percent") == "kept back (of 361)"


def test_without_residents_the_number_is_said_and_no_rate() -> None:
    row = hidden("population not known", numerator=3610)
    said = wording.figure(row, "per_10_000")
    assert said == "3,610 in all (number of resident children not known, so no rate)"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0%"),
        (100.0, "100%"),
        (99.97, "over 99.9%"),
        (0.04, "under 0.1%"),
        (99.6, "99.6%"),
        (81.4, "81%"),
        (6.54, "6.5%"),
    ],
)
def test_a_percentage_is_whole_between_10_and_99_and_never_rounds_to_all(
    value: float, said: str
) -> None:
    assert wording.amount(value, "percent") == said


def test_nearly_all_is_not_all() -> None:
    assert wording.amount(99.97, "percent") != wording.amount(100.0, "percent")


def test_the_title_states_the_finding() -> None:
    worse = signal("worse", "beyond a limit", "low")
    assert wording.finding(CONFERENCES, figure(), worse) == (
        "Child protection conferences held within 15 working days: 81% (142 of 175) in January to "
        "March 2025; below its usual range, a change for the worse"
    )


def test_a_count_on_a_day_says_the_day() -> None:
    said = wording.finding(ON_PLANS, figure(value=40.6, numerator=280), signal())
    assert said == (
        "Children on plans: 40.6 per 10,000 children (280 in all) on 31 March 2025; no clear change"
    )


def test_a_hidden_figure_has_no_change_to_speak_of() -> None:
    said = wording.finding(CONFERENCES, hidden("protected"), signal("worse", "run", "low"))
    assert said.endswith("kept back in January to March 2025")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (signal(), "no clear change"),
        (
            signal("better", "beyond a limit", "high"),
            "above its usual range, a change for the better",
        ),
        (signal("worse", "trend", "low"), "falling without a break, a change for the worse"),
        (
            signal("changed", "run", "high"),
            "above its usual level for some time, a change that is neither good nor bad in itself",
        ),
        (
            signal("better", "two in three", "low"),
            "near the bottom of its usual range, a change for the better",
        ),
        (
            {**signal(""), "centre": None, "why": "few"},
            "too few points yet to say whether it is changing",
        ),
        (
            {**signal(""), "centre": None, "why": "hidden"},
            "no usual range, because a figure in the series cannot be shown",
        ),
        (
            {**signal(""), "centre": None, "why": "few since the step"},
            "too few points since the declared change to say whether it is changing",
        ),
        (
            {**signal(""), "centre": None, "why": "days between"},
            "too rare to say by quarter whether it is changing",
        ),
        (
            {**signal("better", "beyond a limit", "high"), "chart": "t"},
            "a longer gap than is usual, a change for the better",
        ),
        (None, "too few points yet to say whether it is changing"),
    ],
)
def test_a_change_is_said_in_words(found: dict[str, Any] | None, said: str) -> None:
    assert wording.change(found) == said


def test_the_subtitle_is_the_definition_with_unit_area_and_period() -> None:
    assert wording.subtitle(CONFERENCES, figure(), "Northmere") == (
        "Conferences held within 15 working days. Per cent, of those finished. "
        "Northmere, January to March 2025."
    )


def test_a_chart_over_time_is_told_to_who_cannot_see_it() -> None:
    points = [figure(value=90.0, period_label="the first"), hidden("protected"), figure()]
    said = wording.over_time_in_words(
        CONFERENCES, points, [signal(), signal("worse", "beyond a limit", "low")]
    )
    assert said == (
        "2 quarters from the first to January to March 2025. Lowest 81% (January to March 2025), "
        "highest 90% (the first), newest 81% (142 of 175). Usual level 81%, usual range 70% to 100%. "
        "Marked as unusual: January to March 2025. 1 of the 3 points cannot be shown."
    )


def test_a_chart_of_nothing_says_so() -> None:
    said = wording.over_time_in_words(CONFERENCES, [hidden("protected")], [])
    assert said.startswith("No figure of")


def test_limits_of_few_points_are_called_trial_limits() -> None:
    said = wording.over_time_in_words(CONFERENCES, [figure()], [{**signal(), "trial": True}])
    assert "trial limits, from fewer than 12 points" in said


def groups() -> list[dict[str, Any]]:
    """Three ethnic groups and those not recorded."""
    return [
        figure(characteristic="ethnicity", group="white", group_label="White", value=83.0),
        figure(characteristic="ethnicity", group="mixed", group_label="Mixed", value=78.0),
        hidden("protected", characteristic="ethnicity", group="other", group_label="Other"),
        figure(
            characteristic="ethnicity", group="not_recorded", group_label="Not recorded", value=20.0
        ),
    ]


def test_groups_are_set_side_by_side_and_never_called_different() -> None:
    said = wording.groups_finding(CONFERENCES, groups(), "ethnicity")
    assert said.endswith("by ethnicity, January to March 2025: between 78% (Mixed) and 83% (White)")
    told = f"{said} {wording.groups_in_words(CONFERENCES, groups())} {wording.GROUPS_CAUTION}"
    assert not any(word in told for word in ("higher", "lower", "more likely", "significant"))


def test_a_title_of_groups_says_its_unit() -> None:
    unit = CONFERENCES | {"unit": "per_100", "kind": "ratio"}
    said = wording.groups_finding(unit, groups(), "social_care_status")
    assert said.endswith(" per 100 (White)")


def test_a_group_of_few_is_in_the_chart_and_not_in_its_title() -> None:
    few = figure(group="unborn", group_label="Not yet born", value=100.0, few=True)
    said = wording.groups_finding(CONFERENCES, [*groups()[:2], few], "age_band")
    assert said.endswith("between 78% (Mixed) and 83% (White), in groups of 20 or more")


def test_a_title_of_small_groups_only_asks_for_care() -> None:
    few = [row | {"few": True} for row in groups()[:2]]
    assert wording.groups_finding(CONFERENCES, few, "agency").endswith(
        "; every group is under 20, so read with care"
    )


def test_how_many_stand_behind_a_duration_is_said() -> None:
    lasted = figure(value=2.0, numerator=None, denominator=303)
    assert wording.figure(lasted, "working_days") == "2 working days (303 counted)"
    assert wording.figure(lasted | {"value": 1.0}, "working_days") == "1 working day (303 counted)"
    assert wording.brief(lasted | {"value": 1.0}, "working_days") == "1 (303 counted)"


def test_a_reader_of_the_whole_partnership_is_not_told_to_choose_it() -> None:
    assert "Choose the whole partnership" in wording.nothing_shown(everywhere=False)
    assert "Choose" not in wording.nothing_shown(everywhere=True)


def test_groups_that_read_the_same_are_not_set_apart() -> None:
    none = [figure(value=0.0, group=name, group_label=name) for name in ("White", "Mixed")]
    said = wording.groups_finding(CONFERENCES, none, "ethnicity")
    assert said.endswith(": 0% in each group that can be shown")


def test_every_group_is_told_with_its_interval() -> None:
    said = wording.groups_in_words(CONFERENCES, groups())
    assert said.startswith("White 83% (142 of 175), 95% interval 75% to 86%; Mixed 78%")
    assert "Other kept back" in said


def test_one_group_alone_is_not_compared() -> None:
    said = wording.groups_finding(CONFERENCES, groups()[:1], "ethnicity")
    assert said == (
        "Child protection conferences held within 15 working days, White: 83% (142 of 175) in January "
        "to March 2025"
    )
    assert "nothing to show" in wording.groups_finding(CONFERENCES, groups()[2:3], "ethnicity")


def test_a_share_of_none_or_a_hidden_one_is_never_called_the_second() -> None:
    parts = [
        figure(category_label="Criminal", value=43.0, numerator=6, denominator=14),
        figure(category_label="Domestic servitude", value=0.0, numerator=0, denominator=14),
    ]
    said = wording.shares_finding(CONFERENCES, parts)
    assert said.endswith(": most often criminal: 6 of 14 (43%)")
    said = wording.shares_finding(
        CONFERENCES, [*parts, hidden("protected", category_label="A few")]
    )
    assert said.endswith(": of what can be shown, most often criminal: 6 of 14 (43%)")


@pytest.mark.parametrize(
    ("name", "inside"),
    [("A deputy came", "a deputy came"), ("NHS trust", "NHS trust"), ("Police", "police")],
)
def test_a_name_begins_small_inside_a_sentence(name: str, inside: str) -> None:
    assert wording.label_inside(figure(category_label=name)) == inside


def test_a_table_leaves_out_columns_in_which_nothing_stands() -> None:
    table = [{"Period": "2024-25", "Number": ""}, {"Period": "2023-24", "Number": ""}]
    assert cells.filled(table) == [{"Period": "2024-25"}, {"Period": "2023-24"}]


def test_shares_name_the_largest_two() -> None:
    parts = [
        figure(category_label="Physical abuse", value=6.2, numerator=10, denominator=160),
        figure(category_label="Neglect", value=49.4, numerator=79, denominator=160),
        figure(category_label="Emotional abuse", value=40.6, numerator=65, denominator=160),
    ]
    assert wording.shares_finding(ON_PLANS | {"unit": "percent"}, parts) == (
        "Children on plans on 31 March 2025: most often neglect: 49% (79 of 160), then emotional "
        "abuse: 41% (65 of 160)"
    )


def state(name: str, count: int | None, kind: str = "quarter") -> dict[str, Any]:
    """Rows of one outcome state."""
    return {"state": name, "count": count, "period_kind": kind}


def test_the_grey_line_says_what_is_not_in_the_chart() -> None:
    states = [
        state("met", 100),
        state("excluded", 7),
        state("unknown", None),
        state("unknown", 0),
        state("not_yet_due", 41, "now"),
        state("overdue", 12),
        state("overdue", None, "now"),
        state("unknown", 9, "no date"),
    ]
    assert wording.not_in_it(states, [hidden("protected"), hidden("protected"), figure()]) == (
        "Not in it: 7 left out by the rule; a few without a known time; 9 without a known time and any "
        "date; on the day of the files, 41 not yet due or decided and a few overdue; 2 figures kept back "
        "(too few children, or it would give such a number away)."
    )
    assert wording.not_in_it([], [figure()]) == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"count": 16}, "16 overdue now"),
        ({"count": None}, "a few overdue now"),
        ({"count": 0}, "none overdue"),
        (None, ""),
    ],
)
def test_what_is_overdue_now_is_said_and_one_to_five_are_a_few(
    row: dict[str, Any] | None, said: str
) -> None:
    assert wording.overdue_now(row) == said


def test_home_counts_what_changed_and_what_did_not() -> None:
    found = [signal("worse"), signal("better"), signal(), signal(), signal("")]
    assert wording.latest_signals(found) == (
        "Up to 31 March 2025, **1 measure changed for the worse, 1 for the better and 2 show no clear "
        "change**. Of 1 it cannot be told."
    )
    assert wording.latest_signals([signal()]) == (
        "Up to 31 March 2025, **1 measure shows no clear change**."
    )
    assert "too few points" in wording.latest_signals([signal("")])


def test_how_many_children_stand_behind_a_figure_is_said() -> None:
    day = dt.date(2025, 3, 31)
    row = {"children": 1340, "period_label": "2024-25"}
    assert wording.counted_from(row, CONFERENCES, day) == (
        "Counted from 1,340 different children in 2024-25 · as at 31 March 2025"
    )
    assert "a few children" in wording.counted_from(row | {"children": None}, CONFERENCES, day)
    assert wording.counted_from(None, CONFERENCES, day) == "As at 31 March 2025"


def test_an_area_that_sent_nothing_is_named() -> None:
    areas = [{"code": "990", "name": "Northmere"}, {"code": "991", "name": "Eastvale"}]
    assert file_words.sent([{"area": "990"}], areas) == "No file from Eastvale"
    assert file_words.sent([{"area": "990"}, {"area": "991"}], areas) == "Both areas sent data"


def test_an_acronym_is_spelled_out_at_its_first_use_only() -> None:
    seen: set[str] = set()
    first = wording.in_full("The CIN census, as the DfE counts.", seen)
    assert first == (
        "The CIN (children in need) census, as the DfE (Department for Education) counts."
    )
    assert wording.in_full("The CIN census.", seen) == "The CIN census."
    assert wording.in_full("children in need (CIN)", set()) == "children in need (CIN)"
    assert wording.in_full("CPP-01", set()) == "CPP-01"


def test_a_table_cell_has_one_decimal_and_a_mark_for_few() -> None:
    row = cells.table_row(figure(value=64.28, few=True, denominator=14, numerator=9), "percent")
    assert row["Figure"] == "64.3% [u]"
    assert row["95% interval"] == "74.7% to 86.3%"
    assert cells.table_row(hidden("protected"), "percent")["Number"] == "[c]"


def test_dates_and_numbers_are_written_as_people_write_them() -> None:
    assert wording.date(dt.date(2025, 3, 14)) == "14 March 2025"
    assert wording.number(1234) == "1,234"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"


def test_three_years_together_are_named_as_such() -> None:
    end = dt.date(2025, 3, 31)
    assert wording.financial_years("year", end) == "2024-25"
    assert wording.financial_years("three_years", end) == "2022-23 to 2024-25 together"


def test_why_the_newest_months_are_missing_is_said() -> None:
    said = wording.unsettled([figure(period_label="October 2024"), figure()])
    assert said.startswith("The chart ends before October 2024")
    assert wording.unsettled([]) == ""


def test_what_helps_where_no_group_can_be_shown_is_something_the_reader_can_do() -> None:
    one = {**hidden("protected"), "area": "991"}
    snapshot = {**CONFERENCES, "snapshot": True}
    assert wording.what_helps(CONFERENCES, [one], "year").endswith("choose three years together.")
    assert wording.what_helps(snapshot, [one], "year").endswith("Choose the whole partnership.")
    everywhere = {**one, "area": "partnership"}
    assert wording.what_helps(CONFERENCES, [everywhere], "three_years") == (
        "Too few children to show by group, even over three years."
    )
    missing = {**one, "reason": "not in this extract"}
    assert "Load files" in wording.what_helps(CONFERENCES, [missing], "year")


def test_what_a_message_quotes_of_a_file_is_only_text_on_the_page():
    told = lines(
        UserError("return.csv has no heading “![x](http://elsewhere) <b>”.\nIts headings: $A$.")
    )
    assert told == (
        "return.csv has no heading “!\\[x\\](http://elsewhere) \\<b\\>”.  \nIts headings: \\$A\\$."
    )
