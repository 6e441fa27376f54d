"""Where to open, as a run: its inputs, its figures, and one row for each commune that changes."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from entrelieux.directory.reaching import reach_model
from entrelieux.directory.selectors import table_of as table_of_places
from entrelieux.kernel.runs import Found
from entrelieux.kernel.viewer import ANYONE
from entrelieux.observatory.indicators.selectors import indicator_card
from entrelieux.observatory.siting import wording
from entrelieux.observatory.siting.asking import SitingParams, siting_understood
from entrelieux.observatory.siting.cards import Balance, Existing, Opened, RoundCard, SitingStudy
from entrelieux.observatory.siting.selectors import siting_study
from entrelieux.territories.selectors import territories_digest

KIND = "ouvrir"


def check(asked: Mapping[str, str]) -> None:
    """Raises: UserError: what is asked names nothing."""
    siting_understood(SitingParams.from_values(asked))


def compute(asked: Mapping[str, str]) -> Found:
    """Raises: UserError: what was asked names nothing."""
    study = siting_study(ANYONE, SitingParams.from_values(asked))
    return Found(
        inputs=_inputs(study.ground, study.asked.access.indicator),
        figures=figures_of(study),
        table=table_of(study),
        is_fiction=study.is_fiction,
    )


def inputs_now(indicator: str) -> dict[str, str]:
    """What identifies the data as they stand. indicator: its code, "" without one."""
    version = table_of_places(ANYONE)[0]
    ground = (" ".join(map(str, version[2:])), territories_digest(), reach_model().method.id)
    return _inputs(ground, indicator)


def _inputs(ground: tuple[str, str, str], indicator: str) -> dict[str, str]:
    said = dict(zip(("offre", "communes", "trajets"), ground, strict=True))
    card = indicator_card(indicator) if indicator else None
    return said | ({"indicateur": card.digest} if card else {})


def figures_of(study: SitingStudy) -> dict[str, Any]:
    """People are inhabitants; minutes one way, null beyond the limit; hours in minutes of a day."""
    return {
        "methode": study.method.label,
        "source_des_trajets": study.method.source,
        "estimation": study.method.is_estimate,
        "minutes": study.limit,
        "horaires_inconnus": study.unknown,
        "ouverts": [_opened(one) for one in study.opened],
        "existants": [_existing(one) for one in study.existing],
        "bilan": [_balance(one) for one in study.balance],
        "indicateur": _indicator(study),
        "preuve": _proof(study),
        "autres": [
            {
                "codes": list(one.codes),
                "communes": list(one.names),
                "objectif": one.objective,
                "gagnent": round(one.gain),
            }
            for one in study.others
        ],
        "communes": [
            {
                "code": one.code,
                "commune": one.name,
                "habitants": one.people,
                "avant": one.before,
                "apres": one.after,
            }
            for one in study.effects
        ],
        "inchangees": [
            {
                "code": one.code,
                "commune": one.name,
                "habitants": one.people,
                "minutes": one.minutes,
            }
            for one in study.still
        ],
        "tournees": [_round(one) for one in study.rounds],
    }


def table_of(study: SitingStudy) -> str:
    """CSV, one row for each commune where something changes; "" beyond the limit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code_insee", "commune", "habitants", "minutes_avant", "minutes_apres"])
    for one in study.effects:
        minutes = ("" if at is None else at for at in (one.before, one.after))
        writer.writerow([one.code, one.name, one.people, *minutes])
    return out.getvalue()


def _opened(one: Opened) -> dict[str, Any]:
    return {
        "code": one.code,
        "commune": one.name,
        "habitants": round(one.people),
        "nouveaux": round(one.newly),
        "plus_pres": round(one.nearer),
        "lieux_sur_place": [{"ref": host.ref, "nom": host.name} for host in one.hosts],
    }


def _existing(one: Existing) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "nom": one.name,
        "commune": one.commune,
        "habitants": round(one.people),
        "lon": round(one.lon, 5),
        "lat": round(one.lat, 5),
        "ferme": one.is_closed,
    }


def _balance(one: Balance) -> dict[str, Any]:
    return {
        "classe": one.label,
        "habitants": round(one.people),
        "avant": round(one.reached_before),
        "apres": round(one.reached_after),
        "gagnent": round(one.gain),
        "perdent": round(one.lose),
        "minutes_avant": _rounded(one.mean_before),
        "minutes_apres": _rounded(one.mean_after),
    }


def _indicator(study: SitingStudy) -> dict[str, Any] | None:
    card = study.indicator
    if card is None:
        return None
    return {
        "libelle": card.label,
        "unite": card.unit,
        "annee": card.year,
        "source": card.source,
        "licence": card.licence,
        "cinquiemes": [_balance(one) for one in study.fifths],
    }


def _proof(study: SitingStudy) -> dict[str, Any] | None:
    """Without its seconds: the same data give the same figures."""
    proof = study.proof
    if proof is None:
        return None
    told = {
        "demontre": proof.proved,
        "par": proof.by,
        "pas_en_minutes": proof.step,
        "ecart": round(min(proof.gap, 1.0), 6),
        "borne": round(proof.bound, 3),
        "objectif": round(proof.objective, 3),
    }
    with override("fr"):  # as other words of the figures; a page says it in its own language
        return told | {"dit": wording.proof(study.asked, told)}


def _round(one: RoundCard) -> dict[str, Any]:
    return {
        "depart": one.leaves,
        "retour": one.returns,
        "route": one.driving,
        "marge": one.spare,
        "arrets": [
            {
                "code": stop.code,
                "commune": stop.name,
                "route": stop.road,
                "arrivee": stop.arrival,
                "depart": stop.departure,
            }
            for stop in one.stops
        ],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
