"""What the partnership's office tells of meetings, feedback, money, training, actions and agreements."""

import datetime as dt
from collections.abc import Iterator

import polars as pl

from data.demonstration.draws import Draws, later
from data.demonstration.families import AUTHORITIES, Authority
from data.demonstration.known_people import BEGIN, END, YEARS, AreaFacts
from data.demonstration.returns import Told
from data.returns.statement import PARTNERSHIP


def office_returns(draws: Draws, scale: float) -> Iterator[Told]:
    """The returns of the whole partnership that its office keeps, but for those of learning."""

    def told(subject: str, rows: pl.DataFrame, **more: object) -> Told:
        return Told(subject, "partnership", PARTNERSHIP, rows, **more)  # type: ignore[arg-type]

    yield told("participation", _strategic_meetings(draws))
    yield told("feedback", _feedback(draws, scale))
    yield told(
        "training",
        _training(draws, scale),
        after={"change_applied": "followed_up_date", "level": "followed_up_date"},
    )
    yield told("money", _contributions())
    yield told("budgets", pl.DataFrame(_BUDGETS, schema=_OF_BUDGETS, orient="row"))
    yield told("actions", _actions(draws, scale))
    yield told("audits", _audits(draws, scale))
    yield told("milestones", _milestones())
    yield told("disputes", _disputes())
    yield told("sharing_agreements", _agreements(draws), whole=True)


# Kind, meetings a year, and the share of them to which each agency came.
_STRATEGIC: tuple[tuple[str, int, dict[str, float]], ...] = (
    ("lsp", 4, {"social_care": 1.0, "health": 0.92, "police": 0.92}),
    ("dsp", 6, {"social_care": 1.0, "health": 0.95, "police": 0.93}),
    ("executive", 6, {"social_care": 1.0, "health": 0.93, "police": 0.90, "voluntary": 0.7}),
    ("subgroup", 24, {"social_care": 0.98, "health": 0.88, "police": 0.84, "voluntary": 0.6}),
)
_OF_EDUCATION = {
    "lsp": {"secondary": 0.55},
    "dsp": {"primary": 0.62, "secondary": 0.78},
    "executive": {
        "early_years": 0.45, "primary": 0.72, "secondary": 0.80, "special": 0.62,
        "further_education": 0.50, "independent": 0.20,
    },
    "subgroup": {"primary": 0.66, "secondary": 0.70},
}  # fmt: skip


def _strategic_meetings(draws: Draws) -> pl.DataFrame:
    """One row: an agency at a meeting of partners; education's once for each sector."""
    meetings = [
        (f"{kind.upper()}-{year}-{place + 1}", kind, _on_weekday(year, place, times))
        for year in YEARS
        for kind, times, _ in _STRATEGIC
        for place in range(times)
    ]
    asked = [
        (meeting, kind, day, agency, sector, share)
        for meeting, kind, day in meetings
        for agency, sector, share in _asked(kind)
    ]
    rows = pl.DataFrame(
        asked, schema=["meeting", "kind", "meeting_date", "agency", "sector", "share"], orient="row"
    )
    came = rows.with_columns(came=draws.under(rows, "share"))
    return came.select(
        "meeting",
        "kind",
        "meeting_date",
        "agency",
        "sector",
        held=pl.lit(True),
        invited=pl.lit(True),
        attended=pl.when("came")
        .then(draws.code(rows, {"in_person": 0.6, "remote": 0.4}))
        .otherwise(pl.lit("no")),
        deputy=pl.when("came").then(draws.under(rows, 0.14)),
    )


def _on_weekday(year: int, place: int, times: int) -> dt.date:
    """The day of a meeting: so many in a year, evenly, each on a Tuesday."""
    day = dt.date(year, 4, 12) + dt.timedelta(days=place * 350 // times)
    return day + dt.timedelta(days=(1 - day.weekday()) % 7)


def _asked(kind: str) -> Iterator[tuple[str, str | None, float]]:
    shares = next(shares for name, _, shares in _STRATEGIC if name == kind)
    for agency, share in shares.items():
        yield agency, None, share
    for sector, share in _OF_EDUCATION[kind].items():
        yield "education", sector, share


_THEMES = (
    "Being listened to",
    "Told what happens next",
    "Change of worker",
    "Safe at school",
    "Help in time",
)
_FEEDBACK_A_YEAR = 96


def _feedback(draws: Draws, scale: float) -> pl.DataFrame:
    rows = draws.events(_FEEDBACK_A_YEAR * len(YEARS) * scale, BEGIN, END, "received_date")
    services = {
        "social_care": 0.5,
        "early_help": 0.16,
        "health": 0.14,
        "police": 0.1,
        "education": 0.1,
    }
    answered = rows.with_columns(
        response_date=pl.when(draws.under(rows, 0.9)).then(
            later("received_date", draws.waits(rows, 14.0) + 1)
        ),
        action_due_date=pl.when(draws.under(rows, 0.62)).then(
            later("received_date", draws.whole(rows, 30, 90))
        ),
    )
    return answered.select(
        "received_date",
        "response_date",
        "action_due_date",
        feedback=pl.format("F-{}", pl.col("number") + 12),
        source=draws.code(rows, {"children": 0.46, "parents": 0.42, "others": 0.12}),
        service=draws.code(rows, services),
        theme=draws.code(rows, dict.fromkeys(_THEMES, 1.0)),
        action_done_date=pl.when(draws.under(rows, 0.76)).then(
            later("action_due_date", draws.whole(rows, -25, 12))
        ),
    )


_COURSES = (
    "Working with neglect",
    "Domestic abuse and children",
    "Child exploitation",
    "Strategy discussions",
    "Thresholds",
)
_PLACES_A_YEAR = 760


def _training(draws: Draws, scale: float) -> pl.DataFrame:
    rows = draws.events(_PLACES_A_YEAR * len(YEARS) * scale, BEGIN, END, "attended_date")
    agencies = {"education": 0.36, "social_care": 0.24, "health": 0.18, "early_help": 0.08}
    agencies |= {"voluntary": 0.07, "police": 0.05, "housing": 0.02}
    changed = draws.under(rows, 0.71)
    return rows.with_columns(
        on_weekday=later("attended_date", -(pl.col("attended_date").dt.weekday() - 5).clip(0)),
        changed=changed,
    ).select(
        attendance=pl.format("T-{}", pl.col("number") + 900),
        course=draws.code(rows, dict.fromkeys(_COURSES, 1.0)),
        agency=draws.code(rows, agencies),
        attended_date=pl.max_horizontal("on_weekday", pl.lit(BEGIN)),
        followed_up_date=pl.when(draws.under(rows, 0.44)).then(
            later("on_weekday", draws.whole(rows, 88, 125))
        ),
        change_applied="changed",
        level=pl.when("changed").then(3).otherwise(2),
    )


# Agency, money and gifts in kind of 2022-23 in pounds, and how the latter were valued.
_GIVEN: tuple[tuple[str, int, int, str], ...] = (
    ("social_care", 148_000, 42_000, "staff_time"),
    ("health", 84_000, 18_500, "staff_time"),
    ("police", 51_000, 12_000, "estimate"),
    ("education", 14_000, 9_500, "estimate"),
    ("probation", 2_400, 0, "none"),
    ("youth_justice", 0, 4_000, "none"),
)
_RISE = {2022: 1.0, 2023: 1.03, 2024: 1.055}
_BUDGETS = [
    (dt.date(2022, 4, 1), 298_000),
    (dt.date(2023, 4, 1), 306_000),
    (dt.date(2024, 4, 1), 314_000),
]
_OF_BUDGETS = {"year_start": pl.Date, "pounds": pl.Int64}


def _contributions() -> pl.DataFrame:
    """Forecast and actual; the police gave what it gave the year before."""
    rows = [
        (dt.date(year, 4, 1), agency, kind, basis, _pounds(agency, given, year, basis), method)
        for year in YEARS
        for agency, cash, in_kind, valued in _GIVEN
        for kind, given, method in (("cash", cash, None), ("in_kind", in_kind, valued))
        for basis in ("forecast", "actual")
        if given
    ]
    columns = ["year_start", "agency", "kind", "basis", "pounds", "method"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _pounds(agency: str, given: int, year: int, basis: str) -> int:
    rise = 1.0 if agency == "police" else _RISE[year]
    fell_short = 0.97 if (agency, basis) == ("health", "actual") else 1.0
    return round(given * rise * fell_short / 100) * 100


_ACTIONS_A_YEAR = 62


def _actions(draws: Draws, scale: float) -> pl.DataFrame:
    rows = draws.events(_ACTIONS_A_YEAR * len(YEARS) * scale, BEGIN, END, "agreed_date")
    agencies = {
        "social_care": 0.3,
        "partnership": 0.22,
        "health": 0.19,
        "police": 0.15,
        "education": 0.14,
    }
    due = rows.with_columns(
        original_due_date=later("agreed_date", draws.whole(rows, 40, 150)),
        agency=draws.code(rows, agencies),
        dropped=draws.under(rows, 0.04),
    )
    slower = pl.when(pl.col("agency") == "police").then(0.52).otherwise(0.72)
    in_time = draws.under(due, slower)
    done = (
        pl.when(in_time)
        .then(later("original_due_date", -draws.whole(due, 0, 30)))
        .when(draws.under(due, 0.7))
        .then(later("original_due_date", draws.whole(due, 4, 110)))
    )
    return due.select(
        "agency",
        "agreed_date",
        "original_due_date",
        action=pl.format("AC-{}", pl.col("number") + 40),
        revised_due_date=pl.when(draws.under(due, 0.2)).then(later("original_due_date", 60)),
        completed_date=pl.when(~pl.col("dropped")).then(done),
        withdrawn_date=pl.when("dropped").then(later("agreed_date", 45)),
    )


# Theme and day of the audits of each, and shares of the grades.
_AUDITS = (
    ("Neglect", dt.date(2022, 11, 15), (0.05, 0.42, 0.43, 0.10)),
    ("Domestic abuse", dt.date(2023, 6, 20), (0.06, 0.46, 0.40, 0.08)),
    ("Child exploitation", dt.date(2024, 2, 13), (0.03, 0.37, 0.45, 0.15)),
    ("Strategy discussions", dt.date(2024, 10, 8), (0.08, 0.50, 0.34, 0.08)),
)
_AUDITED = 18
_GRADES = ("outstanding", "good", "requires_improvement", "inadequate")


def _audits(draws: Draws, scale: float) -> pl.DataFrame:
    count = max(round(_AUDITED * scale), 2)
    parts = []
    for theme, day, shares in _AUDITS:
        rows = pl.DataFrame({"number": range(count)})
        parts.append(
            rows.select(
                audit=pl.format("AU-{}-{}", pl.lit(f"{day:%y%m}"), "number"),
                audit_date=pl.lit(day),
                theme=pl.lit(theme),
                grade=draws.code(rows, dict(zip(_GRADES, shares, strict=True))),
            )
        )
    return pl.concat(parts)


_SIGNED = ("signed_local_authority", "signed_health", "signed_police")
_DONE = {
    2022: (dt.date(2022, 9, 12), dt.date(2022, 9, 28), 5),
    2023: (dt.date(2023, 9, 20), dt.date(2023, 10, 6), 6),
    2024: (dt.date(2024, 9, 9), dt.date(2024, 9, 26), 9),
}
"""When the report was signed and published, and how many days later it was sent. That of 2023 was late."""


def _milestones() -> pl.DataFrame:
    rows = []
    for year, (signed, published, sent) in _DONE.items():
        due = dt.date(year, 9, 30)
        within_a_week = published + dt.timedelta(days=7)
        rows += [(milestone, due, signed) for milestone in _SIGNED]
        rows += [("published", due, published), ("accessible", due, published)]
        rows += [
            (milestone, within_a_week, published + dt.timedelta(days=sent))
            for milestone in ("sent_panel", "sent_foundations")
        ]
    return pl.DataFrame(rows, schema=["milestone", "due_date", "done_date"], orient="row")


def _disputes() -> pl.DataFrame:
    rows = [
        ("DI-1", dt.date(2022, 7, 4), "delegated", dt.date(2022, 8, 15)),
        ("DI-2", dt.date(2023, 5, 22), "lead", dt.date(2023, 9, 11)),
        ("DI-3", dt.date(2024, 1, 16), "delegated", dt.date(2024, 2, 27)),
        ("DI-4", dt.date(2024, 12, 2), "delegated", None),
    ]
    return pl.DataFrame(
        rows, schema=["dispute", "raised_date", "stage", "resolved_date"], orient="row"
    )


_AGREEMENTS = 14


def _agreements(draws: Draws) -> pl.DataFrame:
    """Some made before the first return; one more is made every summer. Most are reviewed in time."""
    made = [dt.date(2018, 5, 25) + dt.timedelta(days=97 * place) for place in range(_AGREEMENTS)]
    made += [dt.date(year, 7, 1) for year in YEARS]
    rows = pl.DataFrame({"made_date": made}).with_row_index("number")
    reviewed = pl.lit(END) - pl.duration(days=draws.whole(rows, 20, 700))
    return rows.select(
        "made_date",
        agreement=pl.format("DSA-{}", pl.col("number") + 3),
        kind=pl.when(pl.col("number") % 3 == 0)
        .then(pl.lit("impact_assessment"))
        .otherwise(pl.lit("sharing")),
        reviewed_date=pl.when((pl.col("number") % 6 != 5) & (pl.col("made_date") < reviewed)).then(
            reviewed
        ),
        ended_date=pl.when(pl.col("number") == 4).then(dt.date(2023, 12, 31)),
    )


def residents(area: AreaFacts) -> Told:
    """Children who live in an area by group, as the partnership states them."""
    authority = next(each for each in AUTHORITIES if each.code == area.code)
    rows = [
        (dt.date(year, 6, 30), characteristic, group, round(children * area.scale * share))
        for year, children in authority.residents.items()
        for characteristic, shares in _shares(authority).items()
        for group, share in shares.items()
        if year in YEARS
    ]
    columns = ["mid_year", "characteristic", "group", "residents"]
    return Told(
        "residents",
        "partnership",
        area.code,
        pl.DataFrame(rows, schema=columns, orient="row").with_columns(source=pl.lit("invented")),
    )


_ETHNICITIES = {
    "990": {"white": 0.735, "mixed": 0.085, "asian": 0.070, "black": 0.080, "other": 0.030},
    "991": {"white": 0.775, "mixed": 0.070, "asian": 0.085, "black": 0.042, "other": 0.028},
}
_FIFTHS = {"990": (0.30, 0.23, 0.18, 0.16, 0.13), "991": (0.19, 0.21, 0.21, 0.20, 0.19)}


def _shares(authority: Authority) -> dict[str, dict[str, float]]:
    fifths = {str(place): share for place, share in enumerate(_FIFTHS[authority.code], start=1)}
    return {
        "all": {"all": 1.0},
        "ethnicity": _ETHNICITIES[authority.code],
        "age_band": {
            "under_1": 0.049, "1_to_4": 0.209, "5_to_9": 0.281, "10_to_15": 0.347, "16_to_17": 0.114,
        },
        "sex": {"F": 0.488, "M": 0.512},
        "disability": {"disabled": 0.068, "not_disabled": 0.932},
        "deprivation_quintile": fifths,
    }  # fmt: skip
