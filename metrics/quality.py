"""What a reader should know before trusting the figures: what came, what is wrong in it, what is missing."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue import why_not
from metrics.disclosure.policy import SMALLEST_COUNT_SHOWN
from metrics.disclosure.protect import PROTECTED
from metrics.journeys import Journeys, Tables
from metrics.measure import Measure

SCHEMA = {
    "topic": pl.String,
    "area": pl.String,
    "subject": pl.String,
    "detail": pl.String,
    "count": pl.Int64,
    "of": pl.Int64,
    "value": pl.Float64,
    "reason": pl.String,
}

NINE: dict[str, tuple[str, str] | None] = {
    "Age": ("age_recorded", "Held: month of birth."),
    "Disability": ("disability_recorded", "Held: disability."),
    "Gender reassignment": None,
    "Marriage and civil partnership": None,
    "Pregnancy and maternity": None,
    "Race": ("ethnicity_recorded", "Held: ethnicity."),
    "Religion or belief": None,
    "Sex": ("sex_recorded", "Held: sex."),
    "Sexual orientation": None,
}
"""The characteristics that the Equality Act 2010 protects (section 4): who measures them, or nobody."""


def quality(
    tables: Tables,
    measures: Sequence[Measure],
    here: Journeys,
    areas: Sequence[str],
    figures: pl.DataFrame,
) -> pl.DataFrame:
    """One row: one thing to know. Counts of 1 to 5 are null, with the reason.

    figures  as printed: the recording of a characteristic is taken from them, never from counts
    """
    rows = [
        *_extracts(tables),
        *_problems(tables),
        *_protected_characteristics(figures, areas),
        *(
            ("not computed", area, measure.title, why, None, None, None, None)
            for measure in measures
            for area in areas
            for why in [why_not(measure, here, [area])]
            if why
        ),
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("topic", maintain_order=True)


def _few(count: int) -> tuple[int | None, str | None]:
    return (None, PROTECTED) if 0 < count < SMALLEST_COUNT_SHOWN else (count, None)


def _extracts(tables: Tables) -> list[tuple[object, ...]]:
    """The loaded files. A file's name is its sender's and could name a child: its kind is shown."""
    found: list[tuple[object, ...]] = []
    for row in tables["extracts"].sort("area", "as_at", "format").iter_rows(named=True):
        detail = f"{_day(row['covers_from'])} to {_day(row['covers_to'])}"
        count, reason = _few(row["rows"])
        found.append(("extract", row["area"], row["format"], detail, count, None, None, reason))
    return found


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _problems(tables: Tables) -> list[tuple[object, ...]]:
    """Faults by area and rule. Nothing printed adds up to them, so small ones are hidden alone."""
    if "problems" not in tables:
        return []
    by_rule = (
        tables["problems"]
        .group_by("area", "message", "what_to_do")
        .agg(pl.col("rows").sum())
        .sort("area", "rows", "message", descending=[False, True, False])
    )
    return [
        ("problem", area, message, what_to_do, *_few(count)[:1], None, None, _few(count)[1])
        for area, message, what_to_do, count in by_rule.iter_rows()
    ]


def _protected_characteristics(
    figures: pl.DataFrame, areas: Sequence[str]
) -> list[tuple[object, ...]]:
    totals = figures.filter(
        pl.col("characteristic") == "all", pl.col("period_kind") == "quarter"
    ).sort("period_start")
    found: list[tuple[object, ...]] = []
    for area in ["partnership", *areas]:
        for subject, held in NINE.items():
            latest = None
            if held is not None:
                one = totals.filter(pl.col("measure") == held[0], pl.col("area") == area).tail(1)
                latest = one.row(0, named=True) if one.height else None
            if held is None or latest is None:
                detail = "Not in any loaded source."
                found.append(("protected characteristic", area, subject, detail, *[None] * 4))
            else:
                found.append(
                    (
                        "protected characteristic",
                        area,
                        subject,
                        f"{held[1]} Of children in need on {latest['period_label']}.",
                        latest["numerator"],
                        latest["denominator"],
                        latest["value"],
                        latest["reason"],
                    )
                )
    return found
