"""In whose hand is this write? The holder's, or that of a companion to whom something is opened.

Rows are locked in one order, the file then the project. What is opened is read under the lock: a
part closed between the page and its answer is closed.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from entrelieux.exchanges.selectors import still_met
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.adapters import ground_of
from entrelieux.passerelles.hands import holds_now
from entrelieux.passerelles.persons import PersonCard, person_behind, person_in_hand
from entrelieux.projects import policies
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.models import Companion, Opened, Project


@dataclass(frozen=True, slots=True)
class Beside:
    """A project in the hand of a companion. opened: codes of the parts they may read now."""

    project: Project
    companion: Companion
    opened: frozenset[str]


def held(*, actor: Viewer, token: str) -> tuple[Project, PersonCard]:
    """The project of whoever holds this secret address, locked.

    Raises:
        FollowUpGone: the address opens nothing. ProjectGone: no project there.
    """
    person = person_in_hand(actor=actor, token=token)
    row = _locked().filter(follow_up_id=person.pk).first()
    if row is None:
        raise ProjectGone
    return row, person


def beside(*, actor: Viewer, ref: str, token: str = "") -> Beside:
    """A project in the hand of one of its companions, locked. token: of a mentor's own file.

    Raises:
        ProjectGone: absent, or not beside it.
    """
    row = _locked().filter(ref=clean(ref)).first()
    found = None if row is None else companion_of(row, actor, token=token, is_write=True)
    if row is None or found is None:
        raise ProjectGone
    return Beside(row, found, opened_to(found))


def companion_of(
    row: Project, viewer: Viewer, *, token: str = "", is_write: bool = False
) -> Companion | None:
    """As whom this viewer walks beside a project now; None when they do not.

    is_write: mandates are read again from the database.
    """
    rows = row.companions.filter(until=None)
    if token:
        return of_mentor(rows, token).first()
    refs = rows.exclude(organisation_ref="").values_list("organisation_ref", flat=True)
    ours = policies.walking_as(viewer, list(refs), ground_of(row.code_insee))
    chosen = holds_now(viewer, ours) if is_write else min(ours, default="")
    return rows.filter(organisation_ref=chosen).first() if chosen else None


def of_mentor(rows: QuerySet[Companion], token: str) -> QuerySet[Companion]:
    """As whom a mentor walks, by the address of their own file: as long as their pair goes on."""
    found = rows.filter(mentor_id=person_behind(token).pk)
    return found.filter(mentor_ref__in=still_met(found.values_list("mentor_ref", flat=True)))


def opened_to(companion: Companion) -> frozenset[str]:
    rows = Opened.objects.filter(companion=companion, revoked_at=None)
    return frozenset(rows.values_list("part", flat=True))


def clean(ref: str) -> str:
    return "" if "\x00" in ref else ref


def _locked():  # type: ignore[no-untyped-def]
    return Project.objects.select_for_update(of=("self",))
