"""« /qui-fait-quoi/ »: the trades that meet here, in their own words."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.exchanges.meetings.trades import (
    TradeSaid,
    reads,
    say_trade,
    trade_of,
    trades_for,
    unsaid_by,
)
from entrelieux.exchanges.meetings.views.common import absent_is_404, private
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.packs.fr import meetings as pack
from entrelieux.passerelles.forms import Choice, KeyedForm, WordsField, in_words

SECTION = {"section": "qui-fait-quoi"}


class TradeForm(KeyedForm):
    metier = forms.CharField(required=False, max_length=24)
    fait = WordsField(required=False)
    pas = WordsField(required=False)
    appeler = WordsField(required=False)
    version = forms.IntegerField(required=False)

    def worlds(self) -> tuple[Choice, ...]:
        rows = ((code, *in_words(word), "") for code, word in pack.trades().items())
        return self._choices("metier", rows)

    def said(self) -> TradeSaid:
        data = self.cleaned_data
        return TradeSaid(data["metier"], data["fait"], data["pas"], data["appeler"])


@access(reads)
@require_safe
@private
def every(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "trades": trades_for(viewer),
        "unsaid": unsaid_by(viewer),
        "done": request.GET.get("fait", ""),
        **SECTION,
    }
    return render(request, "exchanges/meetings/trades.html", context)


@access(reads)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def write(request: HttpRequest, ref: str) -> HttpResponse:
    viewer = viewer_of(request)
    card = trade_of(viewer, ref)
    if request.method != "POST":
        start = {
            "metier": card.world_code if card else "",
            "fait": card.does if card else "",
            "pas": card.does_not if card else "",
            "appeler": card.call_for if card else "",
            "version": card.version if card else "",
        }
        return _page(request, TradeForm(initial=start))
    form = TradeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        say_trade(
            actor=viewer,
            organisation_ref=ref,
            said=form.said(),
            version=form.cleaned_data["version"],
        )
    except UserError as error:
        if error.status == 404:
            raise
        form.refuse(error)
        return _page(request, form, status=error.status)
    return see_other(reverse("meetings:trades"), fait="dit")


def _page(request: HttpRequest, form: TradeForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, **SECTION}
    return render(request, "exchanges/meetings/trade_form.html", context, status=status)
