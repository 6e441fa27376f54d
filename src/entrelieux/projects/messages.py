"""What is written to whom about a project: no name, no word and no need of anybody is in it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.accounts.selectors import holders_of, network_of
from entrelieux.engine.handover.chasing import next_moment
from entrelieux.exchanges.news import have_told, take_back
from entrelieux.kernel import outbox, ui
from entrelieux.passerelles.adapters import holidays_around, instant, local, rhythm_of
from entrelieux.passerelles.persons import Written, write_to
from entrelieux.passerelles.policies import HELPERS
from entrelieux.projects.models import Action, Companion, Project

MAIL = "courriel"
REMINDER = "projet-rappel"
OPENED = "projet-ouvert"


def tell_structure(row: Project, companion: Companion) -> None:
    """To each account of a structure: a project awaits in its list."""
    with translation.override("fr"):
        subject = _("Un projet est ouvert à votre structure")
        if row.is_fiction:
            subject = _("[Fiction] %(subject)s") % {"subject": subject}
        body = _(
            "Bonjour,\n\nQuelqu'un ouvre une partie de son projet à votre structure.\n"
            "Lisez-la, une fois connecté·e : %(address)s\n"
        ) % {"address": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('projects:list')}"}
    when = office_time(row, companion.organisation_ref)
    for account in holders_of(companion.organisation_ref, *HELPERS):
        if account.email:
            outbox.post(
                key=f"{invitation_keys(companion)}{account.user_id}",
                channel=MAIL,
                recipient=account.email,
                subject=subject,
                body=body,
                not_before=when,
            )


def tell_mentor(companion: Companion) -> bool:
    """By the way they chose, or by who helps them when no message can. False when nobody can."""
    assert companion.mentor_id is not None
    key = invitation_keys(companion)
    with translation.override("fr"):
        said = Written(
            key=key,
            subject=_("Quelqu'un vous ouvre un projet"),
            body=_(
                "Bonjour,\n\nUne personne que vous avez rencontrée vous ouvre une partie de son "
                "projet.\nElle se lit à l'adresse de suivi que vous gardez. Rien ne presse.\n"
            ),
        )
    return write_to(companion.mentor_id, said) or have_told(
        companion.mentor_id, key=key, event=OPENED
    )


def opening_to_tell() -> str:
    """For who helps a mentor: nothing says whose project it is."""
    return _("Quelqu'un lui a ouvert des pages à lire, à son adresse de suivi. Rien ne presse.")


def take_back_invitation(companion: Companion) -> None:
    """What has not left, or was not told yet, is left unsaid."""
    key = invitation_keys(companion)
    outbox.take_back(keys=key)
    take_back(key)


def invitation_keys(companion: Companion) -> str:
    """A companion is told once of a project, however often they are invited."""
    who = companion.organisation_ref or f"marraine-{companion.mentor_ref}"
    return f"projet:{companion.project_id}:{who}:"


def remind_holder(row: Action) -> bool:
    """To the holder, by the way they chose, at waking hours; by who helps them when no message can.

    False when nobody can.
    """
    assert row.due_on is not None
    key = reminder_key(row.ref, row.due_on.isoformat())
    with translation.override("fr"):
        said = Written(
            key=key,
            subject=_("Un rappel pour votre projet"),
            body=_(
                "Bonjour,\n\nUne action de votre projet est prévue pour le %(day)s.\n"
                "Le détail est à l'adresse de suivi que vous gardez. "
                "Rien ne presse : vous pouvez changer la date, ou laisser cette action.\n"
            )
            % {"day": ui.day(row.due_on)},
        )
    pk = row.project.follow_up_id
    return write_to(pk, said) or have_told(pk, key=key, event=REMINDER, until=row.due_on)


def take_back_reminder(action_ref: str) -> None:
    """What has not left, or was not told yet, is left unsaid."""
    key = reminder_key(action_ref)
    outbox.take_back(keys=key)
    take_back(key)


def reminder_to_tell() -> str:
    """For who helps the holder, who may not know of the project: nothing says that it is one."""
    return _(
        "Ce jour-là, elle a prévu quelque chose. Demandez-lui si elle y pense : rien ne presse."
    )


def reminder_key(action_ref: str, day: str = "") -> str:
    return f"action:{action_ref}:{day}"


def office_time(row: Project, organisation_ref: str) -> datetime:
    """The first moment when a structure may be written to."""
    here = local(timezone.now(), row.departement)
    closed = holidays_around(here.date(), row.departement)
    found = next_moment(here, rhythm_of(network_of(organisation_ref)), closed)
    return instant(found, row.departement)
