"""The story of a measure: over time, its parts, by group, each with all that must stand under a chart."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import beside as published
from dashboard import (
    cells,
    charts,
    comparing,
    download,
    figure,
    funnels,
    rare_events,
    release_words,
    rows,
    session,
    trend_words,
    wording,
    year_page,
)
from metrics.release import Release

Row = dict[str, Any]


def theme_page(page: str, title: str, question: str) -> None:
    """A page that tells the story of its measures: all of them at a glance, then one of them in full."""
    held = figure.release_or_stop()
    measures = figure.theme_measures(held, page)
    signals = rows.of_measures(rows.newest_signals(held, session.area()), measures)
    figure.heading(title, wording.page_answer(question, signals))
    themes = {row["theme"]: row["theme_label"] for row in measures.values()}
    for place_in_page, (theme, label) in enumerate(themes.items()):
        some = {name: row for name, row in measures.items() if row["theme"] == theme}
        # The first theme is the page's own.
        figure.glance(held, some, label if place_in_page else "")
    not_to_be_shown(measures)
    story_of_one(held, measures)


def not_to_be_shown(measures: dict[str, Row]) -> None:
    """The measures of a page that the files loaded cannot give, and what each of them needs."""
    missing = [row for row in measures.values() if not row["available"]]
    if missing and st.toggle(wording.not_yet(len(missing)), key="what is missing"):
        figure.table(
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
            name
            for name in figure.shown(measures, list(measures))
            if figure.has_figure(held, measures[name])
        )
        story(held, choose_measure(measures, first=next(shown_now, None)))


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
            figure.say(wording.nine_in_ten(measure, _nine_in_ten(held, measure)))
        for other in rows.measures(held).values():
            if other["catalogue"] == measure["catalogue"] and rows.shown_share(held, other["id"]):
                shares(held, other)
    if rows.breakdowns(held, measure["id"], rows.place(measure, session.area())):
        by_group(held, measure)
    year_page.of_measure(held, measure)


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
        figure.say(wording.nothing_shown(area == rows.PARTNERSHIP))
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
    figure.say(
        wording.subtitle(measure, newest, rows.areas(held).get(area, figure.WHOLE)), grey=True
    )
    if counted:
        figure.say(wording.NO_RESIDENTS, grey=True)
    target = held.manifest["targets"].get(name)
    words = wording.over_time_in_words(measure, points, signals)
    figure.draw(charts.over_time(measure, points, signals, beside, target), words)
    _read_it_so(measure, signals)
    figure.say(wording.not_in_it(rows.states(held, name, area, newest), points), grey=True)
    figure.say(wording.as_sent(points, rows.senders(held, name, area)), grey=True)
    figure.say(wording.unsettled([row for row in every if row not in points]), grey=True)
    if beside:
        _compared(held, measure, category)
    _under(held, measure, points, words, f"over time {name}{category}", signals=signals)
    if not category:
        _between_events(held, measure, area)
    if beside and not category:
        _funnel(held, measure)


def _read_it_so(measure: Row, signals: Sequence[Row]) -> None:
    """Under a run chart: the local target, declared steps, and which chart it is."""
    told = trend_words.against_target(measure, signals)
    if told and signals[-1]["assurance"]:
        told = f"{charts.assurance_icon(signals[-1]['assurance'])} {told}"
    figure.say(told)
    figure.say(trend_words.steps(signals))
    figure.say(trend_words.variant(signals), grey=True)


def _between_events(held: Release, measure: Row, area: str) -> None:
    """Events too rare to count by quarter, and of no child: the time, or the opportunities, between them."""
    points = rows.between(held, measure["id"], area)
    if not points:
        return
    st.subheader(trend_words.gaps_finding(measure, points), anchor=False)
    words = trend_words.gaps_in_words(points)
    if len(points) >= rare_events.FEWEST_DRAWN:
        figure.draw(rare_events.chart(measure, points), words)
    figure.say(words)
    _read_it_so(measure, points)
    figure.say(trend_words.NO_CHART_OF_CHILDREN, grey=True)
    if st.toggle("Show the table of events", key=f"table events {measure['id']}"):
        figure.table(cells.gap_rows(points), f"{measure['title']}: the events", "")


def _compared(held: Release, measure: Row, category: str) -> None:
    """England, region and neighbours, in words."""
    area, name = rows.place(measure, session.area()), measure["id"]
    if category:
        figure.say(comparing.wide(published.wide(held, name, area, category), measure), grey=True)
        return
    for told in comparing.all_in_words(held, measure, area):
        figure.say(told, grey=True)


def _funnel(held: Release, measure: Row) -> None:
    """Every authority in one year, behind a control: a heavy chart that few readers need at once."""
    years = published.years(held, measure["id"], session.period(held).end.year)
    name = measure["id"]
    if not years or not st.toggle(comparing.FUNNEL_CONTROL, key=f"funnel {name}"):
        return
    plain = published.funnel_of(held, measure, session.area(), years[-1])
    st.subheader(comparing.funnel_finding(plain), anchor=False)
    figure.say(comparing.scattered(plain))
    adjusted = bool(plain.beyond) and st.toggle(comparing.ADJUST_CONTROL, key=f"adjust {name}")
    drawn = (
        published.funnel_of(held, measure, session.area(), years[-1], adjusted=True)
        if adjusted
        else plain
    )
    words = comparing.funnel_in_words(drawn)
    figure.draw(funnels.chart(drawn), words)
    figure.say(words)
    figure.say(comparing.funnel_caption(drawn), grey=True)
    if st.toggle("Show the table of authorities", key=f"table funnel {name}"):
        figure.table(comparing.funnel_rows(drawn), "Every authority by name", "")


def shares(held: Release, measure: Row) -> None:
    """The parts of a whole in the chosen period."""
    area, period = rows.place(measure, session.area()), session.period(held)
    parts = rows.categories(held, measure["id"], area, period)
    if not any(row["value"] is not None for row in parts):
        figure.say(
            f"{measure['title']}: nothing to show for this period. Choose another at the left."
        )
        return
    beside = [
        row
        for row in rows.comparators(held, measure["id"], area, None)
        if row["year"] <= period.end.year
    ]
    newest = max((row["year"] for row in beside), default=0)
    beside = [row for row in beside if row["year"] == newest]
    st.header(wording.shares_finding(measure, parts), anchor=False)
    figure.say(
        wording.subtitle(measure, parts[0], rows.areas(held).get(area, figure.WHOLE)), grey=True
    )
    words = wording.shares_in_words(measure, parts)
    limit = rows.guidance_limit(held, parts)
    drawn = parts
    if len(parts) > rows.MOST_PARTS:
        every = st.toggle(wording.draw_all(len(parts), rows.MOST_PARTS), key=f"all {measure['id']}")
        drawn = parts if every else rows.largest(parts)
    figure.draw(charts.shares(measure, drawn, beside, limit), words)
    figure.say(wording.not_in_it([], parts), grey=True)
    if beside:
        figure.say(comparing.sources(beside), grey=True)
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
        figure.say(
            "The release has no figures by group for this period. Choose another at the left."
        )
        return
    own_unit = measure["unit"]
    measure, found = rows.as_counts(measure, found)
    last = found[0]["period_end"].year
    beside = (
        published.groups(held, name, area, by, last, category)
        if measure["unit"] == own_unit
        else []
    )
    everyone = rows.everyone(held, name, area, period, basis, category)
    titled = (
        {**measure, "title": f"{measure['title']}: {found[0]['category_label']}"}
        if category and not main
        else measure
    )
    st.header(wording.groups_finding(titled, found, by), anchor=False)
    figure.say(
        wording.subtitle(measure, found[0], rows.areas(held).get(area, figure.WHOLE)), grey=True
    )
    words = wording.groups_in_words(measure, found)
    if all(row["value"] is None for row in found):
        figure.say(wording.what_helps(measure, found, period.kind))
    else:
        _draw_groups(measure, found, everyone, beside, words)
        if measure["unit"] != own_unit:
            figure.say(wording.NUMBERS_ONLY, grey=True)
    figure.say(wording.not_in_it([], found), grey=True)
    figure.say(wording.as_sent(found, rows.senders(held, name, area)), grey=True)
    figure.say(comparing.groups(beside, found, measure), grey=True)
    _under(held, measure, found, words, f"groups {name}", beside)


def _draw_groups(
    measure: Row, found: Sequence[Row], everyone: Row | None, beside: Sequence[Row], words: str
) -> None:
    """Groups with something to count: numbers as bars, shares and rates as dots with their intervals."""
    drawn = [row for row in found if row["value"] is not None or row["reason"] != "no events"]
    if measure["unit"] in ("count", "pounds"):
        figure.draw(charts.shares(measure, drawn), words)
        return
    figure.draw(charts.between_groups(measure, drawn, everyone, beside), words)
    if any(row["lower"] is not None for row in drawn):
        figure.say(wording.GROUPS_CAUTION, grey=True)


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


def _under(
    held: Release,
    measure: Row,
    found: Sequence[Row],
    words: str,
    key: str,
    beside: Sequence[Row] = (),
    signals: Sequence[Row] = (),
) -> None:
    """Under each chart: as-at and children, the table, the download, what it is."""
    figure.say(release_words.revised(rows.revised(held, found), measure["unit"]), grey=True)
    period = session.period(held)
    counted = rows.children(held, measure["id"], rows.place(measure, session.area()), period)
    figure.say(wording.counted_from(counted, measure, rows.as_at(held)), grey=True)
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
        figure.say(words)
        show_table(measure, found, beside, signals)


def show_table(
    measure: Row, found: Sequence[Row], beside: Sequence[Row] = (), signals: Sequence[Row] = ()
) -> None:
    """The figures as a real table, with marks where one is not shown and what the marks mean."""
    unit = measure["unit"]
    read = {row["period_end"]: cells.signal_cells(row, unit) for row in signals}
    none = dict.fromkeys(cells.SIGNAL_CELLS, "")
    st.table(
        cells.filled(
            [
                cells.table_row(row, unit, beside) | read.get(row["period_end"], none)
                for row in found
            ]
        ),
        hide_index=True,
        alt=f"{measure['title']}: the figures of the chart above",
    )
    if not st.session_state.get("marks explained"):
        figure.say(wording.WHAT_MARKS_MEAN, grey=True)
        st.session_state["marks explained"] = True


def what_is_this(measure: Row) -> None:
    """Definition, why, guidance, conventions, worked examples."""
    for line in wording.explained(measure):
        figure.say(line)
