"""The groups that figures are broken down by: their codes, their words and their fixed order."""

from dataclasses import dataclass

import polars as pl

from data import codes
from data.agreement import Agreement
from metrics.measure import Characteristic

NOT_RECORDED = "not_recorded"
NOT_RECORDED_LABEL = "Not recorded"


@dataclass(frozen=True)
class Grouping:
    """One way to break a figure down.

    needs   "table.column" that must be in an extract, or None where every extract has it
    groups  code to label in the order shown; empty where the groups are those met in the data
    part_of a coarser grouping, and for each of our codes the coarser code it belongs to
    """

    label: str
    needs: str
    groups: dict[str, str]
    part_of: tuple[Characteristic, dict[str, str]] | None = None


_DETAILED = codes.labels("ethnicity")

GROUPINGS: dict[Characteristic, Grouping] = {
    "age_band": Grouping(
        "Age",
        "children.birth_month",
        {
            "unborn": "Not yet born",
            "under_1": "Under 1",
            "1_to_4": "1 to 4",
            "5_to_9": "5 to 9",
            "10_to_15": "10 to 15",
            "16_to_17": "16 to 17",
            "18_and_over": "18 and over",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "sex": Grouping(
        "Sex",
        "children.sex",
        {
            "F": "Girls",
            "M": "Boys",
            "I": "Indeterminate",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "ethnicity": Grouping(
        "Ethnicity", "children.ethnicity", {**codes.ETHNIC_GROUPS, NOT_RECORDED: NOT_RECORDED_LABEL}
    ),
    "ethnicity_detailed": Grouping(
        "Ethnicity in detail",
        "children.ethnicity",
        {**_DETAILED, NOT_RECORDED: NOT_RECORDED_LABEL},
        (
            "ethnicity",
            {code: codes.ETHNICITY_TO_GROUP.get(code) or NOT_RECORDED for code in _DETAILED}
            | {NOT_RECORDED: NOT_RECORDED},
        ),
    ),
    "disability": Grouping(
        "Disability",
        "children.disabled",
        {
            "disabled": "Disabled",
            "not_disabled": "Not disabled",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "locality": Grouping("Locality", "children.locality", {}),
    "deprivation_quintile": Grouping(
        "Deprivation",
        "children.deprivation_quintile",
        {
            "1": "Most deprived fifth",
            "2": "Second most deprived fifth",
            "3": "Middle fifth",
            "4": "Second least deprived fifth",
            "5": "Least deprived fifth",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "referral_source": Grouping(
        "Who referred",
        "referrals.source",
        {
            "individual": "Family or individuals",
            "education": "Schools and education",
            "health": "Health services",
            "housing": "Housing",
            "local_authority": "Local authority services",
            "police": "Police",
            "other_legal": "Other legal agencies",
            "other": "Others",
            "anonymous": "Anonymous",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "primary_need": Grouping(
        "Main need",
        "referrals.primary_need",
        {
            **{code: label for code, label in codes.labels("primary_need").items() if code != "N0"},
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
}
"""Every characteristic, in the order that pages offer them."""

_SOURCE_GROUP = {
    "1": "individual",
    "2": "education",
    "3": "health",
    "4": "housing",
    "5": "local_authority",
    "6": "police",
    "7": "other_legal",
    "8": "other",
    "9": "anonymous",
}


def age_band(age: pl.Expr) -> pl.Expr:
    """The band of an age in whole years (-1 before birth); "not_recorded" where it is null."""
    return (
        pl.when(age.is_null())
        .then(pl.lit(NOT_RECORDED))
        .when(age < 0)
        .then(pl.lit("unborn"))
        .when(age < 1)
        .then(pl.lit("under_1"))
        .when(age < 5)
        .then(pl.lit("1_to_4"))
        .when(age < 10)
        .then(pl.lit("5_to_9"))
        .when(age < 16)
        .then(pl.lit("10_to_15"))
        .when(age < 18)
        .then(pl.lit("16_to_17"))
        .otherwise(pl.lit("18_and_over"))
    )


def attached(
    rows: pl.DataFrame, children: pl.DataFrame, episodes: pl.DataFrame, agreement: Agreement
) -> pl.DataFrame:
    """Journey rows, each with one column per characteristic; never null.

    rows      area, child, referral, and age_years or day (the day of a snapshot)
    children  the Children table: facts are the latest known
    episodes  area, referral, referral_source, primary_need: raw codes of the referral
    """
    rows = rows.drop("referral_source", "primary_need", strict=False).join(
        episodes, on=["area", "referral"], how="left"
    )
    facts = children.select(
        "area",
        "child",
        "birth_month",
        "expected_birth_month",
        "sex",
        "ethnicity",
        "disabled",
        "locality",
        "deprivation_quintile",
    )
    joined = rows.drop("ethnicity", "sex", strict=False).join(
        facts, on=["area", "child"], how="left"
    )
    if "day" in rows.columns:
        joined = joined.with_columns(age_years=_age_at_month_end())
    if not agreement.conventions.count_those_over_18:
        joined = joined.filter((pl.col("age_years") < 18).fill_null(True))
    return (
        joined.with_columns(
            age_band=age_band(pl.col("age_years")),
            sex=pl.when(pl.col("sex").is_in(["M", "F", "I"])).then("sex"),
            ethnicity=pl.col("ethnicity").replace_strict(
                codes.ETHNICITY_TO_GROUP, default=None, return_dtype=pl.String
            ),
            ethnicity_detailed="ethnicity",
            disability=pl.when("disabled")
            .then(pl.lit("disabled"))
            .when(~pl.col("disabled"))
            .then(pl.lit("not_disabled")),
            deprivation_quintile=pl.col("deprivation_quintile").cast(pl.String),
            referral_source=pl.col("referral_source")
            .str.replace("^10$", "")
            .str.head(1)
            .replace_strict(_SOURCE_GROUP, default=None, return_dtype=pl.String),
            primary_need=pl.when(pl.col("primary_need") != "N0").then("primary_need"),
        )
        .with_columns(pl.col(name).fill_null(NOT_RECORDED) for name in GROUPINGS)
        .drop("birth_month", "expected_birth_month", "disabled")
    )


def _age_at_month_end() -> pl.Expr:
    """Age on the last day of a month, exact: whoever was born in that month has had the birthday.

    Null where the birth was expected by that day and is not recorded, as in the files' own ages.
    """
    born = pl.col("birth_month").dt.year().cast(pl.Int32) * 12 + pl.col("birth_month").dt.month()
    day = pl.col("day").dt.year().cast(pl.Int32) * 12 + pl.col("day").dt.month()
    return (
        pl.when(pl.col("birth_month").is_not_null())
        .then(((day - born) // 12).clip(lower_bound=-1))
        .when(pl.col("expected_birth_month") > pl.col("day"))
        .then(-1)
        .cast(pl.Int16)
    )
