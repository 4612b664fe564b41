"""Mistakes put into the files, as real ones have them, so that there are problems to be shown."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Fault:
    """A mistake in some rows of one file.

    file    the file's name without its ending
    table   frame of text that the file is written from, of a return its subject;  column  its name there
    wrong   what stands there instead of the truth; None: nothing
    rows    how many rows have it, spread evenly over those that had something there
    why     what is wrong, in words
    rules   in a partner's return: the rules by which the reader reports each of these rows
    """

    file: str
    table: str
    column: str
    wrong: str | None
    rows: int
    why: str
    rules: tuple[str, ...] = ()


_OF_CASE_FILES = (
    Fault("CIN_990_2020-21", "children", "ethnicity", "WHIT", 4, "a code that there is none of"),
    Fault(
        "CIN_990_2020-21", "assessments", "factors", "3B RB", 3, "a factor that there is none of"
    ),
    Fault("CIN_990_2021-22", "children", "child_id", None, 2, "a child without an identifier"),
    Fault("CIN_990_2021-22", "referrals", "source", "5E", 3, "a code that there is none of"),
    Fault("CIN_990_2022-23", "enquiries", "not_required", "Y", 2, "neither true nor false"),
    Fault("CIN_990_2022-23", "assessments", "authorised_date", "2032-11-14", 2, "in the future"),
    Fault("CIN_990_2023-24", "plans", "latest_category", "NGL", 2, "a code that there is none of"),
    Fault("CIN_990_2024-25", "children", "birth_date", "2035-06-01", 1, "in the future"),
    Fault("CIN_990_2024-25", "enquiries", "conference_date", "2019-05-14", 2, "before the enquiry"),
    Fault("CIN_990_2024-25", "children", "child_id", None, 1, "a child without an identifier"),
    Fault("CIN_991_2020-21", "assessments", "authorised_date", "2020-02-30", 3, "no such day"),
    Fault("CIN_991_2021-22", "children", "ethnicity", "AINDX", 3, "a code that there is none of"),
    Fault("CIN_991_2022-23", "referrals", "need", "N12", 2, "a code that there is none of"),
    Fault("CIN_991_2023-24", "referrals", "closure_date", "2019-01-31", 3, "before the referral"),
    Fault("CIN_991_2024-25", "assessments", "start_date", "2052-02-11", 1, "in the future"),
    Fault("CIN_991_2024-25", "children", "sex", "1", 5, "a code of earlier years"),
    Fault("Annex_A_990_2024-09-30", "List 3", "Referral Source", "MASH", 3, "not a source"),
    Fault("Annex_A_990_2025-03-31", "List 5", "Child Unique ID", None, 2, "no identifier"),
    Fault("Annex_A_991_2024-09-30", "List 4", "Gender", "x) #N/A", 4, "a spreadsheet's own error"),
    Fault(
        "Annex_A_991_2025-03-31",
        "List 4",
        "Continuous Assessment Date of Authorisation",
        "31/02/2025",
        2,
        "no such day",
    ),
)

_OF_RETURNS = (
    Fault(
        "social_care_front_door_990_2023-24", "front_door", "decision_date", "2024-02-30", 3,
        "no such day", ("date_unreadable",),
    ),
    Fault(
        "social_care_visits_990_2024-25", "visits", "kind", "CPPV", 3,
        "a code that there is none of", ("code_unknown",),
    ),
    Fault(
        "social_care_participation_991_2023-24", "participation", "agency", "Fire service", 4,
        "an agency that the list has not", ("code_unknown",),
    ),
    Fault(
        "early_help_early_help_991_2024-25", "early_help", "met", "42%", 1,
        "a percentage where a count belongs", ("percentage_for_count", "needed_missing"),
    ),
    Fault(
        "health_health_contributions_990_2023-24", "health_contributions", "answered_date", "#N/A", 2,
        "a spreadsheet's own error", ("date_unreadable",),
    ),
    Fault(
        "health_health_contributions_991_2024-25", "health_contributions", "nhs_number", "9900000000", 2,
        "a wrong check digit", ("check_digit_does_not_fit",),
    ),
    Fault(
        "police_missing_990_2024-25_Q2", "missing", "returned_at", "2024-09-29", 2,
        "a day without a time", ("time_missing",),
    ),
    Fault(
        "police_encompass_991_2023-24", "encompass", "school_age", "yes?", 2,
        "neither yes nor no", ("answer_unknown",),
    ),
    Fault(
        "education_attendance_990_2023-24_autumn", "attendance", "upn", "A990000000001", 3,
        "a wrong check letter", ("check_digit_does_not_fit", "person_missing"),
    ),
    Fault(
        "education_attendance_991_2024-25_autumn", "attendance", "authorised", "12%", 2,
        "a percentage where a count belongs", ("percentage_for_count", "needed_missing"),
    ),
    Fault(
        "education_exclusions_991_2023-24", "exclusions", "reason", "RB", 2,
        "a code that there is none of", ("code_unknown",),
    ),
    Fault(
        "partnership_training_partnership_2023-24", "training", "level", "three", 2,
        "no number", ("number_unreadable",),
    ),
    Fault(
        "partnership_feedback_partnership_2024-25", "feedback", "theme",
        "She said that nobody had told her why the meeting was put off twice", 2,
        "a sentence where a theme belongs", ("name_too_long",),
    ),
)  # fmt: skip

FAULTS = (*_OF_CASE_FILES, *_OF_RETURNS)


def with_faults(file: str, tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of a file with its mistakes in them."""
    for fault in FAULTS:
        if fault.file == file:
            tables = {**tables, fault.table: _with_fault(tables[fault.table], fault)}
    return tables


def _with_fault(rows: pl.DataFrame, fault: Fault) -> pl.DataFrame:
    filled = rows[fault.column].is_not_null()
    # Evenly spread, and never the first: a small file has as many as it has rows for.
    step = max(int(filled.sum()) // (fault.rows + 1), 1)
    place = filled.cum_sum()
    chosen = filled & (place % step == 0) & (place <= step * fault.rows)
    return rows.with_columns(
        pl.when(chosen)
        .then(pl.lit(fault.wrong, dtype=pl.String))
        .otherwise(pl.col(fault.column))
        .alias(fault.column)
    )
