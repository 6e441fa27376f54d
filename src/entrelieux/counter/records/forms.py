"""One act on one page: what was typed comes back whole, and says where something is missing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

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
from entrelieux.counter.records.form_shown import MINUTES, OTHER, TRAITS, Shown
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary
from entrelieux.territories.selectors import commune_for, resolve_commune

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


class RecordForm(Shown):
    """draft: the act, once valid."""

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
    note = forms.CharField(required=False, max_length=4 * LONGEST_NOTE, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
            passerelle_ref=self.bridge,
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
            self.add_error("forme", _("Dites ce que vous avez fait : aider, ou présenter."))
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


def _refusal(found: str, expected: str) -> str:
    if not found:
        return _("Il manque %(expected)s.") % {"expected": expected}
    return _("Trouvé : « %(found)s ». Attendu : %(expected)s.") % {
        "found": found,
        "expected": expected,
    }
