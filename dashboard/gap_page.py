"""The pieces of a page about gaps: the chain, one step by group, and all that stands under each chart."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import (
    chain_chart,
    download,
    figure,
    gap_cells,
    gap_charts,
    gap_numbers,
    gap_rows,
    gap_titles,
    gap_words,
    group_words,
    rows,
    session,
    story,
    wording,
)
from dashboard.gap_rows import Asked, Chain
from metrics.release import Release

Row = Mapping[str, Any]

PAGE = "views/fairness.py"
CHAIN_OF_DECISIONS = "chain"
CHAIN_MEANS = (
    "Large dot: this group. Line: {}. Small circles: the other groups. Below the stages, "
    "ratios with their 95% intervals: filled diamond flagged, filled circle similar, hollow circle "
    "cannot tell."
)
FIRST = ("ethnicity", "sex", "disability", "age_band")


def nothing_compared(held: Release) -> bool:
    """Say so where the release compares no group at all."""
    if gap_rows.compared(held):
        return False
    st.info(
        "The release compares no groups. Load files with children's details, and make a new release."
    )
    return True


def choose_characteristic(held: Release, measures: Sequence[str], label: str = "Look by") -> str:
    """Ask by which characteristic to look."""
    names = gap_rows.characteristics(held, measures, session.area())
    words = {name: group_words.upper(group_words.characteristic_words(name)) for name in names}
    first = next((name for name in FIRST if name in words), None)
    return session.choose("by", words, label, default=first)


def area_and_period(held: Release, asked: Asked) -> str:
    """Where and when, for the grey line under a title."""
    area = rows.areas(held).get(asked.area, figure.WHOLE)
    return f"{area}, {wording.financial_years(asked.period.kind, asked.period.end)}."


def chain(held: Release, asked: Asked, found: Chain, group: str) -> None:
    """The chain for one group: the row of stages, what is not in it, the table and the download."""
    own = gap_rows.of_group(found, group)
    label = gap_rows.groups(found.values())[group]
    whom = group_words.children(asked.by, group, label)
    mine = gap_rows.widest(gap_rows.conditional(own.values()))
    st.header(gap_titles.chain_title(whom, mine), anchor=False)
    figure.say(
        f"Of the children of one stage, who goes on to the next? {area_and_period(held, asked)}",
        grey=True,
    )
    measures = rows.measures(held)
    words = " ".join(gap_words.finding(row, measures[step]) for step, row in own.items())
    figure.draw(chain_chart.chain(found, group, mine), words)
    figure.say(CHAIN_MEANS.format(group_words.BESIDE[asked.reference]), grey=True)
    figure.say(gap_titles.stages(list(found)), grey=True)
    figure.say(f"{gap_words.SELECTED} {_siblings(held, mine, asked)}", grey=True)
    shown = under(held, list(own.values()), f"chain {asked.by}")
    if shown:
        figure.table(gap_cells.of_chain(found, group), f"The chain for {whom}", "")
        marks()


def step(held: Release, measure: Row, asked: Asked, key: str) -> None:
    """One measure by group: each group's ratio, what may be said of it, and what is not known."""
    found = gap_rows.table(held, measure["id"], asked)
    if not any(row["group"] != gap_rows.UNRECORDED_GROUP for row in found):
        figure.say(
            f"{measure['title']}: the release compares no groups by "
            f"{group_words.characteristic_words(asked.by)} here. Choose another area or period at the "
            "left."
        )
        return
    st.header(gap_titles.groups_title(found, measure), anchor=False)
    figure.say(f"{measure['definition']} {area_and_period(held, asked)}", grey=True)
    words = " ".join(gap_words.finding(row, measure) for row in found)
    if any(row["verdict"] in gap_rows.COMPARED for row in found):
        figure.draw(gap_charts.forest(found), words)
        figure.say(gap_charts.SHAPES_MEAN, grey=True)
        told(held, found, measure, asked, key)
    else:
        figure.say(words)
    if under(held, found, key, measure):
        figure.table(gap_cells.of_measure(found), f"{measure['title']} by group", "")
        marks()


def told(held: Release, found: Sequence[Row], measure: Row, asked: Asked, key: str) -> None:
    """The flagged comparisons in sentences, then what holds for all of them."""
    flagged = [row for row in found if row["verdict"] == gap_rows.FLAGGED]
    every = f"Say each of the {len(flagged)} flagged groups in a sentence"
    if len(flagged) <= gap_titles.MOST_NAMED or st.toggle(every, key=f"sentences {key}"):
        for row in flagged:
            figure.say(f"* {gap_words.finding(row, measure)} {gap_numbers.excess(row)}")
    first = next(row for row in found if row["verdict"] in gap_rows.COMPARED)
    one = gap_rows.widest(found) or first
    figure.say(gap_words.unknown(one), grey=True)
    figure.say(f"{gap_words.family(first)} {_siblings(held, one, asked)}", grey=True)
    figure.say(gap_titles.many_groups(found), grey=True)


def _siblings(held: Release, row: Row | None, asked: Asked) -> str:
    if row is None:
        return gap_words.SIBLINGS
    families = gap_rows.families(held, row["measure"], asked, row["group"])
    return gap_words.siblings(families, row)


def under(held: Release, found: Sequence[Row], key: str, measure: Row | None = None) -> bool:
    """The controls under a chart; gives whether the table is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        table = st.toggle("Show the table", key=f"table {key}")
        st.download_button(
            "Download",
            lambda: download.comparisons_as_csv(held, rows.measures(held), found),
            file_name=f"{key.replace(' ', '_')}.csv",
            mime="text/csv",
            key=f"download {key}",
            on_click="ignore",
            help="These protected comparisons with their sentences and release, for a spreadsheet",
        )
        if measure is not None:
            with st.popover("What is this?"):
                story.what_is_this(dict(measure))
    return table


def marks() -> None:
    """What the marks of a table mean, once a page."""
    if not st.session_state.get("marks explained"):
        figure.say(wording.WHAT_MARKS_MEAN, grey=True)
        st.session_state["marks explained"] = True


def at_home(held: Release) -> None:
    """The block of a first page: where the largest gap by ethnicity opens, as a link to the page of it."""
    st.header("Fairness: where the largest gap opens", anchor=False)
    asked = Asked(session.area(), session.period(held), FIRST[0])
    every = gap_rows.conditional(
        row for table in gap_rows.chain(held, asked).values() for row in table
    )
    if not every:
        figure.say("The release compares no groups by ethnicity here.")
        return
    st.page_link(
        PAGE,
        label=gap_titles.at_home(gap_rows.widest(every), every),
        query_params=session.link(look=CHAIN_OF_DECISIONS, by=FIRST[0]),
    )


def choose_group(found: Chain | Mapping[str, Sequence[Row]], by: str, first: str | None) -> str:
    """Ask which group to look at in full."""
    known = gap_rows.groups(found.values())
    words = {
        code: group_words.upper(group_words.children(by, code, label))
        for code, label in known.items()
    }
    return session.choose("group", words, "Whose way", default=first)
