"""« Besoins sans réponse »: the same figures, hidden alike, for everybody."""

from datetime import date

from entrelieux.passerelles.models import UnmetNeed

TABLE = """
board:board                 GET   - 200
board:board                 HEAD  - 200
board:table                 GET   - 200
board:table                 HEAD  - 200
list_unmet                  GET   - 200
"""


def put(cast):
    """Somebody counts in the Lozère of the demonstration: its board is there to be read."""
    UnmetNeed.objects.create(
        need="creer-entreprise",
        reason="trop_loin",
        code_insee="48095",
        departement="48",
        month=date(2026, 1, 1),
        origin="accueil",
        request_key="board",
        is_fiction=True,
    )


def addresses(cast):
    return {
        "board:board": "/besoins-sans-reponse/",
        "board:table": "/besoins-sans-reponse/tout.csv",
        "list_unmet": "/api/v1/unmet",
    }
