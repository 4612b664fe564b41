"""Commands about what people write: the scrutineer's requests and their answers, and whether all is sound."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer

from dashboard import data_requests, demonstration, listing, releasing, wording
from dashboard.data_requests import ANSWER_WORDS, Answer, Request
from dashboard.identity import acting
from dashboard.terminal import AsJson, store_of
from dashboard.through_the_year import words as year_words
from data.entries import LONDON, Entry
from data.problems import UserError
from data.records import Records
from data.warehouse import SHORT, Store


def requests(context: typer.Context, as_json: AsJson = False) -> None:
    """List what the scrutineer asked for that releases do not print yet, and what was answered."""
    store_of(context)
    asked = data_requests.requests_of(_records(context).entries(data_requests.KIND))
    if as_json:
        typer.echo(listing.as_json([_facts(one) for one in asked]))
    elif not asked:
        typer.echo("The scrutineer has asked for nothing yet.")
    else:
        typer.echo("\n\n".join(_told(one) for one in asked))
        if any(one.answer is Answer.WAITING for one in asked):
            typer.echo("\nTo answer one: partnership answer REQUEST --add, or --decline WHY")


def answer(
    context: typer.Context,
    request: Annotated[
        str, typer.Argument(help='Which one, such as "request-3" (partnership requests).')
    ],
    add: Annotated[
        bool, typer.Option("--add", help="Compute it in the next release and all after it.")
    ] = False,
    decline: Annotated[
        str | None, typer.Option(metavar="WHY", help="Do not add it; the scrutineer reads why.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Your name, which is kept with the answer.")
    ] = None,
) -> None:
    """Answer a request of the scrutineer: add it to the next release, or say why not.

    The question and every answer are kept. An answer can be changed by answering again.
    """
    store = store_of(context)
    if add == (decline is not None):
        raise UserError(
            f"An answer is one of two.\nGive --add, or --decline WHY: partnership answer {request} --add"
        )
    if name is None and not demonstration.is_demonstration(store.folder):
        raise UserError("The record keeps who answered.\nGive your name: --name “Your name”.")
    records = _records(context)
    held = _the_one(data_requests.requests_of(records.entries(data_requests.KIND)), request)
    analyst = acting(role="analyst", name=name)
    if decline is not None:
        records.append(data_requests.decline(held, analyst, decline))
        typer.echo(f"{held.id} is declined. The scrutineer reads why.")
    else:
        records.append(data_requests.add(held, analyst, **_countable(store)))
        typer.echo(f"{held.id} is in the next release. To make it: partnership release")


def records(
    context: typer.Context,
    prepare: Annotated[
        bool,
        typer.Option(
            "--prepare",
            help="First make the tables or bring them up to date, as the database's owner.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check that nothing which people wrote was changed, taken out or put in by other means."""
    store = store_of(context)
    held = _records(context)
    if prepare:
        held.prepare()
    head = held.verify(releasing.records_named(store))
    entries = held.entries()
    if as_json:
        numbers = _how_many(entries)
        told = {"entries": head.position, "newest": head.digest, "records": numbers}
        typer.echo(listing.as_json(told))
    elif not entries:
        typer.echo("Nothing is written yet.")
    else:
        day = wording.date(entries[-1].at.astimezone(LONDON).date())
        typer.echo(
            f"{head.position:,} entries, the newest ({head.digest[:SHORT]}) of {day}. All are as they were "
            "written."
        )
        each = [year_words.many(number, kind) for kind, number in _how_many(entries).items()]
        typer.echo(f"They are of {wording.listed(each)}.")


def _how_many(entries: Iterable[Entry]) -> dict[str, int]:
    """How many subjects of each kind there are, in the order in which kinds were first written of."""
    kinds = {entry.subject: entry.subject_kind for entry in entries}
    return dict(Counter(kinds.values()))


def _records(context: typer.Context) -> Records:
    return Records.of(context.obj.store, context.obj.records)


def _the_one(asked: Iterable[Request], given: str) -> Request:
    """The request that is meant: by its id, or by its number alone."""
    for one in asked:
        if given in (one.id, one.id.removeprefix("request-")):
            return one
    raise UserError(f"There is no {given}.\nThe list shows what was asked: partnership requests")


def _countable(store: Store) -> dict[str, set[str]]:
    """What a release of this store can count."""
    from metrics.measure import CHARACTERISTICS
    from metrics.measures import MEASURES

    chosen = store.agreement().measures
    return {
        "measures": {one.id for one in MEASURES if not chosen or one.id in chosen},
        "characteristics": set(CHARACTERISTICS),
    }


def _facts(one: Request) -> dict[str, object]:
    return {
        "request": one.id,
        "asked_by": one.asked_by.name,
        "asked_on": one.entries[0].day,
        "question": one.question,
        "expectation": one.expectation,
        "measure": one.measure,
        "characteristic": one.characteristic,
        "adjuster": one.adjuster,
        "reason": one.reason,
        "answer": one.answer.name.lower(),
        "answered_by": one.answered_by.name if one.answered_by else None,
        "why": one.why or None,
    }


def _told(one: Request) -> str:
    adjusted = f", adjusted for {one.adjuster}" if one.adjuster else ""
    why = f": {one.why}" if one.why else ""
    by = f" ({one.answered_by.name})" if one.answered_by else ""
    return (
        f"{one.id}  {one.question}\n"
        f"  {one.measure} by {one.characteristic}{adjusted}\n"
        f"  Expected: {one.expectation}\n"
        f"  Reason: {one.reason}\n"
        f"  {ANSWER_WORDS[one.answer]}{why}{by}"
    )
