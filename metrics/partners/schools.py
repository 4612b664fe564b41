"""Frames of schools and their pupils: from partners' returns to a row a pupil and school year, or a spell."""

from functools import cache

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.linking import as_one
from metrics.partners import providers
from metrics.partners.school_years import (
    NOT_MAIN,
    on_roll,
    school_year,
    status_told,
    told_of,
    with_status,
    with_year_status,
)
from metrics.working_days import Calendar

_OF_A_PUPIL = ("phase", "sen", "free_school_meals", "own_birth_month", "own_sex", "own_ethnicity")
_PUPIL_YEAR = ["area", "year", "person"]


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    roll = cache(lambda: on_roll(known))
    pupils = cache(lambda: _pupils(roll(), known, conventions, covered))
    return {
        "attendance_years": lambda: _attendance_years(roll(), known, conventions),
        "pupils_on_roll": pupils,
        "pupils_and_suspensions": lambda: _with_exclusions(pupils(), known, conventions),
        "permanent_exclusions": lambda: _permanent_exclusions(known),
        "missing_education": lambda: _missing_education(pupils(), known, conventions),
        "educated_at_home": lambda: _educated_at_home(pupils(), known, conventions),
        "off_roll": lambda: _off_roll(known),
        "activity_months": lambda: _activity_months(known),
        "september_offers": lambda: _september_offers(known),
        **providers.frames(known, conventions, covered, agreed),
    }


def _pupils(
    roll: pl.DataFrame, known: Tables, conventions: Conventions, covered: Covered
) -> pl.DataFrame:
    """One row: a pupil on roll at the census of a school year.

    status_told      the authority's files tell of 31 March of that year
    part_time_days   days on a part-time timetable by the census day; null where full time
    long_part_time   for longer than the weeks agreed
    """
    days = (pl.col("census_date") - pl.col("part_time_from")).dt.total_days()
    rows = roll.with_columns(
        age_on="census_date",
        part_time_days=pl.when(days >= 0).then(days),
        long_part_time=(days > 7 * conventions.part_time_weeks).fill_null(False),
        row=_row("pupil", *_PUPIL_YEAR),
    )
    return status_told(with_year_status(rows, known, conventions), covered)


def _attendance_years(roll: pl.DataFrame, known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a pupil and school year with possible sessions, of all months and terms told.

    possible, absent, part_time  sessions; part-time timetables are among those absent
    impossible  more sessions missed than there were
    counted_day the first day of the last month or term told, on which the year is counted
    """
    rows = _once(as_one("attendance", known["attendance"])).with_columns(
        year=school_year("covers_from")
    )
    at_school = [*_PUPIL_YEAR, "school"]
    elsewhere = (
        known["pupils"]
        .with_columns(year=school_year("census_date"))
        .group_by(at_school)
        .agg(elsewhere=pl.col("registration").is_in(NOT_MAIN).fill_null(False).all())
        .filter("elsewhere")
    )
    years = (
        rows.join(elsewhere, on=at_school, how="anti")
        .group_by(*_PUPIL_YEAR, "child", "known_to")
        .agg(
            pl.col("possible").sum(),
            absent=(pl.col("authorised") + pl.col("unauthorised")).sum(),
            part_time=pl.col("part_time").sum(),
            counted_day=pl.col("covers_from").max(),
        )
        .filter(pl.col("possible") > 0)
        .join(roll.select(*_PUPIL_YEAR, *_OF_A_PUPIL), on=_PUPIL_YEAR, how="left")
        .with_columns(
            impossible=(pl.col("absent") > pl.col("possible"))
            | (pl.col("part_time") > pl.col("absent")),
            age_on="counted_day",
            row=_row("attendance", *_PUPIL_YEAR),
        )
    )
    return with_year_status(years, known, conventions)


def _once(attendance: pl.DataFrame) -> pl.DataFrame:
    """Each session once: a month that lies within a term that is told of too is told twice."""
    told_before = pl.col("covers_to").cum_max().shift(1).over("area", "person", "school")
    return attendance.sort("covers_from", "covers_to", descending=[False, True]).filter(
        (pl.col("covers_to") > told_before).fill_null(True)
    )


def _with_exclusions(pupils: pl.DataFrame, known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a pupil on roll at the census, or one who was not and was suspended or excluded that year.

    suspensions, exclusions  of the pupil in the school year, none of them withdrawn
    on_roll                  1 for a pupil on roll, else 0
    """
    told = (
        as_one("suspensions", known["suspensions"])
        .filter((pl.col("status") != "rescinded").fill_null(True))
        .with_columns(year=school_year("start_date"), permanent=pl.col("kind") == "permanent")
        .group_by(*_PUPIL_YEAR)
        .agg(
            pl.col("child").first(),
            pl.col("known_to").first(),
            suspensions=(~pl.col("permanent")).sum().cast(pl.Int64),
            exclusions=pl.col("permanent").sum().cast(pl.Int64),
        )
    )
    census = pupils.group_by("area", "year").agg(pl.col("census_date").max())
    beside = (
        told.join(pupils, on=_PUPIL_YEAR, how="anti")
        .join(census, on=["area", "year"])
        .with_columns(age_on="census_date", on_roll=pl.lit(0), row=_row("pupil", *_PUPIL_YEAR))
    )
    on_roll = pupils.join(told.drop("child", "known_to"), on=_PUPIL_YEAR, how="left").with_columns(
        pl.col("suspensions", "exclusions").fill_null(0),
        on_roll=pl.lit(1),
    )
    return pl.concat([on_roll, with_year_status(beside, known, conventions)], how="diagonal")


def _permanent_exclusions(known: Tables) -> pl.DataFrame:
    """One row: a permanent exclusion that was not withdrawn."""
    return (
        as_one("suspensions", known["suspensions"])
        .filter(pl.col("kind") == "permanent", (pl.col("status") != "rescinded").fill_null(True))
        .with_columns(
            age_on="start_date", row=_row("exclusion", "area", "person", "school", "start_date")
        )
    )


def _open_at_census(
    pupils: pl.DataFrame, known: Tables, conventions: Conventions, subject: str
) -> pl.DataFrame:
    """One row: a child with a spell open on the census day of a year in which such spells are told."""
    days = pupils.group_by("area", "year").agg(pl.col("census_date").max())
    day, end = pl.col("census_date"), pl.col("end_date")
    gone = end < day if conventions.open_on_its_last_day else end <= day
    return (
        as_one("out_of_school_spells", known["out_of_school_spells"])
        .filter(pl.col("kind") == subject)
        .join(days, on="area")
        .filter(
            told_of(known, subject, "out_of_school_spells.start_date", "census_date"),
            pl.col("start_date") <= day,
            ~gone.fill_null(False),
        )
        .sort("start_date")
        .unique(_PUPIL_YEAR, keep="first", maintain_order=True)
        .with_columns(age_on="census_date", row=_row(subject, *_PUPIL_YEAR))
    )


def _missing_education(
    pupils: pl.DataFrame, known: Tables, conventions: Conventions
) -> pl.DataFrame:
    """One row: a child missing education on the census day (`missing` 1), or a pupil on roll (`on_roll` 1).

    Only of years in which children missing education are told of: without them no pupil is counted.
    """
    missing = _open_at_census(pupils, known, conventions, "missing_education")
    roll = pupils.filter(
        told_of(known, "missing_education", "out_of_school_spells.start_date", "census_date")
    )
    return pl.concat(
        [
            roll.with_columns(missing=pl.lit(0), on_roll=pl.lit(1)),
            missing.select(
                *_PUPIL_YEAR,
                "child",
                "known_to",
                "census_date",
                "age_on",
                "row",
                missing=pl.lit(1),
                on_roll=pl.lit(0),
            ),
        ],
        how="diagonal",
    )


def _educated_at_home(
    pupils: pl.DataFrame, known: Tables, conventions: Conventions
) -> pl.DataFrame:
    """One row: a child educated at home on the census day and not missing education (ambiguity E-07).

    `social_care_status` is that of the census day itself, looked after for however long.
    """
    missing = _open_at_census(pupils, known, conventions, "missing_education")
    home = _open_at_census(pupils, known, conventions, "home_education").join(
        missing, on=_PUPIL_YEAR, how="anti"
    )
    return with_status(
        home.with_columns(first_asked="census_date", last_asked="census_date"), known, conventions
    )


def _off_roll(known: Tables) -> pl.DataFrame:
    """One row: a child missing education who was taken off a roll. `days` until found, null while missing."""
    return (
        as_one("out_of_school_spells", known["out_of_school_spells"])
        .filter(
            pl.col("kind") == "missing_education", pl.col("off_roll_date") <= pl.col("known_to")
        )
        .with_columns(
            days=(pl.col("end_date") - pl.col("off_roll_date")).dt.total_days(),
            age_on="off_roll_date",
            row=_row("off roll", "area", "person", "start_date"),
        )
    )


_DECEMBER_TO_FEBRUARY = (12, 1, 2)


def _activity_months(known: Tables) -> pl.DataFrame:
    """One row: a young person of 16 or 17 in one of the months of which DfE takes the average."""
    return (
        as_one("activity_16_17", known["activity_16_17"])
        .filter(pl.col("month").dt.month().is_in(_DECEMBER_TO_FEBRUARY))
        .with_columns(row=_row("activity", "area", "person", "month"))
    )


def _september_offers(known: Tables) -> pl.DataFrame:
    """One row: a young person told of in a September. `offered`: by its end, and not before the last one's.

    The offer may be told in another month's return.
    """
    rows = as_one("activity_16_17", known["activity_16_17"])
    offers = (
        rows.filter(pl.col("offer_date").is_not_null())
        .select("area", "person", "offer_date")
        .unique()
    )
    cohort = rows.filter(pl.col("month").dt.month() == 9)
    by_its_end = pl.col("offer_date") <= pl.col("month").dt.month_end()
    since_the_last = pl.col("offer_date") > pl.col("month").dt.offset_by("-12mo").dt.month_end()
    offered = (
        cohort.select("area", "person", "month")
        .join(offers, on=["area", "person"])
        .filter(by_its_end, since_the_last)
        .select("area", "person", "month", offered=pl.lit(True))
        .unique()
    )
    return (
        cohort.drop("offer_date")
        .join(offered, on=["area", "person", "month"], how="left")
        .with_columns(
            pl.col("offered").fill_null(False), row=_row("september", "area", "person", "month")
        )
    )


def _row(kind: str, *columns: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f"{kind} "), *columns, separator=" ")
