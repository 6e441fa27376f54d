"""Which column of an unknown file is what, and how do its values translate?"""
