"""Who the children of a group are, in words that stand inside a sentence: "Black children", "girls"."""

from collections.abc import Mapping
from typing import Any

from dashboard import wording
from metrics.characteristics import NOT_RECORDED

Row = Mapping[str, Any]

_ETHNICITY = {
    "white": "White children",
    "mixed": "children of Mixed heritage",
    "asian": "Asian children",
    "black": "Black children",
    "other": "children of other ethnic groups",
}
_AGES = {
    "unborn": "children not yet born",
    "under_1": "children under 1",
    "18_and_over": "young people of 18 and over",
}
WHO: dict[str, dict[str, str]] = {
    "ethnicity": _ETHNICITY,
    "sex": {"F": "girls", "M": "boys", "I": "children whose sex is indeterminate"},
    "disability": {
        "disabled": "disabled children",
        "not_disabled": "children who are not disabled",
    },
    "age_band": _AGES,
    "referral_source": {
        "anonymous": "children referred anonymously",
        "individual": "children referred by family or individuals",
        "other": "children referred by others",
    },
    "social_care_status": {
        "looked_after": "looked-after children",
        "on_a_plan": "children on a child protection plan",
        "in_need": "other children in need",
        "before": "children known to social care before, and not now",
    },
}
_IN_WORDS = {
    "age_band": "children aged {}",
    "ethnicity_detailed": "children recorded as {}",
    "locality": "children of {}",
    "deprivation_quintile": "children of the {} of neighbourhoods",
    "referral_source": "children referred by {}",
    "primary_need": "children whose main need is {}",
    "agency": "children whose agency is {}",
}
"""How a label becomes a phrase where the group has none of its own."""
_AS_WRITTEN = ("ethnicity_detailed", "locality")
"""Characteristics whose labels are names: they keep their capitals."""

DIFFERENCES = {
    "deprivation_quintile": "deprivation",
    "age_band": "age",
    "referral_source": "who made the referral",
}
"""What differs, where something is adjusted for."""
ALIKE = {
    "deprivation_quintile": "children of equally deprived neighbourhoods",
    "age_band": "children of the same age",
    "referral_source": "children referred by the same kind of agency",
}
"""Who are set beside each other, where something is adjusted for."""


def group(row: Row) -> str:
    """The children of a row's group."""
    return children(row["characteristic"], row["group"], row["group_label"])


def children(characteristic: str, code: str, label: str) -> str:
    """The children of a group, by its code; by its label where it has no phrase of its own."""
    if code == NOT_RECORDED:
        return f"children for whom {characteristic_words(characteristic)} is not recorded"
    known = WHO.get(characteristic, {}).get(code)
    if known is not None:
        return known
    name = label if characteristic in _AS_WRITTEN else lower(label)
    return _IN_WORDS.get(characteristic, "children of the group “{}”").format(name)


def reference(row: Row) -> str:
    """Whom the group is set beside: "all other known children", "the largest group (White British)"."""
    label = row["reference_label"]
    return f"the largest group ({label})" if row["reference"] == "largest" else str(label)


BESIDE = {
    "others": "all other known children",
    "largest": "the largest group",
    "everyone": "all known children, this group among them",
}
"""Whom a group can be set beside."""


def characteristic_words(name: str) -> str:
    """A characteristic inside a sentence."""
    own = {"social_care_status": "social care status"}
    return own.get(name) or wording.CHARACTERISTIC_WORDS.get(name, name.replace("_", " "))


def differences(adjuster: str) -> str:
    """What is adjusted for: "deprivation"."""
    return DIFFERENCES.get(adjuster, characteristic_words(adjuster))


def alike(adjuster: str) -> str:
    """Who are set beside each other: "children of the same age"."""
    return ALIKE.get(adjuster, f"children alike in {characteristic_words(adjuster)}")


def lower(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an acronym."""
    acronym = text[:2] == text[:2].upper() and text[1:2] != " "
    return text if acronym else text[:1].lower() + text[1:]


def upper(text: str) -> str:
    """The beginning of a sentence."""
    return text[:1].upper() + text[1:]
