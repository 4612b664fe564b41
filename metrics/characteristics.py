"""The groups that figures are broken down by: their codes, their words and their fixed order."""

from dataclasses import dataclass, field

import polars as pl
import polars.selectors as cs

from data import codes
from data.agreement import Agreement
from metrics.measure import INTERSECTIONS, Characteristic

NOT_RECORDED = "not_recorded"
NOT_RECORDED_LABEL = "Not recorded"


@dataclass(frozen=True)
class Grouping:
    """One way to break a figure down.

    needs   "table.column" of the fields that hold it, any of which is enough; none where the rows of every
            measure that uses it do
    groups  code to label in the order shown; empty where the groups are those met in the data
    part_of each coarser grouping, and for each of our codes the coarser code it belongs to
    published  the category under which figures of a group are published, to our code of the same group
    """

    label: str
    needs: tuple[str, ...]
    groups: dict[str, str]
    part_of: tuple[tuple[Characteristic, dict[str, str]], ...] = ()
    published: dict[str, str] = field(default_factory=dict)


_DETAILED = codes.labels("ethnicity")

GROUPINGS: dict[Characteristic, Grouping] = {
    "age_band": Grouping(
        "Age",
        ("children.birth_month", "pupils.birth_month"),
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
        ("children.sex", "pupils.sex"),
        {
            "F": "Girls",
            "M": "Boys",
            "I": "Indeterminate",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "ethnicity": Grouping(
        "Ethnicity",
        ("children.ethnicity", "pupils.ethnicity"),
        {**codes.ETHNIC_GROUPS, NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    "ethnicity_detailed": Grouping(
        "Ethnicity in detail",
        ("children.ethnicity",),
        {**_DETAILED, NOT_RECORDED: NOT_RECORDED_LABEL},
        (
            (
                "ethnicity",
                {code: codes.ETHNICITY_TO_GROUP.get(code) or NOT_RECORDED for code in _DETAILED}
                | {NOT_RECORDED: NOT_RECORDED},
            ),
        ),
    ),
    "disability": Grouping(
        "Disability",
        ("children.disabled",),
        {
            "disabled": "Disabled",
            "not_disabled": "Not disabled",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "locality": Grouping("Locality", ("children.locality",), {}),
    "deprivation_quintile": Grouping(
        "Deprivation",
        ("children.deprivation_quintile",),
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
        ("referrals.source",),
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
        ("referrals.primary_need",),
        {
            **{code: label for code, label in codes.labels("primary_need").items() if code != "N0"},
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "social_care_status": Grouping(
        "Social care",
        ("referrals.closure_date",),
        {
            "looked_after": "Looked after",
            "on_a_plan": "On a child protection plan",
            "in_need": "Other children in need",
            "before": "Known to social care before, not now",
            NOT_RECORDED: "Not matched: not known to social care, as far as we can tell",
        },
        published={"cla": "looked_after", "cppo": "on_a_plan", "cino": "in_need"},
    ),
    "sen": Grouping(
        "Special educational needs",
        (),
        {
            **codes.labels("sen"),
            "none": "No special educational needs",
            NOT_RECORDED: NOT_RECORDED_LABEL,
        },
    ),
    "free_school_meals": Grouping(
        "Free school meals",
        (),
        {"yes": "Entitled", "no": "Not entitled", NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    "phase": Grouping(
        "School phase",
        (),
        {**codes.labels("phase"), NOT_RECORDED: NOT_RECORDED_LABEL},
        published={phase: phase for phase in ("primary", "secondary", "special")},
    ),
    "agency": Grouping("Agency", (), {**codes.labels("agency"), NOT_RECORDED: NOT_RECORDED_LABEL}),
    "meeting_kind": Grouping(
        "Kind of meeting", (), {**codes.labels("meeting_kind"), NOT_RECORDED: NOT_RECORDED_LABEL}
    ),
    "education_sector": Grouping(
        "Education sector",
        (),
        {**codes.labels("education_sector"), NOT_RECORDED: NOT_RECORDED_LABEL},
    ),
    "provider_kind": Grouping(
        "Type of provider", (), {**codes.labels("provider_kind"), NOT_RECORDED: NOT_RECORDED_LABEL}
    ),
    "workforce_sector": Grouping(
        "Sector", (), {**codes.labels("workforce_sector"), NOT_RECORDED: NOT_RECORDED_LABEL}
    ),
}
"""Every characteristic, in the order that pages offer them."""


def _crossed(first: Characteristic, second: Characteristic) -> Grouping:
    """Two characteristics at once: every pair of their groups, each part of both."""
    one, other = GROUPINGS[first], GROUPINGS[second]
    pairs = {f"{a}|{b}": (a, b) for a in one.groups for b in other.groups}
    return Grouping(
        f"{one.label} and {other.label.lower()}",
        one.needs,
        {code: f"{one.groups[a]}, {other.groups[b].lower()}" for code, (a, b) in pairs.items()},
        (
            (first, {code: a for code, (a, _) in pairs.items()}),
            (second, {code: b for code, (_, b) in pairs.items()}),
        ),
    )


GROUPINGS |= {name: _crossed(*both) for name, both in INTERSECTIONS.items()}

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


_FACTS = ("birth_month", "expected_birth_month", "sex", "ethnicity")
_OF_ITS_OWN = (
    *("sen", "free_school_meals", "phase", "social_care_status"),
    *("agency", "meeting_kind", "education_sector", "provider_kind", "workforce_sector"),
)


def attached(
    rows: pl.DataFrame, children: pl.DataFrame, episodes: pl.DataFrame, agreement: Agreement
) -> pl.DataFrame:
    """Journey rows, each with one column per characteristic, never null, and `child_family` where known.

    rows      area, and as far as the row is about a child: child, referral, and age_years, `day` (the day of
              a snapshot) or `age_on` (any day). What a row says of the child itself (`own_sex` and the like)
              stands where the authority says nothing; a pupil is mostly unknown to it.
    children  the Children table: facts are the latest known
    episodes  area, referral, referral_source, primary_need: raw codes of the referral
    """
    missing = {"child": pl.String, "referral": pl.String, **dict.fromkeys(_OF_ITS_OWN, pl.String)}
    rows = rows.with_columns(
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in missing.items()
        if name not in rows.columns
    )
    rows = rows.drop("referral_source", "primary_need", strict=False).join(
        episodes, on=["area", "referral"], how="left"
    )
    facts = children.select(
        "area",
        "child",
        *_FACTS,
        "disabled",
        "locality",
        "deprivation_quintile",
        child_family="family",
    )
    own_place = "locality" in rows.columns
    joined = (
        rows.rename({"locality": "own_locality"} if own_place else {})
        .drop("ethnicity", "sex", "birth_month", strict=False)
        .join(facts, on=["area", "child"], how="left")
        .with_columns(
            pl.coalesce(name.removeprefix("own_"), name).alias(name.removeprefix("own_"))
            for name in (
                *("own_birth_month", "own_sex", "own_ethnicity"),
                *("own_locality", "own_referral_source"),
            )
            if name in rows.columns or (name == "own_locality" and own_place)
        )
    )
    if "day" in rows.columns:
        joined = joined.with_columns(age_years=_age_at_month_end("day"))
    elif "age_on" in rows.columns:
        # A partner's row has no age, and of the birth only the month is kept.
        joined = joined.with_columns(age_years=_age_at_month_end("age_on"))
    elif "age_years" not in rows.columns:
        joined = joined.with_columns(age_years=pl.lit(None, dtype=pl.Int16))
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
        .with_columns(
            pl.col(name).fill_null(NOT_RECORDED) for name in GROUPINGS if name not in INTERSECTIONS
        )
        .with_columns(
            pl.concat_str(*both, separator="|").alias(name) for name, both in INTERSECTIONS.items()
        )
        .drop("birth_month", "expected_birth_month", "disabled", cs.starts_with("own_"))
    )


def _age_at_month_end(column: str) -> pl.Expr:
    """Age on the last day of a month, exact: whoever was born in that month has had the birthday.

    Null where the birth was expected by that day and is not recorded, as in the files' own ages.
    """
    on = pl.col(column)
    born = pl.col("birth_month").dt.year().cast(pl.Int32) * 12 + pl.col("birth_month").dt.month()
    day = on.dt.year().cast(pl.Int32) * 12 + on.dt.month()
    return (
        pl.when(pl.col("birth_month").is_not_null())
        .then(((day - born) // 12).clip(lower_bound=-1))
        .when(pl.col("expected_birth_month") > on)
        .then(-1)
        .cast(pl.Int16)
    )
