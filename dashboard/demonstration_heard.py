"""What the invented people heard, explained, learnt and logged through the year. All invented."""

import datetime as dt

from dashboard.demonstration_told import Did

FEEDBACK = (
    Did(
        220, "analyst", "feedback", "three times", "hear",
        {
            "said": "We told our story three times in one week. Nobody had read what the others wrote.",
            "said_by": "parents",
            "how": "participation",
            "consent": "many",
            "heard_on": dt.date(2024, 7, 3),
            "agency": "social_care",
        },
    ),
    Did(
        140, "care", "feedback", "three times", "do",
        {"did": "The front door writes one summary, and the family reads it first.", "links": ["tool"]},
    ),
    Did(
        100, "care", "feedback", "three times", "tell_back",
        {"told": "At the parents’ group in summer, and on a sheet in the waiting room."},
    ),
    Did(
        35, "care", "feedback", "three times", "difference",
        {"difference": "In a survey of 40 parents, 29 said that they told it once. The year before, 11 did."},
    ),
    Did(
        125, "education", "feedback", "maths", "hear",
        {
            "said": "When the police came in the night I did not want to explain it to my maths teacher.",
            "said_by": "group",
            "how": "participation",
            "consent": "many",
            "heard_on": dt.date(2024, 11, 20),
            "agency": "education",
            "measure": "school_told_before_next_school_day",
        },
    ),
    Did(
        50, "education", "feedback", "maths", "do",
        {"did": "One adult in each school gets the message, and asks the child how they want to be met."},
    ),
    Did(
        25, "analyst", "feedback", "meetings", "hear",
        {
            "said": "The meeting was about me, and I did not know half of the people.",
            "said_by": "children",
            "how": "advocate",
            "consent": "agreed",
            "heard_on": dt.date(2025, 3, 5),
            "agency": "social_care",
        },
    ),
)  # fmt: skip
COMMENTARY = (
    Did(
        75, "care", "commentary", "room", "ask",
        {
            "measure": "strategy_discussions_with_three_agencies",
            "agency": "health",
            "question": "Fewer discussions had all three agencies. What happened on health’s side?",
            "due": -60,
        },
    ),
    Did(
        62, "health", "commentary", "room", "give",
        {
            "what": "Health was missing most often after 4 pm, when the duty nurse has gone home.",
            "so_what": "What is known of the child’s health comes to the table a day late.",
            "what_next": "A nurse is on call until 6 pm from next month. We look again in three months.",
        },
    ),
    Did(
        40, "analyst", "commentary", "absence", "ask",
        {"measure": "pupils_persistently_absent", "agency": "education", "due": -18},
    ),
    Did(
        4, "analyst", "commentary", "incidents", "ask",
        {
            "measure": "households_with_two_domestic_abuse_incidents",
            "agency": "police",
            "question": "What is known of homes to which officers came again?",
        },
    ),
)  # fmt: skip
LOGS = (
    Did(
        115, "analyst", "insight", "form", "find",
        {
            "question": "Why was ethnicity missing for some children in Eastvale?",
            "measure": "ethnicity_recorded",
            "finding": "A form of the police had no place for it. The gap was in the form, not in children.",
        },
    ),
    Did(
        105, "analyst", "insight", "form", "decide",
        {"decided": "The form was mended, and a check refuses it when it is left blank."},
    ),
    Did(
        38, "analyst", "insight", "form", "effect",
        {"effect": "Of 120 forms sampled in two months, none was blank."},
    ),
    Did(
        58, "health", "insight", "evening", "find",
        {
            "question": "When is health missing from strategy discussions?",
            "measure": "strategy_discussions_with_three_agencies",
            "finding": "Nearly always after 4 pm. It is about the hour, not about the child.",
            "links": ["room"],
        },
    ),
    *(
        Did(80, who, "contribution", who, "give", {"agency": agency, "year": "2024-25", **given})
        for who, agency, given in (
            (
                "care",
                "social_care",
                {
                    "money": "The largest share of the budget, and half of the business unit.",
                    "in_kind": "Rooms, the virtual school head’s time, and the analyst.",
                    "change": "The same as the year before.",
                    "value": "One analyst for all partners, instead of three who do not compare.",
                },
            ),
            (
                "health",
                "health",
                {
                    "money": "An equal share with the police.",
                    "in_kind": "Two trainers for twelve days, and the designated doctor in every review.",
                    "change": "Four posts of health visitors until the spring.",
                },
            ),
            (
                "police",
                "police",
                {
                    "money": "An equal share with health.",
                    "in_kind": "An officer in the front door team on every working day.",
                },
            ),
        )
    ),
    Did(
        92, "analyst", "arrangements_change", "education", "propose",
        {
            "change": "Education has a seat at the lead partners’ meeting: the chair of the heads’ forum.",
            "why": "Partners want schools to be heard where strategy is decided.",
            "due": 60,
        },
    ),
    Did(
        64, "lead-council", "arrangements_change", "education", "agree", {"agreed_on": -66},
    ),
    *(
        Did(210, "analyst", "reform", name, "note_reform", given)
        for name, given in (
            (
                "family help",
                {
                    "reform": "Family help teams",
                    "asks": "One team for early help and children in need, led by need and not by threshold.",
                    "source": "Families First Partnership programme guide, 2025",
                    "agency": "social_care",
                },
            ),
            (
                "child protection teams",
                {
                    "reform": "Multi-agency child protection teams",
                    "asks": "Social workers, police, health and education as one team for child protection.",
                    "source": "Children’s Wellbeing and Schools Act 2026",
                    "agency": "social_care",
                },
            ),
            (
                "identifier",
                {
                    "reform": "One identifier for each child",
                    "asks": "The same number in every agency’s records, and a duty to share what protects.",
                    "source": "Children’s Wellbeing and Schools Act 2026",
                    "agency": "health",
                },
            ),
            (
                "home education",
                {
                    "reform": "Register of children not in school",
                    "asks": "A register, and consent before a child with a plan is educated at home.",
                    "source": "Children’s Wellbeing and Schools Act 2026",
                    "agency": "education",
                },
            ),
        )
    ),
    Did(
        48, "analyst", "reform", "family help", "progress",
        {
            "progress": "Two teams work as family help teams. The other three follow in spring.",
            "concerns": "Two computer systems do not speak to each other.",
        },
    ),
    Did(
        44, "care", "reform", "child protection teams", "progress",
        {"progress": "A plan is written. Partners agreed who leads."},
    ),
)  # fmt: skip
HEARD = (*FEEDBACK, *COMMENTARY, *LOGS)
