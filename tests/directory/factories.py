"""Small offers, described as an importer would and published by the only door."""

from dataclasses import replace
from datetime import date

from entrelieux.directory import services
from entrelieux.directory.drafts import (
    FunctionDraft,
    LimitDraft,
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
from entrelieux.kernel.viewer import OPERATOR

TODAY = date(2026, 11, 23)
LANGOGNE = {"commune": "Langogne", "code_insee": "48080", "code_postal": "48300"}
REAL = SourceDraft("reelle", "Liste réelle", "Le producteur", licence="Licence Ouverte 2.0")
OTHER = SourceDraft("autre", "Autre liste")
INVENTED = SourceDraft("inventee", "Réseau inventé", is_fiction=True)


def place(name, source=REAL, **values) -> PlaceDraft:
    """A place in Langogne, unless said otherwise; a point makes it exact."""
    values = {**LANGOGNE, **values}
    if values.get("lon") is not None:
        values.setdefault("position", "point")
    return PlaceDraft(ref=stable_ref(source.slug, name), name=name, source=source.slug, **values)


def organisation(name, source=REAL, **values) -> OrganisationDraft:
    ref = stable_ref(source.slug, "structure", name)
    return OrganisationDraft(ref=ref, name=name, source=source.slug, **values)


def service(name, of, at=None, **values) -> ServiceDraft:
    return ServiceDraft(
        ref=stable_ref(of.ref, name, at.ref if at else ""),
        organisation_ref=of.ref,
        place_ref=at.ref if at else None,
        name=name,
        source=of.source,
        **values,
    )


def permanence(of, at, horaires, **values) -> PermanenceDraft:
    return PermanenceDraft(service_ref=of.ref, place_ref=at.ref, horaires=horaires, **values)


def publish(*drafts, sources=(REAL, OTHER, INVENTED)):
    """Publish drafts of any kind together; only the sources they name are written."""
    kinds = {
        "places": PlaceDraft,
        "organisations": OrganisationDraft,
        "services": ServiceDraft,
        "permanences": PermanenceDraft,
        "records": RecordDraft,
        "functions": FunctionDraft,
        "limits": LimitDraft,
        "spaces": SpaceDraft,
        "periods": ValidityDraft,
    }
    named = {getattr(draft, "source", None) for draft in drafts}
    offer = OfferDraft(sources=tuple(one for one in sources if one.slug in named))
    for field, kind in kinds.items():
        offer = replace(offer, **{field: tuple(d for d in drafts if isinstance(d, kind))})
    return services.publish_offer(actor=OPERATOR, offer=offer, cause="essai", today=TODAY)
