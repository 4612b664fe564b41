"""What an investigation is: its fifteen steps, what it concludes, what it waits for."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from data.entries import Entry, Person

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

LOOKS_AT_FIGURES = tuple(step.key for step in STEPS[1:10])
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
