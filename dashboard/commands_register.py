"""Commands about what partners owe and send: the register of returns, and the letter back."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from dashboard import letters, listing, releasing, rows
from dashboard.terminal import AsJson, store_of


def returns(context: typer.Context, as_json: AsJson = False) -> None:
    """List what each agency owes, what came of it, when, and how complete, by the newest release."""
    held = releasing.current(store_of(context))
    owed = held.returns
    if as_json:
        typer.echo(listing.as_json(owed.to_dicts()))
    elif owed.is_empty():
        typer.echo(rows.NOTHING_OWED)
    else:
        typer.echo(
            listing.aligned(
                owed.select(
                    "agency_label",
                    "title",
                    "for_area",
                    "period_start",
                    "period_end",
                    "due_date",
                    "received",
                    "state",
                    pl.col("complete").round(0),
                )
            )
        )


def letter(
    context: typer.Context,
    extract: Annotated[
        str, typer.Argument(help="The first letters of an extract (partnership extracts).")
    ],
    out: Annotated[Path | None, typer.Option(help="Write the letter to this file.")] = None,
) -> None:
    """Write the letter to a file's sender: what came, and what has to be put right."""
    store = store_of(context)
    text = letters.of_stored(store, store.named(extract))
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
