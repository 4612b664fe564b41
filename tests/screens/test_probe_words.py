"""What is said of a gap when more is asked: adjusted, over waits, read otherwise, two groups at once."""

import pytest

from dashboard import gap_rows, gap_words, probe_words, rows
from metrics.release import Release
from tests.screens.invented_scrutiny import ENQUIRY, RE_REFERRALS


@pytest.fixture
def held(invented_release: Release) -> Release:
    """The invented release."""
    return invented_release


def adjusted(held: Release, measure: str, area: str, group: str) -> list[str]:
    asked = gap_rows.Asked(area, rows.periods(held)["2022-25"], "ethnicity")
    row = next(row for row in gap_rows.table(held, measure, asked) if row["group"] == group)
    found = gap_rows.adjustments(held, measure, asked, group)
    return [probe_words.adjusted(each, row) for each in found]


def test_what_deprivation_could_account_for_is_not_called_fair(held: Release) -> None:
    [told] = adjusted(held, RE_REFERRALS, "991", "asian")
    assert told.startswith(
        "For Asian children the ratio is 1.6 (1.4 to 1.9) as it stands, and 1.01 (0.86 to"
    )
    assert told.endswith(
        "Differences in deprivation could account for this gap. That is not the same as saying it is fair."
    )


def test_what_adjusting_leaves_apart_remains(held: Release) -> None:
    told = adjusted(held, ENQUIRY, "990", "black")
    assert len(told) == 2
    assert all("The gap remains: differences in" in each for each in told)


def test_an_answer_kept_back_beside_printed_counts_says_what_it_would_tell(held: Release) -> None:
    asked = gap_rows.Asked("990", rows.periods(held)["2022-25"], "ethnicity")
    row = next(row for row in gap_rows.table(held, ENQUIRY, asked) if row["group"] == "black")
    by_age, by_place = gap_rows.adjustments(held, ENQUIRY, asked, "black")
    kept = by_age | {"verdict": "protected", "adjusted": None, "adjusted_lower": None}
    told = probe_words.adjusted(kept, row)
    assert told.startswith("Age: kept back: from the adjusted ratio, beside what else is printed")
    hidden = probe_words.adjusted(kept, row | {"verdict": "protected"})
    assert hidden.startswith("Age: not compared: a number that this rests on is kept back")
    whom = "Black children"
    title = probe_words.adjusted_title(whom, [kept, by_place], row)
    assert (
        title == "The gap remains among children of equally deprived neighbourhoods, Black children"
    )
    every = probe_words.adjusted_title(whom, [by_age, by_place], row)
    assert every == "The gap remains, whatever is adjusted for, Black children"
    assert "as it stands" in probe_words.adjusted_title(whom, [kept], row)


def test_what_is_not_flagged_is_no_finding_whatever_it_is_adjusted_for(held: Release) -> None:
    told = adjusted(held, RE_REFERRALS, "991", "mixed")
    assert all("not flagged, so this is no finding by itself" in each for each in told)


def test_a_wait_tells_where_the_finished_ones_alone_flatter(held: Release) -> None:
    waits = {row["group"]: row for row in held.waits.iter_rows(named=True)}
    assert probe_words.waited(waits["black"]) == (
        "Black children: 67% (55% to 79%) within 15 working days, about 9 of about 51 still waiting "
        "counted in. Half had it after 14 working days. Of those finished alone it is 76%, which "
        "flatters: it leaves out who still waits."
    )
    assert "flatters" not in probe_words.waited(waits["white"])
    assert probe_words.waited(waits["asian"]) == "Asian children: kept back."
    never = waits["black"] | {"median": None}
    assert "More than half were still waiting." in probe_words.waited(never)


def test_a_wait_that_differs_within_no_area_is_said_to_be_one_that_chance_could_make(
    held: Release,
) -> None:
    black = next(row for row in held.waits.iter_rows(named=True) if row["group"] == "black")
    assert "Within each area" not in probe_words.waited(black)
    assert "Within each area chance alone could put" in probe_words.waited(
        black | {"p_stratified": 0.5}
    )
    assert "Within each area too, chance" in probe_words.waited(black | {"p_stratified": 0.01})
    unlike = black | {"p": 0.4, "p_stratified": 0.01}
    assert "Within each area" not in probe_words.waited(unlike)


def test_waits_of_all_groups_are_called_apart_by_the_test_of_all_alone(held: Release) -> None:
    found = held.waits.head(5).to_dicts()
    assert "rarely put the waits of these groups so far apart" in probe_words.waits_together(found)
    alike = [row | {"p_all": 0.4} for row in found]
    assert gap_words.UNTOLD in probe_words.waits_together(alike)
    none = [row | {"p_all": None} for row in found]
    assert "cannot be set beside each other" in probe_words.waits_together(none)


def test_another_reading_of_the_rule_is_a_whole_point_and_a_word(held: Release) -> None:
    found = held.sensitivities.filter(area="990", period_label="2024-25").to_dicts()
    told = {row["choice"]: probe_words.otherwise(row) for row in found}
    assert told["Referred again within 6 months"].endswith(
        "7 percentage points lower, depends on the definition."
    )
    assert told["What is not known counts as not done"].endswith("1 to 5 children).")
    depends = [row for row in found if row["measure"] == RE_REFERRALS]
    assert "depends on the definition: the other reading changes it" in probe_words.rule(depends)
    robust = [row for row in found if row["measure"] == ENQUIRY]
    assert "The figure is robust" in probe_words.rule(robust)
    assert "It can be asked for" in probe_words.rule([])


def test_an_estimate_says_that_it_borrows_and_how_sure_it_is(held: Release) -> None:
    found = {row["group"]: row for row in held.intersections.filter(area="990").to_dicts()}
    told = probe_words.estimated(found["black|F"])
    assert told.startswith("Black, girls: ")
    assert "the chance that its true rate is above that is over 99 in 100" in told
    assert probe_words.chance(0.000006) == "under 1 in 100"
    assert "borrowing from the other groups" in probe_words.BORROWED
