"""The offer going out, in the published schemas: what they can say, said as they say it."""
