"""An adjusted answer is printed only where no small count of a stratum can be worked out from it."""

import datetime as dt
import itertools
import math

import numpy as np
import polars as pl
import pytest

from metrics.adjustment import TOO_FEW, adjusted_for
from metrics.ledger import ANSWERS, NO_ANSWERS
from metrics.scrutiny.adjustments import STRATA
from metrics.scrutiny.given_back import ANSWER, CUBE, crossed, given_back, printed_in
from metrics.scrutiny.life_tables import with_sums
from tests.measures.specification import MEASURE

FIRST, SECOND = dt.date(2022, 4, 1), dt.date(2023, 4, 1)
MOST_HIDDEN = 5
RATIO = ("adjusted", "adjusted_lower", "adjusted_upper")


def strata_of(tables, *, kinds=("year",)) -> pl.DataFrame:
    """Strata from tables: (area, year) to groups, each with (with the outcome, without) of every stratum."""
    rows = [
        {
            "measure": "seen",
            "characteristic": "ethnicity",
            "group": group,
            "area": area,
            "period_kind": "year",
            "period_start": year,
            "adjuster": "age_band",
            "stratum": str(place),
            "met": met,
            "of": met + others,
        }
        for (area, year), groups in tables.items()
        for group, strata in groups.items()
        for place, (met, others) in enumerate(strata)
    ]
    members = sorted({area for area, _ in tables})
    counts = with_sums(pl.DataFrame(rows), members if len(members) > 1 else (), ())
    stratum = [name for name in STRATA if name not in {"group", "met", "of"} and "ref" not in name]
    return counts.with_columns(
        (pl.col(name).sum().over(stratum) - pl.col(name)).alias(f"reference_{name}")
        for name in ("met", "of")
    ).select(list(STRATA))


def withheld(strata: pl.DataFrame, printed=None, before=NO_ANSWERS, **more) -> set[tuple]:
    """Area, year and group of the answers that must not be printed."""
    members = sorted(set(strata["area"]) - {"partnership"})
    every = strata if printed is None else printed
    found = given_back(strata, every.unique(ANSWER), before, members, MOST_HIDDEN, **more)
    return set(found.select("area", "period_start", "group").rows())


FEW = {
    ("990", FIRST): {
        "mixed": [(6, 2), (1, 3), (3, 1)],
        "white": [(40, 60), (30, 55), (25, 40)],
    }
}
MANY = {
    ("990", FIRST): {
        "mixed": [(160, 220), (51, 93), (93, 71), (4, 180)],
        "white": [(940, 960), (830, 755), (725, 640), (120, 2100)],
    }
}


def test_of_few_children_the_answer_would_tell_who_they_are():
    # Of 16 children so few divisions have this ratio with these limits that counts would be known.
    assert withheld(strata_of(FEW)) != set()


def test_of_many_children_other_counts_give_the_same_answer():
    assert withheld(strata_of(MANY)) == set()


def test_nothing_is_withheld_where_no_small_count_is_to_be_kept():
    large = {("990", FIRST): {"a": [(6, 8), (9, 7)], "b": [(60, 80), (90, 70)]}}
    assert withheld(strata_of(large)) == set()


def test_what_the_sums_tell_already_no_answer_gives_away():
    """All who have the outcome are of one stratum: the sum of each group is its count there."""
    one = {("990", FIRST): {"a": [(3, 40), (0, 30)], "b": [(7, 60), (0, 50)]}}
    assert withheld(strata_of(one)) == set()


def test_without_strata_or_answers_there_is_nothing_to_withhold():
    strata = strata_of(FEW)
    assert withheld(strata, strata.clear()) == set()
    assert given_back(strata.clear(), strata, NO_ANSWERS, (), MOST_HIDDEN).is_empty()


def test_once_they_are_withheld_an_audit_of_the_rest_finds_nothing():
    strata = strata_of(
        FEW | {("991", FIRST): MANY["990", FIRST] | {"black": [(9, 4), (2, 7), (5, 1), (0, 3)]}}
    )
    gone = given_back(strata, strata.unique(ANSWER), NO_ANSWERS, ("990", "991"), MOST_HIDDEN)
    assert gone.height
    rest = strata.unique(ANSWER).join(gone, on=ANSWER, how="anti")
    assert withheld(strata, rest, whole=True) == set()


def in_print(strata: pl.DataFrame) -> pl.DataFrame:
    """What is printed of strata (ledger.ANSWERS), by way of each answer alone."""
    rows = []
    for key, own in strata.sort("stratum").group_by(ANSWER, maintain_order=True):
        counts = (
            own[name].to_numpy()[None] for name in ("met", "of", "reference_met", "reference_of")
        )
        found = adjusted_for(*counts)
        ratio = (part[0] for part in (found.ratio.value, found.ratio.lower, found.ratio.upper))
        said = [None if not math.isfinite(one) else rounded(one) for one in ratio]
        few = found.verdict[0] == TOO_FEW
        uneven = bool(found.homogeneity_p[0] < 0.05)
        rows.append((*key, *([None] * 4 if few else [*said, uneven]), str(found.verdict[0])))
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def rounded(number: float) -> float:
    said = float(f"{number:.1e}")
    return said if said != 1 or number == 1 else 0.99 if number < 1 else 1.01


def test_what_an_earlier_release_said_stays_and_is_no_reason_to_withhold():
    strata = strata_of(FEW)
    said = in_print(strata)
    assert withheld(strata, said, said) == set()


def test_what_has_changed_since_an_earlier_release_is_a_new_answer():
    strata = strata_of(FEW)
    said = in_print(strata)
    other = said.with_columns(pl.col("adjusted") + 0.1)
    assert withheld(strata, said, other) == withheld(strata) != set()


def test_where_no_single_exchange_fits_what_was_said_before_nothing_new_is_said():
    """A child more in one area and one fewer in the other would: the counts are not known yet."""
    strata = strata_of(
        {
            ("990", FIRST): {"a": [(18, 17), (15, 14)], "b": [(4, 1), (3, 4)]},
            ("991", FIRST): {"a": [(17, 17), (14, 16)], "b": [(0, 0), (3, 0)]},
        }
    )
    before = in_print(strata).filter(pl.col("area") == "partnership", pl.col("group") == "b")
    assert before.height == 1
    assert {area for area, _, _ in withheld(strata, before=before)} >= {"990"}


def test_three_years_of_an_earlier_release_are_among_what_readers_have():
    """They hold this year alone that is still counted, and say what its answer would say."""
    strata = strata_of(FEW | {("990", SECOND): MANY["990", FIRST]})
    of_the_first = in_print(strata.filter(pl.col("period_start") == FIRST))
    three = of_the_first.with_columns(
        period_kind=pl.lit("three_years"), period_start=pl.lit(dt.date(2020, 4, 1))
    )
    one = of_the_first.filter(pl.col("group") == "mixed")
    alone, beside = withheld(strata, one), withheld(strata, one, three)
    assert alone == beside == {("990", FIRST, "mixed")}


def test_only_answers_that_rest_on_strata_and_are_printed_are_counted():
    frame = (
        strata_of(FEW).unique(ANSWER, maintain_order=True).with_columns(verdict=pl.lit("remains"))
    )
    families = frame.with_columns(adjuster=pl.lit("family"))
    kept = frame.with_columns(verdict=pl.lit("protected"))
    found = printed_in(pl.concat([frame, families, kept]))
    assert found.select(ANSWER).rows() == frame.select(ANSWER).rows()


def test_an_answer_with_a_number_is_printed_whatever_is_said_of_it():
    frame = in_print(strata_of(MANY)).with_columns(verdict=pl.lit("protected"))
    assert printed_in(frame).equals(frame)
    bare = frame.with_columns(pl.lit(None).cast(pl.Float64).alias(name) for name in RATIO)
    assert printed_in(bare).is_empty()
    assert (
        printed_in(bare.with_columns(verdict=pl.lit(None, dtype=pl.String))).height == bare.height
    )


AGAIN, SOURCES = MEASURE["re_referrals_within_12_months"], MEASURE["referrals_by_source"]


def test_who_referred_is_not_adjusted_for_where_it_is_counted_by_group():
    both = crossed([AGAIN, SOURCES], NO_ANSWERS).rows()
    assert (AGAIN.id, "ethnicity", "referral_source") in both
    assert (AGAIN.id, "referral_source", "ethnicity") in both
    assert (AGAIN.id, "sex", "referral_source") not in both
    assert crossed([AGAIN], NO_ANSWERS).is_empty()


def test_the_same_two_are_adjusted_one_way_alone():
    """Both ways rest on the same counts; what stands first in the list is answered."""
    pairs = [("ethnicity", "sex"), ("sex", "age_band"), ("sex", "ethnicity")]
    asked = pl.DataFrame([(AGAIN.id, *pair) for pair in pairs], schema=CUBE, orient="row")
    assert crossed([AGAIN], asked).rows() == [(AGAIN.id, "sex", "ethnicity")]


# A second attacker, who tries every table: slow, and nothing of the search above is in it.


def tables_with(rows: list[int], columns: list[int]):
    """Every table of whole numbers with these sums."""
    if len(rows) == 1:
        yield (tuple(columns),)
        return
    for first in itertools.product(*(range(min(rows[0], most) + 1) for most in columns)):
        if sum(first) == rows[0]:
            for rest in tables_with(rows[1:], [c - f for c, f in zip(columns, first, strict=True)]):
                yield (first, *rest)


def in_two_figures(number: float) -> str:
    if math.isnan(number) or math.isinf(number):
        return ""
    said = f"{number:.1e}"
    if float(said) == 1 and number != 1:
        return "just below 1" if number < 1 else "just above 1"
    return said


def answers_of(met: np.ndarray, without: np.ndarray) -> list[list[tuple]]:
    """What is printed of each group, in each table: arrays of (table, group, stratum)."""
    said = []
    for row in range(met.shape[1]):
        of, rest = (met + without)[:, row], met.sum(axis=1) - met[:, row]
        rest_of = rest + without.sum(axis=1) - without[:, row]
        found = adjusted_for(met[:, row], of, rest, rest_of)
        ratio = (found.ratio.value, found.ratio.lower, found.ratio.upper)
        said.append(
            [
                (verdict, p < 0.05, *(map(in_two_figures, one) if verdict != TOO_FEW else ()))
                for verdict, p, *one in zip(found.verdict, found.homogeneity_p, *ratio, strict=True)
            ]
        )
    return said


Areas = list[tuple[np.ndarray, np.ndarray]]


def every_list(areas: Areas) -> Areas:
    """Every list of counts with the sums of each area, with the outcome and without."""
    of_each = [
        np.array(list(tables_with(part.sum(axis=1).tolist(), part.sum(axis=0).tolist())))
        for area in areas
        for part in area
    ]
    at = [place.ravel() for place in np.indices([len(tables) for tables in of_each])]
    parts = [tables[place] for tables, place in zip(of_each, at, strict=True)]
    return list(zip(parts[::2], parts[1::2], strict=True))


def with_whole(areas: Areas) -> Areas:
    """The areas, and of several the partnership."""
    whole = tuple(sum(area[outcome] for area in areas) for outcome in (0, 1))
    return [*areas, whole] if len(areas) > 1 else areas


def values_left(areas: Areas, printed: set[tuple[int, int]]) -> list[set[int]]:
    """The values that each count can have beside its sums and the printed answers (area and group)."""
    lists = every_list(areas)
    fits = np.ones(len(lists[0][0]), dtype=bool)
    true = [(met[None], without[None]) for met, without in areas]
    for place, (table, told) in enumerate(zip(with_whole(lists), with_whole(true), strict=True)):
        said = zip(answers_of(*table), answers_of(*told), strict=True)
        for group, (each, (own,)) in enumerate(said):
            if (place, group) in printed:
                fits &= np.array([one == own for one in each])
    flat = [part[fits].reshape(fits.sum(), -1) for area in lists for part in area]
    return [set(column.tolist()) for column in np.concatenate(flat, axis=1).T]


GROUPS, AREAS = ("white", "mixed", "black"), ("990", "991", "partnership")


def attacked(
    areas: Areas, *, withholding: bool = True, before: set[tuple[int, int]] = frozenset()
) -> list[int]:
    """The small counts that somebody who tries every list can tell, and could not before or by sums alone.

    before  answers that an earlier release gave: places of area and group
    """
    named = AREAS if len(areas) > 1 else AREAS[:1]
    tables = {
        (AREAS[place], FIRST): {
            GROUPS[row]: list(zip(met[row].tolist(), without[row].tolist(), strict=True))
            for row in range(len(met))
        }
        for place, (met, without) in enumerate(areas)
    }
    strata = strata_of(tables)
    every = {(place, group) for place in range(len(named)) for group in range(len(areas[0][0]))}
    by_name = {(named[place], GROUPS[group]): (place, group) for place, group in every}
    said = in_print(strata)
    earlier = [by_name[row["area"], row["group"]] in before for row in said.to_dicts()]
    gone = withheld(strata, said, said.filter(pl.Series(earlier))) if withholding else set()
    printed = every - {by_name[area, group] for area, _, group in gone}
    assert before <= printed
    counts = np.concatenate([part.ravel() for area in areas for part in area]).tolist()
    return [
        count
        for count, alone, beside in zip(
            counts, values_left(areas, before), values_left(areas, printed), strict=True
        )
        if 1 <= count <= MOST_HIDDEN and len(alone) > 1 and len(beside) == 1
    ]


def by_chance(seed: int, areas: int, shape: tuple[int, int], most: int) -> Areas:
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(areas):
        met, without = chance.integers(0, most, shape), chance.integers(0, most - 2, shape)
        met[0] += 12  # one group is large enough to be compared with
        without[0] += 10
        found.append((met, without))
    return found


KINDS = [(1, (3, 2), 9), (2, (2, 2), 8), (1, (2, 3), 7)]
"""Areas, groups and strata, and how many children there are in each at most."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_an_attacker_who_tries_every_list_of_counts_can_tell_no_small_one(seed, kind):
    assert attacked(by_chance(seed, *kind)) == []


@pytest.mark.parametrize("seed", range(8))
def test_nor_can_one_who_has_answers_of_an_earlier_release(seed):
    before = {(2, 1)} if seed % 2 else {(2, 0), (0, 1)}
    assert attacked(by_chance(seed + 50, *KINDS[1]), before=before) == []


def test_that_attacker_could_tell_some_from_answers_that_were_all_printed():
    every = (by_chance(seed, *kind) for kind in KINDS for seed in range(6))
    assert any(attacked(areas, withholding=False) for areas in every)
