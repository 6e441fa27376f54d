"""What templates ask of the interface: icons, numbers in words, drawings."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from entrelieux.kernel import french, ui
from entrelieux.kernel.glossary import TermCard, term_card

register = template.Library()

KINDS = {
    "home": "accueil",
    "reception:intake": "demande",
    "reception:one_page": "demande",
    "reception:one_page_again": "demande",
    "reception:step": "demande",
    "reception:plans": "parcours",
    "reception:compare": "parcours",
    "reception:swap": "parcours",
    "reception:print": "papier",
    "reception:sheet": "papier",
    "directory:place_list": "lieux",
    "directory:place": "lieu",
    "words:glossary": "mots",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """``{% icon "map-pin" %}``: decoration only, the text beside it says the same."""
    return ui.icon(name)


@register.filter
def duration(minutes: int) -> str:
    """48 → « 48 min », 65 → « 1 h 05 »."""
    return ui.duration(minutes)


@register.filter
def number(value: int) -> str:
    """24201 → « 24 201 » (narrow no-break space)."""
    return ui.number(value)


@register.simple_tag
def qr_code(text: str, label: str) -> SafeString:
    return ui.qr_code(text, label)


@register.filter
def beside(left: Iterable[object], right: Iterable[object]) -> list[tuple[object, object]]:
    """Two lists of one length, walked together."""
    return list(zip(left, right, strict=True))


@register.simple_tag
def term(code: str, label: str = "") -> str:
    """``{% term "rsa" %}``: the word, as a link to its plain words. Fits inside a sentence.

    An unknown code gives the label alone (or the code): a page never breaks for a word.
    """
    card = term_card(code)
    if card is None:
        return label or code
    address = f"{reverse('words:glossary')}#{card.code}"
    return format_html('<a class="term" href="{}">{}</a>', address, label or card.word)


@register.inclusion_tag("kernel/_terms.html", takes_context=True)
def term_list(
    context: RequestContext, cards: Iterable[TermCard], page: str, departement: str = ""
) -> dict[str, Any]:
    """``{% term_list cards "parcours" %}``: words folded, each with « ce n'est pas clair ».

    page: a kind of `unknown_words.PAGES`. Once a page at most: it holds a form that has an id.
    """
    token = context.get("csrf_token", "")
    return {"cards": cards, "page": page, "departement": departement, "csrf_token": token}


@register.simple_tag(takes_context=True)
def page_kind(context: RequestContext) -> str:
    """Which kind of page this is, for « un mot pas compris »; never its address, which may be
    the key of somebody's plan."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return KINDS.get(getattr(match, "view_name", ""), "autre")


@register.filter
def day(value: date) -> str:
    """« 12 mars 2024 », « 1er mars 2024 »."""
    return ui.day(value)


@register.filter
def of_place(name: str) -> str:
    """After « autour » or « au départ »: « d’Alès », « du Puy »; the bare name in English."""
    return name if get_language() == "en" else french.of_place(name)
