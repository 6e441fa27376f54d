"""Indicators that were brought, as pages and studies read them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from entrelieux.observatory.models import Indicator

CODE = re.compile(r"[a-z0-9_-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """communes: with a value. missing: without one."""

    code: str
    label: str
    unit: str
    year: int
    source: str
    licence: str
    digest: str
    communes: int
    missing: int


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorValues:
    """values: by INSEE code of the commune; a commune that is absent has none."""

    code: str
    label: str
    digest: str
    values: Mapping[str, float]


def indicators() -> tuple[IndicatorCard, ...]:
    """By label."""
    return tuple(map(_card, Indicator.objects.select_related("source").defer("values")))


def indicator_card(code: str) -> IndicatorCard | None:
    if not CODE.fullmatch(code):
        return None
    row = Indicator.objects.select_related("source").defer("values").filter(code=code).first()
    return _card(row) if row else None


def indicator_of(code: str) -> IndicatorValues | None:
    """None when nothing has this code."""
    if not CODE.fullmatch(code):
        return None
    known = Indicator.objects.filter(code=code).values_list("digest", flat=True).first()
    return _values(code, known) if known else None


@lru_cache(maxsize=8)
def _values(code: str, digest: str) -> IndicatorValues | None:
    row = Indicator.objects.filter(code=code, digest=digest).first()
    return IndicatorValues(row.code, row.label, row.digest, row.values) if row else None


def _card(row: Indicator) -> IndicatorCard:
    return IndicatorCard(
        code=row.code,
        label=row.label,
        unit=row.unit,
        year=row.year,
        source=row.source.producer,
        licence=row.source.licence,
        digest=row.digest,
        communes=row.communes,
        missing=row.missing,
    )
