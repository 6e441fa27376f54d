"""A file with its own columns, brought to the national schema: proposed, reviewed, remembered."""
