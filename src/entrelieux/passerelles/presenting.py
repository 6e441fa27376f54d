"""From rows to cards: each line is there only if this viewer may read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from entrelieux.accounts.selectors import account_card
from entrelieux.directory.structures import structure_for
from entrelieux.directory.wording import in_language
from entrelieux.engine.handover import machine
from entrelieux.engine.handover.machine import FINAL, WITH_RECEIVER, Event, Refusal, State
from entrelieux.kernel.looks import looks_at
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import passerelles as pack
from entrelieux.passerelles import messages, sharing
from entrelieux.passerelles.adapters import shown_all, shown_to
from entrelieux.passerelles.cards import (
    Coded,
    FollowedNeedCard,
    FollowUpCard,
    LineCard,
    LookCard,
    MoveCard,
    PartyCard,
    PasserelleCard,
    ReferentCard,
    ShareCard,
    StageCard,
    TaskCard,
)
from entrelieux.passerelles.following import subject_of
from entrelieux.passerelles.hands import PERSON, RECEIVER, SENDER
from entrelieux.passerelles.models import FollowedNeed, FollowUp, Passerelle, Telling
from entrelieux.reception.cards import NeedCard
from entrelieux.reception.selectors import need_card
from entrelieux.territories.selectors import commune_for

BY_SENDER = frozenset(
    {Event.CONSENT, Event.SEND, Event.MEET, Event.CLOSE, Event.CLOSE_WITHOUT_NEWS}
    | {Event.REASSIGN, Event.WITHDRAW}
)
BY_RECEIVER = frozenset({Event.ACCEPT, Event.DECLINE, Event.ANNOUNCE, Event.MEET, Event.COME_BACK})
_NOT_SENT = frozenset({State.PROPOSED, State.CONSENTED})
NEED_STATES = {
    FollowedNeed.State.OPEN: ("ouvert", "open"),
    FollowedNeed.State.HANDED: ("confié", "handed over"),
    FollowedNeed.State.ANSWERED: ("répondu", "answered"),
    FollowedNeed.State.UNMET: ("sans réponse", "unanswered"),
    FollowedNeed.State.PAUSED: ("en pause", "paused"),
    FollowedNeed.State.DROPPED: ("arrêté par choix", "stopped by choice"),
}


@dataclass(frozen=True)
class Eyes:
    """Through whose eyes a hand-over is read.

    by: the person, who hands over or who receives. sees: items of the follow-up that are shared
    with the viewer's structure; None for the person, who sees all. accounts: names of senders
    read already, shared by the lines of one list.
    """

    by: str
    sees: frozenset[str] | None = None
    organisation: str = ""
    answered: bool = False
    accounts: dict[int | None, str] = field(default_factory=dict, compare=False)

    def may(self, item: str) -> bool:
        return self.sees is None or item in self.sees


def coded(word: pack.Word | None, code: str) -> Coded:
    """An unknown code is shown as it is: a word of the pack may have gone since."""
    if word is None:
        return Coded(code, code)
    return Coded(
        code,
        in_language(word.label, word.english),
        in_language(word.meaning, word.english_meaning),
    )


def state_coded(state: str) -> Coded:
    return coded(pack.states().get(state), state)


def mode_coded(mode: str) -> Coded:
    return coded(pack.modes().get(mode), mode)


def needs_of(codes: Iterable[str]) -> tuple[NeedCard, ...]:
    known = needs_pack.needs_by_code()
    return tuple(need_card(known[code]) for code in codes if code in known)


def passerelle_card(row: Passerelle, eyes: Eyes, task: str = "") -> PasserelleCard:
    """What these eyes may read of a hand-over.

    A receiver reads what was agreed to, from the sending to the end, and nothing else. Who hands
    over reads what the person still shows them; what came back is theirs in any case.
    """
    carried = _carried(row, eyes)
    codes = _needs_seen(row, eyes)
    reason = row.reason if eyes.by != RECEIVER else str(carried_value(carried, sharing.REASON))
    return PasserelleCard(
        ref=row.ref,
        follow_up_ref=row.follow_up.ref if eyes.by != RECEIVER else "",
        state=state_coded(row.state),
        is_final=row.state in FINAL,
        mode=mode_coded(row.mode),
        needs=needs_of(codes),
        sender=PartyCard(row.from_organisation_ref, "", row.from_name),
        receiver=PartyCard(
            row.to_organisation_ref, row.to_place_ref, row.to_name, row.to_phone, row.to_contact
        ),
        reason=reason if eyes.sees is None or not _hidden(row, codes) else "",
        carried=carried,
        hidden=_hidden(row, codes),
        decline_reason=_of(pack.refusals(), row.decline_reason),
        outcome=_of(pack.outcomes(), row.outcome),
        useful=row.useful,
        came_back=row.came_back,
        announced_on=row.announced_on,
        met_on=row.met_on,
        proposed_at=row.proposed_at,
        consented_at=row.consented_at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        chased=row.chased,
        version=row.version,
        moves=_moves(row, eyes),
        can=_can(row, eyes),
        reachable=row.state not in _NOT_SENT or messages.can_be_sent(row),
        answered=eyes.answered,
        is_fiction=row.is_fiction,
        replaces=row.replaces.ref if row.replaces and eyes.by != RECEIVER else "",
        sender_account=_sender_account(row, eyes) if eyes.by != SENDER else "",
        person=_person(row, eyes, carried),
        task=task,
    )


def carried_value(lines: Iterable[LineCard], item: str) -> str:
    return next((line.value for line in lines if line.item == item), "")


def _of(words: object, code: str) -> Coded | None:
    return coded(words.get(code), code) if code else None  # type: ignore[attr-defined]


def _carried(row: Passerelle, eyes: Eyes) -> tuple[LineCard, ...]:
    if eyes.by == RECEIVER and not _still_agreed(row):
        return ()
    # One of the databases keeps no order of what is in a value.
    order = [*map(sharing.need_item, row.needs), *sharing.ITEMS]
    return tuple(
        LineCard(
            item=item,
            label=sharing.label_of(item),
            value=row.carried[item],
            is_sensitive=sharing.is_sensitive(item),
            is_set=bool(sharing.need_of(item)) and not sharing.is_sensitive(item),
        )
        for item in order
        if item in row.carried and (eyes.by == RECEIVER or eyes.may(item))
    )


def _still_agreed(row: Passerelle) -> bool:
    """In the hands of the receiver, and within the time that the agreement is for."""
    today = timezone.localdate()
    return row.state in WITH_RECEIVER and any(
        one.revoked_at is None and one.until >= today for one in row.consents.all()
    )


def _needs_seen(row: Passerelle, eyes: Eyes) -> tuple[str, ...]:
    if eyes.by == RECEIVER:
        carried = row.carried if _still_agreed(row) else {}
        return tuple(code for code in row.needs if sharing.need_item(code) in carried)
    return tuple(code for code in row.needs if eyes.may(sharing.need_item(code)))


def _hidden(row: Passerelle, codes: Collection[str]) -> bool:
    return len(codes) < len(row.needs)


def _person(row: Passerelle, eyes: Eyes, carried: Iterable[LineCard]) -> str:
    if eyes.by == RECEIVER:
        return carried_value(carried, sharing.NAME)
    return row.follow_up.name if eyes.may(sharing.NAME) else ""


def _sender_account(row: Passerelle, eyes: Eyes) -> str:
    if row.sender_id not in eyes.accounts:
        card = account_card(row.sender_id) if row.sender_id else None
        said = f"{card.name}, {card.function}" if card and card.function else ""
        eyes.accounts[row.sender_id] = said or (card.name if card else "")
    return eyes.accounts[row.sender_id]


def _moves(row: Passerelle, eyes: Eyes) -> tuple[MoveCard, ...]:
    names = {row.from_organisation_ref: row.from_name, row.to_organisation_ref: row.to_name}
    return tuple(
        MoveCard(
            at=one.at,
            event=one.event,
            state=state_coded(one.state),
            by=one.by,
            name=names.get(one.organisation_ref, "") if one.by != PERSON else "",
            note=one.note,
        )
        for one in row.moves.all()
        if eyes.by != RECEIVER or (row.sent_at is not None and one.at >= row.sent_at)
    )


def _can(row: Passerelle, eyes: Eyes) -> frozenset[str]:
    """Events that these eyes may cause now, so that no button leads to a refusal."""
    events = BY_RECEIVER if eyes.by == RECEIVER else BY_SENDER
    if eyes.answered:
        events -= {Event.ACCEPT, Event.DECLINE}
    found = {
        event.value
        for event in events
        if not isinstance(answer := machine.answer(State(row.state), event, row.mode), Refusal)
        and answer is not machine.ALREADY
    }
    if row.state == State.CLOSED and row.outcome:
        found.discard(Event.CLOSE.value)
    return frozenset(found)


def task_card(row: Telling, sees: frozenset[str]) -> TaskCard:
    bridge = row.passerelle
    file = bridge.follow_up
    today = timezone.localdate()
    return TaskCard(
        ref=row.ref,
        passerelle_ref=bridge.ref,
        follow_up_ref=file.ref,
        news=messages.news_in_words(row.event, bridge.to_name),
        person=file.name if sharing.NAME in sees else "",
        channel=coded(pack.channels().get(file.channel), file.channel),
        contact=file.contact if sharing.REACH in sees else "",
        due_on=row.due_on,
        is_late=row.due_on < today,
    )


@dataclass(frozen=True)
class FileReader:
    """One follow-up, read through certain eyes. can_write: this viewer accompanies the person."""

    row: FollowUp
    eyes: Eyes
    can_write: bool
    _names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def bridges(self) -> list[Passerelle]:
        rows = self.row.passerelles.select_related("network", "replaces").order_by("pk")
        found = list(rows.prefetch_related("moves", "consents"))
        for one in found:
            one.follow_up = self.row
        return found

    def card(self) -> FollowUpCard:
        row, may, own = self.row, self.eyes.may, self.eyes.by == PERSON
        commune = commune_for(row.code_insee)
        items = sharing.items_of(row)
        return FollowUpCard(
            ref=row.ref,
            is_own=own,
            sees=items if self.eyes.sees is None else self.eyes.sees,
            hidden=self.eyes.sees is not None and bool(items - self.eyes.sees),
            name=row.name if may(sharing.NAME) else "",
            channel=coded(pack.channels().get(row.channel), row.channel),
            contact=row.contact if may(sharing.REACH) else "",
            words=row.words if may(sharing.WORDS) else "",
            code_insee=row.code_insee if may("commune") else "",
            commune=commune.name if commune and may("commune") else "",
            lines=tuple(
                LineCard(item, sharing.label_of(item), value, sharing.is_sensitive(item))
                for item, value in sharing.values_of(row).items()
                if may(item)
            ),
            needs=self._needs(),
            passerelles=self._bridge_cards,
            stages=self._stages() if may(sharing.STAGE) else (),
            referent=self._referent(),
            opened_by=self._party(row.organisation_ref),
            has_account=row.user_id is not None,
            renewed_by=self._renewed_by(items),
            shares=self._shares() if own else (),
            looks=self._looks() if own else (),
            as_organisation=self.eyes.organisation,
            can_write=self.can_write,
            is_fiction=row.is_fiction,
            opened_at=row.opened_at,
            moved_at=row.moved_at,
            closed_at=row.closed_at,
            erased_after=row.erased_after,
        )

    @cached_property
    def _bridge_cards(self) -> tuple[PasserelleCard, ...]:
        """All for the person; for others, what they sent, or accompany and are shown."""
        ours = self.eyes.organisation
        by = PERSON if self.eyes.by == PERSON else SENDER
        return tuple(
            passerelle_card(one, Eyes(by, self.eyes.sees, ours))
            for one in self.bridges
            if by == PERSON
            or one.from_organisation_ref == ours
            or (self.can_write and ours in shown_to(self.row, one.needs))
        )

    def _codes(self) -> list[str]:
        return [need.code for need in self.row.needs.all()]

    def _needs(self) -> tuple[FollowedNeedCard, ...]:
        known = needs_pack.needs_by_code()
        shown = {card.ref for card in self._bridge_cards}
        followed = [(one.ref, one.needs) for one in self.bridges if one.ref in shown]
        return tuple(
            FollowedNeedCard(
                need=need_card(known[one.code]),
                state=Coded(one.state, in_language(*NEED_STATES[FollowedNeed.State(one.state)])),
                reason=_of(pack.reasons(), one.reason),
                is_sensitive=one.code in pack.sensitive_needs(),
                passerelles=tuple(ref for ref, needs in followed if one.code in needs),
            )
            for one in self.row.needs.all()
            if one.code in known and self.eyes.may(sharing.need_item(one.code))
        )

    def _stages(self) -> tuple[StageCard, ...]:
        return tuple(
            StageCard(coded(pack.stages().get(one.stage), one.stage), one.at, one.learnt)
            for one in self.row.stages.all()
        )

    def _referent(self) -> ReferentCard | None:
        ref = self.row.referent_organisation_ref
        if not ref:
            return None
        account = account_card(self.row.referent_id)
        return ReferentCard(
            name=account.name if account else "",
            function=account.function if account else "",
            organisation_ref=ref,
            organisation=self._name(ref),
        )

    def _renewed_by(self, items: frozenset[str]) -> str:
        may = (self.row.organisation_ref, self.row.referent_organisation_ref)
        return next((self._name(ref) for ref in may if ref in shown_all(self.row, items)), "")

    def _party(self, ref: str) -> PartyCard | None:
        return PartyCard(ref, "", self._name(ref)) if ref else None

    def _name(self, ref: str) -> str:
        """As the hand-overs named it; otherwise as the directory does."""
        if ref not in self._names:
            said = {one.from_organisation_ref: one.from_name for one in self.bridges}
            said |= {one.to_organisation_ref: one.to_name for one in self.bridges}
            card = None if said.get(ref) else structure_for(ANYONE, ref)
            self._names[ref] = said.get(ref) or (card.name if card else "")
        return self._names[ref]

    def _shares(self) -> tuple[ShareCard, ...]:
        """For each structure with a part in it: every line that exists, and what is shown now."""
        shown: dict[str, set[str]] = {}
        for one in self.row.shares.all():
            if one.revoked_at is None:
                shown.setdefault(one.organisation_ref, set()).add(one.item)
        parts = [self.row.organisation_ref, self.row.referent_organisation_ref, *shown]
        parts += [one.to_organisation_ref for one in self.bridges if one.sent_at is not None]
        items = [*map(sharing.need_item, self._codes()), *sharing.values_of(self.row)]
        return tuple(
            ShareCard(
                ref,
                self._name(ref),
                tuple((item, sharing.label_of(item), item in shown.get(ref, ())) for item in items),
            )
            for ref in dict.fromkeys(filter(None, parts))
        )

    def _looks(self) -> tuple[LookCard, ...]:
        return tuple(
            LookCard(one.at, self._name(one.organisation_ref), one.function, one.what)
            for one in looks_at(subject_of(self.row.ref))
        )
