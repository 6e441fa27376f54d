"""What a person says of their situation: one page, three parts, nothing lost when it comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entrelieux.engine.language.fold import fold
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.selectors import SituationParams, need_families
from entrelieux.territories.selectors import (
    CommuneAmbiguous,
    CommuneCard,
    CommuneUnknown,
    resolve_commune,
)

MOST_NEEDS = 8
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
# Codes of data·inclusion v1; « tous-publics » says nothing of a person.
PUBLICS = (
    ("demandeurs-emploi", gettext_lazy("Je cherche du travail")),
    ("actifs", gettext_lazy("Je travaille")),
    ("beneficiaires-des-minimas-sociaux", gettext_lazy("Je touche le RSA ou un minimum social")),
    ("jeunes", gettext_lazy("J'ai moins de 26 ans")),
    ("etudiants", gettext_lazy("J'étudie")),
    ("seniors", gettext_lazy("Je suis à la retraite ou senior")),
    ("familles", gettext_lazy("J'ai des enfants à charge")),
    ("femmes", gettext_lazy("Je suis une femme")),
    ("personnes-en-situation-de-handicap", gettext_lazy("Je suis en situation de handicap")),
    ("personnes-exilees", gettext_lazy("Je suis une personne exilée")),
    ("residents-qpv-frr", gettext_lazy("J'habite un quartier prioritaire ou une zone rurale aidée")),
)


class Option(NamedTuple):
    """One box to tick. ``hint``: icon name or nothing."""

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
    needs: tuple[NeedOption, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class IntakeForm(forms.Form):
    """``commune_card`` holds the commune found once the form is valid; ``candidates`` its homonyms."""

    commune = forms.CharField(max_length=120, strip=True, required=False)
    code = forms.CharField(max_length=5, required=False)
    mode = forms.ChoiceField(choices=[(m[0], m[1]) for m in MODES], initial="voiture")
    max_minutes = forms.IntegerField(min_value=5, max_value=240, initial=30)
    besoins = forms.MultipleChoiceField(required=False)
    urgents = forms.MultipleChoiceField(required=False)
    jours = forms.MultipleChoiceField(choices=DAYS, required=False)
    moments = forms.MultipleChoiceField(choices=MOMENTS, required=False)
    publics = forms.MultipleChoiceField(choices=PUBLICS, required=False)
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

    def clean_besoins(self) -> list[str]:
        besoins: list[str] = self.cleaned_data["besoins"]
        if not besoins:
            raise ValidationError(_("Cochez au moins un besoin."))
        if len(besoins) > MOST_NEEDS:
            raise ValidationError(
                _(
                    "Vous avez coché %(count)d besoins : gardez-en %(most)d au plus. "
                    "Vous pourrez faire un autre parcours pour les autres."
                )
                % {"count": len(besoins), "most": MOST_NEEDS}
            )
        return besoins

    def clean_max_minutes(self) -> int:
        minutes: int = self.cleaned_data["max_minutes"]
        return minutes

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            self.commune_card = self._commune(data.get("commune", ""), data.get("code", ""))
        except CommuneAmbiguous as found:
            self.candidates = tuple(found.candidates)
            self.add_error(
                "commune",
                _("Plusieurs communes portent ce nom : choisissez la vôtre ci-dessous."),
            )
        except CommuneUnknown:
            self.add_error(
                "commune",
                _(
                    "Nous ne trouvons pas cette commune. Essayez son nom complet "
                    "ou son code postal, par exemple « Langogne » ou « 48300 »."
                ),
            )
        return data

    def _commune(self, text: str, code: str) -> CommuneCard:
        if not text:
            self.add_error("commune", _("Écrivez le nom de votre commune ou son code postal."))
            raise ValidationError([])
        try:
            return resolve_commune(text)
        except CommuneAmbiguous as found:
            chosen = next((c for c in found.candidates if c.code_insee == code), None)
            if chosen is None and code:
                chosen = _namesake(text, code)
            if chosen is None:
                raise
            return chosen

    def params(self) -> SituationParams:
        """The situation of a valid form."""
        assert self.commune_card is not None
        data = self.cleaned_data
        return SituationParams(
            commune=self.commune_card.code_insee,
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
        extra = {int(asked)} if str(asked).isdigit() and 5 <= int(asked) <= 240 else set()
        values = sorted(set(MINUTES) | extra)
        return self._options("max_minutes", [(str(v), ui.duration(v), "") for v in values])

    def days(self) -> tuple[Option, ...]:
        return self._options("jours", [(code, label, "") for code, label in DAYS])

    def times(self) -> tuple[Option, ...]:
        return self._options("moments", [(code, label, "") for code, label in MOMENTS])

    def people(self) -> tuple[Option, ...]:
        return self._options("publics", [(code, label, "") for code, label in PUBLICS])

    def troubles(self) -> tuple[Trouble, ...]:
        """Errors in the order of the page, each with the control that mends it."""
        targets = {"commune": "commune", "besoins": "besoins", "max_minutes": "max_minutes-30"}
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


def _namesake(text: str, code: str) -> CommuneCard | None:
    """The commune of this code when it does bear this name (lists of homonyms may be cut short)."""
    try:
        card = resolve_commune(code)
    except (CommuneAmbiguous, CommuneUnknown):
        return None
    return card if fold(card.nom) == fold(text) else None


def initial_of(params: SituationParams) -> dict[str, Any]:
    """The form as it was filled for this situation."""
    card = resolve_commune(params.commune)
    days, moments = days_and_moments(params.libre)
    return {
        "commune": card.nom,
        "code": card.code_insee,
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
