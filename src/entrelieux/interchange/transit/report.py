"""What a reading of timetables kept, and what it left out and why."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

WORDS = {
    "arrets-sans-position": "arrêts sans coordonnées utilisables",
    "arrets-sans-passage": "arrêts où rien ne passe",
    "calendriers": "lignes de calendrier qui ne se lisent pas",
    "jours-lointains": "jours trop loin d'aujourd'hui",
    "courses-orphelines": "courses dont la ligne ou le calendrier manque",
    "courses-sans-jour": "courses qui ne roulent aucun des jours gardés",
    "courses-heures": "courses dont les heures manquent, reculent ou dépassent trois jours",
    "courses-courtes": "courses de moins de deux arrêts",
    "passages": "passages dont la course ou l'arrêt est inconnu",
    "passages-zones": "passages d'une zone à la demande sans arrêt, non suivis",
    "heures-interpolees": "passages sans heure, placés entre leurs voisins",
    "frequences": "courses remplacées par une course à chaque départ de leur fréquence",
    "frequences-illisibles": "fréquences qui ne se lisent pas",
    "frequences-approchees": "fréquences sans heures sûres : les départs sont supposés",
    "correspondances": "correspondances qui ne se lisent pas",
    "correspondances-fines": "correspondances propres à une ligne ou à une course, non suivies",
    "enchainements": "courses du même véhicule (block_id), comptées comme un changement",
}
"""Why something was left out or needs to be known, in plain words."""


WALKED = {True: ", le long des rues", False: ", en ligne droite, rallongée", None: ""}


@dataclass(frozen=True, slots=True)
class TransitReport:
    """by_phone: trips that somebody must call for. changes: pairs of stops one walks between;
    on_streets: along real streets; None when the folder does not say.

    left_out: by reason, a key of ``WORDS``.
    """

    folder: str
    source: str
    licence: str
    date: str
    first_day: str
    last_day: str
    is_fiction: bool
    stops: int
    lines: int
    trips: int
    by_phone: int
    connections: int
    changes: int
    on_streets: bool | None
    left_out: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        return "\n".join(
            [
                f"Horaires : {self.folder}",
                f"  {self.source}, licence {self.licence or 'inconnue'}"
                + (" ; INVENTÉS, personne n'y roule" if self.is_fiction else ""),
                f"  du {self.first_day} au {self.last_day}, les deux compris",
                f"  {_number(self.stops)} arrêts, {_number(self.lines)} lignes, "
                f"{_number(self.trips)} courses dont {_number(self.by_phone)} à réserver, "
                f"{_number(self.connections)} trajets d'un arrêt au suivant",
                f"  {_number(self.changes)} changements possibles à pied{WALKED[self.on_streets]}",
                *(f"  {WORDS[why]} : {_number(n)}" for why, n in self.left_out.items()),
            ]
        )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
