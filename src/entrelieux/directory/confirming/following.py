"""What an animator sees of a campaign: who answered what, who must be called, what to decide."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from entrelieux.directory import stating
from entrelieux.directory.confirming import links, mails
from entrelieux.directory.confirming.asking import REMIND_AFTER_DAYS, CampaignGone, is_over
from entrelieux.directory.confirming.changes import ADDRESS
from entrelieux.directory.confirming.policies import asks_places, may_follow
from entrelieux.directory.confirming.reading import Line, wording_of_address
from entrelieux.directory.confirming.words import (
    decision_label,
    field_label,
    outcome_label,
    value_in_words,
)
from entrelieux.directory.models import Asked, Campaign, Place, PlaceStatement
from entrelieux.directory.naming import shown_name
from entrelieux.kernel.viewer import Viewer

Outcome = Asked.Outcome


@dataclass(frozen=True, slots=True)
class AskedCard:
    """path: of the page that answers, for whoever calls. must_call: nobody could be written to.

    proposed: what waits to be accepted. can_take_back: it said or confirmed something.
    """

    ref: str
    place_ref: str
    name: str
    where: str
    commune: str
    courriel: str
    telephone: str
    path: str
    address: str
    outcome: str
    outcome_label: str
    manner: str
    answered_on: date | None
    reminded_on: date | None
    must_call: bool
    said: tuple[Line, ...]
    proposed: tuple[Line, ...]
    decision: str
    decision_label: str


@dataclass(frozen=True, slots=True)
class CampaignCard:
    """Counts are of places. to_decide: answers that wait for somebody."""

    ref: str
    name: str
    asker: str
    opened_at: datetime
    closes_on: date
    is_over: bool
    total: int
    answered: int
    to_call: int
    to_decide: int
    reminds_from: date


def campaigns_of(viewer: Viewer) -> tuple[CampaignCard, ...]:
    """Those that ask at least one place that this viewer may ask."""
    if not asks_places(viewer):
        return ()
    rows = Campaign.objects.select_related("network")
    if not viewer.is_operator:
        rows = rows.filter(network__ref__in=viewer.networks())
    found = ((row, _rows(viewer, row)) for row in rows)
    return tuple(_campaign(row, asked) for row, asked in found if asked)


def campaign_for(viewer: Viewer, ref: str) -> tuple[Campaign, list[Asked]]:
    """A campaign and what this viewer may follow of it.

    Raises:
        CampaignGone: absent, or nothing of it is theirs.
    """
    row = Campaign.objects.select_related("network").filter(ref=ref).first()
    asked = _rows(viewer, row) if row is not None else []
    if row is None or not asked:
        raise CampaignGone(ref)
    return row, asked


def asked_for(viewer: Viewer, ref: str) -> Asked:
    """Raises CampaignGone: absent, or not theirs to follow."""
    row = Asked.objects.select_related("campaign__network", "place").filter(ref=ref).first()
    if row is None or not may_follow(viewer, row.campaign, row.place.code_insee):
        raise CampaignGone(ref)
    return row


def cards(campaign: Campaign, asked: list[Asked]) -> tuple[CampaignCard, tuple[AskedCard, ...]]:
    """What waits to be decided first, then what awaits an answer, then the rest."""
    found = [_card(row) for row in asked]
    found.sort(key=lambda one: (not _waits(one), bool(one.outcome), one.commune, one.name))
    return _campaign(campaign, asked), tuple(found)


def said_lines(row: Asked) -> tuple[Line, ...]:
    """What the answer changed, as it stands: what was taken back is not there."""
    today = timezone.localdate()
    rows = PlaceStatement.objects.filter(ref__in=row.said, withdrawn_at=None).order_by("field")
    return tuple(
        Line(
            field_label(one.field),
            value_in_words(one.field, _text(one.given), today),
            value_in_words(one.field, _text(one.value), today),
        )
        for one in rows
        if field_label(one.field)
    )


def proposed_lines(row: Asked) -> tuple[Line, ...]:
    return lines_of(row.place, row.proposed)


def lines_of(place: Place, values: Mapping[str, Any]) -> tuple[Line, ...]:
    """Each change in words: what the sheet says now, and what it would say."""
    today = timezone.localdate()
    found = []
    if stating.CLOSING in values:
        day = value_in_words(stating.CLOSING, str(values[stating.CLOSING]), today)
        found.append(Line(field_label(stating.CLOSING), "", day))
    for name, value in values.items():
        if name not in {*ADDRESS, stating.CLOSING} and field_label(name):
            before, after = (
                value_in_words(name, _text(one), today) for one in (getattr(place, name), value)
            )
            found.append(Line(field_label(name), before, after))
    if values.keys() & set(ADDRESS):
        now = {name: getattr(place, name) for name in ADDRESS}
        then = {name: str(values.get(name, now[name])) for name in ADDRESS}
        before, after = (wording_of_address(*one.values()) for one in (now, then))
        found.append(Line(field_label("adresse"), before, after))
    return tuple(found)


def _rows(viewer: Viewer, campaign: Campaign) -> list[Asked]:
    rows = campaign.asked.select_related("place", "campaign__network")
    return [row for row in rows if may_follow(viewer, campaign, row.place.code_insee)]


def _campaign(row: Campaign, asked: list[Asked]) -> CampaignCard:
    said = Counter(bool(one.outcome) for one in asked)
    return CampaignCard(
        ref=row.ref,
        name=row.name,
        asker=mails.asker(row),
        opened_at=row.opened_at,
        closes_on=row.closes_on,
        is_over=is_over(row),
        total=len(asked),
        answered=said[True],
        to_call=sum(_must_call(one) for one in asked),
        reminds_from=timezone.localdate(row.opened_at) + timedelta(days=REMIND_AFTER_DAYS),
        to_decide=sum(bool(one.proposed) and not one.decision for one in asked),
    )


def _must_call(row: Asked) -> bool:
    reached = row.way == Asked.Way.MAIL and row.unreached_at is None
    return row.answered_at is None and not reached


def _waits(card: AskedCard) -> bool:
    return bool(card.proposed) and not card.decision


def _card(row: Asked) -> AskedCard:
    place = row.place
    return AskedCard(
        ref=row.ref,
        place_ref=place.ref,
        name=shown_name(place.name),
        where=place.adresse,
        commune=f"{place.code_postal} {place.commune}".strip(),
        courriel=row.courriel,
        telephone=place.telephone,
        path=links.path_of(row.ref),
        address=links.address_of(row.ref),
        outcome=row.outcome,
        outcome_label=outcome_label(row.outcome),
        manner=row.manner,
        answered_on=timezone.localdate(row.answered_at) if row.answered_at else None,
        reminded_on=timezone.localdate(row.reminded_at) if row.reminded_at else None,
        must_call=_must_call(row),
        said=said_lines(row) if row.said else (),
        proposed=proposed_lines(row) if row.proposed else (),
        decision=row.decision,
        decision_label=decision_label(row.decision),
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
