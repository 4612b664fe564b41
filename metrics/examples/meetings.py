"""Worked examples of the measures of meetings and those who took part."""

from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {}
