"""A hand-over told in words: what happened, when, and what is awaited. Reads no row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.engine.handover.machine import INFORMATION, Event, State
from entrelieux.kernel import ui
from entrelieux.passerelles import sharing
from entrelieux.passerelles.cards import LineCard, MoveCard, PasserelleCard
from entrelieux.passerelles.others import OtherCard


class Eyes(Enum):
    """Who reads: what is awaited of them is not said as what is awaited of others."""

    PERSON = auto()
    SENDER = auto()
    RECEIVER = auto()


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
        Event.ACCEPT: _("Acceptée : %(name)s est d'accord."),
        Event.DECLINE: _("Refusée par %(name)s : %(reason)s."),
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
        return _("Proposée : %(name)s.") % {"name": name}
    if event not in set(Event):
        return event
    if event == Event.DECLINE and not reason:
        return _("Refusée par %(name)s.") % {"name": name}
    if event == Event.ANNOUNCE and on is None:
        return _("%(name)s répondra plus tard.") % {"name": name}
    facts = {"name": name, "reason": _inside(reason), "day": ui.day(on) if on else ""}
    return said[Event(event)] % facts


def awaited(card: PasserelleCard, eyes: Eyes, reminder: date | None = None) -> str:
    """What comes next, in one sentence; "" when nothing is awaited from anybody."""
    today = timezone.localdate()
    state = card.state.code
    if state == State.CONSENTED and not card.reachable:
        return _("Personne, là-bas, ne peut encore la lire ici. Rien n'est parti : appelez.")
    if state in {State.SENT, State.SILENT} and eyes is Eyes.RECEIVER:
        return _("On attend votre réponse.")
    if state == State.SENT and card.mode.code == INFORMATION:
        return ""
    if state in {State.SENT, State.SILENT} and card.announced_on and card.announced_on >= today:
        return _("Réponse annoncée pour le %(day)s.") % {"day": ui.day(card.announced_on)}
    if state == State.SENT and reminder and reminder > today:
        return _("On attend une réponse. Rappel prévu le %(day)s.") % {"day": ui.day(reminder)}
    own = eyes is Eyes.PERSON
    return {
        State.PROPOSED: (
            _("On attend votre accord. Rien n'est parti.")
            if own
            else _("On attend l'accord de la personne. Rien n'est parti.")
        ),
        State.CONSENTED: _("Accord donné. Rien n'est encore parti."),
        State.SENT: _("On attend une réponse."),
        State.ACCEPTED: _("La suite : la rencontre."),
        State.MET: (
            _("Dites ce que cela a donné, quand vous le savez.")
            if own
            else _("Reste à savoir ce que cela a donné.")
        ),
        State.DECLINED: (
            "" if eyes is Eyes.RECEIVER else _("On peut demander à quelqu'un d'autre.")
        ),
        State.SILENT: _("On peut appeler, ou demander à quelqu'un d'autre."),
    }.get(State(state), "")


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


def story_of(card: PasserelleCard, eyes: Eyes = Eyes.SENDER, reminder: date | None = None) -> Story:
    """reminder: the day of the next one, when one is planned. A day is written once."""
    moves = [move for move in card.moves if not _goes_without_saying(card, move, eyes)]
    lines: list[Told] = []
    day = ""
    for move in moves:
        line = _line(card, move)
        lines.append(replace(line, on="") if line.on == day else line)
        day = line.on
    if next_one := awaited(card, eyes, reminder):
        lines.append(Told("", next_one, is_next=True))
    return Story(card, tuple(lines))


def _goes_without_saying(card: PasserelleCard, move: MoveCard, eyes: Eyes) -> bool:
    """A proposal agreed to is told by its agreement; one's own first news, by being read."""
    if move.event == PROPOSED:
        return card.consented_at is not None
    return move.event == Event.SIGN and eyes is Eyes.PERSON


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
        return _("Vous avez refusé : %(reason)s. La personne le sait.") % {
            "reason": _inside(reason)
        }
    if card.is_final:
        return _("Cette demande est terminée : il n'y a plus rien à répondre.")
    if card.announced_on is not None:
        return _("Vous avez annoncé une réponse pour le %(day)s.") % {
            "day": ui.day(card.announced_on)
        }
    return ""


def _inside(label: str) -> str:
    """A label inside a sentence."""
    return label[:1].lower() + label[1:]


def lines_for_others(lines: Iterable[LineCard]) -> tuple[tuple[str, str], ...]:
    """Lines named for whoever reads them of somebody else; needs are said apart."""
    named = {
        "nom": _("Nom d'usage"),
        "joindre": _("Pour la joindre"),
        "commune": _("Commune"),
        "disponibilites": _("Disponible"),
        "deplacements": _("Se déplace"),
        "mots": _("Ses mots"),
        "publics": _("Situation"),
        "budget": _("Budget"),
        "acces": _("Accès"),
        "etape": _("Son projet"),
        "raison": _("Message"),
    }
    return tuple(
        (named.get(line.item, line.label), line.value)
        for line in lines
        if not sharing.need_of(line.item)
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody else to ask. value: what the form sends back. needs: labels of those they answer."""

    card: OtherCard
    value: str
    needs: tuple[str, ...]


def named_others(card: PasserelleCard, others: Iterable[OtherCard]) -> tuple[Proposed, ...]:
    labels = {need.code: need.short for need in card.needs}
    return tuple(
        Proposed(
            other,
            f"{other.organisation.ref}|{other.place.ref if other.place else ''}",
            tuple(labels[code] for code in other.needs if code in labels),
        )
        for other in others
    )


def left_unsaid(card: PasserelleCard) -> tuple[str, ...]:
    """Needs handed over that the structure is not told: the person did not tick them."""
    if card.consented_at is None or card.mode.code == INFORMATION:
        return ()
    told = {line.item for line in card.carried}
    return tuple(n.short for n in card.needs if sharing.need_item(n.code) not in told)
