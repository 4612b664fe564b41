"""agreement.toml: what the partners agreed, and words for whoever wrote it otherwise."""

import datetime as dt
from dataclasses import fields

import pytest

from data.agreement import (
    MOST_LETTERS_OF_A_REASON,
    Agreement,
    Area,
    Baseline,
    Conventions,
    LeadPartner,
    Protection,
    Residents,
    Scrutiny,
    Step,
)
from data.agreement_file import read_agreement
from data.problems import UserError

AREA = '[[areas]]\ncode = "990"\nname = "Northmere"\n'
RESIDENTS = '[[areas.residents]]\nmid_year = {}\nchildren = {}\nsource = "invented"\n'
WHOLE = """
name = "Northmere and Eastvale"
key_file = "keys/ours"
measures = ["icpc_within_15_working_days"]

[[areas]]
code = "990"
name = "Northmere"
region = "North West"

[[areas.residents]]
mid_year = 2023
children = 71000
source = "invented"

[[areas]]
code = "991"
name = "Eastvale"

[targets]
icpc_within_15_working_days = 85
plans_reviewed_on_time = 92.5

[scrutiny]
response_working_days = 15

[protection]
level = "cover"

[[steps]]
measure = "icpc_within_15_working_days"
area = "991"
first = 2024-10-01
reason = "A second chair"

[[steps]]
measure = "icpc_within_15_working_days"
first = 2023-04-01
reason = "A new form"

[[baselines]]
measure = "icpc_within_15_working_days"
area = "partnership"
points = 24

[conventions]
review_rule = "days"
re_referral_months = 6
due_date_is_in_time = false
local_closure_days = [2024-12-27, 2024-12-30]
"""


def read(tmp_path, text):
    path = tmp_path / "agreement.toml"
    path.write_text(text, encoding="utf-8")
    return read_agreement(path)


def test_everything_that_can_be_agreed(tmp_path):
    assert read(tmp_path, WHOLE) == Agreement(
        name="Northmere and Eastvale",
        areas=(
            Area("990", "Northmere", "North West", (Residents(2023, 71000, "invented"),)),
            Area("991", "Eastvale"),
        ),
        key_file="keys/ours",
        measures=("icpc_within_15_working_days",),
        targets={"icpc_within_15_working_days": 85.0, "plans_reviewed_on_time": 92.5},
        scrutiny=Scrutiny(response_working_days=15, missed_dates=2),
        protection=Protection(level="cover"),
        steps=(
            Step("icpc_within_15_working_days", dt.date(2024, 10, 1), "A second chair", area="991"),
            Step("icpc_within_15_working_days", dt.date(2023, 4, 1), "A new form"),
        ),
        baselines=(Baseline("icpc_within_15_working_days", 24, area="partnership"),),
        conventions=Conventions(
            review_rule="days",
            re_referral_months=6,
            due_date_is_in_time=False,
            local_closure_days=(dt.date(2024, 12, 27), dt.date(2024, 12, 30)),
        ),
    )


def test_what_is_left_out_has_its_default(tmp_path):
    assert read(tmp_path, f'name = "N"\n{AREA}') == Agreement("N", (Area("990", "Northmere"),))


def test_every_convention_can_be_written(tmp_path):
    def written(value):
        if isinstance(value, bool):
            return str(value).lower()
        return "[]" if value == () else f'"{value}"' if isinstance(value, str) else str(value)

    lines = [f"{each.name} = {written(each.default)}" for each in fields(Conventions)]
    text = f'name = "N"\n{AREA}[conventions]\n' + "\n".join(lines)
    assert read(tmp_path, text).conventions == Conventions()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nam = 1", "nam is not known here.\nAllowed: name, areas, key_file"),
        ("", "name is missing"),
        ('name = "N"', "areas is missing"),
        ('name = "N"\nareas = []', "areas must name at least one area"),
        (f'name = "N"\n{AREA}{AREA}', "each code once"),
        (f"name = 1\n{AREA}", "name must be a text in quotes"),
        ('name = "N"\nareas = 1', "areas must be a list of tables, [[areas]]"),
        ('name = "N"\nareas = [1]', "areas must be a list of tables"),
        ('name = "N"\n[[areas]]\ncode = 990\nname = "A"', "areas[1].code must be a text in quotes"),
        ('name = "N"\n[[areas]]\ncode = "99"\nname = "A"', "three digits"),
        ('name = "N"\n[[areas]]\ncode = "990"', "areas[1].name is missing"),
        (f'name = "N"\n{AREA}colour = 1', "areas[1].colour is not known here"),
        (f'name = "N"\n{AREA}region = 1', "areas[1].region must be one of"),
        (f'name = "N"\n{AREA}residents = 1', "areas[1].residents must be a list of tables"),
        (
            f'name = "N"\n{AREA}[[areas.residents]]\nmid_year = 2023',
            "areas[1].residents[1].children is missing",
        ),
        (
            f'name = "N"\n{AREA}[[areas.residents]]\nmid_year = "2023"\nchildren = 1\nsource = "x"',
            "areas[1].residents[1].mid_year must be a whole number",
        ),
        (
            f'name = "N"\nmeasures = "all"\n{AREA}',
            "measures must be a list in square brackets, each a text in quotes",
        ),
        (f'name = "N"\nmeasures = [1]\n{AREA}', "measures must be a text in quotes"),
        (f'name = "N"\ntargets = 1\n{AREA}', "targets must be a table, [targets]"),
        (f'name = "N"\n{AREA}[targets]\nx = true', "targets.x must be a number"),
        (
            f'name = "N"\n{AREA}[conventions]\nx = 1',
            "conventions.x is not known here.\nAllowed: clock_day_zero",
        ),
        (
            f'name = "N"\n{AREA}[conventions]\nreview_rule = "weeks"',
            "conventions.review_rule must be one of calendar_months, days",
        ),
        (f'name = "N"\n{AREA}[conventions]\nre_referral_months = true', "must be a whole number"),
        (f'name = "N"\n{AREA}[conventions]\ndue_date_is_in_time = 1', "must be true or false"),
        (
            f'name = "N"\n{AREA}[conventions]\nlocal_closure_days = ["Christmas"]',
            "must be a date such as 2025-12-24",
        ),
        (
            f'name = "N"\n{AREA}[scrutiny]\nmissed_dates = 0',
            "scrutiny.missed_dates must be a whole number from 1 to 10.",
        ),
        (f'name = "N"\n{AREA}[scrutiny]\nx = 1', "scrutiny.x is not known here"),
        (
            f'name = "N"\n{AREA}[protection]\nlevel = "none"',
            "protection.level must be one of exact, cover, insider.",
        ),
        (f'name = "N"\nscrutiny = 20\n{AREA}', "scrutiny must be a table, [scrutiny]"),
        ("name = ", "agreement.toml is not valid TOML: look at its last lines"),
        ('name = "N"\n[a]\n[a]', "is not valid TOML: look at line 3"),
        (f"name = {'1' * 5000}", "is not valid TOML: look at its last lines or a very long number"),
        (f"name = {'[' * 5000}", "is not valid TOML"),
        (f'name = " "\n{AREA}', "name must be a text in quotes that is not empty"),
        (
            'name = "N"\n[[areas]]\ncode = "990"\nname = ""',
            "areas[1].name must be a text in quotes that is not empty",
        ),
        (f'name = "N"\nkey_file = ""\n{AREA}', "key_file must be a text in quotes that is not"),
        (
            f'name = "N"\n{AREA}region = "Northwest"',
            "areas[1].region must be one of East Midlands, East of England, Inner London, London, ",
        ),
        (f'name = "N"\n{AREA}region = []', "areas[1].region must be one of East Midlands"),
        (
            f'name = "N"\n{AREA}{RESIDENTS.format(2023, -5)}',
            "areas[1].residents[1].children must be a whole number from 1 to 10,000,000.",
        ),
        (f'name = "N"\n{AREA}{RESIDENTS.format(2023, 0)}', "whole number from 1 to 10,000,000"),
        (f'name = "N"\n{AREA}{RESIDENTS.format(2023, 10**30)}', "from 1 to 10,000,000"),
        (
            f'name = "N"\n{AREA}{RESIDENTS.format(23, 500)}',
            "areas[1].residents[1].mid_year must be a whole number from 2000 to 2100.",
        ),
        (
            f'name = "N"\n{AREA}{RESIDENTS.format(2023, 500)}{RESIDENTS.format(2023, 501)}',
            "areas[1].residents must give each mid_year once, and 2023 stands twice",
        ),
        *[
            (
                f'name = "N"\n{AREA}[targets]\nx = {number}',
                "targets.x must be a number from 0 to 10",
            )
            for number in ("nan", "inf", "-inf", "-1", "-0.1", "10001", "1" * 400)
        ],
        (
            f'name = "N"\n{AREA}[conventions]\nlocal_closure_days = [2204-12-27]',
            "local_closure_days must be a date such as 2025-12-24 from 2010-01-01 to 2030-12-31",
        ),
        (
            f'name = "N"\n{AREA}[conventions]\nlocal_closure_days = 2024-12-27',
            "local_closure_days must be a list in square brackets, each a date such as 2025-12-24",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(tmp_path, text, said):
    with pytest.raises(UserError) as error:
        read(tmp_path, text)
    assert said in str(error.value)
    assert "agreement.toml" in str(error.value)


STEP = '[[steps]]\nmeasure = "m"\nfirst = 2024-10-01\nreason = "r"\n'
KEPT = '[[baselines]]\nmeasure = "m"\npoints = 12\n'


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (STEP.replace("2024-10-01", '"October"'), "steps[1].first must be a date such as"),
        (STEP.replace("2024", "1924"), "from 2010-01-01 to 2100-12-31"),
        (STEP.replace('"r"', '" "'), "steps[1].reason must be a text in quotes that is not empty"),
        (
            STEP.replace('"r"', f'"{"r" * 201}"'),
            "steps[1].reason must be no longer than 200 letters",
        ),
        (STEP.replace('reason = "r"', ""), "steps[1].reason is missing"),
        (
            STEP + 'why = "r"',
            "steps[1].why is not known here.\nAllowed: measure, first, reason, area.",
        ),
        (STEP + 'area = "555"', "steps[1].area must be one of 990, partnership, or left out."),
        (STEP + STEP, "steps[2] says the same as an earlier one."),
        ("steps = 3", "steps must be a list of tables, [[steps]]."),
        (KEPT.replace("12", "11"), "baselines[1].points must be a whole number from 12 to 120."),
        (KEPT + 'area = ""', "baselines[1].area must be a text in quotes that is not empty"),
        (KEPT + KEPT, "baselines[2] says the same as an earlier one."),
        (KEPT.replace('measure = "m"\n', ""), "baselines[1].measure is missing"),
    ],
)
def test_a_step_or_a_baseline_that_cannot_be_is_refused_by_its_place(tmp_path, written, told):
    with pytest.raises(UserError) as error:
        read(
            tmp_path,
            f'name = "N"\n{written}\n{AREA}'
            if "steps =" in written
            else f'name = "N"\n{AREA}{written}',
        )
    assert told in str(error.value)
    assert str(error.value).startswith("agreement.toml: ")


def test_the_longest_reason_of_a_step_is_taken(tmp_path):
    longest = "r" * MOST_LETTERS_OF_A_REASON
    [step] = read(tmp_path, f'name = "N"\n{AREA}{STEP}'.replace('"r"', f'"{longest}"')).steps
    assert step.reason == longest


RANGES = {
    "contact_to_referral_days": (1, 366),
    "referral_to_assessment_days": (1, 366),
    "assessment_to_enquiry_days": (1, 366),
    "enquiry_to_conference_days": (1, 366),
    "conference_to_plan_days": (1, 366),
    "plan_to_looked_after_days": (1, 366),
    "assessment_working_days": (1, 366),
    "conference_working_days": (1, 366),
    "first_review_months": (1, 120),
    "later_review_months": (1, 120),
    "first_review_days": (1, 366),
    "later_review_days": (1, 366),
    "two_years_in_days": (720, 740),
    "merge_reopened_within_days": (0, 366),
    "re_referral_months": (1, 120),
    "repeat_plan_months": (1, 120),
    "decision_working_days": (1, 366),
    "core_group_working_days": (1, 366),
    "contact_to_referral_working_days": (1, 366),
    "feedback_working_days": (1, 366),
    "strategy_discussion_working_days": (1, 366),
    "child_seen_working_days": (1, 366),
    "child_seen_enquiry_working_days": (1, 366),
    "enquiry_working_days": (1, 366),
    "plan_end_notice_working_days": (1, 366),
    "information_sent_working_days": (1, 366),
    "visit_working_days": (1, 366),
    "consent_working_days": (1, 366),
    "review_before_18_months": (1, 120),
    "quiet_weeks_on_a_plan": (1, 52),
    "quiet_weeks_in_need": (1, 52),
    "early_help_follow_up_months": (1, 120),
    "repeat_enquiry_months": (1, 120),
    "short_plan_months": (1, 120),
    "homelessness_days": (1, 366),
    "seen_alone_from_age": (0, 17),
    "participation_from_age": (0, 17),
    "advocacy_from_age": (0, 17),
    "report_working_days_before_first_conference": (1, 366),
    "report_working_days_before_review": (1, 366),
    "quorum_other_agencies": (1, 10),
    "part_time_weeks": (1, 52),
    "governors_told_within_months": (1, 24),
    "lead_trained_within_months": (1, 120),
    "school_starts_at_minutes": (420, 660),
    "return_conversation_hours": (1, 720),
    "incident_notification_working_days": (1, 366),
    "rapid_review_working_days": (1, 366),
    "practice_review_months": (1, 120),
    "review_sent_working_days_before": (1, 366),
    "death_notification_working_days": (1, 366),
    "allegation_working_days": (1, 366),
    "information_request_working_days": (1, 366),
    "agreement_review_months": (1, 120),
    "complete_return_percent": (1, 100),
    "events_in_a_usual_month": (1, 10_000),
}


def test_every_convention_that_is_a_number_has_a_range():
    numbers = {each.name for each in fields(Conventions) if type(each.default) is int}
    assert set(RANGES) == numbers


@pytest.mark.parametrize("name", RANGES)
def test_a_number_within_its_range_is_taken_and_one_beyond_it_is_refused(tmp_path, name):
    def written(number):
        return read(tmp_path, f'name = "N"\n{AREA}[conventions]\n{name} = {number}').conventions

    least, greatest = RANGES[name]
    for number in (least, greatest):
        assert getattr(written(number), name) == number
    for number in (least - 1, greatest + 1, 99999999, 10**30):
        with pytest.raises(UserError) as error:
            written(number)
        assert str(error.value) == (
            f"agreement.toml: conventions.{name} must be a whole number"
            f" from {least} to {greatest:,}."
        )


def test_every_region_of_the_published_figures_can_be_named(tmp_path):
    for region in ("East Midlands", "Inner London", "Yorkshire and The Humber"):
        [area] = read(tmp_path, f'name = "N"\n{AREA}region = "{region}"').areas
        assert area.region == region


def test_an_agreement_saved_by_an_editor_on_windows_is_read(tmp_path):
    path = tmp_path / "agreement.toml"
    path.write_bytes(f'name = "N"\r\n{AREA}'.encode("utf-8-sig"))
    assert read_agreement(path).name == "N"


def test_a_target_is_a_number_whole_or_not(tmp_path):
    agreed = read(tmp_path, f'name = "N"\n{AREA}[targets]\na = 0\nb = 85\nc = 92.5')
    assert agreed.targets == {"a": 0.0, "b": 85.0, "c": 92.5}
    assert all(type(target) is float for target in agreed.targets.values())


def test_an_agreement_that_is_not_there_or_cannot_be_read(tmp_path):
    with pytest.raises(UserError, match="There is no agreement"):
        read_agreement(tmp_path / "none.toml")
    with pytest.raises(UserError, match="cannot be read"):
        read_agreement(tmp_path)
    path = tmp_path / "agreement.toml"
    path.write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(UserError, match="UTF-8"):
        read_agreement(path)


LEADS = """
[[lead_partners]]
agency = "social_care"
organisation = "Northmere Council"
title = "Chief executive"
area = "990"

[[lead_partners]]
agency = "health"
organisation = "Care board"
title = "Chief executive"
account = "a1"

[[lead_partners]]
agency = "police"
organisation = "Police"
title = "Chief constable"
"""


def test_everybody_who_signs_the_yearly_report_is_named(tmp_path):
    written = tmp_path / "agreement.toml"
    written.write_text(f'name = "Ours"\n{AREA}{LEADS}', encoding="utf-8")
    assert read_agreement(written).lead_partners == (
        LeadPartner("social_care", "Northmere Council", "Chief executive", "990"),
        LeadPartner("health", "Care board", "Chief executive", account="a1"),
        LeadPartner("police", "Police", "Chief constable"),
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ('area = "990"', 'area = "123"'),
            "lead_partners[1].area is 123, which is none of the areas",
        ),
        (('"police"', '"health"'), "lead_partners names nobody for police"),
        (('"social_care"', '"army"'), "lead_partners[1].agency"),
        (
            ("[[lead_partners]]\nagency", '[[lead_partners]]\ntitle = "Twice"\nagency'),
            "each key stands once",
        ),
    ],
)
def test_a_lead_partner_who_cannot_be_is_refused(tmp_path, change, told):
    leads = LEADS.replace(*change, 1)
    written = tmp_path / "agreement.toml"
    written.write_text(f'name = "Ours"\n{AREA}{leads}', encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_agreement(written)
    assert told in str(refused.value)


def test_nobody_is_named_twice_for_one_place(tmp_path):
    again = LEADS + "".join(LEADS.rpartition("[[lead_partners]]")[1:])
    written = tmp_path / "agreement.toml"
    written.write_text(f'name = "Ours"\n{AREA}{again}', encoding="utf-8")
    with pytest.raises(UserError, match="one could sign for both"):
        read_agreement(written)
