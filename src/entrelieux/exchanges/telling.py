"""What happened between two people, as one of them reads it."""

from django.utils.translation import gettext as _

from entrelieux.engine.matching.machine import OPEN_TO_EACH_OTHER, Event, State
from entrelieux.exchanges.cards import MoveCard
from entrelieux.exchanges.models import Introduction
from entrelieux.exchanges.wording import without_contact


def story_of(row: Introduction, side: str) -> tuple[MoveCard, ...]:
    """What happened, « vous » for this side, « l'autre personne » for the other."""
    read = str if State(row.state) in OPEN_TO_EACH_OTHER else without_contact
    return tuple(
        MoveCard(move.at, said, read(move.note))
        for move in row.moves.all()
        if (said := _move_said(move.event, move.by, side))
    )


def _move_said(event: str, by: str, side: str) -> str:
    mine = by == side
    you = {
        Event.AGREE_ASK.value: _("Vous avez dit oui."),
        Event.AGREE_OFFER.value: _("Vous avez dit oui."),
        Event.LATER.value: _("Vous avez dit : plus tard."),
        Event.DECLINE.value: _("Vous avez dit non."),
        Event.MEET.value: _("Vous avez dit que vous vous êtes vus ou parlé."),
        Event.NEWS.value: _("Vous avez donné des nouvelles."),
        Event.CLOSE.value: _("Vous avez dit que c'est fini."),
        Event.NO_HELP.value: _("Vous avez dit que cela n'a pas répondu à la demande."),
        Event.NOT_REACHED.value: _("Vous n'avez pas pu joindre l'autre personne."),
    }
    they = {
        Event.AGREE_ASK.value: _("L'autre personne a dit oui."),
        Event.AGREE_OFFER.value: _("L'autre personne a dit oui."),
        Event.LATER.value: _("L'autre personne répondra plus tard."),
        Event.DECLINE.value: _("L'autre personne a dit non."),
        Event.MEET.value: _("L'autre personne dit que vous vous êtes vus ou parlé."),
        Event.NEWS.value: _("L'autre personne a donné des nouvelles."),
        Event.CLOSE.value: _("L'autre personne a dit que c'est fini."),
        Event.NO_HELP.value: _("L'autre personne n'y a pas trouvé d'aide."),
        Event.NOT_REACHED.value: _("L'autre personne n'a pas pu vous joindre."),
        Event.CHASE.value: _("Un rappel est parti."),
        Event.EXPIRE.value: _("Le temps est passé, sans réponse."),
    }
    return (you if mine else they).get(event, "")
