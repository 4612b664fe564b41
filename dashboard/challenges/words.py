"""What readers are told of challenges: whose turn it is, how long something is owed, who did what when."""

import datetime as dt
from collections.abc import Iterable, Sequence

from dashboard.challenges.clocks import before_lead_partners
from dashboard.challenges.rights import answers
from dashboard.challenges.state import (
    OUTCOME_WORDS,
    SAFEGUARDING_PARTNERS,
    STATE_WORDS,
    Action,
    Addressee,
    Challenge,
    Outcome,
    Rules,
)
from dashboard.identity import agency_words, described
from data import codes
from data.entries import LONDON, Entry, Person
from data.problems import day_in_words

DEEDS: dict[str, str] = {
    Action.ISSUE: "issued the challenge",
    Action.AMEND: "put the question better",
    Action.ACKNOWLEDGE: "acknowledged it",
    Action.RESPOND: "responded",
    Action.ACCEPT: "accepted it",
    Action.PARTLY_ACCEPT: "accepted it in part",
    Action.REJECT: "rejected it",
    Action.OFFER_EVIDENCE: "offered evidence",
    Action.NOTE: "added a note",
    Action.ASK_AGAIN: "asked again",
    Action.ESCALATE: "escalated it to the lead partners",
    Action.CLOSE: "closed it",
    Action.REOPEN: "opened it again",
}
"""What somebody did, by the kind of the entry."""

OWED = {"response": "An answer", "evidence": "Evidence"}
NOBODY_ASKED = "The scrutineer has not issued a challenge yet."


def called(challenge: Challenge) -> str:
    """ "Challenge 7"."""
    return challenge.id.replace("-", " ").capitalize()


def short(text: str, letters: int = 120) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    return line[: letters + 1].rsplit(" ", 1)[0][:letters].rstrip(",;:.") + " …"


def away(due: dt.date, today: dt.date) -> str:
    """How far away a day is: "in 5 days", "today", "5 days overdue"."""
    days = (due - today).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    if days > 1:
        return f"in {days:,} days"
    return f"{-days:,} {'day' if days == -1 else 'days'} overdue"


def standing(challenge: Challenge, today: dt.date | None = None) -> str:
    """Where a challenge stands, and what is owed by when; without a day not how far away that is."""
    if challenge.closed:
        assert challenge.closed_on is not None
        assert challenge.outcome is not None
        why = OUTCOME_WORDS[challenge.outcome]
        return f"Closed on {day_in_words(challenge.closed_on)}. {why}."
    state = STATE_WORDS[challenge.state]
    wait = challenge.awaited
    if wait is None:
        return f"{state}. The next step is the scrutineer’s."
    if today is None:
        return f"{state}. {OWED[wait.what]} is due by {day_in_words(wait.due)}."
    late = wait.due < today
    return (
        f"{state}. {OWED[wait.what]} {'was' if late else 'is'} due on {day_in_words(wait.due)}: "
        f"{away(wait.due, today)}."
    )


def waits_for(
    challenges: Iterable[Challenge], person: Person, today: dt.date, rules: Rules
) -> tuple[Challenge, ...]:
    """Those whose next step is this person's, the longest owed first.

    Of partners: what their agency owes. Of lead partners also what came before them. Of the scrutineer:
    what partners answered and nobody has closed, and what they did not answer in time.
    """
    every = tuple(challenges)
    mine = [one for one in every if _is_their_turn(one, person, today)]
    if person.holds("lsp"):
        mine += [one for one in before_lead_partners(every, today, rules) if one not in mine]
    return tuple(sorted(mine, key=lambda one: (one.due or dt.date.min, one.issued_on, one.id)))


def _is_their_turn(challenge: Challenge, person: Person, today: dt.date) -> bool:
    if challenge.closed:
        return False
    if person.holds("scrutineer"):
        return challenge.awaited is None or challenge.overdue(today)
    return challenge.awaited is not None and answers(challenge, person)


def page_answer(
    challenges: Sequence[Challenge], person: Person, today: dt.date, rules: Rules
) -> str:
    """The one sentence on top of the page."""
    if not challenges:
        return NOBODY_ASKED
    mine = waits_for(challenges, person, today, rules)
    still = sum(not one.closed for one in challenges)
    if not mine:
        return f"Nothing waits for you. {_count(still, 'challenge')} {_are(still)} open."
    late = sum(one.overdue(today) for one in mine)
    ending = f"; for {late} of them the day has passed" if late and len(mine) > 1 else ""
    if late and len(mine) == 1:
        ending = ", and its day has passed"
    return (
        f"{_count(len(mine), 'challenge')} {'wait' if len(mine) > 1 else 'waits'} for you{ending}. "
        f"{_count(still, 'challenge')} {_are(still)} open."
    )


def home_answer(
    challenges: Sequence[Challenge], person: Person, today: dt.date, rules: Rules
) -> str:
    """One short sentence for the first page; lead partners are told of every agency's."""
    if person.holds("lsp"):
        return _lead_answer(challenges, today, rules)
    mine = waits_for(challenges, person, today, rules)
    if not mine:
        return "none waits for you."
    late = sum(one.overdue(today) for one in mine)
    waiting = f"{len(mine)} {'wait' if len(mine) > 1 else 'waits'} for you"
    return f"{waiting}, {late} overdue." if late else f"{waiting}."


def _lead_answer(challenges: Sequence[Challenge], today: dt.date, rules: Rules) -> str:
    late = sum(one.overdue(today) for one in challenges)
    before = len(before_lead_partners(challenges, today, rules))
    if not late and not before:
        return "none is overdue, and none is before the lead partners."
    return (
        f"{late or 'none'} {_are(late or 1)} overdue; {before or 'none'} {_are(before or 1)} before the "
        "lead partners."
    )


def _count(number: int, what: str) -> str:
    return f"{number or 'No'} {what}{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def asked(challenge: Challenge) -> str:
    """By whom it was asked, for whom, and when."""
    for_whom = " for the young scrutineers" if challenge.raised_for else ""
    return f"Asked by {described(challenge.raised_by)}{for_whom}, on {day_in_words(challenge.issued_on)}."


def done(entry: Entry) -> str:
    """Who did what and when: "2 March 2026, 10:32: Ines Inventson accepted it"."""
    at = entry.at.astimezone(LONDON)
    return f"{day_in_words(at.date())}, {at:%H:%M}: {entry.person.name} {DEEDS.get(entry.kind, 'wrote')}"


def particulars(entry: Entry) -> list[tuple[str, list[str]]]:
    """The lists in people's own words that an entry holds: what each is, and its lines."""
    each = (("What will be done", "actions"), ("Evidence", "evidence"))
    return [(what, list(entry.body[name])) for what, name in each if entry.body.get(name)]


def days_and_outcome(entry: Entry) -> list[str]:
    """What an entry sets: the day by which something is due, and why a challenge was closed."""
    body, found = entry.body, []
    if body.get("due"):
        promised = entry.kind in (Action.ACCEPT, Action.PARTLY_ACCEPT)
        what = "Evidence was promised by" if promised else "An answer was asked for by"
        found.append(f"{what} {day_in_words(dt.date.fromisoformat(body['due']))}.")
    if body.get("outcome"):
        found.append(f"{OUTCOME_WORDS[Outcome(body['outcome'])]}.")
    return found


def text_of(entry: Entry) -> str:
    """The text of an entry: the question of the first, else what was written."""
    return str(entry.body.get("text", entry.body.get("question", "")))


def addressees() -> dict[str, Addressee]:
    """Everybody a challenge can be to, by words: the safeguarding partners first, then relevant agencies."""
    partners = [
        Addressee(agency, level) for level in ("dsp", "lsp") for agency in SAFEGUARDING_PARTNERS
    ]
    # The partnership's own office prepares what scrutiny rests on; nobody there answers a challenge.
    others = [
        Addressee(agency, "partner")
        for agency in sorted(codes.labels("agency"), key=agency_words)
        if agency not in (*SAFEGUARDING_PARTNERS, "partnership")
    ]
    return {one.words: one for one in (*partners, *others)}
