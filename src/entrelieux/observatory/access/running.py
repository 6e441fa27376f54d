"""A study of access as a run: its inputs, its figures, and one row for each commune."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from entrelieux.engine.access import NOBODY
from entrelieux.kernel.runs import Found
from entrelieux.kernel.viewer import ANYONE
from entrelieux.observatory.access.asking import AccessParams, understood
from entrelieux.observatory.access.cards import AccessStudy, Coverage
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table

KIND = "acces"


def check(asked: Mapping[str, str]) -> None:
    """Raises: UserError: what is asked names nothing."""
    understood(AccessParams.from_values(asked))


def compute(asked: Mapping[str, str]) -> Found:
    """Raises: UserError: what was asked names nothing."""
    study = access_study(ANYONE, AccessParams.from_values(asked))
    offer, communes, method = study.ground
    return Found(
        inputs={"offre": offer, "communes": communes, "trajets": method},
        figures={
            "methode": study.method.label,
            "source_des_trajets": study.method.source,
            "estimation": study.method.is_estimate,
            "lieux": study.sites,
            "communes": int(study.asked.territory.communes.size),
            "lignes": figures_of(study),
        },
        table=table_of(study),
        is_fiction=study.is_fiction,
    )


def figures_of(study: AccessStudy) -> list[dict[str, Any]]:
    return [_figures(line) for line in study.lines]


def _figures(line: Coverage) -> dict[str, Any]:
    """people are inhabitants; shares from 0 to 1; minutes one way."""
    return {
        "code": line.code,
        "libelle": line.label,
        "habitants": round(line.people),
        "a_portee": round(line.within),
        "a_verifier": round(line.perhaps),
        "part_a_portee": round(line.share, 4),
        "lieux": line.places,
        "minutes_medianes": line.median,
        "lieux_pour_10000_en_partageant": asdict(line.shared),
        "part_a_portee_par_densite": line.by_density,
    }


def table_of(study: AccessStudy) -> str:
    """CSV, one row for each commune: minutes to the nearest of each kind, "" when none is known."""
    table, said = communes_table(), names()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = ["code_insee", "commune", "departement", "habitants"]
    writer.writerow(heads + [f"minutes_{line.code}" for line in study.lines])
    for rank, minutes in zip(study.asked.territory.communes, study.minutes.tolist(), strict=True):
        known = ["" if one == NOBODY else one for one in minutes]
        commune = (said.commune[rank], said.departement[rank], int(table.population[rank]))
        writer.writerow([table.codes[rank], *commune, *known])
    return out.getvalue()
