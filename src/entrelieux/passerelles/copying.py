"""The copy that a person takes of their follow-up: what is kept, each thing by its French name."""

from collections.abc import Mapping
from typing import Any

from entrelieux.passerelles.cards import (
    Coded,
    FollowedNeedCard,
    FollowUpCard,
    LineCard,
    LookCard,
    MoveCard,
    PartyCard,
    PasserelleCard,
    ReferentCard,
    ShareCard,
    StageCard,
)
from entrelieux.reception.cards import NeedCard

NAMES: Mapping[type, Mapping[str, str]] = {
    FollowUpCard: {
        "ref": "référence",
        "name": "nom d'usage",
        "channel": "moyen de contact",
        "contact": "numéro ou courriel",
        "words": "mots de la personne",
        "code_insee": "code INSEE",
        "commune": "commune",
        "lines": "ce qui est dit de la personne",
        "needs": "besoins",
        "passerelles": "demandes",
        "stages": "étapes du projet",
        "referent": "personne repère",
        "opened_by": "structure qui l'a ouvert",
        "has_account": "retrouvé avec un compte",
        "shares": "ce que chaque structure voit",
        "looks": "qui a regardé",
        "is_fiction": "fiction",
        "opened_at": "ouvert le",
        "moved_at": "dernier changement le",
        "closed_at": "clos le",
        "erased_after": "effacé après le",
    },
    FollowedNeedCard: {
        "need": "besoin",
        "state": "état",
        "reason": "motif",
        "is_sensitive": "sensible",
        "passerelles": "références des demandes",
    },
    PasserelleCard: {
        "ref": "référence",
        "state": "état",
        "is_final": "terminée",
        "mode": "comment",
        "needs": "besoins",
        "sender": "structure qui confie",
        "sender_account": "personne qui confie",
        "receiver": "structure qui reçoit",
        "reason": "message",
        "carried": "ce qui est parti",
        "decline_reason": "motif du refus",
        "outcome": "ce que cela a apporté",
        "useful": "utile",
        "came_back": "nouvelles de la structure",
        "announced_on": "réponse annoncée pour le",
        "met_on": "rencontre le",
        "proposed_at": "proposée le",
        "consented_at": "accord le",
        "sent_at": "envoyée le",
        "answered_at": "réponse le",
        "closed_at": "close le",
        "chased": "nombre de rappels",
        "version": "nombre de changements",
        "moves": "histoire",
        "replaces": "remplace la demande",
        "is_fiction": "fiction",
    },
    PartyCard: {
        "organisation_ref": "référence de la structure",
        "place_ref": "référence du lieu",
        "name": "nom",
        "telephone": "téléphone",
        "courriel": "courriel",
    },
    NeedCard: {"code": "code", "label": "libellé", "short": "en bref", "urgent": "urgent"},
    Coded: {"code": "code", "label": "libellé", "meaning": "explication"},
    LineCard: {
        "item": "code",
        "label": "libellé",
        "value": "valeur",
        "is_sensitive": "sensible",
        "is_set": "part avec le besoin",
    },
    MoveCard: {
        "at": "le",
        "event": "événement",
        "state": "état",
        "by": "par",
        "name": "structure",
        "note": "mot",
    },
    StageCard: {"stage": "étape", "at": "le", "learnt": "ce que j'ai appris"},
    ReferentCard: {
        "name": "nom",
        "function": "fonction",
        "organisation_ref": "référence de la structure",
        "organisation": "structure",
    },
    ShareCard: {
        "organisation_ref": "référence de la structure",
        "name": "structure",
        "lines": "lignes",
    },
    LookCard: {
        "at": "le",
        "organisation": "structure",
        "function": "fonction",
        "what": "ce qui a été lu",
    },
}
"""What is not named here is not kept of anybody: it says what a page may show or do."""


def copy_of(card: FollowUpCard) -> dict[str, Any]:
    """
    Returns:
        French name → value, lists and objects inside; null and "" for what was never said. Dates
        stay dates: the caller writes them.
    """
    return _named(card)


def _named(card: Any) -> dict[str, Any]:
    return {name: _value(getattr(card, field)) for field, name in NAMES[type(card)].items()}


def _value(value: Any) -> Any:
    if type(value) in NAMES:
        return _named(value)
    if isinstance(value, tuple):
        return [_line_shown(*one) if isinstance(one, tuple) else _value(one) for one in value]
    return value


def _line_shown(item: str, label: str, is_shown: bool) -> dict[str, Any]:
    """One line of ``ShareCard``."""
    return {"code": item, "libellé": label, "montré": is_shown}
