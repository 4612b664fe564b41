"""The invented areas' schools and other providers, and who is on whose roll."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from data.demonstration.known_people import BEGIN, END, YEARS, AreaFacts, nhs_number
from data.demonstration.particulars import with_check_letter
from data.demonstration.returns_calendar import financial_year

MERGED = dt.date(2023, 9, 1)
"""The day on which two of Northmere's primary schools became one under a number of its own."""

_SHARE = {"990": 1.0, "991": 0.75}
# Phase, kind, how many in Northmere, and the fewest however small the partnership.
_KINDS = (
    ("primary", "maintained", 46, 3),
    ("primary", "academy", 30, 1),
    ("secondary", "academy", 14, 2),
    ("special", "maintained", 5, 1),
    ("alternative", "alternative", 2, 1),
    ("early_years", "early_years", 48, 2),
    ("early_years", "childminder", 36, 2),
    ("post_16", "further_education", 3, 1),
    ("secondary", "independent", 6, 1),
)
_WITH_PUPILS = 5
"""So many kinds, from the first, have pupils on a roll."""


@dataclass(frozen=True)
class Schools:
    """An area's register.

    providers  provider, kind, phase, in_scope_from, closed_date
    of_phase   of the phases with pupils: the place of the first school, and how many there are
    merged     the closed school and the one that took its pupils, or None
    """

    area: str
    providers: pl.DataFrame
    of_phase: dict[str, tuple[int, int]]
    merged: tuple[str, str] | None


def schools_of(area: AreaFacts) -> Schools:
    """The register of an area: a nursery opens every year, and in Northmere two schools merge."""
    rows: list[tuple[str, str, str, dt.date, dt.date | None]] = []
    of_phase: dict[str, tuple[int, int]] = {}
    for place, (phase, kind, usual, fewest) in enumerate(_KINDS):
        count = max(round(usual * _SHARE[area.code] * min(area.scale, 1)), fewest)
        if place < _WITH_PUPILS:
            start, already = of_phase.get(phase, (len(rows) + 1, 0))
            of_phase[phase] = (start, already + count)
        rows += [
            (f"{area.code}{len(rows) + n + 1:03d}", kind, phase, dt.date(2019, 9, 1), None)
            for n in range(count)
        ]
    new = [("early_years", "early_years", dt.date(year, 9, 1)) for year in YEARS]
    merged = None
    if area.code == "990":
        rows[1] = (*rows[1][:4], MERGED - dt.timedelta(days=1))
        merged = (rows[1][0], f"{area.code}{len(rows) + 1:03d}")
        new.insert(0, ("maintained", "primary", MERGED))
    rows += [
        (f"{area.code}{len(rows) + n + 1:03d}", kind, phase, opened, None)
        for n, (kind, phase, opened) in enumerate(new)
    ]
    providers = pl.DataFrame(
        rows,
        schema={"provider": pl.String, "kind": pl.String, "phase": pl.String}
        | {"in_scope_from": pl.Date, "closed_date": pl.Date},
        orient="row",
    )
    return Schools(area.code, providers, of_phase, merged)


def at_school(
    schools: Schools, number: pl.Expr, birth: pl.Expr, sen: pl.Expr, year: pl.Expr
) -> dict[str, pl.Expr]:
    """The phase and school of a child in the school year that begins in `year`; null if not of that age.

    number  a whole number of the child's own, by which it has its school
    """
    age = year - birth.dt.year() - (birth.dt.month() >= 9).cast(pl.Int32)
    phase = (
        pl.when(~age.is_between(4, 15))
        .then(None)
        .when((sen == "plan") & (number % 10 < 3))
        .then(pl.lit("special"))
        .when((age > 10) & (number % 100 == 7))
        .then(pl.lit("alternative"))
        .when(age <= 10)
        .then(pl.lit("primary"))
        .otherwise(pl.lit("secondary"))
    )
    starts = {name: start for name, (start, _) in schools.of_phase.items()}
    counts = {name: count for name, (_, count) in schools.of_phase.items()}
    place = phase.replace_strict(starts, return_dtype=pl.Int64) + (
        number // 3 % phase.replace_strict(counts, return_dtype=pl.Int64)
    )
    school = pl.lit(schools.area) + place.cast(pl.String).str.zfill(3)
    if schools.merged:
        closed, joined = schools.merged
        school = (
            pl.when((school == closed) & (year >= MERGED.year))
            .then(pl.lit(joined))
            .otherwise(school)
        )
    return {"phase": phase, "school": school}


_OTHER_PUPILS = {"990": 6_900, "991": 6_700}
"""Pupils whom social care never knew: a part of those there would be, so that the files stay small."""

_OTHERS_FROM = 500_000_000
_NHS_OTHERS_FROM = {"990": 1_000_000, "991": 2_000_000}
_BORN = (dt.date(2005, 9, 1), dt.date(2020, 8, 31))
_ETHNICITIES = {
    "WBRI": 0.74,
    "WOTH": 0.06,
    "MOTH": 0.06,
    "APKN": 0.06,
    "AOTH": 0.03,
    "BAFR": 0.04,
    "OOTH": 0.01,
}
NOT_AT_SCHOOL = 97
"""One of so many children known to social care is on no roll that education sends."""


def pupils_of(area: AreaFacts) -> pl.DataFrame:
    """One row: a child who is on a roll in some year of the returns.

    number, child (null where social care never knew it), upn, nhs_number, birth_date, sex,
    ethnicity, sen, free_school_meals, luck (0 to 1: the same all years, so that who is absent stays so)
    """
    draws = area.draws(21)
    known = _known_of_school_age(area).filter(pl.col("child") % NOT_AT_SCHOOL != 0)
    known = known.select(
        "child",
        "birth_date",
        "sex",
        "ethnicity",
        number="child",
        upn="upn_at_school",
        nhs_number="nhs_number",
        sen=draws.code(known, {"none": 0.49, "support": 0.22, "plan": 0.29}),
        free_school_meals=draws.under(known, 0.58),
    )
    count = int(area.count(_OTHER_PUPILS[area.code]))
    others = pl.DataFrame({"birth_date": draws.days(count, *_BORN)}).with_row_index("number")
    others = others.select(
        "birth_date",
        number=pl.col("number").cast(pl.Int64) + _OTHERS_FROM,
        sex=draws.code(others, {"F": 0.49, "M": 0.51}),
        ethnicity=draws.code(others, _ETHNICITIES),
        sen=draws.code(others, {"none": 0.83, "support": 0.135, "plan": 0.035}),
        free_school_meals=draws.under(others, 0.21),
    ).with_columns(
        upn=with_check_letter(pl.lit(area.code) + pl.col("number").cast(pl.String)),
        nhs_number=nhs_number(pl.col("number") - _OTHERS_FROM + _NHS_OTHERS_FROM[area.code]),
    )
    every = pl.concat([known, others], how="diagonal")
    return every.with_columns(luck=draws.lot(every))


def _known_of_school_age(area: AreaFacts) -> pl.DataFrame:
    """Children with a referral since `BEGIN`, or one that was open then."""
    known = area.facts.referrals.filter(
        pl.col("referral_date") <= END,
        pl.col("no_action").not_() | (pl.col("referral_date") >= BEGIN),
        pl.col("closure_date").is_null() | (pl.col("closure_date") >= BEGIN),
    )
    return area.people.filter(pl.col("birth_date").is_between(*_BORN)).join(
        known, on="child", how="semi", maintain_order="left"
    )


def on_roll(
    area: AreaFacts, schools: Schools, pupils: pl.DataFrame, school_year: int, year: int
) -> pl.DataFrame:
    """The pupils of a school year, each with the status that social care gives it at a 31 March.

    school_year  the calendar year in which it begins
    year         the financial year of whose last day the status is: cla, cpp, cin, known or none
    """
    last = financial_year(year).last
    facts = area.facts
    cin = facts.referrals.filter(~pl.col("no_action")).select(
        "child", start_date="referral_date", end_date="closure_date"
    )

    def on_the_day(rows: pl.DataFrame, name: str) -> pl.DataFrame:
        is_open = (pl.col("start_date") <= last) & (
            pl.col("end_date").is_null() | (pl.col("end_date") > last)
        )
        return rows.filter(is_open).select("child", pl.lit(True).alias(name)).unique()

    number, birth = pl.col("number"), pl.col("birth_date")
    placed = at_school(schools, number, birth, pl.col("sen"), pl.lit(school_year))
    return (
        pupils.with_columns(**placed)
        .filter(pl.col("school").is_not_null())
        .join(on_the_day(facts.looked_after, "cla"), on="child", how="left", maintain_order="left")
        .join(on_the_day(facts.plans, "cpp"), on="child", how="left", maintain_order="left")
        .join(on_the_day(cin, "cin"), on="child", how="left", maintain_order="left")
        .with_columns(
            status=pl.when("cla")
            .then(pl.lit("cla"))
            .when("cpp")
            .then(pl.lit("cpp"))
            .when("cin")
            .then(pl.lit("cin"))
            .when(pl.col("child").is_not_null())
            .then(pl.lit("known"))
            .otherwise(pl.lit("none"))
        )
        .drop("cla", "cpp", "cin")
    )
