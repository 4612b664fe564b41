"""Commands about files: check, load, list and withdraw."""

from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from dashboard import file_words, listing, partnership, wording
from dashboard.commands_returns import said
from dashboard.terminal import (
    PROBLEMS_FOUND,
    Agency,
    AreaCode,
    AsJson,
    AskPassword,
    Counts,
    DatabaseAddress,
    ExtractDate,
    Files,
    PeriodFrom,
    PeriodTo,
    Received,
    Schema,
    Sender,
    Subject,
    asking,
    day,
    progress_bar,
    sources,
    store_of,
)
from data.extracts import Extract
from data.problems import UserError
from data.warehouse import SHORT, Store


def check(
    context: typer.Context,
    files: Files = None,
    area: AreaCode = None,
    extract_date: ExtractDate = None,
    database: DatabaseAddress = None,
    schema: Schema = None,
    ask_password: AskPassword = False,
    subject: Subject = None,
    counts: Counts = False,
    sender: Sender = None,
    agency: Agency = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write every problem to this CSV file, to send back.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong in files, and store nothing. Ends with 3 where problems were found."""
    says = said(subject, counts, sender, agency, period_from, period_to)
    mappings = Store(context.obj.store).mappings()
    facts, problems = [], []
    for source in sources(files, database, schema, ask_password):
        with progress_bar(f"Reading {source.name}") as progress:
            extract = partnership.examine(
                source, area, day(extract_date), progress, says=says, mappings=mappings
            )
        facts.append(_facts(extract))
        problems.append(extract.problems.rows)
        if not as_json:
            typer.echo(_report(extract))
    every = pl.concat(problems)
    if csv is not None:
        csv.write_text(listing.for_spreadsheets(every), encoding="utf-8")
    if as_json:
        typer.echo(listing.as_json(facts))
    if every.height:
        raise typer.Exit(PROBLEMS_FOUND)


def load(
    context: typer.Context,
    files: Files = None,
    area: AreaCode = None,
    extract_date: ExtractDate = None,
    database: DatabaseAddress = None,
    schema: Schema = None,
    ask_password: AskPassword = False,
    subject: Subject = None,
    counts: Counts = False,
    sender: Sender = None,
    agency: Agency = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
    received: Received = None,
    as_json: AsJson = False,
) -> None:
    """Read files, folders or a database into the store: pseudonymised, checked, whole or not at all."""
    held = store_of(context)
    says = said(subject, counts, sender, agency, period_from, period_to)
    came = day(received) or partnership.today()
    loaded = []
    for source in sources(files, database, schema, ask_password):
        with progress_bar(f"Loading {source.name}") as progress:
            extract, new = partnership.load(
                held,
                source,
                area=area,
                as_at=day(extract_date),
                progress=progress,
                says=says,
                received=came,
            )
        others = partnership.sent_too(held, extract)
        loaded.append({**_facts(extract), "new": new, "sent_too": others})
        if not as_json:
            typer.echo(_report(extract))
            kept = "Stored" if new else "Stored before; nothing changed"
            typer.echo(f"{kept}, as {extract.digest[:SHORT]}.{file_words.sent_too(others)}\n")
    if as_json:
        typer.echo(listing.as_json(loaded))
    else:
        typer.echo("To see it in figures: partnership release")


def extracts(context: typer.Context, as_json: AsJson = False) -> None:
    """List what is loaded. Ends with 2 where an extract is damaged, after the others."""
    held = store_of(context)
    rows = held.sound_extracts().sort("area", "as_at", "format")
    damaged = held.damaged()
    if as_json:
        typer.echo(listing.as_json(rows.to_dicts()))
    elif rows.is_empty() and not damaged:
        typer.echo("Nothing is loaded yet. Run: partnership load FILE")
    elif rows.height:
        typer.echo(
            listing.aligned(
                rows.select(
                    pl.col("extract").str.slice(0, SHORT),
                    "area",
                    "format",
                    "file",
                    "covers_from",
                    "covers_to",
                    "as_at",
                    "rows",
                    "refused",
                )
            )
        )
    if damaged:
        raise UserError("\n".join(damaged.values()))


def withdraw(
    context: typer.Context,
    extract: Annotated[
        str, typer.Argument(help="Its name in `partnership extracts`, or the beginning of it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Take a wrong or damaged file out of the store again."""
    held = store_of(context)
    digest = held.named(extract)
    what = _what_is_stored(held, digest)
    if not yes:
        with asking("partnership withdraw EXTRACT --yes"):
            sure = typer.confirm(f"Take out {what}?")
        if not sure:
            raise typer.Abort
    held.withdraw(digest)
    typer.echo(
        f"Taken out: {what}.\n"
        "The newest release still rests on it until you make another: partnership release"
    )


def _what_is_stored(held: Store, digest: str) -> str:
    """An extract in words; of a damaged one no more than its name is known."""
    chosen = held.sound_extracts().filter(pl.col("extract") == digest)
    if chosen.is_empty():
        return f"the damaged extract {digest[:SHORT]}, whose own facts cannot be trusted"
    row = chosen.row(0, named=True)
    return f"{row['file']} of area {row['area']} as at {row['as_at']} ({digest[:SHORT]})"


def _facts(extract: Extract) -> dict[str, Any]:
    return {
        "file": extract.file,
        "extract": extract.digest,
        "format": extract.format,
        "subject": extract.subject,
        "sender": extract.sender,
        "received": extract.received,
        "area": extract.area,
        "as_at": extract.as_at,
        "covers_from": extract.covers_from,
        "covers_to": extract.covers_to,
        "rows": extract.rows,
        "refused": extract.refused,
        "problems": extract.problems.counts.to_dicts(),
    }


def _report(extract: Extract) -> str:
    """What a file is and what is wrong in it: counted by rule, then the first in full."""
    what = file_words.kind_of_file(extract)
    head = (
        f"{extract.file}: {what}, area {extract.area}, as at {wording.date(extract.as_at)}\n"
        f"{wording.number(extract.rows)} rows read, {wording.number(extract.refused)} left out"
    )
    counts = extract.problems.counts
    if counts.is_empty():
        return f"{head}. No problems found."
    first = [
        f"- {problem.position}{problem.field and ', ' + problem.field}: {problem.message}. "
        f"{problem.what_to_do}"
        for problem in extract.problems.first
    ]
    total = wording.number(counts["rows"].sum())
    return "\n".join(
        [
            f"{head}. {total} problems:",
            "",
            listing.aligned(_by_rule(counts)),
            "",
            f"The first {len(first)} in full (partnership check --csv FILE writes all):",
            *first,
            "",
        ]
    )


def _by_rule(counts: pl.DataFrame) -> pl.DataFrame:
    """Problems by rule under the headings that a reader expects."""
    return counts.select(
        pl.col("rule").str.replace_all("_", " ").alias("Problem"),
        pl.col("field").alias("Field"),
        pl.when("refused").then(pl.lit("left out")).otherwise(pl.lit("kept")).alias("Row"),
        pl.col("rows").alias("Times"),
        pl.col("children").alias("Children"),
    )
