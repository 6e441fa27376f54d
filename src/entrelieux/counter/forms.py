"""What an agent fills at the desk: one sentence, a commune, and nothing about who it is."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from entrelieux.counter.cards import Desk
from entrelieux.reception.forms import UNSAID, IntakeForm
from entrelieux.reception.views.words import can_be_carried

KEY = re.compile(r"[0-9a-f]{32}")


def fresh_key() -> str:
    """Of one form shown: sent twice, it is one request."""
    return secrets.token_hex(16)


class CounterWords(IntakeForm):
    """Answers whose words are carried by the agent's browser."""

    def clean_mots(self) -> str:
        said = super().clean_mots()
        if not can_be_carried(said):
            message = _("Ce texte a trop de signes rares pour être gardé : raccourcissez-le.")
            raise ValidationError(message)
        return said


class ArrivalForm(CounterWords):
    """Somebody comes: what they say, from where. structure: asked only when there are several."""

    structure = forms.CharField(required=False, max_length=40)
    cle = forms.CharField(required=False, max_length=32)

    def __init__(self, *args: Any, desks: Sequence[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        kept = ("mots", "commune", "homonyme", "structure", "cle")
        self.fields = {name: self.fields[name] for name in kept}

    def clean_structure(self) -> str:
        known = [desk.ref for desk in self.desks]
        said = str(self.cleaned_data["structure"] or "")
        return said if said in known else next(iter(known), "")

    def clean_cle(self) -> str:
        said = str(self.cleaned_data["cle"])
        return said if KEY.fullmatch(said) else fresh_key()

    @property
    def key(self) -> str:
        """Of the form as it is shown again, the same as long as nothing was opened with it."""
        said = str(self["cle"].value() or "")
        return said if KEY.fullmatch(said) else fresh_key()

    def answers(self, besoins: Sequence[str]) -> dict[str, Any]:
        """First answers of the visit of a valid form."""
        assert self.commune_card is not None
        return {
            **UNSAID,
            "commune": self.commune_card.label,
            "besoins": list(besoins),
            "urgents": [],
        }
