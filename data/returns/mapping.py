"""How a partner's own headings and words are read as ours: written down once, as TOML, and kept."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from data import codes
from data.problems import UserError
from data.returns.layout import COUNTS, Field, Subject
from data.returns.statement import PARTNERSHIP, ColumnMapping, Shape, Statement
from data.returns.subjects import SUBJECTS

_SAID: Final = ("subject", "shape", "sender", "agency", "area")
"""What a mapping may say of a return. Its period is never the same twice."""

_KEYS: Final = ("name", *_SAID, "columns", "values")


def fields_of(subject: Subject, shape: Shape) -> tuple[Field, ...]:
    """The columns of a subject's layout."""
    return COUNTS if shape == "counts" else subject.fields


def mapping_in(text: str, file: str) -> ColumnMapping:
    """The column mapping in a text of TOML. Raises UserError that names what is wrong in it, and where."""
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        where = re.search(r"line \d+", str(fault))
        raise UserError(
            f"{file} is not valid TOML{f' ({where[0]})' if where else ''}.\n"
            "Texts stand in quotes, and each key stands once."
        ) from None
    unknown = sorted(set(written) - set(_KEYS))
    if unknown:
        raise UserError(f"{file}: {unknown[0]} is not known here.\nAllowed: {', '.join(_KEYS)}.")
    name = _text(written, "name", file)
    said = {key: _text(written, key, file) for key in _SAID if key in written}
    columns = _texts(written.get("columns"), "columns", file)
    values = {
        column: _texts(words, f"values.{column}", file)
        for column, words in _table(written.get("values", {}), "values", file).items()
    }
    return checked(ColumnMapping(name, columns, values, Statement(**said)), file)  # type: ignore[arg-type]


def checked(mapping: ColumnMapping, file: str) -> ColumnMapping:
    """A mapping with its layout filled in. Raises UserError naming the first word in it that is not known.

    file  the mapping's file, or what else the reader knows it by
    """
    says = mapping.says.or_else(Statement(shape="rows"))
    for key, allowed in (
        ("subject", tuple(SUBJECTS)),
        ("shape", ("rows", "counts")),
        ("agency", (None, *codes.labels("agency"))),
    ):
        if getattr(says, key) not in allowed:
            raise UserError(
                f"{file}: {key} must be one of {', '.join(filter(None, allowed))}."
                "\nCorrect it, or leave it out where it may be."
            )
    if says.area not in (None, PARTNERSHIP) and not re.fullmatch(
        r"\d{3}", str(says.area), re.ASCII
    ):
        raise UserError(
            f"{file}: area must be three digits, or: {PARTNERSHIP}.\n"
            "Leave it out where each file says its own."
        )
    assert says.subject is not None
    assert says.shape is not None
    fields = fields_of(SUBJECTS[says.subject], says.shape)
    _check_columns(mapping, fields, SUBJECTS[says.subject].title, file)
    _check_values(mapping, fields, file)
    return ColumnMapping(mapping.name, mapping.columns, mapping.values, says)


def _check_columns(
    mapping: ColumnMapping, fields: tuple[Field, ...], title: str, file: str
) -> None:
    headings = [one.heading for one in fields]
    # One without headings would be saved, never be read again, and fit every file.
    if not mapping.columns:
        raise UserError(f"{file} maps no heading.\nGive theirs and ours for at least one column.")
    for theirs, ours in mapping.columns.items():
        if ours not in headings:
            raise UserError(
                f"{file}, columns.{theirs}: “{ours}” is no heading of {title}.\n"
                f"Allowed: {', '.join(headings)}."
            )
    chosen = list(mapping.columns.values())
    twice = [ours for ours in headings if chosen.count(ours) > 1]
    if twice:
        raise UserError(
            f"{file}, columns: two headings are read as “{twice[0]}”.\nLeave one of them out."
        )


def _check_values(mapping: ColumnMapping, fields: tuple[Field, ...], file: str) -> None:
    """Words stand for codes, yes or no only."""
    coded = {one.name: one for one in fields if one.kind in ("code", "flag")}
    for column, words in mapping.values.items():
        if column not in coded:
            raise UserError(
                f"{file}, values.{column}: this is no column with codes.\nAllowed: {', '.join(coded)}."
            )
        name = coded[column].codes
        allowed = codes.labels(name) if name else {"Yes": "Yes", "No": "No"}
        for theirs, ours in words.items():
            if ours not in allowed:
                raise UserError(
                    f"{file}, values.{column}.{theirs}: “{ours}” is no code of it.\n"
                    f"Allowed: {', '.join(allowed)}."
                )


def _text(written: Mapping[str, Any], key: str, file: str) -> str:
    said = written.get(key)
    if not isinstance(said, str) or not said.strip():
        raise UserError(f'{file}: {key} must be a text.\nWrite it so: {key} = "..."')
    return said.strip()


def _table(said: object, key: str, file: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise UserError(f"{file}: {key} must be a block.\nBegin it with a line [{key}].")
    return said


def _texts(said: object, key: str, file: str) -> dict[str, str]:
    table = _table(said, key, file)
    for name, text in table.items():
        if not isinstance(text, str) or not text.strip() or not name.strip():
            raise UserError(
                f'{file}, {key}.{name}: this must be a text.\nWrite it so: "theirs" = "ours"'
            )
    if not table:
        raise UserError(f"{file}: {key} is empty.\nGive at least one line, or leave the block out.")
    return table


def as_toml(mapping: ColumnMapping) -> str:
    """A mapping as it is saved."""
    said = {key: getattr(mapping.says, key) for key in _SAID}
    lines = [f"name = {_quoted(mapping.name)}"]
    lines += [f"{key} = {_quoted(text)}" for key, text in said.items() if text is not None]
    for block, words in (
        ("columns", mapping.columns),
        *((f"values.{column}", words) for column, words in mapping.values.items()),
    ):
        lines += ["", f"[{block}]", *(f"{_quoted(a)} = {_quoted(b)}" for a, b in words.items())]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else " " for letter in escaped) + '"'


def read_mappings(folder: Path) -> tuple[ColumnMapping, ...]:
    """Every mapping in a folder, by the names of their files. Raises UserError at the first with a fault."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> ColumnMapping:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            f"mappings/{path.name} cannot be read.\nCheck that you may read it, and that it is UTF-8."
        ) from None
    return mapping_in(text, f"mappings/{path.name}")


def file_of(name: str) -> str:
    """The file of a mapping: letters and digits of its name. Raises UserError where it has none."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    if not words:
        raise UserError("A mapping needs a name of letters or digits.\nSuch as: Eastvale Police")
    return "-".join(words)[:80] + ".toml"
