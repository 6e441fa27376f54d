"""What an agent fills: one sentence and a commune, then what leaves, read aloud, line by line."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from entrelieux.counter.cards import Desk
from entrelieux.counter.handing import AskedToConfide
from entrelieux.directory.wording import in_language
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.cards import LineCard
from entrelieux.passerelles.services import Reached
from entrelieux.passerelles.sharing import (
    NAME,
    REACH,
    REASON,
    is_sensitive,
    label_of,
    need_item,
)
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.forms import UNSAID, IntakeForm, WordsField
from entrelieux.reception.views.words import can_be_carried

KEY = re.compile(r"[0-9a-f]{32}")
MOST_REASON = 600
PAPER, CONTACT = "papier", "contact_transmis"


def fresh_key() -> str:
    """Of one form shown: sent twice, it is one request."""
    return secrets.token_hex(16)


def reasons() -> tuple[tuple[str, str], ...]:
    """(code, label) of why nobody could answer a need."""
    words = pack.reasons().items()
    return tuple((code, in_language(word.label, word.english)) for code, word in words)


class CounterWords(IntakeForm):
    """Answers whose words are carried by the agent's browser."""

    def clean_mots(self) -> str:
        said = super().clean_mots()
        if not can_be_carried(said):
            message = _("Ce texte a trop de signes rares pour être gardé : raccourcissez-le.")
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


class Box(NamedTuple):
    """One box to tick, or one choice among others. help: "" for none."""

    id: str
    value: str
    label: str
    help: str
    is_checked: bool


class Trouble(NamedTuple):
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class ConfideForm(forms.Form):
    """One step handed over, read aloud to the person: what leaves, to whom, how.

    needs: those of the step. lines: what may leave besides the needs, the reason, the name and
    the way to be reached.
    """

    cle = forms.CharField(required=False, max_length=32)
    besoins = forms.MultipleChoiceField(required=False)
    mode = forms.ChoiceField(required=False)
    raison = WordsField(required=False, max_length=MOST_REASON, strip=True)
    nom = forms.CharField(required=False, max_length=80, strip=True)
    moyen = forms.ChoiceField(required=False)
    contact = forms.CharField(required=False, max_length=120, strip=True)
    lignes = forms.MultipleChoiceField(required=False)

    def __init__(
        self, *args: Any, needs: Sequence[NeedCard], lines: Sequence[LineCard], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs, self.lines = tuple(needs), tuple(lines)
        self._choose("besoins", [(need.code, need.short) for need in needs])
        self._choose("lignes", [(line.item, line.label) for line in self.all_lines()])
        self._choose("mode", [(code, code) for code in pack.modes()])
        self._choose("moyen", [(code, code) for code in pack.channels()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def all_lines(self) -> tuple[LineCard, ...]:
        """The reason, the name and the way to be reached first; what each says is in its field."""
        said = {line.item for line in self.lines}
        first = [item for item in (REASON, NAME, REACH) if item not in said]
        return (*(LineCard(item, label_of(item), "", False) for item in first), *self.lines)

    def clean_cle(self) -> str:
        said = str(self.cleaned_data["cle"])
        return said if KEY.fullmatch(said) else fresh_key()

    def clean_besoins(self) -> list[str]:
        besoins: list[str] = self.cleaned_data["besoins"]
        if not besoins:
            raise ValidationError(_("Cochez au moins un besoin à confier, avec son accord."))
        return besoins

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ticked, channel = data.get("lignes", []), data.get("moyen") or PAPER
        in_file = {line.item for line in self.lines}
        if NAME in ticked and NAME not in in_file and not data.get("nom"):
            self.add_error("nom", _("Écrivez le nom à donner, ou décochez cette ligne."))
        if REACH in ticked and REACH not in in_file and channel == PAPER:
            message = _("Pour transmettre un moyen de joindre la personne, choisissez-le.")
            self.add_error("moyen", message)
        elif channel != PAPER and not data.get("contact"):
            message = _("Écrivez où donner des nouvelles, ou choisissez « sur papier ».")
            self.add_error("contact", message)
        return data

    def asked(self, step: str) -> AskedToConfide:
        """What a valid form asks for."""
        data = self.cleaned_data
        items = [item for item in data["lignes"] if item != REASON or data["raison"]]
        items += [need_item(code) for code in data["besoins"] if is_sensitive(need_item(code))]
        channel = data["moyen"] or PAPER
        says_who = bool(data["nom"] or data["contact"])
        return AskedToConfide(
            step=step,
            needs=tuple(data["besoins"]),
            reason=data["raison"],
            items=tuple(dict.fromkeys(items)),
            mode=data["mode"] or CONTACT,
            reached=Reached(data["nom"], channel, data["contact"]) if says_who else None,
        )

    def refuse(self, error: UserError) -> None:
        names = {"lignes": "lignes", "besoins": "besoins", "mode": "mode", "contact": "contact"}
        self.add_error(names.get(error.field), error.message)

    # What the template shows.

    @property
    def key(self) -> str:
        said = str(self["cle"].value() or "")
        return said if KEY.fullmatch(said) else fresh_key()

    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(
            Trouble(name, str(message))
            for name in (*self.fields, "__all__")
            for message in self.errors.get(name, [])
        )

    def need_boxes(self) -> tuple[Box, ...]:
        private = _("Touche à ses droits, à l'argent ou à la santé : à elle de le dire.")
        return tuple(
            Box(
                f"besoins-{need.code}",
                need.code,
                need.short,
                private if is_sensitive(need_item(need.code)) else "",
                need.code in self._values("besoins"),
            )
            for need in self.needs
        )

    def mode_boxes(self) -> tuple[Box, ...]:
        return self._words("mode", pack.modes(), CONTACT)

    def channel_boxes(self) -> tuple[Box, ...]:
        return self._words("moyen", pack.channels(), PAPER)

    def _words(self, name: str, words: Mapping[str, pack.Word], first: str) -> tuple[Box, ...]:
        chosen = self._values(name) or frozenset({first})
        return tuple(
            Box(
                f"{name}-{code}",
                code,
                in_language(word.label, word.english),
                in_language(word.meaning, word.english_meaning),
                code in chosen,
            )
            for code, word in words.items()
        )

    def reason_box(self) -> Box:
        return self._line_boxes()[0]

    def other_boxes(self) -> tuple[Box, ...]:
        return self._line_boxes()[1:]

    def lines_chosen(self) -> str:
        """What leaves besides the needs and the reason, in one line."""
        return ", ".join(box.label for box in self.other_boxes() if box.is_checked) or _("aucune")

    def channel_chosen(self) -> str:
        return next((box.label for box in self.channel_boxes() if box.is_checked), "")

    def unfolded(self) -> frozenset[str]:
        """Folds to show open: with an error, something typed, or another choice than usual."""
        usual = {"lignes": REASON, "moyen": PAPER, "mode": CONTACT}
        found = {
            name
            for name, one in usual.items()
            if self.errors.get(name) or self._values(name) - {one}
        }
        typed = any(self[name].value() or self.errors.get(name) for name in ("nom", "contact"))
        return frozenset(found | ({"moyen"} if typed else set()))

    def _line_boxes(self) -> tuple[Box, ...]:
        chosen = self._values("lignes")
        return tuple(
            Box(f"lignes-{line.item}", line.item, line.label, line.value, line.item in chosen)
            for line in self.all_lines()
        )

    def _values(self, name: str) -> frozenset[str]:
        value = self[name].value()
        if not value:
            return frozenset()
        return frozenset([value] if isinstance(value, str) else map(str, value))
