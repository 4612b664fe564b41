"""What the partners agreed about their dataset, every convention with its default."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Literal


@dataclass(frozen=True)
class Range:
    """What a key may hold: from the least to the greatest, both allowed."""

    least: float | dt.date
    greatest: float | dt.date


WorkingDays = Annotated[int, Range(1, 366)]
Days = Annotated[int, Range(1, 366)]
Months = Annotated[int, Range(1, 120)]
Age = Annotated[int, Range(0, 17)]
# Working days are known for the years whose bank holidays we hold: whole years.
ClosureDay = Annotated[dt.date, Range(dt.date(2010, 1, 1), dt.date(2030, 12, 31))]

# A rate is for every 10,000 children. That a percentage ends at 100, whoever knows the measures checks.
Target = Annotated[float, Range(0, 10_000)]


@dataclass(frozen=True)
class Residents:
    """Resident children aged 0 to 17 of one area in one mid-year, as the partnership states them."""

    mid_year: Annotated[int, Range(2000, 2100)]
    children: Annotated[int, Range(1, 10_000_000)]
    source: str


@dataclass(frozen=True)
class Area:
    """A local authority of the partnership. `region` names the DfE region to compare with.

    neighbours  codes of the authorities to compare with, where the partners chose others than DfE's model
    """

    code: str
    name: str
    region: str | None = None
    residents: tuple[Residents, ...] = ()
    neighbours: tuple[str, ...] = ()
    left: dt.date | None = None


@dataclass(frozen=True)
class Conventions:
    """Every choice that the guidance leaves open, with the reading we take when nobody says otherwise.

    The letter and number at each name the entry that argues it (ambiguities A-01 to B-17). A change
    makes a new series: it is printed with every figure and never edits what was released. A number has
    the range that an agreement may give it: beyond that it is a slip of the hand.
    """

    # the start date is day 0; or the day before it is (the start is day 1), or the day after.
    clock_day_zero: Literal["start", "day_before", "next_working_day"] = "start"
    # a step taken on the due date is in time.
    due_date_is_in_time: bool = True
    # days on which the council is closed still count as working days, unless listed here.
    local_closure_days: tuple[ClosureDay, ...] = ()
    # a clock that starts at a weekend starts on that day, not on the next working day.
    start_on_non_working_day: Literal["as_is", "next_working_day"] = "as_is"
    # The limits of Working Together 2023, in working days.
    assessment_working_days: WorkingDays = 45
    conference_working_days: WorkingDays = 15
    # reviews are due by calendar months, or by 91 and 183 days.
    review_rule: Literal["calendar_months", "days"] = "calendar_months"
    first_review_months: Months = 3
    later_review_months: Months = 6
    first_review_days: Days = 91
    later_review_days: Days = 183
    # the next review is counted from the day the last one was held, or was due.
    next_review_from: Literal["held", "due"] = "held"
    # a plan of two years has lasted this many days, first and last day both counted.
    two_years_in_days: Annotated[int, Range(720, 740)] = 730
    # B-02: an episode reopened within so many days of closing is the same episode (0: never merged).
    merge_reopened_within_days: Annotated[int, Range(0, 366)] = 0
    # B-03, B-04: a re-referral comes within so many calendar months of an earlier referral.
    re_referral_months: Months = 12
    # B-05: a soon-repeated plan starts within so many calendar months of the end of the one before.
    repeat_plan_months: Months = 24
    # B-09: children aged 18 and over are counted in totals, as DfE does, under their own age band.
    count_those_over_18: bool = True
    # B-11: what ends on the day itself is not open on that day.
    open_on_its_last_day: bool = False
    # B-17: a plan of a child who moved in with one counts as a start.
    transfers_in_count_as_starts: bool = True
    # Care: what social care and early help send beside their extracts.
    # TIM-01, TIM-02 and TIM-07: the guidance's own limits. The others are the partners' own.
    decision_working_days: WorkingDays = 1
    core_group_working_days: WorkingDays = 10
    contact_to_referral_working_days: WorkingDays = 1
    feedback_working_days: WorkingDays = 3
    strategy_discussion_working_days: WorkingDays = 1
    child_seen_working_days: WorkingDays = 5
    child_seen_enquiry_working_days: WorkingDays = 1
    enquiry_working_days: WorkingDays = 15
    plan_end_notice_working_days: WorkingDays = 5
    information_sent_working_days: WorkingDays = 5
    visit_working_days: WorkingDays = 10
    consent_working_days: WorkingDays = 20
    # A young person's last review before the 18th birthday comes within so many months of it.
    review_before_18_months: Months = 3
    # How long a child on a plan, or another child in need, may be without anything recorded.
    quiet_weeks_on_a_plan: Annotated[int, Range(1, 52)] = 4
    quiet_weeks_in_need: Annotated[int, Range(1, 52)] = 6
    early_help_follow_up_months: Months = 12
    repeat_enquiry_months: Months = 12
    # EQY-01: how many days after one step of a child's journey the next may follow. A local reading.
    contact_to_referral_days: Days = 30
    referral_to_assessment_days: Days = 60
    assessment_to_enquiry_days: Days = 90
    enquiry_to_conference_days: Days = 60
    conference_to_plan_days: Days = 30
    plan_to_looked_after_days: Days = 183
    # Ruling 24: calendar months, not 91 days.
    short_plan_months: Months = 3
    # Housing Act 1996, section 213B: who is likely to be homeless within so many days.
    homelessness_days: Days = 56
    # H-03, H-04: from which age a child is expected to be seen alone, take part, have an advocate.
    seen_alone_from_age: Age = 3
    participation_from_age: Age = 4
    advocacy_from_age: Age = 5
    # Meetings: who must be told, come or write, and by when.
    # A report is in time so many working days before the conference: before the first, and before a review.
    report_working_days_before_first_conference: WorkingDays = 3
    report_working_days_before_review: WorkingDays = 5
    # D-07: a conference can decide with social care and so many other agencies.
    quorum_other_agencies: Annotated[int, Range(1, 10)] = 2
    # Schools: from when a day counts, and how long is long.
    # E-04: a pupil's social care status is that of 31 March, or of any day from 1 September to it.
    education_status_on: Literal["31_march", "any_time_in_term"] = "31_march"
    # A part-time timetable is long after so many weeks.
    part_time_weeks: Annotated[int, Range(1, 52)] = 6
    # A provider's governors see its safeguarding audit within so many months: about a term.
    governors_told_within_months: Annotated[int, Range(1, 24)] = 4
    # Keeping children safe in education: a safeguarding lead is trained at least every two years.
    lead_trained_within_months: Months = 24
    # Harm: limits of police and return work.
    # E-12: the minute of the day at which school starts; 525 is 08:45.
    school_starts_at_minutes: Annotated[int, Range(420, 660)] = 525
    # F-03: a return conversation is held within so many hours of the return.
    return_conversation_hours: Annotated[int, Range(1, 720)] = 72
    # Business: limits of notices, reviews, requests and agreements.
    # from the day the authority knew of a serious incident.
    incident_notification_working_days: WorkingDays = 5
    # a rapid review is timed from the notification, from when the authority knew, or the incident.
    rapid_review_clock_start: Literal["notification", "aware", "incident"] = "notification"
    rapid_review_working_days: WorkingDays = 15
    # from the decision to start a local review until it is published.
    practice_review_months: Months = 6
    # the report is sent so many working days before it is published.
    review_sent_working_days_before: WorkingDays = 7
    # The guidance gives no number of days for deaths of looked-after children and care leavers.
    death_notification_working_days: WorkingDays = 5
    # from the employer or the police until the designated officer knows.
    allegation_working_days: WorkingDays = 1
    # The guidance gives no limit for answers to requests for information.
    information_request_working_days: WorkingDays = 10
    # A sharing agreement is in date for so many months after it was made or last reviewed.
    agreement_review_months: Months = 24
    # A return is complete where so many of a hundred cells that should be filled in are.
    complete_return_percent: Annotated[int, Range(1, 100)] = 95
    # Totals go by month where a usual month of the area has at least so many events.
    events_in_a_usual_month: Annotated[int, Range(1, 10_000)] = 20


PARTNERSHIP = "partnership"
"""The name under which a step or a baseline is of the whole partnership's chart, and of no area's."""


MOST_LETTERS_OF_A_REASON = 200


@dataclass(frozen=True)
class Step:
    """A change in how things are done, from which on the usual range of a run chart is worked out anew.

    measure  its id;  area  the chart's: an area's code or "partnership"; null where it is of all charts
    first    the first day of the new way;  reason  in the partners' words: it is printed under the chart
    """

    measure: str
    first: Annotated[dt.date, Range(dt.date(2010, 1, 1), dt.date(2100, 12, 31))]
    reason: str
    area: str | None = None


@dataclass(frozen=True)
class Baseline:
    """A usual range that stays as its first points set it, from the beginning and from each step on."""

    measure: str
    points: Annotated[int, Range(12, 120)]
    area: str | None = None


@dataclass(frozen=True)
class Scrutiny:
    """The clocks of challenges. The guidance gives no number: they are local.

    response_working_days  until an answer is due to what the scrutineer asks
    missed_dates           so many dates missed bring a challenge before the lead partners
    """

    response_working_days: WorkingDays = 20
    missed_dates: Annotated[int, Range(1, 10)] = 2


@dataclass(frozen=True)
class LeadPartner:
    """Who signs the yearly report for a safeguarding partner. Several authorities, boards or forces: several.

    agency   social_care, health or police;  organisation, title  as the report prints them
    area     the authority whose chief executive signs, where there are several
    account  the one account that may sign; without it any lead partner of the agency (and area)
    """

    agency: Literal["social_care", "health", "police"]
    organisation: str
    title: str
    area: str | None = None
    account: str | None = None


PolicyName = Literal["dfe_local", "nhs_style"]
Complement = Literal["groups", "everywhere"]
Level = Literal["exact", "cover", "insider"]
"""What a reader must not be able to do to a protected count.

exact    pin it to one number
cover    tell it from any other that the rule hides, as far as sums allow: it could still be 1, and still 5,
         or as near to either as if all of its breakdown (one measure by one characteristic) were hidden
insider  pin it, even knowing one number: no sum hides fewer than three counts, or 5 people or fewer (again,
         as far as hiding all of the group would reach)
"""


@dataclass(frozen=True)
class Protection:
    """How small counts of people are kept from readers; fixed once the first release is made.

    policy      dfe_local hides 1 to 5; nhs_style hides 1 to 7 and rounds the rest to 5
    complement  those who did not are protected like those who did: in groups, or in totals too
    level       what a reader must not be able to do to a hidden count (Level)
    """

    policy: PolicyName = "dfe_local"
    complement: Complement = "groups"
    level: Level = "exact"


@dataclass(frozen=True)
class Agreement:
    """What a partnership agreed: its areas, key, measures, local targets, steps and conventions.

    measures   ids of the measures chosen; empty means all
    targets    measure id to local target, in the measure's own unit (a percentage is 0 to 100)
    steps, baselines  what is declared of run charts; without, all points of a chart set its usual range
    """

    name: str
    areas: tuple[Area, ...]
    key_file: str = "key"
    measures: tuple[str, ...] = ()
    targets: dict[str, float] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    scrutiny: Scrutiny = field(default_factory=Scrutiny)
    protection: Protection = field(default_factory=Protection)
    lead_partners: tuple[LeadPartner, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)

    def members(self, day: dt.date) -> tuple[str, ...]:
        """The codes of the areas that belong to the partnership after a day."""
        return tuple(area.code for area in self.areas if area.left is None or area.left > day)
