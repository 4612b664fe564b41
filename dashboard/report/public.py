"""What is put before the public: the signed report, and figures beside it, in a folder for any web server.

Public figures are some of the release's, as they stand there: yearly, of all children together, and no
percentage on a base of under 20. Nothing is rounded or hidden a second time.
"""

import csv
import io
from pathlib import Path
from typing import Final

from dashboard import rows, through_the_year
from dashboard.download import harmless
from dashboard.report import folder, publicly
from dashboard.report.publicly import TIER_ONE
from dashboard.report.seal import digest_of
from dashboard.reporting import Office
from dashboard.signoff import Report
from dashboard.through_the_year.priorities import ROLES
from data.problems import UserError
from metrics import release as releases
from metrics.release import Release

INDEX, FIGURES = "index.html", "figures.csv"
_COLUMNS: Final = (
    "catalogue", "measure", "definition", "guidance", "area", "period", "counted", "unit", "value", "lower",
    "upper", "number", "out_of", "not_shown_because", "as_at", "release",
)  # fmt: skip


def write(office: Office, report: Report, place: Path) -> tuple[Path, ...]:
    """Write the folder. Raises UserError where not all have signed, or its release is not kept."""
    office.publishable(report)
    content = office.content(report)
    source = folder.packed(content)
    page = folder.FORM["html"](folder.finished(content, report, digest_of(source)))
    figures = as_csv(_release(office, content.release), _priorities(office, report))
    more = {INDEX: page, FIGURES: figures}
    return folder.write(place, content, report, office.seal(), more=more)


def _release(office: Office, digest: str) -> Release:
    held = office.store.earlier_release(digest)
    if held is None:
        raise UserError(
            f"The release that the report was made of ({digest[:12]}) is not kept here any more.\n"
            "Put it back from a copy: its figures stand beside the report."
        )
    return releases.open(*held)


def _priorities(office: Office, report: Report) -> frozenset[str]:
    """The measures of the priorities that were current when the report was submitted."""
    assert report.submission is not None
    known = [one for one in office.entries if one.position <= report.submission.records]
    items = through_the_year.of("priority", known)
    return frozenset(
        name
        for item in items
        if item.state == "current"
        for role in ROLES
        for name in item.values[role]
    )


def as_csv(release: Release, also: frozenset[str] = frozenset()) -> bytes:
    """The public figures: one row a measure, area, year and way of counting. also: ids besides TIER_ONE."""
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    for measure in rows.measures(release).values():
        if measure["catalogue"] not in TIER_ONE and measure["id"] not in also:
            continue
        category = rows.main_category(measure)
        for area, name in rows.areas(release).items():
            for basis in rows.bases(release, measure["id"]):
                found = rows.totals(release, measure["id"], area, "year", basis, category)
                for row in publicly.rows(found, measure["unit"]):
                    cells = {
                        "catalogue": measure["catalogue"],
                        "measure": measure["title"],
                        "definition": measure["definition"],
                        "guidance": measure["guidance"],
                        "area": name,
                        "period": row["period_label"],
                        "counted": basis,
                        "unit": measure["unit"],
                        "value": row["value"],
                        "lower": row["lower"],
                        "upper": row["upper"],
                        "number": row["numerator"],
                        "out_of": row["denominator"],
                        "not_shown_because": row["reason"] or "",
                        "as_at": release.manifest["as_at"],
                        "release": release.digest,
                    }
                    writer.writerow({key: harmless(cell) for key, cell in cells.items()})
    return out.getvalue().encode("utf-8-sig")
