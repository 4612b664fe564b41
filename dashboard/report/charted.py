"""Which charts stand in which section of the yearly report, in one fixed order."""

from collections.abc import Iterable, Mapping
from typing import Final

from dashboard.report import evidence
from dashboard.report.evidence import Year
from dashboard.report.paper import Block

_OVER_TIME: Final[Mapping[str, tuple[str, ...]]] = {
    "area": (
        "referrals_per_10000_children",
        "children_in_need_per_10000_children",
        "children_on_plans_per_10000_children",
        "children_looked_after_per_10000_children",
    ),
    "journey": (
        "decision_within_one_working_day_of_referral",
        "assessment_within_45_working_days_of_referral",
        "icpc_within_15_working_days",
        "plans_reviewed_on_time",
        "re_referrals_within_12_months",
        "repeat_plans_ever",
        "strategy_discussions_with_three_agencies",
    ),
    "education": (
        "education_at_strategic_meetings",
        "safeguarding_audits_returned_by_deadline",
    ),
    "learning": ("review_recommendations_implemented", "review_recommendations_with_impact"),
    "voice": ("children_taking_part_in_conferences", "feedback_acted_on"),
    "training": ("training_followed_up", "training_changed_practice", "returns_received_on_time"),
    "scrutiny": ("scrutiny_recommendations_closed",),
}
_BY_GROUP: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "area": (("children_referred_per_10000_children", "ethnicity"),),
    "journey": (("conference_attendance_by_agency", "agency"),),
    "education": (
        ("pupils_persistently_absent", "social_care_status"),
        ("pupils_severely_absent", "social_care_status"),
        ("suspensions_per_100_pupils", "social_care_status"),
    ),
    "training": (("training_followed_up", "agency"),),
    "restraint": (("restraints_per_100_children_a_month", "provider_kind"),),
}
_SHARES: Final[Mapping[str, tuple[str, ...]]] = {
    "area": ("plans_by_latest_category", "factors_at_end_of_assessment"),
    "education": ("education_sectors_at_strategic_meetings",),
    "scrutiny": ("scrutiny_recommendations_by_state",),
    "arrangements": ("who_came_to_leaders_meetings",),
}


def figures(key: str, year: Year) -> Iterable[Block]:
    """The charts of a section, by its key."""
    for name in _OVER_TIME.get(key, ()):
        yield from evidence.over_time(year, name)
    for name, by in _BY_GROUP.get(key, ()):
        yield from evidence.by_group(year, name, by)
    for name in _SHARES.get(key, ()):
        yield from evidence.shares(year, name)
