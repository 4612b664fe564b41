"""What is said of gaps between groups: never more than its row holds, and nothing that its limits deny."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from dashboard import gap_numbers, gap_rows, gap_titles, gap_words, group_words, probe_words, rows
from metrics.measures import MEASURES
from metrics.release import Release
from metrics.scrutiny.comparisons import comparisons
from metrics.scrutiny.pairs import OTHERS
from tests.screens.invented_scrutiny import ENQUIRY, RE_REFERRALS

Row = dict[str, Any]

REFERRED = "children_referred_per_10000_children"
FORBIDDEN = re.compile(
    r"no difference|no dispari|signific|over-?represent|under-?represent|biase?d|explained|explains|because|"
    r"\bcaus|due to|results? in|driven|discriminat|highest|lowest|worst|\bbest\b|most likely|least likely|"
    r"\brank|\bred\b|amber|\bnan\b|\bnone\b times|\binf\b",
    re.IGNORECASE,
)
"""What no sentence about a gap may hold: all-clears, causes, rankings, colours, broken numbers."""
CATALOGUE = {
    measure.id: {"id": measure.id, "title": measure.title, "snapshot": measure.snapshot}
    for measure in MEASURES
}


@pytest.fixture
def held(invented_release: Release) -> Release:
    """The invented release."""
    return invented_release


def compared(
    counts: list[tuple[int | None, ...]], measure: str = ENQUIRY, together: bool = False
) -> list[Row]:
    """Comparisons as a release makes them, of (met, of, reference met, reference of, unknown met, unknown).

    together  all in one family of comparisons; else each by itself
    """
    names = ("met", "of", "reference_met", "reference_of", "unknown_met", "unknown_of")
    pairs = pl.DataFrame(
        [
            {
                "measure": measure,
                "characteristic": "ethnicity",
                "group": "black",
                "group_label": "Black",
                "group_order": 3,
                "area": "990" if together else f"{number}",
                "period_kind": "year",
                "period_start": dt.date(2024, 4, 1),
                "period_end": dt.date(2025, 3, 31),
                "period_label": "2024-25",
                "reference": OTHERS,
                "reference_label": "all other known children",
                **dict(zip(names, row, strict=True)),
            }
            for number, row in enumerate(counts)
        ],
        schema_overrides=dict.fromkeys(names, pl.Int64) | {"group_order": pl.Int32},
    )
    chosen = [one for one in MEASURES if one.id == measure]
    # The sort of a release is not that of the counts.
    return comparisons(pairs, chosen).sort(pl.col("area").cast(pl.Int64)).to_dicts()


def one(*counts: int | None, measure: str = ENQUIRY) -> Row:
    """A single comparison; nobody is without a group unless it is said."""
    return compared([(*counts, *(0,) * (6 - len(counts)))], measure)[0]


def said(row: Row) -> str:
    """All that is said of a comparison."""
    measure = CATALOGUE[row["measure"]]
    parts = (
        gap_words.finding(row, measure),
        gap_words.unknown(row),
        gap_numbers.excess(row),
        gap_words.family(row),
    )
    return " ".join(part for part in parts if part)


def test_what_is_flagged_is_said_with_counts_ratio_and_limits_and_no_reason() -> None:
    assert gap_words.finding(one(49, 121, 421, 1510), CATALOGUE[ENQUIRY]) == (
        "In 2024-25, 40% (49 of 121) of Black children assessed went on to a section 47 enquiry, "
        "against 28% (421 of 1,510) of all other known children: 1.5 times the rate (1.1 to 1.8). "
        "This is unlikely to be chance alone. It does not show why."
    )


def test_wide_limits_tell_nothing_and_say_what_would_have_shown() -> None:
    finding = gap_words.finding(one(46, 128, 421, 1510), CATALOGUE[ENQUIRY])
    assert "1.3 times the rate, but with 128 in this group" in finding
    assert "the true figure could be anything from 0.997 to 1.6 times" in finding
    assert "We cannot tell whether there is a difference." in finding
    assert "Only a gap of about 1.4 times or more or of about 0.61 times or less" in finding


def test_limits_that_leave_out_one_are_no_finding_among_many_comparisons() -> None:
    alone = (66, 180, 421, 1510, 0, 0)
    first = compared([alone, *[(100, 380, 400, 1500, 0, 0)] * 30], together=True)
    row = next(row for row in first if row["met"] == 66)
    assert row["ratio_lower"] > 1
    assert "We cannot tell" in said(row)
    assert "among the 31 comparisons made together, one like it can come by chance" in said(row)


def test_limits_close_to_one_and_they_alone_are_similar() -> None:
    finding = gap_words.finding(one(3000, 10_000, 9000, 30_000), CATALOGUE[ENQUIRY])
    assert finding.endswith(
        "Rates were similar: any difference is unlikely to be larger than a quarter."
    )


def test_too_few_and_kept_back_have_no_number() -> None:
    few = gap_words.finding(one(3, 5, 60, 90), CATALOGUE[ENQUIRY])
    assert few == "Black children: too few children to compare."
    hidden = gap_words.finding(one(None, 40, 60, 90), CATALOGUE[ENQUIRY])
    assert hidden.startswith(
        "Black children: not compared: a number that this rests on is kept back"
    )
    assert not re.search(r"\d times", few + hidden)


def test_no_ratio_is_given_where_none_of_the_others_went_on() -> None:
    row = one(12, 50, 0, 400)
    finding = gap_words.finding(row, CATALOGUE[ENQUIRY])
    assert (
        "or more times the rate (no single ratio can be given, with none among the others)"
        in finding
    )
    assert gap_numbers.ratio(row).endswith(" or more")


def test_nobody_and_everybody_are_said_in_plain_numbers() -> None:
    none = gap_words.finding(one(0, 60, 400, 1500), CATALOGUE[ENQUIRY])
    assert "0% (0 of 60) of Black children" in none
    assert "0 times the rate (0 to 0.2" in none
    every = gap_words.finding(one(60, 60, 1500, 1500), CATALOGUE[ENQUIRY])
    assert every == "Black children: too few children to compare."


def test_few_events_are_to_be_read_with_care() -> None:
    assert "read with care [u]" in said(one(12, 40, 400, 1500))
    assert "[u]" not in said(one(40, 140, 400, 1500))


def test_a_count_under_twenty_comes_before_its_percentage() -> None:
    assert "9 of 14 (64%) Black children assessed went on" in said(one(9, 14, 400, 1500))


def test_children_not_recorded_have_their_share_bounds_and_what_would_turn_it_round() -> None:
    told = gap_words.unknown(one(49, 121, 421, 1510, 14, 118))
    assert told == (
        "For 118 children (6.7%) ethnicity is not recorded. However they divide, the ratio for Black "
        "children would lie at 0.76 to 1.8. To turn the gap round, at least 57 of the 118 would have "
        "to belong to this group."
    )
    sound = gap_words.unknown(one(300, 600, 421, 1510, 2, 12))
    assert sound.endswith("No division of them would turn the gap round.")
    assert (
        gap_words.unknown(one(49, 121, 421, 1510)) == "Ethnicity is recorded for every child here."
    )
    kept = gap_words.unknown(one(49, 121, 421, 1510, None, None))
    assert kept.startswith("For how many children ethnicity is not recorded is kept back")


def test_more_than_one_in_ten_not_recorded_is_low_reliability() -> None:
    assert gap_words.LOW_RELIABILITY in said(one(49, 121, 421, 1510, 60, 300))
    assert gap_words.LOW_RELIABILITY not in said(one(49, 121, 421, 1510, 14, 118))


def test_brothers_and_sisters_widen_the_limits_or_leave_them_too_narrow(held: Release) -> None:
    asked = gap_rows.Asked("990", rows.periods(held)["2022-25"], "ethnicity")
    row = next(row for row in gap_rows.table(held, ENQUIRY, asked) if row["group"] == "black")
    families = gap_rows.families(held, ENQUIRY, asked, "black")
    assert families is not None
    assert gap_words.siblings(families, row).endswith("for Black children are 1.4 to 1.9.")
    doubtful = {**families, "adjusted_lower": 0.98, "verdict": "cannot tell"}
    assert gap_words.siblings(doubtful, row).endswith("the flag is doubtful.")
    assert gap_words.siblings(None, row) == gap_words.SIBLINGS
    assert gap_rows.families(held, RE_REFERRALS, asked, "black") is None


def test_more_than_ten_groups_at_once_are_warned_of() -> None:
    ten = compared([(40, 140, 400, 1500, 0, 0)] * 10, together=True)
    assert gap_titles.many_groups(ten) == ""
    assert "11 groups are looked at here at once" in gap_titles.many_groups([*ten, ten[0]])


def test_a_title_names_three_flagged_groups_at_most() -> None:
    flagged = compared([(49, 121, 421, 1510, 0, 0)] * 4)
    title = gap_titles.groups_title(flagged, CATALOGUE[ENQUIRY])
    assert title.endswith("by ethnicity: flagged for 4 groups")
    assert "flagged for Black children (1.5 times)" in gap_titles.groups_title(
        flagged[:1], CATALOGUE[ENQUIRY]
    )


def test_a_rate_of_residents_is_for_every_ten_thousand_who_live_here() -> None:
    row = one(80, 4100, 160, 91_000, measure=REFERRED)
    assert gap_words.finding(row, CATALOGUE[REFERRED]).startswith(
        "In 2024-25, Black children were referred at a rate of 195 (80 in all) a year for every "
        "10,000 who live here, against 17.6 (160 in all) for all other known children: 11 times the "
        "rate"
    )
    assert gap_numbers.excess(row).startswith("That is about 73 more than at the rate of")


def test_the_gap_is_in_points_and_in_children_with_its_limits() -> None:
    assert gap_numbers.excess(one(49, 121, 421, 1510)) == (
        "That is 13 percentage points higher (4.0 to 22), or about 15 more than at the rate of all "
        "other known children (5 to 26)."
    )
    assert "(0.1 lower to 17 higher)" in gap_numbers.excess(one(46, 128, 421, 1510))


def test_a_measure_that_is_no_step_is_named_by_its_title() -> None:
    finding = gap_words.finding(
        one(217, 745, 1254, 5540, measure=RE_REFERRALS), CATALOGUE[RE_REFERRALS]
    )
    assert finding.startswith(
        "In 2024-25, children referred again within 12 months: 29% (217 of 745) for"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.004, "0.004"),
        (0.74, "0.74"),
        (0.9962, "0.996"),
        (0.99997, "just below 1"),
        (1, "1"),
        (1.0031, "1.003"),
        (1.0499, "1.05"),
        (1.66, "1.7"),
        (9.96, "10"),
        (None, ""),
    ],
)
def test_a_ratio_keeps_its_own_side_of_one(value: float | None, words: str) -> None:
    assert gap_numbers.times(value) == words


def some_counts(chance: random.Random) -> tuple[int, ...]:
    """Counts of every size, the extremes among them more often than chance would have it."""
    of = chance.choice([1, 5, 9, 10, 19, 20, 60, 300, 3000])
    reference_of = chance.choice([5, 29, 30, 100, 900, 20_000])
    unknown = chance.choice([0, 0, 6, 40, 400])
    share = chance.choice([0.0, 0.03, 0.3, 0.3, 0.6, 1.0])

    def some(many: int, near: float) -> int:
        drawn = round(many * min(1.0, max(0.0, chance.gauss(near, 0.06))))
        return chance.choice([drawn, drawn, drawn, 0, many])

    return (some(of, share * chance.choice([0.6, 1, 1, 1.4])), of,
            some(reference_of, share), reference_of, some(unknown, share), unknown)  # fmt: skip


def test_a_sentence_never_disagrees_with_the_limits_of_its_row() -> None:
    chance = random.Random(4)
    found = compared([some_counts(chance) for _ in range(1500)])
    found += compared([some_counts(chance) for _ in range(300)], together=True)
    verdicts = {row["verdict"] for row in found}
    assert verdicts == {"flagged", "cannot tell", "similar", "too few"}
    for row in found:
        finding = gap_words.finding(row, CATALOGUE[ENQUIRY])
        assert ("similar" in finding) == (row["verdict"] == "similar"), finding
        assert (gap_words.NOT_CHANCE in finding) == (row["verdict"] == "flagged"), finding
        assert (gap_words.UNTOLD in finding) == (row["verdict"] == "cannot tell"), finding
        assert not FORBIDDEN.search(said(row)), said(row)
        if row["verdict"] == "too few":
            assert "times" not in finding
            continue
        low, high = _limits(finding)
        assert low == pytest.approx(row["ratio_lower"], rel=0.06, abs=0.006)
        if row["ratio_upper"] is None:
            assert high is None
        else:
            assert high == pytest.approx(row["ratio_upper"], rel=0.06, abs=0.006)
        apart = low > 1 or (high is not None and high < 1)
        if row["verdict"] == "flagged":
            assert apart, finding
        if row["verdict"] == "similar":
            assert low >= 0.8
            assert high is not None
            assert high <= 1.25
        # What the sentence says of a side of 1, the row says too.
        assert apart == (row["ratio_lower"] > 1 or (row["ratio_upper"] or 2) < 1), finding


def _limits(finding: str) -> tuple[float, float | None]:
    """The limits as a sentence says them; "just below 1" is a number a little below it."""
    plain = finding.replace("just below 1", "0.99999").replace("just above 1", "1.00001")
    two = re.search(
        r"rate \(([\d.]+) to ([\d.]+)\)|anything from ([\d.]+) to ([\d.]+) times", plain
    )
    if two:
        low, high = [part for part in two.groups() if part]
        return float(low), float(high)
    one_only = re.search(r": ([\d.]+) or more times|from ([\d.]+) times up", plain)
    assert one_only, finding
    return float(next(part for part in one_only.groups() if part)), None


def every_sentence(held: Release) -> Iterator[str]:
    """Every sentence that the invented release makes about a gap."""
    measures = rows.measures(held)
    for row in held.comparisons.iter_rows(named=True):
        yield gap_words.finding(row, measures[row["measure"]])
        yield gap_words.unknown(row)
        yield gap_numbers.excess(row)
    flagged = {"verdict": "flagged"}
    for row in held.adjustments.iter_rows(named=True):
        if row["adjuster"] == "family":
            yield gap_words.siblings(row, flagged)
            continue
        yield probe_words.adjusted(row, flagged)
        yield probe_words.adjusted(row, None)
    for frame, say in (
        (held.cumulative, gap_words.cumulative),
        (held.waits, probe_words.waited),
        (held.sensitivities, probe_words.otherwise),
        (held.intersections, probe_words.estimated),
    ):
        yield from (say(row) for row in frame.iter_rows(named=True))
    yield from (gap_words.SIBLINGS, gap_words.SELECTED, gap_words.YEARS_CAUTION, gap_titles.POOLING)
    yield from (probe_words.ADJUSTING, probe_words.BORROWED, probe_words.NOT_ADJUSTED)


def test_no_sentence_of_a_release_holds_a_forbidden_word(held: Release) -> None:
    told = set(every_sentence(held))
    assert len(told) > 2000
    wrong = [sentence for sentence in told if FORBIDDEN.search(sentence)]
    assert not wrong


def test_similar_is_said_of_nothing_else_in_a_release(held: Release) -> None:
    measures = rows.measures(held)
    for row in held.comparisons.iter_rows(named=True):
        finding = gap_words.finding(row, measures[row["measure"]])
        assert ("similar" in finding) == (row["verdict"] == "similar")
    for row in held.cumulative.iter_rows(named=True):
        assert ("similar" in gap_words.cumulative(row)) == (row["verdict"] == "similar")


def test_the_planted_step_is_where_the_largest_gap_opens(held: Release) -> None:
    asked = gap_rows.Asked("990", rows.periods(held)["2022-25"], "ethnicity")
    found = gap_rows.chain(held, asked)
    every = gap_rows.conditional(row for table in found.values() for row in table)
    widest = gap_rows.widest(every)
    assert widest is not None
    assert (widest["measure"], widest["group"]) == (ENQUIRY, "black")
    told = gap_words.answer(widest, every, "ethnicity", rows.measures(held))
    assert "By ethnicity, between assessment and enquiry, for Black children." in told
    assert "(278 of 593)" in told


def test_where_nothing_is_flagged_it_says_of_how_many_it_cannot_be_told(held: Release) -> None:
    asked = gap_rows.Asked("990", rows.periods(held)["2024-25"], "sex")
    found = gap_rows.chain(held, asked)
    every = gap_rows.conditional(row for table in found.values() for row in table)
    told = gap_words.answer(gap_rows.widest(every), every, "sex", rows.measures(held))
    assert "By sex, nothing is flagged. Of 12 comparisons: " in told
    assert "of which we cannot tell" in told


@pytest.mark.parametrize(
    ("characteristic", "code", "label", "words"),
    [
        ("ethnicity", "mixed", "Mixed or multiple ethnic groups", "children of Mixed heritage"),
        ("sex", "F", "Girls", "girls"),
        ("age_band", "5_to_9", "5 to 9", "children aged 5 to 9"),
        ("referral_source", "police", "Police", "children referred by police"),
        ("ethnicity_detailed", "WIRI", "White Irish", "children recorded as White Irish"),
        ("shoe_size", "9", "Nine", "children of the group “nine”"),
        ("sex", "not_recorded", "Not recorded", "children for whom sex is not recorded"),
    ],
)
def test_a_group_is_named_by_its_children(
    characteristic: str, code: str, label: str, words: str
) -> None:
    assert group_words.children(characteristic, code, label) == words
