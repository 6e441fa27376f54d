"""The pages where a place says what it allows: for who holds it or administers its structure."""

from entrelieux.directory.functions.services import Nature, say
from entrelieux.directory.models import Service
from entrelieux.kernel.viewer import Role
from tests.contracts.cast import NOTHING

# route           method scope           visitor person agent holder admin animator operator
TABLE = """
functions:manage  GET    own             404 404 404 200 200 404 404
functions:manage  HEAD   own             404 404 404 200 200 404 404
functions:manage  GET    other_network   404
functions:manage  HEAD   other_network   404
functions:manage  GET    other_territory 404
functions:manage  HEAD   other_territory 404
functions:manage  GET    absent          404
functions:manage  HEAD   absent          404
functions:add     GET    own             404 404 404 200 200 404 404
functions:add     HEAD   own             404 404 404 200 200 404 404
functions:add     POST   own             404 404 404 422 422 404 404
functions:add     GET    other_network   404
functions:add     HEAD   other_network   404
functions:add     POST   other_network   404
functions:add     GET    other_territory 404
functions:add     HEAD   other_territory 404
functions:add     POST   other_territory 404
functions:add     GET    absent          404
functions:add     HEAD   absent          404
functions:add     POST   absent          404
functions:change  GET    own             404 404 404 200 200 404 404
functions:change  HEAD   own             404 404 404 200 200 404 404
functions:change  POST   own             404 404 404 422 422 404 404
functions:change  GET    other_network   404
functions:change  HEAD   other_network   404
functions:change  POST   other_network   404
functions:change  GET    other_territory 404
functions:change  HEAD   other_territory 404
functions:change  POST   other_territory 404
functions:change  GET    absent          404
functions:change  HEAD   absent          404
functions:change  POST   absent          404
"""


def put(cast):
    """In each scope, something said of the place where the structure is at home."""
    for scope in cast.placed:
        place = (
            Service.objects.filter(organisation__ref=cast.organisation[scope], withdrawn_on=None)
            .exclude(place=None)
            .order_by("ref")
            .first()
            .place
        )
        ref = say(
            actor=cast.viewer_at(scope, Role.PLACE_HOLDER),
            place_ref=place.ref,
            nature=Nature.FUNCTION,
            values={"code": "habitat", "note": "Essai"},
        )
        cast.objects["said of"][scope] = place.ref
        cast.objects["said"][scope] = f"{place.ref}/fonctions/fonction/{ref}"


def addresses(cast):
    said = cast.scoped("said", "/lieux/{}/")
    return {
        "functions:manage": cast.scoped("said of", "/lieux/{}/fonctions/"),
        "functions:add": cast.scoped("said of", "/lieux/{}/fonctions/ajouter/espace/"),
        "functions:change": said | {"absent": f"/lieux/{NOTHING}/fonctions/fonction/{NOTHING}/"},
    }
