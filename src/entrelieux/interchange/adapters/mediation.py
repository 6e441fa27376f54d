"""The national schema of mediation places, in its present and earlier versions.

**Source:** « Schéma des lieux de médiation numérique » 1.0.2, 32 columns; earlier files call some
columns otherwise (``courriel``, ``conditions_acces``, ``publics_accueillis``…) and separate values
by semicolons. docs/methods/imports.md says how each column is read.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from entrelieux.directory.drafts import OrganisationDraft, ServiceDraft, SourceDraft, stable_ref
from entrelieux.engine.language import fold
from entrelieux.interchange import vocabularies
from entrelieux.interchange.adapters import standard_columns
from entrelieux.interchange.adapters.common import (
    Adapted,
    Context,
    hours_of,
    located,
    place_draft,
    refuse,
    slug,
)
from entrelieux.interchange.gathering import Entry, union
from entrelieux.interchange.mending import NOTHING, Reading
from entrelieux.interchange.reading import Row

DATASET = "mediation"
SIRET_LENGTH = 14
# Earlier or neighbouring names of a column -> its present name.
ALIASES = {
    "courriel": "courriels",
    "conditions_acces": "frais_a_charge",
    "publics_accueillis": "publics_specifiquement_adresses",
    "labels_nationaux": "dispositif_programmes_nationaux",
    "labels_autres": "autres_formations_labels",
    "siret": "pivot",
    "horaires_ouverture": "horaires",
    "accessibilite": "fiche_acces_libre",
}
_ON_SITE = (
    "en autonomie",
    "seul",
    "accompagnement individuel",
    "avec de l aide",
    "dans un atelier",
)


def adapt(row: Row, context: Context) -> Adapted:
    """A row of the national schema."""
    reading = read(row.values, context)
    producer = reading.text("source")
    title = f"Lieux de médiation numérique · {producer or 'producteur non indiqué'}"
    source = SourceDraft(
        slug=_list_of(producer, context.owner),
        title=title[:200],
        producer=producer[:200],
        licence="Licence Ouverte 2.0 ou ODbL, selon le producteur",
        evidence="déclaré par le producteur du lieu",
    )
    return build(row.number, reading, source, DATASET, context)


def _list_of(producer: str, owner: str) -> str:
    """An owner's lists are theirs alone, whatever producer they name and however long its name."""
    name = f"{DATASET}-{slug(producer) or 'producteur-non-indique'}"
    return f"{name}-{stable_ref(owner, fold(producer))[:18]}" if owner else name


def read(values: Mapping[str, Any], context: Context) -> Reading:
    """The row under the present names of its columns."""
    renamed = {ALIASES.get(name, name): value for name, value in values.items()}
    return Reading(renamed, today=context.today)


def build(
    number: int, reading: Reading, source: SourceDraft, dataset: str, context: Context
) -> Adapted:
    """One place, who receives people there, and one service that says what they do."""
    adresse = reading.text("adresse", 300)
    if fold(adresse) in NOTHING | {"non"}:
        adresse = ""
    name = reading.text("nom", 300).strip(" ,;")
    around = f"{name} , {adresse}"
    columns = located(reading, context, around=around)
    if not name:
        if columns["position"] == "inconnue":
            return refuse(number, "nom", "", "le nom du lieu, ou au moins sa commune ou son point")
        where = columns["commune"] or adresse or "commune inconnue"
        name = f"Lieu sans nom, {where}"[:300]
        reading.mend("nom", name, "nom absent : composé de la commune")
    typologies = tuple(reading.listed("typologie"))
    reseaux = union(
        ((code,) if (code := vocabularies.reseau(label)) else ())
        for field in ("dispositif_programmes_nationaux", "formations_labels")
        for label in reading.listed(field)
    )
    confirmed_on = reading.date("date_maj")
    kind = vocabularies.kind_of(typologies, reseaux, name)
    service = _service(reading, source, kind)
    courriels, sites = reading.emails("courriels"), reading.urls("site_web")
    theirs = standard_columns.of_place(reading)
    place = place_draft(
        name,
        source,
        kind=kind,
        typologies=typologies,
        adresse=adresse,
        complement_adresse=reading.text("complement_adresse", 300),
        telephone=reading.phone("telephone"),
        courriel=courriels[0] if courriels else "",
        autres_courriels=courriels[1:],
        site_web=sites[0] if sites else "",
        autres_sites=sites[1:],
        prise_rdv=reading.url("prise_rdv"),
        presentation=presented(
            *(reading.long_text(f"presentation_{part}") for part in ("resume", "detail"))
        ),
        accessibilite=reading.url("fiche_acces_libre"),
        confirmed_on=confirmed_on,
        **columns,
        **hours_of(reading, "horaires"),
        **theirs,
    )
    parent = place.structure_parente
    organisation = OrganisationDraft(
        ref="",
        name=parent or name,
        source=source.slug,
        siret=place.pivot if len(place.pivot) == SIRET_LENGTH else "",
        kind=kind,
        reseaux_porteurs=reseaux,
        site_web=place.site_web,
        confirmed_on=confirmed_on,
    )
    return Entry(
        number=number,
        dataset=dataset,
        source=source,
        producer_id=reading.text("id"),
        original=reading.original,
        mends=reading.mends,
        place=place,
        organisation=organisation,
        services=[replace(service, confirmed_on=confirmed_on)],
        parent_name="" if fold(parent) == fold(name) else parent,
    )


def presented(short: str, long: str) -> str:
    """The longer text, with the short one before it when it says something else."""
    if short.rstrip("….") in long:
        return long
    return f"{short}\n\n{long}".strip()


def _service(reading: Reading, source: SourceDraft, kind: str) -> ServiceDraft:
    services, themes = _services(reading)
    conditions = union((tuple(reading.listed("prise_en_charge_specifique")),))
    if len(services) == 1:
        name = services[0]
    elif services or themes:
        name = "Médiation numérique"
    elif kind == "france-services":
        name = "France services"
    else:
        name = "Services du lieu (non précisés dans le fichier)"
    return ServiceDraft(
        ref="",
        organisation_ref="",
        place_ref=None,
        name=name,
        source=source.slug,
        services_mediation=services,
        thematiques=themes,
        types=_types(reading),
        publics=_publics(reading),
        frais=_frais(reading),
        modes_accueil=_modes(reading),
        conditions=f"Prise en charge : {', '.join(conditions)}." if conditions else "",
    )


def _services(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(present services, v0 themes that old labels say more exactly)."""
    services: list[str] = []
    themes: list[str] = []
    translated, unknown = False, []
    for label in reading.listed("services"):
        known = [vocabularies.mediation_service(label)]
        if known == [None]:
            within = vocabularies.old_services_within(label)
            known = [vocabularies.mediation_service(old) for old in within]
        if not known:
            unknown.append(label)
        for found in known:
            if found:
                services += [found[0]] if found[0] else []
                themes += [found[1]] if found[1] else []
                translated |= found[0] != label
    kept = tuple(dict.fromkeys(services))
    if translated:
        reading.mend("services", "|".join(kept), "intitulés anciens ou mal écrits : traduits")
    if unknown:
        reading.mend("services", "|".join(kept), f"service inconnu : « {unknown[0][:80]} »")
    return kept, tuple(dict.fromkeys(themes))


def _publics(reading: Reading) -> tuple[str, ...]:
    """Who is *especially* welcome: everybody is, unless the label says « uniquement »."""
    codes: dict[str, None] = {}
    exclusive, unknown, labels = False, [], 0
    for label in reading.listed("publics_specifiquement_adresses"):
        labels += 1
        code = vocabularies.public(label)
        if code is None:
            unknown.append(label)
        elif code:
            codes[code] = None
            exclusive |= vocabularies.is_exclusive(label)
    if unknown:
        reading.mend(
            "publics_specifiquement_adresses",
            "|".join(codes),
            f"public inconnu : « {unknown[0][:80]} »",
        )
    # Exclusive and several publics at once contradict each other: nobody is shut out then.
    if labels and not (exclusive and labels == 1):
        codes["tous-publics"] = None
    return tuple(codes)


def _frais(reading: Reading) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    unknown = []
    for label in reading.listed("frais_a_charge"):
        code = vocabularies.frais(label)
        if code is None:
            unknown.append(label)
        else:
            codes[code] = None
    if unknown:
        kept = "|".join(codes)
        reading.mend("frais_a_charge", kept, f"frais inconnus : « {unknown[0][:80]} »")
    return tuple(codes)


def _types(reading: Reading) -> tuple[str, ...]:
    text = fold(reading.long_text("modalites_accompagnement"))
    types = {
        "accompagnement": "accompagnement individuel" in text or "je suis accompagne" in text,
        "atelier": "atelier" in text,
    }
    return tuple(name for name, said in types.items() if said)


def _modes(reading: Reading) -> tuple[str, ...]:
    """Nothing said means on the spot; « à distance » is added to it when other ways are named."""
    text = fold(reading.long_text("modalites_accompagnement"))
    if "distance" not in text:
        return ()
    on_site = any(start in text for start in _ON_SITE) or not reading.values.get("modalites_acces")
    return ("a-distance", "en-presentiel") if on_site else ("a-distance",)
