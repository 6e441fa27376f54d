"""What the rule of twins and roofs looks at in a place: one reading for plans and for lists."""

import re
from typing import Any

from entrelieux.directory.models import Place
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.roofs import Spot


def door(code_insee: str, adresse: str) -> str:
    """What two places at one numbered address share; "" when it cannot tell two doors apart."""
    folded = fold(adresse)
    return f"{code_insee} {folded}" if code_insee and re.match(r"\d", folded) else ""


def spot_of(place: Any, siret: str) -> Spot:
    """``place``: a row with the columns of ``Place`` named below."""
    placed = place.lon is not None and place.lat is not None
    return Spot(
        name=place.folded,
        siret=siret,
        producer=place.source_id,
        lon=place.lon if placed else 0.0,
        lat=place.lat if placed else 0.0,
        address=door(place.code_insee, place.adresse),
        exact=placed and place.position == Place.Position.POINT,
    )
