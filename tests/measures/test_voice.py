"""Voice of the child: was the child seen?"""

import pytest

from data.agreement import Conventions

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


# Seen alone (VOI-01)

ALONE = "child_seen_alone_in_assessment"
BORN = """
    child | birth_month
    A     | 2015-03-01
    B     | 2015-03-01
    C     | 2015-03-01
    D     | 2021-04-01
    E     | 2021-05-01
"""


def test_a_child_of_three_was_seen_alone_or_not_or_did_not_want_to_be(spec):
    """Of a birth only the month is kept: whoever was born in a month is a year older in it."""
    spec(
        measure=ALONE,
        children=BORN,
        assessment_practice="""
            child | upn | start_date | authorised_date | child_seen_alone
            A     |     | 2024-04-02 | 2024-05-01      | yes
            B     |     | 2024-04-02 | 2024-05-01      | refused
            C     |     | 2024-04-02 | 2024-05-01      | not_appropriate
            D     |     | 2024-04-02 | 2024-05-01      | no
            E     |     | 2024-04-02 | 2024-05-01      | no
                  | X1  | 2024-04-02 | 2024-05-01      | yes
            A     |     | 2024-05-02 | 2024-06-01      |
            A     |     | 2024-06-02 |                 | yes
        """,
        expected="1 of 2, 2 unknown, 3 excluded",
    )


def test_the_age_to_be_seen_alone_may_be_agreed(spec):
    spec(
        measure=ALONE,
        agreement=Conventions(seen_alone_from_age=4),
        children=BORN,
        assessment_practice="""
            child | start_date | authorised_date | child_seen_alone
            A     | 2024-04-02 | 2024-05-01      | yes
            D     | 2024-04-02 | 2024-05-01      | no
        """,
        expected="1 of 1, 1 excluded",
    )


def test_the_extract_tells_it_where_no_return_does(spec):
    tables = {
        "children": BORN,
        "assessments": """
            child | start_date | authorised_date | child_seen_alone
            A     | 2024-04-02 | 2024-05-01      | yes
            B     | 2024-04-02 | 2024-05-01      | no
            C     | 2024-04-02 |                 | no
        """,
    }
    no_return = ("assessment_practice.start_date", "assessment_practice.child_seen_alone")
    spec(measure=ALONE, without=no_return, expected="1 of 2", **tables)
    # Where a return covers the days, it is the return that counts.
    spec(measure=ALONE, expected="0 of 0", **tables)


def test_an_assessment_that_both_tell_of_is_one_event(spec):
    spec(
        measure=ALONE,
        children=BORN,
        assessments="child | start_date | authorised_date\nA | 2024-04-02 | 2024-05-01",
        assessment_practice="""
            child | start_date | authorised_date | child_seen_alone
            A     | 2024-04-02 | 2024-05-01      | yes
        """,
        expected="1 of 1",
    )


# Taking part in conferences (VOI-03), advocates (VOI-04), families (VOI-05), interpreters (VOI-07)

TOOK_PART = "children_taking_part_in_conferences"
ADVOCATE_OFFERED = "advocacy_offered_before_conference"
ADVOCATE = "advocacy_received_at_conference"
PARENTS = "parents_at_conferences"
FAMILY = "wider_family_at_conferences"
INTERPRETER = "interpreter_present_when_needed"
PUPILS = """
    child | birth_month
    A     | 2015-03-01
    B     | 2020-05-01
    C     | 2020-06-01
    D     | 2019-05-01
    E     | 2019-06-01
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("PN0", "0 of 0, 1 excluded"),
        ("PN1", "1 of 1"),
        ("PN2", "1 of 1"),
        ("PN3", "1 of 1"),
        ("PN4", "0 of 1"),  # ambiguity H-04: who came and was silent did not take part
        ("PN5", "1 of 1"),
        ("PN6", "1 of 1"),
        ("PN7", "0 of 1"),
        ("", "0 of 0, 1 unknown"),
    ],
)
def test_how_a_child_took_part(spec, code, expected):
    spec(
        measure=TOOK_PART,
        meeting_children=f"""
            meeting | child | kind | meeting_date | participation
            m1      | A     | icpc | 2024-05-20   | {code}
        """,
        expected=expected,
    )


def test_children_under_four_are_left_out_and_other_meetings_and_cancelled_ones(spec):
    tables = {
        "children": PUPILS,
        "meeting_children": """
            meeting | child | upn | kind                | meeting_date | participation
            m1      | B     |     | icpc                | 2024-05-20   | PN1
            m1      | C     |     | icpc                | 2024-05-20   | PN1
            m2      | A     |     | review              | 2024-05-20   | PN1
            m3      | A     |     | strategy_discussion | 2024-05-20   | PN1
            m4      | A     |     | review              | 2024-05-20   | PN1
            m5      |       | X1  | review              | 2024-05-20   | PN7
        """,
        "attendances": """
            meeting | kind   | meeting_date | agency | held
            m2      | review | 2024-05-20   | health | yes
            m4      | review | 2024-05-20   | health | no
        """,
    }
    spec(measure=TOOK_PART, expected="2 of 3, 1 excluded", **tables)
    spec(
        measure=TOOK_PART,
        agreement=Conventions(participation_from_age=5),
        expected="1 of 2, 2 excluded",
        **tables,
    )


def test_an_advocate_is_offered_before_the_day_to_children_of_five_and_older(spec):
    tables = {
        "children": PUPILS,
        "meeting_children": """
            meeting | child | upn | kind   | meeting_date | advocacy_offered_date | advocacy_received
            m1      | A     |     | icpc   | 2024-05-20   | 2024-05-19            | yes
            m2      | D     |     | review | 2024-05-20   | 2024-05-20            | no
            m3      | E     |     | review | 2024-05-20   | 2024-05-19            | yes
            m4      | A     |     | review | 2024-05-20   |                       |
            m5      |       | X1  | review | 2024-05-20   | 2024-05-19            | yes
            m6      | A     |     | lsp    | 2024-05-20   | 2024-05-19            | yes
        """,
    }
    agreed = Conventions(advocacy_from_age=4)
    for measure in (ADVOCATE_OFFERED, ADVOCATE):
        spec(measure=measure, expected="1 of 3, 1 unknown, 1 excluded", **tables)
        spec(measure=measure, agreement=agreed, expected="2 of 4, 1 unknown", **tables)


def test_parents_and_the_wider_family_came_or_did_not_or_nobody_says(spec):
    children = """
        meeting | child | kind       | meeting_date | parent_attended | family_attended
        m1      | A     | icpc       | 2024-05-20   | yes             | no
        m1      | B     | icpc       | 2024-05-20   | no              | yes
        m2      | A     | review     | 2024-05-20   |                 |
        m3      | A     | core_group | 2024-05-20   | yes             | yes
        m4      | A     | review     | 2024-07-01   | yes             | yes
    """
    for measure in (PARENTS, FAMILY):
        spec(measure=measure, meeting_children=children, expected="1 of 2, 1 unknown")


def test_an_interpreter_was_there_or_was_not_where_one_was_needed(spec):
    children = """
        meeting | child | kind       | meeting_date | interpreter_needed | interpreter_present
        m1      | A     | icpc       | 2024-05-20   | yes                | yes
        m2      | A     | core_group | 2024-05-20   | yes                | no
        m3      | A     | review     | 2024-05-20   | yes                |
        m4      | A     | review     | 2024-05-20   |                    |
        m5      | A     | review     | 2024-05-20   | no                 | no
    """
    spec(measure=INTERPRETER, meeting_children=children, expected="1 of 2, 2 unknown")
    spec(
        measure=INTERPRETER,
        by="meeting_kind",
        meeting_children=children,
        expected="Initial child protection conference: 1 of 1; Review conference: 0 of 0; Core group: 0 of 1",
    )
