"""The yearly report in a real browser: written, returned, mended, signed by three, published, proven."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from dashboard import reporting, signoff
from dashboard.cli import app
from dashboard.identity import acting
from dashboard.report.requirements import REQUIREMENTS
from data.records import Records, utc_now
from data.warehouse import Store
from tests.screens.conftest import serving
from tests.screens.test_journeys import WIDE, settled, without_fault
from tests.screens.test_scrutiny_journey import press, reads_on_a_phone, write

YEAR = "2024-25"
CHAIR, SCRUTINEER = acting(chosen="invented-care"), acting(chosen="invented-scrutineer")
LEADS = ("invented-lead-council", "invented-lead-health", "invented-lead-police")
PINNED = (
    "We held {{ figure icpc_within_15_working_days partnership 2024-25 }} of conferences in time."
)
TO_MEND, MENDED = "YR-02", "Reviews come too late, and we say so."


@pytest.fixture(scope="module")
def drafted(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of its own, in which everything but the chair's judgement is written."""
    folder = shutil.copytree(released, tmp_path_factory.mktemp("report") / "store")
    records = Records.of(folder)

    def office() -> reporting.Office:
        return reporting.office(Store(folder), records, utc_now)

    records.append(signoff.begin(CHAIR, YEAR, office().places))
    for one in REQUIREMENTS:
        if one.id != TO_MEND:
            at = office()
            at.save(at.report(YEAR), CHAIR, one.id, PINNED)
    at = office()
    at.save(at.report(YEAR), SCRUTINEER, signoff.SCRUTINEER, "Health was not in the room.")
    return folder


@pytest.fixture(scope="module")
def reporting_server(drafted: Path) -> Iterator[str]:
    yield from serving(drafted)


def sign_page(page: Page, server: str, person: str) -> None:
    page.goto(f"{server}/sign-report?person={person}&report={YEAR}")
    settled(page)


def submit(page: Page, server: str, text: str) -> None:
    """The chair writes the judgement and submits the report."""
    page.goto(f"{server}/yearly-report?person=invented-care&report={YEAR}&part={TO_MEND}")
    settled(page)
    write(page, "The text", text)
    expect(page.get_by_test_id("stMain")).to_contain_text("Nothing is missing.")
    without_fault(page)
    page.get_by_role("button", name="Submit it to the lead partners").click()
    expect(page.get_by_test_id("stMain")).to_contain_text("It is submitted.", timeout=120_000)
    settled(page)


def sign(page: Page, server: str, person: str) -> None:
    sign_page(page, server, person)
    page.get_by_text("I have read this report.").click()
    settled(page)
    press(page, "Sign the report")
    expect(page.get_by_test_id("stMain")).to_contain_text("You have signed the report.")


def test_three_chief_officers_sign_the_same_words_and_anybody_can_prove_it(
    reporting_server: str, browser: Browser, drafted: Path, tmp_path: Path
) -> None:
    page = browser.new_page(viewport=WIDE)
    main = page.get_by_test_id("stMain")
    submit(page, reporting_server, f"All is well. {PINNED}")
    sign(page, reporting_server, LEADS[0])

    # The second returns it, and the first signature holds no longer.
    sign_page(page, reporting_server, LEADS[1])
    without_fault(page)
    write(page, "Or return it. What should be changed?", "Say that reviews come too late.")
    press(page, "Return it")
    expect(main).to_contain_text("It is returned to the chair, with your comment.")

    submit(page, reporting_server, MENDED)
    sign_page(page, reporting_server, LEADS[0])
    expect(main).to_contain_text("What changed since you last saw it")
    expect(main).to_contain_text(MENDED)
    for person in LEADS[:2]:
        sign(page, reporting_server, person)
    sign_page(page, reporting_server, "invented-care")
    expect(page.get_by_role("button", name="Say that it is published")).to_have_count(0)
    assert "Still to sign" in ran(
        drafted, "publish", YEAR, "--out", str(tmp_path / "early"), code=1
    )
    sign(page, reporting_server, LEADS[2])

    sign_page(page, reporting_server, "invented-care")
    write(page, "Where it can be read", "https://partnership.example/report")
    press(page, "Say that it is published")
    expect(main).to_contain_text(f"The report of {YEAR} is published.")
    expect(main).to_contain_text("Copies go out by")
    reads_on_a_phone(page)
    page.close()

    folder = tmp_path / "report"
    ran(drafted, "publish", YEAR, "--out", str(folder))
    told = ran(drafted, "verify", str(folder))
    assert "is whole" in told
    assert told.count("Signed by") == 3
    changed = folder / "report.html"
    changed.write_bytes(changed.read_bytes().replace(b"too late", b"too lafe", 1))
    assert "report.html was changed" in ran(drafted, "verify", str(folder), code=1)


def ran(store: Path, *command: str, code: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, ["--store", str(store), *command])
    assert (done.exit_code != 0) == bool(code), done.output
    return done.output + str(done.exception or "")
