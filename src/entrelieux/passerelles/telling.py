"""A hand-over told in words: what happened, when, and what is awaited. Reads no row."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.engine.handover.machine import Event, State
from entrelieux.kernel import ui
from entrelieux.passerelles.cards import MoveCard, PasserelleCard

PROPOSED = "proposition"
"""The first line of every story: no event of the engine, for nothing has moved yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a story. on: the day in words, "" for what is awaited. note: their own words."""

    on: str
    text: str
    note: str = ""
    is_next: bool = False


def happened(event: str, name: str, *, reason: str = "", on: date | None = None) -> str:
    """One sentence for one move, in the past, with who it was handed to."""
    said = {
        Event.CONSENT: _("Accord donné."),
        Event.SEND: _("Demande envoyée à %(name)s."),
        Event.ACCEPT: _("Acceptée : %(name)s est d'accord."),
        Event.DECLINE: _("Refusée par %(name)s : %(reason)s."),
        Event.ANNOUNCE: _("%(name)s répondra le %(day)s."),
        Event.CHASE: _("Rappel envoyé à %(name)s."),
        Event.FALL_SILENT: _("%(name)s n'a pas répondu, malgré les rappels."),
        Event.MEET: _("Rencontre faite avec %(name)s."),
        Event.COME_BACK: _("Des nouvelles de %(name)s."),
        Event.SIGN: _("Premières nouvelles données à la personne."),
        Event.CLOSE: _("Terminée."),
        Event.CLOSE_WITHOUT_NEWS: _("Terminée, sans nouvelles."),
        Event.REASSIGN: _("Demande passée à une autre structure."),
        Event.WITHDRAW: _("Accord retiré. %(name)s ne voit plus rien."),
        Event.EXPIRE: _("Le délai est passé. Rien n'est perdu."),
    }
    if event == PROPOSED:
        return _("Proposée : %(name)s.") % {"name": name}
    if event not in set(Event):
        return event
    if event == Event.DECLINE and not reason:
        return _("Refusée par %(name)s.") % {"name": name}
    if event == Event.ANNOUNCE and on is None:
        return _("%(name)s répondra plus tard.") % {"name": name}
    facts = {"name": name, "reason": _inside(reason), "day": ui.day(on) if on else ""}
    return said[Event(event)] % facts


def awaited(state: str, *, announced: date | None, chase: date | None) -> str:
    """What comes next, in one sentence; "" when nothing is awaited from anybody."""
    today = timezone.localdate()
    if state == State.PROPOSED:
        return _("On attend votre accord. Rien n'est parti.")
    if state in {State.SENT, State.SILENT} and announced and announced >= today:
        return _("Réponse annoncée pour le %(day)s.") % {"day": ui.day(announced)}
    if state == State.SENT and chase and chase > today:
        return _("On attend une réponse. Rappel prévu le %(day)s.") % {"day": ui.day(chase)}
    if state == State.SENT:
        return _("On attend une réponse.")
    if state == State.ACCEPTED:
        return _("La suite : la rencontre.")
    if state == State.MET:
        return _("Dites ce que cela a donné, quand vous le savez.")
    if state == State.DECLINED:
        return _("On peut demander à quelqu'un d'autre.")
    return ""


def day_of(moment: datetime) -> str:
    return ui.day(timezone.localtime(moment).date())


def days_since(moment: datetime) -> int:
    return (timezone.localdate() - timezone.localtime(moment).date()).days


def age(moment: datetime | None) -> str:
    """« aujourd'hui », « depuis 3 jours »; "" when there is no moment."""
    if moment is None:
        return ""
    days = days_since(moment)
    if days <= 0:
        return _("aujourd'hui")
    return ngettext("depuis %(days)d jour", "depuis %(days)d jours", days) % {"days": days}


@dataclass(frozen=True, slots=True)
class Story:
    """A hand-over with its moves in words, what is awaited last."""

    card: PasserelleCard
    lines: tuple[Told, ...]

    @property
    def awaits(self) -> str:
        return next((line.text for line in self.lines if line.is_next), "")


def story_of(card: PasserelleCard, chase: date | None = None) -> Story:
    """chase: the day of the next reminder, when one is planned."""
    lines = [_line(card, move) for move in card.moves]
    if next_one := awaited(card.state.code, announced=card.announced_on, chase=chase):
        lines.append(Told("", next_one, is_next=True))
    return Story(card, tuple(lines))


def _line(card: PasserelleCard, move: MoveCard) -> Told:
    reason = card.decline_reason.label if card.decline_reason else ""
    on = card.announced_on if move.event == Event.ANNOUNCE else card.met_on
    text = happened(move.event, card.receiver.name, reason=reason, on=on)
    if move.event == Event.CLOSE and card.outcome:
        text = f"{text} {card.outcome.label}."
    if move.note and move.event in {Event.SEND, Event.ACCEPT}:
        text = f"{text} ({move.note})"
    return Told(day_of(move.at), text, _note(card, move))


def _note(card: PasserelleCard, move: MoveCard) -> str:
    """What the structure wrote; what came back is kept with the hand-over itself."""
    if move.event == Event.COME_BACK:
        return card.came_back
    return move.note if move.event in {Event.DECLINE, Event.ANNOUNCE} else ""


def answer_given(card: PasserelleCard) -> str:
    """To the structure that answered: what it said; "" when it has not answered."""
    if card.state.code in {State.ACCEPTED, State.MET}:
        return _("Vous avez accepté. La personne le sait.")
    if card.state.code == State.DECLINED:
        reason = card.decline_reason.label if card.decline_reason else ""
        return _("Vous avez refusé : %(reason)s. La personne le sait.") % {
            "reason": _inside(reason)
        }
    if card.is_final:
        return _("Cette demande est terminée : il n'y a plus rien à répondre.")
    if card.announced_on is not None:
        return _("Vous avez annoncé une réponse pour le %(day)s.") % {
            "day": ui.day(card.announced_on)
        }
    return ""


def _inside(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]
