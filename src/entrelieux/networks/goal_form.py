"""How many members are wanted, as the animator types it."""

from typing import Any

from django import forms

from entrelieux.networks.threshold import MOST_GOAL, sector_label
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.forms import Choice, KeyedForm


class GoalForm(KeyedForm):
    secteur = forms.ChoiceField(required=False)
    membres = forms.IntegerField(min_value=1, max_value=MOST_GOAL)
    pourquoi = forms.CharField(required=False, max_length=300, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["secteur"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in ("", *pack.sectors())]

    def sectors(self) -> tuple[Choice, ...]:
        return self._choices(
            "secteur", [(code, sector_label(code), "", "") for code in pack.sectors()]
        )

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"least": data["membres"], "sector": data["secteur"], "why": data["pourquoi"]}
