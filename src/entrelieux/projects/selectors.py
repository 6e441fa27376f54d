"""What may be read of projects, and by whom. Each look of a companion is written down first."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone

from entrelieux.accounts.selectors import account_card
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.exchanges.wording import without_contact
from entrelieux.kernel.looks import look
from entrelieux.kernel.viewer import ANYONE, Viewer
from entrelieux.packs.fr import passerelles as bridges_pack
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.persons import PersonCard, person_behind, stages_of
from entrelieux.passerelles.presenting import needs_of
from entrelieux.projects.cards import BesideCard, ProjectCard, PublicCard
from entrelieux.projects.errors import ProjectGone
from entrelieux.projects.hands import clean, companion_of, of_mentor, opened_to
from entrelieux.projects.models import Companion, Project
from entrelieux.projects.policies import helps_anybody
from entrelieux.projects.presenting import LOOKED, Reader
from entrelieux.territories.selectors import communes_by_code

__all__ = [
    "helps_anybody",
    "is_opened",
    "project_as_read",
    "project_behind",
    "project_beside",
    "project_of_file",
    "projects_beside",
    "public_projects",
]

MOST_LISTED = 200
LIST = "dans la liste"


def project_behind(token: str) -> ProjectCard:
    """The project of whoever holds this secret address: everything.

    Raises:
        FollowUpGone: the address opens nothing. ProjectGone: no project there yet.
    """
    row = _rows().filter(follow_up_id=person_behind(token).pk).first()
    if row is None:
        raise ProjectGone
    return Reader(row).whole()


def project_of_file(ref: str) -> ProjectCard | None:
    """The project of a file, by its reference, for the person's own page and copy."""
    row = _rows().filter(follow_up__ref=ref).first()
    return Reader(row).whole() if row else None


def project_as_read(token: str, companion: str) -> BesideCard:
    """What a companion reads of it, for the holder to bring on paper to who has no account.

    Raises:
        FollowUpGone: the address opens nothing. ProjectGone: nobody so named is beside it.
    """
    row = _rows().filter(follow_up_id=person_behind(token).pk).first()
    found = row.companions.filter(ref=clean(companion), until=None).first() if row else None
    if row is None or found is None:
        raise ProjectGone
    return Reader(row).beside(found, opened_to(found))


def is_opened(person: PersonCard) -> bool:
    """Whether this file has a project; nothing of it is read."""
    return Project.objects.filter(follow_up_id=person.pk).exists()


def project_beside(viewer: Viewer, ref: str, *, token: str = "") -> BesideCard:
    """A project as one of its companions reads it: what is opened, and nothing else.

    token: of a mentor's own file.

    Raises:
        ProjectGone: absent, closed, or not beside it. LookNotKeptError: nobody could know.
    """
    row = _rows().filter(ref=clean(ref)).first()
    companion = None if row is None else companion_of(row, viewer, token=token)
    if row is None or companion is None:
        raise ProjectGone
    codes = opened_to(companion)
    labels = [one.label.lower() for code, one in pack.parts().items() if code in codes]
    function = MENTOR if token else _function(viewer)
    what = LOOKED + (", ".join(labels) or "rien n'est ouvert")
    look(viewer, subject_of(row.follow_up.ref), companion.organisation_ref, function, what)
    return Reader(row).beside(companion, codes)


MENTOR = "marraine ou parrain"


def projects_beside(viewer: Viewer, *, token: str = "") -> tuple[BesideCard, ...]:
    """Those that the viewer's structures walk beside, or a mentor does, latest change first."""
    rows = Companion.objects.filter(until=None)
    if token:
        rows = of_mentor(rows, token)
    else:
        ours = {one.organisation for one in viewer.mandates if one.organisation}
        rows = rows.filter(organisation_ref__in=ours)
    found = {}
    for one in rows.select_related("project", "project__follow_up").order_by("pk"):
        if token or companion_of(one.project, viewer) == one:
            found[one.project.pk] = (one, one.project)
    ordered = sorted(found.values(), key=lambda pair: pair[1].moved_at, reverse=True)
    return tuple(_listed(viewer, *pair) for pair in ordered[:MOST_LISTED])


def public_projects(viewer: Viewer, codes: Iterable[str] = ()) -> tuple[PublicCard, ...]:  # noqa: ARG001  public to everybody
    """What their holders show to everybody, latest change first; fiction apart from what is real.

    codes: départements; none: all.
    """
    rows = shown_to_all()
    if wanted := list(codes):
        rows = rows.filter(departement__in=wanted)
    kept = list(rows.order_by("-moved_at", "pk")[:MOST_LISTED])
    stages = stages_of([row.follow_up_id for row in kept])
    communes = communes_by_code({row.code_insee for row in kept})
    return tuple(
        PublicCard(
            ref=row.ref,
            name=without_contact(row.name),
            pitch=without_contact(row.pitch),
            commune=communes[row.code_insee].name if row.code_insee in communes else "",
            stage=stages[row.follow_up_id][-1].stage if stages[row.follow_up_id] else None,
            needs=needs_of(c for c in row.needs if c not in bridges_pack.sensitive_needs()),
            is_fiction=row.is_fiction,
        )
        for row in kept
    )


def shown_to_all() -> QuerySet[Project]:
    return Project.objects.filter(is_public=True, is_fiction=offer_is_fiction())


def _listed(viewer: Viewer, companion: Companion, row: Project) -> BesideCard:
    """In a list: the name and what comes next. Being named there is a look too, once a day."""
    codes = opened_to(companion) & {"bref", "actions"}
    if "bref" in codes and companion.organisation_ref:
        subject = subject_of(row.follow_up.ref)
        _noted_today(viewer, subject, companion.organisation_ref, timezone.localdate())
    return Reader(row).beside(companion, codes)


@lru_cache(maxsize=8_192)
def _noted_today(viewer: Viewer, subject: str, organisation: str, day: date) -> None:  # noqa: ARG001  the day is in the key
    look(viewer, subject, organisation, _function(viewer), LOOKED + LIST)


def _function(viewer: Viewer) -> str:
    card = account_card(viewer.user_id) if viewer is not ANYONE else None
    return card.function if card else ""


def _rows():  # type: ignore[no-untyped-def]
    return Project.objects.select_related("follow_up")
