"""The folder of a report: written whole, proved by anybody offline, and no proof once a byte is another."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.report import folder, proof, seal, shelf
from dashboard.report.folder import CONTENT, MANIFEST, SIGNATURES, as_json
from dashboard.report.seal import Seal, digest_of, service_seal
from data.problems import UserError
from tests.screens.yearly import Bureau

Tampering = Callable[[Path], None]


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    """The folder, to be tampered with."""
    return shutil.copytree(written, tmp_path / "copy")


def broken(place: Path, key: str | None = None) -> str:
    with pytest.raises(UserError) as error:
        proof.verify(place, key)
    assert "\n" in str(error.value)
    return str(error.value)


def sealed_again(place: Path, by: Seal, **changes: Any) -> None:
    """The list that binds the folder, with the digests of what stands there now, sealed by some key."""
    said = json.loads((place / MANIFEST).read_bytes())
    files = {
        file.relative_to(place).as_posix(): digest_of(file.read_bytes())
        for file in place.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }
    said = {**said, "files": files, "key": by.public, **changes}
    said = {name: value for name, value in said.items() if name != "seal" and value is not None}
    (place / MANIFEST).write_bytes(as_json({**said, "seal": by.of(said)}))


def foreign(tmp_path: Path) -> Seal:
    return service_seal(tmp_path / "elsewhere")


# What holds


def test_a_folder_proves_itself_offline(written: Path, signed: Bureau) -> None:
    found = proof.verify(written)
    assert (found.partnership, found.year, found.state) == (
        "Northmere and Eastvale (invented)", "2024-25", "signed",
    )  # fmt: skip
    assert signed.report.submission is not None
    assert (found.report, found.release) == (
        signed.report.submission.digest, signed.release.digest,
    )  # fmt: skip
    assert {one["name"] for one in found.signatures} == {
        "Lars Hypothet", "Leo Imaginary", "Lena Supposed",
    }  # fmt: skip
    assert {one["report"] for one in found.signatures} == {found.report}
    assert proof.verify(written, key=found.key.upper()) == found
    assert "another key than the one you gave" in broken(written, key="0" * 64)


def test_the_folder_holds_three_forms_the_data_the_source_and_what_binds_them(
    written: Path,
) -> None:
    names = {file.relative_to(written).as_posix() for file in written.rglob("*") if file.is_file()}
    assert {
        "report.pdf", "report.docx", "report.html", "data.xlsx", CONTENT, SIGNATURES, MANIFEST,
    } <= names  # fmt: skip
    assert any(name.startswith("data/") and name.endswith(".csv") for name in names)
    assert set(json.loads((written / MANIFEST).read_bytes())["files"]) == names - {MANIFEST}


# Any one byte


def test_a_report_that_prints_another_key_is_not_written(signed: Bureau, tmp_path: Path) -> None:
    content = signed.office.content(signed.report)
    with pytest.raises(UserError, match="not the one that the report prints"):
        folder.write(tmp_path / "report", content, signed.report, foreign(tmp_path))
    assert not (tmp_path / "report").exists()


def test_one_byte_changed_in_any_file_is_found(copy: Path) -> None:
    files = [file for file in copy.rglob("*") if file.is_file()]
    for file in files:
        whole = file.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            other = bytes([whole[place] ^ 0x20])
            file.write_bytes(whole[:place] + other + whole[place + 1 :])
            assert "This is not the report as it was signed" in broken(copy), (file, place)
        for changed in (whole[:-1], whole + b"\n", b""):
            file.write_bytes(changed)
            broken(copy)
        file.write_bytes(whole)
    proof.verify(copy)


def test_no_byte_of_the_list_itself_can_be_another_not_even_a_blank(copy: Path) -> None:
    file = copy / MANIFEST
    whole = file.read_bytes()
    said = json.loads(whole)
    for place in range(0, len(whole), 29):
        for other in {whole[place] ^ 0x20, 0x20, 0x09} - {whole[place]}:
            file.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
            broken(copy)
    for changed in (
        whole.replace(b'"format": 1', b'"format": 1, "format": 1'),
        whole.replace(said["seal"].encode(), said["seal"].upper().encode()),
        b"\xef\xbb\xbf" + whole,
    ):
        file.write_bytes(changed)
        broken(copy)


@pytest.mark.parametrize("name", ["report.pdf", CONTENT, SIGNATURES, "data.xlsx"])
def test_a_file_that_is_missing_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert f"{name} is missing" in broken(copy)


def test_a_folder_without_its_list_or_no_folder_is_none_of_a_report(
    copy: Path, tmp_path: Path
) -> None:
    for place in (tmp_path / "gone", tmp_path, copy / "report.pdf"):
        assert "is no folder of a report" in broken(place)
    (copy / MANIFEST).unlink()
    assert "Name the folder that holds report.html" in broken(copy)


# Folders of somebody who means harm


def put_in(place: Path) -> None:
    (place / "extra.html").write_text("More.")


def link_to_a_file(place: Path) -> None:
    (place / "report.pdf").unlink()
    (place / "report.pdf").symlink_to("/etc/passwd")


def link_to_a_folder(place: Path) -> None:
    (place / "more").symlink_to("/")


def pipe(place: Path) -> None:
    (place / "report.pdf").unlink()
    os.mkfifo(place / "report.pdf")


def huge(place: Path) -> None:
    with (place / "report.pdf").open("wb") as file:
        file.truncate(proof.LARGEST + 1)


def not_json(place: Path) -> None:
    (place / MANIFEST).write_bytes(b"%PDF-1.7 \xff")


def nested(place: Path) -> None:
    (place / MANIFEST).write_text("[" * 200_000)


def a_list(place: Path) -> None:
    (place / MANIFEST).write_text("[]")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (put_in, "extra.html was put in"),
        (link_to_a_file, "report.pdf is no file: it leads elsewhere"),
        (link_to_a_folder, "more is no file: it leads elsewhere"),
        (pipe, "report.pdf is no file"),
        (huge, "far larger than any file of a report"),
        (not_json, f"{MANIFEST} is damaged"),
        (nested, f"{MANIFEST} is damaged"),
        (a_list, f"{MANIFEST} is damaged"),
    ],
)
def test_what_is_no_report_is_refused_and_nothing_is_followed(
    copy: Path, tamper: Tampering, said: str
) -> None:
    tamper(copy)
    assert said in broken(copy)


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "data/../../outside", "a\0b", "", ".", "data", "gone"]
)
def test_a_list_sealed_anew_names_nothing_outside_the_folder(
    copy: Path, signed: Bureau, tmp_path: Path, name: str
) -> None:
    (tmp_path / "outside").write_text("secret")
    held = json.loads((copy / MANIFEST).read_bytes())["files"]
    sealed_again(copy, signed.office.seal(), files={**held, name: digest_of(b"secret")})
    assert "is missing" in broken(copy)


def test_a_list_sealed_by_another_key_is_found_by_the_key_that_the_report_prints(
    copy: Path, tmp_path: Path
) -> None:
    (copy / "report.html").write_text("<p>All is well.</p>")
    sealed_again(copy, foreign(tmp_path))
    assert "is not the one that the report prints" in broken(copy)


def test_a_folder_made_anew_with_another_key_is_found_by_the_key_that_was_made_known(
    copy: Path, written: Path, tmp_path: Path
) -> None:
    known = proof.verify(written).key
    by = foreign(tmp_path)
    content = json.loads((copy / CONTENT).read_bytes())
    (copy / CONTENT).write_bytes(as_json({**content, "key": by.public}))
    report = digest_of((copy / CONTENT).read_bytes())
    made = []
    for one in json.loads((copy / SIGNATURES).read_bytes()):
        said = {**one["said"], "report": report}
        made.append({"said": said, "seal": by.of(said)})
    (copy / SIGNATURES).write_bytes(as_json(made))
    sealed_again(copy, by, report=report)
    assert proof.verify(copy).key == by.public
    assert "another key than the one you gave" in broken(copy, key=known)


@pytest.mark.parametrize(
    "signatures",
    [{}, "text", None, 1, [1], [{}], [{"said": {}, "seal": "00"}], [{"said": [], "seal": 5}], []],
    ids=repr,
)
def test_signatures_that_are_none_are_refused(
    copy: Path, signed: Bureau, signatures: object
) -> None:
    (copy / SIGNATURES).write_bytes(as_json(signatures))
    sealed_again(copy, signed.office.seal())
    broken(copy)


def test_one_lead_partner_does_not_stand_for_two(copy: Path, signed: Bureau) -> None:
    first, *others = json.loads((copy / SIGNATURES).read_bytes())
    (copy / SIGNATURES).write_bytes(as_json([first, first, *others]))
    sealed_again(copy, signed.office.seal())
    assert "one lead partner signed twice" in broken(copy)


@pytest.mark.parametrize("change", ["report", "release", "name", "at"])
def test_a_signature_holds_for_its_words_alone(copy: Path, signed: Bureau, change: str) -> None:
    first, *others = json.loads((copy / SIGNATURES).read_bytes())
    by = signed.office.seal()
    said = {**first["said"], change: "0" * 64}
    (copy / SIGNATURES).write_bytes(as_json([{"said": said, "seal": first["seal"]}, *others]))
    sealed_again(copy, by)
    assert "is not as it was given" in broken(copy)
    if change in ("report", "release"):
        (copy / SIGNATURES).write_bytes(as_json([{"said": said, "seal": by.of(said)}, *others]))
        sealed_again(copy, by)
        assert "is of other words or figures" in broken(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "perfect"}, {"state": None}, {"partnership": None}, {"partnership": 5}, {"year": None},
        {"year": "2031-32"}, {"release": "0" * 64}, {"report": None}, {"report": "0" * 64}, {"files": []},
        {"files": {}},
    ],
    ids=repr,
)  # fmt: skip
def test_a_list_with_keys_missing_or_not_ours_is_refused(
    copy: Path, signed: Bureau, changes: dict[str, Any]
) -> None:
    sealed_again(copy, signed.office.seal(), **changes)
    broken(copy)


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]", b"no", b"[" * 200_000, b'{"blocks": [{"kind": "Table"}]}', b'{"blocks": 5}'],
    ids=lambda content: content[:20].decode(),
)
def test_a_source_that_is_none_is_refused(copy: Path, signed: Bureau, content: bytes) -> None:
    (copy / CONTENT).write_bytes(content)
    sealed_again(copy, signed.office.seal())
    broken(copy)


def test_data_that_is_not_that_of_the_report_is_found_whoever_sealed_it(
    copy: Path, signed: Bureau
) -> None:
    file = sorted((copy / "data").iterdir())[0]
    file.write_text("a,b\n1,2\n")
    sealed_again(copy, signed.office.seal())
    assert "does not hold the figures of the report" in broken(copy)


# Writing


def test_a_folder_is_replaced_whole_and_what_is_not_ours_is_left_alone(
    signed: Bureau, copy: Path
) -> None:
    signed.office.write(signed.report, copy, ("html",))
    assert not (copy / "report.pdf").exists()
    proof.verify(copy)
    (copy / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="holds other files, and they were left as they are"):
        signed.office.write(signed.report, copy, ("html",))
    assert (copy / "notes.txt").read_text() == "mine"
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_a_write_that_fails_leaves_what_stood_there(
    signed: Bureau, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, moves = shutil.move, []

    def fails_once(source: Path, to: Path) -> None:
        moves.append(to)
        if len(moves) == 2:
            raise OSError(28, "No space left on device")
        real(source, to)

    monkeypatch.setattr(shutil, "move", fails_once)
    with pytest.raises(UserError, match="No space left on device"):
        signed.office.write(signed.report, copy, ("html",))
    assert (copy / "report.pdf").exists()
    proof.verify(copy)


def test_a_process_killed_while_it_writes_leaves_nothing_half_written(
    signed: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    real, written = Path.write_bytes, []

    def dies(self: Path, data: bytes) -> int:
        written.append(self)
        if len(written) == 4:
            raise KilledError
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", dies)
    with pytest.raises(KilledError):
        signed.office.write(signed.report, tmp_path / "report", ("html",))
    assert not (tmp_path / "report").exists()


def test_a_submitted_report_is_kept_as_it_was_or_told_to_be_lost(tmp_path: Path) -> None:
    digest = shelf.keep(tmp_path, b"source")
    assert shelf.held(tmp_path, digest) == b"source"
    file = tmp_path / shelf.FOLDER / f"{digest}.json"
    file.write_bytes(b"other")
    with pytest.raises(UserError, match="is not as it was"):
        shelf.held(tmp_path, digest)
    # Submitting it again mends it, as the message says.
    shelf.keep(tmp_path, b"source")
    assert shelf.held(tmp_path, digest) == b"source"
    file.unlink()
    with pytest.raises(UserError, match="submit the report again"):
        shelf.held(tmp_path, digest)


# The key


def test_the_key_is_made_once_for_its_owner_alone_and_never_printed(tmp_path: Path) -> None:
    first = service_seal(tmp_path)
    assert service_seal(tmp_path).public == first.public
    file = tmp_path / seal.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() not in repr(first)
    said = {"a": "ŵ", "b": 1}
    assert seal.holds(first.public, said, first.of(said))
    for other in ({"a": "w", "b": 1}, {"a": "ŵ"}, {}):
        assert not seal.holds(first.public, other, first.of(said))
    for wrong in ("", "zz", first.of(said).upper(), first.of(said) + " ", "0" * 128):
        assert not seal.holds(first.public, said, wrong)
    file.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        service_seal(tmp_path)


@pytest.mark.parametrize("held", ["", "zz", "ab" * 31, "\u00e9" * 64])
def test_a_damaged_key_is_not_replaced_by_a_new_one(tmp_path: Path, held: str) -> None:
    file = tmp_path / seal.FILE
    file.write_text(held, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(UserError, match=r"is not a key|cannot be read"):
        service_seal(tmp_path)
    assert file.read_text(encoding="utf-8") == held


def test_sections_are_found_by_their_titles(signed: Bureau) -> None:
    found = folder.sections(signed.office.content(signed.report).paper)
    assert next(iter(found)) == "The year on one page"
    assert all(blocks for blocks in found.values())
