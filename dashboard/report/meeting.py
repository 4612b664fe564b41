"""Papers for meetings: the delegated partners' quarterly pack, and the lead partners' two pages.

Both say what the dashboard says, from the same release and records, as papers that can be printed, read aloud
or sent on.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import (
    challenges,
    file_words,
    gap_rows,
    gap_words,
    release_words,
    rows,
    trend_words,
    wording,
)
from dashboard.challenges import Challenge
from dashboard.challenges import words as challenge_words
from dashboard.identity import agency_words
from dashboard.report import evidence
from dashboard.report.evidence import Year
from dashboard.report.paper import Block, Bullets, Heading, Paper, Paragraph, table
from dashboard.report.publicly import TIER_ONE
from dashboard.through_the_year import KINDS, Item, status, triggers
from dashboard.through_the_year.words import STATUS_WORDS, called, title, trigger
from data.problems import day_in_words
from metrics.release import Release

CLOCKS: Final = ("TIM-01", "TIM-03", "TIM-05", "TIM-07", "TIM-08")
EDUCATION: Final = ("EDC-02", "EDC-03", "EDC-04", "EDP-01", "EDP-04")
MOST_CHANGES: Final = 8
MOST_LINES: Final = 10
DRAWN: Final = 3
"""Run charts in the pack: of what changed for the worse."""


@dataclass(frozen=True)
class Agenda:
    """What a paper is made of: a release, of which area, what people wrote, and the day."""

    release: Release
    area: str
    items: Sequence[Item]
    challenges: Sequence[Challenge]
    rules: challenges.Rules
    today: dt.date

    def of(self, kind: str) -> list[Item]:
        """The records of a kind that are not over."""
        return [one for one in self.items if one.kind == kind and one.state not in KINDS[kind].over]

    def titles(self) -> dict[str, str]:
        """Id to title of the measures."""
        return {name: str(row["title"]) for name, row in rows.measures(self.release).items()}


def pack(agenda: Agenda) -> Paper:
    """The delegated partners' meeting pack: six items, each with what is to be decided beside it."""
    blocks = (
        *_provenance(agenda),
        Heading("1. What changed", 1, "changed"),
        *_changes(agenda),
        Heading("2. The clocks", 1, "clocks"),
        *_lines(agenda, CLOCKS, "Steps in time, and overdue now"),
        Heading("3. Progress on priorities", 1, "priorities"),
        *_priorities(agenda),
        Heading("4. Education", 1, "education"),
        *_lines(agenda, EDUCATION, "Education"),
        Heading("5. Fairness", 1, "fairness"),
        *_fairness(agenda),
        Heading("6. Risks, and what is owed", 1, "risks"),
        *_risks(agenda),
        *_owed(agenda),
        Heading("How far the figures can be trusted", 1, "trust"),
        *_trust(agenda),
    )
    return _paper(agenda, "Meeting pack for the delegated safeguarding partners", blocks)


def brief(agenda: Agenda, report_line: str) -> Paper:
    """The lead partners' two pages: how sure they can be, ten lines, what is not improving, what is owed.

    report_line  how far the yearly report is
    """
    blocks = (
        Paragraph(assurance(agenda)),
        Heading("Ten lines"),
        Bullets(tuple(wording.finding(*one) + "." for one in ten_lines(agenda))),
        Heading("What is not improving"),
        *_bullets(
            not_improving(agenda), "Every measure of every priority shows an improving signal."
        ),
        Heading("Before the lead partners"),
        *_bullets(before_leads(agenda), "Nothing."),
        Heading("What each partner gives"),
        *evidence.contributions(_year(agenda), "contributions_in_money"),
        Heading("The yearly report"),
        Paragraph(report_line.replace("**", "")),
        *_provenance(agenda),
    )
    return _paper(agenda, "Two pages for the lead safeguarding partners", blocks)


def _paper(agenda: Agenda, name: str, blocks: Iterable[Block]) -> Paper:
    spelled: set[str] = set()
    told = tuple(
        Paragraph(wording.in_full(one.text, spelled), one.grey)
        if isinstance(one, Paragraph)
        else one
        for one in blocks
    )
    who = agenda.release.manifest["partnership"]
    return Paper(f"{name}, {day_in_words(agenda.today)}", who, agenda.today, told)


def _provenance(agenda: Agenda) -> list[Block]:
    release = agenda.release
    return [
        Paragraph(
            f"{release.manifest['partnership']}. Figures as at {day_in_words(rows.as_at(release))}, release "
            f"{release.digest[:12]}. {release_words.protection(release.manifest)}",
            grey=True,
        )
    ]


def _year(agenda: Agenda) -> Year:
    newest = next(key for key, one in rows.periods(agenda.release).items() if one.kind == "year")
    return Year(agenda.release, newest)


def _changes(agenda: Agenda) -> Iterator[Block]:
    release, area = agenda.release, agenda.area
    measures, changed = rows.measures(release), rows.to_look_into(release, area)
    signals = rows.newest_signals(release, area)
    yield Paragraph(wording.latest_signals(signals, len(changed)).replace("**", ""))
    said = []
    for one in changed[:MOST_CHANGES]:
        measure = measures[one["measure"]]
        where = "" if one["area"] == area else rows.areas(release)[one["area"]]
        line = (
            trend_words.gaps_line(measure, one)
            if one["event"]
            else wording.story_line(measure, one, where)
        )
        said.append(f"{wording.MEANING_WORDS[one['meaning']]}: {line.replace('**', '')}")
    yield from _bullets(said, wording.NOTHING_CHANGED)
    if len(changed) > MOST_CHANGES:
        yield Paragraph(
            f"{len(changed) - MOST_CHANGES} more changes are on the page “What changed”."
        )
    worse = [one["measure"] for one in changed if one["meaning"] == "worse" and one["area"] == area]
    for name in dict.fromkeys(worse[:DRAWN]):
        yield from evidence.over_time(_year(agenda), name)
    commentary = [
        {
            "Measure": agenda.titles().get(one.values["measure"], one.values["measure"]),
            "By": agency_words(one.agency or ""),
            "What": one.values["what"],
            "So what": one.values["so_what"],
            "What next": one.values["what_next"],
        }
        for one in agenda.items
        if one.kind == "commentary" and one.state == "given"
    ]
    yield from table("What agencies say of it", commentary)


def _lines(agenda: Agenda, catalogue: Sequence[str], name: str) -> Iterator[Block]:
    """The newest figure of some measures, what changed, and what is overdue now."""
    made = []
    for measure in _year(agenda).measures(catalogue):
        newest, signal = rows.latest(agenda.release, measure, agenda.area)
        if newest is None:
            continue
        late = rows.overdue(agenda.release, measure["id"], rows.place(measure, agenda.area))
        made.append(
            {
                "Measure": measure["title"],
                "Newest figure": f"{wording.figure(newest, measure['unit'])}, {newest['period_label']}",
                "What changed": wording.change(signal).partition(", a change")[0],
                "Overdue": wording.overdue_now(late),
            }
        )
    yield from table(name, made)
    if not made:
        yield Paragraph("The release has no figures of these.")


def _priorities(agenda: Agenda) -> Iterator[Block]:
    made = [
        {
            "Priority": found.priority.values["title"],
            "By the figures": STATUS_WORDS[found.status],
            "Measures": "; ".join(
                f"{agenda.titles().get(one.measure, one.measure)}: {STATUS_WORDS[one.status].lower()}"
                for one in found.measures
            ),
        }
        for found in status.priorities(agenda.items, agenda.release)
        if found.priority.state == "current"
    ]
    yield from table("Priorities", made)
    if not made:
        yield Paragraph("No priority is on record.")


def _fairness(agenda: Agenda) -> Iterator[Block]:
    year = _year(agenda)
    asked = gap_rows.Asked(agenda.area, year.period, "ethnicity")
    found = gap_rows.chain(agenda.release, asked)
    every = [row for each in found.values() for row in gap_rows.conditional(each)]
    if every:
        measures = rows.measures(agenda.release)
        yield Paragraph(gap_words.answer(gap_rows.widest(every), every, "ethnicity", measures))
    else:
        yield Paragraph("The release compares no groups.")


def _risks(agenda: Agenda) -> Iterator[Block]:
    made = [
        {
            "Kind": KINDS[one.kind].one.capitalize(),
            "What": title(one, agenda.titles()),
            "Who has it": KINDS[one.kind].ladder.get(one.level or "", ""),
            "Look again by": "" if one.due is None else day_in_words(one.due),
        }
        for kind in ("risk", "dispute")
        for one in agenda.of(kind)
    ]
    yield from table("Risks and disputes", made)
    fired = triggers.fired(agenda.items, agenda.challenges, agenda.release, agenda.today)
    yield from _bullets([trigger(one) for one in fired], "No rule of escalation was met.")


def _owed(agenda: Agenda) -> Iterator[Block]:
    late = [
        {
            "What": f"{called(one.id)}: {title(one, agenda.titles())}",
            "Whose": agency_words(one.agency or ""),
            "Was due": "" if one.due is None else day_in_words(one.due),
        }
        for one in status.overdue(agenda.items, agenda.today)
    ]
    yield from table("Actions and commentaries that are overdue", late)
    waiting = [
        {
            "Challenge": challenge_words.short(one.question, 160),
            "To": one.to.words,
            "Where it stands": challenge_words.standing(one, agenda.today),
        }
        for one in agenda.challenges
        if not one.closed
    ]
    yield from table("Challenges of the scrutineer that are open", waiting)
    if not late and not waiting:
        yield Paragraph("Nothing is overdue, and no challenge is open.")


def _trust(agenda: Agenda) -> Iterator[Block]:
    release = agenda.release
    absent = rows.quality(release, "not computed")
    said = file_words.trust_answer(
        rows.quality(release, "extract"), release.manifest["areas"], absent
    )
    yield Paragraph(said.partition(" Below")[0])


def _bullets(said: Sequence[str], none: str) -> Iterator[Block]:
    yield Bullets(tuple(said)) if said else Paragraph(none)


def assurance(agenda: Agenda) -> str:
    """How sure the lead partners can be, in one sentence made of what follows."""
    signals = rows.newest_signals(agenda.release, agenda.area)
    late = challenges.overdue(agenda.challenges, agenda.today)
    said = wording.latest_signals(signals).replace("**", "")
    owed = f"{len(late)} of the scrutineer’s challenges {'is' if len(late) == 1 else 'are'} overdue"
    return f"{said} {owed}." if late else f"{said} No challenge of the scrutineer is overdue."


def ten_lines(agenda: Agenda) -> list[tuple[rows.Row, rows.Row, rows.Row | None]]:
    """What lead partners see: at most ten measures, each with its newest figure and what changed."""
    found = []
    for number in TIER_ONE:
        for measure in _year(agenda).measures((number,))[:1]:
            newest, signal = rows.latest(agenda.release, measure, agenda.area)
            if newest is not None:
                found.append((measure, newest, signal))
    return found[:MOST_LINES]


def not_improving(agenda: Agenda) -> list[str]:
    """Every measure of a priority without an improving signal, as the yearly report will list it."""
    found = status.no_progress(agenda.items, agenda.release, agenda.today)
    return [
        f"{priority.values['title']}: {agenda.titles().get(one.measure, one.measure)}, "
        f"{STATUS_WORDS[one.status].lower()}."
        for priority, one in found.measures
    ]


def before_leads(agenda: Agenda) -> list[str]:
    """What waits for the lead partners: challenges, risks and disputes that came up to them."""
    theirs: list[Any] = [
        f"Challenge: {challenge_words.short(one.question, 140)} {challenge_words.standing(one, agenda.today)}"
        for one in challenges.before_lead_partners(agenda.challenges, agenda.today, agenda.rules)
    ]
    return theirs + [
        f"{called(one.id)}: {title(one, agenda.titles())}"
        for kind in ("risk", "dispute")
        for one in agenda.of(kind)
        if one.level in ("lsp", "secretary_of_state")
    ]
