"""Work that waits for whoever animates the demonstration network: pairs to judge, and answers.

A second invented list describes a few of its places otherwise; some places were asked whether
their sheet is right. Nobody is written to.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from entrelieux.directory.confirming import answering, asking, links, mails
from entrelieux.directory.demo import demo_offer, demo_ref
from entrelieux.directory.drafts import OfferDraft, PlaceDraft, SourceDraft, stable_ref
from entrelieux.directory.models import Asked, Campaign
from entrelieux.directory.services import publish_offer
from entrelieux.kernel.viewer import Viewer

LIST = "reseau-fictif-carnet"
CAMPAIGN = "Relecture d’automne (fictive)"
SAME: tuple[tuple[str, dict[str, Any]], ...] = (
    ("biblio-apcher", {"name": "Médiathèque de la Sabotière", "telephone": "", "horaires": ""}),
    ("la-clede", {"name": "Café associatif de La Clède", "horaires": "Sa 10:00-12:30"}),
    ("biblio-urugne", {"name": "L’Écritoire", "courriel": "ecritoire@example.org"}),
    ("barriere-levee", {"name": "Salle de la Gare-Vieille", "telephone": "", "courriel": ""}),
)
ASKED = ("biblio-nasbinals", "mairie-chanac", "relais-causse-blanc", "fs-deux-ponts")
ANSWERS: tuple[tuple[str, answering.Answer], ...] = (
    ("fs-deux-ponts", answering.RIGHT),
    (
        "mairie-chanac",
        answering.mended(
            {"horaires": "Mo,Tu,Th 08:30-12:00", "adresse": "3 place de la Villa-Basse"}
        ),
    ),
)


def second_list(today: date) -> OfferDraft:
    """Places of the network as somebody else would describe them."""
    offer = demo_offer(today)
    known = {one.ref: one for one in offer.places}
    source = SourceDraft(
        LIST,
        "Carnet d’adresses fictif",
        "Une association inventée",
        licence=offer.sources[0].licence,
        evidence="fiction",
        published_on=offer.sources[0].published_on,
        is_fiction=True,
    )
    places = tuple(_otherwise(known[demo_ref("lieu", key)], key, said) for key, said in SAME)
    return OfferDraft((source,), places=places)


def put_work(*, actor: Viewer, network: str, today: date) -> None:
    """Again, the same day or later: nothing more."""
    cause = "carnet d’adresses fictif"
    publish_offer(actor=actor, offer=second_list(today), cause=cause, today=today)
    if Campaign.objects.filter(name=CAMPAIGN, network__ref=network).exists():
        return
    ref = asking.open_campaign(
        actor=actor,
        name=CAMPAIGN,
        wish=asking.Wish(network=network),
        refs=[demo_ref("lieu", key) for key in ASKED],
    )
    campaign = Campaign.objects.get(ref=ref)
    mails.take_back(campaign)
    asked = Asked.objects.filter(campaign=campaign).select_related("place")
    by_place = {row.place.ref: row.ref for row in asked}
    for key, given in ANSWERS:
        code = links.code_of(by_place[demo_ref("lieu", key)])
        answering.answer(actor=actor, code=code, given=given)


def _otherwise(place: PlaceDraft, key: str, said: dict[str, Any]) -> PlaceDraft:
    ref = stable_ref(LIST, "lieu", key)
    bare = {"presentation": "", "site_web": "", "prise_rdv": "", "confirmed_on": None}
    more = {"horaires_original": "", "horaires_problem": "", "record_keys": ()}
    return replace(place, ref=ref, source=LIST, **{**bare, **more, **said})
