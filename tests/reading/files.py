"""Small invented files for the tests of reading: census returns as XML, workbooks as Excel saves them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Cells = Sequence[Sequence[Any]]

IDENTIFIERS = {
    "LAchildID",
    "UPN",
    "FormerUPN",
    "UPNunknown",
    "PersonBirthDate",
    "ExpectedPersonBirthDate",
    "GenderCurrent",
    "Sex",
    "PersonDeathDate",
}


def element(name: str, *inside: str, **leaves: str | None) -> str:
    """An element with its leaves, each on a line of its own, and then what hangs below."""
    lines = [
        f"<{leaf}/>" if text is None else f"<{leaf}>{text}</{leaf}>"
        for leaf, text in leaves.items()
    ]
    return "\n".join([f"<{name}>", *lines, *inside, f"</{name}>"])


def child(*inside: str, **leaves: str | None) -> str:
    """A child born on 1 May 2015 whose identifier is A1, unless the leaves say otherwise."""
    said = {"LAchildID": "A1", "PersonBirthDate": "2015-05-01", "Sex": "F", "Ethnicity": "WBRI"}
    said |= leaves
    known = {name: text for name, text in said.items() if text != "absent"}
    return element(
        "Child",
        element("ChildIdentifiers", **{n: t for n, t in known.items() if n in IDENTIFIERS}),
        element(
            "ChildCharacteristics",
            *[each for each in inside if each.startswith(("<Disab", "<disab"))],
            **{n: t for n, t in known.items() if n not in IDENTIFIERS},
        ),
        *[each for each in inside if not each.startswith(("<Disab", "<disab"))],
    )


def episode(date: str | None, *inside: str, **leaves: str | None) -> str:
    """An episode of need from a referral by the police, taken on."""
    said = {"CINreferralDate": date, "ReferralSource": "6", "ReferralNFA": "false"} | leaves
    return element("CINdetails", *inside, **{n: t for n, t in said.items() if t != "absent"})


def assessment(start: str | None, *factors: str, **leaves: str | None) -> str:
    """An assessment with its factors, wrapped as the census asks."""
    wrapped = "".join(f"<AssessmentFactors>{each}</AssessmentFactors>" for each in factors)
    return element(
        "Assessments",
        *(
            [f"<FactorsIdentifiedAtAssessment>{wrapped}</FactorsIdentifiedAtAssessment>"]
            * bool(factors)
        ),
        AssessmentActualStartDate=start,
        **leaves,
    )


def enquiry(start: str | None, conference: str | None = None, **leaves: str | None) -> str:
    """A section 47 enquiry, with its conference where one is given."""
    held = {} if conference is None else {"DateOfInitialCPC": conference}
    said = {"S47ActualStartDate": start, "ICPCnotRequired": "false"} | held | leaves
    return element("Section47", **{n: t for n, t in said.items() if t != "absent"})


def plan(start: str | None, *reviews: str, **leaves: str | None) -> str:
    """A child protection plan with its reviews."""
    said = {
        "CPPstartDate": start,
        "InitialCategoryOfAbuse": "NEG",
        "LatestCategoryOfAbuse": "EMO",
        "NumberOfPreviousCPP": "0",
    } | leaves
    dates = "".join(f"<CPPreviewDate>{each}</CPPreviewDate>" for each in reviews)
    return element(
        "ChildProtectionPlans", *([f"<Reviews>{dates}</Reviews>"] * bool(reviews)), **said
    )


def message(
    *children: str,
    reference_date: str | None = "2024-03-31",
    area: str | None = "990",
    made_at: str | None = "2024-05-01T12:00:00",
    collection: str = "CIN",
    year: str | None = None,
) -> str:
    """A whole return, of the collection year in which its reference date falls unless another is given."""
    told = year or _year_of(reference_date)
    header = element(
        "Header",
        element(
            "CollectionDetails",
            Collection=collection,
            Year=told,
            **({"ReferenceDate": reference_date} if reference_date else {}),
        ),
        element(
            "Source",
            **({"LEA": area} if area else {}),
            **({"DateTime": made_at} if made_at else {}),
        ),
    )
    return element("Message", header, element("Children", *children))


def _year_of(reference_date: str | None) -> str:
    if reference_date is None or not reference_date[:4].isdigit():
        return "2024"
    year, month = int(reference_date[:4]), reference_date[5:7]
    return str(year + (month > "03"))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text in a file, in an encoding."""
    path.write_bytes(text.encode(encoding))
    return path


WORKBOOK_DATE = {"num_format": "dd/mm/yyyy"}

OFSTED = {
    "List 1": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Date of Contact", "Contact Source"],
    "List 2": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Assessment start date", "Assessment completion date",
               "Organisation completing assessment"],
    "List 3": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Date of referral", "Referral Source", "Referral NFA?",
               "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker"],
    "List 4": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Does the Child have a Disability", "Continuous Assessment Start Date",
               "Child Seen During Continuous Assessment",
               "Continuous Assessment Date of Authorisation",
               "Was the child assessed as requiring LA children’s social care support?",
               "Allocated Team", "Allocated Worker"],
    "List 5": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Does the Child have a Disability",
               "Strategy discussion initiating Section 47 Enquiry Start Date",
               "Was an Initial Child Protection Conference deemed unnecessary?",
               "Date of Initial Child Protection Conference",
               "Did the Initial Child Protection Conference Result in a Child Protection Plan",
               "Number of Section 47 Enquiries in the last 12 months",
               "Number of ICPCs in the last 12 months", "Allocated Team", "Allocated Worker"],
    "List 7": ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
               "Does the Child have a Disability", "Child Protection Plan Start Date",
               "Initial Category of Abuse", "Latest Category of Abuse",
               "Date of the Last Statutory Visit", "Was the Child Seen Alone?",
               "Date of latest review conference", "Child Protection Plan End Date",
               "Subject to Emergency Protection Order (Y/N)",
               "Number of Previous Child Protection Plans", "Allocated Team", "Allocated Worker"],
}  # fmt: skip
"""Ofsted's headings of some lists, in Ofsted's order."""


def row(of: str, **said: Any) -> list[Any]:
    """A row of one of Ofsted's lists: child A1, a girl, and what is said under words of the heading.

    `row("List 3", Date_of_referral="2024-01-02")` fills the column whose heading starts so.
    """
    values: Mapping[str, Any] = {
        "Child_Unique_ID": "A1",
        "Gender": "b) Female",
        "Ethnicity": "a) WBRI",
        "Date_of_Birth": "2015-05-01",
    } | said
    wanted = {name.replace("_", " ").lower(): value for name, value in values.items()}
    cells = [
        next((value for start, value in wanted.items() if heading.lower().startswith(start)), None)
        for heading in OFSTED[of]
    ]
    unused = [
        start
        for start in wanted
        if not any(heading.lower().startswith(start) for heading in OFSTED[of])
    ]
    assert not unused, f"{of} has no heading {unused}"
    return cells


def workbook(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """A workbook with these cells; a date becomes a real Excel date, a text that starts with = a formula."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": True, "remove_timezone": True})
    dates = book.add_format(WORKBOOK_DATE)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if hasattr(cell, "year"):
                    sheet.write_datetime(number, place, cell, dates)
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return path


def lists(path: Path, **rows: Cells) -> Path:
    """A workbook of Ofsted's lists under Ofsted's headings: `lists(path, List_3=[row("List 3", ...)])`."""
    return workbook(
        path,
        {
            name.replace("_", " "): [OFSTED[name.replace("_", " ")], *cells]
            for name, cells in rows.items()
        },
    )
