"""Two characteristics at once: estimated by borrowing from the others, shown only where printed."""

import polars as pl

from metrics.measures import named
from metrics.scrutiny.intersections import intersections

ENQUIRY = "assessed_children_with_an_enquiry"

# disparity.md section 7, set A in part: twelve cells, three small ones.
CELLS = {
    "white|F": (60, 400),
    "white|M": (55, 420),
    "mixed|F": (8, 60),
    "mixed|M": (9, 48),
    "asian|F": (7, 60),
    "asian|M": (6, 44),
    "black|F": (14, 48),
    "black|M": (12, 50),
    "other|F": (0, 4),
    "other|M": (2, 6),
}


def estimated(figures, cells=CELLS, hidden=()) -> pl.DataFrame:
    shown = {code: (None, None) if code in hidden else count for code, count in cells.items()}
    frame = figures(ENQUIRY, shown, characteristic="ethnicity_and_sex", period_kind="three_years")
    return intersections(frame, named(ENQUIRY))


def test_a_small_group_is_drawn_towards_the_rate_of_all(figures):
    found = estimated(figures)
    none = found.filter(pl.col("group") == "other|F").row(0, named=True)
    assert none["pooled"] == 15
    assert 5 < none["estimate"] < 20
    many = found.filter(pl.col("group") == "black|F").row(0, named=True)
    assert none["pooled"] < many["estimate"] < 29
    assert many["chance_above"] >= 0.9
    assert many["group_label"].endswith(", girls")


def test_a_group_whose_counts_are_not_printed_has_no_estimate_and_lends_nothing(figures):
    """The estimates of the others would else tell of it."""
    found = estimated(figures, hidden=("other|F", "other|M"))
    hidden = found.filter(pl.col("group") == "other|M").row(0, named=True)
    assert (hidden["verdict"], hidden["estimate"], hidden["pooled"]) == ("protected", None, None)
    alone = {code: count for code, count in CELLS.items() if not code.startswith("other")}
    assert found.filter(pl.col("verdict") == "estimated").equals(estimated(figures, alone))


def test_of_two_printed_groups_there_is_nothing_to_borrow_from(figures):
    found = estimated(figures, hidden=list(CELLS)[2:])
    assert set(found["verdict"]) == {"protected"}
    assert found["estimate"].null_count() == found.height


def test_children_of_whom_either_is_not_recorded_are_no_group(figures):
    cells = CELLS | {"not_recorded|F": (9, 60), "white|not_recorded": (3, 20)}
    assert estimated(figures, cells).equals(estimated(figures))


def test_estimates_have_two_figures(figures):
    found = estimated(figures)["estimate"]
    assert found.equals(found.round_sig_figs(2))


def test_nothing_crossed_gives_no_rows(figures):
    frame = figures(ENQUIRY, {"white": (5, 50)})
    assert intersections(frame, named(ENQUIRY)).is_empty()
