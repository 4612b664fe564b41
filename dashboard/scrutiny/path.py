"""One investigation as a path of fifteen steps: each shows what there is to see and takes what is written."""

import streamlit as st

from dashboard import figure, gap_rows, investigations, quoting, sending, session
from dashboard.challenges.words import short
from dashboard.investigations import LOOKS_AT_FIGURES, STEPS, Investigation, Step
from dashboard.scrutiny import asking, choosing, concluding, looking, shelf, words
from dashboard.scrutiny.choosing import Compared
from data.entries import Draft, Person
from metrics.release import Release


def walk(held: Release, person: Person, one: Investigation) -> None:
    """The page of one investigation: the question, the step that is open, and where to go next."""
    choosing.take_up(one)
    title = quoting.plain(short(one.question, 100))
    figure.heading(title, quoting.plain(words.standing(one)))
    step = _choose_step(one)
    writes = investigations.may_add(one, person)
    st.header(f"{_number(step)}. {words.PATH_TITLE.get(step.key, step.name)}", anchor=False)
    figure.say(step.asks)
    sending.tell()
    compared = choosing.chosen(held, one, ask=step.key == "comparison")
    if step.key in LOOKS_AT_FIGURES:
        _look(held, person, one, step, compared, writes)
    elif step.key == "pose":
        shelf.question(one)
        _add_note(person, one, compared, writes)
    elif writes or step.key == "note":
        _write(held, person, one, step, compared, writes)
    else:
        _read(held, one, step)
    _onward(one, step)
    _record(held, one)


def _number(step: Step) -> int:
    return STEPS.index(step) + 1


def _choose_step(one: Investigation) -> Step:
    """Ask for the step; those that were taken are ticked."""
    taken = investigations.done(one)
    labels = {
        step.key: words.step_label(step, taken[step.key], number)
        for number, step in enumerate(STEPS, 1)
    }
    return words.NAMES[session.choose("step", labels, "Step")]


def _look(
    held: Release,
    person: Person,
    one: Investigation,
    step: Step,
    compared: Compared | None,
    writes: bool,
) -> None:
    """What the figures say at a step, then what its author makes of it."""
    if compared is None:
        figure.say(words.NO_FIGURES)
    else:
        choosing.say(held, compared)
        banner = words.doubtful(gap_rows.table(held, compared.found, compared.asked))
        if banner:
            st.warning(banner)
        looking.FIGURES[step.key](held, compared)
    _saw(held, person, one, step, compared, writes)
    if writes:
        asking.ask(held, person, one, compared)


def _saw(
    held: Release,
    person: Person,
    one: Investigation,
    step: Step,
    compared: Compared | None,
    writes: bool,
) -> None:
    """What was noted at this step, and the field to note more."""
    noted = [entry for entry in one.looks if entry.body["step"] == step.key]
    if noted or writes:
        st.header("What I saw" if writes else "What was seen", anchor=False)
    for entry in noted:
        figure.say(quoting.plain(words.wrote(entry)), grey=True)
        if entry.body["note"]:
            quoting.quote(entry.body["note"])
        figure.say(words.made_on(entry, held), grey=True)
    if not writes:
        return
    fields = f"{one.id} {step.key} "
    # A form sends what was typed, whether its field was left or not.
    with st.form(fields, border=False):
        sending.text_area(
            "In your words; the comparison on the screen is kept with it", fields, height=100
        )
        st.form_submit_button("Keep what I saw", on_click=_keep, args=(person, one, step, compared))


def _keep(person: Person, one: Investigation, step: Step, compared: Compared | None) -> None:
    fields = f"{one.id} {step.key} "

    def draft() -> Draft:
        text = str(sending.given(fields, "text") or "")
        return investigations.look(one, person, step.key, text, choosing.shown(compared))

    sending.send(draft, fields, "Kept, with the comparison that was on the screen.")


def _add_note(person: Person, one: Investigation, compared: Compared | None, writes: bool) -> None:
    """A note of the author's: the question itself stays as it was posed."""
    for entry in one.entries:
        if entry.kind == "note":
            figure.say(quoting.plain(words.wrote(entry)), grey=True)
            quoting.quote(entry.body["text"])
    if not writes:
        return
    figure.say(
        "Question and expectation stay as they are. A correction is added beside them:", grey=True
    )
    with st.form(f"{one.id} note", border=False):
        sending.text_area("Add a note", f"{one.id} note ", height=80)
        st.form_submit_button("Add the note", on_click=_note, args=(person, one, compared))


def _note(person: Person, one: Investigation, compared: Compared | None) -> None:
    fields = f"{one.id} note "

    def draft() -> Draft:
        text = str(sending.given(fields, "text") or "")
        return investigations.note(one, person, text, choosing.shown(compared))

    sending.send(draft, fields, "The note is added.")


def _write(
    held: Release,
    person: Person,
    one: Investigation,
    step: Step,
    compared: Compared | None,
    writes: bool,
) -> None:
    match step.key:
        case "evidence":
            concluding.evidence(person, one, compared)
        case "conclusion":
            concluding.conclusion(person, one, compared)
        case "challenge":
            concluding.challenge(held, person, one, compared)
        case "follow_up":
            concluding.follow_up(held, person, one, compared)
        case _:
            concluding.note(held, person, one, writes)


def _read(held: Release, one: Investigation, step: Step) -> None:
    """A step after the figures for another scrutineer, who reads and does not write."""
    match step.key:
        case "evidence":
            shelf.evidence(one)
        case "conclusion":
            shelf.conclusion(one)
        case "challenge":
            shelf.challenges_of(one)
        case _:
            shelf.watches(held, one)


def _onward(one: Investigation, step: Step) -> None:
    """Links to the step after this one, and back."""
    place = STEPS.index(step)
    with st.container(horizontal=True):
        for label, other in (
            ("Next", STEPS[place + 1 : place + 2]),
            ("Back", STEPS[place - 1 : place] if place else ()),
        ):
            for each in other:
                st.page_link(
                    shelf.PAGE,
                    label=f"{label}: {each.name.lower()}",
                    query_params=session.link(investigation=one.id, step=each.key, **_chosen_now()),
                )


def _chosen_now() -> dict[str, str]:
    state = st.session_state
    return {name: str(state[name]) for name in choosing.KEPT if name in state}


def _record(held: Release, one: Investigation) -> None:
    """All that was written, in order, behind a control."""
    many = "1 entry" if len(one.entries) == 1 else f"{len(one.entries)} entries"
    if not st.toggle(f"Show the whole record ({many})", key="record"):
        return
    for entry in one.entries:
        aside = " (kept, and without effect)" if entry in one.irregular else ""
        figure.say(f"{quoting.plain(words.wrote(entry))}{aside}", grey=True)
        if words.text_of(entry):
            quoting.quote(words.text_of(entry))
