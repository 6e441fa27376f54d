"""The thirteen evenings of October 2017 in Lozère, typed in through the services.

**Source:** requirements A3 (lozere-developpement.com, ?p=1541): RéCréations Share Lozère, October
2017, thirteen evenings, 189 people, twelve to twenty each, held by the agency of the département,
that of the region and the three territorial associations. How many came where was not published:
**the split by village is invented here**, and so is everything that was said. It sums to 189.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

from entrelieux.exchanges.meetings import services
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.territories.selectors import resolve_commune
from tests.signing import mandated, network_with

PARIS = ZoneInfo("Europe/Paris")
BEFORE = datetime(2017, 9, 18, 9, 0, tzinfo=PARIS)
PEOPLE = 189
ORGANISERS = (
    "Agence du département (d'après 2017)",
    "Agence de la région (d'après 2017)",
    "Association du nord (d'après 2017)",
    "Association du centre (d'après 2017)",
    "Association du sud (d'après 2017)",
)
EVENINGS = (
    ("Langogne", 3, 16),
    ("Saint-Chély-d'Apcher", 4, 18),
    ("Marvejols", 5, 17),
    ("Florac Trois Rivières", 6, 14),
    ("Mende", 9, 20),
    ("Le Malzieu-Ville", 10, 12),
    ("La Canourgue", 11, 13),
    ("Villefort", 12, 12),
    ("Meyrueis", 13, 13),
    ("Saint-Étienne-Vallée-Française", 16, 12),
    ("Le Collet-de-Dèze", 17, 12),
    ("Nasbinals", 18, 12),
    ("Mende", 19, 18),
)
"""(commune, day of October 2017, people who came)."""
STAGES = ("envie", "idee", "projet_defini")


@dataclass(frozen=True)
class Told:
    """What was typed in, counted as it was typed: the report has to find the same."""

    came: int
    signed_up: int
    needs: int
    offers: int
    introductions: int
    promises: int
    projects: int
    towns: int


def type_in_all(network, clock):
    """Prepare, announce, sign up, hold and type in the thirteen evenings. Leaves the clock after.

    Gives what was typed.
    """
    clock.move_to(BEFORE)
    bodies = [network.organisation(name) for name in ORGANISERS]
    network.place("48095", name="Maison des associations")
    network.publish()
    network_with(*(one.ref for one in bodies), zone="departement", zone_code="48", small_count=5)
    agent = mandated(Role.AGENT, organisation=bodies[0].ref).viewer
    keys = (f"treize-{number:020}" for number in count(1))
    refs = [_announced(agent, bodies, town, day, next(keys)) for town, day, _came in EVENINGS]
    signed = 0
    for ref, (_town, _day, came) in zip(refs, EVENINGS, strict=True):
        for number in range(came - 4):
            services.take_seat(
                actor=ANYONE,
                meeting_ref=ref,
                asked=services.SeatAsked(name=f"Personne {number}"),
                request_key=next(keys),
            )
            signed += 1
    lines = [
        _type_in(agent, bodies, clock, ref, row, keys)
        for ref, row in zip(refs, EVENINGS, strict=True)
    ]
    kinds = [line.kind for found in lines for line in found]
    return Told(
        came=sum(came for _town, _day, came in EVENINGS),
        signed_up=signed,
        needs=kinds.count("besoin"),
        offers=kinds.count("proposition"),
        introductions=kinds.count("mise_en_relation"),
        promises=kinds.count("promesse"),
        projects=kinds.count("projet"),
        towns=len({town for town, _day, _came in EVENINGS}),
    )


def _announced(agent, bodies, town, day, key):
    ref = services.prepare_meeting(
        actor=agent,
        asked=services.Asked(
            kind="soiree",
            title=f"RéCréation à {town}",
            day=date(2017, 10, day),
            starts=time(18, 30),
            ends=time(21),
            code_insee=resolve_commune(f"{town} (48)").code,
            place_name="Salle des fêtes",
            seats=20,
            organisers=tuple(one.ref for one in bodies[1:]),
        ),
        organisation_ref=bodies[0].ref,
        request_key=key,
    )
    services.announce(actor=agent, ref=ref)
    return ref


def _type_in(agent, bodies, clock, ref, row, keys):
    from entrelieux.exchanges.models import Meeting, Seat

    _town, day, came = row
    clock.move_to(datetime(2017, 10, day, 22, 0, tzinfo=PARIS))
    assert Meeting.objects.get(ref=ref).starts_at < timezone.now() - timedelta(hours=1)
    seats = frozenset(Seat.objects.filter(meeting__ref=ref).values_list("ref", flat=True))
    newcomers = tuple(
        services.Newcomer(key=next(keys), name=f"Passant {number}")
        for number in range(came - len(seats))
    )
    said = [
        *(("besoin", {"words": "un besoin inventé"}) for _each in range(came // 3)),
        *(("proposition", {"words": "une aide inventée"}) for _each in range(came // 4)),
        *(
            ("mise_en_relation", {"who": f"Personne {one}", "to": f"Passant {one}"})
            for one in range(2)
        ),
        ("promesse", {"who": "Personne 0", "words": "rappeler la semaine prochaine"}),
        *(("projet", {"stage": STAGES[one % 3]}) for one in range(day % 4)),
    ]
    lines = tuple(
        services.Line(key=next(keys), kind=kind, at="l1", **values) for kind, values in said
    )
    evening = services.Evening(
        came=seats, newcomers=newcomers, lines=lines, organisation_ref=bodies[0].ref
    )
    services.record_evening(actor=agent, ref=ref, evening=evening)
    return lines
