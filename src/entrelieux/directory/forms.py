"""The filters of the list of places: read from the address, shown again, taken off one by one."""

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.listing import DAYS
from entrelieux.directory.selectors import MOST_KM, RADIUS_KM, DirectoryParams, departements
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import needs as needs_pack

MOST_LETTERS = 120
RADII = (0, 5, 10, RADIUS_KM, 30, 50, 100)


class Option(NamedTuple):
    value: str
    label: str
    is_chosen: bool


class OptionGroup(NamedTuple):
    label: str
    options: tuple[Option, ...]


class Active(NamedTuple):
    """A filter in force, in words, and the address of the list without it."""

    label: str
    without: str


def params_of(data: QueryDict) -> DirectoryParams:
    """What an address asks; whatever cannot be meant is brought back to something that can."""
    return DirectoryParams(
        q=_line(data.get("q", "")),
        commune=_line(data.get("commune", "")),
        rayon_km=_whole(data.get("rayon_km", ""), RADIUS_KM, MOST_KM),
        departement=_line(data.get("departement", "")),
        besoin=_line(data.get("besoin", "")),
        nature=_line(data.get("nature", "")),
        ouvert=_line(data.get("ouvert", "")),
        itinerant=data.get("itinerant", "") in {"oui", "1", "on", "true"},
        page=_whole(data.get("page", ""), 1, 999_999),
    )


def _line(text: str) -> str:
    """One printable line, cut where no name is that long."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * MOST_LETTERS])
    return " ".join(kept.split())[:MOST_LETTERS].strip()


def _whole(text: str, otherwise: int, most: int) -> int:
    figures = text.strip()
    if not (figures.isascii() and figures.isdigit()):
        return otherwise
    return min(int(figures[:9]), most)


def query(params: DirectoryParams) -> str:
    """The address of these filters from the list's own; what filters nothing is left out."""
    asked = {
        field.name: getattr(params, field.name)
        for field in fields(params)
        if getattr(params, field.name) != field.default
    }
    if not params.commune:
        asked.pop("rayon_km", None)
    if "itinerant" in asked:
        asked["itinerant"] = "oui"
    return f"?{urlencode(asked)}" if asked else "?"


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything the form shows. error: what a filter has wrong, beside the field it names."""

    params: DirectoryParams
    error: UserError | None = None

    def error_of_commune(self) -> str:
        return self._error("commune")

    def error_elsewhere(self) -> str:
        return "" if self.error is None or self.error_of_commune() else self.error.message

    def candidates(self) -> tuple[tuple[str, str], ...]:
        """(label, address) of each commune that bears the name asked, or comes near it."""
        cards = getattr(self.error, "candidates", ()) or getattr(self.error, "suggestions", ())
        return tuple(
            (card.label, query(replace(self.params, commune=card.label, page=1)))
            for card in cards[:12]
        )

    def radii(self) -> tuple[Option, ...]:
        values = sorted({*RADII, self.params.rayon_km})
        return tuple(
            Option(
                str(km),
                _("à moins de %(km)d km") % {"km": km} if km else _("la commune seule"),
                km == self.params.rayon_km,
            )
            for km in values
        )

    def departements(self) -> tuple[Option, ...]:
        return tuple(
            Option(code, f"{nom} ({code})", code == self.params.departement)
            for code, nom in departements().items()
        )

    def needs(self) -> tuple[OptionGroup, ...]:
        chosen = _need_code(self.params.besoin)
        return tuple(
            OptionGroup(
                wording.in_language(family.label, family.english),
                tuple(
                    Option(need.code, wording.need_label(need.code), need.code == chosen)
                    for need in needs_pack.load_needs()
                    if need.family == family.code
                ),
            )
            for family in needs_pack.load_families()
        )

    def kinds(self) -> tuple[Option, ...]:
        labels = sorted((wording.kind_label(code), code) for code in wording.kinds())
        return tuple(Option(code, label, code == self.params.nature) for label, code in labels)

    def days(self) -> tuple[Option, ...]:
        return tuple(
            Option(code, wording.weekday(code), code == self.params.ouvert) for code in DAYS
        )

    def more_is_open(self) -> bool:
        """Whether a filter of the folded part is in force."""
        asked = self.params
        return bool(asked.departement or asked.nature or asked.ouvert or asked.itinerant)

    def active(self) -> tuple[Active, ...]:
        asked = self.params
        said = {
            "q": asked.q and f"« {asked.q} »",
            "commune": asked.commune,
            "besoin": wording.need_label(code) if (code := _need_code(asked.besoin)) else "",
            "departement": departements().get(asked.departement, ""),
            "nature": wording.kind_label(asked.nature),
            "ouvert": asked.ouvert in DAYS
            and _("ouvert le %(day)s") % {"day": wording.weekday(asked.ouvert)},
            "itinerant": asked.itinerant and _("itinérant"),
        }
        defaults = {field.name: field.default for field in fields(asked)}
        return tuple(
            Active(str(label), query(replace(asked, page=1, **{name: defaults[name]})))  # type: ignore[arg-type]
            for name, label in said.items()
            if label
        )

    def wider(self) -> str:
        """The address of the same list with the next radius; "" when there is none."""
        further = next((km for km in RADII if km > self.params.rayon_km), None)
        if not self.params.commune or further is None:
            return ""
        return query(replace(self.params, rayon_km=further, page=1))

    def wider_km(self) -> int:
        return next((km for km in RADII if km > self.params.rayon_km), RADII[-1])

    def _error(self, field: str) -> str:
        return self.error.message if self.error is not None and self.error.field == field else ""


def _need_code(text: str) -> str:
    """The need that a filter names; "" when there is none."""
    try:
        return needs_pack.need_for_code(text).code if text else ""
    except needs_pack.NeedUnknown:
        return ""
