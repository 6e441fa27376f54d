"""Who calls back: whom an animator accepts, what each says they can carry, and what they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import (
    account_card,
    animators_of,
    holders_of,
    members_of,
    viewer_for,
)
from entrelieux.directory.structures import structure_for
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.networks.arrivals import moving
from entrelieux.networks.arrivals.adapters import covers, ground_in, label
from entrelieux.networks.arrivals.moving import move
from entrelieux.networks.errors import ArrivalGone, NetworkGone, SaidWrongly
from entrelieux.networks.models import Arrival, Receiver
from entrelieux.networks.policies import may_animate, may_animate_part, may_animate_there
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.policies import HELPERS, Ground, helping

MOST_WEEKLY, MOST_AT_ONCE = 100, 60


@dataclass(frozen=True, slots=True)
class ReceiverCard:
    """held: taken and not settled. kinds: labels, none for all. is_mine: the viewer's own."""

    ref: str
    user_id: int
    name: str
    organisation: str
    kinds: tuple[str, ...]
    weekly: int
    most_open: int
    away_until: date | None
    held: int
    is_mine: bool

    @property
    def weeks(self) -> float:
        """Weeks of work that they hold, at their own pace."""
        return self.held / self.weekly

    @property
    def is_full(self) -> bool:
        return self.held >= self.most_open


@dataclass(frozen=True, slots=True)
class Capacity:
    """What somebody says they can carry. kinds: codes, none for all."""

    weekly: int
    most_open: int
    kinds: tuple[str, ...] = ()
    away_until: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be accepted. key: as the form sends it."""

    user_id: int
    organisation_ref: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.user_id}:{self.organisation_ref}"


def in_force(network: NetworkCard) -> QuerySet[Receiver]:
    today = timezone.localdate()
    rows = Receiver.objects.filter(Q(until=None) | Q(until__gte=today), network_id=network.pk)
    return rows.filter(since__lte=today)


def present(network: NetworkCard) -> QuerySet[Receiver]:
    """Those who are not away today."""
    return in_force(network).filter(Q(away_until=None) | Q(away_until__lte=timezone.localdate()))


def able(network: NetworkCard) -> list[Receiver]:
    """Of those present, whoever may still open a call today: a mandate ends without telling us."""
    rows = present(network).order_by("pk").select_related("user")
    return [row for row in rows if _is_still(as_they_come(row), network, row)]


def is_answered(network: NetworkCard) -> bool:
    """Whether anybody calls back: who is away comes back, whose mandate ended does not."""
    rows = in_force(network).order_by("pk").select_related("user")
    return any(_is_still(as_they_come(row), network, row) for row in rows)


def as_they_come(receiver: Receiver) -> Viewer:
    """What they may do today, by their own mandates, once signed in."""
    return viewer_for(receiver.user, verified=True)


def may_still_call(network: NetworkCard, receiver: Receiver, code_insee: str) -> bool:
    """Whether somebody, who is not there to ask, may open a call of a commune today."""
    viewer = as_they_come(receiver)
    return (
        in_force(network).filter(pk=receiver.pk).exists()
        and _is_still(viewer, network, receiver)
        and may_call(viewer, network, receiver, code_insee)
    )


def receiver_of(viewer: Viewer, network: NetworkCard) -> Receiver | None:
    """The viewer, as one who calls back; None when they do not, or not any more."""
    if viewer.user_id is None:
        return None
    row = in_force(network).filter(user_id=viewer.user_id).first()
    return row if row is not None and _is_still(viewer, network, row) else None


def may_queue(viewer: Viewer, network: NetworkCard) -> bool:
    return may_animate_part(viewer, network.ref) or receiver_of(viewer, network) is not None


def may_call(viewer: Viewer, network: NetworkCard, receiver: Receiver, code_insee: str) -> bool:
    return may_call_there(viewer, network, receiver, ground_in(network, code_insee))


def may_call_there(
    viewer: Viewer, network: NetworkCard, receiver: Receiver, ground: Ground
) -> bool:
    """Where they were accepted, and where their mandate is good."""
    if not covers(receiver.zone, receiver.zone_code, ground):
        return False
    if receiver.organisation_ref:
        return receiver.organisation_ref in helping(viewer, ground)
    return may_animate_there(viewer, network.ref, ground)


def receivers_for(viewer: Viewer, network: NetworkCard) -> tuple[ReceiverCard, ...]:
    """Those of a network with what each holds, who holds the most weeks first."""
    held = Count("arrivals", filter=Q(arrivals__state=Arrival.State.TAKEN))
    rows = in_force(network).annotate(held=held)
    cards = [receiver_card(viewer, row, row.held) for row in rows]
    return tuple(sorted(cards, key=lambda one: (-one.weeks, one.name, one.ref)))


def receiver_card(viewer: Viewer, row: Receiver, held: int) -> ReceiverCard:
    account = account_card(row.user_id)
    away = row.away_until if row.away_until and row.away_until > timezone.localdate() else None
    return ReceiverCard(
        ref=row.ref,
        user_id=row.user_id,
        name=account.name if account else "",
        organisation=structure_name(row.organisation_ref),
        kinds=tuple(label(pack.kinds(), kind) for kind in row.kinds),
        weekly=row.weekly,
        most_open=row.most_open,
        away_until=away,
        held=held,
        is_mine=row.user_id == viewer.user_id,
    )


def structure_name(ref: str) -> str:
    card = structure_for(ANYONE, ref) if ref else None
    return card.name if card else ""


def candidates_for(viewer: Viewer, network: NetworkCard) -> tuple[Candidate, ...]:
    """Whom the viewer may accept: animators of the network, people of its structures."""
    if not may_animate_part(viewer, network.ref):
        raise NetworkGone
    there = set(in_force(network).values_list("user_id", flat=True))
    found = [
        Candidate(one.user_id, "", one.name)
        for one in animators_of(network.ref)
        if one.user_id not in there
    ]
    there |= {one.user_id for one in found}
    for ref in sorted(members_of(network.ref)):
        for one in holders_of(ref, *HELPERS):
            if one.user_id not in there:
                there.add(one.user_id)
                name = f"{one.name} ({structure_name(ref)})"
                found.append(Candidate(one.user_id, ref, name))
    return tuple(sorted(found, key=lambda one: (one.name, one.user_id)))


@transaction.atomic
def accept(*, actor: Viewer, network: NetworkCard, key: str) -> str:
    """Somebody calls back from now on, where the animator's own mandate is good.

    Raises:
        NetworkGone: not theirs. SaidWrongly: nobody of that key may be accepted.
    """
    chosen = next((one for one in candidates_for(actor, network) if one.key == key), None)
    if chosen is None:
        raise SaidWrongly(_("Choisissez une personne de la liste."), field="personne")
    zone, code = _zone_of(actor, network)
    today = timezone.localdate()
    row, is_new = Receiver.objects.get_or_create(
        network_id=network.pk,
        user_id=chosen.user_id,
        defaults={
            "ref": new_ref(),
            "organisation_ref": chosen.organisation_ref,
            "zone": zone,
            "zone_code": code,
            "since": today,
        },
    )
    if not is_new:
        row.organisation_ref, row.since, row.until = chosen.organisation_ref, today, None
        row.zone, row.zone_code = zone, code
        row.save(update_fields=["organisation_ref", "since", "until", "zone", "zone_code"])
    journal.record(actor, "rappels.personne-acceptée", row.ref)
    return row.ref


@transaction.atomic
def carry(*, actor: Viewer, network: NetworkCard, capacity: Capacity) -> None:
    """The viewer says what they can carry.

    Raises:
        ArrivalGone: they do not call back here. SaidWrongly: it cannot be.
    """
    row = receiver_of(actor, network)
    if row is None:
        raise ArrivalGone
    _check(capacity)
    row.weekly, row.most_open = capacity.weekly, capacity.most_open
    row.kinds, row.away_until = list(capacity.kinds), capacity.away_until
    row.save(update_fields=["weekly", "most_open", "kinds", "away_until"])
    journal.record(actor, "rappels.capacité", row.ref)


@transaction.atomic
def stop(*, actor: Viewer, network: NetworkCard, ref: str) -> None:
    """Somebody calls back no more: what they held waits for others, at the promised dates.

    Raises:
        NetworkGone: neither the animator's nor theirs. ArrivalGone: nobody of that reference.
    """
    rows = in_force(network).select_for_update(of=("self",))
    row = rows.filter(ref="" if "\x00" in ref else ref).first()
    if row is None:
        raise ArrivalGone
    if row.user_id != actor.user_id and not _rules_over(actor, network, row):
        raise NetworkGone
    for call in row.arrivals.filter(state=Arrival.State.TAKEN).select_for_update(of=("self",)):
        values = {"state": Arrival.State.WAITING, "receiver": None, "taken_at": None}
        move(call, moving.GIVEN_BACK, moving.ANIMATOR, whose=row, **values)
    row.until = timezone.localdate() - timedelta(days=1)
    row.save(update_fields=["until"])
    journal.record(actor, "rappels.personne-finie", row.ref)


def _check(capacity: Capacity) -> None:
    if not 1 <= capacity.weekly <= MOST_WEEKLY:
        raise SaidWrongly(
            _("Dites un nombre de rappels par semaine, de 1 à %(most)d.") % {"most": MOST_WEEKLY},
            field="semaine",
        )
    if not 1 <= capacity.most_open <= MOST_AT_ONCE:
        raise SaidWrongly(
            _("Dites combien vous en suivez en même temps, de 1 à %(most)d.")
            % {"most": MOST_AT_ONCE},
            field="ensemble",
        )
    if not set(capacity.kinds) <= set(pack.kinds()):
        raise SaidWrongly(_("Choisissez des genres de la liste."), field="genres")


def held_by(rows: Iterable[Receiver]) -> dict[int, int]:
    """Calls taken and not settled of each, by pk; every key is there."""
    found = {row.pk: 0 for row in rows}
    taken = Arrival.objects.filter(state=Arrival.State.TAKEN, receiver_id__in=found)
    counted = taken.order_by().values_list("receiver_id").annotate(n=Count("pk"))
    return found | dict(counted)


def _is_still(viewer: Viewer, network: NetworkCard, row: Receiver) -> bool:
    if not row.organisation_ref:
        return may_animate_part(viewer, network.ref)
    ours = viewer.organisations(*HELPERS)
    return row.organisation_ref in ours and row.organisation_ref in members_of(network.ref)


def _rules_over(actor: Viewer, network: NetworkCard, row: Receiver) -> bool:
    """An animator of the whole network, or of the territory for which they were accepted."""
    zones = [(one.zone, one.zone_code) for one in actor.mandates if one.network == network.ref]
    return may_animate(actor, network.ref) or (row.zone, row.zone_code) in zones


def _zone_of(actor: Viewer, network: NetworkCard) -> tuple[str, str]:
    """Of the widest mandate by which they animate it."""
    zones = [(one.zone, one.zone_code) for one in actor.mandates if one.network == network.ref]
    return min(zones, default=("", ""))
