"""« /passerelles/ »: what is received and sent, who awaits news, what nobody can answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entrelieux.engine.handover.machine import State
from entrelieux.kernel.access import access
from entrelieux.kernel.answers import see_other
from entrelieux.kernel.viewer import Viewer
from entrelieux.passerelles.cards import PasserelleCard, TaskCard
from entrelieux.passerelles.policies import animates, helps_anybody, helps_or_animates
from entrelieux.passerelles.presenting import state_coded
from entrelieux.passerelles.selectors import inbox_of, sent_by, without_interlocutor
from entrelieux.passerelles.telling import Eyes, age, awaited, days_since

LATE_DAYS = 9
TO_ANSWER, ONGOING, SENT, TO_TELL = "a-repondre", "en-cours", "envoyees", "a-prevenir"


@dataclass(frozen=True, slots=True)
class Tab:
    code: str
    label: str
    count: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-over of a list. who: from or to whom. awaits: what comes next, in words."""

    card: PasserelleCard
    who: str
    age: str
    is_late: bool
    awaits: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """filters: (code, label, chosen) of the states there are; empty where one cannot choose."""

    view: str
    title: str
    help: str
    nothing: str
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...] = ()
    tasks: tuple[TaskCard, ...] = ()
    filters: tuple[tuple[str, str, bool], ...] = ()
    orphans: int | None = None


@access(helps_or_animates)
@require_safe
def passerelles(request: HttpRequest) -> HttpResponse:
    """Oldest first: those who have waited longest are answered first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not helps_anybody(viewer):
        return see_other("sans-interlocuteur/")
    page = _page(viewer, request.GET.get("vue", ""), request.GET.get("etat", ""))
    return render(request, "passerelles/list.html", {"page": page, "section": "passerelles"})


@access(animates)
@require_safe
def orphans(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    context = {"waiting": without_interlocutor(viewer), "section": "passerelles"}
    return render(request, "passerelles/orphans.html", context)


def _page(viewer: Viewer, asked: str, state: str) -> ListPage:
    inbox, sent = inbox_of(viewer), sent_by(viewer)
    lists: dict[str, Sequence[object]] = {
        TO_ANSWER: inbox.to_answer,
        ONGOING: inbox.ongoing,
        SENT: sent,
        TO_TELL: inbox.tasks,
    }
    shown = asked if asked in lists else next((c for c, rows in lists.items() if rows), TO_ANSWER)
    title, help_, nothing = _words()[shown]
    rows = {TO_ANSWER: inbox.to_answer, ONGOING: inbox.ongoing, SENT: sent}.get(shown, ())
    return ListPage(
        view=shown,
        title=title,
        help=help_,
        nothing=nothing,
        tabs=tuple(
            Tab(code, _words()[code][0], len(rows), code == shown) for code, rows in lists.items()
        ),
        rows=tuple(_row(card, shown) for card in rows if not state or card.state.code == state),
        tasks=inbox.tasks if shown == TO_TELL else (),
        filters=_filters(rows, state) if shown != TO_TELL else (),
        orphans=0 if animates(viewer) else None,
    )


def _words() -> dict[str, tuple[str, str, str]]:
    """Title, what is there, and what is said when nothing is."""
    return {
        TO_ANSWER: (
            _("À répondre"),
            _("Des demandes reçues, la plus ancienne d'abord."),
            _("Aucune demande n'attend votre réponse."),
        ),
        ONGOING: (
            _("En cours chez nous"),
            _("Ce que vous avez accepté, ou des personnes déjà rencontrées."),
            _("Rien n'est en cours."),
        ),
        SENT: (
            _("Envoyées"),
            _("Ce que votre structure a confié à d'autres, la plus récente d'abord."),
            _("Votre structure n'a encore rien confié."),
        ),
        TO_TELL: (
            _("À prévenir"),
            _("Des personnes attendent des nouvelles, par téléphone, sur papier ou par un relais."),
            _("Personne n'attend de nouvelles de vous."),
        ),
    }


def _row(card: PasserelleCard, view: str) -> Row:
    since = card.sent_at or card.proposed_at
    waits = card.state.code in {State.SENT, State.SILENT, State.CONSENTED}
    late = waits and days_since(since) >= LATE_DAYS
    eyes = Eyes.SENDER if view == SENT else Eyes.RECEIVER
    return Row(card, _who(card, view), age(since), late, awaited(card, eyes))


def _who(card: PasserelleCard, view: str) -> str:
    person = card.person or _("une personne")
    if view == SENT:
        return _("%(person)s, confiée à %(name)s") % {
            "person": _sentence(person),
            "name": card.receiver.name,
        }
    if card.sender.name:
        return _("%(person)s, par %(name)s") % {
            "person": _sentence(person),
            "name": card.sender.name,
        }
    return _("%(person)s, sans intermédiaire") % {"person": _sentence(person)}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filters(rows: Sequence[PasserelleCard], chosen: str) -> tuple[tuple[str, str, bool], ...]:
    there = dict.fromkeys(card.state.code for card in rows)
    if len(there) < 2 and not chosen:
        return ()
    return tuple((code, state_coded(code).label, code == chosen) for code in there)
