"""How much each level of agreement weighs, and from which score on one may say so.

Bits: base-2 logarithm of how much likelier two records of one place are to show this level than
two records of two places. Beliefs corrected by the tuning half of the pairs that were read
(``bench.linkage_learning``), rounded; each level is told in ``docs/methods/doublons.md``.
"""

from collections.abc import Mapping
from types import MappingProxyType

START = -3.1
"""What two records worth comparing start from, before any field is looked at."""
CERTAIN = 0.85
"""From here on a merge may be proposed in one click: precision of 0.99 at least, as measured."""
DOUBTFUL = 0.25
"""From here on a person is asked; below, two records are left apart: recall of 0.97."""

WEIGHTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "nom": {
            "identique": 5.0,
            "rare": 4.4,
            "courant": 3.2,
            "sigle": 2.1,
            "contenu": 1.6,
            "partie": 1.0,
            "muet": -1.0,
            "etranger": -2.8,
            "autre": -3.0,
        },
        "nature": {
            "egale": 4.2,
            "commune": 3.4,
            "annexe": 0.1,
            "porteur": -1.0,
            "autre": -4.8,
            "bus": -6.1,
        },
        "adresse": {
            "porte": 4.7,
            "rue": 3.7,
            "voisine": 1.1,
            "autre_numero": -0.9,
            "autre_rue": -3.3,
            "autre_commune": -4.5,
        },
        "distance": {
            "15": 3.4,
            "60": 2.2,
            "200": 0.0,
            "600": -2.2,
            "2000": -3.5,
            "ailleurs": -5.8,
            "15_rue": 0.9,
            "60_rue": 0.1,
            "200_rue": 0.1,
            "600_rue": -0.1,
            "2000_rue": -0.3,
            "ailleurs_rue": -0.9,
        },
        "siret": {
            "egal": 4.0,
            "siren": 2.0,
            "public": 1.0,
            "siren_public": 0.1,
            "autre": -1.2,
        },
        "telephone": {"egal": 5.9, "egal_ailleurs": 0.1, "autre": -1.2},
        "courriel": {"egal": 4.0, "autre": -0.5},
        "site_web": {"page": 3.9, "hote": 1.0, "page_commune": 0.1, "autre": -0.1},
    }
)
