"""What those who signed up are told, and who tells those whom no message can reach.

A message names the meeting and nobody: neither who reads it nor who else comes. Texts are French.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings.adapters import local, waking_at
from entrelieux.exchanges.meetings.cards import clock
from entrelieux.exchanges.models import Meeting, Seat
from entrelieux.kernel import outbox, ui
from entrelieux.kernel.carriers import sends_sms
from entrelieux.packs.fr import passerelles as pack

MAIL, SMS = "courriel", "sms"
BY_SOMEBODY = frozenset({"telephone", "intermediaire", SMS})
"""Ways by which somebody can still tell them, when no message does."""


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
    if leaves_by_message(seat):
        _post(meeting, seat, f"{news}:{meeting.version}", _said(meeting, news))
        return
    if seat.contact and seat.channel in BY_SOMEBODY:
        seat.news = news
        seat.save(update_fields=["news"])


def confirm(meeting: Meeting, seat: Seat, token: str) -> None:
    """What they keep of it, once: the day, the place, and how to give the seat back."""
    if not leaves_by_message(seat):
        return
    with translation.override("fr"):
        seated = seat.state == Seat.State.SEATED
        text = (
            _("Bonjour,\n\nVotre place est notée : %(what)s.\n")
            if seated
            else _(
                "Bonjour,\n\nIl n'y a plus de place pour l'instant : %(what)s. "
                "Vous êtes en attente, et prévenu·e dès qu'une place se libère.\n"
            )
        )
        back = _("Vous ne pouvez plus venir ? Rendez votre place ici : %(address)s\n")
        said = Written(
            _("Votre place est notée") if seated else _("Vous êtes en attente d'une place"),
            text % {"what": _what(meeting)}
            + back % {"address": address_of("meetings:own_seat", token)},
        )
    _post(meeting, seat, "inscription", said)


def take_back(meeting: Meeting, seat: Seat) -> None:
    """What has not left yet does not leave."""
    outbox.take_back(keys=_key(meeting, seat, ""))


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
    return f"rencontre:{meeting.ref}:{seat.ref}:{cause}"
