"""Pages of support records: the list and its table, one act, what is copied, files."""
