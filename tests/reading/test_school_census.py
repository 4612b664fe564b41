"""School census extracts: several tables of one term, tied by the pupil's row, read as one file."""

import datetime as dt
import zipfile

import pytest

from data import codes
from data.formats import school_census
from data.problems import UserError
from data.returns.statement import Statement
from tests.reading.conftest import KEY, rules_of
from tests.reading.returns import read, table, upn

TERM = Statement(covers_from=dt.date(2024, 9, 2), covers_to=dt.date(2024, 12, 20))
CENSUS_DAY = dt.date(2025, 1, 16)
PUPILS = f"""
    pupilonrolltableid | NativeId | surname | dob                  | upn      | sex | ethnicity | enrolstatus | senprovision | termlysessionspossible | termlysessionsauthorised | termlysessionsunauthorised
    1.0                | 100001.0 | Secret  | 2012-May-17 00:00:00 | {upn(1)} | F   | WBRI      | C           | N            | 133.0                  | 4.0                      | 2.0
    2.0                | 100001.0 | Secret  | 2013-Jun-01 00:00:00 | {upn(2)} | M   | APKN      | M           | K            |                        |                          |
"""  # noqa: E501
LEAVERS = f"""
    pupilnolongeronrolltableid | nativeid | upn      | leavingdate          | termlysessionspossible | termlysessionsauthorised | termlysessionsunauthorised
    1                          | 100002   | {upn(3)} | 2024-Oct-16 00:00:00 | 50                     | 0                        | 1
"""  # noqa: E501
REASONS = """
    tableid | pupilonrolltableid | sourceid | sessions | attendancereason
    1       | 1                  | 1        | 4        | I
    2       | 2                  | 1        | 100.0    | /
    3       | 2                  | 1        | 6        | C2
    4       | 2                  | 1        | 3        | g
    5       | 2                  | 1        | 9        | Y1
"""
EXCLUSIONS = """
    tableid | pupilonrolltableid | startdate            | sessions | reason1 | category | senprovision
    1       | 1                  | 2024-Oct-16 00:00:00 | 4.0      | PP      | FIXD     | N
    2       | 2                  | 2024-Nov-20 00:00:00 |          | DB      | PERM     | K
"""
TABLES = {"pupilonroll": PUPILS, "pupilnolongeronroll": LEAVERS,
          "termlysessiondetailsonroll": REASONS, "termlyexclusionsonroll": EXCLUSIONS}  # fmt: skip


def folder(tmp_path, term="2025_spring_", **changed):
    """A folder of a term's tables: those above, changed, or left out where None."""
    place = tmp_path / "census"
    place.mkdir(exist_ok=True)
    for name, rows in {**TABLES, **changed}.items():
        if rows is not None:
            (place / f"{term}{name}.csv").write_text(table(rows), encoding="utf-8")
    return place


def packed(tmp_path, place, name="census.zip"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for each in sorted(place.iterdir()):
            into.write(each, f"inside/{each.name}")
    return path


def census(path, says=TERM, **given):
    return read(path, says=says, **{"area": "990", "as_at": CENSUS_DAY, **given})


def rows_of(extract, name, *columns):
    return extract.tables[name].select(columns).rows()


def test_a_folder_of_tables_is_one_file_of_three_subjects(tmp_path):
    extract = census(folder(tmp_path))
    assert extract.format == "School census"
    assert set(extract.tables) == {"pupils", "attendance", "suspensions"}
    assert extract.problems.rows.is_empty(), extract.problems.rows
    assert (extract.agency, extract.sender, extract.area) == (
        "education",
        "Schools and education",
        "990",
    )
    assert (extract.covers_from, extract.covers_to) == (TERM.covers_from, TERM.covers_to)
    assert extract.as_at == CENSUS_DAY


def test_a_zip_holds_the_same(tmp_path):
    place = folder(tmp_path)
    inside, beside = census(packed(tmp_path, place)), census(place)
    for name, frame in beside.tables.items():
        assert inside.tables[name].drop("extract").equals(frame.drop("extract"))


def test_the_same_tables_are_the_same_file_in_any_folder(tmp_path):
    first = census(folder(tmp_path)).digest
    (tmp_path / "other").mkdir()
    again = folder(tmp_path / "other")
    (again / "addresses.csv").write_text("never read")
    assert census(again).digest == first
    assert census(folder(tmp_path, pupilnolongeronroll=None)).digest == first, "still in the folder"
    (again / "2025_spring_pupilnolongeronroll.csv").unlink()
    assert census(again).digest != first


def test_pupils_are_those_on_roll_on_the_census_day(tmp_path):
    extract = census(folder(tmp_path))
    assert rows_of(
        extract, "pupils", "census_date", "registration", "birth_month", "sex", "sen"
    ) == [
        (CENSUS_DAY, "main", dt.date(2012, 5, 1), "F", "none"),
        (CENSUS_DAY, "main", dt.date(2013, 6, 1), "M", "support"),
    ]
    covered = extract.coverage.filter(field="pupils.upn")
    assert covered.select("covers_from", "covers_to").rows() == [(CENSUS_DAY, CENSUS_DAY)]


def test_names_and_addresses_are_never_read(tmp_path):
    extract = census(folder(tmp_path))
    kept = "".join(frame.write_csv() for frame in extract.tables.values())
    assert "Secret" not in kept
    assert upn(1) not in kept
    assert "2012-05-17" not in kept


def test_sessions_are_the_totals_and_where_these_are_missing_those_of_each_reason(tmp_path):
    extract = census(folder(tmp_path))
    columns = ("covers_from", "covers_to", "possible", "authorised", "unauthorised", "part_time")
    term = (TERM.covers_from, TERM.covers_to)
    assert rows_of(extract, "attendance", *columns) == [
        (*term, 50, 0, 1, 0),
        (*term, 133, 4, 2, 0),
        (*term, 109, 6, 3, 6),
    ]


def test_absences_alone_do_not_say_how_many_sessions_were_possible(tmp_path):
    extract = census(folder(tmp_path, termlysessiondetailsonroll=REASONS.replace("| /", "| I")))
    assert rules_of(extract) == {"needed_missing": 1}
    assert len(extract.tables["attendance"]) == 2


def test_a_pupil_without_any_sessions_has_no_row_of_attendance(tmp_path):
    extract = census(folder(tmp_path, termlysessiondetailsonroll=None))
    assert rows_of(extract, "attendance", "possible") == [(50,), (133,)]
    assert extract.problems.rows.is_empty()
    assert "attendance.part_time" not in set(extract.coverage["field"])


def test_absences_by_reason_fill_in_for_totals_that_are_not_given(tmp_path):
    only_possible = f"""
        pupilonrolltableid | nativeid | upn      | termlysessionspossible
        1                  | 100001   | {upn(1)} | 133
        3                  | 100001   | {upn(4)} | 120
    """
    extract = census(folder(tmp_path, pupilonroll=only_possible, pupilnolongeronroll=None))
    assert rows_of(extract, "attendance", "possible", "authorised", "unauthorised") == [
        (133, 4, 0),
        (120, 0, 0),
    ]


def test_before_august_2024_no_code_told_a_part_time_timetable(tmp_path):
    earlier = Statement(covers_from=dt.date(2024, 1, 8), covers_to=dt.date(2024, 3, 28))
    extract = census(folder(tmp_path), earlier)
    assert "attendance.part_time" not in set(extract.coverage["field"])
    assert extract.tables["attendance"]["part_time"].null_count() == 3


def test_suspensions_have_the_number_and_school_of_their_pupil(tmp_path):
    extract = census(folder(tmp_path))
    assert rows_of(extract, "suspensions", "start_date", "kind", "sessions", "reason") == [
        (dt.date(2024, 10, 16), "suspension", 4, "PP"),
        (dt.date(2024, 11, 20), "permanent", None, "DB"),
    ]
    suspended = extract.tables["suspensions"]["upn"].to_list()
    assert suspended == extract.tables["pupils"]["upn"].to_list()


def test_a_suspension_of_a_pupil_who_is_in_no_table_is_left_out(tmp_path):
    extract = census(
        folder(tmp_path, termlyexclusionsonroll=EXCLUSIONS.replace("1       | 1 ", "1       | 7 "))
    )
    assert rules_of(extract) == {"person_missing": 1}
    assert extract.problems.first[0].position == "2025_spring_termlyexclusionsonroll.csv, row 2"


def test_leavers_are_tied_by_their_own_numbers(tmp_path):
    gone = EXCLUSIONS.replace("pupilonrolltableid", "pupilnolongeronrolltableid").splitlines()
    extract = census(
        folder(tmp_path, termlyexclusionsonroll=None, termlyexclusionsoffroll="\n".join(gone[:3]))
    )
    (held,) = rows_of(extract, "suspensions", "upn")
    assert held in rows_of(extract, "attendance", "upn")
    assert held not in rows_of(extract, "pupils", "upn")


def test_academies_and_the_authoritys_schools_count_their_pupils_apart(tmp_path):
    academy = PUPILS.replace(upn(1), upn(8)).replace(upn(2), upn(9)).replace("100001", "100009")
    place = folder(tmp_path, pupilonroll=None, termlyexclusionsonroll=None)
    for kind, rows in (("la", PUPILS), ("acad", academy)):
        (place / f"2025_spring_pupilonroll_{kind}.csv").write_text(table(rows))
    (place / "2025_spring_termlyexclusionsonroll_acad.csv").write_text(table(EXCLUSIONS))
    (place / "2025_spring_termlysessiondetailsonroll.csv").unlink()
    extract = census(place)
    assert len(extract.tables["pupils"]) == 4
    held = set(extract.tables["suspensions"]["school"])
    assert held == set(extract.tables["pupils"]["school"][:2]), "academies come first by name"


def test_free_school_meals_are_those_of_the_census_day(tmp_path):
    meals = """
        pupilonrolltableid | fsmstartdate         | fsmenddate
        1                  | 2024-Sep-02 00:00:00 |
        2                  | 2023-Sep-02 00:00:00 | 2024-Jul-01 00:00:00
    """
    extract = census(folder(tmp_path, fsmperiodsonroll=meals))
    assert rows_of(extract, "pupils", "free_school_meals") == [(True,), (False,)]


def test_the_second_half_of_a_summer_term_is_read_where_no_other_term_is(tmp_path):
    place = tmp_path / "summer"
    place.mkdir()
    for name, rows in TABLES.items():
        file = f"2024_autumn_{name.replace('termlysession', 'summerhalfterm2session')}.csv"
        (place / file).write_text(
            table(rows.replace("termlysessions", "summerhalfterm2sessions")), encoding="utf-8"
        )
    extract = census(place)
    assert rows_of(extract, "attendance", "possible") == [(50,), (133,), (109,)]


def test_of_two_periods_the_term_is_read_and_the_other_is_told_of(tmp_path):
    both = PUPILS.replace("senprovision", "summerhalfterm2sessionspossible")
    extract = census(folder(tmp_path, pupilonroll=both))
    assert rules_of(extract) == {"sessions_of_two_periods": 1}
    assert (133,) in rows_of(extract, "attendance", "possible")


def test_a_reason_or_a_number_that_cannot_be_read_is_told_with_its_row(tmp_path):
    amiss = REASONS.replace("| g", "| ghost").replace("| 9   ", "| many")
    extract = census(folder(tmp_path, termlysessiondetailsonroll=amiss))
    assert rules_of(extract) == {"code_unknown": 1, "number_unreadable": 1}
    places = set(extract.problems.rows["position"])
    assert places == {
        "2025_spring_termlysessiondetailsonroll.csv, row 5",
        "2025_spring_termlysessiondetailsonroll.csv, row 6",
    }


def test_a_pupil_under_both_numbers_of_a_merged_school_counts_once(tmp_path):
    merged = PUPILS + PUPILS.splitlines()[2].replace("1.0  ", "3.0  ").replace("100001", "100002")
    extract = census(folder(tmp_path, pupilonroll=merged))
    assert rules_of(extract) == {"pupil_at_two_schools": 2}
    assert len(extract.tables["pupils"]) == 2
    assert len(extract.tables["attendance"]) == 3


def test_every_attendance_code_means_one_thing():
    meanings = (
        school_census.PRESENT,
        school_census.AUTHORISED,
        school_census.UNAUTHORISED,
        school_census.NOT_POSSIBLE,
    )
    every = frozenset().union(*meanings)
    assert len(every) == sum(map(len, meanings))
    of_2025 = "/ \\ B C C1 C2 D E G I J1 K L M N O P Q R S T U V W X Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z #"
    of_2015 = "C E G H I M N O R S T U X Y Z #"
    assert {*of_2025.split(), *of_2015.split()} <= every
    assert "suspension" in codes.labels("exclusion_kind")


@pytest.mark.parametrize(
    ("says", "given"),
    [
        (Statement(), {}),
        (Statement(covers_from=TERM.covers_from), {}),
        (TERM, {"as_at": None}),
    ],
)
def test_the_term_and_the_census_day_are_asked_for(tmp_path, says, given):
    with pytest.raises(UserError, match="--from, --to, --extract-date"):
        census(folder(tmp_path), says, **given)


def test_its_local_authority_is_asked_for(tmp_path):
    with pytest.raises(UserError, match="does not say: Local authority"):
        census(folder(tmp_path), area=None)


def test_tables_of_two_terms_are_not_mixed(tmp_path):
    place = folder(tmp_path)
    folder(tmp_path, "2024_autumn_")
    with pytest.raises(UserError, match="“2024_autumn_” and “2025_spring_”"):
        census(place)


@pytest.mark.parametrize(
    ("name", "old", "column"),
    [
        ("pupilonroll", "upn", "upn"),
        ("pupilonroll", "NativeId", "nativeid"),
        ("termlyexclusionsonroll", "pupilonrolltableid", "pupilonrolltableid"),
    ],
)
def test_a_table_without_what_ties_it_to_a_pupil_is_refused(tmp_path, name, old, column):
    place = folder(tmp_path, **{name: TABLES[name].replace(old, "other")})
    with pytest.raises(UserError, match=f"2025_spring_{name}.csv lacks the column {column}"):
        census(place)


def test_a_table_without_anything_in_it_is_refused(tmp_path):
    place = folder(tmp_path)
    (place / "2025_spring_pupilonroll.csv").write_text("")
    with pytest.raises(UserError, match="lacks the column"):
        census(place)


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.csv").write_text("x")
    with pytest.raises(UserError, match="holds no table of the Standard Safeguarding Dataset"):
        census(tmp_path / "letters")


def test_a_zip_of_other_things_is_no_census(tmp_path):
    path = tmp_path / "letters.zip"
    with zipfile.ZipFile(path, "w") as into:
        into.writestr("a.csv", "x")
    assert not school_census.recognises(path)


def test_a_damaged_zip_is_refused(tmp_path):
    path = packed(tmp_path, folder(tmp_path))
    bytes_ = bytearray(path.read_bytes())
    bytes_[60:90] = bytes(30)
    path.write_bytes(bytes(bytes_))
    with pytest.raises(UserError, match="damaged, or protected"):
        census(path)
    (tmp_path / "cut.zip").write_bytes(bytes(bytes_[:-4]) + b"PK\x05\x06")
    assert not school_census.recognises(tmp_path / "cut.zip")


def test_a_zip_that_unpacks_too_far_is_not_opened(tmp_path):
    path = tmp_path / "census.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("2025_spring_pupilonroll.csv", b"0" * 50_000_000)
    with pytest.raises(UserError, match="unpack to far more"):
        census(path)


def test_reading_tells_how_far_it_has_come(tmp_path):
    seen: list[float] = []
    census(folder(tmp_path), progress=seen.append)
    assert seen == [0.5, 1.0]
    assert KEY.secret not in b"".join(each.read_bytes() for each in folder(tmp_path).iterdir())
