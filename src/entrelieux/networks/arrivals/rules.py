"""Within how many worked days each kind is called back: versions, and another one.

A version is never changed: an edit is another, with who, when and why. What was promised keeps its
date. A version without lines shuts the form, until the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.errors import MovedMeanwhile, NetworkGone, SaidWrongly
from entrelieux.networks.models import WaitingRules
from entrelieux.networks.policies import may_animate
from entrelieux.packs.fr import networks as pack

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Rules:
    """number: 0 for those of the pack, which have no why. days: worked days of each kind; none:
    the form is shut."""

    number: int
    days: Mapping[str, int]
    why: str = ""
    made_at: datetime | None = None

    @property
    def is_shut(self) -> bool:
        return not self.days


@dataclass(frozen=True, slots=True)
class Change:
    """before, after: worked days; None where the form is shut."""

    kind: str
    before: int | None
    after: int | None


def rules_now(network: NetworkCard) -> Rules:
    row = WaitingRules.objects.filter(network_id=network.pk).order_by("number").last()
    return _rules(row) if row else of_the_pack()


def versions(network: NetworkCard) -> tuple[Rules, ...]:
    """First those of the pack, then those written here."""
    rows = WaitingRules.objects.filter(network_id=network.pk).order_by("number")
    return (of_the_pack(), *map(_rules, rows))


def of_the_pack() -> Rules:
    return Rules(0, MappingProxyType({one.code: one.days for one in pack.kinds().values()}))


def changes(before: Rules, after: Rules) -> tuple[Change, ...]:
    return tuple(
        Change(kind, before.days.get(kind), after.days.get(kind))
        for kind in pack.kinds()
        if before.days.get(kind) != after.days.get(kind)
    )


@transaction.atomic
def write_rules(
    *, actor: Viewer, network: NetworkCard, days: Mapping[str, int], why: str, on: int
) -> int:
    """Another version; its number. days: of every kind, or of none to shut the form. on: the
    number of the version that was read.

    Raises:
        NetworkGone: not theirs. SaidWrongly: it cannot be. MovedMeanwhile: another was written.
    """
    if not may_animate(actor, network.ref):
        raise NetworkGone
    now = rules_now(network)
    if now.number != on:
        raise MovedMeanwhile(
            _("Quelqu'un vient d'écrire une autre règle. Relisez-la, puis refaites la vôtre.")
        )
    _check(days, why, now)
    row = WaitingRules(
        network_id=network.pk,
        number=now.number + 1,
        lines=[{"kind": kind, "days": days[kind]} for kind in pack.kinds() if kind in days],
        why=why.strip(),
        made_by_id=actor.user_id or None,
        made_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise MovedMeanwhile(_("Quelqu'un vient d'écrire une autre règle. Relisez-la.")) from error
    journal.record(actor, "rappels.règles", network.ref, number=row.number)
    return row.number


def _check(days: Mapping[str, int], why: str, now: Rules) -> None:
    if not why.strip():
        raise SaidWrongly(_("Dites pourquoi : qui vous relira comprendra."), field="pourquoi")
    if days and set(days) != set(pack.kinds()):
        raise SaidWrongly(_("Donnez un délai à chaque genre de demande."), field="jours")
    if any(not 1 <= one <= MOST_DAYS for one in days.values()):
        raise SaidWrongly(
            _("Un délai va de 1 à %(most)d jours ouvrés.") % {"most": MOST_DAYS}, field="jours"
        )
    if dict(days) == dict(now.days):
        raise SaidWrongly(_("La règle le dit déjà ainsi."), field="jours")


def _rules(row: WaitingRules) -> Rules:
    days = {line["kind"]: line["days"] for line in row.lines if line["kind"] in pack.kinds()}
    return Rules(row.number, MappingProxyType(days), row.why, row.made_at)
