"""What a database tells in several rows and we keep as one: spells of care, visits of a day, who was seen."""

import polars as pl


def spells(episodes: pl.DataFrame) -> pl.DataFrame:
    """Spells of being looked after: each from its first episode's start to its last one's end.

    episodes  one row per episode: child, start_date, end_date (null while it lasts), and position
    Gives     one row per spell, and `crossing`: an episode of it began before the one before it had ended
    Episodes of the looked-after children return follow each other without a gap: where one begins on a day
    after the last one's end, a new spell begins. Nobody is looked after twice at once, so that episodes that
    cross are one spell.
    """
    ordered = episodes.sort("child", "start_date", "end_date", nulls_last=True, maintain_order=True)
    until = pl.col("end_date").fill_null(pl.date(9999, 12, 31)).cum_max().shift(1).over("child")
    return (
        ordered.with_columns(until=until)
        .with_columns(
            spell=(pl.col("until").is_null() | (pl.col("start_date") > pl.col("until")))
            .cum_sum()
            .alias("spell"),
            crossing=(pl.col("start_date") < pl.col("until")).fill_null(False),
        )
        .group_by("spell", maintain_order=True)
        .agg(
            pl.exclude("end_date", "until", "crossing").first(),
            pl.col("end_date").last(),
            pl.col("crossing").any(),
        )
    )


def of_a_day(visits: pl.DataFrame) -> pl.DataFrame:
    """Visits of one kind to a child on one day as one: seen, and seen alone, if so on any of them."""
    return visits.group_by("child", "visit_date", "kind", maintain_order=True).agg(
        pl.col("seen", "seen_alone").max(), pl.col("position").first()
    )


def with_child_seen(assessments: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Assessments with the first day within each on which a visit found the child, and whether alone.

    child_seen_date   null where no visit between start and authorisation says that the child was seen
    child_seen_alone  "yes" where the child was seen alone on any, "no" where every visit that says so was not
    """
    seen = visits.filter("seen").select("child", "visit_date", "seen_alone")
    found = (
        assessments.select("assessment", "child", "start_date", "authorised_date")
        .unique("assessment")
        .join(seen, on="child")
        .filter(
            pl.col("visit_date") >= pl.col("start_date"),
            pl.col("visit_date") <= pl.col("authorised_date").fill_null(pl.date(9999, 12, 31)),
        )
        .group_by("assessment")
        .agg(child_seen_date=pl.col("visit_date").min(), alone=pl.col("seen_alone").max())
        .with_columns(
            child_seen_alone=pl.when("alone")
            .then(pl.lit("yes"))
            .when(~pl.col("alone"))
            .then(pl.lit("no"))
        )
        .drop("alone")
    )
    return assessments.join(found, on="assessment", how="left", maintain_order="left")
