"""Writing the offer: a whole draft becomes visible in one step, or nothing changes.

What is already there is compared value by value, so that publishing the same draft twice writes
nothing. A draft older than what is known is kept as a record and overwrites nothing.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from entrelieux.directory import comparing, writing
from entrelieux.directory.drafts import OfferDraft, PublishedCounts
from entrelieux.directory.models import Organisation, Place, Publication, Service
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

Progress = Callable[[str, int, int], None]


class PublishForbiddenError(UserError):
    """The actor may not publish the offer."""

    code = "publication-interdite"
    status = 403


def publish_offer(
    *,
    actor: Viewer,
    offer: OfferDraft,
    cause: str,
    today: date,
    progress: Progress | None = None,
) -> PublishedCounts:
    """Write a draft in one transaction, with one journal line and one ``Publication``.

    Nothing at all is written when nothing changed. What already exists is found by ``ref`` (records
    by source and key); rows that the draft does not name stay as they are, unless a census says
    that they left its list, or no record describes them any more.

    Args:
        cause: what the publication is called in the journal, e.g. the name of a file.
        today: the day on which new places are first seen.
        progress: called with (stage, done, total) while writing.

    Raises:
        PublishForbiddenError: only an operator publishes.
        DraftError: a reference names nothing, or a value does not fit its column.
    """
    _allow(actor)
    with transaction.atomic():
        changes = comparing.compare(offer, today=today)
        counts = changes.counts()
        if not changes.is_empty:
            writing.apply(changes, now=timezone.now(), progress=progress or _silent)
            Publication.objects.create(
                cause=cause[:120], is_fiction=any(source.is_fiction for source in offer.sources)
            )
            journal.record(
                actor,
                "publier l'offre",
                cause,
                created=counts.created,
                updated=counts.updated,
                withdrawn=counts.withdrawn,
                sources=[source.slug for source in offer.sources][:50],
            )
    return counts


def preview_offer(*, actor: Viewer, offer: OfferDraft, today: date) -> PublishedCounts:
    """What ``publish_offer`` would count, without writing anything."""
    _allow(actor)
    return comparing.compare(offer, today=today).counts()


def known_refs(kind: str, refs: set[str]) -> set[str]:
    """Those of ``refs`` that exist. kind: ``organisation``, ``place`` or ``service``."""
    model = {"organisation": Organisation, "place": Place, "service": Service}[kind]
    return set(comparing.pks_by_ref(model, refs))


def home_places(organisation_refs: set[str]) -> dict[str, str]:
    """Where each organisation that has exactly one place receives people: its ``Place.ref``."""
    found: dict[str, set[str]] = {}
    for part in comparing.parts(sorted(organisation_refs)):
        pairs = Service.objects.filter(
            organisation__ref__in=part, place__isnull=False, withdrawn_on__isnull=True
        ).values_list("organisation__ref", "place__ref")
        for organisation, place in pairs:
            found.setdefault(organisation, set()).add(place)
    return {ref: places.pop() for ref, places in found.items() if len(places) == 1}


def _allow(actor: Viewer) -> None:
    if not actor.is_operator:
        raise PublishForbiddenError("Seule la personne qui exploite le site peut publier l'offre.")


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody is watching."""
