"""Offers and requests: doors are open to all, what is said there to who holds its address."""

from entrelieux.accounts.models import Network
from entrelieux.exchanges import introducing, saying
from entrelieux.exchanges.keys import answer_address
from entrelieux.exchanges.saying import OfferSaid, RequestSaid, Whose
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.persons import open_person, person_behind
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
entraide:to_tell         GET    -  404 404 200 200 404 404 404
entraide:to_tell         HEAD   -  404 404 200 200 404 404 404
entraide:to_tell         POST   -  404
entraide:file            GET    own              404 404 200 200 404 404 404
entraide:file            HEAD   own              404 404 200 200 404 404 404
entraide:file            POST   own              404 404 303 303 404 404 404
entraide:file            GET    other_network    404
entraide:file            HEAD   other_network    404
entraide:file            POST   other_network    404
entraide:file            GET    other_territory  404
entraide:file            HEAD   other_territory  404
entraide:file            POST   other_territory  404
entraide:file            GET    absent           404
entraide:file            HEAD   absent           404
entraide:file            POST   absent           404
entraide:file_introduction GET  own              404 404 200 200 404 404 404
entraide:file_introduction HEAD own              404 404 200 200 404 404 404
entraide:file_introduction POST own              404 404 422 422 404 404 404
entraide:file_introduction GET  other_network    404
entraide:file_introduction HEAD other_network    404
entraide:file_introduction POST other_network    404
entraide:file_introduction GET  other_territory  404
entraide:file_introduction HEAD other_territory  404
entraide:file_introduction POST other_territory  404
entraide:file_introduction GET  absent           404
entraide:file_introduction HEAD absent           404
entraide:file_introduction POST absent           404
entraide:animation       GET    -  404 404 404 404 404 200 404
entraide:animation       HEAD   -  404 404 404 404 404 200 404
entraide:mentors         GET    -  404 404 404 404 404 200 404
entraide:mentors         HEAD   -  404 404 404 404 404 200 404
entraide:waiting         GET    own              404 404 404 404 404 200 404
entraide:waiting         HEAD   own              404 404 404 404 404 200 404
entraide:waiting         POST   own              404
entraide:waiting         GET    other_network    404
entraide:waiting         HEAD   other_network    404
entraide:waiting         POST   other_network    404
entraide:waiting         GET    other_territory  404
entraide:waiting         HEAD   other_territory  404
entraide:waiting         POST   other_territory  404
entraide:waiting         GET    absent           404
entraide:waiting         HEAD   absent           404
entraide:waiting         POST   absent           404
entraide:hide            POST   own              404 404 404 404 404 303 303
entraide:hide            POST   other_network    404 404 404 404 404 404 303
entraide:hide            POST   other_territory  404 404 404 404 404 404 303
entraide:hide            POST   absent           404
list_offers              GET    -  200
entraide:map             GET    -  404 404 404 404 404 200 200
entraide:map             HEAD   -  404 404 404 404 404 200 200
entraide:map             POST   -  404 404 404 404 404 409 409
"""
SKILL = ("ordinateur",)
MINE: dict[str, str] = {}
"""What hangs on addresses that open to whoever holds them, in no scope."""
COMMUNES = {"own": "48080", "other_network": "48080", "other_territory": "43157"}


def put(cast):
    """Two neighbours who were brought together: one asked, the other has not answered.

    In each scope, somebody that a structure accompanies, with an offer, a request that has nobody,
    and another under way.
    """
    Network.objects.filter(ref__in=cast.network.values()).update(is_fiction=True)
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
    theirs = person_behind(offers.token).pk
    answer = answer_address(relation, "propose", theirs)
    MINE.update(
        {
            "demande": request,
            "proposition": offer,
            "relation": relation,
            "qui demande": asks.token,
            "qui propose": offers.token,
            "réponse": answer.split("/reponse/")[1].strip("/"),
        }
    )
    for scope in cast.placed:
        _accompanied(cast, scope, offer)


def _accompanied(cast, scope, offer):
    agent, commune = cast.viewer_at(scope), COMMUNES[scope]
    opened = open_person(
        actor=agent,
        opening=Opening(commune, (), channel="telephone", contact="06 12 34 56 78"),
        organisation_ref=cast.organisation[scope],
        request_key=f"routes-entraide-{scope}",
    )
    whose = Whose(token=opened.token)
    said = RequestSaid("aide_numerique", "Je cherche de l'aide", competences=SKILL)
    asked, waiting = (saying.say_request(actor=ANYONE, said=said, whose=whose) for _ in range(2))
    relation = introducing.ask(actor=ANYONE, request_ref=asked, offer_ref=offer, token=opened.token)
    shown = OfferSaid("temps", "Je suis libre le mardi")
    cast.objects["dossier d'entraide"][scope] = opened.ref
    cast.objects["relation suivie"][scope] = f"{opened.ref}/relation/{relation}"
    cast.objects["demande sans personne"][scope] = waiting
    cast.objects["proposition suivie"][scope] = saying.say_offer(
        actor=ANYONE, said=shown, whose=whose
    )


def addresses(cast):
    def mine(kind):
        return MINE.get(kind, NOTHING)

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
        "entraide:to_tell": "/entraide/a-prevenir/",
        "entraide:file": cast.scoped("dossier d'entraide", "/entraide/dossiers/{}/"),
        "entraide:file_introduction": cast.scoped("relation suivie", "/entraide/dossiers/{}/"),
        "entraide:animation": "/entraide/animation/",
        "entraide:mentors": "/entraide/animation/parrainages/",
        "entraide:waiting": cast.scoped("demande sans personne", "/entraide/animation/{}/"),
        "entraide:hide": cast.scoped("proposition suivie", "/entraide/propositions/{}/cacher/"),
        "entraide:map": "/entraide/carte/",
        "list_offers": "/api/v1/offers",
    }
