"""In whose hand is this membership? The member's, a structure's own people, or who helps them."""

from dataclasses import dataclass

from entrelieux.accounts.selectors import holders_of
from entrelieux.kernel.viewer import Role, Viewer
from entrelieux.networks.errors import MemberGone
from entrelieux.networks.models import Member
from entrelieux.passerelles.persons import person_in_hand

SPEAKERS = (Role.AGENT, Role.PLACE_HOLDER, Role.ADMINISTRATOR)
"""Roles that may join a network in the name of their structure."""


@dataclass(frozen=True, slots=True)
class Whose:
    """token: of the person's own file; file: as a structure knows it; organisation: a structure's
    own membership. One of the three."""

    token: str = ""
    file: str = ""
    organisation: str = ""


def speaks_for(viewer: Viewer, organisation_ref: str) -> bool:
    return organisation_ref in viewer.organisations(*SPEAKERS)


def speaks_for_any(viewer: Viewer) -> bool:
    return bool(viewer.organisations(*SPEAKERS))


def structure_in_hand(actor: Viewer, organisation_ref: str) -> None:
    """Mandates are read again: one revoked between the page and its answer is worth nothing.

    Raises:
        MemberGone: not a structure that the actor speaks for.
    """
    held = speaks_for(actor, organisation_ref) and holders_of(organisation_ref, *SPEAKERS)
    if not held or not any(one.user_id == actor.user_id for one in held):
        raise MemberGone


def member_in_hand(*, actor: Viewer, whose: Whose, ref: str) -> Member:
    """One membership, locked; the file is locked first, and its time runs again.

    Raises:
        FollowUpGone: the file is absent, erased, or not theirs. MemberGone: the membership is.
    """
    if whose.organisation:
        structure_in_hand(actor, whose.organisation)
        mine: dict[str, object] = {"organisation_ref": whose.organisation}
    else:
        person = person_in_hand(actor=actor, token=whose.token, ref=whose.file)
        mine = {"follow_up_id": person.pk}
    rows = Member.objects.select_for_update(of=("self",)).select_related("network")
    row = rows.filter(ref=clean(ref), **mine).first()
    if row is None:
        raise MemberGone
    return row


def clean(text: str) -> str:
    """One line, without what a database refuses."""
    return " ".join(text.replace("\x00", "").split())
