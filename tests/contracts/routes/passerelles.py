"""Hand-overs: a secret address opens to whoever holds it, the rest to those who help there.

That wrong, closed and expired secret addresses look alike is in ``tests/passerelles``.
"""

import re

from entrelieux.accounts.models import Network
from entrelieux.directory.demo import demo_ref
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from entrelieux.reception.selectors import plans_behind
from tests.contracts.cast import NOTHING

# route                       method scope  visitor person agent holder admin animator operator
TABLE = """
passerelles:door              GET    -                200
passerelles:door              HEAD   -                200
passerelles:door              POST   -                404
passerelles:confide           GET    -                200
passerelles:confide           HEAD   -                200
passerelles:confide           POST   -                422
passerelles:follow_up         GET    -                200
passerelles:follow_up         HEAD   -                200
passerelles:follow_up         POST   -                303
passerelles:keep              GET    -                200
passerelles:keep              HEAD   -                200
passerelles:follow_up_print   GET    -                200
passerelles:follow_up_print   HEAD   -                200
passerelles:follow_up_export  GET    -                200
passerelles:follow_up_export  HEAD   -                200
passerelles:address           GET    -                200
passerelles:address           HEAD   -                200
passerelles:address           POST   -                303
passerelles:erase             GET    -                200
passerelles:erase             HEAD   -                200
passerelles:erase             POST   -                422
passerelles:told              GET    -                200
passerelles:told              HEAD   -                200
passerelles:told              POST   -                303
passerelles:own_choice        GET    -                200
passerelles:own_choice        HEAD   -                200
passerelles:own_choice        POST   -                422
passerelles:reply             GET    -                200
passerelles:reply             HEAD   -                200
passerelles:reply             POST   -                422
passerelles:list              GET    -                404 404 200 200 404 303 404
passerelles:list              HEAD   -                404 404 200 200 404 303 404
passerelles:orphans           GET    -                404 404 404 404 404 200 404
passerelles:orphans           HEAD   -                404 404 404 404 404 200 404
passerelles:one               GET    own              404 404 200 200 404 404 404
passerelles:one               HEAD   own              404 404 200 200 404 404 404
passerelles:one               POST   own              404 404 303 303 404 404 404
passerelles:one               GET    other_network    404
passerelles:one               HEAD   other_network    404
passerelles:one               POST   other_network    404
passerelles:one               GET    other_territory  404
passerelles:one               HEAD   other_territory  404
passerelles:one               POST   other_territory  404
passerelles:one               GET    absent           404
passerelles:one               HEAD   absent           404
passerelles:one               POST   absent           404
passerelles:elsewhere         GET    own              404 404 200 200 404 404 404
passerelles:elsewhere         HEAD   own              404 404 200 200 404 404 404
passerelles:elsewhere         POST   own              404 404 422 422 404 404 404
passerelles:elsewhere         GET    other_network    404
passerelles:elsewhere         HEAD   other_network    404
passerelles:elsewhere         POST   other_network    404
passerelles:elsewhere         GET    other_territory  404
passerelles:elsewhere         HEAD   other_territory  404
passerelles:elsewhere         POST   other_territory  404
passerelles:elsewhere         GET    absent           404
passerelles:elsewhere         HEAD   absent           404
passerelles:elsewhere         POST   absent           404
passerelles:file              GET    own              404 404 200 200 404 404 404
passerelles:file              HEAD   own              404 404 200 200 404 404 404
passerelles:file              POST   own              404 404 303 303 404 404 404
passerelles:file              GET    other_network    404
passerelles:file              HEAD   other_network    404
passerelles:file              POST   other_network    404
passerelles:file              GET    other_territory  404
passerelles:file              HEAD   other_territory  404
passerelles:file              POST   other_territory  404
passerelles:file              GET    absent           404
passerelles:file              HEAD   absent           404
passerelles:file              POST   absent           404
"""
RECEIVER = services.Receiver(demo_ref("structure", "fil-doc"), demo_ref("lieu", "fil-doc"))


def put(cast):
    """A follow-up in each scope, one request sent from it, and a step of the open plan.

    The offer is the fictional one: so are the networks, else nothing could be handed over.
    """
    Network.objects.filter(ref__in=cast.network.values()).update(is_fiction=True)
    for scope in cast.placed:
        agent = cast.viewer_at(scope)
        opened = services.open_follow_up(
            actor=agent,
            opening=services.Opening("48080", ("lieu-travail",), name="Camille"),
            organisation_ref=cast.organisation[scope],
            request_key=f"routes-{scope}",
        )
        handed = services.hand_over(
            actor=agent,
            follow_up=opened.ref,
            proposal=services.Proposal(RECEIVER, ("lieu-travail",)),
            agreement=services.Agreement(("nom",)),
        )
        cast.objects["suivi"][scope] = opened.ref
        cast.objects["adresse de suivi"][scope] = opened.token
        cast.objects["passerelle"][scope] = handed.ref
        cast.objects["adresse de réponse"][scope] = _link(handed.ref)
        cast.objects["étape"][scope] = plans_behind(ANYONE, cast.token).plans[0].steps[0].key


def _link(ref):
    written = Message.objects.filter(key__startswith=f"vers:{ref}:", body__contains="/repondre/")
    return re.search(r"/repondre/([^/\s]+)/", written.latest("pk").body)[1]


def addresses(cast):
    def mine(kind):
        return cast.objects[kind].get("own", NOTHING)

    step = mine("étape")
    token, ref, link = mine("adresse de suivi"), mine("passerelle"), mine("adresse de réponse")
    return {
        "passerelles:door": "/suivi/",
        "passerelles:confide": f"/parcours/{cast.token}/confier/1/{step}/",
        "passerelles:follow_up": f"/suivi/{token}/",
        "passerelles:keep": f"/suivi/{token}/garder/",
        "passerelles:follow_up_print": f"/suivi/{token}/imprimer/",
        "passerelles:follow_up_export": f"/suivi/{token}/mes-donnees/",
        "passerelles:address": f"/suivi/{token}/adresse/",
        "passerelles:erase": f"/suivi/{token}/effacer/",
        "passerelles:told": f"/suivi/{token}/demandes/{ref}/",
        "passerelles:own_choice": f"/suivi/{token}/demandes/{ref}/ailleurs/",
        "passerelles:reply": f"/repondre/{link}/",
        "passerelles:list": "/passerelles/",
        "passerelles:orphans": "/passerelles/sans-interlocuteur/",
        "passerelles:one": cast.scoped("passerelle", "/passerelles/{}/"),
        "passerelles:elsewhere": cast.scoped("passerelle", "/passerelles/{}/confier-ailleurs/"),
        "passerelles:file": cast.scoped("suivi", "/passerelles/suivis/{}/"),
    }
