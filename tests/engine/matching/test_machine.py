"""The laws of an introduction: nobody is opened to anybody before both agreed; the end ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.matching.machine import (
    AGREE,
    ALREADY,
    AWAITED,
    FINAL,
    OPEN_TO_EACH_OTHER,
    STAYS,
    TABLE,
    Event,
    Happening,
    Refusal,
    Standing,
    State,
    apply,
    can,
    replay,
)
from entrelieux.packs.fr import exchanges as pack
from entrelieux.packs.fr import passerelles as outcomes

happenings = st.builds(
    Happening,
    event=st.sampled_from(Event),
    on=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    rank=st.integers(0, 4),
    outcome=st.sampled_from(["", *outcomes.outcomes()]),
    useful=st.none() | st.booleans(),
)
stories = st.lists(happenings, max_size=25)


def steps(story):
    standing = Standing()
    for happening in story:
        step = apply(standing, happening)
        yield happening, step
        standing = step.after


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_event_is_answered_in_every_state(state, event):
    assert isinstance(TABLE[state][event], State | Refusal) or TABLE[state][event] in {
        STAYS,
        ALREADY,
    }


def test_the_words_of_the_machine_are_those_of_the_pack():
    assert set(pack.states()) == set(State)


@pytest.mark.parametrize("state", sorted(FINAL))
@pytest.mark.parametrize("event", Event)
def test_there_is_no_way_out_of_an_end(state, event):
    assert not isinstance(TABLE[state][event], State)


@given(stories)
def test_nobody_is_opened_to_anybody_before_both_agreed(story):
    agreed = set()
    for happening, step in steps(story):
        if step.changed:
            agreed |= {happening.event} & AGREE
        assert not step.after.is_open or agreed == AGREE
        assert not step.after.is_open or (step.after.ask_agreed and step.after.offer_agreed)


@given(stories)
def test_both_agreements_open_at_once_whoever_came_first(story):
    for _happening, step in steps(story):
        if step.after.state in AWAITED:
            assert not (step.after.ask_agreed and step.after.offer_agreed)


@given(stories)
def test_the_second_agreement_alone_opens(story):
    for happening, step in steps(story):
        if step.after.is_open and not step.before.is_open:
            assert happening.event in AGREE


@given(stories)
def test_an_end_stays_the_same_end(story):
    ended = None
    for _happening, step in steps(story):
        if ended is not None:
            assert step.after.state is ended
        if step.after.is_final:
            ended = step.after.state


@given(stories, happenings)
def test_what_happens_twice_happens_once(story, again):
    once = apply(replay(story), again).after
    assert apply(once, again).after == once


@given(stories)
def test_a_story_goes_on_from_where_it_was(story):
    half = len(story) // 2
    standing = replay(story[:half])
    for happening in story[half:]:
        standing = apply(standing, happening).after
    assert standing == replay(story)


@given(stories)
def test_a_refusal_changes_nothing(story):
    for _happening, step in steps(story):
        assert step.refusal is None or not step.changed


@given(stories)
def test_the_first_word_on_the_worth_is_kept(story):
    said = ""
    for _happening, step in steps(story):
        if said:
            assert step.after.outcome == said
        said = step.after.outcome


@pytest.mark.parametrize("state", sorted(set(State) - FINAL))
def test_either_side_may_end_it_until_the_end_and_so_does_time(state):
    ends = {Event.DECLINE, Event.CLOSE} & can(Standing(state))
    assert any(TABLE[state][event] in FINAL for event in ends)
    assert TABLE[state][Event.EXPIRE] is State.EXPIRED


@given(stories)
def test_what_can_be_said_is_what_the_table_does_not_refuse(story):
    standing = replay(story)
    for event in Event:
        refused = apply(standing, Happening(event)).refusal is not None
        assert not (refused and event in can(standing))


def test_the_straight_way_leads_to_what_it_was_worth():
    said = [
        Happening(Event.AGREE_ASK),
        Happening(Event.AGREE_OFFER),
        Happening(Event.MEET, on=date(2026, 12, 1)),
        Happening(Event.CLOSE, outcome="start_action", useful=True),
    ]
    assert [step.after.state for _h, step in steps(said)] == [
        State.PROPOSED,
        State.TAKING_CARE,
        State.MET,
        State.DONE,
    ]
    assert replay(said).useful is True


def test_people_who_are_open_to_each_other_are_those_who_may_meet():
    for state in set(State) - FINAL:
        assert (TABLE[state][Event.MEET] is not Refusal.NOT_AGREED) == (state in OPEN_TO_EACH_OTHER)
