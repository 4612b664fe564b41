"""Worked examples of the measures, as readers see them in the catalogue.

Each one is a specification too: `tests/measures` computes it from its tables and compares. The children
are invented. They are long because they are content, not code.
"""

from metrics.examples import business, care, chain, extracts, harm, meetings, schools
from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {
    **extracts.EXAMPLES,
    **care.EXAMPLES,
    **meetings.EXAMPLES,
    **schools.EXAMPLES,
    **harm.EXAMPLES,
    **business.EXAMPLES,
    **chain.EXAMPLES,
}
"""By measure id."""
