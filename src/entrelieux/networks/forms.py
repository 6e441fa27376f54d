"""What is asked to join, to be shown, and to write a charter; what was typed is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings.manner import Manner
from entrelieux.exchanges.person_form import PAPER, PersonForm
from entrelieux.networks.cards import MemberCard
from entrelieux.networks.joining import MOST_WORDS, Said
from entrelieux.packs.fr import networks as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.forms import (
    ICONS,
    Choice,
    KeyedForm,
    WordsField,
    in_words,
)

NOBODY = "personne"


class SheetForm(KeyedForm):
    """What is said of a member: the sector alone is required."""

    secteur = forms.CharField(required=False, max_length=30)
    activite = forms.CharField(required=False, max_length=200, strip=True)
    mots = WordsField(required=False, max_length=MOST_WORDS)
    site = forms.CharField(required=False, max_length=200, strip=True)

    def clean_secteur(self) -> str:
        said = str(self.cleaned_data["secteur"])
        if said not in pack.sectors():
            raise forms.ValidationError(
                _("Choisissez ce qui ressemble le plus à ce que vous faites.")
            )
        return said

    def sectors(self) -> tuple[Choice, ...]:
        words = pack.sectors().values()
        return self._choices("secteur", [(w.code, *in_words(w), "") for w in words])

    def sheet(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "sector": data["secteur"],
            "activity": data["activite"],
            "words": data["mots"],
            "site": data["site"],
        }


class SignForm(KeyedForm):
    """charter: the version that is read, 0 without any."""

    nom = forms.CharField(required=False, max_length=120, strip=True)
    signe = forms.CharField(required=False, max_length=8)

    def __init__(self, *args: Any, charter: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = charter

    @property
    def signed(self) -> int:
        said = str(self["signe"].value() or "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0

    def said(self, sheet: MemberCard) -> Said:
        return Said(sector=sheet.sector_code, signed=self.signed, name=self.cleaned_data["nom"])


class JoinForm(PersonForm, SheetForm, SignForm):
    """The sheet and the signature of somebody; their file is opened with it."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.charter and not data.get("nom"):
            self.add_error("nom", _("Écrivez votre nom : c'est votre signature."))
        if self.charter and not self.signed:
            self.add_error("signe", _("Lisez la charte, puis cochez que vous la signez."))
        return data

    # What was said, for the services.

    @property
    def manner(self) -> str:
        if self.cleaned_data.get("sur_papier") and self.cleaned_data.get("structure"):
            return Manner.PAPER
        return Manner.COUNTER if self.cleaned_data.get("structure") else Manner.PAGE

    @property
    def manner_beside(self) -> str:
        """Typed in a file that is there, by who accompanies the person."""
        return Manner.PAPER if self.cleaned_data.get("sur_papier") else Manner.COUNTER

    def joins(self, manner: str) -> Said:
        data = self.cleaned_data
        return Said(
            **self.sheet(),
            code_insee=self.commune_card.code if self.commune_card else "",
            signed=self.signed,
            name=data["nom"],
            manner=manner,
            typed_by=data["structure"] if not self.knows_them else "",
        )

    # What the template shows.

    def channels(self) -> tuple[Choice, ...]:
        words = ways.channels()
        rows = [(code, in_words(words[code])[0], "", ICONS.get(code, "")) for code in self._ways()]
        if not self.desks:
            rows[0] = (PAPER, _("Sur mon adresse de suivi"), "", ICONS[PAPER])
        found = self._choices("moyen", rows)
        if not any(one.is_checked for one in found):
            return (found[0]._replace(is_checked=True), *found[1:])
        return found

    def _ways(self) -> tuple[str, ...]:
        found = super()._ways()
        return (PAPER, *(code for code in found if code != PAPER))


class ShownForm(SheetForm):
    """One choice a line: to nobody, to members, to everybody."""

    version = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in pack.shown_lines():
            self.fields[f"voit_{code}"] = forms.CharField(required=False, max_length=12)

    def shown(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"voit_{code}"] for code in pack.shown_lines()}

    def lines(self) -> tuple[tuple[str, str, str, tuple[Choice, ...]], ...]:
        """(name of the field, label, meaning, choices); nobody, when nothing was chosen."""
        audiences = (
            (NOBODY, _("personne")),
            (pack.MEMBERS, _("les membres")),
            (pack.ALL, _("tout le monde")),
        )
        found = []
        for word in pack.shown_lines().values():
            name = f"voit_{word.code}"
            choices = self._choices(name, [(code, said, "", "") for code, said in audiences])
            if not any(one.is_checked for one in choices):
                choices = (choices[0]._replace(is_checked=True), *choices[1:])
            found.append((name, *in_words(word), choices))
        return tuple(found)


def shown_of(card: MemberCard) -> dict[str, Any]:
    """The form of a member that is there."""
    return {
        "secteur": card.sector_code,
        "activite": card.activity,
        "mots": card.words,
        "site": card.site,
        "version": card.version,
        **{f"voit_{code}": to for code, to in card.shown.items()},
    }
