"""A paper as one file for the web: no script, nothing fetched, a table behind every chart.

Everything that people wrote is text: it is escaped, and a policy in the file forbids scripts besides.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from dashboard.report.paper import (
    LANGUAGE,
    Block,
    Bullets,
    Chart,
    Heading,
    Index,
    Paper,
    Paragraph,
    Prose,
    Quotation,
    Run,
    Table,
    from_right,
    headings,
    printable,
)

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE: Final = """
:root { color-scheme: light; }
body { font: 1.0625rem/1.55 "Source Sans 3", "Source Sans Pro", Arial, sans-serif; color: #1F2328;
  background: #fff; margin: 0; }
main, header, nav, footer { max-width: 46rem; margin-inline: auto; padding-inline: 1rem; }
h1 { font-size: 2rem; line-height: 1.2; } h2 { font-size: 1.5rem; margin-top: 3rem; }
h3 { font-size: 1.2rem; margin-top: 2rem; } h4 { font-size: 1.05rem; }
h1, h2, h3, h4 { color: #12436D; line-height: 1.3; overflow-wrap: anywhere; }
a { color: #12436D; text-underline-offset: 3px; }
a:focus, summary:focus, [tabindex]:focus { outline: 3px solid #12436D; outline-offset: 2px; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: #fff; }
p, li, figcaption, caption { overflow-wrap: anywhere; }
.grey { color: #4B5359; font-size: .95rem; } .aside { color: #4B5359; font-size: .85rem; }
blockquote { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: 4px solid #6F777B; }
blockquote p { margin: .25rem 0; unicode-bidi: plaintext; }
figure { margin: 2rem 0; } figcaption { font-weight: 600; margin-bottom: .5rem; }
figure svg { width: 100%; height: auto; overflow: visible; }
.wide { overflow-x: auto; } summary { cursor: pointer; min-height: 1.75rem; padding: .25rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: start; font-weight: 600; padding: .5rem 0; }
th, td { border: 1px solid #6F777B; padding: .3rem .5rem; text-align: start; vertical-align: top;
  min-width: 4rem; overflow-wrap: break-word; }
th { background: #E9EEF3; } nav ol { padding-inline-start: 2rem; }
nav li, .index a { padding-block: .15rem; } footer { margin-block: 3rem; }
@media print { .skip { display: none; } body { font-size: 11pt; } h2 { break-before: page; } }
"""


def as_html(paper: Paper) -> str:
    """The page of a paper. The same paper gives the same text."""
    names = headings(paper.blocks)
    title = _text(paper.title)
    body = "\n".join(_drawn(paper.blocks, names))
    listed = "\n".join(
        f'<li><a href="#{block.key}">{_text(block.text)}</a></li>'
        for block in paper.blocks
        if isinstance(block, Heading) and block.level == 1 and block.key
    )
    contents = (
        f'<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>\n<ol>\n{listed}\n</ol></nav>'
        if paper.contents and listed
        else ""
    )
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="author" content="{_text(paper.author)}">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the report</a>\n'
        f"<header><h1>{title}</h1></header>\n{contents}\n"
        f'<main id="main">\n{body}\n</main>\n</body>\n</html>\n'
    )


def fragment(blocks: Sequence[Block]) -> str:
    """Some blocks as they will stand on the page, to be set within another page."""
    return "\n".join(_drawn(blocks, headings(blocks)))


def _drawn(blocks: Sequence[Block], names: dict[str, str]) -> Iterator[str]:
    number = 0
    for block in blocks:
        if isinstance(block, Chart):
            number += 1
            yield _chart(block, number)
        else:
            yield _block(block, names)


def _block(block: Block, names: dict[str, str]) -> str:
    match block:
        case Heading(text, level, key):
            own = f' id="{key}"' if key else ""
            return f"<h{level + 1}{own}>{_text(text)}</h{level + 1}>"
        case Paragraph(text, grey):
            kind = ' class="grey"' if grey else ""
            return f"<p{kind}{_way(text)}>{_text(text)}</p>"
        case Prose(runs, aside):
            beside = f' <span class="aside">[{_text(aside)}]</span>' if aside else ""
            return f"<p{_way(block.text)}>{''.join(map(_run, runs))}{beside}</p>"
        case Quotation(text):
            lines = "".join(f"<p>{_text(line)}</p>" for line in text.split("\n"))
            return f"<blockquote>{lines}</blockquote>"
        case Bullets(items, numbered, first):
            kind = "ol" if numbered else "ul"
            start = f' start="{first}"' if first != 1 else ""
            listed = "".join(f"<li{_way(item)}>{_text(item)}</li>" for item in items)
            return f"<{kind}{start}>{listed}</{kind}>"
        case Table():
            return _table(block)
        case Index(title, columns, rows):
            return _rows(
                title, columns, [[*map(_text, row), _links(keys, names)] for row, keys in rows]
            )
        case _:
            raise TypeError(block)


def _links(keys: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(f'<a href="#{key}">{_text(names[key])}</a>' for key in keys)


def _run(run: Run) -> str:
    said = _text(run.text).replace("\n", "<br>")
    said = f"<strong>{said}</strong>" if run.bold else said
    said = f"<em>{said}</em>" if run.italic else said
    return f'<a href="{_text(run.link)}" rel="noopener">{said}</a>' if run.link else said


def _table(block: Table) -> str:
    return _rows(block.title, block.headings, [[*map(_text, row)] for row in block.rows])


def _rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; one too wide for the page is scrolled by itself, by keyboard too."""
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in columns)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{_text(title)}" tabindex="0"><table>'
        f"<caption>{_text(title)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n"
        "</tbody></table></div>"
    )


def _chart(chart: Chart, number: int) -> str:
    """A drawing as one picture with one sentence, and its table behind a control."""
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>c{number}-", chart.svg)
    drawing = svg.replace(
        "<svg ", f'<svg role="img" aria-label="{_text(chart.words)}" focusable="false" ', 1
    )
    under = "".join(f'<p class="grey">{_text(line)}</p>' for line in chart.under)
    table = (
        ""
        if chart.table is None
        else f"<details><summary>Show the table</summary>{_table(chart.table)}</details>"
    )
    return f"<figure><figcaption>{_text(chart.title)}</figcaption>{drawing}{under}{table}</figure>"


def _text(text: str) -> str:
    return escape(printable(text), quote=True)


def _way(text: str) -> str:
    return ' dir="rtl"' if from_right(text) else ""
