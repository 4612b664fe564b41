"""What a scrutineer asks of the figures: a closed list of answers, computed when a release is made.

Comparisons, the chain and estimates for two characteristics at once follow from printed counts alone. What
does not (adjusted and other readings' answers, waits) is computed on the analyst's side and printed only
where the counts that it summarises are printed themselves, in two significant figures (rule 8 of the
protection), and adjusted answers only where they give back no small count of a stratum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from data.agreement import Conventions
from metrics.areas import PARTNERSHIP
from metrics.coverage import Span
from metrics.disclosure.policy import DFE_LOCAL, Policy
from metrics.journeys import Journeys
from metrics.measure import CHARACTERISTICS, Measure, Proportion, Rate, Timeliness
from metrics.scrutiny.adjustments import ADJUSTERS, COMPARED, STRATA, adjustments, in_years, strata
from metrics.scrutiny.along_the_chain import cumulative
from metrics.scrutiny.comparisons import beside_everyone, comparisons
from metrics.scrutiny.given_back import crossed
from metrics.scrutiny.intersections import intersections
from metrics.scrutiny.life_tables import LIFE_TABLES, life_tables, waited
from metrics.scrutiny.pairs import (
    KEY,
    analysed,
    beside_largest,
    beside_others,
    characteristics_of,
    printed,
    with_residents_of_groups,
)
from metrics.scrutiny.sensitivities import TOO_CLOSE, sensitivities
from metrics.scrutiny.siblings import SIBLINGS, siblings, with_families
from metrics.scrutiny.waits import PROTECTED, WAITED, waits
from metrics.scrutiny.withheld import left_over, withheld, without

REQUESTS = {
    "request": pl.String,
    "measure": pl.String,
    "characteristic": pl.String,
    "adjuster": pl.String,
}
"""One row: an answer asked for beyond the list, to which the analyst agreed. adjuster may be ""."""


@dataclass(frozen=True)
class Answers:
    """The frames of answers by name, as a release prints them, and what is behind them.

    life_tables, strata  behind the waits and the adjusted answers, true counts
    """

    frames: dict[str, pl.DataFrame]
    life_tables: pl.DataFrame
    strata: pl.DataFrame


def answers(
    figures: pl.DataFrame,
    states: pl.DataFrame,
    measures: Sequence[Measure],
    here: Journeys,
    otherwise: Callable[[Conventions], Journeys],
    members: Sequence[str],
    residents: pl.DataFrame,
    requests: pl.DataFrame,
    before: pl.DataFrame,
    policy: Policy = DFE_LOCAL,
) -> Answers:
    """All answers of a release.

    figures, states  as printed
    otherwise the journeys under other conventions
    residents the `resident_groups` table, as known
    requests  REQUESTS, those that are accepted
    before    the adjusted answers that earlier releases printed (given_back.ANSWER)
    """
    asked = set(requests["measure"])
    chosen = [m for m in measures if m in analysed(measures) or (m.id in asked and _can_be(m))]
    groups = with_residents_of_groups(printed(figures, chosen), residents, members, PARTNERSHIP)
    pairs = beside_others(groups)
    compared = comparisons(pl.concat([pairs, beside_largest(pairs)]), chosen)
    compared = pl.concat([compared, beside_everyone(compared)]).sort(KEY, maintain_order=True)
    shares = [m for m in chosen if not isinstance(m, Rate)]
    years = _years(figures)
    of_strata, of_families = [pl.DataFrame(schema=STRATA)], [pl.DataFrame(schema=SIBLINGS)]
    for m in shares:
        own = years.get(m.id, [])
        rows = in_years(m, here, own)
        of_strata.append(strata(m, rows, _adjusted(m, requests), members, own))
        of_families.append(siblings(m, rows, members, own))
    clocks = waited(measures)
    counted = pl.concat(of_strata)
    tables = pl.concat(
        [
            pl.DataFrame(schema=LIFE_TABLES),
            *(
                life_tables(m, here, characteristics_of(m), members, years.get(m.id, []))
                for m in clocks
            ),
        ]
    )
    waited_for = waits(tables, printed(figures, clocks), clocks, here, members, policy)
    hidden = withheld(waited_for, figures, states)
    core = [
        m
        for m in measures
        if m.core and m.of != "nobody" and isinstance(m, Proportion | Timeliness)
    ]
    said = sensitivities(core, here, otherwise, _yearly(figures), members, policy)
    said = without(said, withheld(said, figures, states), ["change"], TOO_CLOSE)
    return Answers(
        {
            "comparisons": compared,
            "cumulative": cumulative(compared),
            "adjustments": pl.concat(
                [
                    adjustments(
                        counted,
                        compared,
                        members,
                        before,
                        policy.smallest_shown - 1,
                        crossed(measures, counted),
                    ),
                    with_families(pl.concat(of_families), compared),
                ]
            ),
            "waits": without(waited_for, hidden, WAITED, PROTECTED),
            "sensitivities": without(said, left_over(said, members), ["change"], TOO_CLOSE),
            "intersections": intersections(figures, measures),
        },
        tables,
        counted,
    )


def _can_be(measure: Measure) -> bool:
    return (
        measure.of == "children"
        and not measure.academic
        and isinstance(measure, Proportion | Timeliness)
    )


def _adjusted(measure: Measure, requests: pl.DataFrame) -> list[tuple[str, str]]:
    """Characteristic and adjuster of each adjustment: the closed list, and what was asked for."""
    usual = [
        (characteristic, adjuster)
        for characteristic in characteristics_of(measure)
        for adjuster in ADJUSTERS
        if characteristic in COMPARED and adjuster in measure.breakdowns
    ]
    asked = requests.filter(
        pl.col("measure") == measure.id, pl.col("adjuster").is_in(list(CHARACTERISTICS))
    )
    extra = asked.select("characteristic", "adjuster").unique(maintain_order=True).rows()
    return list(dict.fromkeys([*usual, *extra]))


def _years(figures: pl.DataFrame) -> dict[str, list[Span]]:
    """The whole years that are printed of each measure, in order."""
    whole = figures.filter(pl.col("period_kind") == "year", ~pl.col("part"))
    found: dict[str, list[Span]] = {}
    for measure, first, last in (
        whole.select("measure", "period_start", "period_end").unique().sort(pl.all()).iter_rows()
    ):
        found.setdefault(measure, []).append(Span(first, last))
    return found


def _yearly(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.filter(
        pl.col("period_kind") == "year",
        ~pl.col("part"),
        pl.col("characteristic") == "all",
        pl.col("reason").is_null(),
    )
