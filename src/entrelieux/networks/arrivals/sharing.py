"""« Répartir »: who could take which of those who wait, shown first, then applied as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import account_card
from entrelieux.engine.waiting import shared_out
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.arrivals import messages, moving
from entrelieux.networks.arrivals.adapters import ground_in
from entrelieux.networks.arrivals.line import fits, waiting_rows
from entrelieux.networks.arrivals.moving import move
from entrelieux.networks.arrivals.receiving import (
    ReceiverCard,
    able,
    as_they_come,
    held_by,
    may_call_there,
    present,
    receiver_card,
)
from entrelieux.networks.errors import MovedMeanwhile, NetworkGone
from entrelieux.networks.models import Arrival, Receiver
from entrelieux.networks.policies import may_animate_part, may_animate_there
from entrelieux.passerelles.policies import Ground


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody would get. weeks_after: of work that they would then hold."""

    receiver: ReceiverCard
    gets: int
    weeks_after: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """left: those that stay in the line, for want of anybody who fits or has room. seal: of what is
    proposed, so that nothing else is applied."""

    shares: tuple[Share, ...]
    given: int
    left: int
    seal: str


@dataclass(frozen=True, slots=True)
class _Worked:
    rows: Sequence[Arrival]
    people: Sequence[Receiver]
    held: dict[int, int]
    given: Sequence[int]

    @property
    def seal(self) -> str:
        said = "|".join(
            f"{row.ref}:{row.version}:{self.people[to].ref if to >= 0 else ''}"
            for row, to in zip(self.rows, self.given, strict=True)
        )
        return sha256(said.encode()).hexdigest()[:32]


def proposal_for(viewer: Viewer, network: NetworkCard) -> Proposal:
    """What « Répartir » would do now, where the viewer animates.

    Raises:
        NetworkGone: they do not animate this network.
    """
    found = _worked(viewer, network)
    shares = []
    for at, person in enumerate(found.people):
        gets, held = list(found.given).count(at), found.held[person.pk]
        card = receiver_card(viewer, person, held)
        shares.append(Share(card, gets, (held + gets) / person.weekly))
    left = list(found.given).count(-1)
    return Proposal(tuple(shares), len(found.given) - left, left, found.seal)


@transaction.atomic
def share_out(*, actor: Viewer, network: NetworkCard, seal: str) -> int:
    """Apply what was proposed; how many were given. Nothing, if it is not what was shown.

    Raises:
        NetworkGone: not theirs. MovedMeanwhile: the line or the people changed since.
    """
    list(present(network).select_for_update(of=("self",)).order_by("pk"))
    found = _worked(actor, network)
    if found.seal != seal:
        raise MovedMeanwhile(_("La file a changé entre-temps. Voici la nouvelle répartition."))
    now = timezone.now()
    got: dict[int, int] = {}
    for row, to in zip(found.rows, found.given, strict=True):
        if to < 0:
            continue
        person = found.people[to]
        values = {"state": Arrival.State.TAKEN, "receiver": person, "taken_at": now, "tries": 0}
        move(row, moving.SHARED, moving.ANIMATOR, whose=person, **values)
        got[to] = got.get(to, 0) + 1
    for to, count in got.items():
        account = account_card(found.people[to].user_id)
        if account and account.user_id != actor.user_id:
            messages.tell_shared(network, account, count, seal)
    journal.record(actor, "rappels.répartis", network.ref, given=sum(got.values()))
    return sum(got.values())


def _worked(viewer: Viewer, network: NetworkCard) -> _Worked:
    if not may_animate_part(viewer, network.ref):
        raise NetworkGone
    people = able(network)
    grounds: dict[str, Ground] = {}
    rows = []
    for row in waiting_rows(network):
        ground = grounds.setdefault(row.code_insee, ground_in(network, row.code_insee))
        if may_animate_there(viewer, network.ref, ground):
            rows.append(row)
    held = held_by(people)
    theirs = [as_they_come(one) for one in people]
    suits = np.array(
        [
            [
                fits(one, row) and may_call_there(viewer, network, one, grounds[row.code_insee])
                for one, viewer in zip(people, theirs, strict=True)
            ]
            for row in rows
        ],
        np.bool_,
    ).reshape(len(rows), len(people))
    given = shared_out(
        suits,
        [one.weekly for one in people],
        np.array([held[one.pk] for one in people], np.int64),
        np.array([max(one.most_open, held[one.pk]) for one in people], np.int64),
    )
    return _Worked(rows, people, held, given.tolist())
