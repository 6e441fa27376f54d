"""A visit belongs to one agent and one day, is opened once, worked, and leaves nothing behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.counter.adapters import token_of
from entrelieux.counter.errors import NotYourStructure, VisitGone
from entrelieux.counter.models import Visit
from entrelieux.counter.selectors import plans_of_visit, visit_for, visits_open
from entrelieux.counter.services import (
    answer_visit,
    choose_plan,
    close_visit,
    close_visits_of_past_days,
    meet_instead,
    move_step,
    open_visit,
    plan_as_proposed,
    put_step_back,
    set_step_aside,
)
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import OPERATOR, Role
from entrelieux.kernel.work import duties
from entrelieux.reception.models import Intake
from entrelieux.reception.selectors import swaps_for
from entrelieux.reception.services import erase_intake
from entrelieux.reception.situation import SituationParams
from tests import signing
from tests.counter.visiting import NEEDS, arrived


def shown(agent, ref):
    return plans_of_visit(agent.viewer, visit_for(agent.viewer, ref)).worked


def keys(agent, ref):
    return [step.key for step in shown(agent, ref).plan.steps]


def test_asking_twice_with_one_key_opens_one_visit(agent):
    assert arrived(agent) == arrived(agent)
    assert Visit.objects.count() == Intake.objects.count() == 1


def test_two_people_with_the_same_needs_are_two_visits(agent):
    assert arrived(agent) != arrived(agent, key="b" * 32)


def test_one_key_of_two_agents_is_two_visits(agent, desk):
    other = signing.mandated(Role.AGENT, organisation=desk.ref)
    assert arrived(agent) != arrived(other)


def test_nobody_is_received_for_a_structure_of_others(agent):
    with pytest.raises(NotYourStructure):
        open_visit(
            actor=agent.viewer,
            organisation_ref="ailleurs",
            said=SituationParams("48080", NEEDS),
            request_key="a" * 32,
        )
    assert not Visit.objects.exists()
    assert not Intake.objects.exists()


def test_the_database_holds_neither_the_address_nor_the_words(agent):
    ref = arrived(agent)
    row = Visit.objects.values().get()
    intake = Intake.objects.values().get()
    assert token_of(ref) not in str(row) + str(intake)
    assert intake["words"] == ""


@pytest.mark.parametrize("who", ["colleague", "administrator", "elsewhere", "revoked"])
def test_a_visit_is_absent_for_everybody_but_the_agent_who_opened_it(agent, desk, who):
    ref = arrived(agent)
    if who == "revoked":
        agent.user.mandates.update(revoked_at=timezone.now())
    other = {
        "colleague": lambda: signing.mandated(Role.AGENT, organisation=desk.ref),
        "administrator": lambda: signing.mandated(Role.ADMINISTRATOR, organisation=desk.ref),
        "elsewhere": lambda: signing.mandated(Role.AGENT, organisation="ailleurs"),
        "revoked": lambda: agent,
    }[who]()
    with pytest.raises(VisitGone):
        visit_for(other.viewer, ref)
    with pytest.raises(VisitGone):
        close_visit(actor=other.viewer, visit_ref=ref)
    assert visits_open(other.viewer) == ()


def test_a_step_moves_up_and_down_and_no_further(agent):
    ref = arrived(agent)
    first = keys(agent, ref)
    assert len(first) > 1
    move_step(actor=agent.viewer, visit_ref=ref, step=first[0], by=1)
    assert keys(agent, ref) == [first[1], first[0], *first[2:]]
    move_step(actor=agent.viewer, visit_ref=ref, step=first[1], by=-1)
    assert keys(agent, ref) == [first[1], first[0], *first[2:]]
    assert [step.number for step in shown(agent, ref).plan.steps] == list(range(1, len(first) + 1))


def test_a_step_set_aside_leaves_its_needs_waiting_until_it_comes_back(agent):
    ref = arrived(agent)
    before = shown(agent, ref).plan
    gone = before.steps[0]
    for _ in range(2):
        set_step_aside(actor=agent.viewer, visit_ref=ref, step=gone.key)
    found = shown(agent, ref)
    assert gone.key not in [step.key for step in found.plan.steps]
    assert [step.key for step in found.set_aside] == [gone.key]
    assert found.waiting == gone.needs
    assert set(gone.needs) <= set(found.plan.uncovered)
    assert found.plan.interlocutors == before.interlocutors - 1
    put_step_back(actor=agent.viewer, visit_ref=ref, step=gone.key)
    assert shown(agent, ref).plan == before


def test_minutes_of_a_plan_are_those_of_the_places_that_are_left(agent):
    ref = arrived(agent)
    steps = shown(agent, ref).plan.steps
    for step in steps:
        set_step_aside(actor=agent.viewer, visit_ref=ref, step=step.key)
    assert shown(agent, ref).plan.minutes == 0
    assert shown(agent, ref).plan.steps == ()


def test_whom_one_meets_instead_takes_the_rank_of_the_step(agent):
    ref = arrived(agent)
    card = visit_for(agent.viewer, ref)
    steps = keys(agent, ref)
    last = steps[-1]
    move_step(actor=agent.viewer, visit_ref=ref, step=last, by=-9)
    other = swaps_for(agent.viewer, card.token, 1, last).alternatives[0].step.key
    for _ in range(2):
        meet_instead(actor=agent.viewer, visit_ref=ref, step=last, person=other)
    assert keys(agent, ref)[0] == other
    plan_as_proposed(actor=agent.viewer, visit_ref=ref)
    assert keys(agent, ref) == steps


def test_another_plan_is_shown_as_it_was_proposed(agent):
    ref = arrived(agent)
    found = plans_of_visit(agent.viewer, visit_for(agent.viewer, ref))
    set_step_aside(actor=agent.viewer, visit_ref=ref, step=found.worked.plan.steps[0].key)
    choose_plan(actor=agent.viewer, visit_ref=ref, number=found.others[0].number)
    again = plans_of_visit(agent.viewer, visit_for(agent.viewer, ref))
    assert again.worked.plan == found.others[0]
    assert not again.worked.set_aside
    assert found.worked.plan.number in {plan.number for plan in again.others}


def test_other_needs_show_the_first_plan_again(agent):
    ref = arrived(agent)
    choose_plan(actor=agent.viewer, visit_ref=ref, number=2)
    answer_visit(actor=agent.viewer, visit_ref=ref, said=SituationParams("48080", ("me-former",)))
    assert visit_for(agent.viewer, ref).plan == 1
    assert [need.code for need in shown(agent, ref).plan.steps[0].needs] == ["me-former"]


def test_closing_erases_what_was_said_for_good_and_once(agent):
    ref = arrived(agent)
    for _ in range(2):
        close_visit(actor=agent.viewer, visit_ref=ref)
    assert not Intake.objects.exists()
    row = Visit.objects.get()
    assert row.closed_at
    assert (row.order, row.left_out) == ([], [])
    assert JournalEntry.objects.filter(verb="visite.close").count() == 1
    with pytest.raises(VisitGone):
        visit_for(agent.viewer, ref)


def test_nobody_is_still_at_the_desk_the_next_morning(agent):
    yesterday, today = arrived(agent), arrived(agent, key="b" * 32)
    Visit.objects.filter(ref=yesterday).update(opened_at=timezone.now() - timedelta(days=1))
    assert [line.ref for line in visits_open(agent.viewer)] == [today]
    assert close_visits_of_past_days(actor=OPERATOR) == 1
    assert close_visits_of_past_days(actor=OPERATOR) == 0
    assert Visit.objects.get(closed_at=None).ref == today
    assert Intake.objects.count() == 1


def test_visits_of_the_day_are_told_by_their_needs_even_when_what_was_said_is_gone(agent):
    ref = arrived(agent, "me-former")
    (line,) = visits_open(agent.viewer)
    assert line.needs == ("Me former",)
    erase_intake(actor=OPERATOR, token=token_of(ref))
    (line,) = visits_open(agent.viewer)
    assert line.needs == ()


def test_the_night_closes_visits_through_the_worker(agent):
    ref = arrived(agent)
    Visit.objects.filter(ref=ref).update(opened_at=timezone.now() - timedelta(days=1))
    (one,) = [one for one in duties() if one.name == "guichet-fin-de-journee"]
    assert one.run(timezone.now()) == 1
    assert Visit.objects.get().closed_at
