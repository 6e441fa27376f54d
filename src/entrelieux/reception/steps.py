"""What a step says: one interlocutor at one place, in plain words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entrelieux.directory.adapters import fees_word
from entrelieux.directory.agenda.times import Schedule, dates_held
from entrelieux.directory.cards import OfferCard, SourceCard
from entrelieux.directory.opening import is_regular, usual_week
from entrelieux.directory.wording import in_language, listed, quoted, web_address, week_in_words
from entrelieux.engine.orientation.model import Visit
from entrelieux.engine.orientation.offers import FEES_FREE
from entrelieux.reception.adapters import OfferKey, Search
from entrelieux.reception.cards import NeedCard, StepCard
from entrelieux.reception.outings import OutingWriter
from entrelieux.reception.wording import (
    dates_of,
    freshness,
    labels_of,
    quality_of,
    to_ask,
    to_bring,
    way_of,
)

OLD_DAYS = 1_095
"""A record that nobody confirmed for three years is said to be old."""


class StepWriter:
    """Writes the steps of one search; ``now`` is local wall-clock time."""

    def __init__(
        self,
        search: Search,
        offers: Mapping[OfferKey, OfferCard],
        sources: Mapping[int, SourceCard],
        now: datetime,
    ) -> None:
        self.search = search
        self.offers = offers
        self.sources = sources
        self.now = now
        self.today = now.date()
        self.params = search.params
        self.outings = OutingWriter(search, offers, now)
        self._known: dict[Visit, StepCard] = {}
        self._next: dict[Schedule, list[tuple[date, int, int]]] = {}

    def is_there(self, visit: Visit) -> bool:
        return any(key in self.offers for key in self.search.answering(visit))

    def name_of(self, visit: Visit) -> str:
        return self._cards(self.search.answering(visit))[0].organisation.name

    def alone(self, visit: Visit, needs: Sequence[NeedCard]) -> StepCard:
        """What a step says wherever it stands: the same visit is met in several plans."""
        if visit not in self._known:
            self._known[visit] = self._step_alone(visit, needs)
        return self._known[visit]

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
        outings, no_outing = self.outings.outings(visit, needs)
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
            way=way_of(self.search, [visit]),
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
            outings=outings,
            no_outing=no_outing,
        )

    def _cards(self, answering: Mapping[OfferKey, Mapping[int, int]]) -> list[OfferCard]:
        """What answers most of these needs first, then what was confirmed last."""
        known = [key for key in answering if key in self.offers]

        def rank(key: OfferKey) -> tuple[int, int, str]:
            card = self.offers[key]
            day = card.confirmed_on or date.min
            return -len(answering[key]), -day.toordinal(), card.service.ref

        return [self.offers[key] for key in sorted(known, key=rank)]

    def because(self, visit: Visit, needs: Sequence[NeedCard], *, is_own: bool) -> str:
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
            sentences.append(_("À distance : aucun trajet."))
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
                _("Une réponse aussi bonne existe à %(near)d min ; ce parcours évite un trajet.")
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
                _("Horaires inconnus : convenez d'un moment avant tout.")
                if first.place is None
                else _("Horaires inconnus : téléphonez avant de vous déplacer.")
                if any(c.telephone for c in cards)
                else _("Horaires inconnus : renseignez-vous avant de vous déplacer."),
            ),
            (
                any(
                    week is not None and not is_regular(c.hours, self.today)
                    for c, week in zip(cards, weeks, strict=True)
                ),
                _("N'ouvre pas toutes les semaines : fiez-vous aux prochaines dates."),
            ),
            (
                bool(self.params.publics) and not all(publics),
                _("Publics accueillis non précisés : demandez si c'est pour vous."),
            ),
            (
                not self.params.publics and any(p and "tous-publics" not in p for p in publics),
                _("S'adresse à certaines personnes : %(labels)s.")
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
                _("Territoire desservi non précisé : demandez si c'est ouvert chez vous."),
            ),
            (
                first.place is None
                and not any(
                    c.telephone or c.site_web or c.prise_rdv or c.conditions for c in cards
                ),
                _("Aucun contact connu : demandez-le à un autre interlocuteur du parcours."),
            ),
            (bool(first.itinerant), _("Service itinérant : demandez le jour de passage.")),
            (
                first.is_approximate,
                _("Adresse mal située : les minutes vont jusqu'au centre de la commune."),
            ),
            (
                confirmed_on is None or (self.today - confirmed_on).days > OLD_DAYS,
                _("Fiche ancienne : assurez-vous qu'elle est encore juste."),
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
        """Dates that a structure cancelled are not there, those that it added are."""
        key = card.schedule
        if key not in self._next:
            self._next[key] = dates_held(key, self.now, free=self.params.free())
        return self._next[key]


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
