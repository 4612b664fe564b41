"""Worked examples of the measures of missing children, exploitation and domestic abuse."""

from metrics.examples.example import Example, example

_FACTORS = {
    "referrals": """
        child | referral_date
        ------+--------------
        Ada   | 2024-04-02
        Ben   | 2024-04-02
        Cara  | 2024-04-02
    """,
    "assessments": """
        child | start_date | authorised_date
        ------+------------+----------------
        Ada   | 2024-04-03 | 2024-05-20
        Ben   | 2024-04-03 | 2024-05-20
        Cara  | 2024-04-03 | 2024-05-20
    """,
    "assessment_factors": """
        child | factor
        ------+-------
        Ada   | 24A
        Ada   | 10A
        Ben   | 3B
        Ben   | 3A
    """,
}
_THREE_ASSESSED = (
    "Three assessments are finished on 20 May 2024. Ada's finds criminal exploitation and going "
    "missing, Ben's domestic abuse of his mother and of himself. Cara's finds no factor at all."
)
_MISSING = """
    child | episode | source | kind    | started_at       | returned_at      | risk_grade
    ------+---------+--------+---------+------------------+------------------+-----------
    Ada   | P1      | police | missing | 2024-05-01 20:00 | 2024-05-02 20:00 | high
    Ada   | P2      | police | missing | 2024-05-06 20:00 | 2024-05-07 21:00 | medium
    Ada   | P3      | police | missing | 2024-05-13 20:00 | 2024-05-13 23:00 | medium
    Ben   | P4      | police | missing | 2024-05-13 20:00 | 2024-05-13 23:00 | high
    Ben   | P5      | police | away    | 2024-05-20 20:00 | 2024-05-20 23:00 | low
    Ben   | L1      | la     | missing | 2024-05-13 20:00 | 2024-05-13 23:00 |
"""
_ADA_AND_BEN = (
    "In May 2024 the police record that Ada was missing three times and Ben once, and that Ben was "
    "away from placement once. The authority recorded only Ben's one time."
)
_TALKED = """
    child | episode | source | started_at | returned_at | conversation_due | offered_at | accepted | held_at
    Ada  | L1 | la | 2024-05-01 08:00 | 2024-05-01 20:00 | yes | 2024-05-02 10:00 | yes | 2024-05-04 20:00
    Ben  | L2 | la | 2024-05-01 08:00 | 2024-05-01 20:00 | yes | 2024-05-02 10:00 | yes | 2024-05-04 20:01
    Cara | L3 | la | 2024-05-01 08:00 | 2024-05-01 20:00 | yes | 2024-05-02 10:00 | no  |
    Dev  | L4 | la | 2024-05-01 08:00 | 2024-05-01 20:00 | yes |                  |     |
"""
_FOUR_RETURNED = (
    "Four children return on 1 May 2024 at 20:00. Somebody talks with Ada on 4 May at 20:00, with Ben "
    "a minute later. Cara does not want to. Nobody asks Dev."
)
_SLAVERY = """
    child | referral | referred_date | first_responder | exploitation
    ------+----------+---------------+-----------------+-------------
    Ada   | N1       | 2024-05-01    | police          | criminal
    Ben   | N2       | 2024-05-01    | social_care     | criminal
    Cara  | N3       | 2024-05-01    | social_care     | sexual
"""
_INCIDENTS = """
    child | incident | occurred_at      | school_age | school | notified_at      | household
    ------+----------+------------------+------------+--------+------------------+----------
    Ada   | I1       | 2024-05-03 22:00 | yes        | S      | 2024-05-07 08:45 | H1
    Ben   | I1       | 2024-05-03 22:00 | yes        | S      | 2024-05-07 08:46 | H1
    Ada   | I2       | 2024-05-15 22:00 | yes        | S      |                  | H1
    Ada   | I3       | 2024-05-20 22:00 | yes        |        |                  | H1
    Cara  | I4       | 2024-05-20 22:00 | no         |        |                  | H2
"""
_SCHOOL_DAYS = """
    day        | open
    -----------+-----
    2024-05-06 | no
    2024-05-07 | yes
    2024-05-16 | yes
    2024-05-21 | yes
"""
_TWO_HOMES = (
    "In May 2024 the police come to Ada and Ben's home three times, and to Cara's once. At Ada's home "
    "they meet Ben too, the first time."
)

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "assessments_with_exploitation_factors": (
        example(
            _THREE_ASSESSED,
            "One of two: Ada's counts once. Cara's is left out, for no factor was recorded.",
            "1 of 2",
            **_FACTORS,
        ),
    ),
    "children_missing_per_10000_children": (
        example(
            _ADA_AND_BEN,
            "Two children are counted: each once.",
            "2 counted",
            missing_episodes=_MISSING,
        ),
    ),
    "missing_episodes_per_10000_children": (
        example(
            _ADA_AND_BEN,
            "Four times are counted, by the police's record alone.",
            "4 counted",
            missing_episodes=_MISSING,
        ),
    ),
    "missing_episodes_as_the_authority_records_per_10000_children": (
        example(
            _ADA_AND_BEN,
            "One time is counted: the authority does not know of Ada's three.",
            "1 counted",
            missing_episodes=_MISSING,
        ),
    ),
    "children_missing_three_times": (
        example(
            _ADA_AND_BEN,
            "One of two children was missing three times or more: Ada.",
            "1 of 2",
            missing_episodes=_MISSING,
        ),
    ),
    "children_missing_again_and_again": (
        example(
            _ADA_AND_BEN,
            "One of two children was missing three times or more in the year: Ada.",
            "1 of 2",
            missing_episodes=_MISSING,
        ),
    ),
    "missing_for_more_than_24_hours": (
        example(
            "The police record four times. Ada was missing for 24 hours, then for 25, then for three. "
            "Ben was missing for three.",
            "One of four was longer than 24 hours.",
            "1 of 4",
            missing_episodes=_MISSING,
        ),
    ),
    "missing_at_high_risk": (
        example(
            "The police record that Ada was missing three times, once at high risk. They record that "
            "Ben was missing once, at high risk.",
            "Two of four were of high risk.",
            "2 of 4",
            missing_episodes=_MISSING,
        ),
    ),
    "return_conversation_within_72_hours": (
        example(
            _FOUR_RETURNED,
            "Of the two held one was in time. Of the four that were due one was in time; Cara's and "
            "Dev's were never held.",
            "completed basis: 1 of 2 in time; due basis: 1 of 4 in time, 2 overdue",
            missing_episodes=_TALKED,
        ),
    ),
    "return_conversation_within_72_hours_unless_declined": (
        example(
            _FOUR_RETURNED,
            "Of the three that were due one was in time. Cara's is left out.",
            "due basis: 1 of 3 in time, 1 overdue, 1 excluded",
            missing_episodes=_TALKED,
        ),
    ),
    "return_conversations_offered": (
        example(
            _FOUR_RETURNED,
            "Three of four were offered a conversation. Dev was not.",
            "3 of 4",
            missing_episodes=_TALKED,
        ),
    ),
    "return_conversations_declined": (
        example(
            _FOUR_RETURNED,
            "One of the three who were asked declined: Cara.",
            "1 of 3",
            missing_episodes=_TALKED,
        ),
    ),
    "modern_slavery_referrals_per_10000_children": (
        example(
            "On 1 May 2024 the police refer Ada, and social care refers Ben and Cara.",
            "Three referrals are counted, whatever becomes of them.",
            "3 counted",
            modern_slavery_referrals=_SLAVERY,
        ),
    ),
    "modern_slavery_referrals_by_exploitation": (
        example(
            "Ada, Ben and Cara are referred on 1 May 2024. Ada and Ben carried drugs for others, Cara "
            "was sexually exploited.",
            "Two of three for criminal exploitation, one for sexual.",
            "criminal 2, sexual 1 of 3",
            modern_slavery_referrals=_SLAVERY,
        ),
    ),
    "assessments_with_domestic_abuse_factors": (
        example(
            _THREE_ASSESSED,
            "One of two: Ben's counts once. Cara's is left out, for no factor was recorded.",
            "1 of 2",
            **_FACTORS,
        ),
    ),
    "school_told_before_next_school_day": (
        example(
            "The police come on the evening of Friday 3 May 2024. Monday is a bank holiday, so school "
            "begins on Tuesday at 08:45. It is told of Ada at 08:45, and of Ben a minute later. Of a "
            "second evening it is never told, and of a third nobody knows Ada's school.",
            "Of the two notices one was in time. Of the three that were due one was in time and one is "
            "overdue. The one without a school is not known, and Cara is too young for school.",
            "completed basis: 1 of 2 in time; due basis: 1 of 3 in time, 1 overdue, 1 unknown",
            domestic_abuse_incidents=_INCIDENTS,
            school_days=_SCHOOL_DAYS,
        ),
    ),
    "domestic_abuse_incidents_per_1000_children": (
        example(
            _TWO_HOMES,
            "Four incidents are counted: the one with two children counts once.",
            "4 counted",
            domestic_abuse_incidents=_INCIDENTS,
        ),
    ),
    "children_in_domestic_abuse_incidents_per_1000_children": (
        example(
            _TWO_HOMES,
            "Three children are counted, each once.",
            "3 counted",
            domestic_abuse_incidents=_INCIDENTS,
        ),
    ),
    "households_with_two_domestic_abuse_incidents": (
        example(
            _TWO_HOMES,
            "One of two homes had two incidents or more.",
            "1 of 2",
            domestic_abuse_incidents=_INCIDENTS,
        ),
    ),
    "households_with_three_domestic_abuse_incidents": (
        example(
            _TWO_HOMES,
            "One of two homes had three incidents or more.",
            "1 of 2",
            domestic_abuse_incidents=_INCIDENTS,
        ),
    ),
}
