"""The scrutiny map and plan in words: what was looked at and how, what is next, and why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

import polars as pl

from dashboard import wording
from dashboard.data_requests import ANSWER_WORDS, Answer, Request
from dashboard.looks import METHODS, Look, Planned
from dashboard.scrutiny_plan import KINDS, Item
from data.problems import day_in_words

REASONS_SHOWN = 2
"""So many reasons of a kind are named; the rest are counted."""
NOBODY = "Nobody yet"


def answer(mapped: pl.DataFrame, today: dt.date) -> str:
    """The one sentence on top of the page."""
    newest = mapped.group_by("topic").agg(pl.col("last_looked").max(), pl.col("looks").sum())
    looked = newest.filter(pl.col("looks") > 0)
    lately = looked.filter(pl.col("last_looked") > pl.lit(today).dt.offset_by("-12mo")).height
    every, never = newest.height, newest.height - looked.height
    if not looked.height:
        return f"Scrutiny has looked at none of {every} topics yet."
    rest = f"Nobody has looked at the other {never}." if never else "None was left out."
    return (
        f"Scrutiny has looked at {looked.height} of {every} topics, at {lately} of them within the last "
        f"year. {rest}"
    )


def map_rows(mapped: pl.DataFrame, today: dt.date) -> list[dict[str, str]]:
    """The map as a table: one row a topic, with how and when it was looked at, and what is next."""
    found = []
    for cells in mapped.partition_by("topic", maintain_order=True):
        looked = cells.filter(pl.col("looks") > 0).sort("last_looked", descending=True)
        ahead = cells.drop_nulls("next").sort("next")
        found.append(
            {
                "Topic": cells["topic_label"][0],
                "Looked at": "; ".join(_looked(row) for row in looked.iter_rows(named=True))
                or NOBODY,
                "Next": "; ".join(_next(row, today) for row in ahead.iter_rows(named=True)),
            }
        )
    return found


def _looked(row: Mapping[str, object]) -> str:
    day = row["last_looked"]
    assert isinstance(day, dt.date)
    often = "" if row["looks"] == 1 else f" ({row['looks']} times)"
    return f"{row['method_label']}{often}, {day_in_words(day)}"


def _next(row: Mapping[str, object], today: dt.date) -> str:
    day = row["next"]
    assert isinstance(day, dt.date)
    late = ", overdue" if day < today else ""
    return f"{row['method_label']} by {day_in_words(day)}{late}"


def looked_line(look: Look, topics: Mapping[str, str]) -> str:
    """Which topic was looked at, how, when and by whom."""
    return (
        f"{day_in_words(look.day)} · {topics.get(look.topic, look.topic)} · {METHODS[look.method]} · "
        f"{look.by}"
    )


def planned_line(planned: Planned, topics: Mapping[str, str]) -> str:
    """Which topic is to be looked at, how, and by when."""
    return (
        f"{topics.get(planned.topic, planned.topic)} · {METHODS[planned.method]} · by "
        f"{day_in_words(planned.by)}"
    )


def item_line(place: int, item: Item) -> str:
    """A topic of the plan with its place, and when it was last looked at."""
    if item.last_looked is None:
        return f"{place}. {item.label}: never looked at"
    return f"{place}. {item.label}: last looked at on {day_in_words(item.last_looked)}"


def reason_lines(item: Item) -> list[str]:
    """Why a topic should be looked at, a line for each kind of evidence."""
    found = []
    for kind, theirs in groupby(item.reasons, key=lambda reason: reason.kind):
        said = [reason.words for reason in theirs]
        if kind == "never":
            continue
        more = len(said) - REASONS_SHOWN
        ending = f"; and {more} more" if more > 0 else ""
        found.append(f"{KINDS[kind]}. {'; '.join(said[:REASONS_SHOWN])}{ending}.")
    return found or [f"{KINDS['never']}."]


def asked_line(
    request: Request, titles: Mapping[str, str], characteristics: Mapping[str, str]
) -> str:
    """What a request asks for: measure, characteristic and what is adjusted for, who asked and when."""
    by = characteristics.get(request.characteristic, request.characteristic)
    adjusted = ""
    if request.adjuster:
        adjusted = f", adjusted for {characteristics.get(request.adjuster, request.adjuster)}"
    first = request.entries[0]
    return (
        f"{titles.get(request.measure, request.measure)}, by {by}{adjusted}. "
        f"Asked by {request.asked_by.name} on {day_in_words(first.day)}."
    )


def answered_line(request: Request) -> str:
    """What was answered, by whom and when."""
    if request.answer is Answer.WAITING:
        return f"{ANSWER_WORDS[request.answer]}."
    last = request.entries[-1]
    return f"{ANSWER_WORDS[request.answer]}: {last.person.name}, {day_in_words(last.day)}."


def requests_answer(requests: Sequence[Request]) -> str:
    """One sentence on what was asked of the analyst."""
    if not requests:
        return "The scrutineer has asked for nothing that the releases do not print."
    waiting = sum(one.answer is Answer.WAITING for one in requests)
    return f"{len(requests)} asked for, {waiting or 'none'} still waiting for an answer."


def late_plans(planned: Sequence[Planned], topics: Mapping[str, str], today: dt.date) -> str:
    """Looks that were planned and whose day has passed, or ""."""
    late = [one for one in planned if one.late(today)]
    if not late:
        return ""
    each = [
        f"{topics.get(one.topic, one.topic)} ({METHODS[one.method].lower()}, by {day_in_words(one.by)})"
        for one in late
    ]
    return f"Planned and not done in time: {wording.listed(each)}."
