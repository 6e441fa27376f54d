"""What the French estimate of travel times supposes, as plain data.

``estimation.toml`` holds speeds and hypotheses with their sources, ``circuite.csv`` and
``allure_voiture.csv`` what was fitted on street graphs, ``mesures.csv`` the raw medians behind
them. ``load`` joins them in the shape that ``EstimateParameters.from_mapping`` reads.
"""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

CLASSES = 4


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _circuity(network: str) -> list[dict[str, float]]:
    rows = {int(r["densite"]): r for r in _rows("circuite.csv") if r["reseau"] == network}
    return [
        {
            "circuity_far": float(rows[density]["loin"]),
            "circuity_gap": float(rows[density]["ecart"]),
            "circuity_half_km": float(rows[density]["demi_km"]),
        }
        for density in range(CLASSES)
    ]


def _steady(figures: dict[str, Any]) -> list[dict[str, float]]:
    """Curves of a mode that keeps one speed whatever the distance."""
    return [
        circuity
        | {
            "near_kmh": float(kmh),
            "far_kmh": float(kmh),
            "rise_km": 1.0,
            "traffic": 1.0,
            "fixed_minutes": float(fixed),
        }
        for circuity, kmh, fixed in zip(
            _circuity("cheminement"), figures["kmh"], figures["minutes_fixes"], strict=True
        )
    ]


def _by_car(figures: dict[str, Any]) -> list[dict[str, float]]:
    pace = {int(row["densite"]): row for row in _rows("allure_voiture.csv")}
    return [
        circuity
        | {
            "near_kmh": float(pace[density]["pres_kmh"]),
            "far_kmh": float(pace[density]["loin_kmh"]),
            "rise_km": float(pace[density]["montee_km"]),
            "traffic": float(figures["circulation"][density]),
            "fixed_minutes": float(figures["minutes_fixes"][density]),
        }
        for density, circuity in enumerate(_circuity("voiture"))
    ]


def load() -> dict[str, Any]:
    """Method and curves by mode and density class, for ``EstimateParameters.from_mapping``."""
    text = files(__name__).joinpath("estimation.toml").read_text(encoding="utf-8")
    figures = tomllib.loads(text)
    method = figures["methode"]
    return {
        "method": {
            "id": method["id"],
            "label": method["libelle"],
            "source": method["source"],
            "not_validated": method["non_valide"],
        },
        "curves": {
            "pied": _steady(figures["pied"]),
            "velo": _steady(figures["velo"]),
            "voiture": _by_car(figures["voiture"]),
        },
    }


def ends() -> dict[str, dict[str, list[float]]]:
    """What a trip costs besides the road, by mode, then by density class; roads count it too."""
    text = files(__name__).joinpath("estimation.toml").read_text(encoding="utf-8")
    figures = tomllib.loads(text)
    return {
        mode: {
            "fixed_min": figures[mode]["minutes_fixes"],
            "traffic": figures[mode].get("circulation", [1.0] * CLASSES),
        }
        for mode in ("pied", "velo", "voiture")
    }


@cache
def english() -> tuple[str, str]:
    """The method's label and what is not validated, in English."""
    text = files(__name__).joinpath("estimation.toml").read_text(encoding="utf-8")
    method = tomllib.loads(text)["methode"]
    return method["libelle_anglais"], method["non_valide_anglais"]
