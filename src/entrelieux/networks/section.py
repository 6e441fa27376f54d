"""« Mon réseau » on the person's own page, in the copy of their data, and when they erase."""

from collections.abc import Mapping
from typing import Any

from entrelieux.networks import members, messages
from entrelieux.networks.finding import networks_in_sight
from entrelieux.networks.models import Member
from entrelieux.passerelles.persons import person_behind
from entrelieux.passerelles.sections import Section, add_section

RANK = 40


def register() -> None:
    add_section(Section("réseau", RANK, "networks/_section.html", shown, members.copied, leaves))


def shown(token: str, _ref: str) -> Mapping[str, Any] | None:
    """Nothing where there is neither a membership nor a network to join."""
    found = members.memberships_of(person_behind(token))
    if not found and not networks_in_sight():
        return None
    return {"token": token, "members": found}


def leaves(pk: int) -> None:
    """What has not left does not leave."""
    for row in Member.objects.filter(follow_up_id=pk):
        messages.take_back(row)
