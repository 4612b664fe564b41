"""Frames of education providers: their safeguarding audits, their leads' training, and how they disagree."""

import polars as pl

from data.agreement import Conventions
from metrics.coverage import Covered
from metrics.frames import Makers
from metrics.known import Tables
from metrics.linking import as_one
from metrics.snapshots import quarter_ends
from metrics.working_days import Calendar, months_after


def frames(known: Tables, conventions: Conventions, covered: Covered, agreed: Calendar) -> Makers:
    """How each frame is made."""
    return {
        "provider_audits": lambda: _audits(known, conventions),
        "providers_in_scope": lambda: _in_scope(known, conventions, covered),
        "education_escalations": lambda: _escalations(known, agreed),
    }


def _audits(known: Tables, conventions: Conventions) -> pl.DataFrame:
    """One row: a provider in scope of a round, whether it was sent an audit or not.

    returned_date  the day a complete audit came; null where none did
    said_complete  False where something came and nobody said whether it was complete
    gone           excused, or closed by the deadline
    governors_due  the last day on which governors see it in time
    not_said       that day is over, and nobody says that they saw it
    """
    audits = as_one("provider_audits", known["provider_audits"])
    register = as_one("providers", known["providers"]).select(
        "area", "provider", "in_scope_from", "closed_date", provider_kind="kind", phase="phase"
    )
    audited = audits.join(register, on=["area", "provider"], how="left")
    # A round is sent to some kinds of provider: a childminder does not owe the schools' audit.
    rounds = audited.group_by("area", "round", "provider_kind").agg(
        pl.col("issued_date", "deadline_date", "close_date").min(), pl.col("known_to").max()
    )
    never_sent = (
        rounds.join(register, on=["area", "provider_kind"])
        .join(audits, on=["area", "round", "provider"], how="anti")
        .filter(
            pl.col("in_scope_from") <= pl.col("issued_date"),
            (pl.col("closed_date") > pl.col("issued_date")).fill_null(True),
        )
    )
    came = pl.col("received_date").is_not_null()
    rows = pl.concat([audited, never_sent], how="diagonal").with_columns(
        returned_date=pl.when(pl.col("complete").fill_null(True)).then("received_date"),
        said_complete=~(came & pl.col("complete").is_null()),
        gone=pl.col("excused_reason").is_not_null()
        | (pl.col("closed_date") <= pl.col("deadline_date")).fill_null(False),
        governors_due=months_after(
            pl.col("received_date"), conventions.governors_told_within_months
        ),
        row=pl.concat_str(pl.lit("audit"), "area", "round", "provider", separator=" "),
    )
    return rows.with_columns(
        not_said=pl.col("governors_told_date").is_null()
        & (pl.col("governors_due") < pl.col("known_to")).fill_null(False)
    )


def _in_scope(known: Tables, conventions: Conventions, covered: Covered) -> pl.DataFrame:
    """One row: a provider in scope at the end of the last quarter told, and on the last 31 March.

    Of earlier days a register says too little: it holds the last training alone, so that of those days only
    leads who were not trained since would be known, and they are not like the rest.

    trained  the day its safeguarding lead was last trained; null where that is not known of that day,
             because only a later training is told
    up_to_date  so short a time before the day as agreed
    """
    told = {
        area: [day for span in spans for day in quarter_ends(span.first, span.last)]
        for area, spans in covered.of_field("providers.lead_trained_date").items()
    }
    days = pl.DataFrame(
        [
            (area, day)
            for area, ends in told.items()
            for day in {*ends[-1:], *[end for end in ends if end.month == 3][-1:]}
        ],
        schema={"area": pl.String, "day": pl.Date},
        orient="row",
    )
    return (
        as_one("providers", known["providers"])
        .join(days, on="area")
        .filter(
            pl.col("in_scope_from") <= pl.col("day"),
            (pl.col("closed_date") > pl.col("day")).fill_null(True),
        )
        .with_columns(
            trained=pl.when(pl.col("lead_trained_date") <= pl.col("day")).then("lead_trained_date"),
            provider_kind="kind",
            row=pl.concat_str(pl.lit("provider"), "area", "provider", "day", separator=" "),
        )
        .with_columns(
            up_to_date=months_after(pl.col("trained"), conventions.lead_trained_within_months)
            >= pl.col("day")
        )
        .drop("kind")
    )


def _escalations(known: Tables, agreed: Calendar) -> pl.DataFrame:
    """One row: a disagreement that education raised. `working_days` to its end; null while open."""
    return (
        as_one("escalations", known["escalations"])
        .filter(pl.col("raised_by") == "education")
        .with_columns(
            working_days=agreed.taken(pl.col("raised_date"), pl.col("resolved_date")),
            education_sector="sector",
            row=pl.concat_str(pl.lit("escalation"), "area", "escalation", separator=" "),
        )
    )
