"""agreement.toml as the agreement that it holds, and words for whoever wrote it otherwise."""

import datetime as dt
import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from data.agreement import (
    MOST_LETTERS_OF_A_REASON,
    PARTNERSHIP,
    Agreement,
    Area,
    Baseline,
    Conventions,
    LeadPartner,
    Protection,
    Range,
    Residents,
    Scrutiny,
    Step,
    Target,
)
from data.problems import UserError
from data.reference import england_figures


def read_agreement(path: Path) -> Agreement:
    """The agreement in a TOML file. Raises UserError naming the key at fault and what is allowed there."""
    try:
        # An editor on Windows may begin the file with a mark of its encoding.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(
            f"There is no agreement at {path}.\n"
            "Write one (the README shows it), or make the demonstration to start from."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise UserError(
            f"The agreement at {path} cannot be read.\nSave it as UTF-8 text."
        ) from None
    return agreement_in(text, path.name)


def agreement_in(text: str, file: str) -> Agreement:
    """The agreement in a text. Raises UserError naming the file, the key at fault and what is allowed."""
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        # The place is taken from the parser's words, which are no words for a reader.
        line = re.search(r"at line (\d+)", str(fault))
        where = f"line {line[1]}" if line else "its last lines or a very long number"
        raise UserError(
            f"{file} is not valid TOML: look at {where}.\n"
            "Texts stand in quotes, each key stands once, days are written 2025-12-24, and every "
            "bracket is closed."
        ) from None
    return _agreement(written, file)


def _agreement(written: dict[str, Any], file: str) -> Agreement:
    _refuse_unknown(written, Agreement, file, "")
    _require(written, ("name", "areas"), file, "")
    areas = _tables(written["areas"], file, "areas")
    agreement = Agreement(
        name=_value(written["name"], str, file, "name"),
        areas=tuple(_area(area, file, f"areas[{n}].") for n, area in enumerate(areas, start=1)),
        key_file=_value(written.get("key_file", "key"), str, file, "key_file"),
        measures=_value(written.get("measures", []), tuple[str, ...], file, "measures"),
        targets={
            measure: _value(target, Target, file, f"targets.{measure}")
            for measure, target in _table(written.get("targets", {}), file, "targets").items()
        },
        steps=tuple(
            _declared(Step, step, file, f"steps[{n}].")
            for n, step in enumerate(_tables(written.get("steps", []), file, "steps"), start=1)
        ),
        baselines=tuple(
            _declared(Baseline, one, file, f"baselines[{n}].")
            for n, one in enumerate(
                _tables(written.get("baselines", []), file, "baselines"), start=1
            )
        ),
        scrutiny=_declared(
            Scrutiny, _table(written.get("scrutiny", {}), file, "scrutiny"), file, "scrutiny."
        ),
        protection=_declared(
            Protection,
            _table(written.get("protection", {}), file, "protection"),
            file,
            "protection.",
        ),
        lead_partners=tuple(
            _declared(LeadPartner, one, file, f"lead_partners[{n}].")
            for n, one in enumerate(
                _tables(written.get("lead_partners", []), file, "lead_partners"), start=1
            )
        ),
        conventions=_conventions(_table(written.get("conventions", {}), file, "conventions"), file),
    )
    codes = [area.code for area in agreement.areas]
    if not codes or len(set(codes)) < len(codes):
        raise UserError(f"{file}: areas must name at least one area, and each code once.")
    _check_charts(agreement, codes, file)
    _check_lead_partners(agreement, codes, file)
    return agreement


_Declared = TypeVar("_Declared", Step, Baseline, Scrutiny, Protection, LeadPartner)


def _declared(kind: type[_Declared], written: dict[str, Any], file: str, place: str) -> _Declared:
    """What is declared in a table of its own; what has a default may be left out."""
    _refuse_unknown(written, kind, file, place)
    _require(written, tuple(f.name for f in fields(kind) if f.default is MISSING), file, place)
    kinds = {**get_type_hints(kind, include_extras=True), "area": str, "account": str}
    return kind(
        **{name: _value(value, kinds[name], file, place + name) for name, value in written.items()}
    )


def _check_charts(agreement: Agreement, codes: list[str], file: str) -> None:
    """Refuse a step or a baseline of an area that is not there, one declared twice, and a long reason."""
    for n, step in enumerate(agreement.steps, start=1):
        if len(step.reason) > MOST_LETTERS_OF_A_REASON:
            raise UserError(
                f"{file}: steps[{n}].reason must be no longer than {MOST_LETTERS_OF_A_REASON} letters: it "
                "is printed under the chart."
            )
    steps = [(one.measure, one.area, one.first) for one in agreement.steps]
    for name, declared in (
        ("steps", steps),
        ("baselines", [(one.measure, one.area) for one in agreement.baselines]),
    ):
        allowed = (*codes, PARTNERSHIP)
        for n, one in enumerate(declared):
            if one[1] not in (None, *allowed):
                raise UserError(
                    f"{file}: {name}[{n + 1}].area must be one of {', '.join(allowed)}, or left out."
                )
            if one in declared[:n]:
                raise UserError(f"{file}: {name}[{n + 1}] says the same as an earlier one.")


_LEFT = Range(dt.date(2010, 1, 1), dt.date(2100, 12, 31))


def _check_lead_partners(agreement: Agreement, codes: list[str], file: str) -> None:
    """All three safeguarding partners sign, each in one place, for an area of the partnership."""
    named = agreement.lead_partners
    for number, one in enumerate(named, start=1):
        if one.area is not None and one.area not in codes:
            raise UserError(
                f"{file}: lead_partners[{number}].area is {one.area}, which is none of the areas.\n"
                f"Write one of: {', '.join(codes)}."
            )
    places = [(one.agency, one.area, one.account) for one in named]
    if len(set(places)) < len(places):
        raise UserError(
            f"{file}: two lead_partners are of the same agency and area, so that one could sign for both.\n"
            "Name the area, or the account, of each."
        )
    accounts = [one.account for one in named if one.account is not None]
    twice = next((one for one in accounts if accounts.count(one) > 1), None)
    if twice is not None:
        raise UserError(
            f"{file}: lead_partners names the account {twice} twice, and nobody signs in two places.\n"
            "Name another account, or write one place for both."
        )
    missing = {"social_care", "health", "police"} - {one.agency for one in named}
    if named and missing:
        raise UserError(
            f"{file}: lead_partners names nobody for {', '.join(sorted(missing))}.\n"
            "The yearly report is signed by all three safeguarding partners (Working Together 2023, 102)."
        )


def _area(written: dict[str, Any], file: str, place: str) -> Area:
    _refuse_unknown(written, Area, file, place)
    _require(written, ("code", "name"), file, place)
    code = _value(written["code"], str, file, f"{place}code")
    if not _is_code(code):
        raise UserError(
            f"{file}: {place}code must be the three digits of the local authority, in quotes."
        )
    region = written.get("region")
    residents = _tables(written.get("residents", []), file, f"{place}residents")
    left = written.get("left")
    return Area(
        left=None if left is None else _in_range(left, dt.date, _LEFT, file, f"{place}left"),
        code=code,
        name=_value(written["name"], str, file, f"{place}name"),
        region=None if region is None else _region(region, file, f"{place}region"),
        residents=_each_year_once(
            tuple(
                _residents(row, file, f"{place}residents[{n}].")
                for n, row in enumerate(residents, start=1)
            ),
            file,
            f"{place}residents",
        ),
        neighbours=_neighbours(written.get("neighbours", []), code, file, f"{place}neighbours"),
    )


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit()


def _neighbours(written: Any, own: str, file: str, place: str) -> tuple[str, ...]:
    """Codes of other authorities, each once."""
    codes: tuple[str, ...] = _value(written, tuple[str, ...], file, place)
    if not all(map(_is_code, codes)) or own in codes or len(set(codes)) < len(codes):
        raise UserError(
            f"{file}: {place} must be three-digit codes of other authorities, in quotes, each once."
        )
    return codes


def _region(written: Any, file: str, place: str) -> str:
    """A region by DfE's name for it."""
    figures = england_figures()
    known = figures.filter(figures["geography_level"] == "region")["geography"].unique().sort()
    if written not in known.to_list():
        raise UserError(f"{file}: {place} must be one of {', '.join(known)}.")
    return str(written)


def _residents(written: dict[str, Any], file: str, place: str) -> Residents:
    _refuse_unknown(written, Residents, file, place)
    _require(written, ("mid_year", "children", "source"), file, place)
    kinds = get_type_hints(Residents, include_extras=True)
    return Residents(
        **{name: _value(written[name], kinds[name], file, f"{place}{name}") for name in kinds}
    )


def _each_year_once(
    residents: tuple[Residents, ...], file: str, place: str
) -> tuple[Residents, ...]:
    years = [one.mid_year for one in residents]
    twice = next((year for year in years if years.count(year) > 1), None)
    if twice is not None:
        raise UserError(f"{file}: {place} must give each mid_year once, and {twice} stands twice.")
    return residents


def _conventions(written: dict[str, Any], file: str) -> Conventions:
    _refuse_unknown(written, Conventions, file, "conventions.")
    kinds = get_type_hints(Conventions, include_extras=True)
    return Conventions(
        **{
            name: _value(value, kinds[name], file, f"conventions.{name}")
            for name, value in written.items()
        }
    )


def _value(value: Any, kind: Any, file: str, place: str) -> Any:
    """The value as its declared kind and in its range, or a UserError that says what is allowed."""
    if get_origin(kind) is Annotated:
        inner, allowed = get_args(kind)
        return _in_range(value, inner, allowed, file, place)
    if get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
        raise UserError(f"{file}: {place} must be one of {', '.join(map(str, get_args(kind)))}.")
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        if not isinstance(value, list):
            words = _KIND_WORDS[get_args(item)[0] if get_origin(item) is Annotated else item]
            raise UserError(f"{file}: {place} must be a list in square brackets, each {words}.")
        return tuple(_value(each, item, file, place) for each in value)
    # Python counts true as 1: a whole number must not be a yes or no, nor a number text.
    whole = kind is float and type(value) is int
    if not (whole or type(value) is kind) or (kind is str and not value.strip()):
        raise UserError(f"{file}: {place} must be {_KIND_WORDS[kind]}.")
    return value


def _in_range(value: Any, kind: Any, allowed: Range, file: str, place: str) -> Any:
    """The value as its kind. What is not a number (nan) is in no range."""
    _value(value, kind, file, place)
    if not allowed.least <= value <= allowed.greatest:
        raise UserError(
            f"{file}: {place} must be {_KIND_WORDS[kind]}"
            f" from {_said(allowed.least)} to {_said(allowed.greatest)}."
        )
    return kind(value) if kind is float else value


def _said(limit: float | dt.date) -> str:
    if isinstance(limit, dt.date):
        return limit.isoformat()
    # A year has no comma.
    return f"{limit:,}" if limit >= 10_000 else str(limit)


_KIND_WORDS: dict[type, str] = {
    str: "a text in quotes that is not empty",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dt.date: "a date such as 2025-12-24",
}


def _table(value: Any, file: str, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{file}: {place} must be a table, [{place}].")
    return value


def _tables(value: Any, file: str, place: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise UserError(f"{file}: {place} must be a list of tables, [[{place}]].")
    return value


def _refuse_unknown(written: dict[str, Any], declared: Any, file: str, place: str) -> None:
    allowed = [known.name for known in fields(declared)]
    for name in written:
        if name not in allowed:
            raise UserError(
                f"{file}: {place}{name} is not known here.\nAllowed: {', '.join(allowed)}."
            )


def _require(written: dict[str, Any], names: tuple[str, ...], file: str, place: str) -> None:
    for name in names:
        if name not in written:
            raise UserError(f"{file}: {place}{name} is missing.")
