"""What is asked at the two doors: a sentence first; nothing is lost when it comes back."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from entrelieux.directory.wording import in_language
from entrelieux.exchanges import competences
from entrelieux.exchanges.models import Manner
from entrelieux.exchanges.person_form import PersonForm
from entrelieux.exchanges.saying import LONGEST_MINUTES, MOST_LETTERS, OfferSaid, RequestSaid
from entrelieux.exchanges.wording import example, label, meaning
from entrelieux.kernel import ui
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as passerelles_pack
from entrelieux.passerelles.forms import (
    Choice,
    KeyedForm,
    contact_trouble,
    in_words,
    ways_alone,
)
from entrelieux.reception.forms import DAYS, MOMENTS, WordsField, free_time

MINUTES = (15, 30, 45, 60, 90)
MOST_PEOPLE = (1, 2, 3, 5, 10)
YES_NO = (("", ""), ("oui", ""), ("non", ""))


class SayForm(PersonForm):
    """Words, commune, how to be told; then what they were understood to say, which is confirmed."""

    field_order = ("mots", "lu", "commune", "homonyme", "moyen", "contact", "nom")
    kinds = staticmethod(pack.offers)
    mots = WordsField(required=False, strip=False)
    lu = forms.CharField(required=False, max_length=32)
    genre = forms.ChoiceField(required=False)
    besoins = forms.MultipleChoiceField(required=False)
    competences = forms.MultipleChoiceField(required=False)
    jours = forms.MultipleChoiceField(choices=DAYS, required=False)
    moments = forms.MultipleChoiceField(choices=MOMENTS, required=False)
    facons = forms.MultipleChoiceField(required=False)
    langues = forms.CharField(required=False, max_length=80, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("genre", ["", *self.kinds()])
        self._offer("besoins", needs_pack.needs_by_code())
        self._offer("competences", competences.known())
        self._offer("facons", pack.ways())

    @property
    def words(self) -> str:
        """As they were typed, line ends aside."""
        return str(self.fields["mots"].clean(self["mots"].value() or ""))

    @property
    def reading(self) -> str:
        """Of the words as they are now: once shown what they say, they are not shown again."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:32]

    @property
    def is_read(self) -> bool:
        return bool(self.words.strip()) and self["lu"].value() == self.reading

    def clean_mots(self) -> str:
        words: str = self.cleaned_data["mots"]
        if not words.strip():
            raise ValidationError(_("Écrivez une phrase, comme vous la diriez à un voisin."))
        if len(words) > MOST_LETTERS:
            raise ValidationError(
                _(
                    "Votre texte fait %(count)d lettres : gardez-en %(most)d au plus. "
                    "Rien n'est perdu, il est encore dans le cadre."
                )
                % {"count": len(words), "most": MOST_LETTERS}
            )
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.is_read and not data.get("genre"):
            self.add_error("genre", _("Choisissez ce qui ressemble le plus à votre phrase."))
        return data

    # What was said, for the services.

    @property
    def manner(self) -> str:
        if self.cleaned_data.get("sur_papier"):
            return Manner.PAPER
        return Manner.COUNTER if self.cleaned_data.get("structure") else Manner.PAGE

    def _common(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "kind": data["genre"],
            "words": data["mots"],
            "code_insee": self.commune_card.code if self.commune_card else "",
            "availability": free_time(data["jours"], data["moments"]),
            "modes": tuple(data["facons"]),
            "languages": tuple(filter(None, (one.strip() for one in data["langues"].split(",")))),
            "needs": tuple(data["besoins"]),
            "competences": tuple(data["competences"]),
        }

    # What the template shows.

    def genres(self) -> tuple[Choice, ...]:
        words = self.kinds().values()
        return self._choices(
            "genre", [(w.code, label(self.kinds(), w.code), meaning(w), "") for w in words]
        )

    def examples(self) -> tuple[str, ...]:
        return tuple(example(word) for word in list(self.kinds().values())[:4])

    def channels(self) -> tuple[Choice, ...]:
        means = {
            "papier": _("Vous gardez une adresse secrète, et vous la regardez quand vous voulez."),
            "telephone": _(
                "La personne que vous acceptez peut vous appeler. Le site n'appelle pas."
            ),
            "sms": _("Vous recevez un SMS à chaque nouvelle."),
            "courriel": _("Vous recevez un courriel à chaque nouvelle."),
            "intermediaire": _("Quelqu'un que vous connaissez vous prévient."),
        }
        words = passerelles_pack.channels()
        labels = {code: in_words(word)[0] for code, word in words.items()}
        if not self.desks:
            labels["papier"] = _("Sur mon adresse de suivi")
        return self._choices(
            "moyen",
            [(code, labels[code], "" if self.desks else means[code], "") for code in self._ways()],
        )

    def days(self) -> tuple[Choice, ...]:
        return self._choices("jours", [(code, said, "", "") for code, said in DAYS])

    def times(self) -> tuple[Choice, ...]:
        return self._choices("moments", [(code, said, "", "") for code, said in MOMENTS])

    def ways(self) -> tuple[Choice, ...]:
        return self._choices("facons", [(c, label(pack.ways(), c), "", "") for c in pack.ways()])

    def chosen(self, name: str) -> frozenset[str]:
        return self._values(name)

    def is_folded_open(self) -> bool:
        """Something was said there, or has to be mended there."""
        names = set(self.folded)
        return any(self[name].value() for name in names) or bool(names & set(self.errors))

    folded: tuple[str, ...] = ("jours", "moments", "facons", "langues")


class OfferForm(SayForm):
    kinds = staticmethod(pack.offers)
    folded = (*SayForm.folded, "conditions", "distance", "fauteuil")
    conditions = forms.ChoiceField(required=False)
    distance = forms.IntegerField(required=False, min_value=1, max_value=LONGEST_MINUTES)
    fauteuil = forms.ChoiceField(choices=YES_NO, required=False)
    combien = forms.IntegerField(required=False, min_value=1, max_value=20)
    montrer = forms.ChoiceField(required=False)
    etapes = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("conditions", ["", *pack.conditions()])
        self._offer("montrer", ["", *pack.audiences()])
        self._offer("etapes", passerelles_pack.stages())

    def said(self) -> OfferSaid:
        data = self.cleaned_data
        return OfferSaid(
            **self._common(),
            conditions=data["conditions"],
            radius_min=data["distance"],
            step_free={"oui": True, "non": False}.get(data["fauteuil"]),
            most_at_once=data["combien"] or 2,
            visible_to=data["montrer"] or "public",
            stages=tuple(data["etapes"]),
        )

    def prices(self) -> tuple[Choice, ...]:
        rows = pack.conditions().values()
        return self._choices(
            "conditions", [(w.code, label(pack.conditions(), w.code), meaning(w), "") for w in rows]
        )

    def audiences(self) -> tuple[Choice, ...]:
        rows = pack.audiences().values()
        return self._choices(
            "montrer", [(w.code, label(pack.audiences(), w.code), meaning(w), "") for w in rows]
        )

    def distances(self) -> tuple[Choice, ...]:
        return self._choices("distance", [(str(v), ui.duration(v), "", "") for v in MINUTES])

    def people(self) -> tuple[Choice, ...]:
        return self._choices("combien", [(str(v), str(v), "", "") for v in MOST_PEOPLE])

    def stages(self) -> tuple[Choice, ...]:
        rows = passerelles_pack.stages().values()
        return self._choices(
            "etapes", [(w.code, in_language(w.label, w.english), "", "") for w in rows]
        )


class RequestForm(SayForm):
    kinds = staticmethod(pack.requests)
    folded = (*SayForm.folded, "distance", "urgence", "gratuit", "fauteuil")
    distance = forms.IntegerField(required=False, min_value=1, max_value=LONGEST_MINUTES)
    urgence = forms.ChoiceField(required=False)
    gratuit = forms.BooleanField(required=False)
    fauteuil = forms.BooleanField(required=False)
    montrer_mots = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("urgence", ["", *pack.urgencies()])

    def said(self) -> RequestSaid:
        data = self.cleaned_data
        return RequestSaid(
            **self._common(),
            urgency=data["urgence"],
            only_free=data["gratuit"] or None,
            step_free=data["fauteuil"],
            most_min=data["distance"],
            words_shown=data["montrer_mots"],
        )

    def distances(self) -> tuple[Choice, ...]:
        return self._choices("distance", [(str(v), ui.duration(v), "", "") for v in MINUTES])

    def urgencies(self) -> tuple[Choice, ...]:
        return self._choices(
            "urgence", [(c, label(pack.urgencies(), c), "", "") for c in pack.urgencies()]
        )


class WordsForm(KeyedForm):
    """Say it again."""

    mots = WordsField(required=False, strip=False)


class ReachForm(KeyedForm):
    """How to be reached, asked when somebody says yes and has never said it."""

    nom = forms.CharField(required=False, max_length=80, strip=True)
    moyen = forms.ChoiceField(required=False)
    contact = forms.CharField(required=False, max_length=120, strip=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["moyen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, code) for code in self._ways()]

    @staticmethod
    def _ways() -> tuple[str, ...]:
        return tuple(code for code in ways_alone() if code != "papier")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("moyen"):
            self.add_error("moyen", _("Dites comment l'autre personne pourra vous joindre."))
        elif trouble := contact_trouble(data["moyen"], data.get("contact", "")):
            self.add_error("contact", trouble)
        return data

    def channels(self) -> tuple[Choice, ...]:
        words = passerelles_pack.channels()
        return self._choices("moyen", [(c, in_words(words[c])[0], "", "") for c in self._ways()])
