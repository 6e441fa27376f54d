"""The options of the filters of a list, as HTML, with how many places each would give."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.facets import Count
from entrelieux.kernel import ui
from entrelieux.packs.fr import functions as functions_pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack

NOTHING = Count(0, 0)


def option(
    code: str, label: str, is_chosen: bool, counts: Mapping[str, Count] | None = None
) -> str:
    count = number(counts, code) if code else ""
    chosen = " selected" if is_chosen else ""
    said = f"{label} ({count})" if count else label
    return f'<option value="{escape(code)}"{chosen}>{escape(said)}</option>'


def number(counts: Mapping[str, Count] | None, code: str) -> str:
    """« 12 », « 12 + 40 à vérifier »; "" when nothing was counted."""
    if counts is None:
        return ""
    count = counts.get(code, NOTHING)
    unknown = count.total - count.known
    if not unknown:
        return ui.number(count.total)
    said = {"known": ui.number(count.known), "unknown": ui.number(unknown)}
    return _("%(known)s + %(unknown)s à vérifier") % said


def html(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))


@lru_cache(maxsize=64)
def labels(field: str, language: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG001  it is a key
    """(code, label) of the options of a filter, in the language of the page."""
    if field == "nature":
        pairs = sorted((wording.kind_label(code), code) for code in wording.kinds())
        return tuple((code, label) for label, code in pairs)
    packs: dict[str, Mapping[str, Any]] = {
        "fonction": functions_pack.functions(),
        "equipement": functions_pack.equipment(),
        "public": offer_pack.publics(),
        "frais": offer_pack.fees(),
    }
    known = packs[field].values()
    return tuple((one.code, wording.in_language(one.label, one.english)) for one in known)


@lru_cache(maxsize=8)
def families(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:  # noqa: ARG001
    """Needs under the label of their family, in the language of the page."""
    return tuple(
        (
            wording.in_language(family.label, family.english),
            tuple(
                (need.code, wording.need_label(need.code))
                for need in needs_pack.load_needs()
                if need.family == family.code
            ),
        )
        for family in needs_pack.load_families()
    )
