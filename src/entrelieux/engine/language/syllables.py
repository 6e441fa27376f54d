"""How many syllables does a French word have, as it is usually read aloud?

Spelling rules, no dictionary: within one syllable of the ear for nearly all words. The silent « e »
at the end is not counted; the ending « -ent » is taken as silent (« ils parlent ») unless the word
is known to sound it (« client »). A number counts its digits and an acronym its letters.
"""

import re
from functools import lru_cache

_VOWELS = "aeiouyàâäéèêëîïôöùûüÿœæ"
_GROUP = re.compile(f"[{_VOWELS}]+")
_LETTER = re.compile(r"[^\W\d_]")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|presqu)['’]", re.IGNORECASE)

# A sign that no rule takes for a vowel: it parts two syllables.
_PART = "|"
_HIATUS = re.compile(
    "|".join(
        (
            r"(?<=[bcdfgptv][lr]i)(?=[aeéèêo])",  # cli-ent, ou-vri-er
            r"(?<=é)(?=[aeiouéèêîïôûu])",  # cré-a-tion, ré-u-nion
            r"(?<=[aeou])(?=[ïëüé])",  # na-ïf, No-ël, a-é-rer
            r"(?<=o)(?=è)",  # po-ète
            r"(?<=u)(?=[aeéèêo])",  # nu-age, lou-er, ac-tu-el
            r"(?<=co)(?=o)",  # co-o-pérer
        )
    )
)
_AS_ONE = (
    (re.compile(r"ge(?=[aoâôu])"), "j"),
    (re.compile(f"(?<=[{_VOWELS}])y(?=[{_VOWELS}])"), "j"),
    (re.compile(f"^y(?=[{_VOWELS}])"), "j"),
    (re.compile(r"ueil"), "euil"),
    (re.compile(r"œu"), "eu"),
    (re.compile(r"^oue"), "we"),
    (re.compile(r"oui"), "wi"),
)
_HARD_G = re.compile(r"gu(?=[eéèêiy])")
_SOUNDED_ENT = re.compile(
    r"(?:ment|ient|cent|gent|dent|lent|sent|qent|ouvent|parent|content|patient|permanent|"
    r"continent|vent|différent|adhérent|référent|cohérent|torrent|concurrent|récurrent)s?$"
)
_VERB_ENT = frozenset(
    (
        *("peuvent", "doivent", "savent", "suivent", "trouvent", "reçoivent", "vivent", "écrivent"),
        *("servent", "arrivent", "peuvent", "veulent", "parlent", "appellent", "travaillent"),
        *("conseillent", "accueillent", "aident", "demandent", "décident", "rendent", "vendent"),
        *("entendent", "attendent", "dépendent", "accordent", "gardent", "perdent", "répondent"),
        *("versent", "proposent", "disent", "lisent", "utilisent", "organisent", "passent"),
        *("connaissent", "choisissent", "remplissent", "finissent", "fournissent", "agissent"),
        *("commencent", "financent", "avancent", "placent", "changent", "obligent", "engagent"),
        *("logent", "dirigent", "partagent", "expliquent", "indiquent", "manquent", "reviennent"),
        *("forment", "ferment", "informent", "aiment", "estiment", "expriment", "confirment"),
        *("étudient", "apprécient", "oublient", "associent", "bénéficient", "vérifient", "paient"),
        *(
            "étaient",
            "avaient",
            "seraient",
            "auraient",
            "pourraient",
            "voient",
            "soient",
            "croient",
        ),
    )
)
_IRREGULAR = {"pays": 2, "paysan": 3, "paysanne": 3, "paysage": 3, "août": 1, "monsieur": 2,
              "femme": 1, "mail": 1, "wifi": 2, "web": 1, "est": 1, "et": 1, "eu": 1}  # fmt: skip


@lru_cache(maxsize=20_000)
def syllables_in(word: str) -> int:
    """Syllables of one word; hyphens part it, an elided « l’ » adds nothing.

    >>> [syllables_in(word) for word in ("eau", "clients", "création", "l’idée", "RSA")]
    [1, 2, 3, 2, 3]

    Returns:
        At least 1 when there is a letter or a digit, else 0. Never more than its letters.
    """
    parts = [part for part in re.split(r"[^\w'’]|_", word) if re.search(r"\w", part)]
    return sum(map(_of_part, parts))


def _of_part(part: str) -> int:
    rest = _ELIDED.sub("", part)
    rest = rest.replace("'", "").replace("’", "")
    letters = _LETTER.findall(rest)
    if not letters:
        return max(1, sum(sign.isdigit() for sign in rest)) if rest else 0
    if len(letters) > 1 and rest.isupper() and len(letters) <= 6:
        return len(rest)
    small = rest.lower()
    if small in _IRREGULAR:
        return _IRREGULAR[small]
    groups = _GROUP.findall(_spoken(small))
    return max(1, len(groups))


def _spoken(small: str) -> str:
    """Silent endings dropped, vowels that sound as one joined, those that do not parted."""
    verb = small in _VERB_ENT
    small = _HARD_G.sub("g", small.replace("qu", "q"))
    if verb or (small.endswith("ent") and not _SOUNDED_ENT.search(small)):
        small = small[:-3] + ("" if small[:-3] and small[-4:-3] not in "gq" else "e")
        return _joined(small)
    cut = re.sub(r"(?<=[^aeiouy])es?$|(?<=[éiuy])es?$", "", small)
    return _joined(cut if _GROUP.search(cut) else small)


def _joined(text: str) -> str:
    for pattern, one in _AS_ONE:
        text = pattern.sub(one, text)
    return _HIATUS.sub(_PART, text)
