"""What is asked of the holder and of companions; what was typed is kept, right or wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from entrelieux.directory.wording import in_language
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.forms import Choice, KeyedForm, WordsField, in_words
from entrelieux.projects.acting import ACTION_LENGTH, NOTE_LENGTH, ToDo
from entrelieux.projects.cards import ProjectCard
from entrelieux.projects.presenting import part_coded
from entrelieux.projects.writing import MOST_WORDS, NAME_LENGTH, Firm, Said
from entrelieux.territories.selectors import resolve_commune

QUESTION_LENGTH = 600


class SayForm(KeyedForm):
    """A name and a pitch; four questions to help; nothing is required but one word somewhere."""

    nom = forms.CharField(required=False, max_length=NAME_LENGTH, strip=True)
    pitch = WordsField(required=False, max_length=MOST_WORDS, strip=True)
    quoi = WordsField(required=False, max_length=QUESTION_LENGTH, strip=True)
    pour_qui = WordsField(required=False, max_length=QUESTION_LENGTH, strip=True)
    ou = WordsField(required=False, max_length=QUESTION_LENGTH, strip=True)
    bloque = WordsField(required=False, max_length=QUESTION_LENGTH, strip=True)
    commune = forms.CharField(required=False, max_length=120, strip=True)
    besoins = forms.MultipleChoiceField(required=False)
    entreprise = forms.BooleanField(required=False)
    parties = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "besoins", pack.needs_offered())
        _choose(self, "parties", tuple(pack.parts()))

    def clean_commune(self) -> str:
        said: str = self.cleaned_data["commune"]
        try:
            if said:
                resolve_commune(said)
        except UserError as error:
            raise ValidationError(error.message) from None
        return said

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = [data.get(name) for name in ("nom", "pitch", *pack.questions())]
        if not self.errors and not any(said):
            self.add_error("pitch", _("Écrivez au moins un mot : une envie suffit."))
        return data

    def questions(self) -> list[tuple[str, str, str, str]]:
        """(name of the box, question, example, what is typed)."""
        return [
            (code, *in_words(word), str(self[code].value() or ""))
            for code, word in pack.questions().items()
        ]

    def has_answers(self) -> bool:
        return any(self[code].value() for code in pack.questions())

    def families(self) -> list[tuple[str, tuple[Choice, ...]]]:
        """Needs to tick, shelf by shelf."""
        offered = set(pack.needs_offered())
        labels = {one.code: one for one in needs_pack.load_families()}
        return [
            (
                in_language(labels[code].label, labels[code].english),
                self._choices(
                    "besoins",
                    [
                        (n.code, in_language(n.label, n.english), "", n.icon)
                        for n in needs_pack.load_needs()
                        if n.family == code and n.code in offered
                    ],
                ),
            )
            for code in pack.FAMILIES
        ]

    def has_needs(self) -> bool:
        return bool(self._values("besoins"))

    def parts(self) -> tuple[Choice, ...]:
        return self._choices("parties", _parts())

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            name=data["nom"],
            pitch=data["pitch"],
            answers={code: data[code] for code in pack.questions()},
            commune=data["commune"],
            needs=tuple(data["besoins"]),
            is_firm=data["entreprise"],
        )


def said_already(card: ProjectCard, words: dict[str, str]) -> dict[str, Any]:
    """What the form shows at first: what the project says. words: {code: text} of parts."""
    return {
        "nom": card.brief.name,
        "pitch": card.brief.pitch,
        **{code: words.get(code, "") for code in pack.questions()},
        "commune": "",
        "besoins": [need.code for need in card.brief.needs],
        "entreprise": card.is_firm,
    }


class FirmForm(KeyedForm):
    """A small firm in its own words. ``siret`` is there only once it was said to exist."""

    mots = WordsField(required=False, max_length=MOST_WORDS, strip=True)
    aise = forms.ChoiceField(required=False)
    sujets = forms.MultipleChoiceField(required=False)
    proches = forms.MultipleChoiceField(required=False)
    siret = forms.CharField(required=False, max_length=40, strip=True)

    def __init__(self, *args: Any, may_have_siret: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_have_siret:
            del self.fields["siret"]
        _choose(self, "aise", ("", *pack.maturities()))
        _choose(self, "sujets", tuple(pack.subjects()))
        _choose(self, "proches", tuple(pack.trusted()))

    @property
    def asks_siret(self) -> bool:
        return "siret" in self.fields

    def maturities(self) -> tuple[Choice, ...]:
        return self._choices(
            "aise", [(w.code, *in_words(w), "") for w in pack.maturities().values()]
        )

    def subjects(self) -> tuple[Choice, ...]:
        words = pack.subjects().values()
        return self._choices("sujets", [(w.code, *in_words(w), "") for w in words])

    def trusted(self) -> tuple[Choice, ...]:
        words = pack.trusted().values()
        return self._choices("proches", [(w.code, *in_words(w), "") for w in words])

    def firm(self, *, is_firm: bool) -> Firm:
        data = self.cleaned_data
        return Firm(
            is_firm=is_firm,
            maturity=data["aise"],
            subjects=tuple(data["sujets"]),
            trusted=tuple(data["proches"]),
            words=data["mots"],
            siret=data.get("siret", ""),
        )


def firm_already(card: ProjectCard) -> dict[str, Any]:
    return {
        "mots": card.firm.words,
        "aise": card.firm.maturity.code if card.firm.maturity else "",
        "sujets": [one.code for one in card.firm.subjects],
        "proches": [one.code for one in card.firm.trusted],
        "siret": card.firm.siret,
    }


class ActionForm(KeyedForm):
    """One thing to do. owners: (reference, name) of those who may take it, besides oneself."""

    action = forms.CharField(required=False, max_length=ACTION_LENGTH, strip=True)
    qui = forms.CharField(required=False, max_length=32)
    jour = forms.CharField(required=False, max_length=20, strip=True)

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = owners

    def clean_action(self) -> str:
        said: str = self.cleaned_data["action"].replace("\x00", "")
        if not said:
            raise ValidationError(_("Dites en quelques mots ce qu'il y a à faire."))
        return said

    def clean_jour(self) -> date | None:
        said: str = self.cleaned_data["jour"]
        try:
            found = parse_date(said) if said else None
        except ValueError:
            found = None
        if said and found is None:
            raise ValidationError(_("Ce jour n'existe pas. Exemple : 23/11/2026."))
        return found

    def owners(self) -> tuple[Choice, ...]:
        return self._choices("qui", [(ref, name, "", "") for ref, name in self.others])

    def to_do(self) -> ToDo:
        data = self.cleaned_data
        return ToDo(words=data["action"], owner=data["qui"], due_on=data["jour"])


class NoteForm(KeyedForm):
    note = WordsField(required=False, max_length=NOTE_LENGTH, strip=True)

    def clean_note(self) -> str:
        said: str = self.cleaned_data["note"]
        if not said:
            raise ValidationError(_("La note est vide."))
        return said


class InviteForm(KeyedForm):
    """Whom to walk with, and what is opened to them: nothing is ticked at first."""

    structure = forms.CharField(required=False, max_length=48)
    parties = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "parties", tuple(pack.parts()))

    def clean_structure(self) -> str:
        said: str = self.cleaned_data["structure"]
        if not said:
            raise ValidationError(_("Choisissez une structure."))
        return said

    def parts(self) -> tuple[Choice, ...]:
        return self._choices("parties", _parts())

    @property
    def chosen(self) -> str:
        return str(self["structure"].value() or "")


def _parts() -> list[tuple[str, str, str, str]]:
    coded = [part_coded(code) for code in pack.parts()]
    return [(one.code, one.label, one.meaning, "") for one in coded]


def _choose(form: KeyedForm, name: str, codes: Sequence[str]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(code, code) for code in codes]
