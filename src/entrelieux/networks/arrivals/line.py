"""The line: who is called next, and why."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.engine.waiting import in_order
from entrelieux.exchanges.wording import without_contact
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.arrivals.adapters import commune_name, ground_in, label
from entrelieux.networks.arrivals.cards import WaitingCard
from entrelieux.networks.arrivals.receiving import may_call, receiver_of
from entrelieux.networks.errors import NetworkGone
from entrelieux.networks.models import Arrival, Receiver
from entrelieux.networks.policies import may_animate_part, may_animate_there
from entrelieux.packs.fr import networks as pack

WAITING = Arrival.State.WAITING


def ordered(rows: Sequence[Arrival], network: NetworkCard) -> list[Arrival]:
    """By promised date, then by when they asked, then by lot. In whole seconds: ties are exact."""
    came = [int(row.asked_at.timestamp()) for row in rows]
    ends = [_end_of(row) for row in rows]
    given = [max(0, end - at) for end, at in zip(ends, came, strict=True)]
    refs = [row.ref for row in rows]
    return [rows[at] for at in in_order(refs, came, given, seed=f"rappels:{network.ref}").tolist()]


def waiting_rows(network: NetworkCard) -> list[Arrival]:
    rows = Arrival.objects.filter(network_id=network.pk, state=WAITING)
    return ordered(list(rows), network)


def line_for(viewer: Viewer, network: NetworkCard) -> tuple[WaitingCard, ...]:
    """Those who wait where the viewer calls back or animates, the first to call first.

    Raises:
        NetworkGone: the viewer does neither.
    """
    receiver = receiver_of(viewer, network)
    if receiver is None and not may_animate_part(viewer, network.ref):
        raise NetworkGone
    today = timezone.localdate()
    found = []
    for row in waiting_rows(network):
        takes = receiver is not None and may_call(viewer, network, receiver, row.code_insee)
        if takes or may_animate_there(viewer, network.ref, ground_in(network, row.code_insee)):
            found.append(
                WaitingCard(
                    ref=row.ref,
                    kind=label(pack.kinds(), row.kind),
                    commune=commune_name(row.code_insee),
                    words=without_contact(row.words),
                    when=moments_of(row),
                    asked_at=row.asked_at,
                    due_on=row.due_on,
                    is_late=row.due_on < today,
                    fits=takes and receiver is not None and fits(receiver, row),
                )
            )
    return tuple(found)


def fits(receiver: Receiver, row: Arrival) -> bool:
    """What they said that they take, territory aside."""
    return not receiver.kinds or row.kind in receiver.kinds


def moments_of(row: Arrival) -> tuple[str, ...]:
    return tuple(label(pack.moments(), code) for code in row.when)


def _end_of(row: Arrival) -> int:
    return int(timezone.make_aware(datetime.combine(row.due_on, time(23, 59, 59))).timestamp())
