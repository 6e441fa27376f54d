"""What is asked of somebody who wants a call, in under a minute; nothing is lost on an error."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.exchanges.forms import SayForm
from entrelieux.kernel import ui
from entrelieux.networks.arrivals.adapters import label, meaning
from entrelieux.networks.arrivals.asking import Asked
from entrelieux.networks.arrivals.receiving import Capacity
from entrelieux.networks.arrivals.telling import Told
from entrelieux.packs.fr import networks as pack
from entrelieux.packs.fr import passerelles as passerelles_pack
from entrelieux.passerelles.following import Reached
from entrelieux.passerelles.forms import Choice, KeyedForm, contact_trouble, in_words
from entrelieux.passerelles.persons import PersonCard
from entrelieux.reception.forms import WordsField

NO_WAY = "papier"


class CallForm(SayForm):
    """What for, when, how, where. person: None as long as they have no file.

    promised: the last day to call back, of each kind that is taken. told: what may be expected.
    """

    kinds = staticmethod(pack.kinds)  # type: ignore[assignment]
    quand = forms.MultipleChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        person: PersonCard | None = None,
        promised: Mapping[str, date] | None = None,
        told: Mapping[str, Told | None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, knows_them=person is not None, **kwargs)
        self.person, self.promised, self.told = person, promised or {}, told or {}
        self._offer("quand", pack.moments())

    def _ways(self) -> tuple[str, ...]:
        return tuple(code for code in super()._ways() if code != NO_WAY)

    @property
    def asks_reach(self) -> bool:
        """Nobody can be called who has not said how."""
        return self.person is None or self.person.channel == NO_WAY

    def clean_mots(self) -> str:
        return str(self.cleaned_data["mots"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("genre") and "genre" not in self.errors:
            self.add_error("genre", _("Choisissez ce qui ressemble le plus à votre demande."))
        if self.asks_reach and not data.get("moyen") and "moyen" not in self.errors:
            self.add_error("moyen", _("Dites comment nous pouvons vous joindre."))
        elif (
            self.asks_reach
            and self.knows_them
            and (trouble := contact_trouble(data["moyen"], data.get("contact", "")))
        ):
            self.add_error("contact", trouble)
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            kind=data["genre"],
            words=data["mots"].strip(),
            when=tuple(data["quand"]),
            code_insee=self.commune_card.code if self.commune_card else "",
        )

    def reached(self) -> Reached:
        data = self.cleaned_data
        name = data["nom"] or (self.person.name if self.person else "")
        return Reached(name, data["moyen"], data["contact"])

    def genres(self) -> tuple[Choice, ...]:
        taken = (one for one in pack.kinds().values() if one.code in self.promised)
        rows = [(one.code, label(pack.kinds(), one.code), self._said_of(one), "") for one in taken]
        return self._choices("genre", rows)

    def _said_of(self, kind: pack.Kind) -> str:
        what = meaning(kind)
        by = _("rappel visé au plus tard le %(day)s") % {"day": ui.day(self.promised[kind.code])}
        return ". ".join(filter(None, (what[:1].upper() + what[1:], by[:1].upper() + by[1:])))

    def hours(self) -> tuple[Choice, ...]:
        return _hours(self._choices)

    def channels(self) -> tuple[Choice, ...]:
        words = passerelles_pack.channels()
        return self._choices("moyen", [(c, in_words(words[c])[0], "", "") for c in self._ways()])

    def estimates(self) -> tuple[tuple[str, str], ...]:
        """(kind, about how long) for those that can be said."""
        found = []
        for kind in self.promised:
            told = self.told.get(kind)
            if told and told.median and told.nine_in_ten:
                found.append((label(pack.kinds(), kind), estimate_in_words(told)))
        return tuple(found)


class ChangeForm(KeyedForm):
    """Say it otherwise, or when to call."""

    mots = WordsField(required=False, strip=False)
    quand = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quand"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in pack.moments()]

    def hours(self) -> tuple[Choice, ...]:
        return _hours(self._choices)


class CapacityForm(KeyedForm):
    """What somebody who calls back can carry."""

    semaine = forms.IntegerField(required=False)
    ensemble = forms.IntegerField(required=False)
    genres = forms.MultipleChoiceField(required=False)
    retour = forms.DateField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["genres"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in pack.kinds()]

    def capacity(self) -> Capacity:
        data = self.cleaned_data
        kinds = tuple(data["genres"])
        every = len(kinds) == len(pack.kinds())
        return Capacity(
            weekly=data["semaine"] or 0,
            most_open=data["ensemble"] or 0,
            kinds=() if every else kinds,
            away_until=data["retour"],
        )

    def choices(self) -> tuple[Choice, ...]:
        words = pack.kinds()
        return self._choices("genres", [(code, label(words, code), "", "") for code in words])


def _hours(choices: Callable[..., tuple[Choice, ...]]) -> tuple[Choice, ...]:
    words = pack.moments()
    return choices("quand", [(code, label(words, code), "", "") for code in words])


def estimate_in_words(told: Told) -> str:
    half = ngettext("%(n)d jour", "%(n)d jours", told.median or 0) % {"n": told.median}
    most = ngettext("%(n)d jour", "%(n)d jours", told.nine_in_ten or 0) % {"n": told.nine_in_ten}
    return _("une fois sur deux en moins de %(half)s, neuf fois sur dix en moins de %(most)s") % {
        "half": half,
        "most": most,
    }
