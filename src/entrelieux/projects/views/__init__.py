"""Pages of projects: the holder's, at their secret address; a companion's; everybody's."""
