"""An investigation from its entries, and which of its steps were taken."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from dashboard.investigations.steps import (
    AGREEMENT_WORDS,
    EVIDENCE_WORDS,
    KIND,
    LOOKS_AT_FIGURES,
    STEPS,
    Conclusion,
    Finding,
    Investigation,
    Step,
    Watch,
)
from dashboard.investigations.writing import may_add
from data.entries import Entry, by_subject


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
