"""Children written as text tables, and what a measure makes of them, in words.

A table is written as a practitioner would: names of columns, perhaps a rule of dashes, one row a line.
Columns are those of `data/tables.py`; yes and no are booleans, and blank is not recorded. What a table
leaves out follows as it does in a file: a row's key from its child and its date, its referral from the
child's latest one before it, a review's plan likewise, an age from the month of birth.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from data.agreement import Agreement, Area, Conventions
from data.reference import bank_holidays
from data.returns.subjects import BY_TABLE
from data.tables import TABLES, Coverage, Extracts
from metrics.areas import PARTNERSHIP
from metrics.characteristics import GROUPINGS, NOT_RECORDED, NOT_RECORDED_LABEL
from metrics.evaluate import counts, first_day_of_year
from metrics.figures import quantile
from metrics.journeys import Journeys, journeys
from metrics.measure import Amount, Duration, Measure, Rate, Ratio, Share, State, Timeliness
from metrics.measures import MEASURES
from metrics.snapshots import quarter_ends
from metrics.working_days import calendar

AREA = "990"
DEFAULT = Conventions()
MEASURE: dict[str, Measure] = {measure.id: measure for measure in MEASURES}

Row = dict[str, Any]
Tables = dict[str, pl.DataFrame]

_DATES = {
    "contacts": "contact_date",
    "referrals": "referral_date",
    "assessments": "start_date",
    "section_47_enquiries": "start_date",
    "conferences": "conference_date",
    "plans": "start_date",
    "reviews": "review_date",
    "need_plans": "start_date",
    "looked_after_periods": "start_date",
    "early_help_episodes": "start_date",
}
_KEYS = {
    "contacts": "contact",
    "referrals": "referral",
    "assessments": "assessment",
    "section_47_enquiries": "enquiry",
    "conferences": "conference",
    "plans": "plan",
    "early_help_episodes": "episode",
}


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a text table, each a column name to its text."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    names = [name.strip() for name in lines[0].split("|")]
    cells = [
        [cell.strip() for cell in line.split("|")]
        for line in lines[1:]
        if not set(line) <= set("-+ ")
    ]
    for row in cells:
        assert len(row) == len(names), f"{row} has not the columns {names}"
    return [dict(zip(names, row, strict=True)) for row in cells]


def _value(text: str, kind: Any) -> Any:
    if text == "":
        return None
    if kind == pl.Boolean:
        return {"yes": True, "no": False}[text]
    if kind == pl.Date:
        return dt.date.fromisoformat(text)
    if kind == pl.Datetime:
        return dt.datetime.fromisoformat(text)
    return int(text) if kind.is_integer() else text


def _read(table: str, text: str) -> list[Row]:
    schema = (Extracts if table == "extracts" else TABLES[table]).create_empty().schema
    return [
        {name: _value(cell, schema.get(name, pl.String())) for name, cell in row.items()}
        for row in rows_of(text)
    ]


def _key(row: Row, *dates: str) -> str:
    return " ".join([row["child"], *(str(row.get(date)) for date in dates)])


ByChild = dict[tuple[str, str], list[Row]]


def _by_child(rows: Sequence[Row]) -> ByChild:
    found: ByChild = {}
    for row in rows:
        found.setdefault((row["area"], row["child"]), []).append(row)
    return found


def _linked(row: Row, name: str, found: ByChild, of: str, until: dt.date | None) -> None:
    """Give a row the key of another: the date written in it, "none", or the child's latest by a day."""
    if row.get(name) is not None:
        row[name] = None if row[name] == "none" else f"{row['child']} {row[name]}"
        return
    own = [
        one
        for one in found.get((row["area"], row["child"]), [])
        if until is not None and one[of] <= until
    ]
    row[name] = max(own, key=lambda one: one[of])[name] if own else None


def _age(row: Row, table: str, children: Mapping[tuple[str, str], Row]) -> int | None:
    """The age on a row's date of a child born on the first day of a month."""
    day = row[_DATES[table]]
    child = children[row["area"], row["child"]]
    born, expected = child.get("birth_month"), child.get("expected_birth_month")
    if day is None or (born is None and (expected is None or expected < day)):
        return None
    if born is None or born > day:
        return -1
    return int(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def tables_of(
    written: Mapping[str, str],
    extract_date: dt.date,
    covers: Sequence[tuple[dt.date, dt.date]],
    without: Sequence[str] = (),
) -> Tables:
    """Every table of the journeys, from the tables that are written.

    covers   first and last days that the files speak of, every field of every table
    without  "table.column" of what no file fills
    """
    rows = {name: _read(name, text) for name, text in written.items()}
    returns = rows.pop("extracts", [])
    tables = tables_from(rows, extract_date, covers, without)
    return tables | {"extracts": with_returns(tables["extracts"], returns)}


def with_returns(extracts: pl.DataFrame, returns: Sequence[Row]) -> pl.DataFrame:
    """The files, and returns that partners sent as they are written."""
    usual = {"area": AREA, "format": "Partner return", "file": "none", "rows": 100, "refused": 0}
    cells = {"totals": False, "wanted": 0, "given": 0}
    full = [
        dict.fromkeys(extracts.columns)
        | usual
        | cells
        | {"extract": f"return {number}", "as_at": row["received"] or row["covers_to"]}
        | row
        for number, row in enumerate(returns)
    ]
    return Extracts.validate(pl.concat([extracts, pl.DataFrame(full, schema=extracts.schema)]))


def tables_from(
    written: Mapping[str, Sequence[Row]],
    extract_date: dt.date,
    covers: Sequence[tuple[dt.date, dt.date]],
    without: Sequence[str] = (),
) -> Tables:
    """The same, from rows that are dictionaries with typed values."""
    # What nobody says otherwise of stands in the newest file, which returns all that is open.
    newest = len(covers) - 1
    rows = {
        name: [
            {"area": AREA, "extract": f"file {newest} of {row.get('area', AREA)}"} | row
            for row in (found if name not in BY_TABLE else _of_return(name, found))
        ]
        for name, found in written.items()
    }
    everybody = {
        (row["area"], row["child"]) for found in rows.values() for row in found if row.get("child")
    }
    known = {(row["area"], row["child"]) for row in rows.get("children", [])}
    rows["children"] = rows.get("children", []) + [
        {"area": area, "child": child, "extract": f"file {len(covers) - 1} of {area}"}
        for area, child in sorted(everybody - known)
    ]
    children = {(row["area"], row["child"]): row for row in rows["children"]}
    _link(rows)
    for table in _DATES:
        for row in rows.get(table, []):
            if "age_years" not in row:
                row["age_years"] = _age(row, table, children)
    areas = sorted({area for area, _ in everybody} | {AREA})
    return {
        **{name: _frame(name, rows.get(name, [])) for name in TABLES},
        "extracts": _extracts(areas, extract_date, covers),
        "coverage": _coverage([*areas, PARTNERSHIP], covers, without),
    }


def _of_return(table: str, rows: Sequence[Row]) -> list[Row]:
    """Rows of a partner's return: told by its usual sender, known by what the row gives or its number."""
    subject = BY_TABLE[table][0]
    area = PARTNERSHIP if subject.of == "partnership" else AREA
    schema = _empty(table).schema
    full = []
    for number, row in enumerate(rows):
        given = {"area": area, "told_by": subject.senders[0], **subject.fixed, **row}
        if "person" in schema:
            given["person"] = given.get("child") or given.get("upn") or f"nobody we know {number}"
        for key in subject.keys:
            if given.get(key) is None:
                given[key] = "" if _is_code(table, key) else f"{key} {number}"
        full.append(given)
    return full


def _is_code(table: str, column: str) -> bool:
    return any(
        one.name == column and one.kind in ("code", "name")
        for subject in BY_TABLE[table]
        for one in subject.fields
    )


def _link(rows: dict[str, list[Row]]) -> None:
    for row in rows.get("referrals", []):
        row.setdefault("referral", _key(row, "referral_date"))
    referrals = _by_child(rows.get("referrals", []))
    for table in ("assessments", "section_47_enquiries", "conferences", "plans"):
        for row in rows.get(table, []):
            day = row.get(_DATES[table]) or row.get("notification_date")
            _linked(row, "referral", referrals, "referral_date", day)
    for row in rows.get("assessments", []):
        row.setdefault("assessment", f"{row['referral'] or row['child']} {row['start_date']}")
    for row in rows.get("section_47_enquiries", []):
        row.setdefault("enquiry", _key(row, "start_date"))
    enquiries = _by_child(rows.get("section_47_enquiries", []))
    for row in rows.get("conferences", []):
        row["transfer_in"] = bool(row.get("transfer_in"))
        row.setdefault("conference", _key(row, "conference_date"))
        row.setdefault("enquiry", "none" if row["transfer_in"] else None)
        _linked(row, "enquiry", enquiries, "start_date", row.get("conference_date"))
    for row in rows.get("plans", []):
        row.setdefault("plan", _key(row, "start_date"))
    plans = _by_child(rows.get("plans", []))
    for row in rows.get("reviews", []):
        _linked(row, "plan", plans, "start_date", row["review_date"])
    assessments = _by_child(rows.get("assessments", []))
    for row in rows.get("assessment_factors", []):
        started = row.pop("assessment", None)
        own = [
            one
            for one in assessments.get((row["area"], row["child"]), [])
            if started in (None, one["assessment"], str(one["start_date"]))
        ]
        assert len(own) == 1, f"which assessment is meant by {row}?"
        row["assessment"] = own[0]["assessment"]
    for table, key in (("contacts", "contact"), ("early_help_episodes", "episode")):
        for row in rows.get(table, []):
            row.setdefault(key, _key(row, _DATES[table]))


@cache
def _empty(table: str) -> pl.DataFrame:
    """A table without rows: most of them, in most specifications."""
    return TABLES[table].create_empty()


def _frame(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    if not rows:
        return _empty(table)
    schema = _empty(table).schema
    full = [{name: row.get(name) for name in schema} for row in rows]
    frame = pl.DataFrame(full, schema=schema)
    keys = TABLES[table].primary_key()
    # As when files are combined: two rows of one key are one row.
    return TABLES[table].validate(frame.unique(keys, keep="first", maintain_order=True))


def _extracts(
    areas: Sequence[str], as_at: dt.date, covers: Sequence[tuple[dt.date, dt.date]]
) -> pl.DataFrame:
    return Extracts.validate(
        pl.DataFrame(
            [
                {
                    "extract": f"file {number} of {area}",
                    "area": area,
                    "format": "written here",
                    "file": "none",
                    "covers_from": first,
                    "covers_to": last,
                    "as_at": as_at,
                    "made_at": None,
                    "rows": 100,
                    "refused": 0,
                    "totals": False,
                    "wanted": 0,
                    "given": 0,
                }
                for area in areas
                for number, (first, last) in enumerate(covers)
            ],
            schema=Extracts.create_empty().schema,
        )
    )


def _coverage(
    areas: Sequence[str], covers: Sequence[tuple[dt.date, dt.date]], without: Sequence[str]
) -> pl.DataFrame:
    fields = [
        f"{table}.{column}"
        for table, schema in TABLES.items()
        for column in schema.column_names()
        if f"{table}.{column}" not in without
    ]
    return Coverage.validate(
        pl.DataFrame(
            [
                (f"file {number} of {area}", field, area, first, last)
                for area in areas
                for number, (first, last) in enumerate(covers)
                for field in fields
            ],
            schema=Coverage.create_empty().schema,
            orient="row",
        )
    )


def journeys_of(
    tables: Tables,
    as_at: dt.date,
    conventions: Conventions = DEFAULT,
    left: dt.date | None = None,
) -> Journeys:
    """The journeys of written tables; `left`: the day on which the areas left the partnership."""
    sent_of = tables["extracts"].filter(pl.col("area") != PARTNERSHIP)["area"].unique().sort()
    areas = tuple(Area(code, f"Area {code}", left=left) for code in sent_of)
    agreed = calendar(bank_holidays()["date"].to_list(), conventions)
    agreement = Agreement("Those written here", areas, conventions=conventions)
    return journeys(tables, agreement, as_at, agreed)


_STATE_WORDS = {
    State.OVERDUE: "overdue",
    State.NOT_YET_DUE: "not yet due",
    State.UNKNOWN: "unknown",
    State.TOO_RECENT: "too recent",
    State.EXCLUDED: "excluded",
    State.DELAY_NOTIFIED: "delay notified",
}


def in_words(
    measure: Measure,
    here: Journeys,
    *,
    by: str | None = None,
    year: int | None = None,
    on: dt.date | None = None,
) -> str:
    """What a measure counts of the journeys, as a reader would say it.

    by    a characteristic: the counts of each of its groups
    year  only what belongs to the financial year that begins in it
    on    the day of a snapshot; the last covered quarter end otherwise
    """
    counted = counts(measure, here, [PARTNERSHIP] if measure.whole else sorted(here.known_to))
    tally = _chosen(measure, here, counted.tally, year, on)
    if by is None:
        return _total(measure, tally.filter(pl.col("characteristic") == "all"))
    groups = tally.filter(pl.col("characteristic") == by)
    found = groups["group"].unique().to_list()
    known = {**GROUPINGS[by].groups, NOT_RECORDED: NOT_RECORDED_LABEL}  # type: ignore[index]
    order = [code for code in known if code in found] + sorted(set(found) - set(known))
    return "; ".join(
        f"{known.get(code, code)}: {_total(measure, groups.filter(pl.col('group') == code))}"
        for code in order
    )


def _chosen(
    measure: Measure, here: Journeys, tally: pl.DataFrame, year: int | None, on: dt.date | None
) -> pl.DataFrame:
    """The counts of one period: all years, one year, or one day."""
    kind = pl.col("period_kind")
    if measure.snapshot:
        day = on or quarter_ends(dt.date(2010, 1, 1), max(here.known_to.values()))[-1]
        quarter = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        all_children = pl.col("characteristic") == "all"
        # Groups are counted by year: a snapshot's year is that of its 31 March.
        return tally.filter(
            all_children & (kind == "quarter") & (pl.col("period_start") == quarter)
            | ~all_children & (pl.col("period_start") == first_day_of_year(day))
        )
    wanted = kind.is_in(["year", "now", "no date"])
    if year is not None:
        first = dt.date(year, 9 if measure.academic else 4, 1)
        wanted = (kind == "year") & (pl.col("period_start") == first)
    return tally.filter(wanted)


def _count(tally: pl.DataFrame, cell: str, basis: str | None = None) -> int:
    rows = tally.filter(pl.col("cell") == cell)
    return int((rows if basis is None else rows.filter(pl.col("basis") == basis))["count"].sum())


def _total(measure: Measure, tally: pl.DataFrame) -> str:
    if isinstance(measure, Rate | Amount):
        return f"{_count(tally, 'met')} {'pounds' if measure.unit == 'pounds' else 'counted'}"
    if isinstance(measure, Ratio):
        if measure.amounts:
            return (
                f"{_count(tally, 'top')} of {_count(tally, 'bottom')}, {_count(tally, 'of')} rows"
            )
        return f"{_count(tally, 'met')} for {_count(tally, 'of')}"
    if isinstance(measure, Duration):
        return _duration(tally)
    if isinstance(measure, Timeliness):
        return _timeliness(measure, tally)
    if isinstance(measure, Share):
        shares = [
            f"{code} {met}"
            for code in measure.categories
            if (met := _count(tally.filter(pl.col("category") == code), "met"))
        ]
        return f"{', '.join(shares) or 'none'} of {_count(tally, 'of')}"
    beside = [
        (State.UNKNOWN, "unknown"),
        (State.NOT_YET_DUE, "still open"),
        (State.EXCLUDED, "excluded"),
        (State.TOO_RECENT, "too recent"),
    ]
    said = [f"{_count(tally, 'met')} of {_count(tally, 'of')}"]
    return ", ".join(
        said + [f"{n} {word}" for state, word in beside if (n := _count(tally, state))]
    )


def _duration(tally: pl.DataFrame) -> str:
    took = (
        tally.filter(pl.col("cell") == "took")
        .with_columns(units=pl.col("category").cast(pl.Int64))
        .sort("units")
    )
    every = took["units"].to_list(), took["count"].to_list()
    if not every[0]:
        return "0 finished"
    half, nine = (quantile(*every, share) for share in (0.5, 0.9))
    return f"{sum(every[1])} finished: half {half:g}, nine in ten {nine:g}"


def _timeliness(measure: Timeliness, tally: pl.DataFrame) -> str:
    said = [
        f"{basis} basis: {_count(tally, 'met', basis)} of {_count(tally, 'of', basis)} in time"
        for basis in measure.bases
    ]
    beside = tally.filter(pl.col("basis") == "beside")
    numbers = {state: _count(beside, state) for state in _STATE_WORDS}
    numbers[State.OVERDUE] = _count(tally, State.OVERDUE, "due")
    said[-1] += "".join(f", {n} {_STATE_WORDS[state]}" for state, n in numbers.items() if n)
    return "; ".join(said)


def agrees(found: str, expected: str) -> bool:
    """Whether the words are those expected; one basis may be named alone."""
    return found == expected or expected in found.split("; ")


def first_covered(extract_date: dt.date) -> dt.date:
    """1 April three financial years before the one that a day belongs to."""
    return dt.date(first_day_of_year(extract_date).year - 3, 4, 1)
