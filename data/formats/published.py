"""DfE's open data as downloaded: children in need, absence, populations, statistical neighbours. CSV.

A file is known by its headings, never by its name. Marks are kept as marks: a figure that DfE does not show
is null here and never 0. It holds counts of whole authorities and no child, so nothing is pseudonymised.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from data.formats.published_tables import (
    MARKERS,
    PLACE_COLUMNS,
    POPULATIONS,
    REGIONS,
    SOCIAL_CARE_GROUPS,
    TABLES,
    Aliases,
    Line,
    Table,
)
from data.problems import UserError
from data.tables import Populations, PublishedFigures, StatisticalNeighbours

LARGEST_BYTES: Final = 100_000_000
_LEVELS: Final = {"national": "England", "regional": "region", "local authority": "authority"}
_YEARS: Final = {"reporting year": 4, "financial year": 6, "academic year": 6}
"""What a period may be called, and how many digits its year then has."""
_NUMBER: Final = r"^\d+(\.\d+)?$"
_THOUSANDS: Final = r"^\d{1,3}(,\d{3})+(\.\d+)?$"
_NEIGHBOUR: Final = re.compile(r"sn(_?)(\d+)")
_NEIGHBOUR_AREAS: Final = ("old_la_code", "la number", "la num")
_MODELS: Final = {"": 2021, "_": 2025}
"""The model by the way its columns are named: SN1 in 2021, SN_1 in 2025."""
_CODE: Final = re.compile(r"\d{3}")
_BLANK: Final = "blank"
ENDED_NAMED: Final = 12
"""So many authorities that a file stops telling of are named; of more only the number is said."""


@dataclass(frozen=True)
class Published:
    """A file of published figures as our tables.

    digest   of the file's bytes
    kind     what it is, in words; table  the code of the table: one of a release is loaded once
    release  the publication, with its year; release_year  the newest year in it
    areas    local authorities in it
    tables   by name (`data.tables.PUBLISHED`): those that hold rows
    notes    what a reader should know of it, each a sentence
    """

    digest: str
    file: str
    kind: str
    table: str
    release: str
    release_year: int
    first_year: int
    last_year: int
    areas: int
    rows: int
    tables: dict[str, pl.DataFrame]
    notes: tuple[str, ...]


def looks_published(path: Path) -> bool:
    """Whether a file has the headings of DfE's open data, whichever table it is."""
    try:
        with path.open("rb") as file:
            first = file.readline(20_000).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    names = _small(next(csv.reader([first]), []))
    return _is_wide(names) or _is_neighbours(names)


def read_published(path: Path, name: str | None = None) -> Published:
    """The figures of one file.

    name  the file's name as the user knows it, where `path` is a copy of an upload
    Raises UserError for a file that is none of DfE's, is cut off, holds text where a number belongs, or lacks
    a column: a table whose columns were renamed is refused, and the columns that are missing are named.
    """
    file = name or path.name
    content = _content(path, file)
    digest = hashlib.sha256(content).hexdigest()
    names, cells, lines = _cells(content, file)
    if _is_neighbours(names):
        return _neighbours(names, cells, lines, file, digest)
    table = _table_of(names, file)
    frame = pl.DataFrame(
        dict(zip(names, map(list, zip(*cells, strict=True)), strict=True)),
        schema=dict.fromkeys(names, pl.String),
    ).with_columns(line=pl.Series(lines, dtype=pl.Int64))
    placed, twice = _once(_placed(frame, table, file), table, file)
    read = _populations if table is POPULATIONS else _figures
    found, release_year = read(placed, table, names, file)
    return _whole(found, table, placed, release_year, twice, file, digest)


_WE_READ: Final = (
    "We can read, as downloaded from Explore Education Statistics (CSV): tables "
    f"{', '.join(table.code for table in TABLES if len(table.code) == 2)} of Children in need, absence by "
    "social care group, mid-year population estimates, and statistical neighbours (2021 and 2025)."
)


def _content(path: Path, file: str) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError:
        raise UserError(
            f"{file} cannot be opened.\nCheck that it is there and that you may read it."
        ) from None
    if not size:
        raise UserError(f"{file} is empty.\nDownload it again and check its size.")
    if size > LARGEST_BYTES:
        raise UserError(f"{file} is far larger than any file of published figures.\n{_WE_READ}")
    return content


def _cells(content: bytes, file: str) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings in small letters, rows of cells, and the line that each row ends on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(
            f"{file} is not UTF-8 text, so it is not as downloaded.\n{_WE_READ}"
        ) from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        names = _small(next(reader, []))
        rows = [(row, reader.line_num) for row in reader if any(row)]
    except csv.Error:
        raise UserError(
            f"{file}, line {reader.line_num}: this line cannot be split into columns.\n{_AGAIN}"
        ) from None
    if not (_is_wide(names) or _is_neighbours(names)):
        raise UserError(f"{file} is not a file of published figures that we can read.\n{_WE_READ}")
    for row, line in rows:
        if len(row) != len(names):
            raise UserError(
                f"{file}, line {line}: {len(row)} columns, and its headings are {len(names)}.\n{_AGAIN}"
            )
    if not rows:
        raise UserError(f"{file} holds headings and no figures.\n{_AGAIN}")
    if not text.endswith(("\n", "\r")):
        raise UserError(
            f"{file} is cut off in its last line, where a figure may have lost digits.\n{_AGAIN}"
        )
    cells, lines = zip(*rows, strict=True)
    return names, list(cells), list(lines)


_AGAIN: Final = "The file seems cut off or changed since it was downloaded: download it again."


def _small(names: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in names]


def _is_wide(names: Iterable[str]) -> bool:
    return {"time_period", "geographic_level"} <= set(names)


def _is_neighbours(names: Sequence[str]) -> bool:
    return any(_NEIGHBOUR.fullmatch(name) for name in names)


def _table_of(names: list[str], file: str) -> Table:
    """The table that the headings are of.

    Raises UserError where a heading stands twice, where no table is told by them, or where the table that is
    told lacks columns that we need: those of a year in which DfE changed them.
    """
    again = next((name for name in names if names.count(name) > 1), None)
    if again is not None:
        raise UserError(f"{file}: the heading {again} stands twice.\n{_AGAIN}")
    held = set(names)
    told = [one for one in (*TABLES, POPULATIONS) if all(held & set(each) for each in one.told_by)]
    if not told:
        partly = [one for one in (*TABLES, POPULATIONS) if _missing(one, held) != list(one.needed)]
        if not partly:
            raise UserError(f"{file} is of a table that we do not read.\n{_WE_READ}")
        # The table that fewest columns are missing of: most likely the one whose columns were renamed.
        told = [min(partly, key=lambda one: len(_missing(one, held)) / len(one.needed))]
    table = told[0]
    lacking = [name for name in PLACE_COLUMNS if name not in held]
    lacking += [" or ".join(each) for each in _missing(table, held)]
    if lacking:
        raise UserError(
            f"{file} looks like table {table.code} ({table.about}), and lacks the columns that hold its "
            f"figures: {', '.join(lacking)}.\nThe publisher may have renamed them in this release. Nothing "
            "of it was read: load the release before it, and tell whoever looks after this program."
        )
    return table


def _missing(table: Table, held: set[str]) -> list[Aliases]:
    return [each for each in table.needed if not held & set(each)]


def _placed(frame: pl.DataFrame, table: Table, file: str) -> pl.DataFrame:
    """Rows of areas that we read, with `area`, `level`, `name`, `year`, `school_year` and `category`."""
    identifier = pl.col("time_identifier").str.strip_chars().str.to_lowercase()
    level = pl.col("geographic_level").str.strip_chars().str.to_lowercase()
    wanted = frame.filter(
        level.is_in(list(_LEVELS)),
        *(
            pl.col(name).str.strip_chars().str.to_lowercase().is_in(list(values))
            for name, values in table.only.items()
        ),
    ).with_columns(
        pl.col("time_period").str.strip_chars(),
        level=level.replace_strict(_LEVELS, return_dtype=pl.String),
        digits=identifier.replace_strict(_YEARS, default=None, return_dtype=pl.UInt32),
        code=pl.col("old_la_code").str.strip_chars(),
    )
    if wanted.is_empty():
        raise UserError(
            f"{file} has no row of England, a region or a local authority that we could read.\n{_AGAIN}"
        )
    _refuse(
        wanted.filter(
            ~(
                pl.col("time_period").str.contains(r"^(19|20)\d\d(\d\d)?$")
                & (pl.col("time_period").str.len_chars() == pl.col("digits"))
            ).fill_null(False)
        ),
        file,
        "its time_period is not a year that we know how to read",
    )
    _refuse(
        wanted.filter((pl.col("level") == "authority") & ~pl.col("code").str.contains(r"^\d{3}$")),
        file,
        "its old_la_code is not three digits",
    )
    return wanted.with_columns(
        school_year=pl.col("time_identifier").str.to_lowercase().str.contains("academic"),
        # A year told by both its halves (202425) is known by the one that it ended in.
        year=pl.col("time_period").str.head(4).cast(pl.Int32)
        + (pl.col("digits") == 6).cast(pl.Int32),
        name=_name(),
        category=_category(table),
    ).with_columns(
        area=pl.when(pl.col("level") == "authority").then("code").otherwise("name"),
    )


def _name() -> pl.Expr:
    code, name = (pl.col(f"region_{what}").str.strip_chars() for what in ("code", "name"))
    return (
        pl.when(pl.col("level") == "England")
        .then(pl.lit("England"))
        .when(pl.col("level") == "region")
        .then(code.replace_strict(REGIONS, default=name, return_dtype=pl.String))
        .otherwise(pl.col("la_name").str.strip_chars())
    )


def _category(table: Table) -> pl.Expr:
    if not table.category:
        return pl.lit("")
    words = pl.col(table.category).str.strip_chars().str.to_lowercase()
    first = words.str.extract(r"^(\w+)", 1)
    return pl.when(first.is_in(list(SOCIAL_CARE_GROUPS))).then(first).otherwise(words)


_PLACE: Final = ("category", "area", "level", "year")


def _once(placed: pl.DataFrame, table: Table, file: str) -> tuple[pl.DataFrame, int]:
    """Each area and year once, and how many rows said the same again.

    Raises UserError where two rows of an area and year do not say the same: nobody can tell which is right.
    """
    of_file = [name for name in placed.columns if name not in ("line", "code", "digits")]
    once = placed.unique(of_file, keep="first", maintain_order=True)
    clash = once.filter(pl.struct(_PLACE).is_duplicated())
    if clash.height:
        first = clash.row(0, named=True)
        raise UserError(
            f"{file}, line {first['line']}: {first['name']} in {first['year']} stands in the file more than "
            f"once, with other figures.\nTable {table.code} has one row of each area and year: download it "
            "again."
        )
    return once, placed.height - once.height


def _refuse(rows: pl.DataFrame, file: str, what: str) -> None:
    if rows.height:
        more = f" (and {rows.height - 1} more lines)" if rows.height > 1 else ""
        raise UserError(f"{file}, line {rows['line'][0]}{more}: {what}.\n{_AGAIN}")


def _column(names: Iterable[str], aliases: Aliases) -> str | None:
    held = set(names)
    return next((name for name in aliases if name in held), None)


def _plain(column: str) -> pl.Expr:
    """The text of a cell without blanks around it, the brackets of a mark, or the commas of thousands."""
    text = pl.col(column).str.strip_chars().str.to_lowercase()
    return (
        pl.when(text.str.contains(_THOUSANDS))
        .then(text.str.replace_all(",", "", literal=True))
        .otherwise(text.str.strip_prefix("[").str.strip_suffix("]"))
    )


def _without_percent(column: str) -> pl.Expr:
    return _plain(column).str.strip_suffix("%").str.strip_chars()


def _number(text: pl.Expr) -> pl.Expr:
    """The number of a text; null for a mark."""
    return pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Float64)


def _marker(text: pl.Expr) -> pl.Expr:
    """The mark that stands where a number would; null where a number does."""
    return (
        pl.when(text.is_in(list(MARKERS)))
        .then(text)
        .when(text == "")
        .then(pl.lit(_BLANK))
        .otherwise(pl.lit(None, dtype=pl.String))
    )


def _check_cells(placed: pl.DataFrame, columns: Iterable[tuple[str, bool]], file: str) -> None:
    """Refuse a text that is neither a number nor a mark, and a percentage where a count belongs."""
    for column, percent in columns:
        text = _without_percent(column) if percent else _plain(column)
        if not percent:
            _refuse(
                placed.filter(text.str.ends_with("%")),
                file,
                f"{column} holds a percentage, and a number of children or events belongs there",
            )
        _refuse(
            placed.filter(~(text.str.contains(_NUMBER) | text.is_in([*MARKERS, ""]))),
            file,
            f"{column} holds neither a number nor a mark that we know ({', '.join(MARKERS)})",
        )
        if percent:
            _refuse(placed.filter(_number(text) > 100), file, f"{column} is more than 100 per cent")


def _figures(
    placed: pl.DataFrame, table: Table, names: list[str], file: str
) -> tuple[dict[str, pl.DataFrame], int]:
    newest = int(placed.select(pl.col("year").max()).item())
    found = [_of_line(placed, line, names, file) for line in table.lines]
    rows = pl.concat(found).with_columns(
        release=pl.lit(f"{table.dataset}, {newest} release"),
        release_year=pl.lit(newest, pl.Int32),
        source=pl.lit(f"table {table.code}, {file}" if len(table.code) == 2 else file),
    )
    columns = PublishedFigures.column_names()
    return {"published_figures": PublishedFigures.validate(rows.select(columns))}, newest


def _of_line(placed: pl.DataFrame, line: Line, names: list[str], file: str) -> pl.DataFrame:
    """The rows of one figure: as printed, or worked out from its counts to one decimal."""
    counts = [str(_column(names, each)) for each in line.numerator]
    of = _column(names, line.denominator)
    printed = _column(names, line.printed)
    percent = line.unit == "percent"
    columns = [*((name, False) for name in counts), *([(of, False)] if of else [])]
    _check_cells(placed, [*columns, *([(printed, percent)] if printed else [])], file)
    parts = [_number(_plain(name)) for name in counts]
    marks = pl.coalesce(_marker(_plain(name)) for name in (*counts, *([of] if of else [])))
    numerator = pl.sum_horizontal(parts) if len(parts) > 1 else parts[0]
    whole = pl.all_horizontal(part.is_not_null() for part in parts)
    rows = placed.with_columns(
        numerator=pl.when(whole).then(numerator),
        denominator=_number(_plain(of)) if of else pl.lit(None, pl.Float64),
    )
    if printed:
        text = _without_percent(printed) if percent else _plain(printed)
        rows = rows.with_columns(printed=text, value=_number(text), marker=_marker(text))
    else:
        share = pl.col("numerator") / pl.col("denominator") * 100
        rows = rows.with_columns(
            printed=pl.lit(""),
            value=pl.when(pl.col("denominator") > 0).then(
                share.round(1, mode="half_away_from_zero")
            ),
            marker=marks,
        ).with_columns(
            marker=pl.when(pl.col("denominator") == 0).then(pl.lit("z")).otherwise("marker")
        )
    return rows.select(
        pl.lit(line.comparator).alias("comparator"),
        category=pl.lit(line.category) if line.category else "category",
        area="area",
        level="level",
        year="year",
        name="name",
        school_year="school_year",
        printed="printed",
        value="value",
        marker="marker",
        numerator="numerator",
        denominator="denominator",
        derived=pl.lit(printed is None),
        unit=pl.lit(line.unit),
    )


def _populations(
    placed: pl.DataFrame, table: Table, names: list[str], file: str
) -> tuple[dict[str, pl.DataFrame], int]:
    column = str(_column(names, table.lines[0].numerator[0]))
    _check_cells(placed, [(column, False)], file)
    newest = int(placed.select(pl.col("year").max()).item())
    rows = placed.select(
        "area",
        "level",
        pl.col("year").alias("mid_year"),
        "name",
        residents=_number(_plain(column)).round().cast(pl.Int64),
        marker=_marker(_plain(column)),
        release_year=pl.lit(newest, pl.Int32),
        source=pl.lit(file),
    )
    return {"populations": Populations.validate(rows)}, newest


def _whole(
    found: dict[str, pl.DataFrame],
    table: Table,
    placed: pl.DataFrame,
    release_year: int,
    twice: int,
    file: str,
    digest: str,
) -> Published:
    years = placed["year"]
    authorities = placed.filter(pl.col("level") == "authority")
    release = (
        f"Mid-{release_year} population estimates"
        if table is POPULATIONS
        else f"{table.dataset}, {release_year} release"
    )
    kind = f"{table.code}: {table.about}" if len(table.code) == 2 else table.about
    return Published(
        digest=digest,
        file=file,
        kind=kind,
        table=table.code,
        release=release,
        release_year=release_year,
        first_year=int(years.min()),  # type: ignore[arg-type]
        last_year=release_year,
        areas=authorities["area"].n_unique(),
        rows=placed.height,
        tables=found,
        notes=tuple(_notes(found, authorities, release_year, twice)),
    )


def _notes(
    found: dict[str, pl.DataFrame], authorities: pl.DataFrame, newest: int, twice: int
) -> Iterator[str]:
    marked = sum(frame["marker"].count() for frame in found.values())
    if marked:
        yield (
            f"{marked:,} figures are not given but marked ({', '.join(MARKERS)}, or left blank): they stay "
            "marked and are never read as 0."
        )
    if twice:
        yield f"{twice:,} rows say again what a row before them says: each was counted once."
    ended = (
        authorities.group_by("area")
        .agg(pl.col("year").max(), pl.col("name").last())
        .filter(pl.col("year") < newest)
        .sort("area")
    )
    if ended.height > ENDED_NAMED:
        yield f"{ended.height} authorities have no rows in {newest}."
    elif ended.height:
        named = ", ".join(f"{name} ({area}) {year}" for area, year, name in ended.iter_rows())
        yield (
            f"The last rows of these authorities are older than {newest}; they may no longer exist: {named}."
        )


def _neighbours(
    names: list[str], cells: list[list[str]], lines: list[int], file: str, digest: str
) -> Published:
    """A model of statistical neighbours: headings stand twice in it, so columns are told by place."""
    own = next((name for name in _NEIGHBOUR_AREAS if name in names), None)
    if own is None:
        raise UserError(
            f"{file} looks like statistical neighbours, and lacks the column that says of whom: "
            f"{' or '.join(_NEIGHBOUR_AREAS)}.\n{_AGAIN}"
        )
    places = [
        (place, told) for place, name in enumerate(names) if (told := _NEIGHBOUR.fullmatch(name))
    ]
    model = _MODELS[places[0][1][1]]
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for row, line in zip(cells, lines, strict=True):
        area = row[names.index(own)].strip()
        for place, told in places:
            neighbour = row[place].strip()
            if not neighbour:
                continue
            if not (_CODE.fullmatch(area) and _CODE.fullmatch(neighbour)):
                raise UserError(
                    f"{file}, line {line}: an authority's code is not three digits.\n{_AGAIN}"
                )
            if found.setdefault((area, neighbour), (int(told[2]), _closeness(names, row, place)))[
                0
            ] != int(told[2]):
                raise UserError(
                    f"{file}, line {line}: authority {area} has the neighbour {neighbour} more than once."
                    f"\n{_AGAIN}"
                )
    frame = StatisticalNeighbours.validate(
        pl.DataFrame(
            [
                (area, neighbour, rank, closeness, model, file)
                for (area, neighbour), (rank, closeness) in found.items()
            ],
            schema=StatisticalNeighbours.create_empty().schema,
            orient="row",
        )
    )
    return Published(
        digest=digest,
        file=file,
        kind="statistical neighbours",
        table="statistical neighbours",
        release=f"Statistical neighbours, {model} model",
        release_year=model,
        first_year=model,
        last_year=model,
        areas=frame["area"].n_unique(),
        rows=len(cells),
        tables={"statistical_neighbours": frame},
        notes=(),
    )


def _closeness(names: list[str], row: list[str], place: int) -> str:
    """The word for how close a neighbour is, in the column after it."""
    beside = place + 1
    if beside < len(names) and names[beside].startswith("sn") and names[beside].endswith("p"):
        return row[beside].strip()
    return ""
