"""One act on one page: what was typed comes back whole, and says where something is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.counter.records import wording
from entrelieux.counter.records.cards import PlaceChoice
from entrelieux.counter.records.drafts import (
    ALONE,
    AT_A_PLACE,
    LONGEST_NOTE,
    MOST_MINUTES,
    MOST_PEOPLE,
    NOBODY,
    TOGETHER,
    Draft,
    Someone,
    problems,
    tidied,
)
from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary
from entrelieux.territories.selectors import commune_for, resolve_commune

MINUTES = (10, 15, 20, 30, 45, 60, 90, 120)
OTHER = "autre"
TRAITS = (
    ("age", Vocabulary.AGE),
    ("genre", Vocabulary.GENDER),
    ("statut", Vocabulary.STATUS),
)
FIELD_OF = {
    "forme_mediation": "forme",
    "monde": "monde",
    "activity": "activite",
    "place_of_act": "lieu",
    "held_on": "date",
    "minutes": "duree_autre",
    "themes": "themes",
    "administrative_themes": "demarches",
    "autonomy": "autonomie",
    "level": "niveau",
    "people": "nombre",
    "redirections": "orientation",
    "note": "note",
}


class Option(NamedTuple):
    """One box to tick, or one choice among others. help, icon: "" for none."""

    id: str
    value: str
    label: str
    is_checked: bool
    help: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of a workshop share one trait. value: as it was typed."""

    id: str
    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class RecordForm(forms.Form):
    """places: where the structure receives; proposed: themes shown first.

    draft: the act, once valid.
    """

    forme = forms.CharField(required=False, max_length=20)
    monde = forms.CharField(required=False, max_length=24)
    activite = forms.CharField(required=False, max_length=12)
    themes = forms.MultipleChoiceField(required=False)
    demarches = forms.MultipleChoiceField(required=False)
    duree = forms.CharField(required=False, max_length=6)
    duree_autre = forms.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)
    age = forms.CharField(required=False, max_length=24)
    genre = forms.CharField(required=False, max_length=24)
    statut = forms.CharField(required=False, max_length=24)
    nombre = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    niveau = forms.CharField(required=False, max_length=14)
    autonomie = forms.CharField(required=False, max_length=24)
    orientation = forms.MultipleChoiceField(required=False)
    date = forms.DateField(required=False)
    lieu = forms.CharField(required=False, max_length=14)
    place = forms.CharField(required=False, max_length=40)
    commune = forms.CharField(required=False, max_length=120)
    passerelle = forms.CharField(required=False, max_length=32)
    note = forms.CharField(required=False, max_length=4 * LONGEST_NOTE, strip=False)

    def __init__(
        self,
        *args: Any,
        places: Iterable[PlaceChoice] = (),
        proposed: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = tuple(places)
        self.proposed = tuple(proposed)
        self.draft: Draft | None = None
        for name, vocabulary in (
            ("themes", Vocabulary.THEME),
            ("demarches", Vocabulary.ADMINISTRATIVE_THEME),
        ):
            self._multiple(name).choices = [(c, c) for c in coop.codes(vocabulary)]
        known = [*coop.codes(Vocabulary.REDIRECTION), NOBODY]
        self._multiple("orientation").choices = [(code, code) for code in known]
        for trait, vocabulary in TRAITS:
            for code in coop.codes(vocabulary):
                if code != coop.UNSAID:
                    self.fields[f"{trait}_{code}"] = forms.IntegerField(
                        required=False, min_value=0, max_value=MOST_PEOPLE
                    )

    def _multiple(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self._check_big_choices(said)
        draft = Draft(
            held_on=said.get("date") or timezone.localdate(),
            forme_mediation=said.get("forme", ""),
            monde=said.get("monde", ""),
            activity=said.get("activite") or ALONE,
            minutes=self._minutes(said),
            place_of_act=said.get("lieu") or AT_A_PLACE,
            place_ref=self._place(said),
            code_insee=self._commune(said),
            themes=tuple(said.get("themes", ())),
            administrative_themes=tuple(said.get("demarches", ())),
            autonomy=said.get("autonomie", ""),
            level=said.get("niveau", ""),
            people=self._people(said),
            redirections=tuple(said.get("orientation", ())),
            passerelle_ref=said.get("passerelle", ""),
            note=said.get("note", "").replace("\x00", ""),
        )
        self.draft = tidied(draft)
        for problem in problems(self.draft, timezone.localdate()):
            name = FIELD_OF[problem.field]
            if name not in self.errors:
                self.add_error(name, _refusal(problem.found, problem.expected))
        return said

    def _check_big_choices(self, said: Mapping[str, Any]) -> None:
        if not said.get("forme"):
            self.add_error("forme", _("Dites ce que vous avez fait : aider, ou présenter."))
        if not said.get("monde"):
            self.add_error("monde", _("Dites quel était le sujet."))

    def _minutes(self, said: Mapping[str, Any]) -> int:
        """1 for a duration that is missing or wrong: the error says so, once."""
        chosen = said.get("duree", "")
        if chosen in map(str, MINUTES):
            return int(chosen)
        if said.get("duree_autre"):
            return int(said["duree_autre"])
        if "duree_autre" not in self.errors:
            self.add_error("duree_autre", _("Dites combien de temps cela a duré, en minutes."))
        return 1

    def _place(self, said: Mapping[str, Any]) -> str:
        chosen = str(said.get("place", ""))
        return chosen if chosen in {place.ref for place in self.places} else ""

    def _commune(self, said: Mapping[str, Any]) -> str:
        typed = said.get("commune", "").strip()
        if not typed or said.get("lieu") in {"", AT_A_PLACE, "a_distance"}:
            return ""
        try:
            return resolve_commune(typed).code
        except UserError as error:
            self.add_error("commune", error.message)
            return ""

    def _people(self, said: Mapping[str, Any]) -> tuple[Someone, ...]:
        """The one person; or as many as were counted, with the traits that were counted apart."""
        if said.get("activite") != TOGETHER:
            return (Someone(*(said.get(trait, "") for trait, _codes in TRAITS)),)
        count = said.get("nombre") or 0
        if not count and "nombre" not in self.errors:
            self.add_error("nombre", _("Dites combien de personnes étaient là."))
        columns = []
        for trait, vocabulary in TRAITS:
            column = [
                code
                for code in coop.codes(vocabulary)
                for _one in range(said.get(f"{trait}_{code}") or 0)
            ]
            if len(column) > count:
                found = _("%(sum)d personnes comptées, pour un total de %(total)d")
                found %= {"sum": len(column), "total": count}
                self.add_error("nombre", _refusal(found, _("un total qui les contient toutes")))
            columns.append((column + [""] * count)[:count])
        return tuple(Someone(*traits) for traits in zip(*columns, strict=True))

    # What the page shows.

    @property
    def formes(self) -> tuple[Option, ...]:
        return self._sides("forme", coop.forms())

    @property
    def mondes(self) -> tuple[Option, ...]:
        return self._sides("monde", coop.worlds())

    def _sides(self, name: str, sides: Mapping[str, coop.Side]) -> tuple[Option, ...]:
        chosen = self._typed(name)
        return tuple(
            Option(
                f"{name}-{side.code}",
                side.code,
                in_language(side.label, side.english),
                side.code == chosen,
                in_language(side.definition, side.english_definition),
                side.icon,
            )
            for side in sides.values()
        )

    @property
    def first_themes(self) -> tuple[Option, ...]:
        """Those proposed, and those ticked."""
        return tuple(one for one in self._themes() if self._is_first(one))

    @property
    def other_themes(self) -> tuple[Option, ...]:
        return tuple(one for one in self._themes() if not self._is_first(one))

    def _is_first(self, one: Option) -> bool:
        return one.is_checked or one.value in self.proposed

    def _themes(self) -> tuple[Option, ...]:
        return self._boxes("themes", Vocabulary.THEME)

    @property
    def first_procedures(self) -> tuple[Option, ...]:
        return tuple(one for one in self._procedures() if one.is_checked)

    @property
    def other_procedures(self) -> tuple[Option, ...]:
        return tuple(one for one in self._procedures() if not one.is_checked)

    def _procedures(self) -> tuple[Option, ...]:
        return self._boxes("demarches", Vocabulary.ADMINISTRATIVE_THEME)

    @property
    def durations(self) -> tuple[Option, ...]:
        chosen = self._typed("duree")
        return tuple(
            Option(f"duree-{one}", str(one), ui.duration(one), str(one) == chosen)
            for one in MINUTES
        )

    @property
    def is_other_duration(self) -> bool:
        return self._typed("duree") == OTHER

    @property
    def activities(self) -> tuple[Option, ...]:
        return self._radios("activite", Vocabulary.ACTIVITY, only=(ALONE, TOGETHER))

    @property
    def activities_apart(self) -> tuple[Option, ...]:
        return self._radios("activite", Vocabulary.ACTIVITY, only=coop.NO_AUDIENCE)

    @property
    def levels(self) -> tuple[Option, ...]:
        return self._radios("niveau", Vocabulary.LEVEL, unsaid=True)

    @property
    def autonomies(self) -> tuple[Option, ...]:
        return self._radios("autonomie", Vocabulary.AUTONOMY, unsaid=True)

    @property
    def places_of_act(self) -> tuple[Option, ...]:
        return self._radios("lieu", Vocabulary.PLACE_OF_ACT)

    @property
    def traits(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """(title, choices) of the one person."""
        return tuple(
            (title, self._radios(trait, vocabulary))
            for title, (trait, vocabulary) in zip(_trait_titles(), TRAITS, strict=True)
        )

    @property
    def counts(self) -> tuple[tuple[str, tuple[Count, ...]], ...]:
        """(title, how many of each) of the people of a workshop."""
        return tuple(
            (
                title,
                tuple(
                    Count(name, name, wording.label(vocabulary, code), self._typed(name))
                    for code in coop.codes(vocabulary)
                    if code != coop.UNSAID and (name := f"{trait}_{code}")
                ),
            )
            for title, (trait, vocabulary) in zip(_trait_titles(), TRAITS, strict=True)
        )

    @property
    def redirections(self) -> tuple[Option, ...]:
        known = self._boxes("orientation", Vocabulary.REDIRECTION)
        chosen = self._ticked("orientation")
        nobody = Option(f"orientation-{NOBODY}", NOBODY, _("Non"), NOBODY in chosen)
        return (nobody, *known)

    @property
    def places_shown(self) -> tuple[Option, ...]:
        chosen = self._typed("place")
        return tuple(
            Option(f"place-{one.ref}", one.ref, one.label, one.ref == chosen) for one in self.places
        )

    @property
    def has_traits(self) -> bool:
        """Whether something was said of the person or of the group: what is folded is then open."""
        said = (self._typed(trait) for trait, _codes in TRAITS)
        counted = (count.value for _title, counts in self.counts for count in counts)
        return any(one not in {"", coop.UNSAID} for one in said) or any(counted)

    @property
    def typed(self) -> dict[str, str]:
        """What the single fields hold, as it was typed."""
        names = ("duree_autre", "nombre", "date", "commune", "passerelle", "note")
        return {name: self._typed(name) for name in names}

    @property
    def refused(self) -> dict[str, str]:
        """The first message of each field in trouble; "" for the others."""
        return {name: str(next(iter(self.errors.get(name, ())), "")) for name in self.fields}

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(
            Trouble(self._target(name), str(message))
            for name in self.fields
            for message in self.errors.get(name, ())
        )

    def _target(self, name: str) -> str:
        first = {"forme": "forme-accompagnement", "monde": "monde-mediation_numerique"}
        return first.get(name, name)

    def _typed(self, name: str) -> str:
        value = self[name].value()
        return "" if value is None else str(value)

    def _ticked(self, name: str) -> frozenset[str]:
        return frozenset(map(str, self[name].value() or ()))

    def _boxes(self, name: str, vocabulary: Vocabulary) -> tuple[Option, ...]:
        chosen = self._ticked(name)
        return tuple(
            Option(f"{name}-{code}", code, wording.label(vocabulary, code), code in chosen)
            for code in coop.codes(vocabulary)
        )

    def _radios(
        self,
        name: str,
        vocabulary: Vocabulary,
        *,
        only: Iterable[str] = (),
        unsaid: bool = False,
    ) -> tuple[Option, ...]:
        chosen = self._typed(name)
        kept = tuple(only) or tuple(coop.codes(vocabulary))
        options = tuple(
            Option(
                f"{name}-{code}",
                code,
                wording.label(vocabulary, code),
                code == (chosen or coop.UNSAID),
            )
            for code in kept
        )
        nothing = Option(f"{name}-rien", "", _("Non dit"), not chosen)
        return (nothing, *options) if unsaid else options


def initial_of(draft: Draft, *, is_chosen: bool) -> dict[str, Any]:
    """A draft as the form shows it. is_chosen: the two big choices were made already."""
    shown: dict[str, Any] = {
        "forme": draft.forme_mediation if is_chosen else "",
        "monde": draft.monde if is_chosen else "",
        "activite": draft.activity,
        "themes": list(draft.themes),
        "demarches": list(draft.administrative_themes),
        "duree": str(draft.minutes) if draft.minutes in MINUTES else OTHER,
        "duree_autre": "" if draft.minutes in MINUTES else draft.minutes or "",
        "nombre": len(draft.people) if draft.activity == TOGETHER else "",
        "niveau": draft.level,
        "autonomie": draft.autonomy,
        "orientation": list(draft.redirections),
        "date": draft.held_on.isoformat(),
        "lieu": draft.place_of_act,
        "place": draft.place_ref,
        "passerelle": draft.passerelle_ref,
        "note": draft.note,
    }
    commune = commune_for(draft.code_insee) if draft.code_insee else None
    shown["commune"] = commune.label if commune else ""
    if draft.activity == ALONE:
        one = draft.people[0] if draft.people else Someone()
        shown |= {"age": one.age, "genre": one.gender, "statut": one.status}
    for trait, values in zip(("age", "genre", "statut"), _columns(draft), strict=True):
        if draft.activity == TOGETHER:
            shown |= {f"{trait}_{code}": values.count(code) for code in set(values) if code}
    return shown


def _columns(draft: Draft) -> tuple[list[str], list[str], list[str]]:
    return (
        [one.age for one in draft.people],
        [one.gender for one in draft.people],
        [one.status for one in draft.people],
    )


def _trait_titles() -> tuple[str, str, str]:
    return _("Âge"), _("Genre"), _("Situation")


def _refusal(found: str, expected: str) -> str:
    if not found:
        return _("Il manque %(expected)s.") % {"expected": expected}
    return _("Trouvé : « %(found)s ». Attendu : %(expected)s.") % {
        "found": found,
        "expected": expected,
    }
