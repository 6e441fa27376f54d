"""What templates ask of the interface: icons, numbers in words, drawings."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from entrelieux.kernel import french, ui
from entrelieux.kernel.clear_text import MOST_SIGNS, clarity_of
from entrelieux.kernel.glossary import term_card, words_met

register = template.Library()

VIEWS = {
    "home": "accueil",
    "reception:plans": "parcours",
    "reception:compare": "parcours",
    "reception:swap": "parcours",
    "reception:print": "papier",
    "reception:sheet": "papier",
    "directory:place": "lieu",
    "directory:history": "lieu",
}
ROOMS = {
    "parcours": "demande",
    "lieux": "lieux",
    "agenda": "agenda",
    "mots": "mots",
    "suivi": "suivi",
    "passerelle": "suivi",
    "observatoire": "observatoire",
    "besoins-sans-reponse": "observatoire",
    "guichet": "guichet",
    "comptes-rendus": "guichet",
    "compte": "compte",
    "entraide": "entraide",
    "rencontres": "rencontres",
    "projets": "projets",
}
"""First word of an address → kind of `unknown_words.PAGES`; what follows may be a secret."""

EXPLAINED_ALREADY = {"words:glossary", "reception:print"}


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


@register.simple_tag(takes_context=True)
def page_kind(context: Context) -> str:
    """Which kind of page this is, for « un mot pas compris »; never its address, which may be
    the key of somebody's plan."""
    path = str(getattr(context.get("request"), "path", ""))
    return VIEWS.get(_view_name(context)) or ROOMS.get(path.strip("/").partition("/")[0], "autre")


def _view_name(context: Context) -> str:
    match = getattr(context.get("request"), "resolver_match", None)
    return str(getattr(match, "view_name", ""))


class Explained(Node):
    """What is inside, then the plain words of the hard words that it shows."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        page = self.nodelist.render(context)
        if _view_name(context) in EXPLAINED_ALREADY:
            return page
        words = words_met(page)
        if not words:
            return page
        told = get_template("kernel/_explained.html")
        return SafeString(page + told.render({"words": words, "page": page_kind(context)}))


@register.tag
def explained(parser: Parser, _token: Token) -> Explained:
    """``{% explained %}…{% endexplained %}``: once a page, around all that it says."""
    nodelist = parser.parse(("endexplained",))
    parser.delete_first_token()
    return Explained(nodelist)


@register.inclusion_tag("kernel/_text_advice.html")
def text_advice(name: str, label: str, text: str = "") -> dict[str, object]:
    """``{% text_advice "presentation" label value %}``: in a form, for a field everybody will read.

    Says how clear `text` is as it stands, and lets the person look at what is in the field: it is
    sent by the form itself, to a page that keeps nothing. It proposes and never forbids. **After
    the button that sends the form**, which the key « Entrée » must find first.
    """
    clarity = clarity_of(text) if len(text) <= MOST_SIGNS else None
    return {"name": name, "label": label, "clarity": clarity}


@register.inclusion_tag("kernel/_own_words.html")
def own_words(name: str, text: str) -> dict[str, object]:
    """``{% own_words "mots" form.words %}``: for what somebody says of themselves, once they did.

    As `text_advice`, folded, and without a mark: their words are good as they are.
    """
    return {"name": name, "text": text}


@register.filter
def day(value: date) -> str:
    """« 12 mars 2024 », « 1er mars 2024 »."""
    return ui.day(value)


@register.filter
def of_place(name: str) -> str:
    """After « autour » or « au départ »: « d’Alès », « du Puy »; the bare name in English."""
    return name if get_language() == "en" else french.of_place(name)
