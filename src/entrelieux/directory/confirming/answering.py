"""What a place answers by its address, what somebody accepts of it, and how all is taken back.

A link can be copied: a closing, another name or another address wait for somebody of the network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import stating
from entrelieux.directory.confirming import links
from entrelieux.directory.confirming.policies import may_follow
from entrelieux.directory.models import Asked, Place, PlaceStatement
from entrelieux.directory.version import midnight
from entrelieux.kernel import journal
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

Manner, Outcome, Decision = PlaceStatement.Manner, Asked.Outcome, Asked.Decision
WAITS = frozenset(
    {
        *("name", "adresse", "complement_adresse", "code_postal", "commune", "code_insee"),
        *("lon", "lat", "position", stating.CLOSING),
    }
)
"""What is shown only once somebody of the network has accepted it."""
MOST_A_DAY = 5
"""Answers by one address: each is a publication and lines of journal that nobody removes."""
_ANSWERED = "campagne.réponse"


class LinkGone(UserError):  # noqa: N818  named by what is so
    """Never given by this site, or badly copied."""

    code = "absent"
    status = 404


class LinkOver(UserError):  # noqa: N818
    code = "expire"
    status = 410


class AnsweredAlready(UserError):  # noqa: N818
    code = "deja-repondu"
    status = 409


class AnsweredTooOften(UserError):  # noqa: N818
    """Answered and taken back again and again the same day."""

    code = "trop-de-reponses"
    status = 429


class NothingToDecide(UserError):  # noqa: N818
    code = "rien-a-decider"
    status = 409


@dataclass(frozen=True, slots=True)
class Answer:
    """said: values that are shown at once. proposed: those that wait (see ``WAITS``)."""

    outcome: str
    said: Mapping[str, Any]
    proposed: Mapping[str, Any]


RIGHT = Answer(Outcome.RIGHT, {}, {})
NOT_US = Answer(Outcome.NOT_US, {}, {})


def closed_since(day: date) -> Answer:
    return Answer(Outcome.CLOSED, {}, {stating.CLOSING: day.isoformat()})


def mended(values: Mapping[str, Any]) -> Answer:
    return Answer(
        Outcome.MENDED,
        {field: value for field, value in values.items() if field not in WAITS},
        {field: value for field, value in values.items() if field in WAITS},
    )


def asked_behind(code: str) -> Asked:
    """The question that an address leads to.

    Raises:
        LinkGone; LinkOver: its time is over, or its campaign is.
    """
    return _open(code, lock=False)


def is_open(asked: Asked, now: datetime) -> bool:
    return now < asked.expires_at and timezone.localdate(now) <= asked.campaign.closes_on


@transaction.atomic
def answer(*, actor: Viewer, code: str, given: Answer) -> Asked:
    """Keep an answer: one publication, one journal line for the sheet and one for the answer.

    Raises:
        LinkGone, LinkOver, AnsweredAlready, AnsweredTooOften; StatementError: a value that does
            not fit.
    """
    asked = _open(code, lock=True)
    if asked.answered_at is not None:
        raise AnsweredAlready(_("Vous avez déjà répondu. Merci !"))
    if journal.times(_ANSWERED, asked.ref, since=midnight()) >= MOST_A_DAY:
        said = _(
            "Cette adresse a déjà servi %(most)d fois aujourd’hui à répondre : c’est le plus. "
            "Revenez demain, ou appelez le réseau qui vous a écrit."
        )
        raise AnsweredTooOften(said % {"most": MOST_A_DAY})
    asked.manner = _manner(actor, asked)
    asked.outcome, asked.answered_at = given.outcome, timezone.now()
    asked.proposed = dict(given.proposed)
    if given.outcome in {Outcome.RIGHT, Outcome.MENDED}:
        today = timezone.localdate()
        asked.said_before = asked.place.said_on
        asked.said = _state(actor, asked, given.said, confirmed_on=today)
    asked.save()
    journal.record(actor, _ANSWERED, asked.ref, outcome=asked.outcome)
    return asked


@transaction.atomic
def take_back(*, actor: Viewer, asked: Asked) -> None:
    """The sheet is as its producers give it, and the question awaits an answer again.

    Taken back already: nothing is done.
    """
    row = _locked(asked.pk)
    if row.answered_at is None:
        return
    for ref in row.said:
        stating.take_back(actor=actor, ref=ref)
    if row.outcome in {Outcome.RIGHT, Outcome.MENDED}:
        stating.unconfirm(
            actor=actor,
            place_ref=row.place.ref,
            said_on=timezone.localdate(row.answered_at),
            before=row.said_before,
        )
    row.answered_at, row.said_before, row.said, row.proposed = None, None, {}, {}
    row.outcome, row.manner, row.decision = Outcome.NOTHING, "", Decision.NOTHING
    row.decided_at = row.decided_by = None
    row.save()
    journal.record(actor, "campagne.réponse-reprise", row.ref)


def take_back_by(*, actor: Viewer, code: str) -> None:
    """The same, by whoever holds the address.

    Raises:
        LinkGone, LinkOver.
    """
    take_back(actor=actor, asked=asked_behind(code))


@transaction.atomic
def decide(*, actor: Viewer, asked: Asked, accepts: bool) -> None:
    """Show what was proposed, or leave the sheet as it is. Decided so already: nothing is done.

    Raises:
        NothingToDecide: nothing waits, or somebody decided the contrary.
    """
    row = _locked(asked.pk)
    decision = Decision.ACCEPTED if accepts else Decision.REFUSED
    if row.decision == decision:
        return
    if not row.proposed or row.decision:
        raise NothingToDecide(_("Il n'y a plus rien à décider ici : quelqu'un l'a déjà fait."))
    if accepts:
        row.said = {**row.said, **_accepted(actor, row)}
    row.decision, row.decided_at = decision, timezone.now()
    row.decided_by_id = actor.user_id or None
    row.save()
    journal.record(actor, "campagne.décision", row.ref, decision=decision.value)


def _accepted(actor: Viewer, row: Asked) -> dict[str, str]:
    if stating.CLOSING not in row.proposed:
        return _state(actor, row, row.proposed)
    before = last_statement(row.place)
    stating.close(
        actor=actor,
        place_ref=row.place.ref,
        on=date.fromisoformat(row.proposed[stating.CLOSING]),
        manner=row.manner,
    )
    return statements_since(row.place, before)


def _state(
    actor: Viewer, asked: Asked, said: Mapping[str, Any], confirmed_on: date | None = None
) -> dict[str, str]:
    """{reference of a statement: its field} that were made."""
    before = last_statement(asked.place)
    stating.state(
        actor=actor,
        place_ref=asked.place.ref,
        said=said,
        manner=asked.manner,
        confirmed_on=confirmed_on,
    )
    return statements_since(asked.place, before)


def last_statement(place: Place) -> int:
    return place.statements.order_by("-pk").values_list("pk", flat=True).first() or 0


def statements_since(place: Place, last: int) -> dict[str, str]:
    """{reference of a statement: its field} made of a place after that one."""
    return dict(place.statements.filter(pk__gt=last).values_list("ref", "field"))


def _manner(actor: Viewer, asked: Asked) -> str:
    """An animator who calls a place answers for it, and it is said."""
    is_animator = may_follow(actor, asked.campaign, asked.place.code_insee)
    return Manner.ANIMATOR if is_animator else Manner.ANSWER


def _open(code: str, *, lock: bool) -> Asked:
    digest = links.digest_of(code)
    rows = Asked.objects.select_related("campaign__network", "place")
    if lock:
        rows = rows.select_for_update(of=("self",))
    asked = rows.filter(digest=digest).first() if digest else None
    if asked is None:
        raise LinkGone(_("Cette adresse n'ouvre rien."))
    if not is_open(asked, timezone.now()):
        raise LinkOver(_("Le temps de cette adresse est passé."))
    return asked


def _locked(pk: int) -> Asked:
    rows = Asked.objects.select_for_update(of=("self",)).select_related("campaign", "place")
    return rows.get(pk=pk)
