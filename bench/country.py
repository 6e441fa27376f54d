"""The whole country as one index: the real places, and business support synthesised by population.

No national file of business support is at hand, so its counters are drawn: that part is *not*
data. It stands here to measure on about 100 000 offers, and nowhere else.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray

from entrelieux.engine.orientation.model import NOT_ANSWERED
from entrelieux.engine.orientation.offers import FEES_FREE, FEES_UNKNOWN, ZONE_UNKNOWN, OfferIndex
from entrelieux.engine.reach import EstimateModel, EstimateParameters, Targets
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import reach as reach_pack
from entrelieux.packs.fr import territories

OFFERS = 100_000
SUPPORT_KINDS = (
    "bge", "chambre-consulaire", "agence-developpement", "cae", "mentor", "tiers-lieu",
    "france-travail", "mission-locale", "ccas", "mairie",
)  # fmt: skip
SPREAD_DEGREES = 0.02
ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 23)
# Whoever imports this module imports the application after it, on a database of its own.
os.environ["DATABASE_URL"] = f"sqlite:///{ROOT / 'var' / 'bench.sqlite3'}"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entrelieux.site.settings")
django.setup()


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    index: OfferIndex
    targets: Targets
    reach: EstimateModel
    real_offers: int
    communes: tuple[territories.Commune, ...]

    @property
    def weights(self) -> NDArray[np.float64]:
        people = np.array([c.population for c in self.communes], float)
        return people / people.sum()


def country(data: Path, *, seed: int = 20_261_123) -> Country:
    """The real files of ``data`` in a database of their own, completed to ``OFFERS`` offers."""
    index, targets = _real(data)
    communes = tuple(territories.communes())
    real = len(index.profile)
    index, targets = _completed(index, targets, communes, np.random.default_rng(seed))
    model = EstimateModel(EstimateParameters.from_mapping(reach_pack.load()))
    return Country(index, targets, model, real, communes)


def _real(data: Path) -> tuple[OfferIndex, Targets]:
    from django.core.management import call_command

    from entrelieux.directory.catalogue import current_catalogue
    from entrelieux.interchange.services import import_known_folder
    from entrelieux.kernel.viewer import OPERATOR
    from entrelieux.territories.services import load_territories

    call_command("migrate", interactive=False, verbosity=0)
    load_territories()
    import_known_folder(data, actor=OPERATOR, today=DAY)
    catalogue = current_catalogue(DAY)
    return catalogue.index, catalogue.targets


def _completed(
    index: OfferIndex,
    targets: Targets,
    communes: tuple[territories.Commune, ...],
    rng: np.random.Generator,
) -> tuple[OfferIndex, Targets]:
    extra = max(0, OFFERS - len(index.profile))
    people = np.array([c.population for c in communes], float)
    drawn = rng.choice(len(communes), extra, p=people / people.sum())
    drawn = np.array(sorted(drawn, key=lambda i: (int(communes[i].lat * 10), communes[i].lon)))
    on_site = int(index.site_start[-1])
    kinds = rng.integers(0, len(SUPPORT_KINDS), extra)
    first_new = len(index.profiles)
    profiles = np.vstack([index.profiles, *(_profile(kind) for kind in SUPPORT_KINDS)])
    offers_here = int(index.offer_start[on_site])

    def spliced(old: NDArray[np.generic], new: object) -> NDArray[np.generic]:
        """New counters stand before the remote ones, which stay last."""
        return np.concatenate([old[:offers_here], np.asarray(new, old.dtype), old[offers_here:]])

    starts = index.offer_start
    offer_start = np.concatenate(
        [starts[: on_site + 1], offers_here + 1 + np.arange(extra), starts[on_site + 1 :] + extra]
    )
    site_start = np.concatenate([index.site_start, on_site + 1 + np.arange(extra)])
    key = np.concatenate(
        [
            index.key[:on_site],
            rng.integers(0, 2**63, extra).astype(np.uint64),
            index.key[on_site:],
        ]
    )
    new = OfferIndex(
        site_start=site_start.astype(np.int32),
        offer_start=offer_start.astype(np.int32),
        key=key,
        profile=spliced(index.profile, first_new + kinds),
        publics=spliced(index.publics, np.where(rng.random(extra) < 0.7, 1, 0)),
        fees=spliced(index.fees, np.where(rng.random(extra) < 0.6, FEES_FREE, FEES_UNKNOWN)),
        wheelchair=spliced(index.wheelchair, np.full(extra, -1)),
        week=spliced(index.week, rng.integers(-1, max(len(index.weeks), 1), extra)),
        vague=spliced(index.vague, np.zeros(extra)),
        zone=spliced(index.zone, np.full(extra, ZONE_UNKNOWN)),
        zone_code=spliced(index.zone_code, np.zeros(extra)),
        profiles=profiles,
        weeks=index.weeks,
    )
    chosen = [communes[i] for i in drawn]
    shift = rng.normal(0, SPREAD_DEGREES, (2, extra))
    return new, Targets.build(
        np.concatenate([targets.lon, np.array([c.lon for c in chosen]) + shift[0]]),
        np.concatenate([targets.lat, np.array([c.lat for c in chosen]) + shift[1]]),
        np.concatenate([targets.density, [c.density for c in chosen]]),
        np.concatenate([targets.landmass, [c.landmass for c in chosen]]),
    )


def _profile(kind: str) -> NDArray[np.uint8]:
    needs = needs_pack.load_needs()
    row = np.full(len(needs), NOT_ANSWERED, np.uint8)
    answers = needs_pack.profile_of((), (), kind, ())
    for need in needs:
        if need.code in answers:
            row[need.rank] = answers[need.code]
    return row
