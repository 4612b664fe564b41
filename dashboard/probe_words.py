"""Sentences about what is asked of a gap next: adjusted, over waits, under other rules, two groups at once.

Each is made from the row that holds its numbers. That something could account for a gap is said; that it
does, or that this makes the gap fair, never is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import gap_words, group_words, wording
from dashboard.gap_numbers import between, times
from dashboard.gap_rows import FLAGGED, PROTECTED, TOO_FEW

Row = Mapping[str, Any]

COULD_ACCOUNT, REMAINS = "could account", "remains"
NOT_FAIR = "That is not the same as saying it is fair."
ADJUSTED_VERDICTS = {
    COULD_ACCOUNT: "could account for it",
    REMAINS: "the gap remains",
    "cannot tell": "cannot tell",
    TOO_FEW: "too few to compare",
    PROTECTED: "kept back",
}
"""What becomes of a gap, in as few words as a chart or table allows."""
WOULD_TELL = (
    "Kept back: from the adjusted ratio, beside what else is printed, a small count of children could be "
    "worked out."
)
UNLIKELY = 0.05


def adjusted(row: Row, comparison: Row | None) -> str:
    """A ratio as it stands beside the same among like children, and what may be said of the two.

    comparison  the same group's comparison as it stands, or None: what is not flagged there is no finding
    """
    group, what = group_words.group(row), group_words.differences(row["adjuster"])
    if row["verdict"] == PROTECTED:
        counted = comparison is not None and comparison["verdict"] != PROTECTED
        why = WOULD_TELL if counted else gap_words.KEPT_BACK
        return f"{group_words.upper(what)}: {_small(why)}"
    if row["verdict"] == TOO_FEW:
        return f"{group_words.upper(what)}: {_small(gap_words.FEW_CHILDREN)}"
    crude = between(row["crude_lower"], row["crude_upper"])
    within = between(row["adjusted_lower"], row["adjusted_upper"])
    said = (
        f"For {group} the ratio is {_ratio(row['crude'], crude)} as it stands, and "
        f"{_ratio(row['adjusted'], within)} among {group_words.alike(row['adjuster'])}."
    )
    flagged = comparison is not None and comparison["verdict"] == FLAGGED
    return f"{said} {_verdict(row['verdict'], what, flagged)}{_uneven(row, what)}"


def _ratio(value: float | None, limits: str) -> str:
    return limits if value is None else f"{times(value)} ({limits})"


def _verdict(verdict: str, what: str, flagged: bool) -> str:
    if not flagged:
        return "As it stands the gap is not flagged, so this is no finding by itself."
    if verdict == COULD_ACCOUNT:
        return f"Differences in {what} could account for this gap. {NOT_FAIR}"
    if verdict == REMAINS:
        return f"The gap remains: differences in {what} could account for a part of it at most."
    return f"We cannot tell whether differences in {what} could account for this gap."


def _uneven(row: Row, what: str) -> str:
    if not row.get("uneven"):
        return ""
    return f" The ratio is not the same at every level of {what}: one number for all hides some of this."


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


ADJUSTING = (
    "One thing is adjusted for at a time. Deprivation and earlier contact with services can "
    "themselves carry an inequality, so what could account for a gap may be a part of it."
)


NOT_ADJUSTED = (
    "The release adjusts this for nothing here. Ask for it below: the analyst adds it to the next release, "
    "or says why not."
)


def adjusted_title(whom: str, found: Sequence[Row], comparison: Row | None) -> str:
    """The title of an adjustment: what could account for the gap, where one is flagged."""
    if comparison is None or comparison["verdict"] != FLAGGED or not found:
        return f"As it stands and adjusted, {whom}"
    could = [row["adjuster"] for row in found if row["verdict"] == COULD_ACCOUNT]
    if could:
        named = wording.listed([group_words.differences(one) for one in could])
        return f"Differences in {named} could account for the gap, {whom}"
    told = [row for row in found if row["verdict"] != PROTECTED]
    if not told or any(row["verdict"] != REMAINS for row in told):
        return f"The gap as it stands and adjusted, {whom}"
    if len(told) == len(found) > 1:
        return f"The gap remains, whatever is adjusted for, {whom}"
    among = wording.listed([group_words.alike(row["adjuster"]) for row in told])
    return f"The gap remains among {among}, {whom}"


def waited(row: Row) -> str:
    """How long a group waited, those who still wait counted too."""
    group = group_words.upper(group_words.group(row))
    if row["verdict"] == PROTECTED:
        return f"{group}: kept back."
    if row["verdict"] == TOO_FEW or row["in_time"] is None:
        return f"{group}: {_small(gap_words.FEW_CHILDREN)}"
    limits = f" ({_percent(row['lower'])} to {_percent(row['upper'])})" if _limits(row) else ""
    said = f"{group}: {_percent(row['in_time'])}{limits} within {time(row, row['limit'])}"
    still = row["still_waiting"]
    if still:
        said += (
            f", {wording.about(still)} of {wording.about(row['children'])} still waiting counted in"
        )
    return f"{said}.{_median(row)}{_flatters(row)}{_within_areas(row)}"


def _limits(row: Row) -> bool:
    return row["lower"] is not None and row["upper"] is not None


def _percent(value: float) -> str:
    # Two figures are printed, and no more are said.
    return f"{value:g}%"


def time(row: Row, many: int) -> str:
    """So many of the unit of a wait: "1 working day"."""
    unit = str(row["unit"]).replace("_", " ")
    return f"{many} {unit[:-1] if many == 1 else unit}"


def _median(row: Row) -> str:
    if row["median"] is None:
        return " More than half were still waiting."
    return f" Half had it after {time(row, row['median'])}."


def _flatters(row: Row) -> str:
    if not row["flatters"] or row["completed_only"] is None:
        return ""
    return (
        f" Of those finished alone it is {_percent(row['completed_only'])}, which flatters: it leaves "
        "out who still waits."
    )


def _within_areas(row: Row) -> str:
    if row["p"] is None or row["p_stratified"] is None or row["p"] >= UNLIKELY:
        return ""
    if row["p_stratified"] < UNLIKELY:
        return " Within each area too, chance alone would rarely put its waits so far from those of others."
    return " Within each area chance alone could put its waits so far from those of others."


def waits_together(found: Sequence[Row]) -> str:
    """Whether the waits of all groups lie further apart than chance alone would put them."""
    p = next((row["p_all"] for row in found if row["p_all"] is not None), None)
    if p is None:
        return "The waits of the groups cannot be set beside each other."
    if p < UNLIKELY:
        return (
            "Chance alone would rarely put the waits of these groups so far apart (log-rank test of "
            "all groups). It does not show why."
        )
    return f"Chance alone could put waits so far apart (log-rank test of all groups). {gap_words.UNTOLD}"


def otherwise(row: Row) -> str:
    """What another reading of a rule would change."""
    if row["change"] is None:
        return f"{row['choice']}: too close to show (it differs by 1 to 5 children)."
    points = abs(row["change"])
    if points == 0:
        moved = "the figure stays as it is"
    else:
        many = "1 percentage point" if points == 1 else f"{points} percentage points"
        moved = f"{many} {'higher' if row['change'] > 0 else 'lower'}"
    return f"{row['choice']}: {moved}, {row['verdict']}."


def rule(found: Sequence[Row]) -> str:
    """Whether a figure depends on how its rule is read."""
    if not found:
        return "The release tries no other reading of this rule. It can be asked for."
    depends = sum(row["verdict"] == "depends on the definition" for row in found)
    shown = sum(row["change"] is not None for row in found)
    if not shown:
        return "Other readings of the rule differ by so few children that nothing is shown."
    readings = "the other reading" if shown == 1 else f"the {shown} other readings"
    if depends:
        which = readings if shown == 1 else f"{depends} of {readings}"
        changes = "changes" if depends == 1 else "change"
        moved = f"{which} {changes} it by more than one percentage point"
        return f"The figure depends on the definition: {moved}."
    return f"The figure is robust: under {readings} it changes by one percentage point at most."


BORROWED = (
    "Estimated, borrowing from the other groups shown: where a group is small its rate is drawn towards "
    "that of all of them, so that chance is not taken for a difference. Three years together."
)


def estimated(row: Row) -> str:
    """The estimated rate of a group of two characteristics."""
    label = row["group_label"]
    if row["estimate"] is None:
        return f"{label}: kept back."
    return (
        f"{label}: {_percent(row['estimate'])} ({_percent(row['estimate_lower'])} to "
        f"{_percent(row['estimate_upper'])}), against {_percent(row['pooled'])} of all groups shown; the "
        f"chance that its true rate is above that is {chance(row['chance_above'])}."
    )


def chance(probability: float) -> str:
    """A probability as "2 in 100"."""
    if probability > 0.99:
        return "over 99 in 100"
    if probability < 0.01:
        return "under 1 in 100"
    return f"{probability * 100:.0f} in 100"


def recording(shares: Sequence[float | None], by: str) -> str:
    """How well a characteristic is recorded along the chain of decisions.

    shares  the percentage of each step's children not recorded, None where that is kept back
    """
    what = group_words.characteristic_words(by)
    known = [share for share in shares if share is not None]
    if not known:
        return f"At no step is it printed for how many children {what} is not recorded."
    low, high = min(known), max(known)
    least, most = wording.amount(low, "percent"), wording.amount(high, "percent")
    ending = (
        " That is more than one child in ten: every comparison by it is of low reliability."
        if high > 10
        else ""
    )
    if least == most:
        return f"{group_words.upper(what)} is not recorded for {most} of children at each step.{ending}"
    what = group_words.upper(what)
    return f"{what} is not recorded for {least} to {most} of children, step by step.{ending}"
