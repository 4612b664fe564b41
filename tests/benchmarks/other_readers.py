"""The children in need census read in two other usual ways, into the same text columns.

Neither keeps the place of a row in the file, which ours does; pandas cannot tell which child a row of
an inner table belongs to, either.
"""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas as pd
import polars as pl

FIELDS: dict[str, tuple[str, ...]] = {
    "Child": (
        "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate",
        "Sex", "PersonDeathDate", "Ethnicity",
    ),
    "Disabilities": ("Disability",),
    "CINdetails": (
        "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate",
        "ReasonForClosure", "DateOfInitialCPC", "ReferralNFA",
    ),
    "Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "FactorsIdentifiedAtAssessment": ("AssessmentFactors",),
    "CINPlanDates": ("CINPlanStartDate", "CINPlanEndDate"),
    "Section47": ("S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"),
    "ChildProtectionPlans": (
        "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
    ),
    "Reviews": ("CPPreviewDate",),
}  # fmt: skip
"""Each table of the census: the element of a row, and its fields."""

ONE_ROW_EACH = {"Disabilities", "FactorsIdentifiedAtAssessment", "Reviews"}
"""Lists: every field in them is a row."""


def with_xml_etree(path: Path) -> dict[str, pl.DataFrame]:
    """Child by child with the standard library, each child cleared when it has been read."""
    rows: dict[str, list[list[str | None]]] = {name: [] for name in FIELDS}
    number = 0
    for _, child in ElementTree.iterparse(path):
        if child.tag != "Child":
            continue
        number += 1
        key = str(number)
        facts: dict[str, str | None] = {}
        for group in child:
            if group.tag == "CINdetails":
                _episode(group, key, rows)
                continue
            facts.update((field.tag, field.text) for field in group)
            for inner in group:
                if inner.tag == "Disabilities":
                    rows["Disabilities"].extend([key, field.text] for field in inner)
        rows["Child"].append([key, *map(facts.get, FIELDS["Child"])])
        child.clear()
    return {
        name: pl.DataFrame(
            found,
            schema={"child": pl.String, **dict.fromkeys(FIELDS[name], pl.String)},
            orient="row",
        )
        for name, found in rows.items()
    }


def _episode(
    element: ElementTree.Element, key: str, rows: dict[str, list[list[str | None]]]
) -> None:
    facts: dict[str, str | None] = {}
    for field in element:
        if field.tag not in FIELDS:
            facts[field.tag] = field.text
        elif field.tag in ONE_ROW_EACH:
            rows[field.tag].extend([key, value.text] for value in field)
        else:
            _episode(field, key, rows)
    name = element.tag
    rows[name].append([key, *map(facts.get, FIELDS[name])])


def with_pandas(path: Path) -> dict[str, pd.DataFrame]:
    """One pass for each table: `read_xml` reads one kind of row at a time."""
    return {
        name: pd.read_xml(path, iterparse={name: list(fields)}, parser="lxml", dtype=str)
        for name, fields in FIELDS.items()
    }
