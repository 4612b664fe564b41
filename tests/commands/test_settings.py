"""Settings: what the environment gives, and what is refused with a word on how to put it right."""

from pathlib import Path

import pytest

from dashboard.settings import Settings
from data.problems import UserError


def test_without_any_setting_the_store_is_beside_the_reader_and_the_server_on_this_machine():
    settings = Settings.from_environ({})
    assert settings == Settings(Path("store"), "127.0.0.1", 8501, "dsp")


def test_the_environment_names_store_port_and_role():
    settings = Settings.from_environ(
        {"PARTNERSHIP_STORE": "/data/ours", "PARTNERSHIP_PORT": "9000", "PARTNERSHIP_ROLE": "lsp"}
    )
    assert settings == Settings(Path("/data/ours"), "127.0.0.1", 9000, "lsp")


def test_an_empty_store_variable_counts_as_unset():
    assert Settings.from_environ({"PARTNERSHIP_STORE": ""}).store == Path("store")


def test_what_is_handed_on_reads_back_the_same_from_any_folder():
    environ: dict[str, str] = {}
    Settings(Path("ours"), "localhost", 9000, "analyst").hand_on(environ)
    read = Settings.from_environ(environ)
    assert read == Settings(Path("ours").absolute(), "localhost", 9000, "analyst")


def test_the_address_of_the_records_is_handed_on_and_never_printed():
    address = "postgresql://writer:secret@host/records"
    settings = Settings.from_environ({"PARTNERSHIP_RECORDS": address})
    assert settings.records == address
    assert "secret" not in repr(settings)
    environ = {"PARTNERSHIP_RECORDS": "of another store"}
    settings.hand_on(environ)
    assert Settings.from_environ(environ).records == address
    Settings().hand_on(environ)
    assert Settings.from_environ(environ).records is None
    assert Settings.from_environ({"PARTNERSHIP_RECORDS": ""}).records is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "partnership.example"])
def test_while_nobody_signs_in_the_server_opens_on_no_other_address_than_loopback(host: str):
    with pytest.raises(UserError, match="this machine only"):
        Settings.from_environ({"PARTNERSHIP_HOST": host})


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1"])
def test_every_loopback_address_will_do(host: str):
    assert Settings.from_environ({"PARTNERSHIP_HOST": host}).host == host


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1", "٣"])
def test_a_port_that_is_none_is_refused_by_the_name_of_its_variable(port: str):
    with pytest.raises(UserError, match="PARTNERSHIP_PORT"):
        Settings.from_environ({"PARTNERSHIP_PORT": port})


def test_an_unknown_role_is_refused_with_the_roles_there_are():
    with pytest.raises(UserError, match="dsp, scrutineer, lsp, analyst"):
        Settings.from_environ({"PARTNERSHIP_ROLE": "governor"})
