"""A record in the words and the order of another tool's form, to be copied field by field.

Texts are those of the tool: they stay in French whatever the language of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from entrelieux.counter.records import wording
from entrelieux.counter.records.cards import RecordCard
from entrelieux.counter.records.coop_writing import ANONYMOUS, Sheet
from entrelieux.counter.records.drafts import AFAR, NOBODY, TOGETHER, Draft
from entrelieux.counter.records.presenting import Places
from entrelieux.directory.wording import in_language
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary

COLUMNS = (
    *("Date", "Ce qui a été fait", "Sujet", "Activité", "Durée (min)", "Personnes"),
    *("Structure", "Lieu", "Thèmes", "Orientation", "Référence"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of the tool. text: to be copied; "" when there is nothing, and ``why``.

    field: its name there, in French; plain: the same in the language of the page.
    """

    key: str
    field: str
    plain: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One tool: its fields in its order, and what was really tried with it."""

    code: str
    title: str
    tried: str
    blocks: tuple[Shown, ...]


def copies_of(card: RecordCard, places: Places) -> tuple[Copy, ...]:
    """For each tool whose form is known."""
    tools = (tool for tool in coop.tools().values() if tool.individual)
    return tuple(_copy(tool, card, places) for tool in tools)


def _copy(tool: coop.Tool, card: RecordCard, places: Places) -> Copy:
    fields = tool.collective if card.draft.activity == TOGETHER else tool.individual
    with override("fr"):
        texts = _texts(card.draft, places)
    return Copy(
        tool.code,
        in_language(tool.title, tool.english),
        in_language(tool.tried, tool.english_tried),
        tuple(
            Shown(
                one.key,
                one.label,
                in_language(one.label, one.english),
                texts.get(one.key, ""),
                "" if texts.get(one.key) else _why_empty(one.key),
            )
            for one in fields
        ),
    )


def _why_empty(key: str) -> str:
    if key in {"equipment", "title"}:
        return _("pas demandé ici : à remplir dans l'outil")
    if key == "operators":
        return _("aucun thème administratif : à choisir dans l'outil")
    return _("non dit")


def _texts(draft: Draft, places: Places) -> dict[str, str]:
    together = draft.activity == TOGETHER
    place = places.named(draft)
    where = _label(Vocabulary.PLACE_OF_ACT, draft.place_of_act)
    traits = {
        "ages": (Vocabulary.AGE, [one.age for one in draft.people]),
        "genders": (Vocabulary.GENDER, [one.gender for one in draft.people]),
        "statuses": (Vocabulary.STATUS, [one.status for one in draft.people]),
    }
    return {
        "people": str(len(draft.people)) if together else ANONYMOUS if draft.people else "",
        "date": draft.held_on.strftime("%d/%m/%Y"),
        "duration": _duration(draft.minutes),
        "place": f"{where} : {place}" if place else where,
        "themes": _lines(Vocabulary.THEME, draft.themes),
        "administrative_themes": _lines(
            Vocabulary.ADMINISTRATIVE_THEME, draft.administrative_themes
        ),
        "autonomy": _label(Vocabulary.AUTONOMY, draft.autonomy),
        "level": _label(Vocabulary.LEVEL, draft.level),
        "redirected": _redirected(draft),
        "operators": "\n".join(operators_of(draft)),
        "kind": wording.form_label(draft.forme_mediation),
        "channel": "À distance" if draft.place_of_act == AFAR else "Sur place",
        "note": draft.note,
        **{
            key: _counted(vocabulary, values) if together else _label(vocabulary, *values)
            for key, (vocabulary, values) in traits.items()
        },
    }


def operators_of(draft: Draft) -> tuple[str, ...]:
    """Operators of France services that the administrative themes may concern: to be chosen."""
    wanted = set(draft.administrative_themes)
    return tuple(
        one.label for one in coop.operators() if wanted.intersection(one.administrative_themes)
    )


def _redirected(draft: Draft) -> str:
    if not draft.redirections:
        return ""
    if draft.redirections == (NOBODY,):
        return "Non"
    where = dict.fromkeys(_label(Vocabulary.REDIRECTION, one) for one in draft.redirections)
    return "Oui\n" + "\n".join(where)


def _label(vocabulary: Vocabulary, *values: str) -> str:
    """In the tool's words; "" when it was not said."""
    one = coop.coop_of(vocabulary, values[0]) if values else None
    return one.label if one else ""


def _lines(vocabulary: Vocabulary, values: Iterable[str]) -> str:
    return "\n".join(_label(vocabulary, one) for one in values)


def _counted(vocabulary: Vocabulary, values: Iterable[str]) -> str:
    """« Féminin : 3 », one to a line, ours brought back to the tool's values."""
    back = [one.code for value in values if (one := coop.coop_of(vocabulary, value or coop.UNSAID))]
    known = coop.codes(vocabulary)
    if all(code == coop.UNSAID for code in back):
        return ""
    return "\n".join(f"{known[code].label} : {back.count(code)}" for code in known if code in back)


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def row_of(card: RecordCard, places: Places, structure: str) -> Sheet:
    """One row, whatever the number of people, for the spreadsheet or the CRM of an agency."""
    draft = card.draft
    with override("fr"):
        row = (
            draft.held_on,
            wording.form_label(draft.forme_mediation),
            wording.world_label(draft.monde),
            wording.label(Vocabulary.ACTIVITY, draft.activity),
            draft.minutes,
            len(draft.people),
            structure,
            places.named(draft),
            "\n".join(wording.themes_of(draft)),
            "\n".join(wording.redirection_labels(draft)),
            card.ref,
        )
    return Sheet(COLUMNS, (row,), 0)
