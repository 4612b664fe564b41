"""The command line: one function for each command of `partnership`."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from dashboard import (
    commands_comparators,
    commands_figures,
    commands_files,
    commands_records,
    commands_register,
    commands_releases,
    commands_report,
    commands_returns,
    launcher,
    listing,
    partnership,
    wording,
)
from dashboard.settings import Settings
from dashboard.terminal import (
    EXIT_CODES,
    AsJson,
    Commands,
    asking,
    day,
    store_of,
)
from data.agreement import Area
from data.problems import UserError
from data.records import Records
from data.warehouse import SHORT

app = typer.Typer(
    cls=Commands,
    name="partnership",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
    rich_markup_mode=None,
)


@app.callback()
def settings(
    context: typer.Context,
    store: Annotated[
        Path | None,
        typer.Option(help="The partnership's folder. Else PARTNERSHIP_STORE, else ./store."),
    ] = None,
) -> None:
    """How well agencies together protect children in one area, from the files they already have."""
    context.obj = Settings.from_environ()
    if store is not None:
        context.obj = replace(context.obj, store=store)


@app.command()
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where the invented partnership is kept.")] = Path(
        "store-demo"
    ),
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the dashboard afterwards.")
    ] = True,
) -> None:
    """Show an invented partnership: write its files, load them, make a release, serve it.

    The first run takes a few minutes; later runs use what the first one made.
    """
    commands_releases.make_demonstration(folder)
    if serving:
        # Invented people never write to a real partnership's records.
        _serve(replace(context.obj, store=folder, records=None, port=port or context.obj.port))


@app.command()
def init(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="Name of the partnership.")] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(
            metavar='"CODE NAME"',
            help='A local authority, such as "301 Barking and Dagenham". Once for each.',
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="The DfE region that the areas are compared with.")
    ] = None,
) -> None:
    """Make an empty store: a folder with an agreement to fill in and a new key."""
    with asking('partnership init --name "Our partnership" --area "301 Barking and Dagenham"'):
        called = name or typer.prompt("Name of the partnership")
        written = area or [typer.prompt('Its local authority, such as "301 Barking and Dagenham"')]
    areas = tuple(_area(text, region) for text in written)
    store = partnership.found(context.obj.store, called, areas)
    typer.echo(
        f"Made {store.folder}.\n"
        "Keep the file 'key' safe and to yourself: without it nothing more can be loaded, and with it "
        "pseudonyms can be made.\nNext: partnership load FILE"
    )


app.command()(commands_files.check)
app.command()(commands_files.load)
app.command()(commands_files.extracts)
app.command()(commands_files.withdraw)
app.add_typer(commands_comparators.app)
app.command()(commands_returns.template)
app.command("map")(commands_returns.map_columns)


@app.command()
def release(
    context: typer.Context,
    as_at: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="MONTH-END",
            help="Such as 2025-03-31. Else the newest that every area's files reach.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count every measure, protect small numbers, and keep the result as the newest release."""
    store = store_of(context)
    records = Records.of(context.obj.store, context.obj.records)
    digest, manifest = commands_releases.make_release(store, day(as_at), records)
    if as_json:
        typer.echo(listing.as_json({"release": digest, "as_at": manifest["as_at"]}))
    else:
        said = wording.date(dt.date.fromisoformat(manifest["as_at"]))
        typer.echo(f"Release {digest[:SHORT]} as at {said}. To see it: partnership serve")


app.command()(commands_releases.audit)
app.command("releases")(commands_releases.list_releases)
app.command()(commands_releases.take_back)
app.command()(commands_register.returns)
app.command()(commands_register.letter)
app.command()(commands_records.requests)
app.command()(commands_records.answer)
app.command()(commands_records.records)
app.command()(commands_report.report)
app.command()(commands_report.verify)
app.command()(commands_report.publish)
app.command()(commands_report.pack)
app.command()(commands_report.brief)
app.command()(commands_figures.figures)
app.command()(commands_figures.measures)


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else 8501.")] = None,
) -> None:
    """Serve the dashboard to a browser on this machine, until you press Ctrl+C."""
    store_of(context)
    _serve(replace(context.obj, port=port or context.obj.port))


def _serve(settings: Settings) -> None:
    typer.echo("Starting the dashboard ...", err=True)
    launcher.serve(
        settings,
        lambda: typer.echo(
            f"The dashboard is at {launcher.address(settings)} and stops with Ctrl+C.\n"
            "It opens on this machine only: nobody signs in yet, and each reader chooses a role."
        ),
    )


def _area(text: str, region: str | None) -> Area:
    code, _, name = text.strip().partition(" ")
    if not name.strip() or len(code) != 3 or not code.isdigit():
        raise UserError(
            'An area is its three-digit code and its name, such as "301 Barking and Dagenham".'
        )
    return Area(code=code, name=name.strip(), region=region)


if __name__ == "__main__":
    app()
