"""The name of a commune inside a French sentence: « d’Alès », « du Puy », « depuis l’Île-de-Sein ».

Only for French sentences: other languages take the bare name.
"""

import re
import unicodedata

_VOWELS = "aeiouyœæ"
_MUTE_H = re.compile(r"h(?:y|e(?!auville)|uez|irson|ote)")
"""Beginnings of names whose h is mute; any other keeps « de », which is never wrong to read."""


def of_place(name: str) -> str:
    """« d’Alès », « de Mende », « du Puy-en-Velay », « des Vans », « de l’Île-de-Sein »."""
    if contracted := re.match(r"(Le|Les)\s+(?=\S)", name):
        return f"{'du' if contracted[1] == 'Le' else 'des'} {name[contracted.end() :]}"
    if _needs_article(name):
        return f"de l’{name}"
    return f"d’{name}" if _elides(name) else f"de {name}"


def named_place(name: str) -> str:
    """As it comes after « depuis », « vers » or « autour »: « l’Île-de-Sein », « Le Puy »."""
    return f"l’{name}" if _needs_article(name) else name


def _needs_article(name: str) -> bool:
    return bool(re.match(r"Île\b", unicodedata.normalize("NFC", name)))


def _elides(name: str) -> bool:
    flat = unicodedata.normalize("NFKD", name.casefold())
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    return (flat[:1] in _VOWELS and bool(flat)) or bool(_MUTE_H.match(flat))
