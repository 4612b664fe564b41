"""Commands about the yearly report: write it, prove it, and make what goes on the web."""

import csv
import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from dashboard import signoff
from dashboard.report.folder import Content
from dashboard.report.paper import Bullets, Heading, Paper, Paragraph, Table
from data.warehouse import Store
from metrics import release as releases
from tests.commands.conftest import give
from tests.records.conftest import Clock
from tests.screens.yearly import YEAR, Bureau

NOW = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
BLOCKS = (
    Heading("The year on one page", 1, "summary"),
    Paragraph("It is short."),
    Bullets(("=cmd()",)),
    Table("What we did", ("Who", "What"), (("Health", "@met"),)),
)
Command = Callable[..., Result]


@pytest.fixture
def bureau(released_store: Path, tmp_path: Path) -> Bureau:
    """A report that is begun, beside the release of one census."""
    store = shutil.copytree(released_store, tmp_path / "store")
    held = Store(store).newest_release()
    assert held is not None
    return Bureau(store, Clock(NOW), releases.open(*held)).begin()


@pytest.fixture
def partnership(bureau: Bureau) -> Command:
    return lambda *words: give("--store", bureau.store, *words)


@pytest.fixture
def submitted(bureau: Bureau) -> Bureau:
    """A short report, submitted without waiting for charts."""
    key = bureau.office.seal().public
    paper = Paper("Yearly report", "Invented", dt.date(2025, 3, 31), BLOCKS, contents=True)
    return bureau.submit_as(Content(paper, YEAR, bureau.release.digest, key))


def test_a_draft_is_written_marked_as_one_and_what_it_lacks_is_listed(
    bureau: Bureau, partnership: Command, tmp_path: Path
) -> None:
    made = partnership("report", YEAR, "--form", "html", "--out", tmp_path / "draft")
    assert made.exit_code == 0, made.output
    assert f"The report of {YEAR} is being written." in made.output
    assert "YR-01, What we did: the law asks for it, and nobody has written it." in made.output
    assert "Before it can be submitted, " in made.output
    page = (tmp_path / "draft" / "report.html").read_text(encoding="utf-8")
    assert "Draft, not for publication: " in page
    assert not (tmp_path / "draft" / "report.pdf").exists()
    said = give("verify", tmp_path / "draft")
    assert said.exit_code == 0
    assert "It is no final report: it was being written." in said.output


def test_a_signed_report_is_written_and_proved_offline(
    submitted: Bureau, partnership: Command, tmp_path: Path
) -> None:
    submitted.sign()
    made = partnership("report", YEAR, "--out", tmp_path / "report")
    assert made.exit_code == 0, made.output
    assert "signed by all lead safeguarding partners. Written to" in made.output
    said = give("verify", tmp_path / "report")
    assert said.exit_code == 0
    for words in ("is whole: 8 files, none changed", "Signed by Leo Imaginary", "Compare the key"):
        assert words in said.output
    told = json.loads(give("verify", tmp_path / "report", "--json").output)
    assert (told["state"], len(told["signatures"])) == ("signed", 3)
    assert give("verify", tmp_path / "report", "--key", told["key"]).exit_code == 0
    # One byte, and it is no proof any more.
    page = tmp_path / "report" / "report.html"
    page.write_bytes(page.read_bytes().replace(b"It is short.", b"It is Short."))
    said = give("verify", tmp_path / "report")
    assert said.exit_code != 0
    assert "report.html was changed" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("signed", [(), ("lead-health", "lead-police")])
def test_what_not_all_have_signed_is_not_put_before_the_public(
    submitted: Bureau, partnership: Command, tmp_path: Path, signed: tuple[str, ...]
) -> None:
    for one in signed:
        submitted.sign(one)
    said = partnership("publish", YEAR, "--out", tmp_path / "web")
    assert said.exit_code != 0
    assert "Still to sign: Chief executive of the local authority" in said.output
    assert not (tmp_path / "web").exists()


def test_what_is_put_before_the_public_begins_with_an_index_and_has_figures_beside_it(
    submitted: Bureau, partnership: Command, tmp_path: Path
) -> None:
    submitted.sign()
    made = partnership("publish", YEAR, "--out", tmp_path / "web")
    assert made.exit_code == 0, made.output
    assert "Begin with index.html" in made.output
    assert "say so on the page “Yearly report”" in made.output
    with (tmp_path / "web" / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert {row["release"] for row in found} == {submitted.release.digest}
    assert give("verify", tmp_path / "web").exit_code == 0
    submitted.publish()
    submitted.do("care", signoff.correct, "Table 1: 8, not 9.")
    made = partnership("publish", YEAR, "--out", tmp_path / "web")
    assert made.exit_code == 0, made.output
    assert "Table 1: 8, not 9." in (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    assert give("verify", tmp_path / "web").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "2030-31"), "Nobody has begun the yearly report of 2030-31. Begun: 2024-25."),
        (("publish", "nonsense"), "Nobody has begun the yearly report of nonsense."),
        (("report", YEAR, "--form", "odt"), "There is no form “odt”."),
    ],
)
def test_what_cannot_be_is_told_in_words(
    bureau: Bureau, partnership: Command, words: tuple[str, ...], said: str
) -> None:
    done = partnership(*words)
    assert done.exit_code != 0
    assert said in done.output


def test_a_folder_that_holds_other_files_is_left_alone(
    submitted: Bureau, partnership: Command, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    said = partnership("report", YEAR, "--out", tmp_path / "mine", "--form", "html")
    assert said.exit_code != 0
    assert "holds other files" in said.output
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_proof_needs_no_store(tmp_path: Path) -> None:
    said = give("verify", tmp_path)
    assert said.exit_code != 0
    assert "is no folder of a report" in said.output
