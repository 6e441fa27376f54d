"""What may be said of somebody, one line at a time: to a receiver, once; to a helper, for a while.

An item is a code of the pack's lines, or « besoin:<code> » for one need. Nothing here decides: the
person does, line by line.
"""

import re
from collections.abc import Callable, Collection, Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from entrelieux.directory.wording import in_language, need_label, publics, week_in_words
from entrelieux.directory.wording import mode as mode_in_words
from entrelieux.engine.hours import HoursError, free_time
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.cards import LineCard
from entrelieux.passerelles.errors import AskedWrongly
from entrelieux.passerelles.models import FollowUp
from entrelieux.territories.selectors import commune_for

NEED = "besoin:"
NAME, REACH, WORDS, STAGE, REASON = "nom", "joindre", "mots", "etape", "raison"
ITEMS = tuple(pack.lines())
OSM = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b|\d:\d\d")


def need_item(code: str) -> str:
    return f"{NEED}{code}"


def need_of(item: str) -> str:
    """The need that an item names; "" when it is another line."""
    return item.removeprefix(NEED) if item.startswith(NEED) else ""


def is_sensitive(item: str) -> bool:
    """Rights, health, money, residence, protection, or the person's own words."""
    if code := need_of(item):
        return code in pack.sensitive_needs()
    return pack.lines()[item].sensitive


def is_item(item: str) -> bool:
    return item in pack.lines() or need_of(item) in needs_pack.needs_by_code()


def label_of(item: str) -> str:
    if code := need_of(item):
        return _("Besoin : %(need)s") % {"need": need_label(code)}
    line = pack.lines()[item]
    return in_language(line.label, line.english)


def items_of(row: FollowUp) -> frozenset[str]:
    """Everything that a follow-up may show to a structure, said or not."""
    needs = (need_item(one.code) for one in row.needs.all())
    return frozenset({*ITEMS, *needs} - {REASON})


def values_of(row: FollowUp, reason: str = "") -> dict[str, str]:
    """Every line that says something of this person, by item; needs apart."""
    said = {item: read(row) for item, read in _READ.items()} | {REASON: reason}
    return {item: said[item] for item in ITEMS if said.get(item)}


def lines_of(
    row: FollowUp, needs: Iterable[str], reason: str = "", *, mode: str = "info_donnee"
) -> tuple[LineCard, ...]:
    """Every line that could leave for these needs: needs first, each with what it would say.

    ``is_set``: an ordinary need leaves with the agreement itself; the rest is asked for. In the
    mode « info_donnee », nothing leaves: no line at all.
    """
    if not pack.modes()[mode].contacts:
        return ()
    asked = [need_item(code) for code in needs]
    values = {item: need_label(need_of(item)) for item in asked} | values_of(row, reason)
    return tuple(
        LineCard(
            item=item,
            label=label_of(item),
            value=value,
            is_sensitive=is_sensitive(item),
            is_set=item in asked and not is_sensitive(item),
        )
        for item, value in values.items()
    )


def carried_for(
    row: FollowUp, needs: Iterable[str], reason: str, mode: str, items: Collection[str]
) -> dict[str, str]:
    """Exactly what leaves: the ordinary needs handed over, and the lines asked for one by one.

    Raises:
        AskedWrongly: a line that does not exist, or that has nothing to say.
    """
    with translation.override("fr"):  # it is read by somebody else, later
        lines = lines_of(row, needs, reason, mode=mode)
    known = {line.item for line in lines}
    if lines and (unknown := sorted(set(items) - known)):
        raise AskedWrongly(
            _("« %(found)s » ne peut pas être transmis : cette ligne est vide ou inconnue.")
            % {"found": unknown[0][:60]},
            field="lignes",
        )
    return {line.item: line.value for line in lines if line.is_set or line.item in items}


def _commune(row: FollowUp) -> str:
    card = commune_for(row.code_insee)
    return card.name if card else ""


def _reach(row: FollowUp) -> str:
    channel = pack.channels()[row.channel]
    if not row.contact:
        return ""
    return f"{in_language(channel.label, channel.english)} : {row.contact}"


def _free(said: str) -> str:
    """Boxes that were ticked are kept as opening hours are written: nobody reads those."""
    if not OSM.search(said):
        return said
    try:
        return week_in_words(free_time(said))
    except HoursError:
        return said


def _stage(row: FollowUp) -> str:
    last = row.stages.order_by("at", "pk").last()
    word = pack.stages().get(last.stage) if last else None
    return in_language(word.label, word.english) if word else ""


_READ: dict[str, Callable[[FollowUp], str]] = {
    NAME: lambda row: row.name,
    REACH: _reach,
    "commune": _commune,
    "disponibilites": lambda row: _free(str(row.situation.get("libre", ""))),
    "deplacements": lambda row: (
        mode_in_words(str(row.situation["mode"])) if row.situation.get("mode") else ""
    ),
    WORDS: lambda row: row.words,
    "publics": lambda row: ", ".join(publics(row.situation.get("publics", ()))),
    "budget": lambda row: _("Ne peut rien payer") if row.situation.get("gratuit") else "",
    "acces": lambda row: _("Accès en fauteuil") if row.situation.get("fauteuil") else "",
    STAGE: _stage,
}
