"""Invented neighbours of the demonstration network: what they propose, what they look for.

Nobody is in it: no name, no contact. The same words come again as the same ones.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from entrelieux.engine.matching.machine import Event
from entrelieux.exchanges import introducing, saying
from entrelieux.exchanges.errors import NotNow
from entrelieux.exchanges.introducing import Reply
from entrelieux.exchanges.saying import OfferSaid, RequestSaid, Whose
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.persons import open_person
from entrelieux.passerelles.services import Opening

MENDE, LANGOGNE, FLORAC, MARVEJOLS, SAINT_CHELY = "48095", "48080", "48061", "48092", "48140"


@dataclass(frozen=True, slots=True)
class Invented:
    """key: names it for ever. more: other fields of what is said."""

    key: str
    commune: str
    kind: str
    words: str
    competences: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


OFFERS = (
    Invented(
        "ordinateur", MENDE, "competence", "Je montre l'ordinateur, sans se presser.",
        ("ordinateur", "courriel-internet"),
        more={"conditions": "gratuit", "availability": "Tu,Th 14:00-18:00", "step_free": True},
    ),
    Invented(
        "site", LANGOGNE, "competence", "Je fais des sites simples pour les petites affaires.",
        ("site-web",), more={"conditions": "payant", "modes": ("rencontre", "visio")},
    ),
    Invented(
        "affiches", FLORAC, "talent", "Je dessine des affiches et des logos.", ("graphisme",),
        more={"conditions": "don"},
    ),
    Invented(
        "comptes", MENDE, "competence",
        "J'ai tenu les comptes d'un magasin pendant vingt ans, je peux montrer.",
        ("comptabilite",), more={"conditions": "gratuit", "radius_min": 30},
    ),
    Invented(
        "atelier", MARVEJOLS, "espace", "J'ai un garage vide, avec de l'eau et du courant.",
        more={"conditions": "echange", "step_free": True},
    ),
    Invented(
        "cuisine", SAINT_CHELY, "espace", "La cuisine de la salle des fêtes est libre le lundi.",
        more={"conditions": "payant", "availability": "Mo", "step_free": True},
    ),
    Invented(
        "remorque", LANGOGNE, "equipement", "Je prête une remorque et une scie.",
        more={"conditions": "gratuit", "most_at_once": 1},
    ),
    Invented(
        "mardi", MENDE, "temps", "Je suis libre le mardi pour donner un coup de main.",
        more={"conditions": "gratuit", "availability": "Tu", "radius_min": 45},
    ),
    Invented(
        "cafe", FLORAC, "temoignage",
        "J'ai ouvert un café dans un village. Je raconte ce qui a marché, et le reste.",
        ("experience-creation",), more={"conditions": "gratuit"},
    ),
    Invented(
        "marraine", MENDE, "parrainage",
        "J'ai créé deux entreprises. Je peux accompagner une personne, une fois par mois.",
        ("experience-creation", "clarifier-idee"), ("creer-entreprise",),
        {"conditions": "gratuit", "most_at_once": 2, "stages": ("idee", "projet_defini")},
    ),
)  # fmt: skip
REQUESTS = (
    Invented(
        "facture", MENDE, "aide_numerique",
        "J'aimerais faire mes factures sur l'ordinateur. Qui peut me montrer ?",
        ("ordinateur",), more={"only_free": True, "words_shown": True},
    ),
    Invented(
        "confitures", MENDE, "aide_projet",
        "Mes confitures plaisent. Je voudrais en vendre, mais par où commencer ?",
        needs=("creer-entreprise",), more={"stage": "idee", "words_shown": True},
    ),
    Invented(
        "essai", SAINT_CHELY, "lieu",
        "Je cherche une cuisine pour essayer mes plats avant d'ouvrir.",
        more={"words_shown": True},
    ),
    Invented(
        "stand", LANGOGNE, "equipier",
        "Je voudrais être au marché le samedi, mais pas toute seule.",
        more={"availability": "Sa"},
    ),
    Invented(
        "pain", FLORAC, "marche_detecte",
        "Les gîtes d'ici cherchent du pain le dimanche, et personne n'en vend.",
        more={"words_shown": True},
    ),
    Invented(
        "site-a-faire", MARVEJOLS, "produit_a_lancer",
        "Je fabrique des savons. Il me faudrait un petit site.", ("site-web",),
    ),
)  # fmt: skip
ACCEPTED, DONE = ("confitures", "marraine"), ("facture", "ordinateur")


@transaction.atomic
def make_exchanges() -> None:
    """Ten offers, six requests, one introduction accepted by both, one carried through."""
    offers = {one.key: _offer(one) for one in OFFERS}
    requests = {one.key: _request(one) for one in REQUESTS}
    for asked, offered in (ACCEPTED, DONE):
        ref, asker = requests[asked]
        offer, offerer = offers[offered]
        found = introducing.ask(actor=ANYONE, request_ref=ref, offer_ref=offer, token=asker)
        with suppress(NotNow):  # told already
            introducing.reply(ref=found, said=Reply(Event.AGREE_OFFER), token=offerer)
            if (asked, offered) == DONE:
                introducing.reply(ref=found, said=Reply(Event.MEET), token=asker)
                worth = Reply(Event.CLOSE, outcome="start_action", useful=True)
                introducing.reply(ref=found, said=worth, token=asker)


def _offer(one: Invented) -> tuple[str, str]:
    """(reference, token of its owner)."""
    token = _somebody("propose", one)
    said = OfferSaid(one.kind, one.words, competences=one.competences, needs=one.needs, **one.more)
    key = f"recit-proposition-{one.key}"
    return saying.say_offer(actor=ANYONE, said=said, whose=Whose(token), request_key=key), token


def _request(one: Invented) -> tuple[str, str]:
    token = _somebody("cherche", one)
    said = RequestSaid(
        one.kind, one.words, competences=one.competences, needs=one.needs, **one.more
    )
    key = f"recit-demande-{one.key}"
    return saying.say_request(actor=ANYONE, said=said, whose=Whose(token), request_key=key), token


def _somebody(what: str, one: Invented) -> str:
    opening = Opening(code_insee=one.commune, needs=())
    key = f"recit-{what}-{one.key}"
    return open_person(actor=ANYONE, opening=opening, request_key=key).token
