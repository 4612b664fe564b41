"""Children across partners: which child of the authority a partner's row is about, by what both sides hold.

No name is read anywhere. A row whose identifiers match no child we hold stays, with `child` null: it is
counted, and what is known of the child is unknown.
"""

from collections.abc import Mapping

import polars as pl

from data.returns.layout import OF_A_CHILD, PERSON, TOLD_BY
from data.returns.subjects import BY_TABLE, SUBJECTS
from metrics.frames import Tables


def with_facts(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The children, with the facts of them that partners' returns add where nothing is known yet.

    A number that two children of an area are given is not used: nobody can tell whose it is.
    """
    children = tables["children"]
    facts = linked(tables["child_facts"], children).filter(pl.col("child").is_not_null())
    facts = facts.drop("upn", "nhs_number", strict=False).join(
        tables["child_facts"].select("area", TOLD_BY, PERSON, "upn", "nhs_number"),
        on=["area", TOLD_BY, PERSON],
        how="left",
    )
    known = [
        name
        for name in children.columns
        if name in facts.columns and name not in ("area", "child", "extract")
    ]
    once = facts.unique(["area", "child"], keep="first", maintain_order=True)
    beside = once.select("area", "child", *known)
    return (
        children.join(beside, on=["area", "child"], how="left", suffix="_told")
        .with_columns(
            pl.coalesce(name, pl.col(f"{name}_told").cast(children.schema[name])).alias(name)
            for name in known
        )
        .select(children.columns)
    )


def linked(rows: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Rows of a return, `child` filled by the child id, else the pupil number, else the NHS number.

    `matched` is True where the child is one that the area's own files hold. `person` becomes the child where
    there is one, so that a child named in two ways is one person.
    """
    if PERSON not in rows.columns:
        return rows
    held = children.select("area", "child").unique().with_columns(own=pl.lit(True))
    names = [name for name in OF_A_CHILD if name in rows.columns]
    rows = rows.join(held, on=["area", "child"], how="left").with_columns(
        child=pl.when("own").then("child")
    )
    for name in (one for one in names if one != "child"):
        rows = rows.join(_by_number(children, name), on=["area", name], how="left").with_columns(
            child=pl.coalesce("child", f"by_{name}")
        )
    return rows.with_columns(
        matched=pl.col("child").is_not_null(), person=pl.coalesce("child", PERSON)
    ).drop("own", "by_upn", "by_nhs_number", strict=False)


def _by_number(children: pl.DataFrame, name: str) -> pl.DataFrame:
    """The one child of an area that has a number."""
    return (
        children.filter(pl.col(name).is_not_null())
        .group_by("area", name)
        .agg(pl.col("child").unique())
        .filter(pl.col("child").list.len() == 1)
        .select("area", name, pl.col("child").list.first().alias(f"by_{name}"))
    )


def as_one(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Each event once: of what several partners tell of it, what the one tells who is listened to first.

    The order is that of the subject's senders; the others' rows stay in the store, and the quality page
    says in how many they differ.
    """
    subject = BY_TABLE[table][0]
    keys = [*dict.fromkeys(("area", *subject.keys, *subject.fixed))]
    order = {agency: place for place, agency in enumerate(subject.senders)}
    heard = pl.col(TOLD_BY).replace_strict(order, default=len(order), return_dtype=pl.Int32)
    return _first(rows.with_columns(heard=heard), keys)


def totals_as_one(sent: pl.DataFrame) -> pl.DataFrame:
    """Each total once: of what several partners sent of it, what the one sent who is listened to first."""
    order = [
        (measure, agency, place)
        for subject in SUBJECTS.values()
        for measure in subject.totals
        for place, agency in enumerate(subject.senders)
    ]
    heard = pl.DataFrame(order, schema=["measure", TOLD_BY, "heard"], orient="row")
    return _first(
        sent.join(heard, on=["measure", TOLD_BY], how="left", maintain_order="left"), _OF_A_TOTAL
    )


_OF_A_TOTAL = [
    "area",
    "measure",
    "category",
    "characteristic",
    "group",
    "period_start",
    "period_end",
]
"""What tells one total from another."""


def _first(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Of rows with the same keys the one that is `heard` first; null is last."""
    return (
        rows.sort("heard", nulls_last=True, maintain_order=True)
        .unique(keys, keep="first", maintain_order=True)
        .drop("heard")
    )


def told_differently(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """One row an area: events of which two partners say different things, as `events`."""
    subject = BY_TABLE[table][0]
    keys = [*dict.fromkeys(("area", *subject.keys, *subject.fixed))]
    said = [
        one.name
        for one in subject.fields
        if one.name in rows.columns
        and one.name not in (*keys, *OF_A_CHILD)
        and one.kind != "identifier"
    ]
    return _differing(rows, keys, said)


def _differing(rows: pl.DataFrame, keys: list[str], said: list[str]) -> pl.DataFrame:
    """One row an area: what stands in `rows` more than once, and not as the same, as `events`."""
    several = rows.filter(pl.struct(keys).is_duplicated())
    return (
        several.group_by(keys)
        .agg(
            pl.any_horizontal(pl.col(name).drop_nulls().n_unique() > 1 for name in said).alias(
                "differs"
            )
        )
        .filter("differs")
        .group_by("area")
        .agg(events=pl.len())
    )


_DIFFERENCE = {
    "area": pl.String,
    "title": pl.String,
    "heard_first": pl.String,
    "events": pl.Int64,
}


def every_difference(tables: Tables) -> pl.DataFrame:
    """One row an area and table in which partners say different things of the same event.

    Columns: `title` of the return, `heard_first` (the agency listened to), `area` and `events`.
    """
    none = pl.DataFrame(schema=_DIFFERENCE)
    of_events = [
        (subjects[0], told_differently(table, linked(tables[table], tables["children"])))
        for table, subjects in BY_TABLE.items()
        # One partner alone cannot differ, and a year of attendance is long.
        if tables[table][TOLD_BY].n_unique() > 1
    ]
    sent = tables["sent_counts"]
    of_totals = [
        (
            one,
            _differing(
                sent.filter(pl.col("measure").is_in(one.totals)), _OF_A_TOTAL, ["met", "of"]
            ),
        )
        for one in SUBJECTS.values()
    ]
    found = [
        differing.select(
            "area",
            title=pl.lit(subject.title),
            heard_first=pl.lit(subject.senders[0]),
            events=pl.col("events").cast(pl.Int64),
        )
        for subject, differing in (*of_events, *of_totals)
    ]
    return pl.concat([none, *found]).sort("area", "title")
