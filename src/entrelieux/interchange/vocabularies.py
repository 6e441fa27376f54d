"""From the labels met in files, present, past or mistyped, to the codes that the directory holds.

A label that no table knows is kept as a remark about the row: it is never guessed.

**Source:** national schema of mediation places 1.0.2 and its earlier versions, data·inclusion
v0 and v1 (codes), and the spellings met in the national file. docs/methods/imports.md.
"""

import re
from functools import cache, lru_cache

from entrelieux.engine.language import fold
from entrelieux.packs.fr import needs
from entrelieux.packs.fr.schemas import mediation_column

DEMARCHES = "Aide aux démarches administratives"
OUTILS = "Maîtrise des outils numériques du quotidien"
COMPRENDRE = "Compréhension du monde numérique"
INSERTION = "Insertion professionnelle via le numérique"
ACCES = "Accès internet et matériel informatique"
# Label before 2023 -> (present service, data·inclusion v0 theme that says it more exactly).
_OLD_SERVICES = {
    "Devenir autonome dans les démarches administratives": (
        DEMARCHES,
        "numerique--devenir-autonome-dans-les-demarches-administratives",
    ),
    "Réaliser des démarches administratives avec un accompagnement": (
        DEMARCHES,
        "numerique--realiser-des-demarches-administratives-avec-un-accompagnement",
    ),
    "Accompagner les démarches de santé": (
        DEMARCHES,
        "numerique--accompagner-les-demarches-de-sante",
    ),
    "Prendre en main un smartphone ou une tablette": (
        OUTILS,
        "numerique--prendre-en-main-un-smartphone-ou-une-tablette",
    ),
    "Prendre en main un ordinateur": (OUTILS, "numerique--prendre-en-main-un-ordinateur"),
    "Utiliser le numérique au quotidien": (OUTILS, "numerique--utiliser-le-numerique-au-quotidien"),
    "Découvrir les usages de base du numérique": (
        OUTILS,
        "numerique--utiliser-le-numerique-au-quotidien",
    ),
    "Approfondir ma culture numérique": (
        COMPRENDRE,
        "numerique--approfondir-ma-culture-numerique",
    ),
    "Promouvoir la citoyenneté numérique": (
        COMPRENDRE,
        "numerique--promouvoir-la-citoyennete-numerique",
    ),
    "Favoriser mon insertion professionnelle": (
        INSERTION,
        "numerique--favoriser-mon-insertion-professionnelle",
    ),
    "Accéder à une connexion internet": (ACCES, "numerique--acceder-a-une-connexion-internet"),
    "Accéder à du matériel": (ACCES, "numerique--acceder-a-du-materiel"),
    "S'équiper en matériel informatique": (
        "Acquisition de matériel informatique à prix solidaire",
        "numerique--s-equiper-en-materiel-informatique",
    ),
    "Créer avec le numérique": (
        "Loisirs et créations numériques",
        "numerique--creer-avec-le-numerique",
    ),
    "Soutenir la parentalité et l'éducation avec le numérique": (
        "Parentalité et éducation avec le numérique",
        "numerique--soutenir-la-parentalite-et-l-education-avec-le-numerique",
    ),
    # None of the nine services is about business: only the old theme keeps what was said.
    "Créer et développer mon entreprise": ("", "numerique--creer-et-developper-mon-entreprise"),
}
OLD_SERVICES = tuple(_OLD_SERVICES)
# What a label starts with, once folded -> code of data·inclusion v1, « familles » and so on.
_PUBLICS = (
    ("uniquement femme", "femmes"),
    ("femme", "femmes"),
    ("senior", "seniors"),
    ("jeune", "jeunes"),
    ("famille", "familles"),
    ("enfant", "familles"),
    ("etudiant", "etudiants"),
    ("surdite", "personnes-en-situation-de-handicap"),
    ("deficience visuelle", "personnes-en-situation-de-handicap"),
    ("deficiance visuelle", "personnes-en-situation-de-handicap"),
    ("handicap", "personnes-en-situation-de-handicap"),
    ("demandeurs d emploi", "demandeurs-emploi"),
    ("salaries", "actifs"),
    ("actifs", "actifs"),
    ("tous", "tous-publics"),
    ("tout public", "tous-publics"),
    ("adultes", "tous-publics"),
)
# Publics that data·inclusion has no code for: they take nobody away, and stay in the original row.
_PUBLICS_WITHOUT_CODE = ("personnes en situation d illettrisme", "illettrisme", "public langues")
_FRAIS = (
    ("gratuit sous condition", "gratuit-sous-conditions"),
    ("gratuit", "gratuit"),
    ("payant", "payant"),
    ("adhesion", "adhesion"),
    ("accepte le pass", "pass-numerique"),
    ("pass numerique", "pass-numerique"),
)
PROFILS_V0 = {
    "adultes": "tous-publics",
    "tous-publics": "tous-publics",
    "alternants": "etudiants",
    "beneficiaires-rsa": "beneficiaires-des-minimas-sociaux",
    "demandeurs-demploi": "demandeurs-emploi",
    "demandeur-demploi": "demandeurs-emploi",
    "deld": "demandeurs-emploi",
    "demandeurs-dasile": "personnes-exilees",
    "bpi": "personnes-exilees",
    "public-langues-etrangeres": "personnes-exilees",
    "etudiants": "etudiants",
    "famille-enfants": "familles",
    "femmes": "femmes",
    "jeunes": "jeunes",
    "jeunes-16-26": "jeunes",
    "personne-en-situation-illettrisme": "",
    "personnes-de-nationalite-etrangere": "personnes-exilees",
    "personnes-handicapees": "personnes-en-situation-de-handicap",
    "deficience-visuelle": "personnes-en-situation-de-handicap",
    "surdite": "personnes-en-situation-de-handicap",
    "handicaps-mentaux": "personnes-en-situation-de-handicap",
    "handicaps-psychiques": "personnes-en-situation-de-handicap",
    "locataires": "",
    "proprietaires": "",
    "public-allocataires-caf": "",
    "residents-qpv-frr": "residents-qpv-frr",
    "salaries": "actifs",
    "actifs": "actifs",
    "retraites": "seniors",
    "seniors-65": "seniors",
    "sortants-detention": "personnes-en-situation-juridique-specifique",
}
FRAIS_V0 = {
    "gratuit": "gratuit",
    "gratuit-sous-conditions": "gratuit-sous-conditions",
    "payant": "payant",
    "adhesion": "adhesion",
    "pass-numerique": "pass-numerique",
    "nsp": "",
}
_DEVICES = {
    "cnfs": "conseillers-numeriques",
    "conseillers numeriques": "conseillers-numeriques",
    "conseiller numerique": "conseillers-numeriques",
    "france services": "france-service",
    "france service": "france-service",
    "maison france service": "france-service",
    "aidants connect": "aidants-connect",
    "grande ecole du numerique": "grandes-ecoles-du-numerique",
    "unccas": "ccas-cias",
    "fabriques de territoire": "fabrique-de-territoire",
    "fabrique de territoire": "fabrique-de-territoire",
}
# Words that a typology column holds in full letters instead of its code.
_WORDY_TYPOLOGIES = {
    "association": "association",
    "bibliotheque": "bibliotheque",
    "mediatheque": "bibliotheque",
    "relais lecture": "bibliotheque",
    "mission locale": "mission-locale",
    "centre social (associatif)": "centre-social",
    "espace de cowworking": "tiers-lieu",
    "bij": "information-jeunesse",
    "la poste": "bureau-poste",
}
# A place whose name starts so is one, whatever its file left out.
_NAMES = (
    (r"(bus |espace |antenne |maison )?france services?\b", "france-services"),
    (r"(mediatheque|bibliotheque|ludo?mediatheque)\b", "bibliotheque"),
    (r"(mairie|commune|ville)\b(?! (vie|d aujourd))", "mairie"),
    (r"(ccas|cias|centre (inter)?communal d action sociale)\b", "ccas"),
    (r"mission locale\b", "mission-locale"),
    (r"(pole emploi|france travail|agence pole emploi)\b", "france-travail"),
    (r"cap emploi\b", "cap-emploi"),
    (r"(la poste|agence postale|bureau de poste)\b", "bureau-poste"),
    (r"(centre social|centre socio)\b", "centre-social"),
    (r"(mjc|maison des jeunes et de la culture)\b", "maison-jeunes-culture"),
    (r"bge\b", "bge"),
    (r"(cci|cma|chambre (de|des|d) (commerce|metiers|agriculture))\b", "chambre-consulaire"),
    (r"(communaute (de communes|d agglomeration|urbaine))\b", "intercommunalite"),
    (r"fablab\b", "fablab"),
    (r"(epn|espace public numerique|cyber ?(base|espace|centre))\b", "espace-numerique"),
    (r"(msap|maison de services? au public)\b", "maison-services-public"),
)
_NAME_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in _NAMES)
_VAGUE = {"association", "autre", "organisme-formation", "intercommunalite"}
_SEPARATORS = re.compile(r"\s*(?:[|;\n]|/(?=\s)|(?<=\s)/|(?<=\w)/(?=[A-ZÉ]))\s*")
_BY_FOLD = {fold(label): value for label, value in _OLD_SERVICES.items()}


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """The values of a cell: separated by « | », and by what was used instead."""
    return tuple(part for part in (piece.strip(" .") for piece in _SEPARATORS.split(text)) if part)


@lru_cache(maxsize=4096)
def mediation_service(label: str) -> tuple[str, str] | None:
    """(present service or empty, v0 theme or empty) for a label, present or past; None unknown."""
    if present := needs.service_mediation(label):
        return present, ""
    return _BY_FOLD.get(fold(label))


@lru_cache(maxsize=1024)
def old_services_within(text: str) -> tuple[str, ...]:
    """The old labels that stand in a text where nothing separates them, in the order of the table.

    « Accéder à du matérie », cut short, is among those met.
    """
    folded = fold(text)
    return tuple(label for label in _OLD_SERVICES if fold(label)[:-1] in folded)


@lru_cache(maxsize=4096)
def standard(column: str, label: str) -> str:
    """The label of a closed list of the national schema that this one is; empty when it is none.

    « Avec de l'aide : je suis accompagné… » and other labels that explain themselves are known by
    what stands before the colon or the bracket.
    """
    former = _former(column)
    short = re.split(r"\s+[:(]", label, maxsplit=1)[0]
    return former.get(fold(label)) or former.get(fold(short)) or ""


@cache
def _former(column: str) -> dict[str, str]:
    return {fold(label): now for label, now in mediation_column(column).former.items()}


def is_rna(pivot: str) -> bool:
    """Whether it is an association's number in the national register."""
    return re.fullmatch(r"W[A-Za-z0-9]{9}", pivot) is not None


def is_ridet(pivot: str) -> bool:
    """Whether it may be an establishment's number in New Caledonia or French Polynesia."""
    return re.fullmatch(r"[A-Za-z0-9]{9,10}", pivot) is not None


@lru_cache(maxsize=4096)
def public(label: str) -> str | None:
    """The code of a public; empty when no code says it; None when the label is not known."""
    folded = fold(label)
    if folded.startswith(_PUBLICS_WITHOUT_CODE):
        return ""
    return _by_start(folded, _PUBLICS)


def is_exclusive(label: str) -> bool:
    """Whether a label says that nobody else is welcome."""
    return fold(label).startswith(("uniquement", "exclusivement", "reserve"))


@lru_cache(maxsize=1024)
def frais(label: str) -> str | None:
    return _by_start(fold(label), _FRAIS)


def _by_start(folded: str, table: tuple[tuple[str, str], ...]) -> str | None:
    return next((code for start, code in table if folded.startswith(start)), None)


@lru_cache(maxsize=1024)
def reseau(label: str) -> str:
    """The data·inclusion network that a national programme is; empty when it is none."""
    return _DEVICES.get(fold(label), "")


@lru_cache(maxsize=65536)
def kind_of(typologies: tuple[str, ...], reseaux: tuple[str, ...], name: str) -> str:
    """What a place is: by its typology, else its name, else its network; empty when unknown.

    A vague typology (association, autre…) gives way to a name that says more.
    """
    named = _kind_by_name(name)
    kinds = [kind for typologie in typologies if (kind := _kind_of_typology(typologie))]
    exact = [kind for kind in kinds if kind not in _VAGUE]
    if exact:
        return exact[0]
    if named:
        return named
    if "france-service" in reseaux:
        return "france-services"
    return kinds[0] if kinds else ""


def _kind_of_typology(typologie: str) -> str:
    if known := needs.place_kind_of(typologie):
        return known.code
    return _WORDY_TYPOLOGIES.get(fold(typologie), "")


def _kind_by_name(name: str) -> str:
    folded = fold(name)
    return next((kind for pattern, kind in _NAME_KINDS if pattern.match(folded)), "")
