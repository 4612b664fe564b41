"""Commands about partners' returns: templates, what a file does not say, saved mappings."""

import datetime as dt
import json
from pathlib import Path

import pytest

from data.returns.subjects import SUBJECTS
from metrics.measures import MEASURES
from tests.commands.conftest import Partnership, give

SAID = ("--area", "990", "--from", "2025-01-01", "--to", "2025-01-31")
UNSTATED = "Episode reference,Recorded by,Missing since\nM-1,police,2025-01-02 22:30\n"
OWN = "MISPER ref=1,Source,Went,Cls,Officer\nM-1,police,2025-01-02 22:30,Misper,PC 12\n"
MAPPED = (
    "--subject", "missing", "--name", "Eastvale Police", "--agency", "police",
    "--sender", "Eastvale Police", "--column", "MISPER ref=1=Episode reference",
    "--column", "went=Missing since", "--column", "Cls=Kind", "--value", "kind:Misper=missing",
)  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A return of the police under their own headings, which says nothing of itself."""
    path = tmp_path / "own.csv"
    path.write_text(OWN)
    return path


def test_template_without_a_subject_lists_them_all():
    done = give("template")
    assert done.exit_code == 0
    for subject in SUBJECTS.values():
        assert subject.key in done.output
        assert subject.row in done.output


def test_a_template_is_written_beside_or_where_it_is_asked_for(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Wrote missing.xlsx" in give("template", "missing").output
    assert (tmp_path / "missing.xlsx").exists()
    done = give(
        "template", "attendance", "--counts", "--format", "csv", "--out", tmp_path / "a.csv"
    )
    assert "One row is a total of a measure, group and period" in done.output
    assert "Layout,counts" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    again = give("template", "missing")
    assert again.exit_code == 2
    assert "was kept" in again.stderr


def test_a_subject_or_agency_that_does_not_exist_is_told_with_those_that_do(tmp_path: Path, own):
    done = give("template", "ghosts")
    assert done.exit_code == 2
    assert "characteristics, front_door" in done.stderr
    done = give("check", own, "--agency", "ghosts")
    assert done.exit_code == 2
    assert "social_care, early_help" in done.stderr


def test_what_a_file_does_not_say_is_given_beside_it(partnership: Partnership, tmp_path: Path):
    path = tmp_path / "january.csv"
    path.write_text(UNSTATED)
    words = (path, *SAID, "--subject", "missing", "--agency", "police", "--sender", "Mere Police")
    checked = give("check", *words, "--extract-date", "2025-02-03", "--json")
    assert checked.exit_code == 0, checked.output
    (facts,) = json.loads(checked.stdout)
    assert (facts["subject"], facts["sender"], facts["as_at"]) == (
        "missing",
        "Mere Police",
        "2025-02-03",
    )
    loaded = partnership("load", *words, "--received", "2025-02-04")
    assert loaded.exit_code == 0, loaded.output
    assert (
        "Partner return of “Children reported missing” from Mere Police, 1 January 2025 to 31 January 2025"
        in loaded.output
    )
    (kept,) = json.loads(partnership("extracts", "--json").stdout)
    assert (kept["subject"], kept["received"]) == ("missing", "2025-02-04")


def test_a_return_came_on_the_day_it_is_loaded_unless_another_is_given(
    partnership: Partnership, tmp_path: Path
):
    path = tmp_path / "january.csv"
    path.write_text(UNSTATED)
    before = dt.datetime.now(dt.UTC).astimezone().date()
    partnership("load", path, *SAID, "--subject", "missing", "--agency", "police")
    (kept,) = json.loads(partnership("extracts", "--json").stdout)
    assert str(before) <= kept["received"] <= str(dt.datetime.now(dt.UTC).astimezone().date())


def test_several_returns_are_loaded_at_once(partnership: Partnership, tmp_path: Path):
    paths = []
    for number in range(3):
        path = tmp_path / f"{number}.csv"
        path.write_text(UNSTATED.replace("M-1", f"M-{number}"))
        paths.append(path)
    done = partnership("load", *paths, *SAID, "--subject", "missing", "--agency", "police")
    assert done.output.count("Stored, as") == 3


def test_a_corrected_return_is_told_with_the_earlier_one_that_still_counts(
    partnership: Partnership, tmp_path: Path
):
    words = (*SAID, "--subject", "missing", "--agency", "police")
    for number in range(6):
        path = tmp_path / f"{number}.csv"
        path.write_text(UNSTATED.replace("M-1", f"M-{number}"))
        done = partnership("load", path, *words)
        told = "Loaded too, of the same sender and days" in done.output
        assert told == (number > 0)
    assert "and 2 more. All of them count" in done.output
    assert "withdraw that one" in done.output
    other = partnership("load", path, *words, "--sender", "Westmere Police", "--json")
    assert other.exit_code == 2, "the same file from another sender"
    (again,) = json.loads(partnership("load", path, *words, "--json").stdout)
    assert len(again["sent_too"]) == 5
    path.write_text(UNSTATED.replace("M-1", "M-9"))
    (other,) = json.loads(
        partnership("load", path, *words, "--sender", "Westmere Police", "--json").stdout
    )
    assert other["sent_too"] == []


def test_the_same_file_told_to_be_something_else_is_refused(
    partnership: Partnership, tmp_path: Path
):
    path = tmp_path / "january.csv"
    path.write_text(UNSTATED)
    words = ("load", path, "--subject", "missing", "--agency", "police", "--area", "990")
    first = partnership(*words, "--from", "2025-01-01", "--to", "2025-01-31")
    assert first.exit_code == 0
    other = partnership(*words, "--from", "2025-01-01", "--to", "2025-03-31",
                        "--extract-date", "2025-03-31")  # fmt: skip
    assert other.exit_code == 2
    assert "is loaded already, as of missing, area 990" in other.stderr


def test_a_return_of_the_whole_partnership_is_of_no_area(partnership: Partnership, tmp_path: Path):
    path = tmp_path / "feedback.csv"
    path.write_text("Reference,Date received,From\nF-1,2025-01-05,Children\n")
    done = partnership("load", path, "--subject", "feedback", *SAID[2:])
    assert done.exit_code == 0, done.output
    assert "area partnership" in done.output


def test_totals_are_refused_for_groups_that_the_measure_does_not_have(tmp_path: Path):
    told = {name: one for one in SUBJECTS.values() for name in one.totals}
    counted = [one for one in MEASURES if one.id in told and "sex" in one.breakdowns]
    if not counted:
        pytest.skip("no measure that may be sent as totals is counted yet")
    measure, subject = counted[0], told[counted[0].id]
    path = tmp_path / "totals.csv"
    path.write_text(
        "Measure,Grouped by,Group,Period from,Period to,Count\n"
        f"{measure.id},sex,X,2025-01-01,2025-01-31,7\n"
    )
    said = ("--subject", subject.key, "--counts", "--agency", subject.senders[0])
    done = give("check", path, *SAID, *said)
    assert done.exit_code == 3
    assert "group unknown" in done.output


def test_a_school_census_is_loaded_as_its_folder(partnership: Partnership, tmp_path: Path):
    place = tmp_path / "census"
    place.mkdir()
    (place / "2025_spring_pupilonroll.csv").write_text(
        "pupilonrolltableid,nativeid,upn,termlysessionspossible,termlysessionsauthorised,"
        "termlysessionsunauthorised\n1,100001,H801200001001,133,4,2\n"
    )
    done = partnership("load", place, "--area", "990", "--from", "2024-09-02", "--to", "2024-12-20",
                       "--extract-date", "2025-01-16")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "School census from Schools and education, 2 September 2024" in done.output


# Mappings


def test_a_mapping_is_saved_once_and_used_by_check_and_load(
    partnership: Partnership, own: Path, tmp_path: Path
):
    refused = partnership("load", own, *SAID)
    assert refused.exit_code == 2
    saved = partnership("map", own, *MAPPED)
    assert saved.exit_code == 0, saved.output
    assert "Never read: Officer." in saved.output
    for command in ("check", "load"):
        done = partnership(command, own, *SAID, "--json")
        assert done.exit_code == 0, done.output
        (facts,) = json.loads(done.stdout)
        assert (facts["subject"], facts["sender"]) == ("missing", "Eastvale Police")
    listed = partnership("map")
    assert "Eastvale Police" in listed.output
    assert "MISPER ref=1, went, Cls" in listed.output


def test_a_mapping_is_removed_by_name(partnership: Partnership, own: Path):
    partnership("map", own, *MAPPED)
    assert "Removed the mapping" in partnership("map", "--remove", "Eastvale Police").output
    assert "No mapping is saved" in partnership("map").output
    assert partnership("map", "--remove", "Eastvale Police").exit_code == 2


def test_a_mapping_of_totals_says_so(partnership: Partnership, tmp_path: Path):
    path = tmp_path / "totals.csv"
    path.write_text("What,Since,Until,N\nsessions_missed,2025-01-01,2025-01-31,7\n")
    done = partnership(
        "map", path, "--subject", "attendance", "--counts", "--name", "Schools", "--column", "What=Measure",
        "--column", "Since=Period from", "--column", "Until=Period to", "--column", "N=Count",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "counts" in partnership("map").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--name", "X"), "needs to know which return"),
        (("--subject", "missing"), "needs to know which return"),
        (
            (*MAPPED[:4], "--column", "MISPER ref=1=Episode reference"),
            "read as “Missing since” yet",
        ),
        ((*MAPPED[:4], "--column", "Ghost=Kind"), "own.csv has no heading “Ghost”"),
        ((*MAPPED[:4], "--column", "Cls=Ghost"), "“Ghost” is no heading of"),
        ((*MAPPED[:4], "--column", "Cls"), "“Cls” is not theirs and ours"),
        (MAPPED[:4], "maps no heading"),
        ((*MAPPED[:4], "--column", "=Kind"), "“=Kind” is not theirs and ours"),
        ((*MAPPED, "--value", "kind=missing"), "names no column"),
        ((*MAPPED, "--value", "kind:=missing"), "names no column"),
        ((*MAPPED, "--value", "kind:Gone=ghost"), "“ghost” is no code of it"),
    ],
)
def test_a_mapping_that_would_not_work_is_not_saved(
    partnership: Partnership, own: Path, words: tuple[str, ...], message: str
):
    done = partnership("map", own, *words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "No mapping is saved" in partnership("map").output


def test_a_file_without_headings_cannot_be_mapped(partnership: Partnership, tmp_path: Path):
    path = tmp_path / "notes.csv"
    path.write_text("hello")
    done = partnership("map", path, *MAPPED)
    assert done.exit_code == 2
    assert "notes.csv has no row of headings" in done.stderr


def test_a_file_that_two_mappings_fit_needs_more_words(partnership: Partnership, own: Path):
    partnership("map", own, *MAPPED)
    second = ["Westmere Police" if word == "Eastvale Police" else word for word in MAPPED]
    assert partnership("map", own, *second).exit_code == 0
    both = partnership("load", own, *SAID)
    assert both.exit_code == 2
    assert "“Eastvale Police” and “Westmere Police”" in both.stderr
    assert partnership("load", own, *SAID, "--sender", "Westmere Police").exit_code == 0


def test_a_mapping_with_a_fault_stops_the_load_with_its_file_and_key(
    partnership: Partnership, own: Path, tmp_path: Path
):
    partnership("map", own, *MAPPED)
    (path,) = (tmp_path / "store" / "mappings").iterdir()
    path.write_text(path.read_text().replace("Missing since", "Missing until"))
    done = partnership("load", own, *SAID)
    assert done.exit_code == 2
    assert "mappings/eastvale-police.toml, columns.went" in done.stderr
