"""Ask to be called back; change it, withdraw it, say that one can be reached again."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import network_for
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.arrivals import messages, moving
from entrelieux.networks.arrivals.adapters import promised_on
from entrelieux.networks.arrivals.moving import move
from entrelieux.networks.arrivals.receiving import is_answered
from entrelieux.networks.arrivals.rules import rules_now
from entrelieux.networks.arrivals.telling import OPEN, told
from entrelieux.networks.errors import ArrivalGone, MovedMeanwhile, SaidWrongly
from entrelieux.networks.models import Arrival
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import PersonCard, person_in_hand
from entrelieux.territories.selectors import commune_for

MOST_LETTERS = 600
MOST_OPEN = 3
"""Requests of one person to one network at the same time."""
MOST_TOLD = 999


@dataclass(frozen=True, slots=True)
class Asked:
    """kind, when: of the pack; when: none for any. code_insee: "" for that of the file."""

    kind: str
    words: str = ""
    when: tuple[str, ...] = ()
    code_insee: str = ""


def is_shut(network: NetworkCard) -> bool:
    """Nobody calls back, or the animator said to wait."""
    return rules_now(network).is_shut or not is_answered(network)


@transaction.atomic
def ask(
    *,
    actor: Viewer,
    network: NetworkCard,
    asked: Asked,
    token: str = "",
    follow_up: str = "",
    organisation_ref: str = "",
    manner: str = "page",
    request_key: str = "",
) -> str:
    """Ask for a call; its reference. The same form sent twice asks once.

    organisation_ref: the structure that has just opened the file with them, "" for none.

    Raises:
        FollowUpGone: the file is absent, or not theirs. SaidWrongly: it cannot be, or it is shut.
    """
    person = person_in_hand(actor=actor, token=token, ref=follow_up)
    rows = Arrival.objects.filter(follow_up_id=person.pk)
    kept = rows.filter(request_key=request_key).first() if request_key else None
    if kept is not None:
        return kept.ref
    _check(network, asked)
    if rows.filter(network_id=network.pk, state__in=OPEN).count() >= MOST_OPEN:
        raise SaidWrongly(
            _("Vous avez déjà %(most)d demandes en attente : on vous rappelle pour celles-là.")
            % {"most": MOST_OPEN},
            field="genre",
        )
    row = _new_row(network, person, asked)
    row.manner, row.request_key = manner, request_key
    row.organisation_ref = person.organisation or organisation_ref
    row.save()
    by = moving.CALLER if row.organisation_ref else moving.PERSON
    row.moves.create(at=row.asked_at, event=moving.ASKED, by=by)
    journal.record(actor, "rappel.demandé", row.ref, kind=row.kind)
    return row.ref


@transaction.atomic
def withdraw(*, actor: Viewer, token: str, ref: str) -> None:
    """The person does not need it any more. Again changes nothing."""
    row = _own(actor, token, ref)
    if row.state == Arrival.State.OVER:
        return
    if row.state not in OPEN:
        raise MovedMeanwhile(_("Cette demande est déjà réglée."))
    move(
        row,
        moving.WITHDRAWN,
        moving.PERSON,
        state=Arrival.State.OVER,
        settled_at=timezone.now(),
        receiver=None,
    )
    messages.take_back_all(row)
    journal.record(actor, "rappel.retiré", row.ref)


@transaction.atomic
def change(
    *, actor: Viewer, token: str, ref: str, words: str, when: tuple[str, ...], version: int
) -> None:
    """Say it otherwise, or when to call. The date aimed at stays.

    Raises:
        MovedMeanwhile: it changed meanwhile, or is over.
    """
    row = _own(actor, token, ref)
    if row.state not in OPEN or row.version != version:
        raise MovedMeanwhile(_("Votre demande a changé entre-temps. Voici où elle en est."))
    _check_said(words, when)
    move(row, moving.CHANGED, moving.PERSON, words=words, when=list(when))


@transaction.atomic
def reopen(*, actor: Viewer, token: str, ref: str) -> None:
    """Nobody could reach them; now they can be. The date aimed at stays, so they come first.

    Raises:
        MovedMeanwhile: settled otherwise, or asked again twice. SaidWrongly: the network is shut.
    """
    row = _own(actor, token, ref)
    if row.state in OPEN:
        return
    if not moving.may_reopen(row.outcome, row.moves.values_list("event", flat=True)):
        raise MovedMeanwhile(_("Cette demande est déjà réglée."))
    network = network_for(row.network.ref)
    if network is None or is_shut(network):
        raise SaidWrongly(_said_shut())
    move(
        row,
        moving.REOPENED,
        moving.PERSON,
        state=Arrival.State.WAITING,
        outcome="",
        settled_at=None,
        taken_at=None,
        receiver=None,
        tries=0,
    )
    messages.take_back_all(row)


def _said_shut() -> str:
    return _("Ce réseau ne prend pas de demande de rappel en ce moment.")


def _own(actor: Viewer, token: str, ref: str) -> Arrival:
    person = person_in_hand(actor=actor, token=token)
    clean = "" if "\x00" in ref else ref
    rows = Arrival.objects.select_for_update(of=("self",))
    row = rows.filter(ref=clean, follow_up_id=person.pk).first()
    if row is None:
        raise ArrivalGone
    return row


def _new_row(network: NetworkCard, person: PersonCard, asked: Asked) -> Arrival:
    now = timezone.now()
    commune = commune_for(asked.code_insee or person.code_insee)
    code = commune.code if commune else person.code_insee
    departement = commune.departement_code if commune else person.departement
    rules = rules_now(network)
    estimate = told(network, rules.days, departement, now)[asked.kind]
    days = estimate.nine_in_ten if estimate else None
    return Arrival(
        ref=new_ref(),
        network_id=network.pk,
        follow_up_id=person.pk,
        kind=asked.kind,
        words=asked.words,
        when=list(asked.when),
        code_insee=code,
        departement=departement,
        rules_number=rules.number,
        asked_at=now,
        due_on=promised_on(timezone.localdate(now), rules.days[asked.kind], departement),
        told_days=min(days, MOST_TOLD) if days else None,
        is_fiction=network.is_fiction,
    )


def _check(network: NetworkCard, asked: Asked) -> None:
    if is_shut(network):
        raise SaidWrongly(_said_shut())
    if asked.kind not in rules_now(network).days:
        raise SaidWrongly(_("Choisissez ce qui ressemble le plus à votre demande."), field="genre")
    _check_said(asked.words, asked.when)


def _check_said(words: str, when: tuple[str, ...]) -> None:
    if len(words) > MOST_LETTERS:
        raise SaidWrongly(
            _("Votre texte fait %(count)d lettres : gardez-en %(most)d au plus.")
            % {"count": len(words), "most": MOST_LETTERS},
            field="mots",
        )
    if not set(when) <= set(pack.moments()):
        raise SaidWrongly(_("Choisissez un moment de la liste."), field="quand")
