"""Governance: decisions, data and agreements."""

import pytest

from data.agreement import Conventions

ACTIONS = "actions_completed_on_time"
CLOSED = "scrutiny_recommendations_closed"
ANSWERED = "scrutiny_recommendations_answered_on_time"
DAYS_TO_ANSWER = "days_to_answer_scrutiny_recommendations"
STATES = "scrutiny_recommendations_by_state"
AUDITS = "audits_graded_good_or_better"
MILESTONES = "report_milestones_met"
STAGES = "disputes_by_stage"
RAISED = "disputes_raised"
SETTLED = "disputes_resolved_locally"
ON_TIME = "returns_received_on_time"
COMPLETE = "returns_received_on_time_and_complete"
REQUESTS = "information_requests_answered_in_time"
DAYS_ASKED = "days_to_answer_information_requests"
UPN = "children_in_need_with_pupil_number"
NHS = "children_in_need_with_nhs_number"
SHARING = "sharing_agreements_in_date"

AGREED = """
    action | agency | agreed_date | original_due_date | revised_due_date | completed_date | withdrawn_date
    A1 | police | 2024-04-01 | 2024-05-01 | | 2024-05-01 |
    A2 | police | 2024-04-01 | 2024-05-01 | 2024-06-01 | 2024-05-02 |
    A3 | health | 2024-04-01 | 2024-06-29 | 2024-08-01 | |
    A4 | health | 2024-04-01 | 2024-06-30 | | |
    A5 | health | 2024-04-01 | 2024-05-01 | | | 2024-04-20
    A6 | health | 2024-04-01 | 2024-05-01 | | 2024-03-20 |
"""


def test_an_action_is_on_time_by_the_day_first_agreed_whatever_was_agreed_since(spec):
    spec(measure=ACTIONS, actions=AGREED, expected="completed basis: 1 of 2 in time")
    spec(
        measure=ACTIONS,
        actions=AGREED,
        expected="due basis: 1 of 3 in time, 1 overdue, 1 not yet due, 1 unknown, 1 excluded",
    )


def test_actions_are_told_apart_by_who_does_them(spec):
    spec(
        measure=ACTIONS,
        actions=AGREED,
        by="agency",
        expected="Police: completed basis: 1 of 2 in time",
    )


SCRUTINISED = """
    recommendation|agency|origin|made_date|response_due_date|response_date|state|due_date|closed_date
    A | police | scrutiny | 2024-04-01 | 2024-05-01 | 2024-05-01 | closed | 2024-05-31 | 2024-06-10
    A | health | scrutiny | 2024-04-01 | 2024-05-01 | 2024-05-11 | rejected | 2024-05-31 |
    B | police | scrutiny | 2024-04-01 | 2024-05-01 | | proposed | 2024-06-29 |
    C | police | scrutiny | 2024-04-01 | 2024-06-30 | | | 2024-06-30 |
    D | police | scrutiny | 2024-04-01 | | 2024-04-11 | in_progress | |
    E | police | national | 2024-04-01 | 2024-05-01 | 2024-05-01 | closed | 2024-05-31 | 2024-06-10
    F | police | | 2024-04-01 | 2024-05-01 | 2024-05-01 | closed | 2024-05-31 | 2024-06-10
    G | police | scrutiny | 2024-04-01 | 2024-05-01 | 2024-07-09 | closed | 2024-05-31 | 2024-07-09
"""


def test_what_the_scrutineer_has_closed_is_counted_of_what_was_due(spec):
    spec(
        measure=CLOSED,
        recommendations=SCRUTINISED,
        expected="1 of 3, 2 unknown, 1 still open",
    )
    spec(
        measure=CLOSED,
        recommendations=SCRUTINISED,
        by="agency",
        expected="Health services: 0 of 1; Police: 1 of 2",
    )


def test_the_scrutineer_is_answered_by_the_day_the_answer_was_due(spec):
    spec(
        measure=ANSWERED,
        recommendations=SCRUTINISED,
        expected="completed basis: 1 of 2 in time",
    )
    spec(
        measure=ANSWERED,
        recommendations=SCRUTINISED,
        expected="due basis: 1 of 3 in time, 1 overdue, 1 not yet due, 2 unknown",
    )


def test_the_days_until_the_scrutineer_was_answered_are_days_of_the_calendar(spec):
    spec(
        measure=DAYS_TO_ANSWER,
        recommendations=SCRUTINISED,
        expected="3 finished: half 30, nine in ten 40",
    )


def test_what_became_of_scrutinys_recommendations_is_told_apart(spec):
    spec(
        measure=STATES,
        recommendations=SCRUTINISED,
        expected="proposed 1, rejected 1, in_progress 1, closed 2, not_recorded 1 of 6",
    )


def test_audits_are_good_or_better_or_not_or_have_no_grade(spec):
    spec(
        measure=AUDITS,
        practice_audits="""
            audit | audit_date | grade
            A1    | 2024-05-01 | outstanding
            A2    | 2024-05-01 | good
            A3    | 2024-05-01 | requires_improvement
            A4    | 2024-05-01 | inadequate
            A5    | 2024-05-01 |
        """,
        expected="2 of 4, 1 unknown",
    )


def test_milestones_are_met_on_the_day_itself_and_overdue_the_day_after(spec):
    spec(
        measure=MILESTONES,
        report_milestones="""
            milestone              | due_date   | done_date
            signed_local_authority | 2024-05-31 | 2024-05-31
            signed_health          | 2024-05-31 | 2024-06-01
            signed_police          | 2024-06-29 |
            accessible             | 2024-06-30 |
            published              | 2024-09-30 |
            sent_panel             | 2024-05-31 | 2024-07-01
        """,
        # What is due after the last day known is in no period yet.
        expected="1 of 3, 1 unknown, 1 still open",
    )


DISPUTED = """
    dispute | raised_date | stage              | resolved_date
    D1      | 2024-05-01  | delegated          | 2024-05-10
    D2      | 2024-05-01  | lead               | 2024-05-20
    D3      | 2024-05-01  | lead               |
    D4      | 2024-05-01  | secretary_of_state |
    D5      | 2024-05-01  |                    | 2024-05-20
"""


def test_each_dispute_stands_once_at_its_highest_stage(spec):
    spec(
        measure=STAGES,
        disputes=DISPUTED,
        expected="delegated 1, lead 2, secretary_of_state 1, not_recorded 1 of 5",
    )


def test_every_dispute_is_counted_when_it_is_raised_however_it_ended(spec):
    spec(measure=RAISED, disputes=DISPUTED, expected="5 counted")


def test_what_went_to_the_secretary_of_state_was_not_settled_here(spec):
    spec(measure=SETTLED, disputes=DISPUTED, expected="2 of 3, 1 unknown, 1 still open")


def owed(**more: str) -> dict[str, str]:
    """One return of the police for April, due on 15 May, unless the row says otherwise."""
    row = {
        "agency": "police",
        "subject": "missing",
        "for_area": "990",
        "period_start": "2024-04-01",
        "period_end": "2024-04-30",
        "due_date": "2024-05-15",
    } | more
    return {"returns_due": " | ".join(row) + "\n" + " | ".join(row.values())}


def came(*rows: str) -> str:
    """Files of the police: area, days covered, day received, cells to fill in and filled in."""
    heading = "subject | agency | area | covers_from | covers_to | received | wanted | given"
    return "\n".join([heading, *rows])


IN_TIME = "missing | police | 990 | 2024-04-01 | 2024-04-30 | 2024-05-15 | 100 | 95"
LATE = "missing | police | 990 | 2024-04-01 | 2024-04-30 | 2024-05-16 | 100 | 100"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (IN_TIME, "1 of 1"),
        (LATE, "0 of 1"),
        (IN_TIME.replace("2024-04-01", "2024-03-01"), "1 of 1"),
        (IN_TIME.replace("2024-04-01", "2024-04-02"), "0 of 1"),
        (IN_TIME.replace("2024-04-30", "2024-04-29"), "0 of 1"),
        (IN_TIME.replace("990", "991"), "0 of 1"),
        (IN_TIME.replace("990", "partnership"), "0 of 1"),
        (IN_TIME.replace("police", "health"), "0 of 1"),
        (IN_TIME.replace("missing", "incidents"), "0 of 1"),
        (IN_TIME.replace("2024-05-15", ""), "0 of 0, 1 unknown"),
    ],
)
def test_a_return_is_in_time_where_a_file_of_its_agency_covers_its_period_by_its_day(
    spec, file, expected
):
    spec(measure=ON_TIME, **owed(), extracts=came(file), expected=expected)


def test_a_return_of_the_whole_partnership_names_no_area(spec):
    file = IN_TIME.replace("990", "partnership")
    spec(measure=ON_TIME, **owed(for_area=""), extracts=came(file), expected="1 of 1")


def test_what_did_not_come_is_overdue_the_day_after_it_was_due(spec):
    spec(measure=ON_TIME, **owed(due_date="2024-06-29"), expected="0 of 1")
    spec(measure=ON_TIME, **owed(due_date="2024-06-30"), expected="0 of 0, 1 still open")
    spec(
        measure=ON_TIME,
        **owed(),
        as_at="2024-05-15",
        extracts=came(LATE),
        expected="0 of 0, 1 still open",
    )


def test_what_came_after_the_day_of_the_release_had_not_come(spec):
    early = IN_TIME.replace("2024-05-15", "2024-05-12")
    for as_at, expected in (("2024-05-12", "0 of 0"), ("2024-05-15", "1 of 1")):
        spec(
            measure=ON_TIME,
            **owed(),
            as_at=as_at,
            extracts=came(early),
            year=2024,
            expected=expected,
        )
    spec(
        measure=ON_TIME,
        **owed(),
        as_at="2024-05-15",
        extracts=came(IN_TIME.replace("2024-05-15", "2024-05-16")),
        expected="0 of 0, 1 still open",
    )


def test_agencies_are_told_apart(spec):
    spec(
        measure=ON_TIME,
        **owed(),
        extracts=came(IN_TIME),
        by="agency",
        expected="Police: 1 of 1",
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((IN_TIME,), "1 of 1"),
        ((IN_TIME.replace("95", "94"),), "0 of 1"),
        ((IN_TIME.replace("100 | 95", "0 | 0"),), "1 of 1"),
        ((LATE,), "0 of 1"),
        ((), "0 of 1"),
        # The last file in time puts right the one before it; a late one cannot.
        ((IN_TIME, IN_TIME.replace("05-15 | 100 | 95", "05-10 | 100 | 40")), "1 of 1"),
        ((IN_TIME.replace("95", "40"), IN_TIME.replace("05-15", "05-10")), "0 of 1"),
        ((IN_TIME.replace("95", "40"), LATE), "0 of 1"),
        ((LATE, LATE.replace("2024-05-16", "")), "0 of 1"),
    ],
)
def test_a_return_is_complete_where_enough_of_it_is_filled_in(spec, files, expected):
    spec(measure=COMPLETE, **owed(), extracts=came(*files), expected=expected)


def test_partners_may_agree_how_complete_a_return_must_be(spec):
    spec(
        measure=COMPLETE,
        **owed(),
        extracts=came(IN_TIME),
        agreement=Conventions(complete_return_percent=96),
        expected="0 of 1",
    )


ASKED = """
    request | child | agency | asked_date | answered_date
    R1      | A     | police | 2024-05-01 | 2024-05-16
    R2      | A     | police | 2024-05-01 | 2024-05-17
    R3      |       | health | 2024-05-01 |
    R4      | B     | health | 2024-06-17 |
    R5      | B     | health | 2024-05-01 | 2024-04-01
"""


def test_a_request_is_answered_within_the_agreed_days(spec):
    # Ten working days from 1 May are 16 May: the 6th was a bank holiday.
    spec(
        measure=REQUESTS,
        information_requests=ASKED,
        expected="due basis: 1 of 3 in time, 1 overdue, 1 not yet due, 1 unknown",
    )
    spec(
        measure=REQUESTS,
        information_requests=ASKED,
        by="agency",
        expected="Police: completed basis: 1 of 2 in time",
    )


def test_partners_agree_the_days_for_answering(spec):
    spec(
        measure=REQUESTS,
        information_requests=ASKED,
        agreement=Conventions(information_request_working_days=11),
        expected="completed basis: 2 of 2 in time",
    )


def test_the_days_until_a_request_was_answered_need_no_limit(spec):
    spec(
        measure=DAYS_ASKED,
        information_requests=ASKED,
        expected="2 finished: half 15.5, nine in ten 16",
    )


KNOWN = """
    child | birth_month | expected_birth_month | upn | nhs_number
    A     | 2014-01-01  |                      | u1  | n1
    B     | 2014-01-01  |                      |     |
    C     | 2019-06-01  |                      | u3  |
    D     | 2019-07-01  |                      |     | n4
    E     | 2008-06-01  |                      | u5  |
    F     |             | 2024-09-01           |     |
    G     |             |                      |     |
"""
IN_NEED = """
    child | referral_date | closure_date
    A     | 2024-05-01    |
    B     | 2024-05-01    |
    C     | 2024-05-01    |
    D     | 2024-05-01    |
    E     | 2024-05-01    |
    F     | 2024-05-01    |
    G     | 2024-05-01    |
    H     | 2024-05-01    | 2024-06-29
"""


def test_a_pupil_number_is_held_for_children_of_5_to_15(spec):
    spec(measure=UPN, children=KNOWN, referrals=IN_NEED, expected="2 of 3")


def test_an_nhs_number_is_held_for_all_who_are_born(spec):
    spec(measure=NHS, children=KNOWN, referrals=IN_NEED, expected="2 of 6")


SHARED = """
    agreement | kind    | made_date  | reviewed_date | ended_date
    S1        | sharing | 2022-06-30 |               |
    S2        | sharing | 2022-06-29 |               |
    S3        | sharing | 2020-01-01 | 2023-01-01    |
    S4        | sharing | 2020-01-01 | 2021-12-01    |
    S5        | sharing | 2020-01-01 | 2023-01-01    | 2024-06-30
    S6        | sharing | 2020-01-01 | 2023-01-01    | 2024-07-01
    S7        | sharing | 2024-07-02 |               |
"""


def test_an_agreement_is_in_date_for_two_years_after_it_was_made_or_reviewed(spec):
    spec(measure=SHARING, sharing_agreements=SHARED, expected="3 of 5")


def test_of_a_day_before_the_last_review_the_state_may_not_be_known(spec):
    # S3, S5 and S6 were older than two years then, and their later review may not be the first.
    spec(
        measure=SHARING,
        sharing_agreements=SHARED,
        on="2022-09-30",
        expected="3 of 3, 3 unknown",
    )
    spec(
        measure=SHARING,
        sharing_agreements=SHARED,
        on="2021-12-31",
        expected="4 of 4",
    )


def test_partners_may_agree_how_long_an_agreement_is_in_date(spec):
    spec(
        measure=SHARING,
        sharing_agreements=SHARED,
        agreement=Conventions(agreement_review_months=25),
        expected="4 of 5",
    )
