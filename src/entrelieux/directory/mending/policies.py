"""Who may change a sheet at once: who holds the place, who animates its territory, who exploits."""

from collections.abc import Callable

from entrelieux.directory.doubles.policies import ground_of, judges
from entrelieux.directory.doubles.shown import shown_now
from entrelieux.directory.functions.services import speaks_for
from entrelieux.directory.models import Place, PlaceStatement, Service
from entrelieux.directory.policies import SAYS_OF_PLACE, says_of_places
from entrelieux.kernel.viewer import Viewer

Manner = PlaceStatement.Manner


def may_decide_somewhere(viewer: Viewer) -> bool:
    """Whether there may be a sheet that this viewer answers for."""
    return judges(viewer) or says_of_places(viewer)


def manner_of(viewer: Viewer, place: Place) -> str:
    """As whom this viewer changes a sheet; "" when they may only propose."""
    return manner_by(viewer)(place)


def manner_by(viewer: Viewer) -> Callable[[Place], str]:
    """``manner_of`` for many sheets: what is known of the viewer is read once."""
    ground = ground_of(viewer) if judges(viewer) else None
    held = _held(viewer)

    def manner(place: Place) -> str:
        if place.pk in held and speaks_for(viewer, place.pk, place.code_insee):
            return Manner.HOLDER.value
        if ground is not None and ground.holds(place.code_insee):
            return Manner.ANIMATOR.value
        return ""

    return manner


def _held(viewer: Viewer) -> set[int]:
    """Keys of the sheets of places where structures of the viewer have services."""
    mine = viewer.organisations(*SAYS_OF_PLACE)
    if not mine:
        return set()
    here = Service.objects.filter(withdrawn_on=None, organisation__ref__in=mine)
    return shown_now().spread(here.exclude(place=None).values_list("place", flat=True))
