"""Who somebody is, for a room that opens their file: where they live, how they are told."""

from collections.abc import Sequence
from typing import Any

from django import forms

from entrelieux.counter.cards import Desk
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.forms import KeyedForm, contact_trouble, ways_alone
from entrelieux.passerelles.services import Opening
from entrelieux.reception.commune_form import CommuneForm

ONESELF = "moi"
"""Somebody who holds a mandate, and speaks for themselves."""
PAPER = "papier"
"""Nothing is sent: they keep the address of their file."""


class PersonForm(CommuneForm, KeyedForm):
    """knows_them: the file is there already, and says where they live and how to tell them.
    desks: the structures for which somebody types it, () for a person alone.
    """

    moyen = forms.ChoiceField(required=False)
    contact = forms.CharField(required=False, max_length=120, strip=True)
    nom = forms.CharField(required=False, max_length=80, strip=True)
    structure = forms.CharField(required=False, max_length=40)
    sur_papier = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, knows_them: bool = False, desks: Sequence[Desk] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.knows_them, self.desks = knows_them, desks
        self._offer("moyen", self._ways())

    def _offer(self, name: str, codes: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in codes]

    def _ways(self) -> tuple[str, ...]:
        return tuple(pack.channels()) if self.desks else ways_alone()

    @property
    def asks_commune(self) -> bool:
        return not self.knows_them

    def clean_structure(self) -> str:
        known = [desk.ref for desk in self.desks]
        said = str(self.cleaned_data["structure"] or "")
        if said == ONESELF:
            return ""
        return said if said in known else next(iter(known), "")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        trouble = contact_trouble(data.get("moyen") or PAPER, data.get("contact", ""))
        if trouble and not self.knows_them:
            self.add_error("contact", trouble)
        return data

    def opening(self) -> Opening:
        """Of a new file, without needs: what is asked here is said beside it."""
        assert self.commune_card is not None
        data = self.cleaned_data
        return Opening(
            code_insee=self.commune_card.code,
            needs=(),
            name=data["nom"],
            channel=data["moyen"] or PAPER,
            contact=data["contact"],
            least_needs=0,
        )
