"""What partners send: a page that says what it is, rows or totals, read into the tables of its subject."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import codes
from data.formats import partner_returns
from data.problems import UserError
from data.returns.statement import ColumnMapping, Statement
from data.returns.subjects import BY_TABLE, SUBJECTS
from data.returns.totals import Total
from data.tables import TABLES
from tests.reading import files
from tests.reading.conftest import KEY, rules_of
from tests.reading.returns import JANUARY, above, held, read, table, upn, workbook, written

MISSING = """
    Episode reference | Recorded by | Local authority child id | Missing since    | Kind
    ------------------+-------------+--------------------------+------------------+--------
    M-1               | Police      | 100234                   | 2025-01-02 22:30 | Missing
    M-2               | Police      |                          | 2025-01-09 01:00 | absent
"""


def test_a_return_is_known_by_what_it_says_of_itself(tmp_path):
    extract = read(written(tmp_path, MISSING, Sent_by="Eastvale Police"))
    assert (extract.format, extract.subject, extract.agency) == (
        "Partner return",
        "missing",
        "police",
    )
    assert (extract.sender, extract.area, extract.totals) == ("Eastvale Police", "990", False)
    assert (extract.covers_from, extract.covers_to) == JANUARY
    assert extract.as_at == dt.date(2025, 1, 31), "where it does not say, its records end with it"
    assert extract.problems.rows.is_empty()


def test_its_rows_are_typed_coded_and_told_by_their_sender(tmp_path):
    extract = read(written(tmp_path, MISSING))
    assert held(extract, "told_by", "source", "started_at", "kind", "area") == [
        ("police", "police", dt.datetime.fromisoformat("2025-01-02 22:30"), "missing", "990"),
        ("police", "police", dt.datetime.fromisoformat("2025-01-09 01:00"), "away", "990"),
    ]


def test_identifiers_are_kept_as_pseudonyms_only(tmp_path):
    extract = read(written(tmp_path, MISSING))
    kept = extract.tables["missing_episodes"].write_csv()
    assert "M-1" not in kept
    assert "100234" not in kept
    assert held(extract, "person")[1] == (None,), "who went missing may be unknown"


def test_the_same_pupil_number_is_the_same_person_for_every_sender_and_area(tmp_path):
    rows = f"""
        UPN      | School | From       | To         | Possible | Authorised | Unauthorised
        {upn(1)} | 100001 | 2025-01-01 | 2025-01-31 | 40       | 2          | 0
    """
    said = {"Return": "attendance", "Agency": "education"}
    here = read(written(tmp_path, rows, **said))
    there = read(written(tmp_path, rows, **said, Local_authority="991"))
    assert held(here, "upn") == held(there, "upn")


def test_the_same_child_id_of_two_areas_is_two_children(tmp_path):
    here = read(written(tmp_path, MISSING))
    there = read(written(tmp_path, MISSING, Local_authority="991"))
    assert held(here, "child")[0] != held(there, "child")[0]


def test_a_person_is_the_first_identifier_that_the_sender_gave(tmp_path):
    rows = f"""
        UPN      | Child id | School | From       | To         | Possible | Authorised | Unauthorised
        {upn(1)} | 100234   | 100001 | 2025-01-01 | 2025-01-31 | 40       | 2          | 0
        {upn(2)} |          | 100001 | 2025-01-01 | 2025-01-31 | 40       | 2          | 0
    """
    extract = read(written(tmp_path, rows, Return="attendance", Agency="education"))
    first, second = extract.tables["attendance"].select("person", "child", "upn").rows()
    assert first[0] == first[1]
    assert second[0] == second[2]


def test_a_workbook_holds_the_same_return(tmp_path):
    rows = [
        ["Episode reference", "Recorded by", "Missing since", "Kind"],
        ["M-1", "Police", dt.datetime.fromisoformat("2025-01-02 22:30"), "Missing"],
    ]
    extract = read(workbook(tmp_path, rows, Local_authority=990, Period_from=JANUARY[0]))
    assert held(extract, "started_at", "kind") == [
        (dt.datetime.fromisoformat("2025-01-02 22:30"), "missing")
    ]
    assert (extract.area, extract.covers_from) == ("990", JANUARY[0])


def test_a_time_that_lost_its_format_in_excel_is_still_a_time(tmp_path):
    rows = [["Episode reference", "Recorded by", "Missing since"], ["M-1", "Police", 45659.9375]]
    extract = read(workbook(tmp_path, rows))
    assert held(extract, "started_at") == [(dt.datetime.fromisoformat("2025-01-02 22:30"),)]
    assert extract.problems.rows.is_empty()


def test_a_return_may_stand_on_any_sheet_of_a_workbook(tmp_path):
    page = [["Return", "missing"], ["Agency", "police"], ["Local authority", "990"],
            ["Period from", "2025-01-01"], ["Period to", "2025-01-31"],
            ["Episode reference", "Recorded by", "Missing since"],
            ["M-1", "Police", "2025-01-02 22:30"]]  # fmt: skip
    path = files.workbook(tmp_path / "r.xlsx", {"Notes": [["Dear", "all"]], "January": page})
    assert read(path).rows == 1


def test_what_a_file_does_not_say_can_be_given_beside_it(tmp_path):
    path = files.write(tmp_path / "plain.csv", table(MISSING))
    says = Statement(
        subject="missing", agency="police", covers_from=JANUARY[0], covers_to=JANUARY[1]
    )
    extract = read(
        path, says=says, area="990", as_at=dt.date(2025, 2, 3), received=dt.date(2025, 2, 4)
    )
    assert (extract.subject, extract.area, extract.as_at) == ("missing", "990", dt.date(2025, 2, 3))
    assert extract.received == dt.date(2025, 2, 4)
    assert extract.sender == "Police", "without a name, the sender is its agency"


def test_where_only_one_agency_sends_a_return_it_need_not_be_said(tmp_path):
    rows = "Year from | Pounds\n2025-01-01 | £310,000"
    extract = read(
        written(tmp_path, rows, Return="The agreed budget", Agency=None, Local_authority=None)
    )
    assert (extract.agency, extract.area) == ("partnership", "partnership")
    assert held(extract, "pounds") == [(310000,)]


@pytest.mark.parametrize(
    ("said", "read_as"),
    [("990", "990"), ("990 Northmere", "990"), ("Northmere (990)", "990"), ("301.0", "301")],
)
def test_a_local_authority_is_known_by_its_three_digits(tmp_path, said, read_as):
    assert read(written(tmp_path, MISSING, Local_authority=said)).area == read_as


@pytest.mark.parametrize(
    "said", ["Looked after", "looked_after", "looked after", "Children looked after"]
)
def test_a_subject_may_be_written_by_name_or_title(tmp_path, said):
    rows = "Local authority child id | Date the spell began\nA1 | 2025-01-02"
    extract = read(written(tmp_path, rows, Return=said, Agency="social_care"))
    assert extract.subject == "looked_after"


def test_what_it_fills_is_known_for_its_period_alone(tmp_path):
    coverage = read(written(tmp_path, MISSING)).coverage
    assert set(coverage["field"]) == {
        "missing_episodes.episode",
        "missing_episodes.source",
        "missing_episodes.child",
        "missing_episodes.started_at",
        "missing_episodes.kind",
    }
    assert coverage.select("covers_from", "covers_to").unique().rows() == [JANUARY]


def test_facts_about_children_fill_what_is_known_of_children(tmp_path):
    rows = """
        Local authority child id | Sex    | Locality
        A1                       | Female | Millfields
    """
    extract = read(written(tmp_path, rows, Return="characteristics", Agency="social_care"))
    assert {"children.sex", "children.locality"} <= set(extract.coverage["field"])
    assert held(extract, "sex", "locality") == [("F", "Millfields")]


def test_how_complete_a_return_is_counts_cells_that_should_be_filled_in(tmp_path):
    extract = read(written(tmp_path, MISSING.replace("absent", "")))
    assert (extract.given, extract.wanted) == (3, 4), "two of who recorded, one of two of the kind"


ANY_ORDER = ("Episode reference", "Recorded by", "Missing since", "Kind", "Risk grade")
_ROW = dict(zip(ANY_ORDER, ("M-1", "police", "2025-01-02 22:30", "missing", "high"), strict=True))


@st.composite
def spelt(draw, heading):
    """A heading with other capitals, blanks and signs between its words."""
    gaps = st.sampled_from([" ", "  ", "_", "-", " / ", ". "])
    words = [draw(st.sampled_from([word, word.upper(), word.lower()])) for word in heading.split()]
    return (
        draw(st.sampled_from(["", " "]))
        + "".join(part for word in words[:-1] for part in (word, draw(gaps)))
        + words[-1]
        + draw(st.sampled_from(["", " ", "*", "?"]))
    )


@settings(max_examples=60, deadline=None)
@given(st.data(), st.permutations(ANY_ORDER), st.sampled_from([",", ";", "\t", "|"]))
def test_any_order_and_spelling_of_headings_gives_the_same_table(
    tmp_path_factory, data, order, parting
):
    headings = [data.draw(spelt(heading)) for heading in order]
    text = above().replace(",", parting) + "\n".join(
        ["", parting.join(headings), parting.join(_ROW[heading] for heading in order), ""]
    )
    path = files.write(tmp_path_factory.mktemp("any") / "return.csv", text)
    table = read(path).tables["missing_episodes"].drop("extract")
    usual = files.write(
        path.parent / "usual.csv",
        above() + "\n" + ",".join(ANY_ORDER) + "\n" + ",".join(_ROW.values()) + "\n",
    )
    assert table.equals(read(usual).tables["missing_episodes"].drop("extract"))


def test_columns_that_we_do_not_know_are_never_read(tmp_path):
    rows = """
        Episode reference | Recorded by | Missing since    | Name of child
        M-1               | Police      | 2025-01-02 22:30 | Secret
    """
    extract = read(written(tmp_path, rows))
    kept = "".join(frame.write_csv() for frame in (*extract.tables.values(), extract.problems.rows))
    assert "Secret" not in kept


# Totals


SENT = {"Return": "attendance", "Agency": "education", "Layout": "counts",
        "Period_from": "2024-04-01", "Period_to": "2025-03-31"}  # fmt: skip
KNOWN = {
    "pupils_persistently_absent": Total(
        "Pupils persistently absent",
        {"main": "Main school", "other": "Other school"},
        {"sex": {"F": "Girls", "M": "Boys"}, "locality": {}},
    )
}
WHOLE = "2024-04-01 | 2025-03-31"


def totals(tmp_path, rows, known=None):
    return read(written(tmp_path, rows, **SENT), totals=known)


def test_totals_are_kept_as_sent_with_their_senders_marks(tmp_path):
    extract = totals(
        tmp_path,
        f"""
        Measure | Grouped by | Group | Period from | Period to | Count | Out of | Rounded to
        --------+------------+-------+-------------+-----------+-------+--------+-----------
        pupils_persistently_absent |            |       | {WHOLE}                  | 120   | 800    | 5
        pupils_persistently_absent | sex        | F     | {WHOLE}                  | c     | 400    |
        pupils_persistently_absent | sex        | M     | {WHOLE}                  | <5    | [c]    |
        Pupils severely absent     |            |       | {WHOLE}                  | *     |        |
        sessions_missed            |            |       | {WHOLE}                  | 0     | 1,000  |
        """,
    )
    columns = (
        "measure",
        "characteristic",
        "group",
        "met",
        "of",
        "met_mark",
        "of_mark",
        "rounded_to",
    )
    assert extract.totals
    assert extract.problems.rows.is_empty()
    assert held(extract, *columns) == [
        ("pupils_persistently_absent", "all", "all", 120, 800, None, None, 5),
        ("pupils_persistently_absent", "sex", "F", None, 400, "hidden", None, None),
        ("pupils_persistently_absent", "sex", "M", None, None, "hidden", "hidden", None),
        ("pupils_severely_absent", "all", "all", None, None, "hidden", None, None),
        ("sessions_missed", "all", "all", 0, 1000, None, None, None),
    ]
    assert set(extract.coverage["field"]) == {"sent_counts.met", "sent_counts.of"}


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        ("2024-10-01 | 2024-10-31", True),
        ("2025-02-01 | 2025-02-28", True),
        ("2024-04-01 | 2024-06-30", True),
        ("2024-07-01 | 2024-09-30", True),
        ("2024-10-01 | 2024-12-31", True),
        ("2025-01-01 | 2025-03-31", True),
        ("2024-04-01 | 2025-03-31", True),
        ("2024-05-01 | 2024-07-31", False),
        ("2024-11-01 | 2025-01-31", False),
        ("2024-09-01 | 2024-12-20", False),
        ("2024-10-02 | 2024-10-31", False),
        ("2024-04-01 | 2024-09-30", False),
        ("2024-10-01 | 2024-09-30", False),
    ],
)
def test_a_total_is_of_a_whole_month_quarter_or_financial_year(tmp_path, period, kept):
    extract = totals(
        tmp_path,
        f"Measure | Period from | Period to | Count\nsessions_missed | {period} | 3\n"
        "sessions_missed | 2024-08-01 | 2024-08-31 | 3",
    )
    assert rules_of(extract) == ({} if kept else {"period_of_no_kind": 1})
    assert extract.refused == (not kept)


@pytest.mark.parametrize(
    ("category", "grouped", "group", "read_as"),
    [
        ("main", "", "", ("main", "all", "all")),
        ("Other school", "", "", ("other", "all", "all")),
        ("main", "Sex", "Girls", ("main", "sex", "F")),
        ("main", "sex", "m", ("main", "sex", "M")),
        ("main", "locality", "Millfields", ("main", "locality", "Millfields")),
        ("main", "all", "all", ("main", "all", "all")),
        ("", "sex", "F", None),
        ("third", "", "", None),
        ("main", "sex", "X", None),
        ("main", "sex", "", None),
        ("main", "", "F", None),
        ("main", "ethnicity", "white", None),
    ],
)
def test_a_total_is_of_groups_that_the_measure_has(tmp_path, category, grouped, group, read_as):
    extract = totals(
        tmp_path,
        "Measure | Category | Grouped by | Group | Period from | Period to | Count\n"
        f"pupils_persistently_absent | {category} | {grouped} | {group} | {WHOLE} | 7",
        KNOWN,
    )
    if read_as is None:
        assert rules_of(extract) == {"group_unknown": 1}
        assert not extract.tables
    else:
        assert held(extract, "category", "characteristic", "group") == [read_as]


@pytest.mark.parametrize(
    ("grouped", "group", "kept"),
    [("age band", "5_to_9", True), ("", "", True), ("sex", "", False), ("", "F", False)],
)
def test_of_a_measure_not_yet_counted_any_whole_grouping_is_taken(tmp_path, grouped, group, kept):
    extract = totals(
        tmp_path,
        "Measure | Grouped by | Group | Period from | Period to | Count\n"
        f"sessions_missed | {grouped} | {group} | {WHOLE} | 7",
    )
    assert bool(extract.tables) == kept
    if kept and grouped:
        assert held(extract, "characteristic", "group") == [("age_band", "5_to_9")]


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (f"attendance_by_mood | {WHOLE} | 3 | 9", {"measure_unknown": 1}),
        (f" | {WHOLE} | 3 | 9", {"measure_unknown": 1}),
        ("sessions_missed | | 2025-03-31 | 3 | 9", {"key_date_missing": 1}),
        (f"sessions_missed | {WHOLE} | | 9", {"needed_missing": 1}),
        (f"sessions_missed | {WHOLE} | 12 | 9", {"count_above_whole": 1}),
        (f"sessions_missed | {WHOLE} | 12% | 99", {"percentage_for_count": 1, "needed_missing": 1}),
        (f"sessions_missed | {WHOLE} | many | 99", {"number_unreadable": 1, "needed_missing": 1}),
        ("sessions_missed | 2025-04-01 | 2025-04-30 | 3 | 9", {"outside_period": 1}),
    ],
)
def test_a_total_that_cannot_be_true_is_left_out(tmp_path, row, rules):
    extract = totals(tmp_path, f"Measure | Period from | Period to | Count | Out of\n{row}")
    assert rules_of(extract) == rules
    assert extract.refused == 1
    assert not extract.tables


def test_a_total_given_twice_is_counted_once(tmp_path):
    row = f"sessions_missed | {WHOLE} | 12\n"
    extract = totals(tmp_path, f"Measure | Period from | Period to | Count\n{row}{row}")
    assert rules_of(extract) == {"row_given_twice": 1}
    assert held(extract, "met") == [(12,)]


def test_totals_of_another_period_say_nothing_of_this_one(tmp_path):
    extract = totals(
        tmp_path,
        "Measure | Period from | Period to | Count\nsessions_missed | 2023-04-01 | 2024-03-31 | 3",
    )
    assert rules_of(extract) == {"period_not_in_return": 1}
    assert extract.coverage.is_empty()


# Column mappings


def mapped(**more):
    return ColumnMapping(
        **{
            "name": "Eastvale Police",
            "columns": {"MISPER ref": "Episode reference", "Went": "Missing since"},
            "says": Statement(subject="missing", shape="rows", agency="police"),
            **more,
        }
    )


OWN = table("MISPER ref | Recorded by | Went | Cls\nM-1 | police | 2025-01-02 22:30 | Misper")
UNSAID = above(Return=None, Agency=None)


def test_a_partners_own_headings_are_read_by_a_saved_mapping(tmp_path):
    own = mapped(
        columns={"MISPER ref": "Episode reference", "went": "Missing since", "Cls": "Kind"},
        values={"kind": {"MISPER": "missing"}},
    )
    path = files.write(tmp_path / "own.csv", UNSAID + "\n" + OWN)
    assert partner_returns.recognises(path, [own])
    assert not partner_returns.recognises(path)
    extract = read(path, mappings=(own,))
    assert (extract.subject, extract.agency) == ("missing", "police")
    assert held(extract, "kind", "started_at") == [
        ("missing", dt.datetime.fromisoformat("2025-01-02 22:30"))
    ]
    assert extract.problems.rows.is_empty()


def test_totals_are_mapped_too(tmp_path):
    own = ColumnMapping(
        "Schools",
        {"What": "Measure", "Since": "Period from", "Until": "Period to", "N": "Count"},
        says=Statement(subject="attendance", shape="counts", agency="education"),
    )
    rows = table(f"What | Since | Until | N\nsessions_missed | {WHOLE} | 12")
    said = {name: text for name, text in SENT.items() if name.startswith("Period")}
    path = files.write(tmp_path / "own.csv", above(Return=None, Agency=None, **said) + "\n" + rows)
    assert held(read(path, mappings=(own,)), "met") == [(12,)]


def test_what_a_file_says_counts_before_what_its_mapping_says(tmp_path):
    path = files.write(
        tmp_path / "own.csv", above(Return=None, Sent_by="Northmere Police") + "\n" + OWN
    )
    extract = read(path, mappings=(mapped(),))
    assert extract.sender == "Northmere Police"


def test_a_mapping_of_another_subject_or_sender_is_not_used(tmp_path):
    path = files.write(tmp_path / "own.csv", above() + "\n" + OWN)
    for says in (
        Statement(subject="encompass", shape="rows"),
        Statement(subject="missing", shape="rows", agency="health"),
    ):
        with pytest.raises(UserError, match="“Eastvale Police” fits them, and is of"):
            read(path, mappings=(mapped(says=says),))


def test_a_file_that_two_mappings_fit_is_refused_with_both_names(tmp_path):
    path = files.write(tmp_path / "own.csv", UNSAID + "\n" + OWN)
    both = (mapped(), mapped(name="Westmere Police"))
    with pytest.raises(UserError, match="“Eastvale Police” and “Westmere Police”"):
        read(path, mappings=both)


def test_a_heading_that_a_mapping_takes_is_read_as_nothing_else(tmp_path):
    rows = table(
        "Reference | Kind | Recorded by | Missing since\nM-1 | police | missing | 2025-01-02 22:30"
    )
    own = mapped(
        columns={"Reference": "Episode reference", "Kind": "Recorded by", "Recorded by": "Kind"}
    )
    path = files.write(tmp_path / "own.csv", UNSAID + "\n" + rows)
    assert held(read(path, mappings=(own,)), "source", "kind") == [("police", "missing")]


def test_the_row_of_headings_is_found_without_knowing_them(tmp_path):
    text = "Report of January\nprinted,2025-02-01\n\nRef,When,Who,Who\n1,2025-01-02,A,B\n"
    path = files.write(tmp_path / "own.csv", text)
    assert partner_returns.headings_in(path) == ("Ref", "When", "Who")
    book = files.workbook(tmp_path / "b.xlsx", {"Notes": [["Dear all"]], "Data": [["Ref", "Day"]]})
    assert partner_returns.headings_in(book) == ("Ref", "Day")
    assert partner_returns.headings_in(files.write(tmp_path / "no.csv", "1\n2\n")) == ()


# Merged schools, and days that cannot be


PUPILS = """
    Unique pupil number | School | Census date | Registration
    {upn}               | 100001 | 2025-01-16  | {first}
    {upn}               | 100002 | 2025-01-16  | {second}
"""


@pytest.mark.parametrize(
    ("first", "second", "schools"),
    [("main", "main", 1), ("", "", 1), ("main", "subsidiary", 2), ("subsidiary", "main", 2)],
)
def test_a_pupil_of_two_merged_schools_is_on_roll_once(tmp_path, first, second, schools):
    rows = PUPILS.format(upn=upn(1), first=first, second=second)
    extract = read(written(tmp_path, rows, Return="pupils", Agency="education"))
    assert len(held(extract, "school")) == schools
    assert rules_of(extract) == ({} if schools == 2 else {"pupil_at_two_schools": 1})


SESSIONS = """
    UPN   | School | From       | To         | Possible   | Authorised | Unauthorised
    {upn} | 100001 | 2025-01-01 | 2025-01-31 | 40         | 4          | 1
    {upn} | 100002 | 2025-01-01 | 2025-01-31 | {possible} | 4          | 1
    {upn} | 100002 | 2025-01-01 | 2025-01-31 | {possible} | 4          | 1
"""


def test_the_same_sessions_under_both_numbers_of_a_merged_school_count_once(tmp_path):
    said = {"Return": "attendance", "Agency": "education"}
    same = read(written(tmp_path, SESSIONS.format(upn=upn(1), possible=40), **said))
    assert held(same, "possible") == [(40,)]
    assert rules_of(same) == {"pupil_at_two_schools": 2}
    moved = read(written(tmp_path, SESSIONS.format(upn=upn(1), possible=12), **said))
    assert held(moved, "possible") == [(40,), (12,)]
    assert rules_of(moved) == {"row_given_twice": 1}


def test_a_day_after_the_records_were_read_is_noted_unless_it_may_lie_ahead(tmp_path):
    rows = """
        Reference | Agency | Date agreed | First due  | Done
        AC-1      | Police | 2025-01-05  | 2025-09-01 | 2025-03-01
    """
    extract = read(written(tmp_path, rows, Return="actions", Agency=None, Local_authority=None))
    assert rules_of(extract) == {"date_in_future": 1}
    assert held(extract, "completed_date") == [(dt.date(2025, 3, 1),)]


# Declarations


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=list(SUBJECTS))
def test_every_subject_is_declared_whole(subject):
    names = [one.name for one in subject.fields]
    headings = [partner_returns.plain(one.heading) for one in subject.fields]
    assert len(set(names)) == len(names)
    assert len(set(headings)) == len(headings)
    assert set(subject.senders) <= set(codes.labels("agency"))
    assert {*subject.keys} - {"person"} <= {*names, *subject.fixed}
    assert subject.date in {*names, ""}
    assert {one.codes for one in subject.fields if one.kind == "code"} <= set(codes.CODE_SETS)
    assert not any("=" in one.heading for one in subject.fields)
    assert {*names, *subject.fixed} <= {
        *TABLES[subject.table].column_names(), *TABLES["children"].column_names()
    }  # fmt: skip


def test_every_table_of_returns_has_a_key_and_its_sender():
    for table_ in BY_TABLE:
        assert TABLES[table_].primary_key()
        assert "told_by" in TABLES[table_].column_names()


def test_no_two_spellings_of_one_column_are_the_same():
    for subject in SUBJECTS.values():
        spelt_ = [
            name
            for one in subject.fields
            for name in {partner_returns.plain(text) for text in (one.heading, one.name, *one.also)}
        ]
        assert len(set(spelt_)) == len(spelt_), subject.key


def test_reading_tells_how_far_it_has_come(tmp_path):
    seen: list[float] = []
    read(written(tmp_path, MISSING), progress=seen.append)
    assert seen[-1] == 1.0


def test_the_key_names_nobody_twice(tmp_path):
    frame = read(written(tmp_path, MISSING)).tables["missing_episodes"]
    assert frame.select(pl.col("episode").n_unique()).item() == 2
    assert KEY.secret.hex() not in frame.write_csv()
