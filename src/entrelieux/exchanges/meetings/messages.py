"""What those who signed up are told, and who tells those whom no message can reach.

A message names the meeting and nobody: neither who reads it nor who else comes. Texts are French.
An address typed on the public page may be anybody's: it is written to once for each cause and
meeting, however many seats bear it, and its first letters of a day are few.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings.adapters import local, waking_at
from entrelieux.exchanges.meetings.cards import clock
from entrelieux.exchanges.meetings.keys import address_digest
from entrelieux.exchanges.models import Manner, Meeting, Seat
from entrelieux.kernel import outbox, ui
from entrelieux.kernel.carriers import sends_sms
from entrelieux.packs.fr import passerelles as pack

MAIL, SMS = "courriel", "sms"
SIGNED_UP = "inscription"
BY_SOMEBODY = frozenset({"telephone", "intermediaire", SMS})
"""Ways by which somebody can still tell them, when no message does."""
MOST_A_DAY = 3
"""Letters in any 24 hours to an address that nobody verified; then a visitor causes no more."""


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str


def address_of(name: str, *args: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name, args=args)}"


def leaves_by_message(seat: Seat) -> bool:
    if seat.channel == SMS and not sends_sms():
        return False
    return pack.channels()[seat.channel].by_message and bool(seat.contact)


def tell(meeting: Meeting, seat: Seat, news: str) -> None:
    """One piece of news, by the way they chose; else it joins what somebody has to tell."""
    cause = f"{news}:{meeting.version}"
    by_message = leaves_by_message(seat)
    if by_message and not (news == Seat.News.SEATED and _is_enough(meeting, seat, cause)):
        _post(meeting, seat, cause, _said(meeting, news))
    elif by_message or (seat.contact and seat.channel in BY_SOMEBODY):
        seat.news = news
        seat.save(update_fields=["news"])


def confirm(meeting: Meeting, seat: Seat, token: str) -> None:
    """What they keep of it, once: the day, the place, and how to give the seat back."""
    if not leaves_by_message(seat) or _is_enough(meeting, seat, SIGNED_UP):
        return
    address = address_of("meetings:own_seat", token)
    with translation.override("fr"):
        said = _given(meeting, seat) if _is_verified(seat) else _given_by_a_visitor(meeting, seat)
        back = (
            _("Vous ne pouvez plus venir ? Rendez votre place ici : %(address)s\n")
            if _is_verified(seat)
            else _(
                "Ce n'est pas vous, ou vous ne venez plus ? Rendez la place ici : %(address)s\n"
                "Cette adresse est alors oubliée.\n"
            )
        )
    _post(meeting, seat, SIGNED_UP, Written(said.subject, said.body + back % {"address": address}))


def _given(meeting: Meeting, seat: Seat) -> Written:
    """They said it to an agent, who typed it."""
    if seat.state == Seat.State.SEATED:
        subject = _("Votre place est notée")
        text = _("Bonjour,\n\nVotre place est notée : %(what)s.\n")
    else:
        subject = _("Vous êtes en attente d'une place")
        text = _(
            "Bonjour,\n\nIl n'y a plus de place pour l'instant : %(what)s. "
            "Vous êtes en attente, et prévenu·e dès qu'une place se libère.\n"
        )
    return Written(subject, text % {"what": _what(meeting)})


def _given_by_a_visitor(meeting: Meeting, seat: Seat) -> Written:
    """Whoever reads it may have asked for nothing; nothing that the visitor typed is in it."""
    if seat.state == Seat.State.SEATED:
        subject = _("Une place est notée pour cette adresse")
        text = _(
            "Bonjour,\n\nQuelqu'un a donné cette adresse sur notre site, "
            "et pris une place : %(what)s.\n"
        )
    else:
        subject = _("Une attente est notée pour cette adresse")
        text = _(
            "Bonjour,\n\nQuelqu'un a donné cette adresse sur notre site, "
            "et attend une place : %(what)s. Un message part dès qu'une place se libère.\n"
        )
    return Written(subject, text % {"what": _what(meeting)})


def take_back(meeting: Meeting, seat: Seat) -> None:
    """What has not left yet does not leave, unless somebody else gave the same address."""
    same = Seat.objects.filter(meeting=meeting, channel=seat.channel, contact=seat.contact)
    if _is_verified(seat) or not same.exclude(pk=seat.pk).exists():
        outbox.take_back(keys=_key(meeting, seat, ""))


def _is_verified(seat: Seat) -> bool:
    """Whoever typed it acts for a structure; on the public page, it may be anybody's address."""
    return seat.manner != Manner.PAGE


def _is_enough(meeting: Meeting, seat: Seat, cause: str) -> bool:
    """Whether a stranger could have us write again to somebody who asked for nothing."""
    if _is_verified(seat):
        return False
    if outbox.may_arrive(keys=_key(meeting, seat, cause)):
        return True
    since = timezone.now() - timedelta(days=1)
    return outbox.written_since(since, keys=_of_address(seat)) >= MOST_A_DAY


def _said(meeting: Meeting, news: str) -> Written:
    with translation.override("fr"):
        subject, text = {
            Seat.News.CHANGED: (
                _("Une rencontre a changé"),
                _("Bonjour,\n\nLa rencontre où vous avez une place a changé : %(what)s.\n"),
            ),
            Seat.News.CANCELLED: (
                _("Une rencontre est annulée"),
                _("Bonjour,\n\nLa rencontre est annulée : %(what)s. Ne vous déplacez pas.\n"),
            ),
            Seat.News.SEATED: (
                _("Une place s'est libérée pour vous"),
                _(
                    "Bonjour,\n\nUne place s'est libérée, elle est pour vous : %(what)s.\n"
                    "Vous ne pouvez plus venir ? Rendez-la, à l'adresse reçue à l'inscription.\n"
                ),
            ),
        }[Seat.News(news)]
        end = _("Le détail : %(address)s\n") % {"address": address_of("meetings:one", meeting.ref)}
        return Written(subject, text % {"what": _what(meeting)} + end)


def _what(meeting: Meeting) -> str:
    """« Soirée à Langogne, mardi 24 novembre à 18 h, salle des fêtes »."""
    starts = local(meeting.starts_at, meeting.departement)
    return _("%(title)s, %(day)s à %(hour)s, %(place)s") % {
        "title": meeting.title,
        "day": ui.weekday(starts.date()),
        "hour": clock(starts),
        "place": meeting.place_name,
    }


def _post(meeting: Meeting, seat: Seat, cause: str, said: Written) -> None:
    subject = said.subject
    if meeting.is_fiction:
        with translation.override("fr"):
            subject = _("[Fiction] %(subject)s") % {"subject": subject}
    outbox.post(
        key=_key(meeting, seat, cause),
        channel=seat.channel,
        recipient=seat.contact,
        subject=subject,
        body=said.body,
        not_before=waking_at(meeting),
    )


def _key(meeting: Meeting, seat: Seat, cause: str) -> str:
    if _is_verified(seat):
        return f"rencontre:{meeting.ref}:{seat.ref}:{cause}"
    return f"{_of_address(seat)}{meeting.ref}:{cause}"


def _of_address(seat: Seat) -> str:
    return f"rencontre-adresse:{address_digest(seat)}:"
