"""What two sheets say of one place, thing by thing, and which of the two says it best."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from entrelieux.directory import wording
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name


class Part(NamedTuple):
    """What is chosen together. fields: columns of ``Place`` that ``stating`` takes."""

    code: str
    label: str | Promise
    fields: tuple[str, ...]


PARTS = (
    Part("nom", _("Nom"), ("name",)),
    Part("nature", _("Nature"), ("kind",)),
    Part(
        "adresse",
        _("Adresse"),
        ("adresse", "complement_adresse", "code_postal", "commune", "code_insee"),
    ),
    Part("point", _("Point sur la carte"), ("lon", "lat", "position")),
    Part("horaires", _("Horaires"), ("horaires",)),
    Part("telephone", _("Téléphone"), ("telephone",)),
    Part("courriel", _("Courriel"), ("courriel",)),
    Part("site", _("Site"), ("site_web",)),
    Part("rendez-vous", _("Rendez-vous"), ("prise_rdv",)),
    Part("presentation", _("Présentation"), ("presentation",)),
    Part("fauteuil", _("En fauteuil"), ("wheelchair",)),
    Part("accessibilite", _("Fiche d'accessibilité"), ("accessibilite",)),
    Part("itinerant", _("Itinérant"), ("itinerant",)),
)
UNKNOWN = ("", None, Place.Position.NONE.value)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing, on the kept sheet then on the other, in words; "" unknown.

    is_asked: they say different things, so that somebody chooses. from_other: what is proposed;
    alone, when the kept sheet says nothing of it.
    """

    code: str
    label: str
    kept: str
    other: str
    is_asked: bool
    from_other: bool


def compared(kept: Place, other: Place, today: date) -> tuple[Compared, ...]:
    """What either of two sheets knows, in the order of ``PARTS``."""
    found = []
    for part in PARTS:
        mine, theirs = (_said(part, place, today) for place in (kept, other))
        if not mine and not theirs:
            continue
        differ = _values(part, kept) != _values(part, other)
        found.append(
            Compared(
                code=part.code,
                label=str(part.label),
                kept=mine,
                other=theirs,
                is_asked=bool(differ and mine and theirs),
                from_other=_other_says_more(part, kept, other),
            )
        )
    return tuple(found)


def taken(kept: Place, other: Place, chosen: Mapping[str, bool] | None) -> dict[str, Any]:
    """{field: value} that the kept sheet takes from the other.

    Args:
        chosen: whether the other's is wanted, by code of a part that both know; what is not in it
            is as proposed. What one alone knows is never lost: it is taken whatever is chosen.
    """
    found: dict[str, Any] = {}
    for part in PARTS:
        mine, theirs = _knows(part, kept), _knows(part, other)
        wanted = _other_says_more(part, kept, other)
        if mine and theirs and chosen is not None:
            wanted = chosen.get(part.code, wanted)
        if wanted and theirs and _values(part, kept) != _values(part, other):
            found |= _values(part, other)
    return found


def best_first(one: Place, other: Place) -> tuple[Place, Place]:
    """Which of two sheets is proposed to be kept: there, confirmed last, and known best."""
    if _worth(other) > _worth(one):
        return other, one
    return one, other


def seen(one: Place, other: Place) -> str:
    """What somebody had before their eyes, the same for both orders."""
    said = sorted(repr([row.ref, *(_values(part, row) for part in PARTS)]) for row in (one, other))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _values(part: Part, place: Place) -> dict[str, Any]:
    return {field: getattr(place, field) for field in part.fields}


def _knows(part: Part, place: Place) -> bool:
    return any(value not in UNKNOWN for value in _values(part, place).values())


def _other_says_more(part: Part, kept: Place, other: Place) -> bool:
    if part.code == "point" and _knows(part, kept) and _knows(part, other):
        exact = Place.Position.POINT
        return kept.position != exact and other.position == exact
    return _knows(part, other) and not _knows(part, kept)


def _worth(place: Place) -> tuple[bool, date, int, int]:
    last = max(filter(None, (place.confirmed_on, place.said_on)), default=date.min)
    known = sum(_knows(part, place) for part in PARTS)
    return place.withdrawn_on is None, last, known, -place.pk


def _said(part: Part, place: Place, today: date) -> str:
    if not _knows(part, place):
        return ""
    return _WORDS.get(part.code, _plain(part.fields[0]))(place, today)


def _plain(field: str) -> Callable[[Place, date], str]:
    return lambda place, _today: str(getattr(place, field))


def _address(place: Place, _today: date) -> str:
    town = " ".join(filter(None, (place.code_postal, place.commune)))
    return ", ".join(filter(None, (place.adresse, place.complement_adresse, town)))


def _point(place: Place, _today: date) -> str:
    if place.position == Place.Position.COMMUNE:
        return gettext("centre de la commune")
    return f"{place.lat:.5f}, {place.lon:.5f}" if place.lat is not None and place.lon else ""


_WORDS: Mapping[str, Callable[[Place, date], str]] = {
    "nom": lambda place, _today: shown_name(place.name),
    "nature": lambda place, _today: wording.kind_label(place.kind) or place.kind,
    "adresse": _address,
    "point": _point,
    "horaires": lambda place, today: wording.hours(place.horaires, today) or place.horaires,
    "fauteuil": lambda place, _today: (
        gettext("accessible") if place.wheelchair else gettext("non accessible")
    ),
    "itinerant": lambda place, _today: gettext("oui") if place.itinerant else gettext("non"),
}
