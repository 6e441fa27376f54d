"""Needs as the intake shows them: what was understood first, then the others on their shelves."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr.needs import Need
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.selectors import need_families
from entrelieux.reception.understanding import ProposalCard, UnderstandingCard

FEW, MORE = 3, 5
"""Needs proposed besides those that are sure; and when none is."""
MAY_BE_URGENT = 0.2
"""Confidence from which whom to call is said: a fear of losing an aid is no call for help."""
EMERGENCY_NUMBERS = ("15", "17", "18", "112", "114", "115", "119", "3114", "3919")
_NUMBER = re.compile(rf"\b({'|'.join(sorted(EMERGENCY_NUMBERS, key=len, reverse=True))})\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class NeedOption:
    """One need to tick. help: in plain words. because: what the person wrote that led to it."""

    id: str
    card: NeedCard
    help: str
    is_checked: bool
    is_urgent: bool
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyOptions:
    label: str
    icon: str
    needs: tuple[NeedOption, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class NeedsShown:
    """sure, perhaps: what was understood. others: ticked by the person besides.

    families: every need that is in none of the three. emergency: whom to call now, when what was
    said may not wait.
    """

    said: UnderstandingCard | None
    sure: tuple[NeedOption, ...]
    perhaps: tuple[NeedOption, ...]
    others: tuple[NeedOption, ...]
    families: tuple[FamilyOptions, ...]
    count: int
    is_list_open: bool
    emergency: tuple[SafeString, ...]


def needs_shown(
    ticked: frozenset[str],
    urgent: frozenset[str],
    said: UnderstandingCard | None,
    *,
    ticked_first: bool = False,
) -> NeedsShown:
    """All needs, each once. ticked, urgent: codes. said: None when there are no words to read.

    ticked_first: what is ticked leaves its shelf even then, and the shelves stay folded.
    """
    ticked_first = ticked_first or said is not None
    helps = _helps()

    def option(card: NeedCard, proposal: ProposalCard | None = None) -> NeedOption:
        return NeedOption(
            id=f"besoin-{card.code}",
            card=card,
            help=helps.get(card.code, ""),
            is_checked=card.code in ticked,
            is_urgent=card.code in urgent,
            because=proposal.because if proposal else (),
        )

    proposals = _worth_showing(said) if said else ()
    proposed = {proposal.need.code for proposal in proposals}
    cards = [card for family in need_families() for card in family.needs]
    apart = {c.code for c in cards if ticked_first and c.code in ticked} | proposed
    named = ticked | {p.need.code for p in proposals if p.is_sure or p.confidence >= MAY_BE_URGENT}
    return NeedsShown(
        said=said,
        sure=tuple(option(p.need, p) for p in proposals if p.is_sure),
        perhaps=tuple(option(p.need, p) for p in proposals if not p.is_sure),
        others=tuple(option(c) for c in cards if c.code in apart - proposed),
        families=_families(option, apart, ticked),
        count=sum(card.code in ticked for card in cards),
        is_list_open=(said is not None and not proposals) or (not ticked_first and bool(ticked)),
        emergency=emergency(card.code for card in cards if card.code in named),
    )


def _worth_showing(said: UnderstandingCard) -> tuple[ProposalCard, ...]:
    """What is sure, then the few best of the rest; the others stay on their shelves."""
    sure = [p for p in said.proposals if p.is_sure]
    rest = [p for p in said.proposals if not p.is_sure]
    return (*sure, *rest[: FEW if sure else MORE])


def _families(
    option: Callable[[NeedCard], NeedOption], apart: set[str], ticked: frozenset[str]
) -> tuple[FamilyOptions, ...]:
    shelves = (
        (family, [card for card in family.needs if card.code not in apart])
        for family in need_families()
    )
    return tuple(
        FamilyOptions(
            label=family.label,
            icon=family.icon,
            needs=tuple(option(card) for card in cards),
            checked=sum(card.code in ticked for card in cards),
        )
        for family, cards in shelves
        if cards
    )


def emergency(codes: Iterable[str]) -> tuple[SafeString, ...]:
    """The sentences of help that give a number to call at once, each number a link."""
    helps, urgent = _helps(), {need.code for need in needs_pack.load_needs() if need.urgent}
    sentences = (
        sentence
        for code in codes
        if code in urgent
        for sentence in _SENTENCE.split(helps[code])
        if _NUMBER.search(sentence)
    )
    return tuple(_with_links(sentence) for sentence in dict.fromkeys(sentences))


def _with_links(sentence: str) -> SafeString:
    parts = enumerate(_NUMBER.split(sentence))
    return format_html_join("", "{}", ((_link(part) if n % 2 else part,) for n, part in parts))


def _link(number: str) -> SafeString:
    return format_html('<a href="tel:{0}"><strong>{0}</strong></a>', number)


def _helps() -> dict[str, str]:
    return {need.code: _help(need) for need in needs_pack.load_needs()}


def _help(need: Need) -> str:
    return need.english_help if get_language() == "en" else need.help
