"""What an insider must not be left alone with: sums that hide fewer than three counts, or few people.

A parent or a worker may know one number. Where a sum hides two, the other follows; where all that it
hides comes to five or fewer, the rest is smaller still. A count that readers can subtract is not hidden,
and one that is printed nowhere is hidden only if it is protected; but it keeps others company.
"""

import numpy as np

from metrics.disclosure.equations import Flags, Real, not_subtracted
from metrics.disclosure.moves import Piece

FEWEST_HIDDEN = 3
"""Counts in a sum that hides any."""


def needed(piece: Piece, unknown: Flags) -> Flags:
    """Further cells to hide so that no sum is left lonely: in each the cheapest, until none is.

    A cell in several lonely sums is cheaper for each of them.
    """
    hidden = unknown.copy()
    may = piece.hideable & not_subtracted(piece.pattern, piece.unknown | piece.hideable)
    by_cell = piece.pattern.T.tocsr()
    while True:
        alone = lonely(piece, hidden)
        if not alone.any():
            return hidden & ~piece.unknown
        price = piece.cost / np.maximum(by_cell @ alone.astype(np.int64), 1)
        found = False
        for row in np.flatnonzero(alone):
            cells = piece.pattern.indices[slice(*piece.pattern.indptr[row : row + 2])]
            cells = cells[(may & ~hidden)[cells]]
            # One at a time: what it hides may be company enough for its other sums.
            hidden[cells[np.argsort(price[cells], kind="stable")[:1]]] = True
            found |= len(cells) > 0
        if not found:
            # Subtraction elsewhere gives a count away that would be company here.
            hidden |= may


def lonely(piece: Piece, unknown: Flags) -> Flags:
    """Which sums hide fewer counts or people than an insider is to be kept from, and could hide more."""
    left = not_subtracted(piece.pattern, unknown)
    most = not_subtracted(piece.pattern, piece.unknown | piece.hideable)
    hides = piece.pattern @ (left & (piece.primary | piece.printed)).astype(np.int64) > 0
    few, fewest = (piece.pattern @ cells.astype(np.int64) for cells in (left, most))
    people, at_most = (_people(piece, cells) for cells in (left, most))
    return np.asarray(
        hides
        & (
            (few < np.minimum(fewest, FEWEST_HIDDEN))
            | (people < np.minimum(at_most, piece.largest_hidden + 1))
        )
    )


def _people(piece: Piece, unknown: Flags) -> Real:
    """How many people a sum hides; without end where a whole and a part of it are both hidden.

    Of those, readers know only how far they differ.
    """
    sides = [piece.equations.multiply(way).maximum(0).tocsr() for way in (1, -1)]
    hidden = unknown.astype(np.float64)
    both = (sides[0] @ hidden > 0) & (sides[1] @ hidden > 0)
    people = (sides[0] + sides[1]) @ (hidden * piece.value)
    return np.asarray(np.where(both, np.inf, people))
