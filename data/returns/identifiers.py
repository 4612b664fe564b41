"""National identifiers of a whole column, checked by their own check characters.

They are checked a column at a time: a year of attendance holds hundreds of thousands, each another one.
"""

from functools import reduce
from operator import add

import polars as pl

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""A check letter for each remainder of 23, and the value of the last letter of a temporary number (DfE)."""

Checked = tuple[pl.Series, pl.Series]
"""The numbers that fit, null elsewhere; beside them the rule that each text breaks."""


def checked_upns(texts: pl.Series) -> Checked:
    """Unique pupil numbers whose check letter fits, in capitals without blanks."""
    upn = pl.col("text").str.replace_all(r"\s+", "").str.to_uppercase()
    values = {str(digit): digit for digit in range(10)} | {
        letter: value for value, letter in enumerate(UPN_LETTERS)
    }
    total = reduce(add, (_digit(place, values) * (place + 1) for place in range(1, 13)))
    letter = (total % 23).replace_strict(
        dict(enumerate(UPN_LETTERS)), default=None, return_dtype=pl.String
    )
    form = pl.col("number").str.contains(rf"^[{UPN_LETTERS}]\d{{11}}[0-9{UPN_LETTERS}]$")
    # Nothing but noughts is nobody's number, though its check letter fits.
    somebody = ~pl.col("number").str.contains(r"^.0{11}")
    fits = form & somebody & (letter == pl.col("number").str.head(1))
    return _checked(texts, upn, fits, "check_digit_does_not_fit")


def checked_nhs_numbers(texts: pl.Series) -> Checked:
    """NHS numbers of ten digits whose check digit fits (modulus 11), without blanks."""
    digits = pl.col("text").str.replace(r"\.0+$", "").str.replace_all(r"[\s-]+", "")
    values = {str(digit): digit for digit in range(10)}
    total = reduce(add, (_digit(place, values) * (10 - place) for place in range(9)))
    form = pl.col("number").str.contains(r"^\d{10}$")
    # One digit ten times is nobody's number, though its check digit fits.
    somebody = ~pl.col("number").is_in([10 * digit for digit in values])
    fits = form & somebody & ((11 - total % 11) % 11 == _digit(9, values))
    return _checked(texts, digits, fits, "check_digit_does_not_fit")


def _digit(place: int, values: dict[str, int]) -> pl.Expr:
    sign = pl.col("number").str.slice(place, 1)
    return sign.replace_strict(values, default=None, return_dtype=pl.Int32)


def _checked(texts: pl.Series, number: pl.Expr, fits: pl.Expr, rule: str) -> Checked:
    read = (
        texts.alias("text")
        .to_frame()
        .with_columns(number=number)
        .with_columns(fits=fits.fill_null(False))
        .select(
            value=pl.when("fits").then("number"),
            rule=pl.when(pl.col("number") != "", ~pl.col("fits")).then(pl.lit(rule)),
        )
    )
    return read["value"].alias(texts.name), read["rule"]
