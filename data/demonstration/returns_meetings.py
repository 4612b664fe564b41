"""Who was in the room: what social care tells of each meeting, agency by agency and child by child."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from data.demonstration.draws import Draws, at_time, later
from data.demonstration.known_people import AreaFacts, with_agencies
from data.demonstration.meetings import Meetings
from data.demonstration.planted import (
    EMPTY_CHAIR,
    HEALTH_TAKES_PART,
    HEALTH_TAKES_PART_LATELY,
)
from data.demonstration.returns import Told

# Share of invitations that an agency accepts, by kind of meeting. Others: as of the last entry.
_COMES = {
    "icpc": {"social_care": 0.99, "health": 0.88, "police": 0.70, "education": 0.86, "": 0.55},
    "review": {"social_care": 0.99, "health": 0.83, "police": 0.24, "education": 0.83, "": 0.46},
    "core_group": {"social_care": 0.99, "health": 0.74, "police": 0.0, "education": 0.80, "": 0.44},
}
_REPORTS = {"social_care": 0.96, "health": 0.80, "police": 0.76, "education": 0.84, "": 0.45}
_POLICE_TAKES_PART = 0.975
_SOCIAL_CARE_TAKES_PART = 0.993
_NOTHING_RECORDED = 0.03


def meeting_returns(area: AreaFacts, held: Meetings) -> Iterator[Told]:
    """Who took part, and whom it was about; and the office's own minutes of some of the same meetings."""
    draws = area.draws(32)
    rows = pl.concat(
        [_at_discussions(area, held, draws), _at_conferences(held, draws)], how="diagonal"
    ).sort("meeting_date", "meeting", "agency", nulls_last=True)
    took_part = Told("participation", "social_care", area.code, rows)
    yield took_part
    yield Told("meeting_children", "social_care", area.code, _children(held, area.draws(33)))
    if area.code == EMPTY_CHAIR.area:
        yield _minutes(took_part)


def _at_discussions(area: AreaFacts, held: Meetings, draws: Draws) -> pl.DataFrame:
    rows = held.meetings.filter(pl.col("kind") == "strategy_discussion")
    unrecorded = draws.under(rows, _NOTHING_RECORDED)
    joint = draws.code(rows, {"joint": 0.62, "social_care": 0.35, "police": 0.03})
    rows = rows.with_columns(
        unrecorded=unrecorded,
        started_at=at_time("meeting_date", draws.whole(rows, 9 * 60, 17 * 60)),
        enquiry_kind=pl.when("enquiry").then(joint).otherwise(pl.lit("none")),
        held=pl.lit(True),
    )
    rows = rows.with_columns(
        concern_at=pl.col("started_at") - pl.duration(minutes=draws.waits(rows, 18.0) * 60 + 35)
    )
    told = with_agencies(rows).filter(
        ~pl.col("unrecorded"),
        pl.col("agency").is_in(["social_care", "health", "police", "education"]),
        (pl.col("agency") != "education") | pl.col("oldest").is_between(3, 16),
    )
    comes = _takes_part(area.code)
    told = told.with_columns(comes=draws.under(told, comes), noted=draws.under(told, 0.7)).filter(
        pl.col("comes") | pl.col("noted")
    )
    told = told.with_columns(
        attended=_attended(told, draws),
        invited=pl.when(draws.under(told, 0.96)).then(pl.lit(True)),
        sector=_sector(),
        no_involvement=pl.lit(False),
    )
    silent = rows.filter("unrecorded")
    return _columns(pl.concat([told, silent], how="diagonal"))


def _takes_part(area: str) -> pl.Expr:
    """How likely an agency takes part in a strategy discussion."""
    lately = (pl.lit(area) == EMPTY_CHAIR.area) & (pl.col("meeting_date") >= EMPTY_CHAIR.first)
    return (
        pl.when(pl.col("agency") == "social_care")
        .then(_SOCIAL_CARE_TAKES_PART)
        .when(pl.col("agency") == "police")
        .then(_POLICE_TAKES_PART)
        .when(pl.col("agency") == "education")
        .then(0.58)
        .when(lately)
        .then(HEALTH_TAKES_PART_LATELY)
        .otherwise(HEALTH_TAKES_PART[area])
    )


def _at_conferences(held: Meetings, draws: Draws) -> pl.DataFrame:
    """Conferences and core groups; and some conferences that were called off a week before."""
    meetings = held.meetings.filter(pl.col("kind") != "strategy_discussion").with_columns(
        held=pl.lit(True)
    )
    rows = with_agencies(meetings).filter(
        (pl.col("agency") != "education") | pl.col("oldest").is_between(3, 17),
        (pl.col("agency") != "police") | (pl.col("kind") != "core_group"),
    )
    apart = (pl.col("family") + pl.col("meeting_date").dt.day()) % 13 == 0
    others = ~pl.col("agency").is_in(["social_care", "health", "police", "education"])
    likely = pl.concat(
        [
            rows.filter(pl.col("kind") == kind).with_columns(
                likely=pl.col("agency").replace_strict(
                    shares, default=shares[""], return_dtype=pl.Float64
                )
            )
            for kind, shares in _COMES.items()
        ]
    )
    asked = likely.with_columns(no_involvement=others & apart)
    asked = asked.with_columns(comes=draws.under(asked, "likely") & ~pl.col("no_involvement"))
    reports = pl.col("agency").replace_strict(
        _REPORTS, default=_REPORTS[""], return_dtype=pl.Float64
    )
    reported = (
        (pl.col("kind") != "core_group") & draws.under(asked, reports) & ~pl.col("no_involvement")
    )
    told = asked.with_columns(
        attended=_attended(asked, draws),
        invited=pl.when(draws.under(asked, 0.985)).then(pl.lit(True)),
        sector=_sector(),
        report_date=pl.when(reported).then(later("meeting_date", -draws.whole(asked, 1, 10))),
    )
    called_off = meetings.filter(
        pl.col("kind") != "core_group", pl.col("family") % 67 == 0
    ).with_columns(
        held=pl.lit(False),
        agency=pl.lit("social_care"),
        invited=pl.lit(True),
        meeting=pl.col("meeting") + "-off",
    )
    return _columns(pl.concat([told, called_off], how="diagonal"))


def _attended(rows: pl.DataFrame, draws: Draws) -> pl.Expr:
    """How an agency came that came: in person more often than not, or from afar."""
    how = draws.code(rows, {"in_person": 0.57, "remote": 0.43})
    recorded = draws.under(rows, 0.994)
    return pl.when(recorded).then(pl.when("comes").then(how).otherwise(pl.lit("no")))


def _sector() -> pl.Expr:
    return pl.when(pl.col("agency") == "education").then(
        pl.when(pl.col("oldest") < 5)
        .then(pl.lit("early_years"))
        .when(pl.col("oldest") < 11)
        .then(pl.lit("primary"))
        .otherwise(pl.lit("secondary"))
    )


_TOLD = (
    "meeting", "kind", "meeting_date", "held", "locality", "concern_at", "started_at",
    "enquiry_kind", "chair", "agency", "sector", "invited", "no_involvement", "attended",
    "deputy", "report_date",
)  # fmt: skip


def _columns(rows: pl.DataFrame) -> pl.DataFrame:
    came = pl.col("attended").is_in(["in_person", "remote"])
    return rows.with_columns(
        deputy=pl.when(came).then((pl.col("family") + pl.col("meeting_date").dt.day()) % 17 == 0)
    ).select(pl.col(name) for name in _TOLD if name in {*rows.columns, "deputy"})


_PARTICIPATION = {
    "PN1": 0.21, "PN2": 0.10, "PN3": 0.04, "PN4": 0.04, "PN5": 0.08, "PN6": 0.33, "PN7": 0.20
}  # fmt: skip
_TAKES_PART_FROM = 4
_OFFERED_ADVOCACY_FROM = 5


def _children(held: Meetings, draws: Draws) -> pl.DataFrame:
    rows = held.children
    conference = pl.col("kind").is_in(["icpc", "review"])
    aged = conference & (pl.col("age") >= _OFFERED_ADVOCACY_FROM)
    offered = aged & draws.under(rows, 0.66)
    own_code = draws.code(rows, _PARTICIPATION)
    speaks_another = pl.col("family") % 16 == 0
    return rows.select(
        "meeting",
        "kind",
        "meeting_date",
        child=pl.col("child_id"),
        participation=pl.when(conference & draws.under(rows, 0.965)).then(
            pl.when(pl.col("age") < _TAKES_PART_FROM).then(pl.lit("PN0")).otherwise(own_code)
        ),
        advocacy_offered_date=pl.when(offered).then(
            later("meeting_date", -draws.whole(rows, -1, 14))
        ),
        advocacy_received=pl.when(aged).then(offered & draws.under(rows, 0.55)),
        parent_attended=pl.when(conference & draws.under(rows, 0.98)).then(draws.under(rows, 0.89)),
        family_attended=pl.when(conference & draws.under(rows, 0.98)).then(draws.under(rows, 0.27)),
        interpreter_needed=pl.when(conference & draws.under(rows, 0.95)).then(speaks_another),
        interpreter_present=pl.when(conference & speaks_another).then(draws.under(rows, 0.87)),
        school=pl.when(pl.col("kind") == "strategy_discussion").then("school"),
    )


_MINUTED = 40
_DIFFERING_OF = 7
"""Of so many meetings that the office minuted one says otherwise who from health came."""


def _minutes(took_part: Told) -> Told:
    """The office's minutes of the newest initial conferences: in a few it noted health otherwise."""
    of_kind = took_part.rows.filter(pl.col("kind") == "icpc", pl.col("held"))
    newest = (
        of_kind.select("meeting").unique(maintain_order=True).tail(_MINUTED).with_row_index("at")
    )
    other = pl.when(pl.col("attended") == "no").then(pl.lit("remote")).otherwise(pl.lit("no"))
    rows = of_kind.join(newest, on="meeting", maintain_order="left").with_columns(
        attended=pl.when((pl.col("at") % _DIFFERING_OF == 3) & (pl.col("agency") == "health"))
        .then(other)
        .otherwise("attended")
    )
    return replace(took_part, agency="partnership", rows=rows.drop("at"), only=("2024-25",))
