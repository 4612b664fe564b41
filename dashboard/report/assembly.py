"""The yearly report put together: what people wrote, what the release shows and what the year's records hold.

One paper, from which all files are made. What must be put right before it can be submitted is said beside
it, requirement by requirement.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard import rows
from dashboard.challenges import Challenge
from dashboard.challenges import words as challenge_words
from dashboard.report import charted, closing, evidence, pins, prose
from dashboard.report import records as kept
from dashboard.report.evidence import Year
from dashboard.report.paper import (
    Block,
    Bullets,
    Heading,
    Index,
    Paper,
    Paragraph,
    table,
)
from dashboard.report.requirements import (
    REQUIREMENTS,
    SECTIONS,
    Requirement,
    Strength,
    of_section,
)
from dashboard.signoff import REPLY, SCRUTINEER, STATEMENT, SUMMARY, Report, Signatory
from dashboard.through_the_year import Item
from metrics.release import Release

MOST_IMPROVED: Final = 5
MOST_NOT: Final = 3
APART: Final = ("summary", "statements")
"""Sections that begin a new page: so the year on one page stands on a page of its own."""
NOTHING_WRITTEN: Final = "Nobody has written this yet."
UNCUT: Final = "Printed as the independent scrutineer wrote it: nobody else can change a word."
HOW_TO_READ: Final = (
    "Where a figure “changed”, a run chart says so by fixed rules; all else is “no clear change”. Bars and "
    "lines beside a point are 95% intervals: how far chance alone could move it. [c] stands for a number "
    "kept back to protect children, or too small to report."
)


@dataclass(frozen=True)
class Check:
    """Where one requirement stands: "written", "left out", "missing"; faults: what is to be put right."""

    requirement: Requirement
    state: str
    faults: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the report cannot be submitted for it."""
        expected = self.requirement.strength is Strength.EXPECTED
        return bool(self.faults) or (self.state == "missing" and not expected)


@dataclass(frozen=True)
class Assembled:
    """A report put together.

    paper   what is printed;  checks  of every requirement
    faults  what else stops it, as sentences;  unexplained  short forms that nobody spelled out
    """

    paper: Paper
    checks: tuple[Check, ...]
    faults: tuple[str, ...]
    unexplained: tuple[str, ...]

    @property
    def stops(self) -> tuple[str, ...]:
        """Everything for which it cannot be submitted, as sentences."""
        missing = [
            f"{one.requirement.id}, {one.requirement.title}: {_what_is_missing(one)}"
            for one in self.checks
            if one.state == "missing" and one.stops
        ]
        theirs = [f"{one.requirement.id}: {fault}" for one in self.checks for fault in one.faults]
        return (*missing, *theirs, *self.faults)


def _what_is_missing(check: Check) -> str:
    if check.requirement.strength is Strength.MUST:
        return "the law asks for it, and nobody has written it."
    return "write it, or leave it out with a reason that is printed."


@dataclass(frozen=True)
class Sources:
    """All that a report is made of, besides itself.

    items  what people wrote through the year;  challenges  the scrutineer's
    places who is to sign;  today  for what is overdue
    """

    release: Release
    items: Sequence[Item]
    challenges: Sequence[Challenge]
    places: Sequence[Signatory]
    today: dt.date


def assemble(report: Report, sources: Sources) -> Assembled:
    """The report as it stands. The same report and sources give the same paper."""
    return _Assembly(report, sources).whole()


def checks(report: Report, sources: Sources) -> Assembled:
    """Where each requirement stands and what stops the report, without drawing it: the paper is empty."""
    assembly = _Assembly(report, sources)
    written: list[Block] = []
    for one in REQUIREMENTS:
        read = prose.read(report.text(one.id), assembly.pin)
        assembly.of_requirement[one.id] = read.faults
        written += read.blocks
    for key in texts(sources.places):
        written += assembly.free(key)
    assembly.needed()
    unexplained, _ = closing.glossary(written)
    paper = Paper("", "", rows.as_at(sources.release), ())
    return Assembled(
        paper,
        tuple(assembly.check(one) for one in REQUIREMENTS),
        tuple(dict.fromkeys(assembly.faults)),
        unexplained,
    )


def texts(places: Sequence[Signatory]) -> dict[str, str]:
    """The texts that no requirement asks for: key to what it is called."""
    return {
        SUMMARY: "What we will do (for the year on one page)",
        **{STATEMENT + place.key: f"Statement: {place.words}" for place in places},
        SCRUTINEER: "The scrutineer's statement",
        REPLY: "The partners' reply to the scrutineer",
    }


def evidence_of(one: Requirement, report: Report, sources: Sources) -> tuple[Block, ...]:
    """What the year's records hold for a requirement, as the report will print it."""
    year = Year(sources.release, report.year)
    if one.id == "YR-07":
        return tuple(kept.no_progress(sources.items, year, sources.today))
    return tuple(kept.of_requirement(one, sources.items, year, sources.today))


class _Assembly:
    """Puts one report together, remembering which figures it named and what is wrong."""

    def __init__(self, report: Report, sources: Sources) -> None:
        self.report, self.sources = report, sources
        self.release = sources.release
        self.year = Year(sources.release, report.year)
        self.faults: list[str] = []
        self.of_requirement: dict[str, tuple[str, ...]] = {}
        self.pinned: dict[str, pins.Pin | pins.Fault] = {}

    def whole(self) -> Assembled:
        self.needed()
        blocks: list[Block] = []
        for section in SECTIONS:
            found = self.section(section.key)
            if found:
                apart = section.key in APART
                blocks += [Heading(section.title, 1, section.key, apart), *found]
        blocks += self.annexes()
        unexplained, glossary = closing.glossary(blocks)
        blocks += glossary
        name = self.release.manifest["partnership"]
        paper = Paper(
            f"Yearly report {self.report.year}: {name}",
            name,
            rows.as_at(self.release),
            tuple(closing.once(blocks)),
            contents=True,
        )
        checks = tuple(self.check(one) for one in REQUIREMENTS)
        return Assembled(paper, checks, tuple(dict.fromkeys(self.faults)), unexplained)

    def needed(self) -> None:
        """What stops a report whatever its requirements say."""
        if rows.periods(self.release).get(self.report.year) is None:
            self.faults.append(
                f"The release has no figures of {self.report.year}. Load files that reach its end, and "
                "make a release."
            )
        if not self.report.text(SCRUTINEER):
            self.faults.append(
                "The independent scrutineer's statement is missing. Ask for it: it is printed uncut."
            )

    def check(self, one: Requirement) -> Check:
        if self.report.text(one.id):
            state = "written"
        else:
            state = "left out" if one.id in self.report.left_out else "missing"
        return Check(one, state, self.of_requirement.get(one.id, ()))

    def section(self, key: str) -> list[Block]:
        """What stands in a section: its evidence, and the text of each requirement."""
        made = list(_PARTS.get(key, _nothing)(self))
        for one in of_section(key):
            made += self.requirement(one)
        return made

    def requirement(self, one: Requirement) -> list[Block]:
        """The text of a requirement, with what the release and the year's records hold beside it."""
        text, reason = self.report.text(one.id), self.report.left_out.get(one.id)
        beside = evidence_of(one, self.report, self.sources)
        if not text and not reason and not beside and one.strength is Strength.EXPECTED:
            return []
        made: list[Block] = [Heading(one.title, 2, one.id)]
        if text:
            read = prose.read(text, self.pin)
            self.of_requirement[one.id] = read.faults
            made += read.blocks
        elif reason:
            made.append(Paragraph(f"Not in this report. The partners’ reason: {reason}"))
        elif reason is None and one.strength is not Strength.EXPECTED:
            made.append(Paragraph(NOTHING_WRITTEN, grey=True))
        return [*made, *beside]

    def pin(self, inside: str) -> pins.Pin | pins.Fault:
        """What a pin prints, looked up once; its measure is named in the annex."""
        found = self.pinned.get(inside)
        if found is None:
            found = self.pinned[inside] = pins.read(inside, self.release)
        if isinstance(found, pins.Pin) and found.measure:
            self.year.of(found.measure)
        return found

    def free(self, key: str) -> list[Block]:
        """A text that no requirement asks for. The scrutineer's stands right below its section's heading."""
        text = self.report.text(key)
        if not text:
            return [Paragraph(NOTHING_WRITTEN, grey=True)]
        theirs = key == SCRUTINEER
        read = prose.read(text, self.pin, level=1 if theirs else 2, check=not theirs)
        faults = [*read.faults, *(closing.not_for_a_page(text) if key == SUMMARY else ())]
        what = texts(self.sources.places)[key]
        self.faults += [f"{what}: {fault}" for fault in faults]
        return list(read.blocks)

    def annexes(self) -> list[Block]:
        """Where each requirement stands, the definitions, and how far the data can be trusted."""
        where = tuple(
            (
                (f"{one.id} {one.title}", one.paragraph, str(one.strength), self.check(one).state),
                (one.id,) if self.has_place(one) else (),
            )
            for one in REQUIREMENTS
        )
        columns = ("What is asked for", "Paragraph", "How strongly", "In this report", "Where")
        return [
            Heading("Annex A: where each requirement stands", 1, "annex-requirements", apart=True),
            Paragraph("Paragraphs are of Working Together to Safeguard Children 2023."),
            Index("Requirements of the yearly report", columns, where),
            Heading("Annex B: measures and their definitions", 1, "annex-measures"),
            *evidence.definitions(self.year),
            Heading("Annex C: how far the figures can be trusted", 1, "annex-trust"),
            *closing.trust(self.release),
        ]

    def has_place(self, one: Requirement) -> bool:
        return bool(
            self.report.text(one.id)
            or self.report.left_out.get(one.id)
            or one.strength is not Strength.EXPECTED
        )


def _nothing(assembly: _Assembly) -> Iterable[Block]:
    return ()


def _summary(assembly: _Assembly) -> Iterable[Block]:
    better, worse = evidence.moved(assembly.year)
    yield Heading("What got better", 2)
    yield from _listed(better[:MOST_IMPROVED], "No run chart shows a change for the better.")
    yield Heading("What did not", 2)
    yield from _listed(worse[:MOST_NOT], "No run chart shows a change for the worse.")
    if len(worse) > MOST_NOT:
        yield Paragraph(
            f"Run charts of {len(worse)} measures show a change for the worse; the most telling stand here."
        )
    yield Heading("What we will do", 2)
    yield from assembly.free(SUMMARY)
    yield Paragraph(HOW_TO_READ, grey=True)


def _listed(found: Sequence[str], none: str) -> Iterable[Block]:
    yield Bullets(tuple(found)) if found else Paragraph(none)


def _statements(assembly: _Assembly) -> Iterable[Block]:
    for place in assembly.sources.places:
        yield Heading(place.words, 2)
        yield from assembly.free(STATEMENT + place.key)


def _scrutineer(assembly: _Assembly) -> Iterable[Block]:
    yield Paragraph(UNCUT, grey=True)
    yield from assembly.free(SCRUTINEER)
    yield Heading("What the partners reply", 2)
    yield from assembly.free(REPLY)


def _charts(key: str) -> Callable[[_Assembly], Iterable[Block]]:
    return lambda assembly: charted.figures(key, assembly.year)


def _priorities(assembly: _Assembly) -> Iterable[Block]:
    yield from kept.priorities(assembly.sources.items, assembly.year)


def _journey(assembly: _Assembly) -> Iterable[Block]:
    yield from charted.figures("journey", assembly.year)
    yield Heading("Where gaps between groups open", 2)
    yield from evidence.chain(assembly.year, "ethnicity")


def _money(assembly: _Assembly) -> Iterable[Block]:
    yield from evidence.contributions(assembly.year, "contributions_in_money")
    yield from evidence.contributions(assembly.year, "contributions_in_kind")
    yield from evidence.by_group(assembly.year, "contributions_in_money", "agency")


def _scrutiny(assembly: _Assembly) -> Iterable[Block]:
    yield from charted.figures("scrutiny", assembly.year)
    made = [
        {
            "Challenge": challenge_words.short(one.question, 160),
            "To": one.to.words,
            "Where it stands": challenge_words.standing(one, assembly.sources.today),
        }
        for one in assembly.sources.challenges
    ]
    yield from table("Challenges of the independent scrutineer", made)


_PARTS: Final[Mapping[str, Callable[[_Assembly], Iterable[Block]]]] = {
    "summary": _summary,
    "statements": _statements,
    "scrutineer": _scrutineer,
    "arrangements": _charts("arrangements"),
    "area": _charts("area"),
    "priorities": _priorities,
    "journey": _journey,
    "education": _charts("education"),
    "learning": _charts("learning"),
    "voice": _charts("voice"),
    "training": _charts("training"),
    "restraint": _charts("restraint"),
    "money": _money,
    "scrutiny": _scrutiny,
}
