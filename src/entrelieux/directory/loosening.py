"""What is said of the order of a list, and what an empty one could hold if a filter changed."""

import numpy as np
from django.utils.translation import gettext as _

from entrelieux.directory.asking import Asked
from entrelieux.directory.cards import Loosened
from entrelieux.directory.facets import loosened, places_among
from entrelieux.directory.finding.words import words_of
from entrelieux.directory.listing import NO_MINUTES, PlaceTable, Sieve, Wanted, distance_km
from entrelieux.directory.reaching import MOST_MINUTES, follows_roads_from, minutes_from
from entrelieux.directory.wording import from_place

WIDER_KM = (5, 10, 15, 30, 50, 100, 200)
LONGER = (15, 20, 30, 45, 60, 90, 120, 240)


def order_of(asked: Asked) -> str:
    params, commune = asked.params, asked.commune
    has_words = bool(words_of(params.q))
    if commune is None and has_words:
        by = _("ceux à qui vos mots vont le mieux d’abord, par tirage au sort entre égaux")
    elif commune is None:
        by = _("par ordre alphabétique")
    elif asked.minutes and follows_roads_from(commune, params.mode):
        by = _("du trajet le plus court au plus long depuis %(commune)s")
    elif asked.minutes:
        by = _("du trajet le plus court au plus long depuis %(commune)s, par estimation")
    else:
        by = _("du plus près au plus loin %(from)s, à vol d'oiseau")
    if commune is not None:
        name = commune.matched or commune.name
        by %= {"commune": name, "from": from_place(name)}
        if has_words:
            named = _("d’abord ceux dont le nom, la nature ou l’adresse portent vos mots")
            by = f"{named}, {by}"
    if params.ouvert or params.public or params.frais or params.equipement:
        return _(
            "Dans l'ordre : les lieux dont on sait qu'ils répondent à tout, "
            "puis ceux où quelque chose est à vérifier ; %(by)s."
        ) % {"by": by}
    return _("Dans l'ordre : %(by)s.") % {"by": by}


def loosenings(
    asked: Asked, wanted: Wanted, table: PlaceTable, sieve: Sieve
) -> tuple[Loosened, ...]:
    """What each filter forbids: the nearest step further first, then each filter taken off."""
    found = [Loosened(name, "", total) for name, total in loosened(table, sieve).items() if total]
    further = _further(asked, wanted, table, sieve)
    return (further, *found) if further else tuple(found)


def _further(asked: Asked, wanted: Wanted, table: PlaceTable, sieve: Sieve) -> Loosened | None:
    """The shortest longer trip, or the smallest wider circle, that holds something."""
    if asked.commune is None:
        return None
    field, now = "rayon_km", asked.params.rayon_km
    steps: tuple[int, ...] = WIDER_KM
    measure = distance_km(table.lon, table.lat, asked.commune.lon, asked.commune.lat)
    if asked.minutes:
        field, steps, now = "minutes", LONGER, asked.minutes
        reach = minutes_from(asked.commune, table, asked.params.mode, MOST_MINUTES, asked.weekday)
        measure = np.where(reach == NO_MINUTES, np.inf, reach)
    others = sieve.kept(len(table.pk), without="commune")
    for step in steps:
        if step > now:
            here = (measure <= step) | (table.commune == wanted.commune)
            total = places_among(table, others & here)
            if total:
                return Loosened(field, str(step), total)
    return None
