"""Public libraries: where they are, how many hours a week they open, not when.

**Source:** ministère de la Culture, « Adresses des bibliothèques publiques », Licence Ouverte 2.0.
"""

from entrelieux.directory.drafts import OrganisationDraft, ServiceDraft, SourceDraft
from entrelieux.engine.language import fold
from entrelieux.interchange.adapters.common import (
    Adapted,
    Context,
    located,
    place_draft,
    refuse,
)
from entrelieux.interchange.gathering import Entry
from entrelieux.interchange.mending import Reading
from entrelieux.interchange.reading import Row

DATASET = "bibliotheques"


def adapt(row: Row, context: Context) -> Adapted:
    """A library. An office that receives nobody is a place without a service."""
    reading = Reading(row.values, today=context.today)
    day = context.published_on
    source = SourceDraft(
        slug=f"{DATASET}-{day.isoformat()}" if day else DATASET,
        title="Adresses des bibliothèques publiques" + (f" ({day.year})" if day else ""),
        producer="Ministère de la Culture",
        licence="Licence Ouverte 2.0",
        evidence="enquête auprès des bibliothèques",
        published_on=day,
    )
    number = reading.text("code_bib").removesuffix(".0")
    name = reading.text("Libelle1", 300)
    if not number:
        return refuse(row.number, "code_bib", "", "le numéro de la bibliothèque")
    if not name:
        return refuse(row.number, "Libelle1", "", "le nom de la bibliothèque")
    adresse = reading.text("voie", 300)
    columns = located(
        reading,
        context,
        around=f"{name} , {adresse}",
        insee="INSEE",
        postcode="CP",
        commune="Ville",
        point=_point(reading),
    )
    status = fold(reading.text("Statut"))
    kind = "bibliotheque-departementale" if "departementale" in status else "bibliotheque"
    is_open = fold(reading.text("type_adresse")) != "adresse administrative"
    services = []
    if is_open:
        services.append(
            ServiceDraft(
                ref="",
                organisation_ref="",
                place_ref=None,
                name="Bibliothèque ouverte au public",
                source=source.slug,
                publics=("tous-publics",),
                confirmed_on=day,
            )
        )
    extra = [reading.text(field) for field in ("Libelle2", "Localisation")]
    place = place_draft(
        name,
        source,
        kind=kind,
        typologies=("BIB",),
        adresse=adresse,
        complement_adresse=", ".join(dict.fromkeys(text for text in extra if text))[:300],
        presentation=_presentation(reading, is_open=is_open),
        confirmed_on=day,
        **columns,
    )
    organisation = OrganisationDraft(
        ref="", name=name, source=source.slug, kind=kind, confirmed_on=day
    )
    return Entry(
        number=row.number,
        dataset=DATASET,
        source=source,
        producer_id=number,
        original=reading.original,
        mends=reading.mends,
        place=place,
        organisation=organisation,
        services=services,
        identity=f"{DATASET}:{number}",
    )


def _point(reading: Reading) -> tuple[float | None, float | None]:
    """``coordonnees_finales`` is « lat,lon »; (lon, lat) comes out."""
    parts = reading.text("coordonnees_finales").split(",")
    if len(parts) != 2:
        return None, None
    try:
        lat, lon = (float(part) for part in parts)
    except ValueError:
        reading.mend("coordonnees_finales", "", "deux nombres étaient attendus : laissé de côté")
        return None, None
    return lon, lat


def _presentation(reading: Reading, *, is_open: bool) -> str:
    hours, surface = (reading.text(field) for field in ("amplitude_horaire", "surface"))
    said = []
    if not is_open:
        said.append("Adresse administrative, sans accueil du public.")
    if _is_positive(hours):
        shown = hours.removesuffix(".0").replace(".", ",")
        said.append(f"Ouverte {shown} heures par semaine (jours et heures à vérifier).")
    if _is_positive(surface):
        said.append(f"Surface : {surface.removesuffix('.0')} m².")
    return " ".join(said)


def _is_positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False
