"""The pieces every page is made of: a figure with all that must stand under it, lists, empty states."""

import re
from collections.abc import Sequence
from typing import Any

import altair as alt
import streamlit as st

from dashboard import (
    beside as published,
)
from dashboard import (
    cells,
    charts,
    comparing,
    download,
    funnels,
    rows,
    session,
    wording,
)
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


def theme_page(page: str, title: str, question: str) -> None:
    """A page that tells the story of its measures: all of them at a glance, then one of them in full."""
    held = release_or_stop()
    measures = theme_measures(held, page)
    signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
    heading(title, wording.page_answer(question, signals))
    themes = {row["theme"]: row["theme_label"] for row in measures.values()}
    for place_in_page, (theme, label) in enumerate(themes.items()):
        some = {name: row for name, row in measures.items() if row["theme"] == theme}
        # The first theme is the page's own.
        glance(held, some, label if place_in_page else "")
    not_to_be_shown(measures)
    story_of_one(held, measures)


def not_to_be_shown(measures: dict[str, Row]) -> None:
    """The measures of a page that the files loaded cannot give, and what each of them needs."""
    missing = [row for row in measures.values() if not row["available"]]
    if missing and st.toggle(wording.not_yet(len(missing)), key="what is missing"):
        table(
            [{"Measure": row["title"], "Why not": f"{row['why_not']}"} for row in missing],
            "Measures that the files loaded cannot give",
            "",
        )


def story_of_one(held: Release, measures: dict[str, Row]) -> None:
    """The story of the measure that the reader chooses; it begins with one that has figures."""
    if not any(row["available"] for row in measures.values()):
        st.info(wording.NO_RETURNS)
    if measures:
        shown_now = (
            name for name in shown(measures, list(measures)) if has_figure(held, measures[name])
        )
        story(held, choose_measure(measures, first=next(shown_now, None)))


def latest(held: Release, measure: Row) -> tuple[Row | None, Row | None]:
    """The newest figure of a measure in the chosen area, and its signal."""
    area, name = rows.place(measure, session.area()), measure["id"]
    main = rows.main_category(measure)
    signals = rows.signals(held, name, area, category=main)
    kind = rows.usual_kind(held, name, area, main)
    points = rows.totals(held, name, area, kind, category=main)
    figure = rows.newest(rows.settled(points, signals))
    same = [one for one in signals if figure and one["period_end"] == figure["period_end"]]
    return figure, same[-1] if same else None


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
    where = {"area": signal["area"]} if signal and not measure["whole"] else {}
    st.page_link(
        place(measure),
        label=f"{icon} {words}",
        query_params=session.link(measure=measure["id"], **where),
    )


def change(held: Release, signal: Row) -> None:
    """One change as a link to its story."""
    measure = rows.measures(held)[signal["measure"]]
    other = "" if signal["area"] == session.area() else rows.areas(held)[signal["area"]]
    line(measure, wording.story_line(measure, signal, other), signal)


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
            _draw(charts.sparkline(measure, points, signals), words)


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


def choose_measure(
    measures: dict[str, Row], label: str = "Measure to look into", first: str | None = None
) -> Row:
    """Ask for one of the page's measures, beginning with `first`, else with one that has figures."""
    titles = {name: row["title"] for name, row in measures.items()}
    first = first or next((name for name, row in measures.items() if row["available"]), None)
    return measures[session.choose("measure", titles, label, default=first)]


def story(held: Release, measure: Row) -> None:
    """All that the release says of one measure: over time, its parts, by group."""
    if not measure["available"]:
        st.header(measure["title"], anchor=False)
        st.info(f"{measure['why_not']}. Load files that hold it, and make a new release.")
        what_is_this(measure)
        return
    if rows.shown_share(held, measure["id"]):
        shares(held, measure)
    else:
        over_time(held, measure, rows.main_category(measure))
        if measure["kind"] == "duration":
            say(wording.nine_in_ten(measure, _nine_in_ten(held, measure)))
        for other in rows.measures(held).values():
            if other["catalogue"] == measure["catalogue"] and rows.shown_share(held, other["id"]):
                shares(held, other)
    if rows.breakdowns(held, measure["id"], rows.place(measure, session.area())):
        by_group(held, measure)


def _nine_in_ten(held: Release, measure: Row) -> Row | None:
    area, name = rows.place(measure, session.area()), measure["id"]
    kind = rows.usual_kind(held, name, area, "half")
    return rows.newest(rows.totals(held, name, area, kind, category="nine_in_ten"))


def over_time(held: Release, measure: Row, category: str = "") -> None:
    """The run chart of one measure with everything that belongs under it."""
    area, name = rows.place(measure, session.area()), measure["id"]
    kinds = rows.kinds(held, name, area, category)
    if not kinds:
        first = next(iter(rows.totals(held, name, area, "year")), None)
        st.header(
            f"{measure['title']}: {wording.short(first, measure['unit']) if first else 'no figures'}",
            anchor=False,
        )
        say(wording.nothing_shown(area == rows.PARTNERSHIP))
        with st.popover("What is this?"):
            what_is_this(measure)
        return
    kind, basis = _points(kinds), _basis(held, measure)
    own_unit = measure["unit"]
    measure, every = rows.as_counts(measure, rows.totals(held, name, area, kind, basis, category))
    counted = measure["unit"] != own_unit
    signals = [] if counted else rows.signals(held, name, area, basis, category, kind)
    points = rows.settled(every, signals)
    newest = rows.newest(points)
    assert newest is not None, name
    signal = next((row for row in signals if row["period_end"] == newest["period_end"]), None)
    beside = [] if counted else published.of_our_years(held, name, area, category)
    st.header(wording.finding(measure, newest, signal), anchor=False)
    say(wording.subtitle(measure, newest, rows.areas(held).get(area, WHOLE)), grey=True)
    if counted:
        say(wording.NO_RESIDENTS, grey=True)
    target = held.manifest["targets"].get(name)
    words = wording.over_time_in_words(measure, points, signals)
    _draw(charts.over_time(measure, points, signals, beside, target), words)
    say(wording.not_in_it(rows.states(held, name, area, newest), points), grey=True)
    say(wording.as_sent(points, rows.senders(held, name, area)), grey=True)
    say(wording.unsettled([row for row in every if row not in points]), grey=True)
    if beside:
        _compared(held, measure, category)
    _under(held, measure, points, words, f"over time {name}{category}")
    if beside and not category:
        _funnel(held, measure)


def _compared(held: Release, measure: Row, category: str) -> None:
    """England, region and neighbours, in words."""
    area, name = rows.place(measure, session.area()), measure["id"]
    if category:
        say(comparing.wide(published.wide(held, name, area, category), measure), grey=True)
        return
    for told in comparing.all_in_words(held, measure, area):
        say(told, grey=True)


def _funnel(held: Release, measure: Row) -> None:
    """Every authority in one year, behind a control: a heavy chart that few readers need at once."""
    years = published.years(held, measure["id"], session.period(held).end.year)
    name = measure["id"]
    if not years or not st.toggle(comparing.FUNNEL_CONTROL, key=f"funnel {name}"):
        return
    plain = published.funnel_of(held, measure, session.area(), years[-1])
    adjusted = bool(plain.beyond) and st.toggle(comparing.ADJUST_CONTROL, key=f"adjust {name}")
    drawn = (
        published.funnel_of(held, measure, session.area(), years[-1], adjusted=True)
        if adjusted
        else plain
    )
    st.subheader(comparing.funnel_finding(drawn), anchor=False)
    words = comparing.funnel_in_words(drawn)
    _draw(funnels.chart(drawn), words)
    say(words)
    say(comparing.funnel_caption(drawn), grey=True)
    if st.toggle("Show the table of authorities", key=f"table funnel {name}"):
        table(comparing.funnel_rows(drawn), "Every authority by name", "")


def shares(held: Release, measure: Row) -> None:
    """The parts of a whole in the chosen period."""
    area, period = rows.place(measure, session.area()), session.period(held)
    parts = rows.categories(held, measure["id"], area, period)
    if not any(row["value"] is not None for row in parts):
        say(f"{measure['title']}: nothing to show for this period. Choose another at the left.")
        return
    beside = [
        row
        for row in rows.comparators(held, measure["id"], area, None)
        if row["year"] <= period.end.year
    ]
    newest = max((row["year"] for row in beside), default=0)
    beside = [row for row in beside if row["year"] == newest]
    st.header(wording.shares_finding(measure, parts), anchor=False)
    say(wording.subtitle(measure, parts[0], rows.areas(held).get(area, WHOLE)), grey=True)
    words = wording.shares_in_words(measure, parts)
    limit = rows.guidance_limit(held, parts)
    drawn = parts
    if len(parts) > rows.MOST_PARTS:
        every = st.toggle(wording.draw_all(len(parts), rows.MOST_PARTS), key=f"all {measure['id']}")
        drawn = parts if every else rows.largest(parts)
    _draw(charts.shares(measure, drawn, beside, limit), words)
    say(wording.not_in_it([], parts), grey=True)
    if beside:
        say(comparing.sources(beside), grey=True)
    _under(held, measure, parts, words, f"parts {measure['id']}")


def by_group(held: Release, measure: Row, label: str = "Compare by") -> None:
    """One measure between groups of children in the chosen period."""
    area, name = rows.place(measure, session.area()), measure["id"]
    period, main = session.period(held), rows.main_category(measure)
    by = _characteristic(held, measure, label)
    category = _category(held, measure) or main
    basis = st.session_state.get("basis") if len(rows.bases(held, name)) > 1 else None
    found = [
        row
        for row in rows.groups(held, name, area, by, period, basis)
        if row["category"] == category
    ]
    if not found:
        say("The release has no figures by group for this period. Choose another at the left.")
        return
    own_unit = measure["unit"]
    measure, found = rows.as_counts(measure, found)
    last = found[0]["period_end"].year
    beside = (
        published.groups(held, name, area, by, last, category)
        if measure["unit"] == own_unit
        else []
    )
    everyone = next(
        (
            row
            for row in rows.groups(held, name, area, "all", period, basis)
            if row["category"] == category
        ),
        None,
    )
    titled = (
        {**measure, "title": f"{measure['title']}: {found[0]['category_label']}"}
        if category and not main
        else measure
    )
    st.header(wording.groups_finding(titled, found, by), anchor=False)
    say(wording.subtitle(measure, found[0], rows.areas(held).get(area, WHOLE)), grey=True)
    words = wording.groups_in_words(measure, found)
    drawn = [row for row in found if row["value"] is not None or row["reason"] != "no events"]
    if all(row["value"] is None for row in drawn):
        say(wording.what_helps(measure, found, period.kind))
    elif measure["unit"] in ("count", "pounds"):
        _draw(charts.shares(measure, drawn), words)
        if measure["unit"] != own_unit:
            say(wording.NUMBERS_ONLY, grey=True)
    else:
        _draw(charts.between_groups(measure, drawn, everyone, beside), words)
        if any(row["lower"] is not None for row in drawn):
            say(wording.GROUPS_CAUTION, grey=True)
    say(wording.not_in_it([], found), grey=True)
    say(wording.as_sent(found, rows.senders(held, name, area)), grey=True)
    say(comparing.groups(beside, found, measure), grey=True)
    _under(held, measure, found, words, f"groups {name}", beside)


def _points(kinds: list[str]) -> str:
    if len(kinds) == 1:
        return kinds[0]
    return session.choose(
        "points",
        {kind: wording.KIND_WORDS[kind] for kind in kinds},
        "One point for each of",
        widget="segmented_control",
    )


def _basis(held: Release, measure: Row) -> str | None:
    held_bases = rows.bases(held, measure["id"])
    if len(held_bases) < 2:
        return None
    words = {basis: wording.BASIS_CHOICE[basis] for basis in held_bases}
    return session.choose("basis", words, "Count", widget="segmented_control")


def _characteristic(held: Release, measure: Row, label: str) -> str:
    names = rows.breakdowns(held, measure["id"], rows.place(measure, session.area()))
    words = {name: wording.CHARACTERISTIC_WORDS.get(name, name).capitalize() for name in names}
    first = next((name for name in ("social_care_status", "ethnicity") if name in words), None)
    return session.choose("by", words, label, default=first)


def _category(held: Release, measure: Row) -> str:
    if not rows.shown_share(held, measure["id"]):
        return ""
    area = rows.place(measure, session.area())
    parts = rows.categories(held, measure["id"], area, session.period(held))
    words = {row["category"]: row["category_label"] for row in parts}
    return (
        session.choose("part", words, "Which part", default=next(iter(words), None))
        if words
        else ""
    )


def _draw(chart: alt.LayerChart, words: str) -> None:
    st.vega_lite_chart(None, charts.spec(chart), theme=None, width="stretch", alt=words)


def _under(
    held: Release,
    measure: Row,
    found: Sequence[Row],
    words: str,
    key: str,
    beside: Sequence[Row] = (),
) -> None:
    """Under each chart: as-at and children, the table, the download, what it is."""
    period = session.period(held)
    counted = rows.children(held, measure["id"], rows.place(measure, session.area()), period)
    say(wording.counted_from(counted, measure, rows.as_at(held)), grey=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        table = st.toggle("Show the table", key=f"table {key}")
        st.download_button(
            "Download",
            lambda: download.as_csv(held, measure, found),
            file_name=f"{measure['id']}.csv",
            mime="text/csv",
            key=f"download {key}",
            on_click="ignore",
            help="These protected figures with their definition and release, for a spreadsheet",
        )
        with st.popover("What is this?"):
            what_is_this(measure)
    if table:
        say(words)
        show_table(measure, found, beside)


def show_table(measure: Row, found: Sequence[Row], beside: Sequence[Row] = ()) -> None:
    """The figures as a real table, with marks where one is not shown and what the marks mean."""
    unit = measure["unit"]
    st.table(
        cells.filled([cells.table_row(row, unit, beside) for row in found]),
        hide_index=True,
        alt=f"{measure['title']}: the figures of the chart above",
    )
    if not st.session_state.get("marks explained"):
        say(wording.WHAT_MARKS_MEAN, grey=True)
        st.session_state["marks explained"] = True


def what_is_this(measure: Row) -> None:
    """Definition, why, guidance, conventions, worked examples."""
    for line in wording.explained(measure):
        say(line)


def lines(error: UserError) -> str:
    """A fault's own text, its lines kept. What it quotes of a file is only text, and no link or picture."""
    return re.sub(r"([][\\`*<>$])", r"\\\1", str(error)).replace("\n", "  \n")
