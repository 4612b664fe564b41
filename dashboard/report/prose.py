"""What people write for the report, from Markdown to blocks, and what is not honest in it.

Markup of web pages is no markup here: it stands as it was typed. Pictures are refused, since what a picture
says no screen reader can read. A claim without a pin is marked in the margin; "improved" and "declined" need
a figure whose run chart says so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dashboard.report.paper import Block, Bullets, Heading, Prose, Quotation, Run, Table
from dashboard.report.pins import PIN, Fault, Pin

ASSERTION: Final = "Assertion"
"""In the margin of a paragraph that claims something and names no figure and no document."""
LOWEST_HEADING: Final = 3
LONGEST_LINK: Final = 2_000

_NUMBER: Final = re.compile(
    r"(?<![\w-])£?\d[\d,.]*(?:%| per cent| times| out of)?(?![\w-])", re.IGNORECASE
)
_DATE: Final = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?: \d{4})?\b|\b(?:19|20)\d\d(?:-\d\d)?\b|\bparagraphs? \d[\d, to-]*"
)
_CLAIM: Final = re.compile(
    r"\b(?:improv|declin|worsen|deteriorat|reduc|increas|fewer|faster|slower|more children|better|worse|"
    r"led to|resulted|made a difference|successful|effective)\w*",
    re.IGNORECASE,
)
SIGNAL_WORDS: Final = {
    "improved": frozenset({"better"}),
    "declined": frozenset({"worse", "changed"}),
    "worsened": frozenset({"worse"}),
    "deteriorated": frozenset({"worse"}),
}
"""Words that say a figure changed, and what its run chart must say for them to stand."""
_SIGNAL_WORD: Final = re.compile(rf"\b({'|'.join(SIGNAL_WORDS)})\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")

Reader = Callable[[str], Pin | Fault]
"""Gives what the inside of a pin prints (`pins.read` with a release)."""


@dataclass(frozen=True)
class Read:
    """A text as the report prints it.

    blocks  in order;  faults  what must be put right before the report can be submitted, each a sentence
    """

    blocks: tuple[Block, ...]
    faults: tuple[str, ...] = ()


def read(text: str, pin: Reader, level: int = 2, *, check: bool = True) -> Read:
    """A text as blocks.

    level  of the heading above it: its own are below
    check  False for what stands uncut in somebody's own voice: no word of it is marked or refused
    """
    page = _Page(pin, level, check)
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return Read(tuple(page.blocks(tokens)), tuple(dict.fromkeys(page.faults)))


class _Page:
    """Reads the tokens of one text, collecting faults as it goes."""

    def __init__(self, pin: Reader, level: int, check: bool) -> None:
        self._pin = pin
        self._level = level
        self._check = check
        self.faults: list[str] = []

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        place = 0
        while place < len(tokens):
            token = tokens[place]
            end = _end(tokens, place)
            inside = tokens[place + 1 : end]
            match token.type:
                case "heading_open":
                    depth = min(LOWEST_HEADING, self._level + int(token.tag[1]))
                    yield Heading(self._plain(inside), depth)
                case "paragraph_open":
                    prose = self._prose(inside[0])
                    if prose.text.strip():
                        yield prose
                case "bullet_list_open" | "ordered_list_open":
                    numbered = token.type == "ordered_list_open"
                    yield Bullets(tuple(self._items(inside)), numbered)
                case "blockquote_open":
                    yield Quotation("\n".join(_lines(inside, self._printed)))
                case "table_open":
                    yield self._table(inside)
                case "fence" | "code_block":
                    yield Quotation(token.content.rstrip("\n"))
            place = end + 1

    def _prose(self, inline: Token) -> Prose:
        runs = tuple(self._runs(inline))
        aside = self._judged(inline.content) if self._check else ""
        return Prose(runs, aside)

    def _runs(self, inline: Token) -> Iterator[Run]:
        bold = italic = 0
        link = ""
        for token in inline.children or ():
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "link_open":
                    link = str(token.attrs.get("href", ""))[:LONGEST_LINK]
                case "link_close":
                    link = ""
                case "image":
                    self._picture(token)
                case "softbreak":
                    yield Run(" ", bold > 0, italic > 0, link)
                case "hardbreak":
                    yield Run("\n", bold > 0, italic > 0, link)
                case _:
                    yield Run(self._printed(token.content), bold > 0, italic > 0, link)

    def _picture(self, token: Token) -> None:
        self.faults.append(
            f"A picture (“{token.content[:40]}”) cannot stand in the text: who does not see it could not "
            "read it. Say in words what it shows, or pin the figure."
        )

    def _printed(self, text: str) -> str:
        """The text with what its pins print; a pin that prints nothing stands as it was written."""

        def put(found: re.Match[str]) -> str:
            read = self._pin(found[1].strip())
            if isinstance(read, Pin):
                return read.words
            self.faults.append(f"“{{{{ {read.written} }}}}” cannot be printed. {read.why}")
            return found[0]

        return PIN.sub(put, text)

    def _plain(self, tokens: Sequence[Token]) -> str:
        return "".join(
            run.text for token in tokens if token.type == "inline" for run in self._runs(token)
        )

    def _items(self, tokens: Sequence[Token]) -> Iterator[str]:
        place = 0
        while place < len(tokens):
            end = _end(tokens, place)
            item = tokens[place + 1 : end]
            if self._check:
                for token in item:
                    if token.type == "inline":
                        self._judged(token.content)
            yield " ".join(self._plain([token]) for token in item if token.type == "inline")
            place = end + 1

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[str]] = []
        for place, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._plain([tokens[place]]))
        headings, *others = rows
        return Table(", ".join(headings), tuple(headings), tuple(tuple(row) for row in others))

    def _judged(self, text: str) -> str:
        """What stands in the margin of a paragraph; faults are collected."""
        sentences = _SENTENCE.split(text)
        for sentence in sentences:
            self._claims_of_change(sentence)
        typed = any(
            _NUMBER.search(_DATE.sub("", sentence))
            for sentence in sentences
            if not PIN.search(sentence)
        )
        claimed = not PIN.search(text) and _CLAIM.search(text)
        return ASSERTION if typed or claimed else ""

    def _claims_of_change(self, sentence: str) -> None:
        signals = {
            read.signal
            for found in PIN.finditer(sentence)
            for read in [self._pin(found[1].strip())]
            if isinstance(read, Pin)
        }
        for found in _SIGNAL_WORD.finditer(PIN.sub("", sentence)):
            if not signals & SIGNAL_WORDS[found[1].lower()]:
                said = PIN.sub("…", sentence).strip()
                self.faults.append(
                    f"“{found[1]}” in “{said[:80]}” needs a figure in the same sentence whose run chart "
                    "says so. Pin one that does, or write “no clear change”."
                )


def _end(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes the one at a place; the place itself where it opens nothing."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number
    raise AssertionError(tokens[place])


def _lines(tokens: Sequence[Token], printed: Callable[[str], str]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from printed(token.content).split("\n")
