"""Who acts: a person, their roles, their agency and area. The one place that knows.

Until people sign in, the reader chooses one of some invented people. With OpenID Connect the same
function takes what the provider says of the account; nothing else in the program changes.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from data import codes
from data.entries import Person, needed
from data.problems import UserError

ROLES: dict[str, str] = {
    "dsp": "Delegated safeguarding partner",
    "lsp": "Lead safeguarding partner",
    "chair": "Partnership chair",
    "partner": "Partner of a relevant agency",
    "scrutineer": "Independent scrutineer",
    "sponsor": "Sponsor of the young scrutineers",
    "analyst": "Analyst",
}
"""What a person may be in a partnership, with the words they read."""

READS_AS: dict[str, str] = {
    "dsp": "dsp",
    "lsp": "lsp",
    "chair": "dsp",
    "partner": "dsp",
    "scrutineer": "scrutineer",
    "sponsor": "dsp",
    "analyst": "analyst",
}
"""Whose pages each role reads: keys of `dashboard.settings.ROLES`."""

INVENTED: tuple[Person, ...] = (
    Person("invented-health", "Ines Inventson", ("dsp",), "health"),
    Person("invented-police", "Poll Madeupham", ("dsp",), "police"),
    Person("invented-care", "Cara Notreal", ("dsp", "chair"), "social_care"),
    Person("invented-education", "Edda Fictional", ("partner",), "education"),
    Person("invented-scrutineer", "Skye Fabricatt", ("scrutineer",)),
    Person("invented-sponsor", "Spencer Pretendley", ("sponsor",), "voluntary"),
    Person("invented-lead-health", "Leo Imaginary", ("lsp",), "health"),
    Person("invented-lead-police", "Lena Supposed", ("lsp",), "police"),
    Person("invented-lead-council", "Lars Hypothet", ("lsp",), "social_care"),
    Person("invented-analyst", "Ana Examplar", ("analyst",), "partnership"),
)
"""People who do not exist, for the demonstration. The chair is one of the delegated partners (61)."""

CHOICE: dict[str, str] = {
    "invented-health": "Delegated partner, health",
    "invented-police": "Delegated partner, police",
    "invented-care": "Delegated partner, social care",
    "invented-education": "Partner, education",
    "invented-scrutineer": "Independent scrutineer",
    "invented-sponsor": "Sponsor of the young scrutineers",
    "invented-lead-health": "Lead partner, health",
    "invented-lead-police": "Lead partner, police",
    "invented-lead-council": "Lead partner, council",
    "invented-analyst": "Analyst",
}
"""The INVENTED people by what they are, as a reader chooses among them."""

_APART = frozenset({"dsp", "lsp", "chair", "partner", "analyst"})
"""What a scrutineer may not be besides: those whom scrutiny is of, and who prepare what it rests on."""


def acting(
    claims: Mapping[str, Any] | None = None,
    chosen: str | None = None,
    *,
    role: str | None = None,
    name: str | None = None,
    now: dt.datetime | None = None,
) -> Person:
    """Who acts.

    claims  what the provider of identities says of a signed-in account (`st.user` is such a mapping):
            sub, name, roles (a list, or words with commas between), agency, area, exp; None, or without
            is_logged_in, where nobody signs in
    chosen  id of one of the INVENTED people, where nobody signs in
    role    where nobody is chosen: the first of the INVENTED people who reads as this role
    name    with a role: of somebody real at this machine, who acts in it for the partnership's office
    now     the time by which a sign-in may have ended
    Raises UserError where the account may not act here, and says who can change that.
    """
    if claims is not None and claims.get("is_logged_in"):
        return _signed_in(claims, now)
    if chosen is not None:
        for person in INVENTED:
            if person.id == chosen:
                return person
        raise UserError(
            f"There is nobody called {chosen} in the demonstration.\n"
            f"Choose one of: {', '.join(person.id for person in INVENTED)}."
        )
    if role is not None and name is not None:
        called = needed(name, "Your name")
        return allowed(Person(f"here:{called}", called, (role,), "partnership"))
    return next(person for person in INVENTED if role is None or reads_as(person) == role)


def reads_as(person: Person) -> str:
    """Whose pages they read: a key of `dashboard.settings.ROLES`."""
    return READS_AS[person.roles[0]]


def described(person: Person) -> str:
    """ "Ines Inventson, delegated safeguarding partner, Health services"."""
    roles = " and ".join(_lower(ROLES.get(role, role)) for role in person.roles)
    agency = "" if person.agency is None else f", {agency_words(person.agency)}"
    return f"{person.name}, {roles}{agency}"


def agency_words(agency: str) -> str:
    """An agency in words; an unknown one as it stands."""
    return codes.labels("agency").get(agency, agency)


def allowed(person: Person) -> Person:
    """The person, if their roles go together.

    Raises UserError where they do not: the chair and scrutiny are to be separate (Working Together 2023,
    63), and nobody scrutinises what they do themselves.
    """
    if not person.roles:
        raise UserError(
            f"{person.name}: your account has no role in this partnership.\n"
            "Ask the partnership's business manager to give it one."
        )
    unknown = sorted(set(person.roles) - set(ROLES))
    if unknown:
        raise UserError(
            f"{person.name}: “{unknown[0]}” is not a role here.\n"
            f"Ask the partnership's business manager to choose from: {', '.join(ROLES)}."
        )
    beside = [role for role in person.roles if role in _APART]
    if "scrutineer" in person.roles and beside:
        raise UserError(
            f"{person.name}: one account cannot be {_lower(ROLES[beside[0]])} and independent scrutineer.\n"
            "Working Together (paragraph 63) asks that scrutiny be separate. Ask the partnership's business "
            "manager to take one of the two away."
        )
    if person.holds("dsp", "lsp", "partner") and person.agency not in codes.labels("agency"):
        raise UserError(
            f"{person.name}: your account does not say which agency you act for.\n"
            f"Ask the partnership's business manager to name one of: {', '.join(codes.labels('agency'))}."
        )
    return person


def _signed_in(claims: Mapping[str, Any], now: dt.datetime | None) -> Person:
    # Streamlit's sign-in lasts thirty days whatever the provider said, so that its end is checked here.
    until = claims.get("exp")
    if until is not None and now is not None and now.timestamp() >= float(until):
        raise UserError("Your sign-in has ended.\nSign in again: what you wrote is kept.")
    account = str(claims.get("sub") or "")
    if not account:
        raise UserError(
            "The sign-in does not say which account this is.\n"
            "Ask whoever runs the sign-in to send “sub”, “name”, “roles”, “agency” and “area”."
        )
    given = claims.get("roles") or ()
    roles = given.split(",") if isinstance(given, str) else given
    return allowed(
        Person(
            account,
            str(claims.get("name") or account),
            tuple(dict.fromkeys(str(role).strip() for role in roles if str(role).strip())),
            claims.get("agency") or None,
            claims.get("area") or None,
        )
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
