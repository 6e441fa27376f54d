"""What is asked to join, to be shown, and to write a charter; what was typed is kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from entrelieux.counter.cards import Desk
from entrelieux.exchanges.forms import ONESELF
from entrelieux.exchanges.meetings.manner import Manner
from entrelieux.kernel.errors import UserError
from entrelieux.networks.cards import MemberCard
from entrelieux.networks.joining import MOST_WORDS, Said
from entrelieux.packs.fr import networks as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.forms import (
    ICONS,
    Choice,
    KeyedForm,
    WordsField,
    contact_trouble,
    in_words,
    ways_alone,
)
from entrelieux.passerelles.services import Opening
from entrelieux.reception.forms import Option
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneCard,
    CommuneUnknown,
    commune_for,
    resolve_commune,
)

NOBODY = "personne"
PAPER = "papier"


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


class JoinForm(SheetForm, SignForm):
    """knows_them: the file or the structure is there already. desks: structures for which somebody
    types it, () for a person alone."""

    commune = forms.CharField(required=False, max_length=120, strip=True)
    homonyme = forms.CharField(required=False, max_length=200)
    moyen = forms.CharField(required=False, max_length=14)
    contact = forms.CharField(required=False, max_length=120, strip=True)
    structure = forms.CharField(required=False, max_length=40)
    sur_papier = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, knows_them: bool = False, desks: Sequence[Desk] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.knows_them, self.desks = knows_them, desks
        self.commune_card: CommuneCard | None = None
        self.candidates: tuple[CommuneCard, ...] = ()

    def clean_structure(self) -> str:
        said = str(self.cleaned_data["structure"] or "")
        known = [desk.ref for desk in self.desks]
        if said == ONESELF:
            return ""
        return said if said in known else next(iter(known), "")

    def clean_moyen(self) -> str:
        said = str(self.cleaned_data["moyen"]) or PAPER
        if said not in self._ways():
            raise forms.ValidationError(_("Choisissez comment être prévenu·e."))
        return said

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._find_commune(data)
        trouble = contact_trouble(data.get("moyen") or PAPER, data.get("contact", ""))
        if trouble and not self.knows_them:
            self.add_error("contact", trouble)
        if self.charter and not data.get("nom"):
            self.add_error("nom", _("Écrivez votre nom : c'est votre signature."))
        if self.charter and not self.signed:
            self.add_error("signe", _("Lisez la charte, puis cochez que vous la signez."))
        return data

    def _find_commune(self, data: dict[str, Any]) -> None:
        text = data.get("commune", "")
        if not text and self.knows_them:
            return
        if not text:
            self.add_error("commune", _("Écrivez le nom de votre commune ou son code postal."))
            return
        try:
            self.commune_card = commune_for(text) or resolve_commune(text)
        except CommuneAmbiguous as found:
            message = _("Plusieurs communes portent ce nom : choisissez la vôtre ci-dessous.")
            self._among(found.candidates, data, message)
        except CommuneUnknown as found:
            near = _("Nous ne trouvons pas cette commune. Est-ce l'une de celles-ci ?")
            self._among(found.suggestions, data, near if found.suggestions else found.message)
        except UserError as error:
            self.add_error("commune", error.message)

    def _among(
        self, candidates: tuple[CommuneCard, ...], data: dict[str, Any], message: str
    ) -> None:
        self.candidates = candidates
        chosen = [one for one in candidates if one.label == data.get("homonyme")]
        if chosen:
            self.commune_card = chosen[0]
        else:
            self.add_error("commune", message)

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

    def opening(self) -> Opening:
        assert self.commune_card is not None
        data = self.cleaned_data
        return Opening(
            code_insee=self.commune_card.code,
            needs=(),
            name=data["nom"],
            channel=data["moyen"],
            contact=data["contact"],
            least_needs=0,
        )

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

    def homonyms(self) -> tuple[Option, ...]:
        ticked = str(self["homonyme"].value() or "")
        return tuple(
            Option(f"homonyme-{n}", card.label, card.label, "", card.label == ticked)
            for n, card in enumerate(self.candidates)
        )

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
        found = tuple(ways.channels()) if self.desks else ways_alone()
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
