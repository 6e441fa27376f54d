"""Acts of La Coop become records: each once, however often its file comes back.

One that was changed here since is left as it is here; one that looks like a record already
written here (same day, same length, same kind, same themes) waits for somebody to say so.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.adapters import columns_of, draft_of
from entrelieux.counter.records.coop_reading import Act
from entrelieux.counter.records.drafts import Draft, tidied
from entrelieux.counter.records.errors import NotYourRecords
from entrelieux.counter.records.policies import is_fiction_at, may_keep_records
from entrelieux.counter.records.services import accepted, new_ref
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer

COOP = "coop"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Sorted:
    """What would become of each act. changed: in the file since it was last taken in.

    kept: changed here since, which the file does not undo. twins: look like a record of here.
    """

    new: tuple[Act, ...]
    changed: tuple[Act, ...]
    same: tuple[Act, ...]
    kept: tuple[Act, ...]
    twins: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    created: int
    updated: int
    left: int


def sort_acts(viewer: Viewer, organisation_ref: str, acts: Sequence[Act]) -> Sorted:
    """Say what taking these in would do, without doing it.

    Raises:
        NotYourRecords: the viewer writes none for this structure.
    """
    if not may_keep_records(viewer, organisation_ref):
        raise NotYourRecords
    known, own = _known(organisation_ref, acts)
    looks = _looks(organisation_ref, acts)
    piles: dict[str, list[Act]] = {name: [] for name in ("new", "changed", "same", "kept", "twins")}
    for act in acts:
        row = known.get(act.key)
        if act.key in own:
            piles["same"].append(act)
        elif row is not None:
            piles[_fate(row, act)].append(act)
        elif _look(act.draft) in looks:
            piles["twins"].append(act)
        else:
            piles["new"].append(act)
    return Sorted(**{name: tuple(pile) for name, pile in piles.items()})


@transaction.atomic
def take_in(
    *, actor: Viewer, organisation_ref: str, acts: Sequence[Act], with_twins: bool = False
) -> Taken:
    """Keep what is new, follow what changed there. The same file twice changes nothing more.

    Raises:
        NotYourRecords: the actor writes none for this structure.
        RecordRefused: an act cannot be a record; nothing is taken in.
    """
    piles = sort_acts(actor, organisation_ref, acts)
    wanted = (*piles.new, *piles.twins) if with_twins else piles.new
    created = _create(actor, organisation_ref, wanted)
    updated = _update(organisation_ref, piles.changed)
    if created or updated:
        journal.record(
            actor,
            "comptes-rendus.repris",
            f"structure:{organisation_ref}",
            created=created,
            updated=updated,
        )
    return Taken(created, updated, len(acts) - created - updated)


def _create(actor: Viewer, organisation_ref: str, acts: Iterable[Act]) -> int:
    now, is_fiction = timezone.now(), is_fiction_at(organisation_ref)
    rows = [
        SupportRecord(
            **columns_of(accepted(act.draft)),
            ref=new_ref(),
            author_id=actor.user_id,
            organisation_ref=organisation_ref,
            origin=COOP,
            origin_key=act.key,
            written_at=now,
            changed_at=now,
            request_key=_request_key(organisation_ref, act.key),
            is_fiction=is_fiction,
        )
        for act in acts
    ]
    # Somebody taking in the same file at the same moment: the first one wins, the other counts 0.
    SupportRecord.objects.bulk_create(rows, AT_ONCE, ignore_conflicts=True)
    refs = [row.ref for row in rows]
    return sum(
        SupportRecord.objects.filter(ref__in=refs[at : at + AT_ONCE]).count()
        for at in range(0, len(refs), AT_ONCE)
    )


def _update(organisation_ref: str, acts: Iterable[Act]) -> int:
    updated = 0
    for act in acts:
        row = SupportRecord.objects.select_for_update().get(
            organisation_ref=organisation_ref, origin=COOP, origin_key=act.key
        )
        if _fate(row, act) != "changed":
            continue
        for name, value in columns_of(_as_known_here(row, act)).items():
            setattr(row, name, value)
        row.version += 1
        row.written_at = row.changed_at = timezone.now()
        row.save()
        updated += 1
    return updated


def _fate(row: SupportRecord, act: Act) -> str:
    """written_at is when La Coop last said it: a later change was made here."""
    if tidied(draft_of(row)) == accepted(_as_known_here(row, act)):
        return "same"
    return "changed" if row.changed_at == row.written_at else "kept"


def _as_known_here(row: SupportRecord, act: Act) -> Draft:
    """What La Coop does not say stays as it is known here."""
    return replace(
        act.draft,
        forme_mediation=row.forme_mediation,
        monde=row.monde,
        passerelle_ref=row.passerelle_ref,
        note=row.note,
    )


def _known(
    organisation_ref: str, acts: Sequence[Act]
) -> tuple[dict[str, SupportRecord], frozenset[str]]:
    """(records taken in before by key, references of records written here) among the acts."""
    here = SupportRecord.objects.filter(organisation_ref=organisation_ref)
    keys = [act.key for act in acts]
    known: dict[str, SupportRecord] = {}
    own: set[str] = set()
    for at in range(0, len(keys), AT_ONCE):
        some = keys[at : at + AT_ONCE]
        known |= {row.origin_key: row for row in here.filter(origin=COOP, origin_key__in=some)}
        own |= set(here.exclude(origin=COOP).filter(ref__in=some).values_list("ref", flat=True))
    return known, frozenset(own)


def _looks(organisation_ref: str, acts: Sequence[Act]) -> frozenset[tuple[Any, ...]]:
    days = {act.draft.held_on for act in acts}
    if not days:
        return frozenset()
    rows = SupportRecord.objects.filter(
        organisation_ref=organisation_ref, held_on__range=(min(days), max(days))
    ).exclude(origin=COOP)
    return frozenset(_look(draft_of(row)) for row in rows if row.held_on in days)


def _look(draft: Draft) -> tuple[Any, ...]:
    return (
        draft.held_on,
        draft.minutes,
        draft.activity,
        len(draft.people),
        frozenset((*draft.themes, *draft.administrative_themes)),
    )


def _request_key(organisation_ref: str, key: str) -> str:
    return hashlib.sha256(f"{COOP}\x1f{organisation_ref}\x1f{key}".encode()).hexdigest()
