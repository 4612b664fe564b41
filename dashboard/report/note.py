"""The investigation note: what a scrutineer asked, saw and concluded, as PDF and as a Word file."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from dashboard import challenges, investigations, release_words, rows, wording
from dashboard.challenges import Challenge, words
from dashboard.challenges.words import short
from dashboard.identity import described
from dashboard.investigations import (
    AGREEMENT_WORDS,
    CAME_WORDS,
    CONFIDENCE_WORDS,
    EVIDENCE_WORDS,
    FINDING_WORDS,
    GRADING_WORDS,
    STEPS,
    Conclusion,
    Investigation,
    Watch,
)
from dashboard.report import seen
from dashboard.report.paper import Block, Bullets, Heading, Paper, Paragraph, Quotation, Table
from dashboard.report.pdf import as_pdf
from dashboard.report.word import as_word
from data.entries import LONDON, Entry, by_subject
from data.problems import day_in_words
from metrics.release import Release

HOW_TO_READ = (
    "Intervals are 95%: how far chance alone could move a figure. A gap is flagged where chance alone is "
    "an unlikely reason for it, among all the comparisons made together; no figure here says why a gap is "
    "there. [c] stands for a number that is kept back, [u] for one that rests on fewer than 20 children."
)
AS_BEFORE = "The same was on the screen as at the step before."
OTHER_RELEASE = (
    "This was written on another release ({digest}), which is not kept here. Its figures are not repeated: "
    "they stand in that release."
)

Kept = Callable[[str], Release | None]
"""Gives a release that is kept, by its digest."""


def none_kept(digest: str) -> Release | None:
    """No release besides the one that is at hand."""
    return None


def note_pdf(
    investigation: Investigation,
    entries: Iterable[Entry],
    release: Release,
    kept: Kept = none_kept,
) -> bytes:
    """The note as a PDF that a screen reader can read (PDF/UA-1).

    entries  of the records, whatever their kind: the challenges that came of it are read from them
    release  the newest: what it says of the measures, and whether what is watched has come
    kept     gives the release that a step was written on, whose figures are printed with it
    Settings of a step that are read (`Shown.settings`): measure, characteristic, group, area, period (a key
    of `rows.periods`: "2024-25"), reference; any may be lacking.
    The same investigation, entries and releases give the same bytes.
    """
    return as_pdf(note(investigation, entries, release, kept))


def note_docx(
    investigation: Investigation,
    entries: Iterable[Entry],
    release: Release,
    kept: Kept = none_kept,
) -> bytes:
    """The note as a Word file, with the same contents. See `note_pdf`."""
    return as_word(note(investigation, entries, release, kept))


def note(
    investigation: Investigation,
    entries: Iterable[Entry],
    release: Release,
    kept: Kept = none_kept,
) -> Paper:
    """The note before it is either file."""
    came = _challenges(investigation, entries)
    newest = max(
        (*investigation.entries, *(entry for one in came for entry in one.entries)),
        key=lambda entry: entry.position,
    )
    blocks = [
        *_about(investigation, release),
        *_question(investigation, release),
        *_measures(investigation, release),
        *_looks(investigation, release, kept),
        *_evidence(investigation),
        *_concluded(investigation),
        *_answered(investigation, came),
        *_watched(investigation, release, newest.day),
        *_notes(investigation),
        *_provenance(investigation, newest, release),
    ]
    return Paper(
        f"Investigation note: {short(investigation.question, 100)}",
        investigation.author.name,
        newest.day,
        tuple(_without_repeats(blocks)),
    )


def _without_repeats(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each table once, and each of our acronyms spelled out where it comes first."""
    tables: set[Table] = set()
    spelled: set[str] = set()
    for block in blocks:
        if isinstance(block, Table):
            if block in tables:
                yield Paragraph(f"The table “{block.title}” stands above.", grey=True)
                continue
            tables.add(block)
        if isinstance(block, Paragraph):
            block = Paragraph(wording.in_full(block.text, spelled), block.grey)
        yield block


def _challenges(investigation: Investigation, entries: Iterable[Entry]) -> list[Challenge]:
    every = by_subject(entry for entry in entries if entry.subject_kind == challenges.KIND)
    return [challenges.challenge_of(every[one]) for one in investigation.challenges if one in every]


def _when(entry: Entry) -> str:
    at = entry.at.astimezone(LONDON)
    return f"{day_in_words(at.date())}, {at:%H:%M}"


def _about(investigation: Investigation, release: Release) -> list[Block]:
    name = investigation.id.replace("-", " ").capitalize()
    return [
        Paragraph(
            f"{name} of {release.manifest['partnership']}, by {described(investigation.author)}. "
            f"Begun on {day_in_words(investigation.posed_on)}. Figures as at "
            f"{day_in_words(rows.as_at(release))}, release {release.digest[:12]}."
        ),
        Paragraph(release_words.protection(release.manifest)),
        Paragraph(HOW_TO_READ),
    ]


def _question(investigation: Investigation, release: Release) -> list[Block]:
    first = investigation.entries[0]
    made: list[Block] = [
        Heading("The question, as it was first put"),
        Paragraph(
            f"{_when(first)}, {first.person.name}, before the figures were looked at:", grey=True
        ),
        Quotation(investigation.question),
        Paragraph("What was expected:", grey=True),
        Quotation(investigation.expectation),
    ]
    if investigation.falsifier:
        made += [Paragraph("What would change the author’s mind:", grey=True)]
        made += [Quotation(investigation.falsifier)]
    return made


def _measures(investigation: Investigation, release: Release) -> list[Block]:
    """The measures that were looked at: what each counts, and which paragraph asks for it."""
    named = [investigation.measure, *(e.shown.settings.get("measure") for e in investigation.looks)]
    known = rows.measures(release)
    found = [known[name] for name in dict.fromkeys(named) if name in known]
    made: list[Block] = [Heading("What was counted")] if found else []
    for measure in found:
        made.append(Heading(measure["title"], 2))
        made += [
            Paragraph(f"{name}{words}")
            for name, words in (
                ("", measure["definition"]),
                ("Guidance: ", measure["guidance"]),
                ("How we count: ", measure["conventions"]),
                ("Take care: ", measure["caution"]),
            )
            if words
        ]
    return made


def _looks(investigation: Investigation, release: Release, kept: Kept) -> list[Block]:
    made: list[Block] = [Heading("What was looked at")]
    names = {step.key: step for step in STEPS}
    before = None
    for entry in investigation.looks:
        step = names[entry.body["step"]]
        made.append(Heading(step.name, 2))
        made.append(Paragraph(f"{step.asks} {_when(entry)}.", grey=True))
        theirs = (
            release if entry.shown.release == release.digest else kept(entry.shown.release or "")
        )
        said = AS_BEFORE if before == entry.shown else _choice(entry, theirs)
        made.append(Paragraph(said, grey=True))
        before = entry.shown
        made += [] if theirs is None else _figures(entry, theirs)
        if entry.body["note"]:
            made += [Paragraph("What the author made of it:", grey=True)]
            made += [Quotation(entry.body["note"])]
    if not investigation.looks:
        made.append(Paragraph("No figure was looked at yet."))
    left = [step.name.lower() for step in investigations.not_looked_at(investigation)]
    if left:
        made.append(Paragraph(f"Steps that were not taken: {wording.listed(left)}."))
    return made


def _choice(entry: Entry, release: Release | None) -> str:
    """What was on the screen, and of which release."""
    if release is None:
        return OTHER_RELEASE.format(digest=(entry.shown.release or "")[:12])
    what = seen.chosen(release, entry.shown.settings)
    said = "No measure was chosen." if what is None else seen.in_words(release, what)
    return f"{said} Release {release.digest[:12]}, as at {day_in_words(rows.as_at(release))}."


def _figures(entry: Entry, release: Release) -> list[Block]:
    what = seen.chosen(release, entry.shown.settings)
    return [] if what is None else seen.figures(release, entry.body["step"], what)


def _evidence(investigation: Investigation) -> list[Block]:
    made: list[Block] = [Heading("Evidence from elsewhere")]
    for entry in investigation.evidence:
        body = entry.body
        made.append(Heading(EVIDENCE_WORDS[body["kind"]], 2))
        made.append(
            Paragraph(
                f"{GRADING_WORDS[body['grading']]}. {AGREEMENT_WORDS[body['agreement']]}. "
                f"Attached on {_when(entry)}."
            )
        )
        made.append(Quotation(body["says"]))
        if body["where"]:
            made += [Paragraph("Where it can be read:", grey=True), Quotation(body["where"])]
    if not investigation.evidence:
        made.append(Paragraph("None was attached."))
    return made


def _concluded(investigation: Investigation) -> list[Block]:
    made: list[Block] = [Heading("What was concluded")]
    if investigation.conclusion is None:
        return [*made, Paragraph("Nothing yet.")]
    made += _conclusion(investigation.conclusion)
    for earlier in reversed(investigation.conclusions[:-1]):
        made.append(Heading(f"Earlier conclusion, {_when(earlier.entry)}", 2))
        made += _conclusion(earlier)
    return made


def _conclusion(one: Conclusion) -> list[Block]:
    return [
        Paragraph(
            f"{FINDING_WORDS[one.finding]}. Confidence: {CONFIDENCE_WORDS[one.confidence].lower()}. "
            f"Concluded on {_when(one.entry)}."
        ),
        Quotation(one.statement),
        Paragraph("What else could explain it:", grey=True),
        Bullets(one.alternatives),
        Paragraph("What would change the author’s mind:", grey=True),
        Quotation(one.falsifier),
    ]


def _answered(investigation: Investigation, came: list[Challenge]) -> list[Block]:
    made: list[Block] = [Heading("The challenge, and what was answered")]
    if not came:
        return [*made, Paragraph("No challenge came of it yet.")]
    for one in came:
        made.append(Heading(f"{words.called(one)}, to {one.to.words}", 2))
        made.append(Paragraph(f"{words.standing(one)} {words.asked(one)}"))
        for entry in one.entries:
            aside = " (kept, and without effect)" if entry in one.irregular else ""
            made.append(Paragraph(f"{words.done(entry)}{aside}:", grey=True))
            if words.text_of(entry):
                made.append(Quotation(words.text_of(entry)))
            for what, items in words.particulars(entry):
                made += [Paragraph(f"{what}:", grey=True), Bullets(tuple(items))]
            made += [Paragraph(line) for line in words.days_and_outcome(entry)]
    return made


def _watched(investigation: Investigation, release: Release, day: dt.date) -> list[Block]:
    made: list[Block] = [Heading("What is watched from now on")]
    every = investigations.watched_by(investigation, release.signals, release.comparisons, day)
    made += [
        Paragraph(f"{_signal(watch, release)} {CAME_WORDS[came]}, by this release.")
        for watch, came in every
    ]
    return made if every else [*made, Paragraph("No signal was set.")]


def _signal(watch: Watch, release: Release) -> str:
    measure = rows.measures(release).get(watch.measure)
    title = watch.measure if measure is None else measure["title"]
    area = rows.areas(release).get(watch.area, watch.area)
    if watch.direction is not None:
        way = "above" if watch.direction == "high" else "below"
        signal = f"a run chart with a signal {way} its usual range"
    else:
        what = seen.chosen(release, vars(watch))
        label = watch.group if what is None else seen.group_label(release, what)
        signal = f"the group “{label}” similar to all other known children"
    return f"{title}, {area}: {signal}, by {day_in_words(watch.by)}."


def _notes(investigation: Investigation) -> list[Block]:
    """What the author added to the record besides, such as a correction."""
    found = [entry for entry in investigation.entries if entry.kind == "note"]
    made: list[Block] = [Heading("Notes of the author")] if found else []
    for entry in found:
        made += [Paragraph(f"{_when(entry)}:", grey=True), Quotation(entry.body["text"])]
    return made


def _provenance(investigation: Investigation, newest: Entry, release: Release) -> list[Block]:
    manifest = release.manifest
    known = (
        f"Figures as at {day_in_words(rows.as_at(release))}, method version {manifest['method_version']}, "
        f"by Working Together {manifest['edition']}"
    )
    record = f"The record up to entry {newest.position} of {_when(newest)}, whose digest is {newest.digest}"
    kept = (
        f"{len(investigation.entries)} entries of {investigation.id}, none edited or taken out: what was "
        "put right was added"
    )
    lines = (f"Release {release.digest}", known, record, kept)
    return [Heading("What this note rests on"), Bullets(lines)]
