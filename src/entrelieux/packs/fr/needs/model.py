"""What a need is, what answers it and how well: the words of the pack, as frozen values."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Quality(IntEnum):
    """How well an offer answers a need; the number is the penalty the engine adds up.

    EXACT: this is what the person asked for. PROCHE: a first contact a mediator would accept.
    VOISIN: helps with a part of it, or knows whom to ask; a way in, not an answer.
    """

    EXACT = 0
    PROCHE = 1
    VOISIN = 2

    @property
    def word(self) -> str:
        """The word written in `answers.csv`: exact, proche or voisin."""
        return self.name.lower()


class World(StrEnum):
    """Who usually answers. **Source:** requirement MED1."""

    MEDIATION_NUMERIQUE = "mediation_numerique"
    DEVELOPPEMENT_ECONOMIQUE = "developpement_economique"
    SERVICE_PUBLIC = "service_public"
    COLLECTIF = "collectif"


class Scheme(StrEnum):
    """The vocabularies in which an offer may say what it does."""

    MEDIATION = "mediation"  # the nine services of the national schema, by their exact label
    THEMATIQUE = "thematique"  # data·inclusion v1, a theme or its family
    THEMATIQUE_V0 = "thematique-v0"  # old data·inclusion codes that say more or less than v1
    PLACE_KIND = "place-kind"  # a code of place_kinds.csv
    RESEAU = "reseau"  # data·inclusion v1 reseaux-porteurs
    SUJET_ENTREPRISES = "sujet-entreprises"  # subjects of Conseillers-Entreprises
    THEME_CRA = "theme-cra"  # themes of the mediators' activity reports


@dataclass(frozen=True, slots=True)
class Family:
    """A shelf of needs, in the order they are shown."""

    rank: int
    code: str
    label: str
    english: str
    icon: str


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a person may want, in their words, with its codes in the vocabularies in use.

    `rank` is the row order of the file and the column index of the offers' arrays.
    `thematiques[0]`, where there is one, is the primary theme.
    """

    rank: int
    code: str
    family: str
    world: World
    urgent: bool
    label: str
    short: str
    help: str
    english: str
    english_short: str
    english_help: str
    icon: str
    thematiques: tuple[str, ...]
    services_mediation: tuple[str, ...]
    cra_themes: tuple[str, ...]
    sujet_entreprises: tuple[str, ...]
    entrecomp: tuple[str, ...]
    digcomp: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An offer that bears `code` in `scheme` answers `need` this well, says `provenance`."""

    need: str
    scheme: Scheme
    code: str
    quality: Quality
    provenance: str
    note: str


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """What a place is, when its file says so by a label, a typology or a network."""

    code: str
    label: str
    english: str
    world: World
    typologies: tuple[str, ...]
    reseaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldTheme:
    """A data·inclusion v0 theme, its v1 successors, and the need it names when v1 is vaguer."""

    code: str
    v1: tuple[str, ...]
    need: str
    provenance: str
    note: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """What helps to have with oneself for a need, and what to ask there: never a condition.

    bring, english_bring: as many, best first; each begins in lower case, to be listed.
    """

    need: str
    bring: tuple[str, ...]
    question: str
    english_bring: tuple[str, ...]
    english_question: str


class PackError(ValueError):
    """A file of the pack is wrong: says where, what was found, what was expected."""

    def __init__(self, file: str, line: int, found: str, expected: str) -> None:
        self.file = file
        self.line = line
        self.found = found
        self.expected = expected
        super().__init__(
            f"{file}, ligne {line} : trouvé « {found} », attendu {expected}. "
            "Corrigez cette ligne puis relancez."
        )


class NeedUnknown(LookupError):  # noqa: N818 - says what happened, as NeedUnknown reads
    """No need bears this code; `suggestions` are the nearest need codes, best first."""

    def __init__(self, code: str, suggestions: tuple[str, ...], *, known: bool = False) -> None:
        self.code = code
        self.suggestions = suggestions
        found = (
            f"La thématique « {code} » existe, mais aucun besoin ne lui correspond ici."
            if known
            else f"Besoin inconnu : « {code} »."
        )
        nearest = f" Les plus proches : {', '.join(suggestions)}." if suggestions else ""
        super().__init__(
            f"{found} Attendu : le code d’un besoin (par exemple creer-entreprise) "
            f"ou d’une thématique data·inclusion.{nearest} "
            "La liste complète est dans docs/reference/besoins.md."
        )
