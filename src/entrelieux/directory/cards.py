"""What selectors hand to pages, the API and the command line: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date

from entrelieux.directory.agenda.times import Schedule, Times


@dataclass(frozen=True, slots=True)
class SourceCard:
    slug: str
    title: str
    producer: str
    url: str
    licence: str
    published_on: date | None
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a public reference and a name."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class ServiceCard:
    ref: str
    name: str
    organisation: Named
    presentation: str
    besoins: tuple[tuple[str, str, int], ...]  # (need code, short label, quality 0..2), best first
    publics: tuple[str, ...]  # plain French labels; empty = not stated
    frais: str  # plain French; "" = not stated
    modes_accueil: tuple[str, ...]
    conditions: str
    hours: str  # described in French; "" = not stated
    presence: str  # « permanence », « tournée » or ""
    next_times: str  # the next sure dates of a permanence, in words; "" without any
    confirmed_on: date | None
    source: SourceCard
    dates: str = ""  # « jusqu'au … », « terminé depuis le … »; "" = nothing was said


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """One line of the list."""

    ref: str
    name: str
    kind: str  # code of the pack's kinds; "" = not stated
    kind_label: str
    adresse: str
    code_postal: str
    commune: str
    code_insee: str
    lon: float | None
    lat: float | None
    is_approximate: bool  # the point is the centre of the commune
    horaires: str  # OSM syntax; "" = not stated
    hours: str  # the same, described in French
    organisations: tuple[Named, ...]
    besoins: tuple[tuple[str, str], ...]  # (code, short label)
    itinerant: bool | None
    confirmed_on: date | None  # the last time, by whoever it was
    confirmed_by: str  # « lieu » (here), « producteur », "" = nobody
    source: SourceCard
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One service at one place (or at a distance), as a step of a plan needs it."""

    service: Named
    organisation: Named
    place: Named | None
    adresse: str
    code_postal: str
    commune: str
    telephone: str
    site_web: str
    prise_rdv: str
    conditions: str
    lon: float | None
    lat: float | None
    departement: str
    is_approximate: bool
    hours: str  # OSM syntax, of the usual week; "" = not stated
    schedule: Schedule  # the same hours, with the dates that depart from them
    publics: tuple[str, ...]  # codes; empty = not stated
    frais: tuple[str, ...]  # codes; empty = not stated
    zone_is_known: bool
    wheelchair: bool | None
    itinerant: bool | None
    confirmed_on: date | None
    source: SourceCard


@dataclass(frozen=True, slots=True)
class DoorState:
    """What is known of a door at one moment, in the local time of the place.

    is_open: None when nobody can tell. until: (date, quarter 0..96) when it closes; None when it
    is not open, or open for more than a fortnight. opens: its next sure opening within a
    fortnight, (date, quarter). today: the local date.
    """

    is_open: bool | None
    until: tuple[date, int] | None
    opens: tuple[date, int] | None
    today: date


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One place of a page. km: crow-fly to the commune asked; None when unknown.

    minutes: one way; None when not asked or unknown. is_by_road: they follow roads, else they are
    an estimate. others: how many other records describe the same place and answer too. doubts:
    filters, as named in the address, that it leaves unanswered. outing: how to go and come back by
    bus, in words; "" by another mode.
    """

    card: PlaceCard
    km: float | None
    minutes: int | None
    is_by_road: bool
    others: int
    doubts: tuple[str, ...]
    door: DoorState
    outing: str = ""


@dataclass(frozen=True, slots=True)
class WordsRead:
    """mended: (word typed, words read instead). missing: words that no place holds.

    is_partial: no place holds every word; what is shown holds the most.
    """

    mended: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Loosened:
    """An empty list could hold ``total`` places if one filter changed.

    field: the filter; value: what it would become, "" to take it off.
    """

    field: str
    value: str
    total: int


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """Everything known of a place, with where it comes from.

    key: its primary key. texts: its hours, its own, else those of its services.
    """

    key: int
    departement: str
    texts: Times
    card: PlaceCard
    services: tuple[ServiceCard, ...]  # those of today
    other_days: tuple[ServiceCard, ...]  # to come, over, or between two seasons
    dates: str  # of the place itself, as those of a service
    is_outside: bool  # it does not exist today, according to its dates
    telephone: str
    courriel: str
    site_web: str
    prise_rdv: str
    presentation: str
    accessibilite: str
    wheelchair: bool | None
    horaires_original: str
    horaires_problem: str
    sources: tuple[SourceCard, ...]
    mends: tuple[dict[str, str], ...]  # field, found, kept, why
    originals: tuple[tuple[str, dict[str, str]], ...]  # (source title, the row as given)
    held: tuple[Named, ...]  # other sheets that somebody said to be this place
    twins: tuple[Named, ...]  # the same place, it seems, as other producers name it
    neighbours: tuple[Named, ...]  # other places under the same roof
    first_seen_on: date
    withdrawn_on: date | None
    is_said_closed: bool  # by the place, here; otherwise it left its producer's list
