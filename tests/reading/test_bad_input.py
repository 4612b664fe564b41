"""Files that cannot be read, or were made to do harm: each is told in words, and nothing is kept."""

import io
import socket
import time
import zipfile

import pytest
import xlsxwriter

from data.extracts import read_extract
from data.formats import annex_a, cin_census, workbooks
from data.problems import UserError
from tests.reading import files
from tests.reading.conftest import AS_AT, KEY
from tests.reading.files import child, episode, message, row

WHOLE = message(*[child(episode("2023-06-01"), LAchildID=f"C{n}") for n in range(20)])


def refused(path, **given):
    """The message with which a file is refused."""
    with pytest.raises(UserError) as error:
        read_extract(path, key=KEY, area="990", as_at=AS_AT, **given)
    text = str(error.value)
    assert text.count("\n") >= 1, "it says what is wrong, and on the next line what to do"
    assert error.value.exit_code == 2
    return text


def refused_text(tmp_path, text, encoding="utf-8"):
    return refused(files.write(tmp_path / "return.xml", text, encoding))


@pytest.mark.parametrize("text", ["LAchildID,Sex\nA1,F\n", "Dear colleague", "{}", "%PDF-1.7"])
def test_what_is_no_extract(tmp_path, text):
    said = refused_text(tmp_path, text)
    assert "not an extract we can read" in said
    assert "CIN census, Partner return, Annex A" in said


def test_a_list_as_csv_is_told_to_become_a_workbook(tmp_path):
    assert "save it as .xlsx" in refused(
        files.write(tmp_path / "List 1.csv", "Child Unique ID\nA1")
    )


def test_an_empty_file(tmp_path):
    assert "is empty" in refused_text(tmp_path, "")


def test_a_file_that_is_not_there(tmp_path):
    assert "cannot be opened" in refused(tmp_path / "none.xml")


@pytest.mark.parametrize(
    "text",
    ["<", "<Message", "<!-- only a remark -->", "<Message></Wrong>", "<Message>&amp</Message>"],
)
def test_what_is_not_well_formed(tmp_path, text):
    assert "well-formed" in refused_text(tmp_path, text)


def test_a_file_cut_off_in_the_middle_of_a_tag(tmp_path):
    said = refused_text(tmp_path, WHOLE[: WHOLE.rindex("</CINref")] + "</CINre")
    assert "cut off" in said
    assert "line" in said


def test_a_file_cut_off_after_a_child(tmp_path):
    said = refused_text(tmp_path, WHOLE[: WHOLE.rindex("<Child>")])
    assert "cut off" in said


def test_another_document(tmp_path):
    said = refused_text(tmp_path, "<html><body/></html>")
    assert "begins with <html>" in said


def test_another_collection(tmp_path):
    assert "another DfE collection" in refused_text(tmp_path, message(child(), collection="SC"))


def test_a_return_without_children(tmp_path):
    assert "holds no children" in refused_text(tmp_path, message())


def test_windows_characters_under_a_utf_8_declaration_are_refused_with_their_line(tmp_path):
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + WHOLE.replace("C7", "Zoë", 1)
    line = 1 + text[: text.index("Zoë")].count("\n")
    said = refused_text(tmp_path, text, "windows-1252")
    assert f"line {line}:" in said
    assert "encoding" in said
    assert "Zo" not in said


def test_control_characters_are_refused(tmp_path):
    refused_text(tmp_path, WHOLE.replace("C7", "C\x017"))


def test_an_encoding_that_nobody_knows(tmp_path):
    assert "encoding" in refused_text(tmp_path, f'<?xml version="1.0" encoding="klingon"?>{WHOLE}')


BOMB = (
    "<!DOCTYPE Message [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE Message [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE Message>",
        "<!-- " + "x" * 70_000 + " --><!DOCTYPE Message [<!ENTITY a 'b'>]>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_unread(tmp_path, doctype, encoding, monkeypatch):
    def connect(*args):
        raise AssertionError("nothing is fetched")

    monkeypatch.setattr(socket.socket, "connect", connect)
    started = time.monotonic()
    said = refused_text(tmp_path, doctype + WHOLE.replace("C7", "&a;"), encoding)
    assert "DOCTYPE" in said
    assert time.monotonic() - started < 1


def test_very_deep_nesting_is_refused(tmp_path):
    refused_text(tmp_path, "<Message>" + "<a>" * 100_000 + "</a>" * 100_000 + "</Message>")


def test_a_file_over_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(cin_census, "LARGEST_BYTES", 1000)
    assert "larger than" in refused_text(tmp_path, WHOLE)
    monkeypatch.setattr(workbooks, "LARGEST_BYTES", 1000)
    assert "larger than" in refused(files.lists(tmp_path / "a.xlsx", List_3=[row("List 3")]))


def test_the_name_that_the_user_knows_is_the_name_in_the_message(tmp_path):
    path = files.write(tmp_path / "tmp8s7d", "<html/>")
    said = refused(path, name="CIN 2024.xml")
    assert "CIN 2024.xml" in said
    assert "tmp8s7d" not in said


# Workbooks


def packed(path, parts, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_an_old_or_protected_workbook(tmp_path):
    path = tmp_path / "annex.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    said = refused(path)
    assert "password" in said
    assert ".xlsx" in said


def test_a_zip_that_is_no_workbook(tmp_path):
    assert "not an Excel workbook" in refused(packed(tmp_path / "a.xlsx", {"a.txt": "hello"}))


def test_a_workbook_cut_off(tmp_path):
    whole = files.lists(tmp_path / "a.xlsx", List_3=[row("List 3")]).read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 10):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        assert "damaged" in refused(path)


def test_a_workbook_spoiled_anywhere_is_refused_or_read_and_never_a_fault_of_ours(tmp_path):
    whole = files.lists(tmp_path / "a.xlsx", List_3=[row("List 3")] * 400).read_bytes()
    refusals = []
    for place in range(40, len(whole) - 4, len(whole) // 100):
        path = tmp_path / "spoiled.xlsx"
        path.write_bytes(whole[:place] + b"\x00\xff\x00\xff" + whole[place + 4 :])
        try:
            workbooks.open_workbook(path)
        except UserError as refusal:
            refusals.append(str(refusal))
    assert any("damaged" in said for said in refusals)


def test_a_workbook_whose_parts_are_not_what_they_should_be(tmp_path):
    assert "damaged" in refused(packed(tmp_path / "a.xlsx", {"xl/workbook.xml": "not xml"}))


def test_a_bomb_dressed_as_a_workbook_is_never_unpacked(tmp_path):
    path = packed(
        tmp_path / "bomb.xlsx",
        {"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b" " * 50_000_000},
    )
    assert path.stat().st_size < 100_000
    started = time.monotonic()
    assert "unpack" in refused(path)
    assert time.monotonic() - started < 0.5


def test_many_parts_that_together_unpack_too_far(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED_BYTES", 1000)
    assert "unpack" in refused(files.lists(tmp_path / "a.xlsx", List_3=[row("List 3")]))


def test_a_bomb_that_states_a_false_size_is_refused(tmp_path):
    path = packed(
        tmp_path / "bomb.xlsx", {"xl/workbook.xml": "<a/>", "xl/big.xml": b" " * 5_000_000}
    )
    data = path.read_bytes()
    size = (5_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (50).to_bytes(4, "little")))
    assert "damaged" in refused(path)


def test_a_workbook_without_any_list(tmp_path):
    path = files.workbook(
        tmp_path / "a.xlsx", {"Sheet1": [["Name", "Hours"], ["x", 1]], "Empty": []}
    )
    said = refused(path)
    assert "no sheet in it has the headings" in said


def test_two_headings_for_one_column(tmp_path):
    headings = [*files.OFSTED["List 3"], "Date of referral "]
    path = files.workbook(tmp_path / "a.xlsx", {"Refs": [headings, row("List 3")]})
    said = refused(path)
    assert "Sheet 'Refs', row 1" in said
    assert "same column" in said


def test_a_workbook_needs_its_area_and_its_day(tmp_path):
    path = files.lists(tmp_path / "Annex_A_2024_Jan.xlsx", List_3=[row("List 3")])
    with pytest.raises(UserError, match="which local authority"):
        read_extract(path, key=KEY, as_at=AS_AT)
    with pytest.raises(UserError, match="never taken from a file's name"):
        read_extract(path, key=KEY, area="990")


@pytest.mark.parametrize("area", ["99", "9900", "abc", "٣٣٣"])
def test_an_area_is_three_digits(tmp_path, area):
    path = files.lists(tmp_path / "a.xlsx", List_3=[row("List 3")])
    with pytest.raises(UserError) as error:
        read_extract(path, key=KEY, area=area, as_at=AS_AT)
    assert str(error.value) == (
        f'a.xlsx was given the area "{area}", and a local authority\'s code is three digits.\n'
        "Give a code such as 301 (on the command line: --area 301)."
    )


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("99", '"99"'),
        ("E09000002", '"E09000002"'),
        ("Barking and Dagenham", '"Barking and ..."'),
        ("3\u200b01", r"'3\u200b01'"),
    ],
)
def test_a_code_in_the_file_that_is_none_is_said_with_where_to_correct_it(tmp_path, code, shown):
    path = files.write(tmp_path / "la.xml", message(child(), area=code))
    for given in (None, "301"):
        with pytest.raises(UserError) as error:
            read_extract(path, key=KEY, area=given)
        assert str(error.value) == (
            f"la.xml says that it is of area {shown}, and a local authority's code is three digits.\n"
            "Correct the code in its header (in a census: LEA), such as 301, and send the file again."
        )


def test_what_is_given_must_agree_with_what_the_file_says(tmp_path):
    path = files.write(tmp_path / "return.xml", message(child()))
    with pytest.raises(UserError, match="says that it is of area 990"):
        read_extract(path, key=KEY, area="991")
    with pytest.raises(UserError, match="31 March 2024, and 31 March 2023 was given"):
        read_extract(path, key=KEY, as_at=AS_AT.replace(year=2023))
    assert read_extract(path, key=KEY, area="990", as_at=AS_AT).area == "990"


def test_a_header_that_cannot_be_read_asks_for_what_it_should_say(tmp_path):
    path = files.write(tmp_path / "return.xml", message(child(), reference_date="soon", area=None))
    with pytest.raises(UserError, match="which local authority"):
        read_extract(path, key=KEY, as_at=AS_AT)
    with pytest.raises(UserError, match="reference date in its header"):
        read_extract(path, key=KEY, area="990")
    assert read_extract(path, key=KEY, area="990", as_at=AS_AT).as_at == AS_AT


def test_reading_does_not_leave_the_collector_of_garbage_off(tmp_path):
    import gc

    refused_text(tmp_path, WHOLE[:-20])
    assert gc.isenabled()
    gc.disable()
    try:
        refused_text(tmp_path, WHOLE[:-20])
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_format_is_known_by_what_a_file_holds_and_not_by_its_name(tmp_path):
    path = files.write(tmp_path / "annex.xlsx", message(child()))
    assert read_extract(path, key=KEY).format == cin_census.NAME
    book = files.lists(
        tmp_path / "return.xml", List_3=[row("List 3", Date_of_referral="2024-01-02")]
    )
    assert read_extract(book, key=KEY, area="990", as_at=AS_AT).format == annex_a.NAME
    assert io.BytesIO(book.read_bytes()).read(2) == b"PK"


def test_one_cell_at_the_far_end_of_a_sheet_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Return")
        sheet.write(1_048_575, 16_383, "x")
    assert "a cell so far out" in refused(path)


def test_a_sheet_may_be_wide_or_long(tmp_path):
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        wide = book.add_worksheet("Wide")
        wide.write(20, 700, "x")
        # Somebody coloured the last cell of all: there is nothing in it.
        wide.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
        book.add_worksheet("Long").write(100_000, 3, "x")
    assert "so far out" not in refused(path)
