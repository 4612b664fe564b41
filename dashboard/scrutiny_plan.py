"""What to look at next: topics in an order that anybody can follow, each with its reasons in words.

No score is added up, of topics or of anybody: kinds of evidence stand in a fixed order, and topics with
the first kind come before those without it, among these those with the second, and so on. Topics that are
alike in that are ordered by how long ago they were looked at.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard import group_words, wording
from dashboard.challenges import Challenge, overdue
from data.problems import day_in_words

KINDS: dict[str, str] = {
    "overdue": "An answer or evidence that partners owe is overdue",
    "flagged": "A difference between groups is more than chance alone would make",
    "worse": "A run chart shows a change for the worse",
    "not_recorded": "Too little is recorded to tell groups apart",
    "never": "Nobody has looked at it",
}
"""Kinds of evidence, in the order in which they count."""

MOST_NOT_RECORDED = 10.0
"""Per cent of children of unknown group, beyond which groups are told apart with care only."""


@dataclass(frozen=True)
class Reason:
    """Why a topic should be looked at: a key of KINDS, and the words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Item:
    """A topic of the plan, its reasons in the order of KINDS, and when it was last looked at, or None."""

    topic: str
    label: str
    reasons: tuple[Reason, ...]
    last_looked: dt.date | None


def plan(
    topics: Mapping[str, str], mapped: pl.DataFrame, reasons: Mapping[str, Sequence[Reason]]
) -> tuple[Item, ...]:
    """Topics that there is a reason to look at, the first to be looked at first.

    topics   their keys and words
    mapped   the scrutiny map (`dashboard.looks.scrutiny_map`)
    reasons  those of each topic (`reasons_of`)
    """
    last = dict(
        mapped.group_by("topic")
        .agg(pl.col("last_looked").max())
        .select("topic", "last_looked")
        .rows()
    )
    order = list(KINDS)
    items = [
        Item(
            topic,
            label,
            tuple(sorted(reasons[topic], key=lambda reason: order.index(reason.kind))),
            last.get(topic),
        )
        for topic, label in topics.items()
        if reasons.get(topic)
    ]
    return tuple(sorted(items, key=_rank))


def _rank(item: Item) -> tuple[tuple[bool, ...], dt.date, str]:
    kinds = {reason.kind for reason in item.reasons}
    return (
        tuple(kind not in kinds for kind in KINDS),
        item.last_looked or dt.date.min,
        item.label,
    )


def reasons_of(
    measures: pl.DataFrame,
    *,
    challenges: Sequence[Challenge],
    comparisons: pl.DataFrame | None,
    signals: pl.DataFrame,
    never: Sequence[str],
    today: dt.date,
) -> dict[str, list[Reason]]:
    """The reasons for each topic, by its key.

    measures     a release's catalogue: id, title and theme (the topic) of each measure
    challenges   all of them; comparisons (or None) and signals of the release
    never        topics that nobody has looked at (`dashboard.looks.gaps`)
    A challenge or figure of a measure that the catalogue does not hold is no topic's reason.
    """
    titles = dict(measures.select("id", "title").rows())
    themes = dict(measures.select("id", "theme").rows())
    found: dict[str, list[Reason]] = {}

    def add(measure: str | None, kind: str, words: str) -> None:
        if measure in themes:
            found.setdefault(themes[measure], []).append(Reason(kind, words))

    for one in overdue(challenges, today):
        assert one.due is not None
        add(
            one.measure,
            "overdue",
            f"{one.id.capitalize().replace('-', ' ')} to {one.to.words}: owed since {day_in_words(one.due)}",
        )
    if comparisons is not None:
        for row in _newest_flags(comparisons):
            add(
                row["measure"],
                "flagged",
                f"{titles.get(row['measure'])}: {group_words.group(row)}, {row['period_label']}",
            )
        for measure, characteristic, share in _not_recorded(comparisons):
            add(
                measure,
                "not_recorded",
                f"{titles.get(measure)}: {share:.0f}% of children without {_recorded(characteristic)}",
            )
    for measure, label in _worse(signals):
        add(measure, "worse", f"{titles.get(measure)}: {label}")
    for topic in never:
        found.setdefault(topic, []).append(Reason("never", KINDS["never"]))
    return found


def _recorded(characteristic: str) -> str:
    return f"{wording.CHARACTERISTIC_WORDS.get(characteristic, characteristic)} recorded"


def _newest(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    """The rows of the newest period of each series, of the partnership as a whole."""
    whole = frame.filter(pl.col("area") == "partnership")
    return whole.filter(pl.col("period_end") == pl.col("period_end").max().over(by))


def _newest_flags(comparisons: pl.DataFrame) -> list[dict[str, str]]:
    yearly = comparisons.filter(pl.col("period_kind") == "year", pl.col("reference") == "others")
    flagged = _newest(yearly, "measure", "characteristic").filter(pl.col("verdict") == "flagged")
    once = flagged.unique(["measure", "characteristic", "group"], keep="first")
    return once.sort("measure", "characteristic", "group_order").to_dicts()


def _not_recorded(comparisons: pl.DataFrame) -> list[tuple[str, str, float]]:
    yearly = comparisons.filter(pl.col("period_kind") == "year")
    return (
        _newest(yearly, "measure", "characteristic")
        .filter(pl.col("unknown_share") > MOST_NOT_RECORDED)
        .group_by("measure", "characteristic")
        .agg(pl.col("unknown_share").max())
        .sort("measure", "characteristic")
        .rows()
    )


def _worse(signals: pl.DataFrame) -> list[tuple[str, str]]:
    """Measures whose newest point is part of a change for the worse, and the period of that point."""
    newest = _newest(signals, "measure", "category", "basis")
    return (
        newest.filter(pl.col("meaning") == "worse")
        .unique("measure", keep="first", maintain_order=True)
        .select("measure", "period_label")
        .sort("measure")
        .rows()
    )
