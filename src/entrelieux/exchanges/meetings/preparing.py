"""A meeting is prepared, announced, changed, cancelled: by its organisers, or by the animator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import network_for
from entrelieux.directory.naming import shown_name
from entrelieux.directory.selectors import offer_is_fiction, places_visible_to
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.meetings import messages, policies
from entrelieux.exchanges.meetings.adapters import erased_after, has_begun, held_of, moment
from entrelieux.exchanges.meetings.errors import MeetingGone, MeetingMoved, MeetingWrong
from entrelieux.exchanges.meetings.hands import held_in_hand, unmoved
from entrelieux.exchanges.meetings.keys import new_ref, request_digest
from entrelieux.exchanges.meetings.seating import move_up
from entrelieux.exchanges.models import Meeting, Organiser, Promise, Seat
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.passerelles.adapters import ground_of, network_for_new
from entrelieux.passerelles.policies import helping, may_unblock
from entrelieux.territories.selectors import commune_for

FEWEST, MOST = 2, 200
FURTHEST = timedelta(days=2 * 366)
MOST_ORGANISERS = 12
STATE = Meeting.State


@dataclass(frozen=True, slots=True)
class Asked:
    """place_ref: of the directory; its name and address then come from there. organisers: others
    than the structure that prepares, by reference. starts, ends: as the clock says there."""

    kind: str
    title: str
    day: date
    starts: time
    ends: time
    code_insee: str = ""
    place_ref: str = ""
    place_name: str = ""
    address: str = ""
    theme: str = ""
    words: str = ""
    seats: int = pack.USUAL_SEATS
    organisers: tuple[str, ...] = ()


@transaction.atomic
def prepare_meeting(
    *,
    actor: Viewer,
    asked: Asked,
    organisation_ref: str = "",
    network_ref: str = "",
    request_key: str = "",
) -> str:
    """A draft, which its organisers alone see. Returns its reference; the same form makes one.

    organisation_ref: the structure that prepares it; "" for the animator of ``network_ref``.

    Raises:
        MeetingGone: the actor acts neither for that structure nor for that network there.
        MeetingWrong: something asked cannot be.
    """
    key = request_digest(actor, request_key)
    if key and (kept := Meeting.objects.filter(made_by=actor.user_id, request_key=key).first()):
        return kept.ref
    row = Meeting(ref=new_ref(), organisation_ref=organisation_ref, request_key=key)
    row.made_by_id = actor.user_id
    _write(actor, row, asked)
    _check_who(actor, row, organisation_ref, network_ref)
    network = network_for_new(organisation_ref) if organisation_ref else network_for(network_ref)
    row.network_id = network.pk if network else None
    row.is_fiction = network.is_fiction if network else offer_is_fiction()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the same form, sent again while it was being read the first time
        return Meeting.objects.get(made_by=actor.user_id, request_key=key).ref
    _set_organisers(actor, row, (organisation_ref, *asked.organisers))
    journal.record(actor, "rencontre.préparée", f"rencontre:{row.ref}", seats=row.seats)
    return row.ref


@transaction.atomic
def change_meeting(*, actor: Viewer, ref: str, asked: Asked, version: int | None = None) -> None:
    """Changed where it shows, whoever signed up is told. More seats are given at once, in order.

    Raises:
        MeetingGone: absent, or not theirs. MeetingMoved: held, cancelled, or changed meanwhile.
        MeetingWrong: something asked cannot be.
    """
    row = held_in_hand(actor, ref)
    unmoved(row, version)
    if row.state not in {STATE.DRAFT, STATE.OPEN} or has_begun(row):
        raise MeetingMoved(_("Cette rencontre est passée ou annulée : elle ne change plus."))
    before = _shown(row)
    _write(actor, row, asked)
    _check_ground(actor, row)
    row.version, row.changed_at = row.version + 1, timezone.now()
    row.save()
    _set_organisers(actor, row, (row.organisation_ref, *asked.organisers))
    Seat.objects.filter(meeting=row).update(erased_after=erased_after(row))
    Promise.objects.filter(meeting=row).update(erased_after=erased_after(row))
    if row.state == STATE.OPEN:
        if _shown(row) != before:
            _tell_all(row, Seat.News.CHANGED)
        move_up(row)
    journal.record(actor, "rencontre.changée", f"rencontre:{row.ref}", version=row.version)


@transaction.atomic
def announce(*, actor: Viewer, ref: str) -> None:
    """From now on everybody sees it, and may sign up. Asked twice, it is done once."""
    row = held_in_hand(actor, ref)
    if row.state == STATE.OPEN:
        return
    if row.state != STATE.DRAFT:
        raise MeetingMoved(_("Cette rencontre est déjà passée ou annulée."))
    if has_begun(row):
        raise MeetingMoved(_("Sa date est passée : changez-la avant de l'annoncer."))
    _move(actor, row, STATE.OPEN, "rencontre.annoncée")


@transaction.atomic
def cancel(*, actor: Viewer, ref: str) -> None:
    """Whoever signed up is told. Asked twice, it is done once."""
    row = held_in_hand(actor, ref)
    if row.state == STATE.CANCELLED:
        return
    if row.state == STATE.HELD:
        raise MeetingMoved(_("Cette rencontre a eu lieu : elle ne s'annule plus."))
    if row.state == STATE.OPEN:
        _tell_all(row, Seat.News.CANCELLED)
    _move(actor, row, STATE.CANCELLED, "rencontre.annulée")


def _move(actor: Viewer, row: Meeting, state: str, verb: str) -> None:
    row.state = state
    row.version, row.changed_at = row.version + 1, timezone.now()
    row.save(update_fields=["state", "version", "changed_at"])
    journal.record(actor, verb, f"rencontre:{row.ref}", version=row.version)


def _tell_all(row: Meeting, news: str) -> None:
    for seat in Seat.objects.filter(meeting=row).exclude(state=Seat.State.GIVEN_BACK):
        messages.tell(row, seat, news)


def _shown(row: Meeting) -> tuple[object, ...]:
    """What somebody who signed up has to know of."""
    return row.starts_at, row.ends_at, row.place_name, row.address, row.code_insee


def _check_who(actor: Viewer, row: Meeting, organisation_ref: str, network_ref: str) -> None:
    ground = ground_of(row.code_insee)
    if organisation_ref:
        if organisation_ref not in helping(actor, ground):
            raise MeetingGone
    elif not may_unblock(actor, network_ref, ground):
        raise MeetingGone


def _check_day(day: date) -> None:
    """Asked before it becomes a moment: the last days of the calendar make none."""
    if day > timezone.localdate() + FURTHEST:
        raise MeetingWrong(_("Choisissez un jour dans les deux ans qui viennent."), field="jour")


def _check_ground(actor: Viewer, row: Meeting) -> None:
    """It is moved to no place out of its network's territory, nor of the mover's own."""
    ground, network = ground_of(row.code_insee), row.network
    inside = network is None or not network.zone or ground.get(network.zone) == network.zone_code
    if not inside or not policies.may_hold(actor, held_of(row)):
        raise MeetingWrong(
            _("Cette commune n'est pas du territoire où cette rencontre peut se tenir."),
            field="commune",
        )


def _write(actor: Viewer, row: Meeting, asked: Asked) -> None:
    if asked.kind not in pack.kinds():
        raise MeetingWrong(_("Choisissez le genre de rencontre."), field="genre")
    if not asked.title.strip():
        raise MeetingWrong(_("Donnez un titre à la rencontre."), field="titre")
    if not FEWEST <= asked.seats <= MOST:
        raise MeetingWrong(
            _("Attendu : de %(least)d à %(most)d places. Douze à vingt est un bon nombre.")
            % {"least": FEWEST, "most": MOST},
            field="places",
        )
    row.kind, row.title = asked.kind, asked.title.strip()[:120]
    row.theme, row.words, row.seats = asked.theme.strip()[:120], asked.words.strip(), asked.seats
    _place(actor, row, asked)
    _check_day(asked.day)
    row.starts_at = moment(asked.day, asked.starts, row.departement)
    row.ends_at = moment(asked.day, asked.ends, row.departement)
    if row.ends_at <= row.starts_at:
        raise MeetingWrong(_("La fin vient avant le début."), field="fin")
    if row.starts_at <= timezone.now():
        raise MeetingWrong(_("Ce jour ou cette heure sont déjà passés."), field="jour")


def _place(actor: Viewer, row: Meeting, asked: Asked) -> None:
    """A place of the directory, or a hall that is not in it, with its commune."""
    row.place_ref = ""
    if asked.place_ref:
        place = None
        if "\x00" not in asked.place_ref:
            place = places_visible_to(actor).filter(ref=asked.place_ref).first()
        if place is None:
            raise MeetingWrong(_("Ce lieu n'est plus dans l'annuaire."), field="lieu")
        row.place_ref, row.place_name = place.ref, shown_name(place.name)[:200]
        row.address, row.code_insee = place.adresse[:200], place.code_insee
    else:
        if not asked.place_name.strip():
            raise MeetingWrong(
                _("Dites où : un lieu de l'annuaire, ou le nom d'une salle."), field="salle"
            )
        row.place_name = asked.place_name.strip()[:200]
        row.address, row.code_insee = asked.address.strip()[:200], asked.code_insee
    commune = commune_for(row.code_insee)
    if commune is None:
        raise MeetingWrong(_("Dites dans quelle commune est la salle."), field="commune")
    row.code_insee, row.departement = commune.code, commune.departement_code


def _set_organisers(actor: Viewer, row: Meeting, refs: Iterable[str]) -> None:
    wanted = tuple(dict.fromkeys(ref for ref in refs if ref))
    if len(wanted) > MOST_ORGANISERS:
        raise MeetingWrong(_("Douze structures au plus."), field="avec")
    names = {}
    for ref in wanted:
        card = structure_for(actor, ref)
        if card is None and ref != row.organisation_ref:
            raise MeetingWrong(_("Une structure n'est plus dans l'annuaire."), field="avec")
        names[ref] = card.name if card else ref
    row.organisers.exclude(organisation_ref__in=wanted).delete()
    known = set(row.organisers.values_list("organisation_ref", flat=True))
    Organiser.objects.bulk_create(
        Organiser(meeting=row, organisation_ref=ref, name=name[:300])
        for ref, name in names.items()
        if ref not in known
    )
