"""Could something else account for a gap? Each comparison again within strata, one adjuster at a time."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from metrics.adjustment import Adjusted, adjusted_for
from metrics.characteristics import NOT_RECORDED
from metrics.coverage import Span
from metrics.evaluate import judged
from metrics.intervals import Real
from metrics.journeys import Journeys
from metrics.measure import Characteristic, Measure, State
from metrics.scrutiny.given_back import ANSWER, CUBE, PROTECTED, given_back, is_uneven, printed_in
from metrics.scrutiny.life_tables import with_sums
from metrics.scrutiny.pairs import KEY, OTHERS
from metrics.scrutiny.rounding import two_figures_of_a_ratio

ADJUSTERS: tuple[Characteristic, ...] = ("deprivation_quintile", "age_band", "referral_source")
"""What is adjusted for, unless more is asked for. Never the decision before: it can be unequal itself."""

COMPARED: tuple[Characteristic, ...] = ("ethnicity", "sex", "disability", "age_band", "locality")
"""Characteristics whose comparisons are adjusted."""

STRATUM = ["measure", "characteristic", "group", "area", "period_kind", "period_start", "adjuster"]


def strata(
    measure: Measure,
    rows: pl.DataFrame,
    pairs: Iterable[tuple[str, str]],
    members: Sequence[str],
    years: Sequence[Span],
) -> pl.DataFrame:
    """One row: a group beside all other known children within one stratum of an adjuster, true counts.

    rows     those of the measure's denominator (in_years);  pairs: characteristic and adjuster
    years    the whole years that are printed; the last three of them are added up too
    Out      STRATUM, stratum, met, of, reference_met, reference_of. Children whose group or stratum is not
             recorded are left out. For the analyst's side only.
    """
    found = []
    for characteristic, adjuster in pairs:
        if characteristic == adjuster or not {characteristic, adjuster} <= set(rows.columns):
            continue
        known = rows.filter(
            pl.col(characteristic) != NOT_RECORDED, pl.col(adjuster) != NOT_RECORDED
        )
        counts = (
            known.group_by(
                "area",
                "period_start",
                group=pl.col(characteristic),
                stratum=pl.col(adjuster),
            )
            .agg(met=pl.col("met").sum().cast(pl.Int64), of=pl.len().cast(pl.Int64))
            .with_columns(
                measure=pl.lit(measure.id),
                characteristic=pl.lit(characteristic),
                adjuster=pl.lit(adjuster),
                period_kind=pl.lit("year"),
            )
        )
        found.append(counts)
    if not found:
        return pl.DataFrame(schema=STRATA)
    pooled = () if measure.snapshot else years
    return _beside_others(with_sums(pl.concat(found), members, pooled))


STRATA = {
    **dict.fromkeys(STRATUM, pl.String),
    "period_start": pl.Date,
    "stratum": pl.String,
    **dict.fromkeys(("met", "of", "reference_met", "reference_of"), pl.Int64),
}


def in_years(measure: Measure, here: Journeys, years: Sequence[Span]) -> pl.DataFrame:
    """The rows of a measure's denominator in whole years, each with its year and whether it met the rule."""
    done = [State.MET.value, State.NOT_MET.value]
    year = pl.col("counted_date").dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo")
    # A snapshot's year is its 31 March.
    on_the_day = pl.col("counted_date").dt.month() == 3 if measure.snapshot else pl.lit(True)
    return (
        judged(measure, here)
        .filter(pl.col("state").is_in(done), on_the_day)
        .with_columns(period_start=year, met=pl.col("state") == State.MET.value)
        .filter(pl.col("period_start").is_in([span.first for span in years]))
    )


def _beside_others(counts: pl.DataFrame) -> pl.DataFrame:
    """Each group of a stratum beside the rest of it; strata in which a group has nobody add nothing."""
    of_stratum = [name for name in STRATUM if name != "group"] + ["stratum"]
    return counts.with_columns(
        reference_met=pl.col("met").sum().over(of_stratum) - pl.col("met"),
        reference_of=pl.col("of").sum().over(of_stratum) - pl.col("of"),
    ).select(list(STRATA))


ADJUSTMENTS = {
    **dict.fromkeys(KEY, pl.String),
    "group_order": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "adjuster": pl.String,
    **dict.fromkeys(("crude", "crude_lower", "crude_upper"), pl.Float64),
    **dict.fromkeys(("adjusted", "adjusted_lower", "adjusted_upper"), pl.Float64),
    "uneven": pl.Boolean,
    "verdict": pl.String,
}
"""One row: a group beside all other known children, within strata of one adjuster.

crude     the ratio as it stands in `comparisons`; adjusted: pooled over strata, two figures
uneven    whether it is unlikely that every stratum has the same ratio
verdict   could account, remains, cannot tell, too few (metrics.adjustment), or protected: a count that the
          crude ratio rests on is not printed, or the answer would give back a small count of a stratum
No more is printed of strata: each further number of them narrows what their counts can be.
Where the adjuster is "family" the ratio is the crude one with limits that allow for brothers and sisters.
"""


def adjustments(
    strata_of: pl.DataFrame,
    comparisons: pl.DataFrame,
    members: Sequence[str],
    before: pl.DataFrame,
    most_hidden: int,
    both_printed: pl.DataFrame,
) -> pl.DataFrame:
    """What is printed of strata (see `strata`): answers only where the crude counts are printed (rule 8).

    before        the answers that earlier releases printed (given_back.ANSWER)
    both_printed  what is not adjusted for what (given_back.crossed)
    See `given_back` for members and most_hidden.
    """
    by = [*STRATUM]
    wide = strata_of.sort(*by, "stratum").group_by(by, maintain_order=True).agg(pl.col(*_COUNTS))
    if wide.is_empty():
        return pl.DataFrame(schema=ADJUSTMENTS)
    most = int(wide["met"].list.len().max())  # type: ignore[arg-type]
    found = adjusted_for(*(_matrix(wide[name], most) for name in _COUNTS))
    answers = printed_answers(wide.select(by).with_columns(**_columns(found)), comparisons)
    answers = kept_back(answers, answers.join(both_printed, on=CUBE, how="semi").select(ANSWER))
    could_be = printed_in(answers)
    return kept_back(answers, given_back(strata_of, could_be, before, members, most_hidden))


def kept_back(answers: pl.DataFrame, some: pl.DataFrame) -> pl.DataFrame:
    """The answers, with nothing printed of those named (given_back.ANSWER)."""
    named = some.with_columns(kept_back=True)
    numbers = [
        name for name in ADJUSTMENTS if name not in (*KEY, "group_order", "adjuster", "verdict")
    ]
    withheld = pl.col("kept_back").is_not_null()
    return (
        answers.join(named, on=list(ANSWER), how="left", maintain_order="left")
        .with_columns(
            *(pl.when(~withheld).then(name).alias(name) for name in numbers),
            verdict=pl.when(withheld).then(pl.lit(PROTECTED)).otherwise("verdict"),
        )
        .select(list(ADJUSTMENTS))
    )


def printed_answers(answers: pl.DataFrame, comparisons: pl.DataFrame) -> pl.DataFrame:
    """Answers beside the comparison that they are of, in two figures, where its counts are printed.

    answers  one row: STRATUM, verdict, and such columns of ADJUSTMENTS as it has
    """
    missing = [name for name in ADJUSTMENTS if name not in answers.columns]
    crude = comparisons.filter(pl.col("reference") == OTHERS, pl.col("base") == "children").select(
        *KEY,
        crude="ratio",
        crude_lower="ratio_lower",
        crude_upper="ratio_upper",
        printed=~pl.col("verdict").is_in([PROTECTED, "not recorded"]),
    )
    shown = pl.col("printed") & (pl.col("verdict") != "too few")
    ratios = ("crude", "crude_lower", "crude_upper", "adjusted", "adjusted_lower", "adjusted_upper")
    return (
        crude.join(answers, on=[name for name in STRATUM if name != "adjuster"])
        .with_columns(
            pl.lit(None).cast(ADJUSTMENTS[name]).alias(name)
            for name in missing
            if name not in crude.columns
        )
        .with_columns(
            *(two_figures_of_a_ratio(pl.when(shown).then(name)).alias(name) for name in ratios),
            uneven=pl.when(shown).then("uneven"),
            verdict=pl.when("printed").then("verdict").otherwise(pl.lit(PROTECTED)),
        )
        .select(list(ADJUSTMENTS))
        .cast(ADJUSTMENTS)  # type: ignore[arg-type]
        .sort(*KEY, "adjuster", maintain_order=True)
    )


_COUNTS = ("met", "of", "reference_met", "reference_of")


def _matrix(lists: pl.Series, most: int) -> Real:
    """A row per comparison and a column per stratum; nobody where it has fewer strata."""
    return np.array([one + [0] * (most - len(one)) for one in lists.to_list()], dtype=np.float64)


def _columns(found: Adjusted) -> dict[str, pl.Series]:
    return {
        **found.ratio.columns("adjusted"),
        "uneven": pl.Series(is_uneven(found.homogeneity_p)),
        "verdict": pl.Series(found.verdict.astype(object), dtype=pl.String),
    }
