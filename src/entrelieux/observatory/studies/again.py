"""A kept study, whatever its kind: its title, where it is shown, and how to make it again."""

import shlex
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.kernel.runs import RunCard
from entrelieux.observatory.access import wording as access_words
from entrelieux.observatory.access.asking import AccessParams, understood
from entrelieux.observatory.siting import wording as siting_words
from entrelieux.observatory.siting.asking import SitingParams, siting_understood
from entrelieux.observatory.siting.running import KIND as SITING

COMMANDS = {"acces": "access", SITING: "siting"}


def title_of(card: RunCard) -> str:
    """The question, « Étude » when its words mean nothing any more."""
    try:
        if card.kind == SITING:
            return siting_words.question(siting_understood(SitingParams.from_values(card.asked)))
        asked = {**card.asked, "indicateur": ""}
        return access_words.question(understood(AccessParams.from_values(asked)))
    except UserError:
        return _("Étude")


def address_of(card: RunCard) -> str:
    """Where openings are shown with their map; the page of the study otherwise."""
    if card.kind == SITING and card.is_done:
        return f"{reverse('observatory:siting')}?etude={card.ref}"
    return reverse("observatory:run", args=[card.ref])


def command_of(card: RunCard) -> str:
    """What to type to make it again: on the same data, the same figures."""
    asked = " ".join(f"--{name} {shlex.quote(value)}" for name, value in card.asked.items())
    return f"entrelieux {COMMANDS[card.kind]} {asked} --json" if card.kind in COMMANDS else ""


def said_whole(card: RunCard) -> dict[str, Any]:
    """All that is kept of it but its rows, under the names that commands and files use."""
    return {
        "etude": card.ref,
        "sorte": card.kind,
        "demande": card.asked,
        "faite_le": card.done_at.isoformat() if card.done_at else None,
        "secondes": card.seconds,
        "donnees": card.inputs,
        "empreinte": card.digest,
        "versions": card.versions,
        "fiction": card.is_fiction,
        "chiffres": card.figures,
    }
