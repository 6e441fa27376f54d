"""France services counters: one file per vintage, with the same ``id_fs`` from one to the next.

**Source:** Agence nationale de la cohésion des territoires, « Liste des structures France
services », Licence Ouverte 2.0; columns of 2022-12-01 and 2024-08-01.
"""

import re

from entrelieux.directory.drafts import OrganisationDraft, ServiceDraft, SourceDraft
from entrelieux.engine.language import fold
from entrelieux.interchange.adapters.common import (
    Adapted,
    Context,
    located,
    place_draft,
    refuse,
    week_of,
)
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.mending import Reading
from entrelieux.interchange.reading import Row
from entrelieux.interchange.vocabularies import DEMARCHES

FAMILY = "france-services"
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
_EXAMPLE = re.compile(r"commentaire de la structure \d+$")


def source_of(context: Context) -> SourceDraft:
    day = context.published_on
    return SourceDraft(
        slug=f"{FAMILY}-{day.isoformat() if day else 'sans-date'}",
        title=f"France services, liste du {day:%d/%m/%Y}" if day else "France services",
        producer="Agence nationale de la cohésion des territoires",
        licence="Licence Ouverte 2.0",
        evidence="liste officielle",
        published_on=day,
    )


def adapt(row: Row, context: Context) -> Adapted:
    """A counter, its structure of the same name, and the help that every counter gives."""
    reading = Reading(row.values, today=context.today)
    source = source_of(context)
    number = reading.text("id_fs")
    name = reading.text("lib_fs", 300)
    if not number:
        return refuse(row.number, "id_fs", "", "l'identifiant de la structure France services")
    if not name:
        return refuse(row.number, "lib_fs", "", "le nom de la structure France services")
    adresse = reading.text("adresse", 300)
    columns = located(
        reading, context, around=f"{name} , {adresse}", insee="insee_com", commune="lib_com"
    )
    comment = reading.long_text("commentaire")
    if _EXAMPLE.match(fold(comment)):
        comment = ""
    group = reading.text("groupe_fs") or reading.text("groupe")
    by_appointment = fold(reading.text("prise_rdv")) == "oui"
    place = place_draft(
        name,
        source,
        kind="france-services",
        typologies=("RFS",),
        adresse=adresse,
        complement_adresse=reading.text("complement_adresse", 300),
        telephone=reading.phone("telephone"),
        courriel=reading.email("mail"),
        presentation=comment,
        itinerant=_is_itinerant(reading),
        confirmed_on=context.published_on,
        **columns,
        **week_of(reading, {day: f"h_{day}" for day in _DAYS}),
    )
    service = ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name="France services : aide aux démarches administratives",
        source=source.slug,
        services_mediation=(DEMARCHES,),
        types=("accompagnement", "information"),
        publics=("tous-publics",),
        frais=("gratuit",),
        modes_accueil=("en-presentiel",),
        conditions="Prise de rendez-vous possible ou conseillée." if by_appointment else "",
        confirmed_on=context.published_on,
    )
    organisation = OrganisationDraft(
        ref="",
        name=name,
        source=source.slug,
        kind="france-services",
        reseaux_porteurs=("france-service",),
        confirmed_on=context.published_on,
    )
    if group and fold(group) not in fold(name):
        reading.original.setdefault("groupe", group)
    return Entry(
        number=row.number,
        dataset=FAMILY,
        source=source,
        producer_id=number,
        original=reading.original,
        mends=reading.mends,
        place=place,
        organisation=organisation,
        services=[service],
        identity=f"{FAMILY}:{number}",
    )


def _is_itinerant(reading: Reading) -> bool | None:
    """A bus or a round moves; « multisites » holds several places in turn. None when not said."""
    shape = fold(reading.text("format_fs"))
    said = fold(reading.text("itinerance"))
    if said:
        return said == "oui"
    if shape in {"itinerante", "bus_equivalent", "multisites"}:
        return True
    return False if shape.startswith("fixe") else None
