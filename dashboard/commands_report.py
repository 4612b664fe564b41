"""Commands about the yearly report: write its files, check them, and make what goes on the web."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard import listing, reporting
from dashboard.report import folder, meeting, proof, public
from dashboard.report.paper import Paper
from dashboard.reporting import Office
from dashboard.signoff import STATE_WORDS, State
from dashboard.terminal import AsJson, store_of
from data.problems import UserError
from data.records import Records, utc_now

FORM = typer.Option(help="Which form to write: pdf, docx, html, or all of them.")
YEAR = typer.Argument(help="The financial year, such as 2024-25.")


def report(
    context: typer.Context,
    year: Annotated[str, YEAR],
    form: Annotated[str, FORM] = "all",
    out: Annotated[
        Path | None, typer.Option(help="The folder to write. Else yearly-report-YEAR here.")
    ] = None,
) -> None:
    """Write the yearly report: PDF, Word and web page of one source, its tables as data, and what binds them.

    What is submitted or signed is written as it was submitted; a draft as it stands, and marked as one.
    """
    forms = _forms(form)
    office = _office(context)
    found = office.report(year)
    place = out or Path(f"yearly-report-{year}")
    written = office.write(found, place, forms)
    typer.echo(
        f"The report of {year} is {STATE_WORDS[found.state]}. Written to {place}: {len(written)} files."
    )
    if found.state is State.DRAFT:
        stops = office.checked(found).stops
        many = {0: "nothing is", 1: "1 thing is"}.get(len(stops), f"{len(stops)} things are")
        typer.echo(f"Before it can be submitted, {many} to be put right{':' if stops else '.'}")
        for line in stops:
            typer.echo(f"  {line}")


def verify(
    place: Annotated[
        Path, typer.Argument(metavar="REPORT_FOLDER", help="The folder of the report.")
    ],
    key: Annotated[
        str | None,
        typer.Option(help="The public key that the partnership made known, to hold it against."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that a report's files, figures and signatures belong together. No network, no database."""
    found = proof.verify(place, key)
    if as_json:
        facts = {**vars(found), "signatures": [dict(one) for one in found.signatures]}
        typer.echo(listing.as_json(facts))
        return
    typer.echo(
        f"The yearly report {found.year} of {found.partnership} is whole: {found.files} files, none changed."
    )
    for one in found.signatures:
        typer.echo(f"  Signed by {one['name']}, {one['role']}, at {one['at']} (universal time).")
    if found.state not in (State.SIGNED, State.PUBLISHED):
        typer.echo(f"  It is no final report: it was {STATE_WORDS[State(found.state)]}.")
    typer.echo(
        f"  Words and figures: {found.report}\n  Release: {found.release}\n  Key: {found.key}"
    )
    if key is None:
        typer.echo("  Compare the key with the one that the partnership publishes elsewhere.")


def publish(
    context: typer.Context,
    year: Annotated[str, YEAR],
    out: Annotated[
        Path | None, typer.Option(help="The folder to write. Else public-report-YEAR here.")
    ] = None,
) -> None:
    """Write what is put before the public: a folder that any web server can host.

    Only once all lead partners have signed. Whoever publishes it says so on the page “Yearly report”.
    """
    office = _office(context)
    found = office.report(year)
    office.publishable(found)
    place = out or Path(f"public-report-{year}")
    written = public.write(office, found, place)
    typer.echo(f"Written to {place}: {len(written)} files. Begin with index.html.")
    if found.published is None:
        today = office.today
        typer.echo(
            f"Once it is on the web, say so on the page “Yearly report” (today is {today:%d/%m/%Y})."
        )


def pack(
    context: typer.Context,
    form: Annotated[str, FORM] = "all",
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
) -> None:
    """Write the delegated partners' meeting pack: changes, clocks, priorities, education, fairness, risks."""
    _papers(out, "meeting-pack", meeting.pack(_office(context).agenda()), form)


def brief(
    context: typer.Context,
    form: Annotated[str, FORM] = "all",
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path(),
) -> None:
    """Write the lead partners' two pages."""
    office = _office(context)
    _papers(out, "lead-partners-brief", meeting.brief(office.agenda(), office.how_far()), form)


def _papers(out: Path, name: str, paper: Paper, form: str) -> None:
    for one in _forms(form):
        place = out / f"{name}.{one}"
        try:
            out.mkdir(parents=True, exist_ok=True)
            place.write_bytes(folder.FORM[one](paper))
        except OSError as fault:
            raise UserError(
                f"{place} cannot be written: {fault.strerror}.\nName a folder that you may write in."
            ) from None
        typer.echo(f"Written: {place}")


def _forms(form: str) -> tuple[str, ...]:
    if form not in (*folder.FORMS, "all"):
        raise UserError(
            f"There is no form “{form}”.\nChoose one of: {', '.join(folder.FORMS)}, all."
        )
    return folder.FORMS if form == "all" else (form,)


def _office(context: typer.Context) -> Office:
    store = store_of(context)
    return reporting.office(store, Records.of(store.folder, context.obj.records), utc_now)
