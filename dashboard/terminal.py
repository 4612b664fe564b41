"""What every command shares: options, progress, the store, and errors told without a traceback."""

import datetime as dt
import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from data.database import Database
from data.problems import UserError
from data.warehouse import Store

PROBLEMS_FOUND = 3

EXIT_CODES = """
Exit codes: 0 done. 1 a fault of the program. 2 something you can put right: the message says what.
3 (check) problems were found. 130 stopped with Ctrl+C.
"""


class Commands(TyperGroup):
    """Shows what the reader can put right as its own text, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
        except OSError as error:
            if error.errno not in OF_THE_MACHINE:
                raise
            where = f" ({error.filename})" if error.filename else ""
            typer.echo(
                f"Error: {OF_THE_MACHINE[error.errno]}{where}.\nWhat was being written was left out "
                "whole; nothing is half-stored. Put it right and run the command again.",
                err=True,
            )
            raise typer.Exit(UserError.exit_code) from None


OF_THE_MACHINE = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EACCES: "you may not read or write there",
    errno.EROFS: "the disk is read-only",
}


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE...",
        exists=True,
        readable=True,
        show_default=False,
        help=(
            "CIN census XML, Annex A workbooks, partners' returns, or folders or zip files of SSD tables or "
            "of a school census."
        ),
    ),
]
DatabaseAddress = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="A database that holds SSD tables, such as postgresql://user@host/database.",
    ),
]
Schema = Annotated[
    str | None, typer.Option(help="The schema of the tables, where it is not the usual one.")
]
AskPassword = Annotated[
    bool,
    typer.Option("--ask-password", help="Ask for the database's password, unseen."),
]
AreaCode = Annotated[
    str | None,
    typer.Option(
        "--area", metavar="CODE", help="Local authority code, where the file does not say it."
    ),
]
ExtractDate = Annotated[
    dt.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="The day the file speaks of, where the file does not say it."
    ),
]


Subject = Annotated[
    str | None,
    typer.Option(metavar="SUBJECT", help="Which return it is: partnership template lists them."),
]
Counts = Annotated[bool, typer.Option("--counts", help="The return holds totals, not rows.")]
Sender = Annotated[str | None, typer.Option(help='Who sends it, such as "Eastvale Police".')]
Agency = Annotated[
    str | None, typer.Option(help="The sender's agency: police, health, education and so on.")
]
PeriodFrom = Annotated[
    dt.datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the return's period."),
]
PeriodTo = Annotated[
    dt.datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of the return's period."),
]
Received = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day it came. Else today."),
]


def store_of(context: typer.Context) -> Store:
    folder = context.obj.store
    if not (folder / "agreement.toml").exists():
        raise UserError(
            f"{folder} is not a partnership's store: it has no agreement.toml.\n"
            "Make one (partnership init), or name another folder (partnership --store FOLDER ...)."
        )
    return Store(folder)


@contextmanager
def asking(instead: str) -> Iterator[None]:
    """Ask within this. Raises UserError with the command to give instead where nobody answers."""
    try:
        yield
    except typer.Abort:
        # At a terminal it was Ctrl+C; a program that starts the command has nobody to ask.
        if sys.stdin.isatty():
            raise
        typer.echo()  # ends the line of the question
        raise UserError(
            f"Nobody is at a terminal to be asked, so nothing was done.\nGive it all at once: {instead}"
        ) from None


def sources(
    files: list[Path] | None, address: str | None, schema: str | None, ask_password: bool
) -> list[Path | Database]:
    """What is to be read. Raises UserError where nothing is, or what belongs to a database has none."""
    if address is None and (schema is not None or ask_password):
        raise UserError("--schema and --ask-password go with a database.\nAdd: --database URL")
    if address is None:
        if not files:
            raise UserError(
                "There is nothing to read.\nName a file or a folder, or a database (--database URL)."
            )
        return [*files]
    password = typer.prompt("Password", hide_input=True, err=True) if ask_password else None
    return [*(files or ()), Database(address, schema, password)]


def day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.date()


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on standard error, to be told the share done; gone when the work is done."""
    with _progress() as bar:
        task = bar.add_task(text, total=1.0)
        yield lambda share: bar.update(task, completed=share)


@contextmanager
def progress_of_steps() -> Iterator[Callable[[str, float], None]]:
    """The same for work of several steps: told the step and the share done of it."""
    with _progress() as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)


def _progress() -> Progress:
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
