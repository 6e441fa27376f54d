"""Who may see what of the offer? All of it; but fiction never stands beside real places."""

from collections.abc import Collection

from entrelieux.accounts.zones import lies_within
from entrelieux.kernel.viewer import Acting, Role, Viewer
from entrelieux.packs.fr import territories


def may_see_source(
    viewer: Viewer,  # noqa: ARG001  a rule always takes the viewer; the offer is public
    *,
    is_fiction: bool,
    offer_has_real: bool,
) -> bool:
    """Whether rows of a source are shown: fiction disappears as soon as something real is there."""
    return not (is_fiction and offer_has_real)


SAYS_DATES = frozenset({Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR})
"""Who knows when a structure comes: those who work there."""


def says_dates(viewer: Viewer) -> bool:
    """Whether there is any permanence that this viewer may speak of."""
    return bool(viewer.organisations(*SAYS_DATES))


def may_say_dates(viewer: Viewer, *, organisation: str, code_insee: str) -> bool:
    """Whether a mandate covers this structure, there: its territory, if it has one, holds it.

    code_insee: of the place, "" unknown; a mandate limited to a territory says nothing of it then.
    """
    return any(
        held.role in SAYS_DATES and held.organisation == organisation and _covers(held, code_insee)
        for held in viewer.mandates
    )


SAYS_OF_PLACE = frozenset({Role.PLACE_HOLDER, Role.ADMINISTRATOR})
"""Who speaks for a place: those who hold it, and the administration of a structure that does."""


def says_of_places(viewer: Viewer) -> bool:
    """Whether there may be a place that this viewer speaks for."""
    return bool(viewer.organisations(*SAYS_OF_PLACE))


def may_say_of_place(viewer: Viewer, *, organisations: Collection[str], code_insee: str) -> bool:
    """Whether a mandate covers one of the structures at home there, and that territory."""
    return any(
        held.role in SAYS_OF_PLACE
        and held.organisation in organisations
        and _covers(held, code_insee)
        for held in viewer.mandates
    )


def _covers(held: Acting, code_insee: str) -> bool:
    """A mandate limited to a territory says nothing of a place whose commune is unknown."""
    if not held.zone:
        return True
    code = territories.current_code(code_insee) or code_insee
    return bool(code) and lies_within("commune", code, held.zone, held.zone_code)
