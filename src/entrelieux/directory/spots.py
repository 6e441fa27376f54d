"""What the rule of twins and roofs looks at in a place: one reading for plans and for lists."""

import re
from collections.abc import Sequence
from typing import Any

from entrelieux.directory.doubles.shown import Shown
from entrelieux.directory.models import Place
from entrelieux.engine.language.fold import fold
from entrelieux.engine.records.roofs import Spot, roofs_and_twins


def door(code_insee: str, adresse: str) -> str:
    """What two places at one numbered address share; "" when it cannot tell two doors apart."""
    folded = fold(adresse)
    return f"{code_insee} {folded}" if code_insee and re.match(r"\d", folded) else ""


def spot_of(place: Any) -> Spot:
    """``place``: a row with the columns of ``Place`` named below."""
    placed = place.lon is not None and place.lat is not None
    return Spot(
        name=place.folded,
        producer=place.source_id,
        lon=place.lon if placed else 0.0,
        lat=place.lat if placed else 0.0,
        address=door(place.code_insee, place.adresse),
        exact=placed and place.position == Place.Position.POINT,
    )


def roofs_and_twins_of(places: Sequence[Any], shown: Shown) -> tuple[list[int], list[int]]:
    """Roof and twin of each row, as ``roofs_and_twins``; what people said goes before likeness.

    places: rows as ``spot_of`` reads them; sheets shown on another come after it.
    """
    rank = {place.pk: at for at, place in enumerate(places)}
    same = [(rank[shown.head(pk)], at) for pk, at in rank.items() if shown.head(pk) in rank]
    apart = [
        (rank[one], rank[other]) for one, other in shown.apart if one in rank and other in rank
    ]
    return roofs_and_twins([spot_of(place) for place in places], same=same, apart=apart)
