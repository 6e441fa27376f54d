"""What does a place do, as its name and its kind say?"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

Codes = frozenset[str]
_FUNCTIONS = (
    ("bus", "bus", r"(?:biblio|mini|recyclo|ordi)?bus|camion|vehicule|mobile"),
    ("itinerant", "service itinérant", r"itinerante?s?|itinerance|multisites?|multi sites?"),
    ("annexe", "annexe", r"annexe?s?|antenne|deleguee?s?|mairies? de quartier|relais mairie"),
    ("", "", r"(?:conseill\w+|mediat\w+) numeriques?(?: france services?)?"),
    (
        "france-services",
        "France services",
        r"frances? services?|msap|mfs|efs|fs|point info 14|multi ?services"
        r"|maisons? (?:des? )?services?(?: au public)?|maison du territoire",
    ),
    ("pimms", "Pimms", r"pimms(?: mediation)?|point information mediation multi services?"),
    (
        "intercommunalite",
        "intercommunalité",
        r"communaute (?:de |des )?communes?|communautes? d agglomerations?|communaute urbaine"
        r"|communaute|intercommunalite|^cc|cdc|cte de communes|^ca|^cu|agglo|agglomeration"
        r"|syndicat(?: mixte)?|sivom",
    ),
    (
        "ccas",
        "action sociale de la commune",
        r"ccas|cias|(?:centre|ctre) (?:inter)?com(?:munale?)?s? (?:d )?action sociale",
    ),
    (
        "bibliotheque",
        "bibliothèque",
        r"bib(?:l?io|lo)?theques?|media ?the?que?s?|ludotheques?|bibliobus|bm|bfm|bmvr|bib"
        r"|(?:point|relais|reseau)(?: de)? lecture(?: publique)?",
    ),
    (
        "poste",
        "La Poste",
        r"(?:la |agence )?poste|agences? postales?(?: communale?s?)?|bureaux? de poste",
    ),
    ("mairie", "mairie", r"mairies?|hotel de ville|municipalite|^communes?|^ville"),
    (
        "solidarites",
        "solidarités du département",
        r"maisons? (?:\w+ )?(?:des? )?(?:la )?solidarites?(?: departementales?)?|mdsi?|eds|utpas"
        r"|utas|cms|sdsei|msd|cdas|dtas|sls|mde?f|centres? medico sociau?x?l?"
        r"|espaces? departementa\w+ des solidarites|poles? (?:des? )?(?:la )?solidarites?",
    ),
    (
        "departement",
        "département",
        r"departement|conseil (?:departemental|general)|collectivite de corse"
        r"|maison du departement",
    ),
    (
        "centre-social",
        "centre social",
        r"(?:cenn?tres?|espaces?|foyers?|poles?) (?:socio ?culturel\w*|sociau?x?l?)"
        r"(?: et culturel\w*)?|csc|cs|evs|espaces? de vie sociale|maisons? de quartiers?|mq"
        r"|maisons? des habitants?|maisons? pour tous|mpt",
    ),
    ("mjc", "maison des jeunes", r"mjc|maisons? (?:des )?jeunes(?: et (?:de )?(?:la )?culture)?"),
    ("mission-locale", "mission locale", r"missions? locales?|mis local"),
    ("france-travail", "France Travail", r"poles? emploi|france travail"),
    (
        "numerique",
        "espace numérique",
        r"espaces? publi\w+ numeriques?|epn|cyber ?(?:bases?|espaces?|centres?)|cyber"
        r"|lieux? d acces multimedias?|(?:kiosque|point|espace)s? (?:de mediation )?numeriques?",
    ),
    (
        "jeunesse",
        "information jeunesse",
        r"crij|pij|bij|infos? jeunes|(?:point|centre)?(?: regional)? ?information jeunesse",
    ),
    ("caf", "allocations familiales", r"caf|caisse d allocations familiales"),
    ("cpam", "assurance maladie", r"cpam|(?:l )?assurance maladie"),
    ("msa", "mutualité agricole", r"msa|mutualite sociale agricole"),
    ("chambre", "chambre consulaire", r"chambres? (?:d |de |des |departementale d )\w+|cci|cma"),
    ("impots", "finances publiques", r"finances publiques|centre des impots|dgfip"),
    ("prefecture", "préfecture", r"(?:sous )?prefecture"),
    ("tourisme", "tourisme", r"offices? de tourisme|bureau (?:d )?information touristique"),
    ("udaf", "union d’associations familiales", r"udaf\d*|union dep\w* (?:des )?assoc\w* famil\w*"),
    ("ecole", "école", r"ecoles?|colleges?|lycees?|groupe scolaire|greta"),
    ("tiers-lieu", "tiers-lieu", r"tiers lieux?|1 3 lieu|fablab|coworking"),
    ("association", "association", r"asso?c?(?:iations?)?"),
)
LABELS: Mapping[str, str] = MappingProxyType({code: label for code, label, _ in _FUNCTIONS if code})
"""What a place does, in words."""
_FOUND = tuple((code, re.compile(rf"(?<!\S)(?:{rule})(?!\S)")) for code, _, rule in _FUNCTIONS)

CARRIERS = frozenset({"association", "departement", "intercommunalite"})
"""Legal persons: they stand behind a place, and say little of what one does there."""
MANNERS = frozenset({"annexe", "bus", "itinerant"})
"""How a place is there, whatever it does."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("RFS", "MSAP", "france-services", "maison-services-public"), "france-services"
        ),
        **dict.fromkeys(("BIB", "bibliotheque", "Relais lecture"), "bibliotheque"),
        **dict.fromkeys(("MUNI", "mairie"), "mairie"),
        **dict.fromkeys(("CCAS", "CIAS", "ccas"), "ccas"),
        **dict.fromkeys(("EPCI", "CC", "intercommunalite"), "intercommunalite"),
        **dict.fromkeys(("EPN", "EPI", "espace-numerique"), "numerique"),
        **dict.fromkeys(("CS", "CSC", "EVS", "MQ", "centre-social"), "centre-social"),
        **dict.fromkeys(("MJC", "maison-jeunes-culture"), "mjc"),
        **dict.fromkeys(("ML", "mission-locale"), "mission-locale"),
        **dict.fromkeys(("PE", "FT", "france-travail"), "france-travail"),
        **dict.fromkeys(("LA_POSTE", "bureau-poste"), "poste"),
        **dict.fromkeys(("CD", "DEPT"), "departement"),
        **dict.fromkeys(("CMS", "MDS", "CDAS", "solidarites-departement"), "solidarites"),
        **dict.fromkeys(("PIJ_BIJ", "PIJ", "BIJ", "information-jeunesse"), "jeunesse"),
        **dict.fromkeys(("PIMMS", "point-mediation"), "pimms"),
        **dict.fromkeys(("CAF", "caf"), "caf"),
        **dict.fromkeys(("CPAM", "cpam"), "cpam"),
        **dict.fromkeys(("MSA", "msa"), "msa"),
        **dict.fromkeys(("CCONS", "chambre-consulaire"), "chambre"),
        **dict.fromkeys(("CFP", "finances-publiques"), "impots"),
        **dict.fromkeys(("PREF", "prefecture"), "prefecture"),
        **dict.fromkeys(("UDAF", "union-familiale"), "udaf"),
        **dict.fromkeys(("TIERS_LIEUX", "FABLAB", "tiers-lieu", "fablab"), "tiers-lieu"),
        **dict.fromkeys(("ASSO", "association", "Association"), "association"),
    }
)
"""What codes of kinds (national typologies, our own) say of functions."""


@lru_cache(maxsize=65_536)
def functions_of(plain: str) -> tuple[Codes, str]:
    """What a folded name says of what the place does, and the name without those words."""
    found = set()
    for code, rule in _FOUND:
        plain, times = rule.subn(" ", plain)
        if times:
            found.add(code)
    return frozenset(found - {""}), plain
