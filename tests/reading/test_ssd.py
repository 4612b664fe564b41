"""The Standard Safeguarding Dataset: what each of its tables fills, and how it meets other formats."""

import datetime as dt
import json

import polars as pl
import pytest

from data.extracts import read_extract
from data.formats import ssd
from data.pseudonyms import pseudonyms
from tests.reading import files, safeguarding
from tests.reading.conftest import AS_AT, KEY, rules_of
from tests.reading.files import assessment, child, enquiry, episode, message, plan, row
from tests.reading.safeguarding import one_child, rows


@pytest.fixture
def load(tmp_path):
    """Read a folder of these tables, of area 990 as at 31 March 2024."""

    def load(tables, as_at=AS_AT):
        path = safeguarding.folder(tmp_path / "tables", tables)
        return read_extract(path, key=KEY, area="990", as_at=as_at)

    return load


def of_one(extract, table):
    """The one row of a table, without what is the same in every row."""
    [only] = extract.tables[table].drop("area", "extract").to_dicts()
    return only


def test_a_child_with_every_event_is_read_whole_and_without_a_problem(load):
    extract = load(one_child())
    assert extract.format == "Standard Safeguarding Dataset"
    assert extract.problems.rows.to_dicts() == []
    assert (extract.rows, extract.refused) == (27, 0)
    assert {name: frame.height for name, frame in extract.tables.items()} == {
        "children": 1,
        "contacts": 1,
        "referrals": 1,
        "assessments": 1,
        "assessment_factors": 2,
        "section_47_enquiries": 1,
        "conferences": 1,
        "plans": 1,
        "reviews": 1,
        "need_plans": 1,
        "looked_after_periods": 2,
        "early_help_episodes": 1,
        "missing_episodes": 1,
        "visits": 4,
    }


def test_a_person_gives_the_facts_of_a_child(load):
    facts = of_one(load(one_child()), "children")
    assert facts["birth_month"] == dt.date(2015, 5, 1)
    assert (facts["sex"], facts["ethnicity"], facts["disabled"]) == ("F", "CHNE", True)
    assert None not in (facts["upn"], facts["nhs_number"], facts["family"])


def test_national_numbers_have_one_pseudonym_in_every_area(load):
    facts = of_one(load(one_child()), "children")
    for column, number in (("upn", "H801200001001"), ("nhs_number", "9434765919")):
        [expected] = pseudonyms(pl.Series([number]), KEY, column, "")
        assert facts[column] == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pers_common_child_id", "9434765918"),
        ("pers_common_child_id", "0000000000"),
        ("pers_common_child_id", "94347659"),
    ],
)
def test_an_nhs_number_whose_check_digit_does_not_fit_is_left_out(load, column, value):
    tables = one_child()
    tables["ssd_person"][0][column] = value
    extract = load(tables)
    assert of_one(extract, "children")["nhs_number"] is None
    assert rules_of(extract) == {"check_digit_does_not_fit": 1}
    [problem] = extract.problems.first
    assert (problem.position, problem.field) == ("ssd_person.csv, row 2", "pers_common_child_id")
    assert value not in str(extract.problems.rows.to_dicts())


def test_a_pupil_number_comes_from_special_needs_where_no_identifier_is_linked(load):
    linked = load(one_child())
    tables = one_child()
    tables["ssd_linked_identifiers"] = rows(
        """link_person_id | link_identifier_type | link_identifier_value
           C1             | NHS Number           | 943-476-5919"""
    )
    tables["ssd_person"][0]["pers_common_child_id"] = "PLACEHOLDER_DATA"
    tables["ssd_send"] = rows("send_person_id | send_upn\nC1 | h801200001001")
    extract = load(tables)
    for column in ("upn", "nhs_number"):
        assert of_one(extract, "children")[column] == of_one(linked, "children")[column]


def test_of_several_pupil_numbers_the_newest_counts(load):
    tables = one_child()
    tables["ssd_linked_identifiers"] = rows(
        """link_person_id | link_identifier_type | link_identifier_value | link_valid_from_date
           C1             | UPN                  | H801200001001         | 02/09/2021
           C1             | UPN                  | A123456789012         | 2020-09-01"""
    )
    [expected] = pseudonyms(pl.Series(["H801200001001"]), KEY, "upn", "")
    assert of_one(load(tables), "children")["upn"] == expected


def test_placeholders_of_tables_not_yet_filled_are_nothing(load):
    tables = one_child()
    tables["ssd_linked_identifiers"] = rows(
        """link_person_id   | link_identifier_type | link_identifier_value | link_valid_from_date
           PLACEHOLDER_DATA | PLACEHOLDER_DATA     | PLACEHOLDER_DATA      | 1900-01-01"""
    )
    tables["ssd_cp_reviews"][0]["cppr_cp_review_participation"] = "SSD_PH"
    extract = load(tables)
    assert rules_of(extract) == {}
    assert of_one(extract, "children")["upn"] is None
    assert of_one(extract, "reviews")["participation"] is None


def test_a_contact_has_its_source_and_what_came_of_it(load):
    contact = of_one(load(one_child()), "contacts")
    assert contact["contact_date"] == dt.date(2023, 4, 5)
    assert (contact["source"], contact["outcome"]) == ("2A", "referral")


@pytest.mark.parametrize(
    ("json", "outcome"),
    [
        ('{"NEW_REFERRAL_FLAG": "Y", "ADVICE_FLAG": "Y"}', "referral"),
        ('{"NEW_REFERRAL_FLAG": "N", "NFA_FLAG": "Y"}', "no_further_action"),
        ('{"ADVICE_FLAG": true, "NFA_FLAG": 1}', "advice"),
        ('{"EXISTING_REFERRAL_FLAG": "Yes"}', "other"),
        ('{"NEW_REFERRAL_FLAG": "", "NFA_FLAG": null}', None),
        ("{}", None),
        (None, None),
    ],
)
def test_the_outcome_of_a_contact_is_the_furthest_of_its_flags(load, json, outcome):
    tables = one_child()
    tables["ssd_contacts"][0]["cont_contact_outcome_json"] = json
    assert of_one(load(tables), "contacts")["outcome"] == outcome


@pytest.mark.parametrize(
    ("table", "column", "field"),
    [
        ("ssd_contacts", "cont_contact_outcome_json", "contacts"),
        ("ssd_s47_enquiry", "s47e_s47_outcome_json", "section_47_enquiries"),
        ("ssd_initial_cp_conference", "icpc_icpc_outcome_json", "conferences"),
        ("ssd_assessment_factors", "cinf_assessment_factors_json", "assessment_factors"),
    ],
)
@pytest.mark.parametrize("broken", ['{"NFA_FLAG": "Y", "COMMENTS": "cut o', "[" * 20_000])
def test_json_that_is_cut_off_is_told_of_and_nothing_is_guessed(load, table, column, field, broken):
    tables = one_child()
    tables[table][0][column] = broken
    extract = load(tables)
    assert rules_of(extract) == {"json_unreadable": 1}
    assert extract.problems.counts["field"].to_list() == [column]
    assert extract.problems.counts["table"].to_list() == [field]


@pytest.mark.parametrize(
    "written", ['["3B", "4A"]', '{"3B": "Yes", "4A": "Y", "5A": "No"}', "3B,4A", "3b; 4a"]
)
def test_factors_are_read_in_every_form(load, written):
    tables = one_child()
    tables["ssd_assessment_factors"][0]["cinf_assessment_factors_json"] = written
    assert load(tables).tables["assessment_factors"]["factor"].sort().to_list() == ["3B", "4A"]


def test_what_is_no_factor_is_told_of_and_not_kept(load):
    tables = one_child()
    tables["ssd_assessment_factors"][0]["cinf_assessment_factors_json"] = (
        '["3B", "a remark", "99Z"]'
    )
    extract = load(tables)
    assert rules_of(extract) == {"json_unreadable": 1, "code_unknown": 1}
    assert of_one(extract, "assessment_factors")["factor"] == "3B"


def test_factors_of_assessments_without_a_key_are_nobodys(load):
    tables = one_child()
    del tables["ssd_cin_assessments"][0]["cina_assessment_id"]
    extract = load(tables)
    assert "assessment_factors" not in extract.tables


def test_a_referral_is_an_episode_of_need(load):
    referral = of_one(load(one_child()), "referrals")
    assert referral["referral_date"] == dt.date(2023, 4, 5)
    assert referral["closure_date"] == dt.date(2024, 2, 1)
    assert (referral["source"], referral["primary_need"]) == ("2A", "N1")
    assert (referral["no_further_action"], referral["closure_reason"]) == (False, "RC7")
    assert referral["age_years"] == 7


def test_an_assessment_knows_when_a_visit_found_the_child_and_whether_alone(load):
    found = of_one(load(one_child()), "assessments")
    assert found["child_seen"] is True
    assert found["child_seen_date"] == dt.date(2023, 4, 8)
    assert found["child_seen_alone"] == "yes"


@pytest.mark.parametrize(
    ("date", "seen", "alone", "expected"),
    [
        ("2023-04-05", "Y", "Y", (None, None)),
        ("2023-05-11", "Y", "Y", (None, None)),
        ("2023-04-06", "N", "N", (None, None)),
        ("2023-05-10", "Y", "N", (dt.date(2023, 5, 10), "no")),
        ("2023-05-10", "Y", None, (dt.date(2023, 5, 10), None)),
    ],
)
def test_only_a_visit_within_the_assessment_counts(load, date, seen, alone, expected):
    tables = one_child()
    tables["ssd_cin_visits"] = [
        {
            "cinv_person_id": "C1",
            "cinv_cin_visit_date": date,
            "cinv_cin_visit_seen": seen,
            "cinv_cin_visit_seen_alone": alone,
        }
    ]
    found = of_one(load(tables), "assessments")
    assert (found["child_seen_date"], found["child_seen_alone"]) == expected


def test_visits_of_one_kind_on_one_day_are_one(load):
    visits = load(one_child()).tables["visits"].sort("visit_date")
    assert visits.select("visit_date", "kind", "seen", "seen_alone").rows() == [
        (dt.date(2023, 4, 8), "need", True, False),
        (dt.date(2023, 4, 20), "need", True, True),
        (dt.date(2023, 6, 1), "protection", True, True),
        (dt.date(2024, 2, 20), "looked_after", True, False),
    ]


def test_an_enquiry_ends_and_its_conference_belongs_to_it(load):
    extract = load(one_child())
    enquiry, conference = of_one(extract, "section_47_enquiries"), of_one(extract, "conferences")
    assert enquiry["end_date"] == dt.date(2023, 5, 16)
    assert (enquiry["conference_not_required"], enquiry["outcome"]) == (False, "continuing_risk")
    assert conference["enquiry"] == enquiry["enquiry"]
    assert conference["conference_date"] == dt.date(2023, 5, 22)
    assert (conference["plan_made"], conference["transfer_in"]) == (True, False)
    assert conference["meeting"] is not None


@pytest.mark.parametrize(
    ("nfa", "json", "required"),
    [
        ("Y", None, False),
        ("N", None, None),
        (None, '{"CP_CONFERENCE_FLAG": "N", "PROV_OF_SERVICES_FLAG": "Y"}', False),
        ("Y", '{"CP_CONFERENCE_FLAG": "Y"}', True),
        (None, '{"CP_CONFERENCE_FLAG": "N", "NFA_FLAG": "N"}', None),
    ],
)
def test_an_enquiry_says_by_its_outcome_whether_a_conference_was_needed(load, nfa, json, required):
    tables = one_child()
    tables["ssd_s47_enquiry"][0] |= {"s47e_s47_nfa": nfa, "s47e_s47_outcome_json": json}
    del tables["ssd_initial_cp_conference"]
    enquiry = of_one(load(tables), "section_47_enquiries")
    assert enquiry["conference_not_required"] == (None if required is None else not required)


def test_a_transfer_in_conference_is_known_by_its_flag_and_timed_from_its_referral(load):
    tables = one_child()
    tables["ssd_initial_cp_conference"][0] |= {
        "icpc_icpc_transfer_in": "Y",
        "icpc_s47_enquiry_id": None,
        "icpc_icpc_outcome_cp_flag": "N",
    }
    conference = of_one(load(tables), "conferences")
    assert conference["transfer_in"] is True
    assert conference["notification_date"] == dt.date(2023, 4, 5)
    assert conference["enquiry"] is None
    assert conference["plan_made"] is False


def test_a_plan_knows_its_conference_and_whether_another_authority_holds_it(load):
    tables = one_child()
    tables["ssd_cp_plans"][0]["cppl_cp_plan_ola"] = "Y"
    extract = load(tables)
    plan = of_one(extract, "plans")
    assert plan["conference"] == of_one(extract, "conferences")["conference"]
    assert (plan["initial_category"], plan["latest_category"]) == ("NEG", "MUL")
    assert plan["held_elsewhere"] is True
    assert plan["previous_plans"] is None
    assert "plans.previous_plans" not in set(extract.coverage["field"])


def test_a_review_has_its_due_date_and_how_the_child_took_part_and_planned_ones_are_none(load):
    extract = load(one_child())
    review = of_one(extract, "reviews")
    assert review["plan"] == of_one(extract, "plans")["plan"]
    assert (review["review_date"], review["due_date"]) == (
        dt.date(2023, 8, 15),
        dt.date(2023, 8, 22),
    )
    assert review["participation"] == "PN1"
    assert review["meeting"] is not None


def test_a_review_of_a_plan_that_is_not_there_is_refused(load):
    tables = one_child()
    tables["ssd_cp_reviews"][0]["cppr_cp_plan_id"] = "P9"
    extract = load(tables)
    assert rules_of(extract) == {"row_of_refused_plan": 1}
    assert "reviews" not in extract.tables


def test_episodes_of_care_without_a_gap_are_one_spell(load):
    spells = load(one_child()).tables["looked_after_periods"]
    assert spells.select("start_date", "end_date").rows() == [
        (dt.date(2024, 2, 1), dt.date(2024, 3, 1)),
        (dt.date(2024, 3, 10), None),
    ]


def test_spells_of_two_children_never_run_together(load):
    tables = one_child()
    tables["ssd_cla_episodes"] = rows(
        """clae_person_id | clae_cla_episode_start_date | clae_cla_episode_ceased_date
           C1             | 2024-01-01                  |
           C2             | 2024-02-01                  | 2024-03-01"""
    )
    assert load(tables).tables["looked_after_periods"].height == 2


@pytest.mark.parametrize("ceased", [None, "2024-02-20"])
def test_episodes_that_cross_are_one_spell_and_a_problem(load, ceased):
    tables = one_child()
    tables["ssd_cla_episodes"] = [
        {
            "clae_person_id": "C1",
            "clae_cla_episode_start_date": start,
            "clae_cla_episode_ceased_date": end,
        }
        for start, end in (("2024-02-01", ceased), ("2024-02-15", "2024-03-01"))
    ]
    extract = load(tables)
    assert rules_of(extract) == {"episodes_cross": 1}
    spell = of_one(extract, "looked_after_periods")
    assert (spell["start_date"], spell["end_date"]) == (dt.date(2024, 2, 1), dt.date(2024, 3, 1))


def test_early_help_has_its_end_its_lead_and_its_family(load):
    extract = load(one_child())
    episode = of_one(extract, "early_help_episodes")
    assert (episode["end_reason"], episode["lead_agency"]) == ("stepped_up", "education")
    assert episode["family"] == of_one(extract, "children")["family"]


def test_a_missing_episode_has_its_moments_and_whether_a_conversation_was_due(load):
    episode = of_one(load(one_child()), "missing_episodes")
    assert episode["started_at"].isoformat() == "2024-02-20T21:30:00"
    assert episode["returned_at"].isoformat() == "2024-02-21T03:15:00"
    assert (episode["source"], episode["kind"]) == ("la", "missing")
    assert (episode["conversation_due"], episode["accepted"]) == (True, False)


def test_two_episodes_on_one_day_are_two_and_an_untold_kind_is_missing_with_a_problem(load):
    tables = one_child()
    first = tables["ssd_missing"][0]
    tables["ssd_missing"] = [
        first
        | {"miss_missing_episode_start_date": "2024-02-20 09:00", "miss_missing_rhi_offered": "NA"},
        first
        | {
            "miss_missing_episode_start_date": "2024-02-20 17:00",
            "miss_missing_episode_type": None,
            "miss_missing_rhi_offered": None,
        },
        first | {"miss_missing_episode_type": "Away", "miss_missing_rhi_offered": "N"},
    ]
    extract = load(tables)
    episodes = extract.tables["missing_episodes"].sort("started_at")
    assert episodes["kind"].to_list() == ["missing", "missing", "away"]
    assert episodes["conversation_due"].to_list() == [False, None, True]
    assert rules_of(extract) == {"absence_kind_not_told": 1}


def test_a_child_that_is_not_among_the_persons_is_kept_and_told_of(load):
    tables = one_child()
    tables["ssd_contacts"].append(tables["ssd_contacts"][0] | {"cont_person_id": "C2"})
    extract = load(tables)
    assert extract.tables["children"].height == 2
    assert rules_of(extract) == {"child_not_among_persons": 1}
    assert extract.problems.first[0].position == "ssd_contacts.csv, row 3"


def test_an_event_of_nobody_is_refused(load):
    tables = one_child()
    tables["ssd_contacts"].append(tables["ssd_contacts"][0] | {"cont_person_id": "NULL"})
    tables["ssd_contacts"].append(tables["ssd_contacts"][0] | {"cont_person_id": " "})
    extract = load(tables)
    assert rules_of(extract) == {"child_id_missing": 2}
    assert extract.refused == 2
    assert extract.tables["contacts"].height == 1


def test_links_are_within_one_child_though_brothers_and_sisters_share_a_key(load):
    tables = one_child()
    tables["ssd_person"].append(tables["ssd_person"][0] | {"pers_person_id": "C2"})
    for name, column, date in (
        ("ssd_cin_episodes", "cine_person_id", "cine_referral_date"),
        ("ssd_cin_assessments", "cina_person_id", "cina_assessment_start_date"),
    ):
        first = tables[name][0]
        tables[name].append(first | {column: "C2", date: "2023-04-07"})
    extract = load(tables)
    linked = extract.tables["assessments"].join(
        extract.tables["referrals"], on="referral", suffix="_of_referral"
    )
    assert linked.height == 2
    assert (linked["child"] == linked["child_of_referral"]).all()


def test_whole_numbers_in_one_table_and_decimals_in_the_next_name_the_same_child(load):
    tables = one_child()
    text = json.dumps(tables).replace('"C1"', '"6217392"').replace('"R1"', '"77"')
    tables = json.loads(text)
    tables["ssd_cin_assessments"][0] |= {
        "cina_person_id": "6217392.0",
        "cina_referral_id": "77.00",
    }
    extract = load(tables)
    assert extract.tables["children"].height == 1
    assert of_one(extract, "assessments")["referral"] == of_one(extract, "referrals")["referral"]


def test_the_three_date_styles_of_one_column_are_each_read_by_their_own_form(load):
    tables = one_child()
    first = tables["ssd_contacts"][0]
    tables["ssd_contacts"] = [
        first | {"cont_contact_date": written}
        for written in ("2023-04-05 00:00:00.000", "06/04/2023", "07-Apr-2023", "04/25/2023")
    ]
    extract = load(tables)
    assert extract.tables["contacts"]["contact_date"].sort().to_list() == [
        dt.date(2023, 4, day) for day in (5, 6, 7)
    ]
    assert rules_of(extract) == {"date_unreadable": 1, "key_date_missing": 1}


def test_it_meets_the_census_row_by_row(load, store, tmp_path):
    told = message(
        child(
            episode(
                "2023-04-05",
                assessment("2023-04-06", "3B", "4A", AssessmentAuthorisationDate="2023-05-10"),
                enquiry("2023-05-02", "2023-05-22"),
                plan("2023-05-22", "2023-08-15"),
            ),
            LAchildID="C1",
            PersonBirthDate="2015-05-20",
            UPN="H801200001001",
        ),
    )
    census = read_extract(files.write(tmp_path / "return.xml", told), key=KEY)
    dataset = load(one_child())
    store.save_extract(census)
    store.save_extract(dataset)
    combined = store.tables()
    for table in (
        "children", "referrals", "assessments", "section_47_enquiries", "conferences", "plans", "reviews",
    ):  # fmt: skip
        assert combined[table].height == 1, table
    assert combined["children"]["upn"].to_list() == dataset.tables["children"]["upn"].to_list()
    assert combined["plans"]["previous_plans"].to_list() == [0]
    assert combined["plans"]["conference"].null_count() == 0


def test_it_meets_annex_a_row_by_row(load, annex_a, store):
    workbook = annex_a(
        **{
            "List 1": [row("List 1", Child_Unique_ID="C1", Date_of_Contact="2024-01-05",
                           Contact_Source="2A")],
            "List 7": [row("List 7", Child_Unique_ID="C1",
                           Child_Protection_Plan_Start_Date="2023-05-22")],
        }
    )  # fmt: skip
    tables = one_child()
    tables["ssd_contacts"][0]["cont_contact_date"] = "05/01/2024"
    store.save_extract(workbook)
    store.save_extract(load(tables))
    combined = store.tables()
    assert combined["contacts"].height == combined["plans"].height == 1
    assert combined["contacts"]["outcome"].to_list() == ["referral"]


def test_an_extract_stored_before_there_were_more_columns_still_combines(load, store):
    extract = load(one_child())
    extract.tables["visits"] = extract.tables["visits"].drop("seen_alone")
    del extract.tables["missing_episodes"]
    store.save_extract(extract)
    tables = store.tables()
    assert tables["visits"]["seen_alone"].null_count() == 4
    assert tables["missing_episodes"].is_empty()


def test_what_the_tables_do_not_hold_is_not_covered(load):
    fields = set(load(one_child()).coverage["field"])
    tables = one_child()
    del tables["ssd_missing"]
    del tables["ssd_cin_assessments"]
    tables["ssd_early_help_episodes"] = [dict.fromkeys(tables["ssd_early_help_episodes"][0], "")]
    del tables["ssd_s47_enquiry"][0]["s47e_s47_end_date"]
    left = fields - set(load(tables).coverage["field"])
    assert left == {
        f"{table}.{column}"
        for table in (
            "missing_episodes",
            "early_help_episodes",
            "assessments",
            "assessment_factors",
        )
        for column in ssd.FILLS[table]
    } | {"section_47_enquiries.end_date"}
    assert fields <= {f"{table}.{each}" for table, columns in ssd.FILLS.items() for each in columns}


def test_a_column_that_a_hundred_rows_leave_empty_is_not_covered(load):
    tables = one_child()
    first = tables["ssd_contacts"][0]
    day = dt.date(2023, 4, 5)
    for count, covered in ((99, True), (100, False)):
        tables["ssd_contacts"] = [
            first
            | {"cont_contact_date": day + dt.timedelta(number), "cont_contact_source_code": None}
            for number in range(count)
        ]
        assert ("contacts.source" in set(load(tables).coverage["field"])) is covered


def episodes_closed(count, first):
    return [
        {
            "cine_referral_id": f"R{number}",
            "cine_person_id": "C1",
            "cine_referral_date": dt.date(2016, 1, 1) + dt.timedelta(number),
            "cine_close_date": first + dt.timedelta(number),
        }
        for number in range(count)
    ]


def test_it_covers_from_the_day_its_first_referral_was_closed(load):
    tables = one_child()
    tables["ssd_cin_episodes"] = episodes_closed(100, dt.date(2021, 2, 3))
    assert load(tables).covers_from == dt.date(2021, 2, 3)


def test_it_covers_no_more_than_six_years(load):
    tables = one_child()
    tables["ssd_cin_episodes"] = episodes_closed(1000, dt.date(2017, 1, 1))
    extract = load(tables)
    assert extract.covers_from == dt.date(2018, 4, 1)
    assert (extract.covers_to, extract.as_at) == (AS_AT, AS_AT)


def test_where_little_is_closed_it_covers_from_the_first_event_and_each_table_from_its_own(load):
    extract = load(one_child())
    since = dict(extract.coverage.select("field", "covers_from").iter_rows())
    assert extract.covers_from == since["early_help_episodes.start_date"] == dt.date(2022, 1, 10)
    assert since["plans.start_date"] == dt.date(2023, 5, 22)
    assert since["assessment_factors.factor"] == since["assessments.start_date"]
    assert since["children.sex"] == extract.covers_from


def test_persons_alone_cover_the_six_years(load):
    extract = load({"ssd_person": one_child()["ssd_person"]})
    assert extract.covers_from == dt.date(2018, 4, 1)
    assert set(rules_of(extract)) == {"dates_do_not_fit"}
    assert extract.coverage.is_empty()


def test_a_wrong_extract_date_is_told_and_its_silence_is_no_zero(load):
    extract = load(one_child(), dt.date(2025, 3, 31))
    assert rules_of(extract) == {"dates_do_not_fit": 1}
    assert extract.coverage.is_empty()


def test_nothing_that_names_a_child_is_ever_read_or_kept(load):
    tables = one_child()
    tables["ssd_address"] = rows("addr_person_id | addr_address_postcode\nC1 | SECRET1")
    extract = load(tables)
    kept = str(
        [frame.to_dicts() for frame in extract.tables.values()]
        + [extract.problems.rows.to_dicts(), extract.coverage.to_dicts()]
    )
    assert "SECRET" not in kept
    assert "C1" not in kept


NAMING = (
    "name",
    "address",
    "postcode",
    "nationality",
    "worker",
    "team",
    "desc",
    "urn",
    "json_payload",
)


def test_no_field_that_names_anybody_or_holds_remarks_is_asked_for():
    fields = [column.field for table in ssd.TABLES for column in table.columns]
    assert not [field for field in fields if any(word in field for word in NAMING)]
    assert len(set(fields)) == len(fields)


def test_every_field_is_one_of_the_dataset_as_published(samples):
    published = pl.read_csv(samples / "ssd" / "ssd_fields.csv", infer_schema=False)
    known = set(published.select("table", "field").iter_rows())
    ours = {(table.full_name, column.field) for table in ssd.TABLES for column in table.columns}
    assert ours <= known
    json = set(published.filter(pl.col("field").str.ends_with("_json"))["field"])
    flags = {c.field for table in ssd.TABLES for c in table.columns if c.kind == "flags"}
    assert flags == json & {c.field for table in ssd.TABLES for c in table.columns}
