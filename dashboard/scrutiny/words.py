"""What readers of investigations are told: where each stands, and what was written when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import gap_rows, group_words, investigations, rows
from dashboard.challenges import words as challenge_words
from dashboard.investigations import (
    CAME_WORDS,
    CONFIDENCE_WORDS,
    FINDING_WORDS,
    STEPS,
    Came,
    Conclusion,
    Investigation,
    Step,
    Watch,
)
from data.entries import LONDON, Entry
from data.problems import day_in_words
from metrics.release import Release

NAMES: dict[str, Step] = {step.key: step for step in STEPS}
PATH_TITLE = {
    "widest": "Find the step, and two characteristics at once",
    "time": "Look over time, and at waits",
}
"""Names of steps that hold more here than their own name says."""
FIRST_THINGS_FIRST = (
    "Write what you want to know and what you expect to find. Both are kept as you write them and "
    "cannot be changed; the figures open after that. So nobody can say later that the question was "
    "made to fit the answer."
)
NO_FIGURES = (
    "The release compares nothing by this in this area and period. Choose others at the left, or "
    "under “Choose the comparison”."
)


def step_label(step: Step, taken: bool, number: int) -> str:
    """A step in a list: its number, its name, and whether it was taken."""
    return f"{number}. {step.name}{' ✓' if taken else ''}"


def standing(one: Investigation) -> str:
    """Who began it when, how far it has come, and what was concluded."""
    taken = sum(investigations.done(one).values())
    said = f"Begun by {one.author.name} on {day_in_words(one.posed_on)}; {taken} of {len(STEPS)} steps taken."
    if one.conclusion is not None:
        said += f" {concluded(one.conclusion)}"
    return said


def concluded(one: Conclusion) -> str:
    """A conclusion in one sentence of ours."""
    sure = CONFIDENCE_WORDS[one.confidence].lower()
    return f"Concluded: {_small(FINDING_WORDS[one.finding])} ({sure} confidence)."


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def answer(found: Sequence[Investigation], writes: bool) -> str:
    """The one sentence on top of the list."""
    done = sum(one.conclusion is not None for one in found)
    if not found:
        return (
            "Nothing has been investigated yet. Begin with a question."
            if writes
            else "Nothing has been investigated yet. What the scrutineer concludes will stand here."
        )
    many = "1 investigation" if len(found) == 1 else f"{len(found)} investigations"
    ended = "none is" if done == 0 else "1 is" if done == 1 else f"{done} are"
    return f"{many} so far; {ended} concluded."


def not_taken(one: Investigation) -> str:
    """Which looks were not taken before a conclusion."""
    missing = [step.name.lower() for step in investigations.not_looked_at(one)]
    if not missing:
        return "Every step before this one was taken."
    return (
        f"Not taken yet: {', '.join(missing)}. You can conclude without them; the note will say so."
    )


def wrote(entry: Entry) -> str:
    """One entry of the record in words of ours: "Skye, 3 May 2025 at 14:02, looked: find the step"."""
    at = entry.at.astimezone(LONDON)
    return f"{entry.person.name}, {day_in_words(at.date())} at {at:%H:%M}: {_deed(entry)}"


def _deed(entry: Entry) -> str:
    body = entry.body
    if entry.kind == "look":
        step = NAMES.get(body["step"])
        return f"looked ({_small(step.name) if step else body['step']})"
    deeds = {
        "pose": "posed the question",
        "attach": "attached evidence",
        "conclude": "concluded",
        "watch": "set a signal to watch",
        "export": f"wrote the note out ({body.get('form', '')})",
        "note": "added a note",
    }
    if entry.kind == "challenge":
        return f"linked {body['challenge'].replace('-', ' ')}"
    return deeds.get(entry.kind, entry.kind)


def text_of(entry: Entry) -> str:
    """What its author wrote in an entry."""
    names = {
        "look": "note",
        "attach": "says",
        "conclude": "statement",
        "note": "text",
        "pose": "question",
    }
    return str(entry.body.get(names.get(entry.kind, ""), ""))


def made_on(entry: Entry, release: Release | None) -> str:
    """On which figures something was written, where they are not the ones now shown."""
    if entry.shown.release is None or (
        release is not None and entry.shown.release == release.digest
    ):
        return ""
    return f"Written on an earlier release ({entry.shown.release[:12]}); its figures may have changed since."


def watch(one: Watch, release: Release) -> str:
    """The signal that is waited for, in words."""
    measure = rows.measures(release).get(one.measure)
    title = one.measure if measure is None else measure["title"]
    area = rows.areas(release).get(one.area, one.area)
    if one.group is None:
        way = "above" if one.direction == "high" else "below"
        signal = f"a signal {way} the usual range of the run chart"
    else:
        found = release.comparisons.filter(
            characteristic=one.characteristic, group=one.group, measure=one.measure
        )
        label = found["group_label"][0] if found.height else one.group
        whom = group_words.children(str(one.characteristic), one.group, label)
        signal = f"the rate for {whom} similar to that of all other known children"
    return f"{title}, {area}: {signal}, by {day_in_words(one.by)}"


def watch_rows(
    found: Sequence[tuple[Watch, Came]], release: Release, today: dt.date
) -> list[dict[str, str]]:
    """The table of watched signals."""
    return [
        {
            "Signal": watch(one, release),
            "Set on": day_in_words(one.since),
            "What became of it": CAME_WORDS[came],
            "Its day": challenge_words.away(one.by, today) if came is Came.NOT_YET else "",
        }
        for one, came in found
    ]


def signals_that_came(
    found: Sequence[Investigation], release: Release, today: dt.date
) -> list[str]:
    """What happened of all that is watched, or whose day has passed, for the top of the list."""
    return [
        f"{CAME_WORDS[came]}: {watch(each, release)}."
        for one in found
        for each, came in investigations.watched_by(
            one, release.signals, release.comparisons, today
        )
        if came is not Came.NOT_YET
    ]


def evidence_rows(one: Investigation) -> list[dict[str, str]]:
    """The table of evidence: what kind, how good, and whether it says the same."""
    return [
        {
            "Kind": row["kind_label"],
            "How good": str(row["grading"]).capitalize(),
            "Beside the figures": row["agreement_label"],
            "Attached": day_in_words(row["day"]),
        }
        for row in investigations.agreement(one).iter_rows(named=True)
    ]


def doubtful(table: Sequence[Mapping[str, Any]]) -> str:
    """The banner over all figures of a comparison of low reliability."""
    low = any(row["low_reliability"] for row in table)
    if not low or table[0]["verdict"] == gap_rows.TOO_FEW:
        return ""
    what = group_words.characteristic_words(table[0]["characteristic"])
    return (
        f"Take care: for more than one child in ten, {what} is not recorded. Every comparison by it is "
        "of low reliability."
    )
