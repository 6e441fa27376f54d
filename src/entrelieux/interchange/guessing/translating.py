"""From a row with its producer's columns to a row of the national schema, with what was doubted.

Values are read by the adapter of that schema; only what it cannot know is done here: several
columns for one field, lists in other words, hours by day, coordinates in other systems.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from entrelieux.directory.drafts import Mend
from entrelieux.engine.hours import from_french_week, normalise
from entrelieux.engine.language import fold
from entrelieux.engine.records.columns.days import DAYS, week_of
from entrelieux.engine.records.columns.labels import Item, items_of, yes_or_no
from entrelieux.engine.records.columns.model import LISTS, Knowledge, Use, Way
from entrelieux.engine.records.columns.points import angle_of, pair_of, placed
from entrelieux.engine.records.columns.shapes import IN_ADDRESS
from entrelieux.engine.records.columns.systems import WGS84, Point
from entrelieux.interchange.guessing.flat import flattened, text_of
from entrelieux.interchange.guessing.mapping import Correspondence

SEPARATOR = "|"
_SHOWN = 200
_FREE = frozenset({"autres_formations_labels"})
# Where a value may belong when its own field does not know it.
_NEAR = {
    "dispositif_programmes_nationaux": ("formations_labels",),
    "formations_labels": ("dispositif_programmes_nationaux",),
    "publics_specifiquement_adresses": ("prise_en_charge_specifique",),
    "prise_en_charge_specifique": ("publics_specifiquement_adresses",),
}
_DAY_NAMES = frozenset({*DAYS, *(name for names in DAYS.values() for name in names)})
_DAY_FOLDED = frozenset(fold(name) for name in _DAY_NAMES)


@dataclass(slots=True)
class Translated:
    """values: by column of the national schema. mends: what was changed, doubted or left out."""

    values: dict[str, str] = field(default_factory=dict)
    mends: list[Mend] = field(default_factory=list)

    def doubt(self, name: str, found: str, kept: str, why: str) -> None:
        self.mends.append(Mend(name, found[:_SHOWN], kept[:_SHOWN], why))


@dataclass(frozen=True, slots=True)
class Translator:
    """mapping: what each column is for. source: the producer, when no column names it."""

    mapping: Correspondence
    knowledge: Knowledge
    source: str

    def row(self, values: Mapping[str, Any]) -> Translated:
        """One row; the keys of ``values`` may be nested, as the file has them."""
        cells = {name: text_of(value) for name, value in flattened(values).items()}
        out = Translated()
        self._texts(cells, out)
        self._lists(cells, out)
        self._address(out)
        self._hours(cells, out)
        self._position(cells, out)
        out.values.setdefault("source", self.source)
        return out

    def _cells(self, cells: Mapping[str, str], *ways: Way) -> list[tuple[str, Use, str]]:
        """(column, use, text) of the filled cells used in one of these ways, in their order."""
        return [
            (title, use, cells[title])
            for title, use in self.mapping.uses.items()
            if use.way in ways and cells.get(title)
        ]

    def _texts(self, cells: Mapping[str, str], out: Translated) -> None:
        for way in (Way.VALUE, Way.SPARE):
            for _, use, text in self._cells(cells, way):
                if use.field in LISTS or use.field == "horaires":
                    continue
                said = self._roaming(text, out) if use.field == "itinerance" else text
                out.values.setdefault(use.field, said)
        for _, _, number in self._cells(cells, Way.NUMBER):
            street = out.values.get("adresse", "")
            out.values["adresse"] = f"{number} {street}".strip()

    def _roaming(self, text: str, out: Translated) -> str:
        said = yes_or_no(text)
        if said is not None:
            return "Itinérant" if said else ""
        label = self.knowledge.vocabularies["itinerance"].read(text).label
        if not label:
            out.doubt("itinerance", text, "", "ni fixe ni itinérant : laissé de côté")
        return label

    def _lists(self, cells: Mapping[str, str], out: Translated) -> None:
        found: dict[str, dict[str, None]] = {}
        for title, use, text in self._cells(cells, Way.VALUE, Way.YES):
            if use.field in LISTS:
                found.setdefault(use.field, {})
                pairs = (
                    self._said(title, use, text, out)
                    if use.way is Way.YES
                    else self._labels(use, text, out)
                )
                for name, label in pairs:
                    found.setdefault(name, {})[label] = None
        for name, labels in found.items():
            out.values[name] = SEPARATOR.join(labels)

    def _said(self, title: str, use: Use, text: str, out: Translated) -> list[tuple[str, str]]:
        said = yes_or_no(text)
        if said is None:
            out.doubt(use.field, f"{title} : {text}", "", "oui ou non attendu : laissé de côté")
        return [(use.field, use.detail)] if said else []

    def _labels(self, use: Use, text: str, out: Translated) -> list[tuple[str, str]]:
        """(field, label) of each item of a cell that some word says, in its field or a near one."""
        items = items_of(text, by_comma=use.detail == ",")
        if use.field in _FREE:
            return [(use.field, item.replace(SEPARATOR, " ")) for item in items]
        read = [(item, self._read(use.field, item)) for item in items]
        known = [found for _, found in read if found]
        guessed = [f"« {one.found} » = « {one.label} »" for _, one in known if not one.exact]
        if guessed:
            kept = SEPARATOR.join(dict.fromkeys(one.label for _, one in known))
            why = f"compris par ses mots, à vérifier. {' ; '.join(guessed)}"
            out.doubt(use.field, text, kept, why[:_SHOWN])
        for item, found in read:
            if not found and yes_or_no(item) is not False:
                why = "valeur qu'aucun mot connu ne dit : laissée de côté"
                out.doubt(use.field, item, "", why)
        return [(name, one.label) for name, one in known]

    def _read(self, name: str, item: str) -> tuple[str, Item] | None:
        for field_name in (name, *_NEAR.get(name, ())):
            found = self.knowledge.vocabularies[field_name].read(item)
            if found.label:
                return field_name, found
        return None

    def _address(self, out: Translated) -> None:
        """« 3 cours Gay-Lussac, 87000 Limoges » also says the postcode and the town."""
        text = " ".join(out.values.get("adresse", "").replace("\n", ", ").split())
        found = IN_ADDRESS.search(text)
        if found and found[1] in self.knowledge.places.postcodes:
            town = found[2].strip(" -,.").removesuffix(" Cedex")
            stated = out.values.get("code_postal", "")
            out.values.setdefault("commune", town)
            if not stated:
                out.values["code_postal"] = found[1]
            elif stated.zfill(5) != found[1]:
                why = f"l'adresse dit {found[1]}, la colonne du code postal dit autre chose"
                out.doubt("code_postal", stated, stated, why)
            text = text[: found.start()].rstrip(" ,;-") or text
        if text:
            out.values["adresse"] = text

    def _hours(self, cells: Mapping[str, str], out: Translated) -> None:
        texts = [text for _, use, text in self._cells(cells, Way.VALUE) if use.field == "horaires"]
        texts += [text for _, use, text in self._cells(cells, Way.SPARE) if use.field == "horaires"]
        read = next((text for text in texts if normalise(text).osm), None)
        if read is None and (week := self._week(cells)):
            found = from_french_week(week)
            spelt = "; ".join(f"{day} {text}" for day, text in week.items())
            for mend in found.mends:
                out.doubt("horaires", spelt, found.osm or "", mend)
            read = found.osm or (None if texts else spelt)
        if read or texts:
            out.values["horaires"] = read or texts[0]

    def _week(self, cells: Mapping[str, str]) -> dict[str, str]:
        parts = {
            use.detail: text
            for _, use, text in self._cells(cells, Way.DAY)
            if fold(text) not in _DAY_FOLDED
        }
        return week_of(parts)

    def _position(self, cells: Mapping[str, str], out: Translated) -> None:
        given, (x, y), system = self._pair(cells)
        if x is None or y is None:
            if given:
                out.doubt("position", given, "", "coordonnées illisibles : laissées de côté")
            return
        point, why = placed(system, x, y, self._near(out.values))
        if point:
            out.values["longitude"], out.values["latitude"] = (f"{one:.7f}" for one in point)
        if why:
            out.doubt("position", given, f"{point[0]:.5f}, {point[1]:.5f}" if point else "", why)

    def _pair(self, cells: Mapping[str, str]) -> tuple[str, tuple[float | None, float | None], str]:
        """(as it came, (towards the east, towards the north), system)."""
        for _, use, text in self._cells(cells, Way.POINT):
            order, _, system = use.detail.partition(" ")
            if pair := pair_of(text):
                one, other = pair.first, pair.second
                if (pair.order or order) == "lat-lon":
                    one, other = other, one
                return text, (one, other), system or WGS84
            return text, (None, None), WGS84
        axes: dict[str, float | None] = {"longitude": None, "latitude": None}
        texts, system = [], WGS84
        for _, use, text in self._cells(cells, Way.AXIS):
            angle = angle_of(text)
            texts.append(text)
            axes[use.field], system = (angle[0] if angle else None), use.detail or WGS84
        return ", ".join(texts), (axes["longitude"], axes["latitude"]), system

    def _near(self, values: Mapping[str, str]) -> Point | None:
        """Where the row's postcode or commune is, when only one place is called so."""
        postcode = values.get("code_postal", "").removesuffix(".0").zfill(5)
        points = self.knowledge.points
        return points.get(postcode) or points.get(fold(values.get("commune", "")))
