"""The quality of a sheet, and of a territory, with the words and the addresses of the pages."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from entrelieux.directory.cards import PlaceSheet
from entrelieux.directory.confirming.policies import asks_places, may_ask
from entrelieux.directory.doubles.policies import judges
from entrelieux.directory.quality.cards import SheetQuality, ToMendPage
from entrelieux.directory.quality.forms import query
from entrelieux.directory.quality.selectors import sheet_quality
from entrelieux.directory.quality.words import CONFIRM, DEFECTS, DOUBLE, PARTS
from entrelieux.engine.records.quality import RULES, WEIGHTS, Part
from entrelieux.kernel.viewer import Viewer

PART_OF = {defect: rule.code for rule in RULES for defect in rule.defects}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part in words. address: where whoever looks mends it, "" when they cannot from here."""

    label: str
    points: int
    weight: int
    gain: int
    lacks: str
    why: str
    mend: str
    address: str


@dataclass(frozen=True, slots=True)
class DefectLine:
    """One kind of defect. gain: points at most."""

    code: str
    lacks: str
    why: str
    gain: int
    sheets: int
    address: str
    is_asked: bool


def quality_shown(viewer: Viewer, sheet: PlaceSheet) -> dict[str, Any]:
    """``quality``: None when the place is in no list any more."""
    found = sheet_quality(viewer, sheet)
    if found is None:
        return {"quality": None}
    ask = _ask(viewer, found.ref, sheet.card.code_insee)
    return {
        "quality": found,
        "quality_parts": tuple(_line(part, found, ask, viewer) for part in found.parts),
        "quality_to_mend": tuple(_line(part, found, ask, viewer) for part in found.to_mend),
    }


def defects_shown(page: ToMendPage) -> tuple[DefectLine, ...]:
    """Kinds of defects that some sheet has, in the order of the parts."""
    return tuple(
        DefectLine(
            code=code,
            lacks=str(DEFECTS[code].lacks),
            why=str(PARTS[PART_OF[code]].why),
            gain=WEIGHTS[PART_OF[code]],
            sheets=sheets,
            address="?" + query(page.params, defaut="" if code == page.params.defaut else code),
            is_asked=code == page.params.defaut,
        )
        for code, sheets in page.by_defect.items()
        if sheets or code == page.params.defaut
    )


def network_of(viewer: Viewer) -> str:
    """In whose name an animator asks; "" for the site itself."""
    return "" if viewer.is_operator else next(iter(sorted(viewer.networks())), "")


def _ask(viewer: Viewer, ref: str, code_insee: str) -> str:
    """The page that asks this place to read its sheet again; "" to those who may not."""
    network = network_of(viewer)
    if not asks_places(viewer) or not may_ask(viewer, network=network, code_insee=code_insee):
        return ""
    asked = urlencode({"reseau": network, "mois": "0", "lieux": ref})
    return f"{reverse('confirming:new')}?{asked}"


def _line(part: Part, found: SheetQuality, ask: str, viewer: Viewer) -> PartLine:
    words = DEFECTS[part.defect] if part.defect else None
    address = ""
    if words and words.way == CONFIRM:
        address = ask
    elif words and words.way == DOUBLE and found.others and judges(viewer):
        address = reverse("doubles:pair", args=[found.ref, found.others[0].ref])
    return PartLine(
        label=str(PARTS[part.code].label),
        points=part.points,
        weight=part.weight,
        gain=part.gain,
        lacks=str(words.lacks) if words else "",
        why=str(PARTS[part.code].why),
        mend=str(words.mend) if words else "",
        address=address,
    )
