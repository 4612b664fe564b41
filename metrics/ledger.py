"""What earlier releases of a partnership showed and hid: what their readers know beside the next one.

Every release keeps, on the analyst's side, its counts as one list of cells with the sums between them
(`metrics.disclosure.linked`), joined with those of all releases before it (`metrics.disclosure.joined`).
So the newest release's list is the whole ledger.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from data.agreement import Protection
from data.problems import UserError
from metrics.figures import KEY

Schema = dict[str, type[pl.DataType]]

CELLS: Schema = {
    "fingerprint": pl.UInt64,
    "value": pl.Int64,
    "who": pl.UInt64,
    "shown": pl.Boolean,
    "counted": pl.Boolean,
    "primary": pl.Boolean,
    "tier": pl.Int64,
}
"""One row: a count of any release. Its number is its place in the list, and never changes.

fingerprint, value, who  see `linked.CELL`
shown      readers have seen it
counted    not shown, and readers know that it is not 0, for a 0 would be shown
primary    must not be worked out
tier       as in `equations.Problem`
"""

EQUATIONS: Schema = {"equation": pl.Int64, "cell": pl.Int64, "coefficient": pl.Int64}
"""One row: a cell of a sum that readers know must hold."""

PLACE = (*KEY, "cell")
"""Where a count stands; `cell` is "met", "of", "rest" (of those who did not) or a state."""

PLACES: Schema = {
    **dict.fromkeys(PLACE, pl.String),
    "period_start": pl.Date,
    "value": pl.Int64,
    "total": pl.Int64,
    "at": pl.Int64,
    "withdrawn": pl.Boolean,
}
"""One row: a count that has stood in a place, and the total beside it then.

at         its cell
withdrawn  its whole table was not printed when the count first stood there beside that total
"""

PUBLISHED: Schema = {name: PLACES[name] for name in (*PLACE, "value")}
"""One row: a count of ours that others have published."""

NOTHING_PUBLISHED = pl.DataFrame(schema=PUBLISHED)

MOVES: Schema = {"move": pl.Int64, "cell": pl.Int64, "step": pl.Int64}
"""One row: by how much a move changes a cell. See `disclosure.witnesses`."""

ANSWERS: Schema = {
    **dict.fromkeys(("measure", "characteristic", "adjuster", "area", "period_kind"), pl.String),
    "period_start": pl.Date,
    "group": pl.String,
    **dict.fromkeys(("adjusted", "adjusted_lower", "adjusted_upper"), pl.Float64),
    "uneven": pl.Boolean,
    "verdict": pl.String,
}
"""One row: an adjusted answer, what names it and what it says (scrutiny.adjustments)."""

FRAMES: dict[str, Schema] = {
    "ledger_cells": CELLS,
    "ledger_equations": EQUATIONS,
    "ledger_places": PLACES,
    "ledger_moves": MOVES,
}
"""What is kept beside the true counts of a release."""


NO_ANSWERS = pl.DataFrame(schema=ANSWERS)


@dataclass(frozen=True, eq=False)
class Ledger:
    """All earlier releases as one list of cells, sums and places, and the newest one's printed figures.

    releases  digests, oldest first
    figures   what the newest of them printed, with its `as_at`, and the `protection` of them all: None
              before the first release
    answers   the adjusted answers that any of them printed (ANSWERS)
    """

    releases: tuple[str, ...]
    cells: pl.DataFrame
    equations: pl.DataFrame
    places: pl.DataFrame
    moves: pl.DataFrame
    figures: pl.DataFrame | None = None
    as_at: str | None = None
    protection: Protection | None = None
    answers: pl.DataFrame = field(default_factory=lambda: NO_ANSWERS)

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """What is kept, by name."""
        kept = (self.cells, self.equations, self.places, self.moves)
        return dict(zip(FRAMES, kept, strict=True))


def ledger_of(
    releases: tuple[str, ...],
    frames: Mapping[str, pl.DataFrame],
    figures: pl.DataFrame | None = None,
    as_at: str | None = None,
    protection: Protection | None = None,
) -> Ledger:
    """A ledger from its frames by name (FRAMES)."""
    cells, equations, places, moves = (frames[name] for name in FRAMES)
    return Ledger(releases, cells, equations, places, moves, figures, as_at, protection)


EMPTY = ledger_of((), {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()})
"""Before the first release."""


def taken_up(
    digest: str,
    manifest: Mapping[str, Any],
    counts: Mapping[str, pl.DataFrame],
    figures: pl.DataFrame,
) -> Ledger:
    """The ledger that the next release must keep to.

    digest, manifest, figures  of the newest release, and the figures it printed
    counts   what is kept on the analyst's side beside it
    Raises UserError where that release kept no ledger: an earlier version of this program made it.
    """
    missing = [
        name
        for name, schema in FRAMES.items()
        if name not in counts or dict(counts[name].schema) != schema
    ]
    if missing or not {"ledger", "protection"} <= set(manifest):
        raise UserError(
            f"Release {digest[:12]} was made by an earlier version of this program, which kept no list of "
            "what it hid: nobody can tell what a new release would give away beside it.\n"
            f"If nobody but you has seen it, take it back (partnership take-back {digest[:12]}) and make "
            "the new one. Else begin a new store for what is published from now on."
        )
    protection = Protection(**manifest["protection"])
    return ledger_of((*manifest["ledger"], digest), counts, figures, manifest["as_at"], protection)
