"""Studies: the same figures for everybody; a large one is asked by who animates a network."""

from django.utils import timezone

from entrelieux.kernel.models import Run

# route                method scope           visitor person agent holder admin animator operator
TABLE = """
observatory:index       GET   -               200
observatory:index       HEAD  -               200
observatory:access      GET   -               200
observatory:access      HEAD  -               200
observatory:access_csv  GET   -               200
observatory:access_csv  HEAD  -               200
observatory:evenings       GET   -            200
observatory:evenings       HEAD  -            200
observatory:siting         GET   -            200
observatory:siting         HEAD  -            200
observatory:siting_csv     GET   -            200
observatory:siting_csv     HEAD  -            200
observatory:siting_leaflet GET   -            422
observatory:siting_leaflet HEAD  -            422
observatory:siting_ask     POST  -            404 404 404 404 404 303 303
get_access              GET   -               200
observatory:ask         POST  -               404 404 404 404 404 303 303
observatory:run         GET   own             200
observatory:run         GET   other_network   200
observatory:run         GET   other_territory 200
observatory:run         GET   absent          404
observatory:run         HEAD  own             200
observatory:run         HEAD  other_network   200
observatory:run         HEAD  other_territory 200
observatory:run         HEAD  absent          404
observatory:run_csv     GET   own             404
observatory:run_csv     GET   other_network   404
observatory:run_csv     GET   other_territory 404
observatory:run_csv     GET   absent          404
observatory:run_csv     HEAD  own             404
observatory:run_csv     HEAD  other_network   404
observatory:run_csv     HEAD  other_territory 404
observatory:run_csv     HEAD  absent          404
observatory:run_json    GET   own             404
observatory:run_json    GET   other_network   404
observatory:run_json    GET   other_territory 404
observatory:run_json    GET   absent          404
observatory:run_json    HEAD  own             404
observatory:run_json    HEAD  other_network   404
observatory:run_json    HEAD  other_territory 404
observatory:run_json    HEAD  absent          404
"""


def put(cast):
    """Nobody owns a study: one that waits is the same in every scope; it has no rows yet."""
    Run.objects.create(
        ref="etude0123456789a", kind="acces", asked={"quoi": "besoins"}, asked_at=timezone.now()
    )
    for scope in cast.placed:
        cast.objects["study"][scope] = "etude0123456789a"


def addresses(cast):
    return {
        "observatory:index": "/observatoire/",
        "observatory:access": "/observatoire/acces/",
        "observatory:access_csv": "/observatoire/acces.csv",
        "observatory:evenings": "/observatoire/prochaines-rencontres/",
        "observatory:siting": "/observatoire/ouvrir/",
        "observatory:siting_csv": "/observatoire/ouvrir.csv",
        "observatory:siting_leaflet": "/observatoire/ouvrir/feuille/?but=tournee",
        "observatory:siting_ask": "/observatoire/ouvrir/demander/",
        "get_access": "/api/v1/access",
        "observatory:ask": "/observatoire/etudes/",
        "observatory:run": cast.scoped("study", "/observatoire/etudes/{}/"),
        "observatory:run_json": cast.scoped("study", "/observatoire/etudes/{}.json"),
        "observatory:run_csv": cast.scoped("study", "/observatoire/etudes/{}.csv"),
    }
