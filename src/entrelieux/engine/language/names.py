"""How to show a name that its producer shouted?"""

import re
from collections.abc import Set as AbstractSet

_WORD = re.compile(r"[^\W\d_]+")


def readable(name: str, *, small: AbstractSet[str], acronyms: AbstractSet[str]) -> str:
    """« CCAS DE LA VILLE D ALES » becomes « CCAS de la Ville d Ales »; any other name stays.

    Only names without a single small letter are touched, and accents that were lost are not
    guessed. The stored value is never changed: this is for showing.

    Args:
        small: words that take no capital inside a name, lower case.
        acronyms: words that keep all of theirs, upper case.

    Idempotent; never changes the letters, only their case.
    """
    if name.upper() != name or len(_WORD.findall(name)) < 2:
        return name

    def shown(match: re.Match[str]) -> str:
        word = match.group()
        if word in acronyms:
            return word
        lower = word.lower()
        return lower if lower in small and match.start() else _capital(word, lower)

    return _WORD.sub(shown, name)


def _capital(word: str, lower: str) -> str:
    """Letters whose small form has another length (İ) are left as they are."""
    return word[0] + lower[1:] if len(word) == len(lower) else word
