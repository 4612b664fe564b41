"""Protected figures as a file for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from dashboard import wording
from metrics.release import Release

Row = dict[str, Any]

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
                name: _harmless(value)
                for name, value in {
                    **same,
                    **{c: row[c] for c in CSV_COLUMNS if c in row},
                    "as_sent": wording.as_sent([row], []),
                }.items()
            }
        )
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
