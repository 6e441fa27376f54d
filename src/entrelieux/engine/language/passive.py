"""Where does a French text say that something is done, without saying who does it?

Guessed from spelling: « être » and a participle, less the verbs that make their past with « être »,
the reflexive ones, and the states (« est fermé »). Some are missed, some states are taken for one;
``bench/clarity.py`` says how many.
"""

import re
from collections.abc import Iterator

FAR_PRONOUN = 14
"""Signs back to « nous ne nous » from its verb."""

_BETWEEN = (
    r"(?:(?:pas|plus|jamais|déjà|toujours|souvent|bien|mal|aussi|encore|donc|ensuite|tous|toutes|"
    r"\w+ment)\s+)"
)
_BE = (
    "suis|es|est|sommes|êtes|sont|étais|était|étions|étiez|étaient|serai|seras|sera|serons|serez|"
    "seront|serais|serait|serions|seriez|seraient|sois|soit|soyons|soyez|soient|fut|furent|"
    "être|étant|(?:ai|as|a|avons|avez|ont|avais|avait|avions|aviez|avaient|aurai|auras|aura|"
    "aurons|aurez|auront|aurais|aurait|aurions|auriez|auraient|ait|aient)"
    rf"(?:-(?:elles?|ils?))?\s+{_BETWEEN}{{0,2}}été"
)
_IRREGULAR = (
    # -it, -is, -us, -ert, -int and the like, with what they begin with
    r"(?:re|dé)?faite?s?|(?:in|pré|re)?dite?s?|(?:in|dé|pré|sou|trans|ré)?(?:é?crite?s?)|"
    r"(?:con|pro|ré|tra|intro|sé|dé)duite?s?|(?:con|dé|in)s?truite?s?|cuite?s?|"
    r"(?:com|ap|re|sur|entre)?prise?s?|(?:re|sou|trans|per|pro|ad|o|com)?mise?s?|"
    r"(?:ac|re|con)quise?s?|inclus(?:e|es)?|(?:ex|con)clue?s?|close?s?|"
    r"(?:dé|re)?couverte?s?|offerte?s?|ouverte?s?|(?:dé)?peinte?s?|(?:ét|att)einte?s?|"
    r"(?:re)?jointe?s?|contrainte?s?|"
    # -u
    r"(?:re|pré|entre)?vue?s?|(?:re|é)?lue?s?|(?:re|con|per|dé|aper)çue?s?|(?:re)?connue?s?|"
    r"(?:re|ob|main|sou|dé|con|entre)?tenue?s?|(?:ré|cor)?(?:rompue?s?)|(?:re|sus|pré)?vendue?s?|"
    r"(?:ré|dé|at|é|pré|en|sus|con|re|per|mor)?(?:pondue?s?|fendue?s?|tendue?s?|pendue?s?|"
    r"perdue?s?|rendue?s?|battue?s?|solue?s?)|mordue?s?|(?:con)?vaincue?s?|vécue?s?|voulue?s?|"
    # -i
    r"(?:dé)?(?:finie?s?)|fournie?s?|(?:r)?emplie?s?|(?:ré)?établie?s?|(?:re|ac)?cueillie?s?|"
    r"(?:pour)?suivie?s?|choisie?s?|(?:des)?servie?s?|bâtie?s?|punie?s?|saisie?s?|avertie?s?|"
    r"garantie?s?|réunie?s?|investie?s?|subie?s?|guérie?s?|nourrie?s?|agrandie?s?|élargie?s?|"
    r"réussie?s?|franchie?s?"
)
_DONE = rf"\w{{2,}}(?:é|ée|és|ées)|{_IRREGULAR}"
_PASSIVE = re.compile(
    rf"(?:(?<![\w’'])|(?<=\b[nd][’']))(?P<be>{_BE})(?:-(?:elles?|ils?))?\s+"
    rf"{_BETWEEN}{{0,2}}(?P<done>{_DONE})(?!\w)",
    re.IGNORECASE,
)
_REFLEXIVE = re.compile(
    r"(?:\bse\s+|\bs[’']|\bje\s+(?:ne\s+)?m(?:e\s+|[’'])|\btu\s+(?:ne\s+)?t(?:e\s+|[’'])|"
    r"\bnous\s+(?:ne\s+)?nous\s+|\bvous\s+(?:ne\s+)?vous\s+)$",
    re.IGNORECASE,
)
# Verbs that make their past with « être », and participles that are read as plain adjectives.
_NOT_PASSIVE = re.compile(
    r"(?:all|arriv|entr|rest|tomb|mont|pass|retourn|rentr|décéd|situ|âg|mari|fatigu|motiv|"
    r"intéress|désol|occup|éloign|isol|spécialis|priv|compliqu|adapt|inquièt|"
    r"handicap|retrait|salari|associ|équip|divorc|pacs)(?:é|ée|és|ées)",
    re.IGNORECASE,
)
# « La boutique est fermée » says how it is; « sera fermée », « fermée par », that somebody acts.
_STATE = re.compile(r"(?:ouvert|fermé|fini|composé|couvert|mouillé)e?s?", re.IGNORECASE)
_NOW = re.compile(r"est|sont|était|étaient", re.IGNORECASE)
_BY = re.compile(r"\s+par\b")


def passives_in(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each passive, in the order of the text; linear in its length."""
    for one in _PASSIVE.finditer(text):
        if _NOT_PASSIVE.fullmatch(one["done"]):
            continue
        if _REFLEXIVE.search(text, max(0, one.start() - FAR_PRONOUN), one.start()):
            continue
        is_state = _STATE.fullmatch(one["done"]) and _NOW.fullmatch(one["be"])
        if is_state and not _BY.match(text, one.end()):
            continue
        yield one.start(), one.end()
