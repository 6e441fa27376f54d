"""Two people brought together: asked, proposed by somebody, answered, met, ended.

Nobody learns how to reach the other before both have said yes.
"""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entrelieux.engine.matching.machine import Event, Happening
from entrelieux.exchanges import messages
from entrelieux.exchanges.competences import map_now
from entrelieux.exchanges.errors import Gone, SaidWrongly, TooMany
from entrelieux.exchanges.keys import is_theirs, read_answer
from entrelieux.exchanges.matching import Proposal, proposal_for, record_showings
from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.exchanges.moving import ASKS, ENDED, OFFERS, Hand, lock_requests, move, settle
from entrelieux.kernel import journal
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import passerelles as outcomes_pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import person_in_hand

MOST_AT_ONCE = 5
BRAKE = Brake(most=1_200, seconds=3_600)
PERSON, STRUCTURE, ANIMATION = "personne", "structure", "animation"


@transaction.atomic
def ask(
    *, actor: Viewer, request_ref: str, offer_ref: str, token: str = "", follow_up: str = ""
) -> str:
    """The person, or who accompanies them with their word, asks somebody. Gives the reference.

    Asked twice, it is one. Raises: FollowUpGone, Gone: not theirs, or no longer proposed.
    SaidWrongly: too many at once. TooMany: later.
    """
    person = person_in_hand(actor=actor, token=token, ref=follow_up)
    request = _request(request_ref, follow_up_id=person.pk)
    found = _existing(request, offer_ref)
    if found is not None:
        return found.ref
    proposal = proposal_for(actor, request, offer_ref, helping=person.organisation)
    under_way = request.introductions.exclude(state__in=ENDED).count()
    if under_way >= MOST_AT_ONCE:
        raise SaidWrongly(
            _("Vous avez déjà demandé à %(most)d personnes : attendez une réponse.")
            % {"most": MOST_AT_ONCE},
            field="a",
        )
    by = PERSON if person.is_own else STRUCTURE
    _check_room(actor)
    row = _made(request, proposal, by, person.organisation)
    if row is None:
        return _existing_ref(request, offer_ref)
    record_showings(actor, request)
    move(row, Happening(Event.AGREE_ASK), Hand(ASKS, actor, person.organisation))
    return row.ref


def begin_showing(request_ref: str) -> None:
    """Who is shown first to a request just said is counted. Inside a transaction."""
    request = Request.objects.select_related("follow_up").filter(ref=request_ref).first()
    if request is not None:
        record_showings(ANYONE, request)


@transaction.atomic
def propose(*, actor: Viewer, request: Request, offer_ref: str, organisation_ref: str = "") -> str:
    """Somebody who animates or accompanies brings two people together; both are told who did.

    The caller has checked that they may read this request. Raises: Gone: not to be proposed.
    """
    if (found := _existing(request, offer_ref)) is not None:
        return found.ref
    proposal = proposal_for(actor, request, offer_ref, helping=organisation_ref)
    by = STRUCTURE if organisation_ref else ANIMATION
    _check_room(actor)
    row = _made(request, proposal, by, organisation_ref)
    if row is None:
        return _existing_ref(request, offer_ref)
    for side in (ASKS, OFFERS):
        messages.tell_side(row, messages.PROPOSED, side)
    journal.record(actor, "mise-en-relation.proposée", f"relation:{row.ref}", by=by)
    return row.ref


@dataclass(frozen=True, slots=True)
class Reply:
    """What one side says. on: the day they met, or meet next. note: a word to the other side."""

    event: Event
    on: date | None = None
    outcome: str = ""
    useful: bool | None = None
    note: str = ""


@transaction.atomic
def reply(
    *,
    actor: Viewer = ANYONE,
    ref: str = "",
    said: Reply,
    token: str = "",
    follow_up: str = "",
    link: str = "",
) -> str:
    """One side moves it. Gives its reference.

    Raises:
        FollowUpGone, Gone: absent, or not theirs. NotNow, Changed: it cannot move so.
        SaidWrongly: a day or an outcome that cannot be.
    """
    row, hand = introduction_in_hand(
        actor=actor, ref=ref, token=token, follow_up=follow_up, link=link
    )
    _check(said)
    outcome = said.outcome if hand.side == ASKS else ""
    useful = said.useful if hand.side == ASKS else None
    happening = Happening(said.event, on=_day(said), outcome=outcome, useful=useful)
    move(row, happening, hand, note=said.note)
    return row.ref


def introduction_in_hand(
    *, actor: Viewer, ref: str = "", token: str = "", follow_up: str = "", link: str = ""
) -> tuple[Introduction, Hand]:
    """An introduction, locked, in the hand of one side, or of who accompanies it.

    Raises:
        FollowUpGone, Gone: absent, or not theirs.
    """
    if link:
        ref, side, seal = read_answer(link)
        row = _locked(ref)
        if row.state in ENDED or not is_theirs(row, side, seal):
            raise Gone
        return row, Hand(side, actor)
    person = person_in_hand(actor=actor, token=token, ref=follow_up)
    row = _locked(ref)
    sides = {row.request.follow_up_id: ASKS, row.offer.follow_up_id: OFFERS}
    if person.pk not in sides:
        raise Gone
    return row, Hand(sides[person.pk], actor, person.organisation)


def _locked(ref: str) -> Introduction:
    clean = "" if "\x00" in ref else ref
    rows = Introduction.objects.filter(ref=clean)
    lock_requests(rows)
    row = rows.select_for_update(of=("self",)).select_related("request", "offer").first()
    if row is None:
        raise Gone
    return row


def _request(ref: str, **of: int) -> Request:
    clean = "" if "\x00" in ref else ref
    rows = Request.objects.filter(ref=clean, **of).exclude(state=Request.State.OVER)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise Gone
    return row


def _existing(request: Request, offer_ref: str) -> Introduction | None:
    clean = "" if "\x00" in offer_ref else offer_ref
    return Introduction.objects.filter(request=request, offer__ref=clean).first()


def _existing_ref(request: Request, offer_ref: str) -> str:
    found = _existing(request, offer_ref)
    if found is None:
        raise Gone
    return found.ref


def _check_room(actor: Viewer) -> None:
    if not actor.mandates and not BRAKE.lets_through():
        raise TooMany


def _made(
    request: Request, proposal: Proposal, by: str, organisation_ref: str
) -> Introduction | None:
    """None when somebody else made the same one meanwhile."""
    offer = Offer.objects.get(ref=proposal.ref)
    row = Introduction(
        ref=new_ref(),
        request=request,
        offer=offer,
        state="proposee",
        proposed_by=by,
        organisation_ref=organisation_ref,
        score=round(proposal.score, 4),
        terms=[
            {"code": one.code, "said": one.said, "lang": get_language() or "fr"}
            for one in proposal.terms
        ],
        map_version=map_now().version,
        for_mentor=offer.kind == pack.MENTOR,
        proposed_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    settle(request, row.proposed_at)
    return row


def _check(said: Reply) -> None:
    if said.outcome and said.outcome not in outcomes_pack.outcomes():
        raise SaidWrongly(_("Choisissez ce que cela a apporté."), field="issue")
    today = timezone.localdate()
    if said.event is Event.MEET and said.on is not None and said.on > today:
        raise SaidWrongly(_("Ce jour n'est pas encore passé."), field="jour")


def _day(said: Reply) -> date | None:
    if said.event is Event.MEET:
        return said.on or timezone.localdate()
    return said.on
