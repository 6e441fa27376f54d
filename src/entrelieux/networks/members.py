"""Memberships as their member reads them; nobody else's."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.selectors import network_for
from entrelieux.directory.wording import in_language
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.cards import MemberCard, SignedCard
from entrelieux.networks.errors import MemberGone
from entrelieux.networks.holding import clean, speaks_for
from entrelieux.networks.models import Charter, Member, Signature
from entrelieux.networks.threshold import sector_label
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.persons import PersonCard
from entrelieux.territories.selectors import commune_for


def memberships_of(person: PersonCard) -> tuple[MemberCard, ...]:
    """Of whoever holds this file, the oldest first."""
    rows = Member.objects.filter(follow_up_id=person.pk).select_related("network")
    return tuple(_card(row, person.name) for row in _whole(rows))


def membership_for(person: PersonCard, ref: str) -> MemberCard:
    """
    Raises:
        MemberGone: absent, or not theirs.
    """
    found = [one for one in memberships_of(person) if one.ref == ref]
    if not found:
        raise MemberGone
    return found[0]


def membership_of_structure(
    viewer: Viewer, network: NetworkCard, organisation_ref: str
) -> MemberCard | None:
    """None when it never asked.

    Raises:
        MemberGone: not a structure that this viewer speaks for.
    """
    if not speaks_for(viewer, organisation_ref):
        raise MemberGone
    rows = Member.objects.filter(network_id=network.pk, organisation_ref=clean(organisation_ref))
    name = structure_names([organisation_ref]).get(organisation_ref, "")
    return next((_card(row, name) for row in _whole(rows.select_related("network"))), None)


def reason_said(code: str) -> str:
    word = pack.reasons().get(code)
    return in_language(word.label, word.english) if word else ""


def copied(ref: str) -> list[dict[str, Any]]:
    """French name → value, of one file, as « Mes données » gives it."""
    rows = Member.objects.filter(follow_up__ref=ref).select_related("network")
    return [_copied(_card(row, "")) for row in _whole(rows)]


def _copied(card: MemberCard) -> dict[str, Any]:
    return {
        "réseau": card.network.name,
        "état": Member.State(card.state).label,
        "carte": card.number,
        "secteur": card.sector,
        "activité": card.activity,
        "ce que je partage": card.words,
        "site": card.site,
        "commune": card.commune,
        "montré dans l'annuaire": {
            pack.shown_lines()[code].label: to
            for code, to in card.shown.items()
            if code in pack.shown_lines()
        },
        "chartes signées": [
            {"version": one.number, "nom": one.name, "le": one.on} for one in card.signed
        ],
        "demandée le": card.asked_at,
        "accueillie le": card.welcomed_at,
        "finie le": card.ended_at,
        "raison": card.reason,
        "confirmée le": card.confirmed_on,
    }


def _whole(rows: Any) -> Iterable[Member]:
    return rows.order_by("asked_at", "pk").prefetch_related("signatures__charter")


def _card(row: Member, name: str) -> MemberCard:
    network = network_for(row.network.ref)
    assert network is not None
    now = Charter.objects.filter(network_id=row.network_id).order_by("number").last()
    signatures = sorted(row.signatures.all(), key=lambda one: -one.charter.number)
    commune = commune_for(row.code_insee)
    return MemberCard(
        ref=row.ref,
        network=network,
        name=name or next((one.name for one in signatures if one.name), "") or _("Membre"),
        organisation=row.organisation_ref,
        state=row.state,
        sector=sector_label(row.sector),
        sector_code=row.sector,
        activity=row.activity,
        words=row.words,
        site=row.site,
        commune=commune.name if commune else "",
        number=row.number,
        shown=dict(row.shown),
        signed=tuple(_signed(one) for one in signatures),
        charter_now=now.number if now else 0,
        asked_at=row.asked_at,
        welcomed_at=row.welcomed_at,
        ended_at=row.ended_at,
        reason=reason_said(row.reason),
        confirmed_on=row.confirmed_on,
        version=row.version,
        is_fiction=row.is_fiction,
    )


def _signed(one: Signature) -> SignedCard:
    return SignedCard(one.charter.number, one.name, timezone.localdate(one.signed_at), one.manner)
