"""What one authority's system knows on the day of an Annex A workbook, and how it writes it."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from data.demonstration.annex_a_words import (
    DISABILITY,
    ETHNICITIES,
    GENDERS,
    OF_CHILD,
    PLACE,
)
from data.demonstration.journeys import Facts

YES, NO, UNKNOWN = "a) Yes", "b) No", "c) Unknown"
SEEN_DAYS, _TEAMS, _WORKERS = 37, 9, 140
_LIVES_SOMEWHERE_UNKNOWN = 53


@dataclass(frozen=True)
class Workbook:
    """One authority's Annex A as at 30 September or 31 March."""

    area: str
    as_at: dt.date

    @property
    def first(self) -> dt.date:
        """The first day of the six months."""
        return dt.date(
            self.as_at.year - (self.as_at.month == 3), 4 if self.as_at.month == 9 else 10, 1
        )

    @property
    def file(self) -> str:
        """The file's name without its ending."""
        return f"Annex_A_{self.area}_{self.as_at}"

    @property
    def of_text(self) -> bool:
        """Whether the authority's system writes everything as text."""
        return self.area == "991"


class Known:
    """The facts of one authority as known on the workbook's day."""

    def __init__(self, facts: Facts, workbook: Workbook) -> None:
        self.facts = facts
        self.first, self.last = workbook.first, workbook.as_at
        self.children = facts.children.filter(pl.col("area") == workbook.area).select(
            "child", **self._of_child()
        )

    def _of_child(self) -> dict[str, pl.Expr]:
        """The columns that a list may take of the child, under Ofsted's headings."""
        born = pl.col("birth_date") <= self.last
        known = born & (pl.col("ethnicity_known_from") <= self.last)
        lives_somewhere = pl.col("child") % _LIVES_SOMEWHERE_UNKNOWN != 0
        disabled = pl.when(pl.col("disabilities").is_not_null() & born).then(
            pl.when(pl.col("disabilities") == "NONE").then(pl.lit(NO)).otherwise(pl.lit(YES))
        )
        return {
            "Child Unique ID": pl.col("child_id").cast(pl.Int64),
            "Gender": pl.when(born).then("sex").otherwise(pl.lit("U")).replace_strict(GENDERS),
            "Ethnicity": pl.when(known)
            .then("ethnicity")
            .otherwise(pl.lit("NOBT"))
            .replace_strict(ETHNICITIES),
            "Date of Birth": pl.when(born).then("birth_date"),
            "Age of Child (Years)": pl.when(born).then(
                ((self.last - pl.col("birth_date")).dt.total_days() / 365.25).round(6)
            ),
            "Locality": pl.when(lives_somewhere).then("locality"),
            "IMD quintile": pl.when(lives_somewhere).then("quintile"),
            "Does the Child have a Disability": disabled.fill_null(pl.lit(UNKNOWN)),
        }

    def by(self, date: str, shown: str | None = None) -> pl.Expr:
        """The column (the date itself unless another is named) where the date has come."""
        return pl.when(pl.col(date) <= self.last).then(shown or date)

    def is_in_window(self, date: str) -> pl.Expr:
        return pl.col(date).is_between(self.first, self.last)

    def is_going_on(self, start: str, end: str) -> pl.Expr:
        """Begun by the last day, and open on it or ended in the window."""
        return (pl.col(start) <= self.last) & (pl.col(end).is_null() | (pl.col(end) >= self.first))

    def days_ago(self, most: int) -> pl.Expr:
        """A day before the last, another for each child."""
        return pl.lit(self.last) - pl.duration(days=pl.col("child") * 7 % most)

    def listed(
        self,
        rows: pl.DataFrame,
        columns: dict[str, pl.Expr],
        *,
        disability: bool = True,
        place: bool = True,
        workers: bool = True,
    ) -> pl.DataFrame:
        """The rows of this authority's children with the columns of the child before the list's own."""
        own = [*OF_CHILD, *([DISABILITY] if disability else []), *(PLACE if place else [])]
        return (
            rows.join(self.children, on="child", maintain_order="left")
            .select(*own, **columns, **(_of_workers() if workers else {}))
            .sort("Child Unique ID", maintain_order=True)
        )


def _of_workers() -> dict[str, pl.Expr]:
    """Who holds the case: columns that no reader of ours may keep. Nobody stands behind the numbers."""
    return {
        "Allocated Team": pl.format("Team {}", pl.col("child") % _TEAMS + 1),
        "Allocated Worker": pl.format("Worker {}", pl.col("child") * 3 % _WORKERS + 1),
    }


def yes_or_no(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit(YES)).otherwise(pl.lit(NO))
