"""Who acts on the pages: one of the invented people, or the account that signed in."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import identity, launcher
from dashboard.settings import ROLES
from tests.screens.conftest import Page


def captions(running: AppTest) -> str:
    return "\n".join(one.value for one in running.caption)


def test_the_reader_chooses_among_the_invented_people_and_is_told_who_they_are(
    page: Page, released: Path
) -> None:
    running = page(released)
    assert running.selectbox(key="person").options == list(identity.CHOICE.values())
    running.selectbox(key="person").set_value("invented-lead-police").run()
    assert "Lena Supposed, lead safeguarding partner, Police" in captions(running)
    assert running.query_params["person"] in ("invented-lead-police", ["invented-lead-police"])


def test_every_invented_person_can_be_chosen() -> None:
    assert list(identity.CHOICE) == [person.id for person in identity.INVENTED]


@pytest.mark.parametrize("role", ROLES)
def test_a_link_that_names_a_role_opens_for_somebody_who_has_it(
    page: Page, released: Path, role: str
) -> None:
    running = page(released, role=role)
    person = identity.acting(chosen=running.session_state["person"])
    assert identity.reads_as(person) == role
    assert "role" not in running.query_params


def test_whoever_a_link_names_wins_over_a_role(page: Page, released: Path) -> None:
    running = page(released, role="analyst", person="invented-police")
    assert running.session_state["person"] == "invented-police"


def test_a_link_to_nobody_opens_for_the_usual_reader(page: Page, released: Path) -> None:
    assert page(released, person="gone").session_state["person"] == "invented-health"


def signing_in(store: Path, monkeypatch: pytest.MonkeyPatch, **claims: object) -> AppTest:
    """The first page where accounts sign in, as whoever a provider of identities says."""
    monkeypatch.setenv("PARTNERSHIP_STORE", str(store))
    running = AppTest.from_file(str(launcher.APP), default_timeout=60)
    running.user = claims
    return running.run()


def test_whoever_signed_in_is_who_they_are_and_chooses_nobody(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = signing_in(
        released,
        monkeypatch,
        is_logged_in=True,
        sub="6f1c",
        name="Real Person",
        roles=["lsp"],
        agency="police",
        area="991",
    )
    assert not running.exception
    assert "Real Person, lead safeguarding partner, Police" in captions(running)
    assert "Nobody signs in yet" not in captions(running)
    assert [box.key for box in running.sidebar.selectbox] == ["area", "period"]
    # Whoever answers for an area begins with it.
    assert running.session_state["area"] == "991"


def test_where_accounts_sign_in_nobody_reads_without(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = signing_in(released, monkeypatch, is_logged_in=False)
    assert running.error[0].value.startswith("Nobody is signed in yet.")
    assert [button.label for button in running.button] == ["Sign in"]
    assert not running.header
