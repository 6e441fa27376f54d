"""Between rows of meetings and cards: local hours, grounds, names of what the directory knows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import network_for
from entrelieux.directory.cards import Named
from entrelieux.directory.structures import structure_for
from entrelieux.directory.wording import in_language
from entrelieux.engine.handover.chasing import next_waking
from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.cards import MeetingCard
from entrelieux.exchanges.models import Meeting, Seat
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.packs.fr.passerelles import Word
from entrelieux.passerelles.adapters import ground_of, instant, local, rhythm_of
from entrelieux.territories.selectors import communes_by_code

__all__ = ["held_of", "instant", "local"]
KEPT = timedelta(weeks=8)
"""A seat and a promise are erased so long after the evening."""
QUEUE_TIMES = 2
"""As many times the seats may wait for one by the public page; further, a seat is not likely."""


def said(word: Word) -> str:
    return in_language(word.label, word.english)


def named_by(words: Mapping[str, Word], code: str) -> str:
    return said(words[code]) if code in words else code


def held_of(row: Meeting) -> policies.Held:
    return policies.Held(
        organisers=frozenset(one.organisation_ref for one in row.organisers.all()),
        network=row.network.ref if row.network else "",
        ground=ground_of(row.code_insee),
    )


def queue_is_full(row: Meeting, waiting: int) -> bool:
    return waiting >= QUEUE_TIMES * row.seats


def full_said(organisers: Iterable[str]) -> str:
    """Why nobody more is put in the queue, and whom to call."""
    known = filter(None, (structure_for(ANYONE, ref) for ref in organisers))
    called = next((one for one in known if one.telephone), None)
    if called is None:
        return _("Il n'y a plus de place, et l'attente est pleine. Voyez avec qui organise.")
    return _(
        "Il n'y a plus de place, et l'attente est pleine. "
        "Pour en parler, appelez %(name)s : %(telephone)s."
    ) % {"name": called.name, "telephone": called.telephone}


def erased_after(row: Meeting) -> date:
    return local(row.starts_at, row.departement).date() + KEPT


def has_begun(row: Meeting) -> bool:
    return row.starts_at <= timezone.now()


def waking_at(row: Meeting) -> datetime:
    """The first moment when those of this meeting may be written to."""
    network = network_for(row.network.ref) if row.network else None
    here = local(timezone.now(), row.departement)
    return instant(next_waking(here, rhythm_of(network)), row.departement)


def moment(day: date, at: time, departement: str) -> datetime:
    return instant(datetime.combine(day, at), departement)


def cards_of(viewer: Viewer, rows: Iterable[Meeting]) -> tuple[MeetingCard, ...]:
    """In the order of the rows: one query for all their seats."""
    found = list(rows)
    counts = _counts([row.pk for row in found])
    communes = communes_by_code({row.code_insee for row in found})
    names = {code: card.name for code, card in communes.items()}
    return tuple(
        _card(viewer, row, counts.get(row.pk, (0, 0)), names.get(row.code_insee, row.code_insee))
        for row in found
    )


def _counts(meetings: list[int]) -> dict[int, tuple[int, int]]:
    rows = (
        Seat.objects.filter(meeting__in=meetings)
        .order_by()
        .values("meeting")
        .annotate(
            taken=Count("pk", filter=Q(state=Seat.State.SEATED)),
            waiting=Count("pk", filter=Q(state=Seat.State.WAITING)),
        )
    )
    return {row["meeting"]: (row["taken"], row["waiting"]) for row in rows}


def _card(viewer: Viewer, row: Meeting, counted: tuple[int, int], commune: str) -> MeetingCard:
    held = held_of(row)
    begun = has_begun(row)
    is_open = row.state == Meeting.State.OPEN
    return MeetingCard(
        ref=row.ref,
        kind=named_by(pack.kinds(), row.kind),
        kind_code=row.kind,
        title=row.title,
        theme=row.theme,
        words=row.words,
        place=Named(row.place_ref, row.place_name) if row.place_ref else None,
        place_name=row.place_name,
        address=row.address,
        commune=commune,
        code_insee=row.code_insee,
        departement=row.departement,
        starts=local(row.starts_at, row.departement),
        ends=local(row.ends_at, row.departement),
        seats=row.seats,
        taken=counted[0],
        waiting=counted[1],
        state=row.state,
        organisers=tuple(Named(one.organisation_ref, one.name) for one in row.organisers.all()),
        version=row.version,
        came=row.came,
        signed_up=row.signed_up,
        typed_at=row.typed_at,
        can_sign_up=is_open and not begun,
        is_full=queue_is_full(row, counted[1]),
        is_over=begun,
        holds=policies.may_hold(viewer, held),
        writes_in=is_open and policies.may_write_in(viewer, held),
        is_fiction=row.is_fiction,
    )
