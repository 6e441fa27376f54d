"""What an animator reads of a network: counts and ages, requests nobody answers, mentors' load.

No name, no contact; the words of a request only if the person agreed to show them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import network_for
from entrelieux.directory.wording import need_label
from entrelieux.engine.matching.machine import OPEN_TO_EACH_OTHER
from entrelieux.exchanges import introducing
from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.matching import Proposal, proposals_for
from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.exchanges.moving import ENDED
from entrelieux.exchanges.policies import keeps_the_map, may_animate
from entrelieux.exchanges.wording import label, without_contact
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.passerelles.adapters import ground_of
from entrelieux.territories.selectors import communes_by_code

MOST_LISTED = 200
HIDDEN = "mediateur"
QUIET_DAYS = 35
_OPEN = [state.value for state in OPEN_TO_EACH_OTHER]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that has nobody. words: "" unless the person agreed. asked: how many were."""

    ref: str
    kind: str
    words: str
    needs: tuple[str, ...]
    commune: str
    days: int
    asked: int
    is_refused_by_all: bool


@dataclass(frozen=True, slots=True)
class Animation:
    """counts: (label, number) of the network today."""

    counts: tuple[tuple[str, int], ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class MentorLine:
    """One mentor. words: "" when only who accompanies them may read those."""

    ref: str
    words: str
    commune: str
    most: int
    busy: int
    needs: tuple[str, ...]
    pairs: tuple["PairLine", ...]


@dataclass(frozen=True, slots=True)
class PairLine:
    since: datetime
    last: datetime
    next_on: date | None
    is_quiet: bool


def animation_for(viewer: Viewer) -> Animation:
    requests = list(_requests(viewer))
    now = timezone.now()
    waiting = tuple(
        Waiting(
            ref=row.ref,
            kind=label(pack.requests(), row.kind),
            words=without_contact(row.words) if row.words_shown else "",
            needs=tuple(need_label(code) for code in row.needs),
            commune=_town(row),
            days=(now - row.said_at).days,
            asked=row.introductions.count(),
            is_refused_by_all=row.state == Request.State.NOBODY,
        )
        for row in requests
    )
    return Animation(_counts(viewer), waiting)


def request_animated(viewer: Viewer, ref: str) -> tuple[Waiting, tuple[Proposal, ...]]:
    """One of them, and who could answer.

    Raises:
        Gone: absent, or not of a network and a territory that this viewer animates.
    """
    row = _one(viewer, ref)
    card = next(one for one in animation_for(viewer).waiting if one.ref == row.ref)
    return card, proposals_for(viewer, row)


@transaction.atomic
def propose_for(*, actor: Viewer, ref: str, offer_ref: str) -> str:
    """Both are told that the animation proposes it; nobody learns how to reach anybody.

    Raises:
        Gone: absent, or not theirs.
    """
    row = _one(actor, ref)
    return introducing.propose(actor=actor, request=row, offer_ref=offer_ref)


def may_be_hidden(viewer: Viewer, refs: Iterable[str]) -> frozenset[str]:
    """Of these offers, those that this viewer may take out of the public list."""
    if not keeps_the_map(viewer):
        return frozenset()
    mine = _ours(viewer)
    rows = Offer.objects.select_related("follow_up__network").filter(ref__in=list(refs))
    return frozenset(r.ref for r in rows if viewer.is_operator or _is_ours(viewer, r, mine))


@transaction.atomic
def hide_offer(*, actor: Viewer, ref: str) -> None:
    """Take an offer out of the public list: only who accompanies the person reads it still.

    Raises:
        Gone: absent, or not where this viewer animates.
    """
    clean = "" if "\x00" in ref else ref
    row = Offer.objects.select_related("follow_up__network").filter(ref=clean).first()
    if row is None or not (actor.is_operator or _is_ours(actor, row, _ours(actor))):
        raise Gone
    if row.visible_to != HIDDEN:
        row.visible_to = HIDDEN
        row.save(update_fields=["visible_to"])
        journal.record(actor, "entraide.cachée", f"proposition:{row.ref}")


def mentors_for(viewer: Viewer) -> tuple[MentorLine, ...]:
    """Every mentor where this viewer animates, the busiest first; those who came alone too."""
    rows = Offer.objects.filter(kind=pack.MENTOR).exclude(state=Offer.State.OVER)
    theirs = Q(follow_up__network=None) | Q(follow_up__network__ref__in=viewer.networks())
    rows, mine = rows.filter(theirs).select_related("follow_up__network"), _ours(viewer)
    found = [row for row in rows if _is_ours(viewer, row, mine)]
    lines = [_mentor(row, _town(row)) for row in found]
    return tuple(sorted(lines, key=lambda one: (-one.busy, one.ref)))


def _mentor(row: Offer, commune: str) -> MentorLine:
    pairs = row.introductions.filter(state__in=_OPEN).annotate(last=Max("moves__at"))
    now = timezone.now()
    lines = tuple(
        PairLine(
            since=pair.proposed_at,
            last=pair.last or pair.proposed_at,
            next_on=pair.next_on,
            is_quiet=(now - (pair.last or pair.proposed_at)).days >= QUIET_DAYS,
        )
        for pair in pairs.order_by("proposed_at")
    )
    return MentorLine(
        ref=row.ref,
        words=without_contact(row.words) if row.visible_to != HIDDEN else "",
        commune=commune,
        most=row.most_at_once,
        busy=len(lines),
        needs=tuple(need_label(code) for code in row.needs),
        pairs=lines,
    )


def _town(row: Offer | Request) -> str:
    card = communes_by_code([row.code_insee]).get(row.code_insee)
    return card.name if card else ""


def _one(viewer: Viewer, ref: str) -> Request:
    clean = "" if "\x00" in ref else ref
    row = next((one for one in _requests(viewer) if one.ref == clean), None)
    if row is None:
        raise Gone
    return row


def _requests(viewer: Viewer) -> Iterator[Request]:
    """Open and without anybody under way, where the viewer's mandates are good, oldest first.

    Somebody who came alone belongs to no network: the animators of the département see it.
    """
    alive = Count("introductions", filter=~Q(introductions__state__in=ENDED), distinct=True)
    rows = Request.objects.filter(state__in=[Request.State.OPEN, Request.State.NOBODY])
    rows = (
        rows.annotate(alive=alive)
        .filter(alive=0)
        .select_related("follow_up__network")
        .order_by("said_at", "pk")
    )
    mine = _ours(viewer)
    return islice((row for row in rows if _is_ours(viewer, row, mine)), MOST_LISTED)


def _ours(viewer: Viewer) -> tuple[tuple[str, str, str, bool], ...]:
    """(network, kind of zone, its code, fiction) of the networks animated."""
    cards = (network_for(ref) for ref in sorted(viewer.networks()))
    return tuple((c.ref, c.zone, c.zone_code, c.is_fiction) for c in cards if c)


def _is_ours(
    viewer: Viewer,
    row: Offer | Request,
    mine: Iterable[tuple[str, str, str, bool]] = (),
) -> bool:
    ground = ground_of(row.code_insee)
    network = row.follow_up.network
    if network is not None:
        return may_animate(viewer, network.ref, ground)
    return any(
        fiction == row.is_fiction
        and (not zone or ground.get(zone) == code)
        and may_animate(viewer, ref, ground)
        for ref, zone, code, fiction in mine
    )


def _counts(viewer: Viewer) -> tuple[tuple[str, int], ...]:
    networks = viewer.networks()
    offers = Offer.objects.filter(follow_up__network__ref__in=networks, state=Offer.State.OPEN)
    rows = Introduction.objects.filter(
        Q(request__follow_up__network__ref__in=networks)
        | Q(offer__follow_up__network__ref__in=networks)
    )
    done = rows.filter(state="done").count()
    return (
        (_("propositions ouvertes"), offers.count()),
        (_("mises en relation en cours"), rows.exclude(state__in=ENDED).count()),
        (_("menées à bout"), done),
    )
