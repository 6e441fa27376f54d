"""One module per format: what a row of that format says, as drafts, mends or a refusal."""
