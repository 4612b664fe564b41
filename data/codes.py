"""DfE's code sets, each code with the plain words a reader sees and the spellings met in real files.

A code's years are collection years: the year in which the census's 31 March falls. A new census year is new
rows here, never a new reader. What means "not recorded" is no code: it is read as null.
"""

import re

from data.code import Code as Code
from data.code import CodeSet, code_set
from data.partner_codes import PARTNER_CODE_SETS
from data.returns.subjects import SUBJECTS

SEX = code_set(
    Code("F", "Female", spellings=("2", "girl")),
    Code("M", "Male", spellings=("1", "boy")),
    Code("I", "Indeterminate", spellings=("9", "neither")),
    Code(
        "U",
        "Not recorded or not yet born",
        spellings=("0", "not stated/recorded", "not stated", "not recorded", "unknown"),
    ),
)

ETHNICITY = code_set(
    Code("WBRI", "White British", spellings=("white - british",)),
    Code("WIRI", "White Irish", spellings=("white - irish",)),
    Code("WIRT", "Traveller of Irish heritage"),
    Code("WROM", "Gypsy or Roma", spellings=("gypsy/roma", "gypsy / roma")),
    Code("WOTH", "Any other White background"),
    Code("MWBC", "White and Black Caribbean"),
    Code("MWBA", "White and Black African"),
    Code("MWAS", "White and Asian"),
    Code("MOTH", "Any other mixed background"),
    Code("AIND", "Indian", spellings=("asian or asian british - indian",)),
    Code("APKN", "Pakistani", spellings=("asian or asian british - pakistani",)),
    Code("ABAN", "Bangladeshi", spellings=("asian or asian british - bangladeshi",)),
    # One published field list misspells the code.
    Code("CHNE", "Chinese", spellings=("CNHE",)),
    Code("AOTH", "Any other Asian background"),
    Code("BCRB", "Black Caribbean", spellings=("black - caribbean",)),
    Code("BAFR", "Black African", spellings=("black - african",)),
    Code("BOTH", "Any other Black background"),
    Code("OOTH", "Any other ethnic group"),
    Code("REFU", "Refused to say", spellings=("refused",)),
    Code(
        "NOBT",
        "Not yet obtained",
        spellings=("information not yet obtained", "not obtained"),
    ),
)

ETHNIC_GROUPS: dict[str, str] = {
    "white": "White",
    "mixed": "Mixed or multiple ethnic groups",
    "asian": "Asian or Asian British",
    "black": "Black, Black British, Caribbean or African",
    "other": "Other ethnic group",
}
"""The five groups, in the order of the census, with the words that readers see."""

ETHNICITY_TO_GROUP: dict[str, str | None] = {
    **dict.fromkeys(("WBRI", "WIRI", "WIRT", "WROM", "WOTH"), "white"),
    **dict.fromkeys(("MWBC", "MWBA", "MWAS", "MOTH"), "mixed"),
    # Chinese is counted as Asian, as DfE does since its 2023-24 guide.
    **dict.fromkeys(("AIND", "APKN", "ABAN", "CHNE", "AOTH"), "asian"),
    **dict.fromkeys(("BCRB", "BAFR", "BOTH"), "black"),
    "OOTH": "other",
    "REFU": None,
    "NOBT": None,
}
"""Ethnicity code to one of the five groups; None where it is not known."""

DISABILITY = code_set(
    Code("NONE", "No disability"),
    Code("MOB", "Mobility"),
    Code("HAND", "Hand function"),
    Code("PC", "Personal care"),
    Code("INC", "Incontinence"),
    Code("COMM", "Communication"),
    Code("LD", "Learning"),
    Code("HEAR", "Hearing"),
    Code("VIS", "Vision"),
    Code("BEH", "Behaviour"),
    Code("CON", "Consciousness"),
    Code("AUT", "Autism", spellings=("asperger syndrome",)),
    Code("DDA", "Other disability under the Equality Act"),
)

REFERRAL_SOURCE = code_set(
    Code("1A", "Family member, relative or carer"),
    Code("1B", "Acquaintance", spellings=("neighbour",)),
    Code("1C", "The child themselves", spellings=("self",)),
    Code("1D", "Another individual"),
    Code("2A", "Schools", spellings=("school",)),
    Code("2B", "Education services"),
    Code("3A", "GP"),
    Code("3B", "Health visitor"),
    Code("3C", "School nurse"),
    Code("3D", "Other primary health services"),
    Code("3E", "Hospital emergency department", spellings=("a&e",)),
    Code("3F", "Other health services"),
    Code("4", "Housing"),
    Code("5A", "Council's own children's social care"),
    Code("5B", "Another part of the council"),
    Code("5C", "Another council"),
    Code("5D", "Council's early help services", first_year=2023),
    Code("6", "Police"),
    Code("7", "Other legal agency"),
    Code("8", "Other"),
    Code("9", "Anonymous"),
    Code("10", "Not known"),
)

PRIMARY_NEED = code_set(
    Code(
        "N1",
        "Abuse, neglect or exploitation",
        spellings=("abuse or neglect", "abuse, neglect and exploitation"),
    ),
    Code("N2", "Child's disability or illness"),
    Code("N3", "Parent's disability or illness"),
    Code("N4", "Family in acute stress"),
    Code("N5", "Family dysfunction"),
    Code("N6", "Socially unacceptable behaviour"),
    Code("N7", "Low income"),
    Code("N8", "Absent parenting"),
    Code("N9", "Other than children in need", spellings=("cases other than children in need",)),
    Code("N0", "Not stated"),
)

CLOSURE_REASON = code_set(
    Code("RC1", "Adopted"),
    Code("RC2", "Died"),
    Code("RC3", "Child arrangements order"),
    Code("RC4", "Special guardianship order"),
    Code("RC5", "Transferred to another council"),
    Code("RC6", "Transferred to adult social care"),
    Code("RC7", "Other reason"),
    Code("RC8", "Closed after assessment with no further action"),
    Code("RC9", "Closed after assessment and referred to early help", first_year=2023),
)

CATEGORY_OF_ABUSE = code_set(
    Code("NEG", "Neglect"),
    Code("PHY", "Physical abuse", spellings=("physical",)),
    Code("SAB", "Sexual abuse", spellings=("sexual",)),
    Code("EMO", "Emotional abuse", spellings=("emotional",)),
    Code(
        "MUL",
        "More than one category",
        spellings=("multiple/not recommended", "multiple", "multiple / not recommended"),
    ),
)

FACTOR = code_set(
    Code("1A", "Alcohol misuse: child"),
    Code("1B", "Alcohol misuse: parent or carer"),
    Code("1C", "Alcohol misuse: another person"),
    Code("2A", "Drug misuse: child"),
    Code("2B", "Drug misuse: parent or carer"),
    Code("2C", "Drug misuse: another person"),
    Code("3A", "Domestic abuse: child"),
    Code("3B", "Domestic abuse: parent or carer"),
    Code("3C", "Domestic abuse: another person"),
    Code("4A", "Mental health: child"),
    Code("4B", "Mental health: parent or carer"),
    Code("4C", "Mental health: another person"),
    Code("5A", "Learning disability: child"),
    Code("5B", "Learning disability: parent or carer"),
    Code("5C", "Learning disability: another person"),
    Code("6A", "Physical disability or illness: child"),
    Code("6B", "Physical disability or illness: parent or carer"),
    Code("6C", "Physical disability or illness: another person"),
    Code("7A", "Young carer"),
    Code("8B", "Privately fostered: from overseas, to return"),
    Code("8C", "Privately fostered: from overseas, to stay"),
    Code("8D", "Privately fostered: in the United Kingdom for study"),
    Code("8E", "Privately fostered: in the United Kingdom for other reasons"),
    Code("8F", "Privately fostered: other"),
    Code("9A", "Unaccompanied asylum-seeking child"),
    Code("10A", "Going missing"),
    Code("11A", "Child sexual exploitation"),
    Code("12A", "Trafficking"),
    Code("13A", "Gangs"),
    Code("14A", "Socially unacceptable behaviour"),
    Code("15A", "Self-harm"),
    Code("16A", "Neglect"),
    Code("17A", "Emotional abuse"),
    # Replaced in 2021 by the two codes after it, but still returned by some areas.
    Code("18A", "Physical abuse (before 2021)"),
    Code("18B", "Physical abuse: child on child", first_year=2021),
    Code("18C", "Physical abuse: adult on child", first_year=2021),
    Code("19A", "Sexual abuse (before 2021)"),
    Code("19B", "Sexual abuse: child on child", first_year=2021),
    Code("19C", "Sexual abuse: adult on child", first_year=2021),
    Code("20", "Other factor"),
    Code("21", "No factor identified"),
    Code("22A", "Female genital mutilation"),
    Code("23A", "Abuse linked to faith or belief"),
    Code("24A", "Child criminal exploitation", first_year=2022),
)

CODE_SETS: dict[str, CodeSet] = {
    "sex": SEX,
    "ethnicity": ETHNICITY,
    "disability": DISABILITY,
    "referral_source": REFERRAL_SOURCE,
    "primary_need": PRIMARY_NEED,
    "closure_reason": CLOSURE_REASON,
    "category_of_abuse": CATEGORY_OF_ABUSE,
    "factor": FACTOR,
    **PARTNER_CODE_SETS,
    "subject": code_set(*(Code(key, subject.title) for key, subject in SUBJECTS.items())),
}

NOT_RECORDED: dict[str, frozenset[str]] = {
    "ethnicity": frozenset(("UNKNOWN", "NOT STATED", "NOT RECORDED", "NOT KNOWN")),
}
"""Spellings that say of themselves that nothing is recorded: read as null, and no fault."""

YES = frozenset(("YES", "Y", "TRUE", "1"))
NO = frozenset(("NO", "N", "FALSE", "0"))
YES_OR_NO_NOT_RECORDED = frozenset(("UNKNOWN", "U", "NOT KNOWN", "NOT RECORDED", "NOT STATED", "-"))

# Ofsted numbers the values of a list by letter: "a) WBRI", "p1) 5D: LA services". Which letter stands
# before which code differs between authorities, so the letter is dropped and never read.
_LETTER = re.compile(r"^[A-Z]\d?\)\s*")
_CODE_THEN_WORDS = re.compile(r"^([A-Z0-9]+)\s*(?:[:\-–]\s*.*)?$", re.DOTALL)


def without_letter(text: str) -> str:
    """The value in capitals, trimmed, without the letter that Ofsted's lists put before it."""
    return _LETTER.sub("", " ".join(text.upper().split()))


def _spelling_index(codes: CodeSet) -> dict[str, str]:
    return {
        spelling.upper(): code.code
        for code in codes.values()
        for spelling in (code.label, *code.spellings, code.code)
    }


_SPELLINGS = {name: _spelling_index(codes) for name, codes in CODE_SETS.items()}


def read_code(set_name: str, text: str) -> str | None:
    """The code that a file's text stands for ("q) 6: Police" is "6"), or None if we know no such code."""
    value = without_letter(text)
    known = _SPELLINGS[set_name]
    if value in known:
        return known[value]
    leading = _CODE_THEN_WORDS.match(value)
    return known.get(leading.group(1)) if leading else None


def says_not_recorded(set_name: str, text: str) -> bool:
    """Whether the text itself says that nothing is recorded."""
    return without_letter(text) in NOT_RECORDED.get(set_name, frozenset())


def label(set_name: str, code: str) -> str:
    """The plain words for a code. Raises KeyError for a set or code that does not exist."""
    return CODE_SETS[set_name.lower()][code].label


def labels(set_name: str) -> dict[str, str]:
    """Every code of a set with its plain words, in the set's order."""
    return {code.code: code.label for code in CODE_SETS[set_name.lower()].values()}


def in_use(set_name: str, code: str, year: int) -> bool:
    """Whether a code is used in a collection year (the year in which the 31 March falls)."""
    known = CODE_SETS[set_name][code]
    return (known.first_year or year) <= year <= (known.last_year or year)
