"""Is a value what its column says? For every schema whose columns are written down as data."""

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from entrelieux.engine.hours.compile import is_valid
from entrelieux.engine.language import fold
from entrelieux.interchange.mending import as_text, web_address
from entrelieux.interchange.standards.model import Fault, error, warning
from entrelieux.packs.fr.schemas import SEPARATOR, Column

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_BOOLEANS = frozenset({"true", "false"})


def check_value(column: Column, value: Any) -> Iterator[Fault]:
    """What is wrong with the value of one column. An absent or empty one is wrong if needed."""
    text = SEPARATOR.join(map(str, value)) if isinstance(value, list) else as_text(value)
    if isinstance(value, bool):
        text = str(value).lower()
    if not text.strip():
        if column.required:
            yield error(column.name, "", "une valeur : cette colonne est obligatoire")
        return
    if text != text.strip():
        yield warning(column.name, text, "sans espace au début ni à la fin", text.strip())
        text = text.strip()
    if column.max_length and len(text) > column.max_length:
        yield error(column.name, text, f"{column.max_length} signes au plus (ici {len(text)})")
    if column.kind == "liste":
        yield from _check_list(column, text)
    else:
        yield from _check_one(column, text)


def _check_list(column: Column, text: str) -> Iterator[Fault]:
    parts = text.split(SEPARATOR)
    seen: set[str] = set()
    for part in parts:
        if not part.strip():
            yield error(column.name, text, f"des valeurs séparées par un seul « {SEPARATOR} »")
        elif part in seen:
            yield warning(column.name, part, "chaque valeur une seule fois")
        else:
            yield from _check_one(column, part, alone=len(parts) == 1)
        seen.add(part)


def _check_one(column: Column, text: str, *, alone: bool = True) -> Iterator[Fault]:
    if column.values and text not in column.values:
        yield error(column.name, text, *_closed(column, text, alone=alone))
    elif column.pattern and not column.pattern.fullmatch(text):
        yield error(column.name, text, _SHAPES.get(column.name, "une autre écriture"))
    elif column.kind in _KINDS:
        is_good, expected = _KINDS[column.kind]
        if not is_good(text):
            yield error(column.name, text, expected)
        elif column.least is not None and float(text) < column.least:
            yield error(column.name, text, f"au moins {column.least:g}")
        elif column.most is not None and float(text) > column.most:
            yield error(column.name, text, f"au plus {column.most:g}")


def _closed(column: Column, text: str, *, alone: bool) -> tuple[str, str]:
    """What is expected of a closed list, and which label it may be."""
    former = {fold(label): now for label, now in column.former.items()}
    known = former.get(fold(text)) or former.get(fold(re.split(r"\s+[:(]", text, maxsplit=1)[0]))
    if known:
        return "l'écriture exacte de la liste du schéma", known
    if alone and any(sign in text for sign in ";,/"):
        return f"des valeurs de la liste du schéma, séparées par « {SEPARATOR} »", ""
    shown = ", ".join(column.values[:12])
    more = f"… ({len(column.values)} valeurs)" if len(column.values) > 12 else ""
    return f"une valeur de la liste du schéma : {shown}{more}", ""


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and math.isfinite(float(text))


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


_KINDS = {
    "nombre": (_is_number, "un nombre, avec un point décimal"),
    "entier": (str.isdigit, "un nombre entier"),
    "booleen": (_BOOLEANS.__contains__, "true ou false"),
    "date": (_is_day, "une date AAAA-MM-JJ"),
    "horaires": (is_valid, "des horaires en écriture d'OpenStreetMap (« Mo-Fr 09:00-12:00 »)"),
    "adresse-web": (lambda text: web_address(text) == text, "une adresse web complète (https://…)"),
}
_SHAPES = {
    "pivot": "un SIRET (14 chiffres), un RNA (W et 9 chiffres) ou un RIDET (9 ou 10 signes)",
    "siret": "un SIRET de 14 chiffres",
    "code_postal": "cinq chiffres",
    "code_insee": "le code d'une commune, cinq signes (« 2A004 », « 48095 »)",
    "telephone": "un numéro international sans espace (« +33466000000 »)",
    "courriels": "une adresse électronique ; plusieurs, séparées par « | »",
    "site_web": "une adresse web complète ; plusieurs, séparées par « | »",
}
