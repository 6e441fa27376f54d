"""What is asked of the person, of whoever receives and of agents; what was typed is kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entrelieux.directory.wording import in_language
from entrelieux.kernel.carriers import sends_sms
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.cards import LineCard
from entrelieux.passerelles.sharing import NAME, REACH
from entrelieux.reception.cards import NeedCard

MOST_LETTERS = 600
LATEST_DAYS = 180
MODES = ("contact_transmis", "rdv_pris", "info_donnee")
"""What a person alone may ask for: the other modes need somebody beside them."""
ICONS = {
    "papier": "file-text",
    "telephone": "phone",
    "sms": "smartphone",
    "courriel": "mail",
    "intermediaire": "users",
}


BY_THE_RECEIVER = frozenset({"telephone", "intermediaire"})
"""Ways that only who receives can use: nobody stands beside a person alone."""


class Trouble(NamedTuple):
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class Choice(NamedTuple):
    """One box to tick, or one choice among others. help, icon: "" for none."""

    id: str
    value: str
    label: str
    help: str
    icon: str
    is_checked: bool


class WordsField(forms.CharField):
    """What somebody typed, unchanged but for what a browser adds and a database refuses."""

    def to_python(self, value: Any) -> str:
        said = str(super().to_python(value) or "")
        return said.replace("\r\n", "\n").replace("\x00", "")


class KeyedForm(forms.Form):
    """A form that may be sent twice: its key says that it is the same one."""

    cle = forms.CharField(required=False, max_length=64)

    @property
    def request_key(self) -> str:
        said = str(self["cle"].value() or "")
        return said if re.fullmatch(r"[\w-]{16,64}", said) else new_key()

    def troubles(self) -> tuple[Trouble, ...]:
        """Errors in the order of the page, each with the control that mends it."""
        return tuple(
            Trouble(name, str(message))
            for name in (*self.fields, "__all__")
            for message in self.errors.get(name, [])
        )

    def refuse(self, error: UserError) -> None:
        """Show what a service found wrong beside the field it names."""
        self.add_error(error.field if error.field in self.fields else None, error.message)

    def _values(self, name: str) -> frozenset[str]:
        value = self[name].value()
        if value is None:
            return frozenset()
        return frozenset([value] if isinstance(value, str) else map(str, value))

    def _choices(self, name: str, rows: Iterable[Sequence[Any]]) -> tuple[Choice, ...]:
        chosen = self._values(name)
        return tuple(
            Choice(f"{name}-{value}", value, str(label), str(said), icon, value in chosen)
            for value, label, said, icon in rows
        )


def in_words(word: pack.Word) -> tuple[str, str]:
    """Label and meaning of a word of the pack, in the language of the page."""
    return (
        in_language(word.label, word.english),
        in_language(word.meaning, word.english_meaning),
    )


def as_typed(form: type[KeyedForm], data: QueryDict) -> dict[str, Any]:
    """What was typed, right or wrong, to show the same form again without checking it."""
    many = (forms.MultipleChoiceField,)
    return {
        name: data.getlist(name) if isinstance(field, many) else data.get(name, "")
        for name, field in form.base_fields.items()
    }


def new_key() -> str:
    return get_random_string(24)


class ConfideForm(KeyedForm):
    """One step of a plan confided to who is named there.

    needs: those of the step. lines: what may leave besides the needs, none ticked at first.
    """

    besoins = forms.MultipleChoiceField(required=False)
    mode = forms.ChoiceField(choices=[(code, code) for code in MODES], required=False)
    message = WordsField(required=False, max_length=MOST_LETTERS, strip=True)
    moyen = forms.ChoiceField(required=False)
    contact = forms.CharField(required=False, max_length=120, strip=True)
    nom = forms.CharField(required=False, max_length=80, strip=True)
    lignes = forms.MultipleChoiceField(required=False)

    def __init__(
        self, *args: Any, needs: Sequence[NeedCard], lines: Sequence[LineCard], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs = needs
        self.lines = tuple(lines)
        channel = self.fields["moyen"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(code, code) for code in ways_alone()]
        self._multiple("besoins").choices = [(need.code, need.short) for need in needs]
        known = [(line.item, line.label) for line in lines]
        self._multiple("lignes").choices = [(NAME, ""), (REACH, ""), *known]

    def _multiple(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    def clean_besoins(self) -> list[str]:
        besoins: list[str] = self.cleaned_data["besoins"]
        if not besoins:
            raise ValidationError(_("Cochez au moins un besoin : c'est ce qui est demandé."))
        return besoins

    def clean_mode(self) -> str:
        mode: str = self.cleaned_data["mode"]
        if not mode:
            raise ValidationError(_("Dites comment cela se passe : choisissez une réponse."))
        return mode

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ticked, channel = data.get("lignes", []), data.get("moyen") or "papier"
        if NAME in ticked and not data.get("nom"):
            self.add_error("nom", _("Écrivez le nom à donner, ou décochez cette ligne."))
        if REACH in ticked and channel == "papier":
            self.add_error(
                "moyen",
                _(
                    "Pour donner un moyen de vous joindre, choisissez-le ci-dessous. "
                    "Sinon, décochez cette ligne."
                ),
            )
        elif trouble := contact_trouble(channel, data.get("contact", "")):
            self.add_error("contact", trouble)
        elif channel in BY_THE_RECEIVER and REACH not in ticked and _leaves(data.get("mode", "")):
            self.add_error(
                "moyen",
                _(
                    "Seule la structure peut vous joindre ainsi : cochez plus bas "
                    "« Le moyen de me joindre », ou choisissez une autre réponse."
                ),
            )
        return data

    def ticks(self, key: str) -> bool:
        return key in self._values("lignes")

    # What the template shows.

    def ticks_name(self) -> bool:
        return self.ticks(NAME)

    def ticks_reach(self) -> bool:
        return self.ticks(REACH)

    def need_choices(self) -> tuple[Choice, ...]:
        private = _("Touche à vos droits, à l'argent ou à la santé : à vous de le dire.")
        sensitive = pack.sensitive_needs()
        return self._choices(
            "besoins",
            [(n.code, n.short, private if n.code in sensitive else "", n.icon) for n in self.needs],
        )

    def modes(self) -> tuple[Choice, ...]:
        known = pack.modes()
        return self._choices("mode", [(code, *in_words(known[code]), "") for code in MODES])

    def channels(self) -> tuple[Choice, ...]:
        """A person alone has nobody beside them: what each way means is said for them."""
        means = {
            "papier": _("Vous la regardez quand vous voulez. Vous pouvez l'imprimer."),
            "telephone": _(
                "Ce site n'appelle pas. La structure peut vous appeler, si vous le cochez plus bas."
            ),
            "sms": _("Vous recevez un SMS à chaque nouvelle."),
            "courriel": _("Vous recevez un courriel à chaque nouvelle."),
            "intermediaire": _(
                "Ce site ne la prévient pas. La structure peut passer par elle, "
                "si vous le cochez plus bas."
            ),
        }
        words = pack.channels().values()
        labels = {w.code: in_words(w)[0] for w in words} | {"papier": _("Sur mon adresse de suivi")}
        return self._choices(
            "moyen", [(code, labels[code], means[code], ICONS[code]) for code in ways_alone()]
        )

    def shown_lines(self) -> tuple[tuple[LineCard, bool], ...]:
        return tuple((line, self.ticks(line.item)) for line in self.lines)


def ways_alone() -> tuple[str, ...]:
    """Ways to give news to somebody alone: SMS where this installation sends them."""
    return tuple(code for code in ICONS if code != "sms" or sends_sms())


def _leaves(mode: str) -> bool:
    return bool(mode) and pack.modes()[mode].contacts


def contact_trouble(channel: str, contact: str) -> str:
    """What is missing for news to arrive; "" when nothing is."""
    if channel == "papier":
        return ""
    if channel == "courriel":
        try:
            validate_email(contact)
        except ValidationError:
            return _("Cette adresse de courriel semble incomplète. Exemple : nom@exemple.fr")
        return ""
    if channel == "intermediaire":
        return "" if contact else _("Dites qui est la personne relais et comment la joindre.")
    digits = re.sub(r"[\s.()+-]", "", contact)
    if re.fullmatch(r"\d{9,15}", digits):
        return ""
    return _("Ce numéro semble incomplet. Exemple : 06 12 34 56 78")


class ReplyForm(KeyedForm):
    """What whoever receives answers, on a day from ``earliest`` to ``latest``.

    given: the answer that stands already, not offered again; "" for none.
    """

    ANSWERS = (
        (
            "accepter",
            gettext_lazy("Oui, nous pouvons recevoir cette personne"),
            gettext_lazy("Elle est prévenue. Un mot plus bas peut dire quand venir."),
            "circle-check",
        ),
        (
            "autre_jour",
            gettext_lazy("Nous répondrons un autre jour"),
            gettext_lazy("Personne ne vous relance avant ce jour."),
            "calendar-clock",
        ),
        (
            "decliner",
            gettext_lazy("Non, ce n'est pas pour nous"),
            gettext_lazy("Dites pourquoi. Si vous savez qui voir plutôt, écrivez-le."),
            "circle-x",
        ),
    )
    reponse = forms.ChoiceField(choices=[a[:2] for a in ANSWERS], required=False)
    jour = forms.DateField(required=False)
    motif = forms.ChoiceField(required=False)
    plutot = WordsField(required=False, max_length=400, strip=True)

    def __init__(self, *args: Any, today: date, given: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        self.earliest, self.latest = today, today + timedelta(days=LATEST_DAYS)
        reasons = self.fields["motif"]
        assert isinstance(reasons, forms.ChoiceField)
        reasons.choices = [("", ""), *((code, code) for code in pack.refusals())]

    def clean_reponse(self) -> str:
        answer: str = self.cleaned_data["reponse"]
        if not answer:
            raise ValidationError(_("Choisissez une réponse : oui, un autre jour, ou non."))
        return answer

    def clean_jour(self) -> date | None:
        jour: date | None = self.cleaned_data["jour"]
        if jour is not None and not self.earliest <= jour <= self.latest:
            raise ValidationError(
                _("Ce jour est passé, ou trop loin : donnez un jour d'ici six mois.")
            )
        return jour

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        answer = data.get("reponse")
        if answer == "autre_jour" and "jour" not in self.errors and not data.get("jour"):
            self.add_error("jour", _("Dites quel jour vous répondrez."))
        if answer == "decliner" and not data.get("motif"):
            self.add_error("motif", _("Dites pourquoi : cela aide à trouver quelqu'un d'autre."))
        return data

    def answers(self) -> tuple[Choice, ...]:
        return self._choices("reponse", [one for one in self.ANSWERS if one[0] != self.given])

    def reasons(self) -> tuple[Choice, ...]:
        words = pack.refusals().values()
        return self._choices("motif", [(w.code, *in_words(w), "") for w in words])


class StageForm(KeyedForm):
    """Where the person says they are, and what they learnt on the way."""

    etape = forms.ChoiceField(required=False)
    appris = WordsField(required=False, max_length=500, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = self.fields["etape"]
        assert isinstance(stage, forms.ChoiceField)
        stage.choices = [("", ""), *((code, code) for code in pack.stages())]

    def clean_etape(self) -> str:
        stage: str = self.cleaned_data["etape"]
        if not stage:
            raise ValidationError(_("Choisissez où vous en êtes aujourd'hui."))
        return stage

    def stages(self) -> tuple[Choice, ...]:
        return self._choices("etape", [(w.code, *in_words(w), "") for w in pack.stages().values()])


class ClosingForm(KeyedForm):
    """What it was worth, as the person says."""

    issue = forms.ChoiceField(required=False)
    utile = forms.ChoiceField(choices=[("", ""), ("oui", "oui"), ("non", "non")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["issue"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [("", ""), *((code, code) for code in pack.outcomes())]

    def clean_issue(self) -> str:
        outcome: str = self.cleaned_data["issue"]
        if not outcome:
            raise ValidationError(_("Choisissez ce que cela a apporté. « Autre chose » convient."))
        return outcome

    @property
    def is_useful(self) -> bool | None:
        """None: the person did not say."""
        return {"oui": True, "non": False}.get(self.cleaned_data.get("utile", ""))

    def outcomes(self) -> tuple[Choice, ...]:
        words = pack.outcomes().values()
        return self._choices("issue", [(w.code, *in_words(w), "") for w in words])

    def useful(self) -> tuple[Choice, ...]:
        return self._choices(
            "utile", [("oui", _("Oui, utile"), "", ""), ("non", _("Non, pas utile"), "", "")]
        )
