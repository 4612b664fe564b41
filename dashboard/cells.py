"""The rows of the tables that readers see: every cell in words, or with the mark that says why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import trend_words, wording
from metrics.undefined import NOT_COMPUTED

Row = Mapping[str, Any]


def table_row(row: Row, unit: str, beside: Sequence[Row] = ()) -> dict[str, str]:
    """One row of the table under a chart, every cell in words or with its mark.

    beside  what was published of groups: each place and year has a column
    """
    mark = wording.MARKS.get(row["reason"] or "", "")
    value = wording.exact(row["value"], unit) if row["value"] is not None else mark
    cells = {
        "Period": _sentence(row["period_label"]),
        "Group": row["group_label"],
        "Part": row["category_label"],
        "Figure": f"{value} [u]" if row["few"] and row["value"] is not None else value,
        "95% interval": f"{wording.exact(row['lower'], unit)} to {wording.exact(row['upper'], unit)}"
        if row["lower"] is not None and row["upper"] is not None
        else "",
        "Number": wording.number(row["numerator"]) if row["numerator"] is not None else mark,
        "Out of": wording.number(row["denominator"]) if row["denominator"] is not None else mark,
    }
    for one in beside:
        place = f"{one['geography']} {wording.published_year(one)}"
        same = one["group"] == row["group"]
        cells[place] = wording.exact(one["value"], unit) if same else cells.get(place, "")
    if not row["category_label"]:
        del cells["Part"]
    if row["characteristic"] == "all":
        del cells["Group"]
    return cells


SIGNAL_CELLS = ("Usual range", "Change", "Local target")


def signal_cells(row: Row, unit: str) -> dict[str, str]:
    """What the rules say of one point of a run chart: its usual range, its change, its local target."""
    words = wording.MEANING_WORDS[row["meaning"]]
    change = f"{words}: {wording.change(row).partition(', a change')[0]}" if row["rule"] else words
    low, high = ("", "") if row["centre"] is None else wording.usual_edges(row, unit)
    trial = " (trial)" if row["trial"] else ""
    target = row["assurance"] and (
        f"{wording.exact(row['target'], unit)}: {trend_words.ASSURANCE_SHORT[row['assurance']].lower()}"
    )
    return {
        "Usual range": f"{low} to {high}{trial}" if low else "",
        "Change": change,
        "Local target": target,
    }


def gap_rows(points: Sequence[Row]) -> list[dict[str, str]]:
    """The table of rare events: the day of each, what went by before it, and what the rules say."""
    return [
        {
            "Day": row["period_label"],
            trend_words.GAPS_AXIS[row["event"]]: wording.number(row["value"]),
            "Change": signal_cells(row, "count")["Change"],
        }
        for row in points
    ]


def filled(table: list[dict[str, str]]) -> list[dict[str, str]]:
    """A table without the columns in which nothing stands."""
    names = [name for name in table[0] if any(row[name] for row in table)]
    return [{name: row[name] for name in names} for row in table]


def extract_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of all files loaded."""
    return [
        {
            "Area": names.get(row["area"], row["area"]),
            "Kind of file": row["subject"],
            "What it holds": row["detail"],
            "Rows": counted(row["count"], row["reason"]),
        }
        for row in found
    ]


def theme_rows(measures: Sequence[Row]) -> list[dict[str, str]]:
    """The table of themes: how many measures each has, and of how many there are figures."""
    themes = dict.fromkeys(row["theme_label"] for row in measures)
    return [
        {
            "Theme": theme,
            "Measures": wording.number(len(own)),
            "With figures": wording.number(sum(row["available"] for row in own)),
        }
        for theme in themes
        for own in [[row for row in measures if row["theme_label"] == theme]]
    ]


def area_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of what came from each area: how many kinds of file, and how many files."""
    areas = dict.fromkeys(row["area"] for row in found)
    return [
        {
            "Area": names.get(area, area),
            "Kinds of file": wording.number(len({row["subject"] for row in own})),
            "Files": wording.number(len(own)),
        }
        for area in areas
        for own in [[row for row in found if row["area"] == area]]
    ]


def newest_extract_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of what each area sent: the newest file of each kind, and how many there are."""
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        kinds.setdefault((row["area"], row["subject"]), []).append(row)
    return [
        {
            "Area": names.get(area, area),
            "Kind of file": kind,
            "Newest one holds": files[-1]["detail"],
            "Files": wording.number(len(files)),
        }
        for (area, kind), files in sorted(kinds.items())
    ]


def problem_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of problems by rule."""
    return [
        {
            "Area": names.get(row["area"], row["area"]),
            "Problem": _sentence(row["subject"]),
            "What to do": row["detail"],
            "Rows": counted(row["count"], row["reason"]),
        }
        for row in found
    ]


def held_rows(found: Sequence[Row]) -> list[dict[str, str]]:
    """The table of protected characteristics."""
    return [
        {"Characteristic": row["subject"], "What we hold": row["detail"], "Recorded for": held(row)}
        for row in found
    ]


def not_computed_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of measures without figures."""
    return [
        {
            "Measure": row["subject"],
            "Area": names.get(row["area"], row["area"]),
            "Why": row["detail"],
        }
        for row in found
    ]


def held(row: Row) -> str:
    """One protected characteristic: whether a loaded source holds it, and how complete it is."""
    if row["value"] is not None and row["of"] is not None:
        known = f"{wording.number(row['count'])} of {wording.number(row['of'])}"
        return f"{wording.amount(row['value'], 'percent')} ({known})"
    if row["reason"]:
        return wording.NOT_SHOWN.get(row["reason"], "not known")
    return "not held"


def counted(count: int | None, reason: str | None) -> str:
    """A count in a table, or the mark that says why there is none."""
    if count is not None:
        return wording.number(count)
    return wording.MARKS.get(reason or "", "")


def to_do_rows(found: Sequence[Row]) -> list[dict[str, str]]:
    """The table of an extract's problems, by what to do."""
    return [
        {
            "What to do": row["what_to_do"],
            "Why": _sentence(row["message"]),
            "Field": row["field"],
            "Rows": wording.number(row["rows"]),
            "Children": wording.number(row["children"]),
            "What became of them": "left out" if row["refused"] else "kept",
        }
        for row in found
    ]


def stored_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of files in the store."""
    return [
        {
            "File": row["file"],
            "Area": names.get(row["area"], row["area"]),
            "Kind": row["format"],
            "From": wording.date(row["covers_from"]),
            "To": wording.date(row["covers_to"]),
            "Rows": wording.number(row["rows"]),
            "Left out": wording.number(row["refused"]),
        }
        for row in found
    ]


def change_rows(found: Sequence[Row]) -> list[dict[str, str]]:
    """The table of what a new release would change."""
    return [
        {
            "Measure": row["title"],
            "Newest year": row["period_label"],
            "In the last release": _true_count(row["met_before"], row["of_before"]),
            "In the new one": _true_count(row["met"], row["of"]),
            "Totals that change": wording.number(row["changed"]),
        }
        for row in found
    ]


def _true_count(met: int | None, of: int | None) -> str:
    if met is None:
        return "no figure"
    return wording.number(met) if of is None else f"{wording.number(met)} of {wording.number(of)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def difference_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of what two partners tell differently."""
    return [
        {
            "Area": names.get(row["area"], "Whole partnership"),
            "Return": row["subject"],
            "What we use": row["detail"],
            "Events": counted(row["count"], row["reason"]),
        }
        for row in found
    ]


def undefined_rows() -> list[dict[str, str]]:
    """The table of what the catalogue names and we do not compute."""
    return [
        {"Number": number, "Measure": name, "Why not": why}
        for number, (name, why) in NOT_COMPUTED.items()
    ]


RETURN_STATES = {
    "in time": "Came in time",
    "late": "Came late",
    "owed": "Has not come",
    "not yet due": "Not yet due",
}


def return_rows(found: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The table of returns owed: what, by whom, for when, and what became of it."""
    return [
        {
            "Agency": row["agency_label"],
            "Return": row["title"],
            "Area": names.get(row["for_area"] or "", "Whole partnership"),
            "Period": f"{wording.date(row['period_start'])} to {wording.date(row['period_end'])}",
            "Due": wording.date(row["due_date"]),
            "Came": wording.date(row["received"]) if row["received"] else "",
            "State": RETURN_STATES[row["state"]],
            "Filled in": _filled_in(row["complete"]),
        }
        for row in found
    ]


def _filled_in(share: float | None) -> str:
    return "" if share is None else wording.amount(share, "percent")


def agency_rows(found: Sequence[Row]) -> list[dict[str, str]]:
    """The table of agencies: how many returns each owed in the last year, and what became of them."""
    newest = max(row["due_date"] for row in found)
    year = [row for row in found if (newest - row["due_date"]).days < DAYS_IN_A_YEAR]
    agencies = sorted({row["agency_label"] for row in year})
    table = []
    for agency in agencies:
        own = [
            row for row in year if row["agency_label"] == agency and row["state"] != "not yet due"
        ]
        complete = [row["complete"] for row in own if row["complete"] is not None]
        if own:
            table.append(
                {
                    "Agency": agency,
                    "Owed": str(len(own)),
                    **{
                        RETURN_STATES[state]: str(sum(row["state"] == state for row in own))
                        for state in ("in time", "late", "owed")
                    },
                    "Filled in": _filled_in(sum(complete) / len(complete) if complete else None),
                }
            )
    return table


DAYS_IN_A_YEAR = 365
