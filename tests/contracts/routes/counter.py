"""The counter: for agents, and each visit for the agent who opened it.

That a colleague of the same structure does not read it either is in ``tests/counter``.
"""

from entrelieux.counter.selectors import plans_of_visit, visit_for
from entrelieux.counter.services import open_visit
from entrelieux.reception.situation import SituationParams
from tests.contracts.cast import NOTHING

# route              method scope            visitor person agent holder admin animator operator
TABLE = """
counter:desk         GET    -                404 404 200 404 404 404 404
counter:desk         HEAD   -                404 404 200 404 404 404 404
counter:desk         POST   -                404 404 422 404 404 404 404
counter:guide        GET    -                404 404 200 404 404 404 404
counter:guide        HEAD   -                404 404 200 404 404 404 404
counter:visit        GET    own              404 404 200 404 404 404 404
counter:visit        HEAD   own              404 404 200 404 404 404 404
counter:visit        POST   own              404 404 422 404 404 404 404
counter:visit        GET    other_network    404
counter:visit        HEAD   other_network    404
counter:visit        POST   other_network    404
counter:visit        GET    other_territory  404
counter:visit        HEAD   other_territory  404
counter:visit        POST   other_territory  404
counter:visit        GET    absent           404
counter:visit        HEAD   absent           404
counter:visit        POST   absent           404
counter:work         POST   own              404 404 303 404 404 404 404
counter:work         POST   other_network    404
counter:work         POST   other_territory  404
counter:work         POST   absent           404
counter:erase        POST   own              404 404 303 404 404 404 404
counter:erase        POST   other_network    404
counter:erase        POST   other_territory  404
counter:erase        POST   absent           404
counter:swap         GET    own              404 404 200 404 404 404 404
counter:swap         HEAD   own              404 404 200 404 404 404 404
counter:swap         POST   own              404 404 409 404 404 404 404
counter:swap         GET    other_network    404
counter:swap         HEAD   other_network    404
counter:swap         POST   other_network    404
counter:swap         GET    other_territory  404
counter:swap         HEAD   other_territory  404
counter:swap         POST   other_territory  404
counter:swap         GET    absent           404
counter:swap         HEAD   absent           404
counter:swap         POST   absent           404
counter:confide      GET    own              404 404 200 404 404 404 404
counter:confide      HEAD   own              404 404 200 404 404 404 404
counter:confide      POST   own              404 404 422 404 404 404 404
counter:confide      GET    other_network    404
counter:confide      HEAD   other_network    404
counter:confide      POST   other_network    404
counter:confide      GET    other_territory  404
counter:confide      HEAD   other_territory  404
counter:confide      POST   other_territory  404
counter:confide      GET    absent           404
counter:confide      HEAD   absent           404
counter:confide      POST   absent           404
counter:unmet        POST   own              404 404 422 404 404 404 404
counter:unmet        POST   other_network    404
counter:unmet        POST   other_territory  404
counter:unmet        POST   absent           404
counter:follow_up    POST   own              404 404 303 404 404 404 404
counter:follow_up    POST   other_network    404
counter:follow_up    POST   other_territory  404
counter:follow_up    POST   absent           404
counter:visit_guide  GET    own              404 404 200 404 404 404 404
counter:visit_guide  HEAD   own              404 404 200 404 404 404 404
counter:visit_guide  GET    other_network    404
counter:visit_guide  HEAD   other_network    404
counter:visit_guide  GET    other_territory  404
counter:visit_guide  HEAD   other_territory  404
counter:visit_guide  GET    absent           404
counter:visit_guide  HEAD   absent           404
counter:why_not      GET    own              404 404 200 404 404 404 404
counter:why_not      HEAD   own              404 404 200 404 404 404 404
counter:why_not      GET    other_network    404
counter:why_not      HEAD   other_network    404
counter:why_not      GET    other_territory  404
counter:why_not      HEAD   other_territory  404
counter:why_not      GET    absent           404
counter:why_not      HEAD   absent           404
counter:sheet        GET    own              404 404 200 404 404 404 404
counter:sheet        HEAD   own              404 404 200 404 404 404 404
counter:sheet        GET    other_network    404
counter:sheet        HEAD   other_network    404
counter:sheet        GET    other_territory  404
counter:sheet        HEAD   other_territory  404
counter:sheet        GET    absent           404
counter:sheet        HEAD   absent           404
"""


def put(cast):
    """A visit in each scope; the agent of the cast opened the one that is its own."""
    for scope in cast.placed:
        viewer = cast.people["agent"].viewer if scope == "own" else cast.viewer_at(scope)
        ref = open_visit(
            actor=viewer,
            organisation_ref=cast.organisation[scope],
            said=SituationParams("48080", ("creer-entreprise", "avoir-ordinateur")),
            request_key="routes",
        )
        found = plans_of_visit(viewer, visit_for(viewer, ref))
        cast.objects["visite"][scope] = ref
        cast.objects["étape de visite"][scope] = found.worked.plan.steps[0].key


def addresses(cast):
    def of_step(page):
        steps = cast.objects["étape de visite"]
        visits = cast.scoped("visite", f"/guichet/visites/{{}}/{page}/")
        return {scope: f"{one}{steps.get(scope, NOTHING)}/" for scope, one in visits.items()}

    pages = {
        "counter:visit": "",
        "counter:work": "travailler/",
        "counter:erase": "effacer/",
        "counter:unmet": "sans-reponse/",
        "counter:follow_up": "suivi/",
        "counter:visit_guide": "guide/",
        "counter:why_not": "pourquoi/",
        "counter:sheet": "feuille/",
    }
    return {
        "counter:desk": "/guichet/",
        "counter:guide": "/guichet/guide/",
        "counter:swap": of_step("etape"),
        "counter:confide": of_step("confier"),
        **{
            route: cast.scoped("visite", f"/guichet/visites/{{}}/{tail}")
            for route, tail in pages.items()
        },
    }
