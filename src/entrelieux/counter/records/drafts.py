"""What a record says, before it is a row: codes of La Coop, nobody's name, and what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary

MOST_MINUTES = 23 * 60 + 59
MOST_PEOPLE = 200
LONGEST_NOTE = 1000
OLDEST = date(2015, 1, 1)
NOBODY = "aucune"  # the person was sent to nobody else: said, unlike an empty list
ALONE, TOGETHER = "individuel", "collectif"
AT_A_PLACE, AFAR = "lieu_activite", "a_distance"


@dataclass(frozen=True, slots=True)
class Someone:
    """One anonymous person. Each is "" when it was not said."""

    age: str = ""
    gender: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One act. Lists hold codes of ``packs.fr.coop``; redirections may be (NOBODY,) alone.

    people: in a workshop, ages, genders and statuses are counted apart: the first of each are
    put side by side, so rows of one workshop must not be crossed.
    """

    held_on: date
    forme_mediation: str
    monde: str
    activity: str
    minutes: int
    place_of_act: str = AT_A_PLACE
    place_ref: str = ""
    code_insee: str = ""
    themes: tuple[str, ...] = ()
    administrative_themes: tuple[str, ...] = ()
    autonomy: str = ""
    level: str = ""
    people: tuple[Someone, ...] = ()
    redirections: tuple[str, ...] = ()
    passerelle_ref: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """field: of ``Draft``. found, expected: in plain French."""

    field: str
    found: str
    expected: str


def tidied(draft: Draft) -> Draft:
    """The same act, said in one way: order of the lists, what goes without saying left out."""
    themes = _ordered(draft.themes, Vocabulary.THEME)
    administrative = _ordered(draft.administrative_themes, Vocabulary.ADMINISTRATIVE_THEME)
    if administrative and coop.ADMINISTRATIVE not in themes:
        themes = _ordered((*themes, coop.ADMINISTRATIVE), Vocabulary.THEME)
    redirections = tuple(dict.fromkeys(draft.redirections))
    if len(redirections) > 1:
        redirections = tuple(one for one in redirections if one != NOBODY)
    without_audience = draft.activity in coop.NO_AUDIENCE
    place = draft.place_ref if draft.place_of_act == AT_A_PLACE else ""
    return replace(
        draft,
        themes=themes,
        administrative_themes=administrative,
        redirections=() if without_audience else redirections,
        place_ref=place,
        code_insee="" if place or draft.place_of_act == AFAR else draft.code_insee,
        autonomy=draft.autonomy if draft.activity == ALONE else "",
        level=draft.level if draft.activity == TOGETHER else "",
        people=() if without_audience else tuple(_unsaid_left_out(one) for one in draft.people),
        note=draft.note.replace("\r\n", "\n").strip(),
    )


def _unsaid_left_out(one: Someone) -> Someone:
    said = ("" if value == coop.UNSAID else value for value in (one.age, one.gender, one.status))
    return Someone(*said)


def _ordered(values: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    known = coop.codes(vocabulary)
    last = len(known) + 1
    return tuple(
        sorted(dict.fromkeys(values), key=lambda one: known[one].rank if one in known else last)
    )


def problems(draft: Draft, today: date) -> tuple[Problem, ...]:
    """Everything that keeps a tidied draft from being a record; empty when it may be one."""
    return (*_of_the_codes(draft), *_of_the_figures(draft, today))


def _of_the_codes(draft: Draft) -> Iterator[Problem]:
    if draft.forme_mediation not in coop.forms():
        yield Problem("forme_mediation", draft.forme_mediation, _("l'un des deux grands choix"))
    if draft.monde not in coop.worlds():
        yield Problem("monde", draft.monde, _("l'un des quatre sujets"))
    one_of = (
        ("activity", Vocabulary.ACTIVITY, (draft.activity,)),
        ("place_of_act", Vocabulary.PLACE_OF_ACT, (draft.place_of_act,)),
        ("themes", Vocabulary.THEME, draft.themes),
        ("administrative_themes", Vocabulary.ADMINISTRATIVE_THEME, draft.administrative_themes),
        ("autonomy", Vocabulary.AUTONOMY, _said(draft.autonomy)),
        ("level", Vocabulary.LEVEL, _said(draft.level)),
        ("redirections", Vocabulary.REDIRECTION, _said(*draft.redirections, without=NOBODY)),
        ("people", Vocabulary.AGE, _said(*(one.age for one in draft.people))),
        ("people", Vocabulary.GENDER, _said(*(one.gender for one in draft.people))),
        ("people", Vocabulary.STATUS, _said(*(one.status for one in draft.people))),
    )
    for field, vocabulary, values in one_of:
        known = coop.codes(vocabulary)
        unknown = next((one for one in values if one not in known), None)
        if unknown is not None:
            yield Problem(field, unknown[:60], _("une valeur de la liste"))


def _said(*values: str, without: str = "") -> tuple[str, ...]:
    return tuple(one for one in values if one not in {"", without})


def _of_the_figures(draft: Draft, today: date) -> Iterator[Problem]:
    if not OLDEST <= draft.held_on <= today:
        found = draft.held_on.strftime("%d/%m/%Y")
        yield Problem("held_on", found, _("un jour passé, ou aujourd'hui"))
    if not 1 <= draft.minutes <= MOST_MINUTES:
        yield Problem("minutes", str(draft.minutes), _("de 1 à %d minutes") % MOST_MINUTES)
    count = len(draft.people)
    if draft.activity == ALONE and count != 1:
        yield Problem("people", _people(count), _("une personne, pour une aide individuelle"))
    if draft.activity == TOGETHER and not 1 <= count <= MOST_PEOPLE:
        yield Problem("people", _people(count), _("de 1 à %d personnes") % MOST_PEOPLE)
    if len(draft.note) > LONGEST_NOTE:
        found = _("%d signes") % len(draft.note)
        yield Problem("note", found, _("%d signes au plus") % LONGEST_NOTE)


def _people(count: int) -> str:
    return ngettext("%d personne", "%d personnes", count) % count
