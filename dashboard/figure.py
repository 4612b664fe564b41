"""The pieces every page is made of: headings, sentences, lines that lead to a story, tables, empty states."""

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import streamlit as st

from dashboard import charts, rows, session, trend_words, wording
from data.problems import UserError
from metrics.release import Release

Row = dict[str, Any]

PAGES = {
    "front_door": "views/dsp_front_door.py",
    "early_help": "views/dsp_early_help.py",
    "timeliness": "views/dsp_timeliness.py",
    "participation": "views/dsp_participation.py",
    "repeat": "views/dsp_repeat.py",
    "plans": "views/dsp_child_protection.py",
    "demand": "views/dsp_referrals.py",
    "voice": "views/dsp_participation.py",
    "education": "views/dsp_education.py",
    "providers": "views/dsp_education.py",
    "exploitation": "views/dsp_exploitation.py",
    "learning": "views/dsp_learning.py",
    "workforce": "views/dsp_learning.py",
    "money": "views/lsp_money.py",
    "governance": "views/dsp_governance.py",
    "secure": "views/dsp_exploitation.py",
    "recording": "views/trust.py",
    "chain": "views/fairness.py",
}
"""The page on which the measures of a theme stand."""
WHOLE = "Whole partnership"
OWED = "INF-01"
"""Whether the partners send what they owe: it stands on the page of returns."""
CHILD_PROTECTION = ("DEM-06", "DEM-08", "DEM-09", "DEM-11")
"""Measures of demand that belong to the child protection page: enquiries, conferences, plans."""


def place(measure: Row) -> str:
    """The page that tells a measure's story."""
    if measure["catalogue"] in CHILD_PROTECTION:
        return PAGES["plans"]
    if measure["catalogue"] == OWED:
        return "views/returns.py"
    return PAGES[measure["theme"]]


def say(text: str, *, grey: bool = False) -> None:
    """Print a sentence, each acronym spelled out where the page first uses it."""
    if text:
        seen: set[str] = st.session_state.setdefault("acronyms", set())
        spelled = wording.in_full(text, seen)
        if grey:
            st.caption(spelled)
        else:
            st.markdown(spelled)


def heading(title: str, sentence: str) -> None:
    """The page's title and the one sentence that answers its question."""
    st.title(title, anchor=False)
    say(sentence)


def release_or_stop() -> Release:
    """The newest release; before the first one, what to do next and nothing else."""
    held = session.release()
    if held is None:
        st.title("Nothing to show yet", anchor=False)
        st.info(
            "No figures have been made from your files yet. Two steps lead there:\n\n"
            "1. An analyst loads files: a children in need census (XML), say, or a return from a partner.\n"
            "2. The analyst makes a release: the figures that everybody then sees, with small numbers "
            "protected.\n\nTo look round first, stop this program and run `make demo`: it shows an "
            "invented partnership."
        )
        if session.role() == "analyst":
            st.page_link("views/analyst_load.py", label="Load files", query_params=session.link())
        else:
            st.button(
                "I am the analyst: load files",
                on_click=session.become,
                args=("analyst", "views/analyst_load.py"),
            )
        st.stop()
    return held


def theme_measures(held: Release, page: str) -> dict[str, Row]:
    """The measures whose story stands on a page, theme by theme in the order of their numbers."""
    found = [row for row in rows.measures(held).values() if place(row) == page]
    kinds = list(dict.fromkeys((row["theme"], row["catalogue"][:3]) for row in found))
    themes = list(dict.fromkeys(theme for theme, _ in kinds))
    found.sort(
        key=lambda row: (
            themes.index(row["theme"]),
            kinds.index((row["theme"], row["catalogue"][:3])),
            row["catalogue"],
        )
    )
    return {row["id"]: row for row in found}


def latest(held: Release, measure: Row) -> tuple[Row | None, Row | None]:
    """The newest figure of a measure in the chosen area, and its signal."""
    return rows.latest(held, measure, session.area())


def has_figure(held: Release, measure: Row) -> bool:
    """Whether its newest figure can be shown."""
    figure, _ = latest(held, measure)
    return figure is not None and figure["value"] is not None


def at_a_glance(held: Release, measures: dict[str, Row]) -> list[tuple[Row, Row, Row | None]]:
    """Each measure that has a figure in the area, with the newest one and its signal."""
    found = [
        (measure, *latest(held, measure))
        for measure in measures.values()
        if measure["available"] and measure["kind"] != "share"
    ]
    return [(measure, figure, signal) for measure, figure, signal in found if figure is not None]


def glance(held: Release, measures: dict[str, Row], title: str = "") -> None:
    """One line for each measure: its variation icon, newest figure, and what changed. Each is a link.

    title  stands over them, if there are any
    """
    found = at_a_glance(held, measures)
    if title and found:
        st.header(title, anchor=False)
    with st.container(gap="xxsmall"):
        for measure, figure, signal in found:
            line(measure, wording.finding(measure, figure, signal, strong=True), signal)


def shown(measures: dict[str, Row], names: Sequence[str]) -> list[str]:
    """Those of some measures that the release has figures of."""
    return [name for name in names if name in measures and measures[name]["available"]]


def line(measure: Row, words: str, signal: Row | None) -> None:
    """A measure as a link to its story, in the area of the signal."""
    icon = charts.icon(signal["meaning"] if signal else "")
    if signal and signal["assurance"]:
        icon += f" {charts.assurance_icon(signal['assurance'])}"
    where = {"area": signal["area"]} if signal and not measure["whole"] else {}
    st.page_link(
        place(measure),
        label=f"{icon} {words}",
        query_params=session.link(measure=measure["id"], **where),
    )


def change(held: Release, signal: Row) -> None:
    """One change as a link to its story."""
    measure = rows.measures(held)[signal["measure"]]
    if signal["event"]:
        line(measure, trend_words.gaps_line(measure, signal), signal)
        return
    other = "" if signal["area"] == session.area() else rows.areas(held)[signal["area"]]
    line(measure, wording.story_line(measure, signal, other), signal)


def icons_mean(held: Release) -> None:
    """What the icons of the page mean, those of local targets where there are any."""
    targets = {word: charts.assurance_icon(word) for word in trend_words.ASSURANCE_WORDS}
    told = wording.icons_mean(
        {word: charts.icon(word) for word in wording.ICON_ORDER},
        trend_words.assurance_icons_mean(targets) if held.manifest["targets"] else "",
    )
    say(told, grey=True)


def clock(held: Release, measure: Row) -> None:
    """One measure in a row: icon, name, newest figure, what is overdue, and its course in small."""
    area, name = rows.place(measure, session.area()), measure["id"]
    main = rows.main_category(measure)
    signals = rows.signals(held, name, area, category=main)
    kind = rows.usual_kind(held, name, area, main)
    points = rows.settled(rows.totals(held, name, area, kind, category=main), signals)
    beside, small = st.columns([5, 2], vertical_alignment="center", gap="small")
    with beside.container(gap="xxsmall"):
        newest, signal = _newest(held, measure)
        line(measure, f"**{measure['title']}**", signal)
        say(newest, grey=True)
    if rows.enough_to_draw_small(points):
        words = wording.over_time_in_words(measure, points, signals)
        with small:
            draw(charts.sparkline(measure, points, signals), words)


def in_brief(held: Release, measure: Row) -> None:
    """One measure in one line: icon, name, newest figure and what is overdue. It is a link."""
    newest, signal = _newest(held, measure)
    line(measure, f"**{measure['title']}**: {newest}", signal)


def _newest(held: Release, measure: Row) -> tuple[str, Row | None]:
    """The newest figure and what is overdue, in words, and the signal of that figure."""
    figure, signal = latest(held, measure)
    if figure is None:
        return measure["why_not"] or "no figures for this area", signal
    area = rows.place(measure, session.area())
    overdue = wording.overdue_now(rows.overdue(held, measure["id"], area))
    newest = wording.figure(figure, measure["unit"])
    return " · ".join(part for part in (newest, overdue) if part), signal


def table(found: list[dict[str, str]], what: str, empty: str) -> None:
    """A plain table, or the sentence that says there is nothing in it."""
    if found:
        st.table(found, hide_index=True, alt=what)
    else:
        say(empty)


def draw(chart: alt.LayerChart, words: str) -> None:
    """A chart, and the same in words for whoever does not see it."""
    st.vega_lite_chart(None, charts.spec(chart), theme=None, width="stretch", alt=words)


def lines(error: UserError) -> str:
    """A fault's own text, its lines kept. What it quotes of a file is only text, and no link or picture."""
    return re.sub(r"([][\\`*<>$])", r"\\\1", str(error)).replace("\n", "  \n")
