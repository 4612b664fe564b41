"""What a reader should know before trusting the figures: what came, what is wrong in it, what is missing."""

from collections.abc import Sequence

import polars as pl

from data import codes
from data.problems import day_in_words
from data.returns.subjects import SUBJECTS
from metrics.areas import PARTNERSHIP
from metrics.catalogue import why_not
from metrics.disclosure.policy import DFE_LOCAL, Policy, is_small
from metrics.disclosure.protect import PROTECTED
from metrics.journeys import Journeys
from metrics.known import Tables
from metrics.linking import every_difference
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

OF_ROWS = ("extract", "problem", "told differently")
"""Topics whose counts are of rows in files; other counts are taken from what is printed."""

NINE: dict[str, tuple[str, str, str] | None] = {
    "Age": ("age_recorded", "children.birth_month", "Held: month of birth."),
    "Disability": ("disability_recorded", "children.disabled", "Held: disability."),
    "Gender reassignment": None,
    "Marriage and civil partnership": None,
    "Pregnancy and maternity": None,
    "Race": ("ethnicity_recorded", "children.ethnicity", "Held: ethnicity."),
    "Religion or belief": (
        "religion_recorded",
        "children.religion_recorded",
        "Held: whether a religion is recorded, not which.",
    ),
    "Sex": ("sex_recorded", "children.sex", "Held: sex."),
    "Sexual orientation": None,
}
"""The characteristics that the Equality Act 2010 protects (section 4): the measure of how complete they
are, the field they stand in and words for it; None where no source that we read holds them."""


def quality(
    tables: Tables,
    measures: Sequence[Measure],
    here: Journeys,
    areas: Sequence[str],
    figures: pl.DataFrame,
    policy: Policy = DFE_LOCAL,
) -> pl.DataFrame:
    """One row: one thing to know. Small counts of rows are null, with the reason.

    figures  as printed: the recording of a characteristic is taken from them, never from counts
    """
    rows = [
        *_extracts(tables),
        *_problems(tables),
        *_told_differently(tables),
        *_protected_characteristics(figures, here, areas),
        *_sent_in_totals(tables, here),
        *(
            ("not computed", area, measure.title, why, None, None, None, None)
            for measure in measures
            for area in ([PARTNERSHIP] if measure.whole else areas)
            for why in [why_not(measure, here, [area])]
            if why
        ),
    ]
    few = is_small(pl.col("count"), policy) & pl.col("topic").is_in(OF_ROWS)
    shown = pl.when(pl.col("topic").is_in(OF_ROWS)).then(policy.as_shown(pl.col("count")))
    return (
        pl.DataFrame(rows, schema=SCHEMA, orient="row")
        .with_columns(
            count=pl.when(~few).then(shown.otherwise("count")),
            reason=pl.when(few).then(pl.lit(PROTECTED)).otherwise("reason"),
        )
        .sort("topic", maintain_order=True)
    )


def _extracts(tables: Tables) -> list[tuple[object, ...]]:
    """The loaded files. A file's name is its sender's and could name a child: its kind is shown."""
    found: list[tuple[object, ...]] = []
    for row in tables["extracts"].sort("area", "as_at", "format").iter_rows(named=True):
        detail = f"{day_in_words(row['covers_from'])} to {day_in_words(row['covers_to'])}"
        what = SUBJECTS[row["subject"]].title if row["subject"] else row["format"]
        found.append(("extract", row["area"], what, detail, row["rows"], None, None, None))
    return found


def _sent_in_totals(tables: Tables, here: Journeys) -> list[tuple[object, ...]]:
    """Which measures of which area rest on totals, and whose."""
    whose = here.sent.select("measure", "area", "extract").join(
        tables["extracts"].select("extract", "sender"), on="extract"
    )
    return [
        ("sent in totals", area, measure, sender, *[None] * 4)
        for measure, area, sender in whose.select("measure", "area", "sender")
        .unique()
        .sort(pl.all())
        .iter_rows()
    ]


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
        ("problem", area, message, what_to_do, count, None, None, None)
        for area, message, what_to_do, count in by_rule.iter_rows()
    ]


def _told_differently(tables: Tables) -> list[tuple[object, ...]]:
    """What two partners tell differently: all of it is kept, and one of them is listened to."""
    found: list[tuple[object, ...]] = []
    for row in every_difference(tables).iter_rows(named=True):
        agency = codes.label("agency", row["heard_first"])
        detail = (
            "Partners say different things of the same event or total. Both are kept; where "
            f"“{agency}” says something, that is counted."
        )
        found.append(
            ("told differently", row["area"], row["title"], detail, row["events"], None, None, None)
        )
    return found


def _protected_characteristics(
    figures: pl.DataFrame, here: Journeys, areas: Sequence[str]
) -> list[tuple[object, ...]]:
    totals = figures.filter(
        pl.col("characteristic") == "all", pl.col("period_kind") == "quarter"
    ).sort("period_start")
    found: list[tuple[object, ...]] = []
    for area in ["partnership", *areas]:
        for subject, held in NINE.items():
            of_whom = areas if area == "partnership" else [area]
            if held is None or not any(here.covered.days(one, held[1:2]) for one in of_whom):
                detail = "Not in any loaded source."
                found.append(("protected characteristic", area, subject, detail, *[None] * 4))
                continue
            measure, _, words = held
            latest = totals.filter(pl.col("measure") == measure, pl.col("area") == area).tail(1)
            if latest.is_empty():
                detail = f"{words} How complete it is was not computed."
                found.append(("protected characteristic", area, subject, detail, *[None] * 4))
                continue
            said = latest.row(0, named=True)
            detail = f"{words} Of children in need on {said['period_label']}."
            numbers = (said[name] for name in ("numerator", "denominator", "value", "reason"))
            found.append(("protected characteristic", area, subject, detail, *numbers))
    return found
