"""Each reader's way through the dashboard, in a real browser on the real server."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 400, "height": 900}
PAGES = (
    "what-changed",
    "timeliness",
    "fairness",
    "repeat",
    "child-protection",
    "referrals",
    "who",
    "trust",
    "measures",
)
"""Other tests run beside this one; the figures of an idle machine stand in the README."""
CHALLENGE = re.compile(r"Challenge \d")
SECONDS_TO_SETTLE = 60
STREAMLITS_OWN = {"presentation-role-conflict", "region", "landmark-unique"}
"""Best practice only, and in parts that Streamlit draws itself."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide page on which no script may fail."""
    opened = browser.new_page(viewport=WIDE)
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Streamlit looks for its own server in every folder of the address, and some have none.
        if message.type == "error" and "404" not in message.text:
            faults.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    opened.close()
    assert not faults


def settled(page: Page) -> None:
    """Wait until the page is drawn whole."""
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]')
    # A page fades in, and half-faded words have too little contrast.
    page.wait_for_function(
        "!document.querySelector('[data-stale=true], [data-testid=stSkeleton]') &&"
        "[...document.querySelectorAll('[data-testid=stElementContainer]')]"
        ".every(part => getComputedStyle(part).opacity === '1')",
        timeout=SECONDS_TO_SETTLE * 1000,
    )
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(chart => chart.querySelector('svg, canvas'))"
    )


def pick(page: Page, label: str, option: str) -> None:
    """Open a list and choose from it. One that a late redraw closed at once is opened again."""
    wanted = page.get_by_role("option", name=option)
    for _ in range(5):
        page.get_by_role("combobox", name=label).click()
        try:
            wanted.wait_for(timeout=3_000)
            break
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
    wanted.click()


def test_a_partner_sees_what_changed_on_one_screen_and_opens_its_story(
    server: str, page: Page
) -> None:
    page.goto(server)
    settled(page)
    main = page.get_by_test_id("stMain")
    # All of it stands on one screen, what changed and the clocks at its top.
    for heading in ("Look into these", "Clocks: in time, and overdue now"):
        box = main.get_by_role("heading", name=heading).bounding_box()
        assert box is not None
        assert box["y"] < WIDE["height"] / 2
    assert main.evaluate("area => area.scrollHeight") <= WIDE["height"]
    expect(main).to_contain_text("1 measure changed for the worse")
    main.get_by_role("link", name="below its usual range").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Timeliness")
    expect(main).to_contain_text("below its usual range, a change for the worse")
    settled(page)
    assert "measure=icpc_within_15_working_days" in page.url


def test_a_partner_opens_the_table_and_the_definition(server: str, page: Page) -> None:
    page.goto(f"{server}/timeliness?measure=icpc_within_15_working_days&area=991")
    settled(page)
    page.get_by_text("Show the table").first.click()
    table = page.get_by_role("table").first
    expect(table).to_contain_text("January to March 2025")
    expect(page.get_by_text("would give one away. [x] not available")).to_have_count(1)
    page.get_by_role("button", name="What is this?").first.click()
    expect(page.get_by_text("Worked examples")).to_be_visible()


def test_a_partner_downloads_protected_figures_with_definition_and_release(
    server: str, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{server}/timeliness?measure=icpc_within_15_working_days&area=991")
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").last.click()
    saved = tmp_path / "figures.csv"
    waiting.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert all(row["definition"] and row["release"] and row["as_at"] for row in found)
    hidden = [row for row in found if row["reason"] == "protected"]
    assert hidden
    for row in hidden:
        assert [row[name] for name in ("numerator", "value", "lower", "upper")] == [""] * 4


def test_a_scrutineer_looks_by_ethnicity_and_sends_the_link(
    server: str, page: Page, browser: Browser
) -> None:
    page.goto(f"{server}/who?role=scrutineer")
    settled(page)
    pick(page, "Look by", "Sex")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("by sex")
    page.wait_for_url("**by=sex**")
    other = browser.new_page(viewport=WIDE)
    other.goto(page.url)
    settled(other)
    expect(other.get_by_role("heading", level=2).first).to_contain_text("by sex")
    other.close()


def test_a_lead_partner_reads_it_on_a_phone(server: str, browser: Browser) -> None:
    phone = browser.new_page(viewport=NARROW)
    for name in PAGES:
        phone.goto(f"{server}/{name}?role=lsp")
        settled(phone)
        main = phone.get_by_test_id("stMain")
        assert main.evaluate("area => area.scrollWidth - area.clientWidth") <= 1, name
    phone.close()


def test_a_reader_moves_by_keyboard_alone(server: str, page: Page) -> None:
    page.goto(server)
    settled(page)
    page.keyboard.press("Tab")
    names = []
    for _ in range(20):
        names.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert any("Timeliness" in name for name in names)


def test_an_area_chosen_stays_on_the_next_page(server: str, page: Page) -> None:
    page.goto(f"{server}/timeliness")
    settled(page)
    pick(page, "Area", "Eastvale")
    page.wait_for_url("**area=991**")
    page.get_by_test_id("stSidebarNav").get_by_text("Repeat activity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Repeat activity")
    page.wait_for_url("**area=991**")


@pytest.mark.parametrize("name", [*PAGES, "load"])
def test_a_page_has_no_fault_of_access(server: str, page: Page, name: str) -> None:
    page.goto(f"{server}/{name}?role=analyst")
    settled(page)
    without_fault(page)


def test_every_chart_is_told_in_words(server: str, page: Page) -> None:
    page.goto(f"{server}/timeliness?measure=icpc_within_15_working_days")
    settled(page)
    drawn = page.get_by_test_id("stVegaLiteChart")
    expect(drawn).to_have_count(3, timeout=20_000)
    settled(page)
    charts = drawn.all()
    labels = [
        chart.evaluate(
            "chart => [chart, ...chart.querySelectorAll('[aria-label]')]"
            ".map(part => part.getAttribute('aria-label') || '').join(' ')"
        )
        for chart in charts
    ]
    assert "20 quarters from April to June 2020" in labels[0]
    assert "95% interval" in labels[2]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def without_fault(page: Page) -> None:
    """Nothing on a page stands in the way of whoever does not see or point.

    Looked at again where something does: a part that was still fading in has too little contrast, and is
    no fault of the page. A fault stays.
    """
    for _ in range(3):
        found = Axe().run(page).response["violations"]
        ours = [one for one in found if one["id"] not in STREAMLITS_OWN]
        if not ours:
            return
        page.wait_for_timeout(1_000)
    pytest.fail(
        str(
            [
                (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
                for one in ours
            ]
        )
    )


def test_a_challenge_is_issued_answered_and_closed(writing: str, browser: Browser) -> None:
    scrutineer, partner = (browser.new_page(viewport=WIDE) for _ in range(2))
    scrutineer.goto(f"{writing}/challenges?person=invented-scrutineer")
    settled(scrutineer)
    scrutineer.get_by_text("Write a challenge").click()
    scrutineer.get_by_role("textbox", name="The question").fill("Why <b>so</b> late?\nשלום")
    pick(scrutineer, "To whom", "Health services, delegated safeguarding partner")
    settled(scrutineer)
    without_fault(scrutineer)
    press(scrutineer, "Issue the challenge")
    expect(scrutineer.get_by_role("heading", level=1)).to_have_text(CHALLENGE)
    expect(scrutineer.get_by_test_id("stMain")).to_contain_text("Why <b>so</b> late?")

    partner.goto(f"{writing}/challenges?person=invented-health")
    settled(partner)
    expect(partner.get_by_test_id("stMain")).to_contain_text("1 challenge waits for you.")
    without_fault(partner)
    partner.get_by_role("link", name="late?").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text(CHALLENGE)
    settled(partner)
    partner.get_by_text("Accept it", exact=True).click()
    partner.get_by_role("textbox", name="What you accept, in your words").fill("We agree.")
    # A form sends what was typed though nothing else was left: without the day it is refused.
    press(partner, "Accept it")
    expect(partner.get_by_role("alert")).to_contain_text("Nobody can follow this up without a day.")
    expect(partner.get_by_role("textbox", name="What you accept")).to_have_value("We agree.")
    partner.get_by_text("Reject it, with the reason").click()
    expect(partner.get_by_role("textbox", name="The reason")).to_have_value("We agree.")
    partner.get_by_role("textbox", name="The reason").fill("It was once, in August.")
    settled(partner)
    without_fault(partner)
    press(partner, "Reject it, with the reason")
    expect(partner.get_by_test_id("stMain")).to_contain_text("Rejected with reason.")

    issued = parse_qs(urlsplit(partner.url).query)["challenge"][0]
    scrutineer.goto(f"{writing}/challenges?person=invented-scrutineer&challenge={issued}")
    settled(scrutineer)
    expect(scrutineer.get_by_test_id("stMain")).to_contain_text("It was once, in August.")
    scrutineer.get_by_text("Close it", exact=True).click()
    settled(scrutineer)
    scrutineer.get_by_role("textbox", name="Your assessment of the answer").fill("I agree.")
    # By keyboard: out of the text, into the list, down to the second of the four.
    for key in ("Tab", "ArrowDown", "ArrowDown", "Enter"):
        scrutineer.keyboard.press(key)
    expect(scrutineer.get_by_role("combobox", name="Why is it closed?")).to_have_value(
        "The answer is enough, without evidence"
    )
    press(scrutineer, "Close it")
    expect(scrutineer.get_by_test_id("stMain")).to_contain_text("The challenge is closed.")
    for one in (scrutineer, partner):
        one.close()


def test_the_map_of_scrutiny_reads_on_a_phone_and_has_no_fault_of_access(
    writing: str, browser: Browser
) -> None:
    phone = browser.new_page(viewport=NARROW)
    phone.goto(f"{writing}/scrutiny-map?person=invented-scrutineer")
    settled(phone)
    phone.get_by_text("Write down a look by another method").click()
    phone.get_by_text("Plan a look").click()
    expect(phone.get_by_role("button", name="Plan this look")).to_be_visible()
    settled(phone)
    without_fault(phone)
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("area => area.scrollWidth - area.clientWidth") <= 1
    phone.close()
