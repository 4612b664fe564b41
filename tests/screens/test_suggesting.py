"""What a question seems to be about, by its words alone."""

import pytest

from dashboard import group_words
from dashboard.scrutiny import suggesting
from metrics.measures import MEASURES
from tests.screens.invented_scrutiny import CONFERENCES, ENQUIRY, RE_REFERRALS

TITLES = {measure.id: measure.title for measure in MEASURES}
BY = ("age_band", "sex", "ethnicity", "disability", "referral_source")
PLANTED = "Are Black and Mixed heritage children more likely to be investigated here, and why?"


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        (PLANTED, ENQUIRY),
        ("Why do Asian children come back so often?", RE_REFERRALS),
        ("Are conferences held for disabled children?", "children_with_an_enquiry_to_a_conference"),
        ("Do return conversations take place?", "return_conversation_within_72_hours"),
        ("?", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_question_points_to_a_measure(question: str, measure: str | None) -> None:
    assert suggesting.measure(question, TITLES) == measure


def test_a_measure_that_the_release_lacks_is_not_suggested() -> None:
    assert suggesting.measure(PLANTED, {CONFERENCES: TITLES[CONFERENCES]}) is None


@pytest.mark.parametrize(
    ("question", "by"),
    [
        (PLANTED, "ethnicity"),
        ("Do girls wait longer?", "sex"),
        ("Is it the babies?", "age_band"),
        ("Do disabled children wait?", "disability"),
        ("Whom do police refer?", "referral_source"),
        ("Is it fair?", None),
        ("Are traveller families referred?", "ethnicity"),
    ],
)
def test_a_question_points_to_a_characteristic(question: str, by: str | None) -> None:
    assert suggesting.characteristic(question, BY) == by


def test_the_group_that_is_named_first_is_looked_at_first() -> None:
    phrases = dict(group_words.WHO["ethnicity"])
    assert suggesting.group(PLANTED, phrases) == "black"
    assert suggesting.group("Are mixed heritage or Black children seen?", phrases) == "mixed"
    assert suggesting.group("Are children of other heritage seen?", phrases) is None
