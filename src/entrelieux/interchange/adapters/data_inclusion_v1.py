"""data·inclusion v1: structures and services, checked by the schema's own package.

An optional value that the schema refuses is left out with a mend; a row is refused when what tells
it apart (producer, identifier, name, structure) is missing.

**Source:** ``data-inclusion-schema`` 1.0.10, Licence Ouverte 2.0.
"""

from dataclasses import replace
from typing import Any

import pydantic
from data_inclusion.schema import v1

from entrelieux.directory.drafts import OrganisationDraft, ServiceDraft
from entrelieux.interchange import vocabularies
from entrelieux.interchange.adapters import data_inclusion
from entrelieux.interchange.adapters.common import (
    Adapted,
    Context,
    hours_of,
    located,
    place_draft,
    refuse,
)
from entrelieux.interchange.gathering import Entry, Refusal
from entrelieux.interchange.mending import Reading, as_text
from entrelieux.interchange.reading import Row

LISTS = {
    "reseaux_porteurs",
    "thematiques",
    "publics",
    "modes_accueil",
    "zone_eligibilite",
    "modes_mobilisation",
    "mobilisable_par",
}
_NEEDED = {"source", "id", "nom", "structure_id"}
# What the schema requires and we can do without, with a value that lets the rest be checked.
_SPARED = {"date_maj": "2000-01-01", "description": "non renseignée"}
_FRANCE = {"france", "99100"}
_ADDRESS = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse")


def adapt_structure(row: Row, context: Context) -> Adapted:
    reading = data_inclusion.reading_of(row.values, context)
    if refusal := _check(v1.Structure, reading, row.number):
        return refusal
    producer, number, name = (reading.text(field) for field in ("source", "id", "nom"))
    source = data_inclusion.source_of(producer)
    confirmed_on = reading.date("date_maj")
    reseaux = _listed(reading, "reseaux_porteurs")
    kind = vocabularies.kind_of((), reseaux, name) or _kind_of_network(reseaux)
    place = place_draft(
        name,
        source,
        kind=kind,
        **_where(reading, context),
        **hours_of(reading, "horaires_accueil"),
        site_web=reading.url("site_web"),
        presentation=reading.long_text("description"),
        accessibilite=reading.url("accessibilite_lieu"),
        confirmed_on=confirmed_on,
    )
    organisation = OrganisationDraft(
        ref="",
        name=name,
        source=source.slug,
        siret=reading.siret("siret"),
        kind=kind,
        reseaux_porteurs=reseaux,
        site_web=place.site_web,
        producer_id=number,
        lien_source=reading.url("lien_source"),
        confirmed_on=confirmed_on,
    )
    welcome = ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name="Accueil de la structure (services non précisés)",
        source=source.slug,
        confirmed_on=confirmed_on,
    )
    return Entry(
        number=row.number,
        dataset=data_inclusion.DATASET,
        source=source,
        producer_id=number.removeprefix(f"{producer}--"),
        original=reading.original,
        mends=reading.mends,
        place=place,
        organisation=organisation,
        services=[welcome],
        identity=data_inclusion.identity(producer, number),
    )


def adapt_service(row: Row, context: Context) -> Adapted:
    reading = data_inclusion.reading_of(row.values, context)
    if refusal := _check(v1.Service, reading, row.number):
        return refusal
    producer, number = reading.text("source"), reading.text("id")
    source = data_inclusion.source_of(producer)
    confirmed_on = reading.date("date_maj")
    modes = _listed(reading, "modes_accueil")
    place = None
    if modes != ("a-distance",) and (reading.text("adresse") or reading.text("commune")):
        place = place_draft("", source, confirmed_on=confirmed_on, **_where(reading, context))
    hours = hours_of(reading, "horaires_accueil")
    kind = reading.text("type")
    zone, zone_code, reserved = _zone(reading)
    service = ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name=reading.text("nom", 300),
        source=source.slug,
        presentation=reading.long_text("description"),
        thematiques=_listed(reading, "thematiques"),
        types=(kind,) if kind else (),
        publics=_listed(reading, "publics"),
        frais=(reading.text("frais"),) if reading.text("frais") else (),
        frais_precisions=reading.long_text("frais_precisions"),
        modes_accueil=modes,
        conditions=_conditions(reading, reserved),
        zone=zone,
        zone_code=zone_code,
        horaires=hours.get("horaires", ""),
        telephone=reading.phone("telephone"),
        courriel=reading.email("courriel"),
        localisation=_localisation(reading),
        producer_id=number,
        lien_source=reading.url("lien_source"),
        publics_precisions=reading.long_text("publics_precisions"),
        conditions_acces=reading.long_text("conditions_acces"),
        zone_eligibilite=_listed(reading, "zone_eligibilite"),
        lien_mobilisation=reading.url("lien_mobilisation"),
        modes_mobilisation=_listed(reading, "modes_mobilisation"),
        mobilisable_par=_listed(reading, "mobilisable_par"),
        mobilisation_precisions=reading.long_text("mobilisation_precisions"),
        volume_horaire_hebdomadaire=reading.number("volume_horaire_hebdomadaire"),
        nombre_semaines=_whole(reading.number("nombre_semaines")),
        confirmed_on=confirmed_on,
    )
    if place and hours:
        place = replace(place, **hours)
    return Entry(
        number=row.number,
        dataset=data_inclusion.DATASET,
        source=source,
        producer_id="service:" + number.removeprefix(f"{producer}--"),
        original=reading.original,
        mends=reading.mends,
        place=place,
        services=[service],
        identity=data_inclusion.identity(producer, reading.text("structure_id")),
    )


def _listed(reading: Reading, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.listed(field)))


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _localisation(reading: Reading) -> dict[str, str | float]:
    """The address of a service's row, as its schema accepts it."""
    texts = {name: reading.text(name) for name in _ADDRESS}
    numbers = {name: reading.number(name) for name in ("longitude", "latitude")}
    return {name: value for name, value in texts.items() if value} | {
        name: value for name, value in numbers.items() if value is not None
    }


def _where(reading: Reading, context: Context) -> dict[str, Any]:
    adresse = reading.text("adresse", 300)
    return {
        "adresse": adresse,
        "complement_adresse": reading.text("complement_adresse", 300),
        "telephone": reading.phone("telephone"),
        "courriel": reading.email("courriel"),
        **located(reading, context, around=adresse),
    }


def _kind_of_network(reseaux: tuple[str, ...]) -> str:
    from entrelieux.packs.fr import needs

    kinds = {code: kind.code for kind in needs.load_place_kinds() for code in kind.reseaux}
    return next((kinds[code] for code in reseaux if code in kinds), "")


def _check(model: type[pydantic.BaseModel], reading: Reading, number: int) -> Refusal | None:
    """Leave out of ``reading`` what the schema refuses; the reason when the row goes with it."""
    for field in LISTS & reading.values.keys():
        reading.values[field] = reading.listed(field)
    values = {name: value for name, value in reading.values.items() if name in model.model_fields}
    for _ in range(2):
        try:
            model.model_validate(values)
        except pydantic.ValidationError as error:
            faults: dict[str, list[Any]] = {}
            for fault in error.errors(include_url=False):
                faults.setdefault(str(fault["loc"][0]), []).append(fault)
            for field, of_field in faults.items():
                expected = expected_of(field, of_field[0])
                if field in _NEEDED and not _is_only_long(field, of_field[0]):
                    return refuse(number, field, as_text(values.get(field)), expected)
                _leave_out(reading, values, field, of_field, expected)
        else:
            break
    return None


def _is_only_long(field: str, fault: Any) -> bool:
    return field == "nom" and fault["type"] == "string_too_long"


def _leave_out(
    reading: Reading, values: dict[str, Any], field: str, faults: list[Any], expected: str
) -> None:
    value = values.get(field)
    wrong = {fault["loc"][1] for fault in faults if len(fault["loc"]) > 1}
    if isinstance(value, list) and all(isinstance(at, int) for at in wrong) and wrong:
        kept = [item for at, item in enumerate(value) if at not in wrong]
        reading.mend(field, as_text(kept), f"attendu : {expected}")
        reading.values[field] = values[field] = kept
        if not kept:
            values.pop(field)
        return
    if field == "nom":
        reading.values[field] = values[field] = as_text(value)[:149] + "…"
        reading.mend(field, values[field], f"attendu : {expected}")
        return
    if field == "publics" and isinstance(
        value, list
    ):  # « tous-publics » beside others: the others say more
        kept = [code for code in value if code != "tous-publics"]
        reading.values[field] = values[field] = kept
        reading.mend(field, as_text(kept), f"attendu : {expected}")
        return
    reading.mend(field, "", f"attendu : {expected}")
    reading.values.pop(field, None)
    values.pop(field, None)
    if field in _SPARED:
        values[field] = _SPARED[field]


def expected_of(field: str, fault: Any) -> str:
    """What the schema wanted, in French."""
    kind, context = fault["type"], fault.get("ctx", {})
    known = {
        "missing": "une valeur : ce champ est nécessaire",
        "string_type": "du texte",
        "string_too_short": f"au moins {context.get('min_length')} signes",
        "string_too_long": f"au plus {context.get('max_length')} signes",
        "too_short": "au moins une valeur",
        "greater_than_equal": f"au moins {context.get('ge')}",
        "float_parsing": "un nombre",
        "float_type": "un nombre",
        "int_parsing": "un nombre entier",
        "int_from_float": "un nombre entier",
    }
    if kind in known:
        return known[kind]
    families = {
        "enum": f"une des valeurs du vocabulaire « {field} » de data·inclusion v1",
        "url": "une adresse web (https://…)",
        "date": "une date AAAA-MM-JJ",
        "string_pattern": "un code écrit autrement",
    }
    shape = next((text for start, text in families.items() if kind.startswith(start)), "")
    fallback = shape or "une valeur du schéma data·inclusion v1"
    return fallback if kind == "date_from_datetime_parsing" else _FIELDS.get(field, fallback)


_FIELDS = {
    "siret": "un SIRET de 14 chiffres",
    "code_postal": "un code postal de 5 chiffres",
    "code_insee": "un code INSEE de 5 signes",
    "courriel": "une adresse électronique",
    "date_maj": "une date AAAA-MM-JJ de ce siècle, pas à venir",
}


def _zone(reading: Reading) -> tuple[str, str, str]:
    """(zone, code, what to say when several codes make it)."""
    codes = reading.listed("zone_eligibilite")
    if not codes:
        return "", "", ""
    if set(codes) & _FRANCE:
        return "pays", "france", ""
    if len(codes) > 1:
        shown = ", ".join(codes[:20]) + ("…" if len(codes) > 20 else "")
        return "", "", f"Réservé aux habitants de plusieurs territoires (codes {shown})."
    code = codes[0]
    kinds = {2: "departement", 3: "departement", 5: "commune", 9: "epci"}
    return kinds.get(len(code), ""), code[:12], ""


def _conditions(reading: Reading, reserved: str) -> str:
    said = [reading.long_text("conditions_acces"), reading.long_text("publics_precisions")]
    said.append(reserved)
    if reading.listed("mobilisable_par") == ["professionnels"]:
        said.append("La demande est faite par un professionnel.")
    said.append(reading.long_text("mobilisation_precisions"))
    if link := reading.url("lien_mobilisation"):
        said.append(f"S'inscrire ou se renseigner : {link}")
    return "\n".join(text for text in said if text)
