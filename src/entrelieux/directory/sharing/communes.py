"""« Qui peut m'aider ici ? »: what fits on one sheet of paper about a commune.

The same offer, travel times and words as the list of places, the agenda and plans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory import selectors, wording
from entrelieux.directory.agenda.asking import nearest, understood
from entrelieux.directory.agenda.cards import AgendaParams
from entrelieux.directory.agenda.rows import Coming
from entrelieux.directory.agenda.times import Span, dates_held
from entrelieux.directory.cards import PlaceCard
from entrelieux.directory.doors import local_time
from entrelieux.directory.listing import CLOSE, NO_MINUTES, PlaceTable, Rows, distance_km
from entrelieux.directory.models import Place
from entrelieux.directory.naming import shown_name
from entrelieux.directory.reaching import MOST_MINUTES, minutes_from
from entrelieux.directory.sharing.cards import CommuneSheet, SheetComing, SheetPlace, Shelf, brief
from entrelieux.directory.sharing.remote import by_telephone
from entrelieux.engine.reach import Mode
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.territories.selectors import CommuneCard

NEAR_MINUTES = 45
"""By car, one way: beyond, a place is said to be the nearest and no more."""
MOST_KM = 100
"""As the crow flies, for islands: beyond, as beyond ``MOST_MINUTES``, nobody is « the nearest »."""
MOST_PLACES = 6
ON_A_SHELF = 2
NEEDS_ON_A_SHELF = 3
MOST_COMINGS = 4
COMINGS_READ = 60
DATES, SERVICES = 2, 2
NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_LETTERS = {"name": 60, "who": 60, "adresse": 70, "hours": 130}
"""What is longer would push the rest of the sheet away; the page of the place has it whole."""


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """Places around a commune, each once, the nearest first: all columns have one length.

    None further than ``MOST_MINUTES``, nor, where no road is known to lead, than ``MOST_KM``.

    rows: of the table, the record confirmed last. minutes: by car, ``NO_MINUTES`` unknown.
    answers: shape (places, needs), whoever describes the place.
    """

    rows: Rows
    minutes: NDArray[np.int16]
    km: NDArray[np.float64]
    answers: NDArray[np.bool_]

    def is_near(self, rank: int) -> bool:
        return 0 <= int(self.minutes[rank]) <= NEAR_MINUTES


def commune_sheet(
    viewer: Viewer, commune: CommuneCard, now: datetime | None = None
) -> CommuneSheet:
    """Everything that the sheet of a commune says; no commune is without one.

    ``now``: with its time zone; the clock when None.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    _version, sources, table, _is_fiction = selectors.table_of(viewer)
    around = _around(commune, table)
    families = _needs_by_family()
    ranked = [_ranked(around, columns) for columns in families]
    detailed = _detailed(around, ranked)
    named = sorted({*detailed, *(ranks[0] for ranks in ranked if ranks)})
    keys = [int(table.pk[around.rows[rank]]) for rank in named]
    cards = selectors.cards_of(keys, table, sources, today)
    telephones = _telephones(table, around.rows[named])
    places = {
        rank: _place(
            cards[key],
            number=detailed.index(rank) + 1 if rank in detailed else 0,
            away=_away(around, rank),
            telephone=telephones.get(key, ""),
            today=today,
        )
        for rank, key in zip(named, keys, strict=True)
        if key in cards
    }
    labels = [wording.in_language(one.label, one.english) for one in needs_pack.load_families()]
    return CommuneSheet(
        commune=commune,
        shelves=tuple(
            _shelf(label, columns, [rank for rank in ranks if rank in places], around, places)
            for label, columns, ranks in zip(labels, families, ranked, strict=True)
            if ranks
        ),
        places=tuple(places[rank] for rank in detailed if rank in places),
        comings=_comings(viewer, commune, now),
        by_telephone=by_telephone(commune, today),
        missing=tuple(label for label, ranks in zip(labels, ranked, strict=True) if not ranks),
        sources=tuple(sorted({(one.source.title, one.source.licence) for one in cards.values()})),
    )


def _around(commune: CommuneCard, table: PlaceTable) -> _Around:
    minutes = minutes_from(commune, table, Mode.VOITURE, MOST_MINUTES)
    km = distance_km(table.lon, table.lat, commune.lon, commune.lat)
    every = np.arange(len(table.pk))
    rows, _others = table.one_each(every, np.zeros(len(every), np.int8))
    answers = np.zeros((int(table.twin.max(initial=-1)) + 1, table.quality.shape[1]), np.bool_)
    np.logical_or.at(answers, table.twin, table.quality <= CLOSE)
    order = np.lexsort((rows, km[rows], minutes[rows].view(np.uint16)))
    rows = rows[order]
    rows = rows[(minutes[rows] != NO_MINUTES) | (km[rows] <= MOST_KM)]
    return _Around(rows, minutes[rows], km[rows], answers[table.twin[rows]])


def _needs_by_family() -> list[list[int]]:
    """Ranks of the needs of each family, in the order of the pack."""
    needs = needs_pack.load_needs()
    return [
        [need.rank for need in needs if need.family == family.code]
        for family in needs_pack.load_families()
    ]


def _ranked(around: _Around, columns: Sequence[int]) -> list[int]:
    """Places that answer one of these needs, as far as anybody may look at them."""
    found: list[int] = np.flatnonzero(around.answers[:, columns].any(axis=1))[:MOST_PLACES].tolist()
    return found


def _detailed(around: _Around, ranked: Sequence[Sequence[int]]) -> list[int]:
    """Places told in full: the nearest of each family, then the next ones, the nearest first."""
    kept: dict[int, None] = {}
    for turn in range(MOST_PLACES):
        ranks = sorted({ranks[turn] for ranks in ranked if turn < len(ranks)})
        kept |= dict.fromkeys(rank for rank in ranks if not turn or around.is_near(rank))
    return sorted(list(kept)[:MOST_PLACES])


def _shelf(
    label: str,
    columns: Sequence[int],
    ranks: Sequence[int],
    around: _Around,
    places: dict[int, SheetPlace],
) -> Shelf:
    near = [rank for rank in ranks if around.is_near(rank)][:ON_A_SHELF]
    shown = near or list(ranks[:1])
    needs = needs_pack.load_needs()
    answered = [column for column in columns if around.answers[shown, column].any()]
    return Shelf(
        label=label,
        needs=tuple(wording.need_label(needs[one].code) for one in answered[:NEEDS_ON_A_SHELF]),
        places=tuple(places[rank] for rank in shown),
        is_far=not near,
    )


def _place(card: PlaceCard, *, number: int, away: str, telephone: str, today: date) -> SheetPlace:
    freshness = wording.freshness(card.confirmed_on, today, card.confirmed_by)
    others = (one.name for one in card.organisations if one.name != card.name)
    return SheetPlace(
        number=number,
        ref=card.ref,
        name=brief(card.name, MOST_LETTERS["name"]),
        who=brief(", ".join(others), MOST_LETTERS["who"]),
        adresse=brief(card.adresse, MOST_LETTERS["adresse"]),
        commune=card.commune,
        telephone=telephone,
        hours=_whole_hours(brief(card.hours, MOST_LETTERS["hours"])),
        away=away,
        freshness=freshness.text,
        is_old=freshness.is_old,
    )


def _whole_hours(text: str) -> str:
    """« 13 h 30 » stays whole at the end of a line."""
    return _CLOCK.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


_CLOCK = re.compile(r"\d+ h(?: \d\d)?")


def _away(around: _Around, rank: int) -> str:
    minutes, km = int(around.minutes[rank]), float(around.km[rank])
    if minutes == 0:
        return _("dans la commune")
    if minutes != NO_MINUTES:
        return _("environ %(time)s") % {"time": ui.duration(minutes)}
    return _("environ %(km)s km à vol d’oiseau") % {"km": ui.number(round(km))}


def _telephones(table: PlaceTable, rows: Rows) -> dict[int, str]:
    """By key of each place: its own number, else one that another producer gives it."""
    twins = np.flatnonzero(np.isin(table.twin, table.twin[rows]))
    said = Place.objects.filter(pk__in=table.pk[twins].tolist()).exclude(telephone="")
    numbers = dict(said.order_by("pk").values_list("pk", "telephone"))
    found: dict[int, str] = {}
    for row in rows.tolist():
        same = table.pk[twins[table.twin[twins] == table.twin[row]]].tolist()
        own = int(table.pk[row])
        known = [numbers[key] for key in (own, *same) if key in numbers]
        found[own] = known[0] if known else ""
    return found


def _comings(viewer: Viewer, commune: CommuneCard, now: datetime) -> tuple[SheetComing, ...]:
    """The soonest permanences within reach, each with its next sure dates."""
    today = timezone.localtime(now).date()
    asked = understood(viewer, AgendaParams(commune.label, NEAR_MINUTES), today)
    found, _is_cut = nearest(asked, selectors.visible_source_ids(viewer), today)
    together: dict[tuple[tuple[Span, ...], str, str], list[Coming]] = {}
    for one in found[:COMINGS_READ]:
        if dates := _dates(one, now):
            where = (dates, one.place.ref, one.service.organisation.ref)
            together.setdefault(where, []).append(one)
    return tuple(
        SheetComing(
            when=_whole_hours(wording.dates(dates)),
            services=tuple(
                brief(shown_name(one.service.name), MOST_LETTERS["who"]) for one in there[:SERVICES]
            ),
            organisation=brief(shown_name(there[0].service.organisation.name), MOST_LETTERS["who"]),
            place=brief(shown_name(there[0].place.name), MOST_LETTERS["name"]),
            commune=there[0].place.commune,
        )
        for (dates, _place, _body), there in sorted(together.items(), key=itemgetter(0))[
            :MOST_COMINGS
        ]
    )


def _dates(coming: Coming, now: datetime) -> tuple[Span, ...]:
    local = local_time(coming.place.departement, now).replace(tzinfo=None)
    return tuple(dates_held(coming.schedule, local, days=DATES))
