"""Who asks to join, for the animators whose mandate covers where they are; welcomed, or declined.

The list names nobody. Opening one of them shows how they are called, and is written down.
"""

from collections.abc import Iterator
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.naming import structure_names
from entrelieux.accounts.selectors import animators_of
from entrelieux.exchanges.wording import without_contact
from entrelieux.kernel import journal
from entrelieux.kernel.looks import look
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.networks import messages
from entrelieux.networks.cards import AskingCard, WelcomeCard
from entrelieux.networks.counting import active_members
from entrelieux.networks.errors import MemberGone, MovedMeanwhile, SaidWrongly
from entrelieux.networks.holding import clean
from entrelieux.networks.models import Member
from entrelieux.networks.policies import may_animate_part, may_animate_there
from entrelieux.networks.threshold import sector_label
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.adapters import ground_of
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.persons import reach_card
from entrelieux.territories.selectors import communes_by_code

MOST_LISTED = 200
MOST_TRIES = 5
MOST_DIGITS = 6
STATE = Member.State
LOOKED = "demande d'adhésion"


def asking_for(viewer: Viewer, network: NetworkCard) -> tuple[AskingCard, ...]:
    """Those of the viewer's territory, the oldest first."""
    rows = Member.objects.filter(network_id=network.pk, state=STATE.ASKED)
    rows = rows.order_by("asked_at", "pk")
    may = {code: reads(viewer, network.ref, code) for code in {row.code_insee for row in rows}}
    ours = [row for row in rows if may[row.code_insee]][:MOST_LISTED]
    communes = communes_by_code({row.code_insee for row in ours})
    now = timezone.now()
    return tuple(
        AskingCard(
            ref=row.ref,
            is_structure=bool(row.organisation_ref),
            sector=sector_label(row.sector),
            commune=communes[row.code_insee].name if row.code_insee in communes else "",
            days=(now - row.asked_at).days,
            manner=row.get_manner_display(),
        )
        for row in ours
    )


def card_in_force(viewer: Viewer, network: NetworkCard, number: str) -> date | None:
    """Since when a card's number is good, for whoever animates any part of the network; None when
    it is not. It says nobody's name: the card does."""
    if not may_animate_part(viewer, network.ref) or not _is_number(number):
        return None
    keys = active_members(network.pk, fiction=network.is_fiction)
    row = Member.objects.filter(pk__in=keys, number=int(number)).first()
    return timezone.localdate(row.welcomed_at) if row and row.welcomed_at else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def asking_one(viewer: Viewer, network: NetworkCard, ref: str) -> WelcomeCard:
    """One of them, with its name. Looking is written down.

    Raises:
        MemberGone: absent, or not of a territory that this viewer animates.
    """
    row = _asking(Member.objects.select_related("follow_up"), viewer, network, ref)
    name = structure_names([row.organisation_ref]).get(row.organisation_ref, "")
    if row.follow_up:
        look(viewer, subject_of(row.follow_up.ref), "", Role.ANIMATOR.label, LOOKED)
        card = reach_card(row.follow_up.pk)
        name = card.name if card else ""
    signed = row.signatures.select_related("charter").order_by("-charter__number").first()
    communes = communes_by_code({row.code_insee})
    return WelcomeCard(
        ref=row.ref,
        name=name or _("Sans nom"),
        is_structure=bool(row.organisation_ref),
        sector=sector_label(row.sector),
        activity=without_contact(row.activity),
        words=without_contact(row.words),
        site=row.site,
        commune=communes[row.code_insee].name if row.code_insee in communes else "",
        asked_at=row.asked_at,
        manner=row.get_manner_display(),
        signed=signed.charter.number if signed else 0,
    )


@transaction.atomic
def welcome(*, actor: Viewer, network: NetworkCard, ref: str) -> int:
    """A member from now on, with the next card of the network; gives its number. Twice is once.

    Raises:
        MemberGone: absent, not asking any more, or not of a territory that the actor animates.
    """
    row = _in_hand(actor, network, ref)
    if row.state == STATE.WELCOMED and row.number:
        return row.number
    if row.state != STATE.ASKED:
        raise MemberGone
    row.state, row.welcomed_at = STATE.WELCOMED, timezone.now()
    row.confirmed_on = timezone.localdate()
    row.version += 1
    for number in _next_numbers(row):
        row.number = number
        try:
            with transaction.atomic():
                row.save()
            break
        except IntegrityError:  # another one was welcomed with it meanwhile
            continue
    else:
        raise MovedMeanwhile(_("Quelqu'un l'a changée entre-temps. Voici où elle en est."))
    messages.tell_member(row, messages.WELCOMED, once=row.welcomed_at.isoformat())
    journal.record(actor, "réseau.accueil", f"membre:{row.ref}", card=row.number)
    return row.number


@transaction.atomic
def decline(*, actor: Viewer, network: NetworkCard, ref: str, reason: str) -> None:
    """With a reason that the person reads. Twice is once.

    Raises:
        MemberGone: as ``welcome``. SaidWrongly: no reason.
    """
    row = _in_hand(actor, network, ref)
    if row.state == STATE.DECLINED:
        return
    if row.state != STATE.ASKED:
        raise MemberGone
    if reason not in pack.reasons():
        raise SaidWrongly(_("Choisissez une raison : la personne la lira."), field="raison")
    row.state, row.reason, row.ended_at = STATE.DECLINED, reason, timezone.now()
    row.shown, row.activity, row.words, row.site = {}, "", "", ""
    row.version += 1
    row.save()
    messages.tell_member(row, messages.DECLINED, once=row.ended_at.isoformat())
    journal.record(actor, "réseau.non-retenue", f"membre:{row.ref}", reason=reason)


def reads(viewer: Viewer, network_ref: str, code_insee: str) -> bool:
    """The animator whose mandate covers it; any of them where nobody's does."""
    ground = ground_of(code_insee)
    if may_animate_there(viewer, network_ref, ground):
        return True
    return may_animate_part(viewer, network_ref) and not animators_of(network_ref, ground)


def _in_hand(actor: Viewer, network: NetworkCard, ref: str) -> Member:
    """Locked; the mandate is read again."""
    rows = Member.objects.select_for_update(of=("self",)).select_related("network")
    row = rows.filter(network_id=network.pk, ref=clean(ref)).first()
    held = {one.user_id for one in animators_of(network.ref)}
    if row is None or actor.user_id not in held or not reads(actor, network.ref, row.code_insee):
        raise MemberGone
    return row


def _asking(rows, viewer: Viewer, network: NetworkCard, ref: str) -> Member:  # type: ignore[no-untyped-def]
    row = rows.filter(network_id=network.pk, ref=clean(ref), state=STATE.ASKED).first()
    if row is None or not reads(viewer, network.ref, row.code_insee):
        raise MemberGone
    found: Member = row
    return found


def _next_numbers(row: Member) -> Iterator[int]:
    if row.number:  # they come back: their card is the same
        yield row.number
    for _again in range(MOST_TRIES):
        given = Member.objects.filter(network_id=row.network_id).aggregate(last=Max("number"))
        yield (given["last"] or 0) + 1
