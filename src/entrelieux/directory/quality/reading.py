"""From rows of the offer to what the score looks at, for one place or for all of them.

What a list already knows of a place (hours that are read, publics, fees, needs answered, other
sheets that seem to be of it) is taken from its table; the rest is read in two queries.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Length

from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.listing import CLOSE, PlaceTable, Rows
from entrelieux.directory.models import Place, Service
from entrelieux.directory.wording import web_address
from entrelieux.engine.records.quality import Known, Said
from entrelieux.packs.fr.schemas import mediation_column

FIELDS = (
    *("pk", "ref", "name", "folded", "adresse", "code_postal", "commune", "code_insee"),
    *("lon", "position", "horaires_original", "telephone", "courriel", "site_web", "prise_rdv"),
    *("wheelchair", "accessibilite", "itinerant", "pivot", "confirmed_on", "said_on", "source_id"),
)
MOST_KEYS = 900
_PHONE = re.compile(r"0[1-9]\d{8}|\+\d{8,15}|[13]\d{3}")
_SHORT_OVERSEAS = re.compile(r"\d{6}")
Numbers = frozenset[str]


def places_read(table: PlaceTable, rows: Rows) -> dict[int, Any]:
    """By key, the rows of these places: ``FIELDS`` and ``letters``, of their presentation."""
    here = Place.objects.filter(withdrawn_on=None)
    if len(rows) <= MOST_KEYS:
        here = here.filter(pk__in=table.pk[rows].tolist())
    found = here.annotate(letters=Length("presentation")).values_list(
        *FIELDS, "letters", named=True
    )
    return {row.pk: row for row in found}


def known_of(
    table: PlaceTable, rows: Rows, places: dict[int, Any], sources: Collection[int], today: date
) -> Iterator[Known | None]:
    """One for each row; None for a place that was withdrawn since the table was made.

    places: of ``places_read``, with the other sheets of these places too.
    """
    spoken = _services(table.pk[rows].tolist(), sources)
    groups = _groups(table, rows)
    answers = np.any(table.quality[rows] <= CLOSE, axis=1)
    for rank, row in enumerate(rows.tolist()):
        place = places.get(int(table.pk[row]))
        if place is None:
            yield None
            continue
        letters, sirets, services = spoken.get(place.pk, (0, False, 0))
        others = [one for one in groups.get(int(table.twin[row]), ()) if one != row]
        telephones_differ, hours_differ = _differ(table, row, others, places)
        yield Known(
            age_days=_age(place, today),
            hours=_hours(table, row, place),
            telephone=_telephone(place.telephone, place.code_insee[:2]),
            written=_written(place.courriel, place.site_web, place.prise_rdv),
            address=_address(place),
            point=_point(place),
            services=_grade(some=services > 0, whole=bool(answers[rank])),
            publics=_of_services(table.facts.publics[row], table.facts.publics_unsaid[row]),
            fees=_of_services(table.facts.fees[row], table.facts.fees_unsaid[row]),
            described=max(place.letters, letters),
            wheelchair=place.wheelchair,
            is_detailed=bool(web_address(place.accessibilite)),
            identifier=_identifier(place.pivot, has_siret=sirets),
            is_round=place.itinerant is True,
            others=len(others),
            telephones_differ=telephones_differ,
            hours_differ=hours_differ,
        )


def with_others(table: PlaceTable, row: int) -> Rows:
    """The row, and those that seem to describe the same place."""
    found: Rows = np.flatnonzero(table.twin == table.twin[row])
    return found


def _services(keys: Sequence[int], sources: Collection[int]) -> dict[int, tuple[int, bool, int]]:
    """By key of place: letters of the longest presentation, whether a SIRET is known, how many."""
    shown = shown_now()
    rows = Service.objects.filter(source_id__in=sources, withdrawn_on=None).exclude(place=None)
    if len(keys) <= MOST_KEYS:
        rows = rows.filter(place__in=shown.spread(keys))
    found: dict[int, tuple[int, bool, int]] = defaultdict(lambda: (0, False, 0))
    for place, letters, siret in rows.values_list(
        "place_id", Length("presentation"), "organisation__siret"
    ):
        head = shown.head(place or 0)
        most, has_siret, count = found[head]
        found[head] = max(most, letters), has_siret or bool(siret), count + 1
    return found


def _age(place: Any, today: date) -> int | None:
    last = max(filter(None, (place.confirmed_on, place.said_on)), default=None)
    return None if last is None else max(0, (today - last).days)


def _hours(table: PlaceTable, row: int, place: Any) -> Said:
    if table.has_hours[row]:
        return Said.WELL
    written = place.horaires_original or table.texts_of(row)
    return Said.PARTLY if written else Said.NOTHING


def _grade(*, some: bool, whole: bool) -> Said:
    if whole:
        return Said.WELL
    return Said.PARTLY if some else Said.NOTHING


def _of_services(said: Any, unsaid: Any) -> Said:
    return _grade(some=bool(said), whole=bool(said) and not unsaid)


def _address(place: Any) -> Said:
    """Both schemas need a street, a postcode and a commune that exist in form."""
    has_code = bool(_whole("code_insee", place.code_insee))
    has_postcode = bool(_whole("code_postal", place.code_postal))
    is_whole = bool(place.adresse and place.commune and has_code and has_postcode)
    return _grade(some=bool(place.commune or has_code), whole=is_whole)


def _point(place: Any) -> Said:
    exact = place.position == Place.Position.POINT
    return _grade(some=place.lon is not None, whole=place.lon is not None and exact)


def _identifier(pivot: str, *, has_siret: bool) -> Said:
    if has_siret:
        return Said.WELL
    return _grade(some=bool(pivot), whole=bool(_whole("pivot", pivot)))


def _whole(column: str, text: str) -> bool:
    """Whether a text has the form that the national schema asks."""
    pattern = mediation_column(column).pattern
    return pattern is not None and pattern.fullmatch(text) is not None


@lru_cache(maxsize=65_536)
def _telephone(text: str, area: str) -> Said:
    return _grade(some=bool(text), whole=bool(numbers_of(text, area)))


@lru_cache(maxsize=65_536)
def numbers_of(text: str, area: str = "") -> Numbers:
    """What can be dialled in a text; six figures are a number in some collectivities (98)."""
    parts = (re.sub(r"[\s.\u00a0()-]", "", part) for part in re.split(r"[/,;|]| ou ", text))
    return frozenset(
        part[-9:]
        for part in parts
        if _PHONE.fullmatch(part) or (area == "98" and _SHORT_OVERSEAS.fullmatch(part))
    )


@lru_cache(maxsize=65_536)
def _written(mail: str, site: str, booking: str) -> Said:
    """A mail that both schemas take, or a page of the web."""
    is_whole = _is_mail(mail) or bool(web_address(site) or web_address(booking))
    return _grade(some=bool(mail or site or booking), whole=is_whole)


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return _whole("courriels", text)


def _groups(table: PlaceTable, rows: Rows) -> dict[int, list[int]]:
    """Rows that seem to be one place, by the number of that place; those alone are left out."""
    found: dict[int, list[int]] = defaultdict(list)
    together = np.bincount(table.twin)[table.twin] > 1
    for row in np.flatnonzero(together & np.isin(table.twin, table.twin[rows])).tolist():
        found[int(table.twin[row])].append(row)
    return found


def _differ(
    table: PlaceTable, row: int, others: Sequence[int], places: dict[int, Any]
) -> tuple[bool, bool]:
    """Whether another sheet of what seems this place gives another telephone, other hours."""
    mine = _numbers(table, row, places) if others else frozenset()
    theirs = [_numbers(table, one, places) for one in others]
    hours = (one for one in others if table.has_hours[row] and table.has_hours[one])
    return (
        bool(mine) and any(one and not one & mine for one in theirs),
        any(not _same_week(table, row, one) for one in hours),
    )


def _numbers(table: PlaceTable, row: int, places: dict[int, Any]) -> Numbers:
    place = places.get(int(table.pk[row]))
    return numbers_of(place.telephone, place.code_insee[:2]) if place else frozenset()


def _same_week(table: PlaceTable, one: int, other: int) -> bool:
    week, mine, theirs = table.week, *(table.week.of_row[row] for row in (one, other))
    return bool(mine == theirs or np.array_equal(week.possible[mine], week.possible[theirs]))
