"""Which spelling do two ways of writing a French name or word have in common?"""

import re
import unicodedata
from functools import lru_cache

_SAINTS = {
    "st": "saint",
    "st.": "saint",
    "ste": "sainte",
    "ste.": "sainte",
    "sts": "saints",
    "sts.": "saints",
    "stes": "saintes",
    "stes.": "saintes",
}
# Letters that no decomposition takes apart, then every apostrophe and hyphen in use.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_BREAKS = re.compile(r"['’‘ʼʹ′´`＇\-‐‑‒–—―−－\s\x00-\x1f\x7f]+")
_A_SAINT = re.compile(r"(?<!\S)s(?:t|te|ts|tes)\.?(?!\S)")


def fold(text: str) -> str:
    """The form under which a text is compared: two spellings of one name give one result.

    Lower case, accents removed, « œ » and « æ » written out, apostrophes, hyphens and control
    characters turned to spaces, « st » and « ste » (with or without a full stop) written out when
    they stand alone, spaces squeezed and trimmed. Other signs (digits, commas, brackets) stay.

    Args:
        text: any string, of any length; an empty one gives an empty one.

    Returns:
        A string without leading, trailing or double spaces. Folding it again changes nothing.

    >>> fold("  SAINT-ÉTIENNE "), fold("St Etienne"), fold("L’Île-d'Yeu")
    ('saint etienne', 'saint etienne', 'l ile d yeu')
    """
    plain = text.lower() if text.isascii() else "".join(map(_plain, text))
    spaced = _BREAKS.sub(" ", plain).strip()
    if " s" in spaced or spaced[:1] == "s":
        spaced = _A_SAINT.sub(lambda found: _SAINTS[found[0]], spaced)
    return spaced


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """One character in lower case and without its accents; some become two letters, or none."""
    before = ""
    plain = letter
    while plain != before:
        before = plain
        spelt = unicodedata.normalize("NFKD", plain.casefold()).translate(_LETTERS)
        plain = "".join(sign for sign in spelt if not _is_a_mark(sign))
    return plain


def _is_a_mark(sign: str) -> bool:
    """Whether a sign is an accent or prints nothing (soft hyphen, zero-width space, surrogate)."""
    category = unicodedata.category(sign)
    return category[0] == "M" or category in {"Cf", "Cs"}
