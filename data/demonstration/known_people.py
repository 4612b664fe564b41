"""Who the invented children are to each partner: by which number, and in whose household."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from data.demonstration.draws import Draws
from data.demonstration.journeys import Facts
from data.demonstration.particulars import with_check_letter

BEGIN = dt.date(2022, 4, 1)
"""The first day of which partners send returns."""
END = dt.date(2025, 3, 31)
YEARS = (2022, 2023, 2024)
"""The financial years of the returns, by the calendar year in which each begins."""


@dataclass(frozen=True)
class AreaFacts:
    """What happened in one area, and what is needed to tell of it.

    code     of the local authority
    facts    of its children only
    people   its children with `upn_at_school` and `nhs_number` beside what `Facts` has of them
    scale    how many times as many children as usual
    seed     of this partnership
    """

    code: str
    facts: Facts
    people: pl.DataFrame
    scale: float
    seed: int

    def draws(self, what: int) -> Draws:
        """Chance for one part of the returns, so that no part hangs on another's."""
        return Draws(self.seed, 2, int(self.code), what)

    def count(self, usual: float) -> float:
        """A usual number at this scale."""
        return usual * self.scale

    def since(self, rows: pl.DataFrame, date: str) -> pl.DataFrame:
        """The rows from `BEGIN` to `END` with what is known of their child."""
        return rows.filter(pl.col(date).is_between(BEGIN, END)).join(
            self.people, on="child", maintain_order="left"
        )

    def going_on(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that were going on at any time from `BEGIN` to `END`."""
        return rows.filter(
            pl.col("start_date") <= END,
            pl.col("end_date").is_null() | (pl.col("end_date") >= BEGIN),
        ).join(self.people, on="child", maintain_order="left")


def area_facts(facts: Facts, code: str, seed: int, scale: float) -> AreaFacts:
    """The facts of one authority's children."""
    children = facts.children.filter(pl.col("area") == code)
    here = {
        name: rows.join(children, on="child", how="semi", maintain_order="left")
        for name, rows in vars(facts).items()
        if name not in ("children", "reviews")
    }
    own = Facts(
        children=children,
        reviews=facts.reviews.join(here["plans"], on="plan", how="semi", maintain_order="left"),
        **here,
    )
    return AreaFacts(code, own, _people(children), scale, seed)


_NUMBERED_FROM = 990_000_000
_SHARE_KNOWN_BY_NHS_NUMBER = 92


def _people(children: pl.DataFrame) -> pl.DataFrame:
    """Adds the number at school, which social care does not always know, and the NHS number."""
    return children.with_columns(
        upn_at_school=with_check_letter(
            pl.col("area") + pl.col("child").cast(pl.String).str.zfill(9)
        ),
        nhs_number=nhs_number(pl.col("child")),
    ).with_columns(
        nhs_number_known=pl.when(pl.col("child") * 7919 % 100 < _SHARE_KNOWN_BY_NHS_NUMBER).then(
            "nhs_number"
        )
    )


def nhs_number(number: pl.Expr) -> pl.Expr:
    """An invented NHS number, with its right check digit, for each whole number below some millions.

    Of eleven sums one has no check digit, and two numbers in a row never both lack it.
    """
    base = _NUMBERED_FROM + number * 2
    of_first, of_next = _check_digit(base), _check_digit(base + 1)
    return (
        pl.when(of_first < 10)
        .then(pl.concat_str(base, of_first))
        .otherwise(pl.concat_str(base + 1, of_next))
    )


def _check_digit(base: pl.Expr) -> pl.Expr:
    digits = base.cast(pl.String)
    total = pl.sum_horizontal(
        [digits.str.slice(place, 1).cast(pl.Int64) * (10 - place) for place in range(9)]
    )
    return (11 - total % 11) % 11


def age_on(date: str) -> pl.Expr:
    """Whole years on a date; below 0 before birth."""
    days = pl.col(date).cast(pl.Date).to_physical() - pl.col("birth_date").to_physical()
    return (days / 365.25).floor()


_INVITED_OF_EVERY = {
    "early_help": (3, 0),
    "housing": (7, 1),
    "adult_services": (5, 2),
    "probation": (11, 3),
}
_ALWAYS_INVITED = ("social_care", "health", "police", "education")


def with_agencies(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row once for every agency that knows the family and so is asked to its conferences."""
    others = [
        pl.when(pl.col("family") % every == place).then(pl.lit(agency))
        for agency, (every, place) in _INVITED_OF_EVERY.items()
    ]
    always = [pl.lit(agency) for agency in _ALWAYS_INVITED]
    return rows.with_columns(agency=pl.concat_list(*always, *others).list.drop_nulls()).explode(
        "agency"
    )
