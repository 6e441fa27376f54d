"""The one door through which projects are written; each function says its own."""

from entrelieux.projects.acting import ToDo, add_action, add_note, settle
from entrelieux.projects.walking import close_part, invite, invite_mentor, leave, open_part
from entrelieux.projects.writing import (
    Firm,
    Said,
    add_stage,
    choose_place,
    open_project,
    say,
    say_firm,
    show,
    write_part,
)

__all__ = [
    "Firm",
    "Said",
    "ToDo",
    "add_action",
    "add_note",
    "add_stage",
    "choose_place",
    "close_part",
    "invite",
    "invite_mentor",
    "leave",
    "open_part",
    "open_project",
    "say",
    "say_firm",
    "settle",
    "show",
    "write_part",
]
