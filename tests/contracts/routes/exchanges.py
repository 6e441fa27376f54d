"""« Échanges »: a file under review is seen by who sent it, an animator or an operator, alone."""

from entrelieux.interchange.guessing import reviewing

# statuses of: visitor person agent holder admin animator operator
TABLE = """
exchanges:list     GET   -                404 404 404 404 404 200 200
exchanges:list     HEAD  -                404 404 404 404 404 200 200
exchanges:list     POST  -                404 404 404 404 404 422 422
exchanges:review   GET   own              404 404 404 404 404 200 404
exchanges:review   GET   other_network    404
exchanges:review   GET   other_territory  404
exchanges:review   GET   absent           404
exchanges:review   HEAD  own              404 404 404 404 404 200 404
exchanges:review   POST  own              404 404 404 404 404 302 404
exchanges:review   POST  other_network    404
exchanges:review   POST  other_territory  404
exchanges:review   POST  absent           404
exchanges:rows     GET   own              404 404 404 404 404 200 404
exchanges:rows     GET   other_network    404
exchanges:rows     GET   other_territory  404
exchanges:rows     GET   absent           404
exchanges:rows     HEAD  own              404 404 404 404 404 200 404
exchanges:publish  POST  own              404 404 404 404 404 422 404
exchanges:publish  POST  other_network    404
exchanges:publish  POST  other_territory  404
exchanges:publish  POST  absent           404
exchanges:forget   POST  own              404 404 404 404 404 302 404
exchanges:forget   POST  other_network    404
exchanges:forget   POST  other_territory  404
exchanges:forget   POST  absent           404
"""
FILE = b"Nom du lieu;Ville;Code postal\nMairie;Mende;48000\n"


def put(cast):
    for scope in cast.placed:
        owner = cast.people["animator"] if scope == "own" else cast.people["admin"]
        cast.objects["pending"][scope] = reviewing.send(
            actor=owner.viewer, file_name="lieux.csv", content=FILE, source=""
        )


def addresses(cast):
    return {
        "exchanges:list": "/echanges/",
        "exchanges:review": cast.scoped("pending", "/echanges/{}/"),
        "exchanges:rows": cast.scoped("pending", "/echanges/{}/lignes/"),
        "exchanges:publish": cast.scoped("pending", "/echanges/{}/publier/"),
        "exchanges:forget": cast.scoped("pending", "/echanges/{}/oublier/"),
    }
