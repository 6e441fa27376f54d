"""What pages and paper show of a project: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.directory.cards import Named
from entrelieux.passerelles.cards import Coded, LookCard, StageCard
from entrelieux.reception.cards import NeedCard


@dataclass(frozen=True, slots=True)
class ActionCard:
    """owner, author: names of companions, "" for the holder. owner_ref: "" for the holder."""

    ref: str
    words: str
    owner: str
    owner_ref: str
    author: str
    due_on: date | None
    done_at: datetime | None
    dropped_at: datetime | None
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


@dataclass(frozen=True, slots=True)
class NoteCard:
    """author: name of the companion who signs, "" for the holder."""

    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FirmCard:
    """A small firm already running, as it says itself. siret: "" while none is said."""

    maturity: Coded | None
    subjects: tuple[Coded, ...]
    trusted: tuple[Coded, ...]
    words: str
    siret: str


@dataclass(frozen=True, slots=True)
class BriefCard:
    """answers: (question, words) of those answered that are not a part of their own."""

    name: str
    pitch: str
    answers: tuple[tuple[Coded, str], ...]
    commune: str
    place: Named | None
    needs: tuple[NeedCard, ...]


@dataclass(frozen=True, slots=True)
class PartCard:
    """One part of the file. words: "" for a part made of what is there, or never written."""

    part: Coded
    words: str
    has_words: bool
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompanionCard:
    """parts: (part, opened now), in the order of the pack. can_read: somebody there has an account.

    mentor_ref: the introduction through which a mentor was met, "" for a structure.
    """

    ref: str
    name: str
    organisation_ref: str
    mentor_ref: str
    since: datetime
    parts: tuple[tuple[Coded, bool], ...]
    can_read: bool

    @property
    def opened(self) -> tuple[Coded, ...]:
        return tuple(part for part, is_open in self.parts if is_open)


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project as its holder reads it. may_have_siret: the person said that it exists."""

    ref: str
    file_ref: str
    brief: BriefCard
    parts: tuple[PartCard, ...]
    stages: tuple[StageCard, ...]
    actions: tuple[ActionCard, ...]
    notes: tuple[NoteCard, ...]
    companions: tuple[CompanionCard, ...]
    looks: tuple[LookCard, ...]
    code_insee: str
    departement: str
    is_firm: bool
    firm: FirmCard
    may_have_siret: bool
    is_public: bool
    is_findable: bool
    is_fiction: bool
    opened_at: datetime
    moved_at: datetime

    @property
    def stage(self) -> StageCard | None:
        return self.stages[-1] if self.stages else None

    @property
    def next_actions(self) -> tuple[ActionCard, ...]:
        return tuple(one for one in self.actions if one.is_open)

    @property
    def past_actions(self) -> tuple[ActionCard, ...]:
        return tuple(one for one in self.actions if not one.is_open)


@dataclass(frozen=True, slots=True)
class BesideCard:
    """A project as a companion reads it: each thing is None or empty unless its part is opened.

    name: "" unless « en bref » is opened. opened: parts, in the order of the pack.
    """

    ref: str
    name: str
    as_name: str
    as_companion: str
    opened: tuple[Coded, ...]
    brief: BriefCard | None
    parts: tuple[PartCard, ...]
    firm: FirmCard | None
    notes: tuple[NoteCard, ...] | None
    actions: tuple[ActionCard, ...] | None
    stages: tuple[StageCard, ...] | None
    since: datetime
    is_fiction: bool

    @property
    def next_actions(self) -> tuple[ActionCard, ...]:
        return tuple(one for one in self.actions or () if one.is_open)

    @property
    def past_actions(self) -> tuple[ActionCard, ...]:
        return tuple(one for one in self.actions or () if not one.is_open)


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What everybody may read. stage: None while nothing was said."""

    ref: str
    name: str
    pitch: str
    commune: str
    stage: Coded | None
    needs: tuple[NeedCard, ...]
    is_fiction: bool
