"""Worked examples of the measures of missing children, exploitation and domestic abuse."""

from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {}
