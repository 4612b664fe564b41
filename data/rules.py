"""The rules a row can break, in plain words, and the counting of who breaks them. No value is ever quoted."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from data.problems import Problem

PROBLEMS_SHOWN: Final = 20

FAULTS: Final = pl.Schema(
    {
        "rule": pl.String(),
        "table": pl.String(),
        "field": pl.String(),
        "sheet": pl.String(),
        "position": pl.UInt32(),
        "child_row": pl.UInt32(),
        "refused": pl.Boolean(),
    }
)
"""One row: one fault. `child_row` counts the rows of the raw table of children; null for a whole file."""


PROBLEM_ROWS: Final = pl.Schema(
    {
        "file": pl.String(),
        "position": pl.String(),
        "table": pl.String(),
        "field": pl.String(),
        "rule": pl.String(),
        "message": pl.String(),
        "what_to_do": pl.String(),
        "refused": pl.Boolean(),
    }
)
"""One row: one fault, in words."""

PROBLEM_COUNTS: Final = pl.Schema(
    {
        "rule": pl.String(),
        "table": pl.String(),
        "field": pl.String(),
        "message": pl.String(),
        "what_to_do": pl.String(),
        "refused": pl.Boolean(),
        "rows": pl.Int64(),
        "children": pl.Int64(),
    }
)
"""One row: the faults of one rule in one field, and how many children they touch."""


@dataclass(frozen=True)
class Rule:
    """What is wrong and what to do, in words of a reader."""

    message: str
    what_to_do: str


RULES: Final[dict[str, Rule]] = {
    # The row is refused.
    "child_id_missing": Rule(
        "the child has no identifier, so nothing of them could be loaded",
        "Give the child's local identifier and send the file again.",
    ),
    "row_of_refused_child": Rule(
        "this row belongs to a child without an identifier",
        "Give the child's local identifier and send the file again.",
    ),
    "row_of_refused_plan": Rule(
        "this review belongs to a plan that is not there or has no start date",
        "Give the plan with its start date.",
    ),
    "key_date_missing": Rule(
        "the date that this row is known by is missing or cannot be read",
        "Give the date, as 2024-03-31.",
    ),
    # The value is left out, the row is kept (or refused for want of its date).
    "date_unreadable": Rule(
        "this is not a date that we can read", "Write dates as 2024-03-31 or 31/03/2024."
    ),
    "date_out_of_range": Rule("this date is impossibly early or late", "Correct the year."),
    "code_unknown": Rule(
        "this code is not in the list for this field", "Use a code of the census guide."
    ),
    "flag_unreadable": Rule("this should be true or false", "Write true or false."),
    "yes_or_no": Rule(
        "this should be true or false, and holds a yes or no that may mean another thing",
        "Export the field that the guide asks for, as true or false.",
    ),
    "answer_unknown": Rule("this is neither yes nor no", "Write Yes or No."),
    "number_unreadable": Rule("this is not a whole number", "Write a whole number."),
    "number_out_of_range": Rule("this number is impossibly large", "Correct the number."),
    "percentage_for_count": Rule(
        "this is a percentage, and a count is needed", "Give how many, and out of how many."
    ),
    "time_missing": Rule(
        "there is a day without a time, so it was taken as midnight", "Give the time, as 14:30."
    ),
    "name_too_long": Rule(
        "this is too long to be the name of a place or theme; it was not kept",
        "Give a name of at most 60 letters, and never what happened to a child.",
    ),
    "measure_unknown": Rule(
        "this is no measure that may be sent as a total in this return",
        "Use a name of the template's sheet of codes.",
    ),
    "group_unknown": Rule(
        "this grouping, or group, is not known for the measure",
        "Use the codes of the template's sheet of codes.",
    ),
    "count_above_whole": Rule(
        "the count is larger than what it is out of; neither was used", "Correct one of the two."
    ),
    "period_of_no_kind": Rule(
        "the period is neither a month, a quarter nor a year from April; it was not used",
        "Give whole months, quarters or financial years.",
    ),
    "person_missing": Rule(
        "the row has none of the identifiers by which a child could be known",
        "Give the local authority's child id, the unique pupil number or the NHS number.",
    ),
    "identifier_missing": Rule(
        "the row lacks the reference that it is known by", "Give your own reference of it."
    ),
    "needed_missing": Rule("the row lacks what this column must hold", "Fill the column in."),
    "period_not_in_return": Rule(
        "nothing in the return happened in the period that it says it is of, so nothing is said of it",
        "Check the period, and that it is the right return.",
    ),
    "outside_period": Rule(
        "this is after the period that the return says it is of", "Check the period and the date."
    ),
    "date_order_unclear": Rule(
        "another date in this column has the month before the day, so it cannot be told which of the two"
        " comes first here; it was not used",
        "Write dates as 2024-03-31.",
    ),
    "sessions_of_two_periods": Rule(
        "the tables hold sessions of a term and of the second half of a summer term; only the term's were"
        " read",
        "Load the census of the other term too.",
    ),
    "pupil_at_two_schools": Rule(
        "the same pupil stands under another school too, as when schools merged; the first was used",
        "Give the pupil once, under the school of today.",
    ),
    "quintile_unknown": Rule(
        "this is not a deprivation quintile", "Write a whole number from 1 (most deprived) to 5."
    ),
    "previous_plans_never_zero": Rule(
        "no plan in the file is a child's first, so the number seems to count the plan itself;"
        " it was not used",
        "Count earlier plans only: 0 for a child's first plan.",
    ),
    "transfer_of_closed_referral": Rule(
        "a conference for a child who moved in, on a referral with no further action; it was not used",
        "Check which of the two is right.",
    ),
    "formula_without_value": Rule(
        "the cell holds a formula without a stored result",
        "Open the workbook in Excel, let it calculate, save it, and send it again.",
    ),
    "cell_error": Rule(
        "the cell holds an error instead of a value", "Correct the formula and save the workbook."
    ),
    "list_incomplete": Rule(
        "the sheet looks like an Annex A list and lacks this heading; the sheet was not read",
        "Put Ofsted's headings back, all in one row.",
    ),
    "check_digit_does_not_fit": Rule(
        "the check digit does not fit, so this is not the number of any child; it was left out",
        "Correct the number in the system that it comes from.",
    ),
    "identifier_nobodys": Rule(
        "this stands where an identifier is not known, or was cut short by a spreadsheet; it was left out",
        "Give the identifier, in a column that is formatted as text, or leave the cell empty.",
    ),
    "json_unreadable": Rule(
        "this is not the list of answers (JSON) that it should be; it was left out",
        "Check that the column is wide enough, and that its text is exported whole.",
    ),
    "row_of_another_length": Rule(
        "the row has more or fewer cells than there are headings, so it was not read",
        "Put cells that hold commas, quotes or line breaks into quotes, and export again.",
    ),
    "absence_kind_not_told": Rule(
        "it is not told whether the child was missing or away without leave; it was counted as missing",
        "Give the type of the episode.",
    ),
    # Kept as it stands.
    "child_id_format": Rule(
        "the identifier is longer than 20 characters or not made of letters and digits",
        "Check that it is the child's local identifier.",
    ),
    "child_given_twice": Rule(
        "the child stands in the file more than once; the parts were put together",
        "Give each child once.",
    ),
    "child_facts_differ": Rule(
        "rows of the same child say different things; the first was used",
        "Check the child's birth date, sex and ethnicity.",
    ),
    "upn_and_reason_without": Rule(
        "there is both a unique pupil number and a reason for having none",
        "Remove one of them.",
    ),
    "birth_date_missing": Rule(
        "there is neither a date of birth nor an expected one, so ages are not known",
        "Give one of the two.",
    ),
    "child_not_among_persons": Rule(
        "events are told of this child, who is not in the table of persons; nothing more is known of them",
        "Make the table of persons anew, from the same day as the others.",
    ),
    "episodes_cross": Rule(
        "an episode of care begins before the one before it ended; they were counted as one spell",
        "Correct the dates of the episodes.",
    ),
    "older_than_25": Rule(
        "this person is older than 25 at the extract's date", "Check the date of birth."
    ),
    "sex_as_digit": Rule(
        "this should be a letter; the digit was read as in earlier years", "Write M, F or U."
    ),
    "none_with_others": Rule(
        "'none' stands beside other codes; the others were used", "Remove one or the others."
    ),
    "code_of_another_year": Rule(
        "this code is not used in this collection year", "Check the code against the year's guide."
    ),
    "example_left_in": Rule(
        "this is the example row of the template, so it was left out", "Delete the row."
    ),
    "row_given_twice": Rule(
        "the same event stands in the file more than once; the first was used", "Remove the copy."
    ),
    "date_in_future": Rule("this date is after the extract's date", "Check the date."),
    "end_before_start": Rule(
        "this ends before it starts, so how long it took is not known", "Correct one of the dates."
    ),
    "conference_before_enquiry": Rule(
        "the conference is before the enquiry, so how long it took is not known",
        "Correct one of the dates.",
    ),
    "conference_before_referral": Rule(
        "the conference is before the referral, so how long it took is not known",
        "Correct one of the dates.",
    ),
    "review_before_plan": Rule(
        "the review is not after the start of its plan", "Correct one of the dates."
    ),
    "long_before_birth": Rule(
        "this is more than 40 weeks before the child's birth", "Check this date and the birth date."
    ),
    "conference_at_weekend": Rule("the conference is on a weekend", "Check the date."),
    "held_though_not_required": Rule(
        "a conference is said not to be required, and has a date; it was counted as held",
        "Correct one of the two.",
    ),
    "conference_on_both": Rule(
        "the same conference is given for an enquiry and for a child who moved in; it was counted once,"
        " for the enquiry",
        "Give it in the enquiry only.",
    ),
    "referral_while_open": Rule(
        "the referral came while an earlier one of this child was open",
        "New information on an open referral is not a new referral.",
    ),
    "plans_overlap": Rule(
        "the plan starts before an earlier plan of this child ends", "Correct the dates."
    ),
    "stray_text": Rule("there is text outside any field; it was not read", "Remove it."),
    "element_unknown": Rule(
        "this is not a field of the census; it was not read", "Check its spelling."
    ),
    "element_misplaced": Rule(
        "this stands where it cannot belong to anything; it was not read", "Check the file's order."
    ),
    # The file as a whole.
    "not_end_of_year": Rule(
        "the reference date is not 31 March; it was used as the date of the extract",
        "Check that the file is the whole year's return.",
    ),
    "year_differs": Rule(
        "the collection year in the header is not the one of the reference date, which was used",
        "Check that it is the right year's return, and correct the year or the date.",
    ),
    "dates_do_not_fit": Rule(
        "nothing in the extract happened in the six months before the extract's date,"
        " so nothing is said of them",
        "Check the date that you gave for the extract.",
    ),
    "rows_of_a_kind_missing": Rule(
        "the file holds none of these though it holds many referrals, so nothing is said about them",
        "Check that the export is complete.",
    ),
}


@dataclass(frozen=True)
class Problems:
    """Everything amiss in one file: all of it counted, the first of it in full.

    counts  one row per rule and field (`PROBLEM_COUNTS`), those that left rows out first, then by rows
    first   the first twenty: those that left rows out, then the others, in the file's order
    rows    one row per fault (`PROBLEM_ROWS`), in the file's order
    """

    counts: pl.DataFrame
    first: tuple[Problem, ...]
    rows: pl.DataFrame


def faults(
    found: pl.DataFrame, rule: str | pl.Expr, table: str, field: str, *, refused: bool = False
) -> pl.DataFrame:
    """Rows at fault as faults. `found` has position and, where they are known, sheet and child_row."""
    return found.select(
        rule=pl.lit(rule) if isinstance(rule, str) else rule,
        table=pl.lit(table),
        field=pl.lit(field),
        sheet=pl.col("sheet") if "sheet" in found.columns else pl.lit(""),
        position=pl.col("position").cast(pl.UInt32),
        child_row=pl.col("child_row") if "child_row" in found.columns else pl.lit(None, pl.UInt32),
        refused=pl.lit(refused),
    )


def of_the_file(rule: str, table: str, field: str) -> pl.DataFrame:
    """A fault of the file as a whole."""
    return pl.DataFrame([(rule, table, field, "", 0, None, False)], schema=FAULTS, orient="row")


def problems(found: list[pl.DataFrame], children: pl.Series, file: str) -> Problems:
    """All faults of a file, counted and worded.

    children  the pseudonym of each raw row of children: a child on several rows is one child touched
    """
    child_of = pl.DataFrame({"child": children}).with_row_index("child_row")
    words = pl.DataFrame(
        [(rule, words.message, words.what_to_do) for rule, words in RULES.items()],
        schema=["rule", "message", "what_to_do"],
        orient="row",
    )
    ordered = (
        pl.concat([FAULTS.to_frame(), *found])
        .join(child_of, on="child_row", how="left", maintain_order="left")
        .join(words, on="rule", how="left", maintain_order="left")
        .sort("sheet", "position", maintain_order=True)
    )
    counts = (
        ordered.group_by("rule", "table", "field", "refused", maintain_order=True)
        .agg(
            pl.col("message", "what_to_do").first(),
            rows=pl.len(),
            # A child without an identifier has no pseudonym: each of its rows is a child of its own.
            children=pl.coalesce("child", pl.col("child_row").cast(pl.String))
            .drop_nulls()
            .n_unique(),
        )
        .sort("refused", "rows", descending=True, maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in PROBLEM_COUNTS.items())
    )
    rows = ordered.with_columns(
        file=pl.lit(file),
        position=pl.when(pl.col("position") == 0)
        .then(pl.lit("whole file"))
        .when(pl.col("sheet") == "")
        .then(pl.format("line {}", "position"))
        .otherwise(pl.format("{}, row {}", "sheet", "position")),
    ).select(PROBLEM_ROWS.names())
    first = rows.sort("refused", descending=True, maintain_order=True).head(PROBLEMS_SHOWN)
    return Problems(
        counts=counts,
        first=tuple(Problem(**row) for row in first.iter_rows(named=True)),
        rows=rows,
    )
