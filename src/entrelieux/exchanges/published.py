"""Which words of offers and of meetings does everybody read? Those of requests: nobody."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from entrelieux.exchanges.listing import offers_open_to
from entrelieux.exchanges.meetings.selectors import announced
from entrelieux.exchanges.meetings.trades import trades_shown
from entrelieux.kernel.published import publishes
from entrelieux.kernel.viewer import ANYONE, Viewer


def _offers(_viewer: Viewer) -> QuerySet[Any]:
    return offers_open_to(ANYONE)


def _meetings(_viewer: Viewer) -> QuerySet[Any]:
    return announced()


def _trades(_viewer: Viewer) -> QuerySet[Any]:
    """Every professional reads them, and says them to whoever is at the counter."""
    return trades_shown()


publishes("Offer", "words", label=_("propositions d'entraide"), rows=_offers, by_people=True)
publishes("Meeting", "title", label=_("titres des rencontres"), rows=_meetings)
publishes("Meeting", "theme", label=_("thèmes des rencontres"), rows=_meetings)
publishes("Meeting", "words", label=_("invitations aux rencontres"), rows=_meetings)
publishes("Trade", "does", label=_("ce que les structures font"), rows=_trades)
publishes("Trade", "does_not", label=_("ce que les structures ne font pas"), rows=_trades)
publishes("Trade", "call_for", label=_("quand appeler les structures"), rows=_trades)
