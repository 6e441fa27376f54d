"""Communes and what they belong to: found, named apart, placed. Public reference data."""
