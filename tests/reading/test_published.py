"""DfE's open data as downloaded: headings renamed, marks that are no numbers, files that are cut off."""

from pathlib import Path

import polars as pl
import pytest

from data.formats.published import Published, looks_published, read_published
from data.formats.published_tables import FACTOR_COLUMNS, MARKERS, SOCIAL_CARE_GROUPS, TABLES
from data.problems import UserError
from data.reference import england_figures
from data.tables import PublishedFigures
from tests.reading.published_files import (
    C1_2024,
    NEIGHBOURS_2021,
    NEIGHBOURS_2025,
    PLACE,
    authority,
    c1_of_2024,
    c1_of_2025,
    england,
    neighbours,
    populations,
    region,
    write,
)

D6 = f"{PLACE},category,CPP_At31_3Months,Reviewed_within_timescales,Reviewed_within_timescales_percent"


def figures(read: Published, comparator: str, area: str, year: int) -> dict:
    return (
        read.tables["published_figures"]
        .filter(pl.col("comparator") == comparator, pl.col("area") == area, pl.col("year") == year)
        .row(0, named=True)
    )


def refused(path: Path) -> str:
    with pytest.raises(UserError) as fault:
        read_published(path)
    return str(fault.value)


# What a file says


def test_a_percentage_is_kept_as_it_is_printed(tmp_path: Path):
    row = figures(read_published(c1_of_2024(tmp_path)), "re_referrals", "839", 2024)
    assert (row["printed"], row["value"], row["marker"]) == ("25.2", 25.2, None)
    assert (row["numerator"], row["denominator"]) == (998, 3955)
    assert row["name"] == "Bournemouth, Christchurch and Poole"
    assert row["unit"] == "percent"
    assert not row["derived"]


def test_england_and_regions_stand_under_their_names(tmp_path: Path):
    read = read_published(c1_of_2024(tmp_path))
    assert figures(read, "referrals_rate", "England", 2024)["printed"] == "518.3"
    assert figures(read, "referrals_rate", "North West", 2024)["level"] == "region"


def test_a_region_is_known_by_its_code_however_its_name_is_spelled(tmp_path: Path):
    row = region(2024).replace("E12000002,North West", "E12000003,Yorkshire & Humber")
    read = read_published(write(tmp_path, D6, f"{row},x,100,90,90"))
    assert read.tables["published_figures"]["area"].to_list() == ["Yorkshire and The Humber"]


@pytest.mark.parametrize(("code", "marker"), [("955", "x"), ("959", "u")])
def test_a_mark_is_kept_and_is_no_number(tmp_path: Path, code: str, marker: str):
    row = figures(read_published(c1_of_2024(tmp_path)), "re_referrals", code, 2024)
    assert (row["value"], row["marker"]) == (None, marker)
    assert row["numerator"] is None


@pytest.mark.parametrize("marker", [*MARKERS, "[c]", " c ", ""])
def test_every_mark_of_the_publisher_is_known(tmp_path: Path, marker: str):
    path = write(
        tmp_path, D6, f"{authority(2024, '990', 'Northmere')},x,{marker},{marker},{marker}"
    )
    row = read_published(path).tables["published_figures"].row(0, named=True)
    assert row["value"] is None
    assert row["marker"] == (marker.strip(" []") or "blank")


def test_a_count_of_nothing_is_no_mark(tmp_path: Path):
    row = figures(read_published(c1_of_2024(tmp_path)), "referrals_no_further_action", "961", 2024)
    assert (row["value"], row["marker"], row["numerator"]) == (0.0, None, 0.0)


def test_columns_renamed_in_2025_are_the_same_figures(tmp_path: Path):
    read = read_published(c1_of_2025(tmp_path))
    assert read.release == "Children in need, 2025 release"
    assert figures(read, "re_referrals", "England", 2025)["printed"] == "22.6"
    assert figures(read, "assessed_not_in_need", "990", 2025)["numerator"] == 1000


def test_a_rate_that_a_release_no_longer_prints_waits_for_residents(tmp_path: Path):
    row = figures(read_published(c1_of_2025(tmp_path)), "referrals_rate", "990", 2025)
    assert (row["value"], row["marker"], row["numerator"]) == (None, None, 3400)
    assert row["derived"]


def test_columns_stand_in_any_order_with_any_case_and_a_mark_at_the_beginning(tmp_path: Path):
    names = D6.split(",")
    cells = f"{authority(2024, '990', 'Northmere')},x,200,180,90".split(",")
    turned = ",".join(reversed(names)).upper()
    path = write(tmp_path, "\ufeff" + turned, ",".join(reversed(cells)), end="\r\n")
    assert read_published(path).tables["published_figures"]["value"].to_list() == [90.0]


def test_a_share_without_a_column_of_its_own_is_worked_out_to_one_decimal(tmp_path: Path):
    days = "Same_day,1-10_days,11-20_days,21-30_days,31-40_days,41-45_days"
    path = write(
        tmp_path,
        f"{PLACE},category,Assessments_completed,{days}",
        f"{england(2024)},x,643170,9880,73420,110950,102600,129690,116670",
        f"{authority(2024, '990', 'Northmere')},x,100,c,20,20,20,20,c",
        f"{authority(2024, '991', 'Eastvale')},x,0,0,0,0,0,0,0",
    )
    read = read_published(path)
    assert figures(read, "assessments_45", "England", 2024)["value"] == 84.5
    assert figures(read, "assessments_45", "England", 2024)["derived"]
    assert figures(read, "assessments_45", "990", 2024)["marker"] == "c"
    assert figures(read, "assessments_45", "991", 2024)["marker"] == "z"


def test_bands_and_categories_are_told_apart(tmp_path: Path):
    abuse = ",".join(
        f"{what}_{when}"
        for when in ("Initial", "Latest")
        for what in ("Neglect", "Physical", "Sexual", "Emotional", "Multiple")
    )
    row = f"{england(2024)},x,49900,25350,3430,1760,18430,930,24570,2920,1710,19790,770"
    at_march = read_published(write(tmp_path, f"{PLACE},category,CPP_At31,{abuse}", row))
    by_code = dict(
        at_march.tables["published_figures"]
        .filter(pl.col("comparator") == "latest_category")
        .select("category", "value")
        .iter_rows()
    )
    assert by_code == {"NEG": 49.2, "PHY": 5.9, "SAB": 3.4, "EMO": 39.7, "MUL": 1.5}
    started = read_published(write(tmp_path, f"{PLACE},category,CPP_start,{abuse}", row))
    assert set(started.tables["published_figures"]["comparator"]) == {
        "initial_category_of_plans_started"
    }


def test_factors_are_told_by_our_codes(tmp_path: Path):
    columns = list(FACTOR_COLUMNS.values())
    path = write(
        tmp_path,
        f"{PLACE},category,Episodes_with_assessment_factor,{','.join(columns)}",
        f"{england(2025)},x,513250,{','.join('73250' for _ in columns)}",
    )
    found = read_published(path).tables["published_figures"]
    assert dict(found.select("category", "value").iter_rows())["1B"] == 14.3
    assert found.height == len(columns)


def test_absence_is_told_by_school_year_and_social_care_group_for_all_schools_together(
    tmp_path: Path,
):
    head = PLACE.replace("new_la_code,la_name", "la_name,new_la_code")
    path = write(
        tmp_path,
        f"{head},absence_terms,social_care_group,phase_type_grouping,t_pupils,t_sess_possible,"
        "t_sess_overall,pt_overall,t_pupils_pa_10_exact,pt_pupils_pa_10_exact,t_pupils_pa_50_exact,"
        "pt_pupils_pa_50_exact",
        "202324,Academic year,National,E92000001,England,,,,,,six half terms,CINO at 31 March,Total,"
        "115830,40911330,7287310,17.8,55520,47.9,13100,11.3",
        "202324,Academic year,National,E92000001,England,,,,,,six half terms,CINO at 31 March,Special,"
        "21440,7772170,1134290,14.6,8380,39.1,1670,7.8",
        "202324,Academic year,National,E92000001,England,,,,,,six half terms,All pupils,Total,"
        "100,100,10,10,10,10,1,1",
        "202324,Academic year,Local authority,E92000001,England,E12000002,North West,990,Northmere,E06,"
        "six half terms,CINO at 31 March,Total,400,9000,1000,11.1,100,25,c,c",
    )
    read = read_published(path)
    row = figures(read, "persistent_absence", "England", 2024)
    assert (row["category"], row["printed"], row["school_year"]) == ("cino", "47.9", True)
    assert figures(read, "severe_absence", "990", 2024)["marker"] == "c"
    assert set(read.tables["published_figures"]["category"]) == {"cino", "all pupils"}


def test_residents_stand_under_their_mid_year(tmp_path: Path):
    read = read_published(populations(tmp_path))
    found = read.tables["populations"]
    ours = found.filter(pl.col("area") == "990").sort("mid_year")
    assert ours["residents"].to_list() == [59_999, 60_000]
    assert found.filter(pl.col("area") == "955")["marker"].to_list() == ["x", "x"]
    assert read.release == "Mid-2024 population estimates"


def test_neighbours_of_the_wide_model_come_with_their_rank_and_closeness(tmp_path: Path):
    read = read_published(neighbours(tmp_path))
    found = read.tables["statistical_neighbours"].filter(pl.col("area") == "990")
    assert found.select("neighbour", "rank", "closeness").rows() == [
        ("955", 1, "Very close"),
        ("959", 2, "Close"),
    ]
    assert (read.release, read.areas) == ("Statistical neighbours, 2025 model", 2)


def test_neighbours_of_2021_have_headings_that_stand_twice(tmp_path: Path):
    path = write(
        tmp_path,
        "\ufeff" + NEIGHBOURS_2021,
        "201,City of London,201,3,London (Inner),207,Not Close,213,Not Close,",
        "420,Isles of Scilly,420,9,South West,,,,,",
    )
    found = read_published(path).tables["statistical_neighbours"]
    assert found.select("area", "neighbour", "closeness", "model").rows() == [
        ("201", "207", "Not Close", 2021),
        ("201", "213", "Not Close", 2021),
    ]


def test_neighbours_without_a_word_for_how_close_they_are_are_read(tmp_path: Path):
    path = write(tmp_path, "old_la_code,SN_1,SN_2", "990,955,959")
    found = read_published(path).tables["statistical_neighbours"]
    assert found["closeness"].to_list() == ["", ""]


def test_an_authority_that_no_longer_exists_is_named_and_the_file_is_read(tmp_path: Path):
    read = read_published(c1_of_2024(tmp_path))
    assert any("Cumbria (909) 2023" in note for note in read.notes)
    assert figures(read, "re_referrals", "909", 2023)["value"] == 22.0


def test_of_many_authorities_that_ended_only_the_number_is_told(tmp_path: Path):
    more = [f"{authority(2022, str(code), 'Gone')},x,1,1,1,1,1,1,1,1" for code in range(700, 713)]
    notes = read_published(c1_of_2024(tmp_path, *more)).notes
    assert any("14 authorities have no rows in 2024" in note for note in notes)


def test_the_same_row_twice_counts_once_and_is_told(tmp_path: Path):
    said = "Referrals and Re-referrals,2989,330.4,658,22,305,10.2,834,27.9"
    again = f"{authority(2023, '909', 'Cumbria')},{said}"
    read = read_published(c1_of_2024(tmp_path, again))
    assert read.rows == 8
    assert any("1 rows say again" in note for note in read.notes)


def test_a_copy_of_an_upload_is_told_by_the_name_that_its_sender_knows(tmp_path: Path):
    read = read_published(neighbours(tmp_path), name="sent.csv")
    assert read.file == "sent.csv"
    assert set(read.tables["statistical_neighbours"]["source"]) == {"sent.csv"}


def test_numbers_with_thousands_and_percentages_with_their_sign_are_read(tmp_path: Path):
    path = write(tmp_path, D6, f'{authority(2024, "990", "Northmere")},x,"1,200","1,080",90.0%')
    row = read_published(path).tables["published_figures"].row(0, named=True)
    assert (row["printed"], row["value"], row["denominator"]) == ("90.0", 90.0, 1200.0)


def test_rows_of_a_level_that_we_do_not_read_are_left_out(tmp_path: Path):
    row = england(2024).replace("National", "Regional office")
    path = write(tmp_path, D6, f"{row},x,1,1,1", f"{england(2024)},x,1000,900,90")
    assert read_published(path).rows == 1


# What is refused


def test_a_year_whose_columns_changed_names_the_columns_that_are_missing(tmp_path: Path):
    changed = C1_2024.replace("Re_referrals_percent", "share_of_re_referrals")
    path = write(tmp_path, f"{PLACE},{changed}", f"{england(2026)},x,1,1,1,1,1,1,1,1")
    told = refused(path)
    assert "table C1" in told
    assert "re_referrals_percent or rereferral_percent" in told
    assert "no_further_action" not in told


def test_a_table_most_of_whose_columns_were_renamed_is_still_told(tmp_path: Path):
    path = write(
        tmp_path,
        f"{PLACE},category,Assessments_done,1-10_days,11-20_days,21-30_days,31-40_days,41-45_days",
        f"{england(2026)},x,1,1,1,1,1,1",
    )
    assert "same_day, assessments_completed" in refused(path)


def test_a_place_column_that_is_missing_is_named(tmp_path: Path):
    path = write(tmp_path, D6.replace("old_la_code", "la_code"), f"{england(2024)},x,100,90,90")
    assert "old_la_code" in refused(path)


def test_a_table_of_the_publisher_that_we_do_not_read_is_told(tmp_path: Path):
    path = write(tmp_path, f"{PLACE},category,adoptions", f"{england(2024)},x,1")
    assert "a table that we do not read" in refused(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"name,colour\nred,blue\n", "not a file of published figures"),
        (b"<Message></Message>\n", "not a file of published figures"),
        (b"\xff\xfe\x00t", "is not UTF-8"),
        (f"{D6}\n".encode(), "holds headings and no figures"),
        (
            f"{D6}\n{england(2024)},x,100,90\n".encode(),
            "line 2: 13 columns, and its headings are 14",
        ),
        (f"{D6}\n{england(2024)},x,100,90,9".encode(), "cut off in its last line"),
        (f'{D6}\n"{england(2024)},x,100,90,9\n'.encode(), "cannot be split into columns"),
        (f"{D6},category\n{england(2024)},x,1,1,1,x\n".encode(), "category stands twice"),
    ],
)
def test_a_file_that_is_empty_cut_off_or_of_another_kind_is_refused(
    tmp_path: Path, content: bytes, told: str
):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert told in refused(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    assert "cannot be opened" in refused(tmp_path / "absent.csv")


def test_a_file_far_larger_than_any_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("data.formats.published.LARGEST_BYTES", 100)
    assert "far larger" in refused(c1_of_2024(tmp_path))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"{england(2024)},x,100,90%,90", "reviewed_within_timescales holds a percentage"),
        (f"{england(2024)},x,100,many,90", "neither a number nor a mark"),
        (f"{england(2024)},x,100,90,190", "more than 100 per cent"),
        (f"{england(24)},x,100,90,90", "its time_period is not a year"),
        (f"{england(202425)},x,100,90,90", "its time_period is not a year"),
        (
            f"{england(2024).replace('Reporting year', 'Week 30')},x,100,90,90",
            "its time_period is not a year",
        ),
        (f"{authority(2024, '99', 'North')},x,100,90,90", "old_la_code is not three digits"),
        (f"{england(2024).replace('National', 'School')},x,1,1,1", "no row of England"),
    ],
)
def test_what_is_no_figure_of_a_year_and_a_place_is_refused_with_its_line(
    tmp_path: Path, row: str, told: str
):
    said = refused(write(tmp_path, D6, row))
    assert told in said
    assert "line 2" in said or "no row" in said


def test_of_several_lines_at_fault_the_first_is_named_and_the_others_counted(tmp_path: Path):
    rows = [f"{authority(2024, str(code), 'A')},x,q,1,1" for code in (990, 991)]
    assert "line 2 (and 1 more lines)" in refused(write(tmp_path, D6, *rows))


def test_two_rows_of_a_place_that_differ_are_refused(tmp_path: Path):
    row = f"{england(2024)},x,100,90,90"
    said = refused(write(tmp_path, D6, row, row.replace(",90,90", ",91,91")))
    assert "England in 2024 stands in the file more than once" in said


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["990,North,5,NW,95,Close,959,Close"], "not three digits"),
        (["990,North,5,NW,955,Close,955,Close"], "the neighbour 955 more than once"),
    ],
)
def test_neighbours_that_are_none_are_refused(tmp_path: Path, rows: list[str], told: str):
    assert told in refused(write(tmp_path, NEIGHBOURS_2025, *rows))


def test_neighbours_of_nobody_are_refused(tmp_path: Path):
    assert "says of whom" in refused(write(tmp_path, "name,SN_1", "North,955"))


def test_a_file_is_known_by_its_headings_and_not_by_its_name(tmp_path: Path):
    path = c1_of_2024(tmp_path, name="anything.txt")
    assert looks_published(path)
    assert looks_published(neighbours(tmp_path))
    assert not looks_published(write(tmp_path, "a,b", "1,2"))
    assert not looks_published(tmp_path / "absent.csv")
    (tmp_path / "binary.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")
    assert not looks_published(tmp_path / "binary.xlsx")
    (tmp_path / "empty.csv").touch()
    assert not looks_published(tmp_path / "empty.csv")


# The tables together


OF_GROUPS = next(table.lines for table in TABLES if table.category)


def test_what_comes_with_the_program_has_the_names_that_the_same_has_in_a_file():
    declared = {(line.comparator, line.category) for table in TABLES for line in table.lines}
    held = {comparator for comparator, _ in declared} - {line.comparator for line in OF_GROUPS}
    packaged = england_figures().filter(pl.col("comparator").is_in(held))
    assert set(packaged.select("comparator", "category").iter_rows()) <= declared
    groups = england_figures().filter(pl.col("source").str.contains("absence"))
    assert set(groups["comparator"]) == {line.comparator for line in OF_GROUPS}
    assert set(groups["category"]) == set(SOCIAL_CARE_GROUPS)


def test_the_units_of_loaded_figures_are_those_of_the_packaged_ones():
    units = {line.comparator: line.unit for table in TABLES for line in table.lines}
    for comparator, unit in england_figures().select("comparator", "unit").unique().iter_rows():
        assert units.get(comparator, unit) == unit


# Real files


def test_the_files_of_the_department_load_unchanged(samples: Path):
    read = [read_published(path) for path in sorted((samples / "dfe_published").glob("*.csv"))]
    assert [one.table for one in read] == [
        "statistical neighbours",
        "C1",
        "C2",
        "C4",
        "D3",
        "D6",
        "mid-year population estimates",
    ]
    for one in read:
        for frame in one.tables.values():
            assert frame.height


@pytest.mark.parametrize(
    ("file", "column", "comparator"),
    [
        ("c1_", "Re_referrals_percent", "re_referrals"),
        ("c1_", "Referrals_rate", "referrals_rate"),
        ("c1_", "Not_in_Need_percent", "assessed_not_in_need"),
        ("c4_", "Section47_rate", "section_47_rate"),
        ("d3_", "CPP_subsequent_percent", "repeat_plans"),
        ("d6_", "Reviewed_within_timescales_percent", "plans_reviewed"),
    ],
)
def test_every_figure_agrees_with_the_text_of_the_file_to_the_decimal(
    samples: Path, file: str, column: str, comparator: str
):
    path = next((samples / "dfe_published").glob(f"{file}*.csv"))
    text = pl.read_csv(path, infer_schema=False)
    said = text.select(
        pl.col("time_period").cast(pl.Int32),
        pl.coalesce("old_la_code", "region_name", "country_name").alias("area"),
        pl.col(column),
    )
    found = (
        read_published(path).tables["published_figures"].filter(pl.col("comparator") == comparator)
    )
    both = said.join(found, left_on=["time_period", "area"], right_on=["year", "area"], how="full")
    assert both.height == said.height == found.height
    shown = both.filter(pl.col("marker").is_null())
    assert (shown[column] == shown["printed"]).all()
    assert (shown[column].cast(pl.Float64) == shown["value"]).all()
    marked = both.filter(pl.col("marker").is_not_null())
    assert (marked[column] == marked["marker"]).all()
    assert marked["value"].null_count() == marked.height > 0


def test_an_empty_table_of_figures_has_the_columns_of_a_full_one(tmp_path: Path):
    full = read_published(c1_of_2024(tmp_path)).tables["published_figures"]
    assert full.schema == PublishedFigures.create_empty().schema
