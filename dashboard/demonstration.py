"""The invented partnership: its folder, its files, and what its people wrote."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from dashboard import challenges, releasing, signoff
from data import demo
from data.comparators import load_published
from data.problems import UserError
from data.pseudonyms import create_key
from data.records import Records
from data.warehouse import Store
from metrics.methods import METHODS


def write_their_records(store: Store) -> None:
    """Write what the invented people have to say of the newest release, where nobody wrote of it yet."""
    from dashboard.demonstration_records import write_records
    from dashboard.demonstration_report import write_report
    from dashboard.demonstration_year import write_year

    agreement = store.agreement()
    rules = challenges.Rules.of(agreement)

    def records(now: Callable[[], dt.datetime]) -> Records:
        return Records.of(store.folder, now=now)

    release = releasing.current(store)
    write_records(records, rules, release)
    write_year(records, rules, release)
    write_report(records, rules, signoff.signatories(agreement))


MARK = "EVERYTHING HERE IS INVENTED.txt"
"""The file by which a demonstration's folder is known; no other folder is ever cleared."""


def is_demonstration(folder: Path) -> bool:
    """Whether a store is that of the invented partnership."""
    return (folder / MARK).exists()


def is_ready(folder: Path) -> bool:
    """True where a finished demonstration stands, whole, that this version made."""
    if not is_demonstration(folder):
        return False
    store = Store(folder)
    held = store.newest_release()
    if held is None or held[1]["method_version"] != METHODS[-1].version:
        return False
    if not {"published", "protection"} <= held[1].keys():  # earlier versions kept less in a release
        return False
    return not store.damaged()


def write(
    folder: Path, progress: Callable[[float], None] | None = None, children_scale: float = 1.0
) -> tuple[demo.WrittenFile, ...]:
    """Write the invented partnership's agreement, key and files; the files, in the order of loading.

    children_scale  how many times as many children as usual
    What an earlier version or a stopped run left of a demonstration there is cleared first.
    Raises UserError where the folder holds anything else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not is_demonstration(folder):
            raise UserError(
                f"{folder} holds something else, which was kept as it is.\n"
                "Choose another folder for the invented partnership: partnership demo --folder FOLDER"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text(
        "No child, family or authority in this folder is real.\n"
        "It is cleared and made anew when `partnership demo` needs it.\n",
        encoding="utf-8",
    )
    written = demo.write_demonstration(
        folder / "files", children_scale=children_scale, progress=progress
    )
    shutil.copy(folder / "files" / demo.AGREEMENT, folder / "agreement.toml")
    shutil.copytree(folder / "files" / demo.MAPPINGS, folder / demo.MAPPINGS)
    create_key(folder / "key")
    for path in sorted((folder / "files" / demo.PUBLISHED).glob("*.csv")):
        load_published(Store(folder), path)
    return written
