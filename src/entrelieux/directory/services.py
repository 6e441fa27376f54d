"""Writing the offer: a whole draft becomes visible in one step, or nothing changes.

What is already there is compared value by value, so that publishing the same draft twice writes
nothing. A draft older than what is known is kept as a record and overwrites nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from entrelieux.directory import comparing, stating, writing
from entrelieux.directory.changing import parts
from entrelieux.directory.doubles.policies import ground_of, judges
from entrelieux.directory.drafts import OfferDraft, PublishedCounts
from entrelieux.directory.models import Organisation, Place
from entrelieux.directory.publishing import publish
from entrelieux.directory.reserved import of_others
from entrelieux.directory.sheets_changed import sheets_after, sheets_before
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
        PublishForbiddenError: an operator publishes; an animator, in their territory alone.
        DraftError: a reference names nothing, or a value does not fit its column.
    """
    _allow(actor, offer)
    with transaction.atomic():
        changes = comparing.compare(offer, today=today)
        counts = changes.counts()
        stating.keep_given(changes.given)
        if not changes.is_empty:
            before = sheets_before(changes)
            keys = writing.apply(changes, now=timezone.now(), progress=progress or _silent)
            publish(
                actor,
                "publier l'offre",
                cause,
                cause=cause,
                is_fiction=any(source.is_fiction for source in offer.sources),
                places=before | {keys[ref] for ref in sheets_after(changes)},
                new={keys[draft.ref] for draft in changes.places.created},
                created=counts.created,
                updated=counts.updated,
                withdrawn=counts.withdrawn,
                sources=[source.slug for source in offer.sources][:50],
            )
    return counts


def preview_offer(*, actor: Viewer, offer: OfferDraft, today: date) -> PublishedCounts:
    """What ``publish_offer`` would count, without writing anything."""
    _allow(actor, offer)
    return comparing.compare(offer, today=today).counts()


@dataclass(frozen=True, slots=True)
class WhereKnown:
    """Where a place stands, for a writer that must tell whether two places are one."""

    adresse: str
    code_insee: str
    lon: float | None
    lat: float | None
    position: str


def organisation_names(refs: set[str]) -> dict[str, str]:
    """The names of those organisations that exist, by reference."""
    found: dict[str, str] = {}
    for part in parts(sorted(refs)):
        found.update(Organisation.objects.filter(ref__in=part).values_list("ref", "name"))
    return found


def places_known(refs: set[str]) -> dict[str, WhereKnown]:
    """Those places that exist, by reference."""
    found: dict[str, WhereKnown] = {}
    for part in parts(sorted(refs)):
        rows = Place.objects.filter(ref__in=part)
        names = ("ref", "adresse", "code_insee", "lon", "lat", "position")
        for ref, adresse, code_insee, lon, lat, position in rows.values_list(*names):
            found[ref] = WhereKnown(adresse, code_insee, lon, lat, position)
    return found


def _allow(actor: Viewer, offer: OfferDraft) -> None:
    """An operator publishes everything; an animator, in their territory, over nothing of others."""
    if actor.is_operator:
        return
    ground = ground_of(actor)
    if offer.census or not all(ground.holds(place.code_insee) for place in offer.places):
        raise PublishForbiddenError(
            "Seule la personne qui exploite le site, ou qui anime ce territoire, peut publier "
            "cette offre."
        )
    if not judges(actor):
        raise PublishForbiddenError("Seule la personne qui exploite le site peut publier l'offre.")
    if (name := of_others(offer, ground.holds)) is not None:
        raise PublishForbiddenError(
            f"« {name[:80]} » est déjà publié par quelqu'un d'autre, ou ailleurs : votre fichier "
            "ne le remplace pas. Donnez un autre nom à votre producteur."
        )


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody is watching."""
