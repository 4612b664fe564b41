"""`figures`: printed figures of groups, as a release holds them, from a few numbers."""

import datetime as dt
from collections.abc import Callable, Mapping

import polars as pl
import pytest

from metrics.characteristics import GROUPINGS

Count = tuple[int | None, int | None]
Figures = Callable[..., pl.DataFrame]


def printed_figures(
    measure: str,
    groups: Mapping[str, Count],
    *,
    characteristic: str = "ethnicity",
    total: Count | None = None,
    area: str = "990",
    basis: str = "",
    period_kind: str = "year",
    year: int = 2023,
    part: bool = False,
) -> pl.DataFrame:
    """One row: a group's figure, and the total's. A count of None is one that the release does not print.

    groups  code of a group to its numerator and denominator;  total  their sum unless said otherwise
    """
    labels = GROUPINGS[characteristic].groups  # type: ignore[index]
    order = list(labels)
    known = [count for count in groups.values() if None not in count]
    total = total or (sum(m for m, _ in known), sum(n for _, n in known))  # type: ignore[misc]
    months = 36 if period_kind == "three_years" else 12
    rows = [("all", "all", "All children", 0, *total)] + [
        (characteristic, code, labels.get(code, code), order.index(code), *count)
        for code, count in groups.items()
    ]
    return pl.DataFrame(
        rows,
        schema={
            "characteristic": pl.String,
            "group": pl.String,
            "group_label": pl.String,
            "group_order": pl.Int32,
            "numerator": pl.Int64,
            "denominator": pl.Int64,
        },
        orient="row",
    ).with_columns(
        measure=pl.lit(measure),
        basis=pl.lit(basis),
        area=pl.lit(area),
        period_kind=pl.lit(period_kind),
        period_start=pl.lit(dt.date(year, 4, 1)),
        period_end=pl.lit(dt.date(year + months // 12, 3, 31)),
        period_label=pl.lit(f"{year}-{(year + 1) % 100}"),
        part=pl.lit(part),
        reason=pl.when(pl.col("numerator").is_null()).then(pl.lit("protected")),
    )


@pytest.fixture
def figures() -> Figures:
    """Printed figures of groups (see `printed_figures`)."""
    return printed_figures
