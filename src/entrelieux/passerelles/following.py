"""What is written of a follow-up: opened, shared, added to, changed by the person, erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel import journal, looks, outbox
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import policies, sharing
from entrelieux.passerelles.adapters import ground_of, network_for_new, shown_to, situation_kept
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone, NotAllShown
from entrelieux.passerelles.hands import PERSON, Hand, file_in_hand, holds_now, may_show, seen_by
from entrelieux.passerelles.keys import digest_of, new_ref, new_token, request_digest, token_for
from entrelieux.passerelles.models import (
    FollowedNeed,
    FollowUp,
    Passerelle,
    Share,
    Telling,
)
from entrelieux.passerelles.moving import kept_until, touch
from entrelieux.passerelles.sections import leaving
from entrelieux.territories.selectors import CommuneUnknown, commune_for

BY_THE_PERSON = frozenset(
    {
        FollowedNeed.State.OPEN.value,
        FollowedNeed.State.PAUSED.value,
        FollowedNeed.State.DROPPED.value,
        FollowedNeed.State.ANSWERED.value,
    }
)
"""States of a need that are said; the others come from what happens."""
MOST_NEEDS = 30


@dataclass(frozen=True, slots=True)
class Opening:
    """What a follow-up begins with. Only the commune and a need are required.

    least_needs: 0 for somebody who comes to offer something.
    situation: fields of ``reception.SituationParams``, by name; commune and needs left aside.
    words: the person's own, only if they agreed that they be kept.
    """

    code_insee: str
    needs: tuple[str, ...]
    situation: Mapping[str, Any] | None = None
    words: str = ""
    name: str = ""
    channel: str = "papier"
    contact: str = ""
    least_needs: int = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """token: of the person's secret address. The site keeps its digest alone."""

    ref: str
    token: str


@transaction.atomic
def open_follow_up(
    *, actor: Viewer, opening: Opening, organisation_ref: str = "", request_key: str = ""
) -> Opened:
    """Open the file of somebody, with them. The same form sent twice opens one.

    The structure that opens it is shown what the person has just said there; they may take any of
    it back, line by line.

    Raises:
        AskedWrongly: the commune, a need, the channel or the contact cannot be.
        FollowUpGone: the actor does not help for that structure.
    """
    token = token_for(actor, request_key)
    digest = request_digest(actor, request_key)
    if digest and (kept := FollowUp.objects.filter(request_digest=digest).first()):
        return Opened(kept.ref, token)
    ground = ground_of(opening.code_insee)
    if not policies.may_open(actor, organisation_ref, ground) or (
        organisation_ref and not holds_now(actor, frozenset({organisation_ref}))
    ):
        raise FollowUpGone
    row = _new_row(actor, opening, organisation_ref)
    row.request_digest, row.link_digest = digest, digest_of(token)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent again while it was being read the first time
        return Opened(FollowUp.objects.get(request_digest=digest).ref, token)
    _add_needs(row, opening.needs, row.opened_at)
    if organisation_ref:
        _share_all(row, organisation_ref, row.opened_at)
    journal.record(actor, "suivi.ouvert", subject_of(row.ref), needs=len(opening.needs))
    return Opened(row.ref, token)


def _new_row(actor: Viewer, opening: Opening, organisation_ref: str) -> FollowUp:
    commune = commune_for(opening.code_insee)
    if commune is None:
        raise CommuneUnknown(opening.code_insee)
    _check_needs(opening.needs, opening.least_needs)
    _check_channel(opening.channel, opening.contact)
    network = network_for_new(organisation_ref)
    now = timezone.now()
    return FollowUp(
        ref=new_ref(),
        user_id=None if organisation_ref else actor.user_id,
        network_id=network.pk if network else None,
        organisation_ref=organisation_ref,
        referent_id=actor.user_id if organisation_ref else None,
        referent_organisation_ref=organisation_ref,
        name=opening.name.strip()[:80],
        channel=opening.channel,
        contact=opening.contact.strip()[:254],
        code_insee=commune.code,
        departement=commune.departement_code,
        situation=situation_kept(opening.situation),
        words=opening.words,
        is_fiction=network.is_fiction if network else offer_is_fiction(),
        opened_at=now,
        moved_at=now,
        erased_after=kept_until(now),
    )


@transaction.atomic
def add_needs(*, actor: Viewer, needs: Iterable[str], token: str = "", follow_up: str = "") -> None:
    """One file for all: needs said later join the others. One already there changes nothing.

    Said before a structure, it sees them; one that was there already too, unless it is sensitive
    or the person hid it from this structure.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    codes = tuple(needs)
    _check_needs(codes)
    now = timezone.now()
    added = _add_needs(row, codes, now)
    shared = _share(row, hand.organisation, _heard(row, hand, codes, added), now)
    if not added and not shared:
        return
    touch(row, now)
    _record(hand, "suivi.besoins-ajoutés", row, needs=len(added))


@transaction.atomic
def set_need_state(
    *, actor: Viewer, need: str, state: str, token: str = "", follow_up: str = ""
) -> None:
    """Pause, drop by choice, take up again, or say that it is answered: the person decides."""
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    found = need_in_hand(row, need, hand)
    if state not in BY_THE_PERSON:
        raise AskedWrongly(_("« %(found)s » ne se choisit pas.") % {"found": state}, field="state")
    if found.state == state:
        return
    now = timezone.now()
    found.state, found.reason, found.changed_at = state, "", now
    found.save(update_fields=["state", "reason", "changed_at"])
    touch(row, now)
    _record(hand, "suivi.besoin-changé", row, state=state)


@transaction.atomic
def share(
    *, actor: Viewer, item: str, organisation_ref: str, token: str = "", follow_up: str = ""
) -> None:
    """Show one line to one structure. The person decides; beside them, who accompanies may tick."""
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    if not sharing.is_item(item) or not organisation_ref or not may_show(row, hand, (item,)):
        raise AskedWrongly(_("Cette ligne n'existe pas."), field="item")
    if _share(row, organisation_ref, (item,), timezone.now()):
        touch(row, timezone.now())
        _record(hand, "suivi.montré", row, organisation=organisation_ref)


@transaction.atomic
def unshare(
    *, actor: Viewer, item: str, organisation_ref: str, token: str = "", follow_up: str = ""
) -> None:
    """Hide one line from one structure, at once. ``item``: "" hides everything from it."""
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    shown = row.shares.filter(organisation_ref=organisation_ref, revoked_at=None)
    if item:
        shown = shown.filter(item=item)
    if shown.update(revoked_at=timezone.now()):
        touch(row, timezone.now())
        _record(hand, "suivi.caché", row, organisation=organisation_ref)


@transaction.atomic
def choose_referent(
    *, actor: Viewer, organisation_ref: str, token: str = "", follow_up: str = ""
) -> None:
    """Who the person turns to first. Acting for that structure, an agent becomes the referent.

    The referent is shown how to call and reach the person, if whoever says so sees it: no more.

    Raises:
        AskedWrongly: the structure has no part in this follow-up.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    if organisation_ref not in _taking_part(row):
        raise AskedWrongly(
            _("Choisissez une structure qui vous aide déjà dans ce suivi."), field="referent"
        )
    referent = actor.user_id if hand.organisation == organisation_ref else None
    before = (row.referent_organisation_ref, row.referent_id)
    if before[0] == organisation_ref and (referent is None or before[1] == referent):
        return
    row.referent_organisation_ref, row.referent_id = organisation_ref, referent
    row.save(update_fields=["referent", "referent_organisation_ref"])
    _pass_on_news(row, organisation_ref)
    now = timezone.now()
    _share(row, organisation_ref, may_show(row, hand, (sharing.NAME, sharing.REACH)), now)
    touch(row, now)
    _record(hand, "suivi.personne-repère", row, organisation=organisation_ref)


@dataclass(frozen=True, slots=True)
class Reached:
    """How the person wants to be called and reached."""

    name: str = ""
    channel: str = "papier"
    contact: str = ""


@transaction.atomic
def change_contact(
    *, actor: Viewer, reached: Reached, token: str = "", follow_up: str = ""
) -> None:
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    _check_channel(reached.channel, reached.contact)
    said = (reached.name.strip()[:80], reached.channel, reached.contact.strip()[:254])
    if (row.name, row.channel, row.contact) == said:
        return
    row.name, row.channel, row.contact = said
    row.save(update_fields=["name", "channel", "contact"])
    touch(row, timezone.now())
    _record(hand, "suivi.contact-changé", row)


@transaction.atomic
def new_link(*, actor: Viewer, token: str = "", follow_up: str = "") -> str:
    """Another secret address: the former one opens nothing any more. Returns its token.

    The address shows everything: somebody beside the person makes one only if nothing is hidden
    from them.

    Raises:
        FollowUpGone: absent, or not theirs. NotAllShown: a line or a need is hidden from them.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    sees = seen_by(row, hand)
    if sees is not None and not sharing.items_of(row) <= sees:
        raise NotAllShown
    fresh = new_token()
    row.link_digest = digest_of(fresh)
    row.save(update_fields=["link_digest"])
    touch(row, timezone.now())
    _record(hand, "suivi.nouvelle-adresse", row)
    return fresh


@transaction.atomic
def erase_follow_up(*, actor: Viewer, token: str = "", follow_up: str = "") -> None:
    """Erase everything, at once, hand-overs included. Only the person may.

    Erasing what is already gone is harmless.
    """
    try:
        row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    except FollowUpGone:
        return
    if hand.by != PERSON:
        raise FollowUpGone
    forget_messages(row)
    ref = row.ref
    row.delete()
    looks.forget_looks_at(subject_of(ref))
    journal.record(actor, "suivi.effacé", f"suivi:{ref}")


def forget_messages(row: FollowUp) -> None:
    """What has not left yet, to anybody, does not leave; the rooms above tell whom it concerns."""
    leaving(row.pk)
    for ref in Passerelle.objects.filter(follow_up=row).values_list("ref", flat=True):
        for way in ("vers", "nouvelle", "retour", "animation"):
            outbox.take_back(keys=f"{way}:{ref}:")


def subject_of(ref: str) -> str:
    """How the journal and the looks name a follow-up."""
    return f"suivi:{ref}"


def _pass_on_news(row: FollowUp, organisation_ref: str) -> None:
    """News still to be told are told by the new referent, of what the person shows them."""
    for one in Telling.objects.filter(passerelle__follow_up=row, told_at=None):
        if organisation_ref in shown_to(row, one.passerelle.needs):
            one.organisation_ref = organisation_ref
            one.save(update_fields=["organisation_ref"])


def _taking_part(row: FollowUp) -> set[str]:
    bridges = row.passerelles.all()
    parts = {row.organisation_ref, row.referent_organisation_ref}
    parts |= {one.from_organisation_ref for one in bridges}
    parts |= {one.to_organisation_ref for one in bridges if one.sent_at is not None}
    parts |= {one.organisation_ref for one in row.shares.all() if one.revoked_at is None}
    return parts - {""}


def need_in_hand(row: FollowUp, code: str, hand: Hand) -> FollowedNeed:
    """A need that this hand may speak of; one that is hidden from it looks absent."""
    found = row.needs.filter(code=code[:60].replace("\x00", "")).first()
    sees = seen_by(row, hand)
    if found is None or (sees is not None and sharing.need_item(found.code) not in sees):
        raise AskedWrongly(_("Ce besoin n'est pas dans le suivi."), field="need")
    return found


def _check_needs(codes: tuple[str, ...], least: int = 1) -> None:
    if not least <= len(codes) <= MOST_NEEDS:
        raise AskedWrongly(_("Choisissez au moins un besoin."), field="besoins")
    for code in codes:
        if code not in needs_pack.needs_by_code():
            raise AskedWrongly(
                _("« %(found)s » n'est pas un besoin connu.") % {"found": code[:60]},
                field="besoins",
            )


def _check_channel(channel: str, contact: str) -> None:
    if channel not in pack.channels():
        raise AskedWrongly(_("Choisissez comment donner des nouvelles."), field="moyen")
    if channel != FollowUp.Channel.PAPER and not contact.strip():
        raise AskedWrongly(
            _("Dites où envoyer les nouvelles, ou choisissez « sur papier »."), field="contact"
        )


def _add_needs(row: FollowUp, codes: Iterable[str], now: datetime) -> tuple[str, ...]:
    known = set(row.needs.values_list("code", flat=True))
    added = tuple(code for code in dict.fromkeys(codes) if code not in known)
    last = row.needs.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    FollowedNeed.objects.bulk_create(
        FollowedNeed(follow_up=row, code=code, position=first + i, changed_at=now)
        for i, code in enumerate(added)
    )
    return added


def _heard(row: FollowUp, hand: Hand, codes: Iterable[str], added: Iterable[str]) -> list[str]:
    """Items of the needs that were said before this hand's structure, none in the person's own."""
    if not hand.organisation:
        return []
    shares = row.shares.filter(organisation_ref=hand.organisation)
    hidden = set(shares.exclude(revoked_at=None).values_list("item", flat=True))
    again = [item for item in map(sharing.need_item, codes) if not sharing.is_sensitive(item)]
    return [*map(sharing.need_item, added), *(item for item in again if item not in hidden)]


def _share_all(row: FollowUp, organisation_ref: str, now: datetime) -> None:
    needs = row.needs.values_list("code", flat=True)
    _share(row, organisation_ref, [*sharing.ITEMS, *map(sharing.need_item, needs)], now)


def _share(row: FollowUp, organisation_ref: str, items: Iterable[str], now: datetime) -> int:
    shown = set(
        row.shares.filter(organisation_ref=organisation_ref, revoked_at=None).values_list(
            "item", flat=True
        )
    )
    fresh = [item for item in dict.fromkeys(items) if item not in shown]
    Share.objects.bulk_create(
        Share(follow_up=row, organisation_ref=organisation_ref, item=item, agreed_at=now)
        for item in fresh
    )
    return len(fresh)


def _record(hand: Hand, verb: str, row: FollowUp, **facts: Any) -> None:
    journal.record(hand.actor, verb, subject_of(row.ref), by=hand.by, **facts)
