"""Commands about partners' returns: blank templates, and how a partner's own headings are read."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

from dashboard import listing, partnership
from dashboard.terminal import Agency, AreaCode, Counts, Sender, day, store_of
from data import codes
from data.formats import partner_returns
from data.problems import UserError
from data.returns import mapping as mappings
from data.returns import template as templates
from data.returns.statement import ColumnMapping, Shape, Statement
from data.returns.subjects import SUBJECTS
from data.warehouse import Store


def said(
    subject: str | None,
    counts: bool,
    sender: str | None,
    agency: str | None,
    period_from: dt.datetime | None,
    period_to: dt.datetime | None,
) -> Statement:
    """What is given beside a return. Raises UserError where the subject or the agency is not known."""
    known = None if agency is None else codes.read_code("agency", agency)
    if agency is not None and known is None:
        raise UserError(
            f"There is no agency “{agency}”.\nChoose one of: {', '.join(codes.labels('agency'))}."
        )
    return Statement(
        subject=None if subject is None else templates.subject_of(subject).key,
        shape="counts" if counts else None,
        sender=sender,
        agency=known,
        covers_from=day(period_from),
        covers_to=day(period_to),
    )


def template(
    subject: Annotated[
        str | None, typer.Argument(help="Such as attendance. Without one: a list of all.")
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="For a partner who may send totals only.")
    ] = False,
    file_format: Annotated[Literal["xlsx", "csv"], typer.Option("--format")] = "xlsx",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Write the blank template of a partner's return, with its codes and one example row."""
    if subject is None:
        typer.echo(listing.aligned(_subjects()))
        return
    chosen = templates.subject_of(subject)
    shape: Shape = "counts" if counts else "rows"
    filled = templates.template_of(chosen, shape, partnership.totals())
    path = out or Path(f"{chosen.key}{' counts' if counts else ''}.{file_format}")
    templates.write(filled, path)
    typer.echo(
        f"Wrote {path}: {chosen.title}. One row is "
        f"{'a total of a measure, group and period' if counts else chosen.row}.\n"
        "Fill in the lines above the headings, and write over the example row."
    )


def _subjects() -> pl.DataFrame:
    """Every return: its name, what it is, what one row is, who usually sends it, whether totals will do."""
    return pl.DataFrame(
        [
            {
                "Return": one.key,
                "What it tells of": one.title,
                "One row is": one.row,
                "Usually sent by": ", ".join(one.senders),
                "Totals": "yes" if one.totals else "",
            }
            for one in SUBJECTS.values()
        ]
    )


def map_columns(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True, dir_okay=False, help="One of the partner's files. Without it: the list."
        ),
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Which return it is.")] = None,
    name: Annotated[
        str | None, typer.Option(help='Of the mapping, such as "Eastvale Police".')
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar='"THEIRS=OURS"', help="Their heading and ours. Once for each."),
    ] = None,
    value: Annotated[
        list[str] | None,
        typer.Option(
            metavar='COLUMN:"THEIRS"=CODE',
            help="Their word and our code, in one of our columns. Once for each.",
        ),
    ] = None,
    counts: Counts = False,
    sender: Sender = None,
    agency: Agency = None,
    area: AreaCode = None,
    remove: Annotated[str | None, typer.Option(metavar="NAME", help="Forget a mapping.")] = None,
) -> None:
    """Save how a partner's own headings are read, once; list what is saved, or remove it."""
    held = store_of(context)
    if remove is not None:
        held.remove_mapping(remove)
        typer.echo(f"Removed the mapping “{remove}”. Files read by it stay as they are.")
    elif file is None:
        _list(held)
    else:
        if subject is None or name is None:
            raise UserError(
                "A mapping needs to know which return the file is, and a name.\n"
                'Give both: partnership map FILE --subject missing --name "Eastvale Police" ...'
            )
        told = said(subject, counts, sender, agency, None, None).or_else(Statement(area=area))
        new = mappings.checked(
            ColumnMapping(name, _columns(column or []), _values(value or []), told),
            f"The mapping “{name}”",
        )
        _save(held, new, file)


def _save(held: Store, new: ColumnMapping, file: Path) -> None:
    """Save a mapping that makes a file readable. Raises UserError saying what is still lacking."""
    says = new.says
    assert says.subject is not None
    assert says.shape is not None
    headings = partner_returns.headings_in(file)
    if not headings:
        raise UserError(
            f"{file.name} has no row of headings.\nOpen it, and check that it is the right file."
        )
    here = {partner_returns.plain(heading) for heading in headings}
    for theirs in new.columns:
        if partner_returns.plain(theirs) not in here:
            raise UserError(
                f"{file.name} has no heading “{theirs}”.\nIts headings: {', '.join(headings)}."
            )
    read_as, lacking = partner_returns.matched(headings, SUBJECTS[says.subject], says.shape, new)
    if lacking:
        raise UserError(
            f"No heading of {file.name} is read as “{'”, “'.join(lacking)}” yet.\n"
            f'Give --column "THEIRS=OURS" for each. Its headings: {", ".join(headings)}.'
        )
    path = held.save_mapping(new)
    ours = {one.name: one.heading for one in mappings.fields_of(SUBJECTS[says.subject], says.shape)}
    typer.echo(
        listing.aligned(
            pl.DataFrame(
                [{"Their heading": theirs, "Ours": ours[name]} for name, theirs in read_as.items()]
            )
        )
    )
    left = [heading for heading in headings if heading not in read_as.values()]
    if left:
        typer.echo(f"Never read: {', '.join(left)}.")
    typer.echo(f"Saved as {path}. It is used whenever these headings stand in a file.")


def _list(held: Store) -> None:
    found = [
        {
            "Name": one.name,
            "Return": one.says.subject or "",
            "Layout": one.says.shape or "",
            "Sent by": one.says.sender or one.says.agency or "",
            "Their headings": ", ".join(one.columns),
        }
        for one in held.mappings()
    ]
    if found:
        typer.echo(listing.aligned(pl.DataFrame(found)))
    else:
        typer.echo(
            "No mapping is saved. Run: partnership map FILE --subject SUBJECT --name NAME ..."
        )


def _columns(given: list[str]) -> dict[str, str]:
    """Their heading to ours. No heading of ours holds an equals sign; theirs may."""
    return dict(_parted(each, '--column "THEIRS=OURS"') for each in given)


def _values(given: list[str]) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = {}
    for each in given:
        theirs, code = _parted(each, '--value COLUMN:"THEIRS"=CODE')
        column, colon, word = theirs.partition(":")
        if not colon or not word.strip():
            raise UserError(
                f"“{each}” names no column.\n"
                'Write it so: --value COLUMN:"THEIRS"=CODE, such as --value kind:Misper=missing'
            )
        read.setdefault(column.strip(), {})[word.strip()] = code
    return read


def _parted(text: str, form: str) -> tuple[str, str]:
    theirs, _, ours = text.rpartition("=")
    if not theirs.strip() or not ours.strip():
        raise UserError(f"“{text}” is not theirs and ours.\nWrite it so: {form}")
    return theirs.strip(), ours.strip()
