"""Acts that were checked, carried by the page until somebody says yes: nothing is kept before.

They are signed for one account and one structure, for an hour, so that what is taken in is what
was shown. They hold codes and figures only.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core import signing

from entrelieux.counter.records.coop_reading import Act
from entrelieux.counter.records.drafts import Draft, Someone
from entrelieux.kernel.viewer import Viewer

SALT = "entrelieux.counter.records.carrying"
SECONDS = 3600


def signed(viewer: Viewer, organisation_ref: str, acts: Iterable[Act]) -> str:
    held = [viewer.user_id, organisation_ref, [_packed(act) for act in acts]]
    return signing.dumps(held, salt=SALT, compress=True)


def read(viewer: Viewer, organisation_ref: str, text: str) -> tuple[Act, ...]:
    """The acts that were shown.

    Raises:
        BadSignature: changed, too old, or signed for somebody or something else.
    """
    user_id, of, packed = signing.loads(text, salt=SALT, max_age=SECONDS)
    if (user_id, of) != (viewer.user_id, organisation_ref):
        raise signing.BadSignature
    return tuple(_unpacked(one) for one in packed)


def _packed(act: Act) -> list[Any]:
    said = {name: value for name, value in asdict(act.draft).items() if value}
    said["held_on"] = act.draft.held_on.isoformat()
    said["people"] = [[one.age, one.gender, one.status] for one in act.draft.people]
    return [act.key, act.row, said]


def _unpacked(packed: list[Any]) -> Act:
    key, row, said = packed
    said["held_on"] = date.fromisoformat(said["held_on"])
    said["people"] = tuple(Someone(*one) for one in said.get("people", ()))
    for name in ("themes", "administrative_themes", "redirections"):
        said[name] = tuple(said.get(name, ()))
    return Act(key, row, Draft(**said))
