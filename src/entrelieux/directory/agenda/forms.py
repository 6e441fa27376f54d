"""What the address of an agenda asks, and the form that asks it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from entrelieux.directory import wording
from entrelieux.directory.agenda.cards import MINUTES, AgendaParams
from entrelieux.directory.asking import MODES
from entrelieux.directory.reaching import MOST_MINUTES
from entrelieux.directory.selectors import MOST_KM
from entrelieux.kernel.errors import UserError

MOST_LETTERS = 120
TIMES = (15, 30, 45, 60, 90)


def params_of(data: QueryDict) -> AgendaParams:
    """What an address asks; whatever cannot be meant is brought back to something that can."""
    mode = data.get("mode", "")
    return AgendaParams(
        commune=line_of(data.get("commune", "")),
        minutes=_whole(data.get("minutes", ""), MINUTES, MOST_MINUTES) or MINUTES,
        mode=mode if mode in MODES else MODES[0],
        rayon_km=_whole(data.get("rayon_km", ""), 0, MOST_KM),
        lieu=line_of(data.get("lieu", "")),
        structure=line_of(data.get("structure", "")),
        semaine=day_of(data.get("semaine", "")),
    )


def query(params: AgendaParams, **more: Any) -> str:
    """The address of this agenda, from its own; ``more`` replaces what it asks."""
    params = replace(params, **more)
    asked: dict[str, Any] = {}
    if params.lieu:
        asked["lieu"] = params.lieu
    elif params.structure:
        asked["structure"] = params.structure
    elif params.commune:
        asked["commune"] = params.commune
        if params.rayon_km:
            asked["rayon_km"] = params.rayon_km
        else:
            asked["minutes"] = params.minutes
            if params.mode != MODES[0]:
                asked["mode"] = params.mode
    if params.semaine:
        asked["semaine"] = params.semaine.isoformat()
    return f"?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class AgendaForm:
    """error: what is wrong in what was asked."""

    params: AgendaParams
    error: UserError | None = None

    def times(self) -> tuple[tuple[int, str, bool], ...]:
        values = sorted({*TIMES, self.params.minutes})
        return tuple((one, wording.trip(one), one == self.params.minutes) for one in values)

    def modes(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple((one, wording.mode(one), one == self.params.mode) for one in MODES)

    def candidates(self) -> tuple[tuple[str, str], ...]:
        """(label, address) of each commune that bears the name asked, or comes near it."""
        cards = getattr(self.error, "candidates", ()) or getattr(self.error, "suggestions", ())
        return tuple((card.label, query(self.params, commune=card.label)) for card in cards[:12])


def line_of(text: str, most: int = MOST_LETTERS) -> str:
    """One printable line, cut."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * most])
    return " ".join(kept.split())[:most].strip()


def day_of(text: str) -> date | None:
    """« 2026-11-23 »; None for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def quarter_of(text: str) -> int | None:
    """« 14:30 » → 58; None for anything else, or between two quarters."""
    found = re.fullmatch(r"([0-9]{1,2})[:hH]([0-9]{2})?", text.strip().replace(" ", ""))
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours > 24 or minutes > 59 or minutes % 15 or (hours == 24 and minutes):
        return None
    return 4 * hours + minutes // 15


def clock_of(quarter: int) -> str:
    """58 → « 14:30 », as a field of time takes it; midnight at the end of a day is « 24:00 »."""
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def texts_of(data: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: str(data.get(name, "")).strip() for name in names}


def _whole(text: str, otherwise: int, most: int) -> int:
    figures = text.strip()
    if not (figures.isascii() and figures.isdigit()):
        return otherwise
    return min(int(figures[:9]), most)
