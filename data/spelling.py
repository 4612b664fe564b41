"""From the text in a file to a typed value, or to the rule that the text breaks. Never a guess.

Each reader takes one text, trimmed and not empty, and gives (value, rule): the value is None where the text
cannot be read, and the rule is None where nothing is amiss. Readers are called once for each different text.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final

import polars as pl

from data import codes

Read = tuple[Any, str | None]
Reader = Callable[[str], Read]
PolarsType = pl.DataType | type[pl.DataType]

EARLIEST: Final = dt.date(1900, 1, 1)
LATEST: Final = dt.date(2100, 12, 31)
# The largest count of earlier plans that anybody can believe.
LARGEST_COUNT: Final = 50
LARGEST_NUMBER: Final = 1_000_000_000
LONGEST_NAME: Final = 60

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
_ISO_DATE_WITH_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 0{1,2}:00(?::00)?)?")
_WITH_NAME_OF_MONTH = re.compile(
    r"(?:(\d{4})[- ]([A-Za-z]{3,9})[- ](\d{1,2})|(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d{4}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_TIME = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$")
_WHOLE = re.compile(r"(\d{1,15})(?:\.0+)?")
_NO_NAME = re.compile(r"[][<>{}$`*|\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_EXCEL_DAYS = re.compile(r"(\d{4,6})(\.\d+)?")
_EXCEL_DAY_ZERO: Final = dt.date(1899, 12, 30)


def read_date(text: str) -> Read:
    """A date written 2024-03-31, with or without a time, 31/03/2024, or with the name of its month.

    The school census writes 2024-Oct-16 00:00:00. Month before day is no way of writing that we can tell
    from day before month, so 04/13/2024 is not read.
    """
    text = _ISO_DATE_WITH_ZONE.sub(r"\1", text)
    if written := _ISO.fullmatch(text):
        year, month, day = map(int, written.groups())
    elif written := _BRITISH.fullmatch(text):
        day, month, year = map(int, written.groups())
    elif written := _WITH_NAME_OF_MONTH.fullmatch(text):
        first_year, early_name, last_day, first_day, late_name, last_year = written.groups()
        name = (early_name or late_name)[:3].lower()
        month = _MONTHS.index(name) + 1 if name in _MONTHS else 0
        year, day = int(first_year or last_year), int(last_day or first_day)
    else:
        return None, "date_unreadable"
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None, "date_unreadable"
    return (date, None) if EARLIEST <= date <= LATEST else (None, "date_out_of_range")


def read_workbook_date(text: str) -> Read:
    """As `read_date`; also the number of days by which Excel stores a date whose cell has lost its format."""
    days = _EXCEL_DAYS.fullmatch(text)
    if not days:
        return read_date(text)
    date = _EXCEL_DAY_ZERO + dt.timedelta(days=int(days.group(1)))
    # Only what can be the date of a child now alive: a bare year (2012) is a day of 1905 to Excel.
    return (date, None) if dt.date(1980, 1, 1) <= date <= LATEST else (None, "date_out_of_range")


def read_date_and_time(text: str) -> Read:
    """A date as `read_date` takes it, with the time of day; without one it is midnight, with a Problem.

    Excel stores the time as the part of a day that is over.
    """
    days = _EXCEL_DAYS.fullmatch(text)
    if days and days.group(2):
        minutes = round(float(days.group(2)) * 24 * 60)
        date, fault = read_workbook_date(text)
        start = date and dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001
        return (start and start + dt.timedelta(minutes=minutes)), fault
    time = _TIME.search(text)
    date, fault = read_workbook_date(text[: time.start()] if time else text)
    if date is None:
        return None, fault
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        return None, "date_unreadable"
    return dt.datetime(date.year, date.month, date.day, hour, minute, second), (  # noqa: DTZ001
        None if time else "time_missing"
    )


def read_month(text: str) -> Read:
    """The first day of the month that a date lies in; also 2024-10 and 10/2024."""
    text = re.sub(r"^(\d{4}-\d{2})$", r"\1-01", re.sub(r"^(\d{1,2}/\d{4})$", r"01/\1", text))
    date, fault = read_workbook_date(text)
    return (date and date.replace(day=1)), fault


def read_moment(text: str) -> dt.datetime | None:
    """When a file says it was made, in its own local time; None if that cannot be read."""
    try:
        return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None


def read_census_flag(text: str) -> Read:
    """True or false as the census writes it. Yes and no are another system's flag, and are not guessed at."""
    value = text.lower()
    if value in ("true", "1"):
        return True, None
    if value in ("false", "0"):
        return False, None
    return None, "yes_or_no" if value in ("y", "n", "yes", "no") else "flag_unreadable"


def read_yes_or_no(text: str) -> Read:
    """Yes or no as people write it in a list: "a) Yes", "N", 1; unknown is null and no fault."""
    value = re.sub(r"^[01]\s*-\s*(?=YES|NO)", "", codes.without_letter(text))
    if value in codes.YES:
        return True, None
    if value in codes.NO:
        return False, None
    return None, None if value in codes.YES_OR_NO_NOT_RECORDED else "answer_unknown"


def read_no_further_action(text: str) -> Read:
    """As `read_yes_or_no`; some lists write the outcome itself."""
    value = codes.without_letter(text)
    if value in ("NFA", "NO FURTHER ACTION"):
        return True, None
    return (False, None) if value in ("FA", "FURTHER ACTION") else read_yes_or_no(text)


def read_count(text: str) -> Read:
    """A small whole number from 0, also written 1.0."""
    count, fault = read_number(text)
    return (
        (None, "number_out_of_range")
        if count is not None and count > LARGEST_COUNT
        else (count, fault)
    )


def read_number(text: str) -> Read:
    """A whole number from 0, also written 1.0, 1,000 or £1,000. A percentage is no count."""
    written = _WHOLE.fullmatch(text.replace(",", "").replace("£", "").strip())
    if not written:
        return None, "percentage_for_count" if "%" in text else "number_unreadable"
    number = int(written.group(1))
    return (number, None) if number <= LARGEST_NUMBER else (None, "number_out_of_range")


HIDDEN: Final = frozenset(
    (
        "C",
        "[C]",
        "*",
        "X",
        "[X]",
        "S",
        "SUPPRESSED",
        "HIDDEN",
        "PROTECTED",
        "LOW",
        "~",
        "1-5",
        "1 TO 5",
    )
)
"""How senders of totals write that they hide a count."""

HIDDEN_BELOW: Final = r"^(<|<=|≤|FEWER THAN|LESS THAN) ?\d{1,2}$"
"""The same for any number."""


def read_name_or_place(text: str) -> Read:
    """A place, theme or course, as `read_name`; what is longer may be a sentence, and is not kept."""
    name, _ = read_name(text)
    return (name, None) if len(name or "") <= LONGEST_NAME else (None, "name_too_long")


def read_quintile(text: str) -> Read:
    """A deprivation quintile, 1 (most deprived) to 5."""
    count, _ = read_count(text)
    return (count, None) if count in range(1, 6) else (None, "quintile_unknown")


def read_identifier(text: str) -> Read:
    """An identifier as it stands. A workbook may give a whole number as 6217392.0: that is 6217392."""
    written = _WHOLE.fullmatch(text)
    return (written.group(1) if written else text), None


_NOBODYS: Final = re.compile(
    r"[-?.]+|N/?A|NULL|NONE|NIL|UNKNOWN|NOT (?:KNOWN|RECORDED|STATED|APPLICABLE)|TBC"
    r"|#[A-Z0-9/]+[!?]?|\d(?:\.\d+)?E\+\d+",
    re.IGNORECASE,
)
"""What people and programs write where no identifier is, or in place of one: UNKNOWN, #REF!, 1.2E+11."""


def read_reference(text: str) -> Read:
    """As `read_identifier`. Of what stands for none, the rows of many children would be those of one."""
    return (None, "identifier_nobodys") if _NOBODYS.fullmatch(text) else read_identifier(text)


_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""A check letter for each remainder of 23, and the value of the last letter of a temporary number (DfE)."""


def read_upn(text: str) -> Read:
    """A unique pupil number in capitals without blanks, if its check letter fits.

    A temporary one has a letter as its last character, which counts as its place among the check letters.
    """
    value = re.sub(r"\s+", "", text).upper()
    if re.fullmatch(rf"[{_UPN_LETTERS}]\d{{11}}[\d{_UPN_LETTERS}]", value) and int(value[1:12]):
        last = value[12]
        digits = [*map(int, value[1:12]), int(last) if last.isdigit() else _UPN_LETTERS.index(last)]
        weighted = sum(digit * weight for weight, digit in enumerate(digits, start=2))
        if _UPN_LETTERS[weighted % 23] == value[0]:
            return value, None
    return None, "check_digit_does_not_fit"


def read_nhs_number(text: str) -> Read:
    """Ten digits, if the last fits the others (modulus 11). One digit ten times is nobody's number."""
    value = re.sub(r"[\s-]+", "", text.removesuffix(".0"))
    if re.fullmatch(r"[0-9]{10}", value) and len(set(value)) > 1:
        weighted = sum(
            int(digit) * weight for digit, weight in zip(value, range(10, 1, -1), strict=False)
        )
        if (11 - weighted % 11) % 11 == int(value[9]):
            return value, None
    return None, "check_digit_does_not_fit"


def read_name(text: str) -> Read:
    """The name of a place, with single blanks, without signs that make a page do more than show it."""
    return " ".join(_NO_NAME.sub(" ", text).split()) or None, None


def read_sex(text: str) -> Read:
    """The element `Sex`: letters; a digit is read as `GenderCurrent` had it, with a Problem."""
    code = codes.read_code("sex", text)
    if code is None:
        return None, "code_unknown"
    return code, "sex_as_digit" if text in "0129" else None


def reader_of_code(set_name: str, year: int | None = None) -> Reader:
    """A reader for one code set. With a collection year, a code of other years is kept, with a Problem."""

    def read(text: str) -> Read:
        code = codes.read_code(set_name, text)
        if code is None:
            return None, None if codes.says_not_recorded(set_name, text) else "code_unknown"
        if year is not None and not codes.in_use(set_name, code, year):
            return code, "code_of_another_year"
        return code, None

    return read


def read_disabilities(text: str) -> Read:
    """All disability codes of a child, parted by blanks: whether any is a disability."""
    known = {
        codes.read_code("disability", code) for code in re.split(r"[\s,;]+", text.strip(",; "))
    }
    fault = "code_unknown" if None in known else None
    disabilities = known - {None}
    if len(disabilities) > 1 and "NONE" in disabilities:
        fault = "none_with_others"
    return (bool(disabilities - {"NONE"}) if disabilities else None), fault


def read_disabled(text: str) -> Read:
    """Ofsted's yes or no; some authorities put the disability's code there instead."""
    answer, fault = read_yes_or_no(text)
    code = codes.read_code("disability", text)
    return (code != "NONE", None) if fault and code else (answer, fault)


def read_all(texts: pl.Series, reader: Reader, dtype: PolarsType) -> tuple[pl.Series, pl.Series]:
    """Every text of a column read: the typed column, and beside it the rule that each text breaks.

    texts   text or null; blank text counts as null. Each different text is read once.
    """
    trimmed = texts.str.strip_chars()
    unique = trimmed.unique().drop_nulls()
    if unique.is_empty():
        return texts.clear(len(texts)).cast(dtype), texts.clear(len(texts)).alias("rule")
    read = [reader(text) if text else (None, None) for text in unique]
    values = pl.Series([value for value, _ in read], dtype=dtype)
    rules = pl.Series([rule for _, rule in read], dtype=pl.String)
    typed = trimmed.replace_strict(unique, values, default=None, return_dtype=dtype)
    faults = trimmed.replace_strict(unique, rules, default=None, return_dtype=pl.String)
    return typed.alias(texts.name), faults.alias("rule")
