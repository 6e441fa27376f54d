"""Open offers as anybody reads them: words, kind and commune; never a name, never a contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from django.db.models import Q
from django.utils import timezone

from entrelieux.accounts.selectors import network_of
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.wording import need_label
from entrelieux.exchanges import competences
from entrelieux.exchanges.adapters import minutes_between
from entrelieux.exchanges.models import Offer, Request
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
    rows = Offer.objects.filter(
        state=Offer.State.OPEN,
        valid_until__gte=timezone.localdate(),
        is_fiction=offer_is_fiction(),
    )
    rows = rows.filter(_audience(viewer))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    found = list(rows.prefetch_related("held").order_by("-said_at", "-pk"))
    if asked.need:
        found = [one for one in found if _answers(one, asked.need)]
    return _paged(found, asked)


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
    found = list(rows.order_by("-said_at", "-pk"))
    if asked.need:
        found = [one for one in found if asked.need in one.needs]
    return _paged(found, asked)


def _audience(viewer: Viewer) -> Q:
    seen = Q(visible_to="public")
    if networks := _networks_of(viewer):
        seen |= Q(visible_to="reseau", follow_up__network__ref__in=networks)
    return seen


def _networks_of(viewer: Viewer) -> frozenset[str]:
    found = {card.ref for one in viewer.organisations() if (card := network_of(one))}
    return frozenset(found) | viewer.networks()


def _answers(offer: Offer, need: str) -> bool:
    called = {line.competence for line in competences.map_now().lines_of(need)}
    return need in offer.needs or bool(called & {one.code for one in offer.held.all()})


def _paged(found: Sequence[Offer | Request], asked: Asked) -> Listed:
    away: dict[int, float | None] = {}
    if asked.commune is not None:
        minutes = minutes_between(asked.commune.code, [one.code_insee for one in found])
        away = {one.pk: said for one, said in zip(found, minutes, strict=True)}
        if asked.minutes:
            found = [one for one in found if (away[one.pk] or 0) <= asked.minutes]
        found = sorted(found, key=lambda one: _or(away[one.pk]))
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(1, asked.page), last)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    names = communes_by_code([one.code_insee for one in shown])
    lines = tuple(_line(one, names.get(one.code_insee), away.get(one.pk)) for one in shown)
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
