"""Commands about figures: print them, and list the measures."""

import datetime as dt
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from dashboard import listing, releasing, wording
from dashboard.listing import Form, Kind
from dashboard.rows import PARTNERSHIP, areas
from dashboard.terminal import store_of
from data.agreement import Agreement
from data.problems import UserError
from data.warehouse import Store
from metrics.measure import CHARACTERISTICS
from metrics.measures import MEASURES, named

if TYPE_CHECKING:
    from metrics.release import Release


def figures(
    context: typer.Context,
    measure: Annotated[
        str, typer.Option(help="Its id, the catalogue's (TIM-05) or ours (partnership measures).")
    ],
    by: Annotated[
        str | None,
        typer.Option(metavar="CHARACTERISTIC", help=f"One of: {', '.join(CHARACTERISTICS)}."),
    ] = None,
    period: Annotated[Kind, typer.Option(help="Groups come by year only.")] = Kind.YEAR,
    area: Annotated[
        str | None, typer.Option(metavar="CODE", help='A local authority code, or "partnership".')
    ] = None,
    form: Annotated[Form, typer.Option("--format")] = Form.TABLE,
) -> None:
    """Print the protected figures of a measure from the newest release."""
    chosen = _measures(measure)
    if by is not None and by not in CHARACTERISTICS:
        raise UserError(
            f"{by} is not a characteristic. Choose one of: {', '.join(CHARACTERISTICS)}."
        )
    if by is not None and period is not Kind.YEAR:
        raise UserError(
            "Groups are printed by year only: by quarter or month, small numbers could be worked out.\n"
            "Leave out --period, or leave out --by."
        )
    held = releasing.current(store_of(context))
    codes = ["partnership", *(one["code"] for one in held.manifest["areas"])]
    if area is not None and area not in codes:
        raise UserError(
            f"{area} is not an area of this release. Choose one of: {', '.join(codes)}."
        )
    rows = listing.figures(held, chosen, by, period, area)
    if form is Form.CSV:
        typer.echo(listing.csv(rows), nl=False)
    elif form is Form.JSON:
        typer.echo(
            listing.as_json(
                {
                    "release": held.digest,
                    "as_at": held.manifest["as_at"],
                    "figures": rows.to_dicts(),
                    "comparators": held.comparators.filter(
                        pl.col("measure").is_in(chosen),
                        pl.lit(area in (None, PARTNERSHIP)) | pl.col("of_area").is_in([area, ""]),
                    ).to_dicts(),
                }
            )
        )
    else:
        _print_figures(held, rows, chosen, area or next(iter(areas(held))), by)


def _print_figures(
    held: "Release", rows: pl.DataFrame, chosen: list[str], area: str, by: str | None
) -> None:
    """Each measure with its figures and, in words, what was published beside it."""
    # Other commands should not wait for the statistics to be imported.
    from dashboard import comparing

    said = {row["id"]: row for row in held.catalogue.iter_rows(named=True)}
    as_at = held.manifest["as_at"]
    for id_ in chosen:
        declared = said.get(id_)
        if declared is None:
            typer.echo(f"{id_}: not among the measures that the partnership chose.\n")
            continue
        typer.echo(f"{declared['title']}\n{declared['definition']}\n")
        shown = rows.filter(pl.col("measure") == id_)
        if not declared["available"]:
            typer.echo(f"{declared['why_not']}\n")
        elif shown.is_empty():
            typer.echo("The release prints no such figures of this measure.\n")
        else:
            typer.echo(f"{listing.aligned(listing.for_people(shown))}\n")
            beside = comparing.all_in_words(held, declared, area)
            if by is not None:
                beside.append(comparing.groups_in_words(held, declared, area, by))
            typer.echo("".join(f"{told}\n" for told in beside if told))
    typer.echo(f"As at {wording.date(dt.date.fromisoformat(as_at))}. {wording.WHAT_MARKS_MEAN}")


def measures(
    context: typer.Context, form: Annotated[Form, typer.Option("--format")] = Form.TABLE
) -> None:
    """List every measure, with its ids, what it counts, and the published figure that stands beside it."""
    beside = _published_beside(Store(context.obj.store))
    rows = pl.DataFrame(
        {
            "id": measure.id,
            "catalogue": measure.catalogue,
            "theme": measure.theme,
            "title": measure.title,
            "definition": measure.definition,
            "unit": measure.unit,
            "better": measure.better,
            "core": measure.core,
            "comparator": measure.comparator,
            "published": beside.get(measure.id, ""),
        }
        for measure in MEASURES
    )
    if form is Form.CSV:
        typer.echo(listing.csv(rows), nl=False)
    elif form is Form.JSON:
        typer.echo(listing.as_json(rows.to_dicts()))
    else:
        typer.echo(listing.aligned(rows.select("catalogue", "id", "title", "published")))


def _published_beside(store: Store) -> dict[str, str]:
    """Year and release of England's newest figure by measure: the release's, else what comes with us."""
    from dashboard import comparing
    from metrics import comparators

    if store.newest_digest() is not None:
        held = releasing.current(store).comparators
    else:
        held = comparators.comparators(
            MEASURES, Agreement("", ()), comparators.published_figures({}), {}
        )
    return {measure.id: comparing.newest_published(measure.id, held) for measure in MEASURES}


def _measures(name: str) -> list[str]:
    found = [measure.id for measure in named(name)]
    if not found:
        # Measures may share the catalogue's id: each name is offered once.
        names = {one: None for measure in MEASURES for one in (measure.id, measure.catalogue)}
        close = get_close_matches(name, list(names), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(close)}? " if close else ""
        raise UserError(f"There is no measure {name}. {hint}List them: partnership measures")
    return found
