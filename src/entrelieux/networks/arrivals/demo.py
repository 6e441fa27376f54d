"""Invented calls of the demonstration network: seventeen of the last weeks, eight that wait.

Nobody is in them. Numbers are of those that are kept for fiction (06 39 98, Arcep). The same words
come again as the same ones.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from entrelieux.accounts.demo import NETWORK, invented_people
from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks.arrivals import moving
from entrelieux.networks.arrivals.adapters import promised_on
from entrelieux.networks.models import Arrival, ArrivalMove, Receiver
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import open_person, person_behind

MENDE, LANGOGNE, FLORAC, MARVEJOLS, SAINT_CHELY = "48095", "48080", "48061", "48092", "48140"
RECEIVERS = (("demo.animation", 6, 8), ("demo.mediateur", 4, 5), ("demo.conseillere", 5, 6))
"""(login, calls a week, at once)."""


@dataclass(frozen=True, slots=True)
class Invented:
    """ago: days since they asked. after: days until the answer, None for none yet. by: who took it,
    a position in ``RECEIVERS``; None for who still waits. told: days they were told."""

    name: str
    commune: str
    kind: str
    ago: int
    after: int | None
    by: int | None
    outcome: str = ""
    words: str = ""
    told: int = 12


CALLS = (
    Invented("Awa", MENDE, "sans-solution", 57, 4, 0, "oriente"),
    Invented("Paul", LANGOGNE, "projet-date", 55, 9, 2, "rendez-vous", told=14),
    Invented("Lina", FLORAC, "envie", 52, 18, 1, "repondu", told=24),
    Invented("Marc", MENDE, "echeance", 49, 2, 0, "passerelle", told=4),
    Invented("Sonia", MARVEJOLS, "projet-date", 45, 11, 2, "rendez-vous", told=14),
    Invented("Yann", SAINT_CHELY, "envie", 43, 22, 1, "pas-maintenant", told=24),
    Invented("Inès", MENDE, "sans-solution", 40, 5, 0, "passerelle"),
    Invented("Théo", LANGOGNE, "employeur", 38, 12, 2, "oriente", told=16),
    Invented("Rosa", FLORAC, "sans-solution", 35, 6, 1, "oriente"),
    Invented("Karim", MENDE, "projet-date", 31, 8, 2, "repondu", told=14),
    Invented("Jeanne", MARVEJOLS, "proposer", 28, 15, 0, "oriente", told=22),
    Invented("Louis", MENDE, "envie", 27, 17, 1, "repondu", told=24),
    Invented("Fatou", SAINT_CHELY, "echeance", 22, 1, 0, "passerelle", told=4),
    Invented("Élise", LANGOGNE, "projet-date", 19, 7, 2, "rendez-vous", told=14),
    Invented("Noé", MENDE, "sans-solution", 15, 16, 1, "oriente"),
    Invented("Ana", FLORAC, "sans-solution", 12, 4, 0, "repondu"),
    Invented("Hugo", MENDE, "projet-date", 6, None, 2, words="Je reprends un gîte au printemps."),
    Invented(
        "Salomé", LANGOGNE, "sans-solution", 9, None, None,
        words="Mon atelier est à l'arrêt, je ne sais plus à qui parler.",
    ),
    Invented("Karl", MENDE, "projet-date", 7, None, None, words="Nous arrivons en mars.", told=14),
    Invented("Mina", FLORAC, "envie", 11, None, None, told=24),
    Invented("Jo", MARVEJOLS, "employeur", 4, None, None, words="Deux bureaux à louer.", told=16),
    Invented("Aïda", MENDE, "echeance", 0, None, None, words="Mon bail finit.", told=4),
    Invented("Tom", SAINT_CHELY, "envie", 3, None, None, told=24),
    Invented("Léa", LANGOGNE, "proposer", 2, None, None, words="Je prête une salle.", told=22),
    Invented("Bruno", MENDE, "sans-solution", 1, None, None),
)  # fmt: skip


@transaction.atomic
def make_arrivals(*, today: date) -> None:
    """Three who call back and twenty-five calls. Again: what is there stays as it is."""
    network = network_for(NETWORK)
    if network is None or not network.is_fiction:
        return
    people = invented_people()
    receivers = []
    for login, weekly, most_open in RECEIVERS:
        user_id, organisation = people[login]
        row, _new = Receiver.objects.get_or_create(
            network_id=network.pk,
            user_id=user_id,
            defaults={
                "ref": new_ref(),
                "organisation_ref": organisation,
                "weekly": weekly,
                "most_open": most_open,
                "since": today - timedelta(days=90),
            },
        )
        receivers.append(row)
    for number, one in enumerate(CALLS):
        _make(network.pk, receivers, one, number, today)


def _make(network_pk: int, receivers: list[Receiver], one: Invented, number: int, on: date) -> None:
    key = f"recit-rappel-{number}"
    contact = f"06 39 98 00 {number:02}"
    opening = Opening(one.commune, (), name=one.name, channel="telephone", contact=contact)
    person = person_behind(open_person(actor=ANYONE, opening=opening, request_key=key).token)
    if Arrival.objects.filter(follow_up_id=person.pk).exists():
        return
    asked = min(_at(on - timedelta(days=one.ago), number), timezone.now())
    receiver = receivers[one.by] if one.by is not None else None
    answered = (
        _at(on - timedelta(days=one.ago - one.after), number)
        if one.after is not None and one.after <= one.ago
        else None
    )
    taken = answered or timezone.now()
    days = pack.kinds()[one.kind].days
    state = Arrival.State.TAKEN if receiver else Arrival.State.WAITING
    row = Arrival.objects.create(
        ref=new_ref(),
        network_id=network_pk,
        follow_up_id=person.pk,
        kind=one.kind,
        words=one.words,
        code_insee=one.commune,
        departement=person.departement,
        asked_at=asked,
        due_on=promised_on(timezone.localdate(asked), days, person.departement),
        told_days=one.told,
        state=Arrival.State.SETTLED if answered else state,
        receiver=receiver,
        taken_at=taken if receiver else None,
        answered_at=answered,
        settled_at=answered,
        outcome=one.outcome if answered else "",
        request_key=key,
        is_fiction=True,
    )
    moves = [(asked, moving.ASKED, moving.PERSON)]
    if receiver:
        moves.append((taken, moving.TAKEN, moving.CALLER))
    if answered:
        moves.append((answered, moving.SETTLED, moving.CALLER))
    ArrivalMove.objects.bulk_create(
        ArrivalMove(arrival=row, at=at, event=event, by=by, receiver=receiver)
        for at, event, by in moves
    )


def _at(day: date, number: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, number)))
