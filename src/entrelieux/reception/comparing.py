"""Plans side by side, as a person compares them. Reads cards only."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.kernel import ui
from entrelieux.reception.cards import ComparedCell, ComparedLine, PlanCard, StepCard
from entrelieux.reception.wording import people, travel

NEVER = date.max


def compared(plans: Sequence[PlanCard]) -> tuple[ComparedLine, ...]:
    """One line for each thing that people compare; the best of a line says so in words."""
    ways = {plan.way for plan in plans if plan.goes_out}
    way = {"way": ways.pop() if len(ways) == 1 else _("en partie estimé")}
    return (
        _line(_("Personnes à rencontrer"), "", "users", plans,
              lambda p: (people(p.interlocutors),), lambda p: p.interlocutors, _("le moins")),
        _line(_("Trajet en tout"), _("un aller-retour par lieu, %(way)s") % way, "route", plans,
              lambda p: (travel(p.minutes, goes_out=p.goes_out),), lambda p: p.minutes,
              _("le plus court")),
        _line(_("En une seule tournée"), _("tout le même jour, %(way)s") % way, "timer", plans,
              _tour, lambda p: p.tour_minutes,
              _("le plus court")),
        _line(_("Sans réponse"), "", "circle-help", plans,
              _left_aside,
              lambda p: len(p.uncovered), _("le plus complet")),
        _line(_("Première date sûre"), "", "calendar", plans,
              _when, lambda p: _soonest(p).toordinal() if _soonest(p) < NEVER else None,
              _("le plus tôt")),
        _line(_("À distance"), "", "phone", plans, _remote, None, ""),
        _line(_("Où aller"), "", "map-pin", plans, _where, None, ""),
        _line(_("Réponses"), _("exactes, proches ou partielles"), "list-checks", plans,
              lambda p: (p.precision,), lambda p: (len(p.uncovered), p.fit), _("le plus précis")),
    )  # fmt: skip


Worth = Callable[[PlanCard], object]


def _line(
    label: str,
    hint: str,
    icon: str,
    plans: Sequence[PlanCard],
    said: Callable[[PlanCard], tuple[str, ...]],
    worth: Worth | None,
    praise: str,
) -> ComparedLine:
    """``worth``: the smaller, the better; None for a plan that has none. Nobody wins a draw."""
    found = [worth(plan) if worth else None for plan in plans]
    known = [value for value in found if value is not None]
    best = min(known, default=None)  # type: ignore[type-var]
    differs = any(value != best for value in found)
    return ComparedLine(
        label,
        hint,
        icon,
        tuple(
            ComparedCell(
                said(plan), praise if differs and value is not None and value == best else ""
            )
            for plan, value in zip(plans, found, strict=True)
        ),
    )


def _left_aside(plan: PlanCard) -> tuple[str, ...]:
    return tuple(need.short for need in plan.uncovered) or (_("rien : tout a une réponse"),)


def _tour(plan: PlanCard) -> tuple[str, ...]:
    if plan.tour_minutes is None:
        return (plan.tour_note,)
    return (travel(plan.tour_minutes, goes_out=plan.goes_out),)


def _soonest(plan: PlanCard) -> date:
    return min((step.soonest for step in plan.steps if step.soonest), default=NEVER)


def _when(plan: PlanCard) -> tuple[str, ...]:
    day = _soonest(plan)
    lines = [_("dès le %(day)s") % {"day": ui.weekday(day)}] if day < NEVER else []
    unknown = sum(step.soonest is None for step in plan.steps)
    if unknown:
        lines.append(
            ngettext("%(n)d étape à convenir", "%(n)d étapes à convenir", unknown) % {"n": unknown}
        )
    return tuple(lines)


def _remote(plan: PlanCard) -> tuple[str, ...]:
    count = sum(step.is_remote for step in plan.steps)
    if not count:
        return (_("rien : tout se fait sur place"),)
    if count == len(plan.steps):
        return (_("tout, par téléphone ou en vidéo"),)
    return (ngettext("%(n)d étape", "%(n)d étapes", count) % {"n": count},)


def _where(plan: PlanCard) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_place(step) for step in plan.steps))


def _place(step: StepCard) -> str:
    if step.is_remote:
        return _("%(who)s, à distance") % {"who": step.organisation.name}
    return f"{step.organisation.name}, {step.town}" if step.town else step.organisation.name
