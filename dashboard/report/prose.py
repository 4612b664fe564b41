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
from dashboard.report.pins import BROKEN, PIN, Fault, Pin

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
    "improved": "better",
    "declined": "low",
    "worsened": "worse",
    "deteriorated": "worse",
}
"""Words that say a figure changed, and what its run chart must show for them to stand."""
_SIGNAL_WORD: Final = re.compile(rf"\b({'|'.join(SIGNAL_WORDS)})\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_MARKUP: Final = re.compile(r"[`*_\[\]<>!|&~#]")
"""Letters that Markdown would read within a pin."""

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
    # A reference (“[1]: …”) would vanish from the text: nothing of what people write does.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")
    blocks = tuple(page.blocks(reader.parse(PIN.sub(_sheltered, text))))
    if found := BROKEN.search(PIN.sub("", text)):
        page.faults.append(
            f"“{found[0]}” stands alone: a pin was not copied whole. Put the figure in from the list again."
        )
    return Read(blocks, tuple(dict.fromkeys(page.faults)))


def _sheltered(found: re.Match[str]) -> str:
    """A pin on one line, of which Markdown reads nothing."""
    inside = " ".join(found[1].replace("\\", " ").split())
    return f"{{{{ {_MARKUP.sub(lambda mark: chr(92) + mark[0], inside)} }}}}"


class _Page:
    """Reads the tokens of one text, collecting faults as it goes."""

    def __init__(self, pin: Reader, level: int, check: bool) -> None:
        self._pin = pin
        self._level = self._above = level
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
                    yield self._heading(token, inside[0])
                case "paragraph_open":
                    prose = Prose(tuple(self._runs(inside[0])), self._judged(_source(inside[0])))
                    if prose.text.strip():
                        yield prose
                case "bullet_list_open" | "ordered_list_open":
                    numbered = token.type == "ordered_list_open"
                    first = int(token.attrs.get("start", 1))
                    yield Bullets(tuple(self._items(inside)), numbered, first)
                case "blockquote_open":
                    yield Quotation(self._plain(inside, between="\n", soft="\n"))
                case "table_open":
                    yield self._table(inside)
                case "fence" | "code_block":
                    yield Quotation(token.content.rstrip("\n"))
            place = end + 1

    def _heading(self, token: Token, inline: Token) -> Heading:
        """A heading below the one above it. None skips a level: listeners find their way by them."""
        depth = min(LOWEST_HEADING, self._level + int(token.tag[1]), self._above + 1)
        self._above = depth
        return Heading(self._marked(self._plain([inline]), _source(inline)), depth)

    def _marked(self, said: str, source: str) -> str:
        """What stands in a heading, a list or a table, with its word for the margin behind it."""
        aside = self._judged(source)
        return f"{said} [{aside}]" if aside else said

    def _runs(self, inline: Token, soft: str = " ") -> Iterator[Run]:
        bold = italic = 0
        link = ""
        for token in inline.children or ():
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "link_open":
                    link = str(token.attrs.get("href", ""))
                    link = link if len(link) <= LONGEST_LINK else ""
                case "link_close":
                    link = ""
                case "image":
                    self._picture(token)
                case "softbreak":
                    yield Run(soft, bold > 0, italic > 0, link)
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
            inside = found[1].replace("\\", "").strip()
            read = self._pin(inside)
            if isinstance(read, Pin):
                return read.words
            self.faults.append(f"“{{{{ {read.written} }}}}” cannot be printed. {read.why}")
            return f"{{{{ {inside} }}}}"

        return PIN.sub(put, text)

    def _plain(self, tokens: Sequence[Token], between: str = " ", soft: str = " ") -> str:
        """The words of some tokens, with the addresses of their links."""
        said = []
        for token in tokens:
            if token.type == "inline":
                runs = list(self._runs(token, soft))
                said.append("".join(_with_address(runs, place) for place in range(len(runs))))
            elif token.type in ("fence", "code_block"):
                said.append(self._printed(token.content.rstrip("\n")))
        return between.join(said)

    def _items(self, tokens: Sequence[Token]) -> Iterator[str]:
        place = 0
        while place < len(tokens):
            end = _end(tokens, place)
            yield from self._item(tokens[place + 1 : end])
            place = end + 1

    def _item(self, tokens: Sequence[Token]) -> Iterator[str]:
        """A line of a list, then those of the lists within it."""
        own: list[Token] = []
        within: list[Sequence[Token]] = []
        place = 0
        while place < len(tokens):
            end = _end(tokens, place)
            if tokens[place].type in ("bullet_list_open", "ordered_list_open"):
                within.append(tokens[place + 1 : end])
            else:
                own += tokens[place : end + 1]
            place = end + 1
        source = " ".join(_source(token) for token in own if token.type == "inline")
        yield self._marked(self._plain(own), source)
        for inner in within:
            yield from self._items(inner)

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[str]] = []
        sources: list[list[str]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
                sources.append([])
            elif token.type == "inline":
                rows[-1].append(self._plain([token]))
                sources[-1].append(_source(token))
        headings, *others = rows
        asides = [aside for row in sources if (aside := self._judged(" ".join(row)))]
        title = ", ".join(filter(None, headings)) + (f" [{asides[0]}]" if asides else "")
        return Table(title, tuple(headings), tuple(tuple(row) for row in others))

    def _judged(self, text: str) -> str:
        """What stands in the margin of a paragraph; faults are collected."""
        if not self._check:
            return ""
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
            shown
            for found in PIN.finditer(sentence)
            for read in [self._pin(found[1].replace("\\", "").strip())]
            if isinstance(read, Pin)
            for shown in (read.signal, read.way)
        }
        for found in _SIGNAL_WORD.finditer(PIN.sub("", sentence)):
            if SIGNAL_WORDS[found[1].lower()] not in signals:
                said = PIN.sub("…", sentence).strip()
                self.faults.append(
                    f"“{found[1]}” in “{said[:80]}” needs a figure in the same sentence whose run chart "
                    "says so. Pin one that does, write “no clear change”, or choose another word where no "
                    "figure is meant."
                )


def _end(tokens: Sequence[Token], place: int) -> int:
    """The place of the token that closes the one at a place; the place itself where it opens nothing."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number
    raise AssertionError(tokens[place])


def _source(inline: Token) -> str:
    """What was typed, without the marks of Markdown: pins stand in it still."""
    return "".join(
        child.content or " " * child.type.endswith("break") for child in inline.children or ()
    )


def _with_address(runs: Sequence[Run], place: int) -> str:
    """A run; after the last one of a link, the address in brackets."""
    run = runs[place]
    ends = place + 1 == len(runs) or runs[place + 1].link != run.link
    return f"{run.text} ({run.link})" if run.link and ends and run.link != run.text else run.text
