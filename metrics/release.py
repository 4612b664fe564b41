"""A release: the agreed partnership dataset for one set of extracts, protected, with what it rests on.

`build` makes it from tables; `open` takes it up again from frames. Both give a `Release`, which is
the only thing that charts, sentences and exports accept.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import polars as pl

from data.agreement import Agreement
from data.problems import UserError, day_in_words
from data.reference import bank_holidays
from data.tables import OWN_RECORDS, PublishedFiles
from metrics import comparators as published
from metrics.catalogue import catalogue
from metrics.counts import HIDDEN, NOT_SENT
from metrics.disclosure import policy as policies
from metrics.disclosure.policy import FEWEST_FOR_AN_AMOUNT, FEWEST_FOR_NINE_IN_TEN
from metrics.disclosure.protect import PROTECTED, Protected, protect
from metrics.evaluate import counts, spoken_of
from metrics.figures import Counted, counted, with_history
from metrics.gaps import dated
from metrics.intervals import poisson_rate, wilson
from metrics.journeys import Journeys, journeys
from metrics.known import Tables, case_files
from metrics.ledger import EMPTY, Ledger
from metrics.measure import (
    PER,
    Amount,
    Duration,
    Measure,
    Proportion,
    Rate,
    Ratio,
    Share,
    Timeliness,
)
from metrics.measures import MEASURES
from metrics.methods import EDITION, METHODS
from metrics.owed import owed
from metrics.printed import PARTNERSHIP
from metrics.quality import quality
from metrics.residents import Residents, with_residents
from metrics.revisions import revisions
from metrics.scrutiny import REQUESTS, answers
from metrics.trends import SIGNALS, signals
from metrics.working_days import calendar

Progress = Callable[[str, float], None]

FEW_EVENTS = 20
"""Below this many events a figure is marked [u], of low reliability (ONS practice)."""


@dataclass(frozen=True, eq=False)
class Release:
    """What readers may see. The frames and the manifest are those of the design's closed list.

    figures      one row: a figure of a measure, area, group, category, basis and period
    states       one row: an outcome state counted beside a denominator
    children     one row: different children of a measure in a year
    signals      one row: a point of a run chart, with its limits and what the rules say of it
    comparators  one row: a published figure to set beside a measure
    published    one row: an authority's published figure, and where it lies in the funnel of its year
    catalogue    one row: a measure, with its definition and whether it could be computed
    quality      one row: something to know before trusting the figures
    returns      one row: a return that an agency owes, and whether it came (`metrics/owed.py`)
    revisions    one row: a figure of the release before that is another now (`metrics/revisions.py`)
    comparisons, cumulative, adjustments, waits, sensitivities, intersections
                 one row: an answer to what a scrutineer asks of the figures (`metrics/scrutiny`)
    """

    manifest: dict[str, Any]
    figures: pl.DataFrame
    states: pl.DataFrame
    children: pl.DataFrame
    signals: pl.DataFrame
    comparators: pl.DataFrame
    published: pl.DataFrame
    catalogue: pl.DataFrame
    quality: pl.DataFrame
    returns: pl.DataFrame
    revisions: pl.DataFrame
    comparisons: pl.DataFrame
    cumulative: pl.DataFrame
    adjustments: pl.DataFrame
    waits: pl.DataFrame
    sensitivities: pl.DataFrame
    intersections: pl.DataFrame

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """Every frame by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "manifest"}

    @property
    def digest(self) -> str:
        """The name of the release: the digest of its manifest, which holds those of its frames."""
        return digest_of(self.manifest)


@dataclass(frozen=True)
class Built:
    """A release, and the analyst's true counts behind it, which no reader may open."""

    release: Release
    counts: dict[str, pl.DataFrame]


def build(
    tables: Tables,
    agreement: Agreement,
    as_at: dt.date,
    progress: Progress | None = None,
    measures: Sequence[Measure] = MEASURES,
    requests: pl.DataFrame | None = None,
    ledger: Ledger = EMPTY,
) -> Built:
    """The release of these tables as known on `as_at`, the last day of a month.

    tables    every table of data.tables.TABLES, with `extracts` and `coverage` (and `problems`)
    requests  answers beyond the list that a scrutineer asked for and the analyst accepted (scrutiny.REQUESTS)
    ledger    what earlier releases of this partnership showed and hid (`ledger.taken_up`)
    Raises UserError for an as-at date that no release may have (no month end, or one that the extracts
    of an area do not reach), for measures that we do not have, or without any extract.
    """
    _check(tables, agreement, as_at)
    _check_protection(agreement, ledger)
    told = progress or (lambda what, share: None)
    told("Counting", 0.0)
    working = calendar(bank_holidays()["date"].to_list(), agreement.conventions)
    here = journeys(tables, agreement, as_at, working)
    chosen = [m for m in measures if not agreement.measures or m.id in agreement.measures]
    every = count_all(chosen, here, agreement, told)
    elsewhere = published.published_figures(tables)
    known = published.known_of_ours(chosen, agreement, elsewhere)
    apart = _apart(agreement, here)
    told("Protecting small counts", 0.0)
    policy = policies.chosen(agreement.protection)
    protected = protect(
        every.figures, every.states, every.children, chosen, progress, apart, ledger, known, policy
    )
    figures = _valued(
        protected,
        chosen,
        here,
        _areas(agreement, here),
        published.residents_of(agreement, tables),
        _members(agreement, here),
    )
    told("Comparing groups", 0.0)
    asked = pl.DataFrame(schema=REQUESTS) if requests is None else requests
    said = answers(
        figures,
        protected.states,
        chosen,
        here,
        lambda other: journeys(
            tables,
            replace(agreement, conventions=other),
            as_at,
            calendar(bank_holidays()["date"].to_list(), other),
        ),
        _members(agreement, here),
        tables["resident_groups"].filter(pl.col("mid_year") <= as_at),
        asked,
        ledger.answers,
        policy,
    )
    told("Writing the release", 1.0)
    loaded = published.without_ours(agreement, elsewhere)
    release = _release(
        figures, said.frames, protected, chosen, here, tables, loaded, agreement, as_at, ledger
    )
    return Built(
        release,
        {
            "figures": every.figures,
            "states": every.states,
            "children": every.children,
            "life_tables": said.life_tables,
            "strata": said.strata,
            "known": known,
            **protected.ledger.frames,
        },
    )


def agreed(agreement: Agreement) -> dict[str, Any]:
    """What the manifest says of the agreement and the method, by which the same files give other figures."""
    return {
        "method_version": METHODS[-1].version,
        "protection": asdict(agreement.protection),
        "conventions": json.loads(json.dumps(asdict(agreement.conventions), default=str)),
        "targets": agreement.targets,
    }


def latest_as_at(tables: Tables) -> dt.date:
    """The last month end that every area's extracts reach: what a release is made for by default.

    Raises UserError where no extract is loaded.
    """
    if case_files(tables).is_empty():
        raise UserError(_NO_EXTRACT)
    last = case_files(tables).group_by("area").agg(pl.col("covers_to").max())["covers_to"].min()
    assert isinstance(last, dt.date)
    return last if _is_month_end(last) else last.replace(day=1) - dt.timedelta(days=1)


def earliest_as_at(tables: Tables) -> dt.date:
    """The first month end that any extract covers. It is after `latest_as_at` where none is covered.

    Raises UserError where no extract is loaded.
    """
    if case_files(tables).is_empty():
        raise UserError(_NO_EXTRACT)
    first = case_files(tables).select(pl.col("covers_from").min().dt.month_end()).item()
    assert isinstance(first, dt.date)
    return first


_NO_EXTRACT = (
    "There is no extract to make a release from.\n"
    "Load one first: partnership load FILE, or the page 'Load files'."
)


def _is_month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1


def _check(tables: Tables, agreement: Agreement, as_at: dt.date) -> None:
    if case_files(tables).is_empty():
        raise UserError(_NO_EXTRACT)
    if not _is_month_end(as_at):
        raise UserError(
            f"A release cannot be made as at {day_in_words(as_at)}.\n"
            "Releases are made for the last day of a month, so that two of them never differ by "
            "the few children of some days. Give a month end, such as 31 March 2025."
        )
    _check_reached(tables, as_at)
    _check_measures(agreement)


def _check_reached(tables: Tables, as_at: dt.date) -> None:
    """Refuse a day that the extracts do not reach: silence about it would be shown as nothing happening."""
    first, last = earliest_as_at(tables), latest_as_at(tables)
    if last < first:
        raise UserError(
            f"A release cannot be made: the files loaded begin after {day_in_words(last)}, which is the "
            "last month end that those of every area could reach.\nLoad files that reach the end of a month."
        )
    if as_at > last:
        ends = case_files(tables).group_by("area").agg(pl.col("covers_to").max()).sort("area")
        behind = ends.filter(pl.col("covers_to") < as_at)
        which = ", ".join(f"{area} to {day_in_words(end)}" for area, end in behind.iter_rows())
        raise UserError(
            f"A release cannot be made as at {day_in_words(as_at)}: the last month end that the files of "
            f"every area reach is {day_in_words(last)} (area {which}).\n"
            "Give that day or an earlier one, or load newer files."
        )
    if as_at < first:
        raise UserError(
            f"A release cannot be made as at {day_in_words(as_at)}: the first month end that the files "
            f"loaded cover is {day_in_words(first)}.\nGive that day or a later one, or load older files."
        )


def _check_protection(agreement: Agreement, ledger: Ledger) -> None:
    """Refuse another policy than that of earlier releases: the pair would give hidden counts away."""
    before = ledger.protection
    if before not in (None, agreement.protection):
        kept = "\n".join(f'{name} = "{value}"' for name, value in asdict(before).items())
        raise UserError(
            "agreement.toml chooses another protection of small counts than earlier releases were made "
            "under: from two kinds of protection, hidden counts can be worked out.\n"
            f"Write this in it:\n[protection]\n{kept}"
        )


def _check_measures(agreement: Agreement) -> None:
    """Refuse measures that we do not have, wherever they are named, and percentages beyond 100."""
    known = {measure.id: measure for measure in MEASURES}
    for verb, named in (
        ("chooses", agreement.measures),
        ("sets a target for", agreement.targets),
        ("declares a step of", [step.measure for step in agreement.steps]),
        ("fixes a baseline of", [one.measure for one in agreement.baselines]),
    ):
        unknown = sorted(set(named) - set(known))
        if unknown:
            raise UserError(
                f"agreement.toml {verb} a measure that we do not have: {', '.join(unknown)}.\n"
                "See 'partnership measures' for all of them."
            )
    for name, target in agreement.targets.items():
        if known[name].unit == "percent" and target > 100:
            raise UserError(
                f"agreement.toml: targets.{name} must be a number from 0 to 100: it is a percentage."
            )


def count_all(
    measures: Sequence[Measure], here: Journeys, agreement: Agreement, told: Progress
) -> Counted:
    """The true counts of all measures, on the grid of what is printed."""
    areas = _areas(agreement, here)
    members = _members(agreement, here)
    every: list[Counted] = []
    for number, measure in enumerate(measures):
        told("Counting", number / len(measures))
        of = [PARTNERSHIP] if measure.whole else areas
        # What no file speaks of has no row at all; the first measure is counted for the frames' shape.
        if every and not spoken_of(measure, here, of):
            continue
        own = counts(measure, here, of)
        every.append(counted(measure, own, agreement, of, () if measure.whole else members))
    snapshots = [measure.id for measure in measures if measure.snapshot]
    is_snapshot = pl.col("measure").is_in(snapshots)
    return Counted(
        *(
            pl.concat([getattr(one, name) for one in every]).with_columns(snapshot=is_snapshot)
            for name in ("figures", "states", "children")
        )
    )


def _members(agreement: Agreement, here: Journeys) -> list[str]:
    """The areas of which the partnership's figures are made: those that have not left it."""
    return [code for code in agreement.members(here.as_at) if code in here.known_to]


def _apart(agreement: Agreement, here: Journeys) -> list[str]:
    members = _members(agreement, here)
    return [code for code in here.known_to if code not in members]


def _areas(agreement: Agreement, here: Journeys) -> list[str]:
    return [area.code for area in agreement.areas if area.code in here.known_to]


def _release(
    figures: pl.DataFrame,
    said: dict[str, pl.DataFrame],
    protected: Protected,
    measures: Sequence[Measure],
    here: Journeys,
    tables: Tables,
    loaded: pl.DataFrame,
    agreement: Agreement,
    as_at: dt.date,
    ledger: Ledger,
) -> Release:
    areas = _areas(agreement, here)
    neighbours = published.neighbours_of(agreement, tables)
    beside = published.comparators(measures, agreement, loaded, neighbours)
    frames = {
        "figures": figures,
        "states": protected.states.drop("snapshot").sort(pl.all()),
        "children": protected.children.drop("snapshot").sort(pl.all()),
        "signals": signals(figures, measures, as_at, agreement, dated(measures, here)),
        "comparators": beside,
        "published": published.authorities(measures, beside, loaded, _years_of(figures)),
        "catalogue": catalogue(measures, here, areas, agreement),
        "quality": quality(tables, measures, here, areas, figures, protected.policy),
        "returns": owed(here.frames["returns_owed"], as_at),
        "revisions": revisions(figures, measures, ledger.figures, ledger.as_at),
        **said,
    }
    manifest = {
        "partnership": agreement.name,
        "areas": [
            {
                "code": area.code,
                "name": area.name,
                "region": area.region,
                "left": area.left.isoformat() if area.left else None,
                "known_to": here.known_to[area.code].isoformat()
                if area.code in here.known_to
                else None,
            }
            for area in agreement.areas
        ],
        "as_at": as_at.isoformat(),
        "edition": EDITION,
        "smallest_count_shown": protected.policy.smallest_shown,
        "rounded_to": protected.policy.rounded_to,
        **agreed(agreement),
        "extracts": sorted(tables["extracts"]["extract"].to_list()),
        "records": _of_own_records(tables),
        "published": sorted(_published_files(tables)["digest"].to_list()),
        "neighbours": {code: asdict(one) for code, one in neighbours.items()},
        "audit": protected.audit,
        "apart": _apart(agreement, here),
        "ledger": list(ledger.releases),
        "frames": {name: digest_of_frame(frame) for name, frame in frames.items()},
    }
    return Release(manifest, **frames)


def _of_own_records(tables: Tables) -> str | None:
    """The digest of the newest entry of our own records that the release tells of, or None."""
    own = tables["extracts"].filter(pl.col("format") == OWN_RECORDS)["extract"]
    return None if own.is_empty() else str(own.item())


def _years_of(figures: pl.DataFrame) -> list[int]:
    """The financial years that the release tells of, by the year they end in."""
    return sorted(
        figures.filter(pl.col("period_kind") == "year", ~pl.col("part"))["period_end"]
        .dt.year()
        .unique()
    )


def _published_files(tables: Tables) -> pl.DataFrame:
    return tables.get("published_files", PublishedFiles.create_empty())


def _valued(
    protected: Protected,
    measures: Sequence[Measure],
    here: Journeys,
    areas: list[str],
    residents: Residents,
    members: list[str],
) -> pl.DataFrame:
    """Counts to figures: percentages and rates with their intervals, or the reason for none."""
    is_rate = _of_kind(measures, Rate)
    is_amount = _of_kind(measures, Amount)
    by_amount = pl.col("amount").is_not_null()
    per = pl.col("measure").replace_strict(
        {measure.id: PER.get(measure.unit, 1) for measure in measures}, return_dtype=pl.Float64
    )
    figures = with_residents(protected.figures, areas, members, residents).with_columns(
        residents=pl.when(pl.col("characteristic") == "all").then("residents"),
    )
    figures = with_history(figures, measures, here, members)
    # A rate of a quarter or of part of a year is given as a yearly rate.
    a_year = (
        pl.when("snapshot")
        .then(1.0)
        .otherwise(
            pl.when(pl.col("period_kind") == "three_years").then(3 * 365.25).otherwise(365.25)
            / pl.col("days_covered")
        )
    )
    a_year = (
        pl.when(pl.col("period_kind").is_in(["year", "three_years"]) & ~pl.col("part"))
        .then(1.0)
        .otherwise(a_year)
    )
    is_share = _of_kind(measures, Proportion, Timeliness, Share)
    percent_lower, percent_upper = _wilson(figures, is_share)
    rate_lower, rate_upper = poisson_rate(figures["met"], figures["residents"], 1)
    ratio_lower, ratio_upper = poisson_rate(figures["met"], figures["of"], 1)
    is_counted_ratio = _of_kind(measures, Ratio) & ~by_amount
    is_of_amounts = _of_kind(measures, Duration) | (_of_kind(measures, Ratio) & by_amount)
    fewest = (
        pl.when(pl.col("category") == "nine_in_ten")
        .then(FEWEST_FOR_NINE_IN_TEN)
        .otherwise(FEWEST_FOR_AN_AMOUNT)
    )
    figures = figures.with_columns(
        reason=pl.when(~pl.col("history_loaded"))
        .then(pl.lit("history not loaded"))
        .when(pl.col("reason").is_not_null())
        .then("reason")
        .when(pl.col("sent") & HIDDEN != 0)
        .then(pl.lit("hidden by sender"))
        .when(pl.col("sent") & NOT_SENT != 0)
        .then(pl.lit("not sent"))
        .when(is_rate & pl.col("residents").is_null())
        .then(pl.lit("population not known"))
        .when(~is_rate & ~is_amount & (pl.col("of") == 0))
        .then(pl.lit("no events"))
        .when(is_of_amounts & (protected.policy.surely(pl.col("of")) < fewest))
        .then(pl.lit("too few to measure")),
        value=pl.when(is_rate)
        .then(pl.col("met") / pl.col("residents") * per * a_year)
        .when(is_amount)
        .then(pl.col("met").cast(pl.Float64))
        .when(by_amount)
        .then("amount")
        .otherwise(pl.col("met") / pl.col("of") * per),
        lower=pl.when(is_rate)
        .then(rate_lower * per * a_year)
        .when(is_share)
        .then(percent_lower * 100)
        .when(is_counted_ratio)
        .then(ratio_lower * per),
        upper=pl.when(is_rate)
        .then(rate_upper * per * a_year)
        .when(is_share)
        .then(percent_upper * 100)
        .when(is_counted_ratio)
        .then(ratio_upper * per),
        few=(pl.when(is_rate).then("met").otherwise("of") < FEW_EVENTS).fill_null(False),
    )
    shown = pl.col("reason").is_null()
    return figures.select(
        "measure",
        "area",
        "characteristic",
        "group",
        "group_label",
        "group_order",
        "category",
        "category_label",
        "category_order",
        "basis",
        "period_kind",
        "period_start",
        "period_end",
        "period_label",
        "part",
        numerator=pl.when("history_loaded").then("met"),
        denominator=pl.when(is_rate).then("residents").otherwise("of"),
        value=pl.when(shown).then("value"),
        lower=pl.when(shown).then("lower"),
        upper=pl.when(shown).then("upper"),
        reason="reason",
        few="few",
        sent="sent",
    ).sort(
        "measure",
        "area",
        "characteristic",
        "group_order",
        "category_order",
        "basis",
        "period_kind",
        "period_start",
    )


def _of_kind(measures: Sequence[Measure], *kinds: type[Measure]) -> pl.Expr:
    return pl.col("measure").is_in([each.id for each in measures if isinstance(each, kinds)])


def _wilson(figures: pl.DataFrame, is_share: pl.Expr) -> tuple[pl.Series, pl.Series]:
    both = is_share & pl.col("met").is_not_null() & pl.col("of").is_not_null()
    shown = figures.select(met=pl.when(both).then("met"), of=pl.when(both).then("of"))
    return wilson(shown["met"], shown["of"])


def digest_of_frame(frame: pl.DataFrame) -> str:
    """A digest of what a frame says: its column names, types and values."""
    said = hashlib.sha256(repr(list(frame.schema.items())).encode())
    said.update(frame.write_ndjson().encode())
    return said.hexdigest()


def digest_of(manifest: dict[str, Any]) -> str:
    """The digest that names a release."""
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=1)
    return hashlib.sha256(text.encode()).hexdigest()


def open(frames: dict[str, pl.DataFrame], manifest: dict[str, Any]) -> Release:
    """A release from its folder's frames and manifest.

    Raises UserError where a frame is missing or changed, or the manifest bears no passed audit.
    """
    if not manifest.get("audit", {}).get("passed"):
        raise UserError(
            "This release was never audited, so it cannot be shown.\n"
            "Make a new one: partnership release."
        )
    digests = manifest.get("frames", {})
    beside = frames.get("comparators", pl.DataFrame(schema=published.COMPARATORS))
    read = frames.get("signals", pl.DataFrame(schema=SIGNALS))
    of_this_version = set(published.COMPARATORS) <= set(beside.columns) and set(SIGNALS) <= set(
        read.columns
    )
    if not of_this_version or any(
        f.name not in digests for f in fields(Release) if f.name != "manifest"
    ):
        raise UserError(
            "This release was made by an earlier version of this program, which kept less in it.\n"
            "Make a new one: partnership release."
        )
    changed = [
        name
        for name in (f.name for f in fields(Release) if f.name != "manifest")
        if name not in frames or digest_of_frame(frames[name]) != digests.get(name)
    ]
    if changed:
        raise UserError(
            f"This release has been changed since it was made ({', '.join(changed)}), so it "
            "cannot be trusted.\nMake a new one: partnership release."
        )
    return Release(manifest, **{name: frames[name] for name in digests})


__all__ = [
    "PARTNERSHIP",
    "PROTECTED",
    "Built",
    "Release",
    "build",
    "earliest_as_at",
    "latest_as_at",
    "open",
]
