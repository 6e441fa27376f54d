"""First appointments as their pages show them, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entrelieux.packs.fr.rendezvous import FirstMeeting, Said, load_first_meetings


@dataclass(frozen=True, slots=True)
class Part:
    """heading: a question or a few words. is_order: whether the lines follow each other."""

    heading: str
    icon: str
    lines: tuple[str, ...]
    is_order: bool = False


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """reviewers: empty when nobody of the trade has read it over yet."""

    code: str
    icon: str
    title: str
    purpose: str
    lasts: str
    parts: tuple[Part, ...]
    source: str
    reviewers: tuple[str, ...]


def first_meetings() -> tuple[MeetingCard, ...]:
    return tuple(_card(one) for one in load_first_meetings())


def first_meeting(code: str) -> MeetingCard | None:
    """The card that bears this code; None if there is none."""
    return next((_card(one) for one in load_first_meetings() if one.code == code), None)


def _card(one: FirstMeeting) -> MeetingCard:
    return MeetingCard(
        code=one.code,
        icon=one.icon,
        title=_in_language(one.title),
        purpose=_in_language(one.purpose),
        lasts=_in_language(one.lasts),
        parts=(
            Part(_("Comment cela se passe"), "route", _lines(one.happens), is_order=True),
            Part(_("À apporter, si vous l'avez"), "files", _lines(one.bring)),
            Part(_("Comment se parler"), "messages-square", _lines(one.talk)),
            Part(_("Ce que vous pouvez demander"), "circle-help", _lines(one.ask)),
            Part(_("Ce que vous pouvez refuser"), "shield", _lines(one.refuse)),
            Part(_("Venir avec quelqu'un"), "users", _lines(one.company)),
            Part(_("Et après"), "calendar-days", _lines(one.after)),
        ),
        source=one.source,
        reviewers=one.reviewers,
    )


def _lines(said: tuple[Said, ...]) -> tuple[str, ...]:
    return tuple(map(_in_language, said))


def _in_language(said: Said) -> str:
    return said.english if (get_language() or "fr").startswith("en") else said.french
