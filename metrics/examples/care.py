"""Worked examples of the measures of what social care and early help send beside their extracts."""

from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {}
