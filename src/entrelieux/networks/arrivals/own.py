"""Calls in the person's own hand: their page, their part of the file, the copy of their data."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from entrelieux.networks.arrivals import messages, moving
from entrelieux.networks.arrivals.adapters import commune_name, label
from entrelieux.networks.arrivals.cards import OwnCard
from entrelieux.networks.arrivals.line import moments_of
from entrelieux.networks.arrivals.telling import OPEN
from entrelieux.networks.models import Arrival
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.sections import Section, add_section

RANK = 25


def register() -> None:
    add_section(
        Section("rappel", RANK, "networks/arrivals/_section.html", shown, copied, leaves=_leaves)
    )


def shown(token: str, ref: str) -> Mapping[str, Any] | None:
    found = own_calls(ref)
    return {"token": token, "calls": found} if found else None


def own_calls(ref: str) -> tuple[OwnCard, ...]:
    """Those of one file, by reference, the last asked first."""
    rows = Arrival.objects.filter(follow_up__ref=ref).select_related("network")
    rows = rows.prefetch_related("moves").order_by("-asked_at", "-pk")
    return tuple(map(_card, rows))


def copied(ref: str) -> list[dict[str, Any]]:
    """French name → value, as « Mes données » gives it."""
    return [
        {
            "référence": one.ref,
            "réseau": one.network,
            "pour quoi": one.kind,
            "vos mots": one.words,
            "quand appeler": list(one.when),
            "commune": one.commune,
            "demandé le": one.asked_at,
            "à rappeler d'ici le": one.due_on,
            "jours annoncés": one.told_days,
            "état": one.state_label,
            "ce que cela a donné": one.outcome,
            "histoire": [{"le": at, "quoi": what} for at, what in one.moves],
        }
        for one in own_calls(ref)
    ]


def _leaves(pk: int) -> None:
    for row in Arrival.objects.filter(follow_up_id=pk):
        messages.take_back_all(row)


def _card(row: Arrival) -> OwnCard:
    return OwnCard(
        ref=row.ref,
        network=row.network.name,
        network_ref=row.network.ref,
        kind=label(pack.kinds(), row.kind),
        words=row.words,
        when=moments_of(row),
        when_codes=tuple(row.when),
        commune=commune_name(row.code_insee),
        asked_at=row.asked_at,
        due_on=row.due_on,
        told_days=row.told_days,
        state=row.state,
        state_label=_STATES[row.state](),
        is_open=row.state in OPEN,
        may_reopen=moving.may_reopen(row.outcome, (one.event for one in row.moves.all())),
        outcome=label(pack.outcomes(), row.outcome),
        version=row.version,
        moves=tuple(
            (one.at, _EVENTS[one.event]()) for one in row.moves.all() if one.event in _EVENTS
        ),
    )


_STATES: Mapping[str, Callable[[], str]] = {
    Arrival.State.WAITING: lambda: _("On vous rappelle bientôt"),
    Arrival.State.TAKEN: lambda: _("Quelqu'un s'en occupe"),
    Arrival.State.SETTLED: lambda: _("C'est fini"),
    Arrival.State.OVER: lambda: _("Vous l'avez retirée"),
}
_EVENTS: Mapping[str, Callable[[], str]] = {
    moving.ASKED: lambda: _("Demande notée"),
    moving.CHANGED: lambda: _("Vous l'avez changée"),
    moving.REOPENED: lambda: _("Vous avez dit quand appeler"),
    moving.WITHDRAWN: lambda: _("Vous l'avez retirée"),
    moving.TAKEN: lambda: _("Quelqu'un s'en occupe"),
    moving.SHARED: lambda: _("Quelqu'un s'en occupe"),
    moving.GIVEN_BACK: lambda: _("Elle attend quelqu'un d'autre, à la même date"),
    moving.RETURNED: lambda: _("Elle attend quelqu'un d'autre, à la même date"),
    moving.TRIED: lambda: _("On vous a appelé·e, sans vous trouver"),
    moving.SETTLED: lambda: _("C'est fini"),
}
