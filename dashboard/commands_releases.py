"""Commands about releases that were made: list them, audit one, take back one that nobody has seen."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from dashboard import demonstration, listing, partnership, releasing, wording
from dashboard.terminal import (
    PROBLEMS_FOUND,
    AsJson,
    asking,
    progress_bar,
    progress_of_steps,
    store_of,
)
from data import releases
from data.problems import UserError
from data.records import Records
from data.warehouse import SHORT, Store


def audit(
    context: typer.Context,
    release: Annotated[
        str | None,
        typer.Argument(help="The first letters of a release. Else the newest.", show_default=False),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Audit the invented partnership, made first.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(help="Where --demo keeps it. Else a folder that is cleared afterwards."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try to work out what a release hides, with all that its readers know. Fails if anything can be."""
    if not demo:
        _audit(store_of(context), release, as_json)
        return
    with tempfile.TemporaryDirectory() as cleared:
        kept = folder or Path(cleared) / "demo"
        make_demonstration(kept)
        _audit(Store(kept), release, as_json)


def make_demonstration(folder: Path) -> None:
    """Make the invented partnership in a folder, with a release. One that is ready stays as it is."""
    if demonstration.is_ready(folder):
        return
    typer.echo(f"Making an invented partnership in {folder}. No child in it is real.", err=True)
    with progress_bar("Writing its files") as progress:
        files = demonstration.write(folder, progress)
    store = Store(folder)
    for file in files:
        with progress_bar(f"Loading {file.path.name}") as progress:
            partnership.load(
                store,
                file.path,
                area=file.area,
                as_at=file.as_at,
                progress=progress,
                received=file.received,
            )
    make_release(store, None, Records.of(folder))
    demonstration.write_their_records(store)


def make_release(
    store: Store, as_at: dt.date | None, records: Records
) -> tuple[str, dict[str, Any]]:
    """Make and keep a release; its digest and manifest."""
    with progress_of_steps() as progress:
        built = releasing.build(store, as_at, progress, records)
    return releasing.keep(store, built), built.release.manifest


def _audit(store: Store, name: str | None, as_json: bool) -> None:
    # The other commands should not wait for the statistics to be imported.
    from dashboard import auditing

    digest = releases.named(store, name) if name else store.newest_digest()
    if digest is None:
        raise UserError(
            f"There is no release in {store.folder} yet.\nMake one first: partnership release"
        )
    report = auditing.audited(store, digest)
    typer.echo(listing.as_json(report.as_dict()) if as_json else auditing.in_words(report))
    if not report.found.passed:
        raise typer.Exit(PROBLEMS_FOUND)


def list_releases(context: typer.Context, as_json: AsJson = False) -> None:
    """List the releases made so far, the newest marked."""
    store = store_of(context)
    newest = store.newest_digest()
    rows = []
    for digest in releases.kept(store):
        said = releases.manifest(store, digest) or {}
        rows.append(
            {
                "release": digest if as_json else digest[:SHORT],
                "as_at": said.get("as_at", "cannot be read"),
                "after": len(said.get("ledger", [])),
                "newest": digest == newest,
            }
        )
    rows.sort(key=lambda row: row["after"])
    if as_json:
        typer.echo(listing.as_json(rows))
    elif rows:
        typer.echo(listing.aligned(pl.DataFrame(rows)))
    else:
        typer.echo("No release has been made yet: partnership release")


def take_back(
    context: typer.Context,
    release: Annotated[str, typer.Argument(help="The first letters of a release.")],
    never_seen: Annotated[
        bool, typer.Option("--never-seen", help="Do not ask: nobody has seen it.")
    ] = False,
) -> None:
    """Forget a release that nobody but you has seen, as if it had never been made.

    What readers have seen they know: the next release hides what it and the earlier ones together would
    give away. Only a release that nobody has opened can be forgotten.
    """
    store = store_of(context)
    digest = releases.named(store, release)
    if not never_seen:
        with asking("partnership take-back RELEASE --never-seen"):
            sure = typer.confirm(
                f"Has really nobody but you seen release {digest[:SHORT]}, on a screen or in a file?"
            )
        if not sure:
            raise typer.Abort
    newest = releasing.take_back(store, digest)
    typer.echo(f"Taken back: release {digest[:SHORT]}. {_now_newest(store, newest)}")


def _now_newest(store: Store, newest: str | None) -> str:
    if newest is None:
        return "There is no release any more: partnership release"
    said = (releases.manifest(store, newest) or {}).get("as_at")
    day = f" as at {wording.date(dt.date.fromisoformat(said))}" if said else ""
    return f"Readers see release {newest[:SHORT]}{day} again."
