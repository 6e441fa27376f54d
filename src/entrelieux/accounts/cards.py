"""What other rooms know of accounts and networks: never the rows."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """reminder_days: increasing. quiet_from, quiet_until: local hours without message between."""

    pk: int
    ref: str
    name: str
    zone: str
    zone_code: str
    reminder_days: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    small_count: int
    version: int
    is_fiction: bool


@dataclass(frozen=True, slots=True)
class AccountCard:
    """Who somebody is for colleagues. email: "" for who has none."""

    user_id: int
    name: str
    function: str
    email: str


@dataclass(frozen=True, slots=True)
class MandateCard:
    """A mandate in force. organisation, network: one of the two is ""; target: its name.

    given_by: "" when it was given from the command line, or by an account that is gone.
    """

    ref: str
    user_id: int
    name: str
    role: str
    role_label: str
    organisation: str
    network: str
    target: str
    zone_name: str
    given_by: str
    given_at: datetime
    ends_on: date | None
