"""Saying that two sheets are one place, or two; and taking it back. Nothing is moved.

Verdicts are heard in turn: of two people at once on one pair, the second is told what the first
said. So no sheet is shown on two, and no chain comes back to itself.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory import stating
from entrelieux.directory.doubles.fields import seen, taken
from entrelieux.directory.doubles.policies import function_of, ground_of, judges
from entrelieux.directory.doubles.shown import Shown, pair_of, read_shown
from entrelieux.directory.models import Place, PlaceStatement, SamePlace
from entrelieux.directory.publishing import hold, publish
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import Viewer

Verdict = SamePlace.Verdict
TURN = 0x656E7472656C64  # « entreld »: of PostgreSQL's advisory locks, this one is the verdicts'


class DoubleGone(UserError):  # noqa: N818  named by what is so
    """No such sheets or verdict, or none that the actor may speak of: they look the same."""

    code = "absent"
    status = 404


class DoubleConflict(UserError):  # noqa: N818  named by what is so
    """Somebody said otherwise, or the sheets changed meanwhile. verdict: its reference, or ""."""

    code = "dit-autrement"
    status = 409

    def __init__(self, message: str, *, verdict: str = "") -> None:
        super().__init__(message)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Said:
    """ref: of the verdict that holds. is_new: False when it was said already."""

    ref: str
    is_new: bool


@transaction.atomic
def say_same(
    *,
    actor: Viewer,
    kept_ref: str,
    other_ref: str,
    chosen: Mapping[str, bool] | None = None,
    as_seen: str = "",
    score: float | None = None,
) -> Said:
    """Both sheets are one place, shown on the kept one.

    Args:
        chosen: see `fields.taken`; what is not chosen is as proposed.
        as_seen: see `fields.seen`; "" when nobody compared them.

    Raises:
        DoubleGone; DoubleConflict: said to be two, or what was seen is not there any more.
    """
    kept, other, shown = _two(actor, kept_ref, other_ref)
    if kept.pk == other.pk:
        return Said(_uniting(kept_ref, other_ref), is_new=False)
    if shown.are_apart(kept.pk, other.pk):
        verdict = _between(shown, kept.pk, other.pk, Verdict.APART)
        message = _("Quelqu'un a dit que ce sont deux lieux. Annulez d'abord cet avis.")
        raise DoubleConflict(message, verdict=verdict.ref)
    if as_seen and as_seen != seen(kept, other):
        message = _("Une des fiches a changé entre-temps. Relisez-les, puis dites-le à nouveau.")
        raise DoubleConflict(message)
    row = _write(actor, kept, other, Verdict.SAME, score)
    stating.state(
        actor=actor,
        place_ref=kept.ref,
        said=taken(kept, other, chosen),
        manner=PlaceStatement.Manner.MERGE,
        merge=row,
    )
    _publish(actor, row, "réunir deux fiches")
    return Said(row.ref, is_new=True)


@transaction.atomic
def say_apart(*, actor: Viewer, one_ref: str, other_ref: str, score: float | None = None) -> Said:
    """The sheets are two places: they are neither proposed nor shown together any more.

    Raises:
        DoubleGone; DoubleConflict: said to be the same.
    """
    one, other, shown = _two(actor, one_ref, other_ref)
    if one.pk == other.pk:
        message = _("Quelqu'un a dit que c'est le même lieu. Annulez d'abord cet avis.")
        raise DoubleConflict(message, verdict=_uniting(one_ref, other_ref))
    if shown.are_apart(one.pk, other.pk):
        verdict = _between(shown, one.pk, other.pk, Verdict.APART)
        return Said(verdict.ref, is_new=False)
    first, second = sorted((one, other), key=lambda place: place.pk)
    row = _write(actor, first, second, Verdict.APART, score)
    _publish(actor, row, "distinguer deux fiches")
    return Said(row.ref, is_new=True)


@transaction.atomic
def take_back(*, actor: Viewer, ref: str) -> bool:
    """Both sheets are as they were. Whether anything was done: taken back twice, it is once.

    Raises:
        DoubleGone.
    """
    _wait_for_turn()
    row = SamePlace.objects.filter(ref=ref[:32].replace("\x00", "")).first()
    if row is None or not judges(actor):
        raise DoubleGone(_absent())
    places = {place.pk: place for place in _held(row.kept_id, row.other_id)}
    _allow(actor, places[row.kept_id], places[row.other_id])
    if row.withdrawn_at is not None:
        return False
    row.withdrawn_at, row.withdrawn_as = timezone.now(), function_of(actor)
    row.save(update_fields=["withdrawn_at", "withdrawn_as"])
    stating.part(actor=actor, merge=row)
    _publish(actor, row, "revenir sur un rapprochement")
    return True


def _two(actor: Viewer, one_ref: str, other_ref: str) -> tuple[Place, Place, Shown]:
    """The sheets on which these are shown, held until the end of the transaction; maybe one."""
    _wait_for_turn()
    sources = visible_source_ids(actor)
    refs = [ref[:40].replace("\x00", "") for ref in (one_ref, other_ref)]
    rows = {row.ref: row for row in Place.objects.filter(ref__in=refs, source_id__in=sources)}
    if not judges(actor) or len({*refs}) < 2 or len(rows) < 2:
        raise DoubleGone(_absent())
    _allow(actor, *rows.values())
    shown = read_shown()
    keys = [shown.head(rows[ref].pk) for ref in refs]
    held = {place.pk: place for place in _held(*keys)}
    one, other = (held[key] for key in keys)
    _allow(actor, one, other)
    return one, other, shown


def _wait_for_turn() -> None:
    """One verdict at a time, until its transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _held(*keys: int) -> list[Place]:
    hold(keys)
    return list(Place.objects.filter(pk__in=keys).select_related("source"))


def _allow(actor: Viewer, *places: Place) -> None:
    if not ground_of(actor).holds(*(place.code_insee for place in places)):
        raise DoubleGone(_absent())


def _write(
    actor: Viewer, kept: Place, other: Place, verdict: SamePlace.Verdict, score: float | None
) -> SamePlace:
    """A group of sheets joins another by the one that they are all kept on."""
    return SamePlace.objects.create(
        ref=secrets.token_hex(8),
        kept=kept,
        other_id=_root(other.pk) if verdict == Verdict.SAME else other.pk,
        verdict=verdict,
        score=score,
        author_id=actor.user_id or None,
        said_at=timezone.now(),
        said_as=function_of(actor),
    )


def _root(key: int) -> int:
    rows = SamePlace.objects.filter(verdict=Verdict.SAME, withdrawn_at=None)
    while (row := rows.filter(other=key).first()) is not None:
        key = row.kept_id
    return key


def _uniting(one_ref: str, other_ref: str) -> str:
    """Reference of the verdict by which the first of two sheets of a place is no longer alone."""
    rows = SamePlace.objects.filter(verdict=Verdict.SAME, withdrawn_at=None)
    between = rows.filter(kept__ref__in=(one_ref, other_ref), other__ref__in=(one_ref, other_ref))
    found = between.first() or rows.filter(other__ref__in=(one_ref, other_ref)).first()
    return found.ref if found else ""


def _between(shown: Shown, one: int, other: int, verdict: SamePlace.Verdict) -> SamePlace:
    """The first verdict between two places, on whichever of their sheets."""
    rows = SamePlace.objects.filter(
        verdict=verdict,
        withdrawn_at=None,
        kept__in=(*shown.sheets(one), *shown.sheets(other)),
        other__in=(*shown.sheets(one), *shown.sheets(other)),
    )
    wanted = pair_of(one, other)
    for row in rows.order_by("pk"):
        if pair_of(shown.head(row.kept_id), shown.head(row.other_id)) == wanted:
            return row
    raise DoubleGone(_absent())


def _publish(actor: Viewer, row: SamePlace, verb: str) -> None:
    publish(
        actor,
        verb,
        row.ref,
        cause=verb,
        is_fiction=row.kept.source.is_fiction,
        places={row.kept_id, row.other_id},
        sheets=[row.kept.ref, row.other.ref],
    )


def _absent() -> str:
    return _("Ces fiches n'existent pas, ou ne sont pas sur votre territoire.")
