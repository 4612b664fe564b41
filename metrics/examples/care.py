"""Worked examples of the measures of what social care and early help send beside their extracts."""

from metrics.examples.example import Example, example

_FRONT_DOOR = """
    child | contact_date | source | referral_received_at | next_steps_date | decided_by_qualified
    ------+--------------+--------+----------------------+-----------------+---------------------
    Ada   | 2024-06-03   | 2A     | 2024-06-03T15:00     | 2024-06-04      | yes
    Ben   | 2024-06-03   | 2A     | 2024-06-03T09:30     | 2024-06-05      | yes
    Cara  | 2024-06-07   | 6      | 2024-06-07T16:45     | 2024-06-10      | no
    Dev   | 2024-06-24   | 6      | 2024-06-24T10:00     |                 |
"""
_FEEDBACK = """
    child | contact_date | source | referral_received_at | acknowledged_date | next_steps_date | fed_back_date
    ------+--------------+--------+----------------------+-------------------+-----------------+--------------
    Ada   | 2024-06-03   | 2A     | 2024-06-03T15:00     | 2024-06-04        | 2024-06-04      | 2024-06-06
    Ben   | 2024-06-03   | 3A     | 2024-06-03T09:30     | 2024-06-06        | 2024-06-04      |
    Cara  | 2024-06-03   | 1A     | 2024-06-03T16:45     |                   | 2024-06-04      |
"""
_EARLY_HELP = """
    child | request_date | source    | start_date | end_date   | end_reason | lead_agency
    ------+--------------+-----------+------------+------------+------------+------------
    Ada   | 2024-02-01   | education | 2024-02-08 | 2024-06-03 | met        | education
    Ben   | 2024-02-01   | health    | 2024-02-15 | 2024-06-03 | partly     | early_help
    Cara  | 2024-04-02   | education | 2024-05-01 |            |            | early_help
    Dev   | 2024-04-02   | education | 2024-05-01 | 2024-06-03 | moved      |
"""
_AFTER_EARLY_HELP = {
    "early_help_records": """
        child | request_date | start_date | end_date   | end_reason
        ------+--------------+------------+------------+-----------
        Ada   | 2022-06-01   | 2022-06-08 | 2023-01-31 | met
        Ben   | 2022-06-01   | 2022-06-08 | 2023-01-31 | met
        Cara  | 2022-06-01   | 2022-06-08 | 2024-01-31 | met
    """,
    "referrals": """
        child | referral_date | no_further_action
        ------+---------------+------------------
        Ada   | 2022-10-03    | no
        Ada   | 2023-11-06    | yes
    """,
}
_AFTER_WORDS = (
    "Early help for Ada and Ben ended on 31 January 2023, for Cara a year later. Ada was referred to "
    "social care in October 2022 and in November 2023; the second referral came to nothing."
)
_OFFERS = """
    child | request_date | offered_date | consent  | declined_understood
    ------+--------------+--------------+----------+--------------------
    Ada   | 2024-04-02   | 2024-04-08   | accepted |
    Ben   | 2024-04-02   | 2024-04-08   | declined | yes
    Cara  | 2024-04-02   | 2024-04-08   | declined | no
    Dev   | 2024-06-17   | 2024-06-20   | pending  |
"""
_ENDINGS = """
    child | start_date | end_date   | outcome            | other_children | other_children_considered
    ------+------------+------------+--------------------+----------------+--------------------------
    Ada   | 2024-05-01 | 2024-05-20 | continuing_risk    | 2              | 2
    Ben   | 2024-05-01 | 2024-06-14 | not_substantiated  | 1              | 0
    Cara  | 2024-06-03 |            |                    | 0              |
    Dev   | 2024-05-01 | 2024-05-20 |                    |                |
"""
_ENDINGS_WORDS = (
    "Enquiries about Ada, Ben and Dev began on 1 May 2024 and ended; Cara's began on 3 June and is "
    "still open. Ada was found to be at risk. Nothing was found for Ben, and for Dev nobody wrote "
    "down what was found."
)
_PROTECTIONS = """
    child | kind              | started_at       | discussion_at
    ------+-------------------+------------------+-----------------
    Ada   | police_protection | 2024-06-03T22:00 | 2024-06-04T10:30
    Ben   | police_protection | 2024-06-03T22:00 |
    Cara  | emergency_order   | 2024-06-05T14:00 |
"""
_OTHERS_AT_HOME = """
    child | kind              | started_at       | other_children | other_children_considered
    ------+-------------------+------------------+----------------+--------------------------
    Ada   | police_protection | 2024-06-03T22:00 | 1              | 1
    Ben   | police_protection | 2024-06-03T22:00 | 2              |
    Cara  | emergency_order   | 2024-06-05T14:00 | 0              |
"""
_PROTECTED_WORDS = (
    "The police took Ada and Ben into safety at ten in the evening of 3 June 2024. The agencies "
    "talked about Ada at half past ten the next morning, and about Ben not yet. A court made an order "
    "for Cara."
)
_HOMELESS = """
    child | kind         | identified_date | expected_date | referred_date | joint_assessment_date
    ------+--------------+-----------------+---------------+---------------+----------------------
    Ada   | family       | 2024-04-02      | 2024-05-10    | 2024-04-08    |
    Ben   | young_person | 2024-04-02      | 2024-05-10    |               | 2024-04-09
    Cara  | young_person | 2024-06-20      | 2024-07-31    |               |
"""
_DISCUSSIONS = """
    meeting | kind                | meeting_date | concern_at       | started_at       | agency
    --------+---------------------+--------------+------------------+------------------+-------
    one     | strategy_discussion | 2024-06-04   | 2024-06-03T16:00 | 2024-06-04T09:15 | police
    one     | strategy_discussion | 2024-06-04   | 2024-06-03T16:00 | 2024-06-04T09:15 | health
    two     | strategy_discussion | 2024-06-06   | 2024-06-03T16:00 | 2024-06-06T16:00 | police
"""
_PRACTICE = """
    child | kind | referral_date | start_date | authorised_date | child_seen_date | overrun_reason
    ------+------+---------------+------------+-----------------+-----------------+---------------
    Ada   | s17  | 2024-04-02    | 2024-04-03 | 2024-06-10      | 2024-04-09      | family
    Ben   | s17  | 2024-04-02    | 2024-04-03 | 2024-06-10      | 2024-04-10      |
    Cara  | s47  | 2024-05-01    | 2024-05-01 |                 | 2024-05-02      |
"""
_SEEN_ALONE = """
    child | start_date | authorised_date | child_seen_alone
    ------+------------+-----------------+-----------------
    Ada   | 2024-04-03 | 2024-06-10      | yes
    Ben   | 2024-04-03 | 2024-06-10      | no
    Cara  | 2024-05-01 |                 |
"""
_BIRTHS = """
    child | birth_month
    ------+------------
    Ada   | 2015-03-01
    Ben   | 2016-03-01
    Cara  | 2018-03-01
"""
_TRANSFERS = """
    child | direction | status     | notified_date | conference_date | plan_end_date | information_sent_date
    ------+-----------+------------+---------------+-----------------+---------------+----------------------
    Ada   | in        | protection | 2024-05-01    | 2024-05-20      |               |
    Ben   | in        | protection | 2024-05-01    |                 |               |
    Cara  | out       | protection | 2024-05-01    | 2024-05-20      | 2024-05-20    |
    Dev   | out       | protection | 2024-05-01    |                 | 2024-05-20    |
    Eve   | out       | need       | 2024-05-01    |                 |               | 2024-05-08
    Finn  | out       | need       | 2024-05-01    |                 |               |
"""
_NOTICES = """
    child | plan_end_date | agency    | notified_date
    ------+---------------+-----------+--------------
    Ada   | 2024-06-03    | health    | 2024-06-05
    Ada   | 2024-06-03    | education | 2024-06-10
    Ben   | 2024-06-03    | health    | 2024-06-05
    Ben   | 2024-06-03    | education | 2024-06-11
    Cara  | 2024-06-26    | health    |
"""
_REVIEWED = {
    "plans": """
        child | start_date
        ------+-----------
        Ada   | 2023-11-01
        Ben   | 2023-11-01
    """,
    "reviews": """
        child | review_date
        ------+------------
        Ada   | 2024-02-01
        Ben   | 2024-02-02
    """,
}
_ON_PLANS = """
    child | start_date
    ------+-----------
    Ada   | 2024-01-10
    Ben   | 2024-01-10
"""
_VISITS = """
    child | visit_date | kind       | seen
    ------+------------+------------+-----
    Ada   | 2024-06-17 | protection | yes
    Ben   | 2024-05-20 | protection | yes
"""
_CONFERENCES = """
    meeting | child | kind   | meeting_date | participation
    --------+-------+--------+--------------+--------------
    one     | Ada   | icpc   | 2024-05-20   | PN1
    two     | Ben   | icpc   | 2024-05-20   | PN4
    three   | Cara  | review | 2024-05-20   | PN6
"""
_ADVOCATES = """
    meeting | child | kind   | meeting_date | advocacy_offered_date | advocacy_received
    --------+-------+--------+--------------+-----------------------+------------------
    one     | Ada   | icpc   | 2024-05-20   | 2024-05-10            | yes
    two     | Ben   | icpc   | 2024-05-20   | 2024-05-20            | no
    three   | Cara  | review | 2024-05-20   |                       |
"""
_FAMILIES = """
    meeting | child | kind   | meeting_date | parent_attended | family_attended
    --------+-------+--------+--------------+-----------------+----------------
    one     | Ada   | icpc   | 2024-05-20   | yes             | yes
    two     | Ben   | icpc   | 2024-05-20   | yes             | no
    three   | Cara  | review | 2024-05-20   |                 |
"""
_INTERPRETERS = """
    meeting | child | kind   | meeting_date | interpreter_needed | interpreter_present
    --------+-------+--------+--------------+--------------------+--------------------
    one     | Ada   | icpc   | 2024-05-20   | yes                | yes
    two     | Ben   | icpc   | 2024-05-20   | yes                | no
    three   | Cara  | review | 2024-05-20   | no                 |
"""
_CONFERENCE_WORDS = "On 20 May 2024 there were conferences about Ada, Ben and Cara. "
_RECORDED = """
    child | religion_recorded | language_recorded
    ------+-------------------+------------------
    Ada   | yes               | yes
    Ben   | no                |
"""
_REFERRED = """
    child | referral_date
    ------+--------------
    Ada   | 2024-05-01
    Ben   | 2024-05-01
"""


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "contacts_that_become_referrals": (
        example(
            "Four contacts came in June 2024. Ada's became a referral the day after the decision. "
            "Ben's became one a week after it. Cara's family was given advice. For Dev nobody has "
            "decided yet.",
            "One of three became a referral in time. Dev is counted beside it as not known.",
            "1 of 3, 1 unknown",
            front_door_contacts="""
                child | contact_date | decision_date | outcome  | referral_received_at
                ------+--------------+---------------+----------+---------------------
                Ada   | 2024-06-03   | 2024-06-03    | referral | 2024-06-04T09:00
                Ben   | 2024-06-03   | 2024-06-03    | referral | 2024-06-10T09:00
                Cara  | 2024-06-03   | 2024-06-03    | advice   |
                Dev   | 2024-06-03   |               |          |
            """,
        ),
    ),
    "decision_within_one_working_day_of_referral": (
        example(
            "Ada's referral came on Monday and was decided on Tuesday. Ben's was decided on Wednesday. "
            "Cara's came on a Friday and was decided on Monday. Dev's is not decided after a week.",
            "Ada's and Cara's decisions were in time: a weekend has no working day. Of those due, Dev's "
            "counts as late.",
            "due basis: 2 of 4 in time, 1 overdue",
            front_door_contacts=_FRONT_DOOR,
        ),
    ),
    "decision_by_qualified_manager": (
        example(
            "Ada's and Cara's referrals were decided in time, Ada's by a qualified manager and Cara's "
            "by somebody else.",
            "One of two.",
            "1 of 2",
            front_door_contacts=_FRONT_DOOR,
        ),
    ),
    "referral_acknowledged_within_one_working_day": (
        example(
            "A school referred Ada and had an answer the next day. A doctor referred Ben and had one "
            "after three days. Cara's grandmother asked for help for her.",
            "One of two was answered in time. Cara's grandmother is no professional.",
            "completed basis: 1 of 2 in time",
            front_door_contacts=_FEEDBACK,
        ),
    ),
    "outcome_fed_back_to_referrer": (
        example(
            "The school that referred Ada was told what was decided. The doctor who referred Ben was "
            "not. Cara's grandmother asked for help for her.",
            "One of two professionals was told.",
            "1 of 2",
            front_door_contacts=_FEEDBACK,
        ),
    ),
    "working_days_to_feedback": (
        example(
            "What happens for Ada was decided on Tuesday 4 June 2024, and the school was told on "
            "Thursday.",
            "It took two working days.",
            "1 finished: half 2, nine in ten 2",
            front_door_contacts=_FEEDBACK,
        ),
    ),
    "referrals_by_source": (
        example(
            "A school referred Ada and Ben, the police referred Cara, and nobody wrote down who "
            "referred Dev.",
            "Schools made two of four referrals, the police one, and one source is not recorded.",
            "education 2, police 1, not_recorded 1 of 4",
            referrals="""
                child | referral_date | source
                ------+---------------+-------
                Ada   | 2024-05-01    | 2A
                Ben   | 2024-05-01    | 2A
                Cara  | 2024-05-01    | 6
                Dev   | 2024-05-01    |
            """,
        ),
    ),
    "early_help_started_per_10000_children": (
        example(
            "Early help began for four children in the first half of 2024.",
            "Four are counted.",
            "4 counted",
            early_help_records=_EARLY_HELP,
        ),
    ),
    "early_help_by_lead_agency": (
        example(
            "Of four early help episodes, only Cara's is open on 30 June 2024. The early help service "
            "leads it.",
            "One of one is led by early help.",
            "early_help 1 of 1",
            early_help_records=_EARLY_HELP,
        ),
    ),
    "early_help_by_source": (
        example(
            "Of four early help episodes, only Cara's is open on 30 June 2024. Her school asked for it.",
            "One of one was asked for by education.",
            "education 1 of 1",
            early_help_records=_EARLY_HELP,
        ),
    ),
    "early_help_offers_declined": (
        example(
            "Early help was offered to four families. Ada's said yes, Ben's and Cara's said no, and "
            "Dev's has had ten days to answer.",
            "Two of three declined. Dev is counted beside it, as still open.",
            "2 of 3, 1 still open",
            early_help_records=_OFFERS,
        ),
    ),
    "declined_offers_understood": (
        example(
            "Ben's and Cara's families said no to early help. For Ben it is recorded why, and how he "
            "is helped otherwise. For Cara it is not.",
            "One of two.",
            "1 of 2",
            early_help_records=_OFFERS,
        ),
    ),
    "early_help_closed_with_needs_met": (
        example(
            "Early help ended on 3 June 2024 for Ada with her needs met, and for Ben with his partly "
            "met. Dev moved away. Cara's goes on.",
            "One of two ended with needs met. Dev is left out.",
            "1 of 2, 1 excluded",
            early_help_records=_EARLY_HELP,
        ),
    ),
    "early_help_then_referred_within_12_months": (
        example(
            _AFTER_WORDS,
            "One of two was referred within a year. Cara's early help ended too recently to say.",
            "1 of 2, 1 too recent",
            **_AFTER_EARLY_HELP,
        ),
    ),
    "early_help_then_referred_with_no_further_action": (
        example(
            _AFTER_WORDS,
            "One of two was referred within a year and nothing more was done.",
            "1 of 2, 1 too recent",
            **_AFTER_EARLY_HELP,
        ),
    ),
    "early_help_stepped_up": (
        example(
            _AFTER_WORDS,
            "One of three was referred while early help was going on: Ada, in October 2022.",
            "1 of 3",
            **_AFTER_EARLY_HELP,
        ),
    ),
    "working_days_to_early_help": (
        example(
            "Help for Ada was asked for on Thursday 1 February 2024 and began a week later.",
            "It took five working days.",
            "1 finished: half 5, nine in ten 5",
            early_help_records="""
                child | request_date | start_date
                ------+--------------+-----------
                Ada   | 2024-02-01   | 2024-02-08
                Ben   | 2024-06-03   |
            """,
        ),
    ),
    "enquiries_by_outcome": (
        example(
            _ENDINGS_WORDS,
            "Of three that ended, one found a risk, one found none, and one is not recorded.",
            "not_substantiated 1, continuing_risk 1, not_recorded 1 of 3",
            enquiry_endings=_ENDINGS,
        ),
    ),
    "open_enquiries_by_age": (
        example(
            _ENDINGS_WORDS,
            "Cara's is the only one open on 30 June, after 20 working days.",
            "16_to_30 1 of 1",
            enquiry_endings=_ENDINGS,
        ),
    ),
    "immediate_protections_per_10000_children": (
        example(
            _PROTECTED_WORDS,
            "Three are counted.",
            "3 counted",
            immediate_protections=_PROTECTIONS,
        ),
    ),
    "immediate_protections_by_kind": (
        example(
            _PROTECTED_WORDS,
            "Two of three were police protection, one an order of a court.",
            "police_protection 2, emergency_order 1 of 3",
            immediate_protections=_PROTECTIONS,
        ),
    ),
    "strategy_discussion_after_police_protection": (
        example(
            _PROTECTED_WORDS,
            "The discussion about Ada was in time. The one about Ben is overdue.",
            "due basis: 1 of 2 in time, 1 overdue",
            immediate_protections=_PROTECTIONS,
        ),
    ),
    "hours_from_police_protection_to_discussion": (
        example(
            _PROTECTED_WORDS,
            "For Ada it took twelve and a half hours, which counts as thirteen.",
            "1 finished: half 13, nine in ten 13",
            immediate_protections=_PROTECTIONS,
        ),
    ),
    "other_children_considered_in_enquiries": (
        example(
            "Enquiries began about four children. Ada has two others at home, and both were thought "
            "of. Ben has one, who was not. Cara has none. For Dev nobody wrote it down.",
            "One of two. Cara is not counted, and Dev is not known.",
            "1 of 2, 1 unknown",
            enquiry_endings=_ENDINGS,
        ),
    ),
    "other_children_considered_in_protection": (
        example(
            "Ada has one other child at home, who was thought of. Ben has two, of whom nothing is "
            "written. Cara has none.",
            "One of two: what is not written down was not done.",
            "1 of 2",
            immediate_protections=_OTHERS_AT_HOME,
        ),
    ),
    "families_referred_to_housing_in_time": (
        example(
            "Ada's family and Ben were to lose their homes on 10 May 2024. Housing was told of Ada's "
            "family in April, and never of Ben. Cara may lose hers at the end of July.",
            "One of two was in time, and Ben's is overdue. There is still time for Cara.",
            "due basis: 1 of 2 in time, 1 overdue, 1 not yet due",
            homelessness_referrals=_HOMELESS,
        ),
    ),
    "young_people_assessed_jointly_when_homeless": (
        example(
            "Ben and Cara are 16 and may lose their homes. Housing and social care met Ben together.",
            "One of two. Ada's family is counted elsewhere.",
            "1 of 2",
            homelessness_referrals=_HOMELESS,
        ),
    ),
    "children_looked_after_per_10000_children": (
        example(
            "Ada and Ben came into care in 2023. Ben went home on 30 June 2024.",
            "On 30 June one child is looked after: who goes home that day no longer is.",
            "1 counted",
            looked_after_periods="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2023-05-01 |
                Ben   | 2023-05-01 | 2024-06-30
            """,
        ),
    ),
    "overrun_reason_recorded": (
        example(
            "The 45 working days for Ada and Ben ran out on 6 June 2024, and both assessments were "
            "finished later. For Ada it is written why.",
            "One of two. There is still time for Cara's assessment.",
            "1 of 2",
            assessment_practice=_PRACTICE,
        ),
    ),
    "strategy_discussion_within_one_working_day": (
        example(
            "Two worries were known at four o'clock on 3 June 2024. The agencies talked about one the "
            "next morning, and about the other three days later.",
            "One of two was in time.",
            "completed basis: 1 of 2 in time",
            attendances=_DISCUSSIONS,
        ),
    ),
    "hours_to_strategy_discussion": (
        example(
            "Two worries were known at four o'clock on 3 June 2024. The agencies talked about one at "
            "a quarter past nine the next morning, and about the other three days later.",
            "They took 18 and 72 hours: an hour begun counts as one.",
            "2 finished: half 45, nine in ten 72",
            attendances=_DISCUSSIONS,
        ),
    ),
    "core_group_within_10_working_days": (
        example(
            "Plans for Ada, Ben and Cara began on 1 May 2024. Ada's core group met on 16 May, ten "
            "working days later. Ben's met a day after that. Cara's has not met.",
            "One of two that met was in time. Of three that were due, one was, and Cara's is overdue.",
            "due basis: 1 of 3 in time, 1 overdue",
            plans="""
                child | start_date
                ------+-----------
                Ada   | 2024-05-01
                Ben   | 2024-05-01
                Cara  | 2024-05-01
            """,
            meeting_children="""
                meeting | child | kind       | meeting_date
                --------+-------+------------+-------------
                one     | Ada   | core_group | 2024-05-16
                two     | Ben   | core_group | 2024-05-17
            """,
        ),
    ),
    "first_review_within_three_months": (
        example(
            "Plans for Ada and Ben began on 1 November 2023. Ada's was reviewed on 1 February 2024, "
            "Ben's a day later.",
            "One of two was in time.",
            "completed basis: 1 of 2 in time",
            **_REVIEWED,
        ),
    ),
    "later_reviews_within_six_months": (
        example(
            "Ada's and Ben's plans were first reviewed in February 2024, and not since.",
            "Both next reviews are due in August: there is still time.",
            "due basis: 0 of 0 in time, 2 not yet due",
            **_REVIEWED,
        ),
    ),
    "child_seen_within_five_working_days": (
        example(
            "Ada and Ben were referred on Tuesday 2 April 2024. Ada was seen on Tuesday of the next "
            "week, and Ben a day later.",
            "One of two was seen in time.",
            "completed basis: 1 of 2 in time",
            assessment_practice=_PRACTICE,
        ),
    ),
    "child_seen_within_one_working_day_in_enquiries": (
        example(
            "An enquiry about Cara followed her referral on 1 May 2024. She was seen the day after.",
            "One of one was seen in time.",
            "completed basis: 1 of 1 in time",
            assessment_practice=_PRACTICE,
        ),
    ),
    "working_days_until_child_seen": (
        example(
            "Ada was seen five working days after her referral, Ben after six, and Cara after one.",
            "The middle of the three is five.",
            "3 finished: half 5, nine in ten 6",
            assessment_practice=_PRACTICE,
        ),
    ),
    "enquiries_within_15_working_days": (
        example(
            "Enquiries about Ada, Ben and Dev began on 1 May 2024. Ada's and Dev's ended on 20 May, "
            "after 12 working days. Ben's ended in the middle of June.",
            "Two of three.",
            "completed basis: 2 of 3 in time",
            enquiry_endings=_ENDINGS,
        ),
    ),
    "working_days_of_enquiries": (
        example(
            "Enquiries about Ada and Dev took 12 working days, and Ben's took 30.",
            "The middle of the three is 12.",
            "3 finished: half 12, nine in ten 30",
            enquiry_endings=_ENDINGS,
        ),
    ),
    "transfer_in_conference_due_within_15_working_days": (
        example(
            "We were told on 1 May 2024 that Ada and Ben had moved here on a plan. Ada's conference "
            "was held on 20 May. Ben's has not been held.",
            "One of two was in time, and Ben's is overdue.",
            "due basis: 1 of 2 in time, 1 overdue",
            transfers=_TRANSFERS,
        ),
    ),
    "plan_kept_until_receiving_conference": (
        example(
            "Cara and Dev moved away, and their plans ended on 20 May 2024. Cara's new area held its "
            "conference that day. Of Dev's we know nothing.",
            "One of two.",
            "1 of 2",
            transfers=_TRANSFERS,
        ),
    ),
    "agencies_all_told_that_plan_ended": (
        example(
            "Ada's and Ben's plans ended on Monday 3 June 2024. All were told of Ada's within five "
            "working days. Ben's school was told a day too late. Cara's plan ended last week.",
            "One of two. There is still time to tell of Cara's.",
            "1 of 2, 1 still open",
            plan_ending_notices=_NOTICES,
        ),
    ),
    "agency_told_that_plan_ended": (
        example(
            "Four agencies were told that Ada's and Ben's plans had ended, one of them too late. Of "
            "the end of Cara's plan, last week, one is still to be told.",
            "Three of four were in time.",
            "completed basis: 3 of 4 in time",
            plan_ending_notices=_NOTICES,
        ),
    ),
    "review_before_18th_birthday": (
        example(
            "Ada and Ben turned 18 in May 2024, both on a plan. Ada's was reviewed in April, Ben's in "
            "January.",
            "One of two.",
            "1 of 2",
            children="""
                child | birth_month
                ------+------------
                Ada   | 2006-05-01
                Ben   | 2006-05-01
            """,
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2023-11-01 | 2024-05-20
                Ben   | 2023-11-01 | 2024-05-20
            """,
            reviews="""
                child | review_date
                ------+------------
                Ada   | 2024-04-10
                Ben   | 2024-01-10
            """,
        ),
    ),
    "information_sent_when_child_in_need_moves": (
        example(
            "Eve and Finn, children in need, moved away, and we told their new areas on 1 May 2024. "
            "What we know of Eve was sent a week later, and of Finn nothing.",
            "One of two was in time: the bank holiday is no working day. Finn's is overdue.",
            "due basis: 1 of 2 in time, 1 overdue",
            transfers=_TRANSFERS,
        ),
    ),
    "children_on_plans_without_recent_activity": (
        example(
            "Ada and Ben are on plans on 30 June 2024. Ada was visited in June. Ben was last visited "
            "on 20 May.",
            "One of two: nothing was recorded of Ben for four weeks.",
            "1 of 2",
            plans=_ON_PLANS,
            visits=_VISITS,
        ),
    ),
    "children_in_need_without_recent_activity": (
        example(
            "Ada and Ben have been children in need since January 2024. Ada was visited in June. Ben "
            "was last visited on 10 May.",
            "One of two: nothing was recorded of Ben for six weeks.",
            "1 of 2",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-01-10
                Ben   | 2024-01-10
            """,
            visits="""
                child | visit_date | kind
                ------+------------+-----
                Ada   | 2024-06-17 | need
                Ben   | 2024-05-10 | need
            """,
        ),
    ),
    "stepped_down_then_referred_within_12_months": (
        example(
            "Ada, Ben and Cara came to early help from social care, Ada and Ben in June 2022, Cara in "
            "January 2024. Ada was referred again in May 2023.",
            "One of two. Cara came too recently to say.",
            "1 of 2, 1 too recent",
            early_help_records="""
                child | request_date | stepped_down
                ------+--------------+-------------
                Ada   | 2022-06-01   | yes
                Ben   | 2022-06-01   | yes
                Cara  | 2024-01-10   | yes
            """,
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2023-05-02
            """,
        ),
    ),
    "repeat_enquiries_within_12_months": (
        example(
            "Enquiries began about Ada in May 2023 and in April 2024, and about Ben in April 2024.",
            "One of three began within 12 months of another about the same child.",
            "1 of 3",
            section_47_enquiries="""
                child | start_date
                ------+-----------
                Ada   | 2023-05-02
                Ada   | 2024-04-02
                Ben   | 2024-04-02
            """,
        ),
    ),
    "plans_ended_within_three_months": (
        example(
            "Plans for Ada and Ben began on 1 February 2024. Ada's ended on 1 May, Ben's a day later.",
            "One of two ended within three months.",
            "1 of 2",
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2024-02-01 | 2024-05-01
                Ben   | 2024-02-01 | 2024-05-02
            """,
        ),
    ),
    "reviews_with_the_same_chair": (
        example(
            "One person chaired the first conferences about Ada and Ben, and Ada's review. Somebody "
            "else chaired Ben's review.",
            "One of two reviews had the same chair.",
            "1 of 2",
            meeting_children="""
                meeting | child | kind   | meeting_date
                --------+-------+--------+-------------
                one     | Ada   | icpc   | 2024-02-01
                two     | Ben   | icpc   | 2024-02-01
                three   | Ada   | review | 2024-05-01
                four    | Ben   | review | 2024-05-01
            """,
            attendances="""
                meeting | kind   | meeting_date | chair  | agency
                --------+--------+--------------+--------+-------
                one     | icpc   | 2024-02-01   | chair1 | health
                two     | icpc   | 2024-02-01   | chair1 | health
                three   | review | 2024-05-01   | chair1 | health
                four    | review | 2024-05-01   | chair2 | health
            """,
        ),
    ),
    "unborn_children_with_conference": (
        example(
            "Two children not yet born were referred in April 2024, and enquiries began. A conference "
            "was held before the first was born. The second was born without one.",
            "One of two.",
            "1 of 2",
            children="""
                child | birth_month | expected_birth_month
                ------+-------------+---------------------
                First |             | 2024-08-01
                Second | 2024-06-01 | 2024-06-01
            """,
            referrals="""
                child | referral_date
                ------+--------------
                First | 2024-04-02
                Second | 2024-04-02
            """,
            section_47_enquiries="""
                child | start_date
                ------+-----------
                First | 2024-04-10
                Second | 2024-04-10
            """,
            conferences="""
                child | conference_date
                ------+----------------
                First | 2024-04-25
            """,
        ),
    ),
    "children_on_plans_visited_on_time": (
        example(
            "Ada and Ben are on plans on 30 June 2024. Ada was last seen on 17 June, Ben on 20 May.",
            "One of two was seen in the ten working days before.",
            "1 of 2",
            plans=_ON_PLANS,
            visits=_VISITS,
        ),
    ),
    "family_meeting_offered_before_court": (
        example(
            "Letters before court were sent for three children on 3 June 2024. Ada's family had been "
            "offered a meeting. Ben's was offered one a week later. For Cara a risk forbade it.",
            "One of two. Cara is left out.",
            "1 of 2, 1 excluded",
            pre_proceedings="""
                child | step_date  | step   | offered_date | exempt
                ------+------------+--------+--------------+-------
                Ada   | 2024-06-03 | letter | 2024-05-20   |
                Ben   | 2024-06-03 | letter | 2024-06-10   |
                Cara  | 2024-06-03 | letter |              | yes
            """,
        ),
    ),
    "child_seen_alone_in_assessment": (
        example(
            "Assessments of Ada and Ben ended on 10 June 2024. Ada was seen alone, Ben was not. Cara's "
            "goes on.",
            "One of two.",
            "1 of 2",
            children=_BIRTHS,
            assessment_practice=_SEEN_ALONE,
        ),
    ),
    "children_taking_part_in_conferences": (
        example(
            _CONFERENCE_WORDS
            + "Ada came and spoke. Ben came and said nothing. Cara's views were told "
            "for her.",
            "Two of three took part.",
            "2 of 3",
            children=_BIRTHS,
            meeting_children=_CONFERENCES,
        ),
    ),
    "advocacy_offered_before_conference": (
        example(
            _CONFERENCE_WORDS
            + "Ada was offered an advocate ten days before, Ben on the day itself, "
            "and Cara never.",
            "One of three: an offer on the day comes too late.",
            "1 of 3",
            children=_BIRTHS,
            meeting_children=_ADVOCATES,
        ),
    ),
    "advocacy_received_at_conference": (
        example(
            _CONFERENCE_WORDS + "An advocate came for Ada.",
            "One of three.",
            "1 of 3",
            children=_BIRTHS,
            meeting_children=_ADVOCATES,
        ),
    ),
    "parents_at_conferences": (
        example(
            _CONFERENCE_WORDS + "Parents of Ada and Ben came. For Cara nobody wrote it down.",
            "Two of two, and one is not known.",
            "2 of 2, 1 unknown",
            meeting_children=_FAMILIES,
        ),
    ),
    "wider_family_at_conferences": (
        example(
            _CONFERENCE_WORDS
            + "Ada's aunt came, and of Ben's wider family nobody. For Cara nobody "
            "wrote it down.",
            "One of two, and one is not known.",
            "1 of 2, 1 unknown",
            meeting_children=_FAMILIES,
        ),
    ),
    "interpreter_present_when_needed": (
        example(
            _CONFERENCE_WORDS
            + "Ada's and Ben's families needed an interpreter. One came for Ada's.",
            "One of two. Cara's family needed none.",
            "1 of 2",
            meeting_children=_INTERPRETERS,
        ),
    ),
    "religion_recorded": (
        example(
            "Ada and Ben are children in need. For Ada it is recorded whether she has a religion.",
            "One of two.",
            "1 of 2",
            children=_RECORDED,
            referrals=_REFERRED,
        ),
    ),
    "language_recorded": (
        example(
            "Ada and Ben are children in need. Only Ada's first language is recorded.",
            "One of two.",
            "1 of 2",
            children=_RECORDED,
            referrals=_REFERRED,
        ),
    ),
}
