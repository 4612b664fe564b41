"""Sums between measures: what a reader knows from the definitions is true of files without contradictions."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.extracts import read_extract
from data.reference import bank_holidays
from data.returns.subjects import BY_TABLE
from metrics import release
from metrics.disclosure.identities import identities
from metrics.disclosure.linked import who
from metrics.disclosure.protect import with_tables
from metrics.journeys import journeys
from metrics.measures import MEASURES
from metrics.measures.identities import IDENTITIES
from metrics.working_days import calendar
from tests.measures.specification import MEASURE

AS_AT = dt.date(2025, 3, 31)
PLACE = ["characteristic", "group", "area", "period_kind", "period_start"]


@pytest.fixture(scope="module")
def counted(demonstrated, demonstration):
    """Counts of the demonstration's case extracts, and of the returns that the sums speak of."""
    (_, agreement), (store, files) = demonstrated, demonstration
    of_returns = {
        f"_{subject.key}_"
        for term in (term for identity in IDENTITIES for term in identity.terms)
        for field in MEASURE[term.measure].needs
        for subject in BY_TABLE.get(field.partition(".")[0], ())
    }
    for file in files:
        if file.received and any(name in file.path.name for name in of_returns):
            store.save_extract(
                read_extract(
                    file.path,
                    key=store.key(),
                    mappings=store.mappings(),
                    received=file.received,
                )
            )
    tables = store.tables()
    agreed = calendar(bank_holidays()["date"].to_list(), agreement.conventions)
    here = journeys(tables, agreement, AS_AT, agreed)
    wanted = {term.measure for identity in IDENTITIES for term in identity.terms}
    measures = [
        replace(
            one,
            breakdowns=tuple({"age_band", "sex", "ethnicity", "disability"} & {*one.breakdowns}),
        )
        for one in MEASURES
        if one.id in wanted
    ]
    return release.count_all(measures, here, agreement, lambda what, share: None)


def counts_of(term, kind, counted) -> dict[tuple, int]:
    """A term's counts by place, found by a plain loop."""
    found = {}
    if term.cell in ("met", "of"):
        rows = counted.figures.filter(pl.col(term.cell).is_not_null()).iter_rows(named=True)
    else:
        rows = (
            counted.states.with_columns(characteristic=pl.lit("all"), group=pl.lit("all"))
            .filter(state=term.cell)
            .iter_rows(named=True)
        )
    for row in rows:
        if (row["measure"], row["basis"], row["period_kind"]) != (term.measure, term.basis, kind):
            continue
        place = [row[name] for name in PLACE]
        if term.of is not None:
            if (place[0], place[1]) != term.of:
                continue
            place[:2] = ["all", "all"]
        if term.earlier:
            months = 12 if kind == "year" else 3
            month = place[4].month - 1 + months
            place[4] = dt.date(place[4].year + month // 12, month % 12 + 1, 1)
        found[tuple(place)] = row[term.cell] if term.cell in ("met", "of") else row["count"]
    return found


def test_every_sum_is_of_measures_that_there_are():
    for identity in IDENTITIES:
        assert {term.measure for term in identity.terms} <= MEASURE.keys()


@pytest.mark.parametrize("number", range(len(IDENTITIES)))
def test_a_sum_holds_nearly_wherever_its_counts_are_printed(number, counted):
    identity = IDENTITIES[number]
    right = wrong = 0
    for kind in identity.kinds:
        terms = [counts_of(term, kind, counted) for term in identity.terms]
        figures = [
            counts
            for term, counts in zip(identity.terms, terms, strict=True)
            if term.cell in ("met", "of")
        ]
        for place in set.intersection(*(set(counts) for counts in figures or terms)):
            if (place[0] != "all" and not identity.groups) or place[0] in identity.without:
                continue
            left = sum(
                term.coefficient * counts.get(place, 0)
                for term, counts in zip(identity.terms, terms, strict=True)
            )
            right, wrong = right + (left == 0), wrong + (left != 0)
    assert right > 2 * wrong, (right, wrong)


def used(counted, figures) -> set[str]:
    """The sums that protection would use of these figures; each must be true of them."""
    placed = with_tables(figures, set())
    every = pl.concat(
        placed.filter(pl.col(cell).is_not_null()).with_columns(
            cell=pl.lit(cell), value=cell, fingerprint=f"{cell}_fingerprint", who=who(cell)
        )
        for cell in ("met", "of")
    )
    states = counted.states.with_columns(
        cell="state",
        value="count",
        characteristic=pl.lit("all"),
        group=pl.lit("all"),
        who=pl.lit(0, dtype=pl.UInt64),
    )
    found = identities(every, states)
    left = found.group_by("sum").agg((pl.col("coefficient") * pl.col("value")).sum())
    assert left["coefficient"].unique().to_list() == [0]
    return set(found["sum"])


def test_a_sum_that_is_not_true_of_the_counts_is_not_used(counted):
    started = pl.col("measure") == "plans_started_per_10000_children"
    wrong = counted.figures.with_columns(
        met=pl.when(started).then(pl.col("met") + 1).otherwise("met")
    )
    broken = used(counted, counted.figures) - used(counted, wrong)
    assert any(name.startswith("identity 0 year") for name in broken)
    assert all(name.startswith(("identity 0", "identity 3")) for name in broken)


def test_a_group_that_a_table_does_not_list_is_known_to_have_nobody(counted):
    """Localities without a child moved in are not listed: their plans began at their conferences."""
    figures, group = counted.figures, pl.col("characteristic") != "all"
    moved_in = pl.col("measure") == "transfer_in_conference_within_15_working_days"
    table = ("measure", "characteristic", "area", "period_kind", "period_start")
    nobody = group & moved_in & (pl.col("of") == 0) & (pl.col("of").sum().over(table) > 0)
    assert figures.filter(nobody).height
    assert used(counted, figures.filter(~nobody)) == used(counted, figures)
    without = used(counted, figures.filter(~(moved_in & group)))
    assert without < used(counted, figures)
