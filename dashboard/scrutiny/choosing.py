"""What is compared in an investigation: chosen once, kept in the address bar, written with every note."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import figure, gap_rows, group_words, rows, session, wording
from dashboard.gap_rows import Asked
from dashboard.investigations import Investigation
from dashboard.scrutiny import suggesting
from data.entries import Shown
from metrics.release import Release

Row = Mapping[str, Any]

BESIDE = {name: group_words.upper(words) for name, words in group_words.BESIDE.items()}
KEPT = {"counted": "measure", "split": "characteristic", "whose": "group", "beside": "reference"}
"""What is chosen, by its name in the address bar and by its name in an entry; no other page has it."""


@dataclass(frozen=True)
class Compared:
    """The comparison of an investigation, as it stands on the page.

    measure  its row of the catalogue; asked: area, period, characteristic and reference
    group    code of the group looked at; whom: its children in words
    """

    measure: Row
    asked: Asked
    group: str
    whom: str

    @property
    def found(self) -> str:
        """The measure's id."""
        return str(self.measure["id"])


def take_up(investigation: Investigation) -> None:
    """On opening: what was last looked at in it, unless a link says otherwise."""
    if st.session_state.get("investigation taken up") == investigation.id:
        return
    st.session_state["investigation taken up"] = investigation.id
    last = last_settings(investigation)
    for name, key in KEPT.items():
        if name not in st.query_params:
            st.session_state.pop(name, None)
            if last.get(key):
                st.session_state[name] = last[key]


def last_settings(investigation: Investigation) -> dict[str, Any]:
    """What was chosen at the newest look, else what the question was posed with."""
    posed = {"measure": investigation.measure, "characteristic": investigation.characteristic}
    if not investigation.looks:
        return posed
    return {**posed, **investigation.looks[-1].shown.settings}


def chosen(held: Release, investigation: Investigation, *, ask: bool = False) -> Compared | None:
    """What is compared; None where the release compares nothing. Its controls are drawn where `ask`."""
    titles = {name: rows.measures(held)[name]["title"] for name in gap_rows.compared(held)}
    if not titles:
        return None
    widget = "selectbox" if ask else None
    left, right = st.columns(2) if ask else (st, st)
    measure = session.choose("counted", titles, "What is counted", where=left, widget=widget)
    names = gap_rows.characteristics(held, [measure], session.area())
    if not names:
        return None
    words = {name: group_words.upper(group_words.characteristic_words(name)) for name in names}
    first = "ethnicity" if "ethnicity" in words else None
    by = session.choose("split", words, "Looked at by", where=right, widget=widget, default=first)
    given = set(held.comparisons["reference"].unique())
    beside = {name: words for name, words in BESIDE.items() if name in given}
    reference = session.choose("beside", beside, "Set beside", where=right, widget=widget)
    asked = Asked(session.area(), session.period(held), by, reference)
    phrases = _phrases(held, measure, asked)
    if not phrases:
        return None
    named = suggesting.group(investigation.question, phrases)
    upper = {code: group_words.upper(phrase) for code, phrase in phrases.items()}
    group = session.choose("whose", upper, "Whose rate", where=left, widget=widget, default=named)
    return Compared(rows.measures(held)[measure], asked, group, phrases[group])


def _phrases(held: Release, measure: str, asked: Asked) -> dict[str, str]:
    """The groups of a measure in words, by code: of this period, else of any step of the chain."""
    others = Asked(asked.area, asked.period, asked.by)
    known = gap_rows.groups([gap_rows.table(held, measure, others)])
    return {code: group_words.children(asked.by, code, label) for code, label in known.items()}


def say(held: Release, compared: Compared) -> None:
    """What is compared, in one grey line."""
    area = rows.areas(held).get(compared.asked.area, figure.WHOLE)
    period = wording.financial_years(compared.asked.period.kind, compared.asked.period.end)
    beside = group_words.BESIDE[compared.asked.reference]
    figure.say(
        f"Compared: {compared.measure['title']}; {compared.whom} beside {beside}. {area}, {period}.",
        grey=True,
    )


def shown(compared: Compared | None) -> Shown:
    """What is on the screen, for an entry to keep."""
    where = {"area": session.area(), "period": str(st.session_state["period"])}
    if compared is None:
        return session.shown(**where)
    return session.shown(
        measure=compared.found,
        characteristic=compared.asked.by,
        group=compared.group,
        reference=compared.asked.reference,
        **where,
    )
