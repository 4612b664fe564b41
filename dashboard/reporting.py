"""The yearly report of a store: read, put together, submitted, signed, written. Pages and commands ask."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dashboard import challenges, rows, signoff, through_the_year
from dashboard.report import folder, milestones, shelf
from dashboard.report.assembly import Assembled, Sources, assemble, checks
from dashboard.report.folder import Content
from dashboard.report.meeting import Agenda
from dashboard.report.seal import Seal, digest_of, service_seal
from dashboard.signoff import Report, Signatory, State
from data.entries import LONDON, Entry, OvertakenError, Person
from data.problems import UserError
from data.records import Records
from data.warehouse import Store
from metrics import release as releases
from metrics.release import Release


@dataclass(frozen=True)
class Office:
    """A store's reports, with all that is needed to work on them.

    release  the newest, or None;  entries  everything that people wrote, in order
    clock    gives the time in UTC: a page is drawn long before somebody signs on it
    """

    store: Store
    records: Records
    release: Release | None
    entries: tuple[Entry, ...]
    places: tuple[Signatory, ...]
    clock: Callable[[], dt.datetime]

    @classmethod
    def of(
        cls,
        store: Store,
        records: Records,
        release: Release | None,
        clock: Callable[[], dt.datetime],
    ) -> "Office":
        """The reports as the records now leave them."""
        places = signoff.signatories(store.agreement())
        return cls(store, records, release, records.entries(), places, clock)

    @cached_property
    def reports(self) -> dict[str, Report]:
        """Year to report."""
        return signoff.reports_of(self.entries, self.places)

    def report(self, year: str) -> Report:
        """The report of a year. Raises UserError where nobody has begun it."""
        found = self.reports.get(year)
        if found is None:
            known = ", ".join(self.reports) or "none yet"
            raise UserError(
                f"Nobody has begun the yearly report of {year}. Begun: {known}.\n"
                "The chair begins it on the page “Yearly report”."
            )
        return found

    def desk(self, report: Report, person: Person) -> signoff.Desk:
        """What acts on a report need."""
        return signoff.Desk(report, person, self.places, self.clock())

    def seal(self) -> Seal:
        """The service's key."""
        return service_seal(self.store.folder)

    def assembled(self, report: Report) -> Assembled:
        """The report as it stands now, on the newest release."""
        return assemble(report, self.sources())

    def checked(self, report: Report) -> Assembled:
        """Where each requirement stands, without drawing anything."""
        return checks(report, self.sources())

    def agenda(self, area: str | None = None) -> Agenda:
        """What papers for meetings are made of, of the whole partnership where no area is named.

        Raises UserError before the first release.
        """
        sources = self.sources()
        rules = challenges.Rules.of(self.store.agreement())
        where = area or next(iter(rows.areas(sources.release)))
        return Agenda(
            sources.release, where, sources.items, sources.challenges, rules, sources.today
        )

    def how_far(self) -> str:
        """How far the newest yearly report is, or the one that is due, as a sentence."""
        sources = self.sources()
        as_at = rows.as_at(sources.release)
        years = [key for key, one in rows.periods(sources.release).items() if one.kind == "year"]
        year = next(reversed(self.reports), years[0])
        report = self.reports.get(year)
        found = milestones.due(report, year, as_at)
        return milestones.answer(year, report, found, sources.today)

    @property
    def today(self) -> dt.date:
        """The day in England."""
        return self.clock().astimezone(LONDON).date()

    def sources(self) -> Sources:
        """What a report is made of now. Raises UserError before the first release."""
        return self._sources

    @cached_property
    def _sources(self) -> Sources:
        if self.release is None:
            raise UserError(
                "There is no release yet, so the report has no figures.\nThe analyst makes one first."
            )
        return Sources(
            self.release,
            through_the_year.items(self.entries),
            challenges.challenges_of(self.entries),
            self.places,
            self.today,
        )

    def content(self, report: Report) -> Content:
        """The words and figures of a report: as submitted, else as they stand."""
        if report.submission is not None:
            return folder.unpacked(shelf.held(self.store.folder, report.submission.digest))
        return self._as_it_stands(report, self.assembled(report))

    def _as_it_stands(self, report: Report, assembled: Assembled) -> Content:
        assert self.release is not None
        return Content(assembled.paper, report.year, self.release.digest, self.seal().public)

    def printed_anew(self, report: Report, number: int) -> tuple[str, ...]:
        """The sections that are printed otherwise than in what was submitted before an entry of the report.

        Figures and the year's records too: they change without anybody writing a text. Empty where nothing
        was submitted then, or nothing is now.
        """
        asked = [
            one for one in report.entries if one.kind == signoff.Act.SUBMIT and one.number <= number
        ]
        if not asked or report.submission is None:
            return ()
        before, now = (
            folder.sections(folder.unpacked(shelf.held(self.store.folder, digest)).paper)
            for digest in (asked[-1].body["digest"], report.submission.digest)
        )
        every = dict.fromkeys([*now, *before])
        return tuple(title for title in every if before.get(title) != now.get(title))

    def submit(self, report: Report, person: Person) -> None:
        """Submit a report: what the lead partners sign is fixed from now on.

        Raises UserError with everything that stops it.
        """
        desk = self.desk(report, person)
        stops = self.checked(report).stops
        if stops:
            raise UserError(
                f"The report cannot be submitted yet: {len(stops)} "
                f"{'thing has' if len(stops) == 1 else 'things have'} to be put right.\n"
                + "\n".join(stops)
            )
        content = self._as_it_stands(report, self.assembled(report))
        source = folder.packed(content)
        newest = self.entries[-1].position
        draft = signoff.submit(desk, digest_of(source), content.release, newest)
        shelf.keep(self.store.folder, source)
        self.records.append(draft)

    def sign(self, report: Report, person: Person, digest: str) -> None:
        """Sign what stood before the signer's eyes."""
        seal = self.seal()
        draft = signoff.sign(self.desk(report, person), digest, seal.of)
        if self.content(report).key != seal.public:
            raise UserError(
                "The key of this service is not the one that the report prints. Nothing was signed.\n"
                "Ask the chair to submit the report again."
            )
        self.records.append(draft)

    def save(self, report: Report, person: Person, key: str, text: str) -> None:
        """Keep a text. Whoever wrote another part meanwhile is no hindrance; who wrote this one is.

        Raises OvertakenError where somebody else wrote the same text since it was opened.
        """
        draft = signoff.write(self.desk(report, person), key, text)
        try:
            self.records.append(draft)
        except OvertakenError as overtaken:
            same = [
                one
                for one in overtaken.since
                if one.kind != signoff.Act.WRITE or one.body.get("text_of") == key
            ]
            if same:
                raise
            fresh = signoff.report_of(self.records.entries(subject=report.id), self.places)
            self.records.append(signoff.write(self.desk(fresh, person), key, text))

    def write(
        self, report: Report, place: Path, forms: Sequence[str] = folder.FORMS
    ) -> tuple[Path, ...]:
        """Write a report's folder."""
        return folder.write(place, self.content(report), report, self.seal(), forms)

    def publishable(self, report: Report) -> None:
        """Raises UserError where not all lead partners have signed."""
        if report.state in (State.SIGNED, State.PUBLISHED):
            return
        missing = ", ".join(one.words for one in signoff.unsigned(report, self.places))
        raise UserError(
            f"The report of {report.year} is {signoff.STATE_WORDS[report.state]}. Still to sign: {missing}.\n"
            "It can be put before the public once all have signed the same words and figures."
        )


def office(store: Store, records: Records, clock: Callable[[], dt.datetime]) -> Office:
    """The reports of a store, on its newest release."""
    held = store.newest_release()
    return Office.of(store, records, None if held is None else releases.open(*held), clock)
