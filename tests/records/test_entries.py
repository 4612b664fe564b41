"""Texts as people write them: what is kept letter by letter, and what is refused with nothing lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.entries import LONGEST_TEXT, Draft, Shown, by_subject, checked, digest_of, needed
from data.problems import UserError
from tests.records.conftest import HEALTH, Clock, Paper, noted

KEPT = (
    "<script>alert('x')</script> & <b>bold</b>",
    "**not bold**, [no link](https://example.org), ![no picture](https://example.org/x.png)",
    "Ask the family — in their own words: «نحن نريد أن نُسمع»",
    "שאלנו את המשפחה",
    "👩‍👩‍👧‍👦 👍🏽 e\u0301 ﬁ \u200f",
    "Robert'); DROP TABLE entries;--",
    "line one\nline two\tand a tab",
    '"quoted" \\ and %s and {braces} and :bind',
)


def stored(text: str) -> str:
    return str(checked(noted(text)).body["text"])


@pytest.mark.parametrize("text", KEPT)
def test_a_text_is_kept_letter_by_letter_and_is_never_markup(text: str):
    assert stored(text) == text


def test_line_ends_of_windows_become_plain_ones():
    assert stored("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_a_text_of_the_longest_length_is_kept():
    assert len(stored("a" * LONGEST_TEXT)) == LONGEST_TEXT


def test_a_note_of_50_000_characters_is_refused_with_what_to_do_and_stays_with_its_writer():
    draft = noted("a" * 50_000)
    with pytest.raises(UserError) as refused:
        checked(draft)
    assert "50,000 characters, and 20,000 fit" in str(refused.value)
    assert "nothing of it is lost" in str(refused.value)
    assert "Shorten it, send it in parts" in str(refused.value)
    assert draft.body["text"] == "a" * 50_000


@pytest.mark.parametrize("letter", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_control_character_is_refused_with_its_place(letter: str):
    with pytest.raises(UserError) as refused:
        stored(f"as the audit{letter} says")
    assert "number 13 of 18" in str(refused.value)
    assert "what stands after “as the audit”" in str(refused.value)


def test_texts_deep_within_an_entry_are_checked_too():
    for body in ({"list": ["fine", "\0"]}, {"map": {"key": "\0"}}):
        with pytest.raises(UserError):
            checked(Draft("paper", None, "note", body, HEALTH))
    with pytest.raises(UserError):
        checked(Draft("paper", None, "note", {}, HEALTH, shown=Shown(settings={"area": "\0"})))


def test_days_are_kept_as_texts_and_numbers_as_they_are():
    kept = checked(Draft("paper", None, "note", {"day": dt.date(2026, 3, 2), "n": 1}, HEALTH))
    assert kept.body == {"day": "2026-03-02", "n": 1}


def test_a_kind_that_is_no_plain_word_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="plain words"):
        checked(Draft("Paper; --", None, "note", {}, HEALTH))


def test_a_text_that_must_be_there_is_asked_for_and_loses_the_blanks_around_it():
    assert needed("  why? \n", "The question") == "why?"
    with pytest.raises(UserError, match="The question is empty"):
        needed(" \n ", "The question")


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_accepted_stays_the_same_when_it_is_written_again(text: str):
    try:
        once = stored(text)
    except UserError:
        return
    assert stored(once) == once
    assert once == text.replace("\r\n", "\n").replace("\r", "\n")


def test_the_digest_of_an_entry_changes_with_any_of_its_facts():
    facts = [1, "challenge", "challenge-1", 1, "2026-03-02", None, "{}"]
    digests = {digest_of(facts)}
    for place in range(len(facts)):
        digests.add(digest_of([*facts[:place], "other", *facts[place + 1 :]]))
    # Letters that move from one fact to the next are another entry too.
    digests.add(digest_of([1, "challengechallenge-1", "", 1, "2026-03-02", None, "{}"]))
    assert len(digests) == len(facts) + 2


def test_an_entry_late_on_a_summer_evening_is_of_the_day_in_england():
    paper = Paper(Clock(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)))
    assert paper.write(noted()).day == dt.date(2026, 7, 2)


def test_subjects_stand_in_the_order_in_which_they_were_begun():
    paper = Paper()
    for draft in (noted(), noted(), noted(subject="paper-1", seen=1)):
        paper.write(draft)
    found = by_subject(reversed(paper.entries))
    assert {subject: [entry.number for entry in theirs] for subject, theirs in found.items()} == {
        "paper-1": [1, 2],
        "paper-2": [1],
    }
    assert list(found) == ["paper-1", "paper-2"]
