"""Tables as CSV, in folders and zip files: as vendors write them, broken, and made to do harm."""

import zipfile

import pytest

from data.extracts import read_extract
from data.formats import ssd_files, workbooks
from data.problems import UserError
from tests.reading import files, safeguarding
from tests.reading.conftest import AS_AT, KEY, rules_of
from tests.reading.safeguarding import as_csv, one_child

CONTACTS = as_csv(one_child()["ssd_contacts"])


def read(path, **given):
    return read_extract(path, key=KEY, area="990", as_at=AS_AT, **given)


def refused(path, **given):
    """The message with which a folder or zip file is refused."""
    with pytest.raises(UserError) as error:
        read(path, **given)
    text = str(error.value)
    assert text.count("\n") >= 1, "it says what is wrong, and on the next line what to do"
    assert "SECRET" not in text
    return text


@pytest.fixture
def folder(tmp_path):
    """A folder of files by name: `folder({"person.csv": "..."})`."""

    def made(texts, encoding="utf-8"):
        path = tmp_path / "tables"
        path.mkdir(exist_ok=True)
        for name, text in texts.items():
            files.write(path / name, text, encoding)
        return path

    return made


def test_a_folder_and_zip_files_of_it_are_one_extract(tmp_path):
    tables = one_child()
    whole = read(safeguarding.folder(tmp_path / "tables", tables))
    flat = read(safeguarding.packed(tmp_path / "flat.zip", tables))
    deep = read(safeguarding.packed(tmp_path / "deep.zip", tables, inside="export/march/"))
    assert whole.digest == flat.digest == deep.digest
    assert whole.file == "tables"
    assert flat.tables["plans"].equals(whole.tables["plans"])


def test_one_other_value_makes_another_extract(tmp_path):
    tables = one_child()
    before = read(safeguarding.folder(tmp_path / "tables", tables))
    tables["ssd_contacts"][0]["cont_contact_source_code"] = "6"
    assert read(safeguarding.folder(tmp_path / "tables", tables)).digest != before.digest


def test_columns_that_are_not_read_make_no_other_extract(tmp_path):
    tables = one_child()
    before = read(safeguarding.folder(tmp_path / "tables", tables))
    tables["ssd_person"][0]["pers_surname"] = "OTHER"
    assert read(safeguarding.folder(tmp_path / "tables", tables)).digest == before.digest


@pytest.mark.parametrize(
    "name",
    ["ssd_contacts.csv", "contacts.csv", "SSD_CONTACTS.CSV", "dbo.ssd_contacts.csv", "x.csv"],
)
def test_a_table_is_known_by_its_headings_whatever_its_file_is_called(folder, name):
    assert read(folder({name: CONTACTS})).tables["contacts"].height == 1


def test_headings_are_read_in_any_case_and_order_and_others_are_left_alone(folder):
    headings, row = CONTACTS.splitlines()
    text = "\r\n".join([f"Extra,{headings.upper()}", f"1,{row}"])
    assert read(folder({"contacts.csv": text})).tables["contacts"].height == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_delimiter_and_encoding_is_read(folder, delimiter, encoding):
    contact = one_child()["ssd_contacts"][0] | {"cont_contact_source_desc": "École £"}
    text = as_csv([contact], delimiter=delimiter)
    assert read(folder({"contacts.csv": text}, encoding)).tables["contacts"].height == 1


def test_characters_of_no_encoding_are_refused(tmp_path):
    path = tmp_path / "tables"
    path.mkdir()
    (path / "contacts.csv").write_bytes(CONTACTS.encode() + b"\x81\x8d\r\n")
    assert "encoding does not allow" in refused(path)


def test_line_breaks_and_doubled_quotes_within_quotes_are_part_of_a_cell(folder):
    contact = one_child()["ssd_contacts"][0]
    text = as_csv([contact | {"cont_contact_source_desc": 'said "no",\r\nthen left'}, contact])
    text = text.replace("05/04/2023 00:00,2A,SECRETTEXT", "soon,2A,SECRETTEXT")
    extract = read(folder({"contacts.csv": text}))
    assert extract.problems.first[0].position == "contacts.csv, row 3"


@pytest.mark.parametrize(
    "row",
    ["K2,C1,2023-05-01,2A", "K2,C1,2023-05-01,2A,a,b,c,d,e", "K2", "K2,C1,2023-05-01,2A,a, b, c"],
)
def test_a_row_of_another_length_is_refused_and_the_others_are_read(folder, row):
    extract = read(folder({"contacts.csv": f"{CONTACTS}{row}\r\n\r\n,,,,,\r\n"}))
    assert rules_of(extract) == {"row_of_another_length": 1, "dates_do_not_fit": 1}
    assert (extract.rows, extract.refused) == (2, 1)
    assert extract.problems.first[0].position == "contacts.csv, row 3"
    assert extract.tables["contacts"].height == 1


def test_a_file_cut_off_within_a_row_is_refused(folder):
    said = refused(folder({"contacts.csv": f"{CONTACTS}K2,C1,2023-0"}))
    assert "contacts.csv ends in the middle of row 3" in said


def test_a_file_that_ends_without_a_line_break_is_whole(folder):
    assert read(folder({"contacts.csv": CONTACTS.rstrip()})).tables["contacts"].height == 1


@pytest.mark.parametrize(
    "row",
    ['K2,C1,"2023-05-01,2A,a,b\r\n', 'K2,C1,"2023" x,2A,a,b\r\n', 'K2,C1,"' + "x" * 1_100_000],
)
def test_a_quote_that_is_never_closed_is_refused_with_its_row(folder, row):
    said = refused(folder({"contacts.csv": CONTACTS + row}))
    assert "a quote is not closed or not doubled in the row after row 2" in said


def test_a_heading_twice_is_refused(folder):
    twice = CONTACTS.replace("cont_contact_source_desc", "cont_contact_date")
    assert "has the heading cont_contact_date twice" in refused(folder({"contacts.csv": twice}))


def test_two_files_for_one_table_are_refused(folder):
    said = refused(folder({"contacts.csv": CONTACTS, "SSD_CONTACTS.csv": CONTACTS}))
    assert "holds ssd_contacts twice: SSD_CONTACTS.csv and contacts.csv" in said


def test_a_file_of_two_tables_is_refused(folder):
    text = "pers_person_id,cont_person_id\r\nC1,C1\r\n"
    assert "headings of two tables" in refused(folder({"all.csv": text}))


def test_a_table_without_what_its_rows_are_known_by_is_refused(folder):
    text = CONTACTS.replace("cont_contact_date", "date_of_contact")
    assert "lacks the heading cont_contact_date" in refused(folder({"contacts.csv": text}))


@pytest.mark.parametrize("text", ["", "C1,2A\r\n", "\r\n"])
def test_a_table_by_its_name_without_headings_is_refused(folder, text):
    assert "none of the headings of ssd_person" in refused(folder({"SSD_PERSON.csv": text}))


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"notes.txt": "hello"},
        {"other.csv": "a,b\r\n1,2\r\n"},
        {"ssd_department.csv": "dept_team_id\r\n"},
    ],
)
def test_a_folder_without_a_table_is_refused(folder, texts):
    assert "holds no table of the Standard Safeguarding Dataset" in refused(folder(texts))


def test_a_folder_inside_a_folder_is_left_alone(folder):
    path = folder({"contacts.csv": CONTACTS})
    (path / "old.csv").mkdir()
    assert read(path).rows == 1


def test_what_a_mac_adds_to_a_zip_file_is_no_table(tmp_path):
    path = safeguarding.packed(tmp_path / "tables.zip", one_child())
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("__MACOSX/._ssd_contacts.csv", b"\0\5\x16\7")
    assert read(path).rows == 27


@pytest.mark.parametrize(
    "name",
    [
        "../ssd_contacts.csv",
        "/etc/ssd_contacts.csv",
        "..\\..\\x.csv",
        "C:\\x\\contacts.csv",
        "a/../b.csv",
    ],
)
def test_a_name_that_leads_out_of_a_zip_file_is_refused(tmp_path, name):
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(name, CONTACTS)
    assert "leads out of it" in refused(path)
    assert [each.name for each in tmp_path.iterdir()] == ["tables.zip"]


def test_a_zip_file_that_unpacks_to_far_too_much_is_refused(tmp_path):
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("ssd_contacts.csv", CONTACTS + "\0" * workbooks.SMALL_ENOUGH_TO_SHRINK_FAR)
    assert "would unpack to far more than tables hold" in refused(path)


def test_a_zip_file_larger_than_all_tables_is_refused(tmp_path, monkeypatch):
    path = safeguarding.packed(tmp_path / "tables.zip", one_child())
    monkeypatch.setattr(ssd_files, "LARGEST_UNPACKED_BYTES", 1000)
    assert "would unpack to far more" in refused(path)


@pytest.mark.parametrize("harm", ["cut", "false size", "damaged", "password"])
def test_a_damaged_zip_file_is_refused(tmp_path, harm):
    path = safeguarding.packed(tmp_path / "tables.zip", one_child())
    content = bytearray(path.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    directory = content.find(b"PK\x01\x02")
    if harm == "false size":
        content[directory + 24 : directory + 28] = (20).to_bytes(4, "little")
    if harm == "damaged":
        content[60:80] = bytes(20)
    if harm == "password":
        content[directory + 8] |= 1
        content[6] |= 1
    path.write_bytes(content)
    said = refused(path)
    assert "damaged" in said or "ends in the middle" in said


def test_a_zip_file_without_a_csv_file_is_no_extract_of_ours(tmp_path):
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("readme.txt", "hello")
    assert "not an Excel workbook" in refused(path)


def test_an_upload_is_called_by_the_name_that_its_sender_knows(tmp_path):
    path = safeguarding.packed(
        tmp_path / "upload-17.zip", {"ssd_department": [{"dept_team_id": "1"}]}
    )
    assert "march.zip holds no table" in refused(path, name="march.zip")


def test_the_area_and_the_day_are_asked_for(folder):
    path = folder({"contacts.csv": CONTACTS})
    with pytest.raises(UserError, match="--area"):
        read_extract(path, key=KEY, as_at=AS_AT)
    with pytest.raises(UserError, match="--extract-date"):
        read_extract(path, key=KEY, area="990")


def test_progress_is_told_by_the_bytes_read(tmp_path):
    told = []
    read(safeguarding.folder(tmp_path / "tables", one_child()), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == len(one_child())


def test_many_rows_are_read_in_parts_and_keep_their_places(folder):
    row = CONTACTS.splitlines()[1]
    lines = [CONTACTS.splitlines()[0], *[row] * 150_000, row.replace("05/04/2023 00:00", "soon")]
    extract = read(folder({"contacts.csv": "\n".join(lines) + "\n"}))
    assert extract.rows == 150_001
    assert extract.problems.first[0].position == "contacts.csv, row 150002"
