"""What a build of roads kept, and what it left out and why; shapes that every reader fills."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.reach import Mode
from entrelieux.engine.reach.network import RoadNetwork
from entrelieux.engine.reach.network.graph import NEVER
from entrelieux.kernel.errors import UserError

Progress = Callable[[str, int, int | None], None]

WORDS = {
    "points-absents": "tronçons dont un bout manque au fichier",
    "coordonnees": "points sans coordonnées utilisables",
    "voies-fermees": "voies où personne ne peut passer",
    "restrictions": "interdictions de tourner, non suivies",
    "barrieres": "points qui arrêtent au moins un mode",
    "bacs-sans-duree": "bacs sans durée affichée, comptés à vitesse supposée",
    "bacs-sans-voiture": "bacs que rien ne dit ouverts aux voitures",
    "sens-changeants": "voies au sens changeant, fermées à qui ne marche pas",
    "lignes": "lignes du tableau qui ne se lisent pas",
    "doubles": "points décrits deux fois",
}
"""Why something was left out or needs to be known, in plain words."""


class RoadsError(UserError):
    """A file of roads cannot be used; the message says which, why, and what to do."""

    code = "routes-inutilisables"


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """n points and s stretches of road between two of them, as read.

    lon, lat (n,) degrees; elevation (n,) metres, NaN unknown. tail, head (s,): points, in the
    direction drawn. way (s,): row of ``kmh``. kmh (w, 3, 2): by mode in the order of ``Mode``,
    along and against; 0 closed. minutes (w,): told for the whole of a way, NaN when not.
    barred (n, 3): modes that cannot pass a point. metres (s,): told lengths, or None.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    elevation: NDArray[np.float32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    way: NDArray[np.int32]
    kmh: NDArray[np.float32]
    minutes: NDArray[np.float32]
    barred: NDArray[np.bool_]
    metres: NDArray[np.float64] | None
    date: str
    left_out: Counter[str]


@dataclass(frozen=True, slots=True)
class ModeReport:
    """arcs: open to the mode. parts: within which every point leads to every other, of two points
    or more. largest: share of the mode's points that are in the largest, 0 to 1."""

    arcs: int
    points: int
    parts: int
    largest: float


@dataclass(frozen=True, slots=True)
class RoadsReport:
    """left_out: by reason, a key of ``WORDS``."""

    folder: str
    source: str
    licence: str
    date: str
    is_fiction: bool
    points: int
    kilometres: float
    with_elevation: int
    modes: Mapping[str, ModeReport]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        lines = [
            f"Réseau : {self.folder}",
            f"  {self.source}, {self.date or 'date inconnue'}, licence {self.licence or 'inconnue'}"
            + (" ; INVENTÉ, personne n'y roule" if self.is_fiction else ""),
            f"  {_number(self.points)} points"
            + (f", {_number(round(self.kilometres))} km de voies" if self.kilometres else "")
            + (f", {_number(self.with_elevation)} altitudes" if self.with_elevation else ""),
        ]
        for mode, one in self.modes.items():
            lines.append(
                f"  {LABELS[Mode(mode)]} : {_number(one.arcs)} arcs, {_number(one.points)} points, "
                f"{_number(one.parts)} morceaux, le plus grand en tient {one.largest:.1%}".replace(
                    "%", " %"
                ).replace(".", ",")
            )
        for reason, count in self.left_out.items():
            lines.append(f"  {WORDS[reason]} : {_number(count)}")
        return "\n".join(lines)


LABELS = {Mode.PIED: "à pied", Mode.VELO: "à vélo", Mode.VOITURE: "en voiture"}


def mode_report(network: RoadNetwork, mode: Mode) -> ModeReport:
    component = network.component(mode)
    sizes = np.bincount(component[component >= 0], minlength=1)
    used = int((component >= 0).sum())
    return ModeReport(
        arcs=int((network.modes[mode].time < NEVER).sum()),
        points=used,
        parts=int((sizes > 1).sum()),
        largest=float(sizes.max() / used) if used else 0.0,
    )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
