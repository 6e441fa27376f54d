"""« Qui fait quoi ici » : each structure says what it does, what it does not, and for what to call.

Nobody else writes it. What nobody has read again for a year is « à relire », and still shown.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.counter.neighbours import Neighbour
from entrelieux.directory.cards import Named
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.meetings.adapters import named_by
from entrelieux.exchanges.meetings.errors import MeetingGone, MeetingMoved, MeetingWrong
from entrelieux.exchanges.models import Trade
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.packs.fr import meetings as pack
from entrelieux.passerelles.policies import helps_or_animates
from entrelieux.territories.selectors import commune_for

WRITERS = (Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR)
READ_AGAIN = timedelta(days=365)
MOST_LETTERS = 1_000
MOST = 300


@dataclass(frozen=True, slots=True)
class TradeCard:
    ref: str
    name: str
    world: str
    world_code: str
    does: str
    does_not: str
    call_for: str
    read_on: date
    is_old: bool
    version: int
    may_write: bool


@dataclass(frozen=True, slots=True)
class TradeSaid:
    world: str
    does: str
    does_not: str
    call_for: str


def reads(viewer: Viewer) -> bool:
    """Professionals: whoever acts for some structure, or animates a network."""
    return bool(viewer.organisations(*WRITERS)) or helps_or_animates(viewer)


def trades_for(viewer: Viewer, departement: str = "") -> tuple[TradeCard, ...]:
    """Of a département, or of all of them; by name."""
    rows = trades_shown()
    if departement:
        rows = rows.filter(departement=departement)
    return tuple(_card(viewer, row) for row in rows[:MOST])


def trades_shown() -> QuerySet[Trade]:
    return Trade.objects.filter(is_fiction=offer_is_fiction())


def neighbours_at(viewer: Viewer, code_insee: str) -> tuple[Neighbour, ...]:
    """For the counter of a commune: those of its département."""
    commune = commune_for(code_insee) if code_insee else None
    found = trades_for(viewer, commune.departement_code) if commune else ()
    return tuple(
        Neighbour(one.name, one.world, one.does, one.does_not, one.call_for, one.is_old)
        for one in found
    )


def unsaid_by(viewer: Viewer) -> tuple[Named, ...]:
    """Structures of the viewer that have said nothing yet."""
    refs = viewer.organisations(*WRITERS)
    said = Trade.objects.filter(organisation_ref__in=refs).values_list(
        "organisation_ref", flat=True
    )
    found = [structure_for(viewer, ref) for ref in sorted(refs - set(said))]
    return tuple(Named(one.ref, one.name) for one in found if one)


def trade_of(viewer: Viewer, organisation_ref: str) -> TradeCard | None:
    """What a structure of the viewer said; None while nothing is.

    Raises:
        MeetingGone: the viewer does not write for that structure.
    """
    if organisation_ref not in viewer.organisations(*WRITERS):
        raise MeetingGone
    row = Trade.objects.filter(organisation_ref=organisation_ref).first()
    return _card(viewer, row) if row else None


@transaction.atomic
def say_trade(
    *, actor: Viewer, organisation_ref: str, said: TradeSaid, version: int | None = None
) -> None:
    """Say it, or read it again: even unchanged, it is dated of today.

    Raises:
        MeetingGone: not theirs. MeetingMoved: changed meanwhile. MeetingWrong: part is missing.
    """
    if organisation_ref not in actor.organisations(*WRITERS):
        raise MeetingGone
    body = structure_for(actor, organisation_ref)
    if body is None:
        raise MeetingGone
    _check(said)
    rows = Trade.objects.select_for_update(of=("self",))
    row = rows.filter(organisation_ref=organisation_ref).first()
    if row is not None and version is not None and version != row.version:
        raise MeetingMoved(
            _("Quelqu'un de votre structure l'a changé entre-temps : relisez, puis recommencez.")
        )
    commune = commune_for(body.code_insee) if body.code_insee else None
    row = row or Trade(organisation_ref=organisation_ref, version=0)
    row.name, row.is_fiction = body.name[:300], body.is_fiction
    row.departement = commune.departement_code if commune else ""
    row.world, row.does, row.does_not = said.world, said.does.strip(), said.does_not.strip()
    row.call_for, row.read_on = said.call_for.strip(), timezone.localdate()
    row.version += 1
    row.save()
    journal.record(actor, "métier.dit", f"structure:{organisation_ref}", version=row.version)


def _check(said: TradeSaid) -> None:
    if said.world not in pack.trades():
        raise MeetingWrong(_("Choisissez votre métier."), field="metier")
    missing = {
        "fait": (said.does, _("Dites ce que vous faites.")),
        "pas": (said.does_not, _("Dites ce que vous ne faites pas : c'est ce qui aide le plus.")),
        "appeler": (said.call_for, _("Dites qui appeler, et pour quoi.")),
    }
    for field, (text, message) in missing.items():
        if not text.strip():
            raise MeetingWrong(message, field=field)
        if len(text) > MOST_LETTERS:
            raise MeetingWrong(
                _("Gardez l'essentiel : %(most)d lettres au plus.") % {"most": MOST_LETTERS},
                field=field,
            )


def _card(viewer: Viewer, row: Trade) -> TradeCard:
    return TradeCard(
        ref=row.organisation_ref,
        name=row.name,
        world=named_by(pack.trades(), row.world),
        world_code=row.world,
        does=row.does,
        does_not=row.does_not,
        call_for=row.call_for,
        read_on=row.read_on,
        is_old=row.read_on + READ_AGAIN < timezone.localdate(),
        version=row.version,
        may_write=row.organisation_ref in viewer.organisations(*WRITERS),
    )
