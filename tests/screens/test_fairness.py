"""The page of fairness: where the largest gap opens, for every reader."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard import gap_words
from tests.screens.conftest import Page
from tests.screens.invented_scrutiny import ENQUIRY, RE_REFERRALS
from tests.screens.test_challenges import said

PAGE = "views/fairness.py"


def opened(page: Page, store: Path, **address: str) -> AppTest:
    return page(store, PAGE, **{"area": "990", "period": "2022-25", **address})


def test_the_first_sentence_answers_where_the_largest_gap_opens(page: Page, released: Path) -> None:
    running = opened(page, released)
    assert running.title[0].value == "Fairness"
    assert running.markdown[0].value.startswith(
        "Where does the largest gap open? By ethnicity, between assessment and enquiry, for Black children. "
        "In the three years 2022-23 to 2024-25, 47% (278 of 593) of Black children assessed went on"
    )
    assert len(running.get("vega_lite_chart")) == 2
    # The group and the stage are those of the answer, until the reader chooses others.
    assert running.selectbox(key="group").value == "black"
    assert running.selectbox(key="measure").value == ENQUIRY
    assert "With brothers and sisters counted by family, the limits for Black children are" in said(
        running
    )
    assert gap_words.SELECTED in said(running)


def test_a_measure_is_chosen_instead_of_the_chain(page: Page, released: Path) -> None:
    running = opened(page, released, area="991", look=RE_REFERRALS, by="ethnicity")
    assert "for Asian children" in running.markdown[0].value
    assert gap_words.SIBLINGS in said(running)
    assert len(running.get("vega_lite_chart")) == 1
    running.toggle(key=f"table groups {RE_REFERRALS}").set_value(True).run()
    table = running.table[0].value
    assert table["What may be said"].to_list()[2] == "flagged"
    assert running.session_state["marks explained"]


def test_another_characteristic_has_its_own_answer(page: Page, released: Path) -> None:
    running = opened(page, released, by="sex")
    assert "By sex, nothing is flagged." in running.markdown[0].value
    running.selectbox(key="by").set_value("disability").run()
    assert not running.exception
    assert running.markdown[0].value.startswith("Where does the largest gap open? By disability")


def test_a_link_to_a_step_of_the_chain_opens_it(page: Page, released: Path) -> None:
    running = opened(page, released, measure="referred_children_assessed")
    assert running.selectbox(key="measure").value == "referred_children_assessed"
    assert any("referral to assessment" in one.value.lower() for one in running.header)


def test_a_year_in_which_little_can_be_compared_says_so(page: Page, released: Path) -> None:
    running = opened(page, released, area="991", period="2020-21")
    assert not running.error
    assert "Of " in running.markdown[0].value


def test_the_first_page_says_where_the_largest_gap_opens(page: Page, released: Path) -> None:
    running = page(released, person="invented-health", area="990", period="2022-25")
    labels = [one.proto.label for one in running.get("page_link")]
    assert (
        "**By ethnicity, between assessment and enquiry**: Black children, 1.6 (1.5 to 1.7) times the rate "
        "of all others"
    ) in labels
    assert "Fairness: where the largest gap opens" in [one.value for one in running.header]
