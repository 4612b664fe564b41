"""An invented partnership, written as real files so that it comes in by the front door.

Northmere (990, some 62,000 children) and Eastvale (991, some 46,000) are invented, and so is every
child. Five years of their children's journeys are simulated so that England's published rates, waits
and mix appear in them, and eight things were planted for readers to find (`PLANTED`):

* a late quarter: in Northmere conferences due from October to December 2024 were held late;
* a disparity: in Northmere an enquiry follows the referral of a Black or Mixed heritage child more
  often than that of other children of the same need, referrer and deprivation;
* one that deprivation explains: in Eastvale Asian children are re-referred more often, only because
  most of them live in the most deprived places, where all children are;
* a recording gap: in Eastvale the police referred from April to December 2023 without ethnicity;
* an empty chair: in Northmere health services come to far fewer strategy discussions from October 2024;
* absence by phase: in Northmere children on plans are absent more in secondary schools;
* after weekends: Eastvale's schools are told late of domestic abuse incidents from Friday to Sunday;
* late returns: Eastvale Police sent its returns of missing children weeks late for two quarters.

Some rows of some files are wrong, as in real files (`FAULTS`). Each area gives a children in need
census for each year to 31 March, and an Annex A workbook at each 30 September and 31 March. From April
2022 their partners send returns of every subject: some late, one never, Eastvale Police's under headings
of its own (`MAPPINGS`), and of Eastvale's early help of 2024-25 totals only.
A few conferences of
Northmere are told of differently by two partners, and two of its schools have merged. Invented
published figures of theirs and of fourteen other authorities lie beside (`write_published`).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from data.demonstration.annex_a import write_annex_a
from data.demonstration.census import CLOSING, Return, children_as_xml, opening, write_census
from data.demonstration.families import AUTHORITIES, Authority
from data.demonstration.faults import FAULTS, Fault
from data.demonstration.front_door import with_front_door
from data.demonstration.journeys import Facts, simulated
from data.demonstration.known import Workbook
from data.demonstration.partners import partners_returns
from data.demonstration.planted import PLANTED, Planted
from data.demonstration.published import write_published
from data.demonstration.returns import written as written_return
from data.returns.mapping import as_toml

__all__ = [
    "AGREEMENT",
    "DEFAULT_SEED",
    "FAULTS",
    "MAPPINGS",
    "PLANTED",
    "PUBLISHED",
    "Fault",
    "Planted",
    "WrittenFile",
    "demonstration_facts",
    "write_cin_census_for_benchmark",
    "write_demonstration",
]

DEFAULT_SEED = 73
"""Of the seeds tried, one whose five years lie near to England's and show best what was planted."""

AGREEMENT = "agreement.toml"
PUBLISHED = "published"
"""The folder, beside the files of the demonstration, of its published figures."""
MAPPINGS = "mappings"
"""The folder of the column mappings by which a partner's own headings are read."""
_RETURNS = "returns"
YEARS = range(2021, 2026)
_REGION = "North West"
_TARGETS = {
    "assessment_within_45_working_days_of_referral": 88.0,
    "icpc_within_15_working_days": 85.0,
    "plans_reviewed_on_time": 95.0,
}


@dataclass(frozen=True)
class WrittenFile:
    """A file of the demonstration, and what must be said beside it when it is loaded.

    area, as_at  None where the file itself says so
    received     the day on which a partner's return came
    """

    path: Path
    area: str | None = None
    as_at: dt.date | None = None
    received: dt.date | None = None


def write_demonstration(
    folder: Path,
    seed: int = DEFAULT_SEED,
    children_scale: float = 1.0,
    progress: Callable[[float], None] | None = None,
) -> tuple[WrittenFile, ...]:
    """Write the agreement and the files of the invented partnership; the files, oldest first.

    folder          made where it does not exist; files of the same names are replaced
    children_scale  how many times as many children as usual, residents included
    progress        told what share of the work is done, from 0 to 1
    The same seed and scale give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / AGREEMENT).write_text(_agreement(children_scale), encoding="utf-8")
    facts = demonstration_facts(seed, children_scale)
    tell = progress or (lambda share: None)
    tell(0.2)
    (folder / PUBLISHED).mkdir(exist_ok=True)
    write_published(folder / PUBLISHED, facts, seed, children_scale, YEARS)
    censuses = [Return(area.code, year) for year in YEARS for area in AUTHORITIES]
    workbooks = [Workbook(area.code, day) for day in _half_years() for area in AUTHORITIES]
    written = list(_write_returns(folder, facts, seed, children_scale))
    tell(0.4)
    for done, census in enumerate(censuses, start=1):
        path = folder / f"{census.file}.xml"
        write_census(path, facts, census)
        written.append((census.last, WrittenFile(path)))
        tell(0.4 + 0.2 * done / len(censuses))
    for done, workbook in enumerate(workbooks, start=1):
        path = folder / f"{workbook.file}.xlsx"
        write_annex_a(path, facts, workbook)
        written.append((workbook.as_at, WrittenFile(path, workbook.area, workbook.as_at)))
        tell(0.6 + 0.4 * done / len(workbooks))
    return tuple(file for _, file in sorted(written, key=lambda dated: dated[0]))


def _write_returns(
    folder: Path, facts: Facts, seed: int, scale: float
) -> Iterator[tuple[dt.date, WrittenFile]]:
    """Write the partners' returns, and the mappings of those with headings of their own."""
    for name in (_RETURNS, MAPPINGS):
        (folder / name).mkdir(exist_ok=True)
    for file in partners_returns(facts, seed, scale):
        if file.mapping is not None:
            saved = (
                folder / MAPPINGS / f"{file.told.agency}_{file.told.subject}_{file.told.area}.toml"
            )
            saved.write_text(as_toml(file.mapping), encoding="utf-8")
        path = written_return(file, folder / _RETURNS)
        yield file.period.last, WrittenFile(path, received=file.received)


def demonstration_facts(seed: int = DEFAULT_SEED, children_scale: float = 1.0) -> Facts:
    """What happened to the invented children, before it is written to any file."""
    facts = simulated(seed, children_scale)
    return with_front_door(np.random.default_rng([seed, 1]), facts, Return("990", YEARS[0]).first)


def write_cin_census_for_benchmark(path: Path, children: int) -> None:
    """Write one children in need census of so many children, quickly.

    The children of Northmere's newest return stand in it again and again under new identifiers,
    those with the longest journeys: about 1.5 kilobytes each, as in a return of a whole authority.
    """
    census = Return(AUTHORITIES[0].code, YEARS[-1])
    blocks = children_as_xml(simulated(DEFAULT_SEED, 1.0), census)
    parts = [
        block.partition(f">{child}<") for child, block in blocks.iter_rows() if child is not None
    ]
    told = [
        (before, after) for before, _, after in parts if len(before) + len(after) > _TOLD_AT_LENGTH
    ]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(opening(census))
        file.writelines(
            f"{before}>{number}<{after}"
            for number, (before, after) in enumerate(islice(cycle(told), children), start=4_000_000)
        )
        file.write(CLOSING)


_TOLD_AT_LENGTH = 900


def _half_years() -> Iterator[dt.date]:
    for year in YEARS:
        yield dt.date(year - 1, 9, 30)
        yield dt.date(year, 3, 31)


def _agreement(scale: float) -> str:
    areas = "\n".join(_area(authority, scale) for authority in AUTHORITIES)
    targets = "\n".join(f"{measure} = {target}" for measure, target in _TARGETS.items())
    return (
        "# An invented partnership: no child, family or authority in it is real.\n\n"
        'name = "Northmere and Eastvale Safeguarding Children Partnership (invented)"\n'
        'key_file = "key"\n\n'
        f'{areas}\n[protection]\nlevel = "cover"\n\n[targets]\n{targets}\n\n{_lead_partners()}'
    )


_LEAD_PARTNERS = (
    ("social_care", "Northmere Council, for both councils (invented)", "Chief executive"),
    ("health", "Northmere and Eastvale Integrated Care Board (invented)", "Chief executive"),
    ("police", "Northmere and Eastvale Police (invented)", "Chief constable"),
)
"""Who signs the yearly report: agency, organisation and title."""


def _lead_partners() -> str:
    return "\n".join(
        f'[[lead_partners]]\nagency = "{agency}"\norganisation = "{organisation}"\ntitle = "{title}"\n'
        for agency, organisation, title in _LEAD_PARTNERS
    )


def _area(authority: Authority, scale: float) -> str:
    residents = "".join(
        f"[[areas.residents]]\nmid_year = {year}\nchildren = {round(children * scale)}\n"
        'source = "invented"\n\n'
        for year, children in authority.residents.items()
    )
    return (
        f'[[areas]]\ncode = "{authority.code}"\nname = "{authority.name}"\nregion = "{_REGION}"\n\n'
        f"{residents}"
    )
