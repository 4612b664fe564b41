"""Ofsted's Annex A workbooks, written as two authorities' systems would: one list a sheet.

Lists 1 to 9 tell of six months and of what is open on the last day; List 10 of twelve. Northmere's
system writes date cells and Ofsted's newest headings, Eastvale's writes text and older ones.
"""

from pathlib import Path

import polars as pl

from data.demonstration.annex_a_words import (
    CATEGORIES,
    LIST_8,
    LIST_9,
    LIST_10,
    LIST_11,
    NEEDS,
    OLDER_HEADINGS,
    OLDER_SHEETS,
    REASONS,
    SECOND_PERIOD,
    SOURCES,
)
from data.demonstration.faults import with_faults
from data.demonstration.journeys import Facts
from data.demonstration.known import NO, SEEN_DAYS, UNKNOWN, YES, Known, Workbook, yes_or_no
from data.demonstration.workbook import write_workbook


def write_annex_a(path: Path, facts: Facts, workbook: Workbook) -> None:
    """Write the workbook; an existing one is replaced."""
    lists = _lists(facts, workbook)
    if workbook.of_text:
        lists = {name: _as_text(rows) for name, rows in lists.items()}
    lists = with_faults(workbook.file, lists)
    if workbook.of_text:
        lists = {OLDER_SHEETS[name]: _with_older_headings(rows) for name, rows in lists.items()}
    write_workbook(path, lists)


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col(pl.Date).dt.strftime("%d/%m/%Y"),
        pl.col("^Age of Child.*$").cast(pl.Int64).cast(pl.String),
    ).with_columns(pl.all().cast(pl.String))


def _with_older_headings(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename(OLDER_HEADINGS, strict=False)


def _lists(facts: Facts, workbook: Workbook) -> dict[str, pl.DataFrame]:
    """The lists by name, in Ofsted's headings and order, and two local columns after the child's."""
    known = Known(facts, workbook)
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


def _contacts(known: Known) -> pl.DataFrame:
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


def _early_help(known: Known) -> pl.DataFrame:
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


def _with_times(known: Known, rows: pl.DataFrame, date: str) -> pl.DataFrame:
    """Adds `times`: how many rows the child has in the twelve months up to the workbook's day."""
    year = rows.filter(
        pl.col(date) > pl.lit(known.last).dt.offset_by("-12mo"), pl.col(date) <= known.last
    )
    return rows.join(
        year.group_by("child").agg(times=pl.len()), on="child", how="left"
    ).with_columns(pl.col("times").fill_null(0).cast(pl.Int64))


def _referrals(known: Known) -> pl.DataFrame:
    counted = _with_times(known, known.facts.referrals, "referral_date")
    return known.listed(
        counted.filter(known.is_in_window("referral_date")),
        {
            "Date of referral": pl.col("referral_date"),
            "Referral Source": pl.col("source").replace_strict(SOURCES),
            "Referral NFA?": yes_or_no(pl.col("no_action")),
            "Number of Referrals in Last 12 Months": pl.col("times") - 1,
        },
        disability=False,
    )


def _assessments(known: Known) -> pl.DataFrame:
    seen = pl.col("seen").replace_strict({"Yes": YES, "No": NO}).fill_null(pl.lit(UNKNOWN))
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
            ).then(yes_or_no(pl.col("in_need"))),
        },
    )


def _still_listed(known: Known) -> pl.DataFrame:
    """Episodes open in the window: an assessment that nobody ended leaves the list with its episode."""
    return known.facts.referrals.filter(known.is_going_on("referral_date", "closure_date"))


def _enquiries(known: Known) -> pl.DataFrame:
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
            "Was an Initial Child Protection Conference deemed unnecessary?": yes_or_no(not_needed),
            "Date of Initial Child Protection Conference": known.by("conference_date"),
            "Did the Initial Child Protection Conference Result in a Child Protection Plan": pl.when(
                was_held
            ).then(yes_or_no(pl.col("plan_made"))),
            "Number of Section 47 Enquiries in the last 12 months": pl.col("times"),
            "Number of ICPCs in the last 12 months": pl.col("conferences").fill_null(0),
        },
    )


def _need(known: Known) -> pl.DataFrame:
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
            "Date Child Was Last Seen": known.days_ago(SEEN_DAYS),
            "CIN Closure Date": known.by("closure_date"),
            "Reason for Closure": known.by("closure_date", "closure_reason").replace_strict(
                REASONS
            ),
            "Case Status": status,
        },
    )


def _protection(known: Known) -> pl.DataFrame:
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
            "Was the Child Seen Alone?": yes_or_no(pl.col("child") % 5 > 0),
            "Date of latest review conference": pl.col("latest_review"),
            "Child Protection Plan End Date": known.by("end_date"),
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six "
            "Months (Y/N)": yes_or_no(pl.col("child") % 40 == 0),
            "Number of Previous Child Protection Plans": pl.col("previous_plans"),
        },
    )


def _looked_after(known: Known) -> pl.DataFrame:
    kind = pl.when(pl.col("child") % 3 == 0).then(pl.lit("C2: Full care order"))
    return known.listed(
        known.facts.looked_after.filter(known.is_going_on("start_date", "end_date")),
        {
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)": yes_or_no(
                pl.col("unaccompanied")
            ),
            "Date Started to be Looked After": pl.col("start_date"),
            SECOND_PERIOD: pl.lit(NO),
            "Start date of current legal status": pl.col("start_date"),
            "Child's Legal Status": kind.otherwise(pl.lit("V2: Single period of accommodation")),
            "Date of Last Social Work Visit": known.days_ago(SEEN_DAYS),
            "Date Ceased to be Looked After": known.by("end_date"),
            "Placement Type": pl.lit("f) U6: Foster placement"),
            "Number of Placements in the Last 12 months": pl.col("child") % 3 + 1,
        },
    )


def _care_leavers(known: Known) -> pl.DataFrame:
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
            "LA in Touch": pl.lit(YES),
            "Latest Date of Contact": known.days_ago(60),
            "Suitability of Accommodation": pl.lit("a) Suitable"),
        },
        place=False,
    )


def _adoption(known: Known) -> pl.DataFrame:
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
