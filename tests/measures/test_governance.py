"""Governance: decisions, data and agreements."""
