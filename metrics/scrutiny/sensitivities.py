"""Would another reading of the rule change the figure? Alternatives, for yearly totals only.

Printed as a change in whole percentage points, and only where both readings count the same children or
differ by at least six of them (ruling 34): a difference of fewer would tell of single children.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from data.agreement import Conventions
from metrics.counts import MONTHS_BEFORE_THE_YEAR
from metrics.coverage import Span
from metrics.disclosure.policy import DFE_LOCAL, Policy, is_small
from metrics.evaluate import judged
from metrics.journeys import Journeys
from metrics.measure import Measure, Proportion, State, Timeliness
from metrics.scrutiny.life_tables import with_sums

ROBUST, DEPENDS, TOO_CLOSE = "robust", "depends on the definition", "too close to show"

MOST_FOR_ROBUST = 1
"""Whole percentage points by which a robust figure may change."""

SENSITIVITIES = {
    "measure": pl.String,
    "area": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_label": pl.String,
    "convention": pl.String,
    "choice": pl.String,
    "change": pl.Int64,
    "verdict": pl.String,
}
"""One row: a yearly figure under another reading of one convention.

change   whole percentage points, null where it is too close to show
verdict  robust (a change of at most one point), depends on the definition, or too close to show
"""


@dataclass(frozen=True)
class Alternative:
    """Another reading: the convention and its other value, and how a reader is told of it."""

    convention: str
    value: Any
    choice: str


ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("clock_day_zero", "next_working_day", "The clock starts on the next working day"),
    Alternative("review_rule", "days", "Reviews due after 91 and 183 days"),
    Alternative("re_referral_months", 6, "Referred again within 6 months"),
    Alternative("repeat_plan_months", 12, "A new plan within 12 months"),
    Alternative("transfers_in_count_as_starts", False, "Plans that moved here are left out"),
    Alternative("rapid_review_clock_start", "incident", "The clock starts at the incident"),
    Alternative(
        "education_status_on", "any_time_in_term", "Social care status at any time in the term"
    ),
    Alternative("referral_to_assessment_days", 90, "An assessment within 90 days of the referral"),
    Alternative("assessment_to_enquiry_days", 45, "An enquiry within 45 days of the assessment"),
)
"""Readings of the list of ambiguities, section J, and of the chain's own windows."""

RECORDED_AS_NO, BASES = "unknown", "basis"
"""Two readings that no convention holds: what is not known counts as no; steps due, not finished."""

_CHOICES = {
    RECORDED_AS_NO: "What is not known counts as not done",
    BASES: "Steps that were due, so that what nobody finished counts as late",
}


def sensitivities(
    measures: Sequence[Measure],
    here: Journeys,
    otherwise: Callable[[Conventions], Journeys],
    printed: pl.DataFrame,
    members: Sequence[str],
    policy: Policy = DFE_LOCAL,
) -> pl.DataFrame:
    """Every yearly figure of these measures under each other reading that could change it.

    otherwise  the journeys under other conventions, from the same tables
    printed    figures that a release prints: measure, area, period_start, period_end, period_label
    """
    places = printed.select(
        "measure", "area", "period_start", "period_end", "period_label"
    ).unique()
    years = [Span(first, last) for first, last in _years(places)]
    usual: dict[str, pl.DataFrame] = {}
    found: list[pl.DataFrame] = []
    for measure in measures:
        rows = judged(measure, here)
        usual[measure.id] = _counted(measure, rows, _basis(measure))
        found += _of_states(measure, rows, usual[measure.id], members, years, policy)
    for alternative in ALTERNATIVES:
        changed = [m for m in measures if alternative.convention in m.conventions]
        if changed and getattr(here.conventions, alternative.convention) != alternative.value:
            read = {alternative.convention: alternative.value}
            there = otherwise(replace(here.conventions, **read))
            found += _of_a_convention(alternative, changed, usual, there, members, years, policy)
    if not found:
        return pl.DataFrame(schema=SENSITIVITIES)
    return (
        pl.concat(found)
        .join(places, on=["measure", "area", "period_start"])
        .select(list(SENSITIVITIES))
        .sort(pl.all())
    )


def _years(places: pl.DataFrame) -> list[tuple[dt.date, dt.date]]:
    return places.select("period_start", "period_end").unique().sort("period_start").rows()


def _of_a_convention(
    alternative: Alternative,
    changed: Sequence[Measure],
    usual: Mapping[str, pl.DataFrame],
    there: Journeys,
    members: Sequence[str],
    years: Sequence[Span],
    policy: Policy,
) -> Iterator[pl.DataFrame]:
    for measure in changed:
        other = _counted(measure, judged(measure, there), _basis(measure))
        said = (alternative.convention, alternative.choice)
        yield _compared(measure, usual[measure.id], other, said, members, years, policy)


def _of_states(
    measure: Measure,
    rows: pl.DataFrame,
    usual: pl.DataFrame,
    members: Sequence[str],
    years: Sequence[Span],
    policy: Policy,
) -> Iterator[pl.DataFrame]:
    """The readings that follow from the states of the rows themselves."""
    if isinstance(measure, Timeliness) and "due" in measure.bases and _basis(measure) != "due":
        other = _counted(measure, rows, "due")
        yield _compared(measure, usual, other, (BASES, _CHOICES[BASES]), members, years, policy)
    if isinstance(measure, Proportion):
        unknown = rows.filter(pl.col("state") == State.UNKNOWN.value)
        if unknown.height:
            as_no = pl.concat([usual, _row_of(measure, unknown, "start", pl.lit(False))])
            choice = (RECORDED_AS_NO, _CHOICES[RECORDED_AS_NO])
            yield _compared(measure, usual, as_no, choice, members, years, policy)


def _basis(measure: Measure) -> str:
    return measure.bases[0] if isinstance(measure, Timeliness) else ""


def _counted(measure: Measure, rows: pl.DataFrame, basis: str) -> pl.DataFrame:
    """One row: a row of the denominator: area, row, year, and whether it met the rule."""
    states = [State.MET.value, State.NOT_MET.value]
    if basis == "due":
        states.append(State.OVERDUE.value)
    date = "due_date" if basis == "due" else "counted_date"
    done = rows.filter(pl.col("state").is_in(states))
    return _row_of(measure, done, date, pl.col("state") == State.MET.value)


def _row_of(measure: Measure, rows: pl.DataFrame, date: str, met: pl.Expr) -> pl.DataFrame:
    # A snapshot's year is its 31 March.
    of_the_year = pl.col(date).dt.month() == 3 if measure.snapshot else pl.lit(True)
    before = MONTHS_BEFORE_THE_YEAR[measure.academic]
    year = pl.col(date).dt.offset_by(f"-{before}mo").dt.truncate("1y").dt.offset_by(f"{before}mo")
    return rows.filter(of_the_year).select("area", "row", period_start=year, met=met)


def _compared(
    measure: Measure,
    usual: pl.DataFrame,
    other: pl.DataFrame,
    said: tuple[str, str],
    members: Sequence[str],
    years: Sequence[Span],
    policy: Policy,
) -> pl.DataFrame:
    """One row: a year of an area: the change, unless the readings differ by one to five rows."""
    key = ["area", "period_start"]
    firsts = [span.first for span in years]
    both = usual.join(other, on=[*key, "row"], how="full", suffix="_other", coalesce=True).filter(
        pl.col("period_start").is_in(firsts)
    )
    counts = both.group_by(key).agg(
        met=pl.col("met").sum().cast(pl.Int64),
        of=pl.col("met").count().cast(pl.Int64),
        met_other=pl.col("met_other").sum().cast(pl.Int64),
        of_other=pl.col("met_other").count().cast(pl.Int64),
        differ=pl.col("met").ne_missing(pl.col("met_other")).sum().cast(pl.Int64),
    )
    counts = with_sums(counts.with_columns(period_kind=pl.lit("year")), members, ())
    change = 100 * (pl.col("met_other") / pl.col("of_other") - pl.col("met") / pl.col("of"))
    close = is_small(pl.col("differ"), policy)
    return (
        counts.filter(pl.col("of") > 0, pl.col("of_other") > 0)
        .with_columns(change=pl.when(~close).then(change.round().cast(pl.Int64)))
        .select(
            *key,
            "period_kind",
            "change",
            measure=pl.lit(measure.id),
            convention=pl.lit(said[0]),
            choice=pl.lit(said[1]),
            verdict=pl.when(close)
            .then(pl.lit(TOO_CLOSE))
            .when(pl.col("change").abs() <= MOST_FOR_ROBUST)
            .then(pl.lit(ROBUST))
            .otherwise(pl.lit(DEPENDS)),
        )
    )
