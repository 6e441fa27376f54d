"""The offer of a country as arrays, and what one person asks of it.

Built once per version of the data and shared by all requests; see ``directory.adapters``.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.orientation.model import MAX_NEEDS, OrientationError

FEES_UNKNOWN, FEES_FREE, FEES_PAID, FEES_CONDITIONAL = 0, 1, 2, 3
EVERYBODY = np.uint32(1)
"""Bit of ``publics`` that stands for « tous publics »."""
ZONE_UNKNOWN, ZONE_COMMUNE, ZONE_EPCI, ZONE_DEPARTEMENT, ZONE_REGION, ZONE_COUNTRY = range(6)
ZONE_UNSTATED = 6
"""Met at a distance, and nobody says for whom: to be checked. Its code is the département of the
place that offers it, beyond which it is not proposed; 0 when there is none."""
LEAST_SHARED_QUARTERS = 2
"""« Ouvert quand je suis libre » means half an hour at least of the week in common."""


@dataclass(frozen=True, slots=True, eq=False)
class OfferIndex:
    """Sites hold interlocutors, interlocutors hold offers: three levels, each sorted by the former.

    site_start: offsets of each site's interlocutors, shape (sites + 1,), int32. Interlocutors from
        ``site_start[-1]`` on are met at a distance and belong to no site.
    offer_start: offsets of each interlocutor's offers, shape (interlocutors + 1,), int32.
    key: stable identity of an interlocutor, shape (interlocutors,), uint64.
    profile: row of ``profiles`` of each offer, shape (offers,), int32.
    publics: bits of the publics an offer is for, uint32; 0 = not stated, ``EVERYBODY`` = all.
    fees: ``FEES_*``, uint8. wheelchair: 1 yes, 0 no, -1 not stated, int8.
    week: row of ``weeks``, int32; -1 = hours not stated.
    vague: 1 when the site is only the centre of the commune, uint8: to be checked.
    zone, zone_code: whom the offer serves, uint8 ``ZONE_*`` and an int32 code; unknown = anybody,
        unstated = to be checked.
    profiles: quality of the answer to each need of the pack, shape (profiles, needs), uint8:
        0 exact, 1 close, 2 related, 7 not answered.
    weeks: opening quarters of an hour, shape (weeks, 11), uint64 (see ``engine.hours``).
    """

    site_start: NDArray[np.int32]
    offer_start: NDArray[np.int32]
    key: NDArray[np.uint64]
    profile: NDArray[np.int32]
    publics: NDArray[np.uint32]
    fees: NDArray[np.uint8]
    wheelchair: NDArray[np.int8]
    week: NDArray[np.int32]
    vague: NDArray[np.uint8]
    zone: NDArray[np.uint8]
    zone_code: NDArray[np.int32]
    profiles: NDArray[np.uint8]
    weeks: NDArray[np.uint64]

    def __post_init__(self) -> None:
        offers = len(self.profile)
        if self.offer_start[-1] != offers or len(self.offer_start) != len(self.key) + 1:
            raise OrientationError("offer_start does not delimit the offers of each interlocutor")
        for name in ("publics", "fees", "wheelchair", "week", "vague", "zone", "zone_code"):
            if len(getattr(self, name)) != offers:
                raise OrientationError(f"{name} has {len(getattr(self, name))} rows, not {offers}")

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        return {f.name: getattr(self, f.name) for f in fields(self)}


def serves(
    index: OfferIndex, offers: NDArray[np.intp], codes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Those of ``offers`` that serve who lives there; a zone that is not known excludes nobody.

    codes: of the commune, EPCI, département, région, country, as ``Asked.zone_codes``; shape (5,).
    """
    zone, code = index.zone[offers].astype(np.int64), index.zone_code[offers].astype(np.int64)
    stated = (zone != ZONE_UNKNOWN) & (zone != ZONE_UNSTATED)
    theirs = codes[np.where(stated, zone, ZONE_DEPARTEMENT) - 1]
    free = (zone == ZONE_UNKNOWN) | ((zone == ZONE_UNSTATED) & (code == 0))
    return np.asarray(free | (theirs == code))


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What one person asks. Conditions they did not mention exclude nothing and add nothing.

    needs: columns of ``profiles``, at most ``MAX_NEEDS``, distinct.
    publics: bits that the person says are theirs; 0 = did not say.
    free_only: can pay nothing. wheelchair: needs step-free access.
    free: quarters of the week when they are free, shape (11,); None = did not say.
    zone_codes: codes of their commune, EPCI, département, région, country.
    remote: an interlocutor by telephone or video is welcome.
    """

    needs: tuple[int, ...]
    zone_codes: tuple[int, int, int, int, int]
    publics: int = 0
    free_only: bool = False
    wheelchair: bool = False
    free: NDArray[np.uint64] | None = None
    remote: bool = True

    def __post_init__(self) -> None:
        if not 1 <= len(self.needs) <= MAX_NEEDS or len(set(self.needs)) != len(self.needs):
            raise OrientationError(
                f"{len(self.needs)} needs, {len(set(self.needs))} of them distinct; "
                f"expected 1 to {MAX_NEEDS}, all distinct"
            )
