"""What is recorded of a child and found by an assessment: drawn at England's published shares."""

import datetime as dt

import numpy as np
import polars as pl

from data.demonstration.days import Days, day
from data.demonstration.families import AUTHORITIES, DISABILITIES, Families
from data.demonstration.planted import RECORDING_GAP

# England, year ended 31 March 2025: percentage of assessments with a factor that name this one.
# Where England publishes no figure, ours. B and C are of a parent or another person of the home.
FACTORS = {
    "1A": 2.6, "1B": 14.3, "1C": 2.0, "2A": 4.6, "2B": 14.2, "2C": 2.1,
    "3A": 11.3, "3B": 31.7, "3C": 5.0, "4A": 17.6, "4B": 33.5, "4C": 4.0,
    "5A": 12.3, "5B": 5.0, "5C": 1.2, "6A": 4.7, "6B": 5.2, "6C": 0.8,
    "7A": 3.7, "8B": 0.1, "8E": 0.2, "9A": 1.2, "10A": 3.3, "11A": 2.4, "12A": 0.4,
    "13A": 1.7, "14A": 2.2, "15A": 5.0, "16A": 17.6, "17A": 19.0, "18B": 4.5, "18C": 12.0,
    "19B": 2.5, "19C": 3.7, "20": 13.0, "22A": 0.15, "23A": 0.4, "24A": 3.2,
}  # fmt: skip
OF_THE_OLDER = ("10A", "11A", "12A", "13A", "15A", "24A", "2A", "1A")
_CRIMINAL_EXPLOITATION_SINCE = day(dt.date(2021, 4, 1))
_OF_THE_HOME = tuple(code for code in FACTORS if code[-1] in "BC" and code[:-1] in "123456")
# Some assessments draw no factor at all and so leave the base: all are drawn a little less often.
_DRAWN = 0.935


def factors_of(rng: np.random.Generator, assessments: pl.DataFrame) -> pl.Series:
    """The factors of each assessment as text, with blanks between; null where not authorised.

    assessments  event, birth, start_date, authorised_date (days) and outcome. Children of one event
                 share what is found of their home.
    """
    of_event = assessments["event"].rank("dense").cast(pl.Int64).to_numpy() - 1
    events = int(of_event.max()) + 1
    older = (assessments["start_date"] - assessments["birth"] > 9 * 365).to_numpy()
    share_older = older.mean()
    milder = np.where((assessments["outcome"] == "not in need").to_numpy(), 0.72, 1.11)
    since = (assessments["start_date"] >= _CRIMINAL_EXPLOITATION_SINCE).to_numpy()
    found = {}
    for code, percent in FACTORS.items():
        luck = rng.random(events)[of_event] if code in _OF_THE_HOME else rng.random(len(older))
        chance = percent / 100 * _DRAWN * milder
        if code in OF_THE_OLDER:
            chance = np.where(older, chance / share_older, 0)
        if code == "24A":
            chance = np.where(since, chance, 0)
        found[code] = luck < chance
    return (
        pl.DataFrame(found)
        .select(
            pl.concat_str(
                [pl.when(pl.col(code)).then(pl.lit(code)) for code in FACTORS],
                separator=" ",
                ignore_nulls=True,
            )
        )
        .to_series()
        .replace("", "21")
        .zip_with(assessments["authorised_date"].is_not_null(), pl.Series([None], dtype=pl.String))
    )


_DISABLED = 0.085
_DISABILITY_NOT_RECORDED = 0.015
_ETHNICITY_NEVER_RECORDED = 0.018
_ETHNICITY_REFUSED = 0.006
_FIRST_CHILD_ID = 2_000_000


def children_of(
    rng: np.random.Generator, families: Families, episodes: pl.DataFrame
) -> pl.DataFrame:
    """One row: a child with a referral, and what its records say of it."""
    family = np.repeat(np.arange(len(families.area)), np.diff(families.first))
    known = episodes.group_by("child", maintain_order=True).agg(
        pl.col("area").first(),
        ethnicity_known=pl.col("date").filter(~_in_the_gap()).min(),
        helped_as_disabled=(pl.col("need") == "N2").any(),
    )
    child = known["child"].to_numpy()
    luck = pl.DataFrame(
        rng.random((known.height, 5)), schema=["sex", "code", "known", "one", "two"]
    )
    codes = list(DISABILITIES)
    shares = np.array(list(DISABILITIES.values()))
    first, second = rng.choice(codes, (2, known.height), p=shares / shares.sum())
    disabled = (luck["one"] < _DISABLED) | (known["helped_as_disabled"] & (luck["one"] < 0.88))
    return known.select(
        "child",
        area=pl.col("area").replace_strict(
            range(len(AUTHORITIES)), [authority.code for authority in AUTHORITIES]
        ),
        child_id=pl.Series(_FIRST_CHILD_ID + rng.permutation(known.height)).cast(pl.String),
        birth_date=_as_dates(families.birth[child]),
        due_date=_as_dates(families.due[child]),
        sex=pl.when(luck["sex"] < 0.0006)
        .then(pl.lit("I"))
        .when(luck["sex"] < 0.487)
        .then(pl.lit("F"))
        .otherwise(pl.lit("M")),
        ethnicity=pl.when(luck["code"] < _ETHNICITY_REFUSED)
        .then(pl.lit("REFU"))
        .otherwise(pl.Series(families.ethnicity[family[child]])),
        ethnicity_known_from=pl.when(luck["known"] >= _ETHNICITY_NEVER_RECORDED)
        .then("ethnicity_known")
        .cast(pl.Int32)
        .cast(pl.Date),
        disabilities=pl.when(luck["two"] < _DISABILITY_NOT_RECORDED)
        .then(None)
        .when(~disabled)
        .then(pl.lit("NONE"))
        .when((luck["two"] < 0.75) | (pl.Series(first) == pl.Series(second)))
        .then(pl.Series(first))
        .otherwise(pl.Series(first) + " " + pl.Series(second)),
        quintile=pl.Series(families.quintile[family[child]]),
        locality=pl.Series(families.locality[family[child]]),
        family=pl.Series(family[child]),
    ).with_columns(upn=_upn(luck["code"]))


def _in_the_gap() -> pl.Expr:
    areas = [authority.code for authority in AUTHORITIES]
    return (
        (pl.col("area") == areas.index(RECORDING_GAP.area))
        & (pl.col("source") == "6")
        & pl.col("date").is_between(day(RECORDING_GAP.first), day(RECORDING_GAP.last))
    )


def _as_dates(days: Days) -> pl.Series:
    return pl.Series(days.astype("int32")).cast(pl.Date)


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_HAS_UPN = 0.9


def _upn(luck: pl.Series) -> pl.Expr:
    """An invented unique pupil number for most children of school age."""
    number = with_check_letter(pl.col("area") + pl.col("child").cast(pl.String).str.zfill(9))
    at_school = pl.col("birth_date").is_between(dt.date(2004, 9, 1), dt.date(2020, 8, 31))
    return pl.when(at_school & (luck < _HAS_UPN)).then(number)


def with_check_letter(digits: pl.Expr) -> pl.Expr:
    """The unique pupil number of twelve digits: its right check letter before them."""
    sum_of_digits = pl.sum_horizontal(
        [digits.str.slice(place, 1).cast(pl.Int64) * (place + 2) for place in range(12)]
    )
    letter = (sum_of_digits % 23).replace_strict(
        range(23), list(_UPN_LETTERS), return_dtype=pl.String
    )
    return letter + digits
