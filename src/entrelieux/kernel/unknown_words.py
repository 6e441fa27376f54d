"""Which words do people not understand, where, said by whom, and in which département?

A report says a word, a kind of page and, if the person wants, a public and a département: nobody
is told apart, so one person who reports twice counts twice. A word that is not in the glossary is
kept as folded letters, a few words at most. It is shown to everyone only if the site itself uses
it: what somebody typed could name a person, or be there to hurt.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, Sum
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from entrelieux.engine.language import fold
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.glossary import TermCard, term_card
from entrelieux.kernel.models import Source, UnknownWord
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs, offer, territories
from entrelieux.packs.fr.termes import load_terms

OTHER_PAGE = "autre"
PAGES = {
    "accueil": gettext_lazy("page d'accueil"),
    "demande": gettext_lazy("questions du parcours"),
    "parcours": gettext_lazy("parcours proposés"),
    "papier": gettext_lazy("parcours imprimé"),
    "lieux": gettext_lazy("liste des lieux"),
    "lieu": gettext_lazy("fiche d'un lieu"),
    "agenda": gettext_lazy("l'agenda"),
    "suivi": gettext_lazy("page de suivi"),
    "guichet": gettext_lazy("le guichet"),
    "entraide": gettext_lazy("l'entraide"),
    "rencontres": gettext_lazy("les rencontres"),
    "projets": gettext_lazy("les projets"),
    "observatoire": gettext_lazy("l'observatoire"),
    "compte": gettext_lazy("mon compte"),
    "mots": gettext_lazy("les mots"),
    OTHER_PAGE: gettext_lazy("autres pages"),
}
MOST_LETTERS = 60
MOST_WORDS = 4
NEW_WORDS_A_DAY = 500
"""Rows for typed words that one day may add; the next are counted without their letters."""
SHOWN_DAYS = 365
TYPED_KEPT_DAYS = 396  # thirteen months
MOST_SHOWN = 100
PARTS = ("page", "public", "departement")

_NOT_A_LETTER = re.compile(r"[^\w ]+|[\d_]+")


class WordRefused(UserError):  # noqa: N818  says what happened
    code = "mot-refuse"
    status = 422


@dataclass(frozen=True, slots=True)
class Counted:
    """One part of the reports of a word, large enough to be shown."""

    label: str
    reports: int


@dataclass(frozen=True, slots=True)
class WordToExplain:
    """card: None when the word is not in the glossary yet. Parts under the threshold are left
    out, with as many others as it takes for nobody to find them by subtraction."""

    word: str
    card: TermCard | None
    reports: int
    pages: tuple[Counted, ...]
    publics: tuple[Counted, ...]
    departements: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class WordsToExplain:
    """since, until: first and last day counted, None when nothing was. kept_back: reports about
    words under the threshold, or typed words that the site does not use."""

    words: tuple[WordToExplain, ...]
    since: date | None
    until: date | None
    threshold: int
    reports: int
    kept_back: int
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word that people typed and that the glossary has not."""

    word: str
    reports: int
    last_day: date


def page_kind(code: str) -> str:
    """A kind of page that is known; any other text is « autre »."""
    return code if code in PAGES else OTHER_PAGE


@cache
def departement_names() -> Mapping[str, str]:
    return {row.code: row.nom for row in territories.departements()}


@transaction.atomic
def count_unknown_word(
    *,
    actor: Viewer,  # noqa: ARG001  anybody may; nothing of them is kept
    said: str,
    page: str,
    today: date,
    public: str = "",
    departement: str = "",
) -> str:
    """Count one report; gives the code of the glossary's word, or "" for another word.

    Unknown pages, publics and départements are counted without them. No journal line: the counter
    is itself the record, and a line for each click would say more about people than it does.

    Args:
        said: code of a term, or a word as somebody typed it.

    Raises:
        WordRefused: no letters, too many words, or what looks like an address.
    """
    term = said if term_card(said) else _term_of(said)
    typed = "" if term else typed_word(said)
    is_fiction = _fiction()
    if typed and not _may_add(typed, today):
        typed = ""
    row, _created = UnknownWord.objects.get_or_create(
        day=today,
        term=term,
        typed=typed,
        page=page_kind(page),
        public=public if public in offer.publics() else "",
        departement=departement if departement in departement_names() else "",
        is_fiction=is_fiction,
    )
    UnknownWord.objects.filter(pk=row.pk).update(reports=F("reports") + 1)
    return term


def typed_word(said: str) -> str:
    """What may be kept of a typed word: folded letters, without digits or signs.

    Raises:
        WordRefused: see `count_unknown_word`.
    """
    if "@" in said or "://" in said or "www." in said.lower():
        raise WordRefused(
            _("Cela ressemble à une adresse. Écrivez seulement le mot que vous ne comprenez pas."),
            field="mot",
        )
    letters = _letters(said)
    if not letters:
        raise WordRefused(_("Écrivez le mot que vous ne comprenez pas, en lettres."), field="mot")
    if len(letters.split()) > MOST_WORDS or len(letters) > MOST_LETTERS:
        raise WordRefused(
            _("C'est trop long : écrivez un seul mot, ou quelques mots (quatre au plus)."),
            field="mot",
        )
    return letters


@transaction.atomic
def forget_typed_words(*, actor: Viewer, today: date) -> int:
    """Erase what was typed more than thirteen months ago; counts of glossary words stay."""
    old = UnknownWord.objects.filter(day__lt=today - timedelta(days=TYPED_KEPT_DAYS))
    erased = old.exclude(typed="").delete()[0]
    if erased:
        journal.record(actor, "typed_words.erased", rows=erased)
    return erased


def words_to_explain(viewer: Viewer, *, today: date) -> WordsToExplain:  # noqa: ARG001  public
    """The words most often said not to be understood, over a year; fiction apart."""
    is_fiction = _fiction()
    rows = UnknownWord.objects.filter(
        day__gt=today - timedelta(days=SHOWN_DAYS), is_fiction=is_fiction
    )
    span = rows.aggregate(since=Min("day"), until=Max("day"), reports=Sum("reports"))
    totals: Counter[tuple[str, str]] = Counter()
    parts: dict[str, dict[tuple[str, str], Counter[str]]] = {name: {} for name in PARTS}
    cells = rows.values_list("term", "typed", *PARTS).annotate(n=Sum("reports"))
    for term, typed, *said, count in cells.order_by():
        totals[term, typed] += count
        for name, code in zip(PARTS, said, strict=True):
            parts[name].setdefault((term, typed), Counter())[code] += count
    threshold = settings.WORD_THRESHOLD
    shown = sorted(
        (key for key, count in totals.items() if count >= threshold and _may_be_shown(key)),
        key=lambda key: (-totals[key], key),
    )[:MOST_SHOWN]
    words = tuple(
        WordToExplain(
            word=_shown_word(key),
            card=term_card(key[0]),
            reports=totals[key],
            pages=_parts(parts["page"][key], threshold, _page_name),
            publics=_parts(parts["public"][key], threshold, _public_name),
            departements=_parts(parts["departement"][key], threshold, _departement_name),
        )
        for key in shown
    )
    reports = span["reports"] or 0
    return WordsToExplain(
        words=words,
        since=span["since"],
        until=span["until"],
        threshold=threshold,
        reports=reports,
        kept_back=reports - sum(word.reports for word in words),
        is_fiction=is_fiction,
    )


def typed_words(viewer: Viewer) -> tuple[TypedWord, ...]:
    """Every typed word, for whoever runs the site; nothing for anybody else."""
    if not viewer.is_operator:
        return ()
    rows = UnknownWord.objects.exclude(typed="").values_list("typed")
    found = rows.annotate(n=Sum("reports"), last=Max("day")).order_by("-n", "typed")
    return tuple(TypedWord(word, count, last) for word, count, last in found)


def _fiction() -> bool:
    return Source.objects.filter(is_fiction=True).exists()


def _may_add(typed: str, today: date) -> bool:
    of_today = UnknownWord.objects.filter(day=today).exclude(typed="")
    return of_today.filter(typed=typed).exists() or of_today.count() < NEW_WORDS_A_DAY


def _term_of(said: str) -> str:
    return _folded_forms().get(_letters(said), "")


def _letters(said: str) -> str:
    """« R.S.A. » and « rsa » give one result, and so do « tiers-lieu » and « Tiers lieu »."""
    return " ".join(_NOT_A_LETTER.sub(" ", fold(said[:400]).replace(".", "")).split())


@cache
def _folded_forms() -> Mapping[str, str]:
    return {
        _letters(form): term.code
        for term in reversed(load_terms())
        for form in (*term.forms, term.code)
    }


def _may_be_shown(key: tuple[str, str]) -> bool:
    term, typed = key
    if term:
        return term_card(term) is not None
    return bool(typed) and all(word in _own_words() for word in typed.split())


def _shown_word(key: tuple[str, str]) -> str:
    card = term_card(key[0])
    if card:
        return card.word
    return " ".join(_own_words()[word] for word in key[1].split())


@cache
def _own_words() -> Mapping[str, str]:
    """Words that the site publishes itself, folded, with their usual spelling."""
    return {fold(word): word.lower() for word in re.findall(r"[^\W\d_]+", " ".join(_own_texts()))}


def _own_texts() -> Iterable[str]:
    for term in load_terms():
        yield from (*term.forms, term.definition, term.example, term.mediation, term.eco)
        yield term.public
    for need in needs.load_needs():
        yield from (need.label, need.short, need.help)
    for public in offer.publics().values():
        yield public.label


def _page_name(code: str) -> str:
    return str(PAGES[page_kind(code)])


def _public_name(code: str) -> str:
    public = offer.publics().get(code)
    if public is None:
        return code
    return public.english if (get_language() or "fr").startswith("en") else public.label


def _departement_name(code: str) -> str:
    return departement_names().get(code, code)


def _parts(
    counts: Counter[str], threshold: int, label: Callable[[str], str]
) -> tuple[Counted, ...]:
    """Parts of one total that may be shown, largest first: see `WordToExplain`."""
    named = [(code, count) for code, count in counts.items() if code and count >= threshold]
    named.sort(key=lambda part: (-part[1], part[0]))
    left = sum(counts.values()) - sum(count for _code, count in named)
    while named and 0 < left < threshold:
        left += named.pop()[1]
    return tuple(Counted(label(code), count) for code, count in named)
