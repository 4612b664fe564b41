"""People who work with children: allegations and training."""

import polars as pl

from metrics.measure import Clock, Measure, Proportion, Timeliness, WorkingTogether

_TRAINING = WorkingTogether(2023, paragraphs=("104", "107", "123"))

MEASURES: tuple[Measure, ...] = (
    Timeliness(
        id="designated_officer_told_within_one_working_day",
        catalogue="LAD-01",
        theme="workforce",
        title="Allegations told to the designated officer within one working day",
        question="Are allegations reported quickly?",
        definition=(
            "Allegations about people who work with children of which the designated officer was "
            "told within one working day of the day the employer or the police knew, whichever was "
            "first, as a share of those told in the period. One that the officer knew of first is "
            "left out; one of which neither day is recorded is not known."
        ),
        why_it_matters="Until the officer knows, the person may go on working with children.",
        source=WorkingTogether(2023, paragraphs=("226",)),
        of="adults",
        rows="allegations",
        needs=("allegations.informed_date", "allegations.employer_aware_date"),
        better="higher",
        unit="percent",
        breakdowns=("workforce_sector",),
        conventions=(
            "allegation_working_days",
            "clock_day_zero",
            "due_date_is_in_time",
            "local_closure_days",
            "start_on_non_working_day",
        ),
        whole=True,
        core=True,
        caution="The officer's log cannot show the allegations that nobody reported.",
        bases=("completed",),
        clock=Clock("clock_start", "informed_date", "allegation_working_days"),
        excluded=pl.col("officer_told_first").fill_null(False)
        | (pl.col("informed_date") < pl.col("clock_start")).fill_null(False),
    ),
    Proportion(
        id="training_followed_up",
        catalogue="WFT-03",
        theme="workforce",
        title="People trained who answered three months later",
        question="Do we ask what came of training?",
        definition=(
            "Places on courses taken in the period whose holder answered three months later, as a "
            "share of all that were three months ago or more."
        ),
        why_it_matters="Where few answer, those who do are not like the rest.",
        source=_TRAINING,
        of="adults",
        rows="training",
        counted_on="attended_date",
        needs=("training_evaluations.attended_date", "training_evaluations.followed_up_date"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        caution="Below 30% the next line can hardly be relied on.",
        unknown=pl.col("followed_up_date") > pl.col("known_to"),
        too_recent=pl.col("too_recent"),
        met=pl.col("followed_up_date").is_not_null(),
    ),
    Proportion(
        id="training_changed_practice",
        catalogue="WFT-03",
        theme="workforce",
        title="People trained whose practice changed",
        question="Did training change practice?",
        definition=(
            "People trained in the period who said three months later, or of whom somebody who "
            "watched said, that their practice changed, as a share of those who answered."
        ),
        why_it_matters="What counts is not that people came, but what they do otherwise since.",
        source=_TRAINING,
        of="adults",
        rows="training",
        counted_on="attended_date",
        needs=(
            "training_evaluations.attended_date",
            "training_evaluations.followed_up_date",
            "training_evaluations.change_applied",
        ),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        caution="Where fewer than 30% answered, it says little of the others.",
        eligible=pl.col("followed_up_date") <= pl.col("known_to"),
        unknown=pl.col("change_applied").is_null(),
        too_recent=pl.col("too_recent"),
        met=pl.col("change_applied"),
    ),
)
