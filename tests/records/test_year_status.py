"""What figures and the calendar say of records: a priority's status, what is overdue, who must be told."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.challenges import Addressee, challenges_of, issue
from dashboard.through_the_year import KINDS, items, status, triggers, words
from dashboard.through_the_year.priorities import ROLES
from dashboard.through_the_year.risks import RULES as RULES_OF_RISKS
from dashboard.through_the_year.status import Status, whole
from tests.records.conftest import CHAIR, HEALTH, LEAD_HEALTH, RULES, SCRUTINEER, Clock
from tests.records.year import acted, begun, write
from tests.screens import invented

TODAY = Clock().today
DAY = dt.timedelta(days=1)
HELD = invented.release()
SOON, LATER, COUNT = "re_referrals_within_12_months", "repeat_plans_ever", "ethnicity_recorded"
CONFERENCES = "icpc_within_15_working_days"


def told(**newest):
    """The invented release, with what the newest points of measures mean: `partnership` or "area/measure"."""
    drawn = HELD.signals.filter(~pl.col("measure").is_in([SOON, LATER, COUNT, CONFERENCES]))
    kept = HELD.signals.filter(pl.col("measure").is_in([SOON, LATER, COUNT, CONFERENCES]))
    kept = kept.with_columns(meaning=pl.lit("no clear change"))
    last = pl.col("period_end").rank("dense", descending=True).over("measure", "area")
    for place, meanings in newest.items():
        area, _, measure = place.rpartition("__")
        for number, meaning in enumerate(reversed(meanings), start=1):
            here = (
                (pl.col("measure") == measure)
                & (pl.col("area") == (area.lstrip("_") or "partnership"))
                & (last == number)
            )
            kept = kept.with_columns(
                meaning=pl.when(here).then(pl.lit(meaning)).otherwise("meaning")
            )
    return replace(HELD, signals=pl.concat([drawn, kept]))


def priority(paper, **given):
    given = {"leading": [SOON], "lagging": [LATER], "balancing": [COUNT]} | given
    return write(paper, begun("priority", CHAIR, TODAY, **given))


def of(item, release):
    (found,) = status.priorities([item], release)
    return found


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ({}, Status.SAME),
        ({LATER: ["better"]}, Status.IMPROVING),
        ({LATER: ["better"], SOON: ["worse"]}, Status.WORSENING),
        # Harm elsewhere counts; good elsewhere does not.
        ({LATER: ["better"], COUNT: ["worse"]}, Status.WORSENING),
        ({COUNT: ["better"]}, Status.SAME),
        ({SOON: [""], LATER: [""]}, Status.TOO_LITTLE),
        ({SOON: [""], LATER: ["changed"]}, Status.SAME),
    ],
)
def test_the_status_of_a_priority_comes_from_the_newest_points_of_its_measures(
    paper, newest, expected
):
    assert of(priority(paper), told(**newest)).status is expected


def test_the_report_of_a_year_reads_the_run_charts_as_they_stood_at_its_end(paper):
    item, release = priority(paper), told(**{LATER: ["better"]})
    newest = status.chart(release, LATER, "partnership")[-1]["period_end"]
    before = newest - dt.timedelta(days=1)
    for until, expected in (
        (None, Status.IMPROVING),
        (newest, Status.IMPROVING),
        (before, Status.SAME),
    ):
        (found,) = status.priorities([item], release, until)
        assert found.status is expected
        named = [
            one.measure for _, one in status.no_progress([item], release, TODAY, until).measures
        ]
        assert (LATER in named) is (expected is Status.SAME)


def test_nothing_that_is_written_changes_the_status(paper):
    release, item = told(**{SOON: ["worse"]}), priority(paper)
    before = of(item, release).status
    for act, person in (("narrate", HEALTH), ("note", HEALTH), ("review", LEAD_HEALTH)):
        given = {"leading": [SOON], "lagging": [LATER], "balancing": [COUNT]}
        item = write(paper, acted(item, act, person, TODAY, **(given if act == "review" else {})))
        assert of(item, release).status is before is Status.WORSENING


def test_before_the_first_release_and_for_a_measure_that_it_lost_there_is_too_little_data(paper):
    item = priority(paper)
    assert of(item, None).status is Status.TOO_LITTLE
    found = of(item, replace(HELD, catalogue=HELD.catalogue.filter(pl.col("id") != SOON)))
    assert found.measures[0].status is Status.TOO_LITTLE
    assert "This release does not have it" in words.of_measure(found.measures[0], None)


def test_the_whole_partnership_does_not_hide_the_worsening_of_one_area(paper):
    found = of(priority(paper), told(**{SOON: ["better"], f"_991__{SOON}": ["worse"]}))
    first = found.measures[0]
    assert (first.status, first.worse_in) == (Status.IMPROVING, ("Eastvale",))
    assert first.little_progress
    measure = HELD.catalogue.filter(pl.col("id") == SOON).row(0, named=True)
    assert "A worsening signal in Eastvale" in words.of_measure(first, measure)


def test_a_short_baseline_is_said(paper):
    given = {"baseline_from": dt.date(2023, 4, 1), "baseline_to": dt.date(2024, 3, 31)}
    first = of(priority(paper, **given), HELD).measures[0]
    assert first.baseline_points == 4
    measure = HELD.catalogue.filter(pl.col("id") == SOON).row(0, named=True)
    assert "Its baseline has 4 points, and 12 are wanted" in words.of_measure(first, measure)


@given(st.lists(st.tuples(st.sampled_from(list(ROLES)), st.sampled_from(list(Status)))))
def test_no_mixture_of_measures_hides_a_worsening_one_or_claims_what_none_shows(found):
    statuses = [one for _, one in found]
    told_of = whole(found)
    assert (told_of is Status.WORSENING) == (Status.WORSENING in statuses)
    if told_of is Status.IMPROVING:
        assert any(one is Status.IMPROVING and role != "balancing" for role, one in found)


def test_little_or_no_progress_names_every_measure_without_improvement_and_overdue_actions(paper):
    item = priority(paper)
    late = write(paper, begun("action", CHAIR, TODAY, due=TODAY))
    write(paper, begun("action", CHAIR, TODAY, due=TODAY + 9 * DAY))
    tomorrow = TODAY + DAY
    found = status.no_progress(
        items(paper.entries), told(**{SOON: ["better"], COUNT: ["changed"]}), tomorrow
    )
    assert [(one.id, each.measure) for one, each in found.measures] == [
        (item.id, LATER),
        (item.id, COUNT),
    ]
    assert found.actions == (late,)
    write(paper, acted(item, "end", CHAIR, TODAY))
    assert status.no_progress(items(paper.entries), HELD, tomorrow).measures == ()


def test_actions_and_commentaries_are_overdue_from_the_day_after_and_counted_by_agency(paper):
    action = write(paper, begun("action", CHAIR, TODAY, due=TODAY, agency="police"))
    asked = write(paper, begun("commentary", CHAIR, TODAY, "ask", due=TODAY))
    assert status.overdue(items(paper.entries), TODAY) == ()
    assert status.overdue(items(paper.entries), TODAY + DAY) == (action, asked)
    assert status.overdue_by_agency(items(paper.entries), TODAY + DAY) == {"health": 1, "police": 1}
    told_at_home = words.overdue_at_home(items(paper.entries), TODAY + DAY)
    assert told_at_home == "1 overdue: Police 1."
    write(paper, acted(asked, "give", HEALTH, TODAY))
    write(paper, acted(action, "complete", CHAIR, TODAY))
    assert status.overdue(items(paper.entries), TODAY + DAY) == ()
    assert words.overdue_at_home(items(paper.entries), TODAY + DAY) == "none is overdue."


# Who must be told


def rules_of(paper, release=None, challenges=(), today=TODAY):
    return {
        (one.rule, one.to, one.measure or one.agency or one.record): one
        for one in triggers.fired(items(paper.entries), challenges, release, today)
    }


def test_one_worsening_signal_of_a_clock_goes_to_its_agency_and_two_in_a_row_to_partners(paper):
    once = rules_of(paper, told(**{CONFERENCES: ["no clear change", "worse"]}))
    assert ("worse_once", "agency", CONFERENCES) in once
    twice = rules_of(paper, told(**{CONFERENCES: ["worse", "worse"]}))
    assert twice["worse_twice", "dsp", CONFERENCES].risk
    assert ("worse_once", "agency", CONFERENCES) not in twice
    # What is no clock is told at the second time only.
    assert not [one for one in rules_of(paper, told(**{SOON: ["worse"]})) if one[2] == SOON]


def test_a_suggested_risk_stays_and_says_that_it_is_on_the_register(paper):
    release, place = told(**{SOON: ["worse", "worse"]}), ("worse_twice", "dsp", SOON)
    assert "Not on the register" in words.trigger(rules_of(paper, release)[place])
    risk = write(paper, begun("risk", HEALTH, TODAY, measure=SOON))
    assert "On the register: Risk 1" in words.trigger(rules_of(paper, release)[place])
    write(paper, acted(risk, "close", CHAIR, TODAY))
    assert "Not on the register" in words.trigger(rules_of(paper, release)[place])


def test_many_overdue_in_a_clock_of_children_go_to_the_delegated_partners(paper):
    counts = HELD.states.filter(pl.col("measure") == CONFERENCES, pl.col("state") == "overdue")
    for count, fires in ((5, False), (6, True), (None, False)):
        states = counts.with_columns(count=pl.lit(count, pl.Int64))
        found = rules_of(paper, replace(HELD, states=states))
        assert (("many_overdue", "dsp", CONFERENCES) in found) is fires, count


def test_two_returns_missing_go_to_the_lead_partners(paper):
    owed = HELD.returns.filter(pl.col("state") == "owed")
    agency = owed["agency"][0]
    one = rules_of(paper, replace(HELD, returns=owed))
    assert ("returns_missed", "lsp", agency) not in one
    two = rules_of(paper, replace(HELD, returns=pl.concat([owed, owed])))
    place = ("returns_missed", "lsp", agency)
    assert "owes 2 returns" in two[place].words
    # Another risk of the same agency is not this one.
    write(paper, begun("risk", CHAIR, TODAY, agency=agency, rule=None))
    release = replace(HELD, returns=pl.concat([owed, owed]))
    assert rules_of(paper, release)[place].on_register == ()
    write(paper, begun("risk", CHAIR, TODAY, agency=agency, rule="returns_missed"))
    assert rules_of(paper, release)[place].on_register == ("risk-2",)


def test_a_missed_day_in_law_goes_to_the_lead_partners(paper):
    def with_value(value):
        figures = HELD.figures.with_columns(
            value=pl.when(pl.col("measure") == SOON).then(value).otherwise("value")
        )
        catalogue = HELD.catalogue.with_columns(
            catalogue=pl.when(pl.col("id") == SOON).then(pl.lit("SIP-01")).otherwise("catalogue")
        )
        return replace(HELD, figures=figures, catalogue=catalogue)

    place = ("day_in_law_missed", "lsp", SOON)
    assert place in rules_of(paper, with_value(80.0))
    assert place not in rules_of(paper, with_value(100.0))


def test_a_gap_that_lasts_two_years_goes_to_the_lead_partners_and_the_scrutineer(paper):
    found = [one for one in rules_of(paper, HELD) if one[0] == "gap_for_two_years"]
    assert ("gap_for_two_years", "lsp_and_scrutiny", "assessed_children_with_an_enquiry") in found
    newest = HELD.comparisons["period_end"].max()
    once = HELD.comparisons.filter(pl.col("period_end") == newest)
    assert not [
        one
        for one in rules_of(paper, replace(HELD, comparisons=once))
        if one[0] == "gap_for_two_years"
    ]


def test_an_unanswered_challenge_and_an_unresolved_dispute_go_further_up(paper, clock):
    draft = issue(SCRUTINEER, Addressee("health", "dsp"), "Why?", today=TODAY, rules=RULES)
    paper.write(draft)
    dispute = write(paper, begun("dispute", HEALTH, TODAY, review_on=TODAY))
    asked = challenges_of(paper.entries)
    assert rules_of(paper, None, asked) == {}
    later = TODAY + 60 * DAY
    found = rules_of(paper, None, asked, later)
    assert list(found) == [("challenge_overdue", "lsp", "health")]
    write(paper, begun("risk", HEALTH, TODAY, links=["challenge-1"]))
    assert rules_of(paper, None, asked, later)["challenge_overdue", "lsp", "health"].on_register
    write(paper, acted(dispute, "to_lsp", CHAIR, TODAY))
    found = rules_of(paper, None, (), later)
    assert list(found) == [("dispute_unresolved", "secretary_of_state", dispute.id)]


def test_every_rule_that_suggests_a_risk_can_be_named_on_the_register_and_says_to_whom(paper):
    found = rules_of(paper, told(**{SOON: ["worse", "worse"]})).values()
    assert {one.rule for one in found if one.risk} <= set(RULES_OF_RISKS)
    assert set(triggers.TO) == {"agency", "dsp", "lsp", "lsp_and_scrutiny", "secretary_of_state"}
    assert set(KINDS) >= set(status.LATE)
