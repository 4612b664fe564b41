"""What the yearly report must say and how it must be published, requirement by requirement, as data.

Paragraphs are of *Working Together to Safeguard Children 2023*; "107.2" is the second bullet of 107. The
checklist, the gates before submission and the requirement-to-page annex all read these tuples.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

EDITION: Final = 2023


class Strength(StrEnum):
    """How strongly something is asked for."""

    MUST = "must"
    SHOULD = "should"
    CONDITIONAL = "should, where it applies"
    EXPECTED = "expected by readers"


STRENGTH_WORDS: Final = {
    Strength.MUST: "The law says must. Without it the report cannot be submitted.",
    Strength.SHOULD: "The guidance says should. It may be left out only with a reason, which is printed.",
    Strength.CONDITIONAL: "The guidance says should, where it applies. Say why if it does not.",
    Strength.EXPECTED: "Readers expect it. It may be left out.",
}


@dataclass(frozen=True)
class Section:
    """A part of the report. key: letters and dashes; title: its heading."""

    key: str
    title: str


SECTIONS: Final = (
    Section("summary", "The year on one page"),
    Section("statements", "What the lead safeguarding partners say"),
    Section("scrutineer", "What the independent scrutineer says"),
    Section("arrangements", "Who we are and how we work together"),
    Section("area", "Our area in numbers"),
    Section("priorities", "Our priorities"),
    Section("journey", "From the front door to a plan"),
    Section("education", "Education"),
    Section("learning", "Learning from reviews and incidents"),
    Section("voice", "What children, families and practitioners told us"),
    Section("training", "Training, data and sharing information"),
    Section("restraint", "Restraint in secure establishments"),
    Section("money", "Money"),
    Section("scrutiny", "Scrutiny, and how we answered it"),
    Section("next", "National reforms and next year"),
)


@dataclass(frozen=True)
class Requirement:
    """One thing that the report is to say.

    id          YR-01 and so on;  paragraph: of Working Together;  section: key of the section it stands in
    asks        what is asked for, in our words;  write: what people must write
    measures    catalogue numbers of the figures that bear on it
    records     kinds of what people write through the year that bear on it
    """

    id: str
    paragraph: str
    strength: Strength
    section: str
    title: str
    asks: str
    write: str
    measures: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    edition: int = EDITION


REQUIREMENTS: Final = (
    Requirement(
        "YR-01",
        "106",
        Strength.MUST,
        "arrangements",
        "What we did",
        "What the partnership has done because of its arrangements, child safeguarding practice reviews "
        "among it.",
        "The story of the year: which decisions changed what, and what came of practice reviews.",
        ("GOV-02", "SIP-01", "SIP-02", "SIP-04", "SIP-06", "GOV-05"),
        ("action", "decision"),
    ),
    Requirement(
        "YR-02",
        "106",
        Strength.MUST,
        "journey",
        "How well it worked",
        "How effective the arrangements have been in practice.",
        "A judgement with its reasons, and the evidence that speaks against it.",
        ("TIM-01", "TIM-03", "TIM-05", "TIM-08", "REP-01", "REP-03", "PAR-01"),
        ("commentary",),
    ),
    Requirement(
        "YR-03",
        "106",
        Strength.SHOULD,
        "priorities",
        "Why these priorities",
        "Priorities of all agencies, learning, impact, evidence and improvement.",
        "Why these priorities were chosen, and what will change next.",
        (),
        ("priority",),
    ),
    Requirement(
        "YR-04",
        "107.1",
        Strength.SHOULD,
        "arrangements",
        "What each partner contributed",
        "What each safeguarding partner contributed to how the arrangements work and are built.",
        "Half a page by each partner; the chair makes them read alike.",
        ("GOV-01", "PAR-01", "PAR-02", "PAR-04", "FUN-01", "INF-01"),
        ("contribution",),
    ),
    Requirement(
        "YR-05",
        "107.3",
        Strength.SHOULD,
        "priorities",
        "What changed for children and families",
        "Evidence of what the work, training among it, did for children and families.",
        "From what was done, to what changed in practice, to what changed for children. Say what cannot be "
        "claimed.",
        ("WFT-03", "VOI-06", "REP-01", "REP-03", "EHP-04"),
        ("action", "feedback"),
    ),
    Requirement(
        "YR-06",
        "107.2",
        Strength.SHOULD,
        "scrutiny",
        "Themes of all scrutiny together",
        "Themes from reviews, the scrutineer's work and audits of several agencies, taken together.",
        "What they agree on, and where they do not.",
        ("GOV-04", "GOV-05"),
        ("insight",),
    ),
    Requirement(
        "YR-07",
        "107.4",
        Strength.SHOULD,
        "priorities",
        "Where we made little or no progress",
        "An analysis of where there was little or no evidence of progress on priorities.",
        "Why, what was tried, and what will be done instead. The list itself is made from the figures.",
        (),
        ("priority", "action"),
    ),
    Requirement(
        "YR-08",
        "107.5",
        Strength.SHOULD,
        "learning",
        "Learning from serious incidents",
        "An analysis of what was learned from serious incidents.",
        "Themes only: nothing by which a child could be known.",
        ("SIP-01", "SIP-02"),
    ),
    Requirement(
        "YR-09",
        "107.6",
        Strength.SHOULD,
        "arrangements",
        "Key decisions and actions",
        "A record of key decisions and actions, on local and national reviews too, and their impact.",
        "Which decisions mattered most, and what came of them.",
        ("GOV-02", "SIP-06"),
        ("decision", "action"),
    ),
    Requirement(
        "YR-10",
        "107.7",
        Strength.SHOULD,
        "voice",
        "You said, we did",
        "How feedback from children and families was sought and used, and what it changed.",
        "Children's own words, with consent, and what was done.",
        ("VOI-06", "VOI-03", "VOI-05", "VOI-01"),
        ("feedback",),
    ),
    Requirement(
        "YR-11",
        "107.8; 100",
        Strength.SHOULD,
        "money",
        "What it cost and whether it was worth it",
        "What the arrangements cost, what each partner gave, what changed, and whether it was worth it.",
        "Whether contributions are fair, what the money achieved, and why anything changed.",
        ("FUN-01",),
        ("contribution",),
    ),
    Requirement(
        "YR-12",
        "107.12; 104-105",
        Strength.SHOULD,
        "arrangements",
        "What changes in the published arrangements",
        "Updates to the published arrangements, and when they take effect.",
        "What changes, why and by when.",
        (),
        ("arrangements_change",),
    ),
    Requirement(
        "YR-13",
        "107.9; 77-78",
        Strength.SHOULD,
        "education",
        "Education at the table",
        "How education is represented and heard, in daily work and in strategy, and how it can escalate.",
        "What education changed; how a school, college or nursery takes a worry further, in plain words.",
        ("EDP-01", "EDP-04", "EDP-05", "EDP-07", "EDC-02", "EDC-03", "EDC-04"),
    ),
    Requirement(
        "YR-14",
        "108",
        Strength.CONDITIONAL,
        "restraint",
        "Review of restraint",
        "A review of restraint in any secure establishment of the area.",
        "What the review found, and when it went to the Youth Justice Board, the Youth Custody Service and "
        "His Majesty's Inspectorate of Prisons.",
        ("RES-01",),
    ),
    Requirement(
        "YR-15",
        "107.10; 95",
        Strength.SHOULD,
        "training",
        "How data and shared information helped",
        "How data is used to learn, and how sharing information improved practice and outcomes.",
        "Two or three accounts: the question, the figure, the decision, the effect.",
        ("INF-01", "INF-02", "INF-03", "INF-04"),
        ("insight",),
    ),
    Requirement(
        "YR-16",
        "107.11; 97; 325",
        Strength.SHOULD,
        "scrutiny",
        "What scrutiny changed",
        "What independent scrutiny achieved and taught, whether leadership is strong, and our answer.",
        "How you answered each challenge. The scrutineer's own statement is printed uncut before it.",
        ("GOV-04",),
    ),
    Requirement(
        "YR-17",
        "107.13",
        Strength.SHOULD,
        "next",
        "National reforms",
        "Evidence that national reforms are in place, and what gets in the way.",
        "How ready you are, and what worries you.",
        (),
        ("reform",),
    ),
    Requirement(
        "YR-18",
        "141",
        Strength.SHOULD,
        "learning",
        "What audits of the local protocol changed",
        "Evidence of impact on outcomes after audits of the local protocol for assessment.",
        "Progress and learning after each audit.",
        ("GOV-05",),
    ),
    Requirement(
        "YR-19",
        "325; 342",
        Strength.SHOULD,
        "learning",
        "Learning from local reviews",
        "What was learned from local reviews, its impact, and the scrutiny of both.",
        "What practitioners do differently now.",
        ("SIP-06", "GOV-04"),
    ),
    Requirement(
        "YR-20",
        "54; 50(4)",
        Strength.SHOULD,
        "learning",
        "Recommendations put into practice",
        "Recommendations that were put into practice with an impact that shows, wherever they came from.",
        "What shows that they made a difference.",
        ("SIP-06",),
    ),
    Requirement(
        "YR-21",
        "40; 53; 134",
        Strength.EXPECTED,
        "journey",
        "Outcomes for different communities",
        "Outcomes for different communities, by protected characteristic.",
        "What the figures may mean, with deprivation and numbers in mind, and what will be done.",
        ("EQY-01", "EQY-02"),
    ),
    Requirement(
        "YR-22",
        "16",
        Strength.EXPECTED,
        "journey",
        "Unfairness and racism",
        "Whether disproportion and racism were looked for.",
        "What you do against discrimination.",
        ("EQY-01",),
    ),
    Requirement(
        "YR-23",
        "94",
        Strength.EXPECTED,
        "priorities",
        "Progress, and what to look at next",
        "Progress on agreed priorities, and what is to be scrutinised.",
        "What you learned about your own progress.",
        ("GOV-04",),
        ("priority",),
    ),
    Requirement(
        "YR-24",
        "116-117",
        Strength.EXPECTED,
        "journey",
        "How thresholds work",
        "How the threshold document works.",
        "Whether children get the right help at the right time.",
        ("DEM-02", "DEM-03", "DEM-05", "EHP-05"),
    ),
    Requirement(
        "YR-25",
        "118-137",
        Strength.EXPECTED,
        "journey",
        "How well early help works",
        "How effective early help is for families, groups, demand and the population.",
        "What early help changed.",
        ("EHP-01", "EHP-04", "EHP-05"),
    ),
    Requirement(
        "YR-26",
        "102; 106; 109",
        Strength.SHOULD,
        "arrangements",
        "How to read and get this report",
        "The report is in plain English, easy to get and offered in other formats.",
        "Where it can be had, and in which other formats and languages.",
    ),
)


@dataclass(frozen=True)
class Rule:
    """How the report is published. says: the rule in our words; check: what this program does about it."""

    id: str
    paragraph: str
    strength: Strength
    says: str
    check: str


PUBLICATION: Final = (
    Rule(
        "PUB-01",
        "106; Children Act 2004 s.16G",
        Strength.MUST,
        "Safeguarding partners jointly report on twelve months.",
        "A report is of one financial year, 1 April to 31 March.",
    ),
    Rule(
        "PUB-02",
        "102",
        Strength.SHOULD,
        "All lead safeguarding partners contribute and sign.",
        "It cannot be published before each has signed the same words and figures; a change voids them.",
    ),
    Rule(
        "PUB-03",
        "102",
        Strength.SHOULD,
        "It shows how it is linked with the published arrangements.",
        "The section on who we are links to them.",
    ),
    Rule(
        "PUB-04",
        "102; 109",
        Strength.SHOULD,
        "It is easily accessible and widely available.",
        "A web page, a PDF that can be read aloud and a Word file, made from one source.",
    ),
    Rule(
        "PUB-05",
        "109",
        Strength.SHOULD,
        "It reflects the work of the previous financial year.",
        "Figures are of one release, fixed when it is submitted; later corrections are errata.",
    ),
    Rule(
        "PUB-06",
        "109",
        Strength.SHOULD,
        "It is submitted and published by 30 September.",
        "Milestones are worked back from that day; the day after is late.",
    ),
    Rule(
        "PUB-07",
        "109",
        Strength.SHOULD,
        "A copy goes to the Child Safeguarding Practice Review Panel and to Foundations within 7 days.",
        "It is recorded who sent what and when. Nothing is sent by this program.",
    ),
    Rule(
        "PUB-08",
        "109",
        Strength.SHOULD,
        "If partners fail to submit it, this may be taken to the Secretary of State.",
        "Said with the milestones.",
    ),
    Rule(
        "PUB-09",
        "108",
        Strength.CONDITIONAL,
        "Where there is a secure establishment, the review of restraint goes to three national bodies.",
        "Requirement YR-14.",
    ),
    Rule(
        "PUB-10",
        "105",
        Strength.SHOULD,
        "Changed arrangements are published and sent to the Department for Education.",
        "The log of changes feeds YR-12.",
    ),
)

BY_ID: Final = {one.id: one for one in REQUIREMENTS}
SECTION_TITLES: Final = {section.key: section.title for section in SECTIONS}


def of_section(key: str) -> tuple[Requirement, ...]:
    """The requirements that stand in a section, in the order of their numbers."""
    return tuple(one for one in REQUIREMENTS if one.section == key)
