"""Open offers as anybody reads them: words, kind and commune; never a name, never a contact."""

from dataclasses import dataclass
from math import inf
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from entrelieux.accounts.selectors import network_of
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.wording import need_label
from entrelieux.exchanges import competences
from entrelieux.exchanges.adapters import minutes_between
from entrelieux.exchanges.models import HeldCompetence, Offer, Request
from entrelieux.exchanges.selectors import availability_in_words
from entrelieux.exchanges.wording import label, without_contact
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.passerelles.policies import helps_or_animates
from entrelieux.territories.selectors import CommuneCard, communes_by_code

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """kind, need: codes, "" for all. commune: where from, within ``minutes`` when it is said."""

    kind: str = ""
    need: str = ""
    commune: CommuneCard | None = None
    minutes: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """minutes: from the commune asked; None for unknown or not asked. said_on: the day alone."""

    ref: str
    kind: str
    words: str
    commune: str
    code_insee: str
    minutes: int | None
    competences: tuple[str, ...]
    needs: tuple[str, ...]
    when: str
    conditions: str
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class Listed:
    lines: tuple[Line, ...]
    total: int
    page: int
    last_page: int


def offers_listed(viewer: Viewer, asked: Asked) -> Listed:
    """Nearest first when a commune is said, latest first otherwise."""
    rows = offers_open_to(viewer)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    kept = _answering(rows, asked.need) if asked.need else None
    return _paged(rows.prefetch_related("held"), kept, asked)


def offers_open_to(viewer: Viewer) -> QuerySet[Offer]:
    rows = Offer.objects.filter(
        state=Offer.State.OPEN,
        valid_until__gte=timezone.localdate(),
        is_fiction=offer_is_fiction(),
    )
    return rows.filter(_audience(viewer))


def requests_listed(viewer: Viewer, asked: Asked) -> Listed:
    """For professionals of the network: those whose words the person agreed to show."""
    rows = Request.objects.filter(
        words_shown=True,
        state__in=[Request.State.OPEN, Request.State.NOBODY],
        is_fiction=offer_is_fiction(),
    )
    if not helps_or_animates(viewer):
        rows = rows.none()
    ours = Q(follow_up__network__ref__in=_networks_of(viewer))
    rows = rows.filter(Q(follow_up__network=None) | ours)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    kept = None
    if asked.need:
        kept = {pk for pk, needs in rows.values_list("pk", "needs") if asked.need in needs}
    return _paged(rows, kept, asked)


def _audience(viewer: Viewer) -> Q:
    seen = Q(visible_to="public")
    if networks := _networks_of(viewer):
        seen |= Q(visible_to="reseau", follow_up__network__ref__in=networks)
    return seen


def _networks_of(viewer: Viewer) -> frozenset[str]:
    found = {card.ref for one in viewer.organisations() if (card := network_of(one))}
    return frozenset(found) | viewer.networks()


def _answering(rows: QuerySet[Offer], need: str) -> set[int]:
    """Offers that say this need, or hold what the map calls for it; mentors who walk with anybody
    say nothing at all."""
    called = {line.competence for line in competences.map_now().lines_of(need)}
    held = HeldCompetence.objects.filter(offer__in=rows).order_by()
    holding = set(held.filter(code__in=called).values_list("offer_id", flat=True))
    of_mentors = held.filter(offer__kind=pack.MENTOR)
    equipped = set(of_mentors.values_list("offer_id", flat=True))
    return {
        pk
        for pk, kind, needs in rows.values_list("pk", "kind", "needs")
        if need in needs
        or pk in holding
        or (kind == pack.MENTOR and not needs and pk not in equipped)
    }


def _paged(rows: QuerySet[Any], kept: set[int] | None, asked: Asked) -> Listed:
    """Keys and communes of all, whole rows of one page. kept: None for all."""
    found = [
        (pk, code)
        for pk, code in rows.order_by("-said_at", "-pk").values_list("pk", "code_insee")
        if kept is None or pk in kept
    ]
    away: dict[str, float | None] = {}
    if asked.commune is not None:
        codes = sorted({code for _pk, code in found})
        away = dict(zip(codes, minutes_between(asked.commune.code, codes), strict=True))
        if asked.minutes:
            found = [(pk, code) for pk, code in found if (away[code] or 0) <= asked.minutes]
        found.sort(key=lambda one: _or(away[one[1]]))
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(1, asked.page), last)
    wanted = [pk for pk, _code in found[(page - 1) * A_PAGE : page * A_PAGE]]
    by_pk = rows.in_bulk(wanted)
    shown = [by_pk[pk] for pk in wanted if pk in by_pk]
    names = communes_by_code([one.code_insee for one in shown])
    lines = tuple(_line(one, names.get(one.code_insee), away.get(one.code_insee)) for one in shown)
    return Listed(lines, len(found), page, last)


def _or(minutes: float | None) -> float:
    return inf if minutes is None else minutes


def _line(row: Offer | Request, commune: CommuneCard | None, minutes: float | None) -> Line:
    is_offer = isinstance(row, Offer)
    held = [one.code for one in row.held.all()] if isinstance(row, Offer) else row.competences
    price = row.conditions if isinstance(row, Offer) else ""
    return Line(
        ref=row.ref,
        kind=label(pack.offers() if is_offer else pack.requests(), row.kind),
        words=without_contact(row.words),
        commune=commune.name if commune else "",
        code_insee=row.code_insee,
        minutes=None if minutes in {None, inf} else int(minutes or 0),
        competences=tuple(competences.label_of(code) for code in held),
        needs=tuple(need_label(code) for code in row.needs),
        when=availability_in_words(row.availability),
        conditions=label(pack.conditions(), price) if price else "",
        is_fiction=row.is_fiction,
    )
