"""The counter: for agents, and each visit for the agent who opened it.

What a visit that exists gives to each role is tried in ``tests/counter``.
"""

# route             method scope   visitor person agent holder admin animator operator
TABLE = """
counter:desk        GET    -       404 404 200 404 404 404 404
counter:desk        HEAD   -       404 404 200 404 404 404 404
counter:desk        POST   -       404 404 422 404 404 404 404
counter:visit       GET    absent  404
counter:visit       HEAD   absent  404
counter:visit       POST   absent  404
counter:work        POST   absent  404
counter:erase       POST   absent  404
counter:swap        GET    absent  404
counter:swap        HEAD   absent  404
counter:swap        POST   absent  404
counter:confide     GET    absent  404
counter:confide     HEAD   absent  404
counter:confide     POST   absent  404
counter:unmet       POST   absent  404
counter:why_not     GET    absent  404
counter:why_not     HEAD   absent  404
counter:sheet       GET    absent  404
counter:sheet       HEAD   absent  404
"""


def addresses(_cast):
    ref, step = "0" * 24, "0" * 16
    absent = {
        "counter:visit": f"/guichet/visites/{ref}/",
        "counter:work": f"/guichet/visites/{ref}/travailler/",
        "counter:erase": f"/guichet/visites/{ref}/effacer/",
        "counter:swap": f"/guichet/visites/{ref}/etape/{step}/",
        "counter:confide": f"/guichet/visites/{ref}/confier/{step}/",
        "counter:unmet": f"/guichet/visites/{ref}/sans-reponse/",
        "counter:why_not": f"/guichet/visites/{ref}/pourquoi/",
        "counter:sheet": f"/guichet/visites/{ref}/feuille/",
    }
    return {"counter:desk": "/guichet/"} | {route: {"absent": one} for route, one in absent.items()}
