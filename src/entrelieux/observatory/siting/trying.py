"""Addresses of a try: one commune more or less, one place closed or open again.

Each is a plain link, the same on the map and in the lists: who has no mouse or no JavaScript tries
as much as anybody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from entrelieux.observatory.siting.asking import MOST_CLOSED, MOST_TRIED, SitingParams

ANSWER = "#reponse"
"""Where a try is read from: what it changes comes first."""


@dataclass(frozen=True, slots=True)
class Tries:
    """reset: what the search asks, without a try. opened: codes INSEE; closed: references.

    An address is relative to the page; "" when a try holds no more.
    """

    reset: str
    opened: tuple[str, ...]
    closed: tuple[str, ...]

    @classmethod
    def of(cls, params: SitingParams, figures: Mapping[str, Any]) -> "Tries":
        """As the answer shown: what the search opened is where a try begins."""
        given = {k: v for k, v in params.given().items() if k not in ("plus", "moins")}
        return cls(
            reset=f"?{urlencode(given)}",
            opened=tuple(one["code"] for one in figures["ouverts"]),
            closed=tuple(one["ref"] for one in figures["existants"] if one["ferme"]),
        )

    def opening(self, code: str) -> str:
        return self._address((*self.opened, code), self.closed)

    def without(self, code: str) -> str:
        return self._address((one for one in self.opened if one != code), self.closed)

    def closing(self, ref: str) -> str:
        return self._address(self.opened, (*self.closed, ref))

    def keeping(self, ref: str) -> str:
        return self._address(self.opened, (one for one in self.closed if one != ref))

    def _address(self, opened: Iterable[str], closed: Iterable[str]) -> str:
        plus, moins = tuple(opened), tuple(closed)
        if len(plus) > MOST_TRIED or len(moins) > MOST_CLOSED:
            return ""
        tried = [f"&{name}={','.join(v)}" for name, v in (("plus", plus), ("moins", moins)) if v]
        return f"{self.reset}{''.join(tried)}{ANSWER}"
