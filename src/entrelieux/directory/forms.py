"""The filters of the list of places: read from the address, shown again, taken off one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.asking import (
    MODES,
    MOST_KM,
    OPENINGS,
    RADIUS_KM,
    DirectoryParams,
    clock_text,
    departements,
    modes_offered,
)
from entrelieux.directory.facets import Count
from entrelieux.directory.finding import options
from entrelieux.directory.selectors import PlacePage
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import needs as needs_pack

MOST_LETTERS = 120
MOST_BOXES = 8
RADII = (0, 5, 10, RADIUS_KM, 30, 50, 100)
TIMES = (10, 15, 20, 30, 45, 60, 90)
HOURS = tuple(f"{half // 2:02d}:{half % 2 * 30:02d}" for half in range(14, 43))


class Option(NamedTuple):
    """A box to tick. places: what it would give, in words."""

    value: str
    label: str
    is_chosen: bool
    places: str


class Active(NamedTuple):
    """A filter in force, in words, and the address of the list without it."""

    field: str
    label: str
    without: str


class WayOut(NamedTuple):
    """What to change in an empty list, the address, and how many places: 0 when not counted."""

    label: str
    address: str
    total: int


def params_of(data: QueryDict) -> DirectoryParams:
    """What an address asks; whatever cannot be meant is brought back to something that can."""
    return DirectoryParams(
        q=_line(data.get("q", "")),
        commune=_line(data.get("commune", "")),
        rayon_km=_whole(data.get("rayon_km", ""), RADIUS_KM, MOST_KM),
        minutes=_line(data.get("minutes", "")),
        mode=_line(data.get("mode", "")) or MODES[0],
        departement=_line(data.get("departement", "")),
        besoin=_line(data.get("besoin", "")),
        nature=_line(data.get("nature", "")),
        fonction=_line(data.get("fonction", "")),
        public=_line(data.get("public", "")),
        frais=_line(data.get("frais", "")),
        equipement=_several(data.getlist("equipement")),
        ouvert=_line(data.get("ouvert", "")),
        heure=_line(data.get("heure", "")),
        itinerant=data.get("itinerant", "") in {"oui", "1", "on", "true"},
        page=_whole(data.get("page", ""), 1, 999_999),
    )


def _line(text: str) -> str:
    """One printable line, cut where no name is that long."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * MOST_LETTERS])
    return " ".join(kept.split())[:MOST_LETTERS].strip()


def _several(texts: list[str]) -> tuple[str, ...]:
    lines = dict.fromkeys(_line(text) for text in texts[:MOST_BOXES])
    return tuple(line for line in lines if line)


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
        asked.pop("minutes", None)
    if "minutes" in asked:
        asked.pop("rayon_km", None)
    else:
        asked.pop("mode", None)
    if "itinerant" in asked:
        asked["itinerant"] = "oui"
    return f"?{urlencode(asked, doseq=True)}" if asked else "?"


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything the form shows. error: what a filter has wrong, beside the field it names.

    Lists of options come as HTML: a page holds 300 of them.
    """

    params: DirectoryParams
    error: UserError | None = None
    page: PlacePage | None = None

    def error_of_commune(self) -> str:
        return self._error("commune")

    def error_of_minutes(self) -> str:
        return self._error("minutes")

    def error_of_hour(self) -> str:
        return self._error("heure")

    def error_elsewhere(self) -> str:
        beside = self.error_of_commune() or self.error_of_minutes() or self.error_of_hour()
        return "" if self.error is None or beside else self.error.message

    def candidates(self) -> tuple[tuple[str, str], ...]:
        """(label, address) of each commune that bears the name asked, or comes near it."""
        cards = getattr(self.error, "candidates", ()) or getattr(self.error, "suggestions", ())
        return tuple(
            (card.label, query(replace(self.params, commune=card.label, page=1)))
            for card in cards[:12]
        )

    def radii(self) -> SafeString:
        values = sorted({*RADII, self.params.rayon_km})
        labels = [
            (str(km), _("à moins de %(km)d km") % {"km": km} if km else _("la commune seule"))
            for km in values
        ]
        return self._options("rayon_km", labels)

    def times(self) -> SafeString:
        values = [str(minutes) for minutes in TIMES]
        if self.params.minutes and self.params.minutes not in values and self.error is None:
            values = sorted([*values, self.params.minutes], key=int)
        none = [("", _("peu importe"))]
        return self._options("minutes", [*none, *((v, wording.trip(int(v))) for v in values)])

    def modes(self) -> SafeString:
        return self._options(
            "mode", [(mode, wording.mode(mode)) for mode in modes_offered(self.params.mode)]
        )

    def openings(self) -> SafeString:
        none = [("", _("n'importe quand"))]
        said = [(code, wording.opening(code)) for code in OPENINGS]
        return self._options("ouvert", none + said)

    def hours(self) -> SafeString:
        asked = self.params.heure
        values = list(HOURS) if not asked or asked in HOURS else sorted({*HOURS, asked})
        labels = [(value, clock_text(value)) for value in values]
        return self._options("heure", [("", _("peu importe")), *labels])

    def needs(self) -> SafeString:
        chosen, counts = _need_code(self.params.besoin), self._counts("besoin")
        parts = [options.option("", _("tous les besoins"), is_chosen=not chosen)]
        for family, needs in options.families(get_language() or "fr"):
            inside = [options.option(*one, one[0] == chosen, counts) for one in needs]
            parts.append(f'<optgroup label="{escape(family)}">{"".join(inside)}</optgroup>')
        return options.html(parts)

    def functions(self) -> SafeString:
        """Those that some place has, or that is asked."""
        counts, asked = self._counts("fonction"), self.params.fonction
        known = [
            (code, label)
            for code, label in options.labels("fonction", get_language() or "fr")
            if counts is None or code in counts or code == asked
        ]
        return self._options("fonction", [("", _("toutes")), *known])

    def publics(self) -> SafeString:
        labels = options.labels("public", get_language() or "fr")
        return self._options("public", [("", _("tout le monde")), *labels])

    def fees(self) -> SafeString:
        labels = options.labels("frais", get_language() or "fr")
        return self._options("frais", [("", _("peu importe")), *labels])

    def kinds(self) -> SafeString:
        labels = options.labels("nature", get_language() or "fr")
        return self._options("nature", [("", _("toutes")), *labels])

    def departements(self) -> SafeString:
        labels = [(code, f"{nom} ({code})") for code, nom in departements().items()]
        return self._options("departement", [("", _("tous")), *labels])

    def equipment(self) -> tuple[Option, ...]:
        counts = self._counts("equipement")
        return tuple(
            Option(code, label, code in self.params.equipement, options.number(counts, code))
            for code, label in options.labels("equipement", get_language() or "fr")
        )

    def itinerant_count(self) -> str:
        return options.number(self._counts("itinerant"), "oui")

    def folded(self) -> int:
        """How many filters of the folded part are in force."""
        asked = self.params
        single = (
            *(asked.departement, asked.nature, asked.fonction),
            *(asked.public, asked.frais, asked.itinerant),
        )
        return sum(map(bool, single)) + len(asked.equipement)

    def more_is_open(self) -> bool:
        """What is wrong must be seen; what is in force is told above the list."""
        return self.error is not None and self.folded() > 0

    def active(self) -> tuple[Active, ...]:
        asked = self.params
        language = get_language() or "fr"
        said = {
            "q": asked.q and wording.quoted(asked.q),
            "commune": self._commune(),
            "minutes": self._trip(),
            "besoin": wording.need_label(code) if (code := _need_code(asked.besoin)) else "",
            "departement": departements().get(asked.departement, ""),
            "nature": wording.kind_label(asked.nature),
            "ouvert": self._opening(),
            "itinerant": asked.itinerant and _("itinérant"),
        } | {
            field: dict(options.labels(field, language)).get(getattr(asked, field), "")
            for field in ("fonction", "public", "frais")
        }
        defaults = {field.name: field.default for field in fields(asked)}
        found = [
            Active(field, str(label), query(_changed(asked, field, defaults[field])))
            for field, label in said.items()
            if label
        ]
        labels = dict(options.labels("equipement", language))
        for code in asked.equipement:
            others = tuple(one for one in asked.equipement if one != code)
            address = query(replace(asked, page=1, equipement=others))
            found.append(Active("equipement", labels.get(code, code), address))
        return tuple(found)

    def ways_out(self) -> tuple[WayOut, ...]:
        """What an empty list could hold, filter by filter."""
        if self.page is None:
            return ()
        asked = self.params
        labels: dict[str, str] = {}
        for one in self.active():
            labels[one.field] = (
                f"{labels[one.field]}, {one.label}" if one.field in labels else one.label
            )
        defaults = {field.name: field.default for field in fields(asked)}
        found = list(self._around_the_commune_named())
        for way in self.page.loosened:
            value = way.value or defaults[way.field]
            if way.field == "rayon_km":
                value = int(way.value)
            address = query(_changed(asked, way.field, value))
            found.append(WayOut(self._way(way.field, way.value, labels), address, way.total))
        return tuple(found)

    def _around_the_commune_named(self) -> Iterator[WayOut]:
        commune = self.page.named if self.page else None
        if commune is not None:
            label = _("Chercher autour de la commune %(commune)s") % {"commune": commune.label}
            yield WayOut(label, query(replace(self.params, q="", commune=commune.label, page=1)), 0)

    def _way(self, field: str, value: str, labels: Mapping[str, str]) -> str:
        if field == "rayon_km":
            return _("Chercher jusqu'à %(km)s km à vol d'oiseau") % {"km": value}
        if field == "minutes":
            return _("Accepter %(time)s de trajet") % {"time": ui.duration(int(value))}
        if field == "commune":
            return _("Chercher partout, sans partir %(from)s") % {
                "from": wording.from_place(labels[field])
            }
        return _("Retirer le filtre %(label)s") % {"label": labels[field]}

    def _opening(self) -> str:
        asked = self.params
        said = wording.opening(asked.ouvert) if asked.ouvert in OPENINGS else ""
        if not (said and asked.heure):
            return said
        return _("%(day)s à %(hour)s") % {"day": said, "hour": clock_text(asked.heure)}

    def _commune(self) -> str:
        known = self.page.commune if self.page else None
        return (known.matched or known.name) if known else self.params.commune

    def _trip(self) -> str:
        asked = self.params
        if self.error is not None or not (asked.minutes and asked.commune):
            return ""
        return f"{wording.trip(int(asked.minutes))}, {wording.mode(asked.mode).lower()}"

    def _options(self, field: str, labels: Sequence[tuple[str, str]]) -> SafeString:
        asked, counts = str(getattr(self.params, field)), self._counts(field)
        return options.html(
            options.option(code, label, code == asked, counts) for code, label in labels
        )

    def _counts(self, field: str) -> Mapping[str, Count] | None:
        return self.page.facets.get(field) if self.page else None

    def _error(self, field: str) -> str:
        return self.error.message if self.error is not None and self.error.field == field else ""


def _changed(asked: DirectoryParams, field: str, value: Any) -> DirectoryParams:
    """The first page with one filter changed; an hour goes with its day."""
    if field == "ouvert":
        asked = replace(asked, heure="")
    changed = {field: value}
    return replace(asked, page=1, **changed)


def _need_code(text: str) -> str:
    """The need that a filter names; "" when there is none."""
    try:
        return needs_pack.need_for_code(text).code if text else ""
    except needs_pack.NeedUnknown:
        return ""
