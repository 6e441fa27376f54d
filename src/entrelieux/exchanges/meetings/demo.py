"""Evenings of the demonstration network: three to come, two held and typed in. All invented.

Nobody is in it but first names that nobody bears; no contact, no file.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db import transaction

from entrelieux.directory.demo import demo_ref
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.meetings.trades import TradeSaid, say_trade
from entrelieux.exchanges.models import Meeting, Promise, Seat, Trade
from entrelieux.kernel.viewer import ANYONE, Acting, Role, Viewer

COUNTER, TEACHES, ADVISES = "fs-tilleuls", "atelier-tilleuls", "elan-margeride"
LANGOGNE, FLORAC, MARVEJOLS, VILLEFORT, NASBINALS = "48080", "48061", "48092", "48198", "48104"


@dataclass(frozen=True, slots=True)
class Evening:
    """days: from today; before it, the evening is held. seated: first names of who signed up."""

    days: int
    kind: str
    title: str
    commune: str
    hall: str
    words: str
    theme: str = ""
    seats: int = 16
    seated: tuple[str, ...] = ()
    lines: tuple[services.Line, ...] = field(default=())


def _line(
    number: int, kind: str, *, who: str = "", words: str = "", to: str = "", stage: str = ""
) -> services.Line:
    return services.Line(f"recit-{number}", kind, who=who, words=words, to=to, stage=stage)


COMING = (
    Evening(
        9, "soiree", "Soirée des idées à Langogne", LANGOGNE, "Salle des fêtes (fictive)",
        "Vous avez une idée, une envie, un coup de main à proposer ? Venez le dire, autour d'une "
        "soupe. Rien à préparer.",
        seats=16, seated=("Lison", "Bastien", "Myrtille", "Octave", "Sidonie"),
    ),
    Evening(
        16, "cafe", "Café des projets à Florac", FLORAC, "Café associatif (fictif)",
        "Un café, des questions, et des gens qui ont déjà essayé.", seats=4,
        seated=("Anatole", "Perrine", "Gaspard", "Apolline", "Firmin"),
    ),
    Evening(
        23, "pros", "Qui fait quoi ? Le numérique et les projets", MARVEJOLS,
        "Salle du marché (fictive)",
        "Les uns aident à se servir du numérique, les autres à créer une activité. Chacun dit ce "
        "qu'il fait, et ce qu'il ne fait pas.", theme="Les deux métiers", seats=20,
    ),
)  # fmt: skip
HELD = (
    Evening(
        -20, "soiree", "Soirée des talents à Villefort", VILLEFORT, "Foyer rural (fictif)",
        "Une soirée pour dire ce qu'on sait faire.",
        seated=tuple(f"{one} V." for one in (
            "Agathe", "Blaise", "Cyprien", "Delphine", "Eusèbe", "Flavie", "Gatien", "Honorine",
            "Ignace", "Joséphine", "Landry", "Mahaut",
        )),
        lines=(
            *(_line(n, "besoin", words="un besoin dit") for n in range(1, 8)),
            *(_line(n, "proposition", words="une aide proposée") for n in range(8, 14)),
            *(_line(n, "mise_en_relation", who="Agathe V.", to="Blaise V.") for n in range(14, 20)),
            _line(20, "promesse", who="Cyprien V.", words="montrer l'atelier", to="Flavie V."),
            _line(21, "promesse", who="Delphine V.", words="prêter la remorque", to="Gatien V."),
            *(_line(n, "projet", stage="envie") for n in range(22, 28)),
        ),
    ),
    Evening(
        -34, "soiree", "Soirée des idées à Nasbinals", NASBINALS, "Salle des fêtes (fictive)",
        "Une soirée pour dire ses idées.",
        seated=tuple(f"{one} N." for one in (
            "Norbert", "Odette", "Placide", "Quentin", "Rosalie", "Sylvère", "Thècle", "Ulysse",
            "Victoire", "Wandrille", "Xavière", "Yvon", "Zélie", "Aubin",
        )),
        lines=(
            *(_line(n, "besoin", words="un besoin dit") for n in range(1, 9)),
            *(_line(n, "proposition", words="une aide proposée") for n in range(9, 15)),
            *(_line(n, "projet", stage="idee") for n in range(15, 21)),
            _line(21, "promesse", who="Odette N.", words="appeler la mairie pour la salle"),
        ),
    ),
)  # fmt: skip
TRADES = {
    TEACHES: TradeSaid(
        "mediation_numerique",
        "Nous montrons comment se servir d'un ordinateur ou d'un téléphone. Nous faisons vos "
        "démarches en ligne avec vous.",
        "Nous ne choisissons pas un statut. Nous ne remplissons pas une demande à votre place.",
        "Un premier rendez-vous, ou un doute sur un papier en ligne.",
    ),
    ADVISES: TradeSaid(
        "developpement_economique",
        "Nous parlons avec vous de votre idée. Nous cherchons les aides. Nous préparons la suite "
        "ensemble.",
        "Nous ne montrons pas comment se servir d'un ordinateur. Nous ne réparons rien.",
        "Une idée, même floue. On vous dit oui, non, ou qui d'autre.",
    ),
}


@transaction.atomic
def make_meetings(*, today: date) -> int:
    """Added once; again, once those to come are past. Returns how many meetings were made."""
    for key, said in TRADES.items():
        ref = demo_ref("structure", key)
        known = Trade.objects.filter(organisation_ref=ref).exists()
        if not known and structure_for(ANYONE, ref):
            say_trade(actor=_acting(ref), organisation_ref=ref, said=said)
    rows = Meeting.objects.filter(is_fiction=True)
    if structure_for(ANYONE, demo_ref("structure", COUNTER)) is None:
        return 0
    made = 0
    if not rows.filter(state=Meeting.State.OPEN, starts_at__date__gte=today).exists():
        made += len([_make(one, today + timedelta(days=one.days)) for one in COMING])
    if not rows.filter(state=Meeting.State.HELD).exists():
        for one in HELD:
            _hold(one, today)
        made += len(HELD)
    return made


def _make(one: Evening, day: date) -> str:
    ref = demo_ref("structure", COUNTER)
    actor = _acting(ref)
    made = services.prepare_meeting(
        actor=actor,
        asked=services.Asked(
            kind=one.kind,
            title=one.title,
            day=day,
            starts=time(18, 30),
            ends=time(20, 30),
            code_insee=one.commune,
            place_name=one.hall,
            theme=one.theme,
            words=one.words,
            seats=one.seats,
            organisers=tuple(
                other
                for key in (TEACHES, ADVISES)
                if structure_for(actor, other := demo_ref("structure", key))
            ),
        ),
        organisation_ref=ref,
    )
    services.announce(actor=actor, ref=made)
    for name in one.seated:
        services.take_seat(actor=ANYONE, meeting_ref=made, asked=services.SeatAsked(name=name))
    return made


def _hold(one: Evening, today: date) -> None:
    """Prepared as if it were to come, then put back to its day and typed in."""
    ref = _make(one, today + timedelta(days=1))
    back = timedelta(days=1 - one.days)
    row = Meeting.objects.get(ref=ref)
    row.starts_at, row.ends_at = row.starts_at - back, row.ends_at - back
    row.save(update_fields=["starts_at", "ends_at"])
    for seat in Seat.objects.filter(meeting=row):
        seat.erased_after -= back
        seat.save(update_fields=["erased_after"])
    seats = Seat.objects.filter(meeting=row).values_list("ref", flat=True)
    services.record_evening(
        actor=_acting(demo_ref("structure", COUNTER)),
        ref=ref,
        evening=services.Evening(
            came=frozenset(seats),
            lines=one.lines,
            organisation_ref=demo_ref("structure", COUNTER),
        ),
    )
    first = Promise.objects.filter(meeting=row).first()
    if first is not None:
        services.end_promise(
            actor=_acting(demo_ref("structure", COUNTER)), ref=first.ref, state="tenue"
        )


def _acting(organisation: str) -> Viewer:
    return Viewer(mandates=(Acting(Role.AGENT, organisation=organisation),))
