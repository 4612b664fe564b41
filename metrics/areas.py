"""The partnership beside its areas."""

PARTNERSHIP = "partnership"
"""The area code of all areas of the partnership together, and of what no area of it has alone."""
