"""What a sheet of paper says of a commune: frozen, plain."""

from dataclasses import dataclass

from entrelieux.territories.selectors import CommuneCard


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """number: on the sheet, 0 when only its name is there. away: « environ 25 min », « à 80 km ».

    who: structures there that bear another name, "" none. telephone, hours: "" unknown.
    """

    number: int
    ref: str
    name: str
    who: str
    adresse: str
    commune: str
    telephone: str
    hours: str
    away: str
    freshness: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A family of needs: what is answered there in a few words, and by whom, the nearest first.

    is_far: nobody answers within ``NEAR_MINUTES``; the only place is then the nearest.
    """

    label: str
    needs: tuple[str, ...]
    places: tuple[SheetPlace, ...]
    is_far: bool


@dataclass(frozen=True, slots=True)
class SheetComing:
    """One structure somewhere. when: its next sure dates, in words."""

    when: str
    services: tuple[str, ...]
    organisation: str
    place: str
    commune: str


@dataclass(frozen=True, slots=True)
class ByTelephone:
    """Help without a trip. to_check: whom it serves is not said."""

    name: str
    organisation: str
    telephone: str
    hours: str
    families: tuple[str, ...]
    to_check: bool


@dataclass(frozen=True, slots=True)
class CommuneSheet:
    """missing: families that no known place answers. sources: (title, licence)."""

    commune: CommuneCard
    shelves: tuple[Shelf, ...]
    places: tuple[SheetPlace, ...]
    comings: tuple[SheetComing, ...]
    by_telephone: tuple[ByTelephone, ...]
    missing: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return self.commune.matched or self.commune.name


def brief(text: str, most: int) -> str:
    """At most ``most`` letters, cut between words, with « … » when something is left out."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;·')}…"
