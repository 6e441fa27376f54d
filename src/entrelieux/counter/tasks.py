"""What comes back regularly at the counter: yesterday's visits close by themselves."""

from datetime import datetime, timedelta

from entrelieux.counter.services import close_visits_of_past_days
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.kernel.work import duty


def register() -> None:
    duty("guichet-fin-de-journee", timedelta(hours=1), close_past_visits)


def close_past_visits(now: datetime) -> int:
    return close_visits_of_past_days(actor=OPERATOR, now=now)
