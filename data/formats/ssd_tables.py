"""The tables of the Standard Safeguarding Dataset: the columns that we read, and what each becomes.

Only the columns named here are ever asked for. Names, addresses, postcodes, nationality, workers and teams
stay where they are.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "date", "moment", "flags"]
"""How a column is brought to text: as it stands, as a day, as a day and time, or as the flags in its JSON."""


@dataclass(frozen=True)
class Column:
    """A column that we read: ours, the dataset's name for it, and what it holds."""

    ours: str
    field: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """A table of the dataset.

    name     the dataset's name, without "ssd_"
    ours     the raw table that its rows become, or "" where it only adds to others
    columns  the columns read, of which the first `needed` must be there
    """

    name: str
    ours: str
    needed: int
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """As the dataset writes it."""
        return f"ssd_{self.name}"


def _visits(name: str, prefix: str, of: str) -> Table:
    return Table(
        name,
        "",
        2,
        (
            Column("child", f"{prefix}_person_id"),
            Column("visit_date", f"{prefix}_{of}_visit_date", "date"),
            Column("seen", f"{prefix}_{of}_visit_seen"),
            Column("seen_alone", f"{prefix}_{of}_visit_seen_alone"),
        ),
    )


TABLES: Final = (
    Table(
        "person",
        "children",
        1,
        (
            Column("child", "pers_person_id"),
            Column("sex", "pers_sex"),
            Column("ethnicity", "pers_ethnicity"),
            Column("birth_date", "pers_dob", "date"),
            Column("expected_birth_date", "pers_expected_dob", "date"),
            Column("death_date", "pers_death_date", "date"),
            Column("nhs_number", "pers_common_child_id"),
            Column("upn_unknown", "pers_upn_unknown"),
        ),
    ),
    Table(
        "family",
        "",
        2,
        (Column("child", "fami_person_id"), Column("family", "fami_family_id")),
    ),
    Table(
        "disability",
        "",
        2,
        (Column("child", "disa_person_id"), Column("disabilities", "disa_disability_code")),
    ),
    Table(
        "linked_identifiers",
        "",
        3,
        (
            Column("child", "link_person_id"),
            Column("identifier_type", "link_identifier_type"),
            Column("identifier", "link_identifier_value"),
            Column("valid_from", "link_valid_from_date", "date"),
        ),
    ),
    Table("send", "", 2, (Column("child", "send_person_id"), Column("upn", "send_upn"))),
    Table(
        "contacts",
        "contacts",
        2,
        (
            Column("child", "cont_person_id"),
            Column("contact_date", "cont_contact_date", "date"),
            Column("source", "cont_contact_source_code"),
            Column("outcome", "cont_contact_outcome_json", "flags"),
        ),
    ),
    Table(
        "cin_episodes",
        "referrals",
        2,
        (
            Column("child", "cine_person_id"),
            Column("referral_date", "cine_referral_date", "date"),
            Column("referral_id", "cine_referral_id"),
            Column("source", "cine_referral_source_code"),
            Column("primary_need", "cine_cin_primary_need_code"),
            Column("no_further_action", "cine_referral_nfa"),
            Column("closure_date", "cine_close_date", "date"),
            Column("closure_reason", "cine_close_reason"),
        ),
    ),
    Table(
        "cin_assessments",
        "assessments",
        2,
        (
            Column("child", "cina_person_id"),
            Column("start_date", "cina_assessment_start_date", "date"),
            Column("assessment_id", "cina_assessment_id"),
            Column("referral_id", "cina_referral_id"),
            Column("authorised_date", "cina_assessment_auth_date", "date"),
            Column("child_seen", "cina_assessment_child_seen"),
        ),
    ),
    Table(
        "assessment_factors",
        "",
        2,
        (
            Column("assessment_id", "cinf_assessment_id"),
            Column("factors", "cinf_assessment_factors_json", "flags"),
        ),
    ),
    Table(
        "cin_plans",
        "need_plans",
        2,
        (
            Column("child", "cinp_person_id"),
            Column("start_date", "cinp_cin_plan_start_date", "date"),
            Column("end_date", "cinp_cin_plan_end_date", "date"),
        ),
    ),
    Table(
        "s47_enquiry",
        "section_47_enquiries",
        2,
        (
            Column("child", "s47e_person_id"),
            Column("start_date", "s47e_s47_start_date", "date"),
            Column("enquiry_id", "s47e_s47_enquiry_id"),
            Column("referral_id", "s47e_referral_id"),
            Column("end_date", "s47e_s47_end_date", "date"),
            Column("no_further_action", "s47e_s47_nfa"),
            Column("outcome", "s47e_s47_outcome_json", "flags"),
        ),
    ),
    Table(
        "initial_cp_conference",
        "conferences",
        2,
        (
            Column("child", "icpc_person_id"),
            Column("conference_date", "icpc_icpc_date", "date"),
            Column("conference_id", "icpc_icpc_id"),
            Column("enquiry_id", "icpc_s47_enquiry_id"),
            Column("referral_id", "icpc_referral_id"),
            Column("meeting", "icpc_icpc_meeting_id"),
            Column("transfer_in", "icpc_icpc_transfer_in"),
            Column("plan_made", "icpc_icpc_outcome_cp_flag"),
            Column("outcome", "icpc_icpc_outcome_json", "flags"),
        ),
    ),
    Table(
        "cp_plans",
        "plans",
        2,
        (
            Column("child", "cppl_person_id"),
            Column("start_date", "cppl_cp_plan_start_date", "date"),
            Column("plan_id", "cppl_cp_plan_id"),
            Column("referral_id", "cppl_referral_id"),
            Column("conference_id", "cppl_icpc_id"),
            Column("end_date", "cppl_cp_plan_end_date", "date"),
            Column("initial_category", "cppl_cp_plan_initial_category"),
            Column("latest_category", "cppl_cp_plan_latest_category"),
            Column("held_elsewhere", "cppl_cp_plan_ola"),
        ),
    ),
    Table(
        "cp_reviews",
        "reviews",
        3,
        (
            Column("child", "cppr_person_id"),
            Column("review_date", "cppr_cp_review_date", "date"),
            Column("plan_id", "cppr_cp_plan_id"),
            Column("due_date", "cppr_cp_review_due", "date"),
            Column("meeting", "cppr_cp_review_meeting_id"),
            Column("participation", "cppr_cp_review_participation"),
        ),
    ),
    _visits("cin_visits", "cinv", "cin"),
    _visits("cp_visits", "cppv", "cp"),
    _visits("cla_visits", "clav", "cla"),
    Table(
        "cla_episodes",
        "looked_after_periods",
        2,
        (
            Column("child", "clae_person_id"),
            Column("start_date", "clae_cla_episode_start_date", "date"),
            Column("end_date", "clae_cla_episode_ceased_date", "date"),
        ),
    ),
    Table(
        "early_help_episodes",
        "early_help_episodes",
        2,
        (
            Column("child", "earl_person_id"),
            Column("start_date", "earl_episode_start_date", "date"),
            Column("end_date", "earl_episode_end_date", "date"),
            Column("end_reason", "earl_episode_end_reason"),
            Column("lead_agency", "earl_episode_organisation"),
        ),
    ),
    Table(
        "missing",
        "missing_episodes",
        2,
        (
            Column("child", "miss_person_id"),
            Column("started_at", "miss_missing_episode_start_date", "moment"),
            Column("kind", "miss_missing_episode_type"),
            Column("returned_at", "miss_missing_episode_end_date", "moment"),
            Column("conversation_due", "miss_missing_rhi_offered"),
            Column("accepted", "miss_missing_rhi_accepted"),
        ),
    ),
)
BY_NAME: Final = {table.name: table for table in TABLES}
BY_FIELD: Final = {column.field: table for table in TABLES for column in table.columns}


def named(name: str) -> Table | None:
    """The table of a name as files and databases write it: `SSD_PERSON`, `person`, `dbo.ssd_person`."""
    return BY_NAME.get(name.strip().lower().rpartition(".")[2].removeprefix("ssd_"))
