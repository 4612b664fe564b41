"""A scrutineer's way from a question to a closed challenge and a note, in a real browser."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.screens.test_journeys import CHALLENGE, NARROW, WIDE, settled, without_fault

QUESTION = "Are Black and Mixed heritage children more likely to be investigated here, and why?"
AT_990 = "person=invented-scrutineer&area=990&period=2022-25"


def write(page: Page, label: str, text: str) -> None:
    """Fill a field and leave it, as a reader does."""
    field = page.get_by_role("textbox", name=label)
    field.fill(text)
    field.blur()
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    # Typed, because a long list draws only the part of it that is seen.
    settled(page)
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    expect(page.get_by_role("option", name=option).first).to_be_visible()
    box.press("Enter")
    settled(page)
    expect(box).to_have_value(re.compile(re.escape(option)))


def onward(page: Page, step: str) -> None:
    """Follow the link to the next step, and see that it is that one."""
    page.get_by_role("link", name=f"Next: {step}").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text(step, ignore_case=True)
    settled(page)


def asked(page: Page, name: str) -> str:
    """What the address bar says."""
    return parse_qs(urlsplit(page.url).query)[name][0]


def reads_on_a_phone(page: Page) -> None:
    """Nothing is wider than the screen, and nothing stands in the way of whoever does not see or point."""
    without_fault(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("area => area.scrollWidth - area.clientWidth") <= 1


def ask(page: Page, writing: str) -> str:
    """Pose the question, expectation first; the id of the investigation."""
    main = page.get_by_test_id("stMain")
    page.goto(f"{writing}/investigations?{AT_990}")
    settled(page)
    write(page, "What do you want to know?", QUESTION)
    expect(main).to_contain_text("From assessment to section 47 enquiry")
    write(page, "What do you expect to find?", "Like shares of all groups at every step.")
    without_fault(page)
    press(page, "Keep these, then open the figures")
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(main).to_contain_text("Ethnicity is not recorded for")
    return asked(page, "investigation")


def find(page: Page) -> None:
    """From the path to the planted step, and what is left of it when adjusted."""
    main = page.get_by_test_id("stMain")
    onward(page, "choose the comparison")
    onward(page, "see the whole path")
    expect(main).to_contain_text(
        "Black children: the largest flagged gap opens between assessment and enquiry"
    )
    without_fault(page)
    onward(page, "find the step")
    expect(main).to_contain_text(
        "47% (278 of 593) of Black children assessed went on to a section 47 enquiry"
    )
    page.get_by_role("textbox", name="In your words").fill("It opens at the enquiry, in Northmere.")
    press(page, "Keep what I saw")
    expect(main).to_contain_text("It opens at the enquiry, in Northmere.")
    onward(page, "adjust")
    expect(main).to_contain_text("The gap remains, whatever is adjusted for, Black children")


def look_at_the_other(page: Page) -> None:
    """Asian children referred again in Eastvale: the gap that disappears within fifths of deprivation."""
    choose(page, "Step", "3. Choose the comparison")
    choose(page, "Area", "Eastvale")
    choose(page, "What is counted", "Re-referrals within 12 months")
    choose(page, "Whose rate", "Asian children")
    choose(page, "Step", "6. Adjust")
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(
        "Differences in deprivation could account for the gap, Asian children"
    )
    expect(main).to_contain_text("That is not the same as saying it is fair.")


def conclude_and_challenge(page: Page) -> None:
    """Conclude with another explanation, and ask the health partner."""
    main = page.get_by_test_id("stMain")
    choose(page, "Step", "12. Conclude")
    page.get_by_text("Likely real", exact=True).click()
    page.get_by_role("textbox", name="Your conclusion").fill("At the enquiry, in Northmere.")
    page.get_by_text("Medium", exact=True).click()
    page.get_by_role("textbox", name="What else could explain it?").fill("Need may differ.")
    page.get_by_role("textbox", name="What would change your mind?").fill("Like shares.")
    press(page, "Conclude")
    expect(main).to_contain_text("Concluded: likely real (medium confidence).")
    onward(page, "challenge")
    page.get_by_role("textbox", name="The question").fill("Why at the enquiry?")
    choose(page, "To whom", "Health services, delegated safeguarding partner")
    press(page, "Issue the challenge")
    expect(main).to_contain_text("Challenges that came of it")


def answer(partner: Page, writing: str, investigation: str) -> str:
    """The health partner answers, and reads what was concluded, on a phone; the id of the challenge."""
    main = partner.get_by_test_id("stMain")
    partner.goto(f"{writing}/challenges?person=invented-health")
    settled(partner)
    partner.get_by_role("link", name="Why at the enquiry?").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text(CHALLENGE)
    settled(partner)
    challenge = asked(partner, "challenge")
    partner.get_by_text("Respond, and decide later").click()
    settled(partner)
    partner.get_by_role("textbox", name="Your response").fill("We will look at every decision.")
    press(partner, "Respond, and decide later")
    expect(main).to_contain_text("We will look at every decision.")
    partner.goto(f"{writing}/investigations?person=invented-health&investigation={investigation}")
    settled(partner)
    expect(main).to_contain_text("At the enquiry, in Northmere.")
    reads_on_a_phone(partner)
    return challenge


def close(page: Page, writing: str, challenge: str) -> None:
    """Only the scrutineer closes it."""
    page.goto(f"{writing}/challenges?{AT_990}&challenge={challenge}")
    settled(page)
    page.get_by_text("Close it", exact=True).click()
    settled(page)
    page.get_by_role("textbox", name="Your assessment of the answer").fill("That is enough.")
    choose(page, "Why is it closed?", "The answer is enough")
    press(page, "Close it")
    expect(page.get_by_test_id("stMain")).to_contain_text("Closed on")


def test_a_question_leads_to_the_planted_step_a_challenge_its_answer_and_a_note(
    writing: str, browser: Browser, tmp_path: Path
) -> None:
    page, partner = browser.new_page(viewport=WIDE), browser.new_page(viewport=NARROW)
    investigation = ask(page, writing)
    find(page)
    look_at_the_other(page)
    conclude_and_challenge(page)
    close(page, writing, answer(partner, writing, investigation))

    page.goto(f"{writing}/investigations?{AT_990}&investigation={investigation}&step=note")
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as PDF").click()
    saved = tmp_path / "note.pdf"
    waiting.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF")
    settled(page)
    expect(page.get_by_test_id("stMain")).to_contain_text(
        "The record says that the note was written out."
    )
    for one in (page, partner):
        one.close()


def test_fairness_reads_on_a_phone_and_has_no_fault_of_access(
    writing: str, browser: Browser
) -> None:
    phone = browser.new_page(viewport=NARROW)
    for path in (
        "fairness?person=invented-lead-police&area=990&period=2022-25",
        f"fairness?{AT_990}&look=re_referrals_within_12_months",
        f"investigations?{AT_990}",
    ):
        phone.goto(f"{writing}/{path}")
        settled(phone)
        reads_on_a_phone(phone)
    phone.close()
