"""How long children waited, those who still wait counted too: answers from life tables (rule 8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from metrics import survival
from metrics.areas import PARTNERSHIP
from metrics.characteristics import NOT_RECORDED
from metrics.disclosure.policy import DFE_LOCAL, Policy, is_small
from metrics.journeys import Journeys
from metrics.measure import Timeliness
from metrics.scrutiny.life_tables import TABLE, limit_of
from metrics.scrutiny.pairs import KEY
from metrics.scrutiny.rounding import middle_of_six, two_figures
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
children, still_waiting   each as the middle of its six: exact ones would tell a hidden one by subtraction
p, p_all, p_stratified   log-rank: against the other known groups; all known groups; of the partnership,
                the first within areas
flatters        completed_only shows at least a point more than in_time
verdict         shown, protected (a count behind it is not printed), or too few
"""


@dataclass(frozen=True)
class _Group:
    """A group of one measure, area and period: its place in a frame, and its waits."""

    place: tuple[Any, ...]
    table: LifeTable


Tables = dict[tuple[Any, ...], LifeTable]

_OWN_COUNTS = ("children", "still_waiting", "early", "late")
"""What a wait is made of: none of them may be small where its answer is printed."""

WAITED = (
    *("in_time", "lower", "upper", "completed_only", "median", "children", "still_waiting"),
    *("p", "p_all", "p_stratified", "flatters"),
)
"""The columns of an answer that are empty where it is not printed."""

_ANSWERS = {
    **dict.fromkeys(TABLE, pl.String),
    "period_start": pl.Date,
    **{name: kind for name, kind in WAITS.items() if name not in KEY},
    **dict.fromkeys(("early", "late"), pl.Int64),
}


def waits(
    tables: pl.DataFrame,
    printed: pl.DataFrame,
    measures: Sequence[Timeliness],
    here: Journeys,
    members: Sequence[str],
    policy: Policy = DFE_LOCAL,
) -> pl.DataFrame:
    """What is printed of life tables.

    tables   LIFE_TABLES, true counts
    printed  the printed counts of the same measures (pairs.printed): KEY, met and of, null where hidden
    members  the areas that make up the partnership: its groups are also compared within each of them
    """
    by_id = {measure.id: measure for measure in measures}
    every: Tables = {
        place: life_table(*(rows[name] for name in ("day", "events", "censored")))
        for place, rows in tables.sort(*TABLE, "day").group_by(TABLE, maintain_order=True)
    }
    sets: dict[tuple[Any, ...], list[_Group]] = {}
    for place, table in every.items():
        sets.setdefault((*place[:2], *place[3:]), []).append(_Group(place, table))
    found = [
        row
        for groups in sets.values()
        for row in _of_a_set(groups, by_id[groups[0].place[0]], here, every, members)
    ]
    return _protected(pl.DataFrame(found, schema=_ANSWERS, orient="row"), printed, policy)


def _of_a_set(
    groups: Sequence[_Group],
    measure: Timeliness,
    here: Journeys,
    every: Tables,
    members: Sequence[str],
) -> Iterator[tuple[Any, ...]]:
    """One row for each group of one measure, characteristic, area and period."""
    limit = limit_of(measure, here)
    known = [one for one in groups if one.place[2] != NOT_RECORDED]
    p_all = survival.log_rank([one.table for one in known]).p if len(known) > 1 else None
    for one in groups:
        others = [other for other in known if other is not one] if one in known else []
        within = survival.within(one.table, limit)
        completed = survival.completed_only(one.table, limit)
        in_time = one.table.days <= limit
        yield (
            *one.place,
            measure.clock.unit,
            limit,
            *(None if x is None else 100 * x for x in (within.value, within.lower, within.upper)),
            None if completed is None else 100 * completed,
            survival.median(one.table),
            one.table.children,
            int(one.table.censored.sum()),
            survival.log_rank([one.table, _together(others)]).p if others else None,
            p_all,
            _within_areas(one, others, every, members),
            survival.flatters(one.table, limit),
            SHOWN,
            int(one.table.events[in_time].sum()),
            int(one.table.events[~in_time].sum()),
        )


def _together(groups: Sequence[_Group]) -> LifeTable:
    first, *rest = (one.table for one in groups)
    return sum(rest, first)


def _within_areas(
    one: _Group, others: Sequence[_Group], every: Tables, members: Sequence[str]
) -> float | None:
    """The partnership's log-rank within areas: what areas differ in is then no difference of groups."""
    if one.place[3] != PARTNERSHIP or not others:
        return None
    strata = []
    for area in members:
        own = _in_area(one, area, every)
        rest = [found for other in others if (found := _in_area(other, area, every)) is not None]
        if own is not None and rest:
            strata.append([own, sum(rest[1:], rest[0])])
    return survival.stratified_log_rank(strata).p if strata else None


def _in_area(group: _Group, area: str, every: Tables) -> LifeTable | None:
    return every.get((*group.place[:3], area, *group.place[4:]))


def _protected(answers: pl.DataFrame, printed: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Two figures, where the counts that an answer summarises are printed and none of its own is small."""
    counts = printed.select(*KEY, shown=pl.col("met").is_not_null() & pl.col("of").is_not_null())
    small = (is_small(pl.col(name), policy) for name in _OWN_COUNTS)
    safe = pl.col("shown") & ~pl.any_horizontal(small)
    enough = pl.col("children") >= FEWEST_FOR_A_CURVE
    chances, shares = (
        ("p", "p_all", "p_stratified"),
        ("in_time", "lower", "upper", "completed_only"),
    )
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
            *(two_figures(pl.when(_IS_SHOWN).then(name)).alias(name) for name in chances),
            *(_share(pl.when(_IS_SHOWN).then(name), policy).alias(name) for name in shares),
            *(
                printed_number(pl.when(_IS_SHOWN).then(name), policy).alias(name)
                for name in ("children", "still_waiting")
            ),
            *(pl.when(_IS_SHOWN).then(name).alias(name) for name in ("median", "flatters")),
        )
        .select(list(WAITS))
        .cast(WAITS)  # type: ignore[arg-type]
        .sort(KEY, maintain_order=True)
    )


def _share(percent: pl.Expr, policy: Policy) -> pl.Expr:
    """Two figures; beside rounded counts no finer than they are."""
    if policy.rounded_to == 1:
        return two_figures(percent)
    return (percent / policy.rounded_to).round() * policy.rounded_to


def printed_number(count: pl.Expr, policy: Policy) -> pl.Expr:
    """The middle of its six; beside rounded counts, rounded like them, for six and five give more away."""
    return middle_of_six(count) if policy.rounded_to == 1 else policy.as_shown(count)


_IS_SHOWN = pl.col("verdict") == SHOWN
