"""Whatever is asked, in whatever order, by whomever: the rows tell the story of the engine."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.engine.handover.machine import FINAL, WITH_RECEIVER, Event, Happening, State, replay
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import selectors, services, tasks
from entrelieux.passerelles.adapters import standing_of
from entrelieux.passerelles.models import Passerelle
from tests.passerelles.conftest import MONDAY, key, link_to

STEPS = 40


class Walk:
    """One request, and all that may be asked of it."""

    def __init__(self, world, chance):
        self.world, self.chance = world, chance
        self.opened = world.open()
        proposal = world.proposal()
        self.ref = services.propose(
            actor=world.agent.viewer,
            follow_up=self.opened.ref,
            to=proposal.to,
            needs=proposal.needs,
            mode=chance.choice(("contact_transmis", "rdv_pris", "info_donnee")),
            reason="Parce que.",
            request_key=key(),
        )
        self.link = ""

    def row(self):
        return self.world.row(self.ref)

    def ask(self):
        """One thing among all, by somebody among all; returns what was refused, if it was."""
        agent, adviser = self.world.agent.viewer, self.world.adviser.viewer
        who = self.chance.choice((agent, adviser, self.world.animator.viewer, ANYONE))
        token = self.chance.choice(("", self.opened.token, "faux"))
        link = self.chance.choice(("", self.link, "faux.faux"))
        items = self.chance.choice(((), ("nom",), ("nom", "mots"), ("inconnu",)))
        ref, day = self.ref, timezone.localdate() + timedelta(days=self.chance.randint(-2, 20))
        asked = {
            "consent": lambda: services.consent(actor=agent, ref=ref, items=items, token=token),
            "send": lambda: services.send(actor=agent, ref=ref),
            "accept": lambda: services.accept(actor=who, ref=ref, link=link),
            "decline": lambda: services.decline(
                actor=who, ref=ref, link=link, reason=self.chance.choice(("complet", "langue"))
            ),
            "announce": lambda: services.announce(actor=who, ref=ref, link=link, on=day),
            "met": lambda: services.met(actor=who, ref=ref, token=token, on=day),
            "back": lambda: services.come_back(actor=who, ref=ref, link=link, text="Vu."),
            "close": lambda: services.close(
                actor=who, ref=ref, token=token, outcome="other", useful=False
            ),
            "no news": lambda: services.close_without_news(actor=who, ref=ref, token=token),
            "withdraw": lambda: services.withdraw(actor=who, ref=ref, token=token),
            "phone": lambda: services.agreed_by_phone(actor=who, ref=ref),
            "work": self.work,
        }
        rare = {"withdraw", "no news", "close"}
        names = [name for name in asked if name not in rare or self.chance.random() < 0.08]
        try:
            asked[self.chance.choice(names)]()
        except UserError as error:
            return error
        return None

    def work(self):
        for duty in (tasks.chase, tasks.tell_of_silence, tasks.end, tasks.remind_first_signs):
            duty(timezone.now())


def told_again(row):
    """The standing that the moves tell, replayed by the engine."""
    happenings, chased = [], 0
    for one in row.moves.all():
        if one.event == "proposition":
            continue
        event = Event(one.event)
        chased += event is Event.CHASE
        happenings.append(
            Happening(
                event,
                on=row.met_on if event is Event.MEET else row.announced_on,
                rank=chased,
                reason=row.decline_reason,
                outcome=row.outcome,
                useful=row.useful,
                text=row.came_back,
            )
        )
    return replay(row.mode, happenings)


@pytest.mark.parametrize("seed", range(12))
def test_the_rows_tell_what_the_engine_would(clock, world, seed):
    chance = random.Random(seed)
    walk = Walk(world, chance)
    ended = None
    for step in range(STEPS):
        clock.move_to(MONDAY + timedelta(days=2 * step))
        before, lines = walk.row(), JournalEntry.objects.count()
        refused = walk.ask()
        row = walk.row()
        if refused is not None:
            assert row.version == before.version, refused
            assert JournalEntry.objects.count() == lines, refused
        assert told_again(row) == standing_of(row)
        assert row.version == row.moves.count() - 1
        assert row.consented_at is not None or row.carried == {}
        assert ended is None or row.state == ended
        ended = row.state if row.state in FINAL else None
        if Message.objects.filter(recipient="agence@exemple.test").exists():
            assert row.sent_at is not None
            walk.link = link_to("agence@exemple.test")
            card = selectors.passerelle_behind(walk.link) if fresh(row) else None
            if card is not None and State(row.state) not in WITH_RECEIVER:
                assert (card.carried, card.person) == ((), "")
    assert Passerelle.objects.count() == 1


def fresh(row):
    return row.reply_links.order_by("pk").last().expires_at > timezone.now()
