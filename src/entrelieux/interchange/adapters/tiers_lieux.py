"""Tiers-lieux as regions list them: what each allows and holds, where its row says so.

A type is a label: it gives a kind, and a function only when it names one (« espace de coworking »).
What no word of ``packs.fr.functions`` recognises stays in the presentation, as it was written, and
says nothing. Hours a week and dates are in no column: they stay unknown.

**Source:** lists of regional hubs joined in one table (each row names its own: SUD LABS, MedNum
BFC, Hinaura, Hub Centre-Val de Loire, MapLabBzh…), 2020 to 2025; MapLabBzh, GeoJSON, CC BY;
Commune Mesure, one JSON file for each place.
"""

import re
from dataclasses import replace
from typing import Any

from entrelieux.directory.drafts import (
    FunctionDraft,
    OrganisationDraft,
    ServiceDraft,
    SourceDraft,
    SpaceDraft,
)
from entrelieux.engine.language import fold
from entrelieux.interchange.adapters.common import (
    Adapted,
    Context,
    hours_of,
    located,
    place_draft,
    refuse,
    slug,
)
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.mending import Reading, as_text
from entrelieux.interchange.reading import Row
from entrelieux.interchange.vocabularies import mediation_service
from entrelieux.packs.fr import functions as pack

DATASET = "tiers-lieux"
MAPLAB = "MapLabBzh (CC BY)"
HELD = "Le matériel du lieu"
WHOLE = "Tout le lieu"
MOST_M2 = 100_000
_PARTS = re.compile(r'"?\s*[,;|]\s*"?')
_KIND = "nature:"


def adapt(row: Row, context: Context) -> Adapted:
    """A row of the joined table; its ``source`` column says which list it comes from."""
    reading = Reading(row.values, today=context.today)
    listed = reading.text("source") or "sans source"
    name = reading.text("nom", 300)
    if not name:
        return refuse(row.number, "nom", "", "le nom du tiers-lieu")
    types, services = reading.text("type"), reading.long_text("services")
    held = f"{reading.long_text('materiels')} {services}"
    mediation = _mediation(services)
    own_words = "" if mediation else services
    source = _source(listed, context)
    entry = _entry(row, reading, source, context, name=name, types=types)
    entry.functions = _functions([*_of_types(types), *_codes("service", own_words)], source)
    entry.spaces = _spaces(held, source)
    if entry.place is not None:
        words = " ".join(own_words.replace('","', ", ").split())
        entry.place = replace(entry.place, presentation=words)
    entry.services[0] = replace(entry.services[0], services_mediation=mediation)
    return entry


def adapt_breton(row: Row, context: Context) -> Adapted:
    """A feature of MapLabBzh: where it is and of what kind, nothing of what is in it."""
    values = dict(row.values)
    for ours, theirs in (
        *(("nom", "name"), ("type", "structure"), ("porteur", "organisation")),
        *(("code_postal", "cp"), ("commune", "ville"), ("site", "web")),
        *(("courriel", "email"), ("telephone", "tel")),
    ):
        values[ours] = values.pop(theirs, "")
    reading = Reading(values, today=context.today)
    name = reading.text("nom", 300)
    if not name:
        return refuse(row.number, "name", "", "le nom du lieu")
    types, source = reading.text("type"), _source(MAPLAB, context)
    entry = _entry(row, reading, source, context, name=name, types=types)
    entry.original = Reading(row.values, today=context.today).original
    entry.producer_id = reading.text("id")
    entry.identity = f"{source.slug}:{entry.producer_id}" if entry.producer_id else ""
    entry.functions = _functions(_of_types(types), source)
    return entry


def _source(listed: str, context: Context) -> SourceDraft:
    is_free = "(CC BY)" in listed
    return SourceDraft(
        slug=f"{DATASET}-{slug(listed)}"[:50].strip("-"),
        title=f"Tiers-lieux : {listed}"[:200],
        producer=re.sub(r"\s*(20\d\d|\(.*\)).*", "", listed)[:120],
        licence="CC BY" if is_free else "",
        evidence="liste régionale",
        published_on=context.published_on,
    )


def _entry(
    row: Row, reading: Reading, source: SourceDraft, context: Context, *, name: str, types: str
) -> Entry:
    point = (reading.number("lon"), reading.number("lat"))
    if point == (None, None):
        point = (reading.number("longitude"), reading.number("latitude"))
    adresse = reading.text("adresse", 300)
    kind = next((code for code in _types(types) if code.startswith(_KIND)), "")
    place = place_draft(
        name,
        source,
        kind=kind.removeprefix(_KIND),
        adresse=adresse,
        telephone=reading.phone("telephone"),
        courriel=reading.email("courriel"),
        site_web=reading.url("site"),
        **located(reading, context, around=f"{name} , {adresse}", point=point),
        **hours_of(reading, "horaires"),
    )
    service = ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name="Accueil du lieu",
        source=source.slug,
    )
    return Entry(
        number=row.number,
        dataset=DATASET,
        source=source,
        producer_id="",
        original=reading.original,
        mends=reading.mends,
        place=place,
        organisation=OrganisationDraft(ref="", name=name, source=source.slug, kind=place.kind),
        services=[service],
        parent_name=reading.text("porteur", 300),
    )


def _types(text: str) -> list[str]:
    """Codes that the whole parts of a type say."""
    parts = [fold(part) for part in _PARTS.split(text)]
    return [code for part in parts for said, code in pack.words_said()["type"] if said.match(part)]


def _of_types(text: str) -> list[str]:
    return [code for code in _types(text) if not code.startswith(_KIND)]


def _codes(sort: str, text: str) -> list[str]:
    folded = fold(text)
    return [code for said, code in pack.words_said()[sort] if said.search(folded)]


def _functions(codes: list[str], source: SourceDraft) -> list[FunctionDraft]:
    return [FunctionDraft("", "", code, source.slug) for code in dict.fromkeys(codes)]


def _spaces(text: str, source: SourceDraft) -> list[SpaceDraft]:
    """Rooms that are named, and what is held somewhere in the place."""
    labels = pack.spaces()
    found = [
        SpaceDraft("", "", labels[code].label, source.slug, kind=code)
        for code in dict.fromkeys(_codes("espace", text))
    ]
    if held := tuple(dict.fromkeys(_codes("materiel", text))):
        found.append(SpaceDraft("", "", HELD, source.slug, equipment=held))
    return found


def _mediation(text: str) -> tuple[str, ...]:
    """Services of the national schema, when every part is one; else none."""
    found = [mediation_service(part) for part in _PARTS.split(text)] if text else []
    if not all(found):
        return ()
    return tuple(dict.fromkeys(one[0] for one in found if one and one[0]))


def adapt_measured(row: Row, context: Context) -> Adapted:
    """One place of Commune Mesure: its surface, since when it is open, and its founding idea.

    A « 0 » there is a box that nobody ticked: it is unknown, not no.
    """
    told = _told(row.values)
    name = as_text(row.values.get("name"))
    if not name:
        return refuse(row.number, "name", "", "le nom du tiers-lieu")
    address = row.values.get("address")
    where = address if isinstance(address, dict) else {}
    geo = told.get("data_territoire", {}).get("geo")
    point = geo if isinstance(geo, dict) else {}
    shown = told.get("presentation", {})
    reading = Reading(
        {
            "nom": name,
            "adresse": where.get("address"),
            "code_postal": where.get("postalcode"),
            "commune": where.get("city"),
            "lat": point.get("lat"),
            "lon": point.get("lon"),
            "presentation": shown.get("idee_fondatrice"),
            "surface": shown.get("surface"),
            "date_ouverture": shown.get("date_ouverture"),
        },
        today=context.today,
    )
    source = _source("Commune Mesure", context)
    entry = _entry(row, reading, source, context, name=reading.text("nom", 300), types="tiers-lieu")
    assert entry.place is not None
    access = told.get("accessibilite", {}).get("accessibilite")
    ticked = isinstance(access, dict) and access.get("Handicapés") == 1
    entry.place = replace(
        entry.place,
        presentation=reading.long_text("presentation"),
        wheelchair=True if ticked else None,
    )
    surface = reading.number("surface") or 0
    if 0 < surface <= MOST_M2:
        opened = reading.date("date_ouverture")
        whole = SpaceDraft("", "", WHOLE, source.slug, surface_m2=round(surface), starts_on=opened)
        entry.spaces = [whole]
    return entry


def _told(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each block of a sheet says."""
    blocks = values.get("blocs")
    found = blocks if isinstance(blocks, dict) else {}
    return {
        name: block["donnees"]
        for name, block in found.items()
        if isinstance(block, dict) and isinstance(block.get("donnees"), dict)
    }
