"""A mandate offered by an address that serves once, sent by mail or handed over on paper.

The mandate is born when the person accepts; whoever offered it must still hold it then.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from entrelieux.accounts.errors import AbsentError, RefusedError
from entrelieux.accounts.models import Invitation, Network, User
from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.opening import Newcomer, has_account, open_account, refuse_address
from entrelieux.accounts.selectors import viewer_for
from entrelieux.accounts.services import (
    Power,
    may_take_back_power,
    refuse_power,
    write_mandate,
)
from entrelieux.accounts.zones import zone_name
from entrelieux.kernel import journal, outbox
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import OPERATOR, Role, Viewer

DAYS = 14


@dataclass(frozen=True, slots=True)
class InvitationCard:
    """What the invited person, and whoever may manage it, reads. token: "" on a list.

    target: the structure or the network, by name. by_mail: the address was sent to ``email``.
    """

    ref: str
    token: str
    by_mail: bool
    email: str
    name: str
    role_label: str
    target: str
    zone_name: str
    ends_on: date | None
    given_by: str
    given_at: datetime
    expires_at: datetime


def token_of(ref: str) -> str:
    """Made again from the signing key each time: nobody who reads the table can make it."""
    digest = salted_hmac("entrelieux.accounts.invitation", ref, algorithm="sha256").hexdigest()
    return f"{ref}-{digest[:32]}"


def _open_rows() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).select_related("network", "given_by")


def _behind(token: str) -> Invitation | None:
    ref, _dash, _rest = token.partition("-")
    if not hmac.compare_digest(token.encode(), token_of(ref).encode()):
        return None
    row = _open_rows().filter(ref=ref).first()
    return row if row is not None and _is_still_theirs(row) else None


def _is_still_theirs(row: Invitation) -> bool:
    """Whether whoever offered it could still give it now."""
    return may_hand_over(_giver(row), row)


def _giver(row: Invitation) -> Viewer:
    if row.by_operator:
        operator = replace(OPERATOR, user_id=row.given_by_id or 0)
        gone = row.given_by is not None and not row.given_by.is_superuser
        return viewer_for(row.given_by, verified=True) if gone and row.given_by else operator
    return viewer_for(row.given_by, verified=True) if row.given_by else Viewer()


def power_offered(row: Invitation) -> Power:
    return Power(
        role=row.role,
        organisation=row.organisation_ref,
        network=row.network.ref if row.network else "",
        zone=row.zone,
        zone_code=row.zone_code,
        ends_on=row.ends_on,
    )


def open_invitation(token: str) -> InvitationCard | None:
    """What an address offers; None once it served, expired, was withdrawn, or never was."""
    row = _behind(token)
    return invitation_card(row, token=token) if row else None


def invitation_card(row: Invitation, *, token: str = "") -> InvitationCard:
    names = structure_names([row.organisation_ref])
    given_by = row.given_by.get_full_name().strip() if row.given_by else ""
    return InvitationCard(
        ref=row.ref,
        token=token,
        by_mail=row.manner == Invitation.Manner.MAIL,
        email=row.email,
        name=row.name,
        role_label=Role(row.role).label,
        target=row.network.name if row.network else names[row.organisation_ref],
        zone_name=zone_name(row.zone, row.zone_code),
        ends_on=row.ends_on,
        given_by=given_by or _("l'exploitation du site"),
        given_at=row.given_at,
        expires_at=row.expires_at,
    )


@transaction.atomic
def invite(
    *, actor: Viewer, power: Power, email: str, name: str, site: str, request_key: str
) -> InvitationCard:
    """Offer a mandate: by mail when there is an address, on paper otherwise.

    site: where the site is, « https://… », for the address in the mail. request_key: the same one
    again is the same invitation. The address itself is only on the card of one on paper.

    Raises:
        RefusedError, AbsentError: see `refuse_power`; an address that is none.
    """
    refuse_power(actor, power)
    email = email.strip().lower()
    if email:
        refuse_address(email)
    source = f"{actor.user_id}:{request_key}" if request_key else secrets.token_hex(16)
    ref = hashlib.sha256(source.encode()).hexdigest()[:32]
    now = timezone.now()
    row, fresh = Invitation.objects.get_or_create(
        ref=ref,
        defaults={
            "manner": Invitation.Manner.MAIL if email else Invitation.Manner.PAPER,
            "email": email,
            "name": " ".join(name.split())[:120],
            "role": power.role,
            "organisation_ref": power.organisation,
            "network": Network.objects.get(ref=power.network) if power.network else None,
            "zone": power.zone,
            "zone_code": power.zone_code,
            "ends_on": power.ends_on,
            "given_by_id": actor.user_id or None,
            "by_operator": actor.is_operator,
            "given_at": now,
            "expires_at": now + timedelta(days=DAYS),
        },
    )
    card = invitation_card(row, token="" if email else token_of(ref))
    if fresh:
        if email:
            _send(card, site)
        journal.record(actor, "invitation.given", row.ref, role=row.role, manner=row.manner)
    return card


def _send(card: InvitationCard, site: str) -> None:
    address = f"{site.rstrip('/')}/compte/invitation/{token_of(card.ref)}/"
    hello = _("Bonjour %(name)s,") % {"name": card.name} if card.name else _("Bonjour,")
    offers = _("%(by)s vous propose d'agir sur Entrelieux, pour %(target)s, comme : %(role)s.") % {
        "by": card.given_by,
        "role": card.role_label,
        "target": card.target,
    }
    outbox.post(
        key=f"invitation:{card.ref}",
        channel=Message.Channel.MAIL,
        recipient=card.email,
        subject=_("Votre invitation sur Entrelieux"),
        body="\n\n".join(
            (
                hello,
                offers,
                _("Pour accepter, ouvrez cette adresse. Elle sert une fois, pendant 14 jours :"),
                address,
                _("Si vous n'attendiez rien, ne faites rien : sans vous, rien ne se passe."),
            )
        )
        + "\n",
    )


@transaction.atomic
def accept_invitation(
    *, token: str, actor: Viewer | None = None, newcomer: Newcomer | None = None
) -> User:
    """The mandate is born; with it the account, for somebody who has none. Serves once.

    actor: somebody signed in, who accepts with their account. The same person again: same result.

    Raises:
        AbsentError: the address served, expired, was withdrawn, or never was.
        RefusedError: what was typed cannot be taken; their own offer, wider than what they hold.
    """
    row = _locked(token)
    if row.accepted_at is not None:
        if actor is not None and row.mandate is not None and row.mandate.user_id == actor.user_id:
            return row.mandate.user
        raise _gone()
    if not _is_still_theirs(row):
        raise _gone()
    if actor is not None and actor.user_id:
        _refuse_own_offer(actor, row)
        user = User.objects.get(pk=actor.user_id)
    elif newcomer is not None:
        user = open_account(_as_invited(newcomer, row), verified=bool(row.email))
    else:
        raise _gone()
    _born(row, user)
    return user


def _refuse_own_offer(actor: Viewer, row: Invitation) -> None:
    """Who administers a structure may also be its agent; nobody else gives themselves a power."""
    administers = actor.organisations(Role.ADMINISTRATOR)
    if row.given_by_id == actor.user_id and row.organisation_ref not in administers:
        raise RefusedError(
            _(
                "C'est vous qui avez fait cette invitation : quelqu'un d'autre doit l'accepter. "
                "Donnez-la à la personne qu'elle concerne."
            )
        )


def accept_by_provider(*, token: str, first_name: str, last_name: str, email: str) -> User:
    """The same for somebody whose names an identity provider has verified: no password."""
    with transaction.atomic():
        row = _locked(token)
        if row.accepted_at is not None or not _is_still_theirs(row):
            raise _gone()
        free = email and not has_account(email)
        said = Newcomer(first_name, last_name, "", row.email or (email if free else ""), "")
        user = open_account(said, verified=bool(row.email), passwordless=True)
        _born(row, user)
        return user


def _locked(token: str) -> Invitation:
    ref, _dash, _rest = token.partition("-")
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("network", "given_by", "mandate__user")
        .filter(ref=ref, withdrawn_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if row is None or not hmac.compare_digest(token.encode(), token_of(ref).encode()):
        raise _gone()
    return row


def _as_invited(newcomer: Newcomer, row: Invitation) -> Newcomer:
    """An address that was written to is the account's: it is the one that is proved."""
    return replace(newcomer, email=row.email) if row.email else newcomer


def _born(row: Invitation, user: User) -> None:
    giver = _giver(row)
    mandate, _fresh = write_mandate(giver, user, power_offered(row))
    row.accepted_at, row.mandate = timezone.now(), mandate
    row.save(update_fields=["accepted_at", "mandate"])
    journal.record(
        Viewer(user_id=user.pk), "invitation.accepted", row.ref, mandate=mandate.ref, role=row.role
    )


def _gone() -> AbsentError:
    return AbsentError(_("Cette invitation a déjà servi, ou elle a expiré. Demandez-en une autre."))


@transaction.atomic
def withdraw_invitation(*, actor: Viewer, ref: str) -> None:
    """Its address opens nothing any more. Accepted or withdrawn already: nothing is done.

    Raises:
        AbsentError: no such invitation, or not theirs to manage.
    """
    row = managed_invitation(actor, ref, lock=True)
    if row.withdrawn_at is not None or row.accepted_at is not None:
        return
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    outbox.take_back(keys=f"invitation:{row.ref}")
    journal.record(actor, "invitation.withdrawn", row.ref)


def managed_invitation(actor: Viewer, ref: str, *, lock: bool = False) -> Invitation:
    """Raises AbsentError: absent, or what it offers is not theirs to give."""
    rows = Invitation.objects.select_related("network", "given_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(ref=ref).first()
    if row is None:
        raise _gone()
    if not may_take_back_power(actor, power_offered(row)):
        raise _gone()
    return row


def may_hand_over(actor: Viewer, row: Invitation) -> bool:
    """Whether an actor may see its address, and so pass it on: who could give it themselves."""
    try:
        refuse_power(actor, power_offered(row))
    except (AbsentError, RefusedError):
        return False
    return True
