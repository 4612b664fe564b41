"""Worked examples of the measures of the partnership's own business."""

from metrics.examples.example import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {}
