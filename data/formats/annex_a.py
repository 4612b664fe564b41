"""Ofsted's Annex A workbook: lists of children and events, each found by its headings.

Neither the name nor the order of a sheet counts, nor where in it the headings stand. Only the columns named
here are ever taken from the workbook: workers, teams, schools, placements and postcodes stay in it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from data.formats import Progress, Raw, Sighting
from data.formats.workbooks import Workbook, looks_like_a_workbook, open_workbook
from data.problems import UserError

NAME: Final = "Annex A"
MONTHS_IN_LISTS: Final = 6
ROWS_SEARCHED_FOR_HEADINGS: Final = 20


@dataclass(frozen=True)
class Column:
    """A column that we read: ours, Ofsted's heading, and how else the heading is found.

    Headings are compared trimmed, with single blanks, straight quotes and in any case; then by the patterns.
    """

    ours: str
    heading: str
    aliases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def matches(self, heading: str) -> bool:
        """Whether a heading names this column by name."""
        return heading in {plain(each) for each in (self.heading, *self.aliases)}

    def resembles(self, heading: str) -> bool:
        """Whether a heading names this column by a pattern."""
        return any(re.search(pattern, heading) for pattern in self.patterns)


def plain(heading: str) -> str:
    """A heading for comparing: small letters, single blanks, straight quotes, no double brackets."""
    straight = heading.translate({ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"'})
    return " ".join(straight.lower().split()).replace("))", ")")


_CHILD: Final = (
    Column(
        "child",
        "Child Unique ID",
        ("ChildUniqueID",),
        (r"\bchild\b.*\b(id|identifier)\b", r"\b(id|identifier)\b.*\bchild\b"),
    ),
    Column("sex", "Gender", ("Sex",)),
    Column("ethnicity", "Ethnicity"),
    Column("birth_date", "Date of Birth", ("DateOfBirth", "DOB"), (r"date.*birth",)),
    Column(
        "disabilities",
        "Does the Child have a Disability",
        ("HasDisability",),
        (r"child.*disability",),
    ),
    # Not Ofsted's: some partnerships add these two to any list.
    Column("locality", "Locality"),
    Column("deprivation_quintile", "IMD quintile", ("IMD_quintile", "Deprivation quintile")),
)


@dataclass(frozen=True)
class List:
    """One of the lists: our table for its events, and the columns read beside those of the child.

    table    "" where only what the list says of the children is read
    needed   how many of `columns`, from the first, a sheet must have to be this list
    """

    number: int
    title: str
    table: str
    needed: int
    columns: tuple[Column, ...]


LISTS: Final = (
    List(
        1,
        "Contacts",
        "contacts",
        2,
        (
            Column("contact_date", "Date of Contact", ("DateOfContact",), (r"date.*contact",)),
            Column("source", "Contact Source", ("ContactSource",), (r"contact.*source",)),
        ),
    ),
    List(
        2,
        "Early help assessments",
        "early_help_episodes",
        2,
        (
            Column("start_date", "Assessment start date", ("AssessmentStartDate",), (r"^assessment.*start",)),
            Column(
                "end_date",
                "Assessment completion date",
                ("AssessmentCompletionDate",),
                (r"^assessment.*complet",),
            ),
        ),
    ),
    List(
        3,
        "Referrals",
        "referrals",
        2,
        (
            Column("referral_date", "Date of referral", ("ReferralDate",), (r"date of.*referral",)),
            Column("source", "Referral Source", ("ReferralSource",), (r"referral.*source",)),
            Column("no_further_action", "Referral NFA?", ("ReferralNFA",), (r"referral.*nfa",)),
        ),
    ),
    List(
        4,
        "Assessments",
        "assessments",
        2,
        (
            Column(
                "start_date",
                "Continuous Assessment Start Date",
                ("ContinuousAssessmentStart",),
                (r"continuous assessment.*start",),
            ),
            Column(
                "authorised_date",
                "Continuous Assessment Date of Authorisation",
                ("ContinuousAssessmentAuthDate",),
                (r"continuous assessment.*authoris",),
            ),
            Column(
                "child_seen",
                "Child Seen During Continuous Assessment",
                ("ContinuousAssessmentChildSeen",),
                (r"child seen.*assessment",),
            ),
            Column(
                "in_need",
                "Was the child assessed as requiring LA children's social care support?",
                ("CSCSupportRequired",),
                (r"was the child assessed.*social care support",),
            ),
        ),
    ),
    List(
        5,
        "Section 47 enquiries and conferences",
        "section_47_enquiries",
        2,
        (
            Column(
                "start_date",
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                ("StratDiscussionDate",),
                (r"strategy discussion.*date",),
            ),
            Column(
                "conference_date",
                "Date of Initial Child Protection Conference",
                ("InitialCPConfDate",),
                (r"^date of.*initial child protection conference",),
            ),
            Column(
                "conference_not_required",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                ("InitialCPConfUnnecessary",),
                (r"conference deemed unnecessary",),
            ),
            Column(
                "plan_made",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                ("CPConfResultInCPPlan",),
                (r"conference result in a child protection plan",),
            ),
        ),
    ),
    # The start of a child in need case is neither its referral nor a child in need plan: of this list only what it
    # says of the children is used.
    List(
        6,
        "Children in need",
        "",
        2,
        (
            Column("start_date", "CIN Start Date", ("CINStartDate",)),
            Column("status", "Case Status", ("CaseStatus",)),
        ),
    ),
    List(
        7,
        "Child protection",
        "plans",
        2,
        (
            Column(
                "start_date",
                "Child Protection Plan Start Date",
                ("ChildProtectionPlanStartDate",),
                (r"child protection plan.*start",),
            ),
            Column("latest_category", "Latest Category of Abuse", ("LatestCategoryOfAbuse",)),
            Column("initial_category", "Initial Category of Abuse", ("InitialCategoryOfAbuse",)),
            Column(
                "end_date",
                "Child Protection Plan End Date",
                ("ChildProtectionPlanEndDate",),
                (r"child protection plan.*end date",),
            ),
            Column(
                "previous_plans",
                "Number of Previous Child Protection Plans",
                ("NumberOfPreviousChildProtectionPlans",),
                (r"number of previous.*plans",),
            ),
            Column(
                "review_date",
                "Date of latest review conference",
                ("DateOfLatestReviewConf",),
                (r"latest review conf",),
            ),
        ),
    ),
    List(
        8,
        "Children looked after",
        "looked_after_periods",
        1,
        (
            Column(
                "start_date", "Date Started to be Looked After", ("DateStartedLookedAfter",), (r"date started to be looked",)
            ),
            Column(
                "end_date", "Date Ceased to be Looked After", ("DateCeasedLookedAfter",), (r"date ceased to be looked",)
            ),
            Column(
                "unaccompanied",
                "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
                (),
                (r"unaccompanied.*within the last 12 months",),
            ),
        ),
    ),
    List(9, "Care leavers", "", 1, (Column("status", "Eligibility Category", ("EligibilityCategory",)),)),
    List(
        10,
        "Adoption",
        "",
        2,
        (
            Column("start_date", "Date the Child Entered Care", ("DateEnteredCare",)),
            Column("status", "Date of Decision that Child Should be Placed for Adoption", (), (r"decision that child should be placed",)),
        ),
    ),
)  # fmt: skip
# List 11 is of adults who wish to adopt: it is known, so that its sheet is no surprise, and never read.
_LIST_OF_ADULTS: Final = Column("adopter", "Individual adopter identifier", ("AdopterIdentifier",))

# What a column of the workbook fills, where that is not the column of the same name.
_FILLS_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "children.child": (),
    "children.birth_date": ("children.birth_month",),
    "children.disabilities": ("children.disabled",),
    "assessments.in_need": ("assessments.not_in_need",),
    "section_47_enquiries.conference_date": ("conferences.enquiry", "conferences.conference_date"),
    "section_47_enquiries.plan_made": ("conferences.plan_made",),
    # Only the latest review is there, which says nothing about those before it.
    "plans.review_date": (),
}


def _filled(table: str, column: str) -> tuple[str, ...]:
    name = f"{table}.{column}"
    return _FILLS_ELSEWHERE.get(name, (name,))


def _all_that_can_be_filled() -> dict[str, tuple[str, ...]]:
    columns = [("children", column) for column in _CHILD]
    columns += [(known.table, column) for known in LISTS if known.table for column in known.columns]
    names = [name for table, column in columns for name in _filled(table, column.ours)]
    tables = dict.fromkeys(name.partition(".")[0] for name in names)
    return {
        table: tuple(name.partition(".")[2] for name in names if name.startswith(f"{table}."))
        for table in tables
    }


FILLS: Final = _all_that_can_be_filled()


def recognises(path: Path) -> bool:
    """Whether the file is a workbook of any kind, by what it holds and not by its name."""
    return looks_like_a_workbook(path)


def covers_from(as_at: dt.date) -> dt.date:
    """The first of the six months that end with the extract's date."""
    day_after = pl.Series([as_at + dt.timedelta(days=1)])
    first: dt.date = day_after.dt.offset_by(f"-{MONTHS_IN_LISTS}mo").item()
    return first


@dataclass(frozen=True)
class _Found:
    """A sheet that is one of the lists: the row of its headings, and where our columns stand."""

    sheet: str
    of: List
    heading_row: int
    columns: dict[str, int]


def read(path: Path, progress: Progress | None = None) -> Raw:
    """Every list that the workbook holds, as text.

    Raises UserError if it cannot be opened, holds no list, or a heading stands twice.
    """
    workbook = open_workbook(path)
    found: list[_Found] = []
    sightings: list[Sighting] = []
    for sheet in workbook.sheet_names:
        is_list = _list_on(workbook, sheet, sightings)
        if is_list:
            found.append(is_list)
    if not found:
        raise UserError(
            f"{path.name} is a workbook, but no sheet in it has the headings of an Annex A list.\n"
            "Keep Ofsted's headings, such as 'Child Unique ID' and 'Date of referral', in one row."
        )
    tables: dict[str, list[pl.DataFrame]] = {}
    rows = 0
    for number, place in enumerate(found, start=1):
        frame = _rows_of(workbook, place, sightings).with_columns(
            child_row=pl.int_range(rows, rows + pl.len(), dtype=pl.UInt32)
        )
        rows += frame.height
        tables.setdefault("children", []).append(frame)
        if place.of.table:
            tables.setdefault(place.of.table, []).append(frame)
        if progress:
            progress(number / len(found))
    return _raw(tables, found, sightings, rows)


def _list_on(workbook: Workbook, sheet: str, sightings: list[Sighting]) -> _Found | None:
    """Which list a sheet is, by the first row that has the headings of one."""
    nearly: Sighting | None = None
    for number, row in enumerate(workbook.top(sheet, ROWS_SEARCHED_FOR_HEADINGS), start=1):
        headings = [plain(cell) for cell in row]
        if any(_LIST_OF_ADULTS.matches(heading) for heading in headings):
            return None
        for known in LISTS:
            wanted = (*_CHILD, *known.columns)
            needed = ("child", *(column.ours for column in known.columns[: known.needed]))
            places = {column.ours: _places(column, wanted, headings) for column in wanted}
            if all(places[ours] for ours in needed):
                columns = {
                    ours: _only(places, ours, sheet, number, row) for ours in places if places[ours]
                }
                return _Found(sheet, known, number, columns)
            if nearly is None and places["child"] and places[needed[1]]:
                missing = next(column for column in known.columns if not places[column.ours])
                nearly = Sighting("list_incomplete", missing.heading, number, known.table, sheet)
    if nearly:
        sightings.append(nearly)
    return None


def _places(column: Column, wanted: tuple[Column, ...], headings: list[str]) -> list[int]:
    """Where a column's heading stands: by name, or else by a pattern that no other column's name has claimed."""
    named = [place for place, heading in enumerate(headings) if heading and column.matches(heading)]
    if named:
        return named
    return [
        place
        for place, heading in enumerate(headings)
        if heading
        and column.resembles(heading)
        and not any(other.matches(heading) for other in wanted)
    ]


def _only(places: dict[str, list[int]], ours: str, sheet: str, number: int, row: list[str]) -> int:
    """The one place of a column. Two headings for one column are refused: which is right, nobody can say."""
    if len(places[ours]) > 1:
        both = "' and '".join(row[place].strip() for place in places[ours])
        raise UserError(
            f"Sheet '{sheet}', row {number}: '{both}' are headings of the same column.\n"
            "Remove or rename the one that should not be read."
        )
    return places[ours][0]


def _rows_of(workbook: Workbook, place: _Found, sightings: list[Sighting]) -> pl.DataFrame:
    """A list's rows, and what is at fault in its cells."""
    ours_at = {at: ours for ours, at in place.columns.items()}
    headings = {column.ours: column.heading for column in (*_CHILD, *place.of.columns)}
    at_fault = workbook.cells_without_value(place.sheet).filter(
        pl.col("column").is_in(list(ours_at)), pl.col("position") > place.heading_row
    )
    sightings += [
        Sighting(rule, headings[ours_at[column]], position, place.of.table, place.sheet)
        for position, column, rule in at_fault.iter_rows()
    ]
    return workbook.below(place.sheet, place.heading_row, place.columns).with_columns(
        sheet=pl.lit(place.sheet)
    )


def _raw(
    tables: dict[str, list[pl.DataFrame]], found: list[_Found], sightings: list[Sighting], rows: int
) -> Raw:
    about_rows = ("child_row", "sheet", "position")
    of_child = tuple(column.ours for column in _CHILD)
    columns = {"children": of_child} | {
        known.table: tuple(column.ours for column in known.columns)
        for known in LISTS
        if known.table
    }
    stacked = {
        table: pl.concat(frames, how="diagonal").select(
            *about_rows, pl.col("^(" + "|".join(columns[table]) + ")$")
        )
        for table, frames in tables.items()
    }
    stacked["children"] = stacked["children"].drop("child_row")
    if "review_date" in stacked.get("plans", pl.DataFrame()).columns:
        stacked["reviews"] = (
            stacked["plans"]
            .with_row_index("plan_row")
            .filter(pl.col("review_date").is_not_null())
            .select("plan_row", *about_rows, "review_date")
        )
    fills = [
        name
        for place in found
        for ours in place.columns
        for table in (
            ("children",) if ours in of_child else (place.of.table,) if place.of.table else ()
        )
        for name in _filled(table, ours)
    ]
    named = [("children", column) for column in _CHILD]
    named += [(known.table, column) for known in LISTS for column in known.columns]
    return Raw(
        tables=stacked,
        style="workbook",
        fills=tuple(dict.fromkeys(fills)),
        names={f"{table}.{column.ours}": column.heading for table, column in named}
        | {"reviews.review_date": "Date of latest review conference"},
        rows=rows,
        sightings=tuple(sightings),
    )
