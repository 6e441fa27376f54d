"""Which places have not been confirmed for long, and asking them: one mail for one address.

Nobody is asked twice within six months, but for those who answered nothing to a campaign that is
over. One reminder at most.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import network_for, networks
from entrelieux.directory import wording
from entrelieux.directory.agenda.forms import line_of
from entrelieux.directory.changing import parts
from entrelieux.directory.confirming import links, mails
from entrelieux.directory.confirming.policies import may_ask, may_follow
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.models import Asked, Campaign, Place
from entrelieux.directory.naming import shown_name
from entrelieux.directory.presenting import last_confirmed
from entrelieux.directory.selectors import places_visible_to
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

LINK_DAYS = 60
APART_DAYS = 183
REMIND_AFTER_DAYS = 7
MONTHS = 12
MOST = 300


class AskingError(UserError):
    code = "campagne-impossible"
    status = 422


class CampaignGone(UserError):  # noqa: N818  named by what is so
    code = "absent"
    status = 404


@dataclass(frozen=True, slots=True)
class Wish:
    """Which places: of a network ("" = the whole site, for an operator), not confirmed for
    ``months``, 0 any. departement, kind: "" = any."""

    network: str = ""
    departement: str = ""
    kind: str = ""
    months: int = MONTHS


@dataclass(frozen=True, slots=True)
class Candidate:
    """courriel: "" when nobody can be written to; then they are called, or a letter is printed."""

    ref: str
    name: str
    commune: str
    kind: str
    confirmed: str
    courriel: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """found: at most ``MOST``, of ``total``. addresses: mails that would leave. asked_lately: left
    out, because they were asked within six months."""

    found: tuple[Candidate, ...]
    total: int
    addresses: int
    by_mail: int
    to_call: int
    asked_lately: int


def networks_of(viewer: Viewer) -> tuple[NetworkCard, ...]:
    if viewer.is_operator:
        return networks()
    return tuple(card for ref in sorted(viewer.networks()) if (card := network_for(ref)))


def candidates(viewer: Viewer, wish: Wish, chosen: Collection[str] = ()) -> Candidates:
    """Who would be asked, by commune then by name. chosen: among these references alone."""
    rows, lately = _asked_apart(
        row for row in _within(viewer, wish) if not chosen or row.ref in chosen
    )
    found = tuple(_candidate(row) for row in rows[:MOST])
    written = [one.courriel.lower() for one in found if one.courriel]
    return Candidates(
        found=found,
        total=len(rows),
        addresses=len(set(written)),
        by_mail=len(written),
        to_call=len(found) - len(written),
        asked_lately=lately,
    )


@transaction.atomic
def open_campaign(
    *, actor: Viewer, name: str, wish: Wish, refs: Collection[str], request_key: str = ""
) -> str:
    """Ask these places, by mail where there is an address. Its reference; the same key, the same.

    Raises:
        AskingError: no name, no place; CampaignGone: not theirs to ask.
    """
    name = line_of(name, 120)
    if not name:
        raise AskingError(_("Donnez un nom à cette campagne."), field="nom")
    network = network_for(wish.network) if wish.network else None
    if network is None and not actor.is_operator:
        raise CampaignGone(_("Ce réseau n'existe pas."))
    source = f"{actor.user_id}:{request_key}" if request_key else secrets.token_hex(16)
    now = timezone.now()
    campaign, is_new = Campaign.objects.get_or_create(
        ref=hashlib.sha256(source.encode()).hexdigest()[:32],
        defaults={
            "name": name,
            "network_id": network.pk if network else None,
            "opened_by_id": actor.user_id or None,
            "opened_at": now,
            "closes_on": timezone.localdate(now) + timedelta(days=LINK_DAYS),
        },
    )
    if not is_new:
        return campaign.ref
    wanted = set(refs)
    rows, _lately = _asked_apart(row for row in _within(actor, wish) if row.ref in wanted)
    if not rows:
        raise AskingError(_("Choisissez au moins un lieu."), field="lieux")
    asked = [_ask(campaign, row) for row in rows[:MOST]]
    mails.send(campaign, asked)
    journal.record(actor, "campagne.ouverte", campaign.ref, places=len(asked))
    return campaign.ref


@transaction.atomic
def remind(*, actor: Viewer, campaign: Campaign, asked: Iterable[Asked]) -> int:
    """One mail more to each address that has not answered; how many places that makes.

    Raises:
        AskingError: too soon, or over.
    """
    now = timezone.now()
    if now < campaign.opened_at + timedelta(days=REMIND_AFTER_DAYS):
        raise AskingError(_("Attendez une semaine avant de relancer."))
    if is_over(campaign):
        raise AskingError(_("Cette campagne est terminée."))
    waiting = Asked.objects.select_for_update().filter(
        pk__in=[row.pk for row in asked],
        way=Asked.Way.MAIL,
        answered_at=None,
        reminded_at=None,
        unreached_at=None,
    )
    rows = list(waiting.order_by("pk"))
    if rows:
        mails.send(campaign, rows, is_reminder=True)
        Asked.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
        journal.record(actor, "campagne.relance", campaign.ref, places=len(rows))
    return len(rows)


@transaction.atomic
def close_campaign(*, actor: Viewer, campaign: Campaign) -> None:
    """Its addresses open nothing any more, from now on. Closed already: nothing is done.

    Raises:
        AskingError: it asks places that the actor does not follow.
    """
    if is_over(campaign):
        return
    asked = campaign.asked.select_related("place")
    if not all(may_follow(actor, campaign, row.place.code_insee) for row in asked):
        message = _("Cette campagne demande aussi à des lieux hors de votre territoire.")
        raise AskingError(message)
    campaign.closes_on = timezone.localdate() - timedelta(days=1)
    campaign.save(update_fields=["closes_on"])
    mails.take_back(campaign)
    journal.record(actor, "campagne.close", campaign.ref)


def is_over(campaign: Campaign) -> bool:
    return campaign.closes_on < timezone.localdate()


def mail_of(place: Place) -> str:
    """Where a place may be written to; "" when it gives nothing that one can write to."""
    try:
        validate_email(place.courriel)
    except ValidationError:
        return ""
    return place.courriel


def _within(viewer: Viewer, wish: Wish) -> list[Place]:
    """One sheet for each place: of those that somebody united, the one that shows them."""
    shown = shown_now()
    return [
        row
        for row in _stale(viewer, wish)
        if shown.head(row.pk) == row.pk
        and may_ask(viewer, network=wish.network, code_insee=row.code_insee)
    ]


def _stale(viewer: Viewer, wish: Wish) -> QuerySet[Place]:
    rows = places_visible_to(viewer).filter(withdrawn_on=None)
    if wish.months:
        limit = _months_before(timezone.localdate(), wish.months)
        rows = rows.filter(
            Q(confirmed_on=None) | Q(confirmed_on__lt=limit),
            Q(said_on=None) | Q(said_on__lt=limit),
        )
    network = network_for(wish.network) if wish.network else None
    if network is not None and network.zone == "departement":
        rows = rows.filter(departement=network.zone_code)
    if wish.departement:
        rows = rows.filter(departement=wish.departement)
    if wish.kind:
        rows = rows.filter(kind=wish.kind)
    return rows.order_by("commune", "folded", "pk")


def _months_before(day: date, months: int) -> date:
    return day - timedelta(days=round(months * 365.25 / 12))


def _asked_apart(rows: Iterable[Place]) -> tuple[list[Place], int]:
    """Those who may be asked now, and how many others were asked too lately."""
    found = list(rows)
    since = timezone.now() - timedelta(days=APART_DAYS)
    lately: set[int] = set()
    for part in parts([row.pk for row in found]):
        asked = Asked.objects.filter(place__in=part, sent_at__gt=since).exclude(
            outcome="", campaign__closes_on__lt=timezone.localdate()
        )
        lately.update(asked.values_list("place_id", flat=True))
    return [row for row in found if row.pk not in lately], len(lately)


def _candidate(row: Place) -> Candidate:
    confirmed_on, by = last_confirmed(row)
    return Candidate(
        ref=row.ref,
        name=shown_name(row.name),
        commune=row.commune,
        kind=wording.kind_label(row.kind),
        confirmed=wording.last_confirmation(confirmed_on, by),
        courriel=mail_of(row),
        telephone=row.telephone,
    )


def _ask(campaign: Campaign, place: Place) -> Asked:
    ref, courriel = secrets.token_hex(16), mail_of(place)
    return Asked.objects.create(
        ref=ref,
        digest=links.digest_of(links.code_of(ref)) or "",
        campaign=campaign,
        place=place,
        way=Asked.Way.MAIL if courriel else Asked.Way.PAPER,
        courriel=courriel,
        sent_at=campaign.opened_at,
        expires_at=campaign.opened_at + timedelta(days=LINK_DAYS),
    )
