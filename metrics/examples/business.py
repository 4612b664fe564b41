"""Worked examples of the measures of the partnership's own business."""

from metrics.examples.example import Example, example

_INCIDENTS = """
    incident | incident_date | aware_date | notified_date | rapid_review_required | rapid_review_sent_date
    ---------+---------------+------------+---------------+-----------------------+-----------------------
    One      | 2024-05-13    | 2024-05-14 | 2024-05-21    | yes                   | 2024-06-12
    Two      | 2024-05-13    | 2024-05-14 | 2024-05-22    | yes                   | 2024-06-10
    Three    | 2024-06-10    | 2024-06-12 |               | yes                   |
"""
_THREE_INCIDENTS = (
    "Two serious incidents of Monday 13 May 2024 became known on the 14th. One was notified on the 21st, "
    "its rapid review sent on 12 June. The other was notified on the 22nd, its review sent on 10 June. "
    "A third became known on 12 June and is not notified."
)
_DECIDED = """
    review | decision_date | rationale_recorded | family_told_date
    -------+---------------+--------------------+-----------------
    One    | 2023-09-01    | yes                | 2023-09-05
    Two    | 2023-09-01    | yes                |
    Three  | 2023-11-01    | yes                | 2023-11-03
"""
_PUBLISHED = """
    review | decision_date | started | published_date | delay_notified_date
    -------+---------------+---------+----------------+--------------------
    One    | 2023-09-01    | yes     | 2024-03-01     |
    Two    | 2023-09-01    | yes     | 2024-03-08     |
    Three  | 2023-11-01    | yes     |                | 2024-03-01
"""
_SENT = """
    review | decision_date | published_date | sent_panel_date | sent_secretary_of_state_date
    -------+---------------+----------------+-----------------+-----------------------------
    One    | 2023-09-01    | 2024-03-01     | 2024-02-19      | 2024-02-19
    Two    | 2023-09-01    | 2024-03-08     | 2024-03-01      | 2024-03-01
    Three  | 2023-11-01    |                |                 |
"""
_INVITED = """
    review | decision_date | started | practitioners_invited | family_invited
    -------+---------------+---------+-----------------------+---------------
    One    | 2023-09-01    | yes     | yes                   | yes
    Two    | 2023-09-01    | yes     | yes                   | no
    Three  | 2023-11-01    | yes     | yes                   | yes
"""
_THREE_REVIEWS = (
    "Two local reviews were started on 1 September 2023. One was published on 1 March 2024 and one on 8 "
    "March. A third, of 1 November, waits for a trial, and the Panel was told so."
)
_DONE = """
    recommendation | agency | origin       | made_date  | due_date   | implemented_date
    ---------------+--------+--------------+------------+------------+-----------------
    One            | police | local_review | 2024-01-08 | 2024-05-31 | 2024-05-20
    One            | health | local_review | 2024-01-08 | 2024-05-31 | 2024-05-25
    Two            | police | national     | 2024-01-08 | 2024-05-31 |
    Three          | police | rapid_review | 2024-05-08 | 2024-06-30 |
"""
_SHOWN = """
    recommendation | agency | origin       | made_date  | due_date   | impact_evidenced_date
    ---------------+--------+--------------+------------+------------+----------------------
    One            | police | local_review | 2024-01-08 | 2024-05-31 | 2024-06-20
    One            | health | local_review | 2024-01-08 | 2024-05-31 |
    Two            | police | national     | 2024-01-08 | 2024-05-31 |
    Three          | police | rapid_review | 2024-05-08 | 2024-06-30 |
"""
_ANSWERED = """
    recommendation | agency | origin   | made_date  | response_due_date | response_date
    ---------------+--------+----------+------------+-------------------+--------------
    Four           | police | scrutiny | 2024-04-02 | 2024-05-01        | 2024-05-01
    Four           | health | scrutiny | 2024-04-02 | 2024-05-01        | 2024-05-09
"""
_CLOSED = """
    recommendation | agency | origin   | made_date  | state    | due_date   | closed_date
    ---------------+--------+----------+------------+----------+------------+------------
    Four           | police | scrutiny | 2024-04-02 | closed   | 2024-05-31 | 2024-06-05
    Four           | health | scrutiny | 2024-04-02 | accepted | 2024-05-31 |
"""
_OF_REVIEWS = (
    "A local review asked something of the police and of health by the end of May 2024. Both did it; only "
    "of what the police did was an effect shown. A national review's recommendation was due then too "
    "and is not done. A rapid review's is due today."
)
_OF_SCRUTINY = (
    "The scrutineer asked something of the police and of health on 2 April 2024, with an answer by 1 May. "
    "The police answered on 1 May and the scrutineer closed it in June. Health answered on 9 May, and "
    "it is still open though it was due at the end of May."
)
_DEATHS = """
    death | death_date | care_status  | aware_date | notified_date
    ------+------------+--------------+------------+--------------
    One   | 2024-05-13 | looked_after | 2024-05-13 | 2024-05-20
    Two   | 2024-05-13 | care_leaver  | 2024-05-14 |
    Three | 2024-05-13 | neither      | 2024-05-14 |
"""
_ALLEGATIONS = """
    allegation | sector      | employer_aware_date | informed_date | officer_told_first
    -----------+-------------+---------------------+---------------+-------------------
    One        | education   | 2024-05-10          | 2024-05-13    |
    Two        | education   | 2024-05-10          | 2024-05-14    |
    Three      | sport       |                     | 2024-05-14    |
    Four       | foster_care | 2024-05-15          | 2024-05-14    | yes
"""
_TRAINING = """
    attendance | agency | attended_date | followed_up_date | change_applied
    -----------+--------+---------------+------------------+---------------
    One        | police | 2024-02-01    | 2024-05-02       | yes
    Two        | police | 2024-02-01    | 2024-05-03       | no
    Three      | health | 2024-02-01    |                  |
    Four       | health | 2024-05-01    |                  |
"""
_THREE_TRAINED = (
    "Three people took a course on 1 February 2024. Asked three months later, one says that practice "
    "changed, one that it did not, and one does not answer. A fourth took it in May and has not yet "
    "been asked."
)
_MONEY = """
    year_start | agency      | kind    | basis    | pounds
    -----------+-------------+---------+----------+-------
    2024-04-01 | social_care | cash    | actual   | 95000
    2024-04-01 | health      | cash    | actual   | 60000
    2024-04-01 | police      | in_kind | actual   | 12000
    2024-04-01 | social_care | cash    | forecast | 100000
    2024-04-01 | police      | in_kind | forecast | 15000
"""
_WHO_PAYS = (
    "For 2024 to 2025 social care promised 100,000 pounds and gave 95,000; health gave 60,000. The "
    "police promised staff time worth 15,000 pounds and gave 12,000 pounds of it."
)
_ACTIONS = """
    action | agency | agreed_date | original_due_date | revised_due_date | completed_date | withdrawn_date
    -------+--------+-------------+-------------------+------------------+----------------+---------------
    One    | police | 2024-04-02  | 2024-05-01        |                  | 2024-05-01     |
    Two    | health | 2024-04-02  | 2024-05-01        | 2024-06-01       | 2024-05-20     |
    Three  | health | 2024-04-02  | 2024-05-01        |                  |                |
    Four   | health | 2024-04-02  | 2024-05-01        |                  |                | 2024-04-20
"""
_AUDITS = """
    audit | audit_date | grade
    ------+------------+---------------------
    One   | 2024-05-01 | good
    Two   | 2024-05-01 | requires_improvement
    Three | 2024-05-01 |
"""
_MILESTONES = """
    milestone              | due_date   | done_date
    -----------------------+------------+-----------
    signed_local_authority | 2024-06-14 | 2024-06-14
    signed_health          | 2024-06-14 | 2024-06-17
    signed_police          | 2024-06-14 |
"""
_DISPUTES = """
    dispute | raised_date | stage     | resolved_date
    --------+-------------+-----------+--------------
    One     | 2024-05-01  | delegated | 2024-05-10
    Two     | 2024-05-01  | lead      |
"""
_OWED = """
    agency | subject   | for_area | period_start | period_end | due_date
    -------+-----------+----------+--------------+------------+-----------
    police | missing   | 990      | 2024-04-01   | 2024-04-30 | 2024-05-15
    police | incidents |          | 2024-04-01   | 2024-04-30 | 2024-05-15
    health | missing   | 990      | 2024-04-01   | 2024-04-30 | 2024-05-15
"""
_CAME = """
    subject   | agency | area        | covers_from | covers_to  | received   | wanted | given
    ----------+--------+-------------+-------------+------------+------------+--------+------
    missing   | police | 990         | 2024-04-01  | 2024-04-30 | 2024-05-15 | 200    | 198
    incidents | police | partnership | 2024-04-01  | 2024-04-30 | 2024-05-10 | 200    | 120
"""
_THREE_OWED = (
    "Three returns for April 2024 were due on 15 May. The police sent both of theirs by then: one with 198 "
    "of 200 cells filled in, the other with 120 of 200. Health sent nothing."
)
_REQUESTS = """
    request | child | agency | asked_date | answered_date
    --------+-------+--------+------------+--------------
    One     | Ada   | police | 2024-05-07 | 2024-05-21
    Two     | Ben   | police | 2024-05-07 | 2024-05-22
    Three   | Cara  | health | 2024-06-24 |
"""
_THREE_ASKED = (
    "The police were asked about Ada and Ben on 7 May 2024. They answered about Ada on the 21st, ten "
    "working days later, and about Ben on the 22nd. Health was asked about Cara on 24 June."
)
_NUMBERS = """
    child | birth_month | upn   | nhs_number
    ------+-------------+-------+-----------
    Ada   | 2014-01-01  | held  | held
    Ben   | 2012-01-01  |       | held
    Cara  | 2022-01-01  |       |
"""
_HELPED = """
    child | referral_date
    ------+--------------
    Ada   | 2024-05-01
    Ben   | 2024-05-01
    Cara  | 2024-05-01
"""
_THREE_NUMBERS = (
    "Ada, Ben and Cara are children in need at the end of June 2024, aged 10, 12 and 2. Of Ada both "
    "numbers are held, of Ben the NHS number, of Cara neither."
)
_AGREEMENTS = """
    agreement | kind    | made_date  | reviewed_date
    ----------+---------+------------+--------------
    One       | sharing | 2020-05-01 | 2023-05-01
    Two       | sharing | 2020-05-01 | 2021-05-01
"""
_RESTRAINTS = """
    incident | establishment | child | incident_date | reason         | technique
    ---------+---------------+-------+---------------+----------------+------------------
    One      | House         | Ada   | 2024-05-02    | harm_to_others | not_pain_inducing
    One      | House         | Ben   | 2024-05-02    | harm_to_others | pain_inducing
    Two      | House         | Ada   | 2024-05-20    | good_order     | not_pain_inducing
"""
_MONTHS = """
    establishment | month      | children_at_start | children_at_end
    --------------+------------+-------------------+----------------
    House         | 2024-05-01 | 20                | 22
"""
_TWO_INCIDENTS = (
    "In May 2024 Ada and Ben were restrained in one incident, to keep others from harm, and Ada in "
    "another, to keep good order. On Ben a technique was used that is meant to cause pain."
)

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "serious_incidents_notified_in_time": (
        example(
            _THREE_INCIDENTS,
            "The limit was the 21st: one of two was in time. On the due basis the third is overdue, so it "
            "is one of three.",
            "completed basis: 1 of 2 in time; due basis: 1 of 3 in time, 1 overdue",
            serious_incidents=_INCIDENTS,
        ),
    ),
    "rapid_reviews_sent_in_time": (
        example(
            _THREE_INCIDENTS,
            "Counted from the notification both reviews came within 15 working days. The incident not "
            "notified is left out.",
            "completed basis: 2 of 2 in time; due basis: 2 of 2 in time, 1 excluded",
            serious_incidents=_INCIDENTS,
        ),
    ),
    "rapid_reviews_sent_in_time_from_incident": (
        example(
            _THREE_INCIDENTS,
            "Counted from the incident the limit was 4 June, and neither review was in time.",
            "completed basis: 0 of 2 in time; due basis: 0 of 2 in time, 1 excluded",
            serious_incidents=_INCIDENTS,
        ),
    ),
    "review_decisions_explained": (
        example(
            f"{_THREE_REVIEWS} The reasons of all three decisions are recorded. The family of the second "
            "was not told.",
            "Two of three decisions were explained.",
            "2 of 3",
            practice_reviews=_DECIDED,
        ),
    ),
    "practice_reviews_published_in_time": (
        example(
            _THREE_REVIEWS,
            "Six months ended on 1 March: one of two was in time. The third stands apart, as a delay "
            "that was notified.",
            "completed basis: 1 of 2 in time; due basis: 1 of 2 in time, 1 delay notified",
            practice_reviews=_PUBLISHED,
        ),
    ),
    "reviews_sent_before_publication": (
        example(
            f"{_THREE_REVIEWS} The first was sent to the Panel and the Secretary of State on 19 February, "
            "the second on 1 March.",
            "Seven working days before were 21 and 28 February: one of two was sent in time.",
            "1 of 2",
            practice_reviews=_SENT,
        ),
    ),
    "review_recommendations_implemented": (
        example(
            _OF_REVIEWS,
            "Two of three were done. The one due today is left out.",
            "2 of 3, 1 still open",
            recommendations=_DONE,
        ),
    ),
    "review_recommendations_with_impact": (
        example(
            _OF_REVIEWS,
            "Of one of three an effect was shown. The one due today is left out.",
            "1 of 3, 1 still open",
            recommendations=_SHOWN,
        ),
    ),
    "reviews_inviting_practitioners_and_family": (
        example(
            f"{_THREE_REVIEWS} To the second the family was not invited.",
            "Two of three invited both.",
            "2 of 3",
            practice_reviews=_INVITED,
        ),
    ),
    "deaths_in_care_notified_in_time": (
        example(
            "A looked-after child's death on 13 May 2024 was notified on the 20th. A care leaver's became "
            "known on the 14th and was not notified. A third child was not in care.",
            "One was notified, in time. The second is overdue: on the due basis it is one of two.",
            "completed basis: 1 of 1 in time; due basis: 1 of 2 in time, 1 overdue",
            child_deaths=_DEATHS,
        ),
    ),
    "designated_officer_told_within_one_working_day": (
        example(
            "Two schools knew of an allegation on Friday 10 May 2024. One told the officer on Monday, one "
            "on Tuesday. When a sports club knew is not recorded. Of a fourth the officer knew first.",
            "One of two was told in time. The club's is not known, and the fourth is left out.",
            "completed basis: 1 of 2 in time, 1 unknown, 1 excluded",
            allegations=_ALLEGATIONS,
        ),
    ),
    "training_followed_up": (
        example(
            _THREE_TRAINED,
            "Two of three answered. The fourth is too recent.",
            "2 of 3, 1 too recent",
            training_evaluations=_TRAINING,
        ),
    ),
    "training_changed_practice": (
        example(
            _THREE_TRAINED,
            "Practice changed for one of the two who answered.",
            "1 of 2",
            training_evaluations=_TRAINING,
        ),
    ),
    "contributions_in_money": (
        example(_WHO_PAYS, "155,000 pounds were given.", "155000 pounds", contributions=_MONEY),
    ),
    "contributions_in_kind": (
        example(
            _WHO_PAYS,
            "Staff time worth 12,000 pounds was given.",
            "12000 pounds",
            contributions=_MONEY,
        ),
    ),
    "contributions_in_money_forecast": (
        example(_WHO_PAYS, "100,000 pounds were promised.", "100000 pounds", contributions=_MONEY),
    ),
    "contributions_in_kind_forecast": (
        example(
            _WHO_PAYS,
            "Staff time worth 15,000 pounds was promised.",
            "15000 pounds",
            contributions=_MONEY,
        ),
    ),
    "budget_agreed": (
        example(
            "For 2024 to 2025 the partners agreed a budget of 310,000 pounds.",
            "The budget is 310,000 pounds.",
            "310000 pounds",
            budgets="year_start | pounds\n2024-04-01 | 310000",
        ),
    ),
    "actions_completed_on_time": (
        example(
            "Four actions were due on 1 May 2024. One was done on that day. One was put off to June and done "
            "on 20 May. One is not done, and one was dropped.",
            "By the day first agreed, one of two was on time. On the due basis it is one of three.",
            "completed basis: 1 of 2 in time; due basis: 1 of 3 in time, 1 overdue, 1 excluded",
            actions=_ACTIONS,
        ),
    ),
    "scrutiny_recommendations_closed": (
        example(
            _OF_SCRUTINY,
            "One of two has been closed.",
            "1 of 2",
            recommendations=_CLOSED,
        ),
    ),
    "scrutiny_recommendations_answered_on_time": (
        example(
            _OF_SCRUTINY,
            "One of two was answered in time.",
            "completed basis: 1 of 2 in time; due basis: 1 of 2 in time",
            recommendations=_ANSWERED,
        ),
    ),
    "days_to_answer_scrutiny_recommendations": (
        example(
            _OF_SCRUTINY,
            "The police took 29 days and health 37. The middle is 33.",
            "2 finished: half 33, nine in ten 37",
            recommendations=_ANSWERED,
        ),
    ),
    "scrutiny_recommendations_by_state": (
        example(
            _OF_SCRUTINY,
            "Of two, one is accepted and one closed.",
            "accepted 1, closed 1 of 2",
            recommendations=_CLOSED,
        ),
    ),
    "audits_graded_good_or_better": (
        example(
            "The records of three children were audited. One audit was graded good and one as requiring "
            "improvement; the third has no grade.",
            "One of two was good or better. The third is counted beside, as not known.",
            "1 of 2, 1 unknown",
            practice_audits=_AUDITS,
        ),
    ),
    "report_milestones_met": (
        example(
            "All three partners were to sign the yearly report by 14 June 2024. The local authority signed "
            "on that day and health three days later; the police have not signed.",
            "One of three milestones was met.",
            "1 of 3",
            report_milestones=_MILESTONES,
        ),
    ),
    "disputes_by_stage": (
        example(
            "Two disputes were raised in May 2024. Delegated partners settled one. The other is with the "
            "lead partners.",
            "Of two, one went no further than delegated and one to lead partners.",
            "delegated 1, lead 1 of 2",
            disputes=_DISPUTES,
        ),
    ),
    "disputes_raised": (
        example(
            "Two disputes were raised in May 2024, and one of them was settled.",
            "Two disputes were raised.",
            "2 counted",
            disputes=_DISPUTES,
        ),
    ),
    "disputes_resolved_locally": (
        example(
            "Two disputes were raised in May 2024. Delegated partners settled one. The other is with the "
            "lead partners.",
            "The one that was settled was settled locally. The other is still open.",
            "1 of 1, 1 still open",
            disputes=_DISPUTES,
        ),
    ),
    "returns_received_on_time": (
        example(
            _THREE_OWED,
            "Two of three came in time.",
            "2 of 3",
            returns_due=_OWED,
            extracts=_CAME,
        ),
    ),
    "returns_received_on_time_and_complete": (
        example(
            _THREE_OWED,
            "One of three came in time with at least 95% filled in.",
            "1 of 3",
            returns_due=_OWED,
            extracts=_CAME,
        ),
    ),
    "information_requests_answered_in_time": (
        example(
            _THREE_ASKED,
            "One of two answers was in time. The answer about Cara is not yet due.",
            "completed basis: 1 of 2 in time; due basis: 1 of 2 in time, 1 not yet due",
            information_requests=_REQUESTS,
        ),
    ),
    "days_to_answer_information_requests": (
        example(
            _THREE_ASKED,
            "The answers took 14 and 15 days. The middle is fourteen and a half.",
            "2 finished: half 14.5, nine in ten 15",
            information_requests=_REQUESTS,
        ),
    ),
    "children_in_need_with_pupil_number": (
        example(
            _THREE_NUMBERS,
            "The pupil number of one of two is held. Cara is too young to have one.",
            "1 of 2",
            children=_NUMBERS,
            referrals=_HELPED,
        ),
    ),
    "children_in_need_with_nhs_number": (
        example(
            _THREE_NUMBERS,
            "The NHS number of two of three is held.",
            "2 of 3",
            children=_NUMBERS,
            referrals=_HELPED,
        ),
    ),
    "sharing_agreements_in_date": (
        example(
            "Two agreements of May 2020 are in force at the end of June 2024. One was last reviewed in May "
            "2023, the other in May 2021.",
            "One of two was looked at within two years.",
            "1 of 2",
            sharing_agreements=_AGREEMENTS,
        ),
    ),
    "restraints_per_100_children_a_month": (
        example(
            f"{_TWO_INCIDENTS} On the first day of the month 20 children lived there, on the last 22.",
            "Three restraints for 21 children in a month: about 14 for every 100.",
            "3 for 21",
            restraints=_RESTRAINTS,
            establishment_months=_MONTHS,
        ),
    ),
    "restraints_by_reason": (
        example(
            _TWO_INCIDENTS,
            "Of three, two were to keep others from harm and one to keep good order.",
            "harm_to_others 2, good_order 1 of 3",
            restraints=_RESTRAINTS,
        ),
    ),
    "restraints_by_technique": (
        example(
            _TWO_INCIDENTS,
            "One of three was meant to cause pain.",
            "not_pain_inducing 2, pain_inducing 1 of 3",
            restraints=_RESTRAINTS,
        ),
    ),
}
