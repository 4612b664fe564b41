"""A small invented census return, as XML text."""

import datetime as dt
from pathlib import Path

HEADER = """<Message><Header>
<CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>
<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>
<Source><SourceLevel>L</SourceLevel><LEA>{area}</LEA><SoftwareCode>Invented</SoftwareCode>
<DateTime>{year}-05-01T12:00:00</DateTime></Source>
</Header><Children>
"""

CHILD = """<Child><ChildIdentifiers><LAchildID>C{number}</LAchildID><UPNunknown>UN2</UPNunknown>
<PersonBirthDate>{birth}</PersonBirthDate><Sex>{sex}</Sex></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>{ethnicity}</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>{referred}</CINreferralDate><ReferralSource>2A</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>{closed}</CINclosureDate>
<ReasonForClosure>RC7</ReasonForClosure><ReferralNFA>0</ReferralNFA>
<Assessments><AssessmentActualStartDate>{referred}</AssessmentActualStartDate>
<AssessmentAuthorisationDate>{assessed}</AssessmentAuthorisationDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>3B</AssessmentFactors></FactorsIdentifiedAtAssessment>
</Assessments>
<Section47><S47ActualStartDate>{referred}</S47ActualStartDate>
<DateOfInitialCPC>{conference}</DateOfInitialCPC><ICPCnotRequired>0</ICPCnotRequired></Section47>
</CINdetails></Child>
"""

GROUPS = ("WBRI", "WBRI", "WBRI", "MWBC", "APKN", "BAFR")


def write_census(
    folder: Path, *, area: str = "990", year: int = 2024, children: int = 60, late: int = 10
) -> Path:
    """One return: a referral, an assessment and a conference of each child, `late` of them on day 16.

    Nothing in it is a fault. Every referral is on Tuesday 5 September of the year before.
    """
    referred = dt.date(year - 1, 9, 5)
    text = HEADER.format(area=area, year=year)
    for number in range(children):
        # Fifteen working days after a Tuesday without a bank holiday is the Tuesday three weeks on.
        waited = 22 if number < late else 21
        text += CHILD.format(
            number=number,
            birth=dt.date(year - 1 - number % 16 - 1, 1 + number % 12, 15),
            sex="FM"[number % 2],
            ethnicity=GROUPS[number % len(GROUPS)],
            referred=referred,
            assessed=referred + dt.timedelta(days=30),
            conference=referred + dt.timedelta(days=waited),
            closed=referred + dt.timedelta(days=120),
        )
    path = folder / f"census {area} {year}.xml"
    path.write_text(text + "</Children></Message>", encoding="utf-8")
    return path
