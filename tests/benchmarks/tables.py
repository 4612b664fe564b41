"""Case tables of any size, drawn straight into Polars: what is counted, without a file to read first."""

import datetime as dt

import numpy as np
import polars as pl

from data.agreement import Agreement, Area
from data.tables import TABLES, Coverage, Extracts

FIRST, LAST = dt.date(2020, 4, 1), dt.date(2025, 3, 31)
DAYS = (LAST - FIRST).days + 1
AREAS = ("990", "991")
ETHNICITIES = ("WBRI", "WOTH", "MWBC", "APKN", "AIND", "BAFR", "OOTH", "NOBT")
SOURCES = ("1A", "2A", "2B", "3A", "3D", "4", "5A", "6", "8", "10")

AGREEMENT = Agreement(
    name="Benchmark",
    areas=tuple(Area(code, f"Area {code}", "North West") for code in AREAS),
)


def tables(referrals: int, seed: int = 7) -> dict[str, pl.DataFrame]:
    """Five years of two areas with so many referrals, as a warehouse would give them.

    Seven children in ten referrals, three assessments in four, an enquiry in three, and a conference
    and a plan in one of three enquiries.
    """
    draw = np.random.default_rng(seed)
    child = draw.integers(0, referrals * 7 // 10, referrals)
    day = draw.integers(0, DAYS, referrals)
    # A child has one episode a day.
    child, day = np.unique(np.stack([child, day]), axis=1)
    count = child.size
    area = np.array(AREAS)[child % 2]
    age = (child * 7919) % 18
    nfa = draw.random(count) < 0.08
    open_days = draw.integers(5, 400, count)
    closed = ~nfa & (day + open_days < DAYS)
    assessed = ~nfa & (draw.random(count) < 0.8)
    begun = np.minimum(day + draw.integers(0, 6, count), DAYS - 1)
    took = draw.integers(1, 90, count)
    enquired = assessed & (draw.random(count) < 0.4)
    discussed = np.minimum(day + draw.integers(0, 8, count), DAYS - 1)
    waited = draw.integers(3, 32, count)
    met = enquired & (draw.random(count) < 0.36) & (discussed + waited < DAYS)
    conference = discussed + waited
    lasted = draw.integers(60, 800, count)
    numbers = np.arange(count)

    def ids(kind: str, chosen: np.ndarray) -> pl.Series:
        return _id(kind, pl.Series(numbers[chosen]))

    def date(days: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
        found = pl.Series(days.astype(np.int32) + (FIRST - dt.date(1970, 1, 1)).days).cast(pl.Date)
        return found if known is None else found.set(pl.Series(~known), None)

    children = pl.DataFrame({"number": np.unique(child)})
    frames = {
        "children": children.select(
            area=pl.lit(pl.Series(AREAS)).gather(pl.col("number") % 2),
            child=_id("c", children["number"]),
            birth_month=pl.date(2020 - (pl.col("number") * 7919) % 18, 1, 1),
            sex=pl.lit(pl.Series(["F", "M"])).gather(pl.col("number") // 2 % 2),
            ethnicity=pl.lit(pl.Series(ETHNICITIES)).gather(pl.col("number") % len(ETHNICITIES)),
            disabled=pl.col("number") % 9 == 0,
        )
    }
    child_id = _id("c", pl.Series(child))
    everyone = np.ones(count, bool)

    def rows(chosen: np.ndarray) -> dict[str, pl.Series]:
        mask = pl.Series(chosen)
        return {
            "area": pl.Series(area[chosen]),
            "child": child_id.filter(mask),
            "age_years": pl.Series(age[chosen].astype(np.int16)),
        }

    frames["referrals"] = pl.DataFrame(
        {
            **rows(everyone),
            "referral": ids("r", everyone),
            "referral_date": date(day),
            "source": pl.Series(np.array(SOURCES)[draw.integers(0, len(SOURCES), count)]),
            "primary_need": pl.Series(np.array(["N1", "N5"])[draw.integers(0, 2, count)]),
            "no_further_action": pl.Series(nfa),
            "closure_date": date(day + open_days, closed),
            "closure_reason": pl.Series(
                np.array(["RC1", "RC7", "RC8"])[draw.integers(0, 3, count)]
            ).set(pl.Series(~closed), None),
        }
    )
    finished = begun + took < DAYS
    frames["assessments"] = pl.DataFrame(
        {
            **rows(assessed),
            "assessment": ids("a", assessed),
            "referral": ids("r", assessed),
            "start_date": date(begun[assessed]),
            "authorised_date": date((begun + took)[assessed], finished[assessed]),
        }
    )
    frames["assessment_factors"] = frames["assessments"].select(
        "area",
        "assessment",
        factor=pl.lit(pl.Series(["3B", "4B", "10A"])).gather(pl.int_range(pl.len()) % 3),
    )
    frames["section_47_enquiries"] = pl.DataFrame(
        {
            **rows(enquired),
            "enquiry": ids("e", enquired),
            "referral": ids("r", enquired),
            "start_date": date(discussed[enquired]),
            "conference_not_required": pl.Series(~met[enquired]),
        }
    ).unique(["child", "start_date"], keep="first", maintain_order=True)
    held = pl.DataFrame(
        {
            **rows(met),
            "enquiry": ids("e", met),
            "referral": ids("r", met),
            "conference": ids("k", met),
            "plan": ids("p", met),
            "conference_date": date(conference[met]),
            "end_date": date((conference + lasted)[met], (conference + lasted < DAYS)[met]),
        }
    )
    frames["conferences"] = (
        held.with_columns(transfer_in=False)
        .unique(["child", "conference_date"], keep="first", maintain_order=True)
        .drop("plan", "end_date")
    )
    frames["plans"] = (
        held.rename({"conference_date": "start_date"})
        .with_columns(
            initial_category=pl.lit("NEG"),
            latest_category=pl.lit("EMO"),
            previous_plans=pl.lit(0, pl.Int16),
        )
        .unique(["child", "start_date"], keep="first", maintain_order=True)
        .drop("enquiry", "conference")
    )
    frames["reviews"] = frames["plans"].select(
        "area", "plan", "child", review_date=pl.col("start_date").dt.offset_by("80d")
    )
    return {name: _whole(name, frames.get(name)) for name in TABLES} | _provenance(count)


def _id(kind: str, numbers: pl.Series) -> pl.Series:
    """As long as a pseudonym, so that comparing and hashing it costs the same."""
    text = pl.concat_str(pl.lit(kind), numbers.cast(pl.String).str.zfill(23))
    return pl.select(text).to_series()


def _whole(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with every column of its table, in order and typed; empty where there is none."""
    schema = TABLES[name].create_empty().schema
    if frame is None:
        return pl.DataFrame(schema=schema)
    return (
        frame.with_columns(extract=pl.lit("x") + pl.col("area"))
        .with_columns(
            pl.lit(None, dtype).alias(column)
            for column, dtype in schema.items()
            if column not in {*frame.columns, "extract"}
        )
        .select(pl.col(column).cast(dtype) for column, dtype in schema.items())
    )


def _provenance(rows: int) -> dict[str, pl.DataFrame]:
    extracts = pl.DataFrame(
        {
            "extract": [f"x{area}" for area in AREAS],
            "area": AREAS,
            "format": "CIN census",
            "file": "benchmark.xml",
            "covers_from": FIRST,
            "covers_to": LAST,
            "as_at": LAST,
            "made_at": None,
            "rows": rows,
            "refused": 0,
            "totals": False,
            "wanted": 0,
            "given": 0,
        }
    )
    fields = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column in table.create_empty().schema
        if name
        in {
            "children",
            "referrals",
            "assessments",
            "assessment_factors",
            "section_47_enquiries",
            "conferences",
            "plans",
            "reviews",
        }
        and column not in {"locality", "deprivation_quintile", "child_seen"}
    ]
    coverage = extracts.select("extract", "area", "covers_from", "covers_to").join(
        pl.DataFrame({"field": fields}), how="cross"
    )
    return {
        "extracts": extracts.select(
            pl.col(column).cast(dtype) for column, dtype in Extracts.create_empty().schema.items()
        ),
        "coverage": coverage.select(
            pl.col(column).cast(dtype) for column, dtype in Coverage.create_empty().schema.items()
        ),
    }
