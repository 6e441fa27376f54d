"""Who else could help? The same engine that makes the plans, without those already asked."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from entrelieux.directory.adapters import Catalogue
from entrelieux.directory.cards import Named, OfferCard
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.reaching import way_word
from entrelieux.engine.orientation.front import Grouped, candidates_of
from entrelieux.engine.orientation.model import MAX_NEEDS, NOT_ANSWERED
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles import policies
from entrelieux.passerelles.adapters import bridge_of, situation_of
from entrelieux.passerelles.errors import ReplyLinkGone
from entrelieux.passerelles.hands import reply_link
from entrelieux.passerelles.models import FollowUp, Passerelle
from entrelieux.reception.adapters import asked_of
from entrelieux.reception.travelling import travel_of
from entrelieux.territories.selectors import commune_for

MOST = 12
BATCH = 64


@dataclass(frozen=True, slots=True)
class OtherCard:
    """needs: codes answered, of those handed over. minutes: round trip; 0 at a distance.

    way: how they were found, in words.
    """

    organisation: Named
    place: Named | None
    adresse: str
    commune: str
    telephone: str
    needs: tuple[str, ...]
    minutes: int
    way: str
    is_remote: bool


def others_for(row: Passerelle) -> tuple[OtherCard, ...]:
    """Whom to turn to instead, best first: most needs, then the closest answer, then nearest.

    Nobody who was asked already for these needs is there.
    """
    found = _others(row.follow_up, tuple(row.needs), asked_already(row))
    return tuple(islice(found or (), MOST))


def left_without(*, actor: Viewer, ref: str = "", link: str = "") -> frozenset[str] | None:
    """Needs of a hand-over that somebody else within reach answers; None when nobody can tell.

    Reads without a lock, before an answer is written: the offer changes more slowly than that.
    Nothing is looked for by who may not answer.
    """
    row = _row(actor, ref, link)
    found = None if row is None else _others(row.follow_up, tuple(row.needs), asked_already(row))
    if row is None or found is None:
        return None
    answered: set[str] = set()
    for card in found:
        answered |= set(card.needs)
        if answered >= set(row.needs[:MAX_NEEDS]):
            break
    return frozenset(answered) | frozenset(row.needs[MAX_NEEDS:])


def asked_already(row: Passerelle) -> frozenset[str]:
    """Structures that were asked for one of these needs, and those that hand them over."""
    asked = {
        one.to_organisation_ref
        for one in row.follow_up.passerelles.all()
        if set(one.needs) & set(row.needs) and one.mode != "info_donnee"
    }
    return frozenset(asked | {row.to_organisation_ref, row.from_organisation_ref} - {""})


def _row(actor: Viewer, ref: str, link: str) -> Passerelle | None:
    rows = Passerelle.objects.select_related("follow_up", "network", "follow_up__network")
    if not link:
        row = rows.filter(ref=ref.replace("\x00", "")).first()
        return row if row and policies.may_answer(actor, bridge_of(row)) else None
    try:
        return rows.get(pk=reply_link(link).passerelle_id)
    except ReplyLinkGone:
        return None


def _others(
    file: FollowUp, needs: tuple[str, ...], without: Collection[str]
) -> Iterator[OtherCard] | None:
    params = situation_of(file, needs[:MAX_NEEDS])
    origin = commune_for(file.code_insee)
    if params is None or origin is None:
        return None
    catalogue = current_catalogue(timezone.localdate())
    reached = travel_of(params, origin, catalogue, timezone.localdate())
    world = candidates_of(
        reached.catalogue.index,
        asked_of(params, origin),
        reached.sites,
        reached.minutes,
        seed=timezone.localdate().toordinal(),
        distinct=False,
    )
    asked = tuple(need.code for need in params.needs())
    around = _Round(catalogue, world, reached.by_road, params.mode)
    return _cards(around, asked, frozenset(without), file.is_fiction)


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """by_road: sites of the catalogue whose minutes follow roads."""

    catalogue: Catalogue
    world: Grouped
    by_road: NDArray[np.bool_]
    mode: str


def _cards(
    around: _Round,
    needs: tuple[str, ...],
    without: frozenset[str],
    is_fiction: bool,
) -> Iterator[OtherCard]:
    catalogue, world = around.catalogue, around.world
    shifts = 4 * np.arange(len(needs), dtype=np.uint32)
    penalties = (world.packed[:, None] >> shifts & np.uint32(0xF)).astype(np.int64)
    answers = penalties != NOT_ANSWERED
    site = np.searchsorted(world.start, np.arange(len(world.person)), side="right") - 1
    minutes = world.minutes[site]
    fit = np.where(answers, penalties, 0).sum(axis=1)
    order = np.lexsort((world.tie, minutes, fit, -answers.sum(axis=1)))
    seen: set[tuple[str, str]] = set()
    for low in range(0, len(order), BATCH):
        rows = order[low : low + BATCH]
        offers = _offers(catalogue, world.person[rows].tolist())
        for row, offer in zip(rows.tolist(), offers, strict=True):
            if offer is None or offer.source.is_fiction != is_fiction:
                continue
            door = (offer.organisation.ref, offer.place.ref if offer.place else "")
            if offer.organisation.ref in without or door in seen:
                continue
            seen.add(door)
            answered = tuple(code for code, yes in zip(needs, answers[row], strict=True) if yes)
            is_by_road = offer.place is not None and bool(around.by_road[_site(around, row)])
            yield _card(offer, answered, int(minutes[row]), way_word(is_by_road, around.mode))


def _offers(catalogue: Catalogue, people: list[int]) -> list[OfferCard | None]:
    """One row of the offer for each interlocutor: its name and its door are the same in all."""
    first = [int(catalogue.index.offer_start[person]) for person in people]
    keys = [(int(catalogue.service[row]), int(catalogue.place[row])) for row in first]
    found = offers_behind(keys)
    return [found.get(key) for key in keys]


def _site(around: _Round, row: int) -> int:
    """Site of the catalogue under whose roof a row of the world stands."""
    start = around.catalogue.index.site_start
    return int(np.searchsorted(start, around.world.person[row], side="right")) - 1


def _card(offer: OfferCard, needs: tuple[str, ...], minutes: int, way: str) -> OtherCard:
    return OtherCard(
        organisation=offer.organisation,
        place=offer.place,
        adresse=offer.adresse,
        commune=offer.commune,
        telephone=offer.telephone,
        needs=needs,
        minutes=minutes,
        way=way,
        is_remote=offer.place is None,
    )
