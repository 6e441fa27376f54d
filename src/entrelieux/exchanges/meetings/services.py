"""What is written of meetings: one transaction and one line of the journal each."""

from entrelieux.exchanges.meetings.preparing import (
    Asked,
    announce,
    cancel,
    change_meeting,
    prepare_meeting,
)
from entrelieux.exchanges.meetings.promising import end_promise
from entrelieux.exchanges.meetings.recording import Evening, Line, Newcomer, record_evening
from entrelieux.exchanges.meetings.removing import remove_line
from entrelieux.exchanges.meetings.seating import Asked as SeatAsked
from entrelieux.exchanges.meetings.seating import Taken, give_back, take_seat, told
from entrelieux.exchanges.meetings.understanding import confirm_line

__all__ = [
    "Asked",
    "Evening",
    "Line",
    "Newcomer",
    "SeatAsked",
    "Taken",
    "announce",
    "cancel",
    "change_meeting",
    "confirm_line",
    "end_promise",
    "give_back",
    "prepare_meeting",
    "record_evening",
    "remove_line",
    "take_seat",
    "told",
]
