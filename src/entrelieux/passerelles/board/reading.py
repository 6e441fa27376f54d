"""The board of a territory, the same for everybody: whoever reads it, small counts are hidden.

An animator or an operator sees no more here: what they may see of one hand-over is on its own
page, which is read through who it concerns, and leaves a trace.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel import ui
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.board import words
from entrelieux.passerelles.board.cards import Asked, Board, Choice, Table
from entrelieux.passerelles.board.counting import families, units
from entrelieux.passerelles.board.coverage import MINUTES, USUAL_MINUTES, coverage_table
from entrelieux.passerelles.board.delays import bridge_tables
from entrelieux.passerelles.board.periods import Quarter, between, published, usual
from entrelieux.passerelles.board.tables import Scope, unmet_tables
from entrelieux.passerelles.board.zones import (
    DEPARTEMENT,
    EPCI,
    PAYS,
    REGION,
    BoardWrong,
    Territory,
    departement,
    territories,
    territory_for,
    threshold_for,
)

__all__ = ["BoardWrong", "board_for"]


def board_for(viewer: Viewer, asked: Asked) -> Board:  # noqa: ARG001  the same for everybody
    """Every table of a territory and a period.

    Raises:
        BoardWrong: a territory, a quarter, a family or a number of minutes that is not offered.
    """
    today, fiction = timezone.localdate(), offer_is_fiction()
    choices = territories(fiction=fiction)
    family = _family(asked.famille)
    most = _minutes(asked.minutes)
    first, last = _quarters(asked, today, fiction=fiction)
    territory = territory_for(asked.territoire, choices) if choices else None
    said = words.period(first, last, today)
    places = [one for one in map(departement, territory.departements if territory else ()) if one]
    tables: tuple[Table, ...] = ()
    if territory is not None:
        quarters = between(first, last)
        counted = units(places, quarters, fiction=fiction, today=today)
        scope = Scope(territory, quarters, counted, said, today, fiction)
        covered = coverage_table(territory, places, family, most, today)
        tables = (
            *unmet_tables(scope, family),
            *((covered,) if covered else ()),
            *(bridge_tables(scope) if territory.kind != EPCI else ()),
        )
    offered = published(today, fiction=fiction)
    return Board(
        asked=Asked(territory.key if territory else "", first.code, last.code, family, str(most)),
        territory=territory,
        territories=_grouped(choices, territory),
        quarters_from=_of_quarters(offered, first),
        quarters_to=_of_quarters(offered, last),
        families=tuple(Choice(code, words.family(code), code == family) for code in families()),
        minutes=tuple(Choice(str(n), ui.duration(n), n == most) for n in MINUTES),
        period=said,
        threshold=max((threshold_for(p.code, fiction=fiction) for p in places), default=0),
        tables=tables,
        made_on=today,
        is_fiction=fiction,
    )


def _family(code: str) -> str:
    if code and code not in families():
        raise BoardWrong(
            _("« %(found)s » n'est pas une famille de besoins.") % {"found": code[:40]},
            field="famille",
        )
    return code or families()[0]


def _minutes(said: str) -> int:
    if not said:
        return USUAL_MINUTES
    if said not in {str(one) for one in MINUTES}:
        raise BoardWrong(
            _("« %(found)s » : choisissez %(known)s minutes.")
            % {"found": said[:20], "known": ", ".join(map(str, MINUTES))},
            field="minutes",
        )
    return int(said)


def _quarters(asked: Asked, today: date, *, fiction: bool) -> tuple[Quarter, Quarter]:
    offered = published(today, fiction=fiction)
    standard = usual(today, fiction=fiction)
    last = _quarter(asked.au, "au", offered) or _quarter(asked.du, "du", offered) or standard
    first = _quarter(asked.du, "du", offered) or last
    if first > last:
        raise BoardWrong(_("Le premier trimestre vient après le dernier."), field="du")
    return first, last


def _quarter(said: str, field: str, offered: Sequence[Quarter]) -> Quarter | None:
    if not said:
        return None
    found = Quarter.read(said)
    if found not in offered:
        raise BoardWrong(
            _(
                "« %(found)s » n'est pas montré. Un trimestre l'est trente jours après sa fin, "
                "pendant deux ans : de %(first)s à %(last)s."
            )
            % {"found": said[:20], "first": offered[0].code, "last": offered[-1].code},
            field=field,
        )
    return found


def _of_quarters(offered: Iterable[Quarter], chosen: Quarter) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, words.quarter(one), one == chosen) for one in offered)


def _grouped(
    choices: Sequence[Territory], chosen: Territory | None
) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    labels = {
        PAYS: _("Pays"),
        REGION: _("Régions"),
        DEPARTEMENT: _("Départements"),
        EPCI: _("Intercommunalités"),
    }
    key = chosen.key if chosen else ""
    return tuple(
        (
            label,
            tuple(Choice(one.key, one.name, one.key == key) for one in choices if one.kind == kind),
        )
        for kind, label in labels.items()
        if any(one.kind == kind for one in choices)
    )
