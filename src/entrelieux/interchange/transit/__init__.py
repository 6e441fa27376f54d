"""Timetables of public transport (GTFS): read with caution, kept, asked from a command."""
