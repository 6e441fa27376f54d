"""Pairs that wait for a word, one pair side by side, and what was said: to those who may judge."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import cos, hypot, radians

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import wording as offer_wording
from entrelieux.directory.asking import departements
from entrelieux.directory.doubles import wording
from entrelieux.directory.doubles.candidates import pairs_in, sheet_of_row, sirets_at
from entrelieux.directory.doubles.cards import (
    HistoryPage,
    PairCard,
    ProposalCard,
    ProposalPage,
    SheetCard,
    VerdictCard,
)
from entrelieux.directory.doubles.fields import PARTS, best_first, compared, seen
from entrelieux.directory.doubles.policies import Ground, ground_of, judges
from entrelieux.directory.doubles.shown import Shown, pair_of, shown_now
from entrelieux.directory.models import Permanence, Place, SamePlace, Service
from entrelieux.directory.naming import shown_name
from entrelieux.directory.selectors import places_visible_to, visible_source_ids
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.linkage import CERTAIN, Pair, compare
from entrelieux.engine.records.roofs import METRES_PER_DEGREE
from entrelieux.kernel.viewer import Viewer

PER_PAGE = 20
PairGone = Place.DoesNotExist
"""Absent, or not on the territory of whoever asks: the two look the same."""


def proposals(viewer: Viewer, departement: str = "", page: int = 1) -> ProposalPage:
    """Pairs of one département that nobody spoke of: certain ones first, then by commune.

    departement: one that the viewer reaches, else that of theirs which holds most places.
    """
    ground = ground_of(viewer)
    sources = visible_source_ids(viewer)
    known = _departements(ground, sources)
    names = dict(sorted(known))
    departement = departement if departement in names else next(iter(dict(known)), "")
    open_pairs = _unspoken(departement, ground, sources) if names else []
    pages = max(1, -(-len(open_pairs) // PER_PAGE))
    page = min(max(page, 1), pages)
    on_page = open_pairs[(page - 1) * PER_PAGE : page * PER_PAGE]
    return ProposalPage(
        departement=departement,
        departements=tuple(names.items()),
        found=_proposals(on_page, sources),
        total=len(open_pairs),
        certain=sum(pair.score >= CERTAIN for pair in open_pairs),
        page=page,
        pages=pages,
    )


def pair_for(viewer: Viewer, one_ref: str, other_ref: str, kept_ref: str = "") -> PairCard:
    """Two sheets side by side, as they are shown now; the one that would be kept first.

    Raises:
        PairGone.
    """
    one, other = (_sheet(viewer, ref) for ref in (one_ref, other_ref))
    ground, sources = ground_of(viewer), visible_source_ids(viewer)
    if one_ref == other_ref or not judges(viewer):
        raise PairGone
    if not ground.holds(one.code_insee, other.code_insee):
        raise PairGone
    shown = shown_now()
    verdict = _verdict_between(shown, one, other)
    if shown.head(one.pk) != shown.head(other.pk):
        one, other = _head(one, shown), _head(other, shown)
    kept, other = best_first(one, other)
    if kept_ref and kept_ref == other.ref:
        kept, other = other, kept
    today = timezone.localdate()
    sirets = sirets_at(Q(place__in=(kept.pk, other.pk)), sources)
    pair = compare(*(sheet_of_row(row, sirets.get(row.pk, "")) for row in (kept, other)))
    return PairCard(
        proposal=_proposal(pair, kept, other, _counts((kept.pk, other.pk), shown, sources), shown),
        compared=compared(kept, other, today),
        metres=_metres(kept, other),
        as_seen=seen(kept, other),
        verdict=_verdict(verdict, viewer, shown, sources) if verdict else None,
    )


def verdict_for(viewer: Viewer, ref: str) -> VerdictCard:
    """What was said of two sheets, in force or taken back.

    Raises:
        PairGone.
    """
    row = _verdicts().filter(ref=ref[:32].replace("\x00", "")).first()
    sources = visible_source_ids(viewer)
    if row is None or {row.kept.source_id, row.other.source_id} - sources:
        raise PairGone
    if not ground_of(viewer).holds(row.kept.code_insee, row.other.code_insee):
        raise PairGone
    return _verdict(row, viewer, shown_now(), sources)


def history(viewer: Viewer, page: int = 1) -> HistoryPage:
    """Every verdict on the territory of whoever asks, the last one first."""
    ground, sources = ground_of(viewer), visible_source_ids(viewer)
    rows = SamePlace.objects.filter(kept__source_id__in=sources, other__source_id__in=sources)
    codes = rows.order_by("-pk").values_list("pk", "kept__code_insee", "other__code_insee")
    keys = [pk for pk, *both in codes if ground.holds(*both)]
    pages = max(1, -(-len(keys) // PER_PAGE))
    page = min(max(page, 1), pages)
    on_page = _verdicts().filter(pk__in=keys[(page - 1) * PER_PAGE : page * PER_PAGE])
    shown = shown_now()
    found = tuple(_verdict(row, viewer, shown, sources) for row in on_page.order_by("-pk"))
    return HistoryPage(found, len(keys), page, pages)


def unspoken_pairs(departement: str, sources: Collection[int]) -> list[Pair]:
    """Pairs of sheets as shown that nobody spoke of, one for each two places."""
    shown, found = shown_now(), dict[tuple[int, int], Pair]()
    for pair in pairs_in(departement, sources):
        one, other = shown.head(pair.one), shown.head(pair.other)
        if one != other and not shown.are_apart(one, other):
            one, other = pair_of(one, other)
            found.setdefault((one, other), Pair(one, other, pair.score, pair.terms))
    return list(found.values())


def sheets_named(keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """Reference, name, producer's list and commune of sheets, by key."""
    rows = Place.objects.select_related("source").only("ref", "name", "commune", "source__title")
    return {
        pk: {
            "id": row.ref,
            "nom": shown_name(row.name),
            "source": row.source.title,
            "commune": row.commune,
        }
        for pk, row in rows.in_bulk(set(keys)).items()
    }


def _unspoken(departement: str, ground: Ground, sources: Collection[int]) -> list[Pair]:
    found = unspoken_pairs(departement, sources)
    keys = {key for pair in found for key in (pair.one, pair.other)}
    rows = Place.objects.filter(departement=departement, source_id__in=sources)
    where = {
        pk: (code, fold(commune))
        for pk, code, commune in rows.values_list("pk", "code_insee", "commune")
        if pk in keys
    }
    reached = [
        pair
        for pair in found
        if pair.one in where
        and pair.other in where
        and ground.holds(where[pair.one][0], where[pair.other][0])
    ]
    return sorted(
        reached,
        key=lambda pair: (pair.score < CERTAIN, where[pair.one][1], -pair.score, pair.one),
    )


def _departements(ground: Ground, sources: Collection[int]) -> list[tuple[str, str]]:
    """(code, name) of those reached that hold places, the most first."""
    names, reached = departements(), ground.departements()
    rows = Place.objects.filter(
        departement__in=reached, source_id__in=sources, withdrawn_on=None
    ).values_list("departement")
    counted = rows.annotate(held=Count("pk")).order_by("-held", "departement")
    found = [(code, names.get(code, code)) for code, _held in counted]
    return [*found, ("", _("Département inconnu"))] if ground.is_everywhere else found


def _proposals(found: Sequence[Pair], sources: Collection[int]) -> tuple[ProposalCard, ...]:
    keys = {key for pair in found for key in (pair.one, pair.other)}
    rows = Place.objects.select_related("source").in_bulk(keys)
    shown = shown_now()
    counts = _counts(keys, shown, sources)
    return tuple(
        _proposal(pair, *best_first(rows[pair.one], rows[pair.other]), counts, shown)
        for pair in found
    )


def _proposal(
    pair: Pair, kept: Place, other: Place, counts: Counter[int], shown: Shown
) -> ProposalCard:
    have_one_name = kept.folded == other.folded
    likely, unlikely = wording.reasons(pair.terms, have_one_name=have_one_name)
    return ProposalCard(
        kept=_card(kept, counts, shown),
        other=_card(other, counts, shown),
        score=min(99, int(100 * pair.score)),
        is_certain=pair.score >= CERTAIN,
        likely=likely,
        unlikely=unlikely,
    )


def _card(place: Place, counts: Counter[int], shown: Shown) -> SheetCard:
    town = " ".join(filter(None, (place.code_postal, place.commune)))
    is_shown = shown.head(place.pk) == place.pk
    return SheetCard(
        ref=place.ref,
        name=shown_name(place.name),
        kind=offer_wording.kind_label(place.kind),
        address=", ".join(filter(None, (place.adresse, town))),
        commune=place.commune,
        source=place.source.title,
        published_on=place.source.published_on,
        confirmed_on=max(filter(None, (place.confirmed_on, place.said_on)), default=None),
        services=counts[place.pk] if is_shown else None,
        sheets=len(shown.sheets(place.pk)) if is_shown else 1,
        lon=place.lon,
        lat=place.lat,
        is_approximate=place.position != Place.Position.POINT,
        is_withdrawn=place.withdrawn_on is not None,
    )


def _counts(keys: Iterable[int], shown: Shown, sources: Collection[int]) -> Counter[int]:
    """How many services are rendered at each place, those of its other sheets included."""
    sheets = shown.spread(keys)
    here = Service.objects.filter(source_id__in=sources, withdrawn_on=None, place__in=sheets)
    comes = Permanence.objects.filter(
        service__source_id__in=sources, service__withdrawn_on=None, place__in=sheets
    )
    met = {
        (shown.head(place or 0), service)
        for rows in (here.values_list("place", "pk"), comes.values_list("place", "service"))
        for place, service in rows
    }
    return Counter(head for head, _service in met)


def _verdicts() -> QuerySet[SamePlace]:
    return SamePlace.objects.select_related("kept__source", "other__source")


def _verdict(row: SamePlace, viewer: Viewer, shown: Shown, sources: Collection[int]) -> VerdictCard:
    counts = _counts((row.kept_id, row.other_id), shown, sources)
    fields = set(row.statements.values_list("field", flat=True))
    mine = row.author_id is not None and row.author_id == viewer.user_id
    return VerdictCard(
        ref=row.ref,
        is_same=row.verdict == SamePlace.Verdict.SAME,
        kept=_card(row.kept, counts, shown),
        other=_card(row.other, counts, shown),
        said_by=_("vous") if mine else wording.function(row.said_as),
        said_at=row.said_at,
        withdrawn_by=wording.function(row.withdrawn_as) if row.withdrawn_at else "",
        withdrawn_at=row.withdrawn_at,
        taken=tuple(str(part.label) for part in PARTS if fields & set(part.fields)),
    )


def _verdict_between(shown: Shown, one: Place, other: Place) -> SamePlace | None:
    """The verdict that unites two sheets, or parts the places they are of."""
    mine, theirs = shown.sheets(one.pk), shown.sheets(other.pk)
    rows = _verdicts().filter(
        withdrawn_at=None, kept__in={*mine, *theirs}, other__in={*mine, *theirs}
    )
    same = shown.head(one.pk) == shown.head(other.pk)
    wanted = SamePlace.Verdict.SAME if same else SamePlace.Verdict.APART
    found = [
        row
        for row in rows.filter(verdict=wanted).order_by("pk")
        if same
        or pair_of(shown.head(row.kept_id), shown.head(row.other_id))
        == pair_of(shown.head(one.pk), shown.head(other.pk))
    ]
    both = {one.pk, other.pk}
    return max(found, key=lambda row: len(both & {row.kept_id, row.other_id}), default=None)


def _sheet(viewer: Viewer, ref: str) -> Place:
    clean = ref[:40].replace("\x00", "")
    return places_visible_to(viewer).select_related("source").get(ref=clean)


def _head(place: Place, shown: Shown) -> Place:
    head = shown.head(place.pk)
    if head == place.pk:
        return place
    return Place.objects.select_related("source").get(pk=head)


def _metres(one: Place, other: Place) -> float | None:
    exact = Place.Position.POINT
    if one.position != exact or other.position != exact:
        return None
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return METRES_PER_DEGREE * hypot(east, one.lat - other.lat)
