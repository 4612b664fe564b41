"""The letter that goes back to a sender: what came, what has to be put right, and where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import wording
from data.returns.subjects import SUBJECTS
from data.warehouse import Store
from metrics.areas import PARTNERSHIP

Row = Mapping[str, Any]

PLACES_SHOWN = 5
"""So many places of a fault are named: enough to find how it came about."""


def letter(
    file: Row,
    counts: pl.DataFrame,
    problems: pl.DataFrame,
    partnership: str,
    areas: Mapping[str, str],
) -> str:
    """The text of a letter about one file. It names rows by their place and no child.

    file      a row of `data.tables.Extracts`
    counts    its faults by rule (`PROBLEM_COUNTS`); problems: each of them (`PROBLEM_ROWS`)
    """
    said = [
        f"To: {file['sender'] or areas.get(file['area'], file['area'])}",
        f"From: {partnership}",
        f"About: {_what(file)}, {_where(file, areas)}, {_period(file)}",
        f"File: {file['file']}",
        "",
        _thanks(file),
        _completeness(file),
        "",
        *_faults(counts, problems),
        "",
        "This letter names rows by where they stand in your file, and no child.",
    ]
    return "\n".join(line for line in said if line is not None) + "\n"


def of_stored(store: Store, digest: str) -> str:
    """The letter about one stored file."""
    agreement = store.agreement()
    [file] = store.sound_extracts().filter(pl.col("extract") == digest).to_dicts()
    return letter(
        file,
        store.problem_counts(digest),
        store.problems(digest),
        agreement.name,
        {area.code: area.name for area in agreement.areas},
    )


def _what(file: Row) -> str:
    return SUBJECTS[file["subject"]].title if file["subject"] else str(file["format"])


def _period(file: Row) -> str:
    return f"{wording.date(file['covers_from'])} to {wording.date(file['covers_to'])}"


def _where(file: Row, areas: Mapping[str, str]) -> str:
    if file["area"] == PARTNERSHIP:
        return "the whole partnership"
    return areas.get(file["area"], str(file["area"]))


def _thanks(file: Row) -> str:
    came = f", which came on {wording.date(file['received'])}" if file["received"] else ""
    refused = file["refused"]
    used = (
        f"{wording.number(refused)} of them could not be used."
        if refused
        else "Every one was used."
    )
    return f"Thank you for this file{came}. It holds {_rows(file['rows'])}. {used}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{wording.number(count)} rows"


def _completeness(file: Row) -> str | None:
    if not file["wanted"]:
        return None
    share = wording.amount(100 * file["given"] / file["wanted"], "percent")
    return f"Of the cells that should be filled in, {share} are."


def _faults(counts: pl.DataFrame, problems: pl.DataFrame) -> Sequence[str]:
    if counts.is_empty():
        return ["Nothing has to be put right."]
    said = ["Please put this right, and send the file again:"]
    for number, row in enumerate(counts.iter_rows(named=True), start=1):
        places = problems.filter(pl.col("rule") == row["rule"], pl.col("field") == row["field"])[
            "position"
        ].to_list()
        more = ", and others" if len(places) > PLACES_SHOWN else ""
        field = f"“{row['field']}”: " if row["field"] else ""
        left = ", left out" if row["refused"] else ""
        said += [
            "",
            f"{number}. {field}{row['message']} ({_rows(row['rows'])}{left}).",
            f"   Where: {', '.join(places[:PLACES_SHOWN])}{more}.",
            f"   What to do: {row['what_to_do']}",
        ]
    return said
