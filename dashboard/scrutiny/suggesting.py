"""What a question seems to be about: the measure and the characteristic to begin with, by its words.

A suggestion only: whoever asks chooses. It is made before any figure is shown, and from words alone.
"""

import re
from collections.abc import Collection

ABOUT: tuple[tuple[str, str], ...] = (
    ("re_referrals_within_12_months", r"re-?referr\w*|referred again|com(e|ing) back|back again"),
    ("assessed_children_with_an_enquiry", r"investigat\w*|enquir\w*|section 47|s ?47"),
    ("children_with_an_enquiry_to_a_conference", r"conferences?"),
    ("children_on_a_plan_looked_after", r"looked[- ]after|in(to)? care|taken into"),
    ("children_of_a_conference_on_a_plan", r"(protection )?plans?"),
    ("referred_children_assessed", r"assess\w*"),
    ("children_referred_per_10000_children", r"referr\w*|contacts?|front door"),
)
"""Measures with the words that point to them, the more particular first."""
BY: tuple[tuple[str, str], ...] = (
    (
        "ethnicity",
        r"ethnic\w*|rac(e|es|ial)|heritage|black|asian|white|mixed|gypsy|roma|traveller|adultif\w*",
    ),
    ("sex", r"girls?|boys?|sex|gender|female|male"),
    ("disability", r"disab\w*|autis\w*|special needs"),
    (
        "age_band",
        r"bab(y|ies)|unborn|infants?|teenag\w*|adolescen\w*|older|young(er|est)?|ages?|aged",
    ),
    ("deprivation_quintile", r"depriv\w*|poor\w*|poverty"),
    ("referral_source", r"who refer\w*|police refer\w*|school refer\w*|source"),
    ("locality", r"localit\w*|neighbourhoods?|estates?|wards?"),
)
"""Characteristics with the words that point to them."""
FEWEST_LETTERS = 4
COMMON = frozenset((
    "about", "after", "are", "children", "child", "does", "from", "have", "here", "likely", "more",
    "most", "near", "other", "than", "that", "their", "them", "there", "they", "this", "what", "when",
    "where", "which", "whom", "with", "within", "were", "will",
))  # fmt: skip


def measure(question: str, titles: dict[str, str]) -> str | None:
    """The measure that a question seems to be about, among those offered by their titles; None: no idea.

    Words of decisions come first; else the title that shares most words with the question.
    """
    for name, words in ABOUT:
        if name in titles and _said(words, question):
            return name
    asked = _words(question)
    shared = {name: len(asked & _words(title)) for name, title in titles.items()}
    best = max(shared, key=lambda name: shared[name], default=None)
    return best if best is not None and shared[best] > 0 else None


def characteristic(question: str, offered: Collection[str]) -> str | None:
    """The characteristic that a question seems to be about, among those offered; None: no idea."""
    return next((name for name, words in BY if name in offered and _said(words, question)), None)


def group(question: str, phrases: dict[str, str]) -> str | None:
    """The group that a question names first, by the words for its children; None where it names none."""
    named = {code: _place(question, phrase) for code, phrase in phrases.items()}
    found = {code: place for code, place in named.items() if place is not None}
    return min(found, key=lambda code: found[code], default=None)


def _place(question: str, phrase: str) -> int | None:
    """Where in a question a word stands that is a group's own."""
    own = [word for word in re.findall(r"\w+", phrase.casefold()) if word not in _OF_ALL_GROUPS]
    places = [re.search(rf"\b{re.escape(word)}\b", question.casefold()) for word in own]
    return min((place.start() for place in places if place is not None), default=None)


_OF_ALL_GROUPS = frozenset((
    "and", "are", "by", "children", "ethnic", "for", "group", "groups", "heritage", "is", "not", "of",
    "or", "other", "others", "recorded", "the", "to", "who", "whom", "whose", "aged", "as", "in",
    "with",
))  # fmt: skip


def _said(words: str, question: str) -> bool:
    return re.search(rf"\b({words})\b", question, re.IGNORECASE) is not None


def _words(text: str) -> set[str]:
    every = re.findall(r"[a-z]+", text.casefold())
    return {
        word.rstrip("s") for word in every if len(word) >= FEWEST_LETTERS and word not in COMMON
    }
