"""The tables that every measure is computed from: one class each, one row as its docstring says.

Every identifier is a keyed pseudonym (`data/pseudonyms.py`). `area` is the three-digit local
authority code; `extract` names the file that gave the row. `age_years` is the age in whole years
on the row's own date: -1 before birth, null where no date of birth is known.
"""

import dataframely as dy


class Children(dy.Schema):
    """One row: a child known to an area, with the latest facts known of them."""

    area = dy.String(primary_key=True)
    child = dy.String(primary_key=True)
    extract = dy.String()
    birth_month = dy.Date(nullable=True)
    expected_birth_month = dy.Date(nullable=True)
    death_date = dy.Date(nullable=True)
    sex = dy.String(nullable=True)
    ethnicity = dy.String(nullable=True)
    disabled = dy.Bool(nullable=True)
    upn = dy.String(nullable=True)
    nhs_number = dy.String(nullable=True)
    family = dy.String(nullable=True)
    locality = dy.String(nullable=True)
    deprivation_quintile = dy.Int8(nullable=True)


class Contacts(dy.Schema):
    """One row: a contact about one child. A contact is not a referral."""

    area = dy.String(primary_key=True)
    contact = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    contact_date = dy.Date()
    source = dy.String(nullable=True)
    decision_date = dy.Date(nullable=True)
    outcome = dy.String(nullable=True)
    referral = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Referrals(dy.Schema):
    """One row: a request for services for one child, which is also an episode of need."""

    area = dy.String(primary_key=True)
    referral = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    referral_date = dy.Date()
    received_at = dy.Datetime(nullable=True)
    source = dy.String(nullable=True)
    primary_need = dy.String(nullable=True)
    no_further_action = dy.Bool(nullable=True)
    decision_date = dy.Date(nullable=True)
    decision_by_qualified = dy.Bool(nullable=True)
    closure_date = dy.Date(nullable=True)
    closure_reason = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Assessments(dy.Schema):
    """One row: an assessment of one child. `referral` is null where the source has no link."""

    area = dy.String(primary_key=True)
    assessment = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    referral = dy.String(nullable=True)
    start_date = dy.Date()
    authorised_date = dy.Date(nullable=True)
    not_in_need = dy.Bool(nullable=True)
    child_seen = dy.Bool(nullable=True)
    child_seen_date = dy.Date(nullable=True)
    child_seen_alone = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class AssessmentFactors(dy.Schema):
    """One row: a factor identified at the end of an assessment."""

    area = dy.String(primary_key=True)
    assessment = dy.String(primary_key=True)
    factor = dy.String(primary_key=True)
    extract = dy.String()


class Section47Enquiries(dy.Schema):
    """One row: an enquiry about one child. It starts with the strategy discussion that began it."""

    area = dy.String(primary_key=True)
    enquiry = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    referral = dy.String(nullable=True)
    start_date = dy.Date()
    end_date = dy.Date(nullable=True)
    conference_not_required = dy.Bool(nullable=True)
    outcome = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Conferences(dy.Schema):
    """One row: an initial or transfer-in conference held for one child.

    One conference date under two enquiries of a child is one conference, of the later enquiry.
    """

    area = dy.String(primary_key=True)
    conference = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    enquiry = dy.String(nullable=True)
    referral = dy.String(nullable=True)
    transfer_in = dy.Bool()
    notification_date = dy.Date(nullable=True)
    conference_date = dy.Date(nullable=True)
    plan_made = dy.Bool(nullable=True)
    meeting = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Plans(dy.Schema):
    """One row: a child protection plan of one child."""

    area = dy.String(primary_key=True)
    plan = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    referral = dy.String(nullable=True)
    start_date = dy.Date()
    end_date = dy.Date(nullable=True)
    initial_category = dy.String(nullable=True)
    latest_category = dy.String(nullable=True)
    previous_plans = dy.Int16(nullable=True)
    held_elsewhere = dy.Bool(nullable=True)
    conference = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Reviews(dy.Schema):
    """One row: a review conference held on a child protection plan."""

    area = dy.String(primary_key=True)
    plan = dy.String(primary_key=True)
    review_date = dy.Date(primary_key=True)
    child = dy.String()
    extract = dy.String()
    due_date = dy.Date(nullable=True)
    meeting = dy.String(nullable=True)
    participation = dy.String(nullable=True)


class NeedPlans(dy.Schema):
    """One row: a child in need plan."""

    area = dy.String(primary_key=True)
    child = dy.String(primary_key=True)
    start_date = dy.Date(primary_key=True)
    extract = dy.String()
    end_date = dy.Date(nullable=True)


class LookedAfterPeriods(dy.Schema):
    """One row: a spell of being looked after."""

    area = dy.String(primary_key=True)
    child = dy.String(primary_key=True)
    start_date = dy.Date(primary_key=True)
    extract = dy.String()
    end_date = dy.Date(nullable=True)
    unaccompanied = dy.Bool(nullable=True)


class EarlyHelpEpisodes(dy.Schema):
    """One row: an early help assessment of one child (Annex A List 2 holds no more than that)."""

    area = dy.String(primary_key=True)
    episode = dy.String(primary_key=True)
    child = dy.String()
    extract = dy.String()
    start_date = dy.Date()
    end_date = dy.Date(nullable=True)
    end_reason = dy.String(nullable=True)
    lead_agency = dy.String(nullable=True)
    family = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class MissingEpisodes(dy.Schema):
    """One row: a time that a child was missing, or away without leave, as one source tells it."""

    area = dy.String(primary_key=True)
    episode = dy.String(primary_key=True)
    child = dy.String(nullable=True)
    extract = dy.String()
    source = dy.String()
    police_reference = dy.String(nullable=True)
    missing_from = dy.String(nullable=True)
    kind = dy.String()
    started_at = dy.Datetime()
    returned_at = dy.Datetime(nullable=True)
    conversation_due = dy.Bool(nullable=True)
    offered_at = dy.Datetime(nullable=True)
    accepted = dy.Bool(nullable=True)
    held_at = dy.Datetime(nullable=True)
    risk_grade = dy.String(nullable=True)
    age_years = dy.Int16(nullable=True)


class Visits(dy.Schema):
    """One row: the visits of one kind to one child on one day."""

    area = dy.String(primary_key=True)
    child = dy.String(primary_key=True)
    visit_date = dy.Date(primary_key=True)
    kind = dy.String(primary_key=True)
    extract = dy.String()
    seen = dy.Bool(nullable=True)
    seen_alone = dy.Bool(nullable=True)


class Extracts(dy.Schema):
    """One row: a loaded file. It covers the events from `covers_from` to `covers_to`, both included."""

    extract = dy.String(primary_key=True)
    area = dy.String()
    format = dy.String()
    file = dy.String()
    covers_from = dy.Date()
    covers_to = dy.Date()
    as_at = dy.Date()
    made_at = dy.Datetime(nullable=True)
    rows = dy.Int64()
    refused = dy.Int64()


class Coverage(dy.Schema):
    """One row: a column that a loaded file fills, for events from `covers_from` to `covers_to`.

    `field` is written "table.column" ("plans.previous_plans"). What stands in no row here was
    not in any extract: a measure that needs it says so and never shows 0.
    """

    extract = dy.String(primary_key=True)
    field = dy.String(primary_key=True)
    area = dy.String()
    covers_from = dy.Date()
    covers_to = dy.Date()


TABLES: dict[str, type[dy.Schema]] = {
    "children": Children,
    "contacts": Contacts,
    "referrals": Referrals,
    "assessments": Assessments,
    "assessment_factors": AssessmentFactors,
    "section_47_enquiries": Section47Enquiries,
    "conferences": Conferences,
    "plans": Plans,
    "reviews": Reviews,
    "need_plans": NeedPlans,
    "looked_after_periods": LookedAfterPeriods,
    "early_help_episodes": EarlyHelpEpisodes,
    "missing_episodes": MissingEpisodes,
    "visits": Visits,
}
"""The case tables that an extract may hold, by name."""
