"""Who acts: invented people until somebody signs in, and roles that go together."""

import datetime as dt

import pytest

from dashboard import identity
from dashboard.identity import INVENTED, READS_AS, ROLES, acting, allowed, described, reads_as
from dashboard.settings import ROLES as PAGES
from data import codes
from data.entries import Person
from data.problems import UserError

CLAIMS = {
    "is_logged_in": True,
    "sub": "6f1c",
    "name": "Real Person",
    "roles": ["dsp", "chair"],
    "agency": "health",
    "area": "990",
    "exp": 1_800_000_000,
}
BEFORE = dt.datetime.fromtimestamp(1_799_999_999, dt.UTC)


def refused(claims, now=BEFORE):
    with pytest.raises(UserError) as error:
        acting(claims, now=now)
    assert "\n" in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("claims", [None, {}, {"is_logged_in": False}])
def test_until_somebody_signs_in_one_of_the_invented_people_acts(claims):
    for person in INVENTED:
        assert acting(claims, person.id) == person
    assert acting(claims) == INVENTED[0]


@pytest.mark.parametrize("role", PAGES)
def test_whoever_chose_a_role_only_acts_as_the_first_who_reads_its_pages(role):
    assert reads_as(acting(role=role)) == role


def test_whoever_works_at_this_machine_without_a_sign_in_acts_under_their_own_name():
    person = acting(role="analyst", name=" Jo Real ")
    assert person == Person("here:Jo Real", "Jo Real", ("analyst",), "partnership")
    with pytest.raises(UserError, match="Your name is empty"):
        acting(role="analyst", name=" ")


def test_an_invented_person_who_does_not_exist_even_there_is_refused():
    with pytest.raises(UserError, match="nobody called somebody in the demonstration"):
        acting(chosen="somebody")


def test_the_invented_people_are_all_whom_a_partnership_needs():
    assert len({person.id for person in INVENTED}) == len(INVENTED) == 10
    assert sorted(person.agency for person in INVENTED if person.holds("lsp")) == [
        "health", "police", "social_care",
    ]  # fmt: skip
    assert sorted(person.agency for person in INVENTED if person.holds("dsp")) == [
        "health", "police", "social_care",
    ]  # fmt: skip
    held = {role for person in INVENTED for role in person.roles}
    assert held == set(ROLES) == set(READS_AS)
    assert set(READS_AS.values()) == set(PAGES)
    for person in INVENTED:
        assert allowed(person) == person
        assert person.agency is None or person.agency in codes.labels("agency")


def test_whoever_signed_in_is_who_the_provider_says_whatever_was_chosen():
    person = acting(CLAIMS, "invented-scrutineer", now=BEFORE)
    assert person == Person("6f1c", "Real Person", ("dsp", "chair"), "health", "990")
    assert reads_as(person) == "dsp"
    assert described(person) == (
        "Real Person, delegated safeguarding partner and partnership chair, Health services"
    )
    # Some providers send roles as one text, and neither a name nor an end.
    bare = {"is_logged_in": True, "sub": "6f1c", "roles": " scrutineer , scrutineer "}
    assert acting(bare, now=BEFORE) == Person("6f1c", "6f1c", ("scrutineer",))
    assert acting(CLAIMS).id == "6f1c"


def test_a_sign_in_that_has_ended_is_said_to_have():
    assert "Your sign-in has ended" in refused(CLAIMS, BEFORE + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sub": ""}, "does not say which account"),
        ({"roles": []}, "no role in this partnership"),
        ({"roles": None}, "no role in this partnership"),
        ({"roles": ["director"]}, "“director” is not a role here"),
        ({"agency": None}, "does not say which agency"),
        ({"agency": "navy"}, "does not say which agency"),
    ],
)
def test_an_account_that_lacks_something_is_told_what_and_who_can_help(wrong, said):
    message = refused(CLAIMS | wrong)
    assert said in message
    assert "Ask" in message


@pytest.mark.parametrize("beside", ["chair", "dsp", "lsp", "partner", "analyst"])
def test_nobody_is_independent_scrutineer_and_something_that_scrutiny_is_of(beside):
    message = refused(CLAIMS | {"roles": [beside, "scrutineer"]})
    assert f"cannot be {ROLES[beside].lower()} and independent scrutineer" in message
    assert "(paragraph 63)" in message


def test_the_scrutineer_may_sponsor_the_young_scrutineers():
    assert acting(CLAIMS | {"roles": ["scrutineer", "sponsor"]}, now=BEFORE).holds("sponsor")


def test_an_agency_that_is_not_known_is_told_as_it_stands():
    assert identity.agency_words("navy") == "navy"
    assert described(Person("x", "X", ("scrutineer",))) == "X, independent scrutineer"
