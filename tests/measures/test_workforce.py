"""People who work with children: allegations and training."""

from data.agreement import Conventions

TOLD = "designated_officer_told_within_one_working_day"
FOLLOWED_UP = "training_followed_up"
CHANGED = "training_changed_practice"

ALLEGED = """
    allegation | sector    | employer_aware_date | police_told_date | informed_date | officer_told_first
    -----------+-----------+---------------------+------------------+---------------+-------------------
    A1         | education | 2024-05-03          |                  | 2024-05-07    |
    A2         | education | 2024-05-03          |                  | 2024-05-08    | no
    A3         | health    | 2024-05-07          | 2024-05-03       | 2024-05-08    |
    A4         | police    |                     | 2024-05-07       | 2024-05-07    |
    A5         |           |                     |                  | 2024-05-07    |
    A6         | faith     |                     |                  | 2024-05-07    | yes
    A7         | faith     | 2024-05-08          |                  | 2024-05-07    |
"""


def test_the_clock_starts_with_the_employer_or_the_police_whichever_knew_first(spec):
    # From Friday 3 May one working day is Tuesday the 7th: Monday was a bank holiday.
    spec(
        measure=TOLD,
        allegations=ALLEGED,
        expected="completed basis: 2 of 4 in time, 1 unknown, 2 excluded",
    )


def test_allegations_are_told_apart_by_sector(spec):
    spec(
        measure=TOLD,
        allegations=ALLEGED,
        by="workforce_sector",
        expected=(
            "Schools and education: completed basis: 1 of 2 in time; "
            "Health: completed basis: 0 of 1 in time; Police: completed basis: 1 of 1 in time"
        ),
    )


def test_partners_may_agree_another_limit_for_telling_the_officer(spec):
    spec(
        measure=TOLD,
        allegations=ALLEGED,
        agreement=Conventions(allegation_working_days=2),
        expected="completed basis: 4 of 4 in time, 1 unknown, 2 excluded",
    )


TRAINED = """
    attendance | agency | attended_date | followed_up_date | change_applied
    T1         | police | 2024-03-29    | 2024-06-29       | yes
    T2         | police | 2024-03-30    | 2024-06-30       | no
    T3         | police | 2024-03-30    |                  |
    T4         | health | 2024-03-30    | 2024-06-30       |
    T5         | health | 2024-03-31    | 2024-06-15       | yes
    T6         | health | 2024-02-01    | 2024-07-15       | yes
"""


def test_those_trained_three_months_ago_answered_or_did_not(spec):
    # Three months after 31 March is 30 June, which is today; a day before, nobody could have been asked.
    spec(measure=FOLLOWED_UP, training_evaluations=TRAINED, expected="4 of 5, 1 unknown")
    spec(
        measure=FOLLOWED_UP,
        training_evaluations=TRAINED,
        as_at="2024-06-29",
        expected="1 of 1, 1 unknown, 4 too recent",
    )


def test_of_those_who_answered_practice_changed_or_not_or_they_did_not_say(spec):
    spec(measure=CHANGED, training_evaluations=TRAINED, expected="2 of 3, 1 unknown")
    spec(
        measure=CHANGED,
        training_evaluations=TRAINED,
        by="agency",
        expected="Health services: 1 of 1; Police: 1 of 2",
    )
