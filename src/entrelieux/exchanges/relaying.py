"""What a structure does for somebody that no message reaches: it tells them, with their word."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from entrelieux.exchanges.errors import Gone
from entrelieux.exchanges.models import HeldCompetence, NewsToTell
from entrelieux.exchanges.news import in_words
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.persons import person_in_hand, reach_card
from entrelieux.passerelles.policies import HELPERS
from entrelieux.passerelles.services import Reached, change_contact

SEEN = "encadrant"


@dataclass(frozen=True, slots=True)
class NewsCard:
    """file: the reference by which the structure opens the person's file; opening it is seen.

    until: the last day when it is worth telling, None for always.
    """

    ref: str
    file: str
    introduction: str
    said: str
    since: datetime
    until: date | None
    days: int


def news_for(viewer: Viewer) -> tuple[NewsCard, ...]:
    """Oldest first, of the structures that this viewer helps for."""
    now = timezone.now()
    rows = _ours(viewer).filter(Q(until=None) | Q(until__gte=timezone.localdate(now)), told_at=None)
    return tuple(
        NewsCard(
            ref=row.ref,
            file=row.follow_up.ref,
            introduction=row.introduction.ref if row.introduction else "",
            said=in_words(row.event),
            since=row.since,
            until=row.until,
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
    row = _ours(actor).filter(ref=clean).select_for_update(of=("self",)).first()
    if row is None:
        raise Gone
    if row.told_at is None:
        row.told_at = timezone.now()
        row.save(update_fields=["told_at"])
        journal.record(actor, "entraide.dite", f"nouvelle:{row.ref}")


@transaction.atomic
def attest(*, actor: Viewer, follow_up: str, offer_ref: str, code: str) -> None:
    """A structure saw somebody at work: it says so beside one of their competences.

    Raises:
        FollowUpGone, Gone: not theirs to say, absent, or the person themselves.
    """
    person = person_in_hand(actor=actor, ref=follow_up)
    rows = HeldCompetence.objects.filter(offer__ref=offer_ref, offer__follow_up_id=person.pk)
    row = rows.filter(code=code).select_for_update(of=("self",)).first()
    if row is None or not person.organisation:
        raise Gone
    if (row.proof, row.proved_by_ref) == (SEEN, person.organisation):
        return
    row.proof, row.proved_by_ref = SEEN, person.organisation
    row.proved_on = timezone.localdate()
    row.save(update_fields=["proof", "proved_by_ref", "proved_on"])
    journal.record(actor, "entraide.vue", f"proposition:{offer_ref}", competence=code)


@transaction.atomic
def tell_reach(*, actor: Viewer, follow_up: str, reached: Reached) -> None:
    """How to reach somebody who had said no way, with their word; a name unsaid stays as it was.

    Raises:
        FollowUpGone: absent, or not theirs. AskedWrongly: a contact that cannot be.
    """
    person = person_in_hand(actor=actor, ref=follow_up)
    known = reach_card(person.pk)
    name = reached.name or (known.name if known else "")
    change_contact(actor=actor, reached=replace(reached, name=name), follow_up=follow_up)
    journal.record(actor, "entraide.joindre-accordé", f"suivi:{person.ref}", moyen=reached.channel)


def _ours(viewer: Viewer) -> QuerySet[NewsToTell]:
    """News of people who still show something to the structure that was to tell them."""
    shown = NewsToTell.objects.filter(
        organisation_ref__in=viewer.organisations(*HELPERS),
        follow_up__shares__organisation_ref=F("organisation_ref"),
        follow_up__shares__revoked_at=None,
    )
    return NewsToTell.objects.filter(pk__in=shown.values("pk"))


__all__ = ["NewsCard", "attest", "news_for", "tell_reach", "told"]
