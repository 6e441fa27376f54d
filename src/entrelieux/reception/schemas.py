"""The stable shape of a situation and of its plans, for the API and the command line alike."""

from datetime import date
from typing import Self

from ninja import Schema
from pydantic import ConfigDict, Field

from entrelieux.directory.cards import Named, SourceCard
from entrelieux.directory.riding.wording import OutingCard
from entrelieux.reception.cards import NeedCard, PlanCard, PlansCard, StepCard
from entrelieux.reception.situation import (
    DEFAULT_MINUTES,
    LEAST_MINUTES,
    MOST_MINUTES,
    SituationParams,
)
from entrelieux.reception.understanding import MAX_LETTERS, ProposalCard, UnderstandingCard
from entrelieux.territories.selectors import resolve_commune


class SituationIn(Schema):
    model_config = ConfigDict(extra="forbid")

    commune: str = Field(min_length=1, max_length=200, description="Code INSEE, nom ou code postal")
    besoins: list[str] = Field(
        min_length=1,
        max_length=8,
        description="Codes de besoins, ou codes de thématiques data·inclusion",
    )
    mode: str = Field(
        "voiture", max_length=20, description="pied, velo, voiture ou transport (en commun)"
    )
    max_minutes: int = Field(
        DEFAULT_MINUTES, ge=LEAST_MINUTES, le=MOST_MINUTES, description="Aller, vers chaque lieu"
    )
    libre: str = Field("", max_length=500, description="Quand je suis libre : « mardi matin »")
    publics: list[str] = Field(default_factory=list, max_length=20)
    gratuit: bool = False
    fauteuil: bool = False
    a_distance: bool = True
    urgents: list[str] = Field(default_factory=list, max_length=8)
    graine: int | None = Field(
        None, ge=0, lt=2**63, description="Départage les réponses égales ; par défaut, le jour"
    )

    def params(self) -> SituationParams:
        """Checked, with the commune resolved.

        Raises:
            UserError: a value cannot be used; the message says which and why.
        """
        return SituationParams(
            commune=resolve_commune(self.commune).ref,
            besoins=tuple(self.besoins),
            mode=self.mode,
            max_minutes=self.max_minutes,
            libre=self.libre,
            publics=tuple(self.publics),
            gratuit=self.gratuit,
            fauteuil=self.fauteuil,
            a_distance=self.a_distance,
            urgents=tuple(self.urgents),
        )


class WordsIn(Schema):
    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=MAX_LETTERS, description="Ce que dit la personne, tel quel")


class UnderstoodNeedOut(Schema):
    code: str
    label: str
    thematiques: list[str] = Field(description="Codes data·inclusion v1")
    services: list[str] = Field(description="Services du schéma des lieux de médiation numérique")
    confidence: float = Field(ge=0, le=1)
    because: list[str] = Field(description="Les mots de la personne qui y ont mené")

    @classmethod
    def of(cls, card: ProposalCard) -> Self:
        return cls(
            code=card.need.code,
            label=card.need.label,
            thematiques=list(card.thematiques),
            services=list(card.services),
            confidence=card.confidence,
            because=list(card.because),
        )


class UnderstandingOut(Schema):
    needs: list[UnderstoodNeedOut] = Field(description="Du plus sûr au moins sûr, à confirmer")
    understood: bool
    message: str = Field(description="Vide, ou « nous n'avons pas compris » et quoi faire")

    @classmethod
    def of(cls, card: UnderstandingCard) -> Self:
        return cls(
            needs=[UnderstoodNeedOut.of(proposal) for proposal in card.proposals],
            understood=card.is_understood,
            message=card.message,
        )


class NamedOut(Schema):
    id: str
    name: str

    @classmethod
    def of(cls, named: Named) -> Self:
        return cls(id=named.ref, name=named.name)


class NeedOut(Schema):
    code: str
    label: str

    @classmethod
    def of(cls, need: NeedCard) -> Self:
        return cls(code=need.code, label=need.label)


class SourceOut(Schema):
    title: str
    producer: str
    licence: str
    date: date | None
    fiction: bool

    @classmethod
    def of(cls, source: SourceCard) -> Self:
        return cls(
            title=source.title,
            producer=source.producer,
            licence=source.licence,
            date=source.published_on,
            fiction=source.is_fiction,
        )


class OriginOut(Schema):
    code: str
    name: str
    departement: str
    lon: float
    lat: float


class EstimateOut(Schema):
    is_estimate: bool = Field(description="Aucune route n'est suivie au départ de cette commune")
    method: str
    not_validated: str
    credit: str = Field(default="", description="À qui les routes sont dues ; vide : aucune")


class OutingOut(Schema):
    """Un aller et retour en transport en commun."""

    day: date
    leaves: str = Field(description="Départ, à l'heure du lieu, « 08:12 »")
    arrives: str = Field(description="Arrivée sur place")
    returns: str = Field(description="Départ du lieu")
    home: str = Field(description="Retour au point de départ")
    minutes: int = Field(description="Un trajet, moyenne de l'aller et du retour")
    book: str = Field(description="Ce qui se réserve avant, et comment ; vide : rien")
    text: str

    @classmethod
    def of(cls, card: OutingCard) -> Self:
        return cls(
            day=card.day,
            leaves=card.leaves,
            arrives=card.arrives,
            returns=card.returns,
            home=card.home,
            minutes=card.minutes,
            book=card.book,
            text=card.text,
        )


class StepOut(Schema):
    place: NamedOut | None = Field(description="null : à distance")
    organisation: NamedOut
    service: NamedOut = Field(description="Celui qui répond à la plupart de ces besoins")
    services: list[NamedOut]
    needs: list[NeedOut]
    answers: list[str] = Field(description="Pour chaque besoin : comment il y est répondu")
    minutes: int | None = Field(description="Aller ; null : à distance")
    way: str = Field(default="", description="D'où viennent ces minutes : la route, une estimation")
    address: str
    phone: str
    website: str
    booking: str
    open: str = Field(description="Semaine habituelle ; vide : inconnue")
    next_open: str = Field(description="Prochaines ouvertures sûres")
    open_when_free: str
    to_check: list[str]
    confirmed_on: date | None
    freshness: str
    source: list[SourceOut]
    because: str
    can_wait: bool
    bring: list[str] = Field(
        default_factory=list, description="Ce qu'il est utile d'apporter, à vérifier avec eux"
    )
    ask: list[str] = Field(
        default_factory=list, description="Pour chaque besoin : la question à poser"
    )
    outings: list[OutingOut] = Field(
        default_factory=list, description="En transport en commun : comment aller et revenir"
    )
    no_outing: str = Field(default="", description="Ce qu'aucun car ne permet ; vide : rien")

    @classmethod
    def of(cls, step: StepCard) -> Self:
        services = [NamedOut.of(s) for s in step.services]
        return cls(
            place=NamedOut.of(step.place) if step.place else None,
            organisation=NamedOut.of(step.organisation),
            service=services[0],
            services=services,
            needs=[NeedOut.of(n) for n in step.needs],
            answers=list(step.qualities),
            minutes=step.minutes,
            way="" if step.minutes is None else step.way,
            address=", ".join(filter(None, (step.adresse, step.commune))),
            phone=step.telephone,
            website=step.site_web,
            booking=step.prise_rdv,
            open=step.open,
            next_open=step.next_open,
            open_when_free=step.open_when_free,
            to_check=list(step.to_check),
            confirmed_on=step.confirmed_on,
            freshness=step.freshness,
            source=[SourceOut.of(s) for s in step.sources],
            because=step.because,
            can_wait=step.can_wait,
            bring=list(step.bring),
            ask=list(step.ask),
            outings=[OutingOut.of(one) for one in step.outings],
            no_outing=step.no_outing,
        )


class PlanOut(Schema):
    label: str
    reason: str
    uncovered: list[NeedOut]
    interlocutors: int
    minutes: int = Field(description="Un aller-retour par lieu, additionnés")
    way: str = Field(default="", description="D'où viennent ces minutes, ensemble")
    tour_minutes: int | None = Field(description="En une seule tournée ; null : impossible")
    tour: str
    fit: int = Field(description="0 : chaque réponse est exacte et vérifiée")
    steps: list[StepOut]

    @classmethod
    def of(cls, plan: PlanCard) -> Self:
        return cls(
            label=plan.label,
            reason=plan.reason,
            uncovered=[NeedOut.of(n) for n in plan.uncovered],
            interlocutors=plan.interlocutors,
            minutes=plan.minutes,
            way=plan.way,
            tour_minutes=plan.tour_minutes,
            tour=plan.tour_note,
            fit=plan.fit,
            steps=[StepOut.of(s) for s in plan.steps],
        )


class PlansOut(Schema):
    origin: OriginOut
    estimate: EstimateOut
    unanswered: list[NeedOut] = Field(description="Besoins sans réponse à portée")
    plans: list[PlanOut]
    front: int = Field(description="Nombre de parcours non dominés, dont cinq au plus sont gardés")
    seed: int
    fiction: bool

    @classmethod
    def from_card(cls, card: PlansCard) -> Self:
        origin = card.origin
        return cls(
            origin=OriginOut(
                code=origin.code,
                name=origin.name,
                departement=origin.departement_code,
                lon=origin.lon,
                lat=origin.lat,
            ),
            estimate=EstimateOut(
                is_estimate=card.is_estimate,
                method=card.estimate,
                not_validated=card.not_validated,
                credit=card.credit,
            ),
            unanswered=[NeedOut.of(n) for n in card.unanswered],
            plans=[PlanOut.of(p) for p in card.plans],
            front=card.front_size,
            seed=card.seed,
            fiction=card.is_fiction,
        )
