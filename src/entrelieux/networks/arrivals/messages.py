"""What is written to whom about a call: no name, no word and no contact is in it.

Texts are French: nobody has said which language is read there.
"""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.accounts.cards import AccountCard, NetworkCard
from entrelieux.accounts.selectors import network_for
from entrelieux.engine.handover.chasing import Rhythm, next_moment
from entrelieux.exchanges.news import add_words, have_told, take_back
from entrelieux.kernel import outbox
from entrelieux.networks.models import Arrival
from entrelieux.passerelles.adapters import holidays_around, instant, local
from entrelieux.passerelles.persons import Written, write_to

NOBODY_THERE = "rappel-personne"


def register() -> None:
    add_words(NOBODY_THERE, nobody_there_to_tell)


def tell_nobody_was_there(row: Arrival) -> None:
    """Three tries: by message where one can, else by the structure that helps them."""
    key = f"rappel:{row.ref}:{NOBODY_THERE}:{row.version}"
    with translation.override("fr"):
        subject = _marked(_("Nous avons essayé de vous appeler"), fiction=row.is_fiction)
        body = _(
            "Bonjour,\n\nNous avons appelé trois fois, sans vous trouver.\n"
            "Ouvrez votre adresse de suivi, à la page « Mes rappels » : dites que l'on peut vous "
            "appeler, et votre demande reprend sa place.\n"
        )
    if not write_to(row.follow_up_id, Written(key, subject, body)):
        have_told(row.follow_up_id, key=key, event=NOBODY_THERE)


def nobody_there_to_tell() -> str:
    return _(
        "On l'a appelée trois fois, sans la trouver. Demandez-lui quand appeler : sa demande "
        "reprend alors sa place."
    )


def take_back_all(row: Arrival) -> None:
    """What has not left yet does not leave; what nobody has told yet has not to be told."""
    outbox.take_back(keys=f"rappel:{row.ref}:")
    take_back(f"rappel:{row.ref}:")


def tell_shared(network: NetworkCard, account: AccountCard, count: int, seal: str) -> None:
    """An animator shared the line out: so many are theirs."""
    with translation.override("fr"):
        body = ngettext(
            "Bonjour,\n\nUne demande de rappel est à vous.\nLa file : %(address)s\n"
            "Si vous ne pouvez pas, rendez-la : elle reprend sa place.\n",
            "Bonjour,\n\n%(count)d demandes de rappel sont à vous.\nLa file : %(address)s\n"
            "Si vous ne pouvez pas, rendez-les : elles reprennent leur place.\n",
            count,
        ) % {"count": count, "address": _line_of(network.ref)}
        subject = _("Des personnes à rappeler")
    _post(network, account, f"rappels:{network.ref}:{seal}:{account.user_id}", subject, body)


def tell_late(network: NetworkCard, account: AccountCard, count: int, today: date) -> None:
    with translation.override("fr"):
        body = ngettext(
            "Bonjour,\n\nUn rappel est en retard.\nLa file : %(address)s\n",
            "Bonjour,\n\n%(count)d rappels sont en retard.\nLa file : %(address)s\n",
            count,
        ) % {"count": count, "address": _line_of(network.ref)}
        subject = _("Des rappels en retard")
    key = f"rappels:{network.ref}:retard:{today.isoformat()}:{account.user_id}"
    _post(network, account, key, subject, body)


def ask_receiver(row: Arrival, account: AccountCard) -> None:
    """They have held it for a week without a word."""
    network = network_for(row.network.ref)
    if network is None:
        return
    with translation.override("fr"):
        body = _(
            "Bonjour,\n\nVous avez pris un rappel il y a une semaine, et rien n'est noté depuis.\n"
            "Dites ce qu'il en est, ou rendez-le : %(address)s\n"
            "Sans nouvelle dans une semaine, il reprend sa place dans la file.\n"
        ) % {"address": _line_of(network.ref)}
        subject = _("Un rappel attend de vos nouvelles")
    _post(network, account, f"rappel:{row.ref}:relance:{row.version}", subject, body)


def _post(network: NetworkCard, account: AccountCard, key: str, subject: str, body: str) -> None:
    if account.email:
        outbox.post(
            key=key,
            channel="courriel",
            recipient=account.email,
            subject=_marked(subject, fiction=network.is_fiction),
            body=body,
            not_before=_office_time(network),
        )


def _office_time(network: NetworkCard) -> datetime:
    """The first moment when somebody at work may be written to."""
    departement = network.zone_code if network.zone == "departement" else "75"
    here = local(timezone.now(), departement)
    rhythm = Rhythm(quiet_from=network.quiet_from, quiet_until=network.quiet_until)
    closed = holidays_around(here.date(), departement)
    return instant(next_moment(here, rhythm, closed), departement)


def _line_of(ref: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('arrivals:line', args=[ref])}"


def _marked(subject: str, *, fiction: bool) -> str:
    return _("[Fiction] %(subject)s") % {"subject": subject} if fiction else subject
