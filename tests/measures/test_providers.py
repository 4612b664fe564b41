"""Education providers as relevant agencies."""

import pytest

from data.agreement import Conventions

BY_DEADLINE = "safeguarding_audits_returned_by_deadline"
BY_CLOSE = "safeguarding_audits_returned_by_close"
GOVERNORS = "audit_findings_told_to_governors"
TRAINED = "safeguarding_leads_trained_within_two_years"
NOT_IN_NEED = "education_referrals_not_in_need"


def round_of(*rows: str) -> str:
    """Audits issued on 1 May 2024, due by the 20th, closed on 10 June."""
    heading = (
        "round | issued_date | deadline_date | close_date"
        " | provider | received_date | complete | excused_reason"
    )
    begin = "R | 2024-05-01 | 2024-05-20 | 2024-06-10"
    return "\n".join([heading, *(f"{begin} | {row}" for row in rows)])


def test_an_audit_on_the_deadline_is_in_time_and_a_day_later_late(spec):
    spec(
        measure=BY_DEADLINE,
        provider_audits=round_of("A | 2024-05-20 | yes | ", "B | 2024-05-21 | yes | "),
        expected="due basis: 1 of 2 in time",
    )
    spec(
        measure=BY_CLOSE,
        provider_audits=round_of(
            "A | 2024-05-20 | yes | ", "B | 2024-06-10 | yes | ", "C | 2024-06-11 | yes | "
        ),
        expected="due basis: 2 of 3 in time",
    )


def test_an_audit_that_did_not_come_is_overdue_after_its_deadline_and_not_yet_due_on_it(spec):
    audits = round_of("A | | | ")
    spec(
        measure=BY_DEADLINE,
        extract_date="2024-05-20",
        provider_audits=audits,
        expected="due basis: 0 of 0 in time, 1 not yet due",
    )
    spec(
        measure=BY_DEADLINE,
        extract_date="2024-05-21",
        provider_audits=audits,
        expected="due basis: 0 of 1 in time, 1 overdue",
    )


def test_an_incomplete_audit_did_not_come_and_one_of_which_nobody_says_is_unknown(spec):
    spec(
        measure=BY_DEADLINE,
        provider_audits=round_of("A | 2024-05-20 | no | ", "B | 2024-05-20 | | "),
        expected="due basis: 0 of 1 in time, 1 overdue, 1 unknown",
    )


def test_who_is_excused_or_closed_by_the_deadline_owes_no_audit(spec):
    spec(
        measure=BY_DEADLINE,
        provider_audits=round_of("A | | | merged", "B | | | ", "C | | | "),
        providers="""
            provider | in_scope_from | closed_date
            B        | 2020-09-01    | 2024-05-20
            C        | 2020-09-01    | 2024-05-21
        """,
        expected="due basis: 0 of 1 in time, 1 overdue, 2 excluded",
    )


def test_a_provider_in_scope_to_which_no_audit_was_sent_owes_it_if_its_kind_was_asked(spec):
    spec(
        measure=BY_DEADLINE,
        provider_audits=round_of("A | 2024-05-20 | yes | "),
        providers="""
            provider | kind        | in_scope_from | closed_date
            A        | academy     | 2020-09-01    |
            B        | academy     | 2024-05-01    |
            C        | academy     | 2024-05-02    |
            D        | academy     | 2020-09-01    | 2024-05-01
            E        | childminder | 2020-09-01    |
        """,
        expected="due basis: 1 of 2 in time, 1 overdue",
    )


def test_audits_are_told_apart_by_the_type_of_provider(spec):
    spec(
        measure=BY_DEADLINE,
        by="provider_kind",
        provider_audits=round_of("A | 2024-05-20 | yes | ", "B | 2024-05-20 | yes | "),
        providers="provider | kind | in_scope_from\nA | academy | 2020-09-01",
        expected=("Academy: due basis: 1 of 1 in time; Not recorded: due basis: 1 of 1 in time"),
    )


def test_without_a_day_of_closing_that_line_is_unknown(spec):
    spec(
        measure=BY_CLOSE,
        provider_audits="""
            provider | round | issued_date | deadline_date | received_date | complete
            A        | R     | 2024-05-01  | 2024-05-20    | 2024-05-20    | yes
        """,
        expected="due basis: 0 of 0 in time, 1 unknown",
    )


AUDITS_READ = """
    provider | round | issued_date | deadline_date | received_date | complete | governors_told_date
    A        | R     | 2024-01-02  | 2024-01-31    | 2024-01-31    | yes      | 2024-05-31
    B        | R     | 2024-01-02  | 2024-01-31    | 2024-01-31    | yes      | 2024-06-01
    C        | R     | 2024-01-02  | 2024-01-31    | 2024-01-31    | yes      |
    D        | R     | 2024-01-02  | 2024-01-31    | 2024-03-01    | yes      |
    E        | R     | 2024-01-02  | 2024-01-31    |               |          |
"""


def test_governors_see_the_audit_within_a_term_or_it_is_open_or_not_known(spec):
    spec(measure=GOVERNORS, provider_audits=AUDITS_READ, expected="1 of 2, 1 unknown, 1 still open")
    spec(
        measure=GOVERNORS,
        provider_audits=AUDITS_READ,
        agreement=Conventions(governors_told_within_months=5),
        expected="2 of 2, 2 still open",
    )


REGISTER = """
    provider | in_scope_from | closed_date | lead_trained_date
    A        | 2020-09-01    |             | 2022-06-30
    B        | 2020-09-01    |             | 2022-06-29
    C        | 2020-09-01    |             |
    D        | 2020-09-01    | 2024-06-30  | 2024-01-01
    E        | 2024-06-30    |             | 2024-06-30
"""


def test_a_lead_is_trained_again_within_two_years_to_the_day(spec):
    spec(measure=TRAINED, providers=REGISTER, on="2024-06-30", expected="2 of 3, 1 unknown")
    spec(
        measure=TRAINED,
        providers=REGISTER,
        on="2024-06-30",
        agreement=Conventions(lead_trained_within_months=25),
        expected="3 of 3, 1 unknown",
    )


def test_of_a_day_before_the_last_training_it_is_not_known_whether_the_lead_was_up_to_date(spec):
    register = "provider | in_scope_from | lead_trained_date\nA | 2020-09-01 | 2024-04-01"
    spec(measure=TRAINED, providers=register, on="2024-03-31", expected="0 of 0, 1 unknown")


def test_days_before_the_newest_quarter_and_31_march_are_not_judged(spec):
    for day, expected in (
        ("2024-06-30", "2 of 3, 1 unknown"),
        ("2024-03-31", "3 of 3, 1 unknown"),
        ("2023-12-31", "0 of 0"),
        ("2023-03-31", "0 of 0"),
    ):
        spec(measure=TRAINED, providers=REGISTER, on=day, expected=expected)
    spec(
        measure=TRAINED,
        providers=REGISTER,
        covers=[("2024-05-01", "2024-05-31")],
        extract_date="2024-05-31",
        on="2024-03-31",
        expected="0 of 0",
    )


DISAGREEMENTS = """
    escalation | raised_date | raised_by | sector  | resolved_date
    1          | 2024-05-01  | education | primary | 2024-05-01
    2          | 2024-05-01  | education | primary | 2024-05-02
    3          | 2024-05-03  | education |         | 2024-05-07
    4          | 2024-05-03  | education |         |
    5          | 2024-05-03  | police    |         | 2024-05-07
    6          | 2024-05-03  |           |         | 2024-05-07
"""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("escalations_raised_by_education", "4 counted"),
        ("education_escalations_resolved", "3 of 4"),
        ("working_days_to_resolve_education_escalations", "3 finished: half 1, nine in ten 1"),
    ],
)
def test_what_education_raised_is_counted_settled_and_timed(spec, line, expected):
    spec(measure=line, escalations=DISAGREEMENTS, expected=expected)


def test_disagreements_are_told_apart_by_the_sector_that_raised_them(spec):
    spec(
        measure="escalations_raised_by_education",
        by="education_sector",
        escalations=DISAGREEMENTS,
        expected="Primary: 2 counted; Not recorded: 2 counted",
    )


def test_a_school_referral_counts_if_it_ended_in_nothing_or_the_assessment_found_no_need(spec):
    spec(
        measure=NOT_IN_NEED,
        referrals="""
            child | referral_date | source | no_further_action | closure_date | closure_reason
            A     | 2024-05-01    | 2A     | yes               |              |
            B     | 2024-05-01    | 2B     | no                | 2024-06-20   | RC9
            C     | 2024-05-01    | 2A     | no                | 2024-06-20   | RC8
            D     | 2024-05-01    | 2A     | no                | 2024-06-20   | RC8
            E     | 2024-05-01    | 2A     |                   |              |
            F     | 2024-05-01    | 1A     | yes               |              |
            G     | 2024-05-01    |        | yes               |              |
            H     | 2024-05-01    | 6      | no                |              |
            H     | 2024-06-01    | 2A     | yes               |              |
        """,
        assessments="""
            child | start_date | authorised_date
            B     | 2024-05-02 | 2024-06-18
            D     | 2024-05-02 | 2024-06-18
        """,
        section_47_enquiries="child | start_date\nD | 2024-05-10",
        expected="2 of 4, 1 still open",
    )


def test_an_episode_reopened_soon_may_be_agreed_to_be_the_same(spec):
    referrals = """
        child | referral_date | source | no_further_action | closure_date
        A     | 2024-05-01    | 6      | no                | 2024-05-10
        A     | 2024-05-12    | 2A     | yes               |
    """
    spec(measure=NOT_IN_NEED, referrals=referrals, expected="1 of 1")
    spec(
        measure=NOT_IN_NEED,
        referrals=referrals,
        agreement=Conventions(merge_reopened_within_days=3),
        expected="0 of 0",
    )
