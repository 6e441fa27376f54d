"""What is written of an offer or a request: said, said again, paused, prolonged, withdrawn.

Words are kept as they came. Only the person says them again; who accompanies them may write down
what they say, and stop it with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.engine.hours import HoursError, free_time
from entrelieux.exchanges import competences
from entrelieux.exchanges.errors import Gone, SaidWrongly, TooMany
from entrelieux.exchanges.models import HeldCompetence, Introduction, Manner, Offer, Request
from entrelieux.exchanges.moving import decline_what_awaits, lock_requests
from entrelieux.kernel import journal
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as stages_pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import PersonCard, person_in_hand
from entrelieux.territories.selectors import CommuneUnknown, commune_for

MOST_LETTERS = 1000
MOST_OF_ONE = 20
MOST_CODES = 12
VALID_DAYS = 180
LONGEST_MINUTES = 240
BRAKE = Brake(most=600, seconds=3_600)
"""The last resort against many visitors together; each has a brake of their own at the doors."""


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """What somebody proposes; only the kind and the words are required. See ``models.Offer``."""

    kind: str
    words: str
    code_insee: str = ""
    availability: str = ""
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    conditions: str = ""
    radius_min: int | None = None
    step_free: bool | None = None
    most_at_once: int = 2
    visible_to: str = "public"
    needs: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestSaid:
    """What somebody looks for; only the kind and the words are required. See ``models.Request``."""

    kind: str
    words: str
    code_insee: str = ""
    availability: str = ""
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    urgency: str = ""
    stage: str = ""
    only_free: bool | None = None
    step_free: bool = False
    most_min: int | None = None
    words_shown: bool = False


@dataclass(frozen=True, slots=True)
class Whose:
    """In whose file: the person's own address, or the reference that a structure knows it by.

    manner: how it was said; meeting_pk: where, when it was at a meeting.
    """

    token: str = ""
    follow_up: str = ""
    manner: str = Manner.PAGE
    meeting_pk: int | None = None


@transaction.atomic
def say_offer(*, actor: Viewer, said: OfferSaid, whose: Whose, request_key: str = "") -> str:
    """Keep an offer; gives its reference. The same form sent twice makes one.

    Raises:
        FollowUpGone: the file is absent, or not theirs.
        SaidWrongly, TooMany: what was said cannot be kept.
    """
    person = person_in_hand(actor=actor, token=whose.token, ref=whose.follow_up)
    if kept := _kept(Offer, person, request_key):
        return kept
    _check_offer(said)
    _check_room(Offer, person, actor)
    row = Offer(
        **_said(person, said, whose, request_key),
        conditions=said.conditions,
        radius_min=said.radius_min,
        step_free=said.step_free,
        most_at_once=said.most_at_once,
        visible_to=said.visible_to,
        needs=list(said.needs),
        stages=list(said.stages),
        valid_until=timezone.localdate() + timedelta(days=VALID_DAYS),
    )
    if not _saved(row):
        return _kept(Offer, person, request_key)
    HeldCompetence.objects.bulk_create(
        HeldCompetence(offer=row, code=code) for code in dict.fromkeys(said.competences)
    )
    journal.record(actor, "entraide.proposée", f"proposition:{row.ref}", kind=row.kind)
    return row.ref


@transaction.atomic
def say_request(*, actor: Viewer, said: RequestSaid, whose: Whose, request_key: str = "") -> str:
    """Keep a request; as ``say_offer``."""
    person = person_in_hand(actor=actor, token=whose.token, ref=whose.follow_up)
    if kept := _kept(Request, person, request_key):
        return kept
    _check_request(said)
    _check_room(Request, person, actor)
    row = Request(
        **_said(person, said, whose, request_key),
        needs=list(said.needs),
        competences=list(said.competences),
        map_version=competences.map_now().version,
        urgency=said.urgency,
        stage=said.stage,
        only_free=said.only_free,
        step_free=said.step_free,
        most_min=said.most_min,
        words_shown=said.words_shown,
    )
    if not _saved(row):
        return _kept(Request, person, request_key)
    journal.record(actor, "entraide.demandée", f"demande:{row.ref}", kind=row.kind)
    return row.ref


@dataclass(frozen=True, slots=True)
class Understood:
    """Codes that somebody read in words and confirmed."""

    competences: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@transaction.atomic
def say_understood(
    *, actor: Viewer, ref: str, understood: Understood, token: str = "", follow_up: str = ""
) -> None:
    """Add to what was said what its words say. Nobody is matched by what nobody confirmed."""
    _person, row = thing_in_hand(actor=actor, ref=ref, token=token, follow_up=follow_up)
    _check_codes(understood.needs, needs_pack.needs_by_code(), "besoins")
    _check_codes(understood.competences, competences.known(), "competences")
    row.needs = list(dict.fromkeys((*row.needs, *understood.needs)))
    fields = ["needs"]
    if isinstance(row, Offer):
        for code in understood.competences:
            HeldCompetence.objects.get_or_create(offer=row, code=code)
    else:
        row.competences = list(dict.fromkeys((*row.competences, *understood.competences)))
        fields.append("competences")
    row.save(update_fields=fields)
    journal.record(actor, "entraide.comprise", f"entraide:{row.ref}")


@transaction.atomic
def say_again(*, actor: Viewer, ref: str, words: str, token: str = "", follow_up: str = "") -> None:
    """The person says it in other words; what is under way goes on."""
    person, row = thing_in_hand(actor=actor, ref=ref, token=token, follow_up=follow_up)
    if not person.is_own:
        raise Gone
    _check_words(words)
    if row.words == words:
        return
    row.words = words
    _touch(row, "words")
    journal.record(actor, "entraide.redite", f"entraide:{row.ref}")


@transaction.atomic
def set_state(*, actor: Viewer, ref: str, state: str, token: str = "", follow_up: str = "") -> None:
    """Pause, take up again or withdraw. Who was asked and has not answered is told kindly."""
    _person, row = thing_in_hand(actor=actor, ref=ref, token=token, follow_up=follow_up)
    if state not in _BY_HAND[type(row)]:
        raise SaidWrongly(
            _("« %(found)s » ne se choisit pas.") % {"found": state[:20]}, field="etat"
        )
    if row.state == state:
        return
    row.state = state
    _touch(row, "state")
    if state == _OVER[type(row)]:
        decline_what_awaits(actor, row)
    journal.record(actor, "entraide.changée", f"entraide:{row.ref}", state=state)


@transaction.atomic
def prolong(*, actor: Viewer, ref: str, token: str = "", follow_up: str = "") -> date:
    """An offer stays for six months more from today. Gives the day."""
    _person, row = thing_in_hand(actor=actor, ref=ref, token=token, follow_up=follow_up)
    if not isinstance(row, Offer):
        raise Gone
    until = timezone.localdate() + timedelta(days=VALID_DAYS)
    if row.valid_until != until:
        row.valid_until = until
        _touch(row, "valid_until")
        journal.record(actor, "entraide.prolongée", f"proposition:{row.ref}")
    return until


def thing_in_hand(
    *, actor: Viewer, ref: str, token: str = "", follow_up: str = ""
) -> tuple[PersonCard, Offer | Request]:
    """An offer or a request of a file in this hand, both locked.

    Raises:
        FollowUpGone, Gone: absent, or not theirs.
    """
    person = person_in_hand(actor=actor, token=token, ref=follow_up)
    clean = "" if "\x00" in ref else ref
    lock_requests(Introduction.objects.filter(offer__ref=clean, offer__follow_up_id=person.pk))
    for model in (Request, Offer):
        rows = model.objects.filter(ref=clean, follow_up_id=person.pk)
        row = rows.select_for_update(of=("self",)).first()
        if row is not None:
            return person, row
    raise Gone


_BY_HAND: Mapping[type, frozenset[str]] = {
    Offer: frozenset({Offer.State.OPEN.value, Offer.State.PAUSED.value, Offer.State.OVER.value}),
    Request: frozenset({Request.State.OPEN.value, Request.State.OVER.value}),
}
_OVER: Mapping[type, str] = {Offer: Offer.State.OVER.value, Request: Request.State.OVER.value}


def _said(
    person: PersonCard, said: OfferSaid | RequestSaid, whose: Whose, request_key: str
) -> dict[str, Any]:
    commune = commune_for(said.code_insee or person.code_insee)
    if commune is None:
        raise CommuneUnknown(said.code_insee)
    now = timezone.now()
    return {
        "ref": new_ref(),
        "follow_up_id": person.pk,
        "meeting_id": whose.meeting_pk,
        "organisation_ref": person.organisation,
        "manner": whose.manner,
        "kind": said.kind,
        "words": said.words,
        "code_insee": commune.code,
        "departement": commune.departement_code,
        "availability": said.availability,
        "modes": list(said.modes),
        "languages": list(said.languages),
        "said_at": now,
        "moved_at": now,
        "request_key": request_key,
        "is_fiction": person.is_fiction,
    }


def _kept(model: type[Offer] | type[Request], person: PersonCard, request_key: str) -> str:
    rows = model.objects.filter(follow_up_id=person.pk, request_key=request_key)
    return rows.values_list("ref", flat=True).first() or "" if request_key else ""


def _saved(row: Offer | Request) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form, sent again while it was being read the first time
        return False
    return True


def _touch(row: Offer | Request, field: str) -> None:
    row.moved_at = _now()
    row.save(update_fields=[field, "moved_at"])


def _now() -> datetime:
    return timezone.now()


def _check_room(model: type[Offer] | type[Request], person: PersonCard, actor: Viewer) -> None:
    # Whoever receives people is never stopped by a crowd of strangers, nor counted with them.
    if not actor.mandates and not BRAKE.lets_through():
        raise TooMany
    rows = model.objects.filter(follow_up_id=person.pk).exclude(state=_OVER[model])
    if rows.count() >= MOST_OF_ONE:
        raise SaidWrongly(
            _("%(most)d à la fois, c'est le plus possible : retirez-en une d'abord.")
            % {"most": MOST_OF_ONE},
            field="mots",
        )


def _check_offer(said: OfferSaid) -> None:
    _check_words(said.words)
    _check_all(said, pack.offers())
    _check_codes(said.stages, stages_pack.stages(), "etapes")
    if said.conditions:
        _check_codes((said.conditions,), pack.conditions(), "conditions")
    _check_codes((said.visible_to,), pack.audiences(), "montrer")
    _check_minutes(said.radius_min, "distance")
    if not 1 <= said.most_at_once <= MOST_OF_ONE:
        raise SaidWrongly(_("Dites un nombre de personnes, d'une à vingt."), field="combien")


def _check_request(said: RequestSaid) -> None:
    _check_words(said.words)
    _check_all(said, pack.requests())
    if said.urgency:
        _check_codes((said.urgency,), pack.urgencies(), "urgence")
    if said.stage:
        _check_codes((said.stage,), stages_pack.stages(), "etape")
    _check_minutes(said.most_min, "distance")


def _check_all(said: OfferSaid | RequestSaid, kinds: Iterable[str]) -> None:
    if said.kind not in kinds:
        raise SaidWrongly(_("Choisissez ce qui ressemble le plus à votre phrase."), field="genre")
    _check_codes(said.modes, pack.ways(), "facons")
    _check_codes(said.needs, needs_pack.needs_by_code(), "besoins")
    _check_codes(said.competences, competences.known(), "competences")
    if len(",".join(said.languages)) > 80:
        raise SaidWrongly(_("Écrivez moins de langues."), field="langues")
    if said.availability:
        try:
            free_time(said.availability)
        except HoursError as error:
            raise SaidWrongly(str(error), field="jours") from error


def _check_words(words: str) -> None:
    if not words.strip() or "\x00" in words:
        raise SaidWrongly(_("Écrivez une phrase, avec vos mots."), field="mots")
    if len(words) > MOST_LETTERS:
        raise SaidWrongly(
            _("%(found)d lettres trouvées, %(most)d au plus : gardez l'essentiel.")
            % {"found": len(words), "most": MOST_LETTERS},
            field="mots",
        )


def _check_codes(codes: Iterable[str], known: Iterable[str], field: str) -> None:
    codes, known = tuple(codes), frozenset(known)
    strange = next((code for code in codes if code not in known), None)
    if strange is not None or len(codes) > MOST_CODES:
        found = (strange or "")[:40]
        raise SaidWrongly(
            _("« %(found)s » n'est pas dans la liste.") % {"found": found}, field=field
        )


def _check_minutes(minutes: int | None, field: str) -> None:
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise SaidWrongly(
            _("Dites un temps de trajet en minutes, de 1 à %(most)d.") % {"most": LONGEST_MINUTES},
            field=field,
        )
