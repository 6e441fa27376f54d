"""Asking places whether their sheet is right; what changed on it, and between two vintages."""
