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
