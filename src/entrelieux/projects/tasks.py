"""What the worker does of projects by itself: remind the holder, once, of what they are to do."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.exchanges.news import add_words
from entrelieux.kernel.work import duty
from entrelieux.packs.fr import projects as pack
from entrelieux.passerelles.adapters import local_day
from entrelieux.passerelles.persons import stages_of
from entrelieux.projects.messages import (
    OPENED,
    REMINDER,
    opening_to_tell,
    remind_holder,
    reminder_to_tell,
    take_back_invitation,
    take_back_reminder,
)
from entrelieux.projects.models import Action, Companion, Note

AHEAD = timedelta(days=1)
"""A reminder leaves the day before, or the day itself: never after, for nobody is chased."""


def register() -> None:
    duty("projets-rappels", timedelta(hours=1), remind)
    add_words(REMINDER, reminder_to_tell)
    add_words(OPENED, opening_to_tell)
    pre_delete.connect(_forget_action, sender=Action, dispatch_uid="projects.action")
    pre_delete.connect(_forget_companion, sender=Companion, dispatch_uid="projects.companion")


def remind(now: datetime) -> int:
    """Remind the holders whose next action is for tomorrow or today. Returns how many are due.

    Who no message reaches is told by who helps them. Done twice, it reminds once: a reminder bears
    the key of its action and day. Nobody is reminded of a project that they paused or stopped.
    """
    today = timezone.localdate(now)
    rows = Action.objects.filter(
        owner=None,
        done_at=None,
        dropped_at=None,
        due_on__range=(today - AHEAD, today + 2 * AHEAD),
    ).select_related("project")
    due = [row for row in rows.order_by("pk") if _is_due(row)]
    stages = stages_of({row.project.follow_up_id for row in due})
    count = 0
    for row in due:
        last = stages[row.project.follow_up_id][-1:]
        if any(one.stage.code in pack.RESULTS for one in last):
            continue
        with transaction.atomic():
            held = Action.objects.select_for_update(of=("self",)).filter(
                pk=row.pk, owner=None, done_at=None, dropped_at=None, due_on=row.due_on
            )
            count += bool(held.exists() and remind_holder(row))
    return count


def _is_due(row: Action) -> bool:
    here = local_day(row.project.departement)
    return row.due_on is not None and here <= row.due_on <= here + AHEAD


def _forget_action(instance: Action, **_kept: Any) -> None:
    """Erased with the file: what has not left does not leave."""
    take_back_reminder(instance.ref)


def _forget_companion(instance: Companion, **_kept: Any) -> None:
    take_back_invitation(instance)
    if instance.mentor_ref:  # they erase their file: what they wrote stays, their name does not
        for kind in (Action, Note):
            said = kind.objects.filter(companion=instance)
            said.update(author_name=_("Ma marraine ou mon parrain"))
