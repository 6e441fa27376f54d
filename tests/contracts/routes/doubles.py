"""The same place twice: who animates the territory of both sheets says so, or who exploits."""

from entrelieux.directory.doubles.services import say_apart
from entrelieux.directory.models import Place
from entrelieux.kernel.viewer import OPERATOR
from tests.contracts.cast import NOTHING

# route           method scope           visitor person agent holder admin animator operator
TABLE = """
doubles:list      GET    -               404 404 404 404 404 200 200
doubles:list      HEAD   -               404 404 404 404 404 200 200
doubles:history   GET    -               404 404 404 404 404 200 200
doubles:history   HEAD   -               404 404 404 404 404 200 200
doubles:pair      GET    own             404 404 404 404 404 200 200
doubles:pair      HEAD   own             404 404 404 404 404 200 200
doubles:pair      POST   own             404 404 404 404 404 422 422
doubles:pair      GET    other_network   404 404 404 404 404 404 200
doubles:pair      HEAD   other_network   404 404 404 404 404 404 200
doubles:pair      POST   other_network   404 404 404 404 404 404 422
doubles:pair      GET    other_territory 404 404 404 404 404 404 200
doubles:pair      HEAD   other_territory 404 404 404 404 404 404 200
doubles:pair      POST   other_territory 404 404 404 404 404 404 422
doubles:pair      GET    absent          404
doubles:pair      HEAD   absent          404
doubles:pair      POST   absent          404
doubles:verdict   GET    own             404 404 404 404 404 200 200
doubles:verdict   HEAD   own             404 404 404 404 404 200 200
doubles:verdict   GET    other_network   404 404 404 404 404 404 200
doubles:verdict   HEAD   other_network   404 404 404 404 404 404 200
doubles:verdict   GET    other_territory 404 404 404 404 404 404 200
doubles:verdict   HEAD   other_territory 404 404 404 404 404 404 200
doubles:verdict   GET    absent          404
doubles:verdict   HEAD   absent          404
doubles:undo      POST   own             404 404 404 404 404 303 303
doubles:undo      POST   other_network   404 404 404 404 404 404 303
doubles:undo      POST   other_territory 404 404 404 404 404 404 303
doubles:undo      POST   absent          404
"""
DEPARTEMENTS = {"own": "48", "other_network": "07", "other_territory": "43"}


def put(cast):
    """In each scope, two sheets of that territory, said to be two places."""
    for scope in cast.placed:
        here = Place.objects.filter(withdrawn_on=None, departement=DEPARTEMENTS[scope])
        one, other = here.order_by("ref").values_list("ref", flat=True)[:2]
        cast.objects["pair"][scope] = f"{one}/{other}"
        said = say_apart(actor=OPERATOR, one_ref=one, other_ref=other)
        cast.objects["verdict"][scope] = said.ref


def addresses(cast):
    pair = cast.scoped("pair", "/lieux/doublons/{}/")
    return {
        "doubles:list": "/lieux/doublons/",
        "doubles:history": "/lieux/doublons/avis/",
        "doubles:pair": pair | {"absent": f"/lieux/doublons/{NOTHING}/absente/"},
        "doubles:verdict": cast.scoped("verdict", "/lieux/doublons/avis/{}/"),
        "doubles:undo": cast.scoped("verdict", "/lieux/doublons/avis/{}/annuler/"),
    }
