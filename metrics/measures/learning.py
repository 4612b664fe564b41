"""Learning from serious incidents and reviews."""

import polars as pl

from metrics.measure import Clock, Measure, Proportion, Timeliness, WorkingTogether

_CLOCKS = (
    "clock_day_zero",
    "due_date_is_in_time",
    "local_closure_days",
    "start_on_non_working_day",
)
_RAPID = WorkingTogether(2023, paragraphs=("343", "344"), boxes=("The rapid review",))
_LEARNING = WorkingTogether(2023, paragraphs=("54", "60", "107", "325", "361", "367"))
_OF_REVIEWS = (pl.col("origin") != "scrutiny").fill_null(True)
_REQUIRED = pl.col("rapid_review_required").fill_null(True)
_NOT_TOLD = pl.col("notified_date").is_null()
_STARTED = pl.col("started").fill_null(True)
_DUE = "recommendations.due_date"


def _rapid_review(name: str, title: str, question: str, since: str, clock: Clock) -> Timeliness:
    chosen = ("rapid_review_clock_start",) if clock.start == "review_clock_start" else ()
    return Timeliness(
        id=name,
        catalogue="SIP-02",
        theme="learning",
        title=title,
        question=question,
        definition=(
            "Rapid reviews of notified serious incidents that were sent to the Panel within 15 "
            f"working days {since}, as a share of those sent in the period (or, on the due basis, "
            "due in it). An incident that has not been notified is left out and counted beside."
        ),
        why_it_matters="What a serious incident teaches is wanted while children are still at risk.",
        source=_RAPID,
        of="children",
        rows="serious_incidents",
        needs=(
            "serious_incidents.aware_date",
            "serious_incidents.incident_date",
            "serious_incidents.notified_date",
            "serious_incidents.rapid_review_required",
            "serious_incidents.rapid_review_sent_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("rapid_review_working_days", *chosen, *_CLOCKS),
        whole=True,
        core=True,
        caution=(
            "The guidance counts from the incident, other rules from the notification: compare only "
            "with a figure that counts from the same day."
        ),
        clock=clock,
        eligible=_REQUIRED,
        excluded=_NOT_TOLD,
        unknown=pl.col("rapid_review_required").is_null(),
    )


def _recommendations(
    name: str, title: str, question: str, done: str, column: str, why: str
) -> Proportion:
    return Proportion(
        id=name,
        catalogue="SIP-06",
        theme="learning",
        title=title,
        question=question,
        definition=(
            "Recommendations of local, rapid and national reviews, to one agency each, due in the "
            f"period {done}, as a share of those due in it. One that is not yet due, or was "
            "rejected with a reason, is left out; one without a due date is not known."
        ),
        why_it_matters=why,
        source=_LEARNING,
        of="nobody",
        rows="recommendations",
        counted_on="due_date",
        needs=(_DUE, "recommendations.origin", f"recommendations.{column}"),
        better="higher",
        unit="percent",
        breakdowns=("agency",),
        whole=True,
        core=True,
        eligible=_OF_REVIEWS,
        excluded=(pl.col("state_told") == "rejected").fill_null(False),
        unknown=pl.col("due_date").is_null() | (pl.col(column) > pl.col("known_to")),
        pending=pl.col(column).is_null() & (pl.col("due_date") >= pl.col("known_to")),
        met=pl.col(column).is_not_null(),
    )


MEASURES: tuple[Measure, ...] = (
    Timeliness(
        id="serious_incidents_notified_in_time",
        catalogue="SIP-01",
        theme="learning",
        title="Serious incidents notified within five working days",
        question="Do we tell the national Panel in time?",
        definition=(
            "Serious incidents notified to the national Panel within five working days of the day "
            "the local authority knew of them, as a share of those notified in the period (or, on "
            "the due basis, due in it)."
        ),
        why_it_matters="The Panel can only learn from what it is told, and only then help.",
        source=WorkingTogether(2023, paragraphs=("330", "333")),
        of="children",
        rows="serious_incidents",
        needs=("serious_incidents.aware_date", "serious_incidents.notified_date"),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("incident_notification_working_days", *_CLOCKS),
        whole=True,
        core=True,
        caution="How many incidents are notified says nothing of how well children are protected.",
        clock=Clock("aware_date", "notified_date", "incident_notification_working_days"),
    ),
    _rapid_review(
        "rapid_reviews_sent_in_time",
        "Rapid reviews sent within 15 working days",
        "Was the rapid review done quickly?",
        "of the day from which the partners count",
        Clock("review_clock_start", "rapid_review_sent_date", "rapid_review_working_days"),
    ),
    _rapid_review(
        "rapid_reviews_sent_in_time_from_incident",
        "Rapid reviews sent within 15 working days of the incident",
        "And if the clock starts with the incident?",
        "of the incident itself",
        Clock("incident_date", "rapid_review_sent_date", "rapid_review_working_days"),
    ),
    Proportion(
        id="review_decisions_explained",
        catalogue="SIP-03",
        theme="learning",
        title="Decisions on local reviews with reasons, told to the family",
        question="Are decisions open, to families too?",
        definition=(
            "Decisions taken in the period whether to start a local practice review, with the "
            "reasons recorded and the family told, as a share of all. What is not recorded counts "
            "as not done."
        ),
        why_it_matters="A family has a right to hear why there will be a review, or none.",
        source=WorkingTogether(2023, paragraphs=("341", "344")),
        of="children",
        rows="practice_reviews",
        counted_on="decision_date",
        needs=(
            "practice_reviews.decision_date",
            "practice_reviews.rationale_recorded",
            "practice_reviews.family_told_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        whole=True,
        met=pl.col("rationale_recorded").fill_null(False)
        & (pl.col("family_told_date") <= pl.col("known_to")).fill_null(False),
    ),
    Timeliness(
        id="practice_reviews_published_in_time",
        catalogue="SIP-04",
        theme="learning",
        title="Local reviews published within six months",
        question="Do reviews finish in time?",
        definition=(
            "Local practice reviews published within six months of the decision to start them, as a "
            "share of those published in the period (or, on the due basis, due in it). One that is "
            "late or open, and of whose delay the Panel and the Secretary of State were told, stands "
            "apart."
        ),
        why_it_matters="While a review is written, other children live with what it will find.",
        source=WorkingTogether(2023, paragraphs=("365",)),
        of="children",
        rows="practice_reviews",
        needs=(
            "practice_reviews.decision_date",
            "practice_reviews.started",
            "practice_reviews.published_date",
            "practice_reviews.delay_notified_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("practice_review_months",),
        whole=True,
        clock=Clock("decision_date", "published_date", "practice_review_months", "months"),
        eligible=_STARTED,
        unknown=pl.col("started").is_null(),
        delay_notified=pl.col("delay_notified_date").is_not_null(),
    ),
    Proportion(
        id="reviews_sent_before_publication",
        catalogue="SIP-05",
        theme="learning",
        title="Reviews sent seven working days before publication",
        question="Did the Panel and the Secretary of State see the report beforehand?",
        definition=(
            "Local practice reviews published in the period that were sent both to the Panel and to "
            "the Secretary of State at least seven working days before, as a share of those "
            "published. A report whose sending is not recorded was not sent in time."
        ),
        why_it_matters="They need time to act on a report before the newspapers have it.",
        source=WorkingTogether(2023, paragraphs=("364",)),
        of="children",
        rows="practice_reviews",
        counted_on="published_date",
        needs=(
            "practice_reviews.published_date",
            "practice_reviews.sent_panel_date",
            "practice_reviews.sent_secretary_of_state_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("review_sent_working_days_before", "local_closure_days"),
        whole=True,
        eligible=pl.col("published_date").is_not_null(),
        unknown=pl.col("sent_in_time").is_null(),
        met=pl.col("sent_in_time"),
    ),
    _recommendations(
        "review_recommendations_implemented",
        "Recommendations of reviews that were carried out",
        "Did we do what reviews told us to?",
        "that were carried out, early or late",
        "implemented_date",
        "A lesson that nobody acts on is learnt again at another child's cost.",
    ),
    _recommendations(
        "review_recommendations_with_impact",
        "Recommendations of reviews whose effect was shown",
        "Did the lessons change anything for children?",
        "whose effect was shown by audit, data or feedback",
        "impact_evidenced_date",
        "What was done is not yet what changed: reports are criticised for telling only the first.",
    ),
    Proportion(
        id="reviews_inviting_practitioners_and_family",
        catalogue="SIP-08",
        theme="learning",
        title="Reviews that invited practitioners and the family",
        question="Were people heard?",
        definition=(
            "Local practice reviews decided on in the period to which practitioners and the family "
            "were both invited to contribute, as a share of those started. What is not recorded "
            "counts as not done."
        ),
        why_it_matters="Those who were there know what the records do not say.",
        source=WorkingTogether(2023, paragraphs=("358",)),
        of="children",
        rows="practice_reviews",
        counted_on="decision_date",
        needs=(
            "practice_reviews.decision_date",
            "practice_reviews.started",
            "practice_reviews.practitioners_invited",
            "practice_reviews.family_invited",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        whole=True,
        eligible=_STARTED,
        unknown=pl.col("started").is_null(),
        met=pl.col("practitioners_invited").fill_null(False)
        & pl.col("family_invited").fill_null(False),
    ),
    Timeliness(
        id="deaths_in_care_notified_in_time",
        catalogue="SIP-09",
        theme="learning",
        title="Deaths of looked-after children and care leavers notified in time",
        question="Are deaths of children in care notified?",
        definition=(
            "Deaths of looked-after children, and of care leavers up to the age of 24, notified "
            "within the agreed working days of the day the local authority knew, as a share of those "
            "notified in the period (or, on the due basis, due in it). Where it is not recorded "
            "whether the child was in care, or when the authority knew, it is not known."
        ),
        why_it_matters="The authority stands in a parent's place: such a death must not go unseen.",
        source=WorkingTogether(2023, paragraphs=("331", "332")),
        of="children",
        rows="deaths_in_care",
        needs=(
            "child_deaths.care_status",
            "child_deaths.aware_date",
            "child_deaths.notified_date",
        ),
        better="higher",
        unit="percent",
        breakdowns=(),
        conventions=("death_notification_working_days", *_CLOCKS),
        whole=True,
        caution="The guidance gives no number of days: the limit is a local one.",
        clock=Clock("aware_date", "notified_date", "death_notification_working_days"),
        unknown=pl.col("care_status").is_null(),
    ),
)
