"""What the person, whoever receives and whoever holds a mandate see of hand-overs."""
