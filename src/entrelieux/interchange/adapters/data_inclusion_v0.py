"""data·inclusion v0: structures (also as mediation places, the way they were shared), services.

**Source:** schema data·inclusion v0 (codes kept as they are: the needs know their successors).
"""

from dataclasses import replace

from entrelieux.directory.drafts import ServiceDraft
from entrelieux.engine.language import fold
from entrelieux.interchange import vocabularies
from entrelieux.interchange.adapters import data_inclusion, mediation
from entrelieux.interchange.adapters.common import Adapted, Context, located, place_draft, refuse
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.mending import Reading
from entrelieux.interchange.reading import Row
from entrelieux.packs.fr import needs

_ZONES = {
    "commune": "commune",
    "epci": "epci",
    "departement": "departement",
    "region": "region",
    "pays": "pays",
}


def adapt_structure(row: Row, context: Context) -> Adapted:
    """A structure and its place; what it says of mediation is its service."""
    reading = mediation.read(data_inclusion.without_people(row.values), context)
    number, producer = reading.text("id"), reading.text("source")
    if not number:
        return refuse(row.number, "id", "", "l'identifiant de la structure chez son producteur")
    if not reading.text("nom"):
        return refuse(row.number, "nom", "", "le nom de la structure")
    source = data_inclusion.source_of(producer)
    entry = mediation.build(row.number, reading, source, data_inclusion.DATASET, context)
    if not isinstance(entry, Entry):
        return entry
    themes = tuple(reading.listed("thematiques"))
    entry.services = [_welcome(service, themes) for service in entry.services]
    entry.identity = data_inclusion.identity(producer, number)
    return entry


def _welcome(service: ServiceDraft, themes: tuple[str, ...]) -> ServiceDraft:
    known = bool(service.services_mediation or service.thematiques or themes)
    return replace(
        service,
        name=service.name if known else "Accueil de la structure (services non précisés)",
        thematiques=tuple(sorted({*service.thematiques, *themes})),
    )


def adapt_service(row: Row, context: Context) -> Adapted:
    """A service of a structure imported before, at the structure's place unless it has its own."""
    reading = data_inclusion.reading_of(row.values, context)
    number, producer = reading.text("id"), reading.text("source")
    structure = reading.text("structure_id")
    for field, value in (("id", number), ("structure_id", structure), ("nom", reading.text("nom"))):
        if not value:
            return refuse(row.number, field, "", "une valeur : ce champ est nécessaire")
    source = data_inclusion.source_of(producer)
    confirmed_on = reading.date("date_maj")
    texts = [reading.long_text(f"presentation_{part}") for part in ("resume", "detail")]
    zone = _ZONES.get(fold(reading.text("zone_diffusion_type")), "")
    place = None
    if reading.text("adresse") or reading.text("commune"):
        columns = located(reading, context, around=reading.text("adresse"))
        place = place_draft(
            "",
            source,
            adresse=reading.text("adresse", 300),
            complement_adresse=reading.text("complement_adresse", 300),
            telephone=reading.phone("telephone"),
            courriel=reading.email("courriel"),
            confirmed_on=confirmed_on,
            **columns,
        )
    service = ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name=reading.text("nom", 300),
        source=source.slug,
        presentation="\n\n".join(dict.fromkeys(text for text in texts if text)),
        thematiques=_themes(reading),
        types=tuple(sorted(set(reading.listed("types")))),
        publics=_codes(reading, "profils", vocabularies.PROFILS_V0),
        frais=_codes(reading, "frais", vocabularies.FRAIS_V0),
        frais_precisions=reading.long_text("frais_autres"),
        modes_accueil=tuple(sorted(set(reading.listed("modes_accueil")))),
        conditions=_conditions(reading),
        zone=zone,
        zone_code=reading.text("zone_diffusion_code", 12) if zone else "",
        producer_id=f"{producer}--{number}"[:200],
        confirmed_on=confirmed_on,
    )
    return Entry(
        number=row.number,
        dataset=data_inclusion.DATASET,
        source=source,
        producer_id=f"service:{number}",
        original=reading.original,
        mends=reading.mends,
        place=place,
        services=[service],
        identity=data_inclusion.identity(producer, structure),
    )


def _themes(reading: Reading) -> tuple[str, ...]:
    known = {theme.code for theme in needs.load_old_themes()}
    themes = sorted(set(reading.listed("thematiques")))
    unknown = [
        theme for theme in themes if theme not in known and theme.split("--")[0] not in known
    ]
    if unknown:
        said = f"thématique inconnue : « {unknown[0][:80]} », gardée sans effet"
        reading.mend("thematiques", ";".join(themes), said)
    return tuple(theme[:200] for theme in themes)


def _codes(reading: Reading, field: str, table: dict[str, str]) -> tuple[str, ...]:
    given = reading.listed(field)
    unknown = [code for code in given if code not in table]
    kept = tuple(sorted({table[code] for code in given if table.get(code)}))
    if unknown:
        reading.mend(field, ";".join(kept), f"valeur inconnue : « {unknown[0][:80]} »")
    return kept


def _conditions(reading: Reading) -> str:
    said = [*reading.listed("pre_requis"), *reading.listed("justificatifs")]
    if link := reading.url("prise_rdv"):
        said.append(f"S'inscrire ou se renseigner : {link}")
    return "\n".join(said)
