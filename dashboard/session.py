"""One reader's session: who they are, the release they read, and what they chose, held in the address bar.

Releases are shared by all readers of the process and never changed, so they are kept by digest, a few
at a time. What a reader chose stands in the address bar: a link shows another reader the same page.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import charts, identity, index, rows
from dashboard.challenges import Rules
from dashboard.reporting import Office
from dashboard.settings import ROLES, Settings
from dashboard.signoff import signatories
from data.entries import LONDON, Entry, Person, Shown
from data.problems import UserError
from data.records import Records, utc_now
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


def earlier_release(digest: str) -> Release | None:
    """A release by its digest, as a record names it; None where it is not kept, or not readable any more."""
    try:
        return _earlier(str(store().folder), digest)
    except UserError:
        return None


@st.cache_resource(max_entries=index.RELEASES_KEPT, show_spinner="Opening an earlier release")
def _earlier(folder: str, digest: str) -> Release | None:
    held = Store(Path(folder)).earlier_release(digest)
    return None if held is None else releases.open(*held)


def records() -> Records:
    """What people wrote here: to read, and to add to."""
    here = settings()
    return Records.of(here.store, here.records)


def entries(kind: str | None = None) -> tuple[Entry, ...]:
    """All entries, or those of a kind of subject, read anew only when anything was written since."""
    here = settings()
    return _entries(str(here.store), here.records, records().head().digest, kind)


def office() -> Office:
    """The yearly reports of this partnership, on the newest release and on all that people wrote."""
    here, folder = settings(), store()
    written = _entries(str(here.store), here.records, records().head().digest, None)
    places = signatories(folder.agreement())
    return Office(folder, records(), release(), written, places, utc_now)


@st.cache_resource(max_entries=index.RELEASES_KEPT * 8, show_spinner=False)
def _entries(store: str, address: str | None, newest: str, kind: str | None) -> tuple[Entry, ...]:
    """Keyed by the digest of the newest entry, so that what was just written is always there."""
    return Records.of(Path(store), address).entries(kind)


def today() -> dt.date:
    """The day in England."""
    return utc_now().astimezone(LONDON).date()


def rules() -> Rules:
    """The clocks of challenges, as the partners agreed them."""
    return Rules.of(store().agreement())


def shown(**chosen: str | None) -> Shown:
    """What is on the screen, for an entry to keep: the release, its method, and what was chosen there.

    chosen  what the page asks for besides the area and the period
    """
    held = release()
    where = {name: st.session_state.get(name) for name in ("area", "period")}
    settings = {name: value for name, value in {**where, **chosen}.items() if value is not None}
    if held is None:
        return Shown(settings=settings)
    return Shown(held.digest, held.manifest["method_version"], settings)


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
    widget: str | None = "selectbox",
    default: str | None = None,
    words: Callable[[str], str] | None = None,
) -> str:
    """Ask for one of some options, and keep the answer under `name` in the address bar.

    widget  the control: "selectbox", "segmented_control", or None to keep the answer without asking anew
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
    elif widget is not None:
        where.selectbox(label, known, format_func=say, key=name)
    chosen: str = state[name]
    if asked != chosen:
        st.query_params[name] = chosen
    state[f"address of {name}"] = chosen
    return chosen


def person() -> Person:
    """Who acts: the account that signed in, else whom the reader chose to be. Never anybody else's word."""
    return identity.acting(
        st.user.to_dict(),
        st.session_state.get("person"),
        role=settings().role,
        now=utc_now(),
    )


def role() -> str:
    """Whose pages the reader gets: a key of `dashboard.settings.ROLES`."""
    return identity.reads_as(person())


def signs_in() -> bool:
    """Whether people sign in here: then nobody chooses who to be."""
    return "is_logged_in" in st.user


def introduce(where: Any) -> Person:
    """Who acts. Where nobody signs in, the reader chooses one of the invented people.

    Raises UserError, beside a button to sign in, where people sign in here and this one did not yet.
    """
    if signs_in():
        if not st.user.is_logged_in:
            where.button("Sign in", on_click=st.login)
            raise UserError("Nobody is signed in yet.\nSign in to see the partnership's figures.")
    else:
        first = identity.acting(role=settings().role)
        _follow_role()
        choose("person", identity.CHOICE, "I am", where=where, default=first.id)
    return person()


def _follow_role() -> None:
    """A link may name a role and nobody: it opens for the first of the invented people who has it."""
    asked = st.query_params.get("role")
    if asked is None:
        return
    del st.query_params["role"]
    if asked in ROLES and "person" not in st.query_params:
        st.session_state["person"] = identity.acting(role=asked).id


def become(role: str, page: str) -> None:
    """Read as somebody with another role from the next redraw on, beginning with one of their pages."""
    st.session_state["person"] = identity.acting(role=role).id
    st.session_state["next page"] = page


def go_on(first: str | None) -> None:
    """Go to the page that `become` named, else to the first page where the reader stands at the door."""
    page = st.session_state.pop("next page", first)
    if page is not None:
        st.switch_page(page, query_params={**st.query_params.to_dict(), **link()})


def arrive(page: str) -> None:
    """Show in the address bar what a link within one page asked for: Streamlit leaves it as it was.

    Otherwise the next redraw would go by the old address, and lose what the link chose.
    """
    now = st.query_params.to_dict()
    before, address = st.session_state.get("last address", (page, now))
    if before == page and address != now:
        st.query_params.from_dict(now)


def leave(page: str) -> None:
    """Remember at which address a page was drawn."""
    st.session_state["last address"] = (page, st.query_params.to_dict())


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
        for name in ("person", "area", "period")
        if name in st.session_state
    }
    return {**kept, **more}
