"""A yearly report that grows in a store of its own: who writes, submits, signs and publishes it, and when."""

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard import identity, signoff, through_the_year
from dashboard.report import folder, shelf
from dashboard.report.folder import Content
from dashboard.report.requirements import REQUIREMENTS
from dashboard.report.seal import digest_of
from dashboard.reporting import Office
from dashboard.signoff import REPLY, SCRUTINEER, STATEMENT, SUMMARY, Report
from dashboard.through_the_year import Around
from data.entries import Draft
from data.records import Records
from data.warehouse import Store
from metrics.release import Release
from tests.records.conftest import RULES, Clock
from tests.screens import invented

YEAR = "2024-25"
BEGUN = dt.datetime(2025, 7, 1, 9, 30, tzinfo=dt.UTC)
PEOPLE = {person.id.removeprefix("invented-"): person for person in identity.INVENTED}
LEADS = {"lead-council": "social_care", "lead-health": "health", "lead-police": "police"}
CONFERENCES = "icpc_within_15_working_days"
RE_REFERRALS = "re_referrals_within_12_months"
PIN = f"{{{{ figure {CONFERENCES} partnership {YEAR} }}}}"
RE_REFERRALS_PIN = f"{{{{ figure {RE_REFERRALS} partnership {YEAR} }}}}"
TEXT = f"Conferences held in time: {PIN}. It is told in {{{{ document Audit of May }}}}."
UNCUT = (
    "# What I looked at\n\nTwelve audits. Things improved, I think; 7 of 9 parents said so.\n\n"
    "1. The chairs.\n2. The forms.\n\n[1]: https://example.org/notes\n\n"
    "| Who | What |\n|---|---|\n| Schools | <b>heard</b> |\n"
)
OWNERS = {f"owner_{agency}": "Head of service" for agency in ("social_care", "health", "police")}
PRIORITY = OWNERS | {
    "title": "Conferences are held in time",
    "why": "Children waited.",
    "agency": "police",
    "leading": [CONFERENCES],
    "lagging": [RE_REFERRALS],
    "balancing": ["referrals_with_no_further_action"],
    "baseline_from": dt.date(2020, 4, 1),
    "baseline_to": dt.date(2023, 3, 31),
    "starts_on": dt.date(2023, 4, 1),
    "review_on": dt.date(2026, 4, 1),
    "falsifier": "Plans come back as before.",
}
DUE = dt.date(2025, 7, 20)
ACTION = {"description": "=Train()", "agency": "health", "person": "Nurse", "due": DUE}


@dataclass
class Bureau:
    """A store, the time there, and what people do with its report. The release is opened once."""

    store: Path
    clock: Clock = field(default_factory=lambda: Clock(BEGUN))
    release: Release = field(default_factory=invented.release)

    @property
    def records(self) -> Records:
        return Records.of(self.store, now=self.clock)

    @property
    def office(self) -> Office:
        return Office.of(Store(self.store), self.records, self.release, self.clock)

    @property
    def report(self) -> Report:
        return self.office.report(YEAR)

    def copied(self, store: Path) -> "Bureau":
        """The same in a store of its own."""
        return Bureau(shutil.copytree(self.store, store), Clock(self.clock.at), self.release)

    def begin(self) -> "Bureau":
        self.append(signoff.begin(PEOPLE["care"], YEAR, self.office.places))
        return self

    def append(self, *drafts: Draft) -> None:
        self.records.append(*drafts)

    def write(self, who: str, key: str, text: str) -> None:
        self.office.save(self.report, PEOPLE[who], key, text)

    def do(self, who: str, act: Any, *given: Any) -> None:
        """One of the acts of `signoff`."""
        self.append(act(self.office.desk(self.report, PEOPLE[who]), *given))

    def keep(self, kind: str, given: dict[str, Any], who: str) -> None:
        """A record of the year."""
        around = Around(self.clock.today, RULES, [one.id for one in invented.MEASURES])
        self.append(through_the_year.begin(kind, "agree", PEOPLE[who], given, around))

    def write_all(self) -> "Bureau":
        """Every text that is needed, in as few entries as the rules allow."""
        for one in REQUIREMENTS:
            if one.id in ("YR-01", "YR-02", "YR-07"):
                self.write("care", one.id, TEXT)
            elif one.id not in self.report.left_out:
                self.do("care", signoff.leave_out, one.id, f"Not asked for this year: {one.id}.")
        self.write("care", SUMMARY, "We will hold every conference in time.")
        self.write("scrutineer", SCRUTINEER, UNCUT)
        self.write("care", REPLY, "We thank the scrutineer.")
        self.write("lead-health", f"{STATEMENT}health", "Health was there.")
        return self

    def submit(self) -> "Bureau":
        self.office.submit(self.report, PEOPLE["care"])
        return self

    def submit_as(self, content: Content) -> "Bureau":
        """Submit these words and figures, without drawing anything."""
        source = folder.packed(content)
        shelf.keep(self.store, source)
        self.do("care", signoff.submit, digest_of(source), content.release, 1)
        return self

    def sign(self, *who: str) -> "Bureau":
        for one in who or LEADS:
            asked = self.report.submission
            assert asked is not None
            self.office.sign(self.report, PEOPLE[one], asked.digest)
        return self

    def publish(self) -> "Bureau":
        self.do("care", signoff.publish, self.clock.today, "https://example.org/report")
        return self
