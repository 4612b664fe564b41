"""Where a gap opens: the ratios of the steps multiplied, from the first to each, from printed counts."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from metrics.cumulative import cumulative_ratio
from metrics.disparity import ALIKE, CANNOT_TELL, FLAGGED, SIMILAR, TOO_FEW
from metrics.intervals import Real
from metrics.measures.chain import CHAIN, REFERRED
from metrics.scrutiny.comparisons import COUNTS, PROTECTED
from metrics.scrutiny.pairs import KEY, OTHERS

CUMULATIVE = {
    **dict.fromkeys(KEY, pl.String),
    "group_order": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "base": pl.String,
    **dict.fromkeys(("ratio", "ratio_lower", "ratio_upper"), pl.Float64),
    "verdict": pl.String,
}
"""One row: how many times as likely a group's children are to come as far as a step, as all other known ones.

base     "residents": of all who live here; "referral": of those referred
verdict  protected where a count on the way is not printed, too few where a step had too few to compare,
         similar, or cannot tell. Where the limits leave out 1 it is flagged; no family of comparisons is
         behind it, so it never opens a finding by itself.
"""

_STEPS = CHAIN[1:]
_PLACE = [name for name in KEY if name != "measure"]


def cumulative(comparisons: pl.DataFrame) -> pl.DataFrame:
    """The cumulative ratios of every group, area and period of the comparisons."""
    rows = comparisons.filter(
        pl.col("measure").is_in(_STEPS),
        pl.col("reference") == OTHERS,
        ~pl.col("verdict").is_in(["not recorded"]),
    )
    found = [part for base in ("residents", "referral") for part in _from(rows, base)]
    if not found:
        return pl.DataFrame(schema=CUMULATIVE)
    return pl.concat(found).cast(CUMULATIVE).sort(KEY, maintain_order=True)  # type: ignore[arg-type]


def _from(rows: pl.DataFrame, base: str) -> Iterator[pl.DataFrame]:
    """The chain from its first step, or from the referral on."""
    steps = _STEPS if base == "residents" else tuple(step for step in _STEPS if step != REFERRED)
    wide = (
        rows.filter(pl.col("measure").is_in(steps))
        .select(*_PLACE, "measure", *COUNTS, "verdict")
        .pivot("measure", index=_PLACE, values=[*COUNTS, "verdict"])
    )
    present = [step for step in steps if f"met_{step}" in wide.columns]
    # Without the first step there is nothing to multiply from; after a missing one, nothing goes on.
    usable = present if present[:1] == list(steps[:1]) else []
    usable = [step for step, expected in zip(usable, steps, strict=False) if step == expected]
    if not usable:
        return
    counts = [_matrix(wide, name, usable) for name in COUNTS]
    ratio = cumulative_ratio(*counts, residents=base == "residents")
    too_few = _ever(wide, usable, TOO_FEW)
    hidden = np.isnan(np.sum(counts, axis=0)).cumsum(axis=1) > 0
    for place, step in enumerate(usable):
        limits = ratio.lower[:, place], ratio.upper[:, place]
        verdict = np.select(
            [
                hidden[:, place],
                too_few[:, place] | np.isnan(limits[0]),
                (limits[0] > 1) | (limits[1] < 1),
                (limits[0] >= SIMILAR[0]) & (limits[1] <= SIMILAR[1]),
            ],
            [PROTECTED, TOO_FEW, FLAGGED, ALIKE],
            CANNOT_TELL,
        )
        said = ~np.isin(verdict, [PROTECTED, TOO_FEW])
        numbers = {
            "ratio": ratio.value[:, place],
            "ratio_lower": limits[0],
            "ratio_upper": limits[1],
        }
        yield (
            wide.select(*_PLACE)
            .with_columns(
                measure=pl.lit(step),
                base=pl.lit(base),
                verdict=pl.Series(verdict.astype(object), dtype=pl.String),
                **{
                    name: pl.Series(np.where(said & np.isfinite(values), values, np.nan)).fill_nan(
                        None
                    )
                    for name, values in numbers.items()
                },
            )
            .select(list(CUMULATIVE))
        )


def _matrix(wide: pl.DataFrame, name: str, steps: list[str]) -> Real:
    """A row per group, a column per step; NaN where a count is not printed."""
    columns = [wide[f"{name}_{step}"].cast(pl.Float64).to_numpy() for step in steps]
    return np.column_stack(columns)


def _ever(wide: pl.DataFrame, steps: list[str], verdict: str) -> np.ndarray:
    """Whether a verdict was that of any step so far."""
    each = [(wide[f"verdict_{step}"] == verdict).fill_null(True).to_numpy() for step in steps]
    return np.asarray(np.column_stack(each).cumsum(axis=1) > 0)
