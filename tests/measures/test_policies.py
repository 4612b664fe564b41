"""How small counts are kept from readers is agreed once: what is hidden and what is rounded."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Protection
from data.problems import UserError
from metrics import audit, ledger, release
from metrics.disclosure.policy import DFE_LOCAL, NHS_STYLE
from metrics.ledger import EMPTY
from metrics.release import Built
from tests.measures.invented import partnership
from tests.measures.ledgers import Child, counted, printed, released
from tests.measures.specification import MEASURE, tables_of
from tests.measures.test_release import AGREEMENT, AS_AT, CHOSEN

NHS = replace(AGREEMENT, protection=Protection(policy="nhs_style"))
YEAR = range(2022, 2023)
ALL = {"group": "all", "period_kind": "year"}


def some(sex: str, many: int, again: int) -> list[Child]:
    """So many children of a group, of whom so many were referred again."""
    return [Child(f"{sex} {number}", "990", 2022, sex, number < again) for number in range(many)]


CHILDREN = some("F", 93, 41) + some("M", 88, 42) + some("not_recorded", 46, 7)


def test_seven_children_are_shown_as_they_are_under_the_rule_of_the_department():
    made = released(counted(CHILDREN, ("990",), YEAR))
    assert printed(made, group="not_recorded", period_kind="year") == (7, 46)


def test_seven_children_are_hidden_and_all_other_counts_rounded_under_the_rule_of_nhs_england():
    made = released(counted(CHILDREN, ("990",), YEAR), policy=NHS_STYLE)
    assert printed(made, **ALL) == (90, 225)
    assert printed(made, group="not_recorded", period_kind="year")[0] is None
    shown = [count for row in made.figures.select("met", "of").rows() for count in row if count]
    assert {count % 5 for count in shown} == {0}


def test_rounding_takes_from_what_would_be_safe_unrounded():
    """So no reader of rounded counts can work out what one of exact counts could not."""
    exact = released(counted(CHILDREN, ("990",), YEAR), policy=replace(NHS_STYLE, rounded_to=1))
    rounded = released(counted(CHILDREN, ("990",), YEAR), policy=NHS_STYLE)
    for name in ("met", "of"):
        nearest = NHS_STYLE.as_shown(pl.col(name))
        assert exact.figures.select(nearest).equals(rounded.figures.select(name))


def test_three_who_were_not_of_a_hundred_are_shown_in_a_total_unless_the_partners_agree_otherwise():
    children = some("F", 50, 44) + some("M", 50, 44) + some("not_recorded", 20, 12)
    late = [replace(child, again=True) for child in children[:117]] + children[117:]
    late[-3:] = [replace(child, again=False) for child in late[-3:]]
    figures = counted(late, ("990",), YEAR)
    assert printed(released(figures), **ALL) == (117, 120)
    hidden = released(figures, policy=replace(DFE_LOCAL, complement="everywhere"))
    assert None in printed(hidden, **ALL)


def test_who_is_overdue_is_not_told_by_the_due_basis_where_nobody_finished_late():
    """23 were due and 20 finished, all in time: the three others would be due less in time."""
    enquiries = ["child | start_date | conference_not_required"]
    held = ["child | conference_date"]
    for number in range(23):
        enquiries.append(f"c{number} | 2023-07-03 | no")
        if number >= 3:
            held.append(f"c{number} | 2023-07-10")
    written = {"section_47_enquiries": "\n".join(enquiries), "conferences": "\n".join(held)}
    covers = [(dt.date(2021, 4, 1), AS_AT)]
    alone = replace(AGREEMENT, areas=AGREEMENT.areas[:1])
    clock = replace(MEASURE["icpc_within_15_working_days"], breakdowns=())
    made = release.build(tables_of(written, AS_AT, covers), alone, AS_AT, measures=[clock]).release
    year = (pl.col("period_kind") == "year") & (pl.col("period_start") == dt.date(2023, 4, 1))
    overdue = made.states.filter(year, pl.col("state") == "overdue", pl.col("basis") == "due")
    assert set(overdue.select("count", "reason").rows()) == {(None, "protected")}
    due = made.figures.filter(year, pl.col("basis") == "due").select("numerator", "denominator")
    assert due.height
    assert all(None in row for row in due.rows())


@pytest.fixture(scope="module")
def rounded() -> Built:
    return release.build(partnership(children=200), NHS, AS_AT, measures=CHOSEN)


def test_percentages_are_those_of_the_rounded_counts(rounded: Built):
    shares = rounded.release.figures.filter(
        pl.col("value").is_not_null(), pl.col("measure") == "re_referrals_within_12_months"
    )
    exact = 100 * shares["numerator"] / shares["denominator"]
    assert shares.height > 5
    assert (shares["value"] - exact).abs().max() < 1e-9
    assert set(shares["numerator"] % 5) == {0}


def test_counts_beside_the_figures_are_rounded_too(rounded: Built):
    for frame, count in (("states", "count"), ("children", "children")):
        said = rounded.release.frames[frame][count].drop_nulls()
        assert set(said % 5) <= {0}
        assert not said.is_between(1, 9).any()
    rows = rounded.release.quality.filter(pl.col("topic") == "extract")["count"].drop_nulls()
    assert set(rows % 5) <= {0}


def test_an_audit_of_a_rounded_release_passes_and_finds_a_count_that_is_not_rounded(rounded: Built):
    frames, counts = rounded.release.frames, rounded.counts
    given = (CHOSEN, [], EMPTY, counts["known"], {}, NHS_STYLE)
    found = audit.audit(frames, counts, *given)
    assert (found.passed, found.faults, found.leaks) == (True, (), ())
    exact = frames["figures"].with_columns(
        numerator=pl.when(pl.col("numerator") > 0).then(pl.col("numerator") + 1)
    )
    found = audit.audit(frames | {"figures": exact}, counts, *given)
    assert any("nobody counted" in fault for fault in found.faults)


def test_once_a_release_is_made_the_protection_stays_what_it_was(rounded: Built):
    made = rounded.release
    held = ledger.taken_up(made.digest, made.manifest, rounded.counts, made.figures)
    with pytest.raises(UserError, match='policy = "nhs_style"'):
        release.build(partnership(children=200), AGREEMENT, AS_AT, measures=CHOSEN, ledger=held)
