"""The yearly report put together: what it says, what stops it, and that the same gives the same bytes."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import signoff
from dashboard.report import assembly, closing, folder
from dashboard.report.assembly import Assembled
from dashboard.report.paper import Bullets, Heading, Paper, Paragraph, Prose, Table, tables
from dashboard.report.requirements import REQUIREMENTS, SECTIONS, Strength
from dashboard.report.seal import digest_of
from dashboard.signoff import SCRUTINEER, SUMMARY
from data.problems import UserError
from tests.screens.yearly import PEOPLE, PIN, RE_REFERRALS_PIN, TEXT, Bureau

CHILD = """
import sys
from pathlib import Path
from dashboard.report import folder
from dashboard.report.seal import digest_of
paper = folder.unpacked(Path(sys.argv[1]).read_bytes()).paper
for form in folder.FORMS:
    print(digest_of(folder.FORM[form](paper)))
"""


@pytest.fixture(scope="session")
def paper(signed: Bureau) -> Paper:
    return signed.office.content(signed.report).paper


# What it says


def test_its_sections_stand_in_the_order_readers_know_and_annexes_follow(paper: Paper) -> None:
    titles = [one.text for one in paper.blocks if isinstance(one, Heading) and one.level == 1]
    expected = [section.title for section in SECTIONS]
    assert [title for title in titles if title in expected] == expected
    assert [title[:7] for title in titles if title not in expected] == [
        "Annex A", "Annex B", "Annex C",
    ]  # fmt: skip


def test_no_section_is_empty_and_no_heading_skips_a_level(paper: Paper) -> None:
    above = 0
    for block, after in zip(paper.blocks, [*paper.blocks[1:], None], strict=True):
        if isinstance(block, Heading):
            assert block.level <= above + 1, block.text
            above = block.level
            assert not isinstance(after, Heading) or after.level > block.level, block.text


def test_the_summary_has_what_got_better_what_did_not_and_what_we_will_do_without_short_forms(
    paper: Paper,
) -> None:
    blocks = paper.blocks[: next(n for n, one in enumerate(paper.blocks) if _is(one, "statements"))]
    names = [one.text for one in blocks if isinstance(one, Heading)]
    assert names == ["The year on one page", "What got better", "What did not", "What we will do"]
    for items, most in zip(
        (one.items for one in blocks if isinstance(one, Bullets)), (5, 3), strict=False
    ):
        assert 0 < len(items) <= most
    said = " ".join(_words(one) for one in blocks)
    assert re.findall(r"\b[A-Z]{2,}\b", said) == []


def _is(block: object, key: str) -> bool:
    return isinstance(block, Heading) and block.key == key


def _words(block: object) -> str:
    if isinstance(block, Bullets):
        return " ".join(block.items)
    return block.text if isinstance(block, Heading | Paragraph | Prose) else ""


def test_the_scrutineers_statement_stands_uncut_and_the_reply_after_it(written: Path) -> None:
    said = (written / "report.html").read_text(encoding="utf-8")
    order = [
        "Printed as the independent scrutineer wrote it", "What I looked at", "Things improved, I think",
        "[1]: ", "&lt;b&gt;heard&lt;/b&gt;", "What the partners reply", "We thank the scrutineer.",
    ]  # fmt: skip
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_the_list_of_no_progress_is_there_whatever_people_write_or_leave_out(
    bureau: Bureau, submitted: Bureau
) -> None:
    report = submitted.report
    listed = "Measures of priorities without an improving signal"
    for text in ("", f"| {listed} |\n|---|\n| None. |", "All is well. {{ document Us }}"):
        texts = {
            key: replace(one, text=text) if key in ("YR-07", "YR-01") else one
            for key, one in report.texts.items()
        }
        changed = replace(report, texts=texts, left_out={**report.left_out, "YR-07": "Not needed."})
        [one] = [
            block for block in _assembled(submitted, changed, "YR-07") if _table(block, listed)
        ]
        assert isinstance(one, Table)
        assert any("Child protection conferences" in " ".join(row) for row in one.rows)


def _table(block: object, title: str) -> bool:
    return isinstance(block, Table) and block.title == title and len(block.headings) == 3


def _assembled(bureau: Bureau, report: signoff.Report, *requirements: str) -> tuple[object, ...]:
    """Some requirements of a report, as its whole would print them after all else."""
    made = assembly._Assembly(report, bureau.office.sources())
    blocks = made.requirement(REQUIREMENTS[0])
    for one in REQUIREMENTS:
        if one.id in requirements:
            blocks += made.requirement(one)
    return tuple(closing.once(blocks))


def test_an_action_that_is_overdue_is_told_with_its_words_as_they_were_typed(paper: Paper) -> None:
    [late] = [one for one in tables(paper.blocks) if one.title == "Actions that are overdue"]
    assert late.rows == (("=Train()", "Health services", "20 July 2025"),)


def test_what_was_left_out_prints_its_reason_and_what_was_never_written_says_so(
    written: Path, bureau: Bureau
) -> None:
    said = (written / "report.html").read_text(encoding="utf-8")
    assert "Not in this report. The partners’ reason: Not asked for this year: YR-26." in said


def test_the_map_of_requirements_says_where_each_one_stands(written: Path, paper: Paper) -> None:
    said = (written / "report.html").read_text(encoding="utf-8")
    for one in REQUIREMENTS:
        assert f"{one.id} {one.title}" in said
    assert '<a href="#YR-01">' in said
    for link in re.findall(r'href="#([^"]+)"', said):
        assert f'id="{link}"' in said, link


# What stops it


@pytest.fixture
def checked(bureau: Bureau) -> Assembled:
    return bureau.office.checked(bureau.report)


def test_a_report_of_nothing_cannot_be_submitted_and_every_reason_is_named(
    bureau: Bureau, checked: Assembled
) -> None:
    for one in REQUIREMENTS:
        said = [line for line in checked.stops if line.startswith(one.id)]
        if one.strength is Strength.MUST:
            assert said == [
                f"{one.id}, {one.title}: the law asks for it, and nobody has written it."
            ]
        else:
            assert len(said) == (one.strength is not Strength.EXPECTED)
    assert any("scrutineer's statement is missing" in line for line in checked.stops)


@pytest.mark.parametrize(
    ("who", "key", "text", "stop"),
    [
        ("care", "YR-01", "Waits improved.", "YR-01: “improved” in"),
        ("care", "YR-01", "{{ figure gone partnership 2024-25 }}", "no measure “gone”"),
        ("care", SUMMARY, "Answer each NRM.", "Write “NRM” in full"),
        ("care", SUMMARY, "word " * 151, "151 words, and 150 fit on the page"),
        ("scrutineer", SCRUTINEER, "{{ figure gone partnership 2024-25 }}", "The scrutineer's"),
        (
            "lead-health",
            "statement health",
            "We improved.",
            "Statement: Chief executive of the int",
        ),
    ],
)
def test_what_is_not_honest_or_cannot_be_printed_stops_it(
    bureau: Bureau, who: str, key: str, text: str, stop: str
) -> None:
    bureau.write(who, key, text)
    assert any(stop in line for line in bureau.office.checked(bureau.report).stops)


def test_improved_stands_in_the_report_where_the_run_chart_of_its_figure_says_so(
    bureau: Bureau,
) -> None:
    # The run chart of conferences shows a change for the worse, that of re-referrals one for the better.
    for text, stands in (
        (f"It worsened: {PIN}. They improved: {RE_REFERRALS_PIN}.", True),
        (f"It improved: {PIN}.", False),
        (f"They worsened: {RE_REFERRALS_PIN}.", False),
    ):
        bureau.write("care", "YR-01", text)
        faults = next(one.faults for one in bureau.office.checked(bureau.report).checks)
        assert (faults == ()) is stands


def test_a_year_that_the_release_does_not_reach_stops_it(bureau: Bureau) -> None:
    bureau.append(signoff.begin(PEOPLE["care"], "2031-32", bureau.office.places))
    later = bureau.office.report("2031-32")
    assert any("no figures of 2031-32" in line for line in bureau.office.checked(later).stops)


def test_the_page_and_the_submission_are_stopped_by_the_same(submitted: Bureau) -> None:
    assert submitted.office.checked(submitted.report).stops == ()


def test_a_report_with_faults_is_not_submitted(bureau: Bureau) -> None:
    with pytest.raises(UserError, match="cannot be submitted yet") as error:
        bureau.submit()
    assert "YR-02, How well it worked" in str(error.value)


# The same again


def test_the_same_report_gives_the_same_bytes_in_another_process_and_another_part_of_the_world(
    signed: Bureau, written: Path, tmp_path: Path
) -> None:
    content = signed.office.content(signed.report)
    finished = folder.finished(content, signed.report, digest_of(folder.packed(content)))
    (tmp_path / "source").write_bytes(folder.packed(replace(content, paper=finished)))
    environ = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LANG": "C"}
    made = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "source"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert made == [digest_of((written / f"report.{form}").read_bytes()) for form in folder.FORMS]


def test_a_folder_that_is_written_again_has_the_same_list(
    signed: Bureau, written: Path, tmp_path: Path
) -> None:
    signed.office.write(signed.report, tmp_path / "again", ("html",))
    first, again = (
        json.loads((place / "manifest.json").read_bytes())
        for place in (written, tmp_path / "again")
    )
    assert again["files"].items() < first["files"].items()
    assert again["report"] == first["report"]


def test_figures_that_changed_without_a_text_are_told_to_who_signed_before(
    signed: Bureau, tmp_path: Path
) -> None:
    bureau = signed.copied(tmp_path / "store")
    number = bureau.report.number
    content = bureau.office.content(bureau.report)
    assert bureau.office.printed_anew(bureau.report, number) == ()
    bureau.write("care", "YR-01", "Another text.")
    bureau.write("care", "YR-01", TEXT)
    late = next(one for one in content.paper.blocks if _titled(one, "Actions that are overdue"))
    blocks = tuple(one for one in content.paper.blocks if one is not late)
    bureau.submit_as(replace(content, paper=replace(content.paper, blocks=blocks)))
    assert signoff.changes_since(bureau.report, number) == ()
    assert bureau.office.printed_anew(bureau.report, number) == ("Our priorities",)


def _titled(block: object, title: str) -> bool:
    return isinstance(block, Table) and block.title == title
