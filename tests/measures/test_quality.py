"""What a reader should know before trusting the figures."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Agreement, Area
from metrics import release
from metrics.measure import Measure
from tests.measures.invented import partnership
from tests.measures.specification import MEASURE, Tables, tables_of

AS_AT = dt.date(2024, 3, 31)
AGREEMENT = Agreement("One area", (Area("990", "Northmere"),))
RECORDED = [
    replace(MEASURE[name], breakdowns=()) for name in ("sex_recorded", "ethnicity_recorded")
]


def quality(tables: Tables, measures: list[Measure]) -> pl.DataFrame:
    return release.build(tables, AGREEMENT, AS_AT, measures=measures).release.quality


@pytest.fixture(scope="module")
def one_area() -> Tables:
    return partnership(children=150, areas=("990",))


def test_each_extract_is_told_with_its_days_and_never_with_its_files_name(one_area: Tables):
    found = quality(one_area, RECORDED).filter(pl.col("topic") == "extract")
    assert found.select("area", "subject", "detail", "count").rows() == [
        ("990", "written here", "1 April 2020 to 30 June 2024", 100)
    ]


def test_a_file_of_a_few_rows_does_not_tell_how_many(one_area: Tables):
    few = one_area | {"extracts": one_area["extracts"].with_columns(rows=pl.lit(3, pl.Int64))}
    found = quality(few, RECORDED).filter(pl.col("topic") == "extract")
    assert found.select("count", "reason").rows() == [(None, "protected")]


def test_faults_are_counted_by_rule_and_small_counts_hidden(one_area: Tables):
    problems = pl.DataFrame(
        {
            "area": ["990", "990", "990"],
            "message": ["an end before its start", "an end before its start", "no such code"],
            "what_to_do": ["Correct it.", "Correct it.", "Use a code of the list."],
            "rows": [4, 5, 2],
        }
    )
    found = quality(one_area | {"problems": problems}, RECORDED).filter(
        pl.col("topic") == "problem"
    )
    assert found.select("subject", "detail", "count", "reason").rows() == [
        ("an end before its start", "Correct it.", 9, None),
        ("no such code", "Use a code of the list.", None, "protected"),
    ]


def test_all_nine_protected_characteristics_are_told_held_or_not(one_area: Tables):
    found = quality(one_area, RECORDED).filter(
        pl.col("topic") == "protected characteristic", pl.col("area") == "990"
    )
    told = {row["subject"]: row for row in found.iter_rows(named=True)}
    assert len(told) == 9
    assert told["Sex"]["detail"] == "Held: sex. Of children in need on 31 March 2024."
    assert told["Sex"]["value"] == pytest.approx(100 * told["Sex"]["count"] / told["Sex"]["of"])
    assert told["Sexual orientation"]["detail"] == "Not in any loaded source."
    assert told["Religion or belief"]["detail"].startswith("Held: whether a religion is recorded")
    # It is loaded; the agreement chose not to measure how complete it is.
    assert told["Disability"]["detail"] == (
        "Held: disability. How complete it is was not computed."
    )


def test_a_characteristic_that_no_file_fills_is_not_in_any_source(one_area: Tables):
    coverage = one_area["coverage"].filter(pl.col("field") != "children.sex")
    found = quality(one_area | {"coverage": coverage}, RECORDED)
    sex = found.filter(pl.col("subject") == "Sex")
    assert set(sex["detail"]) == {"Not in any loaded source."}
    assert set(sex["area"]) == {"990", "partnership"}
    not_computed = found.filter(pl.col("topic") == "not computed")
    assert not_computed.select("area", "subject", "detail").rows() == [
        ("990", "Sex recorded", "Not in this extract: needs sex (children).")
    ]


TOLD_TWICE = """
    told_by     | meeting | kind | meeting_date | agency | attended
    partnership | C1      | icpc | 2024-01-10   | police | in_person
    social_care | C1      | icpc | 2024-01-10   | police | {theirs}
    partnership | C2      | icpc | 2024-01-10   | police |
    social_care | C2      | icpc | 2024-01-10   | police | in_person
    social_care | C3      | icpc | 2024-01-10   | police | in_person
"""


def differences(theirs: str, times: int = 1) -> list[tuple[object, ...]]:
    heading, *rows = TOLD_TWICE.format(theirs=theirs).strip().splitlines()
    meetings = [row.replace("C", f"C{number}") for number in range(times) for row in rows]
    days = [(dt.date(2023, 4, 1), AS_AT)]
    tables = tables_of({"attendances": "\n".join([heading, *meetings])}, AS_AT, days)
    found = quality(tables, RECORDED).filter(pl.col("topic") == "told differently")
    return found.select("area", "subject", "count", "reason").rows()


def test_what_two_partners_tell_differently_is_told_and_whom_we_listen_to():
    assert differences("no", 6) == [("990", "Who took part in meetings", 6, None)]
    assert differences("no") == [("990", "Who took part in meetings", None, "protected")]


@pytest.mark.parametrize(("theirs", "told"), [(31, 6), (30, None), (None, None)])
def test_totals_that_two_partners_tell_differently_are_told_too(
    theirs: int | None, told: int | None
):
    days = [(dt.date(2023, 4, 1), AS_AT)]
    tables = tables_of({"attendances": TOLD_TWICE.format(theirs="in_person")}, AS_AT, days)
    months = [dt.date(2023, month, 1) for month in range(4, 10)]
    sent = [
        {
            "area": "990",
            "told_by": agency,
            "measure": "return_conversation_within_72_hours",
            "category": "",
            "characteristic": "all",
            "group": "all",
            "period_start": month,
            "period_end": (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1),
            "met": met,
            "met_mark": "hidden" if met is None else None,
        }
        for month in months
        for agency, met in (("police", 30), ("social_care", theirs))
    ]
    schema = tables["sent_counts"].schema
    tables["sent_counts"] = pl.DataFrame(sent, schema=schema)
    found = quality(tables, RECORDED).filter(pl.col("topic") == "told differently")
    said = [("Children reported missing", told)] if told else []
    assert found.select("subject", "count").rows() == said


def test_partners_who_agree_or_say_nothing_do_not_differ():
    assert differences("in_person") == []
