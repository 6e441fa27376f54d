"""What is written of records: one act, its changes, its end."""

import secrets

from django.db import transaction
from django.utils import timezone

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.adapters import columns_of, draft_of
from entrelieux.counter.records.drafts import Draft, problems, tidied
from entrelieux.counter.records.errors import (
    NotYourRecords,
    RecordChanged,
    RecordGone,
    RecordRefused,
)
from entrelieux.counter.records.policies import (
    is_fiction_at,
    may_change_record,
    may_keep_records,
)
from entrelieux.counter.records.presenting import record_card
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer


@transaction.atomic
def write_record(*, actor: Viewer, organisation_ref: str, draft: Draft, request_key: str) -> str:
    """Keep one act. A form sent twice writes one record. Returns its reference.

    Raises:
        NotYourRecords: the actor writes none for this structure.
        RecordChanged: this form already wrote a record that says something else.
        RecordRefused: what is wrong, field by field.
    """
    if not may_keep_records(actor, organisation_ref):
        raise NotYourRecords
    draft = accepted(draft)
    key = f"{actor.user_id}:{request_key}"[:64]
    now = timezone.now()
    record, is_new = SupportRecord.objects.get_or_create(
        request_key=key,
        defaults={
            **columns_of(draft),
            "ref": new_ref(),
            "author_id": actor.user_id,
            "organisation_ref": organisation_ref,
            "written_at": now,
            "changed_at": now,
            "is_fiction": is_fiction_at(organisation_ref),
        },
    )
    if is_new:
        journal.record(actor, "compte-rendu.écrit", f"compte-rendu:{record.ref}")
    elif tidied(draft_of(record)) != draft:
        raise RecordChanged(record_card(record, actor))
    return record.ref


@transaction.atomic
def change_record(*, actor: Viewer, ref: str, draft: Draft, version: int) -> None:
    """Say it otherwise. version: the one that was read. Saying the same again changes nothing.

    Raises:
        RecordGone: absent, or not the actor's.
        RecordChanged: somebody changed it since it was read; both texts are kept.
        RecordRefused: what is wrong, field by field.
    """
    row = _locked(actor, ref)
    draft = accepted(draft)
    if draft == tidied(draft_of(row)):
        return
    if row.version != version:
        raise RecordChanged(record_card(row, actor))
    for name, value in columns_of(draft).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = timezone.now()
    row.save()
    journal.record(actor, "compte-rendu.changé", f"compte-rendu:{ref}", version=row.version)


@transaction.atomic
def delete_record(*, actor: Viewer, ref: str) -> None:
    """Forget an act for good.

    Raises:
        RecordGone: absent, or not the actor's.
    """
    _locked(actor, ref).delete()
    journal.record(actor, "compte-rendu.supprimé", f"compte-rendu:{ref}")


def accepted(draft: Draft) -> Draft:
    draft = tidied(draft)
    if found := problems(draft, timezone.localdate()):
        raise RecordRefused(found)
    return draft


def new_ref() -> str:
    return secrets.token_hex(12)


def _locked(actor: Viewer, ref: str) -> SupportRecord:
    if "\x00" in ref:  # one of the databases refuses to be asked for it
        raise RecordGone
    row = SupportRecord.objects.select_for_update().filter(ref=ref).first()
    if row is None or not may_change_record(actor, row):
        raise RecordGone
    return row
