"""Pseudonyms: the same child the same one, and nobody without the key goes back."""

import hashlib
import hmac
import os

import polars as pl
import pytest

from data.problems import UserError
from data.pseudonyms import Key, create_key, pseudonyms

KEY = Key(b"k" * 32)


def names(values, key=KEY, kind="child", area="990"):
    return pseudonyms(pl.Series("child", values, dtype=pl.String), key, kind, area).to_list()


def test_the_same_value_has_the_same_pseudonym_wherever_it_stands():
    first, second, third, fourth = names(["A1", "B2", "A1", None])
    assert first == third != second
    assert fourth is None
    assert names(["B2"]) == [second]


def test_key_kind_and_area_each_make_another_pseudonym():
    one = names(["A1"])
    assert one != names(["A1"], key=Key(b"x" * 32))
    assert one != names(["A1"], kind="upn")
    assert one != names(["A1"], area="991")


def test_a_pseudonym_is_the_first_96_bits_of_an_hmac():
    whole = hmac.digest(KEY.secret, b"child\x00990\x00A1", hashlib.sha256).hex()
    assert names(["A1"]) == [whole[:24]]


def test_no_values_have_no_pseudonyms():
    assert names([]) == []
    assert names([None]) == [None]


def test_many_values_have_as_many_pseudonyms():
    values = [str(n) for n in range(20_000)]
    assert len(set(names(values))) == 20_000


def test_a_new_key_is_only_its_owners(tmp_path):
    made = create_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert Key.load(tmp_path / "key") == made
    assert create_key(tmp_path / "other") != made


def test_a_key_that_is_there_is_never_overwritten(tmp_path):
    made = create_key(tmp_path / "key")
    with pytest.raises(UserError, match="already a key"):
        create_key(tmp_path / "key")
    assert Key.load(tmp_path / "key") == made


def test_no_key(tmp_path):
    with pytest.raises(UserError, match="There is no key"):
        Key.load(tmp_path / "key")


@pytest.mark.parametrize("written", ["", "f00d", "g" * 64, "a" * 63, "A" * 64])
def test_what_is_no_key(tmp_path, written):
    path = tmp_path / "key"
    path.write_text(written)
    path.chmod(0o600)
    with pytest.raises(UserError, match="is not a key") as error:
        Key.load(path)
    assert not written or written not in str(error.value).replace(tmp_path.name, "")


def test_a_key_that_cannot_be_read(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        Key.load(tmp_path)
    path = tmp_path / "key"
    path.write_bytes(b"\xff" * 64)
    with pytest.raises(UserError, match="cannot be read"):
        Key.load(path)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "key"
    create_key(path)
    path.chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        Key.load(path)


def test_a_key_is_never_printed():
    assert "k" * 10 not in repr(KEY)
    assert KEY.secret.hex() not in repr(KEY)
    assert KEY.mark not in KEY.secret.hex()
    assert KEY.mark != Key(b"x" * 32).mark
