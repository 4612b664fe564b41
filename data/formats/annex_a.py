"""Ofsted's Annex A workbook: not read yet."""

import datetime as dt
from pathlib import Path
from typing import Final

from data.formats import Progress, Raw
from data.problems import UserError

NAME: Final = "Annex A"
FILLS: Final[dict[str, tuple[str, ...]]] = {}


def recognises(path: Path) -> bool:
    """Not yet."""
    return False


def covers_from(as_at: dt.date) -> dt.date:
    """Not yet."""
    return as_at


def read(path: Path, progress: Progress | None = None) -> Raw:
    """Not yet."""
    raise UserError(f"{path.name} cannot be read yet.")
