"""Mending a sheet: who answers for it does at once; anybody else proposes, and waits to be read."""
