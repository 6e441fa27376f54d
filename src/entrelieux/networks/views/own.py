"""The member's own pages: state, card, what is shown of them, still there, leave."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from entrelieux.directory.structures import structure_for
from entrelieux.directory.wording import in_language
from entrelieux.kernel.access import access, anyone
from entrelieux.kernel.answers import see_other, viewer_of
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks import joining
from entrelieux.networks.cards import MemberCard
from entrelieux.networks.charters import charter_now
from entrelieux.networks.errors import MemberGone, NetworkGone, SaidWrongly
from entrelieux.networks.finding import network_in_sight, networks_in_sight
from entrelieux.networks.forms import JoinForm, ShownForm, SignForm, shown_of
from entrelieux.networks.holding import Whose, speaks_for_any
from entrelieux.networks.members import membership_for, membership_of_structure, memberships_of
from entrelieux.networks.views.common import SECTION, absent_is_404, gone_for_holder, private
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.confiding import acting_for_oneself
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.forms import new_key
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.views.answers import secret

LEAVING = ("demenagement", "activite-finie", "charte", "autre-reseau", "pas-utile", "autre")


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@gone_for_holder
@absent_is_404
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Every network of the holder; posting ``faire`` changes one thing of one of them."""
    actor, whose = acting_for_oneself(viewer_of(request)), Whose(token=token)
    person = person_behind(token)
    here = reverse("networks:mine", args=[token])
    cards = memberships_of(person)
    page = _chosen(request, cards)
    error: UserError | None = None
    if request.method == "POST":
        if page is None:
            raise MemberGone
        answer, error = _changed(request, actor, whose, page, here)
        if answer is not None:
            return answer
    inside = {one.network.ref for one in cards if not one.is_out}
    context = {
        **SECTION,
        "token": token,
        "page": page,
        "cards": cards,
        "others": [one for one in networks_in_sight() if one.card.ref not in inside],
        "reasons": _reasons(),
        "error": error,
        "done": request.GET.get("fait", ""),
    }
    return render(request, "networks/mine.html", context, status=error.status if error else 200)


@access(anyone)
@require_safe
@secret
@gone_for_holder
@absent_is_404
def card(request: HttpRequest, token: str, ref: str) -> HttpResponse:
    """To print, or to show on a telephone."""
    found = membership_for(person_behind(token), ref)
    return _card(request, found, reverse("networks:mine", args=[token]))


@access(speaks_for_any)
@require_http_methods(["GET", "HEAD", "POST"])
@private
@absent_is_404
def structure(request: HttpRequest, ref: str, organisation: str) -> HttpResponse:
    """The membership of a structure, for its own people: asked for, then as a person's."""
    viewer, network = viewer_of(request), network_in_sight(ref)
    found = membership_of_structure(viewer, network, organisation)
    whose = Whose(organisation=organisation)
    here = reverse("networks:structure", args=[network.ref, organisation])
    error: UserError | None = None
    page = Page(found) if found else None
    if page is None or page.card.is_out:
        return _structure_joins(request, ref, whose, here, page)
    if request.method == "POST":
        answer, error = _changed(request, viewer, whose, page, here)
        if answer is not None:
            return answer
    context = {
        **SECTION,
        "network": network,
        "page": page,
        "organisation": organisation,
        "reasons": _reasons(),
        "error": error,
        "done": request.GET.get("fait", ""),
    }
    status = error.status if error else 200
    return render(request, "networks/structure.html", context, status=status)


@access(speaks_for_any)
@require_safe
@private
@absent_is_404
def structure_card(request: HttpRequest, ref: str, organisation: str) -> HttpResponse:
    found = membership_of_structure(viewer_of(request), network_in_sight(ref), organisation)
    if found is None:
        raise MemberGone
    return _card(request, found, reverse("networks:structure", args=[ref, organisation]))


class Page:
    """A membership with its forms: as it is, or as it was just typed."""

    def __init__(self, card: MemberCard) -> None:
        self.card = card
        self.shown = ShownForm(initial=shown_of(card))
        self.sign = SignForm(charter=card.charter_now, initial={"nom": card.name})


def _chosen(request: HttpRequest, cards: tuple[MemberCard, ...]) -> Page | None:
    """The one that was posted or asked for; the first that goes on, otherwise."""
    if request.method == "POST":
        said = request.POST.get("adhesion", "")
        return next((Page(one) for one in cards if one.ref == said), None)
    said = request.GET.get("adhesion", "")
    ordered = sorted(cards, key=lambda one: (one.ref != said, one.is_out))
    return Page(ordered[0]) if ordered else None


def _changed(
    request: HttpRequest, actor: Viewer, whose: Whose, page: Page, here: str
) -> tuple[HttpResponse | None, UserError | None]:
    """(what to answer once done, what was wrong otherwise)."""
    acts: dict[str, Callable[[HttpRequest, dict[str, Any], Page], bool]] = {
        "la": _stay,
        "signer": _sign,
        "montrer": _show,
        "quitter": _leave,
    }
    what = request.POST.get("faire", "")
    if what not in acts:
        return see_other(here), None
    common = {"actor": actor, "whose": whose, "ref": page.card.ref}
    try:
        if acts[what](request, common, page):
            return see_other(here, fait=what), None
    except (FollowUpGone, MemberGone, NetworkGone):
        raise
    except UserError as error:
        return None, error
    return None, SaidWrongly("")  # said beside the field


def _stay(_request: HttpRequest, common: dict[str, Any], _page: Page) -> bool:
    joining.stay(**common)
    return True


def _sign(request: HttpRequest, common: dict[str, Any], page: Page) -> bool:
    page.sign = SignForm(request.POST, charter=page.card.charter_now)
    if not page.sign.is_valid():
        return False
    joining.sign(**common, said=page.sign.said(page.card))
    return True


def _show(request: HttpRequest, common: dict[str, Any], page: Page) -> bool:
    page.shown = form = ShownForm(request.POST)
    if not form.is_valid():
        return False
    said = joining.Said(**form.sheet())
    version = form.cleaned_data["version"]
    joining.show(**common, shown=form.shown(), said=said, version=version)
    return True


def _leave(request: HttpRequest, common: dict[str, Any], _page: Page) -> bool:
    joining.leave(**common, reason=request.POST.get("raison", ""))
    return True


def _structure_joins(
    request: HttpRequest, ref: str, whose: Whose, here: str, page: Page | None
) -> HttpResponse:
    viewer, network = viewer_of(request), network_in_sight(ref)
    charter, known = charter_now(network), structure_for(viewer, whose.organisation)
    settings: dict[str, Any] = {"knows_them": True, "charter": charter.number if charter else 0}
    status = 200
    form = JoinForm(
        initial={"cle": new_key(), "commune": known.commune if known else ""}, **settings
    )
    if request.method == "POST":
        form, status = JoinForm(request.POST, **settings), 422
        try:
            if form.is_valid():
                said = form.joins("page")
                joining.ask_to_join(actor=viewer, network=network, whose=whose, said=said)
                return see_other(here, fait="demande")
        except (FollowUpGone, MemberGone, NetworkGone):
            raise
        except UserError as error:
            form.refuse(error)
            status = error.status
    context = {
        **SECTION,
        "network": network,
        "charter": charter,
        "form": form,
        "page": page,
        "structure": known,
        "is_structure": True,
        "person": None,
    }
    return render(request, "networks/join.html", context, status=status)


def _card(request: HttpRequest, found: MemberCard, back: str) -> HttpResponse:
    if not found.is_in:
        raise MemberGone
    return render(request, "networks/card.html", {**SECTION, "card": found, "back": back})


def _reasons() -> list[tuple[str, str]]:
    words = pack.reasons()
    return [(code, in_language(words[code].label, words[code].english)) for code in LEAVING]
