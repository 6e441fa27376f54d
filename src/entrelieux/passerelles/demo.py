"""A story for the demonstration network: invented hand-overs and unmet needs, to be counted.

The same weeks always hold the same story. Nobody is in it: no name, no word, no contact, and no
structure of the network receives anything because of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from entrelieux.accounts.selectors import networks
from entrelieux.engine.handover.machine import FINAL, Event, State
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles.board.periods import Quarter
from entrelieux.passerelles.board.zones import departement
from entrelieux.passerelles.models import (
    FollowedNeed,
    FollowUp,
    Passerelle,
    PasserelleMove,
    ProjectStage,
    UnmetNeed,
)
from entrelieux.passerelles.moving import kept_until
from entrelieux.territories.selectors import CommuneCard

WHERE = "48"
NOBODY = "recit-fictif"
"""Stands for the structures of the story, so that none of the network has it in its lists."""
UNMET_A_WEEK, FILES_A_WEEK = 13, 9
FAR = timedelta(days=365)
STAGES = (
    ("envie", "idee", "projet_defini", "test", "creation", "demarrage"),
    ("idee", "projet_defini", "creation", "demarrage", "developpement"),
    ("envie", "idee", "pause", "idee", "test", "abandon_choisi"),
    ("idee", "abandon_choisi"),
    ("envie", "pas_pour_moi"),
)
FAMILIES = {
    "mon-projet": 6, "mon-entreprise": 5, "le-numerique": 5, "me-deplacer": 4, "mes-droits": 3,
    "travailler": 2, "mon-argent": 2,
}  # fmt: skip
REASONS = {
    "hors_offre": 6, "trop_loin": 6, "horaires": 3, "equipement": 1, "langue": 1, "confiance": 1,
    "autre": 1,
}  # fmt: skip
# (weight, events with the days after the one before)
COURSES: tuple[tuple[int, tuple[tuple[Event, State, int], ...]], ...] = (
    (8, (
        (Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0),
        (Event.ACCEPT, State.ACCEPTED, 3), (Event.MEET, State.MET, 9),
        (Event.CLOSE, State.CLOSED, 30),
    )),
    (4, (
        (Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0),
        (Event.ACCEPT, State.ACCEPTED, 8), (Event.MEET, State.MET, 28),
    )),
    (3, (
        (Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0),
        (Event.DECLINE, State.DECLINED, 5), (Event.REASSIGN, State.REASSIGNED, 4),
    )),
    (2, (
        (Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0),
        (Event.ACCEPT, State.ACCEPTED, 6),
    )),
    (2, (
        (Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0),
        (Event.FALL_SILENT, State.SILENT, 46), (Event.CLOSE_WITHOUT_NEWS, State.CLOSED, 30),
    )),
    (2, ((Event.CONSENT, State.CONSENTED, 0), (Event.SEND, State.SENT, 0))),
    (1, ()),
)  # fmt: skip


def tell_story(*, actor: Viewer, today: date) -> int:
    """Add the weeks that are over and not told yet; the number of unmet needs added.

    Telling it again the same day adds nothing.
    """
    place = departement(WHERE)
    if place is None:
        return 0
    weeks = [monday for monday in _weeks(today) if not _is_told(monday)]
    with transaction.atomic():
        added = sum(_Week(monday, today, place.communes).tell() for monday in weeks)
        if added:
            journal.record(actor, "démonstration.récit", "", weeks=len(weeks), needs=added)
    return added


def tell_stages(ref: str, stages: Iterable[tuple[str, int, str]], *, today: date) -> None:
    """The story of an invented file: (stage, days ago, what was learnt), first to last."""
    row = FollowUp.objects.get(ref=ref, is_fiction=True)
    ProjectStage.objects.bulk_create(
        ProjectStage(follow_up=row, stage=stage, at=_at(today - timedelta(days=ago)), learnt=learnt)
        for stage, ago, learnt in stages
    )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _weeks(today: date) -> Iterator[date]:
    """Mondays of whole weeks, from the first of the quarter before the last one."""
    first = Quarter.of(today).before.before.start
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday + timedelta(days=7) <= today:
        yield monday
        monday += timedelta(days=7)


def _key(monday: date, number: int) -> str:
    said = f"recit:{monday.isoformat()}:{number}"
    return salted_hmac("passerelles.unmet", said, algorithm="sha256").hexdigest()


def _is_told(monday: date) -> bool:
    return UnmetNeed.objects.filter(request_key=_key(monday, 0)).exists()


@dataclass(slots=True)
class _Week:
    monday: date
    today: date
    communes: tuple[CommuneCard, ...]
    draw: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.monday.toordinal())

    def tell(self) -> int:
        network = next((card.pk for card in networks() if card.is_fiction), None)
        unmet = [self._unmet(number, network) for number in range(UNMET_A_WEEK)]
        UnmetNeed.objects.bulk_create(unmet, ignore_conflicts=True)
        files = FollowUp.objects.bulk_create(self._file(n) for n in range(FILES_A_WEEK))
        FollowedNeed.objects.bulk_create(need for row in files for need in self._needs(row))
        ProjectStage.objects.bulk_create(one for row in files for one in self._stages(row))
        told = [self._bridge(row) for row in files]
        Passerelle.objects.bulk_create(row for row, _moves in told)
        PasserelleMove.objects.bulk_create(move for _row, moves in told for move in moves)
        return len(unmet)

    def _unmet(self, number: int, network: int | None) -> UnmetNeed:
        commune = self._commune()
        return UnmetNeed(
            need=self._need(),
            reason=self._one_of(REASONS),
            code_insee=commune.code,
            departement=commune.departement_code,
            month=self._day().replace(day=1),
            network_id=network,
            origin="accueil" if number % 3 else "suivi",
            request_key=_key(self.monday, number),
            is_fiction=True,
        )

    def _file(self, number: int) -> FollowUp:
        commune, at = self._commune(), _at(self._day())
        return FollowUp(
            ref=_key(self.monday, 1000 + number)[:32],
            organisation_ref=NOBODY,
            code_insee=commune.code,
            departement=commune.departement_code,
            is_fiction=True,
            opened_at=at,
            moved_at=at,
            erased_after=kept_until(_at(self.today)),
        )

    def _needs(self, row: FollowUp) -> list[FollowedNeed]:
        found = []
        for position, code in enumerate(dict.fromkeys(self._need() for _ in range(3))):
            unmet = self.draw.random() < 0.22
            state = FollowedNeed.State.UNMET if unmet else FollowedNeed.State.HANDED
            found.append(
                FollowedNeed(
                    follow_up=row,
                    code=code,
                    position=position,
                    state=state,
                    reason=self._one_of(REASONS) if unmet else "",
                    changed_at=row.opened_at,
                )
            )
        return found

    def _stages(self, row: FollowUp) -> Iterator[ProjectStage]:
        """What two files in three say of a project, as far as the story has gone today."""
        draw = np.random.default_rng((self.monday.toordinal(), int(row.ref[:8], 16)))
        if draw.random() < 1 / 3:
            return
        at = row.opened_at
        for stage in STAGES[int(draw.integers(len(STAGES)))]:
            learnt = stage == "abandon_choisi" and draw.random() < 0.7
            yield ProjectStage(
                follow_up=row, stage=stage, at=at, learnt="Récit fictif." if learnt else ""
            )
            at += timedelta(days=int(draw.integers(4, 30)))
            if timezone.localdate(at) >= self.today:
                return

    def _bridge(self, row: FollowUp) -> tuple[Passerelle, list[PasserelleMove]]:
        made = Passerelle(
            ref=row.ref,
            follow_up=row,
            from_organisation_ref=NOBODY,
            from_name="Structure du récit (fictive)",
            to_organisation_ref=NOBODY,
            to_name="Structure du récit (fictive)",
            needs=[],
            mode=next(iter(code for code, mode in pack.modes().items() if mode.chased)),
            state=State.PROPOSED.value,
            proposed_at=row.opened_at,
            is_fiction=True,
        )
        weights = np.array([weight for weight, _course in COURSES], float)
        course = COURSES[int(self.draw.choice(len(COURSES), p=weights / weights.sum()))][1]
        return made, list(self._moves(made, course))

    def _moves(
        self, row: Passerelle, course: tuple[tuple[Event, State, int], ...]
    ) -> Iterator[PasserelleMove]:
        """As far as the story has gone today."""
        at = row.proposed_at
        for event, state, days in course:
            at += timedelta(days=int(self.draw.integers(days, 2 * days + 1)), minutes=5)
            if timezone.localdate(at) >= self.today:
                break
            row.state, row.version = state.value, row.version + 1
            self._date(row, event, at)
            yield PasserelleMove(
                passerelle=row, at=at, event=event.value, state=state.value, by="confie"
            )
        if row.state == State.SENT:
            row.announced_on = self.today + FAR  # no reminder leaves for a story

    def _date(self, row: Passerelle, event: Event, at: datetime) -> None:
        if event is Event.CONSENT:
            row.consented_at = at
        elif event is Event.SEND:
            row.sent_at = at
        elif event in {Event.ACCEPT, Event.DECLINE}:
            row.answered_at = at
            row.decline_reason = "" if event is Event.ACCEPT else next(iter(pack.refusals()))
        elif event is Event.MEET:
            row.met_on = timezone.localdate(at)
        elif row.state in {state.value for state in FINAL}:
            row.closed_at = at
            row.outcome = next(iter(pack.outcomes())) if event is Event.CLOSE else ""

    def _day(self) -> date:
        return self.monday + timedelta(days=int(self.draw.integers(0, 5)))

    def _commune(self) -> CommuneCard:
        people = np.array([card.population for card in self.communes], float)
        return self.communes[int(self.draw.choice(len(people), p=people / people.sum()))]

    def _need(self) -> str:
        family = self._one_of(FAMILIES)
        codes = [need.code for need in needs_pack.load_needs() if need.family == family]
        return codes[min(int(self.draw.geometric(0.4)), len(codes)) - 1]

    def _one_of(self, weights: dict[str, int]) -> str:
        shares = np.array(list(weights.values()), float)
        return list(weights)[int(self.draw.choice(len(shares), p=shares / shares.sum()))]
