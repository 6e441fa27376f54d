"""Who is of an evening, each under a name that is theirs alone there: « Marie », « Marie 2 »."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrelieux.engine.language.fold import fold
from entrelieux.exchanges.models import Meeting, Seat


@dataclass(frozen=True, slots=True)
class Labelled:
    seat: Seat
    label: str


def labelled(seats: Iterable[Seat]) -> tuple[Labelled, ...]:
    """In the order given; a name already borne gets a number, so that nobody answers for another.

    Law: whoever joins afterwards changes nobody's label.
    """
    borne: set[str] = set()
    found = []
    for seat in seats:
        label, number = seat.name, 1
        while fold(label) in borne:
            number += 1
            label = f"{seat.name} {number}"
        borne.add(fold(label))
        found.append(Labelled(seat, label))
    return tuple(found)


def people_of(meeting: Meeting) -> tuple[Labelled, ...]:
    """Those who signed up or came, in the order they did; those who gave their seat back aside."""
    seats = Seat.objects.filter(meeting=meeting).exclude(state=Seat.State.GIVEN_BACK)
    return labelled(seats.order_by("taken_at", "pk"))


def named(people: Sequence[Labelled], text: str) -> Seat | None:
    """Who bears this label, whatever its accents and capitals."""
    wanted = fold(text)
    return next((one.seat for one in people if fold(one.label) == wanted), None)
