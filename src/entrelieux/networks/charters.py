"""The charter of a network: its versions, what each one changes, and another one.

A version is never changed: an edit is another one, with who, when and what changes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.cards import NetworkCard
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.errors import MovedMeanwhile, NetworkGone, SaidWrongly
from entrelieux.networks.models import Charter
from entrelieux.networks.policies import may_animate

MOST_LETTERS = 8_000
MOST_TITLE, MOST_WHY = 120, 500
BULLET = re.compile(r"[-*•]\s+")
KEPT, ADDED, REMOVED = "", "ajout", "retrait"


@dataclass(frozen=True, slots=True)
class CharterCard:
    """One version. why: what it changes, "" for the first. is_now: the one in force."""

    number: int
    title: str
    words: str
    why: str
    on: date
    is_now: bool

    def blocks(self) -> tuple[tuple[bool, tuple[str, ...]], ...]:
        """(is a list, lines): paragraphs and bullets of the plain text, in order."""
        found: list[tuple[bool, list[str]]] = []
        for line in _lines(self.words):
            is_item = bool(BULLET.match(line))
            if is_item and found and found[-1][0]:
                found[-1][1].append(BULLET.sub("", line, count=1))
            else:
                found.append((is_item, [BULLET.sub("", line, count=1) if is_item else line]))
        return tuple((is_list, tuple(lines)) for is_list, lines in found)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that go together. kind: "" kept, « ajout », « retrait »."""

    kind: str
    words: str


def charter_now(network: NetworkCard) -> CharterCard | None:
    """The one in force; None as long as the network has none."""
    row = Charter.objects.filter(network_id=network.pk).order_by("number").last()
    return _card(row, row.number) if row else None


def charters_of(network: NetworkCard) -> tuple[CharterCard, ...]:
    """Every version, the latest first."""
    rows = list(Charter.objects.filter(network_id=network.pk).order_by("-number"))
    return tuple(_card(row, rows[0].number) for row in rows)


@transaction.atomic
def publish_charter(
    *, actor: Viewer, network: NetworkCard, title: str, words: str, why: str = "", on: int = 0
) -> int:
    """Another version, in force at once; gives its number. The same text again changes nothing.

    on: the version that was read, 0 for none.

    Raises:
        NetworkGone: not theirs to animate. MovedMeanwhile: another one was published meanwhile.
        SaidWrongly: no title, no text, or nothing said of what changes.
    """
    if not may_animate(actor, network.ref):
        raise NetworkGone
    title, words, why = _one_line(title, MOST_TITLE), _text(words), _one_line(why, MOST_WHY)
    last = charter_now(network)
    number = last.number if last else 0
    if last and (last.title, last.words) == (title, words):
        return number
    if on != number:
        raise MovedMeanwhile(
            _("Une autre version vient d'être publiée. Relisez-la, puis recommencez si besoin.")
        )
    _check(title, words, why, is_first=last is None)
    try:
        with transaction.atomic():
            Charter.objects.create(
                network_id=network.pk,
                number=number + 1,
                title=title,
                words=words,
                why=why,
                made_by_id=actor.user_id or None,
                made_at=timezone.now(),
            )
    except IntegrityError as error:
        raise MovedMeanwhile(
            _("Une autre version vient d'être publiée. Relisez-la, puis recommencez si besoin.")
        ) from error
    journal.record(actor, "réseau.charte", f"réseau:{network.ref}", version=number + 1)
    return number + 1


def changes(before: str, after: str) -> tuple[tuple[Piece, ...], ...]:
    """What changes from one text to another, line by line; lines kept as they are, too.

    Law: pieces kept and removed read as ``before``, pieces kept and added as ``after``.
    """
    old, new = _lines(before), _lines(after)
    found: list[tuple[Piece, ...]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [(Piece(KEPT, line),) for line in old[a:b]]
            continue
        both = min(b - a, d - c)
        found += [tuple(_in_line(*pair)) for pair in zip(old[a:b], new[c:d], strict=False)]
        found += [(Piece(REMOVED, line),) for line in old[a + both : b]]
        found += [(Piece(ADDED, line),) for line in new[c + both : d]]
    return tuple(found)


def _in_line(before: str, after: str) -> Iterator[Piece]:
    old, new = before.split(), after.split()
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Piece(KEPT, " ".join(old[a:b]))
            continue
        if b > a:
            yield Piece(REMOVED, " ".join(old[a:b]))
        if d > c:
            yield Piece(ADDED, " ".join(new[c:d]))


def _check(title: str, words: str, why: str, *, is_first: bool) -> None:
    if not title:
        raise SaidWrongly(_("Donnez un titre à la charte."), field="titre")
    if not words:
        raise SaidWrongly(_("Écrivez le texte de la charte."), field="texte")
    if len(words) > MOST_LETTERS:
        raise SaidWrongly(
            _("Le texte fait %(count)d lettres : gardez-en %(most)d au plus.")
            % {"count": len(words), "most": MOST_LETTERS},
            field="texte",
        )
    if not is_first and not why:
        raise SaidWrongly(_("Dites ce qui change : chaque membre le lira."), field="change")


def _card(row: Charter, now: int) -> CharterCard:
    on = timezone.localdate(row.made_at)
    return CharterCard(row.number, row.title, row.words, row.why, on, row.number == now)


def _lines(words: str) -> Sequence[str]:
    return [line.strip() for line in words.split("\n") if line.strip()]


def _text(words: str) -> str:
    return words.replace("\x00", "").replace("\r\n", "\n").strip()


def _one_line(words: str, most: int) -> str:
    return " ".join(words.replace("\x00", "").split())[:most]
