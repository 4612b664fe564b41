"""Sums between measures that follow from what they count, though they count other rows.

A reader knows them from the definitions, so the protection must. Where measures count the same rows, their
fingerprints say so, and nothing need be declared.
"""

from metrics.measure import Identity, State, Term

_CONFERENCES = "icpc_within_15_working_days"
_ENQUIRIES = "section_47_enquiries_with_conference"
_FROM_REFERRAL = "assessment_within_45_working_days_of_referral"
_FROM_START = "assessment_within_45_working_days_of_its_start"
_IN_NEED = "children_in_need_per_10000_children"
_DECIDED = "decision_within_one_working_day_of_referral"
_HELD = "return_conversation_within_72_hours"
_HELD_OF_WILLING = "return_conversation_within_72_hours_unless_declined"
_YEARS = ("year", "three_years")
_EVERY = ("quarter", "year", "three_years")

IDENTITIES = (
    # Children change their age band while a plan is open, and no other group.
    Identity(
        (
            Term(1, "children_on_plans_per_10000_children"),
            Term(-1, "children_on_plans_per_10000_children", earlier=True),
            Term(-1, "plans_started_per_10000_children"),
            Term(1, "plans_ended_per_10000_children"),
        ),
        groups=True,
        without=("age_band",),
    ),
    Identity(
        (Term(1, "assessments_with_a_factor"), Term(-1, "factors_at_end_of_assessment", "of")),
        _EVERY,
        groups=True,
    ),
    Identity(
        (
            Term(1, "assessed_and_not_in_need"),
            Term(-1, "assessed_and_not_in_need_of_those_decided"),
        ),
        _EVERY,
        groups=True,
    ),
    # A plan starts at a conference, or when a child moves in who has one.
    Identity(
        (
            Term(1, "plans_started_per_10000_children"),
            Term(-1, "conferences_with_plan"),
            Term(-1, "transfer_in_conference_within_15_working_days", "of", "completed"),
        ),
        _EVERY,
        groups=True,
    ),
    # A conference whose date cannot be timed is a conference all the same.
    Identity(
        (
            Term(1, "conferences_with_plan", "of"),
            Term(-1, _CONFERENCES, "of", "completed"),
            Term(-1, _CONFERENCES, State.UNKNOWN.value, "beside"),
        ),
    ),
    # An enquiry without a conference is left out of the clock.
    Identity(
        (
            Term(1, _ENQUIRIES, "of"),
            Term(-1, _ENQUIRIES),
            Term(-1, _CONFERENCES, State.EXCLUDED.value, "beside"),
        ),
    ),
    Identity(
        (
            Term(1, _FROM_REFERRAL, State.OVERDUE.value, "due"),
            Term(-1, _FROM_START, State.OVERDUE.value, "due"),
        ),
    ),
    # Those of whom something is not recorded are a group of the children in need. Where children not yet
    # born are among them it is not so, and the counts do not agree.
    *(
        Identity(
            (
                Term(1, f"{what}_recorded", "of"),
                Term(-1, f"{what}_recorded"),
                Term(-1, _IN_NEED, of=(characteristic, "not_recorded")),
            ),
            ("year",),
        )
        for what, characteristic in (
            ("age", "age_band"),
            ("sex", "sex"),
            ("ethnicity", "ethnicity"),
            ("disability", "disability"),
        )
    ),
    # Children not yet born are not seen, and left out.
    Identity(
        (
            Term(1, _FROM_REFERRAL, "of", "completed", of=("age_band", "unborn")),
            Term(-1, "child_seen_in_assessment", State.EXCLUDED.value),
        ),
        ("year",),
    ),
    # Partners' returns: the same children, discussions and contacts under two measures.
    Identity(
        (Term(1, _DECIDED, basis="completed"), Term(-1, "decision_by_qualified_manager", "of")),
        _EVERY,
        groups=True,
    ),
    Identity(
        (Term(1, "children_missing_again_and_again"), Term(-1, "children_missing_three_times")),
        _YEARS,
        groups=True,
    ),
    Identity(
        (Term(1, _HELD, basis="completed"), Term(-1, _HELD_OF_WILLING, basis="completed")),
        _EVERY,
        groups=True,
    ),
    Identity((Term(1, _HELD, basis="due"), Term(-1, _HELD_OF_WILLING, basis="due")), _EVERY),
    Identity(
        (Term(1, "return_conversations_offered"), Term(-1, "return_conversations_declined", "of")),
        _EVERY,
        groups=True,
    ),
    Identity(
        (
            Term(1, "return_conversations_declined"),
            Term(-1, _HELD_OF_WILLING, State.EXCLUDED.value, "beside"),
        ),
    ),
    # Most pupils who are excluded for good are so once.
    Identity(
        (
            Term(1, "permanent_exclusions_per_100_pupils"),
            Term(-1, "pupils_permanently_excluded"),
        ),
        _YEARS,
        groups=True,
    ),
    Identity(
        (
            Term(1, "permanent_exclusions_per_100_pupils"),
            Term(-1, "permanent_exclusions_not_yet_confirmed", "of"),
        ),
        _YEARS,
        groups=True,
    ),
    *(
        Identity((Term(1, one, state.value), Term(-1, other, state.value)))
        for one, other, state in (
            (
                "advocacy_received_at_conference",
                "advocacy_offered_before_conference",
                State.EXCLUDED,
            ),
            (
                "early_help_then_referred_with_no_further_action",
                "early_help_then_referred_within_12_months",
                State.TOO_RECENT,
            ),
        )
    ),
    # Children in need are on a plan or not.
    Identity(
        (
            Term(1, "children_on_plans_per_10000_children"),
            Term(1, "children_in_need_without_recent_activity", "of"),
            Term(-1, _IN_NEED),
        ),
        groups=True,
    ),
    # Assessments under section 17 and 47 have clocks of their own.
    Identity(
        (
            Term(1, "child_seen_within_one_working_day_in_enquiries", "of", "completed"),
            Term(1, "child_seen_within_five_working_days", "of", "completed"),
            Term(-1, "working_days_until_child_seen", "of"),
        ),
        _EVERY,
        groups=True,
    ),
)
