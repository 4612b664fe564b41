"""Worked examples of the measures of meetings and those who took part."""

from metrics.examples.example import Example, example

_TWO_DISCUSSIONS = """
    meeting | kind                | meeting_date | agency      | invited | attended
    --------+---------------------+--------------+-------------+---------+----------
    First   | strategy_discussion | 2024-05-01   | social_care | yes     | in_person
    First   | strategy_discussion | 2024-05-01   | health      | yes     | remote
    First   | strategy_discussion | 2024-05-01   | police      | yes     | in_person
    Second  | strategy_discussion | 2024-05-02   | social_care | yes     | in_person
    Second  | strategy_discussion | 2024-05-02   | police      | yes     | no
    Second  | strategy_discussion | 2024-05-02   | education   | yes     | in_person
    Third   | strategy_discussion | 2024-05-03   |             |         |
"""
_THREE_DISCUSSIONS = (
    "Social care, health and police took part in one strategy discussion, health by telephone. In a "
    "second, social care and a school took part; the police did not, and health is not named. Of a "
    "third nobody wrote down who came."
)
_PUPILS = """
    meeting | kind                | meeting_date | child | school
    --------+---------------------+--------------+-------+-------
    First   | strategy_discussion | 2024-05-01   | Ada   | Oak
    Second  | strategy_discussion | 2024-05-02   | Ben   | Oak
    Fourth  | strategy_discussion | 2024-05-28   | Ada   | Oak
"""
_OF_SCHOOL_AGE = """
    child | birth_month
    ------+------------
    Ada   | 2014-01-01
    Ben   | 2012-01-01
"""
_TERM = """
    day        | open
    -----------+-----
    2024-05-01 | yes
    2024-05-02 | yes
    2024-05-28 | no
"""
_IN_THE_HOLIDAY = """
    meeting | kind                | meeting_date | agency      | attended
    --------+---------------------+--------------+-------------+----------
    First   | strategy_discussion | 2024-05-01   | social_care | in_person
    Second  | strategy_discussion | 2024-05-02   | education   | in_person
    Fourth  | strategy_discussion | 2024-05-28   | social_care | in_person
"""
_A_PUPIL_IN_THE_HOLIDAY = (
    "Three strategy discussions are about children of 10 and 12 who go to Oak school. The school "
    "took part in one of the two held in term time. It did not take part in the one held on 28 May, "
    "a holiday."
)
_A_CONFERENCE = """
    meeting | kind | meeting_date | agency    | invited | no_involvement | attended  | report_date
    --------+------+--------------+-----------+---------+----------------+-----------+------------
    Ada's   | icpc | 2024-05-15   | health    | yes     |                | remote    | 2024-05-10
    Ada's   | icpc | 2024-05-15   | police    | yes     |                | no        | 2024-05-13
    Ada's   | icpc | 2024-05-15   | education | yes     |                |           |
    Ada's   | icpc | 2024-05-15   | housing   | yes     | yes            | no        |
"""
_FOUR_ASKED = (
    "Four agencies were asked to Ada's first conference on 15 May 2024. Health was on the line and had "
    "sent its report on the 10th. The police did not come; their report came on the 13th. Of the "
    "school nobody wrote down whether it came, and no report is there. The chair marked that housing "
    "had nothing to do with Ada."
)
_TWO_CONFERENCES = """
    meeting | kind   | meeting_date | agency      | attended
    --------+--------+--------------+-------------+----------
    Ada's   | icpc   | 2024-05-15   | social_care | in_person
    Ada's   | icpc   | 2024-05-15   | health      | remote
    Ada's   | icpc   | 2024-05-15   | education   | in_person
    Ben's   | review | 2024-05-16   | social_care | in_person
    Ben's   | review | 2024-05-16   | police      | in_person
"""
_A_CORE_GROUP = """
    meeting | kind       | meeting_date | agency    | invited | attended
    --------+------------+--------------+-----------+---------+----------
    Ada's   | core_group | 2024-05-20   | health    | yes     | in_person
    Ada's   | core_group | 2024-05-20   | education | yes     | in_person
    Ada's   | core_group | 2024-05-20   | police    | yes     | no
"""
_THREE_ESCALATED = """
    escalation | raised_date | raised_by | stage | resolved_date
    -----------+-------------+-----------+-------+--------------
    One        | 2024-05-13  | health    | 1     | 2024-05-15
    Two        | 2024-05-13  | education | 2     | 2024-05-24
    Three      | 2024-06-24  | education | 1     |
"""
_DISAGREED = (
    "A health visitor disagreed with a decision on 13 May 2024, and it was settled at the first stage "
    "on the 15th. A school disagreed on the same day, and it was settled at the second stage on the "
    "24th. Another disagreement, of 24 June, is open."
)
_AN_ENQUIRY = """
    meeting | kind                | meeting_date | agency | attended  | enquiry_kind
    --------+---------------------+--------------+--------+-----------+-------------
    First   | strategy_discussion | 2024-05-01   | police | in_person | joint
    Second  | strategy_discussion | 2024-05-02   | police | in_person | social_care
    Third   | strategy_discussion | 2024-05-03   | police | in_person | none
"""
_TWO_CHILDREN = """
    meeting | kind                | meeting_date | child
    --------+---------------------+--------------+------
    First   | strategy_discussion | 2024-05-01   | Ada
    First   | strategy_discussion | 2024-05-01   | Ben
    Second  | strategy_discussion | 2024-05-02   | Cara
    Third   | strategy_discussion | 2024-05-03   | Dev
"""
_LEADERS = """
    meeting | kind     | meeting_date | agency      | sector  | invited | attended  | deputy
    --------+----------+--------------+-------------+---------+---------+-----------+-------
    May     | lsp      | 2024-05-01   | social_care |         | yes     | in_person | no
    May     | lsp      | 2024-05-01   | health      |         | yes     | in_person | yes
    May     | lsp      | 2024-05-01   | police      |         | yes     | remote    | no
    May     | lsp      | 2024-05-01   | education   | primary | yes     | in_person | no
    June    | dsp      | 2024-06-03   | social_care |         | yes     | in_person | no
    June    | dsp      | 2024-06-03   | health      |         | yes     | in_person | no
    Group   | subgroup | 2024-06-04   | education   | primary | yes     | in_person | no
    Group   | subgroup | 2024-06-04   | education   | special | yes     | no        |
"""
_WHO_MET = (
    "Lead partners met in May 2024. Social care and the police came themselves, health sent a deputy, and "
    "a primary school came too. In June the delegated partners of social care and health met; nobody "
    "came for the police or for education."
)
_FEEDBACK = """
    feedback | received_date | source   | service     | response_date | action_due_date | action_done_date
    ---------+---------------+----------+-------------+---------------+-----------------+-----------------
    One      | 2024-05-01    | children | social_care | 2024-05-10    | 2024-06-01      | 2024-05-30
    Two      | 2024-05-02    | parents  | health      | 2024-05-09    |                 |
    Three    | 2024-05-03    | parents  | police      |               | 2024-07-31      |
    Four     | 2024-05-03    |          | police      |               |                 |
"""
_FOUR_ITEMS = (
    "Four items of feedback came in May 2024. A child's was answered and acted on. A parent's was answered "
    "with thanks. For another parent's an action is due at the end of July. The fourth lies unanswered, "
    "and nobody wrote down whose it was."
)

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "strategy_discussions_with_three_agencies": (
        example(
            _THREE_DISCUSSIONS,
            "One of two had all three. The third is counted beside them, as not known.",
            "1 of 2, 1 unknown",
            attendances=_TWO_DISCUSSIONS,
        ),
    ),
    "agencies_missing_from_strategy_discussions": (
        example(
            _THREE_DISCUSSIONS,
            "Health and the police were each missing from one of two. The third is left out.",
            "health 1, police 1 of 2",
            attendances=_TWO_DISCUSSIONS,
        ),
    ),
    "strategy_discussion_participation_by_agency": (
        example(
            _THREE_DISCUSSIONS,
            "Of seven places five were taken: those of social care, health and police in both "
            "discussions, and the school's. The three of the third discussion are not known.",
            "5 of 7, 3 unknown",
            attendances=_TWO_DISCUSSIONS,
        ),
    ),
    "education_in_strategy_discussions_in_term": (
        example(
            _A_PUPIL_IN_THE_HOLIDAY,
            "One of two: the discussion in the holiday stands on a line of its own.",
            "1 of 2",
            attendances=_IN_THE_HOLIDAY,
            meeting_children=_PUPILS,
            children=_OF_SCHOOL_AGE,
            school_days=_TERM,
        ),
    ),
    "education_in_strategy_discussions_out_of_term": (
        example(
            _A_PUPIL_IN_THE_HOLIDAY,
            "None of one: only the discussion in the holiday is counted here.",
            "0 of 1",
            attendances=_IN_THE_HOLIDAY,
            meeting_children=_PUPILS,
            children=_OF_SCHOOL_AGE,
            school_days=_TERM,
        ),
    ),
    "conference_attendance_by_agency": (
        example(
            _FOUR_ASKED,
            "One of two invitations was taken up. The school's is not known, and housing's is left out.",
            "1 of 2, 1 unknown, 1 excluded",
            attendances=_A_CONFERENCE,
        ),
    ),
    "conference_reports_received": (
        example(
            _FOUR_ASKED,
            "Two of three reports came. Housing is left out.",
            "2 of 3, 1 excluded",
            attendances=_A_CONFERENCE,
        ),
    ),
    "conference_reports_in_time": (
        example(
            _FOUR_ASKED,
            "Reports were due three working days before, on Friday 10 May: one of three was in time.",
            "1 of 3, 1 excluded",
            attendances=_A_CONFERENCE,
        ),
    ),
    "quorate_conferences": (
        example(
            "Social care, health and a school came to Ada's conference. Only social care and the "
            "police came to Ben's.",
            "Ada's had social care and two others: one of two conferences could decide.",
            "1 of 2",
            attendances=_TWO_CONFERENCES,
        ),
    ),
    "core_group_attendance_by_agency": (
        example(
            "Health, a school and the police were asked to Ada's core group. The police did not come.",
            "Two of three invitations were taken up.",
            "2 of 3",
            attendances=_A_CORE_GROUP,
        ),
    ),
    "escalations_raised": (
        example(
            _DISAGREED,
            "Three disagreements were escalated.",
            "3 counted",
            escalations=_THREE_ESCALATED,
        ),
    ),
    "escalations_resolved": (
        example(
            _DISAGREED,
            "Two of three were resolved. The open one counts as not resolved.",
            "2 of 3",
            escalations=_THREE_ESCALATED,
        ),
    ),
    "escalations_by_stage": (
        example(
            _DISAGREED,
            "Of two that were resolved, one was settled at each of the first two stages.",
            "1 1, 2 1 of 2",
            escalations=_THREE_ESCALATED,
        ),
    ),
    "working_days_to_resolve_escalations": (
        example(
            _DISAGREED,
            "One took two working days and one nine. The middle is five and a half.",
            "2 finished: half 5.5, nine in ten 9",
            escalations=_THREE_ESCALATED,
        ),
    ),
    "enquiries_by_kind": (
        example(
            "A strategy discussion about Ada and Ben decided that police and social care look into it "
            "together. For Cara social care does so alone. For Dev no enquiry was needed.",
            "Of three children, two have an enquiry of both together and one of social care alone.",
            "joint 2, social_care 1 of 3",
            attendances=_AN_ENQUIRY,
            meeting_children=_TWO_CHILDREN,
        ),
    ),
    "education_at_strategic_meetings": (
        example(
            _WHO_MET,
            "Education was at one of two meetings.",
            "1 of 2",
            attendances=_LEADERS,
        ),
    ),
    "education_sectors_at_strategic_meetings": (
        example(
            _WHO_MET,
            "Primary schools were at one of two meetings, and no other part of education at either.",
            "primary 1 of 2",
            attendances=_LEADERS,
        ),
    ),
    "education_attendance_at_working_groups": (
        example(
            "A primary and a special school were asked to a working group. The primary school came.",
            "One of two invitations was taken up.",
            "1 of 2",
            attendances=_LEADERS,
        ),
    ),
    "leaders_meetings_with_all_three_partners": (
        example(
            _WHO_MET,
            "All three were at one of two meetings: a deputy counts.",
            "1 of 2",
            attendances=_LEADERS,
        ),
    ),
    "who_came_to_leaders_meetings": (
        example(
            _WHO_MET,
            "Of six places, the partner came to four, a deputy to one and nobody to one.",
            "partner 4, deputy 1, nobody 1 of 6",
            attendances=_LEADERS,
        ),
    ),
    "feedback_by_source": (
        example(
            _FOUR_ITEMS,
            "One of four came from a child and two from parents. Of one it is not recorded.",
            "children 1, parents 2, not_recorded 1 of 4",
            feedback=_FEEDBACK,
        ),
    ),
    "feedback_answered": (
        example(
            _FOUR_ITEMS,
            "Three of four have an answer or an action.",
            "3 of 4",
            feedback=_FEEDBACK,
        ),
    ),
    "feedback_acted_on": (
        example(
            _FOUR_ITEMS,
            "One of three was acted on. The action of the third is not yet due and stands beside them.",
            "1 of 3, 1 still open",
            feedback=_FEEDBACK,
        ),
    ),
}
