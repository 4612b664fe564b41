"""Counting from a million referrals, beside pandas; the figures of both must be the same."""

import time

import pandas as pd
import polars as pl

from data.reference import bank_holidays
from metrics.figures import Counted
from metrics.journeys import journeys
from metrics.measures import MEASURES
from metrics.release import count_all
from metrics.working_days import calendar
from tests.benchmarks import in_pandas
from tests.benchmarks.tables import AGREEMENT, FIRST, LAST, tables

Facts = dict[str, float | str]

IN_BOTH = (
    "assessment_within_45_working_days_of_referral",
    "icpc_within_15_working_days",
    "re_referrals_within_12_months",
)


def run(referrals: int) -> Facts:
    """Seconds for all measures with everything printed, and for three measures here and in pandas."""
    made = tables(referrals)
    agreed = calendar(bank_holidays()["date"].to_list(), AGREEMENT.conventions)

    def count(ids: tuple[str, ...]) -> tuple[float, Counted]:
        chosen = [measure for measure in MEASURES if measure.id in ids]
        begun = time.perf_counter()
        here = journeys(made, AGREEMENT, LAST, agreed)
        counted = count_all(chosen, here, AGREEMENT, lambda what, share: None)
        return time.perf_counter() - begun, counted

    three, counted = count(IN_BOTH)
    every, _ = count(tuple(measure.id for measure in MEASURES))
    frames = {
        name: made[name].to_pandas()
        for name in ("referrals", "assessments", "section_47_enquiries", "conferences")
    }

    begun = time.perf_counter()
    theirs = {
        IN_BOTH[0]: in_pandas.assessment_within_45_working_days_of_referral(frames),
        IN_BOTH[1]: in_pandas.icpc_within_15_working_days(frames),
        IN_BOTH[2]: in_pandas.re_referrals_within_12_months(frames, pd.Timestamp(FIRST)),
    }
    pandas_seconds = time.perf_counter() - begun
    for measure, frame in theirs.items():
        _must_agree(measure, counted.figures, frame)
    return {
        "all measures, every breakdown and period": every,
        "three measures, every breakdown and period": three,
        "pandas: three measures, yearly totals only": pandas_seconds,
    }


def _must_agree(measure: str, figures: pl.DataFrame, theirs: pd.DataFrame) -> None:
    ours = {
        (area, first.year): (met, of)
        for area, first, met, of in figures.filter(
            pl.col("measure") == measure,
            pl.col("characteristic") == "all",
            pl.col("period_kind") == "year",
            pl.col("basis") != "due",
            pl.col("area") != "partnership",
            pl.col("of") > 0,
        )
        .select("area", "period_start", "met", "of")
        .iter_rows()
    }
    second = {(row.area, row.year): (row.met, row.of) for row in theirs.itertuples()}
    if ours != second:
        differing = sorted(
            key for key in ours.keys() | second.keys() if ours.get(key) != second.get(key)
        )
        raise AssertionError(
            f"{measure} differs from pandas in {differing}: "
            f"{[(ours.get(key), second.get(key)) for key in differing]}"
        )
