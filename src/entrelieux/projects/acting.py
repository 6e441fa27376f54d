"""Next actions and notes: by the holder, or by a companion who signs for their structure."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.kernel import journal
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.adapters import local_day
from entrelieux.passerelles.keys import new_ref
from entrelieux.projects.errors import ProjectGone, SaidWrongly
from entrelieux.projects.hands import beside, held
from entrelieux.projects.messages import take_back_reminder
from entrelieux.projects.models import Action, Companion, Note, Project

ACTION_LENGTH, NOTE_LENGTH = 300, 4_000
MOST_OF_ONE = 200
"""Actions, and notes, that one hand may write in a project: nobody fills it in another's place."""
FURTHEST = timedelta(days=3 * 366)
DONE, DROPPED, AGAIN = "faite", "laissee", "reprise"


@dataclass(frozen=True, slots=True)
class ToDo:
    """owner: reference of a companion, "" for the holder. due_on: None for no day."""

    words: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """author: None in the holder's own hand."""

    project: Project
    author: Companion | None
    actor: Viewer


def _in_hand(part: str, *, actor: Viewer, token: str, ref: str) -> Hand:
    """token alone: the holder. ref: a companion, a mentor with their own token; ``part`` must be
    opened to them.

    Raises:
        ProjectGone: absent, not theirs, or that part is closed.
    """
    if not ref:
        return Hand(held(actor=actor, token=token)[0], None, actor)
    found = beside(actor=actor, ref=ref, token=token)
    if part not in found.opened:
        raise ProjectGone
    return Hand(found.project, found.companion, actor)


@transaction.atomic
def add_action(
    *, actor: Viewer, to_do: ToDo, token: str = "", project: str = "", request_key: str = ""
) -> str:
    """One more thing to do; its reference. The same form sent twice writes one.

    A companion gives an action to the holder or to themselves, never to another structure.

    Raises:
        ProjectGone: not theirs, or actions are not opened. SaidWrongly: empty, a day
            long ago, or one too many.
    """
    hand = _in_hand("actions", actor=actor, token=token, ref=project)
    words = " ".join(to_do.words.split())[:ACTION_LENGTH]
    if not words:
        raise SaidWrongly(_("Dites en quelques mots ce qu'il y a à faire."), field="action")
    today = local_day(hand.project.departement)
    if to_do.due_on is not None and not today <= to_do.due_on <= today + FURTHEST:
        raise SaidWrongly(_("Choisissez un jour à venir, ou laissez vide."), field="jour")
    if kept := _sent_already(Action, hand, request_key):
        return kept
    _check_room(Action, hand, "action")
    row = Action.objects.create(
        project=hand.project,
        words=words,
        owner=_owner(hand, to_do.owner),
        due_on=to_do.due_on,
        **_signed(hand, request_key),
    )
    _done(hand, "projet.action-écrite", row.ref)
    return row.ref


@transaction.atomic
def settle(*, actor: Viewer, action: str, how: str, token: str = "", project: str = "") -> None:
    """Done, let go, or taken up again. Saying it twice says it once."""
    hand = _in_hand("actions", actor=actor, token=token, ref=project)
    row = hand.project.actions.filter(ref=action.replace("\x00", "")[:32]).first()
    if row is None:
        raise SaidWrongly(_("Cette action n'est plus là."), field="action")
    if how not in {DONE, DROPPED, AGAIN}:
        raise SaidWrongly(_("Dites si c'est fait, ou laissé."), field="action")
    now = timezone.now()
    before = (row.done_at is not None, row.dropped_at is not None)
    after = (how == DONE, how == DROPPED)
    if before == after:
        return
    row.done_at, row.dropped_at = (now if how == DONE else None), (now if how == DROPPED else None)
    row.save(update_fields=["done_at", "dropped_at"])
    if how != AGAIN:
        take_back_reminder(row.ref)
    _done(hand, "projet.action-changée", row.ref)


@transaction.atomic
def add_note(
    *, actor: Viewer, words: str, token: str = "", project: str = "", request_key: str = ""
) -> str:
    """A note, signed; the same form sent twice writes one.

    Raises:
        ProjectGone: not theirs, or notes are not opened. SaidWrongly: empty, or one too many.
    """
    hand = _in_hand("notes", actor=actor, token=token, ref=project)
    said = words.strip()[:NOTE_LENGTH]
    if not said:
        raise SaidWrongly(_("La note est vide."), field="note")
    if kept := _sent_already(Note, hand, request_key):
        return kept
    _check_room(Note, hand, "note")
    row = Note.objects.create(project=hand.project, words=said, **_signed(hand, request_key))
    _done(hand, "projet.note-écrite", row.ref)
    return row.ref


def _sent_already(kind: type[Action] | type[Note], hand: Hand, request_key: str) -> str:
    rows = kind.objects.filter(project=hand.project, request_key=request_key)
    found = rows.filter(companion=hand.author).first() if request_key else None
    return found.ref if found else ""


def _check_room(kind: type[Action] | type[Note], hand: Hand, field: str) -> None:
    rows = kind.objects.filter(project=hand.project, companion=hand.author)
    if rows.count() >= MOST_OF_ONE:
        raise SaidWrongly(
            _(
                "Vous en avez déjà écrit %(most)d dans ce projet, c'est le plus possible. "
                "Pour la suite, complétez une partie du projet."
            )
            % {"most": MOST_OF_ONE},
            field=field,
        )


def _signed(hand: Hand, request_key: str) -> dict[str, object]:
    return {
        "ref": new_ref(),
        "companion": hand.author,
        "author_name": hand.author.name if hand.author else "",
        "written_by_id": hand.actor.user_id if hand.author else None,
        "written_at": timezone.now(),
        "request_key": request_key[:64],
    }


def _owner(hand: Hand, ref: str) -> Companion | None:
    if not ref:
        return None
    if hand.author is not None and ref != hand.author.ref:
        raise SaidWrongly(_("Choisissez la personne, ou votre structure."), field="qui")
    found = hand.project.companions.filter(ref=ref.replace("\x00", "")[:32], until=None).first()
    if found is None:
        raise SaidWrongly(_("Choisissez vous, ou qui vous accompagne."), field="qui")
    return found


def _done(hand: Hand, verb: str, ref: str) -> None:
    row = hand.project
    row.moved_at, row.version = timezone.now(), row.version + 1
    row.save(update_fields=["moved_at", "version"])
    by = hand.author.ref if hand.author else "personne"
    journal.record(hand.actor, verb, f"projet:{row.ref}", action=ref, by=by)
