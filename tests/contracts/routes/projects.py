"""Projects: a secret address opens to whoever holds it, the rest to who walks beside.

What a part that is not opened never says is in ``tests/projects``.
"""

from entrelieux.accounts.models import Network
from entrelieux.passerelles import services as bridges
from entrelieux.projects import services
from tests.contracts.cast import NOTHING

# route               method scope  visitor person agent holder admin animator operator
TABLE = """
projects:mine         GET    -                200
projects:mine         HEAD   -                200
projects:mine         POST   -                303
projects:tell         GET    -                200
projects:tell         HEAD   -                200
projects:tell         POST   -                422
projects:stage        GET    -                200
projects:stage        HEAD   -                200
projects:stage        POST   -                422
projects:dossier      GET    -                200
projects:dossier      HEAD   -                200
projects:dossier      POST   -                422
projects:companions   GET    -                200
projects:companions   HEAD   -                200
projects:companions   POST   -                303
projects:ideas        GET    -                200
projects:ideas        HEAD   -                200
projects:ideas        POST   -                303
projects:paper        GET    -                200
projects:paper        HEAD   -                200
projects:mentored     GET    -                404
projects:mentored     HEAD   -                404
projects:mentored     POST   -                404
projects:public       GET    -                200
projects:public       HEAD   -                200
observatory:lived     GET    -                200
observatory:lived     HEAD   -                200
observatory:lived_csv   GET  -                200
observatory:lived_csv   HEAD -                200
observatory:lived_json  GET  -                200
observatory:lived_json  HEAD -                200
projects:list         GET    -                404 404 200 200 404 404 404
projects:list         HEAD   -                404 404 200 200 404 404 404
projects:open         GET    own              404 404 200 200 404 404 404
projects:open         HEAD   own              404 404 200 200 404 404 404
projects:open         POST   own              404 404 200 200 404 404 404
projects:open         GET    other_network    404
projects:open         HEAD   other_network    404
projects:open         POST   other_network    404
projects:open         GET    other_territory  404
projects:open         HEAD   other_territory  404
projects:open         POST   other_territory  404
projects:open         GET    absent           404
projects:open         HEAD   absent           404
projects:open         POST   absent           404
projects:beside       GET    own              404 404 200 200 404 404 404
projects:beside       HEAD   own              404 404 200 200 404 404 404
projects:beside       POST   own              404 404 303 303 404 404 404
projects:beside       GET    other_network    404
projects:beside       HEAD   other_network    404
projects:beside       POST   other_network    404
projects:beside       GET    other_territory  404
projects:beside       HEAD   other_territory  404
projects:beside       POST   other_territory  404
projects:beside       GET    absent           404
projects:beside       HEAD   absent           404
projects:beside       POST   absent           404
"""


def put(cast):
    """A file with a project in each scope, beside which its structure walks."""
    Network.objects.filter(ref__in=cast.network.values()).update(is_fiction=True)
    for scope in cast.placed:
        agent = cast.viewer_at(scope)
        opened = bridges.open_follow_up(
            actor=agent,
            opening=bridges.Opening("48080", ("creer-entreprise",)),
            organisation_ref=cast.organisation[scope],
            request_key=f"routes-projet-{scope}",
        )
        ref = services.open_project(
            actor=agent,
            follow_up=opened.ref,
            said=services.Said(name="Un projet", pitch="un atelier de couture"),
            opened=("bref", "actions"),
        )
        cast.objects["suivi d'un projet"][scope] = opened.ref
        cast.objects["adresse d'un projet"][scope] = opened.token
        cast.objects["projet"][scope] = ref


def addresses(cast):
    token = cast.objects["adresse d'un projet"].get("own", NOTHING)
    mine = f"/suivi/{token}/projet/"
    return {
        "projects:mine": mine,
        "projects:tell": f"{mine}dire/",
        "projects:stage": f"{mine}etape/",
        "projects:dossier": f"{mine}dossier/",
        "projects:companions": f"{mine}compagnons/",
        "projects:ideas": f"{mine}pistes/",
        "projects:paper": f"{mine}imprimer/",
        "projects:mentored": mine.replace("projet/", f"a-cote/{NOTHING}/"),
        "projects:public": "/projets/publics/",
        "observatory:lived": "/observatoire/projets/",
        "observatory:lived_csv": "/observatoire/projets.csv",
        "observatory:lived_json": "/observatoire/projets.json",
        "projects:list": "/projets/",
        "projects:open": cast.scoped("suivi d'un projet", "/projets/ouvrir/{}/"),
        "projects:beside": cast.scoped("projet", "/projets/{}/"),
    }
