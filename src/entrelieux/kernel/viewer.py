"""Who is asking: the only thing that policies and selectors know about a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Viewer:
    """user_id: None for somebody who is not signed in."""

    user_id: int | None = None
    is_operator: bool = False

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None


ANYONE = Viewer()
OPERATOR = Viewer(user_id=0, is_operator=True)
