"""Two significant figures: all that is printed of an answer that could give counts back (rule 8)."""

import polars as pl


def two_figures(number: pl.Expr) -> pl.Expr:
    """A number in two significant figures; null stays null."""
    return number.round_sig_figs(2)


def two_figures_of_a_ratio(number: pl.Expr) -> pl.Expr:
    """A ratio in two significant figures, but with as many as keep it on its own side of 1.

    0.996 would round to 1.0, and a limit that leaves out 1 would seem to include it.
    """
    rounded = number.round_sig_figs(2)
    return (
        pl.when((rounded == 1) & (number < 1))
        .then(0.99)
        .when((rounded == 1) & (number > 1))
        .then(1.01)
        .otherwise(rounded)
    )


def middle_of_six(count: pl.Expr) -> pl.Expr:
    """A count as the middle of its six (1 to 6 as 3, 7 to 12 as 9); nothing stays 0, null stays null.

    Groups add up to all children: of exact counts a hidden one would be left over.
    """
    return pl.when(count > 0).then((count + 5) // 6 * 6 - 3).otherwise(count)
