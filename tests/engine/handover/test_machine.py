"""The laws of a hand-over: every pair is answered, nothing leaves unagreed, the end is the end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.engine.handover.machine import (
    ALREADY,
    FINAL,
    INFORMATION,
    STAYS,
    TABLE,
    WITH_RECEIVER,
    Event,
    Happening,
    Refusal,
    Standing,
    State,
    answer,
    apply,
    replay,
)
from entrelieux.packs.fr import passerelles as pack

MODES = st.sampled_from(sorted(pack.modes()))
happenings = st.builds(
    Happening,
    event=st.sampled_from(Event),
    on=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    rank=st.integers(0, 4),
    reason=st.sampled_from(sorted(pack.refusals())),
    outcome=st.sampled_from(["", *pack.outcomes()]),
    useful=st.none() | st.booleans(),
    text=st.text(max_size=10),
)
stories = st.lists(happenings, max_size=25)
STRAIGHT = (Event.CONSENT, Event.SEND, Event.ACCEPT, Event.MEET, Event.CLOSE)


def steps(mode, story):
    standing = Standing(mode)
    for happening in story:
        step = apply(standing, happening)
        yield happening, step
        standing = step.after


@pytest.mark.parametrize("mode", pack.modes())
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_every_event_is_answered_in_every_state_and_every_mode(state, event, mode):
    assert isinstance(answer(state, event, mode), State | Refusal) or answer(
        state, event, mode
    ) in {STAYS, ALREADY}


def test_the_words_of_the_machine_are_those_of_the_pack():
    assert set(pack.states()) == set(State)
    assert INFORMATION in pack.modes()
    assert {code for code, mode in pack.modes().items() if not mode.chased} == {INFORMATION}


@pytest.mark.parametrize("state", sorted(FINAL))
@pytest.mark.parametrize("event", Event)
def test_there_is_no_way_out_of_an_end(state, event):
    assert not isinstance(TABLE[state][event], State)


@pytest.mark.parametrize("state", sorted(set(State) - FINAL))
def test_agreement_may_be_withdrawn_until_the_end(state):
    for mode in pack.modes():
        assert answer(state, Event.WITHDRAW, mode) is State.WITHDRAWN


def test_sending_starts_from_an_agreement_and_from_nowhere_else():
    from_where = {
        state for state in State for event in (Event.SEND,) if TABLE[state][event] is State.SENT
    }
    assert from_where == {State.CONSENTED}
    other_ways = {
        (state, event)
        for state in State
        for event in Event
        if TABLE[state][event] is State.SENT and event is not Event.SEND
    }
    assert other_ways == {(State.SILENT, Event.ANNOUNCE)}  # it was sent already


@given(MODES, stories)
def test_what_a_receiver_reads_was_agreed_to_before(mode, story):
    agreed = False
    for happening, step in steps(mode, story):
        agreed = agreed or (step.changed and happening.event is Event.CONSENT)
        assert step.after.state not in WITH_RECEIVER or agreed


@given(MODES, stories)
def test_an_end_stays_the_same_end(mode, story):
    ended = None
    for _happening, step in steps(mode, story):
        if ended is not None:
            assert step.after.state is ended
        if step.after.is_final:
            ended = step.after.state


@given(MODES, stories, happenings)
def test_what_happens_twice_happens_once(mode, story, again):
    once = apply(replay(mode, story), again).after
    assert apply(once, again).after == once


@given(MODES, stories)
def test_the_same_story_always_ends_the_same(mode, story):
    assert replay(mode, story) == replay(mode, list(story))


@given(MODES, stories)
def test_a_story_goes_on_from_where_it_was(mode, story):
    half = len(story) // 2
    standing = replay(mode, story[:half])
    for happening in story[half:]:
        standing = apply(standing, happening).after
    assert standing == replay(mode, story)


@given(MODES, stories)
def test_a_refusal_changes_nothing(mode, story):
    for _happening, step in steps(mode, story):
        assert step.refusal is None or not step.changed


@given(stories)
def test_an_information_is_never_asked_about_again(story):
    for happening, step in steps(INFORMATION, story):
        if happening.event in {Event.CHASE, Event.FALL_SILENT, Event.ACCEPT, Event.DECLINE}:
            assert not step.changed
        assert step.after.chased == 0
        assert step.after.state not in {State.ACCEPTED, State.DECLINED, State.SILENT}


@given(MODES, stories)
def test_only_one_answer_wins_and_the_first_word_on_the_worth_is_kept(mode, story):
    said = None
    for happening, step in steps(mode, story):
        if said:
            assert step.after.outcome == said
        if step.changed and happening.event is Event.CLOSE and happening.outcome:
            said = step.after.outcome


@given(MODES.filter(lambda mode: mode != INFORMATION))
def test_the_straight_way_leads_to_the_end(mode):
    reached = [
        step.after.state for _h, step in steps(mode, [Happening(event) for event in STRAIGHT])
    ]
    assert reached == [
        State.CONSENTED,
        State.SENT,
        State.ACCEPTED,
        State.MET,
        State.CLOSED,
    ]


@pytest.mark.parametrize("state", sorted(set(State) - FINAL))
def test_every_state_that_is_not_an_end_leads_to_one_by_itself(state):
    """Time alone ends everything: it expires, or it is closed without news."""
    for mode in pack.modes():
        assert FINAL & {
            answer(state, event, mode) for event in (Event.EXPIRE, Event.CLOSE_WITHOUT_NEWS)
        }


def test_who_announces_a_day_is_silent_no_more():
    story = [Happening(e) for e in (Event.CONSENT, Event.SEND, Event.FALL_SILENT)]
    story.append(Happening(Event.ANNOUNCE, on=date(2026, 12, 8)))
    standing = replay("contact_transmis", story)
    assert (standing.state, standing.announced_on) == (State.SENT, date(2026, 12, 8))


def test_one_closed_without_news_may_still_be_told_what_it_was_worth_once():
    story = [Happening(e) for e in (Event.CONSENT, Event.SEND, Event.CLOSE_WITHOUT_NEWS)]
    standing = replay("rdv_pris", story)
    assert (standing.state, standing.outcome) == (State.CLOSED, "")
    told = apply(standing, Happening(Event.CLOSE, outcome="help_choice", useful=True)).after
    assert (told.outcome, told.useful) == ("help_choice", True)
    assert apply(told, Happening(Event.CLOSE, outcome="other", useful=False)).after == told
