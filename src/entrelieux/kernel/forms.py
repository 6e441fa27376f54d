"""The form « un mot pas compris »: one word, and, if one wants, who and where."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entrelieux.kernel.unknown_words import departement_names
from entrelieux.packs.fr import offer

LONGEST = 400


class UnknownWordForm(forms.Form):
    """`mot` is free: what may be kept of it is decided by the service, which says why not."""

    mot = forms.CharField(required=False, max_length=LONGEST, strip=True)
    depuis = forms.CharField(required=False, max_length=40)
    public = forms.CharField(required=False, max_length=60)
    departement = forms.CharField(required=False, max_length=3)

    def said(self) -> dict[str, str]:
        """What was sent, whatever its worth; "" for a field without a usable value."""
        self.is_valid()
        kept: dict[str, Any] = self.cleaned_data
        return {name: str(kept.get(name) or "") for name in self.fields}


def publics() -> list[tuple[str, str]]:
    english = (get_language() or "fr").startswith("en")
    named = offer.publics().values()
    return [(one.code, one.english if english else one.label) for one in named]


def departements() -> list[tuple[str, str]]:
    return [(code, f"{name} ({code})") for code, name in departement_names().items()]


def too_many() -> str:
    return _(
        "Beaucoup de mots arrivent en même temps. Rien n'est perdu : réessayez dans une minute."
    )
