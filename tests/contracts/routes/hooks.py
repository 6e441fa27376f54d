"""Hooks: of a structure, seen by its administration; of a network, by its animation; stopped by
exploitation. Those here are of structures."""

from entrelieux.interchange.hooks import services
from entrelieux.kernel.viewer import Role

# statuses of: visitor person agent holder admin animator operator
TABLE = """
hooks:list    GET   -                404 404 404 404 200 200 200
hooks:list    HEAD  -                404 404 404 404 200 200 200
hooks:list    POST  -                404 404 404 404 422 422 422
hooks:one     GET   own              404 404 404 404 200 404 200
hooks:one     GET   other_network    404 404 404 404 404 404 200
hooks:one     GET   other_territory  404 404 404 404 404 404 200
hooks:one     GET   absent           404
hooks:one     HEAD  own              404 404 404 404 200 404 200
hooks:one     POST  own              404 404 404 404 400 404 400
hooks:one     POST  other_network    404 404 404 404 404 404 400
hooks:one     POST  other_territory  404 404 404 404 404 404 400
hooks:one     POST  absent           404
hooks:secret  POST  own              404 404 404 404 422 404 404
hooks:secret  POST  other_network    404
hooks:secret  POST  other_territory  404
hooks:secret  POST  absent           404
"""


def put(cast):
    for scope in cast.placed:
        wish = services.Wish(
            name="Carte",
            url="https://recepteur.exemple.test/",
            owner=f"structure:{cast.organisation[scope]}",
        )
        actor = cast.viewer_at(scope, Role.ADMINISTRATOR)
        cast.objects["hook"][scope] = services.open_hook(actor=actor, wish=wish).ref


def addresses(cast):
    return {
        "hooks:list": "/echanges/crochets/",
        "hooks:one": cast.scoped("hook", "/echanges/crochets/{}/"),
        "hooks:secret": cast.scoped("hook", "/echanges/crochets/{}/secret/"),
    }
