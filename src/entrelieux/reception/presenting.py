"""Plans become cards in plain words. Nothing is chosen here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from entrelieux.directory.cards import OfferCard, SourceCard
from entrelieux.directory.riding import TRANSPORT
from entrelieux.directory.wording import in_language, week_in_words
from entrelieux.engine.orientation.model import FrontPlan, Visit
from entrelieux.engine.reach import Mode, ReachModel
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr import territories
from entrelieux.reception.adapters import OfferKey, Search
from entrelieux.reception.cards import (
    AlternativeCard,
    ChangeCard,
    FigureChange,
    NeedCard,
    PlanCard,
    PlansCard,
    StepCard,
    SwapCard,
)
from entrelieux.reception.errors import PlanMoved
from entrelieux.reception.planning import AtStep, OtherPlan, Shown
from entrelieux.reception.steps import StepWriter
from entrelieux.reception.tours import Tour, TourWriter, order_of
from entrelieux.reception.wording import costs as costs_of
from entrelieux.reception.wording import (
    departure,
    label_of,
    own_label,
    own_reason,
    people,
    precision,
    reason_of,
    tour_order,
    travel,
    unanswered,
    way_of,
)


class PlanWriter:
    """Writes the plans of one search; ``now`` is local wall-clock time."""

    def __init__(
        self,
        search: Search,
        offers: Mapping[OfferKey, OfferCard],
        sources: Mapping[int, SourceCard],
        reach: ReachModel,
        now: datetime,
    ) -> None:
        self.search = search
        self.params = search.params
        self.steps = StepWriter(search, offers, sources, now)
        self.tours = TourWriter(search, offers, reach, now.date())

    @property
    def mode_label(self) -> str:
        return {
            Mode.VOITURE: _("en voiture"),
            Mode.VELO: _("à vélo"),
            Mode.PIED: _("à pied"),
            TRANSPORT: _("en car ou en bus"),
        }[self.params.mode]

    def situation_lines(self) -> tuple[str, ...]:
        """What was taken into account, so that the person can say what is wrong."""
        lines = [
            _("Au départ %(commune)s, %(mode)s, %(minutes)d minutes au plus par trajet.")
            % {
                "commune": departure(self.search.origin.label),
                "mode": self.mode_label,
                "minutes": self.params.max_minutes,
            }
        ]
        if self.search.travel.ride is not None:
            lines.append(_("Aller et retour le même jour, dans les sept jours qui viennent."))
        if territories.is_apart(self.search.origin.code):
            lines.append(
                _(
                    "Aucune route connue ne relie cette commune aux autres : au-delà, le temps "
                    "de trajet est inconnu (bateau, pirogue, avion) et rien n'y est proposé."
                )
            )
        free = self.params.free()
        if free is not None:
            lines.append(_("Libre : %(when)s.") % {"when": week_in_words(free)})
        if self.params.publics:
            known = [offer_pack.publics()[code] for code in self.params.publics]
            labels = [in_language(public.label, public.english) for public in known]
            lines.append(_("Publics : %(labels)s.") % {"labels": ", ".join(labels)})
        if self.params.gratuit:
            lines.append(_("Gratuit seulement."))
        if self.params.fauteuil:
            lines.append(_("Accès de plain-pied ou en fauteuil."))
        if not self.params.a_distance:
            lines.append(_("Sans rendez-vous à distance."))
        return tuple(lines)

    def plan_cards(self, shown: Sequence[Shown], needs: Sequence[NeedCard]) -> tuple[PlanCard, ...]:
        """Plans one of whose steps has just been withdrawn are left out."""
        there = {
            number: one
            for number, one in enumerate(shown, 1)
            if all(map(self.steps.is_there, (*one.plan.visits, *one.choice.plan.visits)))
        }
        proposed = [one.choice.plan for one in there.values()]
        return tuple(self._plan(number, one, proposed, needs) for number, one in there.items())

    def swap_card(
        self, card: PlansCard, number: int, at_step: AtStep, needs: Sequence[NeedCard]
    ) -> SwapCard:
        """Whom else to meet at a step; those just withdrawn are left out.

        Raises:
            PlanMoved: somebody of the plan itself was withdrawn.
        """
        shown = at_step.shown
        if not all(map(self.steps.is_there, shown.plan.visits)):
            raise PlanMoved
        visits = self._ordered(shown.plan)
        steps = self._steps(visits, needs, {})
        here = next(s for s, v in zip(steps, visits, strict=True) if v.candidate == at_step.leaving)
        return SwapCard(
            plans=card,
            number=number,
            label=self._label(shown),
            step=here,
            alternatives=tuple(
                self._alternative(at_step, other, here.number, visits, needs)
                for other in at_step.others
                if all(map(self.steps.is_there, other.plan.visits))
            ),
        )

    def _alternative(
        self,
        at_step: AtStep,
        other: OtherPlan,
        number: int,
        visits: Sequence[Visit],
        needs: Sequence[NeedCard],
    ) -> AlternativeCard:
        now, new = at_step.shown.plan, other.plan
        visit = next(v for v in new.visits if v.candidate == other.person)
        site = self.search.site_of(visit)
        roof = next(
            (
                n
                for n, v in enumerate(visits, 1)
                if site is not None
                and v.candidate != at_step.leaving
                and self.search.site_of(v) == site
            ),
            None,
        )
        freed = {n for v in now.visits if v.candidate == at_step.leaving for n in v.needs}
        elsewhere = [
            (needs[n].short, self.steps.name_of(v))
            for v in new.visits
            if v.candidate != other.person
            for n in v.needs
            if n in freed
        ]
        costs = costs_of(
            people=new.interlocutors - now.interlocutors,
            minutes=new.minutes - now.minutes,
            fit=new.fit - now.fit if new.covered == now.covered else 0,
            lost=[needs[n].short for n in sorted(now.covered - new.covered)],
            won=[needs[n].short for n in sorted(new.covered - now.covered)],
            elsewhere=elsewhere,
        )
        return AlternativeCard(
            step=self._step(number, visit, needs, roof, waits=False),
            costs=tuple(costs),
            is_proposed=other.is_proposed,
        )

    def _label(self, shown: Shown) -> str:
        label = label_of(shown.choice)
        return own_label(label) if shown.swaps else label

    def _plan(
        self, number: int, shown: Shown, proposed: Sequence[FrontPlan], needs: Sequence[NeedCard]
    ) -> PlanCard:
        plan = shown.plan
        visits = self._ordered(plan)
        names = {v.candidate: self.steps.name_of(v) for v in shown.choice.plan.visits}
        names |= {v.candidate: self.steps.name_of(v) for v in visits}
        swaps = tuple((names[left], names[taken]) for left, taken in shown.swaps.items())
        left = {taken: names[left] for left, taken in shown.swaps.items()}
        steps = self._steps(visits, needs, left)
        tour = self.tours.tour(plan)
        order = order_of(tour.order, visits)
        return PlanCard(
            label=self._label(shown),
            reason=own_reason(swaps)
            if swaps
            else reason_of(shown.choice, [p for p in proposed if p is not plan]),
            uncovered=tuple(card for i, card in enumerate(needs) if i not in plan.covered),
            interlocutors=plan.interlocutors,
            minutes=plan.minutes,
            way=self._way(plan),
            tour_minutes=tour.minutes,
            tour_note=tour.note,
            fit=plan.fit,
            steps=steps,
            number=number,
            precision=self._precision(plan),
            tour=order,
            tour_order=tour_order([(n, steps[n - 1].town) for n in order])
            if len(order) > 1
            else "",
            change=self._change(shown, swaps, tour) if swaps else None,
        )

    def _precision(self, plan: FrontPlan) -> str:
        qualities = [self.search.base_quality(v, need) for v in plan.visits for need in v.needs]
        return precision(qualities, to_check=plan.fit - sum(qualities))

    def _change(self, shown: Shown, swaps: tuple[tuple[str, str], ...], tour: Tour) -> ChangeCard:
        before = self._figures(shown.choice.plan, self.tours.tour(shown.choice.plan))
        after = self._figures(shown.plan, tour)
        return ChangeCard(
            swaps,
            tuple(
                FigureChange(label, old, new, is_same=old == new)
                for (label, old), (_label, new) in zip(before, after, strict=True)
            ),
        )

    def _figures(self, plan: FrontPlan, tour: Tour) -> list[tuple[str, str]]:
        way = {"way": self._way(plan)}
        whole = _("pas le même jour") if tour.minutes is None else travel(tour.minutes)
        return [
            (_("À rencontrer"), people(plan.interlocutors)),
            (_("Trajet en tout (%(way)s)") % way, travel(plan.minutes)),
            (_("En une seule tournée (%(way)s)") % way, whole),
            (_("Sans réponse"), unanswered(plan.uncovered)),
            (_("Réponses"), self._precision(plan)),
        ]

    def _way(self, plan: FrontPlan) -> str:
        return way_of(self.search, plan.visits)

    def _ordered(self, plan: FrontPlan) -> list[Visit]:
        """Urgent needs first, then what answers most, then the nearest; one roof stays together."""
        urgent = self.params.urgent_needs()

        def rank(visit: Visit) -> tuple[bool, int, int, int]:
            site = self.search.site_of(visit)
            there = [v for v in plan.visits if site is not None and self.search.site_of(v) == site]
            group = there or [visit]
            return (
                not any(urgent & set(v.needs) for v in group),
                -max(len(v.needs) for v in group),
                self.search.round_trip(visit),
                -1 if site is None else site,
            )

        return sorted(plan.visits, key=rank)

    def _steps(
        self, visits: Sequence[Visit], needs: Sequence[NeedCard], left: Mapping[int, str]
    ) -> tuple[StepCard, ...]:
        """left: interlocutor met → name of who stood there in the plan proposed."""
        urgent = self.params.urgent_needs()
        steps: list[StepCard] = []
        seen: dict[int, int] = {}
        for number, visit in enumerate(visits, 1):
            site = self.search.site_of(visit)
            waits = bool(urgent) and not urgent & set(visit.needs)
            roof = seen.get(site) if site is not None else None
            instead = left.get(visit.candidate, "")
            steps.append(
                self._step(
                    number, visit, needs, roof, waits=waits, instead_of=instead, is_own=bool(left)
                )
            )
            if site is not None:
                seen.setdefault(site, number)
        return tuple(steps)

    def _step(
        self,
        number: int,
        visit: Visit,
        needs: Sequence[NeedCard],
        roof: int | None,
        *,
        waits: bool,
        instead_of: str = "",
        is_own: bool = False,
    ) -> StepCard:
        because = (
            _("Vous l'avez choisi.")
            if instead_of
            else self.steps.because(visit, needs, is_own=is_own)
        )
        return replace(
            self.steps.alone(visit, needs),
            number=number,
            same_roof_as=roof,
            because=because,
            can_wait=waits,
            instead_of=instead_of,
        )
