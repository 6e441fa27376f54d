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
from entrelieux.observatory.access.places import Place, named_places
from entrelieux.observatory.access.selectors import access_study
from entrelieux.observatory.territory import names
from entrelieux.territories.selectors import communes_table

KIND = "acces"
INPUTS = ("offre", "communes", "trajets", "indicateur")


def check(asked: Mapping[str, str]) -> None:
    """Raises: UserError: what is asked names nothing."""
    understood(AccessParams.from_values(asked))


def compute(asked: Mapping[str, str]) -> Found:
    """Raises: UserError: what was asked names nothing."""
    study = access_study(ANYONE, AccessParams.from_values(asked))
    return Found(
        inputs=dict(zip(INPUTS, study.ground, strict=False)),
        figures={
            "methode": study.method.label,
            "source_des_trajets": study.method.source,
            "estimation": study.method.is_estimate,
            "lieux": study.sites,
            "communes": int(study.asked.territory.communes.size),
            "lignes": figures_of(study),
            **told_of_one(study, *named_places(ANYONE, study)),
        },
        table=table_of(study),
        is_fiction=study.is_fiction,
    )


def figures_of(study: AccessStudy) -> list[dict[str, Any]]:
    """One line for each function or need asked."""
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
        "habitants_un_seul_lieu": round(line.alone),
        "lieux_itinerants": line.itinerant,
        "lieux_a_certaines_heures": line.timed,
        "habitants_par_ce_qui_passe": round(line.passing),
    }


def told_of_one(
    study: AccessStudy, named: Mapping[int, Place], listed: Mapping[int, Place]
) -> dict[str, Any]:
    """What is said besides when a single function or need is asked: mesh and indicator."""
    mesh, crossed = study.mesh, study.crossed
    told: dict[str, Any] = {}
    if mesh:
        leaning = {site: (communes, people) for site, communes, people in mesh.leaning}
        told["maillage"] = {
            "habitants_par_nombre_de_lieux": [round(one) for one in mesh.by_count],
            "minutes_au_1er_2e_3e": mesh.nearest,
            "natures": [
                {"nature": one.code, "lieux": one.places, "habitants": round(one.people)}
                for one in mesh.natures
            ],
            "habitants_deux_natures": round(mesh.varied),
            "lieux_du_territoire": mesh.places,
            "minutes_au_semblable": mesh.same,
            "minutes_a_un_autre": mesh.other,
            "groupes_a_200_m": len(mesh.groups),
            "groupes": [
                [asdict(named[site]) for site in group if site in named]
                for group in mesh.groups
                if group[0] in named
            ],
            "lieux_seuls": len(mesh.leaning),
            "seuls": [
                asdict(place) | {"communes": leaning[site][0], "habitants": round(leaning[site][1])}
                for site, place in listed.items()
            ],
        }
    if crossed:
        told["indicateur"] = asdict(crossed) | {"people_missing": round(crossed.people_missing)}
    return told


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
