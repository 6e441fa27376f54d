"""What do the forms of a French word have in common?

**Source:** Snowball, French (Porter 2001, https://snowballstem.org/algorithms/french/stemmer.html).
"""

from threading import Lock

import snowballstemmer

_STEMMER, _STEMMING = snowballstemmer.stemmer("french"), Lock()


def stem(word: str) -> str:
    """What the forms of a folded word have in common.

    >>> stem("ateliers") == stem("atelier")
    True
    """
    with _STEMMING:  # a stemmer keeps its place in the word: two threads would mix theirs
        return str(_STEMMER.stemWord(word))
