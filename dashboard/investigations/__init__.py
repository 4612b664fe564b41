"""Investigations of the scrutineer: fifteen steps from a question to what became of it.

Pure: an investigation is folded from its entries. The question and what was expected come first and
nothing written later changes them; every entry keeps the release, the method and what was on the screen;
only its author adds to it, and nobody edits it.
"""

from dashboard.investigations.folding import (
    agreement,
    done,
    investigation_of,
    investigations_of,
    not_looked_at,
)
from dashboard.investigations.steps import (
    AGREEMENT_WORDS,
    CAME_WORDS,
    CONFIDENCE_WORDS,
    EVIDENCE_WORDS,
    FINDING_WORDS,
    GRADING_WORDS,
    KIND,
    LOOKS_AT_FIGURES,
    STEPS,
    Came,
    Conclusion,
    Finding,
    Investigation,
    Step,
    Watch,
)
from dashboard.investigations.watching import watched, watched_by
from dashboard.investigations.writing import (
    attach,
    conclude,
    exported,
    link,
    look,
    may_add,
    note,
    pose,
    watch,
)

__all__ = [
    "AGREEMENT_WORDS",
    "CAME_WORDS",
    "CONFIDENCE_WORDS",
    "EVIDENCE_WORDS",
    "FINDING_WORDS",
    "GRADING_WORDS",
    "KIND",
    "LOOKS_AT_FIGURES",
    "STEPS",
    "Came",
    "Conclusion",
    "Finding",
    "Investigation",
    "Step",
    "Watch",
    "agreement",
    "attach",
    "conclude",
    "done",
    "exported",
    "investigation_of",
    "investigations_of",
    "link",
    "look",
    "may_add",
    "not_looked_at",
    "note",
    "pose",
    "watch",
    "watched",
    "watched_by",
]
