"""What a person says of where, how and when they can go: checked once, used everywhere."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from entrelieux.directory.riding import TRANSPORT
from entrelieux.engine.hours import HoursError, free_time
from entrelieux.engine.orientation.model import MAX_NEEDS
from entrelieux.engine.reach import Mode
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr.needs import Need, NeedUnknown
from entrelieux.reception.errors import SituationError
from entrelieux.territories.errors import shown

LEAST_MINUTES, MOST_MINUTES = 5, 180
DEFAULT_MINUTES = 45


@dataclass(frozen=True, slots=True)
class SituationParams:
    """commune: code_insee. besoins, urgents: codes of needs. max_minutes: one way, to each place.

    libre: free time in the person's words or OSM days; "" = did not say. publics: codes that the
    person ticked; none = did not say. gratuit: can pay nothing. fauteuil: step-free access.
    a_distance: telephone or video is welcome.
    """

    commune: str
    besoins: tuple[str, ...]
    mode: str = "voiture"
    max_minutes: int = DEFAULT_MINUTES
    libre: str = ""
    publics: tuple[str, ...] = ()
    gratuit: bool = False
    fauteuil: bool = False
    a_distance: bool = True
    urgents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.mode not in {*Mode, TRANSPORT}:
            raise SituationError(
                _("Mode « %(found)s » inconnu. Attendu : %(expected)s.")
                % {"found": shown(self.mode), "expected": ", ".join([*Mode, TRANSPORT])},
                field="mode",
            )
        if not LEAST_MINUTES <= self.max_minutes <= MOST_MINUTES:
            raise SituationError(
                _("%(found)d minutes de trajet. Attendu : de %(low)d à %(high)d.")
                % {"found": self.max_minutes, "low": LEAST_MINUTES, "high": MOST_MINUTES},
                field="max_minutes",
            )
        unknown = [code for code in self.publics if code not in offer_pack.publics()]
        if unknown:
            raise SituationError(
                _("Public « %(found)s » inconnu. Attendu : %(expected)s.")
                % {"found": shown(unknown[0]), "expected": ", ".join(offer_pack.publics())},
                field="publics",
            )
        self.urgent_needs()
        self.free()

    def needs(self) -> tuple[Need, ...]:
        """The needs asked, each once, in their order; a thématique stands for its first need."""
        found = tuple(dict.fromkeys(need_named(code) for code in self.besoins))
        if not 1 <= len(found) <= MAX_NEEDS:
            raise SituationError(
                _("%(found)d besoins. Attendu : de 1 à %(most)d à la fois.")
                % {"found": len(found), "most": MAX_NEEDS},
                field="besoins",
            )
        return found

    def urgent_needs(self) -> frozenset[int]:
        """Positions, among the needs asked, of those that cannot wait."""
        rank = {need.code: i for i, need in enumerate(self.needs())}
        urgent = {code: need_named(code, "urgents").code for code in self.urgents}
        for code, need in urgent.items():
            if need not in rank:
                raise SituationError(
                    _("« %(found)s » est dit urgent, mais n'est pas parmi les besoins demandés.")
                    % {"found": shown(code)},
                    field="urgents",
                )
        return frozenset(rank[need] for need in urgent.values())

    def free(self) -> NDArray[np.uint64] | None:
        if not self.libre.strip():
            return None
        try:
            return free_time(self.libre)
        except HoursError as error:
            raise SituationError(str(error), field="libre") from None


def need_named(code: str, field: str = "besoins") -> Need:
    """A need by its own code or by a thématique code of data·inclusion."""
    try:
        return needs_pack.needs_for_code(code)[0]
    except NeedUnknown as error:
        raise SituationError(str(error).replace(code, shown(code)), field=field) from None
