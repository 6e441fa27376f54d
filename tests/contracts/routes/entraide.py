"""Offers and requests: doors are open to all, what is said there to who holds its address."""

from entrelieux.exchanges import introducing, saying
from entrelieux.exchanges.keys import answer_address
from entrelieux.exchanges.saying import OfferSaid, RequestSaid, Whose
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.persons import open_person
from entrelieux.passerelles.services import Opening
from tests.contracts.cast import NOTHING

# route                  method scope  visitor person agent holder admin animator operator
TABLE = """
entraide:home            GET    -  200
entraide:home            HEAD   -  200
entraide:ask             GET    -  200
entraide:ask             HEAD   -  200
entraide:ask             POST   -  422
entraide:offer_door      GET    -  200
entraide:offer_door      HEAD   -  200
entraide:offer_door      POST   -  422
entraide:offers          GET    -  200
entraide:offers          HEAD   -  200
entraide:requests        GET    -  404 404 200 200 404 200 404
entraide:requests        HEAD   -  404 404 200 200 404 200 404
entraide:paper           GET    -  200
entraide:paper           HEAD   -  200
entraide:answer          GET    -  200
entraide:answer          HEAD   -  200
entraide:answer          POST   -  422
entraide:own_ask         GET    -  200
entraide:own_ask         HEAD   -  200
entraide:own_ask         POST   -  422
entraide:own_offer_door  GET    -  200
entraide:own_offer_door  HEAD   -  200
entraide:own_offer_door  POST   -  422
entraide:request         GET    -  200
entraide:request         HEAD   -  200
entraide:request         POST   -  303
entraide:offer           GET    -  200
entraide:offer           HEAD   -  200
entraide:offer           POST   -  303
entraide:introduction    GET    -  200
entraide:introduction    HEAD   -  200
entraide:introduction    POST   -  422
"""
SKILL = ("ordinateur",)


def put(cast):
    """Two neighbours who were brought together: one asked, the other has not answered."""
    saying.BRAKE.forget()
    introducing.BRAKE.forget()
    asks, offers = (
        open_person(
            actor=ANYONE,
            opening=Opening("48080", (), channel="courriel", contact=f"{name}@exemple.test"),
            request_key=f"routes-entraide-{name}",
        )
        for name in ("demande", "propose")
    )
    offer = saying.say_offer(
        actor=ANYONE,
        said=OfferSaid("competence", "Je montre l'ordinateur", competences=SKILL),
        whose=Whose(token=offers.token),
    )
    request = saying.say_request(
        actor=ANYONE,
        said=RequestSaid("aide_numerique", "Je cherche de l'aide", competences=SKILL),
        whose=Whose(token=asks.token),
    )
    relation = introducing.ask(actor=ANYONE, request_ref=request, offer_ref=offer, token=asks.token)
    cast.objects["entraide"] |= {
        "demande": request,
        "proposition": offer,
        "relation": relation,
        "qui demande": asks.token,
        "qui propose": offers.token,
        "réponse": answer_address(relation, "propose").split("/reponse/")[1].strip("/"),
    }


def addresses(cast):
    def mine(kind):
        return cast.objects["entraide"].get(kind, NOTHING)

    asks, offers = mine("qui demande"), mine("qui propose")
    return {
        "entraide:home": "/entraide/",
        "entraide:ask": "/entraide/demander/",
        "entraide:offer_door": "/entraide/proposer/",
        "entraide:offers": "/entraide/propositions/",
        "entraide:requests": "/entraide/demandes/",
        "entraide:paper": "/entraide/papier/demander/",
        "entraide:answer": f"/entraide/reponse/{mine('réponse')}/",
        "entraide:own_ask": f"/suivi/{asks}/demander/",
        "entraide:own_offer_door": f"/suivi/{asks}/proposer/",
        "entraide:request": f"/suivi/{asks}/recherche/{mine('demande')}/",
        "entraide:offer": f"/suivi/{offers}/proposition/{mine('proposition')}/",
        "entraide:introduction": f"/suivi/{asks}/relation/{mine('relation')}/",
    }
