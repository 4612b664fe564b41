"""What one code of a set is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One code of a set.

    code        as stored
    label       plain words for a reader
    first_year  first collection year in which it is used, or None (before 2017)
    last_year   last collection year in which it is used, or None (still used)
    spellings   other ways in which files write it, in any case
    """

    code: str
    label: str
    first_year: int | None = None
    last_year: int | None = None
    spellings: tuple[str, ...] = ()


CodeSet = dict[str, Code]


def code_set(*codes: Code) -> CodeSet:
    return {code.code: code for code in codes}
