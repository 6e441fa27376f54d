"""What a structure does for somebody that no message reaches: it tells them, with their word."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.messages import news_in_words
from entrelieux.exchanges.models import NewsToTell
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.policies import HELPERS


@dataclass(frozen=True, slots=True)
class NewsCard:
    """file: the reference by which the structure opens the person's file; opening it is seen."""

    ref: str
    file: str
    introduction: str
    said: str
    since: datetime
    days: int


def news_for(viewer: Viewer) -> tuple[NewsCard, ...]:
    """Oldest first, of the structures that this viewer helps for."""
    ours = viewer.organisations(*HELPERS)
    rows = NewsToTell.objects.filter(told_at=None, organisation_ref__in=ours)
    now = timezone.now()
    return tuple(
        NewsCard(
            ref=row.ref,
            file=row.follow_up.ref,
            introduction=row.introduction.ref if row.introduction else "",
            said=news_in_words(row.event),
            since=row.since,
            days=(now - row.since).days,
        )
        for row in rows.select_related("follow_up", "introduction").order_by("since", "pk")
    )


@transaction.atomic
def told(*, actor: Viewer, ref: str) -> None:
    """It was told to the person. Saying it twice is harmless.

    Raises:
        Gone: absent, or another structure's.
    """
    clean = "" if "\x00" in ref else ref
    rows = NewsToTell.objects.filter(ref=clean, organisation_ref__in=actor.organisations(*HELPERS))
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise Gone
    if row.told_at is None:
        row.told_at = timezone.now()
        row.save(update_fields=["told_at"])
        journal.record(actor, "entraide.dite", f"nouvelle:{row.ref}")


def count_to_tell(viewer: Viewer) -> int:
    ours = viewer.organisations(*HELPERS)
    return NewsToTell.objects.filter(told_at=None, organisation_ref__in=ours).count()


__all__ = ["NewsCard", "count_to_tell", "news_for", "told"]
