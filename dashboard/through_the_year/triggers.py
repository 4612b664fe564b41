"""When the rules say that somebody must be told: computed from figures, returns and records.

The thresholds are local defaults: the guidance gives none. What a release does not hold (how old what is
open is, say) fires nothing here.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from dashboard import group_words, rows
from dashboard.challenges import Challenge, overdue
from dashboard.identity import agency_words
from dashboard.through_the_year.commentary import WORKING_DAYS
from dashboard.through_the_year.item import Item
from dashboard.through_the_year.kinds import KINDS
from dashboard.through_the_year.status import chart
from data.problems import day_in_words
from metrics.measures.chain import CHAIN
from metrics.release import Release

MOST_OVERDUE = 5
"""Children overdue in one clock, beyond which the delegated partners have it before them."""
RETURNS_MISSED = 2
COMPARED = ("ethnicity", "sex", "disability")
"""Characteristics of which a lasting gap is told. Age is left out: a baby needs other help than a youth."""
STATUTORY = ("SIP-01", "SIP-02", "SIP-04", "GOV-07")
"""Catalogue numbers of what has a day in law or guidance: incidents, reviews, the yearly report."""

TO = {
    "agency": f"the agency’s lead, for a commentary within {WORKING_DAYS} working days",
    "dsp": "the delegated partners",
    "lsp": "the lead partners",
    "lsp_and_scrutiny": "the lead partners and the scrutineer",
    "secretary_of_state": "the Secretary of State, as the lead partners decide",
}


@dataclass(frozen=True)
class Trigger:
    """Something that a rule brings before somebody.

    rule           its name;  to  a key of TO
    words          what happened
    risk           whether it is to be on the register of risks
    measure, agency, record  what it is about, by their ids, or None
    on_register    ids of open risks of the same
    """

    rule: str
    to: str
    words: str
    risk: bool
    measure: str | None = None
    agency: str | None = None
    record: str | None = None
    on_register: tuple[str, ...] = ()


def fired(
    items: Sequence[Item],
    challenges: Iterable[Challenge],
    release: Release | None,
    today: dt.date,
) -> tuple[Trigger, ...]:
    """Everything that the rules bring before somebody on a day; for lead partners first."""
    found = [*_of_challenges(challenges, today), *_of_disputes(items, today)]
    if release is not None:
        found += [
            *_of_charts(release),
            *_of_clocks(release),
            *_of_statute(release),
            *_of_returns(release),
            *_of_gaps(release),
        ]
    order = ["secretary_of_state", "lsp", "lsp_and_scrutiny", "dsp", "agency"]
    with_risks = [_beside_register(one, items) for one in found]
    return tuple(sorted(with_risks, key=lambda one: order.index(one.to)))


def _beside_register(one: Trigger, items: Sequence[Item]) -> Trigger:
    held = tuple(
        item.id
        for item in items
        if item.kind == "risk" and item.state not in KINDS["risk"].over and _is_of(item, one)
    )
    return replace(one, on_register=held)


def _is_of(risk: Item, one: Trigger) -> bool:
    """Whether a risk is of what a rule brought: the same record, else measure, else rule and agency."""
    if one.record is not None:
        return one.record in (risk.values["links"] or ())
    if one.measure is not None:
        return bool(risk.values["measure"] == one.measure)
    return risk.values["rule"] == one.rule and risk.agency == one.agency


def _of_charts(release: Release) -> Iterator[Trigger]:
    """A worsening signal of a core clock goes to its agency; two in a row, of any measure, to partners."""
    area = next(iter(rows.areas(release)))
    for name, row in rows.measures(release).items():
        worse = [point["meaning"] == "worse" for point in chart(release, name, area)[-2:]]
        if worse == [True, True]:
            words = f"{row['title']}: a worsening signal at two points in a row"
            yield Trigger("worse_twice", "dsp", words, True, name)
        elif worse[-1:] == [True] and row["core"] and row["theme"] == "timeliness":
            words = f"{row['title']}: a worsening signal"
            yield Trigger("worse_once", "agency", words, False, name)


def _of_clocks(release: Release) -> Iterator[Trigger]:
    """Clocks of children with many overdue: of each number of the catalogue the first that is printed."""
    area, told = next(iter(rows.areas(release))), set()
    for name, row in rows.measures(release).items():
        late = rows.overdue(release, name, rows.place(row, area))
        if row["of"] != "children" or row["catalogue"] in told or late is None:
            continue
        if (late["count"] or 0) > MOST_OVERDUE:
            told.add(row["catalogue"])
            words = f"{row['title']}: {late['count']:,} overdue"
            yield Trigger("many_overdue", "dsp", words, True, name)


def _of_statute(release: Release) -> Iterator[Trigger]:
    """Measures of days in law that were not all met in the newest year printed."""
    area = next(iter(rows.areas(release)))
    for name, row in rows.measures(release).items():
        if row["catalogue"] not in STATUTORY:
            continue
        where = rows.place(row, area)
        newest = rows.newest(rows.totals(release, name, where, "year"))
        missed = newest is not None and newest["value"] is not None and newest["value"] < 100
        late = rows.overdue(release, name, where)
        if missed or (late is not None and late["count"]):
            words = f"{row['title']}: not all of them"
            yield Trigger("day_in_law_missed", "lsp", words, True, name)


def _of_returns(release: Release) -> Iterator[Trigger]:
    missing = release.returns.filter(pl.col("state") == "owed")
    by_agency = missing.group_by("agency").len().filter(pl.col("len") >= RETURNS_MISSED)
    for agency, number in by_agency.sort("agency").iter_rows():
        words = f"{agency_words(agency)} owes {number} returns whose day has passed"
        yield Trigger("returns_missed", "lsp", words, True, agency=agency)


def _of_gaps(release: Release) -> Iterator[Trigger]:
    """Gaps at one step of the chain that are more than chance would make, two years in a row, one way."""
    yearly = release.comparisons.filter(
        pl.col("measure").is_in(list(CHAIN)),
        pl.col("base") == "children",
        pl.col("characteristic").is_in(COMPARED),
        pl.col("area") == next(iter(rows.areas(release))),
        pl.col("period_kind") == "year",
        pl.col("reference") == "others",
    )
    years = yearly["period_end"].unique().sort(descending=True)[:2].to_list()
    if len(years) < 2:
        return
    place = ["measure", "characteristic", "group"]
    flagged = yearly.filter(pl.col("period_end").is_in(years), pl.col("verdict") == "flagged")
    both = (
        flagged.with_columns(above=pl.col("ratio") > 1)
        .filter(pl.len().over([*place, "above"]) == 2)
        .filter(pl.col("period_end") == years[0])
        .sort("measure", "characteristic", "group_order")
    )
    titles = rows.measures(release)
    for row in both.iter_rows(named=True):
        often = "more" if row["above"] else "less"
        title = titles[row["measure"]]["title"]
        words = (
            f"{title}: {group_words.group(row)} {often} often than all others, two years in a row"
        )
        yield Trigger("gap_for_two_years", "lsp_and_scrutiny", words, False, row["measure"])


def _of_challenges(challenges: Iterable[Challenge], today: dt.date) -> Iterator[Trigger]:
    for one in overdue(challenges, today):
        assert one.due is not None
        words = (
            f"{one.id.replace('-', ' ').capitalize()} to {one.to.words} was not answered by "
            f"{day_in_words(one.due)}"
        )
        yield Trigger("challenge_overdue", "lsp", words, True, one.measure, one.to.agency, one.id)


def _of_disputes(items: Iterable[Item], today: dt.date) -> Iterator[Trigger]:
    """A dispute before the lead partners that they did not resolve by the day they set themselves."""
    for item in items:
        late = item.kind == "dispute" and item.state == "open" and item.due and item.due < today
        if late and item.level == "lsp":
            words = (
                f"{item.id.replace('-', ' ').capitalize()} is not resolved, and its day has passed"
            )
            yield Trigger("dispute_unresolved", "secretary_of_state", words, False, record=item.id)
