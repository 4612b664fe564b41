"""What has been looked at, what is planned, and what to look at next."""

import datetime as dt

import polars as pl
import pytest

from dashboard import investigations, looks, scrutiny_plan
from dashboard.challenges import Addressee, challenges_of, issue
from dashboard.investigations import investigations_of
from dashboard.looks import gaps, looks_of, planned_of, scrutiny_map
from dashboard.scrutiny_plan import KINDS, Reason, reasons_of
from data.entries import Draft
from data.problems import UserError
from tests.records.conftest import HEALTH, RULES, SCRUTINEER
from tests.records.test_investigations import SHOWN

TOPICS = {"front_door": "Front door", "timeliness": "Timeliness", "money": "Money"}
THEMES = {"new_referrals": "front_door", "icpc_within_15_working_days": "timeliness"}
TODAY = dt.date(2026, 3, 2)


def logged(paper, topic="timeliness", method="audit", day=TODAY, person=SCRUTINEER, **more):
    paper.write(
        looks.log(
            person, topic=topic, method=method, day=day, found="Nine of 20.", today=TODAY, **more
        )
    )


def planned(paper, topic="money", method="interviews", by=dt.date(2026, 6, 30)):
    paper.write(
        looks.plan(SCRUTINEER, topic=topic, method=method, by=by, why="Never done.", today=TODAY)
    )


def looked(paper):
    return looks_of(paper.entries, investigations_of(paper.entries), THEMES)


def mapped(paper):
    found = looked(paper)
    return scrutiny_map(TOPICS, found, planned_of(paper.entries, found))


def refused(act):
    with pytest.raises(UserError) as error:
        act()
    assert "\n" in str(error.value)
    return str(error.value)


def test_the_map_has_every_topic_and_method_and_shows_what_nobody_looks_at(paper):
    empty = mapped(paper)
    assert empty.height == len(TOPICS) * len(looks.METHODS)
    assert empty["looks"].sum() == 0
    assert gaps(empty) == tuple(TOPICS)
    logged(paper)
    logged(paper, day=dt.date(2026, 1, 15), next_by=dt.date(2026, 2, 1))
    planned(paper)
    full = mapped(paper)
    rows = full.filter((pl.col("looks") > 0) | pl.col("next").is_not_null())
    assert rows.select("topic_label", "method_label", "looks", "last_looked", "next").rows() == [
        ("Timeliness", "Audit", 2, TODAY, None),
        ("Money", "Interviews", 0, None, dt.date(2026, 6, 30)),
    ]
    assert gaps(full) == ("front_door", "money")


def test_the_next_look_is_the_earliest_that_the_newest_look_or_the_plan_names(paper):
    logged(paper, next_by=dt.date(2026, 9, 1))
    planned(paper, "timeliness", "audit", dt.date(2026, 5, 1))
    [row] = mapped(paper).filter(pl.col("looks") > 0).to_dicts()
    # The plan was kept by the look of the same day.
    assert row["next"] == dt.date(2026, 9, 1)
    paper.clock.pass_days(1)
    planned(paper, "timeliness", "audit", dt.date(2026, 5, 1))
    [row] = mapped(paper).filter(pl.col("looks") > 0).to_dicts()
    assert row["next"] == dt.date(2026, 5, 1)


def test_an_investigation_is_a_look_by_the_figures_and_by_the_evidence_that_it_attached(paper):
    paper.write(
        investigations.pose(SCRUTINEER, question="Why?", expectation="!", measure="new_referrals")
    )
    [held] = investigations_of(paper.entries)
    assert looked(paper) == ()
    paper.clock.pass_days(3)
    paper.write(investigations.look(held, SCRUTINEER, "pathway", "", SHOWN))
    [held] = investigations_of(paper.entries)
    paper.write(
        investigations.attach(
            held, SCRUTINEER, kind="survey", grading="weak", says="Yes.", agreement="agrees"
        )
    )
    [held] = investigations_of(paper.entries)
    first, second = looked(paper)
    assert (first.topic, first.method, first.found) == ("front_door", "figures", "Why?")
    assert (second.method, second.found, second.day) == ("survey", "Yes.", dt.date(2026, 3, 5))
    assert {look.source for look in (first, second)} == {"investigation-1"}
    paper.write(
        investigations.conclude(
            held, SCRUTINEER, finding="artefact", statement="It is recording.", confidence="low",
            alternatives=["Need"], falsifier="!",
        )
    )  # fmt: skip
    assert looked(paper)[0].found == "It is recording."
    assert "front_door" not in gaps(mapped(paper))


def test_an_investigation_of_no_known_measure_is_a_look_at_no_topic(paper):
    paper.write(investigations.pose(SCRUTINEER, question="Why?", expectation="!"))
    [held] = investigations_of(paper.entries)
    paper.write(investigations.look(held, SCRUTINEER, "pathway", "", SHOWN))
    assert looked(paper) == ()


def test_a_planned_look_is_kept_by_one_of_its_topic_and_method_and_late_without_it(paper):
    planned(paper, "timeliness", "audit", dt.date(2026, 6, 1))
    planned(paper, "money", "audit", dt.date(2026, 5, 1))
    logged(paper, day=dt.date(2026, 2, 1))  # before it was planned
    logged(paper, method="survey")
    money, timeliness = planned_of(paper.entries, looked(paper))
    assert (money.topic, timeliness.kept) == ("money", None)
    assert not timeliness.late(dt.date(2026, 6, 1))
    assert timeliness.late(dt.date(2026, 6, 2))
    logged(paper)
    _, timeliness = planned_of(paper.entries, looked(paper))
    assert timeliness.kept.day == TODAY
    assert not timeliness.late(dt.date(2026, 6, 2))


def test_only_the_scrutineer_writes_the_record_of_scrutiny(paper):
    assert "may not write the record" in refused(lambda: logged(paper, person=HEALTH))
    for kind, body in (
        (
            "look",
            {"topic": "money", "method": "audit", "day": "2026-03-02", "found": "!", "next": None},
        ),
        ("planned_look", {"topic": "money", "method": "audit", "by": "2026-03-02", "why": "!"}),
    ):
        paper.write(Draft(kind, None, "log", body, HEALTH))
    assert looked(paper) == ()
    assert planned_of(paper.entries, ()) == ()


def test_a_look_has_happened_and_a_plan_is_ahead(paper):
    assert "is yet to come" in refused(lambda: logged(paper, day=dt.date(2026, 3, 3)))
    assert "has passed" in refused(lambda: planned(paper, by=dt.date(2026, 3, 1)))
    with pytest.raises(ValueError, match="'guess' is none of"):
        logged(paper, method="guess")


# What to look at next

CATALOGUE = pl.DataFrame(
    {
        "id": ["new_referrals", "icpc_within_15_working_days"],
        "title": ["New referrals", "Conferences in time"],
        "theme": ["front_door", "timeliness"],
    }
)
SIGNALS = pl.DataFrame(
    schema={
        "measure": pl.String, "area": pl.String, "category": pl.String, "basis": pl.String,
        "period_end": pl.Date, "period_label": pl.String, "meaning": pl.String,
    }
)  # fmt: skip


def signal(measure, meaning, end=TODAY, area="partnership", label="March"):
    return pl.DataFrame(
        [(measure, area, "", "", end, label, meaning)], SIGNALS.schema, orient="row"
    )


def comparison(**facts):
    row = {
        "measure": "new_referrals", "characteristic": "ethnicity", "group": "black",
        "group_label": "Black", "group_order": 1, "area": "partnership", "period_kind": "year",
        "period_end": TODAY, "period_label": "2025-26", "reference": "others", "verdict": "similar",
        "unknown_share": 2.0,
    }  # fmt: skip
    return pl.DataFrame([row | facts])


def reasons(*, challenges=(), comparisons=None, signals=SIGNALS, never=(), today=TODAY):
    return reasons_of(
        CATALOGUE,
        challenges=challenges,
        comparisons=comparisons,
        signals=signals,
        never=never,
        today=today,
    )


def test_each_reason_is_said_in_words_with_its_measure(paper):
    for measure in ("new_referrals", "of another release", None):
        paper.write(
            issue(
                SCRUTINEER,
                Addressee("health", "dsp"),
                "Why?",
                today=TODAY,
                rules=RULES,
                measure=measure,
            )
        )
    held = challenges_of(paper.entries)
    assert reasons(challenges=held) == {}
    found = reasons(
        challenges=held,
        comparisons=pl.concat(
            [comparison(verdict="flagged"), comparison(unknown_share=12.4, group="x")]
        ),
        signals=signal("icpc_within_15_working_days", "worse"),
        never=("money",),
        today=dt.date(2026, 5, 1),
    )
    assert found == {
        "front_door": [
            Reason(
                "overdue",
                "Challenge 1 to Health services, delegated safeguarding partner: owed since 30 March 2026",
            ),
            Reason("flagged", "New referrals: Black children, 2025-26"),
            Reason("not_recorded", "New referrals: 12% of children without ethnicity recorded"),
        ],
        "timeliness": [Reason("worse", "Conferences in time: March")],
        "money": [Reason("never", KINDS["never"])],
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"verdict": "cannot tell"},
        {"verdict": "flagged", "area": "990"},
        {"verdict": "flagged", "reference": "largest"},
        {"verdict": "flagged", "period_kind": "three_years"},
        {"verdict": "flagged", "measure": "of another release"},
        {"unknown_share": 10.0},
        {"unknown_share": None},
    ],
)
def test_what_is_not_flagged_of_the_whole_partnership_against_all_others_is_no_reason(facts):
    assert reasons(comparisons=comparison(**facts)) == {}


def test_only_the_newest_year_and_the_newest_point_count():
    earlier = dt.date(2025, 3, 31)
    assert (
        reasons(
            comparisons=pl.concat([comparison(), comparison(verdict="flagged", period_end=earlier)])
        )
        == {}
    )
    both = pl.concat([signal("new_referrals", "worse", earlier), signal("new_referrals", "better")])
    assert reasons(signals=both) == {}
    # A measure that is compared on two bases is told of once.
    twice = pl.concat([comparison(verdict="flagged")] * 2)
    assert len(reasons(comparisons=twice)["front_door"]) == 1


def test_topics_stand_in_the_order_of_the_evidence_and_then_of_the_longest_wait(paper):
    logged(paper, "front_door", day=dt.date(2026, 2, 1))
    logged(paper, "timeliness", day=dt.date(2026, 1, 1))
    items = scrutiny_plan.plan(
        TOPICS | {"voice": "Voice", "quiet": "Quiet"},
        mapped(paper),
        {
            "money": [Reason("never", "n")],
            "front_door": [Reason("worse", "w")],
            "timeliness": [Reason("worse", "w")],
            "voice": [Reason("never", "n"), Reason("flagged", "f")],
        },
    )
    assert [item.topic for item in items] == ["voice", "timeliness", "front_door", "money"]
    assert [reason.kind for reason in items[0].reasons] == ["flagged", "never"]
    assert items[1].last_looked == dt.date(2026, 1, 1)
    assert items[0].last_looked is None


def test_one_better_kind_of_evidence_stands_before_any_number_of_lesser_ones(paper):
    lesser = [Reason(kind, "x") for kind in list(KINDS)[1:]] * 5
    items = scrutiny_plan.plan(
        TOPICS, mapped(paper), {"money": lesser, "timeliness": [Reason("overdue", "x")]}
    )
    assert [item.topic for item in items] == ["timeliness", "money"]
