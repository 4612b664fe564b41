"""Groups beside a reference: what is compared with what, and what may be said of it."""

import datetime as dt

import polars as pl
import pytest

from metrics.areas import PARTNERSHIP
from metrics.measures import MEASURES, named
from metrics.measures.chain import CHAIN, REFERRED
from metrics.scrutiny.along_the_chain import cumulative
from metrics.scrutiny.comparisons import beside_everyone, comparisons
from metrics.scrutiny.pairs import (
    analysed,
    beside_largest,
    beside_others,
    printed,
    with_residents_of_groups,
)

ENQUIRY = "assessed_children_with_an_enquiry"
ASSESSED = "referred_children_assessed"
LATE = "icpc_within_15_working_days"

# disparity.md section 3: enquiries given a referral.
GROUPS = {
    "white": (421, 1510),
    "mixed": (46, 128),
    "asian": (37, 149),
    "black": (49, 121),
    "other": (9, 33),
    "not_recorded": (14, 118),
}


def compared(figures: pl.DataFrame, *measures: str) -> pl.DataFrame:
    chosen = [measure for name in measures for measure in named(name)]
    pairs = beside_others(printed(figures, chosen))
    found = comparisons(pl.concat([pairs, beside_largest(pairs)]), chosen)
    return pl.concat([found, beside_everyone(found)])


def row(found: pl.DataFrame, group: str, reference: str = "others", **more: object) -> dict:
    rows = found.filter(
        pl.col("group") == group,
        pl.col("reference") == reference,
        *(pl.col(name) == value for name, value in more.items()),
    )
    return rows.row(0, named=True)


@pytest.mark.parametrize(
    ("group", "reference", "ratio", "lower", "upper"),
    [
        ("mixed", "largest", 1.289, 0.997, 1.624),
        ("mixed", "others", 1.263, 0.979, 1.586),
        ("mixed", "everyone", 1.241, 0.980, 1.527),
        ("asian", "largest", 0.891, 0.660, 1.175),
        ("asian", "others", 0.848, 0.629, 1.115),
        ("asian", "everyone", 0.858, 0.648, 1.106),
        ("black", "largest", 1.452, 1.139, 1.803),
        ("black", "others", 1.437, 1.129, 1.778),
        ("black", "everyone", 1.399, 1.120, 1.696),
    ],
)
def test_the_reference_is_all_other_known_children_the_largest_group_or_everyone(
    figures, group, reference, ratio, lower, upper
):
    found = row(compared(figures(ENQUIRY, GROUPS), ENQUIRY), group, reference)
    assert (found["ratio"], found["ratio_lower"], found["ratio_upper"]) == pytest.approx(
        (ratio, lower, upper), abs=0.001
    )


def test_beside_everyone_the_gap_is_to_the_rate_of_all_and_what_may_be_said_stays(figures):
    """All known children: 562 of 1,941 (disparity.md section 3)."""
    found = compared(figures(ENQUIRY, GROUPS), ENQUIRY)
    own, others = row(found, "black", "everyone"), row(found, "black")
    assert (own["reference_met"], own["reference_of"]) == (562, 1941)
    assert own["reference_label"] == "all known children"
    gap = 100 * (49 / 121 - 562 / 1941)
    assert own["reference_value"] == pytest.approx(100 * 562 / 1941)
    assert (own["gap"], own["more"]) == pytest.approx((gap, 1.21 * gap))
    assert 1 < own["detectable_above"] < others["detectable_above"]
    for name in ("verdict", "p", "p_adjusted", "family", "reversal", "value", "unknown_of"):
        assert own[name] == others[name], name
    assert own["bound_lower"] is None
    assert row(found, "not_recorded", "everyone")["verdict"] == "not recorded"


def test_beside_everyone_a_hidden_group_stays_hidden(figures):
    found = compared(figures(ENQUIRY, GROUPS | {"other": (None, None)}), ENQUIRY)
    own = row(found, "other", "everyone")
    assert own["verdict"] == "protected"
    assert {own[name] for name in ("ratio", "gap", "reference_met", "reference_value")} == {None}


def test_where_none_of_the_others_went_on_everyone_is_the_group_itself(figures):
    """12 of 30 and 0 of 70: 0.4 beside 0.12, while beside the others there is no ratio."""
    found = compared(figures(ENQUIRY, {"white": (0, 70), "black": (12, 30)}), ENQUIRY)
    own, others = row(found, "black", "everyone"), row(found, "black")
    assert (others["ratio"], others["ratio_upper"]) == (None, None)
    assert own["ratio"] == own["ratio_upper"] == pytest.approx(0.4 / 0.12)
    assert 1 < own["ratio_lower"] < own["ratio"]


def test_a_group_is_flagged_by_interval_and_adjusted_test_together(figures):
    found = compared(figures(ENQUIRY, GROUPS), ENQUIRY)
    assert row(found, "black")["verdict"] == "flagged"
    assert row(found, "mixed")["verdict"] == "cannot tell"
    assert row(found, "other")["verdict"] == "cannot tell"
    assert row(found, "black")["family"] == 5


def test_the_largest_group_is_not_compared_with_itself(figures):
    found = compared(figures(ENQUIRY, GROUPS), ENQUIRY)
    assert "white" not in found.filter(pl.col("reference") == "largest")["group"]
    assert row(found, "black", "largest")["reference_label"] == "White"


def test_where_the_largest_group_may_be_a_hidden_one_none_is_called_the_largest(figures):
    groups = GROUPS | {"white": (None, None), "asian": (None, None)}
    found = compared(figures(ENQUIRY, groups, total=(576, 2059)), ENQUIRY)
    for group in ("mixed", "black", "other", "white", "asian"):
        own = row(found, group, "largest")
        assert (own["reference_label"], own["reference_of"], own["verdict"]) == (
            "the largest group, which is not printed", None, "protected",
        )  # fmt: skip


def test_a_hidden_group_that_cannot_be_the_largest_leaves_the_largest_what_it_is(figures):
    groups = GROUPS | {"other": (None, None), "asian": (None, None)}
    found = compared(figures(ENQUIRY, groups, total=(576, 2059)), ENQUIRY)
    assert row(found, "black", "largest")["reference_label"] == "White"


def test_children_not_recorded_are_a_row_of_their_own_and_bounds_beside_every_other(figures):
    found = compared(figures(ENQUIRY, GROUPS), ENQUIRY)
    own = row(found, "not_recorded")
    assert (own["verdict"], own["met"], own["of"], own["ratio"]) == ("not recorded", 14, 118, None)
    black = row(found, "black", "largest")
    # disparity.md section 4, example A.
    assert black["unknown_share"] == pytest.approx(100 * 118 / (121 + 1510 + 118))
    assert (black["bound_lower"], black["bound_upper"]) == pytest.approx((0.763, 1.789), abs=1e-3)
    assert black["reversal"] == 57
    assert not row(found, "black")["low_reliability"]


def test_more_than_a_tenth_unknown_makes_every_comparison_of_low_reliability(figures):
    groups = {"white": (90, 700), "black": (12, 60), "not_recorded": (30, 200)}
    assert row(compared(figures(ENQUIRY, groups), ENQUIRY), "black")["low_reliability"]


def test_a_count_that_is_not_printed_protects_the_comparison(figures):
    groups = GROUPS | {"other": (None, None)}
    found = compared(figures(ENQUIRY, groups, total=(576, 2059)), ENQUIRY)
    other = row(found, "other")
    assert (other["verdict"], other["met"], other["ratio"], other["value"]) == (
        "protected", None, None, None,
    )  # fmt: skip
    # The reference of another group still follows from the total: nothing is told that was not printed.
    assert row(found, "black")["reference_of"] == 2059 - 118 - 121


def test_where_the_unknown_are_not_printed_they_stand_in_the_reference_and_it_says_so(figures):
    groups = GROUPS | {"not_recorded": (None, None), "other": (None, None)}
    found = row(compared(figures(ENQUIRY, groups, total=(576, 2059)), ENQUIRY), "black")
    assert found["reference_of"] == 2059 - 121
    assert found["reference_label"] == "all other children, those not recorded among them"
    assert found["unknown_share"] is None


def test_too_few_children_are_not_compared_and_have_no_rate(figures):
    groups = {"white": (90, 300), "black": (4, 9), "not_recorded": (0, 0)}
    found = row(compared(figures(ENQUIRY, groups), ENQUIRY), "black")
    assert (found["verdict"], found["value"], found["lower"]) == ("too few", None, None)
    assert found["few"]


@pytest.mark.parametrize(
    ("groups", "verdict"),
    [
        ({"white": (0, 300), "black": (0, 50)}, "too few"),
        ({"white": (300, 300), "black": (50, 50)}, "too few"),
        ({"white": (0, 0), "black": (0, 0)}, "too few"),
        ({"white": (0, 300), "black": (40, 50)}, "flagged"),
        ({"white": (150, 300), "black": (0, 50)}, "flagged"),
    ],
)
def test_extremes_say_no_more_than_they_can(figures, groups, verdict):
    found = row(compared(figures(ENQUIRY, groups | {"not_recorded": (0, 0)}), ENQUIRY), "black")
    assert found["verdict"] == verdict


def test_a_ratio_of_everything_to_nothing_has_no_number(figures):
    groups = {"white": (0, 300), "black": (50, 50), "not_recorded": (0, 0)}
    found = row(compared(figures(ENQUIRY, groups), ENQUIRY), "black")
    assert found["ratio"] is None
    assert found["ratio_lower"] > 1
    assert found["ratio_upper"] is None


def test_a_characteristic_that_nobody_recorded_gives_no_comparison(figures):
    found = compared(figures(ENQUIRY, {"not_recorded": (40, 100)}), ENQUIRY)
    assert set(found["verdict"]) == {"not recorded"}


def test_the_steps_of_the_chain_are_one_family_and_other_measures_each_their_own(figures):
    frames = [figures(name, GROUPS) for name in (ENQUIRY, ASSESSED)]
    frames += [figures(LATE, GROUPS, basis="completed"), figures(LATE, GROUPS, basis="due")]
    found = compared(pl.concat(frames), ENQUIRY, ASSESSED, LATE)
    assert row(found, "black", measure=ENQUIRY)["family"] == 10
    assert row(found, "black", measure=LATE)["family"] == 5


def test_only_whole_years_and_three_years_are_compared(figures):
    frames = [
        figures(ENQUIRY, GROUPS, part=True),
        figures(ENQUIRY, GROUPS, period_kind="quarter"),
        figures(ENQUIRY, GROUPS, period_kind="three_years", year=2021),
    ]
    found = compared(pl.concat(frames), ENQUIRY)
    assert set(found["period_kind"]) == {"three_years"}


def test_core_shares_and_clocks_of_children_are_compared_and_nothing_else():
    chosen = {measure.id for measure in analysed(MEASURES)}
    assert {*CHAIN, LATE, "re_referrals_within_12_months"} <= chosen
    assert "ethnicity_recorded" not in chosen
    assert "children_in_need_per_10000_children" not in chosen


# Beside those who live here

LIVE_HERE = pl.DataFrame(
    [
        (area, dt.date(year, 6, 30), "ethnicity", group, residents)
        for year in (2020, 2021, 2022)
        for area, groups in {
            "990": {"white": 40_000, "black": 4_000},
            "991": {"white": 30_000, "black": 1_000},
        }.items()
        for group, residents in groups.items()
    ],
    schema={
        "area": pl.String,
        "mid_year": pl.Date,
        "characteristic": pl.String,
        "group": pl.String,
        "residents": pl.Int64,
    },
    orient="row",
)


def of_residents(figures: pl.DataFrame, residents: pl.DataFrame = LIVE_HERE) -> pl.DataFrame:
    measures = named(REFERRED)
    groups = with_residents_of_groups(
        printed(figures, measures), residents, ("990", "991"), PARTNERSHIP
    )
    return comparisons(beside_others(groups), measures)


CAME = {"white": (800, None), "black": (160, None), "not_recorded": (20, None)}


def test_children_referred_are_set_beside_those_who_live_here_in_the_mid_year_before(figures):
    found = row(of_residents(figures(REFERRED, CAME, year=2022)), "black")
    assert (found["base"], found["met"], found["of"]) == ("residents", 160, 4_000)
    assert (found["reference_met"], found["reference_of"]) == (800, 40_000)
    assert found["value"] == pytest.approx(400)
    assert found["ratio"] == pytest.approx(2)
    assert found["verdict"] == "flagged"
    assert found["unknown_share"] == pytest.approx(100 * 20 / 980)


def test_a_census_stands_for_later_years_and_three_years_have_three_times_the_children(figures):
    later = figures(REFERRED, CAME, year=2024)
    pooled = figures(REFERRED, CAME, period_kind="three_years", year=2021)
    found = of_residents(pl.concat([later, pooled]))
    assert row(found, "black", period_kind="year")["of"] == 4_000
    assert row(found, "black", period_kind="three_years")["of"] == 12_000


def test_the_partnership_has_the_sum_of_its_areas_or_no_number(figures):
    whole = figures(REFERRED, CAME, area=PARTNERSHIP, year=2022)
    assert row(of_residents(whole), "black")["of"] == 5_000
    one_area = LIVE_HERE.filter(pl.col("area") == "990")
    assert set(of_residents(whole, one_area)["verdict"]) == {"not recorded"}


def test_a_group_of_which_nobody_knows_how_many_live_here_is_left_out(figures):
    came = CAME | {"asian": (50, None)}
    found = of_residents(figures(REFERRED, came, year=2022))
    assert "asian" not in found["group"]
    before = of_residents(figures(REFERRED, CAME, year=2018))
    assert set(before["group"]) == {"not_recorded"}


# The whole chain

STEPS = {
    CHAIN[2]: {"white": (700, 800), "black": (140, 160), "not_recorded": (15, 20)},
    CHAIN[3]: {"white": (200, 700), "black": (70, 140), "not_recorded": (5, 15)},
    CHAIN[4]: {"white": (70, 200), "black": (25, 70), "not_recorded": (2, 5)},
}


def chain(figures, steps, *, referred: bool = True) -> pl.DataFrame:
    frames = [figures(step, groups, year=2022) for step, groups in steps.items()]
    found = compared(pl.concat(frames), *steps) if frames else None
    parts = [] if found is None else [found]
    if referred:
        parts.append(of_residents(figures(REFERRED, CAME, year=2022)))
    return cumulative(pl.concat(parts))


def test_the_ratios_of_the_steps_multiplied_are_the_ratio_from_the_start(figures):
    found = chain(figures, STEPS)
    last = row_of(found, CHAIN[4], "black", "residents")
    assert last["ratio"] == pytest.approx((25 / 4_000) / (70 / 40_000))
    assert row_of(found, CHAIN[4], "black", "referral")["ratio"] == pytest.approx(
        (25 / 160) / (70 / 800)
    )
    assert row_of(found, REFERRED, "black", "residents")["ratio"] == pytest.approx(2)
    assert last["verdict"] == "flagged"
    assert row_of(found, CHAIN[2], "black", "referral")["verdict"] == "similar"


def row_of(found: pl.DataFrame, measure: str, group: str, base: str) -> dict:
    return found.filter(
        pl.col("measure") == measure, pl.col("group") == group, pl.col("base") == base
    ).row(0, named=True)


def test_a_stage_missing_from_the_extract_ends_the_chain_there(figures):
    without = {step: groups for step, groups in STEPS.items() if step != CHAIN[3]}
    found = chain(figures, without)
    assert set(found["measure"]) == {REFERRED, CHAIN[2]}
    from_the_referral = chain(figures, {CHAIN[4]: STEPS[CHAIN[4]]})
    assert set(from_the_referral["base"]) == {"residents"}


def test_nothing_known_of_any_step_gives_no_chain(figures):
    empty = compared(figures(LATE, GROUPS, basis="completed"), LATE)
    assert cumulative(empty).is_empty()


def test_what_is_not_printed_on_the_way_is_protected_from_there_on(figures):
    hidden = STEPS | {
        CHAIN[3]: {"white": (200, 700), "black": (None, None), "not_recorded": (5, 15)}
    }
    found = chain(figures, hidden)
    assert row_of(found, CHAIN[2], "black", "residents")["verdict"] == "flagged"
    for step in (CHAIN[3], CHAIN[4]):
        said = row_of(found, step, "black", "residents")
        assert (said["verdict"], said["ratio"]) == ("protected", None)


def test_a_step_with_too_few_to_compare_ends_what_can_be_said(figures):
    few = STEPS | {CHAIN[4]: {"white": (2, 20), "black": (1, 9), "not_recorded": (0, 0)}}
    said = row_of(chain(figures, few), CHAIN[4], "black", "residents")
    assert (said["verdict"], said["ratio"]) == ("too few", None)
