"""The Standard Safeguarding Dataset as tests write it: a folder, a zip file or a database of text."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import sqlalchemy as sa

Rows = list[dict[str, object]]
Tables = dict[str, Rows]

NAMES = {"pers_forename": "SECRETNAME", "pers_surname": "SECRETNAME", "pers_nationality": "SECRET"}
"""Columns of a person that must never be read."""


def rows(text: str) -> Rows:
    """Rows from a table as people draw one: headings, then values, parted by bars; nothing is null."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    headings, *others = ([cell.strip() for cell in line.split("|")] for line in lines)
    return [
        {heading: cell or None for heading, cell in zip(headings, cells, strict=True)}
        for cells in others
    ]


def one_child() -> Tables:
    """One girl, with one event of every kind. Every value is right."""
    return {
        "ssd_person": [
            {
                "pers_person_id": "C1",
                **NAMES,
                "pers_sex": "F",
                "pers_gender": "02",
                "pers_ethnicity": "CNHE",
                "pers_dob": "2015-05-20 00:00:00.000",
                "pers_common_child_id": "943 476 5919",
                "pers_upn_unknown": None,
                "pers_expected_dob": None,
                "pers_death_date": None,
            }
        ],
        "ssd_family": rows(
            """fami_table_id | fami_family_id | fami_person_id
                       1     | FAM1           | C1"""
        ),
        "ssd_disability": rows(
            """disa_person_id | disa_table_id | disa_disability_code
               C1             | 1             | MOB
               C1             | 2             | HEAR"""
        ),
        "ssd_linked_identifiers": rows(
            """link_person_id | link_identifier_type | link_identifier_value | link_valid_from_date
               C1             | Unique Pupil Number  | H801200001001         | 01/09/2020
               C1             | Case Number          | SECRETCASE            | 01/09/2021"""
        ),
        "ssd_contacts": [
            {
                "cont_contact_id": "K1",
                "cont_person_id": "C1",
                "cont_contact_date": "05/04/2023 00:00",
                "cont_contact_source_code": "2A",
                "cont_contact_source_desc": "SECRETTEXT",
                "cont_contact_outcome_json": '{"NEW_REFERRAL_FLAG": "Y", "NFA_FLAG": ""}',
            }
        ],
        "ssd_cin_episodes": rows(
            """cine_referral_id | cine_person_id | cine_referral_date | cine_cin_primary_need_code | \
cine_referral_source_code | cine_referral_nfa | cine_close_reason | cine_close_date
               R1 | C1 | 2023-04-05T00:00:00 | N1 | 2A | N | RC7 | 2024-02-01"""
        ),
        "ssd_cin_assessments": rows(
            """cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date | \
cina_assessment_child_seen | cina_assessment_auth_date
               A1 | C1 | R1 | 2023-04-06 | Y | 2023-05-10"""
        ),
        "ssd_assessment_factors": [
            {
                "cinf_table_id": "1",
                "cinf_assessment_id": "A1",
                "cinf_assessment_factors_json": '["3B", "4A"]',
            }
        ],
        "ssd_cin_plans": rows(
            """cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date | cinp_cin_plan_end_date
               N1 | C1 | 2023-10-01 | 2024-01-31"""
        ),
        "ssd_cin_visits": rows(
            """cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date | cinv_cin_visit_seen | \
cinv_cin_visit_seen_alone
               V1 | C1 | 2023-04-20 | Y | Y
               V2 | C1 | 2023-04-08 | Y | N"""
        ),
        "ssd_s47_enquiry": [
            {
                "s47e_s47_enquiry_id": "E1",
                "s47e_referral_id": "R1",
                "s47e_person_id": "C1",
                "s47e_s47_start_date": "2023-05-02",
                "s47e_s47_end_date": "2023-05-16",
                "s47e_s47_nfa": "N",
                "s47e_s47_outcome_json": '{"CP_CONFERENCE_FLAG": "Y", "OUTCOME_COMMENTS": "SECRETTEXT"}',
            }
        ],
        "ssd_initial_cp_conference": [
            {
                "icpc_icpc_id": "I1",
                "icpc_icpc_meeting_id": "M1",
                "icpc_s47_enquiry_id": "E1",
                "icpc_person_id": "C1",
                "icpc_referral_id": "R1",
                "icpc_icpc_transfer_in": "N",
                "icpc_icpc_date": "2023-05-22",
                "icpc_icpc_outcome_cp_flag": None,
                "icpc_icpc_outcome_json": '{"CP_FLAG": "Y", "COMMENTS": "SECRETTEXT"}',
            },
            {"icpc_icpc_id": "I2", "icpc_person_id": "C1", "icpc_icpc_date": None},
        ],
        "ssd_cp_plans": rows(
            """cppl_cp_plan_id | cppl_referral_id | cppl_icpc_id | cppl_person_id | \
cppl_cp_plan_start_date | cppl_cp_plan_end_date | cppl_cp_plan_initial_category | cppl_cp_plan_ola | \
cppl_cp_plan_latest_category
               P1 | R1 | I1 | C1 | 2023-05-22 | 2023-09-30 | Neglect | N | Multiple: Neglect, Emotional"""
        ),
        "ssd_cp_reviews": rows(
            """cppr_cp_review_id | cppr_person_id | cppr_cp_plan_id | cppr_cp_review_due | \
cppr_cp_review_date | cppr_cp_review_meeting_id | cppr_cp_review_participation
               W1 | C1 | P1 | 2023-08-22 | 2023-08-15 | M2 | PN1
               W2 | C1 | P1 | 2024-02-15 |            |    | """
        ),
        "ssd_cp_visits": rows(
            """cppv_cp_visit_id | cppv_person_id | cppv_cp_visit_date | cppv_cp_visit_seen | \
cppv_cp_visit_seen_alone
               V3 | C1 | 2023-06-01 | 1 | 0
               V4 | C1 | 2023-06-01 | 1 | 1"""
        ),
        "ssd_cla_visits": rows(
            """clav_person_id | clav_cla_visit_date | clav_cla_visit_seen | clav_cla_visit_seen_alone
               C1 | 2024-02-20 | true | false"""
        ),
        "ssd_cla_episodes": rows(
            """clae_cla_episode_id | clae_person_id | clae_cla_episode_start_date | \
clae_cla_episode_ceased_date
               L1 | C1 | 2024-02-01 | 2024-02-15
               L2 | C1 | 2024-02-15 | 2024-03-01
               L3 | C1 | 2024-03-10 |"""
        ),
        "ssd_early_help_episodes": rows(
            """earl_episode_id | earl_person_id | earl_episode_start_date | earl_episode_end_date | \
earl_episode_end_reason | earl_episode_organisation
               H1 | C1 | 2022-01-10 | 2022-06-30 | Step-up to CSC | Northmere Primary School"""
        ),
        "ssd_missing": rows(
            """miss_table_id | miss_person_id | miss_missing_episode_start_date | \
miss_missing_episode_type | miss_missing_episode_end_date | \
miss_missing_rhi_offered | miss_missing_rhi_accepted
               X1 | C1 | 2024-02-20 21:30:00 | M | 21/02/2024 03:15 | Y | N"""
        ),
    }


def as_csv(table: Rows, **options: str) -> str:
    """A table as CSV text."""
    headings = list(dict.fromkeys(heading for row in table for heading in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, lineterminator="\r\n", **options)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def folder(path: Path, tables: Tables) -> Path:
    """A folder with a CSV file for each table."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    for name, table in tables.items():
        (path / f"{name}.csv").write_text(as_csv(table), encoding="utf-8")
    return path


def packed(path: Path, tables: Tables, inside: str = "") -> Path:
    """A zip file with a CSV file for each table."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, table in tables.items():
            made.writestr(f"{inside}{name}.csv", as_csv(table))
    return path


def fill(engine: sa.Engine, tables: Tables, schema: str | None = None) -> None:
    """The tables in a database, every column as text."""
    with engine.begin() as connection:
        for name, table in tables.items():
            headings = list(dict.fromkeys(heading for row in table for heading in row))
            made = sa.Table(
                name, sa.MetaData(), *(sa.Column(each, sa.Text) for each in headings), schema=schema
            )
            made.create(connection)
            if table:
                connection.execute(
                    made.insert(), [{each: row.get(each) for each in headings} for row in table]
                )
