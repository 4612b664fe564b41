"""Worked examples of the measures of schools and their pupils."""

from metrics.examples.example import Example, example

_TWO_TERMS = (
    "Ada could come on 100 half days in the autumn and 100 in the spring. She missed 5 and then 15. "
    "Ben could come on the same half days and missed 10 and then 9. Cara missed 100 of 180."
)
_THEIR_SESSIONS = """
    child | school | covers_from | covers_to  | possible | authorised | unauthorised | part_time
    ------+--------+-------------+------------+----------+------------+--------------+----------
    Ada   | S      | 2023-09-04  | 2023-12-20 | 100      | 5          | 0            | 0
    Ada   | S      | 2024-01-04  | 2024-03-28 | 100      | 10         | 5            | 0
    Ben   | S      | 2023-09-04  | 2023-12-20 | 100      | 10         | 0            | 0
    Ben   | S      | 2024-01-04  | 2024-03-28 | 100      | 0          | 9            | 0
    Cara  | S      | 2023-09-04  | 2024-03-28 | 180      | 90         | 10           | 60
"""
_ON_ROLL = """
    child | school | census_date | sen     | part_time_from
    ------+--------+-------------+---------+---------------
    Ada   | S      | 2024-01-18  | support | 2023-12-07
    Ben   | S      | 2024-01-18  | plan    | 2023-12-06
    Cara  | S      | 2024-01-18  | none    |
    Dev   | S      | 2024-01-18  |         |
"""
_SENT_HOME = """
    child | school | start_date | kind       | status
    ------+--------+------------+------------+----------
    Ada   | S      | 2023-11-06 | suspension | upheld
    Ada   | S      | 2024-02-05 | lunchtime  | upheld
    Ben   | S      | 2024-02-05 | suspension | rescinded
    Ben   | S      | 2024-03-04 | permanent  | pending
    Cara  | S      | 2024-03-04 | permanent  | rescinded
"""
_FOUR_ON_ROLL = (
    "Four children are on roll in January 2024. Ada is suspended twice that year, once at lunchtime. "
    "Ben's suspension is withdrawn; in March he is excluded for good, which the governors have not "
    "confirmed. Cara's exclusion is withdrawn."
)
_OUT_OF_SCHOOL = """
    child | kind              | start_date | end_date   | off_roll_date
    ------+-------------------+------------+------------+--------------
    Eve   | missing_education | 2023-12-01 | 2024-02-01 | 2023-11-22
    Finn  | missing_education | 2023-12-01 | 2024-01-18 | 2023-12-01
    Gus   | missing_education | 2024-03-01 |            | 2024-02-20
    Hana  | home_education    | 2022-09-01 |            |
    Iris  | home_education    | 2023-09-01 |            |
"""
_ONE_OPEN = """
    child | referral_date
    ------+--------------
    Hana  | 2023-12-01
"""
_FOUR_MONTHS = """
    child | month      | status                | offer_date
    ------+------------+-----------------------+-----------
    Ada   | 2023-09-01 | education_or_training | 2023-09-30
    Ben   | 2023-09-01 | not_known             | 2023-10-01
    Ada   | 2023-12-01 | education_or_training |
    Ada   | 2024-01-01 | neet                  |
    Ada   | 2024-02-01 | neet                  |
    Ben   | 2023-12-01 | not_known             |
    Ben   | 2024-01-01 | education_or_training |
    Ben   | 2024-02-01 |                       |
"""
_TWO_YOUNG_PEOPLE = (
    "Ada is 16. She is in college in December and in nothing in January and February. Nobody knows "
    "what Ben does in December, he is in training in January, and nobody filled in February."
)
_THEIR_REFERRALS = """
    child | referral_date | closure_date
    ------+---------------+-------------
    Ada   | 2023-11-01    |
    Ben   | 2023-11-01    |
    Cara  | 2023-11-01    | 2024-03-31
    Dev   | 2023-11-01    |
"""
_AUDITS = """
    provider | issued_date | deadline_date | close_date | received_date | complete | governors_told_date
    Hill     | 2023-10-02 | 2023-12-15 | 2024-02-29 | 2023-12-15 | yes | 2024-04-15
    Dale     | 2023-10-02 | 2023-12-15 | 2024-02-29 | 2024-02-29 | yes | 2024-06-30
    Brook    | 2023-10-02 | 2023-12-15 | 2024-02-29 |            |     |
"""
_THREE_SCHOOLS = (
    "Three schools are sent the audit on 2 October 2023, due by 15 December; late ones are taken "
    "until 29 February. Hill sends it on 15 December, Dale on 29 February, Brook never."
)
_DISAGREED = """
    escalation | raised_date | raised_by | resolved_date
    -----------+-------------+-----------+--------------
    E-1        | 2024-05-01  | education | 2024-05-08
    E-2        | 2024-05-01  | education |
    E-3        | 2024-05-01  | health    | 2024-05-02
"""
_TWO_DISAGREEMENTS = (
    "On 1 May 2024 two schools and a health visitor disagree with another agency's decision and say "
    "so. One school has its answer on 8 May, the other has none yet."
)

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "sessions_missed": (
        example(
            _TWO_TERMS,
            "139 half days were missed of 580, by three pupils. Both terms are added up.",
            "139 of 580, 3 rows",
            attendance=_THEIR_SESSIONS,
        ),
    ),
    "sessions_missed_for_part_time_timetables": (
        example(
            "Cara missed 100 of 180 half days. On 60 of them her part-time timetable kept her home. "
            "Ada and Ben had no such timetable and could come on 400 half days.",
            "60 half days of 580 were missed for that reason.",
            "60 of 580, 3 rows",
            attendance=_THEIR_SESSIONS,
        ),
    ),
    "pupils_persistently_absent": (
        example(
            _TWO_TERMS,
            "Two of three were persistently absent: Ada missed 20 of 200, which is just a tenth, and "
            "Cara more. Ben missed 19 and was not.",
            "2 of 3",
            attendance=_THEIR_SESSIONS,
        ),
    ),
    "pupils_severely_absent": (
        example(
            _TWO_TERMS,
            "One of three was severely absent: Cara missed more than half.",
            "1 of 3",
            attendance=_THEIR_SESSIONS,
        ),
    ),
    "suspensions_per_100_pupils": (
        example(
            _FOUR_ON_ROLL,
            "Two suspensions for four pupils. The one that was withdrawn is not counted.",
            "2 for 4",
            pupils=_ON_ROLL,
            suspensions=_SENT_HOME,
        ),
    ),
    "pupils_suspended": (
        example(
            _FOUR_ON_ROLL,
            "One of four pupils was suspended: Ada counts once.",
            "1 of 4",
            pupils=_ON_ROLL,
            suspensions=_SENT_HOME,
        ),
    ),
    "permanent_exclusions_per_100_pupils": (
        example(
            _FOUR_ON_ROLL,
            "One permanent exclusion for four pupils: Ben's counts though it may still be withdrawn.",
            "1 for 4",
            pupils=_ON_ROLL,
            suspensions=_SENT_HOME,
        ),
    ),
    "pupils_permanently_excluded": (
        example(
            _FOUR_ON_ROLL,
            "One of four pupils was excluded for good: Ben.",
            "1 of 4",
            pupils=_ON_ROLL,
            suspensions=_SENT_HOME,
        ),
    ),
    "permanent_exclusions_not_yet_confirmed": (
        example(
            _FOUR_ON_ROLL,
            "The one exclusion that was not withdrawn, Ben's, is not yet confirmed.",
            "1 of 1",
            suspensions=_SENT_HOME,
        ),
    ),
    "children_missing_education_per_1000_pupils": (
        example(
            "On the census day, 18 January 2024, four pupils are on roll. Eve has missed education "
            "since December. Finn was found that very day, and Gus is missed from March.",
            "One child is missing education for four pupils: Eve.",
            "1 for 4",
            pupils=_ON_ROLL,
            out_of_school_spells=_OUT_OF_SCHOOL,
        ),
    ),
    "children_educated_at_home": (
        example(
            "On the census day, 18 January 2024, Hana and Iris are educated at home, and have been "
            "for months.",
            "Two children are counted.",
            "2 counted",
            pupils=_ON_ROLL,
            out_of_school_spells=_OUT_OF_SCHOOL,
        ),
    ),
    "educated_at_home_and_in_need": (
        example(
            "Hana and Iris are educated at home on the census day. Hana was referred in December and "
            "is still in need. Iris was never referred, though the authority holds her record.",
            "One of two is in need.",
            "1 of 2",
            pupils=_ON_ROLL,
            out_of_school_spells=_OUT_OF_SCHOOL,
            referrals=_ONE_OPEN,
        ),
    ),
    "days_from_off_roll_to_found": (
        example(
            "Eve was taken off roll on 22 November 2023 and found on 1 February, 71 days later. Finn "
            "waited from 1 December to 18 January, 48 days. Gus has not been found.",
            "Of the two who were found, half waited at most 59.5 days. Gus is in another line.",
            "2 finished: half 59.5, nine in ten 71",
            out_of_school_spells=_OUT_OF_SCHOOL,
        ),
    ),
    "children_off_roll_still_missing": (
        example(
            "Eve and Finn were taken off roll and found again. Gus was taken off roll on 20 February "
            "2024 and has not been found.",
            "One child is still missing education: Gus.",
            "1 counted",
            out_of_school_spells=_OUT_OF_SCHOOL,
        ),
    ),
    "young_people_without_education_or_not_known": (
        example(
            _TWO_YOUNG_PEOPLE,
            "Three months of five: two of Ada's and one of Ben's. The month that nobody filled in is "
            "left out, and counted beside it.",
            "3 of 5, 1 unknown",
            activity_16_17=_FOUR_MONTHS,
        ),
    ),
    "young_people_without_education": (
        example(
            _TWO_YOUNG_PEOPLE,
            "Two months of five: Ada's January and February.",
            "2 of 5, 1 unknown",
            activity_16_17=_FOUR_MONTHS,
        ),
    ),
    "young_people_not_known": (
        example(
            _TWO_YOUNG_PEOPLE,
            "One month of five: Ben's December.",
            "1 of 5, 1 unknown",
            activity_16_17=_FOUR_MONTHS,
        ),
    ),
    "young_people_with_a_september_offer": (
        example(
            "Ada and Ben are 16 in September 2023. Ada is offered a place on the last day of that "
            "month, Ben a day later.",
            "One of two had an offer in time.",
            "1 of 2",
            activity_16_17=_FOUR_MONTHS,
        ),
    ),
    "pupils_on_part_time_timetables": (
        example(
            "On the census day, 18 January 2024, Ada and Ben are on a part-time timetable, Cara and "
            "Dev are not.",
            "Two of four pupils.",
            "2 of 4",
            pupils=_ON_ROLL,
        ),
    ),
    "pupils_on_long_part_time_timetables": (
        example(
            "On the census day, 18 January 2024, Ada has been on a part-time timetable for 42 days "
            "and Ben for 43. Cara and Dev come full time.",
            "One of four pupils: six weeks are 42 days, and Ben's is longer.",
            "1 of 4",
            pupils=_ON_ROLL,
        ),
    ),
    "children_with_special_educational_needs": (
        example(
            "Ada, Ben and Dev are in need on 31 March 2024; Cara's help ended that day. Ada has "
            "support at school and Ben a plan. Of Dev the school says nothing.",
            "Two of two have special educational needs. Of Dev it is not known, and Cara is no longer "
            "in need.",
            "2 of 2, 1 unknown",
            pupils=_ON_ROLL,
            referrals=_THEIR_REFERRALS,
        ),
    ),
    "children_with_an_education_health_and_care_plan": (
        example(
            "Ada, Ben and Dev are in need on 31 March 2024. Ada has support at school and Ben a plan. "
            "Of Dev the school says nothing.",
            "One of two has a plan: Ben. Of Dev it is not known.",
            "1 of 2, 1 unknown",
            pupils=_ON_ROLL,
            referrals=_THEIR_REFERRALS,
        ),
    ),
    "safeguarding_audits_returned_by_deadline": (
        example(
            _THREE_SCHOOLS,
            "Of the two that came one was in time. Of the three that were due one was in time, and "
            "one is overdue.",
            "due basis: 1 of 3 in time, 1 overdue",
            provider_audits=_AUDITS,
        ),
    ),
    "safeguarding_audits_returned_by_close": (
        example(
            _THREE_SCHOOLS,
            "Two of the three that were due came before late ones were no longer taken.",
            "due basis: 2 of 3 in time, 1 overdue",
            provider_audits=_AUDITS,
        ),
    ),
    "audit_findings_told_to_governors": (
        example(
            "Hill's audit came on 15 December 2023 and its governors saw it on 15 April, four months "
            "later. Dale's came on 29 February, and its governors saw it on 30 June.",
            "One of two: four months after 29 February is 29 June, a day before Dale's governors saw "
            "it.",
            "1 of 2",
            provider_audits=_AUDITS,
        ),
    ),
    "safeguarding_leads_trained_within_two_years": (
        example(
            "On 31 March 2024 Hill's safeguarding lead was last trained on 31 March 2022, Dale's a day "
            "before that. Of Brook's it is not known.",
            "One of two is up to date: two years to the day still count. Brook is counted beside it.",
            "1 of 2, 1 unknown",
            as_at="2024-03-31",
            providers="""
                provider | in_scope_from | lead_trained_date
                ---------+---------------+------------------
                Hill     | 2020-09-01    | 2022-03-31
                Dale     | 2020-09-01    | 2022-03-30
                Brook    | 2020-09-01    |
            """,
        ),
    ),
    "escalations_raised_by_education": (
        example(
            _TWO_DISAGREEMENTS,
            "Two are counted: those that schools raised.",
            "2 counted",
            escalations=_DISAGREED,
        ),
    ),
    "education_escalations_resolved": (
        example(
            _TWO_DISAGREEMENTS,
            "One of the schools' two is resolved.",
            "1 of 2",
            escalations=_DISAGREED,
        ),
    ),
    "working_days_to_resolve_education_escalations": (
        example(
            _TWO_DISAGREEMENTS,
            "The school's answer took four working days, for 6 May was a bank holiday.",
            "1 finished: half 4, nine in ten 4",
            escalations=_DISAGREED,
        ),
    ),
    "education_referrals_not_in_need": (
        example(
            "Schools refer Ada, Ben, Cara and Dev in May 2024. Ada's referral ends in no further "
            "action. Ben is assessed and not in need. Cara is in need, and of Dev nothing is decided.",
            "Two of the three decided on. The referral by the police does not count.",
            "2 of 3, 1 still open",
            referrals="""
                child | referral_date | source | no_further_action | closure_date | closure_reason
                ------+---------------+--------+-------------------+--------------+---------------
                Ada   | 2024-05-01    | 2A     | yes               |              |
                Ben   | 2024-05-01    | 2B     | no                | 2024-06-20   | RC8
                Cara  | 2024-05-01    | 2A     | no                |              |
                Dev   | 2024-05-01    | 2A     |                   |              |
                Eve   | 2024-05-01    | 6      | yes               |              |
            """,
            assessments="""
                child | start_date | authorised_date
                ------+------------+----------------
                Ben   | 2024-05-02 | 2024-06-18
            """,
        ),
    ),
}
