"""Every page for every role, on a release and before the first one, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import figure, wording
from dashboard.settings import ROLES
from tests.screens import invented
from tests.screens.conftest import Page

VIEWS = Path(figure.__file__).parent / "views"
LONGEST_VIEW = 80
MOST_CHARTS = 8

EVERYBODYS = (
    "views/dsp_what_changed.py",
    "views/dsp_timeliness.py",
    "views/dsp_repeat.py",
    "views/dsp_child_protection.py",
    "views/dsp_referrals.py",
    "views/dsp_front_door.py",
    "views/dsp_early_help.py",
    "views/dsp_participation.py",
    "views/dsp_education.py",
    "views/dsp_exploitation.py",
    "views/dsp_learning.py",
    "views/dsp_governance.py",
    "views/lsp_money.py",
    "views/returns.py",
    "views/dsp_who_our_children_are.py",
    "views/trust.py",
    "views/every_measure.py",
    "views/fairness.py",
    "views/scrutineer_workspace.py",
)
STORIES = EVERYBODYS[1:13]


def said(running: AppTest) -> str:
    """All the words on a page."""
    kinds = (
        running.title,
        running.header,
        running.markdown,
        running.caption,
        running.info,
        running.error,
        running.warning,
        running.success,
    )
    return "\n".join(one.value for kind in kinds for one in kind)


@pytest.mark.parametrize(
    ("role", "area", "period"),
    [
        ("dsp", "partnership", "2024-25"),
        ("lsp", "990", "2022-25"),
        ("scrutineer", "991", "2022-25"),
        ("analyst", "partnership", "2022-25"),
    ],
)
@pytest.mark.parametrize("path", EVERYBODYS)
def test_every_page_opens_for_every_role_and_area_and_three_years(
    page: Page, released: Path, role: str, area: str, period: str, path: str
) -> None:
    running = page(released, path, role=role, area=area, period=period)
    assert running.title[0].value != "Nothing to show yet"
    assert running.session_state["area"] == area
    assert len(running.get("vega_lite_chart")) <= MOST_CHARTS


HELD = {row["id"]: row for row in invented.catalogue().to_dicts()}


@pytest.mark.parametrize("path", sorted({figure.place(HELD[one.id]) for one in invented.MEASURES}))
def test_every_measure_has_a_page_that_tells_its_story(
    page: Page, released: Path, path: str
) -> None:
    first, *others = [one.id for one in invented.MEASURES if figure.place(HELD[one.id]) == path]
    running = page(released, path, measure=first)
    if HELD[first]["theme"] == "recording":
        running.toggle(key="look into recording").set_value(True).run()
    for measure in (first, *others):
        running.selectbox(key="measure").set_value(measure).run()
        assert not running.exception
        assert running.selectbox(key="measure").value == measure


def test_a_figure_that_was_another_in_the_release_before_says_so_and_gives_no_two_numbers(
    page: Page, released: Path
) -> None:
    path, measure = "views/dsp_timeliness.py", "icpc_within_15_working_days"
    told = said(page(released, path, measure=measure, area="990"))
    assert "Revised since the release of 31 December 2024" in told
    assert "by more than 1 point" in told
    assert "Revised since" not in said(page(released, path, measure=measure, area="991"))


@pytest.mark.parametrize("role", ROLES)
def test_before_the_first_release_every_page_says_what_to_do(
    page: Page, empty: Path, role: str
) -> None:
    running = page(empty, "views/trust.py", role=role)
    assert "An analyst loads files" in said(running)


def test_a_partner_without_figures_can_become_the_analyst(page: Page, empty: Path) -> None:
    running = page(empty, role="dsp")
    running.button[0].click().run()
    assert not running.exception
    assert running.title[0].value == "Load files"


def test_only_the_analyst_gets_the_page_that_touches_counts(page: Page, released: Path) -> None:
    assert "Load files" not in said(page(released, role="dsp"))
    assert page(released, role="analyst").title[0].value == "Load files"


def test_the_page_says_that_it_is_open_on_this_computer_only(page: Page, released: Path) -> None:
    assert "opens on this computer only" in said(page(released))


def test_without_an_agreement_the_page_says_so_in_words(page: Page, tmp_path: Path) -> None:
    running = page(tmp_path, role="analyst")
    assert len(running.error) == 1
    assert "agreement.toml" in running.error[0].value
    assert "Traceback" not in running.error[0].value


def test_a_release_that_was_tampered_with_is_refused_in_words(page: Page, empty: Path) -> None:
    from data.warehouse import Store

    held = invented.release()
    digest = Store(empty).save_release(held.frames, held.manifest, {})
    held.frames["figures"].head(5).write_parquet(empty / "releases" / digest / "figures.parquet")
    running = page(empty, role="dsp")
    assert "cannot be trusted" in running.error[0].value


def test_a_link_opens_the_area_period_measure_and_breakdown_it_names(
    page: Page, released: Path
) -> None:
    running = page(
        released,
        "views/dsp_timeliness.py",
        area="990",
        period="2023-24",
        measure="icpc_within_15_working_days",
        by="sex",
    )
    assert running.selectbox(key="area").value == "990"
    assert running.selectbox(key="period").value == "2023-24"
    assert running.selectbox(key="measure").value == "icpc_within_15_working_days"
    assert running.selectbox(key="by").value == "sex"
    assert "by sex, 2023-24" in said(running)


def test_what_a_reader_chooses_stands_in_the_address_bar(page: Page, released: Path) -> None:
    running = page(released, "views/dsp_timeliness.py")
    running.selectbox(key="area").set_value("991").run()
    assert running.query_params["area"] in ("991", ["991"])


def test_a_link_to_what_no_longer_exists_opens_the_page_all_the_same(
    page: Page, released: Path
) -> None:
    running = page(released, "views/dsp_timeliness.py", measure="gone", area="999", by="shoe_size")
    assert running.title[0].value == "Timeliness"


def test_a_reader_goes_from_page_to_page_and_back(page: Page, released: Path) -> None:
    running = page(released, "views/dsp_timeliness.py", area="990")
    for path in (*STORIES[1:], *STORIES):
        running.switch_page(path).run()
        assert not running.exception, path
        assert running.session_state["area"] == "990"


def test_the_table_appears_when_asked_for_with_what_its_marks_mean(
    page: Page, released: Path
) -> None:
    running = page(
        released, "views/dsp_timeliness.py", measure="icpc_within_15_working_days", area="991"
    )
    assert not running.table
    running.toggle(key="table groups icpc_within_15_working_days").set_value(True).run()
    assert "[c]" in running.table[0].value.to_string()
    assert said(running).count(wording.WHAT_MARKS_MEAN) == 1


def test_home_rests_on_signals_and_shows_the_one_change_there_is(
    page: Page, released: Path
) -> None:
    running = page(released)
    assert "1 measure changed for the worse" in said(running)
    links = [one.proto.label for one in running.get("page_link")]
    assert any("below its usual range" in label for label in links)


def test_what_was_not_in_the_extract_says_so_and_shows_no_zero(page: Page, released: Path) -> None:
    running = page(released, "views/dsp_participation.py", measure="child_seen_in_assessment")
    assert "Not in this extract" in said(running)
    assert not running.get("vega_lite_chart")


def test_a_rate_without_residents_is_shown_as_a_number(page: Page, released: Path) -> None:
    running = page(
        released, "views/dsp_referrals.py", measure="referrals_per_10000_children", area="991"
    )
    assert wording.NO_RESIDENTS in said(running)
    assert len(running.get("vega_lite_chart")) == 2


def test_nine_characteristics_are_named_whether_held_or_not(page: Page, released: Path) -> None:
    tables = page(released, "views/trust.py").table
    named = next(one.value for one in tables if "Characteristic" in one.value.columns)
    assert len(named) == 9
    assert (named["Recorded for"] == "not held").sum() == 5


def test_an_acronym_is_spelled_out_once_on_a_page(page: Page, released: Path) -> None:
    running = page(
        released, "views/dsp_timeliness.py", measure="assessment_within_45_working_days_of_referral"
    )
    assert said(running).count("DfE (Department for Education)") <= 1


def test_words_sought_in_the_catalogue_find_a_measure_by_its_number(
    page: Page, released: Path
) -> None:
    running = page(released, "views/every_measure.py")
    running.text_input(key="sought").set_value("tim-05 conferences").run()
    assert [one.value for one in running.header] == [
        "Child protection conferences held within 15 working days"
    ]
    running.text_input(key="sought").set_value("no such thing").run()
    assert "No measure has these words" in said(running)


@pytest.mark.parametrize("path", sorted(VIEWS.glob("*.py")), ids=lambda path: path.stem)
def test_a_view_chooses_and_says_and_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_VIEW
