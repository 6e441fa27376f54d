"""What pages, paper and the API show of follow-ups and hand-overs: frozen, plain, complete."""

from dataclasses import dataclass
from datetime import date, datetime

from entrelieux.reception.cards import NeedCard


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of the pack in the language of the reader. meaning: "" where none is needed."""

    code: str
    label: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class PartyCard:
    """A structure as it was named. organisation_ref: "" for the person alone."""

    organisation_ref: str
    place_ref: str
    name: str
    telephone: str = ""
    courriel: str = ""


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line that may leave, or that left. item: its code; « besoin:… » for a need.

    is_set: it leaves with the need itself, and is not asked for line by line.
    """

    item: str
    label: str
    value: str
    is_sensitive: bool
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class MoveCard:
    """by: « personne », « confie », « recoit » or « site ». name: of the structure, "" if none."""

    at: datetime
    event: str
    state: Coded
    by: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class PasserelleCard:
    """A hand-over as this viewer may see it.

    carried: what left, once consented to; empty for a receiver before it is sent, and once it is
    over. hidden: something is there that the viewer is not shown. can: events (see
    ``engine.handover.machine.Event``) that this viewer may cause now. answered: the reply address
    through which this was read has answered already. reachable: False while it cannot leave,
    for nobody there could read it.
    """

    ref: str
    follow_up_ref: str
    state: Coded
    is_final: bool
    mode: Coded
    needs: tuple[NeedCard, ...]
    sender: PartyCard
    receiver: PartyCard
    reason: str
    carried: tuple[LineCard, ...]
    hidden: bool
    decline_reason: Coded | None
    outcome: Coded | None
    useful: bool | None
    came_back: str
    announced_on: date | None
    met_on: date | None
    proposed_at: datetime
    consented_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    chased: int
    version: int
    moves: tuple[MoveCard, ...]
    can: frozenset[str]
    reachable: bool
    answered: bool
    is_fiction: bool
    replaces: str = ""
    sender_account: str = ""  # name and function of who hands over, for the receiver
    person: str = ""  # how the viewer may call the person; "" when that is not shared
    task: str = ""  # of the news still to be told, for whoever tells it


@dataclass(frozen=True, slots=True)
class FollowedNeedCard:
    """reason: why nobody could answer it, None otherwise. passerelles: references, latest last."""

    need: NeedCard
    state: Coded
    reason: Coded | None
    is_sensitive: bool
    passerelles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What one structure is shown. lines: (item, label, shown now), in the order of the pack."""

    organisation_ref: str
    name: str
    lines: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class StageCard:
    stage: Coded
    at: datetime
    learnt: str


@dataclass(frozen=True, slots=True)
class ReferentCard:
    name: str
    function: str
    organisation_ref: str
    organisation: str


@dataclass(frozen=True, slots=True)
class LookCard:
    """Who looked: structure and function; the name is told on request."""

    at: datetime
    organisation: str
    function: str
    what: str


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """A follow-up as this viewer may see it; what is not shared is "" or empty.

    is_own: the person herself reads it. sees: items shared with the viewer's structure.
    shares, looks: for the person alone. commune: name; code_insee: "" when it is not shared.
    lines: what is said of the person, as lines. as_organisation: through which it is read.
    has_account: the person finds it again with an account of theirs. renewed_by: the structure that
    may make the secret address again with them, for nothing is hidden from it; "" for none.
    """

    ref: str
    is_own: bool
    sees: frozenset[str]
    hidden: bool
    name: str
    channel: Coded
    contact: str
    words: str
    code_insee: str
    commune: str
    lines: tuple[LineCard, ...]
    needs: tuple[FollowedNeedCard, ...]
    passerelles: tuple[PasserelleCard, ...]
    stages: tuple[StageCard, ...]
    referent: ReferentCard | None
    opened_by: PartyCard | None
    has_account: bool
    renewed_by: str
    shares: tuple[ShareCard, ...]
    looks: tuple[LookCard, ...]
    as_organisation: str
    can_write: bool
    is_fiction: bool
    opened_at: datetime
    moved_at: datetime
    closed_at: datetime | None
    erased_after: date

    @property
    def helped_by(self) -> str:
        """Structure that goes on with the follow-up beside the person; "" when they are alone."""
        if self.opened_by:
            return self.opened_by.name
        return self.referent.organisation if self.referent else ""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """News that somebody has to tell: by telephone, on paper or through a go-between.

    person, contact: "" when they are not shared with the viewer's structure.
    """

    ref: str
    passerelle_ref: str
    follow_up_ref: str
    news: str
    person: str
    channel: Coded
    contact: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class InboxCard:
    """to_answer: received and awaiting an answer; ongoing: accepted or met; tasks: to tell."""

    to_answer: tuple[PasserelleCard, ...]
    ongoing: tuple[PasserelleCard, ...]
    tasks: tuple[TaskCard, ...]


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """One hand-over as an animator sees it: no name, no word, no need.

    days: since it was consented to, sent or left without an answer.
    """

    ref: str
    state: Coded
    mode: Coded
    receiver: PartyCard
    days: int
    network_ref: str
    is_fiction: bool
