"""The demonstration network: invented organisations, people and services on real communes.

Everything here is fiction but the communes. The TOML files, one per bassin, are written and
edited by hand; ``docs/reference/reseau-fictif.md`` says how and what each trait is there to show.

**Source:** none; the points of the bourgs come from the town halls of
``entrelieux.packs.fr.territories`` (Licence Ouverte 2.0) or, where that one is not in the bourg
meant, from the bourg's own square.
"""

from entrelieux.packs.fr.demo.loader import load_demo
from entrelieux.packs.fr.demo.model import (
    DemoBourg,
    DemoDataError,
    DemoFunction,
    DemoLimit,
    DemoNetwork,
    DemoOrganisation,
    DemoPeriod,
    DemoPermanence,
    DemoPlace,
    DemoService,
    DemoSource,
    DemoSpace,
)

__all__ = [
    "DemoBourg",
    "DemoDataError",
    "DemoFunction",
    "DemoLimit",
    "DemoNetwork",
    "DemoOrganisation",
    "DemoPeriod",
    "DemoPermanence",
    "DemoPlace",
    "DemoService",
    "DemoSource",
    "DemoSpace",
    "load_demo",
]
