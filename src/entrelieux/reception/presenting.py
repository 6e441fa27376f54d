"""Plans become cards in plain words. Nothing is chosen here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from entrelieux.directory.adapters import fees_word
from entrelieux.directory.cards import OfferCard, SourceCard
from entrelieux.directory.opening import is_regular, next_dates, usual_week
from entrelieux.directory.wording import in_language, listed, quoted, web_address, week_in_words
from entrelieux.engine.orientation.model import FrontPlan, Visit
from entrelieux.engine.orientation.offers import FEES_FREE
from entrelieux.engine.orientation.tour import MOST_PLACES, best_tour
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
from entrelieux.reception.wording import costs as costs_of
from entrelieux.reception.wording import (
    dates_of,
    departure,
    freshness,
    label_of,
    labels_of,
    own_label,
    own_reason,
    people,
    precision,
    quality_of,
    reason_of,
    to_ask,
    to_bring,
    tour_note,
    tour_order,
    travel,
    unanswered,
)

ALWAYS = np.full(11, np.iinfo(np.uint64).max, np.uint64)
OLD_DAYS = 1_095
"""A record that nobody confirmed for three years is said to be old."""


class _Tour(NamedTuple):
    """minutes: None when no day allows it. order: interlocutors as they are met."""

    minutes: int | None
    note: str
    order: tuple[int, ...]


def _order_of(order: Iterable[int], visits: Sequence[Visit]) -> tuple[int, ...]:
    """Numbers of the steps in the order of a tour; somebody met twice in a row is met once."""
    number = {visit.candidate: n for n, visit in enumerate(visits, 1)}
    return tuple(n for n, _group in groupby(number[person] for person in order))


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
        self.offers = offers
        self.sources = sources
        self.reach = reach
        self.now = now
        self.today = now.date()
        self.params = search.params
        self._steps_known: dict[Visit, StepCard] = {}
        self._next: dict[tuple[str, str], list[tuple[date, int, int]]] = {}

    @property
    def mode_label(self) -> str:
        return {
            Mode.VOITURE: _("en voiture"),
            Mode.VELO: _("à vélo"),
            Mode.PIED: _("à pied"),
        }[Mode(self.params.mode)]

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
        if territories.is_apart(self.search.origin.code):
            lines.append(
                _(
                    "Aucune route connue ne relie cette commune aux autres : au-delà, le temps "
                    "de trajet est inconnu (bateau, pirogue, avion) et rien n'y est proposé."
                )
            )
        free = self.params.free()
        if free is not None:
            lines.append(_("Libre : %(when)s.") % {"when": week_in_words(free)})
        if self.params.publics:
            known = [offer_pack.publics()[code] for code in self.params.publics]
            labels = [in_language(public.label, public.english) for public in known]
            lines.append(_("Publics : %(labels)s.") % {"labels": ", ".join(labels)})
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
            if all(map(self._is_there, (*one.plan.visits, *one.choice.plan.visits)))
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
        if not all(map(self._is_there, shown.plan.visits)):
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
                if all(map(self._is_there, other.plan.visits))
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
            (needs[n].short, self._name_of(v))
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

    def _is_there(self, visit: Visit) -> bool:
        return any(key in self.offers for key in self.search.answering(visit))

    def _name_of(self, visit: Visit) -> str:
        return self._cards(self.search.answering(visit))[0].organisation.name

    def _label(self, shown: Shown) -> str:
        label = label_of(shown.choice)
        return own_label(label) if shown.swaps else label

    def _plan(
        self, number: int, shown: Shown, proposed: Sequence[FrontPlan], needs: Sequence[NeedCard]
    ) -> PlanCard:
        plan = shown.plan
        visits = self._ordered(plan)
        names = {v.candidate: self._name_of(v) for v in shown.choice.plan.visits}
        names |= {v.candidate: self._name_of(v) for v in visits}
        swaps = tuple((names[left], names[taken]) for left, taken in shown.swaps.items())
        left = {taken: names[left] for left, taken in shown.swaps.items()}
        steps = self._steps(visits, needs, left)
        tour = self._tour(plan)
        order = _order_of(tour.order, visits)
        return PlanCard(
            label=self._label(shown),
            reason=own_reason(swaps)
            if swaps
            else reason_of(shown.choice, [p for p in proposed if p is not plan]),
            uncovered=tuple(card for i, card in enumerate(needs) if i not in plan.covered),
            interlocutors=plan.interlocutors,
            minutes=plan.minutes,
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

    def _change(
        self, shown: Shown, swaps: tuple[tuple[str, str], ...], tour: "_Tour"
    ) -> ChangeCard:
        before = self._figures(shown.choice.plan, self._tour(shown.choice.plan))
        after = self._figures(shown.plan, tour)
        return ChangeCard(
            swaps,
            tuple(
                FigureChange(label, old, new, is_same=old == new)
                for (label, old), (_label, new) in zip(before, after, strict=True)
            ),
        )

    def _figures(self, plan: FrontPlan, tour: "_Tour") -> list[tuple[str, str]]:
        whole = _("pas le même jour") if tour.minutes is None else travel(tour.minutes)
        return [
            (_("À rencontrer"), people(plan.interlocutors)),
            (_("Trajet en tout (estimation)"), travel(plan.minutes)),
            (_("En une seule tournée (estimation)"), whole),
            (_("Sans réponse"), unanswered(plan.uncovered)),
            (_("Réponses"), self._precision(plan)),
        ]

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
            _("Vous l'avez choisi.") if instead_of else self._because(visit, needs, is_own=is_own)
        )
        return replace(
            self._known(visit, needs),
            number=number,
            same_roof_as=roof,
            because=because,
            can_wait=waits,
            instead_of=instead_of,
        )

    def _known(self, visit: Visit, needs: Sequence[NeedCard]) -> StepCard:
        """What a step says wherever it stands: the same visit is met in several plans."""
        if visit not in self._steps_known:
            self._steps_known[visit] = self._step_alone(visit, needs)
        return self._steps_known[visit]

    def _penalties(self, visit: Visit) -> dict[int, int]:
        answering = self.search.answering(visit)
        return {need: min(p[need] for p in answering.values() if need in p) for need in visit.needs}

    def _minutes(self, visit: Visit) -> int | None:
        """One way; None at a distance."""
        if self.search.site_of(visit) is None:
            return None
        return self.search.round_trip(visit) // 2

    def _step_alone(self, visit: Visit, needs: Sequence[NeedCard]) -> StepCard:
        cards = self._cards(self.search.answering(visit))
        first = cards[0]
        penalties = self._penalties(visit)
        confirmed_on = min((c.confirmed_on for c in cards if c.confirmed_on), default=None)
        checks = self._to_check(cards, confirmed_on)
        return StepCard(
            number=0,
            place=first.place,
            organisation=first.organisation,
            services=tuple({c.service.ref: c.service for c in cards}.values()),
            needs=tuple(needs[need] for need in visit.needs),
            qualities=tuple(
                quality_of(base := self.search.base_quality(visit, need), penalties[need] > base)
                for need in visit.needs
            ),
            minutes=self._minutes(visit),
            is_remote=first.place is None,
            same_roof_as=None,
            adresse=first.adresse,
            commune=" ".join(filter(None, (first.code_postal, first.commune))),
            telephone=_first(c.telephone for c in cards),
            site_web=_first(web_address(c.site_web) for c in cards),
            prise_rdv=_first(web_address(c.prise_rdv) for c in cards),
            conditions=" ".join(dict.fromkeys(c.conditions for c in cards if c.conditions)),
            lon=first.lon,
            lat=first.lat,
            is_approximate=first.is_approximate,
            open=self._by_hours(cards, self._said_week),
            next_open=self._by_hours(cards, self._said_dates),
            open_when_free=self._by_hours(cards, self._said_free),
            to_check=checks,
            confirmed_on=confirmed_on,
            freshness=freshness(confirmed_on, self.today),
            sources=tuple(
                self.sources[pk] for pk in self.search.sources_of(visit) if pk in self.sources
            ),
            because="",
            can_wait=False,
            key=self.search.key_of(visit.candidate),
            town=first.commune,
            soonest=min((day for c in cards for day, _, _ in self._dates(c)), default=None),
            bring=to_bring(needs[need].code for need in visit.needs),
            ask=tuple(to_ask(needs[need].code) for need in visit.needs),
            instead_of="",
        )

    def _cards(self, answering: Mapping[OfferKey, Mapping[int, int]]) -> list[OfferCard]:
        """What answers most of these needs first, then what was confirmed last."""
        known = [key for key in answering if key in self.offers]

        def rank(key: OfferKey) -> tuple[int, int, str]:
            card = self.offers[key]
            day = card.confirmed_on or date.min
            return -len(answering[key]), -day.toordinal(), card.service.ref

        return [self.offers[key] for key in sorted(known, key=rank)]

    def _because(self, visit: Visit, needs: Sequence[NeedCard], *, is_own: bool) -> str:
        """Why this interlocutor stands in the plan, beside the nearest that could do as well.

        ``is_own``: the person changed the plan, so nothing is said of what it spares.
        """
        penalties, minutes = self._penalties(visit), self._minutes(visit)
        sentences = []
        count = len(visit.needs)
        if count > 1:
            sentences.append(
                ngettext(
                    "Répond à %(count)d besoin en un seul rendez-vous.",
                    "Répond à %(count)d besoins en un seul rendez-vous.",
                    count,
                )
                % {"count": count}
            )
        if minutes is None:
            sentences.append(_("À distance : aucun trajet."))
            return " ".join(sentences)
        nearest = {need: self.search.nearest(need, penalties[need]) for need in visit.needs}
        first = [need for need in visit.needs if (nearest[need] or 0) >= 2 * minutes]
        if len(first) == count:
            sentences.append(_("Personne de plus proche ne répond aussi bien."))
        elif first:
            sentences.append(
                _("Personne de plus proche ne répond aussi bien à %(needs)s.")
                % {"needs": ", ".join(quoted(needs[need].short) for need in first)}
            )
        elif count == 1 and not is_own:
            sentences.append(
                _("Une réponse aussi bonne existe à %(near)d min ; ce parcours évite un trajet.")
                % {"near": (nearest[visit.needs[0]] or 0) // 2}
            )
        return " ".join(sentences)

    def _to_check(
        self,
        cards: Sequence[OfferCard],
        confirmed_on: date | None,
    ) -> tuple[str, ...]:
        """Conditions that nobody has stated: unknown is not no, but it is said."""
        first = cards[0]
        weeks = [usual_week(c.hours, self.today) for c in cards]
        publics = [c.publics for c in cards]
        checks = [
            (
                any(week is None for week in weeks),
                _("Horaires inconnus : convenez d'un moment avant tout.")
                if first.place is None
                else _("Horaires inconnus : téléphonez avant de vous déplacer.")
                if any(c.telephone for c in cards)
                else _("Horaires inconnus : renseignez-vous avant de vous déplacer."),
            ),
            (
                any(
                    week is not None and not is_regular(c.hours, self.today)
                    for c, week in zip(cards, weeks, strict=True)
                ),
                _("N'ouvre pas toutes les semaines : fiez-vous aux prochaines dates."),
            ),
            (
                bool(self.params.publics) and not all(publics),
                _("Publics accueillis non précisés : demandez si c'est pour vous."),
            ),
            (
                not self.params.publics and any(p and "tous-publics" not in p for p in publics),
                _("S'adresse à certaines personnes : %(labels)s.")
                % {"labels": labels_of(p for p in publics if "tous-publics" not in p)},
            ),
            (
                self.params.gratuit and any(fees_word(c.frais) != FEES_FREE for c in cards),
                _("Demandez si c'est gratuit pour vous."),
            ),
            (
                self.params.fauteuil and any(c.place and c.wheelchair is None for c in cards),
                _("Accès en fauteuil non précisé."),
            ),
            (
                first.place is None and not first.zone_is_known,
                _("Territoire desservi non précisé : demandez si c'est ouvert chez vous."),
            ),
            (
                first.place is None
                and not any(
                    c.telephone or c.site_web or c.prise_rdv or c.conditions for c in cards
                ),
                _("Aucun contact connu : demandez-le à un autre interlocuteur du parcours."),
            ),
            (bool(first.itinerant), _("Service itinérant : demandez le jour de passage.")),
            (
                first.is_approximate,
                _("Adresse mal située : les minutes vont jusqu'au centre de la commune."),
            ),
            (
                confirmed_on is None or (self.today - confirmed_on).days > OLD_DAYS,
                _("Fiche ancienne : assurez-vous qu'elle est encore juste."),
            ),
        ]
        return tuple(text for applies, text in checks if applies)

    def _by_hours(self, cards: Sequence[OfferCard], said: Callable[[OfferCard], str]) -> str:
        """Hours of a step; service by service when they differ, those unknown left out."""
        names: dict[str, list[str]] = {}
        for card in cards:
            text = said(card)
            if text and card.service.name not in names.setdefault(text, []):
                names[text].append(card.service.name)
        if len(names) == 1 and all(said(card) for card in cards):
            return next(iter(names))
        colon = in_language(" : ", ": ")
        return listed(f"{', '.join(who)}{colon}{text}" for text, who in names.items())

    def _said_week(self, card: OfferCard) -> str:
        week = usual_week(card.hours, self.today)
        return "" if week is None else week_in_words(week)

    def _said_free(self, card: OfferCard) -> str:
        week, free = usual_week(card.hours, self.today), self.params.free()
        both = None if week is None or free is None else week & free
        return week_in_words(both) if both is not None and both.any() else ""

    def _said_dates(self, card: OfferCard) -> str:
        return dates_of(self._dates(card))

    def _dates(self, card: OfferCard) -> list[tuple[date, int, int]]:
        key = (card.hours, card.departement)
        if key not in self._next:
            self._next[key] = next_dates(
                [card.hours], card.departement, self.now, free=self.params.free()
            )
        return self._next[key]

    def _stops(self, visit: Visit) -> tuple[list[NDArray[np.uint64]], bool, bool]:
        """When each need of a visit can be answered, needs of the same hours together.

        Also whether some hours are unknown, or not those of every week; and whether any is known:
        without one, a day and an hour would be invented.
        """
        answering = self.search.answering(visit)
        stops: dict[bytes, NDArray[np.uint64]] = {}
        doubtful = known = False
        for need in visit.needs:
            cards = [self.offers[k] for k, p in answering.items() if need in p and k in self.offers]
            weeks = [w for c in cards if (w := usual_week(c.hours, self.today)) is not None]
            doubtful |= not any(is_regular(c.hours, self.today) for c in cards)
            known |= bool(weeks)
            window = np.bitwise_or.reduce(weeks) if weeks else ALWAYS
            free = self.params.free()
            window = window if free is None else window & free
            stops[window.tobytes()] = window
        return list(stops.values()), doubtful, known

    def _tour(self, plan: FrontPlan) -> "_Tour":
        """One round through every place of the plan, and when it is possible."""
        sites: list[int] = []
        met: list[int] = []
        windows: list[NDArray[np.uint64]] = []
        unknown = known = False
        for visit in plan.visits:
            site = self.search.site_of(visit)
            if site is None:
                continue
            stops, doubtful, has_hours = self._stops(visit)
            unknown |= doubtful
            known |= has_hours
            sites += [site] * len(stops)
            met += [visit.candidate] * len(stops)
            windows += stops
        if not sites:
            return _Tour(0, _("Aucun déplacement."), ())
        minutes = self._travel(sites)
        if (minutes < 0).any():
            return _Tour(None, _("Aucune route connue ne relie tous ces lieux entre eux."), ())
        tour = best_tour(minutes, np.array(windows)) if len(sites) <= MOST_PLACES else None
        if tour is None:
            text = _("Les horaires ne permettent pas de tout faire le même jour.")
            return _Tour(None, text, ())
        order = tuple(met[stop] for stop in tour.order)
        note = tour_note(tour, unknown=unknown) if known else _("Jour et heure à fixer avec eux.")
        return _Tour(tour.minutes, note, order)

    def _travel(self, sites: list[int]) -> NDArray[np.int16]:
        origin, targets = self.search.origin, self.search.catalogue.targets
        return self.reach.matrix(
            np.r_[origin.lon, targets.lon[sites]],
            np.r_[origin.lat, targets.lat[sites]],
            np.r_[origin.density, targets.density[sites]],
            np.r_[origin.landmass, targets.landmass[sites]],
            Mode(self.params.mode),
        )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
