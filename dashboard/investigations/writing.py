"""The entries that an investigation is written with: by its author, and only added."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dashboard.investigations.steps import (
    AGREEMENT_WORDS,
    CONFIDENCE_WORDS,
    EVIDENCE_WORDS,
    GRADING_WORDS,
    KIND,
    LOOKS_AT_FIGURES,
    Finding,
    Investigation,
)
from data.entries import NOTHING_SHOWN, Draft, Person, Shown, needed
from data.problems import UserError, day_in_words


def pose(
    person: Person,
    *,
    question: str,
    expectation: str,
    measure: str | None = None,
    characteristic: str | None = None,
    falsifier: str = "",
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that begins an investigation, before its figures are looked at.

    Raises UserError where the person is no scrutineer, or the question or expectation says nothing.
    """
    if not person.holds("scrutineer"):
        raise UserError(
            f"{person.name} may not begin an investigation.\nThe independent scrutineer may."
        )
    body = {
        "question": needed(question, "The question"),
        "expectation": needed(expectation, "What you expect to find"),
        "falsifier": falsifier.strip(),
        "measure": measure,
        "characteristic": characteristic,
    }
    return Draft(KIND, None, "pose", body, person, 0, shown)


def look(investigation: Investigation, person: Person, step: str, note: str, shown: Shown) -> Draft:
    """The entry of a look at figures: the step, what the author makes of it, and what was on the screen.

    Raises UserError where the person is not its author, or nothing was on the screen.
    """
    if step not in LOOKS_AT_FIGURES:
        raise ValueError(f"{step} is no step at which figures are looked at")
    if shown.release is None:
        raise UserError(
            "There is no release yet, so there are no figures to write about.\n"
            "The analyst makes one: partnership release"
        )
    return _add(investigation, person, "look", {"step": step, "note": note.strip()}, shown)


def attach(
    investigation: Investigation,
    person: Person,
    *,
    kind: str,
    grading: str,
    says: str,
    agreement: str,
    where: str = "",
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry of evidence from elsewhere.

    kind, grading, agreement  keys of EVIDENCE_WORDS, GRADING_WORDS and AGREEMENT_WORDS
    says   what it says, of groups and never of one child; where: the paper, in words
    """
    for given, known in (
        (kind, EVIDENCE_WORDS),
        (grading, GRADING_WORDS),
        (agreement, AGREEMENT_WORDS),
    ):
        if given not in known:
            raise ValueError(f"{given!r} is none of {sorted(known)}")
    body = {
        "kind": kind,
        "grading": grading,
        "says": needed(says, "What the evidence says"),
        "agreement": agreement,
        "where": where.strip(),
    }
    return _add(investigation, person, "attach", body, shown)


def conclude(
    investigation: Investigation,
    person: Person,
    *,
    finding: Finding,
    statement: str,
    confidence: str | None,
    alternatives: Sequence[str],
    falsifier: str = "",
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that concludes.

    confidence    a key of CONFIDENCE_WORDS
    alternatives  what else could explain it: at least one
    falsifier     what would change the author's mind; else the one that was posed
    Raises UserError naming what is missing: nobody concludes without all three.
    """
    others = [each.strip() for each in alternatives if each.strip()]
    if not others:
        raise UserError(
            "A conclusion names at least one other explanation.\n"
            "What else could make the figures look like this? Recording, chance, need, or a rule?"
        )
    if confidence not in CONFIDENCE_WORDS:
        raise UserError(
            "A conclusion says how sure you are.\nChoose low, medium or high confidence."
        )
    changes_mind = falsifier.strip() or investigation.falsifier
    if not changes_mind:
        raise UserError(
            "A conclusion says what would change your mind.\n"
            "Write what you would have to see to think otherwise."
        )
    body = {
        "finding": Finding(finding).value,
        "statement": needed(statement, "The conclusion"),
        "confidence": confidence,
        "alternatives": others,
        "falsifier": changes_mind,
    }
    return _add(investigation, person, "conclude", body, shown)


def link(investigation: Investigation, person: Person, challenge: str) -> Draft:
    """The entry that names a challenge which came of it."""
    return _add(investigation, person, "challenge", {"challenge": challenge}, NOTHING_SHOWN)


def watch(
    investigation: Investigation,
    person: Person,
    *,
    measure: str,
    area: str,
    by: dt.date,
    today: dt.date,
    direction: str | None = None,
    characteristic: str | None = None,
    group: str | None = None,
    shown: Shown = NOTHING_SHOWN,
) -> Draft:
    """The entry that sets the signal to wait for: of a run chart (direction), or of a group's comparison.

    Raises UserError where the day has passed.
    """
    if (direction is None) == (group is None) or (group is None) != (characteristic is None):
        raise ValueError("a run chart has a direction, a comparison a characteristic and a group")
    if by <= today:
        raise UserError(
            f"{day_in_words(by)} leaves no time for anything to happen.\n"
            f"Give a day after {day_in_words(today)}."
        )
    body = {
        "measure": measure,
        "area": area,
        "by": by,
        "direction": direction,
        "characteristic": characteristic,
        "group": group,
    }
    return _add(investigation, person, "watch", body, shown)


def exported(investigation: Investigation, person: Person, form: str, shown: Shown) -> Draft:
    """The entry that says that the note was written out, in which form ("pdf", "docx")."""
    return _add(investigation, person, "export", {"form": form}, shown)


def note(
    investigation: Investigation, person: Person, text: str, shown: Shown = NOTHING_SHOWN
) -> Draft:
    """The entry of a note of the author's, such as a correction of what they wrote before."""
    return _add(investigation, person, "note", {"text": needed(text, "The note")}, shown)


def _add(
    investigation: Investigation, person: Person, kind: str, body: dict[str, Any], shown: Shown
) -> Draft:
    if not may_add(investigation, person):
        raise UserError(
            f"{investigation.id} is {investigation.author.name}'s: only they add to it.\n"
            "You can read it, begin your own, or reply to its challenge."
        )
    return Draft(KIND, investigation.id, kind, body, person, investigation.number, shown)


def may_add(investigation: Investigation, person: Person) -> bool:
    """Whether a person may add to an investigation: its author, still a scrutineer."""
    return person.id == investigation.author.id and person.holds("scrutineer")
