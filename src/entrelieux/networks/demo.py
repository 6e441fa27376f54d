"""Invented members of the demonstration network: thirty-one people and three structures, a charter
of two versions, a goal. Nobody is in them, and nobody is written to. Again: they stay as they are.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.demo import NETWORK
from entrelieux.accounts.selectors import network_for
from entrelieux.directory.demo import demo_ref
from entrelieux.directory.structures import structure_for
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks.models import Charter, Goal, Member, Signature
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import open_person, person_behind

TITLE = "La charte des membres"
FIRST = """Nous travaillons ici, à notre compte, à distance ou dans un lieu partagé.
- Nous répondons aux questions des autres membres, même pour dire que nous ne savons pas.
- Nous venons à une rencontre au moins une fois par an.
- Nous parlons de nos métiers avec des mots que tout le monde comprend.
Chacun choisit ce que l'annuaire montre de lui. Chacun part quand il veut."""
SECOND = FIRST.replace(
    "au moins une fois par an.", "une fois par an, ou nous donnons de nos nouvelles."
)
WHY = "Qui ne peut pas se déplacer peut donner de ses nouvelles autrement."
FIRST_AGO, SECOND_AGO = 560, 40
CLOSED_NAMES = {"nom": pack.ALL, "secteur": pack.ALL, "activite": pack.ALL}
OPEN = {**CLOSED_NAMES, "mots": pack.ALL, "commune": pack.ALL, "contact": pack.MEMBERS}
SHY = {"activite": pack.MEMBERS, "secteur": pack.MEMBERS}
SHOWN: tuple[dict[str, str], ...] = (OPEN, CLOSED_NAMES, SHY, {})
COMMUNES = ("48095", "48080", "48061", "48092", "48140")
STRUCTURES = {"fs-tilleuls": "public", "fs-quatre-vents": "public", "tremplin-velay": "former"}


@dataclass(frozen=True, slots=True)
class Invented:
    """ago: days since the welcome, None for who still asks."""

    name: str
    sector: str
    activity: str
    ago: int | None
    words: str = ""


PEOPLE = (
    Invented("Ada", "numerique", "je fais des sites simples", 548, "une relecture de textes"),
    Invented("Bruno", "batir", "je pose des poêles à bois", 540),
    Invented("Célia", "creer", "je couds des costumes", 521, "une machine à coudre à prêter"),
    Invented("Denis", "conseiller", "je tiens des comptes à distance", 505),
    Invented("Elsa", "former", "j'apprends le français aux adultes", 488, "mes fiches de cours"),
    Invented("Farid", "fabriquer", "je répare des vélos", 470, "des pièces de récupération"),
    Invented("Gaëlle", "accueillir", "je tiens un gîte de cinq lits", 452),
    Invented("Henri", "terre", "je cultive des plantes à tisane", 430),
    Invented("Ilona", "numerique", "je traduis des logiciels", 409, "une question sur un contrat"),
    Invented("Joël", "vendre", "je vends des livres au marché", 388),
    Invented("Kenza", "soigner", "je masse à domicile", 366),
    Invented("Léon", "fabriquer", "je tourne des bols en bois", 345, "un four, le samedi"),
    Invented("Maud", "conseiller", "je rédige des dossiers d'aide", 330),
    Invented("Nils", "numerique", "je fais du son pour des films", 301),
    Invented("Odile", "creer", "je peins des enseignes", 288, "une envie d'exposer à deux"),
    Invented("Pia", "terre", "j'élève des chèvres", 270),
    Invented("Quentin", "batir", "je taille la pierre", 255),
    Invented("Rim", "numerique", "je dessine des cartes", 240, "un coup de main en dessin"),
    Invented("Samuel", "accueillir", "j'ouvre un café le vendredi", 221),
    Invented("Tess", "former", "j'anime des ateliers d'écriture", 202),
    Invented("Ugo", "numerique", "je programme pour une mairie", 184, "des vieux ordinateurs"),
    Invented("Vera", "conseiller", "je télétravaille pour une assurance", 165),
    Invented("Wassim", "fabriquer", "je fais du pain la nuit", 148),
    Invented("Xénia", "soigner", "je garde des enfants", 130),
    Invented("Yves", "transporter", "je conduis un taxi", 112),
    Invented("Zoé", "creer", "je joue de l'accordéon", 95, "un trio à monter"),
    Invented("Armel", "numerique", "je fais des photos de lieux", 71),
    Invented("Berthe", "vendre", "je vends de la laine en ligne", 52, "partager des envois"),
    Invented("Côme", "batir", "je soigne des arbres", 30),
    Invented("Dora", "accueillir", "j'ouvre une table d'hôtes", None),
    Invented("Elias", "numerique", "je cherche un bureau deux jours par semaine", None),
)  # fmt: skip


@transaction.atomic
def make_members(*, today: date) -> int:
    """How many members were added: none when they are there already."""
    network = network_for(NETWORK)
    if network is None or Charter.objects.filter(network_id=network.pk).exists():
        return 0
    charters = [
        _charter(network, 1, FIRST, "", _at(today, FIRST_AGO)),
        _charter(network, 2, SECOND, WHY, _at(today, SECOND_AGO)),
    ]
    Goal.objects.create(
        network_id=network.pk,
        least=pack.FIRST_GOAL,
        why="À cent, une personne peut s'en occuper à mi-temps.",
        made_at=_at(today, FIRST_AGO),
    )
    people = [_person(network, one, place, today) for place, one in enumerate(PEOPLE)]
    there = [
        _structure(network, key, sector, today)
        for key, sector in STRUCTURES.items()
        if structure_for(ANYONE, demo_ref("structure", key))
    ]
    _number_and_sign([*people, *there], charters)
    return len(people) + len(there)


def _charter(network: NetworkCard, number: int, words: str, why: str, at: datetime) -> Charter:
    return Charter.objects.create(
        network_id=network.pk, number=number, title=TITLE, words=words, why=why, made_at=at
    )


def _person(network: NetworkCard, one: Invented, place: int, today: date) -> Member:
    commune = COMMUNES[place % len(COMMUNES)]
    opening = Opening(code_insee=commune, needs=(), name=one.name, least_needs=0)
    opened = open_person(actor=ANYONE, opening=opening, request_key=f"membre-fictif-{one.name}")
    person = person_behind(opened.token)
    return _member(
        network,
        today,
        one.ago,
        follow_up_id=person.pk,
        sector=one.sector,
        activity=one.activity,
        words=one.words,
        code_insee=commune,
        shown=SHOWN[place % len(SHOWN)] if one.ago is not None else {},
    )


def _structure(network: NetworkCard, key: str, sector: str, today: date) -> Member:
    ref = demo_ref("structure", key)
    card = structure_for(ANYONE, ref)
    assert card is not None
    return _member(
        network,
        today,
        420,
        organisation_ref=ref,
        sector=sector,
        activity="nous ouvrons nos portes aux membres",
        code_insee=card.code_insee or COMMUNES[0],
        shown=dict(OPEN),
    )


def _member(network: NetworkCard, today: date, ago: int | None, **said: object) -> Member:
    asked = _at(today, (ago if ago is not None else 3) + 2)
    return Member(
        ref=new_ref(),
        network_id=network.pk,
        departement="48",
        state=Member.State.ASKED if ago is None else Member.State.WELCOMED,
        asked_at=asked,
        welcomed_at=None if ago is None else _at(today, ago),
        confirmed_on=today - timedelta(days=(ago or 0) % 300),
        is_fiction=network.is_fiction,
        **said,
    )


def _number_and_sign(members: list[Member], charters: list[Charter]) -> None:
    """Cards in the order of the welcomes; the version of then is signed, half have signed anew."""
    days = sorted((one.welcomed_at, place) for place, one in enumerate(members) if one.welcomed_at)
    for number, (_day, place) in enumerate(days, 1):
        members[place].number = number
    Member.objects.bulk_create(members)
    signed = []
    for place, one in enumerate(members):
        for charter in charters:
            if charter is charters[0] or place % 2:
                at = max(one.asked_at, charter.made_at)
                signed.append(Signature(member=one, charter=charter, name="Fiction", signed_at=at))
    Signature.objects.bulk_create(signed)


def _at(today: date, ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=ago), time(10)))
