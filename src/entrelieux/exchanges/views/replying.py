"""What one side of an introduction says, and the page on which it says it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.engine.matching.machine import Event
from entrelieux.exchanges.cards import IntroductionCard
from entrelieux.exchanges.forms import ReachForm
from entrelieux.exchanges.introducing import Reply
from entrelieux.exchanges.moving import ASKS
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.forms import Choice, KeyedForm, in_words
from entrelieux.passerelles.services import Reached
from entrelieux.reception.forms import WordsField

MOST_LETTERS = 500
US = "nous"
SAYS = ("oui", "plus_tard", "non", "vus", "nouvelles", "fini", "sans_aide", "injoignable")


class ReplyForm(KeyedForm):
    """One thing said: ``faire``. jour: the day they met, or when they meet again."""

    faire = forms.ChoiceField(choices=[(one, one) for one in SAYS], required=False)
    jour = forms.DateField(required=False)
    mot = WordsField(required=False, max_length=MOST_LETTERS, strip=True)
    issue = forms.ChoiceField(required=False)
    utile = forms.ChoiceField(choices=[("", ""), ("oui", "oui"), ("non", "non")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issue"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((code, code) for code in pack.outcomes())]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("faire"):
            self.add_error("faire", _("Choisissez une réponse."))
        return data

    def event(self, card: IntroductionCard) -> Event | None:
        """None when this side has nothing of the kind to say."""
        agree = Event.AGREE_ASK if card.side == ASKS else Event.AGREE_OFFER
        said = {
            "oui": agree,
            "plus_tard": Event.LATER,
            "non": Event.DECLINE,
            "vus": Event.MEET,
            "nouvelles": Event.NEWS,
            "fini": Event.CLOSE,
            "sans_aide": Event.NO_HELP,
            "injoignable": Event.NOT_REACHED,
        }
        return said.get(self.cleaned_data.get("faire", ""))

    def reply(self, event: Event) -> Reply:
        data = self.cleaned_data
        return Reply(
            event=event,
            on=data["jour"],
            outcome=data["issue"],
            useful={"oui": True, "non": False}.get(data["utile"]),
            note=data["mot"],
        )

    def outcomes(self) -> tuple[Choice, ...]:
        words = pack.outcomes().values()
        return self._choices("issue", [(w.code, *in_words(w), "") for w in words])

    def useful(self) -> tuple[Choice, ...]:
        return self._choices(
            "utile", [("oui", _("Oui, cela valait le coup"), "", ""), ("non", _("Non"), "", "")]
        )


class RelayedReachForm(ReachForm):
    """The same, said by who accompanies them, who stays between unless they agreed to more."""

    accord = forms.BooleanField(required=False)

    @staticmethod
    def _ways() -> tuple[str, ...]:
        return (US, *ReachForm._ways())

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("moyen", US) in {"", US}:
            return self.cleaned_data
        data = super().clean()
        if not data.get("accord"):
            self.add_error("accord", _("Demandez-lui d'abord si elle est d'accord."))
        return data

    @property
    def says_more(self) -> bool:
        return self.cleaned_data["moyen"] not in {"", US}

    def reached(self) -> Reached:
        data = self.cleaned_data
        return Reached(data["nom"], data["moyen"], data["contact"])

    def channels(self) -> tuple[Choice, ...]:
        words = pack.channels()
        ours = [(US, _("En passant par nous : nous faisons le lien"), "", "")]
        theirs = [(c, in_words(words[c])[0], "", "") for c in ReachForm._ways()]
        return self._choices("moyen", [*ours, *theirs])


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody came to an introduction. file: the reference that a structure knows it by."""

    token: str = ""
    link: str = ""
    file: str = ""


def reply_page(
    request: HttpRequest,
    card: IntroductionCard,
    way: Way,
    *,
    form: ReplyForm | None = None,
    reach: ReachForm | None = None,
    error: UserError | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    today: date = timezone.localdate()
    context = {
        "section": "entraide",
        "card": card,
        "token": way.token,
        "link": way.link,
        "file": way.file,
        "form": form or ReplyForm(initial={"jour": today}),
        "reach_form": reach or ReachForm(),
        "error": error,
        "said": said,
        "relays_reach": isinstance(reach, RelayedReachForm),
        "today": today,
    }
    return render(request, "exchanges/introduction.html", context, status=status)
