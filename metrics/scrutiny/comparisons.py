"""Is a difference between groups real? Every group beside a stated reference, from printed counts alone."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from metrics.characteristics import NOT_RECORDED
from metrics.disparity import (
    FEWEST_RELIABLE_EVENTS,
    FEWEST_SHOWN,
    Comparison,
    against_everyone,
    compared,
)
from metrics.intervals import Estimate, column, poisson_rate, wilson
from metrics.measure import Measure, Rate
from metrics.measures.chain import CHAIN
from metrics.scrutiny.pairs import KEY, OTHERS
from metrics.unrecorded import TOO_MUCH_UNKNOWN, unrecorded

PROTECTED, UNRECORDED = "protected", "not recorded"
"""Verdicts beside those of metrics.disparity: a count of it is not printed; the children not recorded."""

COMPARISONS = {
    **dict.fromkeys(KEY, pl.String),
    "group_order": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "base": pl.String,
    "reference": pl.String,
    "reference_label": pl.String,
    **dict.fromkeys(("met", "of", "reference_met", "reference_of"), pl.Int64),
    **dict.fromkeys(("value", "lower", "upper", "reference_value"), pl.Float64),
    **dict.fromkeys(("ratio", "ratio_lower", "ratio_upper"), pl.Float64),
    **dict.fromkeys(("gap", "gap_lower", "gap_upper"), pl.Float64),
    **dict.fromkeys(("more", "more_lower", "more_upper"), pl.Float64),
    **dict.fromkeys(("p", "p_adjusted"), pl.Float64),
    "family": pl.Int64,
    **dict.fromkeys(("detectable_above", "detectable_below"), pl.Float64),
    **dict.fromkeys(("unknown_met", "unknown_of"), pl.Int64),
    "unknown_share": pl.Float64,
    **dict.fromkeys(("bound_lower", "bound_upper"), pl.Float64),
    **dict.fromkeys(("plausible_lower", "plausible_upper"), pl.Float64),
    "reversal": pl.Int64,
    "low_reliability": pl.Boolean,
    "few": pl.Boolean,
    "verdict": pl.String,
}
"""One row: a group beside its reference, on one measure, in one area and whole year or three years.

base      "children": shares of those who came so far; "residents": children for every 10,000 who live here
ratio     null upper limit with a ratio: none of the reference has the outcome
more      children more (or fewer, below 0) in the group than at the reference's rate
family    the comparisons among which p was adjusted
unknown_* children whose group is not recorded; the bounds of the ratio over every way they could divide, and
          how many of them would have to belong to the group to turn the gap round (null: no number would)
verdict   what may be said (metrics.disparity), or why nothing may
"""


def comparisons(pairs: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """The comparisons of pairs (see metrics.scrutiny.pairs): what can be said, and nothing beyond it."""
    rates = [measure.id for measure in measures if isinstance(measure, Rate)]
    pairs = pairs.with_columns(
        base=pl.when(pl.col("measure").is_in(rates))
        .then(pl.lit("residents"))
        .otherwise(pl.lit("children")),
        family_of=pl.concat_str(
            pl.when(pl.col("measure").is_in(CHAIN)).then(pl.lit("chain")).otherwise("measure"),
            "characteristic",
            "area",
            "period_kind",
            "period_start",
            "reference",
            separator="|",
        ),
    )
    parts = [
        _compared(pairs.filter(pl.col("base") == base), residents=base == "residents")
        for base in ("children", "residents")
    ]
    return pl.concat(parts).sort(KEY, maintain_order=True)


EVERYONE = "everyone"
"""Reference: all known children, the group among them."""

COUNTS = ("met", "of", "reference_met", "reference_of")


def beside_everyone(compared: pl.DataFrame) -> pl.DataFrame:
    """The comparisons beside all other known children, as ones beside all of them, the group too.

    A group is no sample apart from all: what is tested, and what may be said, is that beside the others. Of
    the children not recorded no bounds are given: how large a part of all a group is would change with them.
    """
    rows = compared.filter(pl.col("reference") == OTHERS)
    part = rows.select(part=pl.col("of") / (pl.col("of") + pl.col("reference_of"))).to_series()
    share = part.cast(pl.Float64).fill_null(np.nan).to_numpy()
    limits = rows.select("ratio", "ratio_lower", "ratio_upper").with_columns(
        # A null upper limit is none; a null ratio beside a lower one, that none of the others has it.
        pl.when(pl.col("ratio_lower").is_not_null())
        .then(pl.col(name).fill_null(np.inf))
        .fill_null(np.nan)
        .alias(name)
        for name in ("ratio", "ratio_upper")
    )
    numbers = [limits[name].fill_null(np.nan).to_numpy() for name in limits.columns]
    ratio = against_everyone(Estimate(*numbers), share)
    size = [rows[f"detectable_{way}"].fill_null(np.nan).to_numpy() for way in ("above", "below")]
    shown = against_everyone(Estimate(size[0], size[1], size[1]), share)
    of_all = pl.col("of") + pl.col("reference_of")
    both = pl.col("value") * pl.col("of") + pl.col("reference_value") * pl.col("reference_of")
    less = [f"{name}{end}" for name in ("gap", "more") for end in ("", "_lower", "_upper")]
    none = ("bound_lower", "bound_upper", "plausible_lower", "plausible_upper")
    return rows.with_columns(
        **ratio.columns("ratio"),
        detectable_above=column("detectable_above", shown.value),
        detectable_below=column("detectable_below", shown.lower),
        reference=pl.lit(EVERYONE),
        reference_label=pl.col("reference_label").str.replace("all other", "all"),
        reference_met=pl.col("met") + pl.col("reference_met"),
        reference_of=of_all,
        reference_value=both / of_all,
    ).with_columns(
        *((pl.col(name) * (1 - part)).alias(name) for name in less),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in none),
    )


def _compared(pairs: pl.DataFrame, *, residents: bool) -> pl.DataFrame:
    known = (pl.col("group") != NOT_RECORDED) & pl.all_horizontal(pl.col(*COUNTS).is_not_null())
    rows = pairs.filter(known)
    found = compared(
        rows["met"],
        rows["of"],
        rows["reference_met"],
        rows["reference_of"],
        rows["family_of"].to_numpy(),
        residents=residents,
    )
    said = rows.with_columns(**_columns(found), **_of_the_unrecorded(rows, residents=residents))
    rest = pairs.filter(~known).with_columns(
        verdict=pl.when(pl.col("group") == NOT_RECORDED)
        .then(pl.lit(UNRECORDED))
        .otherwise(pl.lit(PROTECTED))
    )
    every = pl.concat([said, rest], how="diagonal")
    rated = every.with_columns(
        **_rates(every, residents=residents),
        few=(pl.col("met") < FEWEST_RELIABLE_EVENTS).fill_null(False),
        low_reliability=pl.col("low_reliability").fill_null(False),
    )
    missing = [name for name in COMPARISONS if name not in rated.columns]
    return (
        rated.with_columns(pl.lit(None).alias(name) for name in missing)
        .select(list(COMPARISONS))
        .cast(COMPARISONS)  # type: ignore[arg-type]
    )


def _columns(found: Comparison) -> dict[str, pl.Series]:
    return {
        **found.ratio.columns("ratio"),
        **found.gap.times(100).columns("gap"),
        **found.more.columns("more"),
        "p": column("p", found.p),
        "p_adjusted": column("p_adjusted", found.p_adjusted),
        "family": pl.Series(found.family),
        "detectable_above": column("detectable_above", found.detectable_above),
        "detectable_below": column("detectable_below", found.detectable_below),
        "verdict": pl.Series(found.verdict.astype(object), dtype=pl.String),
    }


def _of_the_unrecorded(rows: pl.DataFrame, *, residents: bool) -> dict[str, pl.Series]:
    """What the children whose group is not recorded could do to each ratio.

    Where residents are the base only the share of children referred is said: everybody who lives somewhere
    has a group in the estimate.
    """
    if residents:
        of = rows["met"] + rows["reference_met"] + rows["unknown_met"]
        share = 100 * rows["unknown_met"] / of
        return {"unknown_share": share, "low_reliability": share > 100 * TOO_MUCH_UNKNOWN}
    found = unrecorded(
        rows["met"],
        rows["of"],
        rows["reference_met"],
        rows["reference_of"],
        rows["unknown_met"],
        rows["unknown_of"],
    )
    return {
        "unknown_share": column("unknown_share", 100 * found.share),
        "low_reliability": pl.Series(found.low_reliability),
        "bound_lower": column("bound_lower", found.lower),
        "bound_upper": column("bound_upper", found.upper),
        "plausible_lower": column("plausible_lower", found.plausible_lower),
        "plausible_upper": column("plausible_upper", found.plausible_upper),
        "reversal": column("reversal", found.reversal).cast(pl.Int64),
    }


def _rates(rows: pl.DataFrame, *, residents: bool) -> dict[str, pl.Series]:
    """The group's rate with its limits, where ten or more children are its base, and the reference's."""
    per = 10_000 if residents else 100
    limits = (
        poisson_rate(rows["met"], rows["of"], 1) if residents else wilson(rows["met"], rows["of"])
    )
    enough = (rows["of"] >= FEWEST_SHOWN).fill_null(False)
    rates = {
        "value": rows["met"] / rows["of"],
        "lower": limits[0],
        "upper": limits[1],
        "reference_value": rows["reference_met"] / rows["reference_of"],
    }
    return {
        name: pl.select(pl.when(enough).then(per * rate.fill_nan(None))).to_series()
        for name, rate in rates.items()
    }
