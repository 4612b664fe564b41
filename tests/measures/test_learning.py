"""Learning from serious incidents and reviews."""

import pytest

from data.agreement import Conventions

NOTIFIED = "serious_incidents_notified_in_time"
RAPID = "rapid_reviews_sent_in_time"
FROM_INCIDENT = "rapid_reviews_sent_in_time_from_incident"
EXPLAINED = "review_decisions_explained"
PUBLISHED = "practice_reviews_published_in_time"
SENT = "reviews_sent_before_publication"
IMPLEMENTED = "review_recommendations_implemented"
IMPACT = "review_recommendations_with_impact"
INVITED = "reviews_inviting_practitioners_and_family"
DEATHS = "deaths_in_care_notified_in_time"

INCIDENTS = """
    incident | incident_date | aware_date | notified_date
    ---------+---------------+------------+--------------
    I1       | 2024-05-01    | 2024-05-02 | 2024-05-10
    I2       | 2024-05-01    | 2024-05-02 | 2024-05-13
    I3       | 2024-05-01    | 2024-05-02 |
    I4       | 2024-06-20    | 2024-06-24 |
    I5       | 2024-06-20    | 2024-06-21 |
    I6       | 2024-05-01    | 2024-05-02 | 2024-05-01
"""


def test_an_incident_is_notified_within_five_working_days_of_being_known(spec):
    # From Thursday 2 May: the 6th was a bank holiday, so the fifth working day is Friday the 10th.
    spec(
        measure=NOTIFIED,
        serious_incidents=INCIDENTS,
        expected="completed basis: 1 of 2 in time",
    )
    # Friday 28 June is past on the 30th; Monday 1 July is not.
    spec(
        measure=NOTIFIED,
        serious_incidents=INCIDENTS,
        expected="due basis: 1 of 4 in time, 2 overdue, 1 not yet due, 1 unknown",
    )


def test_partners_may_be_stricter_about_notifying(spec):
    spec(
        measure=NOTIFIED,
        serious_incidents=INCIDENTS,
        agreement=Conventions(incident_notification_working_days=4),
        expected="completed basis: 0 of 2 in time",
    )


REVIEWED = """
    incident | incident_date | aware_date | notified_date | rapid_review_required | rapid_review_sent_date
    I1 | 2024-04-02 | 2024-04-04 | 2024-04-08 | yes | 2024-04-29
    I2 | 2024-04-02 | 2024-04-04 | 2024-04-08 | yes | 2024-04-30
    I3 | 2024-04-02 | 2024-04-04 | 2024-04-08 | yes | 2024-04-23
    I4 | | 2024-04-04 | 2024-04-08 | yes |
    I5 | 2024-04-02 | 2024-04-04 | | yes |
    I6 | 2024-04-02 | 2024-04-04 | 2024-04-08 | | 2024-04-23
    I7 | 2024-04-02 | 2024-04-04 | 2024-04-08 | no |
"""


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("notification", "completed basis: 2 of 3 in time"),
        ("aware", "completed basis: 1 of 3 in time"),
        ("incident", "completed basis: 1 of 3 in time"),
    ],
)
def test_a_rapid_review_is_timed_from_the_day_that_the_partners_agreed(spec, start, expected):
    spec(
        measure=RAPID,
        serious_incidents=REVIEWED,
        agreement=Conventions(rapid_review_clock_start=start),
        expected=expected,
    )


def test_an_incident_not_yet_notified_is_outside_and_counted(spec):
    spec(
        measure=RAPID,
        serious_incidents=REVIEWED,
        expected="due basis: 2 of 4 in time, 1 overdue, 1 unknown, 1 excluded",
    )


def test_the_line_from_the_incident_stands_beside_whatever_was_agreed(spec):
    spec(
        measure=FROM_INCIDENT,
        serious_incidents=REVIEWED,
        expected="due basis: 1 of 3 in time, 2 unknown, 1 excluded",
    )


def test_partners_may_agree_other_days_for_a_rapid_review(spec):
    spec(
        measure=RAPID,
        serious_incidents=REVIEWED,
        agreement=Conventions(rapid_review_working_days=16),
        expected="completed basis: 3 of 3 in time",
    )


def test_a_decision_is_explained_where_reasons_are_recorded_and_the_family_was_told(spec):
    spec(
        measure=EXPLAINED,
        practice_reviews="""
            review | decision_date | rationale_recorded | family_told_date
            R1     | 2024-05-01    | yes                | 2024-05-03
            R2     | 2024-05-01    | yes                |
            R3     | 2024-05-01    | no                 | 2024-05-03
            R4     | 2024-05-01    |                    | 2024-05-03
        """,
        expected="1 of 4",
    )


WRITTEN = """
    review | decision_date | started | published_date | delay_notified_date
    R1     | 2023-08-31    | yes     | 2024-02-29     |
    R2     | 2023-08-31    | yes     | 2024-03-01     |
    R3     | 2023-08-31    | yes     | 2024-03-01     | 2024-01-10
    R4     | 2023-08-31    | yes     |                | 2024-01-10
    R5     | 2023-08-31    | yes     |                |
    R6     | 2024-02-01    | yes     |                |
    R7     | 2023-08-31    |         | 2024-02-01     |
    R8     | 2023-08-31    | no      |                |
    R9     | 2023-08-31    | yes     | 2024-02-01     | 2024-01-10
"""


def test_a_review_is_published_within_six_months_of_the_decision(spec):
    # Six months after 31 August is 29 February.
    spec(measure=PUBLISHED, practice_reviews=WRITTEN, expected="completed basis: 2 of 3 in time")
    spec(
        measure=PUBLISHED,
        practice_reviews=WRITTEN,
        expected="due basis: 2 of 4 in time, 1 overdue, 1 not yet due, 1 unknown, 2 delay notified",
    )


def test_partners_may_agree_other_months_for_a_review(spec):
    spec(
        measure=PUBLISHED,
        practice_reviews=WRITTEN,
        agreement=Conventions(practice_review_months=7),
        expected="completed basis: 4 of 4 in time",
    )


SENT_BEFORE = """
    review | decision_date | published_date | sent_panel_date | sent_secretary_of_state_date
    R1     | 2023-09-01    | 2024-05-16     | 2024-05-07      | 2024-05-01
    R2     | 2023-09-01    | 2024-05-16     | 2024-05-07      | 2024-05-08
    R3     | 2023-09-01    | 2024-05-16     | 2024-05-07      |
    R4     | 2023-09-01    |                | 2024-05-07      | 2024-05-07
"""


def test_a_review_is_sent_to_both_seven_working_days_before_it_is_published(spec):
    # Seven working days before Thursday 16 May is Tuesday the 7th.
    spec(measure=SENT, practice_reviews=SENT_BEFORE, expected="1 of 3")


def test_partners_may_send_reviews_later_or_earlier(spec):
    spec(
        measure=SENT,
        practice_reviews=SENT_BEFORE,
        agreement=Conventions(review_sent_working_days_before=6),
        expected="2 of 3",
    )


def test_a_review_published_where_no_calendar_of_ours_reaches_is_not_known(spec):
    spec(
        measure=SENT,
        extract_date="2031-06-30",
        practice_reviews="""
            review | decision_date | published_date | sent_panel_date | sent_secretary_of_state_date
            R1     | 2030-09-01    | 2031-05-16     | 2031-05-07      | 2031-05-01
        """,
        expected="0 of 0, 1 unknown",
    )


RECOMMENDED = """
    recommendation | agency | origin | made_date | due_date | state | implemented_date | impact_evidenced_date
    A | police | local_review | 2024-04-01 | 2024-05-01 | accepted | 2024-05-20 | 2024-06-01
    A | health | local_review | 2024-04-01 | 2024-05-01 | accepted | 2024-04-20 |
    B | police | rapid_review | 2024-04-01 | 2024-06-29 | accepted | |
    C | police | national | 2024-04-01 | 2024-06-30 | accepted | |
    D | police | | 2024-04-01 | 2024-05-01 | rejected | |
    E | police | | 2024-04-01 | | | |
    F | police | national | 2024-04-01 | 2024-05-01 | | 2024-07-20 | 2024-07-20
    G | police | scrutiny | 2024-04-01 | 2024-05-01 | | 2024-05-20 | 2024-05-20
"""


def test_recommendations_are_carried_out_early_or_late_or_not(spec):
    spec(
        measure=IMPLEMENTED,
        recommendations=RECOMMENDED,
        expected="2 of 3, 2 unknown, 1 still open, 1 excluded",
    )
    spec(
        measure=IMPLEMENTED,
        recommendations=RECOMMENDED,
        by="agency",
        expected="Health services: 1 of 1; Police: 1 of 2",
    )


def test_what_was_done_is_not_yet_what_changed(spec):
    spec(
        measure=IMPACT,
        recommendations=RECOMMENDED,
        expected="1 of 3, 2 unknown, 1 still open, 1 excluded",
    )


def test_a_review_invites_practitioners_and_the_family(spec):
    spec(
        measure=INVITED,
        practice_reviews="""
            review | decision_date | started | practitioners_invited | family_invited
            R1     | 2024-05-01    | yes     | yes                   | yes
            R2     | 2024-05-01    | yes     | yes                   | no
            R3     | 2024-05-01    | yes     |                       | yes
            R4     | 2024-05-01    | no      | no                    | no
            R5     | 2024-05-01    |         | yes                   | yes
        """,
        expected="1 of 3, 1 unknown",
    )


DIED = """
    death | death_date | care_status  | aware_date | notified_date
    D1    | 2024-05-01 | looked_after | 2024-05-02 | 2024-05-10
    D2    | 2024-05-01 | care_leaver  | 2024-05-02 | 2024-05-13
    D3    | 2024-05-01 | neither      | 2024-05-02 |
    D4    | 2024-05-01 |              | 2024-05-02 | 2024-05-03
    D5    | 2024-05-01 | looked_after |            | 2024-05-03
    D6    | 2024-05-01 | looked_after | 2024-05-02 |
"""


def test_deaths_of_children_in_care_and_care_leavers_are_notified(spec):
    spec(
        measure=DEATHS,
        child_deaths=DIED,
        expected="due basis: 1 of 3 in time, 1 overdue, 2 unknown",
    )


def test_partners_agree_the_days_for_notifying_a_death_in_care(spec):
    spec(
        measure=DEATHS,
        child_deaths=DIED,
        agreement=Conventions(death_notification_working_days=6),
        expected="completed basis: 2 of 2 in time",
    )
