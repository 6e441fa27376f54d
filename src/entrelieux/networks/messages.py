"""What is written to members and animators: no name, no word and no contact of anybody is in it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.accounts.cards import AccountCard, NetworkCard
from entrelieux.accounts.selectors import holders_of, network_for, network_of
from entrelieux.engine.handover.chasing import next_moment
from entrelieux.exchanges.news import have_told
from entrelieux.exchanges.news import take_back as take_back_news
from entrelieux.kernel import outbox
from entrelieux.networks.holding import SPEAKERS
from entrelieux.networks.models import Member
from entrelieux.passerelles.adapters import holidays_around, instant, local, rhythm_of
from entrelieux.passerelles.persons import Written, write_to

MAIL = "courriel"
WELCOMED, DECLINED, STAY, SIGN = "accueil", "refus", "annee", "charte"
TOLD = "reseau-membre"
"""What who helps the person tells them; one event for all, for the page says the rest."""


def tell_member(row: Member, what: str, *, once: str = "") -> bool:
    """By the way that they chose; by who helps them when no message can. Once a cause.

    what: one of the four. False when nobody can.
    """
    key = f"reseau:{row.ref}:{what}:{once}"
    with translation.override("fr"):
        subject, body = _said(what)
        if row.is_fiction:
            subject = _("[Fiction] %(subject)s") % {"subject": subject}
        if row.organisation_ref:
            return _to_structure(row, key, subject, body)
        where = _("Le détail est à l'adresse de suivi que vous gardez, partie « Mon réseau ».")
    pk = row.follow_up_id or 0
    said = Written(key, subject, f"{_('Bonjour,')}\n\n{body}\n{where}\n")
    return write_to(pk, said) or have_told(pk, key=key, event=TOLD)


def tell_animator(network_ref: str, one: AccountCard, count: int, week: str) -> None:
    """That so many people wait for a welcome, and where. Once a week."""
    network = network_for(network_ref)
    if not one.email or network is None:
        return
    with translation.override("fr"):
        subject = _("Des demandes d'adhésion attendent")
        if network.is_fiction:
            subject = _("[Fiction] %(subject)s") % {"subject": subject}
        body = ngettext(
            "%(count)d demande attend une réponse sur votre territoire.",
            "%(count)d demandes attendent une réponse sur votre territoire.",
            count,
        ) % {"count": count}
        address = (
            f"{settings.PUBLIC_URL.rstrip('/')}{reverse('networks:asking', args=[network_ref])}"
        )
        text = f"{_('Bonjour,')}\n\n{body}\n{address}\n"
    outbox.post(
        key=f"reseau-demandes:{network_ref}:{one.user_id}:{week}",
        channel=MAIL,
        recipient=one.email,
        subject=subject,
        body=text,
        not_before=_office_time(
            network, network.zone_code if network.zone == "departement" else ""
        ),
    )


def take_back(row: Member) -> None:
    """What has not left does not leave, and has not to be told any more."""
    outbox.take_back(keys=f"reseau:{row.ref}:")
    take_back_news(f"reseau:{row.ref}:")


def words_to_tell() -> str:
    """For who helps the person: what it is about is theirs to read."""
    return _("Une nouvelle de son réseau l'attend sur sa page de suivi. Ouvrez-la avec elle.")


def _said(what: str) -> tuple[str, str]:
    return {
        WELCOMED: (
            _("Bienvenue dans le réseau"),
            _("Votre adhésion est accueillie. Votre carte de membre est prête."),
        ),
        DECLINED: (
            _("Votre demande d'adhésion"),
            _("Votre demande n'a pas été retenue. La raison est dite sur votre page."),
        ),
        STAY: (
            _("Êtes-vous toujours là ?"),
            _(
                "Une fois par an, le réseau demande à chaque membre s'il est toujours là. "
                "Un clic suffit. Sans réponse, tout ce qui parle de vous s'efface."
            ),
        ),
        SIGN: (
            _("La charte du réseau change"),
            _("Une nouvelle version de la charte est à lire. Si elle vous va, signez-la."),
        ),
    }[what]


def _to_structure(row: Member, key: str, subject: str, body: str) -> bool:
    address = reverse("networks:structure", args=[row.network.ref, row.organisation_ref])
    text = f"{_('Bonjour,')}\n\n{body}\n{settings.PUBLIC_URL.rstrip('/')}{address}\n"
    sent = False
    when = _office_time(network_of(row.organisation_ref), row.departement)
    for account in holders_of(row.organisation_ref, *SPEAKERS):
        if account.email:
            outbox.post(
                key=f"{key}:{account.user_id}",
                channel=MAIL,
                recipient=account.email,
                subject=subject,
                body=text,
                not_before=when,
            )
            sent = True
    return sent


def _office_time(network: NetworkCard | None, departement: str) -> datetime:
    here = local(timezone.now(), departement)
    closed = holidays_around(here.date(), departement)
    return instant(next_moment(here, rhythm_of(network), closed), departement)
