"""An investigation as a scrutineer lives through it, from the question to what became of it."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import investigations
from dashboard.investigations import Came, Finding, Watch, investigation_of, watched
from data.entries import Draft, Person, Shown
from data.problems import UserError
from tests.records.conftest import HEALTH, SCRUTINEER, SPONSOR, Paper

QUESTION = "Are Black and Mixed heritage children more likely to be investigated here, and why?"
SHOWN = Shown(
    "a" * 64, "3", {"measure": "referred_children_assessed", "characteristic": "ethnicity"}
)
ANOTHER = Person("other", "Another", ("scrutineer",))


def posed(paper, **more):
    paper.write(
        investigations.pose(
            SCRUTINEER, question=QUESTION, expectation="A gap at referral.", shown=SHOWN, **more
        )
    )
    return investigation_of(paper.entries)


@pytest.fixture
def added(paper):
    """Write an entry of the author's, and give the investigation as it is then."""

    def add(what, *given, person=SCRUTINEER, **more):
        paper.write(what(investigation_of(paper.entries), person, *given, **more))
        return investigation_of(paper.entries)

    return add


CONCLUDED = {
    "finding": Finding.LIKELY_REAL,
    "statement": "The gap opens at the enquiry.",
    "confidence": "medium",
    "alternatives": ["Recording"],
    "falsifier": "A year without a flag.",
}


def refused(act):
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    return str(error.value)


def test_fifteen_steps_lead_from_a_question_to_the_note(paper, added, clock):
    found = posed(paper, measure="referred_children_assessed", characteristic="ethnicity")
    assert (found.question, found.expectation) == (QUESTION, "A gap at referral.")
    assert [key for key, done in investigations.done(found).items() if done] == ["pose"]
    assert [step.key for step in investigations.not_looked_at(found)] == [
        *investigations.LOOKS_AT_FIGURES, "evidence",
    ]  # fmt: skip
    for step in investigations.LOOKS_AT_FIGURES:
        found = added(investigations.look, step, "As expected.", SHOWN)
    found = added(
        investigations.attach,
        kind="audit",
        grading="moderate",
        says="Identity was explored in 9 of 20 records.",
        agreement="agrees",
        where="Audit of May",
    )
    assert investigations.not_looked_at(found) == ()
    found = added(investigations.conclude, **CONCLUDED)
    assert found.conclusion.finding is Finding.LIKELY_REAL
    found = added(investigations.link, "challenge-1")
    assert found.challenges == ("challenge-1",)
    found = added(
        investigations.watch,
        measure="enquiries",
        area="partnership",
        by=dt.date(2027, 3, 31),
        today=clock.today,
        direction="low",
    )
    found = added(investigations.note, "One figure above was misread.")
    found = added(investigations.exported, "pdf", SHOWN)
    assert investigations.done(found) == dict.fromkeys(
        [step.key for step in investigations.STEPS], True
    )
    assert len(investigations.STEPS) == 15
    assert len(found.entries) == found.number == 16
    assert found.irregular == ()


def test_every_entry_about_figures_keeps_the_release_the_method_and_what_was_on_the_screen(
    paper, added
):
    found = posed(paper)
    found = added(investigations.look, "pathway", "", SHOWN)
    assert [entry.shown for entry in found.entries] == [SHOWN, SHOWN]
    assert "There is no release yet" in refused(
        lambda: added(investigations.look, "pathway", "", Shown())
    )


def test_a_step_that_has_no_figures_is_no_look(paper):
    with pytest.raises(ValueError, match="no step at which figures"):
        investigations.look(posed(paper), SCRUTINEER, "conclusion", "", SHOWN)


def test_the_question_and_the_expectation_come_first_and_never_change(paper, added):
    found = posed(paper)
    paper.write(
        Draft(
            "investigation",
            found.id,
            "pose",
            {**paper.entries[0].body, "question": "Another question", "expectation": "Nothing"},
            SCRUTINEER,
        )
    )
    again = investigation_of(paper.entries)
    assert (again.question, again.expectation) == (found.question, found.expectation)
    assert [entry.kind for entry in again.irregular] == ["pose"]
    for missing in ({"question": ""}, {"expectation": " "}):
        with pytest.raises(UserError, match="is empty"):
            investigations.pose(SCRUTINEER, **({"question": "?", "expectation": "!"} | missing))


@pytest.mark.parametrize("person", [HEALTH, SPONSOR])
def test_only_a_scrutineer_begins_an_investigation(person):
    assert "may not begin" in refused(
        lambda: investigations.pose(person, question="?", expectation="!")
    )


@pytest.mark.parametrize("person", [HEALTH, ANOTHER])
def test_only_its_author_adds_to_it_and_what_others_put_in_by_hand_has_no_effect(
    paper, added, person
):
    found = posed(paper)
    assert "only they add to it" in refused(
        lambda: added(investigations.note, "So there", person=person)
    )
    paper.write(Draft("investigation", found.id, "conclude", CONCLUDED, person))
    found = investigation_of(paper.entries)
    assert found.conclusion is None
    assert len(found.irregular) == 1
    assert found.number == 2


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ({"alternatives": []}, "at least one other explanation"),
        ({"alternatives": ["  "]}, "at least one other explanation"),
        ({"confidence": None}, "how sure you are"),
        ({"confidence": "utterly"}, "how sure you are"),
        ({"falsifier": " "}, "what would change your mind"),
        ({"statement": ""}, "The conclusion is empty"),
    ],
)
def test_nobody_concludes_without_another_explanation_a_confidence_and_what_would_change_their_mind(
    paper, added, without, said
):
    posed(paper)
    assert said in refused(lambda: added(investigations.conclude, **(CONCLUDED | without)))
    assert len(paper.entries) == 1


def test_what_would_change_the_mind_may_be_said_with_the_question(paper, added):
    posed(paper, falsifier="No flag at any step.")
    found = added(investigations.conclude, **(CONCLUDED | {"falsifier": ""}))
    assert found.conclusion.falsifier == "No flag at any step."


def test_a_second_conclusion_stands_beside_the_first(paper, added):
    posed(paper)
    added(investigations.conclude, **CONCLUDED)
    found = added(investigations.conclude, **(CONCLUDED | {"finding": "not_enough_evidence"}))
    assert [one.finding for one in found.conclusions] == [Finding.LIKELY_REAL, Finding.NOT_ENOUGH]
    assert found.conclusion.finding is Finding.NOT_ENOUGH


def test_evidence_from_elsewhere_is_set_beside_the_figures(paper, added):
    assert investigations.agreement(posed(paper)).is_empty()
    added(investigations.attach, kind="survey", grading="weak", says="No.", agreement="disagrees")
    found = added(
        investigations.attach,
        kind="young_scrutineers",
        grading="strong",
        says="Yes.",
        agreement="agrees",
        where="Panel of June",
    )
    assert investigations.agreement(found).select(
        "kind_label", "agreement_label", "where"
    ).rows() == [
        ("Survey", "Says otherwise", ""),
        ("Young scrutineers", "Says the same as the figures", "Panel of June"),
    ]
    for wrong in ({"kind": "x"}, {"grading": "x"}, {"agreement": "x"}):
        given = {"kind": "audit", "grading": "weak", "says": "x", "agreement": "mixed"} | wrong
        with pytest.raises(ValueError, match="'x' is none of"):
            investigations.attach(found, SCRUTINEER, **given)


def test_what_does_not_begin_with_a_question_is_no_investigation(paper):
    paper.write(Draft("investigation", None, "note", {"text": "?"}, SCRUTINEER))
    with pytest.raises(ValueError, match="does not begin with a question"):
        investigation_of(paper.entries)


def test_investigations_stand_in_the_order_in_which_they_were_begun(paper):
    for question in ("First?", "Second?"):
        paper.write(investigations.pose(SCRUTINEER, question=question, expectation="!"))
    paper.write(Draft("request", None, "ask", {}, SCRUTINEER))
    assert [one.question for one in investigations.investigations_of(paper.entries)] == [
        "First?", "Second?",
    ]  # fmt: skip


SINCE, BY = dt.date(2026, 3, 2), dt.date(2026, 12, 31)
CHART = Watch("enquiries", "partnership", BY, SINCE, direction="low")
GROUP = Watch("enquiries", "partnership", BY, SINCE, characteristic="ethnicity", group="black")


def signals(**facts):
    row = {
        "measure": "enquiries", "area": "partnership", "period_end": dt.date(2026, 6, 30),
        "rule": "run", "direction": "low",
    }  # fmt: skip
    return pl.DataFrame([row | facts])


def comparisons(**facts):
    row = {
        "measure": "enquiries", "area": "partnership", "period_end": dt.date(2026, 6, 30),
        "characteristic": "ethnicity", "group": "black", "reference": "others", "verdict": "similar",
    }  # fmt: skip
    return pl.DataFrame([row | facts])


def test_a_watched_signal_happens_in_a_period_after_it_was_set_and_by_its_day():
    assert watched(CHART, signals(), None, BY) is Came.HAPPENED
    for otherwise in (
        {"measure": "other"},
        {"area": "990"},
        {"rule": ""},
        {"direction": "high"},
        {"period_end": SINCE},
        {"period_end": dt.date(2027, 1, 31)},
    ):
        assert watched(CHART, signals(**otherwise), None, BY) is Came.NOT_YET
        later = BY + dt.timedelta(days=1)
        assert watched(CHART, signals(**otherwise), None, later) is Came.PASSED


def test_a_watched_group_is_waited_for_until_it_is_like_all_others():
    assert watched(GROUP, signals(), comparisons(), BY) is Came.HAPPENED
    for otherwise in (
        {"group": "asian"},
        {"characteristic": "sex"},
        {"reference": "largest"},
        {"verdict": "flagged"},
        {"verdict": "cannot tell"},
        {"verdict": "protected"},
    ):
        assert watched(GROUP, signals(), comparisons(**otherwise), BY) is Came.NOT_YET
    assert watched(GROUP, signals(), None, BY) is Came.NOT_YET


def test_an_investigation_tells_of_each_of_its_watches(paper, added, clock):
    posed(paper)
    asked = {"measure": "enquiries", "area": "partnership", "by": BY, "today": clock.today}
    added(investigations.watch, **asked, direction="low")
    found = added(investigations.watch, **asked, characteristic="ethnicity", group="black")
    assert investigations.watched_by(found, signals(), comparisons(verdict="flagged"), BY) == (
        (CHART, Came.HAPPENED),
        (GROUP, Came.NOT_YET),
    )
    assert "leaves no time" in refused(
        lambda: added(investigations.watch, **(asked | {"by": clock.today}), direction="low")
    )
    for neither in ({}, {"direction": "low", "group": "black"}, {"characteristic": "ethnicity"}):
        with pytest.raises(ValueError, match="a run chart has a direction"):
            investigations.watch(found, SCRUTINEER, **asked, **neither)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pose", "look", "note", "challenge", "export", "unheard_of"]),
            st.sampled_from([SCRUTINEER, HEALTH, ANOTHER]),
        ),
        max_size=10,
    )
)
def test_nothing_that_is_written_later_changes_the_question_or_is_lost(entries):
    paper = Paper()
    first = posed(paper, falsifier="x")
    body = {
        "question": "!", "expectation": "!", "falsifier": "!", "measure": "!", "characteristic": "!",
        "step": "pathway", "text": "!", "challenge": "challenge-1", "form": "pdf",
    }  # fmt: skip
    for kind, person in entries:
        paper.write(Draft("investigation", "investigation-1", kind, body, person))
    found = investigation_of(paper.entries)
    assert (found.question, found.expectation, found.falsifier) == (
        first.question, first.expectation, "x",
    )  # fmt: skip
    assert found.entries == tuple(paper.entries)
    assert found == investigation_of(paper.entries[::-1])
    by_others = [
        person is not SCRUTINEER or kind in ("pose", "unheard_of") for kind, person in entries
    ]
    assert len(found.irregular) == sum(by_others)
