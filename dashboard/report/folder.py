"""The folder of a report: three forms of one source, its tables as data, and a list that binds them together.

`content.json` is the source: the words and figures that the lead partners signed. Everything else is made
from it and from who signed. The same report gives the same bytes.
"""

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from dashboard.report import annex
from dashboard.report.html import as_html
from dashboard.report.paper import (
    Block,
    Bullets,
    Heading,
    Paper,
    Paragraph,
    Quotation,
    as_data,
    from_data,
    table,
)
from dashboard.report.pdf import as_pdf
from dashboard.report.seal import Seal, digest_of
from dashboard.report.word import as_word
from dashboard.signoff import Report, State
from data.entries import LONDON
from data.problems import UserError, day_in_words

FORMS: Final = ("pdf", "docx", "html")
CONTENT, MANIFEST, SIGNATURES = "content.json", "manifest.json", "signatures.json"
FORMAT: Final = 1
DRAFT: Final = "Draft, not for publication: "


@dataclass(frozen=True)
class Content:
    """The words and figures of a report, as they are signed.

    paper  as `assembly` put it together;  release  digest of the release;  key  the service's public half
    """

    paper: Paper
    year: str
    release: str
    key: str


def packed(content: Content) -> bytes:
    """The source as it is stored; its digest is what lead partners sign."""
    paper = content.paper
    facts = {
        "format": FORMAT,
        "title": paper.title,
        "author": paper.author,
        "written": paper.written.isoformat(),
        "year": content.year,
        "release": content.release,
        "key": content.key,
        "blocks": as_data(paper.blocks),
    }
    return (json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def unpacked(held: bytes) -> Content:
    """The source again. Raises UserError where it is none of ours."""
    try:
        facts = json.loads(held)
        blocks = from_data(facts["blocks"])
        day = dt.date.fromisoformat(facts["written"])
        paper = Paper(facts["title"], facts["author"], day, blocks, contents=True)
        return Content(paper, facts["year"], facts["release"], facts["key"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(
            f"{CONTENT} is no source of a report, or it is damaged.\nTake the folder as it was published."
        ) from None


def sections(paper: Paper) -> dict[str, tuple[Block, ...]]:
    """Title to blocks of each section of a paper."""
    found: dict[str, list[Block]] = {}
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found[block.text] = []
        elif found:
            found[next(reversed(found))].append(block)
    return {title: tuple(blocks) for title, blocks in found.items()}


def signed(report: Report) -> list[dict[str, Any]]:
    """The signatures that hold, each with what it says and the service's seal."""
    return [{"said": dict(one.entry.body["said"]), "seal": one.seal} for one in report.signatures]


def finished(content: Content, report: Report, digest: str) -> Paper:
    """The paper with its last annex: who signed which words and figures, when, and how to check it."""
    title = content.paper.title if report.state in _FINAL else DRAFT + content.paper.title
    blocks = (*content.paper.blocks, *_sign_off(report, digest, content.key))
    return replace(content.paper, title=title, blocks=blocks)


_FINAL: Final = (State.SIGNED, State.PUBLISHED)


def _sign_off(report: Report, digest: str, key: str) -> list[Block]:
    made: list[Block] = [
        Heading("Who signed this report, and how to check it", 1, "annex-signatures")
    ]
    rows = [
        {
            "Name": one["said"]["name"],
            "Role": one["said"]["role"],
            "Signed": _moment(one["said"]["at"]),
            "Seal begins with": one["seal"][:16],
        }
        for one in signed(report)
    ]
    made += table("Lead safeguarding partners who signed these words and figures", rows)
    if not rows:
        made.append(Paragraph("Nobody has signed it yet."))
    where = report.published
    if where is not None:
        day = dt.date.fromisoformat(where.body["on"])
        made.append(Paragraph(f"Published on {day_in_words(day)}: {where.body['where']}"))
    made += [
        Paragraph("Each signature binds the same words and figures, whose digest is:"),
        Quotation(digest),
        Paragraph("The key with which they can be checked:"),
        Quotation(key),
        Paragraph(
            "Whoever holds the folder of this report can check it without a network: partnership verify "
            "FOLDER. One changed letter makes the check fail."
        ),
    ]
    if report.errata:
        made.append(Heading("Corrections since publication", 2))
        made.append(
            Bullets(tuple(f"{day_in_words(one.day)}: {one.body['text']}" for one in report.errata))
        )
    return made


def _moment(at: str) -> str:
    moment = dt.datetime.fromisoformat(at).astimezone(LONDON)
    return f"{day_in_words(moment.date())}, {moment:%H:%M}"


def files_of(content: Content, report: Report, forms: Sequence[str] = FORMS) -> dict[str, bytes]:
    """Every file of the folder but the list that binds them, by its name."""
    source = packed(content)
    paper = finished(content, report, digest_of(source))
    made: dict[str, bytes] = {
        CONTENT: source,
        SIGNATURES: as_json(signed(report)),
        **annex.files(content.paper.blocks),
        "data.xlsx": annex.workbook(content.paper.blocks, paper.title, paper.written),
    }
    for form in forms:
        made[f"report.{form}"] = FORM[form](paper)
    return made


FORM: Final[Mapping[str, Callable[[Paper], bytes]]] = {
    "pdf": as_pdf,
    "docx": as_word,
    "html": lambda paper: as_html(paper).encode(),
}


def manifest_of(files: Mapping[str, bytes], content: Content, report: Report, seal: Seal) -> bytes:
    """The list that binds the files of a folder: their digests, sealed with the service's key."""
    said = {
        "format": FORMAT,
        "partnership": content.paper.author,
        "year": content.year,
        "state": str(report.state),
        "release": content.release,
        "report": digest_of(files[CONTENT]),
        "key": seal.public,
        "files": {name: digest_of(held) for name, held in sorted(files.items())},
    }
    return as_json({**said, "seal": seal.of(said)})


def as_json(value: Any) -> bytes:
    """A value in the one form in which the folder holds it."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def write(
    folder: Path,
    content: Content,
    report: Report,
    seal: Seal,
    forms: Sequence[str] = FORMS,
    more: Mapping[str, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write the folder, whole or not at all; what stood there of an earlier report is replaced.

    more  further files, by their names
    Raises UserError where the folder holds anything else, or cannot be written.
    """
    if folder.exists() and not _is_ours(folder):
        raise UserError(
            f"{folder} holds other files, and they were left as they are.\nName an empty or a new folder."
        )
    if content.key != seal.public:
        raise UserError(
            "The key of this service is not the one that the report prints, so that nobody could check it. "
            "Nothing was written.\nPut the file report-key of the store back from its last copy."
        )
    files = {**files_of(content, report, forms), **(more or {})}
    files[MANIFEST] = manifest_of(files, content, report, seal)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
            ready = Path(beside) / "ready"
            for name, held in files.items():
                place = ready / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(held)
            _put(ready, folder, Path(beside) / "before")
    except OSError as fault:
        raise UserError(
            f"The report cannot be written to {folder}: {fault.strerror or fault}.\n"
            "Check that there is room and that you may write there."
        ) from None
    return tuple(folder / name for name in files)


def _put(ready: Path, folder: Path, before: Path) -> None:
    """Put a folder in the place of another; where that fails, the other stands there again."""
    if folder.exists():
        shutil.move(folder, before)
    try:
        shutil.move(ready, folder)
    except OSError:
        if before.exists():
            shutil.move(before, folder)
        raise


def _is_ours(folder: Path) -> bool:
    """Whether a folder is empty, or holds a report and nothing else."""
    if not folder.is_dir():
        return False
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    if not there:
        return True
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return there <= {*listed, MANIFEST}
