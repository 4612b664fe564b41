"""Days of rare events: of meetings and disputes, and never of children."""

import datetime as dt

from metrics.gaps import dated
from metrics.measures import MEASURES
from tests.measures.specification import MEASURE, journeys_of, tables_of

FIRST, LAST = dt.date(2022, 4, 1), dt.date(2024, 3, 31)
DISPUTES = """
    dispute | raised_date | stage     | resolved_date
    Two     | 2023-06-05  | lead      |
    One     | 2022-05-01  | delegated | 2022-05-10
    Three   | 2023-06-05  |           |
"""
MEETINGS = """
    meeting | kind | meeting_date | agency      | attended
    One     | dsp  | 2022-05-03   | social_care | in_person
    One     | dsp  | 2022-05-03   | health      | in_person
    One     | dsp  | 2022-05-03   | police      | no
    Two     | dsp  | 2022-06-07   | social_care | in_person
    Two     | dsp  | 2022-06-07   | health      | in_person
    Two     | dsp  | 2022-06-07   | police      | in_person
"""


def found(name: str, **tables: str) -> list[tuple[dt.date, bool]]:
    here = journeys_of(tables_of(tables, LAST, ((FIRST, LAST),)), LAST)
    return dated([MEASURE[name]], here).select("day", "met").rows()


def test_disputes_stand_in_the_order_of_their_days():
    assert found("disputes_raised", disputes=DISPUTES) == [
        (dt.date(2022, 5, 1), True),
        (dt.date(2023, 6, 5), True),
        (dt.date(2023, 6, 5), True),
    ]


def test_meetings_say_whether_all_three_partners_were_there():
    assert found("leaders_meetings_with_all_three_partners", attendances=MEETINGS) == [
        (dt.date(2022, 5, 3), False),
        (dt.date(2022, 6, 7), True),
    ]


def test_of_measures_that_are_not_dated_no_row_is_given():
    assert found("disputes_resolved_locally", disputes=DISPUTES) == []
    of_children = [measure.id for measure in MEASURES if measure.dated and measure.of != "nobody"]
    assert of_children == []
