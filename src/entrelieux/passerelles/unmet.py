"""A need that nobody could answer: counted once, without any link to somebody."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import network_of
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.engine.handover.machine import FINAL, State
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.adapters import ground_of
from entrelieux.passerelles.errors import AskedWrongly, FollowUpGone
from entrelieux.passerelles.following import need_in_hand, subject_of
from entrelieux.passerelles.hands import file_in_hand, holds_now
from entrelieux.passerelles.models import FollowedNeed, FollowUp, Passerelle, UnmetNeed
from entrelieux.passerelles.moving import touch
from entrelieux.passerelles.policies import helping
from entrelieux.territories.selectors import CommuneUnknown, commune_for

COUNTER, FOLLOW_UP = "accueil", "suivi"


@transaction.atomic
def record_unmet(
    *,
    actor: Viewer,
    need: str,
    reason: str,
    code_insee: str,
    organisation_ref: str,
    place_ref: str = "",
    request_key: str,
) -> None:
    """Somebody at a counter asked for what nobody could answer. The same form counts once.

    Raises:
        FollowUpGone: the actor does not help for that structure.
        AskedWrongly, CommuneUnknown: the need, the reason or the commune cannot be.
    """
    allowed = helping(actor, ground_of(code_insee)) & {organisation_ref}
    if not holds_now(actor, allowed):
        raise FollowUpGone
    _check(need, reason)
    network = network_of(organisation_ref)
    made = _count(
        need=need,
        reason=reason,
        code_insee=code_insee,
        place_ref=place_ref,
        network_id=network.pk if network else None,
        origin=COUNTER,
        key=f"accueil:{actor.user_id}:{request_key}",
        is_fiction=network.is_fiction if network else offer_is_fiction(),
    )
    if made:
        journal.record(actor, "besoin.sans-réponse", "", need=need, reason=reason)


@transaction.atomic
def nobody_could(
    *, actor: Viewer, need: str, reason: str, token: str = "", follow_up: str = ""
) -> None:
    """The same for a need of a follow-up, which says so from then on.

    Raises:
        FollowUpGone: absent, or not theirs.
        AskedWrongly: the need or the reason cannot be.
    """
    row, hand = file_in_hand(actor=actor, token=token, ref=follow_up)
    _check(need, reason)
    need_in_hand(row, need, hand)
    if mark_unmet(row, need, reason):
        touch(row, timezone.now())
        journal.record(hand.actor, "besoin.sans-réponse", subject_of(row.ref), by=hand.by)


def declined_by_all(row: Passerelle, left: Collection[str] | None) -> tuple[str, ...]:
    """The needs of a declined hand-over that nobody else within reach answers, now marked unmet.

    left: those of its needs that somebody else answers; None when that could not be known, and
    unknown is never no. A need still in somebody's hands is not lost.
    """
    if left is None:
        return ()
    over = (*(state.value for state in FINAL), State.DECLINED.value)
    alive = {
        code for other in row.follow_up.passerelles.exclude(state__in=over) for code in other.needs
    }
    lost = [code for code in row.needs if code not in alive and code not in left]
    reason = pack.refusals()[row.decline_reason].unmet
    if not reason:  # the person no longer wishes it: nothing is missing
        return ()
    return tuple(code for code in lost if mark_unmet(row.follow_up, code, reason))


def mark_unmet(row: FollowUp, code: str, reason: str) -> bool:
    need = row.needs.filter(code=code).first()
    if need is None:
        raise AskedWrongly(_("Ce besoin n'est pas dans le suivi."), field="need")
    if (need.state, need.reason) == (FollowedNeed.State.UNMET, reason):
        return False
    need.state, need.reason = FollowedNeed.State.UNMET, reason
    need.changed_at = timezone.now()
    need.save(update_fields=["state", "reason", "changed_at"])
    _count(
        need=code,
        reason=reason,
        code_insee=row.code_insee,
        place_ref="",
        network_id=row.network_id,
        origin=FOLLOW_UP,
        key=f"suivi:{row.ref}:{code}",
        is_fiction=row.is_fiction,
    )
    return True


def _count(*, code_insee: str, key: str, **values: object) -> bool:
    """One row, once for each key. The key is hidden: whoever reads the rows finds nobody."""
    commune = commune_for(code_insee)
    if commune is None:
        raise CommuneUnknown(code_insee)
    today = timezone.localdate()
    _row, made = UnmetNeed.objects.get_or_create(
        request_key=salted_hmac("passerelles.unmet", key, algorithm="sha256").hexdigest(),
        defaults={
            "code_insee": commune.code,
            "departement": commune.departement_code,
            "month": date(today.year, today.month, 1),
            **values,
        },
    )
    return made


def _check(need: str, reason: str) -> None:
    if need not in needs_pack.needs_by_code():
        raise AskedWrongly(_("Ce besoin n'est pas connu."), field="need")
    if reason not in pack.reasons():
        raise AskedWrongly(_("Dites pourquoi : choisissez une raison."), field="reason")
