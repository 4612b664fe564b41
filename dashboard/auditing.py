"""The audit of a kept release: gathers what is needed from the store, attacks, and says what was found."""

import datetime as dt
import time
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from dashboard import releasing, wording
from data import releases
from data.agreement import Protection
from data.comparators import published_tables
from data.problems import UserError
from data.warehouse import SHORT, Store
from metrics import audit, comparators, release
from metrics.audit import Audit
from metrics.disclosure import policy as policies
from metrics.measures import MEASURES
from metrics.methods import METHODS


@dataclass(frozen=True)
class Report:
    """What an audit says: of which release, by which rules it was protected, what was found, in how long."""

    digest: str
    manifest: dict[str, Any]
    found: Audit
    taken_back: int
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        return {
            "release": self.digest,
            "as_at": self.manifest["as_at"],
            **self.rules,
            **self.found.as_dict(),
            "taken_back": self.taken_back,
            "seconds": round(self.seconds, 1),
        }

    @property
    def rules(self) -> dict[str, Any]:
        """Policy, level, and in how many groups of linked counts nothing cheaper is safe, as it says."""
        said = self.manifest["audit"]
        return {
            "policy": self.manifest["protection"]["policy"],
            "level": self.manifest["protection"]["level"],
            "groups": said["groups"],
            "groups_proven_cheapest": said["groups_proven_cheapest"],
            "method_version": self.manifest["method_version"],
        }


def audited(store: Store, digest: str) -> Report:
    """Attack a release with all that its readers know.

    Raises UserError where it, the counts behind it or an earlier release cannot be read, or where it holds
    measures that this version of the program does not know.
    """
    begun = time.perf_counter()
    frames, manifest = releases.printed(store, digest)
    counts = releases.counts(store, digest)
    before = manifest.get("ledger", [])
    held = releasing.ledger_after(store, before[-1] if before else None, only=before)
    earlier = {
        one: (releases.printed(store, one)[0], releases.counts(store, one)) for one in before
    }
    ids = set(frames["catalogue"]["id"])
    measures = [one for one in MEASURES if one.id in ids]
    if len(measures) < len(ids):
        gone = ", ".join(sorted(ids - {one.id for one in measures}))
        raise UserError(
            f"Release {digest[:SHORT]} holds measures that this version does not know ({gone}): "
            "what adds up to what in it is not known.\nAudit it with the version that made it."
        )
    loaded = comparators.published_figures(published_tables(store))
    known = comparators.known_of_ours(measures, store.agreement(), loaded)
    found = audit.audit(
        frames,
        counts,
        measures,
        manifest.get("apart", []),
        held,
        pl.concat([counts["known"], known]).unique(maintain_order=True),
        earlier,
        policies.chosen(Protection(**manifest["protection"])),
    )
    changed = _changed(frames, manifest)
    if changed:
        found = replace(found, passed=False, faults=(changed, *found.faults))
    taken_back = len(releases.taken_back(store))
    return Report(digest, manifest, found, taken_back, time.perf_counter() - begun)


def _changed(frames: dict[str, pl.DataFrame], manifest: dict[str, Any]) -> str:
    """What is wrong with the release as a whole, if anything is."""
    try:
        release.open(frames, manifest)
    except UserError as fault:
        return str(fault).splitlines()[0]
    return ""


def in_words(report: Report) -> str:
    """The report as lines of text."""
    found, rules, many = report.found, report.rules, wording.number
    day = wording.date(dt.date.fromisoformat(report.manifest["as_at"]))
    verdict = "passed" if found.passed else "DID NOT PASS"
    lines = [f"Release {report.digest[:SHORT]} as at {day}: the audit {verdict}.", ""]
    rows = {
        "Policy": f"{rules['policy']}, level {rules['level']}",
        "Attacked": f"{many(found.cells)} counts and {many(found.sums)} sums",
        "Protected": f"{many(found.protected)} counts that must not be worked out",
        "Hidden": f"{many(found.hidden)} counts, {many(found.secondary)} of them to protect others; "
        f"cost {many(round(found.cost))}, proven the least in {many(rules['groups_proven_cheapest'])} of "
        f"{many(rules['groups'])} groups of linked counts that this release searched",
        "Narrowest": f"at least {found.narrowest} values are possible for each protected count",
        "Proof": f"{many(found.by_known_moves)} by changes known before and checked anew, "
        f"{many(found.by_search)} by search in whole numbers, {many(len(found.leaks))} places open",
        "Earlier": f"{many(found.releases)} releases; {many(found.ledger_entries)} counts they printed "
        f"were checked; {many(report.taken_back)} were taken back unseen",
        "Published": f"{many(found.published)} counts of ours that others have published",
        "Had before": f"{many(found.had_before)} counts that earlier releases or others had given away",
        "Took": f"{report.seconds:.0f} seconds",
    }
    lines += [f"{name:<10} {said}" for name, said in rows.items()]
    if rules["method_version"] != METHODS[-1].version:
        lines += ["", "It was made under an earlier method: sums are those of today's measures."]
    if found.faults:
        lines += ["", "Broken rules:", *(f"- {fault}" for fault in found.faults)]
    if found.leaks:
        lines += [
            "",
            "A protected count can be worked out at:",
            *(f"- {one}" for one in found.leaks),
        ]
    return "\n".join(lines)
