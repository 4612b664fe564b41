"""What the invented people plan and do through the year, and what they decide. All invented."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Did:
    """What somebody did: how many days ago, who, with a record of which kind and name, and what they gave.

    Days among what they gave are whole numbers from today on; links are names of other records.
    """

    days_ago: int
    who: str
    kind: str
    name: str
    act: str
    given: Mapping[str, Any] = field(default_factory=dict)


def _priority(name: str, who: str, title: str, **given: Any) -> Did:
    usual = {
        "baseline_from": dt.date(2022, 4, 1),
        "baseline_to": dt.date(2025, 3, 31),
        "starts_on": -330,
        "review_on": 35,
        "owner_social_care": "Head of safeguarding (invented)",
        "owner_health": "Designated nurse (invented)",
        "owner_police": "Head of public protection (invented)",
    }
    return Did(330, who, "priority", name, "agree", {"title": title, **usual, **given})


def _action(
    days_ago: int, name: str, agency: str, person: str, due: int, text: str, of: str
) -> Did:
    given = {"description": text, "agency": agency, "person": person, "due": due, "links": [of]}
    return Did(days_ago, "care", "action", name, "agree", given)


PRIORITIES = (
    _priority(
        "neglect",
        "lead-council",
        "Children who are neglected get help early, and it lasts",
        why="Neglect was named in most plans. Three audits found help that began late (invented).",
        agency="social_care",
        leading=["working_days_to_early_help"],
        lagging=["repeat_plans_ever", "early_help_then_referred_within_12_months"],
        balancing=["assessed_and_not_in_need"],
        aim="Fewer plans that are not the child’s first",
        falsifier="plans come back as often as before, or more families are assessed and need nothing.",
        risks="Health visitors are short of staff until the summer.",
    ),
    _priority(
        "domestic abuse",
        "lead-police",
        "Children are safer from domestic abuse, and school knows the next morning",
        why="Schools said that they hear too late. Police come to the same homes again (invented).",
        agency="police",
        leading=["school_told_before_next_school_day", "strategy_discussions_with_three_agencies"],
        lagging=["households_with_two_domestic_abuse_incidents"],
        balancing=["referrals_with_no_further_action"],
        falsifier="schools are told in time, and the police come to the same homes as often as before.",
    ),
    _priority(
        "education",
        "lead-council",
        "School protects: children with a social worker are there, and are found when they are not",
        why="The scrutineer asked where absence is highest. It is among children with plans (invented).",
        agency="social_care",
        leading=["education_in_strategy_discussions_in_term", "days_from_off_roll_to_found"],
        lagging=["missing_episodes_per_10000_children", "pupils_persistently_absent"],
        balancing=["education_referrals_not_in_need"],
        owners=["Schools and education: chair of the heads’ forum (invented)"],
        falsifier="schools refer more children who need nothing, and as many are missing as before.",
    ),
    Did(
        60,
        "care",
        "priority",
        "neglect",
        "narrate",
        {
            "narrative": "Two teams began work with a new tool in spring. It is early: plans that ended "
            "then cannot have come back within two years yet."
        },
    ),
)
ACTIONS = (
    _action(
        300, "tool", "social_care", "Service manager", -120,
        "Choose one tool for neglect and train two teams in it", "neglect",
    ),
    Did(290, "care", "action", "tool", "start"),
    Did(
        150, "care", "action", "tool", "complete",
        {"completion": "The tool is chosen. 46 of 52 people in two teams are trained."},
    ),
    Did(
        30, "care", "action", "tool", "evidence_impact",
        {
            "impact": "An audit of 20 plans found the child’s day described in 17. Before it was 9. Quality "
            "assurance group, paper 7."
        },
    ),
    _action(
        240, "visitors", "health", "Designated nurse", -40,
        "Agree with health visitors who calls a family first", "neglect",
    ),
    Did(
        70, "health", "action", "visitors", "redate",
        {"due": -12, "reason": "The new team lead begins six weeks later than planned."},
    ),
    _action(
        200, "dental", "health", "Named doctor", -20,
        "Add missed dental appointments to what is asked in reviews", "neglect",
    ),
    Did(180, "health", "action", "dental", "start"),
    _action(
        210, "encompass", "police", "Inspector, control room", -60,
        "Send the morning message to every school, also in term’s last week", "domestic abuse",
    ),
    Did(
        80, "police", "action", "encompass", "complete",
        {"completion": "The message is sent by the control room on every school day."},
    ),
    _action(
        190, "repeat", "police", "Head of public protection", 25,
        "Review every home to which officers came twice in three months", "domestic abuse",
    ),
    Did(100, "police", "action", "repeat", "start"),
    _action(
        170, "voice", "voluntary", "Director of the refuge", 40,
        "Ask children in the refuge what helped them at school", "domestic abuse",
    ),
    _action(
        160, "timetables", "education", "Chair of the heads’ forum", -5,
        "List every part-time timetable with the day on which it ends", "education",
    ),
    Did(120, "education", "action", "timetables", "start"),
    _action(
        150, "absence", "social_care", "Virtual school head", 50,
        "Bring attendance to every child protection review", "education",
    ),
    _action(
        140, "forum", "social_care", "Business manager", -30,
        "Hold a joint forum for heads in July", "education",
    ),
    Did(
        90, "care", "action", "forum", "cancel",
        {"reason": "Heads asked to have it in September, with their own meeting."},
    ),
    Did(
        45, "care", "action", "from commentary", "agree",
        {
            "description": "Hold a place for health in every strategy discussion before 4 pm",
            "agency": "health",
            "person": "Head of safeguarding nursing",
            "due": 20,
            "links": ["room"],
        },
    ),
)  # fmt: skip
DECISIONS = (
    Did(
        300, "analyst", "decision", "one tool", "minute",
        {
            "decision": "All agencies use one tool for neglect.",
            "meeting": "Delegated partners’ meeting, winter",
            "held_on": dt.date(2024, 12, 11),
            "options": ["Each agency keeps its own", "One tool for all", "A trial in Northmere only"],
            "reasons": "Families told the same story to three people. Audits could not be compared.",
            "dissent": "The police asked for a trial first.",
            "links": ["neglect", "tool"],
        },
    ),
    Did(
        28, "analyst", "decision", "one tool", "effect",
        {"effect": "Plans describe the child’s day more often: 17 of 20 in an audit, 9 of 20 before."},
    ),
    Did(
        205, "analyst", "decision", "messages", "minute",
        {
            "decision": "Messages to schools are sent in the last week of term too.",
            "meeting": "Delegated partners’ meeting, spring",
            "held_on": dt.date(2025, 3, 12),
            "options": ["Leave it as it is", "Send until the last day of term"],
            "reasons": "Three schools said that they heard only after the holidays.",
            "links": ["domestic abuse"],
        },
    ),
    Did(
        85, "analyst", "decision", "part time", "minute",
        {
            "decision": "No part-time timetable without a day on which it ends.",
            "meeting": "Lead partners’ meeting, summer",
            "held_on": dt.date(2024, 7, 10),
            "options": ["Ask schools to report them", "Ask for an end day as well"],
            "reasons": "Some lasted a year, and nobody had meant them to.",
            "dissent": "Education asked for exceptions where a doctor advises it. They were agreed.",
            "links": ["education", "timetables"],
        },
    ),
)  # fmt: skip
RISKS = (
    Did(
        110, "health", "risk", "staff", "raise_risk",
        {
            "description": "Young children may not be seen at home while health visitors are short of staff.",
            "likelihood": "4",
            "impact": "4",
            "mitigation": "Visits to children under one and to children with plans come first.",
            "agency": "health",
            "person": "Designated nurse",
            "level": "dsp",
            "review_on": 12,
            "links": ["neglect"],
        },
    ),
    Did(
        75, "care", "risk", "staff", "to_lsp",
        {"reason": "Delegated partners cannot find the money for agency staff."},
    ),
    Did(
        65, "lead-health", "risk", "staff", "decide",
        {"lsp_decision": "Health pays for four posts until the spring. To be looked at in a month."},
    ),
    Did(
        95, "analyst", "risk", "messages", "raise_risk",
        {
            "description": "Schools may hear too late of abuse at home while systems change.",
            "measure": "school_told_before_next_school_day",
            "likelihood": "3",
            "impact": "3",
            "mitigation": "Both systems run beside each other for six weeks.",
            "agency": "police",
            "person": "Inspector, control room",
            "level": "subgroup",
            "review_on": 30,
            "links": ["domestic abuse"],
        },
    ),
    Did(
        130, "health", "dispute", "costs", "raise_dispute",
        {
            "description": "Who pays for the nurse who sits with the front door team.",
            "agencies": ["health", "social_care"],
            "positions": [
                "Health: the post serves the council’s team",
                "Social care: health’s duty is health advice",
            ],
            "effect": "The seat is empty two days a week, and discussions wait for health.",
            "review_on": 6,
        },
    ),
    Did(
        55, "care", "dispute", "costs", "to_lsp",
        {"reason": "Two meetings of the delegated partners did not settle it."},
    ),
)  # fmt: skip
PLANNED = (*PRIORITIES, *ACTIONS, *DECISIONS, *RISKS)
