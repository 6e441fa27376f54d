"""What is there already and belongs to others: an animator publishes beside it, never over it."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Model

from entrelieux.directory.changing import parts
from entrelieux.directory.comparing import place_refs
from entrelieux.directory.drafts import OfferDraft
from entrelieux.directory.models import (
    Organisation,
    Place,
    PlaceFunction,
    PlaceLimit,
    Service,
    Space,
    Validity,
)
from entrelieux.kernel.models import Source


def of_others(offer: OfferDraft, holds: Callable[[str], bool]) -> str | None:
    """The name of something that publishing would touch and that is not the actor's; None.

    A list is theirs when each of its places stands where they may publish; what it does not
    describe already is somebody else's.

    Args:
        holds: whether the actor may publish in a commune, given its code.
    """
    slugs = {source.slug for source in offer.sources}
    for source in Source.objects.filter(slug__in=slugs):
        codes = set(Place.objects.filter(source=source).values_list("code_insee", flat=True))
        if not codes or not all(map(holds, codes)):
            return source.title
    for model, refs in _named(offer):
        for part in parts(sorted(refs)):
            rows = model._default_manager.filter(ref__in=part).exclude(source__slug__in=slugs)
            if row := rows.first():
                return str(row)
    return None


def _named(offer: OfferDraft) -> Iterator[tuple[type[Model], set[str]]]:
    """Every reference that a draft describes or hangs something on."""
    organisations = {draft.organisation_ref for draft in offer.services}
    services = {draft.service_ref for draft in offer.permanences}
    yield Organisation, organisations | _refs(offer.organisations)
    yield Place, place_refs(offer)
    yield Service, services | _refs(offer.services)
    yield PlaceFunction, _refs(offer.functions)
    yield PlaceLimit, _refs(offer.limits)
    yield Space, _refs(offer.spaces)
    yield Validity, _refs(offer.periods)


def _refs(drafts: Iterable[object]) -> set[str]:
    return {draft.ref for draft in drafts}  # type: ignore[attr-defined]
