"""Where a meeting was held and where none ever was: a picture of the tables beside it."""

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from entrelieux.kernel import sketch
from entrelieux.territories.selectors import CommuneCard

CLOSER = 0.88
"""Names are few: communes need the room that a plan keeps for them."""
NAMED = 6
LEAST, MOST = 1.6, 7.0


def visited_map(
    communes: Sequence[CommuneCard], visited: Mapping[str, int], departements: Sequence[str]
) -> SafeString:
    """One département: every commune as a ring, larger with its people; a full disc where a
    meeting was held. Shapes, not colours, tell them apart. "" for several, or for none."""
    if len(departements) != 1 or not communes:
        return SafeString("")
    frame = sketch.frame_around([(one.lon, one.lat) for one in communes])
    frame = sketch.Frame(frame.lon, frame.lat, frame.km * CLOSER)
    largest = max(one.population for one in communes) or 1
    taken: list[sketch.Box] = list(sketch.CORNERS)
    never: list[str] = []
    seen: list[str] = []
    names: list[str] = []
    for one in sorted(communes, key=lambda card: -card.population):
        x, y = frame.at(one.lon, one.lat)
        size = LEAST + (MOST - LEAST) * (one.population / largest) ** 0.5
        look = "visited__yes" if one.code in visited else "visited__never"
        dot = f'<circle class="{look}" cx="{x:.0f}" cy="{y:.0f}" r="{size:.1f}"/>'
        (seen if one.code in visited else never).append(dot)
        if len(names) < NAMED:
            label = sketch.label(x, y, one.name, "map__town-name", taken, size + 3)
            if label:
                names.append(label)
    title = _("Carte des communes où une rencontre a eu lieu, et de celles où aucune n'a eu lieu")
    return sketch.drawing([*never, *seen, *names], frame, (), title, "visites")
