"""What a person says of their situation: one page, three parts, nothing lost when it comes back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from entrelieux.engine.orientation.model import MAX_NEEDS
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import offer
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.selectors import need_families
from entrelieux.reception.situation import (
    DEFAULT_MINUTES,
    LEAST_MINUTES,
    MOST_MINUTES,
    SituationParams,
)
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneCard,
    CommuneUnknown,
    commune_for,
    resolve_commune,
)

MINUTES = (15, 30, 45, 60, 90)
MODES = (
    ("voiture", gettext_lazy("En voiture"), "car"),
    ("velo", gettext_lazy("À vélo"), "bike"),
    ("pied", gettext_lazy("À pied"), "footprints"),
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


class Option(NamedTuple):
    """One box to tick, or one choice among others. icon: "" for none."""

    id: str
    value: str
    label: str
    icon: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class NeedOption:
    id: str
    card: NeedCard
    is_checked: bool
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class FamilyOptions:
    label: str
    icon: str
    needs: tuple[NeedOption, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class IntakeForm(forms.Form):
    """commune_card: the commune found, once valid. candidates: its homonyms, when there are."""

    commune = forms.CharField(max_length=120, strip=True, required=False)
    homonyme = forms.CharField(max_length=200, required=False)
    mode = forms.ChoiceField(choices=[(m[0], m[1]) for m in MODES], initial="voiture")
    max_minutes = forms.IntegerField(
        min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=DEFAULT_MINUTES
    )
    besoins = forms.MultipleChoiceField(required=False)
    urgents = forms.MultipleChoiceField(required=False)
    jours = forms.MultipleChoiceField(choices=DAYS, required=False)
    moments = forms.MultipleChoiceField(choices=MOMENTS, required=False)
    publics = forms.MultipleChoiceField(required=False)
    gratuit = forms.BooleanField(required=False)
    fauteuil = forms.BooleanField(required=False)
    a_distance = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_card: CommuneCard | None = None
        self.candidates: tuple[CommuneCard, ...] = ()
        self._families = need_families()
        codes = [(need.code, need.label) for family in self._families for need in family.needs]
        for name in ("besoins", "urgents"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = codes
        publics = self.fields["publics"]
        assert isinstance(publics, forms.MultipleChoiceField)
        publics.choices = [(public.code, public.label) for public in _publics()]

    def clean_besoins(self) -> list[str]:
        besoins: list[str] = list(self.cleaned_data["besoins"])
        # What is said to be urgent is a need, even when its own box was not ticked.
        known = {need.code for family in self._families for need in family.needs}
        besoins += [c for c in sorted(self._values("urgents")) if c in known and c not in besoins]
        if not besoins:
            raise ValidationError(_("Cochez au moins un besoin."))
        if len(besoins) > MAX_NEEDS:
            raise ValidationError(
                _(
                    "Vous avez coché %(count)d besoins : gardez-en %(most)d au plus. "
                    "Vous pourrez faire un autre parcours pour les autres."
                )
                % {"count": len(besoins), "most": MAX_NEEDS}
            )
        return besoins

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            self.commune_card = self._commune(data.get("commune", ""), data.get("homonyme", ""))
        except CommuneAmbiguous as found:
            self.candidates = found.candidates
            message = _("Plusieurs communes portent ce nom : choisissez la vôtre ci-dessous.")
            self.add_error("commune", message)
        except CommuneUnknown as found:
            self.candidates = found.suggestions
            near = _("Nous ne trouvons pas cette commune. Est-ce l'une de celles-ci ?")
            self.add_error("commune", near if found.suggestions else found.message)
        except UserError as error:
            self.add_error("commune", error.message)
        return data

    def _commune(self, text: str, chosen: str) -> CommuneCard:
        if not text:
            raise UserError(_("Écrivez le nom de votre commune ou son code postal."))
        try:
            return resolve_commune(text)
        except CommuneAmbiguous as found:
            return _chosen_among(found.candidates, chosen, found)
        except CommuneUnknown as found:
            return _chosen_among(found.suggestions, chosen, found)

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

    # What the template shows; it does no sum of its own.

    def families(self) -> tuple[FamilyOptions, ...]:
        chosen, urgent = self._values("besoins"), self._values("urgents")
        return tuple(
            FamilyOptions(
                label=family.label,
                icon=family.icon,
                needs=tuple(
                    NeedOption(f"besoin-{n.code}", n, n.code in chosen, n.code in urgent)
                    for n in family.needs
                ),
                checked=sum(n.code in chosen for n in family.needs),
            )
            for family in self._families
        )

    def needs_chosen(self) -> int:
        return len(self._values("besoins"))

    def modes(self) -> tuple[Option, ...]:
        return self._options("mode", MODES)

    def minutes(self) -> tuple[Option, ...]:
        asked = self["max_minutes"].value()
        known = (
            re.fullmatch(r"[0-9]{1,4}", str(asked)) and LEAST_MINUTES <= int(asked) <= MOST_MINUTES
        )
        extra = {int(asked)} if known else set()
        values = sorted(set(MINUTES) | extra)
        return self._options("max_minutes", [(str(v), ui.duration(v), "") for v in values])

    def days(self) -> tuple[Option, ...]:
        return self._options("jours", [(code, label, "") for code, label in DAYS])

    def times(self) -> tuple[Option, ...]:
        return self._options("moments", [(code, label, "") for code, label in MOMENTS])

    def people(self) -> tuple[Option, ...]:
        return self._options("publics", [(p.code, _said(p), "") for p in _publics()])

    def troubles(self) -> tuple[Trouble, ...]:
        """Errors in the order of the page, each with the control that mends it."""
        targets = {"max_minutes": f"max_minutes-{DEFAULT_MINUTES}", "mode": "mode-voiture"}
        return tuple(
            Trouble(targets.get(name, name), str(message))
            for name in (*self.fields, "__all__")
            for message in self.errors.get(name, [])
        )

    def _values(self, name: str) -> frozenset[str]:
        value = self[name].value()
        if value is None:
            return frozenset()
        return frozenset([str(value)] if isinstance(value, str | int) else map(str, value))

    def _options(self, name: str, rows: Iterable[Sequence[Any]]) -> tuple[Option, ...]:
        chosen = self._values(name)
        return tuple(
            Option(f"{name}-{value}", value, label, icon, value in chosen)
            for value, label, icon in rows
        )


def _chosen_among(
    candidates: Sequence[CommuneCard], label: str, otherwise: UserError
) -> CommuneCard:
    """The homonym ticked below the field; what was typed since then goes first."""
    for card in candidates:
        if card.label == label:
            return card
    raise otherwise


def _publics() -> list[offer.Public]:
    """Those a person may say of themselves: « tous publics » says nothing of anybody."""
    return [public for public in offer.publics().values() if public.code != "tous-publics"]


def _said(public: offer.Public) -> str:
    return public.english if get_language() == "en" else public.label


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
