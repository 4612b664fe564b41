"""Sentences about gaps between groups, each made from the very row that holds the ratio and its limits.

What may be said follows from the row's verdict alone. "Similar" is said of what is similar and nothing
else; a gap that is not flagged is never an all-clear; no sentence says why a gap is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import group_words, wording
from dashboard.gap_numbers import between, ratio, share, times
from dashboard.gap_rows import (
    CANNOT_TELL,
    COMPARED,
    FLAGGED,
    PROTECTED,
    RESIDENTS,
    SIMILAR,
    TOO_FEW,
    UNRECORDED,
)
from metrics.characteristics import NOT_RECORDED

Row = Mapping[str, Any]

SIBLINGS = "Brothers and sisters are counted separately: the true uncertainty is larger."
SELECTED = (
    "Children of a later step were chosen at the steps before it. After an unequal step, a fair one "
    "can look turned round: never read one step alone."
)
NOT_CHANCE = "This is unlikely to be chance alone. It does not show why."
UNTOLD = "We cannot tell whether there is a difference."
ALIKE = "Rates were similar: any difference is unlikely to be larger than a quarter."
FEW_CHILDREN = "Too few children to compare."
KEPT_BACK = (
    "Not compared: a number that this rests on is kept back, so that no small count of children can be "
    "worked out."
)
READ_WITH_CARE = "It rests on fewer than 20 of this group: read with care [u]."
LOW_RELIABILITY = "Low reliability: of more than one child in ten the group is not recorded."

VERDICTS = {
    FLAGGED: "flagged",
    CANNOT_TELL: "cannot tell",
    SIMILAR: "similar",
    TOO_FEW: "too few to compare",
    PROTECTED: "kept back",
    UNRECORDED: "not recorded",
    "reference": "set beside the others",
}
"""A verdict in as few words as a chart or table allows."""

BESIDE_BRIEFLY = {"others": "all others", "largest": "the largest", "everyone": "everyone"}
"""Whom a group is set beside, in as few words as a chart on a phone has room for."""

_STEPS: dict[str, tuple[str, str]] = {
    "contacted_children_referred": ("with a contact", "were referred"),
    "referred_children_assessed": ("referred", "were assessed"),
    "assessed_children_with_an_enquiry": ("assessed", "went on to a section 47 enquiry"),
    "children_with_an_enquiry_to_a_conference": (
        "with an enquiry",
        "went on to a child protection conference",
    ),
    "children_of_a_conference_on_a_plan": (
        "with a conference",
        "went on to a child protection plan",
    ),
    "children_on_a_plan_looked_after": ("on a plan", "were looked after soon after"),
}
"""Of each decision of the chain: who came so far, and what became of them."""
STEP_NAMES: dict[str, tuple[str, str]] = {
    "contacted_children_referred": ("contact", "referral"),
    "children_referred_per_10000_children": ("living here", "referral"),
    "referred_children_assessed": ("referral", "assessment"),
    "assessed_children_with_an_enquiry": ("assessment", "enquiry"),
    "children_with_an_enquiry_to_a_conference": ("enquiry", "conference"),
    "children_of_a_conference_on_a_plan": ("conference", "plan"),
    "children_on_a_plan_looked_after": ("plan", "being looked after"),
}
"""From where to where each step of the chain leads."""


def step_name(step: str) -> str:
    """A step inside a sentence: "between assessment and enquiry"."""
    return " and ".join(("between " + STEP_NAMES[step][0], STEP_NAMES[step][1]))


def step_title(step: str) -> str:
    """A step as a title: "Assessment to enquiry"."""
    first, then = STEP_NAMES[step]
    return f"{group_words.upper(first)} to {then}"


def when(row: Row) -> str:
    """The period at the beginning of a sentence."""
    label = row["period_label"]
    if row["period_kind"] == "three_years":
        return f"In the three years {label}"
    snapshot = label[:1].isdigit() and " " in label
    return f"On {label}" if snapshot else f"In {label}"


def finding(row: Row, measure: Row) -> str:
    """All that may be said of one comparison."""
    verdict = row["verdict"]
    if verdict == TOO_FEW:
        return f"{group_words.upper(group_words.group(row))}: {_lower(FEW_CHILDREN)}"
    if verdict == PROTECTED:
        return f"{group_words.upper(group_words.group(row))}: {_lower(KEPT_BACK)}"
    if verdict == UNRECORDED:
        return of_not_recorded(row)
    if verdict == "reference":
        return f"{group_words.upper(group_words.group(row))} are whom the others are set beside."
    said = {FLAGGED: _flagged, SIMILAR: _similar, CANNOT_TELL: _untold}[verdict](row, measure)
    if row["few"]:
        said += f" {READ_WITH_CARE}"
    if row["low_reliability"]:
        said += f" {LOW_RELIABILITY}"
    return said


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def beside(row: Row, measure: Row) -> str:
    """The two rates of a comparison, without its ratio."""
    group, other = group_words.group(row), group_words.reference(row)
    ours, theirs = share(row), share(row, of_reference=True)
    if row["base"] == RESIDENTS:
        return (
            f"{when(row)}, {group} were referred at a rate of {ours} a year for every 10,000 who live "
            f"here, against {theirs} for {other}"
        )
    if row["measure"] not in _STEPS:
        title = group_words.lower(measure["title"])
        return f"{when(row)}, {title}: {ours} for {group}, against {theirs} for {other}"
    who, became = _STEPS[row["measure"]]
    # Count first, of few: "9 of 14 (64%) girls"; else "49% (429 of 883) of girls".
    of = "" if row["of"] < 20 else "of "
    return f"{when(row)}, {ours} {of}{group} {who} {became}, against {theirs} of {other}"


NO_RATIO = "no single ratio can be given, with none among the others"


def _flagged(row: Row, measure: Row) -> str:
    limits = between(row["ratio_lower"], row["ratio_upper"])
    said = f"{times(row['ratio'])} times the rate ({limits})"
    if row["ratio"] is None:
        said = f"{limits} times the rate ({NO_RATIO})"
    return f"{beside(row, measure)}: {said}. {NOT_CHANCE}"


def _similar(row: Row, measure: Row) -> str:
    limits = between(row["ratio_lower"], row["ratio_upper"])
    return f"{beside(row, measure)}: {times(row['ratio'])} times the rate ({limits}). {ALIKE}"


def _untold(row: Row, measure: Row) -> str:
    low, high = times(row["ratio_lower"]), times(row["ratio_upper"])
    to = f" to {high} times" if high else " times up"
    many = "" if row["base"] == RESIDENTS else f"with {wording.number(row['of'])} in this group "
    said = f"{NO_RATIO};" if row["ratio"] is None else f"{times(row['ratio'])} times the rate, but"
    true = f"{said} {many}the true figure could be anything from {low}{to}."
    return f"{beside(row, measure)}: {true} {UNTOLD}{_alone(row)}{detectable(row)}"


def _alone(row: Row) -> str:
    """Why limits that leave out 1 are no finding, where they do."""
    low, high = row["ratio_lower"], row["ratio_upper"]
    if low <= 1 and (high is None or high >= 1):
        return ""
    if row["family"] == 1:
        return " The limits leave out 1 by a little, but an exact test does not call this unlikely."
    return (
        f" Taken alone it would stand out; among the {wording.number(row['family'])} comparisons made "
        "together, one like it can come by chance."
    )


def detectable(row: Row) -> str:
    """The smallest ratio that these numbers would have been likely to show."""
    above, below = row["detectable_above"], row["detectable_below"]
    if above is None and below is None:
        return " With numbers so small, no gap of any size would have been likely to show."
    ratios = [
        f"about {times(value)} times or {how}"
        for value, how in ((above, "more"), (below, "less"))
        if value is not None
    ]
    return f" Only a gap of {' or of '.join(ratios)} would have been likely to show."


def family(row: Row) -> str:
    """How many comparisons were made together, and that this is allowed for."""
    if not row["family"]:
        return ""
    if row["family"] == 1:
        return "This comparison was made by itself."
    return (
        f"{wording.number(row['family'])} comparisons were made together; a gap is flagged only where it "
        "stands out among all of them."
    )


def of_not_recorded(row: Row) -> str:
    """How many children have no group on record."""
    what = group_words.characteristic_words(row["characteristic"])
    number = row["met"] if row["of"] is None else row["of"]
    if number is None:
        return f"For how many children {what} is not recorded is kept back."
    if number == 0:
        return f"{group_words.upper(what)} is recorded for every child here."
    return f"For {_of_children(number)} here {what} is not recorded."


def _of_children(number: int) -> str:
    return "1 child" if number == 1 else f"{wording.number(number)} children"


def unknown(row: Row) -> str:
    """What children not recorded could do: their share, the bounds, and what would turn the gap round."""
    what = group_words.characteristic_words(row["characteristic"])
    if row["verdict"] not in COMPARED:
        return ""
    if row["unknown_share"] is None:
        return f"For how many children {what} is not recorded is kept back: they are among the others here."
    number = row["unknown_met"] if row["base"] == RESIDENTS else row["unknown_of"]
    if number == 0:
        return f"{group_words.upper(what)} is recorded for every child here."
    share = wording.amount(row["unknown_share"], "percent")
    said = f"For {_of_children(number)} ({share}) {what} is not recorded."
    if row["base"] == RESIDENTS:
        return said
    return " ".join(part for part in (said, _bounds(row), _reversal(row)) if part)


def _bounds(row: Row) -> str:
    if row["bound_lower"] is None:
        return ""
    bounds = between(row["bound_lower"], row["bound_upper"])
    return f"However they divide, the ratio for {group_words.group(row)} would lie at {bounds}."


def _reversal(row: Row) -> str:
    if row["verdict"] != FLAGGED or row["ratio"] is None:
        return ""
    if row["reversal"] is None:
        return "No division of them would turn the gap round."
    if row["reversal"] == 0:
        return "It could turn round even if none of them belonged to this group."
    many = wording.number(row["reversal"])
    return (
        f"To turn the gap round, at least {many} of the {wording.number(row['unknown_of'])} would have "
        "to belong to this group."
    )


def cumulative(row: Row) -> str:
    """The ratios multiplied as far as a step."""
    start = "Of all who live here" if row["base"] == RESIDENTS else "Of all who are referred"
    end = _ENDS[row["measure"]]
    group = group_words.group(row)
    if row["verdict"] == PROTECTED:
        return f"{start}, as far as {end}: a number on the way is kept back."
    if row["verdict"] == TOO_FEW or row["ratio_lower"] is None:
        return f"{start}, as far as {end}: too few children at a step on the way."
    ending = {CANNOT_TELL: f" {UNTOLD}", SIMILAR: f" {ALIKE}"}.get(row["verdict"], "")
    limits = between(row["ratio_lower"], row["ratio_upper"])
    rate = limits if row["ratio"] is None else f"{times(row['ratio'])} times ({limits})"
    return (
        f"{start}, {group} come as far as {end} at {rate} the rate of all other known children, all "
        f"steps multiplied.{ending}"
    )


_ENDS = {
    "children_referred_per_10000_children": "a referral",
    "referred_children_assessed": "an assessment",
    "assessed_children_with_an_enquiry": "a section 47 enquiry",
    "children_with_an_enquiry_to_a_conference": "a conference",
    "children_of_a_conference_on_a_plan": "a plan",
    "children_on_a_plan_looked_after": "being looked after",
}


def answer(widest: Row | None, every: Sequence[Row], by: str, measures: Mapping[str, Row]) -> str:
    """The answer to "where does the largest gap open?".

    widest  the flagged row furthest from 1, or None
    every   all rows looked at: the decisions of the chain, or the groups of one measure
    """
    what = group_words.characteristic_words(by)
    if widest is None:
        return f"Where does the largest gap open? By {what}, nothing is flagged. {tally(every)}"
    step = widest["measure"]
    where = f"{step_name(step)}, " if step in STEP_NAMES else ""
    return (
        f"Where does the largest gap open? By {what}, {where}for {group_words.group(widest)}. "
        f"{finding(widest, measures[step])}"
    )


def siblings(families: Row | None, comparison: Row | None) -> str:
    """What brothers and sisters, who are decided about together, do to a comparison.

    families    the same comparison with limits that allow for them, or None where no family is known
    comparison  as it stands
    """
    if families is None or families["adjusted_lower"] is None:
        return SIBLINGS
    limits = between(families["adjusted_lower"], families["adjusted_upper"])
    whom = group_words.group(families)
    said = f"With brothers and sisters counted by family, the limits for {whom} are {limits}."
    flagged = comparison is not None and comparison["verdict"] == FLAGGED
    if flagged and families["verdict"] != "remains":
        return f"{said} They do not leave out 1: the flag is doubtful."
    return said


def tally(every: Sequence[Row]) -> str:
    """How many comparisons were made, and what came of them."""
    made = [row for row in every if row["group"] != NOT_RECORDED]
    many = {name: sum(row["verdict"] == name for row in made) for name in VERDICTS}
    parts = [
        f"{wording.number(count)} {words}"
        for count, words in (
            (many[FLAGGED], "flagged"),
            (many[SIMILAR], "similar"),
            (many[CANNOT_TELL], "of which we cannot tell"),
            (many[PROTECTED] + many[TOO_FEW], "with too few children or a number kept back"),
        )
        if count
    ]
    return f"Of {wording.number(len(made))} comparisons: {wording.listed(parts)}." if parts else ""


def over_years(found: Sequence[Row]) -> str:
    """One group's ratio year by year, in words."""
    told = [f"{row['period_label']}: {_of_a_year(row)}" for row in found]
    return f"{'; '.join(told)}." if told else "The release compares no year of this group."


def _of_a_year(row: Row) -> str:
    said = ratio(row) if row["verdict"] in COMPARED else ""
    return f"{said} {VERDICTS[row['verdict']]}".strip()


YEARS_CAUTION = (
    "Each line shows how far chance alone could move the ratio of its year. Two years whose lines "
    "overlap may be alike: a rise or fall cannot be read from two of them. The three years together "
    "rest on most children."
)
