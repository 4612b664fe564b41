"""Frames by name, each made when it is first asked for: a measure needs one or two of some ninety."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

Tables = Mapping[str, pl.DataFrame]
"""Frames by their name."""

Makers = Mapping[str, Callable[[], pl.DataFrame]]
"""How each frame is made, by its name."""


class Frames(Mapping[str, pl.DataFrame]):
    """Frames that are made once, at their first use.

    makers  how each is made
    beside  frames of other names, handed on as they are
    Raises KeyError for a name that neither has.
    """

    def __init__(self, makers: Makers, beside: Mapping[str, pl.DataFrame] | None = None) -> None:
        self._makers = makers
        self._beside = beside or {}
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._makers:
            return self._beside[name]
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._beside), **dict.fromkeys(self._makers)})

    def __len__(self) -> int:
        return len({*self._beside, *self._makers})
