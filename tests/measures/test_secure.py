"""Secure establishments in the area."""
