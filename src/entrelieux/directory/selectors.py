"""What may be read of the offer: lists, sheets, and the one rule that keeps fiction apart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import isnan
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.cards import Named, PlaceCard, PlaceSheet
from entrelieux.directory.listing import DAYS, PlaceTable, Wanted, words_of
from entrelieux.directory.models import Place, Publication, Record, Service
from entrelieux.directory.naming import named, shown_name
from entrelieux.directory.policies import may_see_source
from entrelieux.directory.presenting import (
    CARD_FIELDS,
    as_given,
    place_card,
    service_cards,
    services_at,
    services_listed,
    source_card,
)
from entrelieux.directory.tabling import build_table
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import territories
from entrelieux.territories.errors import shown
from entrelieux.territories.selectors import CommuneCard, resolve_commune

PER_PAGE = 25
RADIUS_KM = 15
MOST_KM = 200
MOST_AROUND = 12
PlaceGone = Place.DoesNotExist
"""A place is absent, or not to be shown: the two look the same."""


class FilterError(UserError):
    """A filter names something that does not exist; the message says what is expected."""

    code = "filtre-inconnu"


@dataclass(frozen=True, slots=True)
class DirectoryParams:
    """Filters of the list of places; an empty one filters nothing.

    q: words of the name, the organisations, the address or the commune, all of them wanted.
    commune: a name, a postcode or a code INSEE. rayon_km: crow-fly, 0 for the commune alone.
    besoin: a need's code or a thématique. nature: a kind of place. ouvert: ``lun`` to ``dim``.
    """

    q: str = ""
    commune: str = ""
    rayon_km: int = RADIUS_KM
    departement: str = ""
    besoin: str = ""
    nature: str = ""
    ouvert: str = ""
    itinerant: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class PlacePage:
    """25 places at most. km: beside each card, crow-fly to the commune asked; None when unknown.

    others: beside each card, how many other records describe the same place and answer too.
    page: brought back between 1 and ``pages``. need: code of the need asked, or "".
    order: how they are ranked, in one sentence.
    """

    cards: tuple[PlaceCard, ...]
    km: tuple[float | None, ...]
    others: tuple[int, ...]
    total: int
    page: int
    pages: int
    params: DirectoryParams
    commune: CommuneCard | None
    need: str
    order: str


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is published, for one version of the data."""

    version: tuple[Any, ...]
    sources: frozenset[int]
    is_fiction: bool


class _Kept:
    """The last offer and its table, shared by the threads of a process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.offer: _Offer | None = None
        self.table: tuple[tuple[Any, ...], PlaceTable] | None = None


_KEPT = _Kept()


def offer_is_fiction() -> bool:
    """Whether everything shown is fictional. One short query: it is asked on every page."""
    return _offer().is_fiction


def table_of(viewer: Viewer) -> tuple[tuple[Any, ...], frozenset[int], PlaceTable, bool]:
    """(version, sources shown, table, is fiction) of what is published, as it stands today."""
    offer, today = _offer(), timezone.localdate()
    return offer.version, visible_source_ids(viewer), _table(offer, today), offer.is_fiction


def visible_source_ids(viewer: Viewer) -> frozenset[int]:  # noqa: ARG001  public to everyone
    """Sources whose rows may be shown together: never fiction beside something real."""
    return _offer().sources


def places_visible_to(viewer: Viewer) -> QuerySet[Place]:
    """Places of visible sources, those withdrawn included: their sheet says that they are."""
    return Place.objects.filter(source_id__in=visible_source_ids(viewer))


def place_list(
    viewer: Viewer,  # noqa: ARG001  public to everyone
    params: DirectoryParams,
    *,
    twins_apart: bool = False,
) -> PlacePage:
    """One page of the places that answer every filter (``listing`` says how, and how fast).

    Args:
        twins_apart: count and show each record of a place that several producers describe;
            otherwise the one confirmed last stands for all.

    Raises:
        UserError: a filter names nothing, or several communes; ``field`` says which.
    """
    commune = resolve_commune(params.commune) if params.commune else None
    offer, today = _offer(), timezone.localdate()
    table = _table(offer, today)
    wanted = _wanted(params, commune)
    found = table.find(wanted, twins_apart=twins_apart)
    pages = max(1, -(-len(found.rows) // PER_PAGE))
    page = min(max(params.page, 1), pages)
    on_page = slice((page - 1) * PER_PAGE, page * PER_PAGE)
    rows = found.rows[on_page]
    beside = dict(
        zip(
            table.pk[rows].tolist(),
            zip(found.km[on_page].tolist(), found.others[on_page].tolist(), strict=True),
            strict=True,
        )
    )
    cards = _cards(list(beside), table, offer.sources, today)
    return PlacePage(
        cards=tuple(card for _pk, card in cards),
        km=tuple(None if isnan(beside[pk][0]) else beside[pk][0] for pk, _card in cards),
        others=tuple(beside[pk][1] for pk, _card in cards),
        total=len(found.rows),
        page=page,
        pages=pages,
        params=replace(params, page=page),
        commune=commune,
        need="" if wanted.need is None else needs_pack.load_needs()[wanted.need].code,
        order=_order(params, commune),
    )


def place_for(viewer: Viewer, ref: str) -> PlaceSheet:
    """Everything known of one place.

    Raises:
        Place.DoesNotExist: absent, or not to be shown: the two look the same.
    """
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        raise Place.DoesNotExist
    place = places_visible_to(viewer).select_related("source").get(ref=ref)
    offer, today = _offer(), timezone.localdate()
    held = services_at([place.pk], offer.sources, today)[place.pk]
    services = [service for service, _permanence in held]
    times = [(permanence or service).horaires for service, permanence in held]
    records = _records(place, services)
    twins, neighbours = _around(place, _table(offer, today))
    rows: tuple[Place | Record | Service, ...] = (place, *records, *services)
    sources = {row.source_id: row.source for row in rows}
    return PlaceSheet(
        card=place_card(place, services, times, today),
        services=service_cards(place, held, today),
        telephone=place.telephone,
        courriel=place.courriel,
        site_web=wording.web_address(place.site_web),
        prise_rdv=wording.web_address(place.prise_rdv),
        presentation=place.presentation,
        accessibilite=wording.web_address(place.accessibilite),
        wheelchair=place.wheelchair,
        horaires_original=place.horaires_original,
        horaires_problem=place.horaires_problem,
        sources=tuple(source_card(source) for source in sources.values()),
        mends=tuple(mend for record in records for mend in record.mends),
        originals=tuple((record.source.title, as_given(record)) for record in records),
        twins=twins,
        neighbours=neighbours,
        first_seen_on=place.first_seen_on,
        withdrawn_on=place.withdrawn_on,
    )


def _cards(
    pks: Sequence[int], table: PlaceTable, sources: Collection[int], today: date
) -> list[tuple[int, PlaceCard]]:
    """(key, card) of these places in this order: two queries, however many they are."""
    rows = Place.objects.filter(pk__in=pks, source_id__in=sources)
    places = {row.pk: row for row in rows.select_related("source").only(*CARD_FIELDS)}
    services = services_listed(places, table.hosted, sources)
    return [
        (pk, place_card(places[pk], services[pk], table.times.get(pk, ()), today))
        for pk in pks
        if pk in places
    ]


def _around(place: Place, table: PlaceTable) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """The same place as other producers describe it, and others under the same roof."""
    twins, neighbours = table.around(place.pk)
    near = Place.objects.filter(pk__in=[*twins, *neighbours]).select_related("source")
    rows = {row.pk: row for row in near.order_by("pk")}
    return (
        tuple(
            named(rows[pk].ref, f"{shown_name(rows[pk].name)} ({rows[pk].source.title})")
            for pk in twins[:MOST_AROUND]
            if pk in rows
        ),
        tuple(named(rows[pk].ref, rows[pk].name) for pk in neighbours[:MOST_AROUND] if pk in rows),
    )


def _records(place: Place, services: Iterable[Service]) -> list[Record]:
    """The rows as given that describe the place or what it offers."""
    of_services = {service.record_id for service in services if service.record_id}
    wanted = Q(pk__in=place.records.values("pk")) | Q(pk__in=of_services)
    return list(Record.objects.filter(wanted).select_related("source").order_by("source", "pk"))


# The version of the data, and what is kept of it.


def _offer() -> _Offer:
    version = _version()
    kept = _KEPT.offer
    if kept is None or kept.version != version:
        kept = _KEPT.offer = _read_offer(version)
    return kept


def _version() -> tuple[Any, ...]:
    """Which database, and its last publication: ``()`` when nothing was ever published."""
    row = Publication.objects.order_by("-pk").values_list("pk", "at", "cause").first()
    settings = connection.settings_dict
    return (settings["HOST"], settings["NAME"], *row) if row else ()


def _read_offer(version: tuple[Any, ...]) -> _Offer:
    if not version:
        return _Offer(version, frozenset(), is_fiction=False)
    fictional = dict(Source.objects.values_list("pk", "is_fiction"))
    used = {
        *Place.objects.order_by().values_list("source_id", flat=True).distinct(),
        *Service.objects.order_by().values_list("source_id", flat=True).distinct(),
    }
    has_real = any(not fictional[pk] for pk in used)
    visible = frozenset(
        pk
        for pk, is_fiction in fictional.items()
        if may_see_source(ANYONE, is_fiction=is_fiction, offer_has_real=has_real)
    )
    return _Offer(version, visible, is_fiction=bool(used) and not has_real)


def _table(offer: _Offer, today: date) -> PlaceTable:
    key = (*offer.version, today)
    with _KEPT.lock:
        kept = _KEPT.table
        if kept is None or kept[0] != key:
            kept = _KEPT.table = (key, build_table(sources=offer.sources, today=today))
        return kept[1]


# From what was asked to what is looked for.


def _wanted(params: DirectoryParams, commune: CommuneCard | None) -> Wanted:
    return Wanted(
        words=words_of(params.q),
        centre=(commune.lon, commune.lat) if commune else None,
        commune=commune.code if commune else "",
        radius_km=min(max(params.rayon_km, 0), MOST_KM),
        departement=_one_of("departement", params.departement, departements()),
        need=_need_rank(params.besoin),
        kind=_one_of("nature", params.nature, wording.kinds()),
        day=DAYS.index(_one_of("ouvert", params.ouvert, DAYS)) if params.ouvert else None,
        itinerant=params.itinerant,
    )


def _need_rank(code: str) -> int | None:
    if not code:
        return None
    try:
        return needs_pack.need_for_code(code).rank
    except needs_pack.NeedUnknown as error:
        near = ", ".join(error.suggestions)
        message = _("« %(found)s » n'est pas un besoin connu.") % {"found": shown(code)}
        if near:
            message += " " + _("Les plus proches : %(near)s.") % {"near": near}
        raise FilterError(message, field="besoin", code="besoin-inconnu") from None


def _one_of(field: str, value: str, expected: Collection[str]) -> str:
    if value and value not in expected:
        listed = ", ".join(list(expected)[:8]) + ("…" if len(expected) > 8 else "")
        message = _(
            "« %(found)s » n'est pas une valeur connue de « %(field)s ». Attendu : %(listed)s"
        )
        raise FilterError(
            message % {"found": shown(value), "field": field, "listed": listed}, field=field
        )
    return value


@cache
def departements() -> Mapping[str, str]:
    """Names of the départements by code, as filters of the list take them."""
    return {one.code: one.nom for one in territories.departements()}


def _order(params: DirectoryParams, commune: CommuneCard | None) -> str:
    if commune:
        by = _("du plus près au plus loin de %(commune)s, à vol d'oiseau") % {
            "commune": commune.matched or commune.name
        }
    else:
        by = _("par ordre alphabétique")
    if params.ouvert:
        return _(
            "Dans l'ordre : les lieux dont on sait qu'ils ouvrent ce jour-là, "
            "puis ceux dont les horaires sont à vérifier ; %(by)s."
        ) % {"by": by}
    return _("Dans l'ordre : %(by)s.") % {"by": by}
