"""Who may change a sheet at once: who holds the place, who animates its territory, who exploits."""

from entrelieux.directory.doubles.policies import ground_of, judges
from entrelieux.directory.functions.services import speaks_for
from entrelieux.directory.models import Place, PlaceStatement
from entrelieux.directory.policies import says_of_places
from entrelieux.kernel.viewer import Viewer

Manner = PlaceStatement.Manner


def may_decide_somewhere(viewer: Viewer) -> bool:
    """Whether there may be a sheet that this viewer answers for."""
    return judges(viewer) or says_of_places(viewer)


def manner_of(viewer: Viewer, place: Place) -> str:
    """As whom this viewer changes a sheet; "" when they may only propose."""
    if speaks_for(viewer, place.pk, place.code_insee):
        return Manner.HOLDER.value
    if judges(viewer) and ground_of(viewer).holds(place.code_insee):
        return Manner.ANIMATOR.value
    return ""
