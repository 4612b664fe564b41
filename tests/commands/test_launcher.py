"""The launcher: the same safe settings from every folder, and a taken port told in words."""

import socket
from pathlib import Path

import pytest
from streamlit import config

from dashboard import launcher
from dashboard.settings import Settings
from data.problems import UserError


@pytest.fixture
def taken_port():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def test_a_taken_port_is_refused_with_another_one_to_try(taken_port: int):
    with pytest.raises(UserError, match=f"--port {taken_port % 65535 + 1}"):
        launcher.serve(Settings(port=taken_port))


def test_settings_are_the_same_from_every_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    here = launcher.server_options(Settings(), open_browser=False)
    monkeypatch.chdir(tmp_path)
    assert launcher.server_options(Settings(), open_browser=False) == here


def test_the_server_listens_on_this_machine_tells_nobody_and_hides_its_tracebacks():
    options = launcher.server_options(Settings(port=9000), open_browser=False)
    assert options["server.address"] == "127.0.0.1"
    assert options["server.port"] == 9000
    assert options["server.headless"] is True
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["server.maxUploadSize"] == 400


def test_every_setting_is_one_that_streamlit_knows():
    known = set(config.get_config_options())
    assert set(launcher.server_options(Settings(), open_browser=False)) <= known


def test_an_address_of_the_newer_kind_is_written_in_brackets():
    assert launcher.address(Settings(host="::1", port=9000)) == "http://[::1]:9000"
    assert launcher.address(Settings()) == "http://127.0.0.1:8501"
