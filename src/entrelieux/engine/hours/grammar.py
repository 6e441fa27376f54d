"""The words of opening hours, as patterns over text without accents nor case.

Rules are tried in order at each place of the text; the first that matches makes the token. French
words first, with the short forms and slips met in real files, then OSM codes and plain English.
"""


def _any(*patterns: str) -> str:
    return "|".join(patterns)


DAY_NAMES = (
    r"lundis?|mundis?|monday",
    r"mardis?|tuesday",
    r"mercredis?|mercerdis?|mecredis?|wednesday",
    r"jeudis?|thursday",
    r"vendredis?|verdredis?|venderdis?|friday",
    r"samedis?|saturday",
    r"dimanches?|sunday",
)
DAY_SHORTS = (
    r"lun|lu|mon|mo",
    r"mar|ma|tues|tue|tu",
    r"merc|mer|me|wed|we",
    r"jeu|je(?!\s+(?:suis|serai|peux|pourrais|veux|ne|prefere|travaille))|thurs|thur|thu|th",
    r"vend|ven|ve|fri|fr",
    r"sam|sa|sat",
    r"dim|di|sun|su",
)
MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_SCHOOL = r"(?:vacances|vac\b\.?|conges)(?:\s+sco(?:laires?)?\b)?"
_APPOINTMENT = r"(?:rendez[- ]?vous|r\.?d\.?v\.?)"
ORDINALS = {
    "1er": 1,
    "1ere": 1,
    "premier": 1,
    "premiers": 1,
    "2e": 2,
    "2eme": 2,
    "2nd": 2,
    "deuxieme": 2,
    "3e": 3,
    "3eme": 3,
    "troisieme": 3,
    "4e": 4,
    "4eme": 4,
    "quatrieme": 4,
    "dernier": -1,
    "derniers": -1,
}

_DAY = "|".join(DAY_NAMES)

# One alternative per kind, tried in this order at each place of the folded text.
RULES: tuple[tuple[str, str], ...] = (
    ("space", r"[ \t\r]+"),
    ("phone", r"0\d(?:[ .]?\d{2}){4}\b"),
    ("day_night", r"24\s*h?\s*/\s*24\s*h?|24\s*h\s*sur\s*24\s*h?"),
    (
        "every_day",
        _any(
            r"tous les jours|toute la semaine|chaque jour|tlj\b|quotidien(?:nement)?\b",
            r"7\s*jours?\s*(?:/|sur)\s*7|7\s*j?\s*/\s*7(?:\s*j\b)?|every day|daily\b",
        ),
    ),
    ("week_end", r"week[- ]?ends?\b|fins? de semaine|(?<=le )we\b|(?<=les )we\b|weekends?\b"),
    (
        "not_school",
        _any(
            r"(?:en\s+)?(?:hors|sauf|dehors)(?:\s+(?:pendant|durant))?(?:\s+(?:les|des|de))?"
            rf"(?:\s+periodes? (?:de|des))?\s+{_SCHOOL}",
            r"(?:en|pendant la|durant la|hors)?\s*(?:periodes?|temps) sco(?:laires?)?\b",
        ),
    ),
    (
        "school",
        r"(?:(?:pendant|durant|en|lors des?|periodes? de|a)\s+)*(?:les\s+|des\s+)?"
        rf"(?:periodes? (?:de|des)\s+)?{_SCHOOL}",
    ),
    ("public_holidays", r"jours? feries?\b|feries\b|public holidays?\b|ph\b"),
    ("odd", r"(?:en\s+|les\s+)?(?:semaines?|sem\.?|s\.)\s+impaires?"),
    ("even", r"(?:en\s+|les\s+)?(?:semaines?|sem\.?|s\.)\s+paires?"),
    ("week_days", r"en semaine\b|semaine(?=\s*:)|jours? ouvres?\b|jours? de semaine|weekdays?\b"),
    (
        "sometimes",
        _any(
            r"tous les (?:15|quinze) jours|toutes les (?:2|deux) semaines|(?:a la )?quinzaine\b",
            r"(?:1|une?) (?:semaines?|sem\.?|fois) (?:sur|/) ?(?:2|deux)",
            r"(?:\d|une?|deux|trois)\s*(?:x|fois)\s*(?:/|par|dans le)\s*mois|mensuel(?:lement)?\b",
            r"(?:une semaine )?par mois\b|tout les (?:15|quinze) jours|tous les deux mois\b",
            rf"(?:\d|une?|deux|trois)(?=\s+(?:{_DAY})\s+par\s+mois)",
            rf"(?:1|une?)(?=\s+(?:{_DAY})\s+sur)|sur\s+(?:deux|trois|quatre|[2-4]\b(?!\s*[h:]))",
        ),
    ),
    (
        "open_appointment",
        _any(
            rf"avec (?:ou|et) sans {_APPOINTMENT}|ou (?:sur|avec) {_APPOINTMENT}",
            rf"sans {_APPOINTMENT}|acces libre|libre acces",
        ),
    ),
    (
        "appointment",
        _any(
            r"(?:(?:uniquement|seulement|exclusivement|possible|priorite aux|prise de|prendre"
            rf"|avec|sur|par|de preference)\s+)*{_APPOINTMENT}"
            r"(?:\s+(?:uniquement|seulement|obligatoire|exclusivement|possible))*",
            r"by appointment|on appointment",
        ),
    ),
    (
        "off",
        _any(
            r"fermee?s?\b|fermetures?\b|closed\b|off\b|ne sont pas ouverts?",
            r"pas d'? ?(?:ouverture|accueil|permanence)|n'est pas ouverte?",
        ),
    ),
    ("except", r"sauf\b|excepte\b|except\b|a l'exception d(?:e|u|es)\b"),
    ("afternoon", r"apres[- ]?midis?\b|apmidi\b|aprem\b|apm\b|a-m\b"),
    ("morning", r"matin(?:ee)?s?\b"),
    ("evening", r"soir(?:ee)?s?\b"),
    ("whole_day", r"(?:toute la )?journees?(?: entieres?)?(?: continues?)?\b"),
    ("noon", r"midis?\b"),
    ("midnight", r"minuit\b|midnight\b"),
    ("until", r"jusqu'?\s?-? ?(?:a\b|au\b|en\b)?|until\b|till?\b"),
    ("from", r"(?:a|- )\s*partir de?\b|des\b(?=\s*\d)|apres\b(?=\s*\d)"),
    ("before", r"avant\b(?=\s*\d)"),
    ("time12", r"(?P<h12>\d{1,2})(?:[:.](?P<m12>[0-5]\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"),
    (
        "ordinal",
        r"(?:1ere?s?|premiers?|2eme|2e|2nd|deuxieme|3eme|3e|troisieme|4eme|4e|quatrieme|derniers?)\b",
    ),
    ("time", r"(?P<ha>\d{1,2})h(?P<ma>00|30|45)h?(?!\d)"),
    ("time", r"(?P<hb>\d{1,2})\s?h\.?(?P<mb>[0-5]\d)(?:\s?(?:mn|min)\b)?(?!\s*[h:]|\d)"),
    ("time", r"(?P<hc>\d{1,2}) ?h(?:eures?)? (?P<mc>[0-5][05])(?!\s*[h:]|\d)"),
    ("bad_time", r"\d{1,2}\s?:\s?\d{2}\s?:\s?\d{2}\.\d+"),
    ("time", r"(?P<hd>\d{1,2})\s?[:]\s?(?P<md>[0-5]\d)(?:\s?h\b)?(?!\d)"),
    ("time", r"(?P<he>\d{1,2})\.(?P<me>[0-5]\d)\s?h?(?![\d.])"),
    ("time", r"(?P<hf>\d{1,2})\s?h(?:eures?|rs|r)?(?![a-z]*\d{3})"),
    ("time", r"(?P<hg>\d{1,2})\s?:(?=\s*(?:-|a\b|/|;|$))"),
    ("number", r"\d+"),
    ("month", "|".join(rf"{name}\b" for name in MONTHS)),
    *((f"day{index}", names) for index, names in enumerate(DAY_NAMES)),
    *(
        (f"day{index}", rf"(?<![a-z])(?:{names})(?![a-z])\.?")
        for index, names in enumerate(DAY_SHORTS)
    ),
    ("dash", r"-+>?|=|~|→"),
    ("to", r"(?:aux?|a|to|as)(?![a-z])|(?<=h)e(?=\d)"),
    ("comma", r",|&|\+|et\b|puis\b|ainsi que\b|and\b|e\b"),
    ("or", r"ou\b|or\b"),
    ("slash", r"/"),
    ("stop", r"[;|\n]|[.·•]"),
    ("open_bracket", r"[(\[]"),
    ("close_bracket", r"[)\]]"),
    ("colon", r":"),
    (
        "filler",
        r"(?:du mois|de chaque mois|du matin|de|du|des|d'|d|le|la|les|l'|l|en|dans|ce|ces|sont"
        r"|est|c'est|entre|chaque|tous|toutes?|tout|un|une|ouverte?s?|ouverture|open|horaires?"
        r"|accueil|espace|locaux|local|lieu|etablissement|physique|au public|public|du public"
        r"|permanences?|bureaux?|heures?|continu|non[- ]stop|continue|y compris|egalement"
        r"|mairie|mediatheque|bibliotheque|structure|numeriques?|sur place"
        r"|notamment|from|hours|uhr|of|the|on|seulement|uniquement)(?![a-z])\.?",
    ),
    ("mark", r"[\"'«»“”?!*_°]"),
    ("other", r"[^\W\d_]+|."),
)
