"""Could something else account for a gap? Counted in strata, printed only where the crude counts are."""

import datetime as dt

import polars as pl
import pytest

from metrics.areas import PARTNERSHIP
from metrics.coverage import Span
from metrics.ledger import NO_ANSWERS
from metrics.measures import named
from metrics.scrutiny.adjustments import ADJUSTMENTS, adjustments, in_years, strata
from metrics.scrutiny.comparisons import comparisons
from metrics.scrutiny.given_back import CUBE, crossed
from metrics.scrutiny.pairs import beside_others, printed
from metrics.scrutiny.rounding import two_figures_of_a_ratio
from tests.measures.specification import journeys_of, tables_of

AGAIN = "re_referrals_within_12_months"
YEARS = [Span(dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in (2021, 2022, 2023)]
LAST = dt.date(2024, 3, 31)


def written(rows: list[tuple[str, str, str, int, int]]) -> dict[str, str]:
    """Tables of children: ethnicity, quintile, year, how many, and how many of them came back."""
    children, referrals = ["child | ethnicity | deprivation_quintile | birth_month"], []
    number = 0
    for ethnicity, quintile, year, many, back in rows:
        for place in range(many):
            number += 1
            children.append(f"c{number} | {ethnicity} | {quintile} | 2015-01-01")
            referrals.append(f"c{number} | {year}-05-02 | {year}-05-03")
            if place < back:
                referrals.append(f"c{number} | {year}-06-10 | {year}-06-11")
    head = "child | referral_date | closure_date"
    return {"children": "\n".join(children), "referrals": "\n".join([head, *referrals])}


def counted(rows, pairs=(("ethnicity", "deprivation_quintile"),)) -> pl.DataFrame:
    covers = [(dt.date(2019, 4, 1), LAST)]
    here = journeys_of(tables_of(written(rows), LAST, covers), LAST)
    (measure,) = named(AGAIN)
    return strata(measure, in_years(measure, here, YEARS), pairs, ("990",), YEARS)


def test_each_group_is_counted_beside_the_rest_of_its_stratum():
    found = counted(
        [("WBRI", "1", "2023", 3, 1), ("BCRB", "1", "2023", 2, 2), ("BCRB", "5", "2023", 1, 0)]
    )
    own = found.filter(
        pl.col("group") == "black", pl.col("period_kind") == "year", pl.col("area") == "990"
    )
    # Two referrals of each child who came back, of which the second is the repeat.
    assert own.sort("stratum").select(
        "stratum", "met", "of", "reference_met", "reference_of"
    ).rows() == [
        ("1", 2, 4, 1, 4),
        ("5", 0, 1, 0, 0),
    ]


def test_children_whose_group_or_stratum_is_not_recorded_are_left_out():
    found = counted(
        [("NOBT", "1", "2023", 3, 1), ("WBRI", "", "2023", 3, 1), ("WBRI", "2", "2023", 1, 0)]
    )
    assert set(found["group"]) == {"white"}
    assert set(found["stratum"]) == {"2"}


def test_years_add_up_to_three_years_and_areas_to_the_partnership():
    found = counted([("WBRI", "1", str(year), 2, 0) for year in (2020, 2021, 2022, 2023)])
    of = {
        (area, kind): rows["of"].sum()
        for (area, kind), rows in found.group_by("area", "period_kind")
    }
    assert of == {
        ("990", "year"): 6,
        ("990", "three_years"): 6,
        (PARTNERSHIP, "year"): 6,
        (PARTNERSHIP, "three_years"): 6,
    }


def test_a_characteristic_is_not_adjusted_for_itself_nor_for_what_the_rows_do_not_have():
    rows = [("WBRI", "1", "2023", 2, 0)]
    assert counted(rows, (("ethnicity", "ethnicity"), ("ethnicity", "nowhere"))).is_empty()


# What is printed of strata (disparity.md section 6): explained by deprivation, and not.

EXPLAINED = [
    (2, 40, 30, 600),
    (4, 50, 33, 400),
    (9, 60, 44, 300),
    (24, 90, 48, 180),
    (45, 120, 40, 100),
]
NOT_EXPLAINED = [
    (9, 40, 30, 300),
    (14, 40, 44, 280),
    (21, 50, 37, 200),
    (33, 60, 28, 120),
    (41, 65, 19, 80),
]


def strata_frame(rows, **more) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "measure": AGAIN,
                "characteristic": "ethnicity",
                "group": "asian",
                "area": "990",
                "period_kind": "year",
                "period_start": dt.date(2023, 4, 1),
                "adjuster": "deprivation_quintile",
                "stratum": str(place),
                "met": a,
                "of": n,
                "reference_met": c,
                "reference_of": m,
            }
            | more
            for place, (a, n, c, m) in enumerate(rows, start=1)
        ]
    )


def answered(figures, rows, groups=None, both_printed=()) -> dict:
    a, n, c, m = (sum(column) for column in zip(*rows, strict=True))
    groups = groups or {"asian": (a, n), "white": (c, m), "not_recorded": (0, 0)}
    frame = figures(AGAIN, groups, total=(a + c, n + m))
    crude = comparisons(beside_others(printed(frame, named(AGAIN))), named(AGAIN))
    both = pl.DataFrame(list(both_printed), schema=dict.fromkeys(CUBE, pl.String), orient="row")
    found = adjustments(strata_frame(rows), crude, ("990",), NO_ANSWERS, 5, both)
    return found.row(0, named=True)


def test_a_gap_that_deprivation_could_account_for(figures):
    found = answered(figures, EXPLAINED)
    assert found["verdict"] == "could account"
    assert (found["crude"], found["adjusted"]) == (1.9, 0.97)
    assert (found["adjusted_lower"], found["adjusted_upper"]) == (0.77, 1.2)
    assert found["uneven"] is False


def test_a_gap_that_remains(figures):
    found = answered(figures, NOT_EXPLAINED)
    assert found["verdict"] == "remains"
    assert (found["crude"], found["adjusted"]) == (2.9, 2.4)


def test_a_ratio_that_is_not_the_same_in_every_stratum_is_said_to_be_uneven(figures):
    found = answered(figures, [(40, 100, 40, 400), (40, 100, 160, 400), (20, 100, 200, 400)])
    assert found["uneven"] is True


def test_what_is_printed_of_strata_is_the_ratio_and_what_may_be_said_of_it():
    """Each further number of the same strata would narrow what their counts can be."""
    numbers = {name for name, kind in ADJUSTMENTS.items() if kind.is_numeric()} - {"group_order"}
    of_strata = {"adjusted", "adjusted_lower", "adjusted_upper"}
    assert numbers - {"crude", "crude_lower", "crude_upper"} == of_strata


def test_where_both_are_printed_together_the_one_is_not_adjusted_for_the_other(figures):
    both = (AGAIN, "ethnicity", "deprivation_quintile")
    found = answered(figures, EXPLAINED, both_printed=[both])
    assert (found["verdict"], found["crude"], found["adjusted"]) == ("protected", None, None)
    another = ("another", *both[1:])
    assert answered(figures, EXPLAINED, both_printed=[another])["adjusted"] == 0.97


def test_an_answer_that_would_give_back_a_small_count_is_kept_back(figures):
    """Sixteen children in three strata: few divisions of them have that ratio."""
    strata = pl.concat(
        [
            strata_frame([(6, 8, 40, 100), (1, 4, 30, 85), (3, 4, 25, 65)]),
            strata_frame([(40, 100, 6, 8), (30, 85, 1, 4), (25, 65, 3, 4)], group="white"),
        ]
    )
    groups = {"asian": (10, 16), "white": (95, 250), "not_recorded": (0, 0)}
    frame = figures(AGAIN, groups, total=(105, 266))
    crude = comparisons(beside_others(printed(frame, named(AGAIN))), named(AGAIN))
    found = adjustments(strata, crude, ("990",), NO_ANSWERS, 5, crossed([], NO_ANSWERS))
    assert "protected" in found["verdict"].to_list()
    kept = found.filter(pl.col("verdict") == "protected")
    assert kept.select(
        pl.all_horizontal(pl.col("crude", "adjusted", "uneven").is_null()).all()
    ).item()


def test_an_answer_is_printed_only_where_its_crude_counts_are(figures):
    groups = {"asian": (None, None), "white": (195, 1580), "not_recorded": (0, 0)}
    found = answered(figures, EXPLAINED, groups)
    numbers = ("crude", "adjusted", "adjusted_lower", "uneven")
    assert found["verdict"] == "protected"
    assert [found[name] for name in numbers] == [None] * len(numbers)


def test_too_few_in_the_strata_have_no_answer(figures):
    found = answered(figures, [(2, 20, 3, 30), (0, 0, 90, 300)])
    assert (found["verdict"], found["adjusted"]) == ("too few", None)


def test_nothing_counted_gives_no_answers(figures):
    crude = comparisons(
        beside_others(printed(figures(AGAIN, {"white": (1, 20)}), named(AGAIN))), named(AGAIN)
    )
    assert adjustments(
        counted([], ()), crude, ("990",), NO_ANSWERS, 5, crossed([], NO_ANSWERS)
    ).is_empty()


@pytest.mark.parametrize(
    ("written_as", "printed_as"),
    [(0.996, 0.99), (1.004, 1.01), (1.0, 1.0), (0.5049, 0.5), (1.449, 1.4)],
)
def test_a_rounded_ratio_stays_on_its_own_side_of_one(written_as, printed_as):
    found = pl.select(two_figures_of_a_ratio(pl.lit(written_as))).item()
    assert found == pytest.approx(printed_as)
