"""Protected figures as a file for a spreadsheet."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import gap_words, wording
from metrics.release import Release

Row = dict[str, Any]

MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
FORM_WORDS = {"pdf": "PDF", "docx": "Word file", "html": "Web page"}
"""The forms of a paper, as a browser and as a reader call them."""

CSV_COLUMNS = (
    "area", "characteristic", "group", "group_label", "category", "category_label", "basis", "period_kind",
    "period_start", "period_end", "period_label", "numerator", "denominator", "value", "lower", "upper",
    "reason", "few", "as_sent",
)  # fmt: skip


def as_csv(held: Release, measure: Row, found: Sequence[Row]) -> bytes:
    """Protected figures as CSV, each row with its definition and release; text cannot run as a formula."""
    same = {
        "measure": measure["id"],
        "catalogue": measure["catalogue"],
        "title": measure["title"],
        "unit": measure["unit"],
        "definition": measure["definition"],
        "guidance": measure["guidance"],
        "as_at": held.manifest["as_at"],
        "release": held.digest,
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, [*same, *CSV_COLUMNS])
    writer.writeheader()
    for row in found:
        writer.writerow(
            {
                name: harmless(value)
                for name, value in {
                    **same,
                    **{c: row[c] for c in CSV_COLUMNS if c in row},
                    "as_sent": wording.as_sent([row], []),
                }.items()
            }
        )
    return out.getvalue().encode("utf-8-sig")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return value if _SIGNED.fullmatch(value) else f"'{value}"
    return value


_SIGNED = re.compile(r"[+-]\d[\d,]*(?:\.\d+)?%?")
"""A number with its sign: it runs as nothing, and is to stay one."""


COMPARED_COLUMNS = (
    "measure", "area", "characteristic", "group", "group_label", "period_kind", "period_start", "period_end",
    "period_label", "base", "reference", "reference_label", "met", "of", "reference_met", "reference_of",
    "value", "lower", "upper", "reference_value", "ratio", "ratio_lower", "ratio_upper", "gap", "gap_lower",
    "gap_upper", "more", "more_lower", "more_upper", "p", "p_adjusted", "family", "detectable_above",
    "detectable_below", "unknown_met", "unknown_of", "unknown_share", "bound_lower", "bound_upper",
    "reversal", "low_reliability", "few", "verdict",
)  # fmt: skip


def comparisons_as_csv(
    held: Release, measures: Mapping[str, Row], found: Sequence[Mapping[str, Any]]
) -> bytes:
    """Comparisons as CSV, each row with the sentence that may be said of it, its definition and release."""
    out = io.StringIO()
    beside = ("sentence", "title", "definition", "as_at", "release")
    writer = csv.DictWriter(out, [*COMPARED_COLUMNS, *beside])
    writer.writeheader()
    for row in found:
        measure = measures[row["measure"]]
        said = {
            "sentence": gap_words.finding(row, measure),
            "title": measure["title"],
            "definition": measure["definition"],
            "as_at": held.manifest["as_at"],
            "release": held.digest,
        }
        cells = {**{name: row[name] for name in COMPARED_COLUMNS}, **said}
        writer.writerow({name: harmless(value) for name, value in cells.items()})
    return out.getvalue().encode("utf-8-sig")
