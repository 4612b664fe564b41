"""Worked examples of the measures of schools and their pupils."""

from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {}
