"""One reader's session: the release they read, and what they chose, held in the address bar.

Releases are shared by all readers of the process and never changed, so they are kept by digest, a few
at a time. What a reader chose stands in the address bar: a link shows another reader the same page.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import charts, index, rows
from dashboard.settings import Settings
from data.entries import Entry
from data.records import Records
from data.warehouse import Store
from metrics import release as releases
from metrics.release import Release


def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environ()


def store() -> Store:
    """The folder of this partnership's files."""
    return Store(settings().store)


def release() -> Release | None:
    """The newest release, or None before the first one is made."""
    folder = store()
    digest = folder.newest_digest()
    return None if digest is None else _opened(str(folder.folder), digest)


def records() -> Records:
    """What people wrote here: to read, and to add to."""
    here = settings()
    return Records.of(here.store, here.records)


def entries(kind: str) -> tuple[Entry, ...]:
    """All entries of a kind of subject, read anew only when anything was written since."""
    here = settings()
    return _entries(str(here.store), here.records, records().head().digest, kind)


@st.cache_resource(max_entries=index.RELEASES_KEPT * 8, show_spinner=False)
def _entries(store: str, address: str | None, newest: str, kind: str) -> tuple[Entry, ...]:
    """Keyed by the digest of the newest entry, so that what was just written is always there."""
    return Records.of(Path(store), address).entries(kind)


def warm() -> None:
    """Open the newest release and draw one chart, before the first reader comes."""
    held = release()
    if held is None:
        return
    area = next(iter(rows.areas(held)))
    for measure in rows.measures(held).values():
        points = rows.totals(held, measure["id"], area, "quarter")
        if any(row["value"] is not None for row in points):
            charts.over_time(measure, points, []).to_dict()
            return


@st.cache_resource(
    max_entries=index.RELEASES_KEPT, show_spinner="Opening the partnership's figures"
)
def _opened(folder: str, digest: str) -> Release:
    """Keyed by the digest of what is read, so that a new release is never taken for an old one."""
    held = Store(Path(folder)).newest_release()
    assert held is not None, digest
    return releases.open(*held)


def choose(
    name: str,
    options: Mapping[str, str] | Sequence[str],
    label: str,
    *,
    where: Any = st,
    widget: str = "selectbox",
    default: str | None = None,
    words: Callable[[str], str] | None = None,
) -> str:
    """Ask for one of some options, and keep the answer under `name` in the address bar.

    The address bar wins when it changed since the last redraw (a link was followed); else the control
    does. What is not an option is left out without a fuss: links outlive measures.
    """
    known = list(options)
    say = words or (options.__getitem__ if isinstance(options, Mapping) else str)
    state, asked = st.session_state, st.query_params.get(name)
    if asked in known and state.get(f"address of {name}") != asked:
        state[name] = asked
    if state.get(name) not in known:
        state[name] = default if default in known else known[0]
    # Set even where nothing changed: Streamlit forgets a control's answer from one page to the next.
    state[name] = state[name]
    if widget == "segmented_control":
        where.segmented_control(label, known, format_func=say, key=name, required=True)
    else:
        where.selectbox(label, known, format_func=say, key=name)
    chosen: str = state[name]
    if asked != chosen:
        st.query_params[name] = chosen
    state[f"address of {name}"] = chosen
    return chosen


def role() -> str:
    """Who the reader is."""
    return str(st.session_state["role"])


def become(role: str, page: str) -> None:
    """Read as somebody else from the next redraw on, beginning with one of their pages."""
    st.session_state["role"] = role
    st.session_state["next page"] = page


def go_on(first: str | None) -> None:
    """Go to the page that `become` named, else to the first page where the reader stands at the door."""
    page = st.session_state.pop("next page", first)
    if page is not None:
        st.switch_page(page, query_params={**st.query_params.to_dict(), **link()})


def area() -> str:
    """The area chosen in the sidebar."""
    return str(st.session_state["area"])


def period(held: Release) -> rows.Period:
    """The yearly period chosen in the sidebar."""
    return rows.periods(held)[st.session_state["period"]]


def area_name(held: Release) -> str:
    """The chosen area in words."""
    return rows.areas(held)[area()]


def link(**more: str) -> dict[str, str]:
    """What a link to another page carries: who I am, where and when, and more."""
    kept = {
        name: st.session_state[name]
        for name in ("role", "area", "period")
        if name in st.session_state
    }
    return {**kept, **more}
