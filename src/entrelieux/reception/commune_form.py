"""Where somebody lives: a name or a postcode, then one among those that bear it."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

from entrelieux.kernel.errors import UserError
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneCard,
    CommuneUnknown,
    resolve_commune,
)


class Option(NamedTuple):
    """One box to tick, or one choice among others. icon: "" for none."""

    id: str
    value: str
    label: str
    icon: str
    is_checked: bool


class CommuneForm(forms.Form):
    """commune_card: the commune found, once valid. candidates: those to choose among, when what
    was written names several, or none."""

    commune = forms.CharField(required=False, max_length=120, strip=True)
    homonyme = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_card: CommuneCard | None = None
        self.candidates: tuple[CommuneCard, ...] = ()

    @property
    def asks_commune(self) -> bool:
        """Whether it may not be left empty."""
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        text = data.get("commune", "")
        if "commune" in self.fields and (text or self.asks_commune):
            try:
                self.commune_card = self._found(text, data.get("homonyme", ""))
            except UserError as error:
                self.add_error("commune", error.message)
        return data

    def _found(self, text: str, chosen: str) -> CommuneCard:
        if not text:
            raise UserError(_("Écrivez le nom de votre commune ou son code postal."))
        try:
            return resolve_commune(text)
        except CommuneAmbiguous as found:
            self.candidates = found.candidates
            message = _("Plusieurs communes portent ce nom : choisissez la vôtre ci-dessous.")
        except CommuneUnknown as found:
            self.candidates = found.suggestions
            near = _("Nous ne trouvons pas cette commune. Est-ce l'une de celles-ci ?")
            message = near if found.suggestions else found.message
        for card in self.candidates:
            if card.label == chosen:
                return card
        raise UserError(message)

    def homonyms(self) -> tuple[Option, ...]:
        """Communes to choose among, the one that was ticked still ticked."""
        ticked = str(self["homonyme"].value() or "")
        return tuple(
            Option(f"homonyme-{n}", card.label, card.label, "", card.label == ticked)
            for n, card in enumerate(self.candidates)
        )
