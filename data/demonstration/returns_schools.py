"""What schools tell of their pupils: who is on roll, how often they come, and who is sent home."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws
from data.demonstration.known_people import END, YEARS, AreaFacts
from data.demonstration.planted import ABSENT_ON_A_PLAN
from data.demonstration.returns import Told
from data.demonstration.returns_calendar import Period, periods
from data.demonstration.school_year import census_day, days_open
from data.demonstration.schools import Schools, on_roll


def school_returns(area: AreaFacts, schools: Schools, pupils: pl.DataFrame) -> Iterator[Told]:
    """The returns of pupils on roll, attendance, and exclusions."""
    rolls = {year: on_roll(area, schools, pupils, year, year) for year in YEARS}
    yield Told("pupils", "education", area.code, _pupils(rolls, area.draws(22)))
    yield Told("attendance", "education", area.code, _attendance(area, schools, pupils))
    yield Told("exclusions", "education", area.code, _exclusions(rolls, area.draws(23)))


_PART_TIME = {"none": 0.002, "known": 0.008, "cin": 0.035, "cpp": 0.045, "cla": 0.03}


def _pupils(rolls: dict[int, pl.DataFrame], draws: Draws) -> pl.DataFrame:
    return pl.concat([_on_the_day(rolls[year], census_day(year), draws) for year in YEARS])


def _on_the_day(roll: pl.DataFrame, day: dt.date, draws: Draws) -> pl.DataFrame:
    """The roll on a census day, and again those who are also on an alternative provider's."""
    rows = roll.with_columns(
        registration=pl.lit("main"),
        census_date=pl.lit(day),
        birth_month="birth_date",
        part_time_from=pl.when(
            draws.under(roll, pl.col("status").replace_strict(_PART_TIME, return_dtype=pl.Float64))
        ).then(pl.lit(day) - pl.duration(days=draws.whole(roll, 5, 90))),
    )
    elsewhere = pl.col("school").filter(pl.col("phase") == "alternative").first()
    two = rows.with_columns(
        school=elsewhere, phase=pl.lit("alternative"), registration=pl.lit("subsidiary")
    ).filter(
        rows["phase"] == "secondary", pl.col("number") % 61 == 0, pl.col("school").is_not_null()
    )
    return pl.concat([rows, two]).drop("birth_date", "child")


_PERSISTENT = {"none": 0.10, "known": 0.20, "cin": 0.47, "cla": 0.20}
_SEVERE = {"none": 0.006, "known": 0.022, "cin": 0.113, "cpp": 0.154, "cla": 0.064}
_AGAINST_THE_LAST_YEAR = {2022: 1.17, 2023: 1.10, 2024: 1.0}
"""How much oftener pupils without a social worker were persistently absent in each year."""


def _attendance(area: AreaFacts, schools: Schools, pupils: pl.DataFrame) -> pl.DataFrame:
    terms = periods("education", "attendance")
    return pl.concat([_of_term(area, schools, pupils, term) for term in terms])


def _of_term(area: AreaFacts, schools: Schools, pupils: pl.DataFrame, term: Period) -> pl.DataFrame:
    year = int(term.name[:4])
    summer = term.name.endswith("summer")
    days = days_open(term.first, term.last)
    roll = on_roll(area, schools, pupils, year - summer, year)
    more = _AGAINST_THE_LAST_YEAR[year]
    on_a_plan = (
        pl.when(pl.col("phase") == "primary")
        .then(ABSENT_ON_A_PLAN[area.code]["primary"])
        .otherwise(ABSENT_ON_A_PLAN[area.code]["secondary"])
    )
    usual = pl.col("status").replace_strict(_PERSISTENT, default=None, return_dtype=pl.Float64)
    unwatched = pl.col("status").is_in(["none", "known"])
    return (
        roll.with_columns(
            persistent=pl.when(pl.col("status") == "cpp")
            .then(on_a_plan)
            .otherwise(usual * pl.when(unwatched).then(more).otherwise(1.0)),
            severe=pl.col("status").replace_strict(_SEVERE, return_dtype=pl.Float64),
            possible=pl.lit(2 * len(days)),
        )
        .with_columns(missed=(pl.col("possible") * _share_missed()).round().cast(pl.Int64))
        .with_columns(
            unauthorised=(pl.col("missed") * _share_unauthorised()).round().cast(pl.Int64)
        )
        .select(
            "upn",
            "school",
            "possible",
            "unauthorised",
            covers_from=pl.lit(days[0]),
            covers_to=pl.lit(days[-1]),
            authorised=pl.col("missed") - pl.col("unauthorised"),
            part_time=pl.when(pl.col("number") % 41 == 0)
            .then((pl.col("missed") - pl.col("unauthorised")) // 2)
            .otherwise(0),
        )
    )


def _share_missed() -> pl.Expr:
    """The share of sessions that a pupil misses: by its luck, so that the planned shares are reached."""
    luck, severe, persistent = pl.col("luck"), pl.col("severe"), pl.col("persistent")
    often = (persistent - luck) / (persistent - severe)
    seldom = (1 - luck) / (1 - persistent)
    return (
        pl.when(luck < severe)
        .then(0.53 + 0.42 * (1 - luck / severe))
        .when(luck < persistent)
        .then(0.107 + 0.37 * often.clip(0, 1).pow(1.6))
        .otherwise(0.093 * seldom.clip(0, 1).pow(1.7))
    )


def _share_unauthorised() -> pl.Expr:
    return pl.when(pl.col("luck") < pl.col("persistent")).then(0.55).otherwise(0.22)


_SUSPENDED = {"none": 0.020, "known": 0.050, "cin": 0.142, "cpp": 0.12, "cla": 0.146}
_EXCLUDED = {"none": 0.0004, "known": 0.0018, "cin": 0.0080, "cpp": 0.006, "cla": 0.001}
_BY_PHASE = {"primary": 0.32, "secondary": 1.75, "special": 0.8, "alternative": 2.5}
_REASONS = {
    "DB": 0.50,
    "VA": 0.15,
    "PP": 0.13,
    "PA": 0.06,
    "VP": 0.05,
    "DA": 0.03,
    "OW": 0.02,
    "OT": 0.06,
}
_STILL_PENDING = END - dt.timedelta(days=25)


def _exclusions(rolls: dict[int, pl.DataFrame], draws: Draws) -> pl.DataFrame:
    parts = [
        _sent_home(
            rolls[year], days_open(dt.date(year, 4, 1), dt.date(year + 1, 3, 31)), draws, *how
        )
        for year in YEARS
        for how in (("suspension", _SUSPENDED, 5), ("permanent", _EXCLUDED, 1))
    ]
    rows = pl.concat(parts).unique(
        ["upn", "school", "start_date", "kind"], keep="first", maintain_order=True
    )
    return rows.with_columns(
        reason=draws.code(rows, _REASONS),
        status=pl.when((pl.col("kind") == "permanent") & (pl.col("start_date") > _STILL_PENDING))
        .then(pl.lit("pending"))
        .when((pl.col("kind") == "permanent") & draws.under(rows, 0.04))
        .then(pl.lit("rescinded"))
        .otherwise(pl.lit("upheld")),
    ).sort("start_date", "upn")


def _sent_home(
    roll: pl.DataFrame,
    days: list[dt.date],
    draws: Draws,
    kind: str,
    shares: dict[str, float],
    most: int,
) -> pl.DataFrame:
    """The pupils who are sent home in a year, those suspended up to `most` times."""
    likely = pl.col("status").replace_strict(shares, return_dtype=pl.Float64) * pl.col(
        "phase"
    ).replace_strict(_BY_PHASE, return_dtype=pl.Float64)
    chosen = roll.filter(draws.under(roll, likely)).select("upn", "school")
    times = chosen.with_columns(pl.int_ranges(0, draws.whole(chosen, 1, most)).alias("time"))
    rows = times.explode("time").drop("time")
    return rows.with_columns(
        start_date=draws.whole(rows, 0, len(days) - 1).replace_strict(
            range(len(days)), days, return_dtype=pl.Date
        ),
        kind=pl.lit(kind),
        sessions=pl.when(pl.lit(kind) == "suspension").then(draws.whole(rows, 1, 5) * 2),
    )
