"""Money: who pays for the arrangements?"""

import polars as pl

from metrics.measure import Amount, Measure, WorkingTogether

_MONEY = WorkingTogether(2023, paragraphs=("98", "99", "100", "107"))


def _given(kind: str, basis: str) -> Amount:
    words = {"cash": "money", "in_kind": "kind"}[kind]
    method = (
        " What is given in kind is valued as its giver says, so that two gifts cannot be compared."
        if kind == "in_kind"
        else ""
    )
    forecast = basis == "forecast"
    return Amount(
        id=f"contributions_in_{words}{'_forecast' if forecast else ''}",
        catalogue="FUN-01",
        theme="money",
        title=f"{'Promised' if forecast else 'Given'} in {words}",
        question=f"Who {'will give' if forecast else 'gave'} how much in {words}?",
        definition=(
            f"What each agency {'promised to give' if forecast else 'gave'} in {words} for a "
            f"financial year{' (a forecast)' if forecast else ''}.{method}"
        ),
        why_it_matters="Contributions should be fair and open to see; what is fair, partners decide.",
        source=_MONEY,
        of="nobody",
        rows="contributions",
        counted_on="year_start",
        needs=("contributions.pounds", "contributions.kind", "contributions.basis"),
        better="context",
        unit="pounds",
        breakdowns=("agency",),
        whole=True,
        yearly=True,
        core=True,
        eligible=(pl.col("kind") == kind) & (pl.col("basis") == basis),
        amount=pl.col("pounds"),
    )


MEASURES: tuple[Measure, ...] = (
    *(_given(kind, basis) for basis in ("actual", "forecast") for kind in ("cash", "in_kind")),
    Amount(
        id="budget_agreed",
        catalogue="FUN-01",
        theme="money",
        title="The budget that the partners agreed",
        question="What do the arrangements cost?",
        definition="The budget agreed for the arrangements of a financial year.",
        why_it_matters="Beside it one sees what part of the cost each agency carries.",
        source=_MONEY,
        of="nobody",
        rows="budgets",
        counted_on="year_start",
        needs=("budgets.pounds",),
        better="context",
        unit="pounds",
        breakdowns=(),
        whole=True,
        yearly=True,
        core=True,
        amount=pl.col("pounds"),
    ),
)
