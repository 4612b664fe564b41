"""What the police tell: children missing, domestic abuse incidents, protection at once, modern slavery."""

from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, at_time, later
from data.demonstration.known_people import BEGIN, END, AreaFacts, age_on
from data.demonstration.planted import TOLD_AFTER_A_WEEKEND
from data.demonstration.returns import Told, in_its_own_words
from data.demonstration.school_year import next_open_day
from data.demonstration.schools import Schools, at_school
from data.returns.statement import ColumnMapping


def police_returns(area: AreaFacts, schools: Schools, pupils: pl.DataFrame) -> Iterator[Told]:
    """The returns of the area's police, and of social care where it keeps its own record of the same."""
    reported = _missing(area, pupils, area.draws(41))
    yield Told("missing", "police", area.code, reported.drop("known"))
    yield Told(
        "missing",
        "social_care",
        area.code,
        _as_the_authority_has_it(reported, area.draws(42)),
        after={"accepted": "offered_at", "conversation_due": "returned_at"},
    )
    yield Told("encompass", "police", area.code, _incidents(area, schools, pupils, area.draws(43)))
    yield Told("police_protection", "police", area.code, _protections(area, area.draws(44)))
    yield Told("modern_slavery", "police", area.code, _referred(area, area.draws(45)))


def eastvales_own_words(told: Told) -> ColumnMapping | None:
    """The mapping of a return that Eastvale Police sends under headings of its own; None of others."""
    if (told.agency, told.area) != ("police", "991") or told.subject not in _OWN_HEADINGS:
        return None
    name, columns, values = _OWN_HEADINGS[told.subject]
    return in_its_own_words(told, name, columns, values)


_OWN_HEADINGS: dict[str, tuple[str, dict[str, str], dict[str, dict[str, str]]]] = {
    "missing": (
        "Eastvale Police, missing persons",
        {
            "episode": "MISPER ref",
            "source": "Record type",
            "police_reference": "Force ref",
            "child": "CSC number",
            "nhs_number": "Health number",
            "missing_from": "Location type",
            "kind": "Classification",
            "started_at": "Last seen",
            "returned_at": "Located",
            "risk_grade": "Risk",
        },
        {
            "source": {"Force record": "police"},
            "kind": {"MISSING": "missing", "AWOL": "away"},
            "risk_grade": {
                "H": "high",
                "STANDARD": "medium",
                "L": "low",
                "NAR": "none",
            },
        },
    ),
    "encompass": (
        "Eastvale Police, Operation Encompass",
        {
            "incident": "STORM log",
            "child": "CSC number",
            "upn": "Pupil no",
            "occurred_at": "Officer attended",
            "school_age": "4 to 16",
            "school": "URN of school",
            "notified_at": "Email sent",
            "household": "Address key",
        },
        {},
    ),
}

_MISSING_KNOWN = {"990": 340, "991": 215}
_MISSING_FROM_CARE = {"990": 90, "991": 55}
_MISSING_UNKNOWN = {"990": 400, "991": 260}
_OLDEST_FIRST = ("started_at", "episode")


def _missing(area: AreaFacts, pupils: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Episodes as the police have them: some children go missing once, a few many times."""
    children = _who_go_missing(area, pupils, draws)
    times = draws.waits(children, 2.1).clip(0, 14) + 1
    often = children.with_columns(time=pl.int_ranges(0, times)).explode("time")
    span = (END - BEGIN).days
    rows = often.with_columns(
        started_date=pl.lit(BEGIN) + pl.duration(days=draws.whole(often, 0, span - 1))
    )
    rows = rows.filter(age_on("started_date").is_between(9, 17)).sort(
        "started_date", "number", "time"
    )
    cared_for = area.facts.looked_after.select("child", from_date="start_date", to_date="end_date")
    in_care = (
        rows.with_row_index("row")
        .join(cared_for, on="child")
        .filter(
            pl.col("started_date") >= pl.col("from_date"),
            pl.col("to_date").is_null() | (pl.col("started_date") < pl.col("to_date")),
        )["row"]
        .unique()
    )
    started = rows.with_columns(
        started_at=at_time("started_date", draws.whole(rows, 7 * 60, 23 * 60 + 50))
    ).with_row_index("row")
    away_for = draws.waits(started, 500.0) + 40
    elsewhere = draws.code(started, {"home": 0.93, "school": 0.04, "other": 0.03})
    return started.select(
        "started_at",
        "known",
        "nhs_number",
        episode=pl.format("MP-{}-{}", pl.lit(area.code), pl.col("row") + 5_000),
        source=pl.lit("police"),
        police_reference=pl.format("MP-{}-{}", pl.lit(area.code), pl.col("row") + 5_000),
        child="child_id",
        missing_from=pl.when(pl.col("row").is_in(in_care.to_list()))
        .then(pl.lit("care"))
        .otherwise(elsewhere),
        kind=pl.lit("missing"),
        returned_at=pl.col("started_at") + pl.duration(minutes=away_for),
        risk_grade=draws.code(started, {"high": 0.12, "medium": 0.71, "low": 0.13, "none": 0.04}),
    ).sort(_OLDEST_FIRST)


def _who_go_missing(area: AreaFacts, pupils: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    of_age = pl.col("birth_date").dt.year().is_between(2006, 2012)
    known = area.since(area.facts.referrals, "referral_date").unique(
        "child", keep="first", maintain_order=True
    )
    cared_for = area.going_on(area.facts.looked_after).unique(
        "child", keep="first", maintain_order=True
    )
    some = pl.concat(
        [
            draws.some(rows.filter(of_age), int(area.count(usual[area.code]))).select(
                "child", "child_id", "birth_date", "nhs_number"
            )
            for rows, usual in ((known, _MISSING_KNOWN), (cared_for, _MISSING_FROM_CARE))
        ]
    ).unique("child", keep="first", maintain_order=True)
    others = draws.some(
        pupils.filter(of_age, pl.col("child").is_null()),
        int(area.count(_MISSING_UNKNOWN[area.code])),
    )
    # Of one child in eight the police know the number that health gave it, and no other.
    by_its_number = pl.when(pl.col("child") % 8 != 0).then("child_id")
    return pl.concat(
        [
            some.select(
                "child", "birth_date", "nhs_number", number="child", child_id=by_its_number,
                known=pl.lit(True),
            ),
            others.select("birth_date", "nhs_number", "number", known=pl.lit(False)),
        ],
        how="diagonal",
    )  # fmt: skip


_HELD_AFTER_HOURS = ((0.64, 4, 71), (0.17, 74, 260))
"""Share of return conversations, and the hours after the return between which they are held."""


def _as_the_authority_has_it(reported: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Most of the police's episodes, at times that differ a little, and some absences of its own."""
    shared = reported.filter(draws.under(reported, 0.94))
    own = reported.filter(draws.under(reported, 0.06), pl.col("known"))
    apart = own.with_columns(
        later("started_at", -9), later("returned_at", -9),
        kind=pl.lit("away"), police_reference=pl.lit(None, dtype=pl.String),
        episode=pl.lit("A") + pl.col("episode"),
    )  # fmt: skip
    rows = pl.concat([shared, apart]).filter(pl.col("started_at").dt.date() >= BEGIN)
    (early, *within), (late, *after) = _HELD_AFTER_HOURS
    luck = draws.lot(rows)
    hours = (
        pl.when(pl.col("luck") < early)
        .then(draws.whole(rows, *within))
        .when(pl.col("luck") < early + late)
        .then(draws.whole(rows, *after))
    )
    found = pl.col("returned_at") + pl.duration(minutes=draws.whole(rows, -20, 90))
    return (
        rows.with_columns(luck=luck)
        .with_columns(hours=hours, found=found)
        .select(
            "police_reference",
            "child",
            "missing_from",
            "kind",
            nhs_number=pl.when(pl.col("child").is_null()).then("nhs_number"),
            episode=pl.lit("L") + pl.col("episode"),
            source=pl.lit("la"),
            started_at=pl.col("started_at") - pl.duration(minutes=draws.whole(rows, 0, 75)),
            returned_at="found",
            conversation_due=pl.col("kind") == "missing",
            offered_at=pl.when((pl.col("kind") == "missing") & (pl.col("luck") < 0.93)).then(
                pl.col("found")
                + pl.duration(hours=(pl.col("hours").fill_null(40) * 0.5).cast(pl.Int64))
            ),
            accepted=pl.when((pl.col("kind") == "missing") & (pl.col("luck") < 0.93)).then(
                pl.col("hours").is_not_null()
            ),
            held_at=pl.when(pl.col("kind") == "missing").then(
                pl.col("found") + pl.duration(hours=pl.col("hours"))
            ),
        )
        .sort(_OLDEST_FIRST)
    )


_INCIDENTS_OF_OTHERS = {"990": 1_150, "991": 740}
_AGAIN = 0.45
_SCHOOL_OPENS = 8 * 60 + 45
_TOLD_ON_OTHER_DAYS = 0.93


def _incidents(
    area: AreaFacts, schools: Schools, pupils: pl.DataFrame, draws: Draws
) -> pl.DataFrame:
    """One row: a child of a household where the police were called."""
    calls = _calls(area, draws)
    of_families = calls.join(area.people, on="family", maintain_order="left").filter(
        age_on("occurred_date").is_between(0, 17)
    )
    count = int(area.count(_INCIDENTS_OF_OTHERS[area.code]))
    others = draws.any_of(pupils.filter(pl.col("child").is_null()), count)
    others = others.with_columns(
        occurred_date=draws.days(others.height, BEGIN, END),
        minutes=_time_of_day(others, draws),
        household=pl.format("P{}", "number"),
    )
    rows = pl.concat(
        [
            of_families.select(
                "birth_date",
                "occurred_date",
                "minutes",
                "household",
                number="child",
                child="child_id",
            ),
            others.select("birth_date", "occurred_date", "minutes", "household", "number", "upn"),
        ],
        how="diagonal",
    ).sort("occurred_date", "minutes", "household", "number")
    year = pl.col("occurred_date").dt.offset_by("-8mo").dt.year()
    placed = at_school(schools, pl.col("number"), pl.col("birth_date"), pl.lit("none"), year)
    every = rows.with_columns(
        occurred_at=at_time("occurred_date", pl.col("minutes")),
        due_date=next_open_day(rows["occurred_date"]),
        school=placed["school"],
    )
    told = every.with_columns(notified_at=_notified(area.code, every, draws))
    return told.select(
        "child",
        "upn",
        "occurred_at",
        "school",
        incident=pl.format(
            "DA-{}-{}-{}",
            pl.lit(area.code),
            pl.col("occurred_at").dt.strftime("%y%m%d%H%M"),
            "household",
        ),
        school_age=pl.col("school").is_not_null(),
        notified_at=pl.when(pl.col("school").is_not_null()).then("notified_at"),
        household=pl.lit(area.code) + "-" + pl.col("household"),
    ).unique(["incident", "child", "upn"], keep="first", maintain_order=True)


def _calls(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """One row: a call to a family that the police referred, and calls to some of these again."""
    referred = area.since(
        area.facts.referrals.filter(pl.col("source") == "6"), "referral_date"
    ).unique(["family", "referral_date"], keep="first", maintain_order=True)
    half = referred.filter(draws.under(referred, 0.5)).select(
        "family", occurred_date=pl.max_horizontal(later("referral_date", -1), pl.lit(BEGIN))
    )
    again = draws.any_of(half, int(half.height * _AGAIN))
    again = again.with_columns(
        occurred_date=later("occurred_date", draws.whole(again, 15, 330))
    ).filter(pl.col("occurred_date") <= END)
    calls = pl.concat([half, again]).unique(
        ["family", "occurred_date"], keep="first", maintain_order=True
    )
    return calls.with_columns(
        minutes=_time_of_day(calls, draws), household=pl.format("F{}", "family")
    )


def _time_of_day(rows: pl.DataFrame, draws: Draws) -> pl.Expr:
    evening = draws.whole(rows, 17 * 60, 23 * 60 + 55)
    return pl.when(draws.under(rows, 0.6)).then(evening).otherwise(draws.whole(rows, 0, 1_015))


def _notified(area: str, rows: pl.DataFrame, draws: Draws) -> pl.Series:
    """Before the next school day begins, or on a day after, or never; alike for one household."""
    weekday = pl.col("occurred_date").dt.weekday()
    weekend = (weekday >= 6) | ((weekday == 5) & (pl.col("minutes") >= 17 * 60))
    in_time = pl.when(weekend).then(TOLD_AFTER_A_WEEKEND[area]).otherwise(_TOLD_ON_OTHER_DAYS)
    before = _SCHOOL_OPENS - draws.whole(rows, 4, 70)
    after = 10 * 60 + draws.whole(rows, 0, 2) * 24 * 60
    drawn = rows.select(
        "household",
        "occurred_date",
        luck=draws.lot(rows),
        likely=in_time,
        before=at_time("due_date", before),
        after=at_time("due_date", after),
    )
    of_household = drawn.with_columns(
        pl.col("luck", "before", "after").first().over("household", "occurred_date")
    )
    return of_household.select(
        pl.when(pl.col("luck") < pl.col("likely"))
        .then("before")
        .when(pl.col("luck") < pl.col("likely") + (1 - pl.col("likely")) * 0.7)
        .then("after")
        .alias("notified_at")
    ).to_series()


_TAKEN_AT_ONCE = 0.05


def _protections(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    enquiries = area.since(area.facts.enquiries, "start_date").filter(pl.col("birth_date") <= END)
    families = enquiries.select("family", "start_date").unique(maintain_order=True)
    taken = families.filter(draws.under(families, _TAKEN_AT_ONCE))
    taken = taken.with_columns(
        kind=draws.code(taken, {"police_protection": 0.88, "emergency_order": 0.12}),
        minutes=draws.whole(taken, 0, 9 * 60),
        discussed_after=draws.waits(taken, 8.0) + 2,
        lasted=draws.whole(taken, 5, 70),
        considered=draws.under(taken, 0.85),
        discussed=draws.under(taken, 0.95),
    )
    others = area.people.group_by("family").agg(others=pl.len() - 1)
    began = at_time("start_date", pl.col("minutes"))
    return (
        enquiries.join(taken, on=["family", "start_date"], maintain_order="left")
        .join(others, on="family", how="left", maintain_order="left")
        .select(
            "kind",
            child=pl.col("child_id"),
            started_at=began,
            ended_at=began + pl.duration(hours="lasted"),
            discussion_at=pl.when("discussed").then(began + pl.duration(hours="discussed_after")),
            other_children="others",
            other_children_considered=pl.when("considered").then("others").otherwise(0),
        )
        .unique(["child", "started_at"], keep="first", maintain_order=True)
    )


_REFERRED_A_YEAR = {"990": 17, "991": 11}


def _referred(area: AreaFacts, draws: Draws) -> pl.DataFrame:
    """Referrals to the National Referral Mechanism: of children of 12 to 17 whom social care knew."""
    known = area.since(area.facts.referrals, "referral_date").filter(
        age_on("referral_date").is_between(12, 17)
    )
    some = draws.some(known, round(area.count(_REFERRED_A_YEAR[area.code]) * 3))
    return some.with_row_index("row").select(
        child=pl.col("child_id"),
        referral=pl.format("NRM-{}-{}", pl.lit(area.code), pl.col("row") + 31),
        referred_date="referral_date",
        first_responder=draws.code(some, {"social_care": 0.56, "police": 0.38, "voluntary": 0.06}),
        exploitation=draws.code(
            some, {"criminal": 0.66, "sexual": 0.19, "labour": 0.08, "other": 0.07}
        ),
    )
