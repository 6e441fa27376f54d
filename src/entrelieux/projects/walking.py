"""Who walks beside a project, and what each may read: the holder alone decides, at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.directory.structures import structure_for
from entrelieux.exchanges.selectors import mentors_met
from entrelieux.kernel import journal
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.keys import new_ref
from entrelieux.projects.errors import ProjectGone, SaidWrongly
from entrelieux.projects.hands import held
from entrelieux.projects.messages import take_back_invitation, tell_mentor, tell_structure
from entrelieux.projects.models import Companion, Opened, Project


@transaction.atomic
def invite(*, actor: Viewer, token: str, organisation_ref: str, parts: Iterable[str] = ()) -> str:
    """Have a structure walk beside the project, with the parts opened to it; its reference.

    One that is beside already stays, with these parts opened too.

    Raises:
        SaidWrongly: the structure or a part is unknown.
    """
    row, _person = held(actor=actor, token=token)
    companion = walk_with(row, organisation_ref, tuple(parts), timezone.now())
    _record(actor, "projet.compagnon-invité", row, companion)
    return companion.ref


@transaction.atomic
def invite_mentor(
    *, actor: Viewer, token: str, introduction: str, parts: Iterable[str] = ()
) -> str:
    """Have a mentor, met through an introduction that both accepted, walk beside the project.

    They read it at their own secret address, and are told so the way they chose.

    Raises:
        SaidWrongly: no such mentor was met, or a part is unknown.
    """
    row, person = held(actor=actor, token=token)
    met = {ref: (pk, name) for ref, pk, name in mentors_met(person.pk)}
    if introduction not in met:
        raise SaidWrongly(_("Cette marraine ou ce parrain n'est pas dans la liste."))
    pk, name = met[introduction]
    now = timezone.now()
    companion, is_new = Companion.objects.get_or_create(
        project=row,
        mentor_ref=introduction,
        until=None,
        defaults={
            "ref": new_ref(),
            "mentor_id": pk,
            "name": name or _("Ma marraine ou mon parrain"),
            "since": now,
        },
    )
    _open(companion, tuple(parts), now)
    _touch(row, now)
    if is_new:
        tell_mentor(companion)
    _record(actor, "projet.compagnon-invité", row, companion)
    return companion.ref


@transaction.atomic
def leave(*, actor: Viewer, token: str, companion: str) -> None:
    """The companion reads nothing any more, at once; what they wrote stays, signed."""
    row, _person = held(actor=actor, token=token)
    found = _companion(row, companion)
    now = timezone.now()
    found.opened.filter(revoked_at=None).update(revoked_at=now)
    found.until = now
    found.save(update_fields=["until"])
    take_back_invitation(found)
    row.actions.filter(owner=found, done_at=None, dropped_at=None).update(owner=None)
    _touch(row, now)
    _record(actor, "projet.compagnon-parti", row, found)


@transaction.atomic
def open_part(*, actor: Viewer, token: str, companion: str, part: str) -> None:
    row, _person = held(actor=actor, token=token)
    found = _companion(row, companion)
    _open(found, (part,), timezone.now())
    _touch(row, timezone.now())
    _record(actor, "projet.partie-ouverte", row, found, part=part)


@transaction.atomic
def close_part(*, actor: Viewer, token: str, companion: str, part: str) -> None:
    """At once. Closing what is closed is harmless."""
    row, _person = held(actor=actor, token=token)
    found = _companion(row, companion)
    now = timezone.now()
    if found.opened.filter(part=part[:24], revoked_at=None).update(revoked_at=now):
        _touch(row, now)
        _record(actor, "projet.partie-fermée", row, found, part=part)


def walk_with(
    row: Project, organisation_ref: str, parts: tuple[str, ...], now: datetime
) -> Companion:
    """Inside a transaction. Its accounts are told that something awaits, and nothing else."""
    card = structure_for(ANYONE, organisation_ref)
    if card is None or card.is_fiction != row.is_fiction:
        raise SaidWrongly(_("Cette structure n'est pas dans la liste."), field="structure")
    companion, is_new = Companion.objects.get_or_create(
        project=row,
        organisation_ref=card.ref,
        until=None,
        defaults={"ref": new_ref(), "name": card.name, "since": now},
    )
    _open(companion, parts, now)
    _touch(row, now)
    if is_new:
        tell_structure(row, companion)
    return companion


def _open(companion: Companion, parts: Iterable[str], now: datetime) -> None:
    shown = set(companion.opened.filter(revoked_at=None).values_list("part", flat=True))
    for part in dict.fromkeys(parts):
        if part not in pack.parts():
            raise SaidWrongly(_("Cette partie n'existe pas : choisissez-en une."), field="partie")
        if part not in shown:
            Opened.objects.create(companion=companion, part=part, agreed_at=now)


def _companion(row: Project, ref: str) -> Companion:
    found = row.companions.filter(ref=ref.replace("\x00", "")[:32], until=None).first()
    if found is None:
        raise ProjectGone
    return found


def _touch(row: Project, now: datetime) -> None:
    row.moved_at, row.version = now, row.version + 1
    row.save(update_fields=["moved_at", "version"])


def _record(actor: Viewer, verb: str, row: Project, companion: Companion, **facts: object) -> None:
    journal.record(actor, verb, f"projet:{row.ref}", companion=companion.ref, **facts)
