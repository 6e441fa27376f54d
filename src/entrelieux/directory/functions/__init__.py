"""What a place allows, since when, what it does not do, and its spaces: read, said and imported."""
