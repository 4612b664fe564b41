"""Voice of the child: was the child seen?"""

SEEN = "child_seen_in_assessment"


def test_a_child_was_seen_or_was_not_or_nobody_wrote_it_down(spec):
    spec(
        measure=SEEN,
        assessments="""
            child | start_date | authorised_date | child_seen
            ------+------------+-----------------+-----------
            A     | 2024-04-02 | 2024-05-01      | yes
            B     | 2024-04-02 | 2024-05-01      | no
            C     | 2024-04-02 | 2024-05-01      |
        """,
        expected="1 of 2, 1 unknown",
    )


def test_an_assessment_counts_when_it_is_finished(spec):
    spec(
        measure=SEEN,
        assessments="""
            child | start_date | authorised_date | child_seen
            A     | 2024-04-02 |                 | yes
            B     | 2024-04-02 | 2024-07-01      | yes
            C     | 2024-04-02 | 2024-06-30      | yes
        """,
        expected="1 of 1",
    )


def test_a_child_not_yet_born_cannot_be_seen(spec):
    spec(
        measure=SEEN,
        children="""
            child | birth_month | expected_birth_month
            A     |             | 2024-08-01
            B     | 2024-04-01  | 2024-04-01
            C     | 2024-06-01  |
        """,
        assessments="""
            child | start_date | authorised_date | child_seen
            A     | 2024-04-02 | 2024-05-01      | no
            B     | 2024-04-02 | 2024-05-01      | no
            C     | 2024-04-02 | 2024-05-01      | yes
        """,
        expected="0 of 1, 2 excluded",
    )


def test_a_census_that_does_not_ask_whether_the_child_was_seen_has_no_such_figure(spec):
    spec(
        measure=SEEN,
        without=("assessments.child_seen",),
        assessments="child | start_date | authorised_date\nA | 2024-04-02 | 2024-05-01",
        expected="0 of 0",
    )


FEEDBACK = """
    feedback | received_date | source   | service | response_date | action_due_date | action_done_date
    ---------+---------------+----------+---------+---------------+-----------------+-----------------
    F1       | 2024-05-01    | children | police  | 2024-05-02    |                 |
    F2       | 2024-05-01    | parents  | police  |               | 2024-06-29      |
    F3       | 2024-05-01    | parents  | health  |               | 2024-06-30      |
    F4       | 2024-05-01    | others   | health  |               | 2024-07-30      | 2024-06-01
    F5       | 2024-05-01    |          |         |               |                 | 2024-06-01
    F6       | 2024-05-01    | others   |         |               |                 |
    F7       | 2024-05-01    | others   |         |               |                 | 2024-07-02
"""


def test_feedback_is_told_apart_by_who_gave_it(spec):
    spec(
        measure="feedback_by_source",
        feedback=FEEDBACK,
        expected="children 1, parents 2, others 3, not_recorded 1 of 7",
    )


def test_feedback_has_an_answer_or_an_action_or_neither(spec):
    spec(measure="feedback_answered", feedback=FEEDBACK, expected="6 of 7")
    spec(
        measure="feedback_answered",
        feedback=FEEDBACK,
        by="agency",
        expected="Health services: 2 of 2; Police: 2 of 2; Not recorded: 2 of 3",
    )


def test_an_action_that_is_due_today_is_not_yet_overdue_and_one_done_tomorrow_is_not_known(spec):
    spec(
        measure="feedback_acted_on",
        feedback=FEEDBACK,
        expected="2 of 5, 1 unknown, 1 still open",
    )


def test_what_was_done_after_the_day_of_the_release_had_not_been_done(spec):
    spec(
        measure="feedback_acted_on",
        feedback=FEEDBACK,
        extract_date="2024-07-31",
        as_at="2024-06-30",
        expected="2 of 6, 1 still open",
    )
