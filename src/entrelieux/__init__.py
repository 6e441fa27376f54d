"""Entrelieux: one plan for several needs, between digital mediation and economic development."""
