"""News that no message can bring: on the list of the structure that helps the person.

Rooms above put theirs there too: they say an event in words that speak of nobody.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from entrelieux.exchanges.models import Introduction, NewsToTell
from entrelieux.passerelles.keys import new_ref
from entrelieux.passerelles.persons import reach_card

Words = Callable[[], str]
_words: dict[str, Words] = {}


def add_words(event: str, words: Words) -> None:
    """What somebody says to the person of this event. The same event again replaces it."""
    _words[event] = words


def in_words(event: str) -> str:
    return _words[event]() if event in _words else ""


def have_told(
    pk: int,
    *,
    key: str,
    event: str,
    introduction: Introduction | None = None,
    until: date | None = None,
) -> bool:
    """Have the structure that helps this file tell it, once a key; False when none does.

    until: the last day when it is worth telling, None for always.
    """
    card = reach_card(pk)
    if card is None or not card.helped_by:
        return False
    NewsToTell.objects.get_or_create(
        key=key,
        defaults={
            "ref": new_ref(),
            "follow_up_id": pk,
            "introduction": introduction,
            "event": event,
            "organisation_ref": card.helped_by[0],
            "since": timezone.now(),
            "until": until,
        },
    )
    return True


def take_back(key: str) -> None:
    """What nobody has told yet, of causes that begin so, has not to be told any more."""
    NewsToTell.objects.filter(key__startswith=key, told_at=None).delete()
