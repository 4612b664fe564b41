"""Histories of invented children, drawn at random, for tests that hold for any children."""

import datetime as dt
import random
from functools import cache
from typing import Any

from tests.measures.returned import files_of, on_the_boundary, returned
from tests.measures.specification import Tables, tables_from, with_returns

FIRST, LAST = dt.date(2020, 4, 1), dt.date(2024, 6, 30)
AREAS = ("990", "991")

Row = dict[str, Any]
_DAY = dt.timedelta(days=1)


@cache
def partnership(
    seed: int = 1, children: int = 250, areas: tuple[str, ...] = AREAS, returns: int = 0
) -> Tables:
    """Tables of some hundred children of each area, with every kind of blank, fault and boundary.

    returns  rows of each partner's return; without them, case extracts alone
    """
    rows: dict[str, list[Row]] = {
        name: []
        for name in (
            "children",
            "referrals",
            "assessments",
            "assessment_factors",
            "section_47_enquiries",
            "conferences",
            "plans",
            "reviews",
        )
    }
    for area in areas:
        # The same seed for an area whichever others there are.
        drawn = random.Random(f"{seed} {area}")
        for number in range(children):
            _child(rows, drawn, area, f"{area} child {number}")
    if not returns:
        return tables_from(rows, LAST, [(FIRST, LAST)])
    told = returned(rows, areas, (FIRST, LAST), returns)
    for area in areas:
        for table, found in on_the_boundary(area).items():
            (rows if table in rows else told)[table].extend(found)
    tables = tables_from(rows | told, LAST, [(FIRST, LAST)])
    files = files_of(told["returns_due"])
    return tables | {"extracts": with_returns(tables["extracts"], files)}


def _some(drawn: random.Random, share: float, value: Any) -> Any:
    return value if drawn.random() < share else None


def _child(rows: dict[str, list[Row]], drawn: random.Random, area: str, child: str) -> None:
    born = dt.date(drawn.randint(2003, 2025), drawn.randint(1, 12), 1)
    rows["children"].append(
        {
            "area": area,
            "child": child,
            "birth_month": _some(drawn, 0.9, born),
            "expected_birth_month": _some(drawn, 0.1, born),
            "sex": drawn.choice(["F", "M", "M", "F", "U", "I", None]),
            "ethnicity": drawn.choice(["WBRI", "WBRI", "BCRB", "CHNE", "MWBC", "REFU", None]),
            "disabled": drawn.choice([True, False, False, None]),
            "locality": drawn.choice(["North", "South", None]),
            "deprivation_quintile": drawn.choice([1, 2, 3, 4, 5, None]),
        }
    )
    day = FIRST + _DAY * drawn.randint(-400, 300)
    while day <= LAST:
        day = _episode(rows, drawn, area, child, day)


def _episode(
    rows: dict[str, list[Row]], drawn: random.Random, area: str, child: str, day: dt.date
) -> dt.date:
    """One referral and what came of it; the day of the child's next referral."""
    long = _DAY * drawn.choice([0, 20, 60, 90, 400, 900])
    closed = _some(drawn, 0.8, day + long)
    rows["referrals"].append(
        {
            "area": area,
            "child": child,
            "referral_date": day,
            "closure_date": closed,
            "closure_reason": drawn.choice(["RC1", "RC7", "RC8", "RC9", None]),
            "no_further_action": drawn.choice([True, False, False, False, None]),
            "source": drawn.choice(["1A", "2A", "6", "10", None]),
            "primary_need": drawn.choice(["N1", "N4", "N0", None]),
        }
    )
    own = {"area": area, "child": child}
    if drawn.random() < 0.7:
        start = day + _DAY * drawn.choice([-1, 0, 0, 1, 9])
        authorised = _some(drawn, 0.8, start + _DAY * drawn.choice([-1, 0, 40, 62, 63, 64, 65, 90]))
        seen = drawn.choice([True, False, None])
        key = f"{child} {day} {start}"
        rows["assessments"].append(
            own
            | {
                "assessment": key,
                "referral": str(day),
                "start_date": start,
                "authorised_date": authorised,
                "child_seen": seen,
            }
        )
        for factor in drawn.sample(["3B", "4B", "16A", "21"], drawn.randint(0, 2)):
            rows["assessment_factors"].append(own | {"assessment": key, "factor": factor})
    if drawn.random() < 0.5:
        _enquiry(rows, drawn, own, day + _DAY * drawn.choice([0, 2, 30]))
    return day + max(_DAY, long + _DAY * drawn.choice([-5, 0, 1, 2, 200, 365, 366, 500]))


def _enquiry(rows: dict[str, list[Row]], drawn: random.Random, own: Row, start: dt.date) -> None:
    flag = drawn.choice([True, False, False, False, None])
    rows["section_47_enquiries"].append(
        own | {"start_date": start, "conference_not_required": flag}
    )
    moved_here = drawn.random() < 0.1
    if drawn.random() < 0.7:
        held = start + _DAY * drawn.choice([0, 14, 20, 21, 22, 23, 30, 60])
        rows["conferences"].append(
            own
            | {
                "conference_date": held,
                "transfer_in": moved_here,
                "notification_date": _some(drawn, 0.8, start) if moved_here else None,
            }
        )
        if drawn.random() < 0.8:
            _plan(rows, drawn, own, held)


def _plan(rows: dict[str, list[Row]], drawn: random.Random, own: Row, start: dt.date) -> None:
    end = _some(drawn, 0.7, start + _DAY * drawn.choice([30, 91, 300, 728, 729, 730, 900]))
    rows["plans"].append(
        own
        | {
            "start_date": start,
            "end_date": end,
            "latest_category": drawn.choice(["NEG", "EMO", "PHY", "SAB", "MUL", None]),
            "previous_plans": drawn.choice([0, 0, 1, None]),
        }
    )
    review = start + _DAY * drawn.choice([60, 89, 90, 91, 92, 93])
    for _ in range(drawn.randint(0, 5)):
        if review <= (end or LAST) and review <= LAST:
            rows["reviews"].append(own | {"review_date": review, "plan": str(start)})
        review += _DAY * drawn.choice([100, 180, 182, 183, 184, 185])
