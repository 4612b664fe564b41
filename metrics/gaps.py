"""Days, or opportunities, between events so rare that counting them by quarter says nothing.

Only of measures that are declared `dated`: meetings of leaders, disputes between partners. A point of such a
chart is the day of one event, and that of an event of one child would tell of this child. So serious
incidents, reviews, deaths and whatever else befalls children have no such chart, however rare they are:
counts of 1 to 5 are not even printed by quarter. What is counted of nobody but follows from one child each
(a strategy discussion, an escalation) is not `dated` either.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from metrics.areas import PARTNERSHIP
from metrics.evaluate import judged
from metrics.journeys import Journeys
from metrics.measure import Amount, Measure, State

DATED = {"measure": pl.String, "day": pl.Date, "met": pl.Boolean}
"""One row: a row that a dated measure counts, in order of its days."""

Gap = tuple[dt.date, dt.date, int]
"""The day of an event, of the one after it, and the days or opportunities between them."""


def dated(measures: Sequence[Measure], here: Journeys) -> pl.DataFrame:
    """The rows of all dated measures, one row as DATED says; what is not known or not yet due is left out."""
    found = [
        judged(measure, here)
        .filter(
            pl.col("area") == PARTNERSHIP,
            pl.col("state").is_in([State.MET.value, State.NOT_MET.value]),
        )
        .sort("counted_date", "row")
        .select(
            measure=pl.lit(measure.id),
            day="counted_date",
            met=pl.col("state") == State.MET.value,
        )
        for measure in measures
        if measure.dated
    ]
    return pl.concat([pl.DataFrame(schema=DATED), *found])


def between(measure: Measure, rows: pl.DataFrame) -> tuple[str, list[Gap]]:
    """What the event is ("row", "met" or "not met": the rarer one), and the gaps between them in order.

    rows  those of the measure, as `dated` gives them
    Where every row is an event (an Amount) a gap is of days, else of the rows that were none.
    """
    if isinstance(measure, Amount):
        days = rows["day"].to_list()
        return "row", [(first, then, (then - first).days) for first, then in pairwise(days)]
    met = rows["met"].sum() * 2 < rows.height
    places = rows.with_row_index("place").filter(pl.col("met") == met)
    events = places.select("day", "place").rows()
    gaps = [(day, then, after - place - 1) for (day, place), (then, after) in pairwise(events)]
    return "met" if met else "not met", gaps
