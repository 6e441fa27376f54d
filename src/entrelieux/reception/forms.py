"""What a person says: three short screens or one page, and nothing lost when it comes back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from entrelieux.directory.asking import modes_offered
from entrelieux.engine.orientation.model import MAX_NEEDS
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import offer
from entrelieux.reception.commune_form import CommuneForm, Option
from entrelieux.reception.selectors import need_families
from entrelieux.reception.situation import (
    DEFAULT_MINUTES,
    LEAST_MINUTES,
    MOST_MINUTES,
    SituationParams,
)
from entrelieux.reception.understanding import MAX_LETTERS
from entrelieux.territories.selectors import commune_for

WHOLE_PAGE = 0
SCREENS = {
    1: ("mots", "garder_mots", "besoins", "urgents"),
    2: ("commune", "homonyme", "mode", "max_minutes"),
    3: ("jours", "moments", "publics", "gratuit", "fauteuil", "a_distance"),
}
LAST_SCREEN = max(SCREENS)
OF_WORDS = ("mots", "garder_mots")
UNSAID = {"mode": "voiture", "max_minutes": DEFAULT_MINUTES, "a_distance": True}
MINUTES = (15, 30, 45, 60, 90)
MODES = (
    ("voiture", gettext_lazy("En voiture"), "car"),
    ("velo", gettext_lazy("À vélo"), "bike"),
    ("pied", gettext_lazy("À pied"), "footprints"),
    ("transport", gettext_lazy("En car ou en bus"), "bus"),
)
DAYS = (
    ("Mo", gettext_lazy("lundi")),
    ("Tu", gettext_lazy("mardi")),
    ("We", gettext_lazy("mercredi")),
    ("Th", gettext_lazy("jeudi")),
    ("Fr", gettext_lazy("vendredi")),
    ("Sa", gettext_lazy("samedi")),
    ("Su", gettext_lazy("dimanche")),
)
MOMENTS = (
    ("08:00-12:00", gettext_lazy("le matin (8 h à 12 h)")),
    ("12:00-14:00", gettext_lazy("entre midi et deux")),
    ("14:00-18:00", gettext_lazy("l'après-midi (14 h à 18 h)")),
    ("18:00-21:00", gettext_lazy("le soir (après 18 h)")),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class WordsField(forms.CharField):
    """What a person typed, unchanged but for what a browser adds and a database refuses."""

    def to_python(self, value: Any) -> str:
        said = str(super().to_python(value) or "")
        # The one sign that PostgreSQL cannot keep, and that nobody types.
        return said.replace("\r\n", "\n").replace("\x00", "")


class IntakeForm(CommuneForm):
    """The whole page, or the part of it that one screen asks.

    screen: a number of ``SCREENS``, or ``WHOLE_PAGE``. words_read: the words whose needs were
    already proposed to the person; others must be read before going on.
    """

    field_order = SCREENS[1]

    mots = WordsField(required=False, strip=False)
    garder_mots = forms.BooleanField(required=False)
    besoins = forms.MultipleChoiceField(required=False)
    urgents = forms.MultipleChoiceField(required=False)
    mode = forms.ChoiceField(choices=[(m[0], m[1]) for m in MODES], initial="voiture")
    max_minutes = forms.IntegerField(
        min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=DEFAULT_MINUTES
    )
    jours = forms.MultipleChoiceField(choices=DAYS, required=False)
    moments = forms.MultipleChoiceField(choices=MOMENTS, required=False)
    publics = forms.MultipleChoiceField(required=False)
    gratuit = forms.BooleanField(required=False)
    fauteuil = forms.BooleanField(required=False)
    a_distance = forms.BooleanField(required=False, initial=True)

    def __init__(
        self, *args: Any, screen: int = WHOLE_PAGE, words_read: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.screen = screen
        self.words_read = words_read
        self._known = [
            (need.code, need.label) for family in need_families() for need in family.needs
        ]
        for name in ("besoins", "urgents"):
            self._multiple(name).choices = self._known
        self._multiple("publics").choices = [(public.code, public.label) for public in _publics()]
        if screen in SCREENS:
            self.fields = {name: self.fields[name] for name in SCREENS[screen]}

    def _multiple(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    @property
    def words(self) -> str:
        """The person's words as they typed them, line ends aside."""
        field = self.fields.get("mots")
        return str(field.to_python(self["mots"].value())) if field else ""

    @property
    def must_read(self) -> bool:
        """Whether there are words whose needs the person has not been shown yet."""
        if not self.words.strip() or self.words == self.words_read:
            return False
        return self.screen != WHOLE_PAGE or not self.chosen("besoins") | self.chosen("urgents")

    def clean_mots(self) -> str:
        if len(self.words) > MAX_LETTERS:
            raise ValidationError(
                _(
                    "Votre texte fait %(count)d lettres : gardez-en %(most)d au plus, l'essentiel "
                    "suffit. Rien n'est perdu, il est encore dans le cadre."
                )
                % {"count": len(self.words), "most": MAX_LETTERS}
            )
        return self.words

    def clean_besoins(self) -> list[str]:
        besoins: list[str] = list(self.cleaned_data["besoins"])
        # What is said to be urgent is a need, even when its own box was not ticked.
        besoins += [c for c in self._ticked("urgents") if c not in besoins]
        if not besoins and not self.must_read:
            raise ValidationError(
                _("Cochez au moins un besoin.")
                if self.words.strip()
                else _("Dites ce que vous voulez avec vos mots, ou cochez au moins un besoin.")
            )
        if len(besoins) > MAX_NEEDS:
            raise ValidationError(
                _(
                    "Vous avez coché %(count)d besoins : gardez-en %(most)d au plus. "
                    "Vous pourrez faire un autre parcours pour les autres."
                )
                % {"count": len(besoins), "most": MAX_NEEDS}
            )
        return besoins

    def params(self) -> SituationParams:
        """The situation of a valid form."""
        assert self.commune_card is not None
        data = self.cleaned_data
        return SituationParams(
            commune=self.commune_card.ref,
            besoins=tuple(data["besoins"]),
            mode=data["mode"],
            max_minutes=data["max_minutes"],
            libre=free_time(data["jours"], data["moments"]),
            publics=tuple(data["publics"]),
            gratuit=data["gratuit"],
            fauteuil=data["fauteuil"],
            a_distance=data["a_distance"],
            urgents=tuple(code for code in data["urgents"] if code in data["besoins"]),
        )

    def refuse(self, error: UserError) -> None:
        """Show what a service found wrong beside the field it names."""
        self.add_error(error.field if error.field in self.fields else None, error.message)

    def said(self) -> dict[str, Any]:
        """What a bound form holds, right or wrong, so that going back loses nothing.

        Boxes that do not exist are left out; the words are not in it.
        """
        is_right = self.is_valid()  # finds the commune
        kept = {name: self._said(name) for name in self.fields if name not in OF_WORDS}
        kept.pop("homonyme", None)
        if is_right and "besoins" in kept:
            kept["besoins"] = self.cleaned_data["besoins"]
        if "commune" in kept and self.commune_card is not None:
            kept["commune"] = self.commune_card.label
        return {name: value for name, value in kept.items() if value is not None}

    def _said(self, name: str) -> Any:
        field, value = self.fields[name], self[name].value()
        if isinstance(field, forms.MultipleChoiceField):
            return self._ticked(name)
        if isinstance(field, forms.BooleanField):
            return bool(value)
        text = str(value or "").replace("\x00", "").strip()
        if name == "mode":
            return text if text in {m[0] for m in MODES} else None
        if name == "max_minutes":
            return int(text) if _is_a_time(text) else None
        return text[: self.fields["commune"].max_length]  # type: ignore[attr-defined]

    def _ticked(self, name: str) -> list[str]:
        """Known boxes, each once, in the order they came."""
        known = {str(code) for code, _label in self._multiple(name).choices}
        value = self[name].value()
        values = value if isinstance(value, list | tuple) else [value]
        return [code for code in dict.fromkeys(map(str, values)) if code in known]

    def screen_in_trouble(self) -> int:
        """The first screen on which something is missing or wrong; 0 when all is there."""
        return next(
            (n for n, names in SCREENS.items() if any(name in self.errors for name in names)),
            LAST_SCREEN if self.errors else 0,
        )

    # What the template shows; it does no sum of its own.

    def modes(self) -> tuple[Option, ...]:
        offered = modes_offered(str(self["mode"].value()))
        return self._options("mode", [mode for mode in MODES if mode[0] in offered])

    def minutes(self) -> tuple[Option, ...]:
        asked = self["max_minutes"].value()
        extra = {int(asked)} if _is_a_time(str(asked)) else set()
        values = sorted(set(MINUTES) | extra)
        return self._options("max_minutes", [(str(v), ui.duration(v), "") for v in values])

    def days(self) -> tuple[Option, ...]:
        return self._options("jours", [(code, label, "") for code, label in DAYS])

    def times(self) -> tuple[Option, ...]:
        return self._options("moments", [(code, label, "") for code, label in MOMENTS])

    def people(self) -> tuple[Option, ...]:
        return self._options("publics", [(p.code, _named(p), "") for p in _publics()])

    def troubles(self) -> tuple[Trouble, ...]:
        """Errors in the order of the page, each with the control that mends it."""
        targets = {"max_minutes": f"max_minutes-{DEFAULT_MINUTES}", "mode": "mode-voiture"}
        return tuple(
            Trouble(targets.get(name, name), str(message))
            for name in (*self.fields, "__all__")
            for message in self.errors.get(name, [])
        )

    def chosen(self, name: str) -> frozenset[str]:
        value = self[name].value()
        if value is None:
            return frozenset()
        return frozenset([str(value)] if isinstance(value, str | int) else map(str, value))

    def _options(self, name: str, rows: Iterable[Sequence[Any]]) -> tuple[Option, ...]:
        chosen = self.chosen(name)
        return tuple(
            Option(f"{name}-{value}", value, label, icon, value in chosen)
            for value, label, icon in rows
        )


def _is_a_time(text: str) -> bool:
    return (
        re.fullmatch(r"[0-9]{1,4}", text) is not None and LEAST_MINUTES <= int(text) <= MOST_MINUTES
    )


def _publics() -> list[offer.Public]:
    """Those a person may say of themselves: « tous publics » says nothing of anybody."""
    return [public for public in offer.publics().values() if public.code != "tous-publics"]


def _named(public: offer.Public) -> str:
    return public.english if get_language() == "en" else public.label


def whole(answers: Mapping[str, Any]) -> IntakeForm:
    """The whole page filled with answers kept so far: what is missing is in its errors."""
    form = IntakeForm({**UNSAID, **answers})
    if form.is_valid():
        try:
            form.params()
        except UserError as error:
            form.refuse(error)
    return form


def initial_of(params: SituationParams) -> dict[str, Any]:
    """The form as it was filled for this situation."""
    card = commune_for(params.commune)
    days, moments = days_and_moments(params.libre)
    return {
        "commune": card.label if card else "",
        "mode": params.mode,
        "max_minutes": params.max_minutes,
        "besoins": list(params.besoins),
        "urgents": list(params.urgents),
        "jours": days,
        "moments": moments,
        "publics": list(params.publics),
        "gratuit": params.gratuit,
        "fauteuil": params.fauteuil,
        "a_distance": params.a_distance,
    }


def free_time(days: Sequence[str], moments: Sequence[str]) -> str:
    """OSM opening hours of the boxes ticked; "" when none is, that is at any time.

    >>> free_time(["Mo", "We"], ["08:00-12:00"]), free_time(["Sa"], []), free_time([], [])
    ('Mo,We 08:00-12:00', 'Sa', '')
    """
    if not days and not moments:
        return ""
    all_days = ",".join(code for code, _label in DAYS if not days or code in days)
    times = ",".join(code for code, _label in MOMENTS if code in moments)
    return f"{all_days} {times}".strip()


def days_and_moments(libre: str) -> tuple[list[str], list[str]]:
    """The boxes that ``free_time`` made this text from."""
    words = libre.replace(",", " ").split()
    days = [code for code, _label in DAYS if code in words]
    moments = [code for code, _label in MOMENTS if code in words]
    return ([] if len(days) == len(DAYS) and moments else days), moments
