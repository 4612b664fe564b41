# ruff: noqa: E501  (tables are easier to read wide)
"""Figures of what partners send, for the invented release: every kind and unit that a page must show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from metrics.counts import AS_SENT, HIDDEN, OWN, ROUNDED

AGENCIES = (
    ("social_care", "Children's social care"),
    ("health", "Health services"),
    ("police", "Police"),
)
STATUS = (
    ("looked_after", "Looked after", 0.4),
    ("on_a_plan", "On a child protection plan", 1.9),
    ("in_need", "Other children in need", 1.6),
    ("not_recorded", "Not matched", 0.9),
)
SCHOOL_YEARS = [
    (dt.date(year, 9, 1), dt.date(year + 1, 8, 31), f"school year {year}-{(year + 1) % 100:02}")
    for year in range(2020, 2024)
]
YEARS = [
    (dt.date(year, 4, 1), dt.date(year + 1, 3, 31), f"{year}-{(year + 1) % 100:02}")
    for year in range(2020, 2025)
]


@dataclass(frozen=True)
class Sent:
    """One measure: its usual value, and how many stand behind it in a year of the whole partnership."""

    id: str
    catalogue: str
    theme: str
    title: str
    kind: str
    unit: str
    value: float
    of: int
    better: str = "higher"
    whole: bool = False
    academic: bool = False
    by: str = ""


MEASURES = (
    Sent("decision_within_one_working_day_of_referral", "TIM-01", "front_door", "Decisions on next steps within one working day", "timeliness", "percent", 84, 3000),
    Sent("early_help_wait", "EHP-06", "early_help", "Working days from request to early help", "duration", "working_days", 14, 900, "lower"),
    Sent("strategy_discussions_with_three_agencies", "PAR-01", "participation", "Strategy discussions with the three agencies", "proportion", "percent", 79, 1200),
    Sent("conference_attendance_by_agency", "PAR-04", "participation", "Conference invitations that agencies took up", "proportion", "percent", 82, 2400, by="agency"),
    Sent("pupils_persistently_absent", "EDC-02", "education", "Pupils who miss a tenth of school or more", "proportion", "percent", 18, 6000, "lower", academic=True, by="social_care_status"),
    Sent("suspensions_per_100_pupils", "EDC-04", "education", "Suspensions for every 100 pupils", "ratio", "per_100", 11, 6000, "lower", academic=True),
    Sent("safeguarding_audits_returned_by_deadline", "EDP-01", "providers", "Safeguarding audits returned by their deadline", "timeliness", "percent", 88, 210),
    Sent("return_conversation_within_72_hours", "EFH-05", "exploitation", "Return conversations within 72 hours", "timeliness", "percent", 63, 700),
    Sent("serious_incidents_notified", "SIP-01", "learning", "Serious incidents notified within five working days", "timeliness", "percent", 80, 8, whole=True),
    Sent("contributions_in_money", "FUN-01", "money", "Money given by each agency", "amount", "pounds", 310_000, 310_000, "context", whole=True, by="agency"),
    Sent("actions_done_in_time", "GOV-02", "governance", "Actions done by the day first agreed", "timeliness", "percent", 71, 60, whole=True),
    Sent("returns_in_time", "INF-01", "governance", "Returns that came in time", "proportion", "percent", 86, 140, whole=True, by="agency"),
)  # fmt: skip


def _row(
    measure: Sent,
    area: str,
    period: tuple[dt.date, dt.date, str],
    share: float,
    group: tuple[str, str, str, int] = ("all", "all", "All children", 0),
    category: tuple[str, str, int] = ("", "", 0),
    times: float = 1.0,
) -> dict[str, Any]:
    start, end, label = period
    of = round(measure.of * share)
    percent, amount = measure.unit == "percent", measure.kind == "amount"
    value = measure.value * times * (share if amount else 1)
    met = None if measure.kind == "duration" else round(value if amount else of * value / 100)
    sent, reason = OWN, None
    if measure.catalogue == "EFH-05" and area in ("991", "partnership"):
        sent = AS_SENT | ROUNDED | (OWN if area == "partnership" else 0)
        if start.year == 2021:
            sent, reason = sent | HIDDEN, "hidden by sender"
    if measure.catalogue == "SIP-01":
        reason = "protected"
    return {
        "measure": measure.id, "area": area, "characteristic": group[0], "group": group[1], "group_label": group[2],
        "group_order": group[3], "category": category[0], "category_label": category[1], "category_order": category[2],
        "basis": "completed" if measure.kind == "timeliness" else "", "period_kind": "year", "period_start": start,
        "period_end": end, "period_label": label, "part": False, "numerator": None if reason else met,
        "denominator": None if reason or amount else of, "value": None if reason else float(value),
        "lower": max(0.0, value - 4) if percent and not reason else None,
        "upper": min(100.0, value + 4) if percent and not reason else None,
        "reason": reason, "few": False, "sent": sent,
    }  # fmt: skip


def figures() -> list[dict[str, Any]]:
    """Totals by year, and groups of the measures that have them."""
    rows = []
    for measure in MEASURES:
        areas = (
            {"partnership": 1.0}
            if measure.whole
            else {"partnership": 1.0, "990": 0.57, "991": 0.43}
        )
        for area, share in areas.items():
            for number, period in enumerate(SCHOOL_YEARS if measure.academic else YEARS):
                drift = 1 + 0.01 * number
                if measure.kind == "duration":
                    rows += [
                        _row(measure, area, period, share, category=("half", "Half took at most", 0), times=drift),
                        _row(measure, area, period, share, category=("nine_in_ten", "Nine in ten took at most", 1), times=2.6),
                    ]  # fmt: skip
                    continue
                rows.append(_row(measure, area, period, share, times=drift))
                groups = {
                    "agency": [(code, label, 1 - 0.2 * place) for place, (code, label) in enumerate(AGENCIES)],
                    "social_care_status": STATUS,
                }.get(measure.by, [])  # fmt: skip
                rows += [
                    _row(
                        measure,
                        area,
                        period,
                        share / 4,
                        (measure.by, code, label, order),
                        times=times,
                    )
                    for order, (code, label, times) in enumerate(groups)
                ]
    return rows


def catalogue(themes: dict[str, str]) -> list[dict[str, Any]]:
    """One row a measure, in the words a reader meets."""
    return [
        {"id": m.id, "catalogue": m.catalogue, "theme": m.theme, "theme_label": themes[m.theme], "title": m.title,
         "question": f"What about this: {m.title.lower()}?", "definition": f"{m.title}, as its partner tells it.",
         "why_it_matters": "Because no agency protects children alone.", "guidance": "Working Together 2023, paragraph 77",
         "better": m.better, "unit": m.unit, "unit_label": m.unit, "of": "children", "core": True, "kind": m.kind,
         "snapshot": False, "whole": m.whole, "academic": m.academic, "comparator": None, "conventions": "", "caution": "",
         "examples": [{"given": "One child.", "then": "One counted."}], "breakdowns": [m.by] if m.by else [],
         "available": True, "why_not": ""}
        for m in MEASURES
    ]  # fmt: skip


def returns() -> list[dict[str, Any]]:
    """What agencies owe: in time, late, not come, not yet due."""

    def owed(
        agency: int, title: str, due: dt.date, came: dt.date | None, state: str
    ) -> dict[str, Any]:
        code, label = AGENCIES[agency]
        return {
            "agency": code, "agency_label": label, "subject": "missing", "title": title, "for_area": "990",
            "period_start": dt.date(2024, 10, 1), "period_end": dt.date(2024, 12, 31), "due_date": due, "received": came,
            "state": state, "complete": None if came is None else 92.5,
        }  # fmt: skip

    return [
        owed(0, "Early help", dt.date(2025, 1, 21), dt.date(2025, 1, 20), "in time"),
        owed(1, "Health contributions", dt.date(2025, 1, 21), dt.date(2025, 2, 10), "late"),
        owed(2, "Children reported missing", dt.date(2025, 1, 21), None, "owed"),
        owed(2, "Children reported missing", dt.date(2025, 4, 21), None, "not yet due"),
    ]
