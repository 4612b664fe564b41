"""Front door: what becomes of a contact, how fast, and who hears of it."""

import pytest

from data.agreement import Conventions

CONTACTS = "contacts_that_become_referrals"
DECIDED = "decision_within_one_working_day_of_referral"
QUALIFIED = "decision_by_qualified_manager"
ANSWERED = "referral_acknowledged_within_one_working_day"
TOLD = "outcome_fed_back_to_referrer"
TOLD_AFTER = "working_days_to_feedback"
SOURCES = "referrals_by_source"


def decided(received: str, day: str, more: str = "", value: str = "") -> str:
    return f"""
        child | contact_date | referral_received_at | next_steps_date | source {"| " + more if more else ""}
        A     | 2024-04-02   | {received}           | {day}           | 2A     {"| " + value if more else ""}
    """


# Contacts that become referrals (DEM-02)


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ("2024-05-03T09:00", "1 of 1"),  # the day of the decision, a Friday
        ("2024-05-07T23:00", "1 of 1"),  # the next working day, after a bank holiday
        ("2024-05-08T00:30", "0 of 1"),
        ("2024-05-01T09:00", "1 of 1"),  # the request was there before it was decided
    ],
)
def test_a_contact_becomes_a_referral_by_the_working_day_after_the_decision(spec, came, expected):
    spec(
        measure=CONTACTS,
        front_door_contacts=f"""
            child | contact_date | decision_date | outcome  | referral_received_at
            A     | 2024-05-01   | 2024-05-03    | referral | {came}
        """,
        expected=expected,
    )


@pytest.mark.parametrize(
    ("referred", "expected"),
    [("2024-05-01", "1 of 1"), ("2024-05-07", "1 of 1"), ("2024-05-08", "0 of 1"),
     ("2024-04-30", "0 of 1")],
)  # fmt: skip
def test_a_contact_without_its_own_referral_is_linked_to_the_childs_next_one(
    spec, referred, expected
):
    spec(
        measure=CONTACTS,
        front_door_contacts="""
            child | contact_date | decision_date | outcome
            A     | 2024-05-01   | 2024-05-03    | referral
        """,
        referrals=f"child | referral_date\nA | {referred}\nB | 2024-05-03",
        expected=expected,
    )


def test_a_contact_without_a_decision_is_not_known_and_other_outcomes_are_no(spec):
    spec(
        measure=CONTACTS,
        front_door_contacts="""
            child | contact_date | decision_date | outcome           | referral_received_at
            A     | 2024-05-01   |               |                   | 2024-05-01T09:00
            B     | 2024-05-01   |               | referral          | 2024-05-01T09:00
            C     | 2024-05-01   |               | no_further_action |
            D     | 2024-05-01   | 2024-05-01    | early_help        | 2024-05-01T09:00
        """,
        expected="0 of 2, 2 unknown",
    )


def test_a_contact_about_a_child_whom_we_do_not_know_counts(spec):
    spec(
        measure=CONTACTS,
        by="ethnicity",
        front_door_contacts="""
            upn     | contact_date | decision_date | outcome  | referral_received_at
            nobody1 | 2024-05-01   | 2024-05-01    | referral | 2024-05-01T09:00
            nobody2 | 2024-05-01   | 2024-05-01    | referral |
        """,
        referrals="child | referral_date\nA | 2024-05-01",
        expected="Not recorded: 1 of 2",
    )


def test_the_partners_may_agree_other_days_for_a_contact(spec):
    spec(
        measure=CONTACTS,
        agreement=Conventions(contact_to_referral_working_days=2),
        front_door_contacts="""
            child | contact_date | decision_date | outcome  | referral_received_at
            A     | 2024-05-01   | 2024-05-03    | referral | 2024-05-08T09:00
        """,
        expected="1 of 1",
    )


# Decisions within one working day (TIM-01)


@pytest.mark.parametrize(
    ("received", "day", "expected"),
    [
        ("2024-04-05T17:30", "2024-04-08", "1 of 1 in time"),  # Friday evening to Monday
        ("2024-04-05T17:30", "2024-04-09", "0 of 1 in time"),
        ("2024-04-06T03:00", "2024-04-08", "1 of 1 in time"),  # a Saturday's first working day
        ("2024-05-03T09:00", "2024-05-07", "1 of 1 in time"),  # over a bank holiday
        ("2024-05-03T09:00", "2024-05-03", "1 of 1 in time"),
        ("2024-05-03T09:00", "2024-05-02", "0 of 0 in time, 1 unknown"),  # before it came
    ],
)
def test_a_decision_is_in_time_until_the_working_day_after_the_referral_came(
    spec, received, day, expected
):
    spec(
        measure=DECIDED,
        front_door_contacts=decided(received, day),
        expected=f"due basis: {expected}",
    )


def test_what_is_not_decided_is_open_and_then_overdue(spec):
    """Friday 28 June: due on Monday, after the last day known."""
    spec(
        measure=DECIDED,
        front_door_contacts="""
            child | contact_date | referral_received_at | next_steps_date
            A     | 2024-06-20   | 2024-06-20T10:00     |
            B     | 2024-06-28   | 2024-06-28T10:00     |
            C     | 2024-06-20   |                      | 2024-06-20
        """,
        expected="due basis: 0 of 1 in time, 1 overdue, 1 not yet due",
    )


def test_a_decision_goes_by_who_referred_as_the_contact_says(spec):
    spec(
        measure=DECIDED,
        by="referral_source",
        front_door_contacts=decided("2024-04-02T10:00", "2024-04-02"),
        expected="Schools and education: completed basis: 1 of 1 in time",
    )


def test_the_days_for_a_decision_and_an_answer_may_be_agreed(spec):
    agreed = Conventions(decision_working_days=2)
    spec(
        measure=DECIDED,
        agreement=agreed,
        front_door_contacts=decided("2024-04-02T10:00", "2024-04-04"),
        expected="completed basis: 1 of 1 in time",
    )
    spec(
        measure=QUALIFIED,
        agreement=agreed,
        front_door_contacts=decided(
            "2024-04-02T10:00", "2024-04-04", "decided_by_qualified", "yes"
        ),
        expected="1 of 1",
    )
    spec(
        measure=ANSWERED,
        agreement=agreed,
        front_door_contacts=decided(
            "2024-04-02T10:00", "2024-04-04", "acknowledged_date", "2024-04-04"
        ),
        expected="completed basis: 1 of 1 in time",
    )


@pytest.mark.parametrize(
    ("who", "expected"), [("yes", "1 of 1"), ("no", "0 of 1"), ("", "0 of 0, 1 unknown")]
)
def test_a_decision_in_time_is_a_qualified_managers_or_is_not_or_nobody_says(spec, who, expected):
    spec(
        measure=QUALIFIED,
        front_door_contacts=decided("2024-04-02T10:00", "2024-04-03", "decided_by_qualified", who),
        expected=expected,
    )


@pytest.mark.parametrize("day", ["2024-04-04", "2024-04-01", ""])
def test_who_decided_is_asked_of_decisions_in_time_only(spec, day):
    spec(
        measure=QUALIFIED,
        front_door_contacts=decided("2024-04-02T10:00", day, "decided_by_qualified", "yes"),
        expected="0 of 0",
    )


# Answer and feedback (TIM-02)


def test_only_professionals_are_answered_and_an_unknown_referrer_is_unknown(spec):
    spec(
        measure=ANSWERED,
        front_door_contacts="""
            child | contact_date | source | referral_received_at | acknowledged_date
            A     | 2024-04-02   | 3E     | 2024-04-02T10:00     | 2024-04-03
            B     | 2024-04-02   | 5D     | 2024-04-02T10:00     |
            C     | 2024-04-02   | 1D     | 2024-04-02T10:00     |
            D     | 2024-04-02   | 9      | 2024-04-02T10:00     |
            E     | 2024-04-02   | 10     | 2024-04-02T10:00     | 2024-04-03
            F     | 2024-04-02   |        | 2024-04-02T10:00     | 2024-04-03
        """,
        expected="due basis: 1 of 2 in time, 1 overdue, 2 unknown",
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2024-06-25", "0 of 1"), ("2024-06-26", "0 of 0, 1 still open")],
)
def test_feedback_that_has_not_come_counts_as_no_when_its_days_have_passed(spec, day, expected):
    """The last day known is Friday 28 June: of Tuesday, three working days end on it."""
    spec(
        measure=TOLD,
        extract_date="2024-06-28" if day == "2024-06-26" else "2024-06-30",
        front_door_contacts=f"""
            child | contact_date | source | referral_received_at | next_steps_date | fed_back_date
            A     | 2024-06-20   | 6      | 2024-06-20T10:00     | {day}           |
        """,
        expected=expected,
    )


def test_feedback_counts_whenever_it_came_and_its_days_may_be_agreed(spec):
    contacts = """
        child | contact_date | source | referral_received_at | next_steps_date | fed_back_date
        A     | 2024-04-02   | 6      | 2024-04-02T10:00     | 2024-04-02      | 2024-06-10
        B     | 2024-06-20   | 6      | 2024-06-20T10:00     | 2024-06-20      |
        C     | 2024-06-20   | 1A     | 2024-06-20T10:00     | 2024-06-20      | 2024-06-20
        D     | 2024-06-20   |        | 2024-06-20T10:00     | 2024-06-20      |
        E     | 2024-06-20   | 6      | 2024-06-20T10:00     |                 |
    """
    spec(measure=TOLD, front_door_contacts=contacts, expected="1 of 2, 1 unknown")
    spec(
        measure=TOLD,
        agreement=Conventions(feedback_working_days=10),
        front_door_contacts=contacts,
        expected="1 of 1, 1 unknown, 1 still open",
    )


def test_feedback_takes_the_working_days_from_the_decision(spec):
    spec(
        measure=TOLD_AFTER,
        front_door_contacts="""
            child | contact_date | source | referral_received_at | next_steps_date | fed_back_date
            A     | 2024-04-30   | 6      | 2024-04-30T10:00     | 2024-05-03      | 2024-05-07
            B     | 2024-04-30   | 6      | 2024-04-30T10:00     | 2024-05-03      | 2024-05-03
            C     | 2024-04-30   | 6      | 2024-04-30T10:00     | 2024-05-03      | 2024-05-02
            D     | 2024-04-30   | 1A     | 2024-04-30T10:00     | 2024-05-03      | 2024-05-20
            E     | 2024-04-30   | 6      | 2024-04-30T10:00     | 2024-05-03      |
        """,
        expected="2 finished: half 0.5, nine in ten 1",
    )


# Who refers (DEM-04)


def test_referrals_go_by_the_group_of_their_source_and_not_on_an_open_episode(spec):
    spec(
        measure=SOURCES,
        referrals="""
            child | referral_date | source | closure_date
            A     | 2024-04-02    | 3A     |
            A     | 2024-05-02    | 6      |
            B     | 2024-04-02    | 3E     |
            C     | 2024-04-02    | 10     |
            D     | 2024-04-02    | 9      |
        """,
        expected="health 2, anonymous 1, not_recorded 1 of 4",
    )


def test_a_source_that_no_file_holds_gives_no_shares(spec):
    spec(
        measure=SOURCES,
        without=("referrals.source",),
        referrals="child | referral_date\nA | 2024-04-02",
        expected="none of 0",
    )
