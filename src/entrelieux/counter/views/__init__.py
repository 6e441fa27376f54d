"""Pages of the counter. All of them are for agents, and none is kept by a cache."""
