"""Early help: are families helped before they need more?"""

import pytest

from data.agreement import Conventions

STARTED = "early_help_started_per_10000_children"
LEADS = "early_help_by_lead_agency"
SOURCES = "early_help_by_source"
DECLINED = "early_help_offers_declined"
UNDERSTOOD = "declined_offers_understood"
MET = "early_help_closed_with_needs_met"
AFTER = "early_help_then_referred_within_12_months"
AFTER_NFA = "early_help_then_referred_with_no_further_action"
STEPPED_UP = "early_help_stepped_up"
WAITED = "working_days_to_early_help"


# Episodes begun (EHP-01), of returns and of case extracts


def test_an_episode_counts_on_the_day_it_begins_and_not_while_it_is_waited_for(spec):
    spec(
        measure=STARTED,
        early_help_records="""
            child | request_date | start_date | consent
            A     | 2024-04-02   | 2024-04-10 | accepted
            B     | 2024-04-02   | 2024-04-10 |
            C     | 2024-04-02   | 2024-04-10 | declined
            D     | 2024-04-02   |            | accepted
            E     | 2024-06-20   | 2024-07-01 | accepted
        """,
        expected="2 counted",
    )


def test_an_episode_of_a_child_whom_we_do_not_know_counts(spec):
    spec(
        measure=STARTED,
        early_help_records="upn | request_date | start_date\nX1 | 2024-04-02 | 2024-04-10",
        expected="1 counted",
    )


def test_where_a_return_covers_the_days_it_is_the_return_that_counts(spec):
    spec(
        measure=STARTED,
        early_help_records="child | request_date | start_date\nA | 2024-04-02 | 2024-04-10",
        early_help_episodes="child | start_date\nA | 2024-04-10\nB | 2024-04-10",
        expected="1 counted",
    )


def test_without_a_return_the_case_extract_counts(spec):
    spec(
        measure=STARTED,
        without=_no_return(),
        early_help_episodes="child | start_date\nA | 2024-04-10\nB | 2024-04-10",
        expected="2 counted",
    )


def test_an_episode_of_both_is_one(spec):
    """The request came before the first day that the return covers by its requests."""
    spec(
        measure=STARTED,
        without=("early_help_records.request_date",),
        early_help_records="child | request_date | start_date\nA | 2024-04-02 | 2024-04-10",
        early_help_episodes="child | start_date\nA | 2024-04-10\nA | 2024-05-10",
        expected="2 counted",
    )


def test_with_neither_there_is_no_figure(spec):
    spec(
        measure=STARTED,
        without=(*_no_return(), "early_help_episodes.start_date"),
        early_help_episodes="child | start_date\nA | 2024-04-10",
        expected="0 counted",
    )


def _no_return() -> tuple[str, ...]:
    return tuple(
        f"early_help_records.{name}"
        for name in ("request_date", "start_date", "end_date", "end_reason", "lead_agency")
    )


# Who leads and who asks (EHP-02)


def test_open_episodes_go_by_their_lead_agency_and_their_source(spec):
    records = """
        child | request_date | source    | start_date | end_date   | lead_agency
        A     | 2024-04-02   | education | 2024-04-10 |            | early_help
        B     | 2024-04-02   | health    | 2024-04-10 |            |
        C     | 2024-04-02   | health    | 2024-04-10 | 2024-06-30 | early_help
        D     | 2024-04-02   |           | 2024-06-30 |            | voluntary
        E     | 2024-04-02   | health    |            |            | voluntary
    """
    spec(
        measure=LEADS,
        early_help_records=records,
        expected="early_help 1, voluntary 1, not_recorded 1 of 3",
    )
    spec(
        measure=SOURCES,
        early_help_records=records,
        expected="health 1, education 1, not_recorded 1 of 3",
    )


def test_an_episode_that_ends_on_the_day_may_be_agreed_to_be_open(spec):
    records = """
        child | request_date | start_date | end_date   | lead_agency | source
        A     | 2024-04-02   | 2024-04-10 | 2024-06-30 | health      | health
    """
    agreed = Conventions(open_on_its_last_day=True)
    for measure in (LEADS, SOURCES):
        spec(
            measure=measure,
            agreement=agreed,
            early_help_records=records,
            expected="health 1 of 1",
        )


def test_an_episode_of_which_nothing_more_is_told_is_not_taken_to_be_open(spec):
    spec(
        measure=LEADS,
        covers=[("2021-04-01", "2022-03-31"), ("2023-04-01", "2024-06-30")],
        early_help_records="""
            extract       | child | request_date | start_date | lead_agency
            file 0 of 990 | A     | 2022-02-01   | 2022-02-02 | health
        """,
        expected="none of 0",
    )


# Offers declined (EHP-03)


@pytest.mark.parametrize(
    ("offered", "expected"),
    [("2024-05-31", "0 of 0, 1 unknown"), ("2024-06-03", "0 of 0, 1 still open")],
)
def test_an_offer_without_an_answer_is_open_for_20_working_days_and_then_unknown(
    spec, offered, expected
):
    """Of 31 May they end on 28 June, of 3 June on 1 July."""
    for consent in ("pending", ""):
        spec(
            measure=DECLINED,
            early_help_records=f"""
                child | request_date | offered_date | consent
                A     | 2024-05-20   | {offered}    | {consent}
            """,
            expected=expected,
        )


def test_the_days_for_an_answer_may_be_agreed(spec):
    spec(
        measure=DECLINED,
        agreement=Conventions(consent_working_days=25),
        early_help_records="""
            child | request_date | offered_date | consent
            A     | 2024-05-20   | 2024-05-31   | pending
        """,
        expected="0 of 0, 1 still open",
    )


def test_a_request_without_an_offer_is_no_offer(spec):
    spec(
        measure=DECLINED,
        early_help_records="""
            child | request_date | offered_date | consent
            A     | 2024-05-01   |              | declined
            B     | 2024-05-01   | 2024-05-02   | declined
            C     | 2024-05-01   | 2024-05-02   | accepted
        """,
        expected="1 of 2",
    )


def test_a_declined_offer_is_understood_or_is_not_or_nobody_says(spec):
    spec(
        measure=UNDERSTOOD,
        early_help_records="""
            child | request_date | offered_date | consent  | declined_understood
            A     | 2024-05-01   | 2024-05-02   | declined | yes
            B     | 2024-05-01   | 2024-05-02   | declined | no
            C     | 2024-05-01   | 2024-05-02   | declined |
            D     | 2024-05-01   | 2024-05-02   | accepted | yes
            E     | 2024-05-01   |              | declined | yes
        """,
        expected="1 of 2, 1 unknown",
    )


# Needs met (EHP-04)


def test_an_ending_is_with_needs_met_or_not_and_who_moved_or_died_is_left_out(spec):
    """Ambiguity H-02: another ending is not needs met."""
    endings = ("met", "partly", "disengaged", "stepped_up", "other", "moved", "died", "")
    rows = "\n".join(
        f"C{number} | 2024-01-10 | 2024-01-20 | 2024-06-03 | {ending}"
        for number, ending in enumerate(endings)
    )
    spec(
        measure=MET,
        early_help_records=f"""
            child | request_date | start_date | end_date | end_reason
            {rows}
            D     | 2024-01-10 | 2024-01-20 |            | met
            E     | 2024-01-10 | 2024-01-20 | 2024-07-01 | met
        """,
        expected="1 of 5, 1 unknown, 2 excluded",
    )


def test_needs_met_goes_by_the_lead_agency(spec):
    spec(
        measure=MET,
        by="agency",
        early_help_records="""
            child | request_date | start_date | end_date   | end_reason | lead_agency
            A     | 2024-01-10   | 2024-01-20 | 2024-06-03 | met        | health
            B     | 2024-01-10   | 2024-01-20 | 2024-06-03 | partly     |
        """,
        expected="Health services: 1 of 1; Not recorded: 0 of 1",
    )


# Referred after it (EHP-05, ruling 27)


@pytest.mark.parametrize(
    ("referred", "after", "during"),
    [
        ("2022-06-09", "0 of 1", "0 of 1"),  # before it began
        ("2022-06-10", "0 of 1", "1 of 1"),
        ("2023-01-30", "0 of 1", "1 of 1"),
        ("2023-01-31", "1 of 1", "0 of 1"),  # the last day is an end: it counts as after
        ("2024-01-31", "1 of 1", "0 of 1"),
        ("2024-02-01", "0 of 1", "0 of 1"),
    ],
)
def test_a_referral_is_during_early_help_or_in_the_12_months_after_it(
    spec, referred, after, during
):
    tables = {
        "early_help_records": """
            child | request_date | start_date | end_date   | end_reason
            A     | 2022-06-01   | 2022-06-10 | 2023-01-31 | met
        """,
        "referrals": f"child | referral_date\nA | {referred}\nB | 2023-02-01",
    }
    spec(measure=AFTER, expected=after, **tables)
    spec(measure=STEPPED_UP, expected=during, **tables)


@pytest.mark.parametrize(
    ("end", "expected"),
    [("2023-06-30", "1 of 1"), ("2023-07-01", "0 of 0, 1 too recent")],
)
def test_an_episode_without_12_months_behind_it_is_too_recent_even_if_a_referral_came(
    spec, end, expected
):
    tables = {
        "early_help_records": f"""
            child | request_date | start_date | end_date | end_reason
            A     | 2022-06-01   | 2022-06-10 | {end}    | met
        """,
        "referrals": "child | referral_date | no_further_action\nA | 2023-07-10 | yes",
    }
    spec(measure=AFTER, expected=expected, **tables)
    spec(measure=AFTER_NFA, expected=expected, **tables)


def test_what_follows_is_unknown_where_its_days_were_not_loaded_or_the_child_is_not_ours(spec):
    """The year after the first episode is not loaded, and nobody knows who the second child is."""
    spec(
        measure=AFTER,
        covers=[("2020-04-01", "2021-03-31"), ("2022-04-01", "2024-06-30")],
        early_help_records="""
            child | upn | request_date | start_date | end_date   | end_reason
            A     |     | 2020-06-01   | 2020-06-10 | 2020-12-01 | met
                  | X1  | 2022-06-01   | 2022-06-10 | 2022-12-01 | met
            B     |     | 2022-06-01   | 2022-06-10 | 2022-12-01 | met
        """,
        referrals="child | referral_date\nA | 2020-12-10",
        expected="0 of 1, 2 unknown",
    )


def test_a_step_up_is_unknown_where_the_episodes_first_days_were_not_loaded(spec):
    spec(
        measure=STEPPED_UP,
        covers_from="2022-04-01",
        early_help_records="""
            child | upn | request_date | start_date | end_date   | end_reason
            A     |     | 2022-04-01   | 2022-03-31 | 2022-12-01 | met
            B     |     | 2022-04-01   | 2022-04-01 | 2022-12-01 | met
                  | X1  | 2022-04-01   | 2022-04-01 | 2022-12-01 | met
        """,
        expected="0 of 1, 2 unknown",
    )


def test_the_first_referral_after_it_says_whether_it_came_to_nothing(spec):
    tables = {
        "early_help_records": """
            child | request_date | start_date | end_date   | end_reason
            A     | 2022-06-01   | 2022-06-10 | 2023-01-31 | met
            B     | 2022-06-01   | 2022-06-10 | 2023-01-31 | met
            C     | 2022-06-01   | 2022-06-10 | 2023-01-31 | met
        """,
        "referrals": """
            child | referral_date | referral | no_further_action
            A     | 2023-03-01    | a1       | yes
            A     | 2023-05-01    | a2       | no
            B     | 2023-03-01    | b1       | yes
            B     | 2023-03-01    | b2       | no
            C     | 2023-03-01    | c1       |
        """,
    }
    spec(measure=AFTER, expected="3 of 3", **tables)
    spec(measure=AFTER_NFA, expected="1 of 3", **tables)


def test_the_months_after_early_help_may_be_agreed(spec):
    tables = {
        "early_help_records": """
            child | request_date | start_date | end_date   | end_reason
            A     | 2022-06-01   | 2022-06-10 | 2023-01-31 | met
        """,
        "referrals": "child | referral_date | no_further_action\nA | 2023-07-31 | yes",
    }
    for measure in (AFTER, AFTER_NFA):
        for months, expected in ((5, "0 of 1"), (6, "1 of 1")):
            spec(
                measure=measure,
                agreement=Conventions(early_help_follow_up_months=months),
                expected=expected,
                **tables,
            )


# How long families wait (EHP-06)


def test_the_wait_is_counted_in_working_days_when_it_is_over(spec):
    spec(
        measure=WAITED,
        early_help_records="""
            child | request_date | start_date
            A     | 2024-05-03   | 2024-05-07
            B     | 2024-05-03   | 2024-05-03
            C     | 2024-05-03   | 2024-05-02
            D     | 2024-05-03   |
        """,
        expected="2 finished: half 0.5, nine in ten 1",
    )
