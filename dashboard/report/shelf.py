"""Submitted reports, kept as they were submitted: a file each, named by its digest, written once."""

import os
import tempfile
from pathlib import Path
from typing import Final

from dashboard.report.seal import digest_of
from data.problems import UserError

FOLDER: Final = "reports"


def keep(store: Path, source: bytes) -> str:
    """Keep the source of a report; its digest. It is there whole, or not at all."""
    digest = digest_of(source)
    place = store / FOLDER / f"{digest}.json"
    try:
        if place.exists() and digest_of(place.read_bytes()) == digest:
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, coming = tempfile.mkstemp(dir=place.parent, prefix=".coming-")
        with os.fdopen(handle, "wb") as file:
            file.write(source)
            file.flush()
            os.fsync(file.fileno())
        Path(coming).replace(place)
    except OSError as fault:
        raise UserError(
            f"The report cannot be kept in {place.parent}: {fault.strerror}. It was not submitted.\n"
            "Check that there is room and that you may write there."
        ) from None
    return digest


def held(store: Path, digest: str) -> bytes:
    """The source of a submitted report. Raises UserError where it is missing or was changed."""
    try:
        source = (store / FOLDER / f"{digest}.json").read_bytes()
    except OSError:
        raise UserError(
            f"The report that was submitted ({digest[:12]}) is not in {store / FOLDER}.\n"
            "Put the folder back from its last copy, or submit the report again."
        ) from None
    if digest_of(source) != digest:
        raise UserError(
            f"The report that was submitted ({digest[:12]}) is not as it was.\n"
            "Put the folder back from its last copy, or submit the report again."
        )
    return source
