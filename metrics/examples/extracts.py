"""Worked examples of the measures that case extracts alone can give."""

from metrics.examples.example import Example, example

_ASSESSED_REFERRALS = """
    child | referral_date | closure_date | closure_reason | no_further_action
    ------+---------------+--------------+----------------+------------------
    Ada   | 2024-04-02    | 2024-05-31   | RC8            | no
    Ben   | 2024-04-02    | 2024-05-31   | RC9            | no
    Cara  | 2024-04-02    | 2024-05-31   | RC7            | no
    Dev   | 2024-04-02    |              |                | no
"""
_THEIR_ASSESSMENTS = """
    child | start_date | authorised_date
    ------+------------+----------------
    Ada   | 2024-04-03 | 2024-05-20
    Ben   | 2024-04-03 | 2024-05-20
    Cara  | 2024-04-03 | 2024-05-20
    Dev   | 2024-04-03 |
"""
_FOUR_REFERRED = (
    "Four children were referred on 2 April 2024 and all were assessed. Ada's assessment found that "
    "she needed nothing more. Ben's family was sent on to early help. Cara got help as a child in "
    "need. Dev's assessment is not finished."
)

_THREE_IN_NEED = """
    child | referral_date
    ------+--------------
    Ada   | 2024-05-01
    Ben   | 2024-05-01
    Unborn | 2024-05-01
"""

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "referrals_per_10000_children": (
        example(
            "A school asks for help for Ada and her brother Ben on 1 May 2024. A month later the "
            "police ask for help for Ada too, while the first request is still open.",
            "Two referrals are counted: one for each child. The second request for Ada is not "
            "counted, because she was already being helped.",
            "2 counted",
            referrals="""
                child | referral_date | source
                ------+---------------+-------
                Ada   | 2024-05-01    | 2A
                Ben   | 2024-05-01    | 2A
                Ada   | 2024-06-03    | 6
            """,
        ),
        example(
            "Ada was referred on 4 March 2024. That work ended on 2 May, and she was referred again "
            "on the same day.",
            "Both are counted: what ends on a day is no longer open on it.",
            "2 counted",
            referrals="""
                child | referral_date | closure_date
                ------+---------------+-------------
                Ada   | 2024-03-04    | 2024-05-02
                Ada   | 2024-05-02    |
            """,
        ),
    ),
    "referrals_with_no_further_action": (
        example(
            "Three children were referred in May 2024. For Ada nothing more was done. Ben is being "
            "helped. For Cara nobody has written down a decision.",
            "One of two ended in no further action. Cara is counted beside it, as still open.",
            "1 of 2, 1 still open",
            referrals="""
                child | referral_date | no_further_action
                ------+---------------+------------------
                Ada   | 2024-05-01    | yes
                Ben   | 2024-05-02    | no
                Cara  | 2024-05-03    |
            """,
        ),
    ),
    "assessed_and_not_in_need": (
        example(
            _FOUR_REFERRED,
            "Two of the four, Ada and Ben, were assessed and not in need.",
            "2 of 4",
            referrals=_ASSESSED_REFERRALS,
            assessments=_THEIR_ASSESSMENTS,
        ),
    ),
    "assessed_and_not_in_need_of_those_decided": (
        example(
            _FOUR_REFERRED,
            "Two of three: Dev's referral is still open, so it is left out and counted beside.",
            "2 of 3, 1 still open",
            referrals=_ASSESSED_REFERRALS,
            assessments=_THEIR_ASSESSMENTS,
        ),
    ),
    "assessed_and_closed_with_no_further_action": (
        example(
            _FOUR_REFERRED,
            "One of the four: only Ada left with nothing.",
            "1 of 4",
            referrals=_ASSESSED_REFERRALS,
            assessments=_THEIR_ASSESSMENTS,
        ),
    ),
    "assessed_and_referred_to_early_help": (
        example(
            _FOUR_REFERRED,
            "One of the four: Ben's family was sent on to early help.",
            "1 of 4",
            referrals=_ASSESSED_REFERRALS,
            assessments=_THEIR_ASSESSMENTS,
        ),
    ),
    "factors_at_end_of_assessment": (
        example(
            "Ada was assessed twice in the year after one referral, and both times a parent's "
            "domestic abuse was noted. For Ben it was a parent's mental health. For Cara nothing "
            "was noted.",
            "A parent's domestic abuse counts for one of two children, and a parent's mental health "
            "for one of two. Ada counts once. Cara is left out: nothing was written down for her.",
            "3B 1, 4B 1 of 2",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-04-02
                Ben   | 2024-04-02
                Cara  | 2024-04-02
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ada   | 2024-04-02 | 2024-05-01
                Ada   | 2024-05-10 | 2024-06-20
                Ben   | 2024-04-02 | 2024-05-01
                Cara  | 2024-04-02 | 2024-05-01
            """,
            assessment_factors="""
                child | assessment | factor
                ------+------------+-------
                Ada   | 2024-04-02 | 3B
                Ada   | 2024-05-10 | 3B
                Ben   | 2024-04-02 | 4B
            """,
        ),
    ),
    "section_47_enquiries_per_10000_children": (
        example(
            "Enquiries began about Ada and Ben on 2 April 2024, and again about Ada on 3 June.",
            "Three enquiries are counted, though they are about two children.",
            "3 counted",
            section_47_enquiries="""
                child | start_date
                ------+-----------
                Ada   | 2024-04-02
                Ben   | 2024-04-02
                Ada   | 2024-06-03
            """,
        ),
    ),
    "section_47_enquiries_with_conference": (
        example(
            "Four enquiries began on 1 May 2024. Ada's led to a conference. Ben's ended without the "
            "need for one. Cara's conference is still to come. For Dev nobody has written down "
            "whether one is needed.",
            "One of two led to a conference. Cara is counted beside it as still open, and Dev as not "
            "known.",
            "1 of 2, 1 unknown, 1 still open",
            section_47_enquiries="""
                child | start_date | conference_not_required
                ------+------------+------------------------
                Ada   | 2024-05-01 | no
                Ben   | 2024-05-01 | yes
                Cara  | 2024-05-01 | no
                Dev   | 2024-05-01 |
            """,
            conferences="""
                child | conference_date
                ------+----------------
                Ada   | 2024-05-20
            """,
        ),
    ),
    "conferences_with_plan": (
        example(
            "Conferences were held for Ada and Ben on 20 May 2024. A plan for Ada began that day. "
            "There is none for Ben.",
            "One of two conferences led to a plan.",
            "1 of 2",
            conferences="""
                child | conference_date
                ------+----------------
                Ada   | 2024-05-20
                Ben   | 2024-05-20
            """,
            plans="""
                child | start_date
                ------+-----------
                Ada   | 2024-05-20
            """,
        ),
    ),
    "children_in_need_per_10000_children": (
        example(
            "Ada was referred on 1 May 2024 and is still being helped. Work with Ben ended on 30 June. "
            "Cara's referral ended in no further action.",
            "On 30 June one child is in need: Ada. What ends on a day is no longer open on it.",
            "1 counted",
            referrals="""
                child | referral_date | closure_date | no_further_action
                ------+---------------+--------------+------------------
                Ada   | 2024-05-01    |              | no
                Ben   | 2024-05-01    | 2024-06-30   | no
                Cara  | 2024-05-01    |              | yes
            """,
        ),
    ),
    "children_on_plans_per_10000_children": (
        example(
            "Ada's plan began on 30 June 2024. Ben's plan ended on that day.",
            "On 30 June one child has a plan: Ada.",
            "1 counted",
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2024-06-30 |
                Ben   | 2023-11-02 | 2024-06-30
            """,
        ),
    ),
    "assessment_within_45_working_days_of_referral": (
        example(
            "Ada and Ben were referred on Thursday 1 February 2024. With Easter between, the 45th "
            "working day is Monday 8 April. A manager signed Ada's assessment on that day and Ben's "
            "on the next.",
            "One of the two was in time.",
            "completed basis: 1 of 2 in time",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-02-01
                Ben   | 2024-02-01
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ada   | 2024-02-05 | 2024-04-08
                Ben   | 2024-02-05 | 2024-04-09
            """,
        ),
        example(
            "It is 30 June 2024. Cara was referred on 1 February and her assessment is not finished. "
            "Dev was referred on 3 June.",
            "Of assessments finished, there is none to judge. Of assessments due, none of one was in "
            "time: Cara's is overdue. Dev's is not due yet.",
            "completed basis: 0 of 0 in time; due basis: 0 of 1 in time, 1 overdue, 1 not yet due",
            referrals="""
                child | referral_date
                ------+--------------
                Cara  | 2024-02-01
                Dev   | 2024-06-03
            """,
            assessments="""
                child | start_date
                ------+-----------
                Cara  | 2024-02-05
                Dev   | 2024-06-04
            """,
        ),
    ),
    "assessment_within_45_working_days_of_its_start": (
        example(
            "Ada was referred on 1 February 2024, but her assessment began a week later. A manager "
            "signed it on 15 April.",
            "It was in time from its start. From the referral it was late: the week before anyone "
            "began is not seen here.",
            "completed basis: 1 of 1 in time",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-02-01
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ada   | 2024-02-08 | 2024-04-15
            """,
        ),
    ),
    "assessment_days_in_bands": (
        example(
            "Ada, Ben and Cara were referred on 1 February 2024. Their assessments were signed on "
            "1 February, 8 April and 9 April: on working day 0, 45 and 46.",
            "One of three took the same day, one 41 to 45 days, and one 46 to 50.",
            "0 1, 41_to_45 1, 46_to_50 1 of 3",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-02-01
                Ben   | 2024-02-01
                Cara  | 2024-02-01
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ada   | 2024-02-01 | 2024-02-01
                Ben   | 2024-02-01 | 2024-04-08
                Cara  | 2024-02-01 | 2024-04-09
            """,
        ),
    ),
    "icpc_within_15_working_days": (
        example(
            "Strategy discussions about Ada and Ben were held on Wednesday 1 May 2024. With the bank "
            "holiday of 6 May between, the 15th working day is 23 May. Ada's conference was on that "
            "day and Ben's on the next.",
            "One of the two was in time.",
            "completed basis: 1 of 2 in time",
            section_47_enquiries="""
                child | start_date | conference_not_required
                ------+------------+------------------------
                Ada   | 2024-05-01 | no
                Ben   | 2024-05-01 | no
            """,
            conferences="""
                child | conference_date
                ------+----------------
                Ada   | 2024-05-23
                Ben   | 2024-05-24
            """,
        ),
        example(
            "It is 30 June 2024. Conferences are needed for Cara, whose strategy discussion was on "
            "1 May, and for Dev, whose was on 20 June. Neither has been held.",
            "Of conferences held, there is none to judge. Of conferences due, none of one was in "
            "time: Cara's is overdue. Dev's is not due yet.",
            "completed basis: 0 of 0 in time; due basis: 0 of 1 in time, 1 overdue, 1 not yet due",
            section_47_enquiries="""
                child | start_date | conference_not_required
                ------+------------+------------------------
                Cara  | 2024-05-01 | no
                Dev   | 2024-06-20 | no
            """,
        ),
    ),
    "icpc_days_in_bands": (
        example(
            "Strategy discussions about Ada and Ben were held on 1 May 2024. The conferences were "
            "held on working day 15 and on working day 16.",
            "One of two took 11 to 15 days, and one 16 to 20.",
            "11-15 1, 16-20 1 of 2",
            section_47_enquiries="""
                child | start_date | conference_not_required
                ------+------------+------------------------
                Ada   | 2024-05-01 | no
                Ben   | 2024-05-01 | no
            """,
            conferences="""
                child | conference_date
                ------+----------------
                Ada   | 2024-05-23
                Ben   | 2024-05-24
            """,
        ),
    ),
    "plans_reviewed_on_time": (
        example(
            "Plans for Ada and Ben began on 30 November 2023. Three months end with February, on "
            "the 29th. Ada's plan was reviewed on that day and Ben's on 1 March.",
            "On 30 June 2024 one of two plans has had every review on time.",
            "1 of 2",
            plans="""
                child | start_date
                ------+-----------
                Ada   | 2023-11-30
                Ben   | 2023-11-30
            """,
            reviews="""
                child | review_date
                ------+------------
                Ada   | 2024-02-29
                Ben   | 2024-03-01
            """,
        ),
        example(
            "Cara's plan began on 20 June 2023 and was reviewed on 10 September. The next review had "
            "to come by 10 March 2024. It was held on 11 March, and another in June.",
            "Cara's plan does not count as on time: one late review is enough.",
            "0 of 1",
            plans="""
                child | start_date
                ------+-----------
                Cara  | 2023-06-20
            """,
            reviews="""
                child | review_date
                ------+------------
                Cara  | 2023-09-10
                Cara  | 2024-03-11
                Cara  | 2024-06-10
            """,
        ),
    ),
    "transfer_in_conference_within_15_working_days": (
        example(
            "Ada and Ben moved here with a plan. We were told on 1 May 2024. Ada's conference was "
            "held on 23 May, the 15th working day, and Ben's on the next.",
            "One of the two was in time.",
            "completed basis: 1 of 2 in time",
            conferences="""
                child | transfer_in | notification_date | conference_date
                ------+-------------+-------------------+----------------
                Ada   | yes         | 2024-05-01        | 2024-05-23
                Ben   | yes         | 2024-05-01        | 2024-05-24
            """,
        ),
    ),
    "re_referrals_within_12_months": (
        example(
            "Ada was referred on 1 May 2023 and again on 1 May 2024. Ben was referred on 30 April "
            "2023 and again on 1 May 2024. Each time the first request had been closed.",
            "One of the four referrals is a child coming back within 12 months: Ada's second. Ben "
            "came back a day later than that.",
            "1 of 4",
            referrals="""
                child | referral_date | closure_date
                ------+---------------+-------------
                Ada   | 2023-05-01    | 2023-06-01
                Ada   | 2024-05-01    |
                Ben   | 2023-04-30    | 2023-06-01
                Ben   | 2024-05-01    |
            """,
        ),
    ),
    "repeat_plans_ever": (
        example(
            "Plans began for Ada, Ben and Cara on 1 May 2024. Ada had one in 2021. Ben's record says "
            "that he had two before, without dates. Cara never had one.",
            "Of the four plans that began, Ada's second and Ben's were not the child's first.",
            "2 of 4",
            plans="""
                child | start_date | end_date   | previous_plans
                ------+------------+------------+---------------
                Ada   | 2021-05-04 | 2021-11-02 | 0
                Ada   | 2024-05-01 |            | 1
                Ben   | 2024-05-01 |            | 2
                Cara  | 2024-05-01 |            | 0
            """,
        ),
    ),
    "repeat_plans_within_24_months": (
        example(
            "Ada's plan ended on 1 May 2022 and a new one began on 1 May 2024. Ben's plan ended a day "
            "earlier, and a new one also began on 1 May 2024.",
            "One of four: Ada came back within 24 months, Ben a day later than that.",
            "1 of 4",
            plans="""
                child | start_date | end_date   | previous_plans
                ------+------------+------------+---------------
                Ada   | 2021-10-04 | 2022-05-01 | 0
                Ada   | 2024-05-01 |            | 1
                Ben   | 2021-10-04 | 2022-04-30 | 0
                Ben   | 2024-05-01 |            | 1
            """,
        ),
    ),
    "plans_started_per_10000_children": (
        example(
            "Ada's plan began on 2 May 2023 and ended on 5 February 2024. A new one began on 7 May.",
            "Two plans started.",
            "2 counted",
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2023-05-02 | 2024-02-05
                Ada   | 2024-05-07 |
            """,
        ),
    ),
    "plans_ended_per_10000_children": (
        example(
            "Ada's plan began on 2 May 2023 and ended on 5 February 2024. A new one began on 7 May.",
            "One plan ended.",
            "1 counted",
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2023-05-02 | 2024-02-05
                Ada   | 2024-05-07 |
            """,
        ),
    ),
    "plans_by_latest_category": (
        example(
            "Ada's plan began because of emotional abuse; now it is about neglect. Ben's and Cara's "
            "are about emotional abuse.",
            "On 30 June 2024 one of three plans is for neglect and two are for emotional abuse.",
            "NEG 1, EMO 2 of 3",
            plans="""
                child | start_date | initial_category | latest_category
                ------+------------+------------------+----------------
                Ada   | 2024-01-10 | EMO              | NEG
                Ben   | 2024-01-10 | EMO              | EMO
                Cara  | 2024-01-10 | EMO              | EMO
            """,
        ),
    ),
    "plans_open_two_years_or_more": (
        example(
            "It is 30 June 2024. Ada's plan began on 2 July 2022: this is its 730th day. Ben's began "
            "a day later: this is its 729th.",
            "One of two plans has lasted two years or more.",
            "1 of 2",
            plans="""
                child | start_date
                ------+-----------
                Ada   | 2022-07-02
                Ben   | 2022-07-03
            """,
        ),
    ),
    "plans_ended_after_two_years_or_more": (
        example(
            "Plans for Ada and Ben began on 1 May 2022. Ada's ended on 29 April 2024, its 730th day. "
            "Ben's ended the day before.",
            "One of the two plans that ended had lasted two years or more.",
            "1 of 2",
            plans="""
                child | start_date | end_date
                ------+------------+-----------
                Ada   | 2022-05-01 | 2024-04-29
                Ben   | 2022-05-01 | 2024-04-28
            """,
        ),
    ),
    "child_seen_in_assessment": (
        example(
            "Four assessments were finished in May 2024. Ada was seen and Ben was not. For Cara "
            "nobody wrote it down. The fourth child was not yet born.",
            "One of two children was seen. Cara is counted beside it as not known, and the unborn "
            "child is left out.",
            "1 of 2, 1 unknown, 1 excluded",
            children="""
                child  | expected_birth_month
                -------+---------------------
                Unborn | 2024-09-01
            """,
            assessments="""
                child  | start_date | authorised_date | child_seen
                -------+------------+-----------------+-----------
                Ada    | 2024-04-02 | 2024-05-07      | yes
                Ben    | 2024-04-02 | 2024-05-07      | no
                Cara   | 2024-04-02 | 2024-05-07      |
                Unborn | 2024-04-02 | 2024-05-07      | no
            """,
        ),
    ),
    "ethnicity_recorded": (
        example(
            "On 30 June 2024 Ada, Ben and an unborn child are in need. Ada's ethnicity is written "
            "down. Ben's family did not want to say.",
            "Ethnicity is recorded for one of two children. The unborn child is left out.",
            "1 of 2",
            children="""
                child  | expected_birth_month | ethnicity
                -------+----------------------+----------
                Ada    |                      | BCRB
                Ben    |                      | REFU
                Unborn | 2024-09-01           |
            """,
            referrals=_THREE_IN_NEED,
        ),
    ),
    "disability_recorded": (
        example(
            "On 30 June 2024 Ada, Ben and an unborn child are in need. Ada's record says that she "
            "has no disability. Ben's says nothing.",
            "Disability is recorded for one of two children. The unborn child is left out.",
            "1 of 2",
            children="""
                child  | expected_birth_month | disabled
                -------+----------------------+---------
                Ada    |                      | no
                Ben    |                      |
                Unborn | 2024-09-01           |
            """,
            referrals=_THREE_IN_NEED,
        ),
    ),
    "age_recorded": (
        example(
            "On 30 June 2024 Ada, Ben and an unborn child are in need. Ada's date of birth is known. "
            "Ben's is not.",
            "Age is recorded for one of two children. The unborn child is left out.",
            "1 of 2",
            children="""
                child  | birth_month | expected_birth_month
                -------+-------------+---------------------
                Ada    | 2015-02-01  |
                Ben    |             |
                Unborn |             | 2024-09-01
            """,
            referrals=_THREE_IN_NEED,
        ),
    ),
    "assessments_with_a_factor": (
        example(
            "Ada and Ben were assessed in May 2024. For Ada a factor was noted, for Ben none.",
            "One of two has a factor recorded.",
            "1 of 2",
            referrals="""
                child | referral_date
                ------+--------------
                Ada   | 2024-04-02
                Ben   | 2024-04-02
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ada   | 2024-04-02 | 2024-05-07
                Ben   | 2024-04-02 | 2024-05-07
            """,
            assessment_factors="""
                child | factor
                ------+-------
                Ada   | 3B
            """,
        ),
    ),
    "sex_recorded": (
        example(
            "On 30 June 2024 Ada, Ben and an unborn child are in need. Ada is recorded as a girl. "
            "For Ben the record says 'not known'.",
            "Sex is recorded for one of two children. The unborn child is left out.",
            "1 of 2",
            children="""
                child  | expected_birth_month | sex
                -------+----------------------+----
                Ada    |                      | F
                Ben    |                      | U
                Unborn | 2024-09-01           | U
            """,
            referrals=_THREE_IN_NEED,
        ),
    ),
    "children_named_by_partners_matched": (
        example(
            "The police tell of two children who were missing in May 2024. One is Ada, whom social care "
            "knows. The other is known to nobody there.",
            "One of two is matched.",
            "1 of 2",
            missing_episodes="""
                child | upn | started_at
                ------+-----+-----------------
                Ada   |     | 2024-05-01 10:00
                      | U1  | 2024-05-03 22:00
            """,
        ),
    ),
}
"""Measure id to its examples."""
