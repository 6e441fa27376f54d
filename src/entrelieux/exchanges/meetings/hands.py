"""A meeting in the hand of who may write it: locked, and the rules asked again under the lock."""

from django.utils.translation import gettext as _

from entrelieux.exchanges.meetings import policies
from entrelieux.exchanges.meetings.adapters import held_of
from entrelieux.exchanges.meetings.errors import MeetingGone, MeetingMoved
from entrelieux.exchanges.models import Meeting
from entrelieux.kernel.viewer import Viewer


def locked(ref: str) -> Meeting:
    """One lock for all that happens to a meeting: seats are counted and given one at a time.

    Raises:
        MeetingGone: absent.
    """
    clean = "" if "\x00" in ref else ref
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("network")
    row = rows.filter(ref=clean).first()
    if row is None:
        raise MeetingGone
    return row


def held_in_hand(actor: Viewer, ref: str) -> Meeting:
    """
    Raises:
        MeetingGone: absent, or not theirs to hold.
    """
    row = locked(ref)
    if not policies.may_hold(actor, held_of(row)):
        raise MeetingGone
    return row


def unmoved(row: Meeting, version: int | None) -> None:
    """
    Raises:
        MeetingMoved: somebody else changed it since the page was opened.
    """
    if version is not None and version != row.version:
        raise MeetingMoved(
            _(
                "Cette rencontre a changé depuis que cette page a été ouverte. "
                "Relisez-la, puis recommencez si besoin."
            )
        )
