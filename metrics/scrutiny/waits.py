"""How long children waited, those who still wait counted too: answers from life tables (rule 8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from metrics import survival
from metrics.characteristics import NOT_RECORDED
from metrics.disclosure.policy import SMALLEST_COUNT_SHOWN
from metrics.journeys import Journeys
from metrics.measure import Timeliness
from metrics.scrutiny.life_tables import TABLE, limit_of
from metrics.scrutiny.pairs import KEY
from metrics.scrutiny.rounding import two_figures
from metrics.survival import LifeTable, life_table

SHOWN, PROTECTED, TOO_FEW = "shown", "protected", "too few"

FEWEST_FOR_A_CURVE = 10
"""Children or events behind a curve, as behind every comparison (disparity.md section 0)."""

WAITS = {
    **dict.fromkeys(KEY, pl.String),
    "group_order": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "unit": pl.String,
    "limit": pl.Int64,
    **dict.fromkeys(("in_time", "lower", "upper", "completed_only"), pl.Float64),
    "median": pl.Int64,
    **dict.fromkeys(("children", "still_waiting"), pl.Int64),
    **dict.fromkeys(("p", "p_all", "p_stratified"), pl.Float64),
    "flatters": pl.Boolean,
    "verdict": pl.String,
}
"""One row: the waits of a group that began in a year or three years, those still waiting among them.

in_time         percent for whom the step came within the limit (Kaplan-Meier), with log-log limits
completed_only  percent in time of the steps that were taken: what leaves out those still waiting
median          days after which half had the step; null where more than half still wait
children, still_waiting   null where either is 1 to 5
p, p_all, p_stratified   log-rank: against the other known groups; all known groups; the first within areas
flatters        completed_only shows at least a point more than in_time
verdict         shown, protected (a count behind it is not printed), or too few
"""


@dataclass(frozen=True)
class _Group:
    place: tuple[object, ...]
    table: LifeTable


def waits(
    tables: pl.DataFrame, printed: pl.DataFrame, measures: Sequence[Timeliness], here: Journeys
) -> pl.DataFrame:
    """What is printed of life tables.

    tables   LIFE_TABLES, true counts
    printed  the printed counts of the same measures (pairs.printed): KEY, met and of, null where hidden
    """
    if tables.is_empty():
        return pl.DataFrame(schema=WAITS)
    by_id = {measure.id: measure for measure in measures}
    of_set = [name for name in TABLE if name != "group"]
    every = [
        row
        for _, part in tables.sort(*TABLE, "day").group_by(of_set, maintain_order=True)
        for row in _of_a_set(part, by_id[part["measure"][0]], here, tables)
    ]
    names = (*TABLE, *(name for name in WAITS if name not in KEY))
    answers = pl.DataFrame(every, schema={name: WAITS[name] for name in names}, orient="row")
    return _protected(answers, printed)


def _of_a_set(
    part: pl.DataFrame, measure: Timeliness, here: Journeys, every: pl.DataFrame
) -> Iterator[tuple[object, ...]]:
    """One row for each group of one measure, characteristic, area and period."""
    limit = limit_of(measure, here)
    groups = [
        _Group(place, life_table(*(rows[name] for name in ("day", "events", "censored"))))
        for place, rows in part.group_by(TABLE, maintain_order=True)
    ]
    known = [one for one in groups if one.place[2] != NOT_RECORDED]
    p_all = survival.log_rank([one.table for one in known]).p if len(known) > 1 else None
    for one in groups:
        others = [other.table for other in known if other is not one]
        compared = bool(others) and one in known
        rest = sum(others[1:], others[0]) if compared else None
        within = survival.within(one.table, limit)
        completed = survival.completed_only(one.table, limit)
        yield (
            *one.place,
            measure.clock.unit,
            limit,
            *(None if x is None else 100 * x for x in (within.value, within.lower, within.upper)),
            None if completed is None else 100 * completed,
            survival.median(one.table),
            int(one.table.events.sum() + one.table.censored.sum()),
            int(one.table.censored.sum()),
            survival.log_rank([one.table, rest]).p if rest is not None else None,
            p_all,
            None,
            survival.flatters(one.table, limit),
            SHOWN,
        )


def _protected(answers: pl.DataFrame, printed: pl.DataFrame) -> pl.DataFrame:
    """Two figures, and only where the counts that an answer summarises are printed and none of its"
    " own is small."""
    counts = printed.select(*KEY, shown=pl.col("met").is_not_null() & pl.col("of").is_not_null())
    small = [
        pl.col(name).is_between(1, SMALLEST_COUNT_SHOWN - 1)
        for name in ("children", "still_waiting")
    ]
    done = pl.col("children") - pl.col("still_waiting")
    safe = pl.col("shown") & ~pl.any_horizontal(
        *small, done.is_between(1, SMALLEST_COUNT_SHOWN - 1)
    )
    enough = pl.col("children") >= FEWEST_FOR_A_CURVE
    numbers = ("in_time", "lower", "upper", "completed_only", "p", "p_all", "p_stratified")
    return (
        answers.join(counts, on=TABLE)
        .with_columns(
            verdict=pl.when(~safe)
            .then(pl.lit(PROTECTED))
            .when(~enough)
            .then(pl.lit(TOO_FEW))
            .otherwise("verdict")
        )
        .with_columns(
            *(two_figures(pl.when(_IS_SHOWN).then(name)).alias(name) for name in numbers),
            *(
                pl.when(_IS_SHOWN).then(name).alias(name)
                for name in ("median", "children", "still_waiting", "flatters")
            ),
        )
        .select(list(WAITS))
        .cast(WAITS)  # type: ignore[arg-type]
        .sort(KEY, maintain_order=True)
    )


_IS_SHOWN = pl.col("verdict") == SHOWN
