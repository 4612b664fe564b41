"""Who of a family was part of what: the family's events as episodes of single children."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

from data.demonstration.days import NEVER, day
from data.demonstration.events import NEED_CODES, OUTCOMES, SOURCES, Events
from data.demonstration.families import Families

A_CHILDHOOD = int(18 * 365.25)
_BEFORE_BIRTH = 200
_RC9_SINCE = 2022


def chance(rng: np.random.Generator, rows: pl.DataFrame) -> pl.Series:
    return pl.Series(rng.random(rows.height))


def whole(rng: np.random.Generator, rows: pl.DataFrame, low: int, high: int) -> pl.Series:
    """A whole number from `low` up to, not including, `high`, for each row."""
    return pl.Series(rng.integers(low, high, rows.height))


def episodes_of(rng: np.random.Generator, families: Families, events: Events) -> pl.DataFrame:
    """One row: a child and a referral of it, with what the family's event came to for this child.

    Days are whole numbers, null where they do not come. Children take part who are not 18 yet and
    are born, or will be within some months; never while an earlier episode of theirs is open.
    """
    pairs = _pairs(rng, families, events)
    took_part = _for_each_child(pairs)
    in_care = _with_care(rng, took_part)
    return _one_at_a_time(_closed(rng, in_care)).with_row_index("referral")


_MAY_NOT_COME = ["assessment_start", "authorised", "enquiry", "decided", "conference"]
_MAY_NOT_COME += ["later_enquiry", "later_decided", "later_conference"]
_MAY_NOT_COME += ["plan_start", "plan_end", "closure"]
_LUCK = ("luck", "luck_in_enquiry", "luck_in_plan", "luck_in_care")


def _pairs(rng: np.random.Generator, families: Families, events: Events) -> pl.DataFrame:
    """Each event with each child of the family who could be part of it."""
    sizes = np.diff(families.first)[events.family]
    event = np.repeat(np.arange(len(sizes)), sizes)
    order = np.arange(len(event)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    child = families.first[events.family][event] + order
    return (
        pl.DataFrame(
            {
                "event": event,
                "child": child,
                "area": families.area[events.family][event],
                "birth": families.birth[child],
                **{name: column[event] for name, column in vars(events).items()},
                **{name: rng.random(len(event)) for name in _LUCK},
            }
        )
        .filter(
            pl.col("date").is_between(
                pl.col("birth") - _BEFORE_BIRTH, pl.col("birth") + A_CHILDHOOD - 1
            )
        )
        .with_columns(
            pl.col(_MAY_NOT_COME).replace(NEVER, None),
            _coded("need", NEED_CODES.tolist()),
            _coded("source", [source.code for source in SOURCES]),
            _coded("outcome", OUTCOMES),
            foremost=pl.col("luck") == pl.col("luck").max().over("event"),
        )
    )


def _coded(column: str, codes: Sequence[str]) -> pl.Expr:
    return pl.col(column).replace_strict(range(len(codes)), codes, return_dtype=pl.String)


_WITH_THEIR_FAMILY = 0.85


def _for_each_child(pairs: pl.DataFrame) -> pl.DataFrame:
    """The children who were part of each event, each with the steps that it took for this child."""
    enquired = pl.col("foremost") | (pl.col("luck_in_enquiry") < 0.93)
    planned = enquired & (pl.col("foremost") | (pl.col("luck_in_plan") < 0.95))
    return pairs.filter(
        pl.col("foremost") | ((pl.col("luck") > 1 - _WITH_THEIR_FAMILY) & (pl.col("need") != "N2"))
    ).with_columns(
        pl.when(enquired | (pl.col("outcome") == "moved in")).then(
            pl.col("^(enquiry|decided|conference|later_.*)$")
        ),
        pl.when(planned).then(pl.col("^plan_.*$")),
    )


_CARE = {"no action": 0.0, "not in need": 0.0, "moved away": 0.0, "moved in": 0.03}
_CARE |= {"support": 0.036, "enquiry": 0.07}
_CARE_FROM_A_PLAN = 0.17


def _with_care(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    """Adds care_start and care_end (days) and `unaccompanied`; both null where not looked after.

    Boys of 14 and over, referred for want of a parent, are the unaccompanied children.
    """
    unaccompanied = (
        (pl.col("need") == "N8")
        & (pl.col("outcome") == "support")
        & (pl.col("date") - pl.col("birth") > 14 * 365)
    )
    likely = (
        pl.when(unaccompanied)
        .then(0.85)
        .when(pl.col("plan_start").is_not_null())
        .then(_CARE_FROM_A_PLAN)
        .otherwise(pl.col("outcome").replace_strict(_CARE))
    )
    wait = pl.when(unaccompanied).then(0).otherwise(whole(rng, episodes, 20, 260))
    start = pl.coalesce("plan_start", "authorised") + wait
    length = (
        pl.when(pl.col("luck") < 0.3)
        .then(whole(rng, episodes, 15, 180))
        .when(pl.col("luck") < 0.6)
        .then(whole(rng, episodes, 180, 900))
        .otherwise(whole(rng, episodes, 900, 4_500))
    )
    adult = pl.col("birth") + A_CHILDHOOD
    return (
        episodes.with_columns(
            unaccompanied=unaccompanied,
            care_start=pl.when((pl.col("luck_in_care") < likely) & (start < adult - 30)).then(
                pl.max_horizontal(pl.when(unaccompanied).then("date").otherwise(start), "birth")
            ),
        )
        .with_columns(
            care_end=pl.when(pl.col("care_start").is_not_null()).then(
                pl.min_horizontal(pl.col("care_start") + length, adult)
            ),
            # A plan ends when the child comes into care, or at 18; no plan begins after that.
            latest=pl.min_horizontal(adult, "care_start"),
        )
        .with_columns(
            plan_start=pl.when(pl.col("plan_start") < pl.col("latest")).then("plan_start"),
            plan_end=pl.when(pl.col("plan_start") < pl.col("latest")).then(
                pl.min_horizontal("plan_end", "latest")
            ),
        )
    )


_LEFT_CARE_AND_HELPED_ON = 0.8


def _closed(rng: np.random.Generator, episodes: pl.DataFrame) -> pl.DataFrame:
    """Sets the day each child's own episode closes, and the reason."""
    adult = pl.col("birth") + A_CHILDHOOD
    grown_up_in_care = pl.col("care_end") == adult
    helped_on = grown_up_in_care & (chance(rng, episodes) < _LEFT_CARE_AND_HELPED_ON)
    after_care = (
        pl.when(helped_on)
        .then(adult + whole(rng, episodes, 700, 2_500))
        .otherwise(pl.col("care_end") + whole(rng, episodes, 0, 60))
    )
    closure = (
        pl.when(pl.col("care_end").is_not_null())
        .then(
            pl.when(grown_up_in_care)
            .then(after_care)
            .otherwise(pl.max_horizontal("closure", after_care))
        )
        .otherwise(pl.min_horizontal("closure", pl.max_horizontal(adult, "authorised")))
    )
    return (
        episodes.with_columns(closure=pl.when(pl.col("outcome") != "no action").then(closure))
        .with_columns(
            reason=_reason(chance(rng, episodes)),
            **{
                name: pl.when(pl.col(name) < pl.col("closure")).then(name)
                for name in ("later_enquiry", "plan_start", "conference", "enquiry")
            },
        )
        .with_columns(
            later_conference=pl.when(pl.col("later_enquiry").is_not_null()).then(
                "later_conference"
            ),
            plan_end=pl.when(pl.col("plan_start").is_not_null()).then("plan_end"),
        )
    )


def _reason(luck: pl.Series) -> pl.Expr:
    """The code of the reason for closing. Referral to early help is a reason of its own from 2022."""
    lot = pl.lit(luck)
    early_help = pl.col("closure") >= day(dt.date(_RC9_SINCE, 4, 1))
    age = (pl.col("closure") - pl.col("birth")) / 365.25
    left_care = pl.col("care_end").is_not_null() & (age < 18)
    left_care_young = left_care & (age < 7)
    return (
        pl.when(pl.col("outcome") == "no action")
        .then(None)
        .when(pl.col("outcome") == "not in need")
        .then(pl.when(early_help & (lot < 0.34)).then(pl.lit("RC9")).otherwise(pl.lit("RC8")))
        .when(pl.col("outcome") == "moved away")
        .then(pl.when(lot < 0.6).then(pl.lit("RC5")).otherwise(pl.lit("RC7")))
        .when(left_care_young & (lot < 0.18))
        .then(pl.lit("RC1"))
        .when(left_care & (lot < 0.3))
        .then(pl.lit("RC4"))
        .when(left_care & (lot < 0.4))
        .then(pl.lit("RC3"))
        .when((pl.col("closure") >= pl.col("birth") + A_CHILDHOOD) & (pl.col("need") == "N2"))
        .then(pl.lit("RC6"))
        .when(lot > 0.9993)
        .then(pl.lit("RC2"))
        .when(lot > 0.97)
        .then(pl.lit("RC5"))
        .otherwise(pl.lit("RC7"))
    )


def _one_at_a_time(episodes: pl.DataFrame) -> pl.DataFrame:
    """Leaves out the referral of a child whose earlier episode was still open that day."""
    ends = pl.coalesce("closure", "date")
    return episodes.sort("child", "date").filter(
        (pl.col("date") > ends.cum_max().shift().over("child")).fill_null(True)
    )
