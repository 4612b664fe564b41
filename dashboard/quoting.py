"""What people wrote, on the page: as the text that it is, whatever it holds, and in its own direction."""

import re
from html import escape

import streamlit as st


def quote(text: str) -> None:
    """A text of a reader's, its lines kept. Nothing in it is markup, a link, a picture or a script."""
    st.html(f'<div class="said" dir="auto">{escape(text)}</div>')


def quote_list(what: str, items: list[str]) -> None:
    """Some lines of a reader's under our own words for what they are."""
    each = "".join(f'<li dir="auto">{escape(item)}</li>' for item in items)
    st.html(f'<div class="said">{escape(what)}<ul>{each}</ul></div>')


def facts(held: list[tuple[str, list[str]]]) -> None:
    """What people wrote or chose, each under our own words for what it is."""
    each = "".join(
        f"<dt>{escape(what)}</dt>" + "".join(f'<dd dir="auto">{escape(one)}</dd>' for one in said)
        for what, said in held
        if said
    )
    if each:
        st.html(f'<dl class="facts">{each}</dl>')


def plain(text: str) -> str:
    """A text inside one of our own sentences or labels, in one line, with nothing in it read as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def lines(text: str | None) -> list[str]:
    """The lines of a text in which something stands."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
