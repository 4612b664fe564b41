"""One release after another: what was shown stays shown, what was hidden stays hidden, and nothing leaks."""

import random
from dataclasses import replace

import polars as pl
import pytest

from data.agreement import Protection
from data.problems import UserError
from metrics import ledger as ledgers
from metrics.disclosure.protect import PROTECTED, TOO_FEW, NotProtectedError, Protected
from metrics.ledger import EMPTY, Ledger
from tests.measures.ledgers import (
    NAME,
    PLACE,
    SEXES,
    Child,
    Reader,
    after,
    counted,
    printed,
    released,
)

Release = tuple[pl.DataFrame, Protected]
"""True counts, and what was printed of them."""

ONE_AREA = ("990",)
TWO_YEARS = range(2021, 2023)
GIRLS = {"group": "F", "period_kind": "year", "area": "990"}
BOYS = {"group": "M", "period_kind": "year", "area": "990"}
UNKNOWN = {"group": "not_recorded", "period_kind": "year", "area": "990"}
ALL = {"group": "all", "period_kind": "year", "area": "990"}


def some(sex: str, many: int, again: int, year: int = 2022, called: str = "") -> list[Child]:
    """So many children of a group, of whom so many were referred again."""
    return [
        Child(f"{sex} {called}{number}", "990", year, sex, number < again) for number in range(many)
    ]


def after_each_other(*releases: list[Child], years: range = range(2022, 2023)) -> list[Protected]:
    """What is printed of each of these, one release after another."""
    made: list[Protected] = []
    held = EMPTY
    for children in releases:
        made.append(released(counted(children, ONE_AREA, years), held))
        held = after(made[-1], held)
    return made


# What was shown, what was hidden


def test_what_was_shown_stays_shown_and_what_was_hidden_stays_hidden():
    children = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 3, 1)
    first, second = after_each_other(children, children)
    assert first.figures.equals(second.figures)
    assert printed(first, **ALL) == (33, 73)
    assert printed(first, **UNKNOWN) == (None, None)


def test_a_count_hidden_beside_a_small_one_is_hidden_in_the_next_release_too():
    """With another year there would be other ways to hide; the first one is kept."""
    children = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 3, 1)
    later = some("F", 30, 10, 2023) + some("M", 30, 10, 2023) + some("not_recorded", 30, 10, 2023)
    first = released(counted(children, ONE_AREA, range(2022, 2023)))
    second = released(counted(children + later, ONE_AREA, range(2022, 2024)), after(first))
    before = first.figures.sort("group")
    again = second.figures.filter(pl.col("period_start").dt.year() == 2022).sort("group")
    assert before.select("met", "of", "reason").equals(again.select("met", "of", "reason"))


def test_a_group_that_rose_by_nine_children_is_shown_with_both_counts():
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    first, second = after_each_other(before, before + some("F", 18, 9, called="late "))
    assert printed(first, **GIRLS) == (20, 40)
    assert printed(second, **GIRLS) == (29, 58)


def test_a_group_that_rose_by_two_children_is_not_shown_again():
    """Else the two releases together say that two girls were recorded late."""
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    first, second = after_each_other(before, before + some("F", 2, 0, called="late "))
    assert printed(first, **GIRLS) == (20, 40)
    assert printed(second, **GIRLS)[1] is None


def test_where_only_one_group_rose_its_table_is_not_printed_again():
    """The others are known from before, so the one that changed would follow from the total.

    How many boys were referred again is known, and of a total that did not change: it stays in sight.
    """
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    _, second = after_each_other(before, before + some("F", 2, 0, called="late "))
    assert printed(second, **BOYS)[1] is None
    assert printed(second, **BOYS)[0] == 12
    groups = second.figures.filter(pl.col("characteristic") == "sex")
    assert set(groups["reason"]) == {TOO_FEW}


def test_where_two_groups_changed_by_little_both_are_hidden_and_the_third_is_shown():
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    moved = [replace(child, sex="F") if child.name == "M 20" else child for child in before]
    _, second = after_each_other(before, moved)
    assert printed(second, **GIRLS)[1] is None
    assert printed(second, **BOYS)[1] is None
    assert printed(second, **UNKNOWN) == (9, 20)


def test_a_total_that_rose_by_two_children_is_shown_as_dfe_shows_it():
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    _, second = after_each_other(before, before + some("F", 2, 0, called="late "))
    assert printed(second, **ALL) == (41, 92)


def test_a_group_that_is_all_children_rises_as_the_total_does():
    before = some("F", 40, 20)
    _, second = after_each_other(before, before + some("F", 2, 1, called="late "))
    assert printed(second, **ALL) == (21, 42)
    assert printed(second, **GIRLS) == (21, 42)


def test_a_group_that_has_become_all_children_is_not_shown_where_that_gives_its_rise_away():
    before = some("F", 40, 20) + some("M", 8, 8) + some("not_recorded", 8, 8)
    first, second = after_each_other(before, some("F", 43, 20))
    assert printed(first, **GIRLS) == (20, 40)
    assert printed(second, **ALL) == (20, 43)
    assert printed(second, **GIRLS) == (None, None)


def test_a_count_that_returns_to_what_it_was_is_the_old_one():
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    first, _, third = after_each_other(before, before + some("F", 2, 0, called="late "), before)
    assert third.figures.equals(first.figures)


# Windows of three years


def both_read(children: list[Child]) -> Reader:
    """Who has the release of 2020 to 2022, and the one of a year more."""
    reader, held = Reader(), EMPTY
    for years in (range(2020, 2023), range(2020, 2024)):
        figures = counted([one for one in children if one.year in years], ONE_AREA, years)
        made = released(figures, held)
        reader.reads(figures, made)
        held = after(made, held)
    return reader


def test_three_years_that_move_on_do_not_give_a_year_away():
    """The old window less the new one is the year that left it less the year that came."""
    children = [
        child
        for year, few in zip(range(2020, 2024), (4, 20, 20, 20), strict=True)
        for sex, many in (("F", 30), ("M", 30), ("not_recorded", few))
        for child in some(sex, many, 2, year)
    ]
    reader = both_read(children)
    assert reader.asked
    assert reader.works_out() == []


def test_two_years_of_few_children_are_protected_before_a_third_is_empty():
    """Three years to come of which the last is empty are the two that are printed now."""
    few = some("not_recorded", 3, 1, 2021) + some("not_recorded", 2, 1, 2022)
    rest = [
        child
        for year in range(2020, 2024)
        for child in some("F", 30, 10, year) + some("M", 30, 10, year)
    ]
    begun = some("not_recorded", 12, 6, 2020)
    reader = both_read(few + rest + begun)
    assert reader.works_out() == []


# Releases at random


def drawn(chance: random.Random, areas: tuple[str, ...], years: range, most: int) -> list[Child]:
    return [
        Child(
            f"{area} {year} {number}",
            area,
            year,
            chance.choices(SEXES, (5, 3, 1))[0],
            chance.random() < 0.4,
        )
        for area in areas
        for year in years
        for number in range(chance.randint(0, most))
    ]


def revised(chance: random.Random, children: list[Child]) -> list[Child]:
    """Some rows gone, some changed, some come late."""
    found = []
    for child in children:
        what = chance.random()
        if what < 0.04:
            continue
        if what < 0.08:
            child = replace(child, sex=chance.choice(SEXES))
        elif what < 0.12:
            child = replace(child, again=not child.again)
        found.append(child)
        if what > 0.96:
            found.append(replace(child, name=f"{child.name} late", sex=chance.choice(SEXES)))
    return found


def fates(figures: pl.DataFrame, made: Protected, cell: str) -> pl.DataFrame:
    """Of each place its count, the total beside it, and whether it is printed."""
    of = [name for name in PLACE if name not in ("characteristic", "group")]
    totals = figures.filter(pl.col("characteristic") == "all").select(*of, total=cell)
    printed_ones = made.figures.select(*PLACE, shown=pl.col(cell).is_not_null())
    counts = figures.select(*PLACE, count=cell).join(totals, on=of)
    return counts.join(printed_ones, on=list(PLACE))


def turned(before: Release, now: Release) -> list[dict[str, object]]:
    """Counts that are what they were, beside the same total, and were shown or hidden otherwise before."""
    found = [
        fates(*before, cell)
        .join(fates(*now, cell), on=[*PLACE, "count", "total"], suffix="_now")
        .filter(pl.col("total") > 0, pl.col("shown") != pl.col("shown_now"))
        for cell in ("met", "of")
    ]
    return pl.concat(found).to_dicts()


def history(seed: int, most: int, years: range) -> tuple[int, list[object]]:
    """How many of three releases could be made, and what is wrong with them: leaks and turned fates."""
    chance = random.Random(seed)
    areas = ("990", "991")[: chance.choice([1, 2])]
    children, held, reader = drawn(chance, areas, years, most), EMPTY, Reader()
    wrong: list[object] = []
    before: Release | None = None
    for _ in range(3):
        figures = counted(children, areas, years)
        try:
            made = released(figures, held)
        except NotProtectedError:
            break
        reader.reads(figures, made)
        wrong += turned(before, (figures, made)) if before else []
        before, held = (figures, made), after(made, held)
        children = revised(chance, children)
        if chance.random() < 0.6:
            years = range(years[0], years[-1] + 2)
            children += drawn(chance, areas, years[-1:], most)
    return reader.releases, wrong + list(reader.works_out())


@pytest.mark.parametrize(
    ("most", "years"),
    [(8, range(2020, 2022)), (20, range(2020, 2023)), (50, range(2021, 2023))],
)
def test_whoever_has_all_releases_works_out_no_protected_count_of_any(most: int, years: range):
    """And what is shown stays shown, what is hidden stays hidden."""
    made = 0
    for seed in range(2):
        releases, wrong = history(1_000 * most + seed, most, years)
        assert wrong == [], seed
        made += releases
    # Almost every release can be made; where one cannot, nothing is printed of it.
    assert made >= 5


def test_a_release_made_again_after_itself_prints_the_same():
    chance = random.Random(40)
    children = drawn(chance, ONE_AREA, range(2020, 2023), 40)
    held = EMPTY
    for _ in range(2):
        figures = counted(children, ONE_AREA, range(2020, 2023))
        made = released(figures, held)
        held = after(made, held)
        again = released(figures, held)
        assert again.figures.equals(made.figures)
        children = revised(chance, children)


def test_the_reader_would_work_out_what_is_not_protected_beside_earlier_releases():
    """The same releases, each made as if there had been none before it."""
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    reader = Reader()
    for children in (before, before + some("F", 2, 0, called="late ")):
        figures = counted(children, ONE_AREA, range(2022, 2023))
        reader.reads(figures, released(figures))
    assert reader.works_out() != []


# What others published


def published(group: str, cell: str, value: int) -> pl.DataFrame:
    """A count of one group in the year 2022-23, as others print it."""
    row = counted([], ONE_AREA, range(2022, 2023)).filter(
        pl.col("group") == group, pl.col("period_kind") == "year"
    )
    return row.with_columns(cell=pl.lit(cell), value=pl.lit(value, pl.Int64)).select(
        list(ledgers.PUBLISHED)
    )


CHILDREN = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 10) + some("U", 0, 0)


def test_a_count_that_others_print_is_not_hidden_to_protect_another():
    """It hides nothing: another must be hidden in its place."""
    children = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 3, 1)
    figures = counted(children, ONE_AREA, range(2022, 2023))
    alone = released(figures)
    assert printed(alone, **BOYS)[1] is None
    beside = released(figures, known=published("M", "of", 30))
    assert printed(beside, **BOYS)[1] == 30
    assert printed(beside, **GIRLS)[1] is None


def test_a_published_count_of_other_rows_changes_nothing():
    children = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 3, 1)
    figures = counted(children, ONE_AREA, range(2022, 2023))
    assert released(figures, known=published("M", "of", 29)).figures.equals(
        released(figures).figures
    )


def test_what_others_give_away_of_an_earlier_release_does_not_end_all_releases():
    children = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 3, 1)
    figures = counted(children, ONE_AREA, range(2022, 2023))
    first = released(figures)
    known = pl.concat([published("M", "of", 30), published("F", "of", 40)])
    second = released(figures, after(first), known)
    assert printed(second, **UNKNOWN) == (None, None)
    assert second.audit["passed"]


# Taking it up


FIGURES = counted(CHILDREN, ONE_AREA, range(2022, 2023))


def test_a_measure_that_is_gone_stays_in_the_ledger():
    """A release of another catalogue: its counts are known to readers still, its sums hold still."""
    first = released(FIGURES)
    second = released(FIGURES.clear(), after(first))
    assert second.ledger.places.equals(first.ledger.places)
    assert second.ledger.cells["shown"].to_list() == first.ledger.cells["shown"].to_list()
    third = released(FIGURES, after(second))
    assert third.figures.equals(first.figures)


def test_a_release_that_kept_no_ledger_cannot_be_released_after():
    kept = after(released(FIGURES)).frames
    manifest = {"ledger": [], "as_at": "2024-03-31", "protection": {"policy": "nhs_style"}}
    taken = ledgers.taken_up("a" * 64, manifest, kept, FIGURES)
    assert (taken.releases, taken.protection) == (("a" * 64,), Protection("nhs_style"))
    lacking = {name: frame for name, frame in kept.items() if name != "ledger_places"}
    other = kept | {"ledger_cells": kept["ledger_cells"].drop("tier")}
    for counts, said in (
        (lacking, manifest),
        (other, manifest),
        (kept, {"ledger": [], "as_at": "2024-03-31"}),
    ):
        with pytest.raises(UserError, match="aaaaaaaaaaaa was made by an earlier version"):
            ledgers.taken_up("a" * 64, said, counts, FIGURES)


def test_a_ledger_that_gives_a_count_away_ends_in_no_release_and_says_where():
    """Of three hidden counts one is known after all, and the others are 1 and 1 of 2."""
    children = some("F", 1, 0) + some("M", 1, 0) + some("not_recorded", 30, 12)
    figures = counted(children, ONE_AREA, range(2022, 2023))
    held = after(released(figures))
    leaky = replace(
        held, cells=held.cells.with_columns(shown=pl.col("shown") | (pl.col("value") == 30))
    )
    with pytest.raises(NotProtectedError, match=f"{NAME} \\(990\\)"):
        released(figures, leaky)


def test_the_reason_of_what_is_hidden_for_the_ledger_is_that_it_is_protected():
    before = some("F", 40, 20) + some("M", 30, 12) + some("not_recorded", 20, 9)
    moved = [replace(child, sex="F") if child.name == "M 20" else child for child in before]
    _, second = after_each_other(before, moved)
    row = second.figures.filter(pl.col("group") == "F")
    assert row["reason"].to_list() == [PROTECTED]


def test_the_ledger_grows_by_what_is_new_alone():
    first = released(FIGURES)
    second = released(FIGURES, after(first))
    for name, frame in first.ledger.frames.items():
        assert second.ledger.frames[name].height == frame.height, name
    assert isinstance(second.ledger, Ledger)
