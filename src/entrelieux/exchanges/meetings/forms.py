"""What is asked to prepare a meeting and to sign up; what was typed is kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from entrelieux.directory.cards import Named
from entrelieux.exchanges.meetings.cards import MeetingCard
from entrelieux.exchanges.meetings.preparing import Asked
from entrelieux.exchanges.meetings.seating import PAPER
from entrelieux.exchanges.meetings.seating import Asked as SeatAsked
from entrelieux.kernel.carriers import sends_sms
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr import passerelles as ways
from entrelieux.passerelles.forms import (
    ICONS,
    Choice,
    KeyedForm,
    WordsField,
    contact_trouble,
    in_words,
)
from entrelieux.territories.selectors import CommuneCard, commune_for, resolve_commune

MOST_WORDS = 2_000
REF = re.compile(r"[\w-]{1,40}")


class DayField(forms.CharField):
    """A day as a browser sends it; typed by hand, « 24/11/2026 » is read too."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        found = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text)
        if found:
            text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if text and day is None:
            raise ValidationError(_("Ce jour n'existe pas. Exemple : 24/11/2026."))
        return day


class HourField(forms.CharField):
    """« 18:30 », « 18h30 », « 18 h »."""

    def clean(self, value: Any) -> Any:
        text = re.sub(r"\s*[hH]\s*", ":", str(super().clean(value))).rstrip(":")
        text = f"{text}:00" if re.fullmatch(r"\d{1,2}", text) else text
        try:
            hour = parse_time(text)
        except ValueError:
            hour = None
        if hour is None:
            raise ValidationError(_("Attendu : une heure. Exemple : 18:30."))
        return hour.replace(tzinfo=None)


def commune_named(text: str) -> CommuneCard:
    """By the code that the page carries, or by what was typed."""
    return commune_for(text) or resolve_commune(text)


class MeetingForm(KeyedForm):
    """structures: for which the viewer prepares; others: that may hold it too; places: of these.

    Both are of the directory, so that no reference is ever typed.
    """

    genre = forms.CharField(required=False, max_length=24)
    titre = forms.CharField(max_length=120, strip=True)
    theme = forms.CharField(required=False, max_length=120, strip=True)
    mots = WordsField(required=False, max_length=MOST_WORDS)
    lieu = forms.CharField(required=False, max_length=40)
    salle = forms.CharField(required=False, max_length=200, strip=True)
    adresse = forms.CharField(required=False, max_length=200, strip=True)
    commune = forms.CharField(required=False, max_length=120, strip=True)
    jour = DayField(max_length=20, strip=True)
    debut = HourField(max_length=10, strip=True)
    fin = HourField(max_length=10, strip=True)
    places = forms.IntegerField(required=False)
    structure = forms.CharField(required=False, max_length=60)
    avec = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(required=False)

    def __init__(
        self,
        *args: Any,
        structures: Sequence[Named],
        others: Sequence[Named],
        places: Sequence[Named],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.structures, self.others, self.own_places = structures, others, places
        self.code_insee = ""
        for name, message in _missing().items():
            self.fields[name].error_messages["required"] = message
        avec = self.fields["avec"]
        assert isinstance(avec, forms.MultipleChoiceField)
        avec.choices = [(one.ref, one.name) for one in others]

    def clean_structure(self) -> str:
        said = str(self.cleaned_data["structure"])
        known = [one.ref for one in self.structures]
        return said if said in known else next(iter(known), "")

    def clean_places(self) -> int:
        return self.cleaned_data["places"] or pack.USUAL_SEATS

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("lieu") and data.get("commune"):
            try:
                self.code_insee = commune_named(data["commune"]).code
            except UserError as error:
                self.add_error("commune", error.message)
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        return Asked(
            kind=data["genre"],
            title=data["titre"],
            theme=data["theme"],
            words=data["mots"],
            place_ref=data["lieu"],
            place_name=data["salle"],
            address=data["adresse"],
            code_insee=self.code_insee,
            day=data["jour"],
            starts=data["debut"],
            ends=data["fin"],
            seats=data["places"],
            organisers=tuple(data["avec"]),
        )

    def kinds(self) -> tuple[Choice, ...]:
        rows = ((code, *in_words(word), "") for code, word in pack.kinds().items())
        return self._choices("genre", rows)

    def with_whom(self) -> tuple[Choice, ...]:
        return self._choices("avec", ((one.ref, one.name, "", "") for one in self.others))

    def for_whom(self) -> tuple[Choice, ...]:
        return self._choices("structure", ((one.ref, one.name, "", "") for one in self.structures))

    def where(self) -> tuple[Choice, ...]:
        return self._choices("lieu", ((one.ref, one.name, "", "") for one in self.own_places))


def _missing() -> dict[str, str]:
    return {
        "titre": _("Donnez un titre à la rencontre."),
        "jour": _("Dites quel jour."),
        "debut": _("Dites à quelle heure elle commence."),
        "fin": _("Dites à quelle heure elle finit."),
    }


def initial_of(card: MeetingCard) -> dict[str, Any]:
    """The form of a meeting that is there."""
    first = card.organisers[0].ref if card.organisers else ""
    return {
        "genre": card.kind_code,
        "titre": card.title,
        "theme": card.theme,
        "mots": card.words,
        "lieu": card.place.ref if card.place else "",
        "salle": "" if card.place else card.place_name,
        "adresse": "" if card.place else card.address,
        "commune": "" if card.place else card.commune,
        "jour": card.on.isoformat(),
        "debut": _hour(card.starts),
        "fin": _hour(card.ends),
        "places": card.seats,
        "structure": first,
        "avec": [one.ref for one in card.organisers],
        "version": card.version,
    }


def _hour(moment: datetime) -> str:
    return f"{moment:%H:%M}"


class SeatForm(KeyedForm):
    """A first name is enough. by_somebody: an agent types it, so any way to be told will do."""

    nom = forms.CharField(max_length=80, strip=True)
    moyen = forms.CharField(required=False, max_length=14)
    contact = forms.CharField(required=False, max_length=120, strip=True)
    commune = forms.CharField(required=False, max_length=120, strip=True)
    role = forms.CharField(required=False, max_length=16)
    comment = forms.CharField(required=False, max_length=12)

    def __init__(self, *args: Any, by_somebody: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_somebody = by_somebody
        self.code_insee = ""
        self.fields["nom"].error_messages["required"] = _("Donnez un prénom : il suffit.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("commune"):
            try:
                self.code_insee = commune_named(data["commune"]).code
            except UserError as error:
                self.add_error("commune", error.message)
        channel, contact = data.get("moyen") or PAPER, data.get("contact", "")
        if channel not in self._ways():
            self.add_error("moyen", _("Choisissez comment être prévenu·e."))
        elif contact and (trouble := contact_trouble(channel, contact)):
            self.add_error("contact", trouble)
        return data

    def asked(self) -> SeatAsked:
        data = self.cleaned_data
        return SeatAsked(
            name=data["nom"],
            channel=data["moyen"] or PAPER,
            contact=data["contact"],
            code_insee=self.code_insee,
            role=data["role"] or "participant",
        )

    def channels(self) -> tuple[Choice, ...]:
        """« Papier » stands for nothing to tell. SMS only where the site sends some."""
        rows = []
        for code in self._ways():
            label, said = in_words(ways.channels()[code])
            if code == PAPER:
                label, said = _("Pas besoin de prévenir"), ""
            rows.append((code, label, said, ICONS.get(code, "")))
        found = self._choices("moyen", rows)
        if not any(one.is_checked for one in found):
            return (found[0]._replace(is_checked=True), *found[1:])
        return found

    def _ways(self) -> Iterable[str]:
        yield PAPER
        yield "courriel"
        if sends_sms():
            yield "sms"
        yield "telephone"
        if self.by_somebody:
            yield "intermediaire"
