"""The only maker of sentences of figures: what is printed in, plain English out.

A row is one row of a release's frame as a dict. Nothing here is a new figure: a sentence repeats what
the release prints, or says in words why it prints nothing. Groups are set side by side with their
intervals and never called different: that takes a test, which the figures here do not hold.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from data.problems import day_in_words as date
from metrics.counts import AS_SENT, HIDDEN, OWN, ROUNDED

Row = Mapping[str, Any]

A_FEW = "a few"
NOT_SHOWN = {
    "protected": "kept back",
    "not in this extract": "not in this extract",
    "population not known": "number of resident children not known",
    "no events": "nothing to count",
    "history not loaded": "history not loaded",
    "too few to break down": "too few to show by group",
    "hidden by sender": "hidden by its sender",
    "not sent": "not sent",
    "too few to measure": "too few to say",
    "too few to report": "too few to report",
}
NOT_SHOWN_IN_A_LIST = {
    "protected": "kept back (too few children, or it would give such a number away)",
    "no events": "with nothing to count",
    "history not loaded": "for which the years before were not loaded",
    "population not known": "without a number of resident children",
}
MARKS = {
    "protected": "[c]",
    "too few to break down": "[c]",
    "not in this extract": "[x]",
    "population not known": "[x]",
    "history not loaded": "[x]",
    "no events": "[z]",
    "hidden by sender": "[s]",
    "not sent": "[x]",
    "too few to measure": "[c]",
    "too few to report": "[c]",
}
WHAT_MARKS_MEAN = (
    "[c] kept back: too few children to show, or a number that would give one away. [x] not available: not "
    "in this extract, history not loaded, or number of resident children not known. [s] hidden by the "
    "partner who sent it. [z] nothing to count. [u] rests on fewer than 20: read with care."
)
MEANING_WORDS = {
    "better": "Better",
    "worse": "Worse",
    "changed": "Changed",
    "no clear change": "No clear change",
    "": "Cannot be told",
}
STATE_WORDS = {
    "met": "in time",
    "not_met": "late",
    "not_yet_due": "not yet due or decided",
    "overdue": "overdue",
    "excluded": "left out by the rule",
    "unknown": "without a known time",
    "delay_notified": "delay notified",
    "too_recent": "too recent to tell",
}
BASIS_WORDS = {"completed": "of those finished", "due": "of those due, finished or not", "": ""}
BASIS_CHOICE = {
    "completed": "Finished in the period",
    "due": "Due in the period",
}
CHARACTERISTIC_WORDS = {
    "age_band": "age",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "ethnicity_detailed": "ethnicity in detail",
    "disability": "disability",
    "locality": "locality",
    "deprivation_quintile": "deprivation of the neighbourhood",
    "referral_source": "who made the referral",
    "primary_need": "main need",
    "social_care_status": "social care",
    "sen": "special educational needs",
    "free_school_meals": "free school meals",
    "phase": "school phase",
    "agency": "agency",
    "meeting_kind": "kind of meeting",
    "education_sector": "education sector",
    "provider_kind": "type of provider",
    "workforce_sector": "sector",
}
UNIT_WORDS = {
    "percent": "Per cent",
    "per_10_000": "Per 10,000 resident children aged 0 to 17",
    "per_1000": "Per 1,000 children",
    "per_100": "Per 100",
    "each": "For each",
    "count": "Number",
    "pounds": "Pounds",
    "working_days": "Working days",
    "days": "Days",
    "hours": "Hours",
    "weeks": "Weeks",
}
AFTER_A_NUMBER = {
    "per_10_000": " per 10,000 children",
    "per_1000": " per 1,000",
    "per_100": " per 100",
    "each": " for each",
    "working_days": " working days",
    "days": " days",
    "hours": " hours",
    "weeks": " weeks",
}
TIMES = ("working_days", "days", "hours", "weeks")
"""Units of how long something took."""
BETTER_WORDS = {
    "higher": "Higher is better.",
    "lower": "Lower is better, read with care.",
    "context": "Neither higher nor lower is better in itself.",
}
KIND_WORDS = {"month": "Months", "quarter": "Quarters", "year": "Years"}
ACRONYMS = {
    "CIN": "children in need",
    "CP": "child protection",
    "CPP": "child protection plan",
    "DfE": "Department for Education",
    "DSP": "delegated safeguarding partner",
    "ICPC": "initial child protection conference",
    "LAIT": "local authority interactive tool",
    "LSP": "lead safeguarding partner",
    "NFA": "no further action",
    "ONS": "Office for National Statistics",
    "IMD": "index of multiple deprivation",
}
"""Spelled out at their first use on a page."""


def financial_years(kind: str, end: dt.date) -> str:
    """ "2024-25", or "2022-23 to 2024-25 together"."""
    newest = f"{end.year - 1}-{end.year % 100:02}"
    if kind == "year":
        return newest
    return f"{end.year - 3}-{(end.year - 2) % 100:02} to {newest} together"


def number(value: int | float) -> str:
    """1,234: a whole number of children or events."""
    return f"{value:,.0f}"


def about(count: int | None) -> str:
    """About 27: a count that is printed as the middle of its six; nothing where it is not printed."""
    if count is None:
        return ""
    return f"about {number(count)}" if count else "0"


def amount(value: float, unit: str) -> str:
    """A figure as a sentence carries it: 81%, 6.5%, 519 per 10,000 children.

    Whole per cents between 10 and 99; one decimal below, and above short of 100, so that nothing
    rounds to all or to none.
    """
    if unit == "count":
        return number(value)
    if unit == "pounds":
        return f"£{value:,.0f}"
    if unit in TIMES:
        return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    if unit != "percent":
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
    if value in (0, 100) or 10 <= value <= 99:
        return f"{value:.0f}%"
    if value > 99.9:
        return "over 99.9%"
    return "under 0.1%" if value < 0.1 else f"{value:.1f}%"


def exact(value: float | None, unit: str) -> str:
    """A figure as a table carries it: one decimal, as the Department for Education prints it."""
    if value is None:
        return ""
    if unit in ("count", "pounds"):
        return amount(value, unit)
    return f"{value:,.1f}%" if unit == "percent" else f"{value:,.1f}"


def per(unit: str) -> str:
    """What the unit is, after a number."""
    return AFTER_A_NUMBER.get(unit, "")


def with_unit(value: float, unit: str) -> str:
    """A figure and its unit: "519 per 10,000 children", "2 working days", "1 working day"."""
    said = amount(value, unit)
    one = unit in TIMES and said == "1"
    return said + (per(unit)[:-1] if one else per(unit))


def figure(row: Row, unit: str) -> str:
    """One figure with the count behind it, or in words why there is none.

    "81% (142 of 175)", "9 of 14 (64%)" under twenty, "520 per 10,000 children (3,610 in all)".
    """
    value, met, of = row["value"], row["numerator"], row["denominator"]
    if value is None:
        why = NOT_SHOWN.get(row["reason"] or "", "not known")
        if row["reason"] == "population not known" and met is not None:
            return f"{number(met)} in all ({why}, so no rate)"
        if unit != "percent" or not of:
            return why
        return f"{why} (of {number(of)})"
    said = with_unit(value, unit)
    if unit in TIMES and of is not None:
        return f"{said} ({number(of)} counted)"
    if met is None or unit in ("count", "pounds"):
        return said
    if unit != "percent":
        return f"{said} ({number(met)} in all)"
    if of is None:
        return said
    return (
        f"{number(met)} of {number(of)} ({said})"
        if of < 20
        else f"{said} ({number(met)} of {number(of)})"
    )


def in_lines(name: str, letters: int = 24) -> str:
    """A name broken into short lines, as the rows of a chart take it: "|" between lines."""
    return "|".join(textwrap.wrap(name, letters))


def brief(row: Row, unit: str) -> str:
    """The same where the unit stands on the axis already: "520 (3,610 in all)"."""
    value = row["value"]
    said = figure(row, unit)
    return said if value is None else said.replace(with_unit(value, unit), amount(value, unit))


def short(row: Row, unit: str) -> str:
    """The same in as few characters as a narrow place allows: "81%", "kept back"."""
    if row["value"] is None:
        return NOT_SHOWN.get(row["reason"] or "", "not known")
    return amount(row["value"], unit)


def interval(row: Row, unit: str) -> str:
    """ "76% to 86%", or nothing where none is printed."""
    if row["lower"] is None or row["upper"] is None:
        return ""
    return f"{amount(row['lower'], unit)} to {amount(row['upper'], unit)}"


_CHANGED = {
    ("beyond a limit", "high"): "above its usual range",
    ("beyond a limit", "low"): "below its usual range",
    ("trend", "high"): "rising without a break",
    ("trend", "low"): "falling without a break",
    ("two in three", "high"): "near the top of its usual range",
    ("two in three", "low"): "near the bottom of its usual range",
    ("run", "high"): "above its usual level for some time",
    ("run", "low"): "below its usual level for some time",
}
_GAPS_CHANGED = {
    ("beyond a limit", "high"): "a longer gap than is usual",
    ("beyond a limit", "low"): "a shorter gap than is usual",
    ("trend", "high"): "each gap longer than the one before",
    ("trend", "low"): "each gap shorter than the one before",
    ("two in three", "high"): "gaps nearly longer than is usual",
    ("two in three", "low"): "gaps nearly shorter than is usual",
    ("run", "high"): "longer gaps than usual for some time",
    ("run", "low"): "shorter gaps than usual for some time",
}
_NO_USUAL_RANGE = {
    "hidden": "no usual range, because a figure in the series cannot be shown",
    "few since the step": "too few points since the declared change to say whether it is changing",
    "days between": "too rare to say by quarter whether it is changing",
}


def change(signal: Row | None) -> str:
    """What the process limits say of the newest point, as the end of a sentence."""
    if signal is None or signal["meaning"] == "" or signal["centre"] is None:
        why = "" if signal is None else signal["why"]
        return _NO_USUAL_RANGE.get(why, "too few points yet to say whether it is changing")
    if signal["meaning"] == "no clear change":
        return "no clear change"
    of_gaps = signal["chart"] in ("t", "g")
    words = _GAPS_CHANGED if of_gaps else _CHANGED
    how = words.get((signal["rule"], signal["direction"]), "outside its usual range")
    ending = {
        "better": ", a change for the better",
        "worse": ", a change for the worse",
    }.get(signal["meaning"], ", a change that is neither good nor bad in itself")
    return how + ending


def finding(measure: Row, row: Row, signal: Row | None, *, strong: bool = False) -> str:
    """The title of a chart over time: what it shows, made from its newest figure.

    strong  True for a line of a list, where "it cannot be told" is the icon's to say
    """
    title = f"**{measure['title']}**" if strong else measure["title"]
    said = f"{title}: {figure(row, measure['unit'])} {_when(measure, row)}"
    if row["value"] is None or (strong and (signal is None or not signal["meaning"])):
        return said
    return f"{said}; {change(signal)}"


def _when(measure: Row, row: Row) -> str:
    if measure["snapshot"]:
        return f"on {date(row['period_end'])}"
    return f"in {row['period_label']}"


def subtitle(measure: Row, row: Row, area: str) -> str:
    """Under the title: what is counted, in what unit, where and when."""
    basis = BASIS_WORDS.get(row["basis"], "")
    unit = UNIT_WORDS[measure["unit"]] + (f", {basis}" if basis else "")
    return f"{measure['definition']} {unit}. {area}, {row['period_label']}."


def over_time_in_words(measure: Row, rows: Sequence[Row], signals: Sequence[Row]) -> str:
    """The chart over time for somebody who does not see it."""
    unit = measure["unit"]
    shown = [row for row in rows if row["value"] is not None]
    if not shown:
        return f"No figure of {measure['title'].lower()} can be shown for these periods."
    low, high = min(shown, key=_value), max(shown, key=_value)
    said = [
        (
            f"{len(shown)} {KIND_WORDS[shown[0]['period_kind']].lower()} from "
            f"{shown[0]['period_label']} to {shown[-1]['period_label']}."
        ),
        (
            f"Lowest {amount(low['value'], unit)} ({low['period_label']}), highest "
            f"{amount(high['value'], unit)} ({high['period_label']}), newest {figure(shown[-1], unit)}."
        ),
    ]
    if signals and signals[-1]["centre"] is not None:
        said.append(_usual_range(signals[-1], unit))
    marked = [signal["period_label"] for signal in signals if signal["rule"]]
    if marked:
        said.append(f"Marked as unusual: {listed(marked)}.")
    missing = len(rows) - len(shown)
    if missing:
        said.append(f"{missing} of the {len(rows)} points cannot be shown.")
    return " ".join(said)


def _value(row: Row) -> float:
    return float(row["value"])


def _usual_range(limits: Row, unit: str) -> str:
    low, high = usual_edges(limits, unit)
    trial = " These are trial limits, from fewer than 12 points." if limits["trial"] else ""
    return f"Usual level {amount(limits['centre'], unit)}, usual range {low} to {high}.{trial}"


def usual_edges(limits: Row, unit: str) -> tuple[str, str]:
    """The ends of a usual range in words, within what the unit allows: limits may lie beyond that."""
    low = max(0.0, limits["lower_limit"])
    high = min(100.0, limits["upper_limit"]) if unit == "percent" else limits["upper_limit"]
    return amount(low, unit), amount(high, unit)


def groups_finding(measure: Row, rows: Sequence[Row], characteristic: str) -> str:
    """The title of a chart between groups: how far apart they lie, and nothing about why."""
    shown = [row for row in rows if row["value"] is not None and row["group"] != "not_recorded"]
    by = CHARACTERISTIC_WORDS.get(characteristic, characteristic)
    if measure["unit"] == "count" and measure["kind"] != "amount":
        return f"{measure['title']} by {by}: numbers only"
    period = rows[0]["period_label"] if rows else ""
    if not shown:
        return f"{measure['title']} by {by}: nothing to show {_when(measure, rows[0])}"
    if len(shown) == 1:
        one = figure(shown[0], measure["unit"])
        return f"{measure['title']}, {shown[0]['group_label']}: {one} {_when(measure, shown[0])}"
    # Six of six is no finding: small groups stand in the chart and not in its title.
    firm = [row for row in shown if not row["few"]]
    named = firm if len(firm) > 1 else shown
    ending = "" if len(named) == len(shown) else ", in groups of 20 or more"
    if not firm:
        ending = "; every group is under 20, so read with care"
    low, high = min(named, key=_value), max(named, key=_value)
    least, most = amount(low["value"], measure["unit"]), with_unit(high["value"], measure["unit"])
    if least == amount(high["value"], measure["unit"]):
        return f"{measure['title']} by {by}, {period}: {most} in each group that can be shown"
    return (
        f"{measure['title']} by {by}, {period}: between {least} ({low['group_label']}) and "
        f"{most} ({high['group_label']}){ending}"
    )


def groups_in_words(measure: Row, rows: Sequence[Row]) -> str:
    """The chart between groups for somebody who does not see it: each group with its interval."""
    unit = measure["unit"]
    said = []
    for row in rows:
        between = interval(row, unit)
        said.append(
            f"{row['group_label']} {figure(row, unit)}{', 95% interval ' + between if between else ''}"
        )
    return "; ".join(said) + "."


GROUPS_CAUTION = (
    "The line through each dot shows how far chance alone could move the figure (95% interval). Whether "
    "two groups truly differ cannot be read from this chart."
)


NO_RETURNS = (
    "The files loaded say nothing of this yet. A partner can send it as a return: see the page “Returns”, or "
    "run: partnership template"
)
SOCIAL_CARE_AND_SCHOOL = (
    "A pupil is set beside what social care knows of the same child, by number and never by name. A pupil "
    "who matches no child that social care knows is shown apart: most are not known to it, and for some the "
    "number is missing."
)


def not_yet(count: int) -> str:
    """The control that lists what the files cannot give."""
    return (
        f"Show {'the 1 measure' if count == 1 else f'the {count} measures'} not in the files loaded"
    )


NOT_COMPUTED = (
    "The list of measures that partnerships have drawn up is longer than what stands above. We compute none "
    "whose rule is not given, and invent none."
)
NO_RESIDENTS = "Numbers only: the number of resident children is not known, so there is no rate."
NUMBERS_ONLY = "Numbers only: how many resident children belong to each group is not known."


def nine_in_ten(measure: Row, row: Row | None) -> str:
    """What nine in ten took at most, beside the middle; why not, where it cannot be said."""
    if row is None:
        return ""
    if row["value"] is None:
        return f"What nine in ten took at most: {NOT_SHOWN.get(row['reason'] or '', 'not known')}."
    return (
        f"Half took no longer than the figure above; nine in ten took at most "
        f"{with_unit(row['value'], measure['unit'])} {_when(measure, row)}."
    )


def shares_finding(measure: Row, rows: Sequence[Row]) -> str:
    """The title of a chart of shares: the largest two."""
    shown = sorted((row for row in rows if row["value"] is not None), key=_value, reverse=True)
    if not shown:
        return f"{measure['title']}: kept back"
    hidden = len(shown) < len(rows)
    most = "of what can be shown, most often" if hidden else "most often"
    first = f"{most} {label_inside(shown[0])}: {figure(shown[0], measure['unit'])}"
    second = (
        f", then {label_inside(shown[1])}: {figure(shown[1], measure['unit'])}"
        if len(shown) > 1 and shown[1]["value"] > 0
        else ""
    )
    return f"{measure['title']} {_when(measure, shown[0])}: {first}{second}"


def part_name(row: Row) -> str:
    """The name of a part of a whole, or of a group."""
    return str(row["category_label"] or row["group_label"])


def label_inside(row: Row) -> str:
    """The same inside a sentence: its first letter small, unless the name is an acronym."""
    label = part_name(row)
    acronym = label[:2] == label[:2].upper() and label[1:2] != " "
    return label if acronym else label[0].lower() + label[1:]


def draw_all(count: int, shown: int) -> str:
    """The control that draws every part of a whole, where only the most frequent are drawn."""
    return f"Draw all {count}, not only the {shown} found most often"


def shares_in_words(measure: Row, rows: Sequence[Row]) -> str:
    """The chart of shares for somebody who does not see it."""
    return "; ".join(f"{part_name(row)} {figure(row, measure['unit'])}" for row in rows) + "."


def as_sent(rows: Sequence[Row], senders: Sequence[str]) -> str:
    """That figures, or parts of them, stand as a partner sent them; empty where none does."""
    flags = {int(row["sent"]) for row in rows if row["sent"] & AS_SENT}
    if not flags:
        return ""
    by = f" by {listed(list(senders))}" if senders else ""
    part = "In part as sent" if any(flag & OWN for flag in flags) else "As sent"
    rounded = ", rounded by the sender" if any(flag & ROUNDED for flag in flags) else ""
    hidden = (
        " Where the sender hid a number, no sum with it is shown."
        if any(flag & HIDDEN for flag in flags)
        else ""
    )
    return f"{part}{by}, in totals{rounded}: not counted from rows of ours.{hidden}"


def not_in_it(states: Sequence[Row], rows: Sequence[Row]) -> str:
    """The grey line under a chart: what is not in it, in words. Empty where nothing is missing.

    states  what stands beside the newest figure; what is overdue in a period is in its figure
    rows    the figures drawn, for those that could not be
    """
    said, on_the_day = [], []
    for row in states:
        now = row["period_kind"] == "now"
        if row["state"] in ("met", "not_met") or (row["state"] == "overdue" and not now):
            continue
        if row["count"] == 0:
            continue
        many = A_FEW if row["count"] is None else number(row["count"])
        undated = " and any date" if row["period_kind"] == "no date" else ""
        (on_the_day if now else said).append(f"{many} {STATE_WORDS[row['state']]}{undated}")
    if on_the_day:
        said.append(f"on the day of the files, {listed(on_the_day)}")
    reasons = [row["reason"] for row in rows if row["value"] is None and row["reason"]]
    for reason in dict.fromkeys(reasons):
        figures = "1 figure" if reasons.count(reason) == 1 else f"{reasons.count(reason)} figures"
        said.append(f"{figures} {NOT_SHOWN_IN_A_LIST.get(reason, NOT_SHOWN.get(reason, reason))}")
    return f"Not in it: {'; '.join(said)}." if said else ""


def unsettled(rows: Sequence[Row]) -> str:
    """Why the newest periods are not on the chart, where they are not."""
    if not rows:
        return ""
    since = rows[0]["period_label"]
    return (
        f"The chart ends before {since}: work from then on that is still open counts as no, so it would "
        "look like a change."
    )


def nothing_shown(everywhere: bool) -> str:
    """What a reader can do where no period of a measure can be shown."""
    if everywhere:
        return (
            "No figure can be shown: the numbers are too small, or there was nothing to count. The page "
            "“Can we trust this?” says what is missing."
        )
    return (
        "Nothing can be shown for this area. Choose the whole partnership, or look under “Can we trust "
        "this?” for what is missing."
    )


def what_helps(measure: Row, rows: Sequence[Row], kind: str) -> str:
    """What a reader can do when no group can be shown."""
    if any(row["reason"] == "not in this extract" for row in rows):
        return "The files loaded do not hold this. Load files that do, and make a new release."
    if kind == "year" and not measure["snapshot"]:
        return "Too few children in one year to show by group. At the left, choose three years together."
    day = "on one day" if measure["snapshot"] else "even over three years"
    wider = "" if rows[0]["area"] == "partnership" else " Choose the whole partnership."
    return f"Too few children to show by group, {day}.{wider}"


def explained(measure: Row) -> list[str]:
    """What a measure is, paragraph by paragraph."""
    examples = "\n".join(f"* {one['given']} → {one['then']}" for one in measure["examples"] or [])
    parts = [
        f"**{measure['title']}** ({measure['catalogue']})",
        measure["definition"],
        f"**Why it matters.** {measure['why_it_matters']}",
        f"**Guidance.** {measure['guidance']}" if measure["guidance"] else "",
        f"**How we count.** {measure['conventions']}" if measure["conventions"] else "",
        f"**Which way is better.** {BETTER_WORDS[measure['better']]}",
        f"**Take care.** {measure['caution']}" if measure["caution"] else "",
        f"**Worked examples**\n\n{examples}" if examples else "",
    ]
    return [part for part in parts if part]


def overdue_now(row: Row | None) -> str:
    """ "16 overdue now", "a few overdue now", or nothing where it cannot be counted."""
    if row is None:
        return ""
    if row["count"] is None:
        return f"{A_FEW} overdue now"
    return f"{number(row['count'])} overdue now" if row["count"] else "none overdue"


def counted_from(row: Row | None, measure: Row, as_at: dt.date) -> str:
    """How many children stand behind the figure, and the day the files speak of."""
    day = f"as at {date(as_at)}"
    if row is None:
        return day[0].upper() + day[1:]
    many = A_FEW if row["children"] is None else f"{number(row['children'])} different"
    when = "on" if measure["snapshot"] else "in"
    return f"Counted from {many} {measure['of']} {when} {row['period_label']} · {day}"


ICON_ORDER = ("better", "worse", "changed", "no clear change", "")


def icons_mean(icons: Mapping[str, str], targets: str = "") -> str:
    """What the variation icons mean, each beside its word; then those of targets, or else the rule."""
    said = " · ".join(
        f"{icons[meaning]} {MEANING_WORDS[meaning].lower()}" for meaning in ICON_ORDER
    )
    return f"{said}. {targets or 'Changes: points outside the usual range, or all on one side.'}"


NOTHING_CHANGED = (
    "No measure left its usual range in the last half-year. That is an answer too: look at the clocks for "
    "what is overdue, and under “Can we trust this?” for what is missing."
)


def _counted_meanings(signals: Sequence[Row]) -> list[str]:
    meanings = [signal["meaning"] for signal in signals]
    worse, better = meanings.count("worse"), meanings.count("better")
    changed, same = meanings.count("changed"), meanings.count("no clear change")
    said: list[str] = []
    for count, how in (
        (worse, "for the worse"),
        (better, "for the better"),
        (changed, "in a way neither good nor bad"),
    ):
        if count:
            said.append(f"{count} {how}" if said else f"{_how_many(count)} changed {how}")
    if same:
        many = str(same) if said else _how_many(same)
        said.append(f"{many} {'shows' if same == 1 else 'show'} no clear change")
    return said


def latest_signals(signals: Sequence[Row], beside: int = 0) -> str:
    """The first sentence of the home page: how many measures changed, and how many did not.

    beside  changes that are not among the signals: of single areas, or usual again
    """
    said = _counted_meanings(signals)
    if not said:
        return "There are too few points yet to say what is changing."
    period = max(signals, key=lambda row: row["period_end"])["period_end"]
    ending = ""
    if beside:
        more = "1 change" if beside == 1 else f"{beside} changes"
        whole = signals[0]["area"] == "partnership"
        ending += (
            f" {'In single areas or earlier' if whole else 'Earlier'} in the half-year: {more}."
        )
    early = sum(signal["meaning"] == "" for signal in signals)
    if early:
        ending += f" Of {early} it cannot be told."
    return f"Up to {date(period)}, **{listed(said)}**.{ending}"


def page_answer(question: str, signals: Sequence[Row]) -> str:
    """The one sentence on top of a page: its question, and the answer its measures give."""
    said = _counted_meanings(signals)
    return f"{question} {listed(said) + '.' if said else 'There are too few points yet to say.'}"


def _how_many(count: int) -> str:
    return "1 measure" if count == 1 else f"{count} measures"


def story_line(measure: Row, signal: Row, area: str = "") -> str:
    """One change on the home page: what, how much, against what is usual.

    area  name of the area, where it is another than the one chosen
    """
    unit = measure["unit"]
    where = f"{area}: " if area else ""
    back = ". Usual again now" if signal["back"] else ""
    # The icon and the order of the lines say which way; here the line must be short.
    how, _, _ = change(signal).partition(", a change")
    return (
        f"**{where}{measure['title']}**: {with_unit(signal['value'], unit)} "
        f"{_when(measure, signal)}, usually {amount(signal['centre'], unit)}; {how}{back}"
    )


def and_more(count: int) -> str:
    """The control that shows the changes for which there is no room."""
    return f"Show {count} more"


NINE_CHARACTERISTICS = (
    "The Equality Act 2010 protects nine characteristics. What no loaded source holds cannot be looked at, "
    "and nothing here says that it plays no part."
)


def catalogue_answer(measures: Sequence[Row]) -> str:
    """The one sentence on top of the catalogue."""
    ready = sum(row["available"] for row in measures)
    return (
        f"{len(measures)} measures, {ready} of them with figures in this release: what each counts, which "
        "part of the guidance asks for it, and examples."
    )


def catalogue_line(measure: Row) -> str:
    """One grey line: number, theme, unit, core."""
    core = " · core measure" if measure["core"] else ""
    return f"{measure['catalogue']} · {measure['theme_label']} · {UNIT_WORDS[measure['unit']].lower()}{core}"


def published_year(row: Row) -> str:
    """The year of a published figure, short enough for a chart: "2024", or "2023-24" of schools."""
    year = row["year"]
    return f"{year - 1}-{year % 100:02}" if row["school_year"] else f"{year}"


def listed(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def in_full(text: str, seen: set[str]) -> str:
    """The text with each acronym spelled out at its first use on the page; `seen` remembers them."""

    def spelled(found: re.Match[str]) -> str:
        short_form = found.group(0)
        words = ACRONYMS[short_form]
        before = text[: found.start()].rstrip(" (").lower()
        if short_form in seen or before.endswith(words.lower()):
            seen.add(short_form)
            return short_form
        seen.add(short_form)
        return f"{short_form} ({words})"

    return re.sub(rf"\b({'|'.join(ACRONYMS)})\b(?!-\d)", spelled, text)
