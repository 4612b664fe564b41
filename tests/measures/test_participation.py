"""Participation: who was in the room?"""

import pytest

from data.agreement import Conventions

THREE = "strategy_discussions_with_three_agencies"
MISSING = "agencies_missing_from_strategy_discussions"
BY_AGENCY = "strategy_discussion_participation_by_agency"
IN_TERM = "education_in_strategy_discussions_in_term"
OUT_OF_TERM = "education_in_strategy_discussions_out_of_term"
CONFERENCES = "conference_attendance_by_agency"
REPORTS = "conference_reports_received"
IN_TIME = "conference_reports_in_time"
QUORATE = "quorate_conferences"
CORE_GROUPS = "core_group_attendance_by_agency"
RAISED = "escalations_raised"
RESOLVED = "escalations_resolved"
BY_STAGE = "escalations_by_stage"
DAYS = "working_days_to_resolve_escalations"
ENQUIRIES = "enquiries_by_kind"
STRATEGIC = "education_at_strategic_meetings"
SECTORS = "education_sectors_at_strategic_meetings"
GROUPS = "education_attendance_at_working_groups"
LEADERS = "leaders_meetings_with_all_three_partners"
WHO_CAME = "who_came_to_leaders_meetings"

ALL_THREE = """
    meeting | kind                | meeting_date | agency      | attended
    --------+---------------------+--------------+-------------+----------
    S1      | strategy_discussion | 2024-05-01   | social_care | in_person
    S1      | strategy_discussion | 2024-05-01   | health      | remote
    S1      | strategy_discussion | 2024-05-01   | police      | in_person
"""


def with_rows(*rows: str) -> str:
    """The discussion of all three, and more rows."""
    return "\n".join([ALL_THREE.rstrip(), *rows])


def test_all_three_took_part_in_the_room_or_from_afar(spec):
    spec(measure=THREE, attendances=ALL_THREE, expected="1 of 1")


def test_an_agency_of_the_three_that_is_not_named_was_absent_where_attendance_is_recorded(spec):
    spec(
        measure=THREE,
        attendances=with_rows("S2 | strategy_discussion | 2024-05-02 | social_care | in_person"),
        expected="1 of 2",
    )


def test_where_nobodys_attendance_is_recorded_it_is_not_known(spec):
    spec(
        measure=THREE,
        attendances=with_rows(
            "S2 | strategy_discussion | 2024-05-02 | social_care |",
            "S3 | strategy_discussion | 2024-05-02 |             |",
            "S4 | strategy_discussion | 2024-05-02 |             | in_person",
        ),
        expected="1 of 1, 3 unknown",
    )


def test_one_absence_is_enough_whatever_is_not_known_of_another(spec):
    spec(
        measure=THREE,
        attendances=with_rows(
            "S2 | strategy_discussion | 2024-05-02 | social_care | in_person",
            "S2 | strategy_discussion | 2024-05-02 | health      |",
            "S2 | strategy_discussion | 2024-05-02 | police      | no",
            "S3 | strategy_discussion | 2024-05-02 | social_care | in_person",
            "S3 | strategy_discussion | 2024-05-02 | health      |",
            "S3 | strategy_discussion | 2024-05-02 | police      | in_person",
        ),
        expected="1 of 2, 1 unknown",
    )


def test_a_discussion_that_was_cancelled_was_not_held(spec):
    spec(
        measure=THREE,
        attendances="""
            meeting | kind                | meeting_date | held | agency      | attended
            S1      | strategy_discussion | 2024-05-01   | no   | social_care | in_person
            S2      | strategy_discussion | 2024-05-01   | yes  | social_care | in_person
            S3      | strategy_discussion | 2024-05-01   |      | social_care | in_person
        """,
        expected="0 of 2",
    )


def test_a_meeting_of_another_kind_is_no_strategy_discussion(spec):
    spec(
        measure=THREE,
        attendances=with_rows(
            "C1 | icpc | 2024-05-02 | social_care | in_person",
        ),
        expected="1 of 1",
    )


def test_of_two_partners_who_tell_of_a_meeting_the_partnerships_office_is_listened_to(spec):
    spec(
        measure=THREE,
        attendances="""
            told_by     | meeting | kind                | meeting_date | agency      | attended
            social_care | S1      | strategy_discussion | 2024-05-01   | social_care | in_person
            social_care | S1      | strategy_discussion | 2024-05-01   | health      | no
            social_care | S1      | strategy_discussion | 2024-05-01   | police      | in_person
            partnership | S1      | strategy_discussion | 2024-05-01   | health      | remote
        """,
        expected="1 of 1",
    )


def test_each_agency_that_was_missing_is_named(spec):
    spec(
        measure=MISSING,
        attendances=with_rows(
            "S2 | strategy_discussion | 2024-05-02 | social_care | in_person",
            "S3 | strategy_discussion | 2024-05-02 | social_care | in_person",
            "S3 | strategy_discussion | 2024-05-02 | health      | in_person",
            "S4 | strategy_discussion | 2024-05-02 |             |",
        ),
        expected="health 1, police 2 of 3",
    )


def test_the_three_have_a_place_asked_or_not_and_others_where_they_were_asked(spec):
    spec(
        measure=BY_AGENCY,
        by="agency",
        attendances="""
            meeting | kind | meeting_date | agency | sector | invited | no_involvement | attended
            S1 | strategy_discussion | 2024-05-01 | social_care | | | yes | in_person
            S1 | strategy_discussion | 2024-05-01 | health | | no | | no
            S1 | strategy_discussion | 2024-05-01 | education | primary | yes | | no
            S1 | strategy_discussion | 2024-05-01 | education | special | yes | | in_person
            S1 | strategy_discussion | 2024-05-01 | probation | | yes | | no
            S1 | strategy_discussion | 2024-05-01 | housing | | no | | in_person
        """,
        expected=(
            "Children's social care: 1 of 1; Health services: 0 of 1; Police: 0 of 1; "
            "Schools and education: 1 of 1; Probation: 0 of 1"
        ),
    )


def test_other_agencies_that_have_nothing_to_do_with_the_child_are_left_out(spec):
    spec(
        measure=BY_AGENCY,
        attendances="""
            meeting | kind | meeting_date | agency | invited | no_involvement | attended
            S1 | strategy_discussion | 2024-05-01 | housing | yes | yes | no
            S1 | strategy_discussion | 2024-05-01 | probation | | | in_person
            S1 | strategy_discussion | 2024-05-01 | education | yes | |
        """,
        expected="0 of 3, 2 unknown, 1 excluded",
    )


PUPIL_AT_A_MEETING = """
    meeting | kind                | meeting_date | child | school
    --------+---------------------+--------------+-------+-------
    S1      | strategy_discussion | 2024-05-01   | A     | Oak
"""
OF_TEN = "child | birth_month\nA | 2014-01-01"
OPEN = "day | open\n2024-05-01 | yes"


@pytest.mark.parametrize(
    ("attended", "expected"),
    [("in_person", "1 of 1"), ("no", "0 of 1"), ("", "0 of 0, 1 unknown")],
)
def test_a_school_took_part_or_not_or_nobody_wrote_it_down(spec, attended, expected):
    spec(
        measure=IN_TERM,
        attendances=f"""
            meeting | kind                | meeting_date | agency      | attended
            S1      | strategy_discussion | 2024-05-01   | education   | {attended}
            S1      | strategy_discussion | 2024-05-01   | social_care | in_person
        """,
        children=OF_TEN,
        meeting_children=PUPIL_AT_A_MEETING,
        school_days=OPEN,
        expected=expected,
    )


def test_a_meeting_without_any_row_of_education_had_no_school(spec):
    spec(
        measure=IN_TERM,
        attendances=ALL_THREE,
        children=OF_TEN,
        meeting_children=PUPIL_AT_A_MEETING,
        school_days=OPEN,
        expected="0 of 1",
    )


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2020-05-01 |", "0 of 1"),  # four years old in the month
        ("2020-06-01 |", "0 of 0"),
        ("2007-06-01 |", "0 of 1"),  # sixteen until the end of the month
        ("2007-05-01 |", "0 of 0"),
        ("           |", "0 of 0, 1 unknown"),
        ("           | 2024-06-01", "0 of 0"),  # not yet born
    ],
)
def test_it_asks_for_children_of_four_to_sixteen(spec, born, expected):
    spec(
        measure=IN_TERM,
        attendances=ALL_THREE,
        children=f"child | birth_month | expected_birth_month\nA | {born}",
        meeting_children=PUPIL_AT_A_MEETING,
        school_days=OPEN,
        expected=expected,
    )


def test_where_no_school_or_no_child_is_recorded_it_is_not_known(spec):
    spec(
        measure=IN_TERM,
        attendances=with_rows("S2 | strategy_discussion | 2024-05-01 | social_care | in_person"),
        children=OF_TEN,
        meeting_children="""
            meeting | kind                | meeting_date | child | school
            S1      | strategy_discussion | 2024-05-01   | A     |
        """,
        school_days=OPEN,
        expected="0 of 0, 2 unknown",
    )


def test_one_child_of_a_meeting_who_is_at_a_school_is_enough(spec):
    spec(
        measure=IN_TERM,
        attendances=ALL_THREE,
        children="child | birth_month\nA | 2014-01-01\nBaby | 2023-01-01",
        meeting_children="""
            meeting | kind                | meeting_date | child | school
            S1      | strategy_discussion | 2024-05-01   | A     | Oak
            S1      | strategy_discussion | 2024-05-01   | Baby  |
            S1      | strategy_discussion | 2024-05-01   |       |
        """,
        school_days=OPEN,
        expected="0 of 1",
    )


def test_term_time_and_the_rest_of_the_year_are_counted_apart(spec):
    meetings = """
        meeting | kind                | meeting_date | agency    | attended
        S1      | strategy_discussion | 2024-05-01   | education | in_person
        S2      | strategy_discussion | 2024-05-28   | education | in_person
        S3      | strategy_discussion | 2024-05-28   | police    | in_person
        S4      | strategy_discussion | 2024-06-01   | police    | in_person
        S5      | strategy_discussion | 2024-06-03   | education | in_person
    """
    about = """
        meeting | kind                | meeting_date | child | school
        S1      | strategy_discussion | 2024-05-01   | A     | Oak
        S2      | strategy_discussion | 2024-05-28   | A     | Oak
        S3      | strategy_discussion | 2024-05-28   | A     | Oak
        S4      | strategy_discussion | 2024-06-01   | A     | Oak
        S5      | strategy_discussion | 2024-06-03   | A     | Oak
    """
    days = "day | open\n2024-05-01 | yes\n2024-05-28 | no"
    # 1 June is a Saturday, of which term dates need not tell; of Monday the third they should.
    for measure, expected in ((IN_TERM, "1 of 1, 1 unknown"), (OUT_OF_TERM, "1 of 3")):
        spec(
            measure=measure,
            attendances=meetings,
            children=OF_TEN,
            meeting_children=about,
            school_days=days,
            expected=expected,
        )


CONFERENCE = """
    meeting | kind | meeting_date | agency | invited | no_involvement | attended | deputy | report_date
    C1 | icpc | 2024-05-13 | health | yes | | in_person | yes | 2024-05-08
    C1 | icpc | 2024-05-13 | police | yes | | no | | 2024-05-09
    C1 | icpc | 2024-05-13 | education | yes | | | |
    C1 | icpc | 2024-05-13 | housing | yes | yes | no | |
    C1 | icpc | 2024-05-13 | probation | no | | in_person | |
    C2 | review | 2024-05-13 | health | yes | | remote | | 2024-05-03
    C2 | review | 2024-05-13 | police | | | in_person | | 2024-05-03
    C2 | review | 2024-05-13 | | | | | |
    C3 | review | 2024-05-13 | | | | | |
    G1 | core_group | 2024-05-13 | health | yes | | in_person | |
    G1 | core_group | 2024-05-13 | police | yes | | no | |
    G1 | core_group | 2024-05-13 | housing | yes | yes | no | |
    G2 | core_group | 2024-05-13 | health | yes | | | |
"""


def test_invitations_to_conferences_are_taken_up_or_not_or_it_is_not_known(spec):
    spec(measure=CONFERENCES, attendances=CONFERENCE, expected="2 of 3, 3 unknown, 1 excluded")


def test_conferences_are_told_apart_by_agency_and_by_kind(spec):
    spec(
        measure=CONFERENCES,
        attendances=CONFERENCE,
        by="agency",
        expected=(
            "Health services: 2 of 2; Police: 0 of 1; Schools and education: 0 of 0; "
            "Housing: 0 of 0; Not recorded: 0 of 0"
        ),
    )
    spec(
        measure=CONFERENCES,
        attendances=CONFERENCE,
        by="meeting_kind",
        expected="Initial child protection conference: 1 of 2; Review conference: 1 of 1",
    )


def test_a_report_came_or_did_not(spec):
    spec(measure=REPORTS, attendances=CONFERENCE, expected="3 of 4, 2 unknown, 1 excluded")


def test_a_report_is_in_time_three_working_days_before_a_first_conference_and_five_before_a_review(
    spec,
):
    # Three working days before Monday 13 May is Wednesday the 8th. Five are Friday the 3rd, for the 6th
    # was a bank holiday.
    spec(measure=IN_TIME, attendances=CONFERENCE, expected="2 of 4, 2 unknown, 1 excluded")


def test_partners_may_agree_other_days_for_reports(spec):
    spec(
        measure=IN_TIME,
        attendances=CONFERENCE,
        agreement=Conventions(report_working_days_before_first_conference=2),
        expected="3 of 4, 2 unknown, 1 excluded",
    )
    spec(
        measure=IN_TIME,
        attendances=CONFERENCE,
        agreement=Conventions(report_working_days_before_review=6),
        expected="1 of 4, 2 unknown, 1 excluded",
    )


def test_a_report_for_a_day_that_no_calendar_of_ours_reaches_is_not_known_to_be_in_time(spec):
    spec(
        measure=IN_TIME,
        extract_date="2031-06-30",
        attendances="""
            meeting | kind | meeting_date | agency | invited | attended  | report_date
            C1      | icpc | 2031-05-13   | health | yes     | in_person | 2031-05-01
            C1      | icpc | 2031-05-13   | police | yes     | in_person |
        """,
        expected="0 of 1, 1 unknown",
    )


def test_invitations_to_core_groups_are_counted_apart(spec):
    spec(measure=CORE_GROUPS, attendances=CONFERENCE, expected="1 of 2, 1 unknown, 1 excluded")


AT_CONFERENCES = """
    meeting | kind   | meeting_date | agency      | sector  | attended
    C1      | icpc   | 2024-05-13   | social_care |         | in_person
    C1      | icpc   | 2024-05-13   | health      |         | remote
    C1      | icpc   | 2024-05-13   | education   | primary | in_person
    C2      | icpc   | 2024-05-13   | social_care |         | in_person
    C2      | icpc   | 2024-05-13   | education   | primary | in_person
    C2      | icpc   | 2024-05-13   | education   | special | in_person
    C2      | icpc   | 2024-05-13   | partnership |         | in_person
    C3      | review | 2024-05-13   | health      |         | in_person
    C3      | review | 2024-05-13   | police      |         | in_person
    C4      | review | 2024-05-13   | social_care |         | in_person
    C4      | review | 2024-05-13   | health      |         | in_person
    C4      | review | 2024-05-13   | police      |         |
    C5      | review | 2024-05-13   |             |         |
    C6      | review | 2024-05-13   | social_care |         | in_person
"""


def test_social_care_and_two_other_agencies_can_decide(spec):
    spec(measure=QUORATE, attendances=AT_CONFERENCES, expected="1 of 4, 2 unknown")


def test_partners_may_agree_another_quorum(spec):
    spec(
        measure=QUORATE,
        attendances=AT_CONFERENCES,
        agreement=Conventions(quorum_other_agencies=1),
        expected="3 of 5, 1 unknown",
    )


ESCALATED = """
    escalation | raised_date | raised_by | stage | resolved_date
    E1         | 2024-05-01  | health    | 1     | 2024-05-01
    E2         | 2024-05-01  | health    | 2     | 2024-05-07
    E3         | 2024-05-01  | police    |       | 2024-05-08
    E4         | 2024-05-01  |           | 3     |
    E5         | 2024-05-01  | police    | 1     | 2024-04-01
    E6         | 2024-05-01  | police    | 1     | 2024-07-01
"""


def test_disagreements_are_counted_by_who_raised_them(spec):
    spec(measure=RAISED, escalations=ESCALATED, expected="6 counted")
    spec(
        measure=RAISED,
        escalations=ESCALATED,
        by="agency",
        expected="Health services: 2 counted; Police: 3 counted; Not recorded: 1 counted",
    )


def test_what_is_open_is_not_resolved_and_what_ended_before_it_began_is_not_known(spec):
    spec(measure=RESOLVED, escalations=ESCALATED, expected="3 of 4, 2 unknown")


def test_what_was_resolved_after_the_day_of_the_release_was_open_on_it(spec):
    spec(
        measure=RESOLVED,
        escalations=ESCALATED,
        extract_date="2024-07-31",
        as_at="2024-06-30",
        expected="3 of 5, 1 unknown",
    )


def test_disagreements_are_told_apart_by_the_stage_at_which_they_were_resolved(spec):
    spec(
        measure=BY_STAGE,
        escalations=ESCALATED.replace("| 2024-04-01\n", "|\n"),
        expected="1 1, 2 1, not_recorded 1 of 3",
    )


def test_the_days_until_a_disagreement_was_resolved_are_working_days(spec):
    # From Wednesday 1 May: the same day; Tuesday the 7th, after a bank holiday, is the third.
    spec(measure=DAYS, escalations=ESCALATED, expected="3 finished: half 3, nine in ten 4")


DECIDED = """
    meeting | kind                | meeting_date | agency | attended  | enquiry_kind
    S1      | strategy_discussion | 2024-05-01   | police | in_person | joint
    S2      | strategy_discussion | 2024-05-02   | police | in_person | social_care
    S3      | strategy_discussion | 2024-05-03   | police | in_person | none
    S4      | strategy_discussion | 2024-05-04   | police | in_person |
    S5      | strategy_discussion | 2024-05-05   | police | in_person | police
    C1      | icpc                | 2024-05-05   | police | in_person | joint
"""
CHILDREN_OF_THEM = """
    meeting | kind                | meeting_date | child
    S1      | strategy_discussion | 2024-05-01   | A
    S1      | strategy_discussion | 2024-05-01   | B
    S2      | strategy_discussion | 2024-05-02   | A
    S3      | strategy_discussion | 2024-05-03   | A
    S4      | strategy_discussion | 2024-05-04   | A
    C1      | icpc                | 2024-05-05   | A
"""


def test_each_child_of_a_discussion_has_an_enquiry_and_a_discussion_without_children_one(spec):
    spec(
        measure=ENQUIRIES,
        attendances=DECIDED,
        meeting_children=CHILDREN_OF_THEM,
        expected="joint 2, social_care 1, police 1, not_recorded 1 of 5",
    )


def test_the_enquiries_groups_are_those_of_the_children(spec):
    spec(
        measure=ENQUIRIES,
        attendances=DECIDED,
        children="child | sex | birth_month\nA | F | 2014-05-01\nB | M | 2022-01-01",
        meeting_children=CHILDREN_OF_THEM,
        by="age_band",
        expected=(
            "1 to 4: joint 1 of 1; 10 to 15: joint 1, social_care 1, not_recorded 1 of 3; "
            "Not recorded: police 1 of 1"
        ),
    )


TOGETHER = """
    meeting | kind | meeting_date | agency | sector | invited | no_involvement | attended | deputy
    L1 | lsp | 2024-05-01 | social_care | | yes | | in_person | no
    L1 | lsp | 2024-05-01 | health | | yes | | in_person | yes
    L1 | lsp | 2024-05-01 | police | | yes | | remote |
    L1 | lsp | 2024-05-01 | education | primary | yes | | in_person |
    L1 | lsp | 2024-05-01 | education | | yes | | in_person |
    D1 | dsp | 2024-05-02 | social_care | | yes | | in_person |
    D1 | dsp | 2024-05-02 | health | | yes | | |
    D1 | dsp | 2024-05-02 | police | | yes | | in_person |
    D2 | dsp | 2024-05-03 | social_care | | yes | | in_person |
    X1 | executive | 2024-05-04 | education | secondary | yes | | in_person |
    X2 | executive | 2024-05-05 | | | | | |
    W1 | subgroup | 2024-05-06 | education | primary | yes | | in_person |
    W1 | subgroup | 2024-05-06 | education | special | yes | | no |
    W1 | subgroup | 2024-05-06 | education | secondary | yes | yes | no |
    W1 | subgroup | 2024-05-06 | police | | yes | | in_person |
    W2 | subgroup | 2024-05-06 | education | primary | | | in_person |
"""


def of_the_partnership(text: str) -> str:
    """The same rows, sent for the whole partnership."""
    heading, *rows = (line.strip() for line in text.strip().splitlines())
    return "\n".join([f"area | {heading}", *(f"partnership | {row}" for row in rows)])


def test_education_is_at_the_table_or_not_or_it_is_not_known(spec):
    spec(measure=STRATEGIC, attendances=of_the_partnership(TOGETHER), expected="2 of 4, 1 unknown")
    spec(
        measure=STRATEGIC,
        attendances=of_the_partnership(TOGETHER),
        by="meeting_kind",
        expected=(
            "Lead safeguarding partners: 1 of 1; Delegated safeguarding partners: 0 of 2; "
            "Executive group: 1 of 1"
        ),
    )


def test_meetings_of_the_partnership_are_counted_as_its_own_whichever_areas_file_tells_of_them(
    spec,
):
    spec(measure=STRATEGIC, attendances=TOGETHER, expected="2 of 4, 1 unknown")
    both = (
        of_the_partnership(TOGETHER)
        + "\n"
        + "\n".join(f"990 | {row.strip()}" for row in TOGETHER.strip().splitlines()[1:])
    )
    spec(measure=STRATEGIC, attendances=both, expected="2 of 4, 1 unknown")


def test_the_parts_of_education_at_the_table_are_told_apart(spec):
    spec(
        measure=SECTORS,
        attendances=TOGETHER,
        expected="primary 1, secondary 1, not_recorded 1 of 4",
    )


def test_education_takes_up_invitations_to_working_groups(spec):
    spec(measure=GROUPS, attendances=TOGETHER, expected="1 of 2, 1 unknown, 1 excluded")
    spec(
        measure=GROUPS,
        attendances=TOGETHER,
        by="education_sector",
        expected="Primary: 1 of 1; Secondary: 0 of 0; Special and alternative provision: 0 of 1",
    )


def test_all_three_partners_were_there_deputies_counted(spec):
    spec(measure=LEADERS, attendances=TOGETHER, expected="1 of 2, 1 unknown")


def test_who_came_for_each_partner_is_told_apart(spec):
    spec(
        measure=WHO_CAME,
        attendances=TOGETHER,
        by="agency",
        expected=(
            "Children's social care: partner 3 of 3; "
            "Health services: deputy 1, nobody 1, not_recorded 1 of 3; "
            "Police: partner 2, nobody 1 of 3"
        ),
    )
