"""Studies: the same figures for everybody; a large one is asked by who animates a network."""

from entrelieux.kernel.runs import ask_run, do_run
from entrelieux.kernel.viewer import OPERATOR

# route                method scope visitor person agent holder admin animator operator
TABLE = """
observatory:access      GET   - 200
observatory:access      HEAD  - 200
observatory:access_csv  GET   - 200
observatory:access_csv  HEAD  - 200
observatory:ask         POST  - 404 404 404 404 404 303 303
observatory:run         GET   - 200
observatory:run         HEAD  - 200
observatory:run_csv     GET   - 200
observatory:run_csv     HEAD  - 200
"""


def put(cast):
    """A study done."""
    asked = {"territoire": "dep-48", "quoi": "fonctions", "mode": "voiture", "minutes": "30"}
    cast.study = do_run(ask_run(actor=OPERATOR, kind="acces", asked=asked).ref).ref


def addresses(cast):
    return {
        "observatory:access": "/observatoire/acces/",
        "observatory:access_csv": "/observatoire/acces.csv",
        "observatory:ask": "/observatoire/etudes/",
        "observatory:run": f"/observatoire/etudes/{cast.study}/",
        "observatory:run_csv": f"/observatoire/etudes/{cast.study}.csv",
    }
