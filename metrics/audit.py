"""The attack on a release as it was printed: what its readers could work out, with all that they know.

Nothing of what the release says of its own protection is believed. What is hidden is what its frames do not
show; the true counts are the analyst's; the sums, the earlier releases and what others published are those
that any reader has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import polars as pl

from metrics.areas import PARTNERSHIP
from metrics.disclosure import attack, witnesses
from metrics.disclosure.joined import Joined, joined, places_of
from metrics.disclosure.linked import (
    CELL,
    PLACE_OF_CHILDREN,
    WHO_OF_A_STATE,
    fingerprint,
    linked,
    who,
)
from metrics.disclosure.policy import DFE_LOCAL, Policy
from metrics.disclosure.protect import PROTECTED, still_secret, with_tables
from metrics.figures import KEY
from metrics.ledger import PLACE, Ledger
from metrics.measure import Measure
from metrics.printed_answers import unsupported
from metrics.printed_counts import other_numbers, without_counts
from metrics.scrutiny.given_back import ANSWER, CUBE, crossed, given_back, printed_in

Frames = Mapping[str, pl.DataFrame]
Earlier = Mapping[str, tuple[Frames, Frames]]
"""Of each earlier release by digest, what it printed and the counts behind it."""


@dataclass(frozen=True)
class Audit:
    """What the attack found. No count is in it.

    faults       rules that were broken, in words
    leaks        where a protected count can be worked out, or narrowed too far: measure, area, kind and
                 first day of a period
    protected, hidden, secondary   cells that must not be worked out; that are not shown; and those of them
                 that need not have been hidden by themselves
    cost         what is lost by hiding, by the costs that the search weighs
    narrowest    so many values at least are possible for each protected count
    by_known_moves, by_search   protected cells proven safe by moves kept from before, and by the search
    releases, ledger_entries  earlier releases, and counts that they printed, found in the ledger
    published    counts of ours that others have published, which readers are held to know
    had_before   counts to protect that earlier releases, rightly, or others had given away already
    """

    passed: bool
    faults: tuple[str, ...]
    leaks: tuple[str, ...]
    cells: int
    sums: int
    protected: int
    hidden: int
    secondary: int
    cost: float
    narrowest: int
    by_known_moves: int
    by_search: int
    releases: int
    ledger_entries: int
    published: int
    had_before: int

    def as_dict(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        return asdict(self)


def audit(
    frames: Frames,
    counts: Frames,
    measures: Sequence[Measure],
    apart: Sequence[str],
    ledger: Ledger,
    known: pl.DataFrame,
    earlier: Earlier,
    policy: Policy = DFE_LOCAL,
) -> Audit:
    """Attack a release.

    frames    what it prints; counts  the analyst's true counts behind it, and the moves kept beside them
    measures  all that it may hold; apart  areas that are no part of the partnership's sums
    ledger    what came before it; earlier  the releases that the ledger must hold
    known     counts of ours that others have published (ledger.PUBLISHED)
    policy    how counts are printed: where they are rounded, the attacker is given those before rounding
    """
    of_people = {measure.id for measure in measures if measure.of != "nobody"}
    ours = pl.col("measure").is_in(of_people)
    figures = with_tables(counts["figures"].filter(ours), of_people, policy)
    states = counts["states"].filter(ours).with_columns(who=WHO_OF_A_STATE)
    stands = places_of(figures, states)
    own = linked(figures, states, counts["children"], measures, apart, policy)
    whole = joined(own, stands, ledger, known, policy)
    seen = _seen(whole, _printed(frames, figures, states, counts["children"]))
    shown = whole.known | seen["shown"].to_numpy()
    # A count that is hidden for the reason that it is small, or beside small ones, is not 0.
    some = (whole.cells["kept"] | seen["counted"]).to_numpy() & ~shown
    moves = witnesses.from_frame(counts["ledger_moves"], len(shown))
    secret = still_secret(whole, ledger, moves)
    hidden = some & whole.printable
    problem = replace(secret, printed=shown | hidden, withdrawn=some & ~hidden)
    sound = moves[:, np.flatnonzero(witnesses.sound(problem, problem.unknown(hidden), moves))]
    report, proofs = attack.audited(problem, hidden, sound, policy.level)
    entries, missing = _in_ledger(earlier, ledger, of_people)
    faults = (
        *report.faults,
        *other_numbers(frames, counts, measures, policy),
        *without_counts(frames, measures, policy),
        *unsupported(frames, policy),
        *_given_back(frames["adjustments"], counts, measures, apart, ledger.answers, policy),
        *_changed_fates(whole, seen),
        *([f"The ledger lacks {missing} counts that earlier releases printed."] if missing else []),
    )
    by_known = problem.primary & witnesses.moved(sound)
    low, high = witnesses.reached(proofs)
    wide = (high - low + 1)[problem.primary]
    unseen = whole.printable & ~shown
    found = known.join(stands, on=[*PLACE, "value"], how="semi")
    return Audit(
        passed=not faults and not report.pinned,
        faults=faults,
        leaks=_named(whole, [*report.pinned, *report.short]),
        cells=report.cells,
        sums=report.equations,
        protected=report.protected,
        hidden=int(unseen.sum()),
        secondary=int((unseen & ~problem.primary).sum()),
        cost=float(whole.cells["cost"].to_numpy()[unseen].sum()),
        narrowest=int(wide.min()) if len(wide) else 0,
        by_known_moves=int(by_known.sum()),
        by_search=report.protected - len(report.pinned) - int(by_known.sum()),
        releases=len(ledger.releases),
        ledger_entries=entries,
        published=found.height,
        had_before=int((whole.problem.primary & ~secret.primary).sum()),
    )


def _given_back(
    answers: pl.DataFrame,
    counts: Frames,
    measures: Sequence[Measure],
    apart: Sequence[str],
    before: pl.DataFrame,
    policy: Policy,
) -> list[str]:
    """Whether adjusted answers, beside those of earlier releases, give back a small count of a stratum."""
    printed = printed_in(answers)
    if printed.is_empty():
        return []
    if "strata" not in counts:
        return ["What its adjusted answers give away cannot be told: an earlier version made them."]
    strata = counts["strata"]
    members = sorted(set(strata["area"]) - {PARTNERSHIP, *apart})
    beside_counts = printed.join(crossed(measures, strata), on=CUBE, how="semi").select(ANSWER)
    of_strata = given_back(strata, printed, before, members, policy.smallest_shown - 1, whole=True)
    found = pl.concat([beside_counts, of_strata])
    if found.is_empty():
        return []
    where = ", ".join(sorted(found["measure"].unique())[:5])
    return [f"adjustments give back small counts of strata: {found.height} answers, of {where}."]


def _printed(
    frames: Frames, figures: pl.DataFrame, states: pl.DataFrame, children: pl.DataFrame
) -> pl.DataFrame:
    """One row: a count in a place where it may be printed: CELL, `shown`, and `counted` where it is not 0."""
    stands = figures.join(
        frames["figures"].select(*KEY, "numerator", "denominator", "reason"),
        on=list(KEY),
        how="left",
    )
    found = [
        _fate(
            stands.filter(pl.col(cell) >= 0).with_columns(
                fingerprint=fingerprint(cell), who=who(cell)
            ),
            cell,
            "fingerprint",
            number,
        )
        for cell, number in (("met", "numerator"), ("of", "denominator"))
    ]
    place = ["measure", "area", "basis", "period_kind", "period_start", "state"]
    printed = frames["states"].select(*place, "reason", printed="count")
    beside = states.join(printed, on=place, how="left", nulls_equal=True)
    found.append(_fate(beside, "count", "fingerprint", "printed"))
    place = ["measure", "area", "period_kind", "period_start"]
    printed = frames["children"].select(*place, "reason", printed="children")
    named = children.filter(pl.col("children") > 0).with_columns(
        fingerprint=PLACE_OF_CHILDREN, who=pl.lit(0, dtype=pl.UInt64)
    )
    different = named.join(printed, on=place, how="left")
    found.append(_fate(different, "children", "fingerprint", "printed"))
    return pl.concat(found)


def _fate(rows: pl.DataFrame, value: str, fingerprint: str, printed: str) -> pl.DataFrame:
    return rows.select(
        fingerprint=fingerprint,
        value=value,
        who="who",
        shown=pl.col(printed).is_not_null(),
        counted=pl.col(printed).is_null() & (pl.col("reason") == PROTECTED).fill_null(False),
    )


def _seen(whole: Joined, printed: pl.DataFrame) -> pl.DataFrame:
    """Every cell of the ledger, in order, with what this release makes of it in any of its places."""
    numbered = whole.own.join(printed, on=CELL).group_by("number")
    fate = numbered.agg(pl.col("shown", "counted").any())
    return (
        whole.cells.select("number")
        .join(fate, on="number", how="left", maintain_order="left")
        .with_columns(pl.col("shown", "counted").fill_null(False))
    )


def _changed_fates(whole: Joined, seen: pl.DataFrame) -> list[str]:
    """Whether what earlier releases hid is shown now, and what they showed is hidden."""
    before = whole.cells.select("kept", "given_away", "shown_before")
    now_shown = (before["kept"] | before["given_away"]) & seen["shown"]
    now_hidden = before["shown_before"] & seen["counted"] & ~seen["shown"]
    said = (
        (int(now_shown.sum()), "counts that an earlier release hid are shown now."),
        (int(now_hidden.sum()), "counts that an earlier release showed are hidden now."),
    )
    return [f"{many} {what}" for many, what in said if many]


def _in_ledger(earlier: Earlier, ledger: Ledger, of_people: set[str]) -> tuple[int, int]:
    """How many counts earlier releases printed, and how many of these the ledger does not hold as shown."""
    shown = ledger.cells.select("shown").with_row_index("at").filter("shown")
    held = ledger.places.join(shown.with_columns(pl.col("at").cast(pl.Int64)), on="at", how="semi")
    protected = of_people | set(ledger.places["measure"].unique())
    entries = missing = 0
    for frames, counts in earlier.values():
        both = counts["figures"].join(
            frames["figures"].select(*KEY, "numerator", "denominator"), on=list(KEY)
        )
        for cell, number in (("met", "numerator"), ("of", "denominator")):
            printed = both.filter(
                pl.col(cell) > 0, pl.col(number).is_not_null(), pl.col("measure").is_in(protected)
            ).select(*PLACE[:-1], cell=pl.lit(cell), value=cell)
            entries += printed.height
            missing += printed.join(held, on=[*PLACE, "value"], how="anti").height
    return entries, missing


def _named(whole: Joined, cells: Sequence[int]) -> tuple[str, ...]:
    """Where some cells stand, in words for the analyst."""
    stands = whole.places.filter(pl.col("at").is_in(list(cells))).select(
        pl.format("{}, area {}, {} from {}", "measure", "area", "period_kind", "period_start")
    )
    found = sorted(set(stands.to_series().to_list()))
    elsewhere = len(set(cells) - set(whole.places["at"].to_list()))
    rest = (
        [f"{elsewhere} differences of counts that are not printed themselves"] if elsewhere else []
    )
    return (*found, *rest)
