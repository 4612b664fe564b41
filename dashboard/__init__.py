"""From figures to people."""
