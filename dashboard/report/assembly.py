"""The yearly report put together: what people wrote, what the release shows and what the year's records hold.

One paper, from which all files are made. What must be put right before it can be submitted is said beside
it, requirement by requirement.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard import release_words, rows, wording
from dashboard.challenges import Challenge
from dashboard.challenges import words as challenge_words
from dashboard.report import evidence, pins, prose
from dashboard.report import records as kept
from dashboard.report.evidence import Year
from dashboard.report.paper import (
    Block,
    Bullets,
    Chart,
    Heading,
    Index,
    Paper,
    Paragraph,
    Table,
    as_data,
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
from data.problems import day_in_words
from metrics.release import Release

MOST_IMPROVED: Final = 5
MOST_NOT: Final = 3
MOST_WORDS: Final = 150
"""Of what the partners will do: what stands above and below it leaves no more room on the page."""
APART: Final = ("summary", "statements")
"""Sections that begin a new page: so the year on one page stands on a page of its own."""
NOTHING_WRITTEN: Final = "Nobody has written this yet."
UNCUT: Final = "Printed as the independent scrutineer wrote it: nobody else can change a word."
HOW_TO_READ: Final = (
    "Where a figure “changed”, a run chart says so by fixed rules; all else is “no clear change”. Bars and "
    "lines beside a point are 95% intervals: how far chance alone could move it. [c] stands for a number "
    "kept back to protect children, or too small to report."
)
_SHORT_FORM: Final = re.compile(r"\b[A-Z]{2,6}s?\b(?!-\d)")
_IN_FULL: Final = re.compile(r"((?:[\w’'-]+ ){1,8})\(([A-Z]{2,6})\)")


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
    places who is to sign;  today  for what is overdue: the day of the release where it was submitted
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
    for one in REQUIREMENTS:
        read = prose.read(report.text(one.id), assembly.pin)
        assembly.of_requirement[one.id] = read.faults
    for key in texts(sources.places):
        assembly.free(key)
    assembly.needed()
    paper = Paper("", "", rows.as_at(sources.release), ())
    return Assembled(
        paper,
        tuple(assembly.check(one) for one in REQUIREMENTS),
        tuple(dict.fromkeys(assembly.faults)),
        (),
    )


def _not_for_a_page(text: str) -> Iterable[str]:
    """Why a text does not suit the year on one page, which everybody reads first."""
    words = len(text.split())
    if words > MOST_WORDS:
        yield (
            f"It has {words} words, and {MOST_WORDS} fit on the page. Say the most important; the rest has "
            "sections of its own."
        )
    short = sorted({found[0] for found in _SHORT_FORM.finditer(pins.PIN.sub("", text))})
    if short:
        yield f"Write {', '.join(f'“{one}”' for one in short)} in full: this page has no short forms."


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

    def whole(self) -> Assembled:
        self.needed()
        blocks: list[Block] = []
        for section in SECTIONS:
            found = self.section(section.key)
            if found:
                apart = section.key in APART
                blocks += [Heading(section.title, 1, section.key, apart), *found]
        blocks += self.annexes()
        unexplained, glossary = _glossary(blocks)
        blocks += glossary
        name = self.release.manifest["partnership"]
        paper = Paper(
            f"Yearly report {self.report.year}: {name}",
            name,
            rows.as_at(self.release),
            tuple(_once(blocks)),
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
        """What a pin prints; its measure is named in the annex."""
        found = pins.read(inside, self.release)
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
        faults = [*read.faults, *(_not_for_a_page(text) if key == SUMMARY else ())]
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
            Heading("Annex A: where each requirement stands", 1, "annex-requirements"),
            Paragraph("Paragraphs are of Working Together to Safeguard Children 2023."),
            Index("Requirements of the yearly report", columns, where),
            Heading("Annex B: measures and their definitions", 1, "annex-measures"),
            *evidence.definitions(self.year),
            Heading("Annex C: how far the figures can be trusted", 1, "annex-trust"),
            *_trust(self.release),
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


_OVER_TIME: Final[Mapping[str, tuple[str, ...]]] = {
    "area": (
        "referrals_per_10000_children",
        "children_in_need_per_10000_children",
        "children_on_plans_per_10000_children",
        "children_looked_after_per_10000_children",
    ),
    "journey": (
        "decision_within_one_working_day_of_referral",
        "assessment_within_45_working_days_of_referral",
        "icpc_within_15_working_days",
        "plans_reviewed_on_time",
        "re_referrals_within_12_months",
        "repeat_plans_ever",
        "strategy_discussions_with_three_agencies",
    ),
    "education": (
        "education_at_strategic_meetings",
        "safeguarding_audits_returned_by_deadline",
    ),
    "learning": ("review_recommendations_implemented", "review_recommendations_with_impact"),
    "voice": ("children_taking_part_in_conferences", "feedback_acted_on"),
    "training": ("training_followed_up", "training_changed_practice", "returns_received_on_time"),
    "scrutiny": ("scrutiny_recommendations_closed",),
}
_BY_GROUP: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "area": (("children_referred_per_10000_children", "ethnicity"),),
    "journey": (("conference_attendance_by_agency", "agency"),),
    "education": (
        ("pupils_persistently_absent", "social_care_status"),
        ("pupils_severely_absent", "social_care_status"),
        ("suspensions_per_100_pupils", "social_care_status"),
    ),
    "training": (("training_followed_up", "agency"),),
    "restraint": (("restraints_per_100_children_a_month", "provider_kind"),),
}
_SHARES: Final[Mapping[str, tuple[str, ...]]] = {
    "area": ("plans_by_latest_category", "factors_at_end_of_assessment"),
    "education": ("education_sectors_at_strategic_meetings",),
    "scrutiny": ("scrutiny_recommendations_by_state",),
    "arrangements": ("who_came_to_leaders_meetings",),
}


def _figures(key: str) -> Callable[[_Assembly], Iterable[Block]]:
    """The charts of a section, in one fixed order."""

    def drawn(assembly: _Assembly) -> Iterable[Block]:
        for name in _OVER_TIME.get(key, ()):
            yield from evidence.over_time(assembly.year, name)
        for name, by in _BY_GROUP.get(key, ()):
            yield from evidence.by_group(assembly.year, name, by)
        for name in _SHARES.get(key, ()):
            yield from evidence.shares(assembly.year, name)

    return drawn


def _priorities(assembly: _Assembly) -> Iterable[Block]:
    yield from kept.priorities(assembly.sources.items, assembly.year)


def _journey(assembly: _Assembly) -> Iterable[Block]:
    yield from _figures("journey")(assembly)
    yield Heading("Where gaps between groups open", 2)
    yield from evidence.chain(assembly.year, "ethnicity")


def _money(assembly: _Assembly) -> Iterable[Block]:
    yield from evidence.contributions(assembly.year, "contributions_in_money")
    yield from evidence.contributions(assembly.year, "contributions_in_kind")
    yield from evidence.by_group(assembly.year, "contributions_in_money", "agency")


def _scrutiny(assembly: _Assembly) -> Iterable[Block]:
    yield from _figures("scrutiny")(assembly)
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
    "arrangements": _figures("arrangements"),
    "area": _figures("area"),
    "priorities": _priorities,
    "journey": _journey,
    "education": _figures("education"),
    "learning": _figures("learning"),
    "voice": _figures("voice"),
    "training": _figures("training"),
    "restraint": _figures("restraint"),
    "money": _money,
    "scrutiny": _scrutiny,
}


def _trust(release: Release) -> Iterable[Block]:
    manifest = release.manifest
    extracts, absent = rows.quality(release, "extract"), rows.quality(release, "not computed")
    made = (
        f"Figures as at {day_in_words(rows.as_at(release))}; method version {manifest['method_version']}; "
        f"release {release.digest}."
    )
    lines = [
        wording.trust_answer(extracts, manifest["areas"], absent).partition(" Below")[0],
        release_words.protection(manifest),
        wording.NINE_CHARACTERISTICS,
        made,
    ]
    yield Bullets(tuple(lines))
    problems = rows.quality(release, "problem")
    if problems:
        yield Paragraph(
            f"{wording.number(len(problems))} kinds of problem were found in the files; rows with a fault "
            "were left out and counted. The dashboard lists each."
        )


def _glossary(blocks: Sequence[Block]) -> tuple[tuple[str, ...], list[Block]]:
    """Short forms that are used, with their meaning; those that nobody spelled out."""
    text = " ".join(_words(as_data(block)) for block in blocks if not isinstance(block, Index))
    told = {found[2]: found[1].strip() for found in _IN_FULL.finditer(text)}
    used = {found[0].removesuffix("s") for found in _SHORT_FORM.finditer(text)}
    meanings = {**told, **wording.ACRONYMS}
    known = sorted(one for one in used if one in wording.ACRONYMS or one in told)
    made = [{"Short form": one, "In full": meanings[one]} for one in known]
    unexplained = tuple(sorted(used - set(known) - _NO_ACRONYMS))
    if not made:
        return unexplained, []
    heading = Heading("Annex D: short forms", 1, "annex-short-forms")
    return unexplained, [heading, *table("Short forms and what they stand for", made)]


_NO_ACRONYMS: Final = frozenset({"YR", "PUB", "II", "III", "IV", "UK"})


def _words(data: object) -> str:
    """All words of a block, but for drawings."""
    if isinstance(data, Mapping):
        return " ".join(_words(part) for name, part in data.items() if name not in ("svg", "kind"))
    if isinstance(data, list):
        return " ".join(map(_words, data))
    return data if isinstance(data, str) else ""


def _once(blocks: Iterable[Block]) -> Iterable[Block]:
    """Each drawing and table once, and each of our short forms spelled out where it comes first."""
    seen: set[Block] = set()
    spelled: set[str] = set()
    for block in blocks:
        if isinstance(block, Chart | Table):
            # The same in every cell: else a table with the title of another could stand in its place.
            if block in seen:
                yield Paragraph(f"“{block.title}” stands above.", grey=True)
                continue
            seen.add(block)
        if isinstance(block, Paragraph):
            block = Paragraph(wording.in_full(block.text, spelled), block.grey)
        yield block
