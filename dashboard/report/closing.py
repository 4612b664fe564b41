"""What is said of a report once all else stands: short forms, what stands twice, how far to trust figures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dashboard import file_words, release_words, rows, wording
from dashboard.report import pins
from dashboard.report.paper import (
    Block,
    Bullets,
    Chart,
    Heading,
    Index,
    Paragraph,
    Table,
    as_data,
    table,
)
from data.problems import day_in_words
from metrics.release import Release

MOST_WORDS: Final = 150
"""Of what the partners will do: what stands above and below it leaves no more room on the page."""
_SHORT_FORM: Final = re.compile(r"\b[A-Z]{2,6}s?\b(?!-\d)")
_IN_FULL: Final = re.compile(r"((?:[\w’'-]+ ){1,8})\(([A-Z]{2,6})\)")


def not_for_a_page(text: str) -> Iterable[str]:
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


def trust(release: Release) -> Iterable[Block]:
    manifest = release.manifest
    extracts, absent = rows.quality(release, "extract"), rows.quality(release, "not computed")
    made = (
        f"Figures as at {day_in_words(rows.as_at(release))}; method version {manifest['method_version']}; "
        f"release {release.digest}."
    )
    lines = [
        file_words.trust_answer(extracts, manifest["areas"], absent).partition(" Below")[0],
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


def glossary(blocks: Sequence[Block]) -> tuple[tuple[str, ...], list[Block]]:
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


def once(blocks: Iterable[Block]) -> Iterable[Block]:
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
