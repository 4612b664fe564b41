"""The tables that every measure is computed from: one class each, one row as its docstring says.

Every identifier is a keyed pseudonym (`data/pseudonyms.py`). `area` is the three-digit local
authority code; `extract` names the file that gave the row. `age_years` is the age in whole years
on the row's own date: -1 before birth, null where no date of birth is known.
"""

import dataframely as dy

from data.returns.layout import table_of
from data.returns.subjects import BY_TABLE


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
    religion_recorded = dy.Bool(nullable=True)
    language_recorded = dy.Bool(nullable=True)


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
    source = dy.String(nullable=True)
    primary_need = dy.String(nullable=True)
    no_further_action = dy.Bool(nullable=True)
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
    """One row: an early help episode of one child (of Annex A List 2: an early help assessment)."""

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


class SentCounts(dy.Schema):
    """One row: a count that an agency (`told_by`) sent instead of rows, of a measure's group in a period.

    `met` and `of` are null where the sender hid them (`met_mark`, `of_mark`: "hidden") or they are
    not part of the measure; a count that the sender rounded says to what (`rounded_to`).
    """

    area = dy.String(primary_key=True)
    told_by = dy.String(primary_key=True)
    measure = dy.String(primary_key=True)
    category = dy.String(primary_key=True)
    characteristic = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    period_end = dy.Date(primary_key=True)
    extract = dy.String()
    met = dy.Int64(nullable=True)
    of = dy.Int64(nullable=True)
    met_mark = dy.String(nullable=True)
    of_mark = dy.String(nullable=True)
    rounded_to = dy.Int64(nullable=True)


OWN_RECORDS = "Own records"
"""The format of what is read from this program's own records, when a release is made."""


class Extracts(dy.Schema):
    """One row: a loaded file. It covers the events from `covers_from` to `covers_to`, both included.

    `subject`, `agency`, `sender` and `received` (the day it was loaded) are of partners' returns;
    `totals` is True for a return of counts instead of rows; of the cells that should be filled in
    (`wanted`) so many are (`given`).
    """

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
    subject = dy.String(nullable=True)
    agency = dy.String(nullable=True)
    sender = dy.String(nullable=True)
    totals = dy.Bool()
    received = dy.Date(nullable=True)
    wanted = dy.Int64()
    given = dy.Int64()


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
    "sent_counts": SentCounts,
    **{table: table_of(subjects) for table, subjects in BY_TABLE.items()},
}
"""The case tables that an extract may hold, by name."""


class PublishedFigures(dy.Schema):
    """One row: a figure that DfE published of one area and year, or said why it could not.

    comparator    the key that a measure names; `category` a code within it, "" where it has only one line
    area, level   three-digit local authority code ("authority"), DfE's name of a region ("region"), or
                  "England" ("England"); `name` is the area's name as the file gives it
    year          the year ended, or the day, 31 March; for a school year the year that it ended in
    printed       the text of the file, to its decimal; "" where the file prints none and we work it out
    value         0 to 100 in percent, else per 10,000 children aged 0 to 17; null with a `marker` (c, x, z,
                  u, k, low, ":", or "blank"), and where a rate must still be divided by residents
    numerator, denominator  the counts behind it as the file has them (England and regions rounded to 10);
                  null where they are marked, the denominator of a rate always
    derived       worked out by us from the file's counts
    release       the publication; `release_year` the newest year in its file; `source` table and file
    """

    comparator = dy.String(primary_key=True)
    category = dy.String(primary_key=True)
    area = dy.String(primary_key=True)
    level = dy.String(primary_key=True)
    year = dy.Int32(primary_key=True)
    name = dy.String()
    school_year = dy.Bool()
    printed = dy.String()
    value = dy.Float64(nullable=True)
    marker = dy.String(nullable=True)
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    derived = dy.Bool()
    unit = dy.String()
    release = dy.String()
    release_year = dy.Int32()
    source = dy.String()


class StatisticalNeighbours(dy.Schema):
    """One row: an authority that DfE's model sets beside another. `rank` 1 is the nearest.

    model is the year of the model; closeness the model's own word for it, "" where it gives none.
    """

    area = dy.String(primary_key=True)
    neighbour = dy.String(primary_key=True)
    rank = dy.Int32()
    closeness = dy.String()
    model = dy.Int32()
    source = dy.String()


class Populations(dy.Schema):
    """One row: children aged 0 to 17 who live in an area at 30 June of `mid_year`.

    area and level as in PublishedFigures; residents is null with the file's marker where it has none.
    """

    area = dy.String(primary_key=True)
    level = dy.String(primary_key=True)
    mid_year = dy.Int32(primary_key=True)
    name = dy.String()
    residents = dy.Int64(nullable=True)
    marker = dy.String(nullable=True)
    release_year = dy.Int32()
    source = dy.String()


class PublishedFiles(dy.Schema):
    """One row: a loaded file of published figures."""

    digest = dy.String(primary_key=True)
    file = dy.String()
    kind = dy.String()
    release = dy.String()
    release_year = dy.Int32()
    first_year = dy.Int32()
    last_year = dy.Int32()
    areas = dy.Int64()
    rows = dy.Int64()


PUBLISHED: dict[str, type[dy.Schema]] = {
    "published_figures": PublishedFigures,
    "statistical_neighbours": StatisticalNeighbours,
    "populations": Populations,
}
"""The tables that a file of published figures may hold, by name."""
