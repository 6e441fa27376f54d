"""Is this sheet complete? On its own page, and as a list of what to mend on a territory."""
