"""The analyst's three steps on the page: load files, withdraw a wrong one, make a release."""

import datetime as dt

import polars as pl
import streamlit as st

from dashboard import (
    cells,
    comparing,
    figure,
    file_words,
    letters,
    listing,
    loading,
    releasing,
    session,
    unread,
    wording,
)
from data.comparators import damaged_published, published_files, withdraw_published
from data.problems import UserError
from data.warehouse import SHORT, Store
from metrics.release import Built, earliest_as_at, latest_as_at

FEW_FILES = 6
"""So many are listed at once; more, when asked for."""


def load(store: Store, areas: dict[str, str]) -> None:
    """Ask for files, and for what they do not say; read each with its own progress line."""
    with st.form("load"):
        uploads = st.file_uploader(
            "Children in need census (XML), Annex A workbook (xlsx), a partner's return (xlsx, CSV), "
            "Standard Safeguarding Dataset tables or a school census (zip), or published figures (CSV)",
            ["xml", "xlsx", "csv", "zip"],
            accept_multiple_files=True,
        )
        left, right = st.columns(2)
        area = left.selectbox(
            "Area, if the file does not say",
            ["", *areas],
            format_func=lambda code: f"{areas[code]} ({code})" if code else "As the file says",
        )
        as_at = right.date_input(
            "Day the file shows, if it does not say", None, format="DD/MM/YYYY"
        )
        asked = st.form_submit_button("Load", type="primary")
    if asked and not uploads:
        st.info("Choose a file first: drop it on the field above, or press the button in it.")
    for upload in uploads if asked else ():
        _read(store, upload, area or None, as_at)
    unread.ask(store, areas)
    for name, kept in st.session_state.get("loaded", {}).items():
        _report(name, kept)
    for told in st.session_state.get("published", {}).values():
        st.success(told)


def _read(store: Store, upload: loading.Upload, area: str | None, as_at: dt.date | None) -> None:
    bar = st.progress(0.0, f"Reading {upload.name}")
    try:
        published = loading.keep_published(store, upload)
        if published is not None:
            told = comparing.loaded(*published)
            st.session_state.setdefault("published", {})[upload.name] = told
            bar.empty()
            return
        kept = loading.keep_upload(store, upload, area, as_at, lambda share: _tell(bar, share))
        st.session_state.setdefault("loaded", {})[upload.name] = kept
        unread.forget(upload.name)
    except UserError as error:
        if loading.may_be_a_return(upload.name):
            unread.remember(upload, str(error), area, as_at)
        else:
            st.error(figure.lines(error))
    bar.empty()


def _tell(bar: st.delta_generator.DeltaGenerator, share: float, words: str | None = None) -> None:
    bar.progress(min(max(share, 0.0), 1.0), words)


def _report(name: str, kept: loading.Loaded) -> None:
    """What became of one upload: a line, its problems by what to do, all of them to send back."""
    extract = kept.extract
    covers = (extract.covers_from, extract.covers_to)
    st.success(file_words.loaded_line(name, extract.rows, extract.refused, covers, kept.new))
    figure.say(file_words.sent_too(kept.sent_too))
    found = loading.problem_rows(extract)
    figure.table(cells.to_do_rows(found), f"Problems in {name}", "No problem was found in it.")
    if found:
        st.download_button(
            "Download every problem, to send back",
            lambda: listing.for_spreadsheets(extract.problems.rows),
            file_name="problems.csv",
            mime="text/csv",
            key=f"problems {name}",
            on_click="ignore",
        )


def withdraw(
    store: Store, stored: pl.DataFrame, damaged: dict[str, str], areas: dict[str, str]
) -> None:
    """The files in the store, and a way to forget a wrong or damaged one, asked for twice.

    damaged  what is wrong with each damaged extract, by its digest; `stored` holds the others
    """
    found = stored.sort("as_at", "file", descending=True).to_dicts()
    for what in damaged.values():
        st.error(figure.lines(UserError(what)))
    if found:
        figure.say(
            file_words.files_loaded(
                len(found),
                min(row["covers_from"] for row in found),
                max(row["covers_to"] for row in found),
            )
        )
        if st.toggle("Show the files", value=len(found) <= FEW_FILES):
            figure.table(cells.stored_rows(found, areas), "Files loaded", "")
    elif not damaged:
        figure.say("No file is loaded yet. Start with step 1.")
        return
    if not st.toggle("Withdraw a wrong file"):
        return
    names = {digest: f"Damaged extract {digest[:SHORT]}" for digest in damaged}
    names |= {row["extract"]: file_words.stored_file(row, areas) for row in found}
    wrong = st.selectbox("File to withdraw", list(names), format_func=names.__getitem__)
    st.warning(
        "All that came from this file is forgotten. Figures already released stay as they are until you "
        "make a new release."
    )
    sure = st.checkbox("Yes, forget this file", key=f"sure {wrong}")
    if st.button("Withdraw the file", disabled=not sure):
        store.withdraw(wrong)
        st.session_state.pop("loaded", None)
        st.rerun()


def published(store: Store) -> None:
    """The published figures in the store, and a way to take a wrong or damaged file out again."""
    damaged = damaged_published(store)
    for what in damaged.values():
        st.error(figure.lines(UserError(what)))
    found = [] if damaged else published_files(store).to_dicts()
    if not found and not damaged:
        figure.say(comparing.NOTHING_LOADED, grey=True)
        return
    if found and st.toggle(comparing.files_line(found)):
        figure.table(comparing.file_rows(found), "Published figures loaded", "")
    if not st.toggle("Take out published figures"):
        return
    names = {digest: f"Damaged file {digest[:SHORT]}" for digest in damaged}
    names |= {row["digest"]: f"{row['file']} ({row['release']})" for row in found}
    wrong = st.selectbox(
        "Published figures to take out", list(names), format_func=names.__getitem__
    )
    if st.button("Take them out"):
        withdraw_published(store, wrong)
        st.session_state.pop("published", None)
        st.rerun()


def release(store: Store, stored: pl.DataFrame, damaged: dict[str, str]) -> None:
    """Count and protect, show what would change, and only then make the release."""
    if st.session_state.pop("released", False):
        st.success("The release is made. Everybody who opens the dashboard now sees it.")
    if damaged:
        st.info("No release can be made with a damaged extract. Withdraw it first, in step 2.")
        return
    if stored.is_empty():
        st.info("There is nothing to release yet. Load a file first.")
        return
    tables = {"extracts": stored}
    days = loading.month_ends(earliest_as_at(tables), latest_as_at(tables))
    if not days:
        st.info("The files hold no end of a month that every area reaches. Load newer files first.")
        return
    day = st.selectbox(
        "As at",
        days,
        format_func=wording.date,
        help="The end of a month that the files of every area reach",
    )
    records = session.records()
    resting_on = (day, records.head(), *stored["extract"])
    if st.button("See what would change"):
        bar = st.progress(0.0, "Counting")
        built = releasing.build(store, day, lambda what, share: _tell(bar, share, what), records)
        st.session_state["built"] = (resting_on, built)
        bar.empty()
    rests, built = st.session_state.get("built", (None, None))
    if built is not None and rests == resting_on:
        _offer(store, built)


def _offer(store: Store, built: Built) -> None:
    figure.say(file_words.TRUE_COUNTS)
    changes = cells.change_rows(loading.changes(store.newest_counts(), built))
    figure.table(changes, "What would change, by measure", "No measure has a figure.")
    if st.button("Make this release", type="primary"):
        releasing.keep(store, built)
        del st.session_state["built"]
        st.session_state["released"] = True
        st.rerun()


def letter(store: Store) -> None:
    """Choose a file, see what would be written to its sender, and take it along."""
    files = store.sound_extracts().sort("as_at", "extract", descending=True)
    areas = {area.code: area.name for area in store.agreement().areas}
    names = {
        row["extract"]: file_words.stored_file(row, areas) for row in files.iter_rows(named=True)
    }
    if not names:
        st.info("Nothing is loaded yet.")
        return
    chosen = st.selectbox("File", list(names), format_func=names.__getitem__, key="letter of")
    text = letters.of_stored(store, chosen)
    st.text(text)
    st.download_button("Download the letter", text, f"letter {chosen[:SHORT]}.txt", "text/plain")
