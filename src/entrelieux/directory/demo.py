"""The demonstration network as a draft of the offer, ready for ``services.publish_offer``.

Everything in it bears the one source ``reseau-fictif``, which says that it is fiction.
"""

from datetime import date
from decimal import Decimal

from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
    Mend,
    OfferDraft,
    OrganisationDraft,
    PermanenceDraft,
    PlaceDraft,
    RecordDraft,
    ServiceDraft,
    SourceDraft,
    SpaceDraft,
    ValidityDraft,
    stable_ref,
)
from entrelieux.engine.hours import Normalised, normalise
from entrelieux.packs.fr.demo import (
    DemoFunction,
    DemoLimit,
    DemoNetwork,
    DemoOrganisation,
    DemoPeriod,
    DemoPermanence,
    DemoPlace,
    DemoService,
    DemoSource,
    DemoSpace,
    load_demo,
)

SOURCE = "reseau-fictif"


def demo_offer(today: date) -> OfferDraft:
    """The whole network: the same rows every time.

    The dates of confirmation are written in the data, whose reference date is the source's
    ``published_on``. On a day before that, none is shown in the future: dates stop at ``today``.

    Raises:
        DemoDataError: a file of the pack is wrong.
    """
    return offer_of(load_demo(), today)


def offer_of(network: DemoNetwork, today: date) -> OfferDraft:
    """The draft of a network already read; see ``demo_offer``."""
    return OfferDraft(
        sources=(_source(network.source, today),),
        records=_records(network),
        organisations=tuple(_organisation(row, today) for row in network.organisations),
        places=tuple(_place(row, today) for row in network.places),
        services=tuple(_service(row, today) for row in network.services),
        permanences=tuple(_permanence(row) for row in network.permanences),
        functions=tuple(_function(row) for row in network.functions),
        limits=tuple(_limit(row) for row in network.limits),
        spaces=tuple(_space(row) for row in network.spaces),
        periods=tuple(_period(row) for row in network.periods),
    )


def demo_ref(kind: str, key: str) -> str:
    """The public reference of a row. kind: ``structure``, ``lieu``, ``service``…"""
    return stable_ref(SOURCE, kind, key)


def _source(source: DemoSource, today: date) -> SourceDraft:
    return SourceDraft(
        slug=source.slug,
        title=source.titre,
        producer=source.producteur,
        licence=source.licence,
        evidence=source.preuve,
        published_on=min(source.publie_le, today),
        is_fiction=True,
    )


def _records(network: DemoNetwork) -> tuple[RecordDraft, ...]:
    """One per row of the files; a permanence is part of its service's story and has none."""
    return (
        *(
            RecordDraft(SOURCE, f"structure:{row.key}", row.original)
            for row in network.organisations
        ),
        *(
            RecordDraft(SOURCE, f"lieu:{row.key}", row.original, _mends(row))
            for row in network.places
        ),
        *(RecordDraft(SOURCE, f"service:{row.key}", row.original) for row in network.services),
    )


def _read_hours(place: DemoPlace) -> Normalised:
    """Hours in the common form, or in the place's own words, then read as those of a file."""
    if place.horaires_origine:
        return normalise(place.horaires_origine)
    return Normalised(place.horaires or None)


def _mends(place: DemoPlace) -> tuple[Mend, ...]:
    hours = _read_hours(place)
    return tuple(
        Mend("horaires", place.horaires_origine, hours.osm or "", why) for why in hours.mends
    )


def _known(day: date | None, today: date) -> date | None:
    return None if day is None else min(day, today)


def _organisation(row: DemoOrganisation, today: date) -> OrganisationDraft:
    return OrganisationDraft(
        ref=demo_ref("structure", row.key),
        name=row.nom,
        source=SOURCE,
        kind=row.nature,
        confirmed_on=_known(row.confirme_le, today),
        record_key=f"structure:{row.key}",
    )


def _place(row: DemoPlace, today: date) -> PlaceDraft:
    hours = _read_hours(row)
    return PlaceDraft(
        ref=demo_ref("lieu", row.key),
        name=row.nom,
        source=SOURCE,
        kind=row.nature,
        typologies=row.typologies,
        adresse=row.adresse,
        complement_adresse=row.complement,
        code_postal=row.bourg.code_postal,
        commune=row.bourg.commune,
        code_insee=row.bourg.code_insee,
        lon=row.lon,
        lat=row.lat,
        position="point" if row.is_point else "commune",
        horaires=hours.osm or "",
        horaires_original=row.horaires_origine,
        horaires_problem=hours.problem or "",
        telephone=row.telephone,
        courriel=row.courriel,
        site_web=row.site_web,
        prise_rdv=row.prise_rdv,
        presentation=row.presentation,
        itinerant=row.itinerant,
        accessibilite=row.accessibilite,
        wheelchair=row.fauteuil,
        confirmed_on=_known(row.confirme_le, today),
        record_keys=(f"lieu:{row.key}",),
    )


def _service(row: DemoService, today: date) -> ServiceDraft:
    return ServiceDraft(
        ref=demo_ref("service", row.key),
        organisation_ref=demo_ref("structure", row.structure),
        place_ref=demo_ref("lieu", row.lieu) if row.lieu else None,
        name=row.nom,
        source=SOURCE,
        presentation=row.presentation,
        services_mediation=row.mediation,
        thematiques=row.thematiques,
        types=row.types,
        publics=row.publics,
        frais=row.frais,
        frais_precisions=row.frais_precisions,
        modes_accueil=row.modes_accueil,
        conditions=row.conditions,
        zone=row.zone,
        zone_code=row.zone_code,
        horaires=row.horaires,
        confirmed_on=_known(row.confirme_le, today),
        record_key=f"service:{row.key}",
    )


def _permanence(row: DemoPermanence) -> PermanenceDraft:
    return PermanenceDraft(
        service_ref=demo_ref("service", row.service),
        place_ref=demo_ref("lieu", row.lieu),
        horaires=row.horaires,
        starts_on=row.du,
        ends_on=row.au,
        note=row.precision,
    )


def _function(row: DemoFunction) -> FunctionDraft:
    return FunctionDraft(
        ref=demo_ref("fonction", f"{row.lieu}:{row.fonction}:{row.du}"),
        place_ref=demo_ref("lieu", row.lieu),
        code=row.fonction,
        source=SOURCE,
        hours_week=None if row.heures is None else Decimal(row.heures),
        origin=row.origine,
        asked_by=row.demande,
        starts_on=row.du,
        ends_on=row.au,
        note=row.precision,
        record_key=f"lieu:{row.lieu}",
    )


def _limit(row: DemoLimit) -> LimitDraft:
    return LimitDraft(
        ref=demo_ref("limite", f"{row.lieu}:{row.mots}"),
        place_ref=demo_ref("lieu", row.lieu),
        words=row.mots,
        said_on=row.dit_le,
        source=SOURCE,
        code=row.fonction,
    )


def _space(row: DemoSpace) -> SpaceDraft:
    return SpaceDraft(
        ref=demo_ref("espace", f"{row.lieu}:{row.nom}"),
        place_ref=demo_ref("lieu", row.lieu),
        name=row.nom,
        source=SOURCE,
        kind=row.nature,
        seats=row.places,
        surface_m2=row.surface,
        equipment=row.materiel,
        conditions=row.conditions,
        wheelchair=row.fauteuil,
        starts_on=row.du,
        record_key=f"lieu:{row.lieu}",
    )


def _period(row: DemoPeriod) -> ValidityDraft:
    return ValidityDraft(
        ref=demo_ref("periode", f"{row.lieu}:{row.service}:{row.du}"),
        place_ref=demo_ref("lieu", row.lieu),
        source=SOURCE,
        service_ref=demo_ref("service", row.service) if row.service else "",
        starts_on=row.du,
        ends_on=row.au,
        record_key=f"lieu:{row.lieu}",
    )
