"""What is written to whom about a hand-over: no name, no word and no need of anybody is in it.

A message says that something awaits behind an address; what the person agreed to is read there.
Texts are French: nobody has said which language a structure reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.accounts.cards import AccountCard, NetworkCard
from entrelieux.accounts.selectors import (
    account_card,
    animators_of,
    holders_of,
    network_for,
)
from entrelieux.engine.handover.chasing import next_moment, next_waking, sign_due_on
from entrelieux.engine.handover.machine import INFORMATION, Event
from entrelieux.kernel import outbox, ui
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.adapters import (
    ground_of,
    holidays_around,
    instant,
    local,
    rhythm_of,
    shown_to,
)
from entrelieux.passerelles.addresses import (
    inbox_address,
    orphans_address,
    reply_address,
    sent_address,
)
from entrelieux.passerelles.keys import digest_of, new_ref, new_reply_token
from entrelieux.passerelles.models import FollowUp, Passerelle, ReplyLink, Telling
from entrelieux.passerelles.policies import HELPERS

LINK_DAYS = 30
MAIL = "courriel"
NEWS = frozenset(
    {
        Event.SEND,
        Event.ACCEPT,
        Event.DECLINE,
        Event.ANNOUNCE,
        Event.REASSIGN,
        Event.FALL_SILENT,
        Event.CLOSE_WITHOUT_NEWS,
    }
)
"""Events that the person is told of."""


@dataclass(frozen=True, slots=True)
class Written:
    """subject and body of one message."""

    subject: str
    body: str


def new_reply_address(row: Passerelle) -> str:
    """A new address to answer at; those given before stay good until they expire."""
    token = new_reply_token()
    ReplyLink.objects.create(
        passerelle=row,
        digest=digest_of(token),
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
    )
    return reply_address(token)


def accounts_receiving(row: Passerelle) -> tuple[AccountCard, ...]:
    return holders_of(row.to_organisation_ref, *HELPERS)


def can_be_sent(row: Passerelle) -> bool:
    """Somebody there will read it: an address that answers, or an account. Else nothing leaves."""
    return row.mode == INFORMATION or bool(row.to_contact) or bool(accounts_receiving(row))


def tell_receiver(row: Passerelle) -> None:
    """A request awaits an answer. To the structure's address, with a link that answers; to each
    account, without: their inbox has it."""
    if row.mode == INFORMATION:
        return
    when = office_time(row)
    if row.to_contact:
        _post(row, f"vers:{row.ref}:envoi", row.to_contact, _request(row), when)
    for account in accounts_receiving(row):
        if account.email and account.email != row.to_contact:
            said = _request_in_inbox(row)
            key = f"vers:{row.ref}:envoi:{account.user_id}"
            _post(row, key, account.email, said, when)


def take_back_from_receiver(row: Passerelle) -> None:
    """Agreement was withdrawn, or it went elsewhere: what has not left yet does not leave."""
    outbox.take_back(keys=f"vers:{row.ref}:")


def remind(rows: Sequence[Passerelle], key: str) -> None:
    """One message for all that awaits an answer from one interlocutor: dates and addresses only.

    key: of these reminders, whoever they go to.
    """
    first = rows[0]
    when = office_time(first)
    if first.to_contact:
        said = _reminder(rows, [new_reply_address(row) for row in rows])
        _post(first, f"relance:{key}", first.to_contact, said, when)
    for account in accounts_receiving(first):
        if account.email and account.email != first.to_contact:
            said = _reminder(rows, [sent_address(row.ref) for row in rows])
            _post(first, f"relance:{key}:{account.user_id}", account.email, said, when)


def remind_to_tell(
    organisation_ref: str, rows: Sequence[Telling], accounts: Sequence[AccountCard], today: date
) -> int:
    """« Des nouvelles à donner » : one message a day to each account of who has to tell."""
    when = office_time(rows[0].passerelle)
    with translation.override("fr"):
        said = Written(
            _("Des nouvelles à donner à quelqu'un"),
            ngettext(
                "Bonjour,\n\nUne personne attend des nouvelles par votre intermédiaire.\n"
                "Tout est dans votre liste, une fois connecté·e : %(address)s\n",
                "Bonjour,\n\n%(count)d nouvelles attendent d'être données par votre "
                "intermédiaire.\nTout est dans votre liste, une fois connecté·e : %(address)s\n",
                len(rows),
            )
            % {"count": len(rows), "address": inbox_address()},
        )
    count = 0
    for account in accounts:
        if account.email:
            key = f"signe:{organisation_ref}:{today.isoformat()}:{account.user_id}"
            _post(rows[0].passerelle, key, account.email, said, when)
            count += 1
    return count


def tell_sender(row: Passerelle, event: Event) -> None:
    """An answer came: to the account that sent it, while it still acts for that structure."""
    if row.mode == INFORMATION:
        return
    card = account_card(row.sender_id)
    if card is None or not card.email:
        return
    if all(one.user_id != card.user_id for one in holders_of(row.from_organisation_ref, *HELPERS)):
        return
    with translation.override("fr"):
        said = Written(
            _("Du nouveau pour une demande que vous suivez"),
            _(
                "Bonjour,\n\nUne demande que vous avez confiée à %(name)s a changé : %(state)s.\n"
                "Lisez la suite, une fois connecté·e : %(address)s\n"
            )
            % {
                "name": row.to_name,
                "state": pack.states()[row.state].label.lower(),
                "address": sent_address(row.ref),
            },
        )
    key = f"retour:{row.ref}:{event.value}:{row.version}"
    _post(row, key, card.email, said, office_time(row))


def tell_person(row: Passerelle, event: Event) -> bool:
    """News by the way the person chose; True when a message will leave by itself.

    Otherwise somebody has to tell them, before the day that is kept with the task. A person alone,
    who chose paper, reads it at the address they keep.
    """
    if event not in NEWS:
        return False
    if row.mode == INFORMATION:  # it was told as it was given
        return event is Event.SEND
    file = row.follow_up
    if leaves_by_message(file):
        key = f"nouvelle:{row.ref}:{event.value}:{row.version}"
        outbox.post(
            key=key,
            channel=file.channel,
            recipient=file.contact,
            subject=_news(row, event).subject,
            body=_news(row, event).body,
            not_before=waking_time(file),
        )
        return True
    teller = _who_tells(row)
    if not teller:
        return file.channel == FollowUp.Channel.PAPER
    today = local(timezone.now(), file.departement).date()
    Telling.objects.get_or_create(
        passerelle=row,
        event=event.value,
        version=row.version,
        defaults={
            "ref": new_ref(),
            "organisation_ref": teller,
            "due_on": sign_due_on(today, holidays_around(today, file.departement)),
        },
    )
    return False


def _who_tells(row: Passerelle) -> str:
    """The referent, who sent it, or who opened the file; of what the person shows them alone."""
    file = row.follow_up
    shown = shown_to(file, row.needs)
    told = (file.referent_organisation_ref, row.from_organisation_ref, file.organisation_ref)
    return next(
        (ref for ref in told if ref and (ref in shown or ref == row.from_organisation_ref)), ""
    )


def _is_alone(row: Passerelle) -> bool:
    file = row.follow_up
    parts = (row.from_organisation_ref, file.organisation_ref, file.referent_organisation_ref)
    return not any(parts)


def leaves_by_message(file: FollowUp) -> bool:
    """A site that sends no SMS asks somebody to call instead."""
    if file.channel == FollowUp.Channel.SMS and not settings.SMS:
        return False
    return pack.channels()[file.channel].by_message and bool(file.contact)


def tell_animators(row: Passerelle, event: Event) -> None:
    """Nobody answers, or nobody can: a reference and a structure, never a person."""
    if row.network is None:
        return
    with translation.override("fr"):
        said = Written(
            _("Une demande a besoin de vous"),
            _(
                "Bonjour,\n\nLa demande %(ref)s, confiée à %(name)s, attend votre aide : "
                "%(state)s.\nVoyez la file, une fois connecté·e : %(address)s\n"
            )
            % {
                "ref": row.ref,
                "name": row.to_name,
                "state": pack.states()[row.state].label.lower(),
                "address": orphans_address(),
            },
        )
    for account in animators_of(row.network.ref, ground_of(row.follow_up.code_insee)):
        if account.email:
            key = f"animation:{row.ref}:{event.value}:{account.user_id}"
            _post(row, key, account.email, said, office_time(row))


def news_in_words(event: str, name: str, *, alone: bool = False) -> str:
    """What to say or write to the person. alone: no structure looks for somebody else for them."""
    said = {
        Event.SEND: _("Votre demande est partie. Elle est chez %(name)s."),
        Event.ACCEPT: _("%(name)s est d'accord pour vous aider."),
        Event.DECLINE: _("%(name)s ne peut pas vous aider. On cherche une autre structure."),
        Event.ANNOUNCE: _("%(name)s vous répondra un peu plus tard, à une date annoncée."),
        Event.REASSIGN: _("Votre demande passe à une autre structure que %(name)s."),
        Event.FALL_SILENT: _("%(name)s n'a pas encore répondu. On s'en occupe."),
        Event.CLOSE_WITHOUT_NEWS: _("La demande à %(name)s est close, sans nouvelles."),
    }
    if alone:
        said |= {
            Event.DECLINE: _(
                "%(name)s ne peut pas vous aider. Vous pouvez demander à quelqu'un d'autre."
            ),
            Event.FALL_SILENT: _(
                "%(name)s n'a pas répondu. Vous pouvez appeler, ou demander à quelqu'un d'autre."
            ),
        }
    return said[Event(event)] % {"name": name}


def office_time(row: Passerelle) -> datetime:
    """The first moment when a structure may be written to."""
    file = row.follow_up
    here = local(timezone.now(), file.departement)
    closed = holidays_around(here.date(), file.departement)
    found = next_moment(here, rhythm_of(network_card(row)), closed)
    return instant(found, file.departement)


def waking_time(file: FollowUp) -> datetime:
    """The first moment when this person may be written to."""
    card = network_for(file.network.ref) if file.network else None
    here = local(timezone.now(), file.departement)
    return instant(next_waking(here, rhythm_of(card)), file.departement)


def network_card(row: Passerelle) -> NetworkCard | None:
    return network_for(row.network.ref) if row.network else None


def _post(row: Passerelle, key: str, recipient: str, said: Written, when: datetime) -> None:
    subject = _("[Fiction] %(subject)s") % {"subject": said.subject} if row.is_fiction else None
    outbox.post(
        key=key,
        channel=MAIL,
        recipient=recipient,
        subject=subject or said.subject,
        body=said.body,
        not_before=when,
    )


def _who_sends(row: Passerelle) -> str:
    return row.from_name or _("Une personne, directement")


def _request(row: Passerelle) -> Written:
    with translation.override("fr"):
        return Written(
            _("Une demande vous est confiée"),
            _(
                "Bonjour,\n\n"
                "%(sender)s vous confie une demande, avec l'accord de la personne.\n"
                "Lisez-la et répondez ici, sans compte : %(address)s\n\n"
                "Vous pouvez accepter, refuser ou annoncer une autre date. "
                "Cette adresse est pour vous : ne la transmettez pas. "
                "Elle s'éteint le %(day)s.\n"
            )
            % {
                "sender": _who_sends(row),
                "address": new_reply_address(row),
                "day": ui.day(timezone.localdate() + timedelta(days=LINK_DAYS)),
            },
        )


def _reminder(rows: Sequence[Passerelle], addresses: Sequence[str]) -> Written:
    with translation.override("fr"):
        lines = [
            _("- demande du %(day)s, de %(sender)s : %(address)s")
            % {
                "day": ui.day(timezone.localdate(row.sent_at)),
                "sender": _who_sends(row),
                "address": where,
            }
            for row, where in zip(rows, addresses, strict=True)
        ]
        return Written(
            ngettext(
                "Une demande attend votre réponse",
                "%(count)d demandes attendent votre réponse",
                len(rows),
            )
            % {"count": len(rows)},
            _(
                "Bonjour,\n\n%(lines)s\n\n"
                "Vous pouvez accepter, refuser ou annoncer une date : "
                "on ne vous rappelle rien avant. "
                "« Non » est une réponse utile : la personne est alors orientée ailleurs.\n"
            )
            % {"lines": "\n".join(lines)},
        )


def _request_in_inbox(row: Passerelle) -> Written:
    with translation.override("fr"):
        return Written(
            _("Une demande est confiée à votre structure"),
            _(
                "Bonjour,\n\n"
                "%(sender)s confie une demande à votre structure, avec l'accord de la personne.\n"
                "Elle vous attend, une fois connecté·e : %(address)s\n"
            )
            % {"sender": _who_sends(row), "address": inbox_address()},
        )


def _news(row: Passerelle, event: Event) -> Written:
    """A structure whose name says what somebody lives through is not named in a message."""
    with translation.override("fr"):
        discreet = bool(set(row.needs) & set(pack.sensitive_needs()))
        name = _("la structure contactée") if discreet else row.to_name
        said = news_in_words(event.value, name, alone=_is_alone(row))
        said = said[:1].upper() + said[1:]
        return Written(
            _("Des nouvelles de votre demande"),
            _("Bonjour,\n\n%(news)s\n\nLe détail est à l'adresse de suivi que vous gardez.\n")
            % {"news": said},
        )
