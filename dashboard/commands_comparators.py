"""Commands about published figures: load DfE's files, list and withdraw them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard import listing
from dashboard.terminal import AsJson, asking, progress_bar, store_of
from data.comparators import (
    damaged_published,
    load_published,
    named_published,
    published_files,
    withdraw_published,
)
from data.formats.published import Published
from data.problems import UserError
from data.warehouse import SHORT

app = typer.Typer(
    name="comparators",
    help="Published figures of England, regions and other authorities: load, list and withdraw them.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)


@app.callback()
def listed(context: typer.Context) -> None:
    """Published figures beside ours. Alone, it lists what is loaded."""
    if context.invoked_subcommand is None:
        list_(context)


@app.command()
def load(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            exists=True,
            dir_okay=False,
            readable=True,
            show_default=False,
            help="DfE open data as downloaded (CSV).",
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Read published files into the store as they were downloaded, each whole or not at all."""
    held = store_of(context)
    told = []
    for path in files:
        with progress_bar(f"Loading {path.name}"):
            read, new = load_published(held, path)
        told.append({**_facts(read), "new": new})
        if not as_json:
            typer.echo(_report(read, new))
    if as_json:
        typer.echo(listing.as_json(told))
    else:
        typer.echo("To see them beside your figures: partnership release")


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the published files loaded. Ends with 2 where one is damaged."""
    held = store_of(context)
    damaged = damaged_published(held)
    if damaged:
        raise UserError("\n".join(damaged.values()))
    rows = published_files(held)
    if as_json:
        typer.echo(listing.as_json(rows.to_dicts()))
    elif rows.is_empty():
        typer.echo(
            "No published figures are loaded: England and its regions come with the program.\n"
            "For neighbours and every authority: partnership comparators load FILE"
        )
    else:
        typer.echo(
            listing.aligned(
                rows.with_columns(digest=rows["digest"].str.slice(0, SHORT)).drop("release_year")
            )
        )


@app.command()
def withdraw(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="Its digest in `partnership comparators`, or the beginning of it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take a wrong or damaged published file out of the store again."""
    held = store_of(context)
    digest = named_published(held, file)
    if not yes:
        with asking("partnership comparators withdraw FILE --yes"):
            sure = typer.confirm(f"Take out the published figures {digest[:SHORT]}?")
        if not sure:
            raise typer.Abort
    withdraw_published(held, digest)
    typer.echo(
        f"Taken out: {digest[:SHORT]}.\n"
        "The newest release still rests on it until you make another: partnership release"
    )


def _facts(read: Published) -> dict[str, Any]:
    facts = {name: value for name, value in vars(read).items() if name != "tables"}
    return {**facts, "notes": list(read.notes)}


def _report(read: Published, new: bool) -> str:
    kept = "Stored" if new else "Stored before; nothing changed"
    years = (
        f"{read.first_year}"
        if read.first_year == read.last_year
        else f"{read.first_year} to {read.last_year}"
    )
    head = f"{read.file}: {read.kind}. {read.release}, {years}, {read.areas} authorities."
    return "\n".join([head, *read.notes, f"{kept}, as {read.digest[:SHORT]}.\n"])
