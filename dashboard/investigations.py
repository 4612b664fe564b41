"""Investigations of the scrutineer: fifteen steps from a question to what became of it.

Pure: an investigation is folded from its entries. The question and what was expected come first and
nothing written later changes them; every entry keeps the release, the method and what was on the screen;
only its author adds to it, and nobody edits it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import polars as pl

from data.entries import NOTHING_SHOWN, Draft, Entry, Person, Shown, by_subject, needed
from data.problems import UserError, day_in_words

KIND = "investigation"


@dataclass(frozen=True)
class Step:
    """A step of an investigation: its key, its name, and what it asks."""

    key: str
    name: str
    asks: str


STEPS: tuple[Step, ...] = (
    Step("pose", "Pose the question", "What do you want to know, and what do you expect to find?"),
    Step("recording", "Check the recording", "Is it recorded well enough to tell?"),
    Step("comparison", "Choose the comparison", "Who is set beside whom, and over which years?"),
    Step("pathway", "See the whole path", "How far apart are they at each stage?"),
    Step("widest", "Find the step", "Which step opens the gap?"),
    Step("adjustment", "Adjust", "Could deprivation, age or who referred account for it?"),
    Step("source", "Look inside the source", "Whose referrals are they, and what became of them?"),
    Step("time", "Look over time", "When did it begin, and has it changed?"),
    Step("rule", "Test the rule", "Does the answer depend on a definition?"),
    Step("national", "Compare nationally", "Is it so elsewhere, where that is published?"),
    Step("evidence", "Bring other evidence", "What do audits, children, families and staff say?"),
    Step("conclusion", "Conclude", "Likely real, an artefact, or not enough evidence?"),
    Step("challenge", "Challenge", "Who has to answer, and by when?"),
    Step("follow_up", "Follow up", "What would show that it has got better, and by when?"),
    Step("note", "Write the note", "What goes into the investigation note?"),
)
"""In the order in which they are usually taken; only the first must come first."""

LOOKS = ("recording", "comparison", "pathway", "widest", "adjustment", "source", "time", "rule")
LOOKS_AT_FIGURES = (*LOOKS, "national")
"""Steps at which figures are looked at."""


class Finding(StrEnum):
    """What an investigation concludes."""

    LIKELY_REAL = "likely_real"
    ARTEFACT = "artefact"
    NOT_ENOUGH = "not_enough_evidence"


FINDING_WORDS: dict[Finding, str] = {
    Finding.LIKELY_REAL: "Likely real",
    Finding.ARTEFACT: "An artefact of recording, definition or chance",
    Finding.NOT_ENOUGH: "Not enough evidence to tell",
}
CONFIDENCE_WORDS = {"low": "Low", "medium": "Medium", "high": "High"}

EVIDENCE_WORDS = {
    "audit": "Audit",
    "observation": "Observation",
    "focus_group": "Focus group",
    "interviews": "Interviews",
    "young_scrutineers": "Young scrutineers",
    "survey": "Survey",
    "dip_sample": "Dip sample of records",
    "feedback": "Feedback from children and families",
    "inspection": "Inspection",
    "research": "Research and national reviews",
    "other": "Something else",
}
"""Kinds of evidence from elsewhere."""
GRADING_WORDS = {
    "strong": "Strong: planned, of enough people, and written down",
    "moderate": "Moderate: of some people, or not planned for this",
    "weak": "Weak: of a few people, or told by others",
}
AGREEMENT_WORDS = {
    "agrees": "Says the same as the figures",
    "disagrees": "Says otherwise",
    "mixed": "Says both, or neither",
}


class Came(StrEnum):
    """What became of a watched signal."""

    HAPPENED = "happened"
    NOT_YET = "not_yet"
    PASSED = "passed"


CAME_WORDS: dict[Came, str] = {
    Came.HAPPENED: "It happened",
    Came.NOT_YET: "Not yet",
    Came.PASSED: "The date has passed without it",
}


@dataclass(frozen=True)
class Watch:
    """The signal that would show that it has got better.

    measure, area  whose signal; characteristic and group: None for a run chart of all children
    direction      "high" or "low": of a run chart, where the signal is to point; None for a group,
                   whose signal is that it is no longer flagged
    by             the day by which it should have come; since: the day it was set
    """

    measure: str
    area: str
    by: dt.date
    since: dt.date
    direction: str | None = None
    characteristic: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Conclusion:
    """What was concluded, with what would change the author's mind."""

    finding: Finding
    statement: str
    confidence: str
    alternatives: tuple[str, ...]
    falsifier: str
    entry: Entry


@dataclass(frozen=True)
class Investigation:
    """An investigation as its entries leave it.

    number       of its newest entry: what its author has `seen`
    question, expectation, falsifier, measure, characteristic  as posed, never changed
    looks        what was written while figures were looked at, in order
    evidence     entries of evidence from elsewhere: body kind, grading, says, agreement, where
    conclusions  every one; the newest last
    challenges   ids of the challenges that came of it
    watches      the signals that are waited for, in order
    exported     entries of notes that were written out
    entries      all of them; irregular: those that these rules do not allow, kept and without effect
    """

    id: str
    author: Person
    posed_on: dt.date
    number: int
    question: str
    expectation: str
    falsifier: str
    measure: str | None
    characteristic: str | None
    looks: tuple[Entry, ...] = ()
    evidence: tuple[Entry, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    challenges: tuple[str, ...] = ()
    watches: tuple[Watch, ...] = ()
    exported: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    irregular: tuple[Entry, ...] = field(default=(), repr=False)

    @property
    def conclusion(self) -> Conclusion | None:
        """The newest conclusion."""
        return self.conclusions[-1] if self.conclusions else None


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


def investigation_of(entries: Sequence[Entry]) -> Investigation:
    """An investigation from its entries. Raises ValueError where the first poses no question."""
    first, *later = sorted(entries, key=lambda entry: entry.number)
    if first.kind != "pose":
        raise ValueError(f"{first.subject} does not begin with a question")
    found = Investigation(
        id=first.subject,
        author=first.person,
        posed_on=first.day,
        number=first.number,
        entries=(first,),
        **first.body,
    )
    for entry in later:
        regular = entry.kind in _FOLDED and may_add(found, entry.person)
        if regular:
            found = _with(found, entry)
        found = replace(
            found,
            number=entry.number,
            entries=(*found.entries, entry),
            irregular=found.irregular if regular else (*found.irregular, entry),
        )
    return found


_FOLDED = ("look", "attach", "conclude", "challenge", "watch", "export", "note")


def _with(found: Investigation, entry: Entry) -> Investigation:
    body = entry.body
    match entry.kind:
        case "look":
            return replace(found, looks=(*found.looks, entry))
        case "attach":
            return replace(found, evidence=(*found.evidence, entry))
        case "conclude":
            return replace(found, conclusions=(*found.conclusions, _conclusion(entry)))
        case "challenge":
            return replace(found, challenges=(*found.challenges, body["challenge"]))
        case "watch":
            return replace(found, watches=(*found.watches, _watch(entry)))
        case "export":
            return replace(found, exported=(*found.exported, entry))
        case _:
            return found


def _conclusion(entry: Entry) -> Conclusion:
    body = entry.body
    return Conclusion(
        Finding(body["finding"]),
        body["statement"],
        body["confidence"],
        tuple(body["alternatives"]),
        body["falsifier"],
        entry,
    )


def _watch(entry: Entry) -> Watch:
    body = dict(entry.body)
    by = dt.date.fromisoformat(body.pop("by"))
    return Watch(by=by, since=entry.day, **body)


def investigations_of(entries: Iterable[Entry]) -> tuple[Investigation, ...]:
    """Every investigation among some entries, the oldest first."""
    theirs = (entry for entry in entries if entry.subject_kind == KIND)
    return tuple(investigation_of(each) for each in by_subject(theirs).values())


def done(investigation: Investigation) -> dict[str, bool]:
    """Which of the STEPS were taken, by their keys, in their order."""
    looked = {entry.body["step"] for entry in investigation.looks}
    taken = {
        "pose": True,
        "evidence": bool(investigation.evidence),
        "conclusion": bool(investigation.conclusions),
        "challenge": bool(investigation.challenges),
        "follow_up": bool(investigation.watches),
        "note": bool(investigation.exported),
    }
    return {step.key: taken.get(step.key, step.key in looked) for step in STEPS}


def not_looked_at(investigation: Investigation) -> tuple[Step, ...]:
    """Steps before a conclusion that were not taken: to be said with it, not to forbid it."""
    taken = done(investigation)
    before = [step for step in STEPS if step.key in (*LOOKS_AT_FIGURES, "evidence")]
    return tuple(step for step in before if not taken[step.key])


def agreement(investigation: Investigation) -> pl.DataFrame:
    """What the evidence from elsewhere says: one row a piece, in the order in which it was attached.

    kind, kind_label, grading, agreement, agreement_label, says, where, day
    """
    return pl.DataFrame(
        [
            {
                "kind": entry.body["kind"],
                "kind_label": EVIDENCE_WORDS[entry.body["kind"]],
                "grading": entry.body["grading"],
                "agreement": entry.body["agreement"],
                "agreement_label": AGREEMENT_WORDS[entry.body["agreement"]],
                "says": entry.body["says"],
                "where": entry.body["where"],
                "day": entry.day,
            }
            for entry in investigation.evidence
        ],
        schema={
            "kind": pl.String,
            "kind_label": pl.String,
            "grading": pl.String,
            "agreement": pl.String,
            "agreement_label": pl.String,
            "says": pl.String,
            "where": pl.String,
            "day": pl.Date,
        },
    )


def watched(
    watch: Watch, signals: pl.DataFrame, comparisons: pl.DataFrame | None, today: dt.date
) -> Came:
    """What became of a watched signal, by what a release prints.

    signals      of a release: a run chart's signal counts that points the way that is waited for, in a
                 period that ended after the watch was set, and by its day
    comparisons  of a release, or None: a group that is "similar" to all others counts, in such a period
    """
    of_ours = (
        (pl.col("measure") == watch.measure)
        & (pl.col("area") == watch.area)
        & (pl.col("period_end") > watch.since)
        & (pl.col("period_end") <= watch.by)
    )
    if watch.group is None:
        came = signals.filter(of_ours, pl.col("rule") != "", pl.col("direction") == watch.direction)
    elif comparisons is None:
        came = signals.clear()
    else:
        came = comparisons.filter(
            of_ours,
            pl.col("characteristic") == watch.characteristic,
            pl.col("group") == watch.group,
            pl.col("reference") == "others",
            pl.col("verdict") == "similar",
        )
    if not came.is_empty():
        return Came.HAPPENED
    return Came.PASSED if today > watch.by else Came.NOT_YET


def watched_by(
    investigation: Investigation,
    signals: pl.DataFrame,
    comparisons: pl.DataFrame | None,
    today: dt.date,
) -> tuple[tuple[Watch, Came], ...]:
    """Every watch of an investigation, and what became of it."""
    return tuple(
        (each, watched(each, signals, comparisons, today)) for each in investigation.watches
    )
