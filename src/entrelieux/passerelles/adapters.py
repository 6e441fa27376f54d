"""Between rows and the engine of hand-overs: standings, rhythms, local days."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from entrelieux.accounts.cards import NetworkCard
from entrelieux.accounts.selectors import network_of
from entrelieux.engine.handover.chasing import Rhythm, RhythmError
from entrelieux.engine.handover.machine import Standing, State
from entrelieux.packs.fr import clocks
from entrelieux.packs.fr.calendar import CalendarError, public_holidays_between
from entrelieux.passerelles.models import FollowUp, Passerelle
from entrelieux.passerelles.policies import Bridge, File, Ground
from entrelieux.reception.errors import SituationError
from entrelieux.reception.situation import SituationParams
from entrelieux.territories.selectors import commune_for

YEARS_AHEAD = 2
SITUATION = (
    *("mode", "max_minutes", "libre", "publics", "gratuit", "fauteuil", "a_distance", "urgents"),
)


def standing_of(row: Passerelle) -> Standing:
    return Standing(
        mode=row.mode,
        state=State(row.state),
        announced_on=row.announced_on,
        chased=row.chased,
        signed=row.first_sign_at is not None,
        decline_reason=row.decline_reason,
        met_on=row.met_on,
        came_back=row.came_back,
        outcome=row.outcome,
        useful=row.useful,
    )


def rhythm_of(network: NetworkCard | None) -> Rhythm:
    """The rhythm that a network chose; ours when there is none, or when it cannot be."""
    if network is None:
        return Rhythm()
    try:
        return Rhythm(
            days=tuple(int(day) for day in network.reminder_days),
            quiet_from=network.quiet_from,
            quiet_until=network.quiet_until,
        )
    except (RhythmError, TypeError, ValueError):
        return Rhythm(quiet_from=network.quiet_from, quiet_until=network.quiet_until)


def holidays_around(day: date, departement: str) -> frozenset[date]:
    """Public holidays from a day on; those of the whole country where nothing more is known."""
    last = date(day.year + YEARS_AHEAD, 12, 31)
    try:
        return public_holidays_between(day, last, departement)
    except CalendarError:
        return public_holidays_between(day, last, "75")


def local(moment: datetime, departement: str) -> datetime:
    """What the clock says there, without its zone, as the engine wants it."""
    return moment.astimezone(ZoneInfo(clocks.time_zone(departement))).replace(tzinfo=None)


def instant(moment: datetime, departement: str) -> datetime:
    """The other way round."""
    return moment.replace(tzinfo=ZoneInfo(clocks.time_zone(departement)))


def local_day(departement: str) -> date:
    return local(timezone.now(), departement).date()


class _Ground(Mapping[str, str]):
    """Read when a mandate is limited to a territory, and not otherwise."""

    def __init__(self, code_insee: str) -> None:
        self._code = code_insee

    @cached_property
    def _codes(self) -> dict[str, str]:
        card = commune_for(self._code)
        if card is None:
            return {"commune": self._code}
        return {
            "commune": card.code,
            "epci": card.epci_code,
            "departement": card.departement_code,
            "region": card.region_code,
        }

    def __getitem__(self, zone: str) -> str:
        return self._codes[zone]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


def ground_of(code_insee: str) -> Ground:
    return _Ground(code_insee)


def file_of(row: FollowUp) -> File:
    shared = {one.organisation_ref for one in row.shares.all() if one.revoked_at is None}
    return File(
        user_id=row.user_id,
        opened_by=row.organisation_ref,
        referent=row.referent_organisation_ref,
        shared_with=frozenset(shared),
        network=row.network.ref if row.network else "",
        ground=ground_of(row.code_insee),
    )


def bridge_of(row: Passerelle, file: File | None = None) -> Bridge:
    return Bridge(
        file=file or file_of(row.follow_up),
        sender=row.from_organisation_ref,
        receiver=row.to_organisation_ref,
        is_sent=row.sent_at is not None and row.mode != "info_donnee",
        network=row.network.ref if row.network else "",
        shown_to=shown_to(row.follow_up, row.needs),
    )


def shown_to(row: FollowUp, needs: Iterable[str]) -> frozenset[str]:
    """Structures that the person shows all of these needs to."""
    return shown_all(row, {f"besoin:{code}" for code in needs})


def shown_all(row: FollowUp, asked: Collection[str]) -> frozenset[str]:
    """Structures that the person shows all of these items to."""
    seen: dict[str, set[str]] = {}
    for one in row.shares.all():
        if one.revoked_at is None:
            seen.setdefault(one.organisation_ref, set()).add(one.item)
    return frozenset(ref for ref, items in seen.items() if items.issuperset(asked))


def network_for_new(*organisations: str) -> NetworkCard | None:
    """The network of the first structure that has one."""
    return next(filter(None, (network_of(ref) for ref in organisations if ref)), None)


def situation_of(row: FollowUp, needs: tuple[str, ...]) -> SituationParams | None:
    """What to search with; None when it is no longer understood."""
    kept = {name: row.situation[name] for name in SITUATION if name in row.situation}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    values["urgents"] = tuple(code for code in values.get("urgents", ()) if code in needs)
    try:
        return SituationParams(commune=row.code_insee, besoins=needs, **values)
    except (SituationError, TypeError):
        return None


def situation_kept(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is kept of a situation: the commune and the needs have their own columns."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in (said or {}).items()
        if name in SITUATION
    }
