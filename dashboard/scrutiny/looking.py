"""The steps at which figures are looked at: what the release says of the comparison that was chosen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import (
    cells,
    comparing,
    figure,
    file_words,
    gap_cells,
    gap_charts,
    gap_page,
    gap_rows,
    gap_titles,
    gap_words,
    group_words,
    probe_words,
    rows,
    session,
    story,
    wording,
)
from dashboard.gap_rows import Asked
from dashboard.scrutiny.choosing import Compared
from metrics.measures.chain import CHAIN
from metrics.methods import METHODS
from metrics.release import Release

Row = Mapping[str, Any]

MOST_DRAWN = 14
"""So many groups are drawn at once."""
NO_STEP = (
    "What is counted is no step of the chain of decisions, so it has no path. Its groups stand below; "
    "choose a step of the chain under “Choose the comparison” to see the whole path."
)


def recording(held: Release, compared: Compared) -> None:
    """How well the characteristic is recorded along the chain, which returns came, how figures are made."""
    asked = Asked(compared.asked.area, compared.asked.period, compared.asked.by)
    found = gap_rows.chain(held, asked) or {
        compared.found: gap_rows.table(held, compared.found, asked)
    }
    shares = {step: _share(table) for step, table in found.items()}
    known = list(shares.values())
    st.header("For how many it is not recorded", anchor=False)
    figure.say(probe_words.recording(known, asked.by))
    if set(found) <= set(CHAIN):
        what = group_words.characteristic_words(asked.by)
        figure.table(
            gap_cells.of_recording(found, shares), f"Children for whom {what} is not recorded", ""
        )
        gap_page.marks()
    st.header("Did what partners owe come?", anchor=False)
    owed = rows.returns(held)
    figure.say(file_words.returns_answer(owed) if owed else rows.NOTHING_OWED)
    if owed:
        figure.table(cells.agency_rows(owed), "Returns owed and received, by agency", "")
    st.page_link("views/trust.py", label="Can we trust this?", query_params=session.link())
    st.header("Did the way of counting change?", anchor=False)
    for method in METHODS:
        figure.say(f"* {wording.date(method.date)}, version {method.version}: {method.change}")
    if compared.measure["conventions"]:
        figure.say(f"How it is counted now: {compared.measure['conventions']}", grey=True)


def _share(table: Sequence[Row]) -> float | None:
    return next((row["unknown_share"] for row in table if row["unknown_share"] is not None), None)


def comparison(held: Release, compared: Compared) -> None:
    """Who is set beside whom: how many children each group has, and of which something can be said."""
    found = gap_rows.table(held, compared.found, compared.asked)
    st.header(gap_titles.how_many_compared(found), anchor=False)
    figure.say(gap_titles.POOLING)
    figure.table(gap_cells.counts(found), "Children of each group", "Nothing to compare here.")
    gap_page.marks()


def pathway(held: Release, compared: Compared) -> None:
    """The chain of decisions for the group, and its ratios multiplied."""
    found = gap_rows.chain(held, compared.asked)
    if compared.found not in CHAIN or compared.group not in gap_rows.groups(found.values()):
        figure.say(NO_STEP)
        gap_page.step(held, compared.measure, compared.asked, f"path {compared.found}")
        return
    gap_page.chain(held, compared.asked, found, compared.group)
    st.header("All steps multiplied", anchor=False)
    told = gap_rows.cumulative(held, _last(found, compared), compared.asked, compared.group)
    for row in told:
        figure.say(f"* {gap_words.cumulative(row)}")
    if not told:
        figure.say("The release multiplies no steps for this group.")


def _last(found: gap_rows.Chain, compared: Compared) -> str:
    """The last step up to which all numbers of the group are printed; the first where none is."""
    own = gap_rows.of_group(found, compared.group)
    held = [step for step in CHAIN[1:] if step in own]
    last = held[0] if held else compared.found
    for step in held:
        if own[step]["verdict"] not in gap_rows.COMPARED:
            break
        last = step
    return last


def widest(held: Release, compared: Compared) -> None:
    """The step at which the largest flagged gap of the group opens, and that step by group."""
    found = gap_rows.chain(held, compared.asked)
    own = gap_rows.of_group(found, compared.group)
    if compared.found not in CHAIN or not own:
        figure.say(NO_STEP)
        gap_page.step(held, compared.measure, compared.asked, f"widest {compared.found}")
        return
    every = gap_rows.conditional(own.values())
    step = gap_rows.widest(every)
    if step is None:
        figure.say(f"No step is flagged for {compared.whom}. {gap_words.tally(every)}")
        measure = compared.measure
    else:
        measure = rows.measures(held)[step["measure"]]
        figure.say(
            f"For {compared.whom}, the largest flagged gap opens {gap_words.step_name(step['measure'])}."
        )
        if step["measure"] != compared.found:
            st.button(
                f"Look at this step from now on: {gap_words.step_title(step['measure'])}",
                on_click=_count,
                args=(step["measure"],),
            )
    gap_page.step(held, measure, compared.asked, f"widest {measure['id']}")
    _two_at_once(held, measure, compared)


def _count(measure: str) -> None:
    st.session_state["counted"] = measure


def _two_at_once(held: Release, measure: Row, compared: Compared) -> None:
    """Two characteristics at once, behind a control."""
    area, by = compared.asked.area, compared.asked.by
    pairs = gap_rows.crossed(held, measure["id"], area, by)
    if not pairs or not st.toggle("Look at two characteristics at once", key="two at once"):
        return
    words = {pair: group_words.upper(group_words.characteristic_words(pair)) for pair in pairs}
    pair = session.choose("pair", words, "Which two")
    found = gap_rows.intersections(held, measure["id"], area, pair)
    drawn = [row for row in found if row["estimate"] is not None]
    st.header(f"{measure['title']}, two characteristics at once", anchor=False)
    figure.say(probe_words.BORROWED, grey=True)
    told = " ".join(probe_words.estimated(row) for row in found)
    if drawn:
        figure.draw(gap_charts.estimates(drawn[:MOST_DRAWN]), told)
    if st.toggle("Show the table", key="table two at once", value=not drawn):
        figure.table(gap_cells.estimates(found), "Estimated rates of two characteristics", "")
        gap_page.marks()


def adjustment(held: Release, compared: Compared) -> None:
    """The ratio as it stands beside the same among like children, one thing at a time."""
    found = gap_rows.adjustments(held, compared.found, compared.asked, compared.group)
    _adjusted(held, compared, found)


def _adjusted(held: Release, compared: Compared, found: Sequence[Row]) -> None:
    others = Asked(compared.asked.area, compared.asked.period, compared.asked.by)
    table = gap_rows.table(held, compared.found, others)
    row = next((each for each in table if each["group"] == compared.group), None)
    st.header(probe_words.adjusted_title(compared.whom, found, row), anchor=False)
    if not found:
        figure.say(probe_words.NOT_ADJUSTED)
        return
    drawn = [each for each in found if each["adjusted_lower"] is not None]
    told = [probe_words.adjusted(each, row) for each in found]
    if drawn:
        figure.draw(gap_charts.adjusted(drawn), " ".join(told))
    for sentence in told:
        figure.say(f"* {sentence}")
    families = gap_rows.families(held, compared.found, others, compared.group)
    figure.say(f"{probe_words.ADJUSTING} {gap_words.siblings(families, row)}", grey=True)
    if st.toggle("Show the table", key="table adjusted"):
        figure.table(gap_cells.adjusted(found), "As it stands and adjusted", "")
        gap_page.marks()


def source(held: Release, compared: Compared) -> None:
    """Who made the referrals, and the ratio among children referred by the same kind of agency."""
    asked = Asked(compared.asked.area, compared.asked.period, "referral_source")
    if gap_rows.table(held, compared.found, asked):
        gap_page.step(held, compared.measure, asked, f"source {compared.found}")
    else:
        figure.say("The release does not part this by who made the referral. It can be asked for.")
    found = gap_rows.adjustments(held, compared.found, compared.asked, compared.group)
    own = [row for row in found if row["adjuster"] == "referral_source"]
    if own:
        _adjusted(held, compared, own)


def time(held: Release, compared: Compared) -> None:
    """The ratio year by year, the three years together, and how long each group waited."""
    found = gap_rows.years(held, compared.found, compared.asked, compared.group)
    st.header(f"{compared.measure['title']}, {compared.whom}: year by year", anchor=False)
    told = gap_words.over_years(found)
    if any(row["verdict"] in gap_rows.COMPARED for row in found):
        figure.draw(gap_charts.years(found), told)
        figure.say(gap_charts.SHAPES_MEAN, grey=True)
    else:
        figure.say(told)
    figure.say(gap_words.YEARS_CAUTION, grey=True)
    if st.toggle("Show the table", key="table years"):
        figure.table(gap_cells.of_years(found), f"Year by year, {compared.whom}", "")
        gap_page.marks()
    _speed(held, compared)


def _speed(held: Release, compared: Compared) -> None:
    """How long children waited for a step, behind a control."""
    names = gap_rows.waited(held, compared.asked.area)
    if not names or not st.toggle("Look at how long children waited", key="waits"):
        return
    titles = {name: rows.measures(held)[name]["title"] for name in names}
    name = session.choose("wait", titles, "Which step")
    found = gap_rows.waits(held, name, compared.asked)
    st.header(f"How long children waited: {titles[name]}", anchor=False)
    if not found:
        figure.say("The release prints no waits by this here. Choose another period at the left.")
        return
    told = " ".join(probe_words.waited(row) for row in found)
    if any(row["in_time"] is not None for row in found):
        figure.draw(gap_charts.waits(found), told)
        figure.say(gap_charts.WAITS_MEAN, grey=True)
    else:
        figure.say("Of no group can it be shown: a number that it rests on is kept back.")
    figure.say(probe_words.waits_together(found))
    if st.toggle("Show the table", key="table waits"):
        figure.table(gap_cells.waits(found), f"Waits: {titles[name]}", "")


def rule(held: Release, compared: Compared) -> None:
    """What other readings of the rules would change, for all children together."""
    found = gap_rows.sensitivities(held, compared.found, compared.asked)
    st.header(f"{compared.measure['title']}: read otherwise", anchor=False)
    figure.say(probe_words.rule(found))
    year = wording.financial_years("year", compared.asked.period.end)
    figure.say(f"All children together, {year}: no group is counted anew.", grey=True)
    if found:
        figure.table(gap_cells.otherwise(found), "Other readings of the rules", "")
    with st.popover("What is this?"):
        story.what_is_this(dict(compared.measure))


def national(held: Release, compared: Compared) -> None:
    """What is published of the same groups, and of all children, elsewhere."""
    measure = dict(compared.measure)
    st.header(f"{measure['title']}: elsewhere", anchor=False)
    area, by = rows.place(measure, compared.asked.area), compared.asked.by
    of_groups = comparing.groups_in_words(held, measure, area, by)
    what = group_words.characteristic_words(by)
    figure.say(of_groups or f"Nothing is published by {what} that this can be set beside.")
    for told in comparing.all_in_words(held, measure, area):
        figure.say(f"All children. {told}")


FIGURES: dict[str, Callable[[Release, Compared], None]] = {
    "recording": recording,
    "comparison": comparison,
    "pathway": pathway,
    "widest": widest,
    "adjustment": adjustment,
    "source": source,
    "time": time,
    "rule": rule,
    "national": national,
}
"""What each step shows."""
