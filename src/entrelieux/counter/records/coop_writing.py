"""Acts as rows of La Coop's export: its columns, its labels, its dates, one row for each person.

What La Coop has no value for goes back to the nearest it has (``packs.fr.coop``); our own words
follow in columns apart when they are asked for. Nothing typed freely leaves: no note, no title.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from entrelieux.counter.records.cards import RecordCard
from entrelieux.counter.records.drafts import NOBODY, TOGETHER, Draft, Someone
from entrelieux.counter.records.presenting import Places
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary
from entrelieux.territories.selectors import commune_for

Value = str | int | date
ANONYMOUS = "Bénéficiaire anonyme"
BETWEEN = "\n"
OURS = (
    "Entrelieux : ce qui a été fait",
    "Entrelieux : sujet",
    "Entrelieux : lieu",
    "Entrelieux : statut",
    "Entrelieux : orientations",
)
ONLY = ("", "soi")  # the columns of one's own export


@dataclass(frozen=True, slots=True)
class Sheet:
    """left_out: acts without anybody (coordination), which La Coop keeps in another file."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    left_out: int


def sheet_of(cards: Iterable[RecordCard], places: Places, *, with_ours: bool = False) -> Sheet:
    """with_ours: our own columns after those of La Coop, so that nothing is lost on the way."""
    kept = tuple(cards)
    known = tuple(one for one in coop.columns() if one.only in ONLY)
    names = tuple(one.name for one in known) + (OURS if with_ours else ())
    rows: list[tuple[Value, ...]] = []
    for card in kept:
        for said in _rows_of(card, places):
            row = tuple(said.get(one.content, "") if one.content else "" for one in known)
            rows.append(row + tuple(said[name] for name in OURS) if with_ours else row)
    return Sheet(names, tuple(rows), sum(not card.draft.people for card in kept))


def _rows_of(card: RecordCard, places: Places) -> Iterator[dict[str, Value]]:
    draft = card.draft
    of_the_act = _of_the_act(card, places)
    count = len(draft.people)
    for rank, someone in enumerate(draft.people, 1):
        place_in_group = str(rank) if count == 1 else f"{rank}/{count}"
        yield {**of_the_act, **_of_somebody(someone), "rank": place_in_group}


def _of_the_act(card: RecordCard, places: Places) -> dict[str, Value]:
    draft = card.draft
    redirection = _redirection(draft)
    return {
        "held_on": draft.held_on,
        "written_at": _moment(card.written_at),
        "changed_at": "" if card.version == 1 else _moment(card.changed_at),
        "activity": _label(Vocabulary.ACTIVITY, draft.activity),
        "anonymous": ANONYMOUS,
        "place_of_act": _label(Vocabulary.PLACE_OF_ACT, draft.place_of_act),
        **_where(draft, places),
        "minutes": draft.minutes,
        "themes": BETWEEN.join(
            (
                *(_label(Vocabulary.THEME, one) for one in draft.themes),
                *(
                    _label(Vocabulary.ADMINISTRATIVE_THEME, one)
                    for one in draft.administrative_themes
                ),
            )
        ),
        "stars": _stars(draft),
        "redirected": _yes_or_no(draft),
        "redirection": redirection,
        "key": card.origin_key or card.ref,
        OURS[0]: draft.forme_mediation,
        OURS[1]: draft.monde,
        OURS[2]: draft.place_ref,
        OURS[4]: "|".join(draft.redirections),
    }


def _of_somebody(one: Someone) -> dict[str, Value]:
    return {
        "gender": _label(Vocabulary.GENDER, one.gender or coop.UNSAID),
        "age": _label(Vocabulary.AGE, one.age or coop.UNSAID),
        "status": _label(Vocabulary.STATUS, one.status or coop.UNSAID),
        OURS[3]: one.status,
    }


def _where(draft: Draft, places: Places) -> dict[str, Value]:
    sheet = places.sheet(draft.place_ref)
    if sheet is not None:
        card = sheet.card
        return {
            "place_name": card.name,
            "place_address": card.adresse,
            "commune": card.commune,
            "postcode": card.code_postal,
            "code_insee": card.code_insee,
        }
    commune = commune_for(draft.code_insee) if draft.code_insee else None
    return {
        "place_name": "",
        "place_address": "",
        "commune": commune.name if commune else "",
        "postcode": commune.postcodes[0] if commune and commune.postcodes else "",
        "code_insee": draft.code_insee,
    }


def _label(vocabulary: Vocabulary, code: str) -> str:
    """As La Coop says it; "" for what it does not know."""
    one = coop.coop_of(vocabulary, code)
    return one.label if one else ""


def _stars(draft: Draft) -> str:
    vocabulary, code = (
        (Vocabulary.LEVEL, draft.level)
        if draft.activity == TOGETHER
        else (Vocabulary.AUTONOMY, draft.autonomy)
    )
    known = coop.codes(vocabulary)
    return f"{known[code].rank}/{len(known)}" if code in known else ""


def _yes_or_no(draft: Draft) -> str:
    if not draft.redirections:
        return ""
    return "Non" if draft.redirections == (NOBODY,) else "Oui"


def _redirection(draft: Draft) -> str:
    return next(filter(None, (_label(Vocabulary.REDIRECTION, o) for o in draft.redirections)), "")


def _moment(at: datetime) -> str:
    """« 20/11/2026 à 14:05 », in the local time of the site."""
    return timezone.localtime(at).strftime("%d/%m/%Y à %H:%M")
