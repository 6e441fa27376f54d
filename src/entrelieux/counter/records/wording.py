"""A record in words, in the language of the page; in La Coop's own words where they are copied."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.counter.records.drafts import NOBODY, TOGETHER, Draft
from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary


def label(vocabulary: Vocabulary, code: str) -> str:
    """The code itself when it is unknown."""
    one = coop.codes(vocabulary).get(code)
    return in_language(one.label, one.english) if one else code


def labels(vocabulary: Vocabulary, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(label(vocabulary, code) for code in codes)


def form_label(code: str) -> str:
    side = coop.forms().get(code)
    return in_language(side.label, side.english) if side else code


def world_label(code: str) -> str:
    side = coop.worlds().get(code)
    return in_language(side.label, side.english) if side else code


def people(count: int) -> str:
    return ngettext("%d personne", "%d personnes", count) % count


def origin_label(origin: str) -> str:
    return _("repris de La Coop") if origin == "coop" else ""


def redirection_labels(draft: Draft) -> tuple[str, ...]:
    """() when nothing was said; « Non » in one word when the person was sent to nobody."""
    if draft.redirections == (NOBODY,):
        return (_("Non"),)
    return labels(Vocabulary.REDIRECTION, draft.redirections)


def themes_of(draft: Draft) -> tuple[str, ...]:
    return (
        *labels(Vocabulary.THEME, draft.themes),
        *labels(Vocabulary.ADMINISTRATIVE_THEME, draft.administrative_themes),
    )


def counted(vocabulary: Vocabulary, values: Iterable[str]) -> tuple[str, ...]:
    """« Féminin : 3 », in the order of the vocabulary; what was not said is left out."""
    values = list(values)
    return tuple(
        _("%(what)s : %(count)d") % {"what": label(vocabulary, code), "count": values.count(code)}
        for code in coop.codes(vocabulary)
        if values.count(code)
    )


def facts_of(draft: Draft, place: str) -> tuple[tuple[str, str], ...]:
    """(what, said) in the order of the form; what was not said is « non dit », never a blank.

    place: name of the place, "" when unknown.
    """
    unsaid = _("non dit")
    lists = (
        (_("Thèmes"), " · ".join(themes_of(draft))),
        (_("Orientation vers une autre structure"), " · ".join(redirection_labels(draft))),
        (_("Tranches d'âge"), " · ".join(counted(Vocabulary.AGE, (o.age for o in draft.people)))),
        (_("Genre"), " · ".join(counted(Vocabulary.GENDER, (o.gender for o in draft.people)))),
        (_("Statut"), " · ".join(counted(Vocabulary.STATUS, (o.status for o in draft.people)))),
    )
    where = label(Vocabulary.PLACE_OF_ACT, draft.place_of_act)
    level = (
        (_("Niveau de l'atelier"), label(Vocabulary.LEVEL, draft.level))
        if draft.activity == TOGETHER
        else (_("Autonomie"), label(Vocabulary.AUTONOMY, draft.autonomy))
    )
    facts = (
        (_("Ce qui a été fait"), form_label(draft.forme_mediation)),
        (_("Sujet"), world_label(draft.monde)),
        (_("Date"), ui.day(draft.held_on)),
        (_("Durée"), ui.duration(draft.minutes)),
        (_("Activité"), label(Vocabulary.ACTIVITY, draft.activity)),
        (_("Personnes"), people(len(draft.people)) if draft.people else ""),
        (_("Lieu"), f"{where} · {place}" if place else where),
        level,
        *lists,
        (_("Note pour l'équipe"), draft.note),
    )
    return tuple((what, said or unsaid) for what, said in facts)
