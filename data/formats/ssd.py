"""The Standard Safeguarding Dataset (SSD): tables that an authority makes in its own case-management system.

They come as CSV files in one folder or zip file, or straight from the database (`ssd_database.py`); both
become the same text tables here.
"""

import datetime as dt
from pathlib import Path
from typing import Final

import polars as pl

from data import spelling
from data.database_spelling import read_date
from data.formats import Progress, Raw, Sighting
from data.formats.ssd_files import Tables, holds_tables, read_folder, read_zip
from data.formats.ssd_tables import BY_NAME, TABLES
from data.formats.ssd_text import digest_of

NAME: Final = "Standard Safeguarding Dataset"
YEARS_IN_TABLES: Final = 6
ENOUGH_ROWS_TO_EXPECT_A_VALUE: Final = 100

# What a column of the dataset fills, where that is not the column of the same name.
_FILLS_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "person.birth_date": ("children.birth_month",),
    "person.expected_birth_date": ("children.expected_birth_month",),
    "person.upn_unknown": (),
    "family.family": ("children.family",),
    "disability.disabilities": ("children.disabled",),
    "linked_identifiers.identifier": ("children.upn",),
    "linked_identifiers.identifier_type": (),
    "linked_identifiers.valid_from": (),
    "send.upn": ("children.upn",),
    "cin_episodes.referral_id": (),
    "cin_assessments.assessment_id": (),
    "cin_assessments.referral_id": ("assessments.referral",),
    "assessment_factors.assessment_id": (),
    "assessment_factors.factors": ("assessment_factors.factor",),
    "s47_enquiry.enquiry_id": (),
    "s47_enquiry.referral_id": ("section_47_enquiries.referral",),
    "s47_enquiry.no_further_action": ("section_47_enquiries.conference_not_required",),
    # Of the guidance's three outcomes only one can be told from it, which makes no share of the three.
    "s47_enquiry.outcome": ("section_47_enquiries.conference_not_required",),
    "initial_cp_conference.conference_id": (),
    "initial_cp_conference.enquiry_id": ("conferences.enquiry",),
    "initial_cp_conference.referral_id": ("conferences.referral", "conferences.notification_date"),
    "initial_cp_conference.outcome": ("conferences.plan_made",),
    "cp_plans.plan_id": (),
    "cp_plans.referral_id": ("plans.referral",),
    "cp_plans.conference_id": ("plans.conference",),
    "cp_reviews.plan_id": (),
}
_VISITS: Final = {"cin_visits": "need", "cp_visits": "protection", "cla_visits": "looked_after"}
"""Tables of visits, and the kind of visit that stands in each."""


def _filled(table: str, column: str) -> tuple[str, ...]:
    """What a column fills."""
    if column == "child":
        return ()
    if table in _VISITS:
        seen = {
            "visit_date": "assessments.child_seen_date",
            "seen_alone": "assessments.child_seen_alone",
        }
        in_assessments = (seen[column],) if column in seen and table != "cla_visits" else ()
        return (f"visits.{column}", *in_assessments)
    name = f"{table}.{column}"
    return _FILLS_ELSEWHERE.get(name, (f"{BY_NAME[table].ours}.{column}",))


def _all_that_can_be_filled() -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(
        filled
        for table in TABLES
        for column in table.columns
        for filled in _filled(table.name, column.ours)
    )
    names["early_help_episodes.family"] = None
    tables = dict.fromkeys(name.partition(".")[0] for name in names)
    return {
        table: tuple(name.partition(".")[2] for name in names if name.startswith(f"{table}."))
        for table in tables
    }


FILLS: Final = _all_that_can_be_filled()


def recognises(path: Path) -> bool:
    """Whether it is a folder, or a zip file that holds CSV files. Which tables they are, `read` finds out."""
    return holds_tables(path)


def covers_from(as_at: dt.date) -> dt.date:
    """The first of the six years that the dataset's scripts ask for."""
    day_after = pl.Series([as_at + dt.timedelta(days=1)])
    first: dt.date = day_after.dt.offset_by(f"-{YEARS_IN_TABLES}y").item()
    return first


def read(path: Path, progress: Progress | None = None) -> Raw:
    """Every table in a folder or zip file, as text.

    Raises UserError if it holds none, one twice, or one that is cut off.
    """
    return as_raw(read_folder(path, progress) if path.is_dir() else read_zip(path, progress))


def as_raw(read: Tables) -> Raw:
    """The dataset's tables under our names, each row with the numbers of the rows that it belongs to."""
    found = read.frames
    sightings = list(read.sightings)
    tables = _raw_tables(found)
    people = _people(found, tables, sightings)
    numbers = people.select("who", "child_row").unique("who", keep="first")
    tables = {
        name: frame.join(numbers, on="who", how="left", maintain_order="left").drop("who", "child")
        for name, frame in tables.items()
    }
    return Raw(
        tables={"children": people.drop("who", "child_row"), **tables},
        style="database",
        fills=_fills(found),
        names={
            f"{table.ours or table.name}.{column.ours}": column.field
            for table in TABLES
            for column in table.columns
        }
        | {
            "children.upn": "UPN",
            "children.disabilities": "disa_disability_code",
            "children.family": "fami_family_id",
            "assessment_factors.factor": "cinf_assessment_factors_json",
            "visits.visit_date": "visit date",
            "visits.seen": "visit seen",
            "visits.seen_alone": "visit seen alone",
        },
        rows=sum(frame.height for frame in found.values())
        + sum(sighting.refused for sighting in read.sightings),
        sightings=tuple(sightings),
        digest=digest_of(found),
    )


def _raw_tables(found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables of events linked to each other, each row with `who`: its child, or itself where it has none."""
    tables = {
        BY_NAME[name].ours: frame
        for name, frame in found.items()
        if BY_NAME[name].ours not in ("", "children")
    }
    visits = [
        found[name].with_columns(kind=pl.lit(kind))
        for name, kind in _VISITS.items()
        if name in found
    ]
    if "outcome" in (enquiries := tables.get("section_47_enquiries", pl.DataFrame())).columns:
        # Read twice: for the outcome, and for whether a conference was decided on.
        tables["section_47_enquiries"] = enquiries.with_columns(conference_decided="outcome")
    if visits:
        tables["visits"] = pl.concat(visits, how="diagonal")
    # Planned and not yet held: no event yet.
    for name, date in (("conferences", "conference_date"), ("reviews", "review_date")):
        if name in tables:
            tables[name] = tables[name].filter(pl.col(date).is_not_null())
    tables = {name: frame.with_columns(_who()) for name, frame in tables.items()}
    for below, above, key, row in (
        ("assessments", "referrals", "referral_id", "referral_row"),
        ("section_47_enquiries", "referrals", "referral_id", "referral_row"),
        ("conferences", "referrals", "referral_id", "referral_row"),
        ("conferences", "section_47_enquiries", "enquiry_id", "enquiry_row"),
        ("plans", "referrals", "referral_id", "referral_row"),
        ("plans", "conferences", "conference_id", "conference_row"),
        ("reviews", "plans", "plan_id", "plan_row"),
    ):
        if below in tables:
            tables[below] = _linked(tables[below], tables.get(above), key, row)
    if "assessments" in tables and "assessment_factors" in found:
        tables["assessments"] = _with_factors(tables["assessments"], found["assessment_factors"])
    return tables


def _who() -> pl.Expr:
    itself = pl.format("\0{} {}", "sheet", "position")
    return pl.coalesce("child", itself).alias("who")


def _linked(below: pl.DataFrame, above: pl.DataFrame | None, key: str, row: str) -> pl.DataFrame:
    """Rows with the number of the row above that they name; null where there is none of that child."""
    if above is None or key not in above.columns or key not in below.columns:
        return below.with_columns(pl.lit(None, pl.UInt32).alias(row))
    # Some systems give brothers and sisters one key.
    numbered = (
        above.with_row_index(row)
        .filter(pl.col(key).is_not_null())
        .unique(("who", key), keep="first")
        .select("who", key, row)
    )
    return below.join(numbered, on=("who", key), how="left", maintain_order="left")


def _with_factors(assessments: pl.DataFrame, factors: pl.DataFrame) -> pl.DataFrame:
    """Assessments with the codes of all their rows of factors, as the census writes them."""
    if "assessment_id" not in assessments.columns:
        return assessments
    listed = (
        factors.filter(pl.all_horizontal(pl.col("assessment_id", "factors").is_not_null()))
        .group_by("assessment_id")
        .agg(pl.col("factors").str.split(" ").explode().unique().sort())
        .select(
            "assessment_id",
            factors=pl.col("factors")
            .list.eval(pl.element().filter(pl.element().str.ends_with("-").not_()))
            .list.eval(pl.element().str.strip_suffix("+"))
            .list.join(" ")
            .replace("", None),
        )
    )
    return assessments.join(listed, on="assessment_id", how="left", maintain_order="left")


def _people(
    found: dict[str, pl.DataFrame],
    tables: dict[str, pl.DataFrame],
    sightings: list[Sighting],
) -> pl.DataFrame:
    """Every row of persons, then a row for each child that only events tell of; `child_row` counts them."""
    columns = {"child": pl.String, "sheet": pl.String, "position": pl.UInt32}
    persons = found.get("person", pl.DataFrame(schema=columns)).with_columns(_who())
    of_events = [frame.select("who", *columns) for frame in tables.values()]
    elsewhere = (
        pl.concat([persons.select("who", *columns).clear(), *of_events])
        .unique("who", keep="first", maintain_order=True)
        .join(persons, on="who", how="anti", maintain_order="left")
    )
    if "person" in found:
        field = BY_NAME["person"].columns[0].field
        sightings.extend(
            Sighting("child_not_among_persons", field, position, "children", sheet)
            for sheet, position in elsewhere.filter(pl.col("child").is_not_null())
            .select("sheet", "position")
            .iter_rows()
        )
    people = pl.concat([persons, elsewhere], how="diagonal").with_row_index("child_row")
    for facts in (_upns(found), _nhs_numbers(found), _families(found), _disabilities(found)):
        people = people.join(facts, on="child", how="left", maintain_order="left")
    in_person = pl.col("nhs_number") if "nhs_number" in people.columns else pl.lit(None, pl.String)
    return people.with_columns(nhs_number=pl.coalesce(in_person, "nhs_number_linked")).drop(
        "nhs_number_linked"
    )


def _upns(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The newest unique pupil number of each child, from whichever table holds one."""
    linked = _identifiers(found, "UPN|UNIQUE PUPIL NUMBER").rename({"identifier": "upn"})
    send = found.get("send", linked).select("child", "upn")
    return _first_of_each(pl.concat([linked, send]), "upn")


def _nhs_numbers(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """The newest NHS number of each child among its linked identifiers."""
    linked = _identifiers(found, "NHS NUMBER").rename({"identifier": "nhs_number_linked"})
    return _first_of_each(linked, "nhs_number_linked")


def _identifiers(found: dict[str, pl.DataFrame], kinds: str) -> pl.DataFrame:
    """Linked identifiers of a kind, those that became valid last coming first."""
    columns = ("child", "identifier")
    if "linked_identifiers" not in found:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    frame = found["linked_identifiers"]
    since, _ = spelling.read_all(
        frame.get_column(
            "valid_from", default=pl.repeat(None, frame.height, dtype=pl.String, eager=True)
        ),
        read_date,
        pl.Date,
    )
    return (
        frame.with_columns(since=since)
        .filter(pl.col("identifier_type").str.to_uppercase().str.contains(f"^({kinds})$"))
        .sort("since", descending=True, nulls_last=True, maintain_order=True)
        .select(columns)
    )


def _families(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    if "family" not in found:
        return pl.DataFrame(schema={"child": pl.String, "family": pl.String})
    # Of several families the first by name, so that it is the same one at every load.
    return _first_of_each(found["family"].select("child", "family").sort("family"), "family")


def _disabilities(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    if "disability" not in found:
        return pl.DataFrame(schema={"child": pl.String, "disabilities": pl.String})
    return (
        found["disability"]
        .filter(pl.all_horizontal(pl.col("child", "disabilities").is_not_null()))
        .group_by("child")
        .agg(pl.col("disabilities").unique().sort().str.join(" "))
    )


def _first_of_each(frame: pl.DataFrame, fact: str) -> pl.DataFrame:
    known = frame.filter(pl.all_horizontal(pl.col("child", fact).is_not_null()))
    return known.unique("child", keep="first", maintain_order=True)


def _fills(found: dict[str, pl.DataFrame]) -> tuple[str, ...]:
    """What the tables fill: a table without rows, or a column never used in many rows, fills nothing."""
    names: dict[str, None] = {}
    for name, frame in found.items():
        for column in BY_NAME[name].columns:
            if column.ours not in frame.columns or frame.is_empty():
                continue
            unused = frame[column.ours].null_count() == frame.height
            if not (unused and frame.height >= ENOUGH_ROWS_TO_EXPECT_A_VALUE):
                names |= dict.fromkeys(_filled(name, column.ours))
    if "children.family" in names and "early_help_episodes.start_date" in names:
        names["early_help_episodes.family"] = None
    if "assessments.start_date" not in names:
        # Factors and visits then have no assessment to belong to.
        names = {each: None for each in names if not each.startswith("assessment")}
    return tuple(names)
