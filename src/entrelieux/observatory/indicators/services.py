"""Keep an indicator with where it comes from, or take it back."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from entrelieux.kernel import journal
from entrelieux.kernel.models import Source
from entrelieux.kernel.viewer import Viewer
from entrelieux.observatory.indicators.reading import IndicatorRefused, Read, read_indicator
from entrelieux.observatory.indicators.selectors import CODE, IndicatorCard, indicator_card
from entrelieux.observatory.models import Indicator
from entrelieux.territories.selectors import communes_table

YEARS = range(1960, 2101)
LONGEST = {"label": 120, "unit": 40, "source": 200, "licence": 120}


@dataclass(frozen=True, slots=True)
class Told:
    """What only who brings a file knows. source: who produced it; all but unit are needed."""

    label: str
    source: str
    licence: str
    year: int
    unit: str = ""


def import_indicator(
    *, actor: Viewer, path: Path, column: str, told: Told
) -> tuple[IndicatorCard, Read]:
    """Keep one column of a file; the one kept under the same name before gives way.

    Raises:
        UnusableFileError, IndicatorRefused: nothing is kept, and why.
    """
    _must_be_told(told)
    read = read_indicator(path, column)
    code = slugify(f"{column}-{told.year}")[:60]
    if not code:
        raise IndicatorRefused(f"Colonne « {column[:60]} » : donnez-lui un titre en lettres.")
    found = json.dumps(read.values, sort_keys=True)
    with transaction.atomic():
        source, _new = Source.objects.update_or_create(
            slug=f"indicateur-{code}",
            defaults={
                "title": told.label,
                "producer": told.source,
                "licence": told.licence,
                "imported_at": timezone.now(),
            },
        )
        Indicator.objects.update_or_create(
            code=code,
            defaults={
                "label": told.label,
                "unit": told.unit,
                "year": told.year,
                "source": source,
                "values": read.values,
                "digest": hashlib.sha256(found.encode()).hexdigest(),
                "communes": len(read.values),
                "missing": len(communes_table().codes) - len(read.values),
                "imported_at": timezone.now(),
            },
        )
        journal.record(actor, "indicator.imported", code, communes=len(read.values))
    card = indicator_card(code)
    assert card is not None
    return card, read


def remove_indicator(*, actor: Viewer, code: str) -> None:
    """Studies kept keep their figures. Raises: IndicatorRefused: nothing has this code."""
    with transaction.atomic():
        known = Indicator.objects.select_related("source")
        row = known.filter(code=code).first() if CODE.fullmatch(code) else None
        if row is None:
            raise IndicatorRefused(f"Aucun indicateur « {code[:60]} ».", field="code")
        row.delete()
        row.source.delete()
        journal.record(actor, "indicator.removed", code)


def _must_be_told(told: Told) -> None:
    for name, most in LONGEST.items():
        text = getattr(told, name)
        if len(text) > most or not text.isprintable():
            raise IndicatorRefused(
                f"{name} : {most} caractères au plus, sur une ligne.", field=name
            )
        if not text.strip() and name != "unit":
            raise IndicatorRefused(f"{name} : dites-le, rien n'est gardé sans.", field=name)
    if told.year not in YEARS:
        raise IndicatorRefused(
            f"year : {told.year}, attendu de {YEARS[0]} à {YEARS[-1]}.", field="year"
        )
