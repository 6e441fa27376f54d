"""Other software told of each change of places: at least once, in order, signed."""
