"""What education departments tell of children out of school, of young people, and of providers."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, later
from data.demonstration.known_people import BEGIN, END, YEARS, AreaFacts
from data.demonstration.particulars import with_check_letter
from data.demonstration.returns import Told
from data.demonstration.returns_calendar import financial_year
from data.demonstration.school_year import calendar_days
from data.demonstration.schools import NOT_AT_SCHOOL, Schools


def education_returns(area: AreaFacts, schools: Schools) -> Iterator[Told]:
    """The returns of the area's education department but for those of pupils on roll."""

    def told(subject: str, rows: pl.DataFrame, **more: object) -> Told:
        return Told(subject, "education", area.code, rows, **more)  # type: ignore[arg-type]

    yield told("missing_education", _missing(area, area.draws(51)), open_to="end_date")
    yield told("home_education", _at_home(area, area.draws(52)), open_to="end_date")
    yield told("activity", _activity(area, area.draws(53)))
    yield told("providers", _register(schools, area.draws(54)))
    yield told("provider_audits", _audits(area, schools, area.draws(55)))
    yield told("term_dates", calendar_days(BEGIN, END))


_MISSING_A_YEAR = {"990": 125, "991": 95}
_AT_HOME_EVER = {"990": 230, "991": 185}
_MISSING_NUMBERS, _AT_HOME_NUMBERS, _YOUNG_NUMBERS = 600_000_000, 650_000_000, 700_000_000
_BORN = (dt.date(2008, 9, 1), dt.date(2017, 8, 31))
"""Of compulsory school age in every year of the returns."""


def _out_of_school(area: AreaFacts, *, missing: bool) -> pl.DataFrame:
    """Of the children known to social care who are on no roll some miss education or are at home."""
    lot = (pl.col("child") // NOT_AT_SCHOOL) % 6
    here = lot == 0 if missing else lot.is_in([1, 2])
    return area.people.filter(
        pl.col("child") % NOT_AT_SCHOOL == 0,
        here,
        pl.col("birth_date").is_between(*_BORN),
    ).select(child="child_id", upn="upn")


def _invented(area: AreaFacts, first_number: int, count: float) -> pl.DataFrame:
    """Children whom social care never knew, by their pupil number alone."""
    numbers = pl.DataFrame({"number": range(first_number, first_number + round(count))})
    digits = pl.lit(area.code) + pl.col("number").cast(pl.String)
    return numbers.select(upn=with_check_letter(digits))


def _missing(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    spells = area.count(_MISSING_A_YEAR[area.code]) * len(YEARS)
    rows = pl.concat(
        [_out_of_school(area, missing=True), _invented(area, _MISSING_NUMBERS, spells)],
        how="diagonal",
    )
    span = (END - BEGIN).days
    begun = rows.with_columns(
        start_date=pl.lit(BEGIN) + pl.duration(days=draws.whole(rows, -120, span))
    )
    reasons = {
        "moved": 0.34,
        "awaiting_place": 0.41,
        "off_rolled": 0.08,
        "health": 0.04,
        "other": 0.13,
    }
    return (
        begun.with_columns(
            end_date=pl.when(draws.under(rows, 0.93)).then(
                later("start_date", draws.waits(rows, 85.0) + 5)
            ),
            reason=draws.code(rows, reasons),
            off_roll_date=pl.when(draws.under(rows, 0.85)).then(
                later("start_date", -draws.waits(rows, 16.0))
            ),
        )
        .filter(pl.col("end_date").is_null() | (pl.col("end_date") >= BEGIN))
        .sort("start_date", "upn", "child")
    )


def _at_home(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    ever = area.count(_AT_HOME_EVER[area.code])
    rows = pl.concat(
        [_out_of_school(area, missing=False), _invented(area, _AT_HOME_NUMBERS, ever)],
        how="diagonal",
    )
    since = dt.date(2019, 9, 1)
    begun = rows.with_columns(
        start_date=pl.lit(since) + pl.duration(days=draws.whole(rows, 0, (END - since).days))
    )
    reasons = {"health": 0.23, "belief": 0.22, "dissatisfied": 0.19, "other": 0.36}
    return (
        begun.with_columns(
            end_date=pl.when(draws.under(rows, 0.45)).then(
                later("start_date", draws.whole(rows, 90, 1_000))
            ),
            reason=draws.code(rows, reasons),
            off_roll_date=pl.when(draws.under(rows, 0.9)).then("start_date"),
        )
        .filter(pl.col("end_date").is_null() | (pl.col("end_date") >= BEGIN))
        .sort("start_date", "upn", "child")
    )


_OTHER_YOUNG_PEOPLE = {"990": 950, "991": 800}
_YOUNG_BORN = (dt.date(2003, 9, 1), dt.date(2008, 8, 31))
_NEITHER = {True: (0.080, 0.040), False: (0.024, 0.017)}
"""Share neither in education nor training, and share not known: of those social care knew, and others."""
_OFFERED = 0.945


def _activity(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    people = _young_people(area, draws)
    first = pl.select(month=pl.date_range(BEGIN, END, "1mo")).to_series()
    return pl.concat([_in_month(people, month, draws) for month in first])


def _young_people(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    count = round(area.count(_OTHER_YOUNG_PEOPLE[area.code]))
    others = _invented(area, _YOUNG_NUMBERS, count).with_columns(
        birth_date=draws.days(count, *_YOUNG_BORN), known=pl.lit(False)
    )
    known = (
        area.since(area.facts.referrals, "referral_date")
        .unique("child", keep="first", maintain_order=True)
        .filter(pl.col("birth_date").is_between(*_YOUNG_BORN))
        .select("birth_date", child="child_id", upn="upn_at_school", known=pl.lit(True))
    )
    every = pl.concat([known, others], how="diagonal")
    return every.with_columns(
        luck=draws.lot(every),
        sen=draws.code(every, {"none": 0.80, "support": 0.14, "plan": 0.06}),
    )


def _in_month(people: pl.DataFrame, month: dt.date, draws: Draws) -> pl.DataFrame:
    """Those in the two school years after compulsory school age, and what each does."""
    year = month.year - (month.month < 9)
    rows = people.filter(
        pl.col("birth_date").is_between(dt.date(year - 18, 9, 1), dt.date(year - 16, 8, 31))
    )
    (neither, unknown), (neither_of_others, unknown_of_others) = _NEITHER[True], _NEITHER[False]
    idle = pl.when("known").then(neither).otherwise(neither_of_others)
    lost = pl.when("known").then(unknown).otherwise(unknown_of_others)
    # Most stay as they were; in September more are not known yet.
    luck = (pl.col("luck") + 0.02 * draws.lot(rows)) % 1
    more = 2.0 if month.month == 9 else 1.0
    offered = pl.lit(dt.date(year, 9, 30)) - pl.duration(days=draws.whole(rows, 0, 190))
    late = pl.lit(dt.date(year, 10, 1)) + pl.duration(days=draws.whole(rows, 0, 40))
    return rows.select(
        "child",
        "upn",
        "sen",
        month=pl.lit(month),
        status=pl.when(luck < idle)
        .then(pl.lit("neet"))
        .when(luck < idle + lost * more)
        .then(pl.lit("not_known"))
        .otherwise(pl.lit("education_or_training")),
        offer_date=pl.when((pl.lit(month.month) == 9) & (pl.col("luck") > 1 - _OFFERED))
        .then(offered)
        .when((pl.lit(month.month) == 9) & (pl.col("luck") > 0.985 - _OFFERED))
        .then(late),
    )


_LEAD_TRAINED_EVERY = 730
_LATER_THAN_THAT = 0.11


def _register(schools: Schools, draws: Draws) -> pl.DataFrame:
    """The register as it stands at the end of each year."""
    rows = schools.providers
    trained = rows.with_columns(
        offset=draws.whole(rows, 0, 1_300),
        governors_offset=draws.whole(rows, 0, 1_300),
        every=pl.when(draws.under(rows, _LATER_THAN_THAT))
        .then(1_300)
        .otherwise(_LEAD_TRAINED_EVERY),
    )
    return pl.concat(
        [
            trained.select(
                "provider",
                "kind",
                "phase",
                "in_scope_from",
                closed_date=pl.when(pl.col("closed_date") <= last).then("closed_date"),
                lead_trained_date=_last_time("offset", "every", last),
                governors_trained_date=pl.when(pl.col("kind") != "childminder").then(
                    _last_time("governors_offset", "every", last)
                ),
                known_from=pl.lit(first),
                known_to=pl.lit(last),
            ).filter(pl.col("in_scope_from") <= last)
            for first, last in ((each.first, each.last) for each in map(financial_year, YEARS))
        ]
    )


def _last_time(offset: str, every: str, last: dt.date) -> pl.Expr:
    since = dt.date(2015, 1, 1)
    passed = (pl.lit((last - since).days) - pl.col(offset)) % pl.col(every)
    return pl.lit(last) - pl.duration(days=passed)


# Round: issued, deadline, closed.
_ROUNDS = {
    "2023-24": (dt.date(2023, 10, 2), dt.date(2023, 12, 15), dt.date(2024, 2, 29)),
    "2024-25": (dt.date(2024, 10, 1), dt.date(2024, 12, 13), dt.date(2025, 2, 28)),
}
_IN_TIME = {"maintained": 0.88, "academy": 0.83, "independent": 0.62, "early_years": 0.72}
_IN_TIME |= {"childminder": 0.55, "further_education": 0.9, "alternative": 0.8}


def _audits(area: AreaFacts, schools: Schools, draws: Draws) -> pl.DataFrame:
    return pl.concat([_round(area, schools, name, draws) for name in _ROUNDS])


def _round(area: AreaFacts, schools: Schools, name: str, draws: Draws) -> pl.DataFrame:
    issued, deadline, close = _ROUNDS[name]
    # One that has closed since the round before is asked, and excused.
    since = issued - dt.timedelta(days=365)
    rows = schools.providers.filter(
        pl.col("in_scope_from") <= issued,
        pl.col("closed_date").is_null() | (pl.col("closed_date") > since),
    )
    better = 0.05 if area.code == "991" else 0.0
    in_time = pl.col("kind").replace_strict(_IN_TIME, return_dtype=pl.Float64) + better
    luck = draws.lot(rows)
    early = pl.lit(deadline) - pl.duration(days=draws.whole(rows, 0, 40))
    late = pl.lit(deadline) + pl.duration(days=draws.whole(rows, 3, 70))
    gone = pl.col("closed_date") < issued
    rows = rows.with_columns(
        received_date=pl.when(gone)
        .then(None)
        .when(luck < in_time)
        .then(early)
        .when(luck < in_time + (1 - in_time) * 0.55)
        .then(late)
    )
    came = pl.col("received_date").is_not_null()
    return rows.select(
        "provider",
        "received_date",
        pl.lit(name).alias("round"),
        issued_date=pl.lit(issued),
        deadline_date=pl.lit(deadline),
        close_date=pl.lit(close),
        complete=pl.when(came).then(draws.under(rows, 0.95)),
        excused_reason=pl.when(gone).then(pl.lit("merged")),
        governors_told_date=pl.when(came & draws.under(rows, 0.82)).then(
            later("received_date", draws.whole(rows, 10, 100))
        ),
    )
