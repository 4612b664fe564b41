"""Contacts and early help: what Annex A tells of children, many of whom are never referred."""

import datetime as dt

import numpy as np
import polars as pl

from data.demonstration.events import SOURCES
from data.demonstration.journeys import Facts

_CONTACTS_PER_REFERRAL = 0.6
_HELPED_EARLY = 0.2
_ORGANISATIONS = (
    "Early help team",
    "Primary school",
    "Secondary school",
    "Health visiting service",
)
_FIRST_CHILD_ID = 3_000_000


def with_front_door(rng: np.random.Generator, facts: Facts, since: dt.date) -> Facts:
    """The facts with contacts and early help from `since`, and the children whom only these know.

    Every referral followed a contact; six contacts in ten more led to none.
    """
    referred = facts.referrals.filter(pl.col("referral_date") >= since)
    others = _others(rng, facts.children, referred)
    return Facts(
        **{
            **vars(facts),
            "children": pl.concat([facts.children, others.select(facts.children.columns)]),
            "contacts": _contacts(rng, referred, others),
            "early_help": _early_help(rng, referred, others),
        }
    )


def _others(
    rng: np.random.Generator, children: pl.DataFrame, referred: pl.DataFrame
) -> pl.DataFrame:
    """Children with a contact and no referral: like those referred, at an age of their own."""
    count = int(referred.height * _CONTACTS_PER_REFERRAL)
    alike = referred.select(
        pl.col("child", "referral_date").sample(
            count, with_replacement=True, seed=int(rng.integers(2**31))
        )
    )
    days = alike["referral_date"].to_physical().to_numpy() + rng.integers(0, 30, count)
    born = days - (rng.random(count) * 17.5 * 365).astype("int64")
    return (
        alike.join(children, on="child", how="left", maintain_order="left")
        .with_columns(
            child=pl.lit(children["child"]).max() + 1 + pl.int_range(pl.len()),
            child_id=pl.Series(_FIRST_CHILD_ID + rng.permutation(count)).cast(pl.String),
            family=pl.lit(children["family"]).max() + 1 + pl.int_range(pl.len()),
            birth_date=pl.Series(born.astype("int32")).cast(pl.Date),
            due_date=pl.Series(born.astype("int32")).cast(pl.Date),
            contact_date=pl.Series(days.astype("int32")).cast(pl.Date),
            upn=pl.lit(None, dtype=pl.String),
        )
        .with_columns(ethnicity_known_from="contact_date")
    )


def _contacts(
    rng: np.random.Generator, referred: pl.DataFrame, others: pl.DataFrame
) -> pl.DataFrame:
    shares = np.array([source.share for source in SOURCES])
    drawn = rng.choice([source.code for source in SOURCES], others.height, p=shares / shares.sum())
    waited = pl.Series(rng.choice(3, referred.height, p=[0.7, 0.2, 0.1]))
    return pl.concat(
        [
            referred.select(
                "child",
                contact_date=pl.col("referral_date") - pl.duration(days=pl.lit(waited)),
                source="source",
            ),
            others.select("child", "contact_date", source=pl.Series(drawn)),
        ]
    ).sort("contact_date", "child")


def _early_help(
    rng: np.random.Generator, referred: pl.DataFrame, others: pl.DataFrame
) -> pl.DataFrame:
    """One row: an early help assessment, of a child known by contact or after RC9."""
    helped = pl.concat(
        [
            others.filter(pl.Series(rng.random(others.height)) < _HELPED_EARLY).select(
                "child", start_date="contact_date"
            ),
            referred.filter(pl.col("closure_reason") == "RC9").select(
                "child", start_date="closure_date"
            ),
        ]
    )
    return helped.with_columns(
        start_date=pl.col("start_date")
        + pl.duration(days=pl.lit(pl.Series(rng.integers(2, 20, helped.height)))),
        organisation=pl.Series(rng.choice(_ORGANISATIONS, helped.height)),
    ).with_columns(
        end_date=pl.col("start_date")
        + pl.duration(days=pl.lit(pl.Series(rng.integers(15, 70, helped.height))))
    )
