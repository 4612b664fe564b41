"""Ofsted's Annex A workbooks, written as two authorities' systems would: one list a sheet.

Lists 1 to 9 tell of six months and of what is open on the last day; List 10 of twelve. Northmere's
system writes date cells and Ofsted's newest headings, Eastvale's writes text and older ones.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.demonstration.annex_a_words import (
    CATEGORIES,
    DISABILITY,
    ETHNICITIES,
    GENDERS,
    LIST_8,
    LIST_9,
    LIST_10,
    LIST_11,
    NEEDS,
    OF_CHILD,
    PLACE,
    REASONS,
    SECOND_PERIOD,
    SOURCES,
)
from data.demonstration.faults import with_faults
from data.demonstration.journeys import Facts
from data.demonstration.workbook import write_workbook

_YES, _NO, _UNKNOWN = "a) Yes", "b) No", "c) Unknown"
_SEEN_DAYS, _TEAMS, _WORKERS = 37, 9, 140
_LIVES_SOMEWHERE_UNKNOWN = 53


@dataclass(frozen=True)
class Workbook:
    """One authority's Annex A as at 30 September or 31 March."""

    area: str
    as_at: dt.date

    @property
    def first(self) -> dt.date:
        """The first day of the six months."""
        return dt.date(
            self.as_at.year - (self.as_at.month == 3), 4 if self.as_at.month == 9 else 10, 1
        )

    @property
    def file(self) -> str:
        """The file's name without its ending."""
        return f"Annex_A_{self.area}_{self.as_at}"

    @property
    def of_text(self) -> bool:
        """Whether the authority's system writes everything as text."""
        return self.area == "991"


def write_annex_a(path: Path, facts: Facts, workbook: Workbook) -> None:
    """Write the workbook; an existing one is replaced."""
    lists = _lists(facts, workbook)
    if workbook.of_text:
        lists = {name: _as_text(rows) for name, rows in lists.items()}
    lists = with_faults(workbook.file, lists)
    if workbook.of_text:
        lists = {_OLDER_SHEETS[name]: _with_older_headings(rows) for name, rows in lists.items()}
    write_workbook(path, lists)


_OLDER_SHEETS = {
    "List 1": "Contacts",
    "List 2": "Early Help",
    "List 3": "Referrals",
    "List 4": "Assessments",
    "List 5": "S47 and ICPC",
    "List 6": "Children in Need",
    "List 7": "Child Protection",
    "List 8": "Children in Care",
    "List 9": "Care Leavers",
    "List 10": "Adoption",
    "List 11": "Adopters",
}
_OLDER_HEADINGS = {"Age of Child (Years)": "Age", "Date of referral": "Date of Referral "}


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col(pl.Date).dt.strftime("%d/%m/%Y"),
        pl.col("^Age of Child.*$").cast(pl.Int64).cast(pl.String),
    ).with_columns(pl.all().cast(pl.String))


def _with_older_headings(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename(_OLDER_HEADINGS, strict=False)


def _lists(facts: Facts, workbook: Workbook) -> dict[str, pl.DataFrame]:
    """The lists by name, in Ofsted's headings and order, and two local columns after the child's."""
    known = _Known(facts, workbook)
    return {
        "List 1": _contacts(known),
        "List 2": _early_help(known),
        "List 3": _referrals(known),
        "List 4": _assessments(known),
        "List 5": _enquiries(known),
        "List 6": _need(known),
        "List 7": _protection(known),
        "List 8": _completed(_looked_after(known), LIST_8),
        "List 9": _completed(_care_leavers(known), LIST_9),
        "List 10": _completed(_adoption(known), LIST_10),
        "List 11": pl.DataFrame(schema=dict.fromkeys(LIST_11, pl.String())),
    }


class _Known:
    """The facts of one authority as known on the workbook's day."""

    def __init__(self, facts: Facts, workbook: Workbook) -> None:
        self.facts = facts
        self.first, self.last = workbook.first, workbook.as_at
        self.children = facts.children.filter(pl.col("area") == workbook.area).select(
            "child", **self._of_child()
        )

    def _of_child(self) -> dict[str, pl.Expr]:
        """The columns that a list may take of the child, under Ofsted's headings."""
        born = pl.col("birth_date") <= self.last
        known = born & (pl.col("ethnicity_known_from") <= self.last)
        lives_somewhere = pl.col("child") % _LIVES_SOMEWHERE_UNKNOWN != 0
        disabled = pl.when(pl.col("disabilities").is_not_null() & born).then(
            pl.when(pl.col("disabilities") == "NONE").then(pl.lit(_NO)).otherwise(pl.lit(_YES))
        )
        return {
            "Child Unique ID": pl.col("child_id").cast(pl.Int64),
            "Gender": pl.when(born).then("sex").otherwise(pl.lit("U")).replace_strict(GENDERS),
            "Ethnicity": pl.when(known)
            .then("ethnicity")
            .otherwise(pl.lit("NOBT"))
            .replace_strict(ETHNICITIES),
            "Date of Birth": pl.when(born).then("birth_date"),
            "Age of Child (Years)": pl.when(born).then(
                ((self.last - pl.col("birth_date")).dt.total_days() / 365.25).round(6)
            ),
            "Locality": pl.when(lives_somewhere).then("locality"),
            "IMD quintile": pl.when(lives_somewhere).then("quintile"),
            "Does the Child have a Disability": disabled.fill_null(pl.lit(_UNKNOWN)),
        }

    def by(self, date: str, shown: str | None = None) -> pl.Expr:
        """The column (the date itself unless another is named) where the date has come."""
        return pl.when(pl.col(date) <= self.last).then(shown or date)

    def is_in_window(self, date: str) -> pl.Expr:
        return pl.col(date).is_between(self.first, self.last)

    def is_going_on(self, start: str, end: str) -> pl.Expr:
        """Begun by the last day, and open on it or ended in the window."""
        return (pl.col(start) <= self.last) & (pl.col(end).is_null() | (pl.col(end) >= self.first))

    def days_ago(self, most: int) -> pl.Expr:
        """A day before the last, another for each child."""
        return pl.lit(self.last) - pl.duration(days=pl.col("child") * 7 % most)

    def listed(
        self,
        rows: pl.DataFrame,
        columns: dict[str, pl.Expr],
        *,
        disability: bool = True,
        place: bool = True,
        workers: bool = True,
    ) -> pl.DataFrame:
        """The rows of this authority's children with the columns of the child before the list's own."""
        own = [*OF_CHILD, *([DISABILITY] if disability else []), *(PLACE if place else [])]
        return (
            rows.join(self.children, on="child", maintain_order="left")
            .select(*own, **columns, **(_of_workers() if workers else {}))
            .sort("Child Unique ID", maintain_order=True)
        )


def _of_workers() -> dict[str, pl.Expr]:
    """Who holds the case: columns that no reader of ours may keep. Nobody stands behind the numbers."""
    return {
        "Allocated Team": pl.format("Team {}", pl.col("child") % _TEAMS + 1),
        "Allocated Worker": pl.format("Worker {}", pl.col("child") * 3 % _WORKERS + 1),
    }


def _yes_or_no(condition: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit(_YES)).otherwise(pl.lit(_NO))


def _contacts(known: _Known) -> pl.DataFrame:
    return known.listed(
        known.facts.contacts.filter(known.is_in_window("contact_date")),
        {
            "Date of Contact": pl.col("contact_date"),
            "Contact Source": pl.col("source").replace_strict(SOURCES),
        },
        disability=False,
        place=False,
        workers=False,
    )


def _early_help(known: _Known) -> pl.DataFrame:
    return known.listed(
        known.facts.early_help.filter(known.is_going_on("start_date", "end_date")),
        {
            "Assessment start date": pl.col("start_date"),
            "Assessment completion date": known.by("end_date"),
            "Organisation completing assessment": pl.col("organisation"),
        },
        disability=False,
        workers=False,
    )


def _with_times(known: _Known, rows: pl.DataFrame, date: str) -> pl.DataFrame:
    """Adds `times`: how many rows the child has in the twelve months up to the workbook's day."""
    year = rows.filter(
        pl.col(date) > pl.lit(known.last).dt.offset_by("-12mo"), pl.col(date) <= known.last
    )
    return rows.join(
        year.group_by("child").agg(times=pl.len()), on="child", how="left"
    ).with_columns(pl.col("times").fill_null(0).cast(pl.Int64))


def _referrals(known: _Known) -> pl.DataFrame:
    counted = _with_times(known, known.facts.referrals, "referral_date")
    return known.listed(
        counted.filter(known.is_in_window("referral_date")),
        {
            "Date of referral": pl.col("referral_date"),
            "Referral Source": pl.col("source").replace_strict(SOURCES),
            "Referral NFA?": _yes_or_no(pl.col("no_action")),
            "Number of Referrals in Last 12 Months": pl.col("times") - 1,
        },
        disability=False,
    )


def _assessments(known: _Known) -> pl.DataFrame:
    seen = pl.col("seen").replace_strict({"Yes": _YES, "No": _NO}).fill_null(pl.lit(_UNKNOWN))
    return known.listed(
        known.facts.assessments.filter(known.is_going_on("start_date", "authorised_date")).join(
            _still_listed(known), on="referral", how="semi", maintain_order="left"
        ),
        {
            "Continuous Assessment Start Date": pl.col("start_date"),
            "Child Seen During Continuous Assessment": seen,
            "Continuous Assessment Date of Authorisation": known.by("authorised_date"),
            "Was the child assessed as requiring LA children's social care support?": pl.when(
                pl.col("authorised_date") <= known.last
            ).then(_yes_or_no(pl.col("in_need"))),
        },
    )


def _still_listed(known: _Known) -> pl.DataFrame:
    """Episodes open in the window: an assessment that nobody ended leaves the list with its episode."""
    return known.facts.referrals.filter(known.is_going_on("referral_date", "closure_date"))


def _enquiries(known: _Known) -> pl.DataFrame:
    enquiries = _with_times(known, known.facts.enquiries, "start_date")
    held = known.facts.enquiries.filter(pl.col("conference_date").is_not_null())
    conferences = (
        _with_times(known, held, "conference_date")
        .select("child", conferences="times")
        .unique("child", maintain_order=True)
    )
    settled = pl.max_horizontal("decided_date", "conference_date")
    was_held = pl.col("conference_date") <= known.last
    not_needed = pl.col("conference_date").is_null() & (pl.col("decided_date") <= known.last)
    return known.listed(
        enquiries.filter((pl.col("start_date") <= known.last) & (settled >= known.first)).join(
            conferences, on="child", how="left", maintain_order="left"
        ),
        {
            "Strategy discussion initiating Section 47 Enquiry Start Date": pl.col("start_date"),
            "Was an Initial Child Protection Conference deemed unnecessary?": _yes_or_no(
                not_needed
            ),
            "Date of Initial Child Protection Conference": known.by("conference_date"),
            "Did the Initial Child Protection Conference Result in a Child Protection Plan": pl.when(
                was_held
            ).then(_yes_or_no(pl.col("plan_made"))),
            "Number of Section 47 Enquiries in the last 12 months": pl.col("times"),
            "Number of ICPCs in the last 12 months": pl.col("conferences").fill_null(0),
        },
    )


def _need(known: _Known) -> pl.DataFrame:
    def on_the_day(rows: pl.DataFrame, name: str) -> pl.DataFrame:
        is_open = (pl.col("start_date") <= known.last) & (
            pl.col("end_date").is_null() | (pl.col("end_date") > known.last)
        )
        return rows.filter(is_open).select("referral", pl.lit(True).alias(name)).unique()

    facts = known.facts
    waiting = facts.assessments.rename({"authorised_date": "end_date"})
    status = (
        pl.when(pl.col("closure_date") <= known.last)
        .then(pl.lit("e) Closed episode"))
        .when(pl.col("looked_after"))
        .then(pl.lit("a) Looked after child"))
        .when(pl.col("plan"))
        .then(pl.lit("b) Child Protection plan"))
        .when(pl.col("waiting"))
        .then(pl.lit("d) Open assessment"))
        .otherwise(pl.lit("c) Child in need plan"))
    )
    return known.listed(
        _still_listed(known)
        .filter(~pl.col("no_action"))
        .join(on_the_day(facts.looked_after, "looked_after"), on="referral", how="left")
        .join(on_the_day(facts.plans, "plan"), on="referral", how="left")
        .join(on_the_day(waiting, "waiting"), on="referral", how="left"),
        {
            "CIN Start Date": pl.col("referral_date"),
            "Primary Need Code": pl.col("need").replace_strict(NEEDS),
            "Date Child Was Last Seen": known.days_ago(_SEEN_DAYS),
            "CIN Closure Date": known.by("closure_date"),
            "Reason for Closure": known.by("closure_date", "closure_reason").replace_strict(
                REASONS
            ),
            "Case Status": status,
        },
    )


def _protection(known: _Known) -> pl.DataFrame:
    latest = (
        known.facts.reviews.filter(pl.col("review_date") <= known.last)
        .group_by("plan")
        .agg(latest_review=pl.col("review_date").max())
    )
    category = pl.when(pl.col("category_changed_date") <= known.last).then("latest_category")
    return known.listed(
        known.facts.plans.filter(known.is_going_on("start_date", "end_date")).join(
            latest, on="plan", how="left", maintain_order="left"
        ),
        {
            "Child Protection Plan Start Date": pl.col("start_date"),
            "Initial Category of Abuse": pl.col("initial_category").replace_strict(CATEGORIES),
            "Latest Category of Abuse": category.otherwise("initial_category").replace_strict(
                CATEGORIES
            ),
            "Date of the Last Statutory Visit": pl.max_horizontal("start_date", known.days_ago(19)),
            "Was the Child Seen Alone?": _yes_or_no(pl.col("child") % 5 > 0),
            "Date of latest review conference": pl.col("latest_review"),
            "Child Protection Plan End Date": known.by("end_date"),
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six "
            "Months (Y/N)": _yes_or_no(pl.col("child") % 40 == 0),
            "Number of Previous Child Protection Plans": pl.col("previous_plans"),
        },
    )


def _looked_after(known: _Known) -> pl.DataFrame:
    kind = pl.when(pl.col("child") % 3 == 0).then(pl.lit("C2: Full care order"))
    return known.listed(
        known.facts.looked_after.filter(known.is_going_on("start_date", "end_date")),
        {
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": _yes_or_no(
                pl.col("unaccompanied")
            ),
            "Date Started to be Looked After": pl.col("start_date"),
            SECOND_PERIOD: pl.lit(_NO),
            "Start date of current legal status": pl.col("start_date"),
            "Child's Legal Status": kind.otherwise(pl.lit("V2: Single period of accommodation")),
            "Date of Last Social Work Visit": known.days_ago(_SEEN_DAYS),
            "Date Ceased to be Looked After": known.by("end_date"),
            "Placement Type": pl.lit("f) U6: Foster placement"),
            "Number of Placements in the Last 12 months": pl.col("child") % 3 + 1,
        },
    )


def _care_leavers(known: _Known) -> pl.DataFrame:
    adult = known.facts.children.filter(
        pl.col("birth_date").dt.offset_by("18y") <= known.last
    ).select("child")
    left_care = known.facts.looked_after.filter(pl.col("end_date") <= known.last)
    return known.listed(
        _still_listed(known)
        .join(left_care, on="referral", how="semi")
        .join(adult, on="child", how="semi"),
        {
            "Eligibility Category": pl.lit("b) Former relevant child"),
            "LA in Touch": pl.lit(_YES),
            "Latest Date of Contact": known.days_ago(60),
            "Suitability of Accommodation": pl.lit("a) Suitable"),
        },
        place=False,
    )


def _adoption(known: _Known) -> pl.DataFrame:
    adopted = known.facts.referrals.filter(
        pl.col("closure_reason") == "RC1",
        pl.col("closure_date") <= known.last,
        pl.col("closure_date") > pl.lit(known.last).dt.offset_by("-12mo"),
    )
    return known.listed(
        known.facts.looked_after.join(adopted, on="referral", how="inner"),
        {
            "Date the Child Entered Care": pl.col("start_date"),
            "Date of Adoption Order": pl.col("closure_date"),
        },
        place=False,
        workers=False,
    )


def _completed(rows: pl.DataFrame, headings: tuple[str, ...]) -> pl.DataFrame:
    """The rows under all of a list's headings, in order; what we do not invent stays blank."""
    return rows.with_columns(
        **{name: pl.lit(None, dtype=pl.String) for name in headings if name not in rows.columns}
    ).select(*headings, *(name for name in rows.columns if name not in headings))
