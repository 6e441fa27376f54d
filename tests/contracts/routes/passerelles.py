"""Hand-overs: secret addresses open to whoever holds them, the rest to those who help somebody.

What an address that exists gives to each role is tried in ``tests/passerelles/test_pages_*``.
"""

# route                       method scope   visitor person agent holder admin animator operator
TABLE = """
passerelles:door              GET    -       200
passerelles:door              HEAD   -       200
passerelles:confide           GET    absent  404
passerelles:confide           HEAD   absent  404
passerelles:confide           POST   absent  404
passerelles:follow_up         GET    absent  404
passerelles:follow_up         HEAD   absent  404
passerelles:follow_up         POST   absent  404
passerelles:keep              GET    absent  404
passerelles:keep              HEAD   absent  404
passerelles:follow_up_print   GET    absent  404
passerelles:follow_up_print   HEAD   absent  404
passerelles:follow_up_export  GET    absent  404
passerelles:follow_up_export  HEAD   absent  404
passerelles:address           GET    absent  404
passerelles:address           HEAD   absent  404
passerelles:address           POST   absent  404
passerelles:erase             GET    absent  404
passerelles:erase             HEAD   absent  404
passerelles:erase             POST   absent  404
passerelles:told              GET    absent  404
passerelles:told              HEAD   absent  404
passerelles:told              POST   absent  404
passerelles:reply             GET    absent  404
passerelles:reply             HEAD   absent  404
passerelles:reply             POST   absent  404
passerelles:list              GET    -       404 404 200 200 404 303 404
passerelles:list              HEAD   -       404 404 200 200 404 303 404
passerelles:orphans           GET    -       404 404 404 404 404 200 404
passerelles:orphans           HEAD   -       404 404 404 404 404 200 404
passerelles:one               GET    absent  404
passerelles:one               HEAD   absent  404
passerelles:one               POST   absent  404
passerelles:elsewhere         GET    absent  404
passerelles:elsewhere         HEAD   absent  404
passerelles:elsewhere         POST   absent  404
"""


def addresses(_cast):
    token, ref = "x" * 40, "0" * 16
    absent = {
        "passerelles:confide": f"/parcours/{token}/confier/1/{ref}/",
        "passerelles:follow_up": f"/suivi/{token}/",
        "passerelles:keep": f"/suivi/{token}/garder/",
        "passerelles:follow_up_print": f"/suivi/{token}/imprimer/",
        "passerelles:follow_up_export": f"/suivi/{token}/mes-donnees/",
        "passerelles:address": f"/suivi/{token}/adresse/",
        "passerelles:erase": f"/suivi/{token}/effacer/",
        "passerelles:told": f"/suivi/{token}/demandes/{ref}/",
        "passerelles:reply": f"/repondre/{token}/",
        "passerelles:one": f"/passerelles/{ref}/",
        "passerelles:elsewhere": f"/passerelles/{ref}/confier-ailleurs/",
    }
    public = {
        "passerelles:door": "/suivi/",
        "passerelles:list": "/passerelles/",
        "passerelles:orphans": "/passerelles/sans-interlocuteur/",
    }
    return {route: {"absent": one} for route, one in absent.items()} | public
