"""The laws of reminders: never too early, never twice, never when people rest."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from entrelieux.engine.handover.chasing import (
    Rhythm,
    RhythmError,
    Waiting,
    closing_due,
    digests,
    is_quiet,
    may_write,
    next_moment,
    next_waking,
    reminder_due,
    sign_due_on,
    silent_due,
    working_days_after,
    works,
)
from entrelieux.packs.fr.calendar import public_holidays_between

HOLIDAYS = public_holidays_between(date(2026, 1, 1), date(2028, 12, 31), "48")
at = datetime.fromisoformat
MONDAY = at("2026-11-23 10:00")
MOMENTS = st.datetimes(at("2026-09-01 00:00"), at("2027-12-31 00:00"))
TIMES = st.times()
rhythms = st.builds(
    Rhythm,
    days=st.lists(st.integers(1, 90), max_size=4, unique=True).map(lambda d: tuple(sorted(d))),
    quiet_from=TIMES,
    quiet_until=TIMES,
    apart_days=st.integers(1, 10),
    ahead_days=st.integers(0, 5),
    silent_days=st.integers(1, 30),
)


@st.composite
def waitings(draw, before=MONDAY):
    sent = draw(st.datetimes(before - timedelta(days=200), before))
    chased = draw(st.integers(0, 4))
    return Waiting(
        ref=f"p{draw(st.integers(0, 10_000))}",
        interlocutor=draw(st.sampled_from("abc")),
        sent_at=sent,
        chased=chased,
        chased_at=draw(st.datetimes(sent, before)) if chased else None,
        announced_on=draw(st.none() | st.dates(date(2026, 10, 1), date(2027, 3, 1))),
    )


groups = st.lists(waitings(), max_size=8, unique_by=lambda one: one.ref)


@pytest.mark.parametrize("days", [(0, 3), (9, 9), (21, 9), (-1,)])
def test_delays_that_do_not_increase_are_refused(days):
    with pytest.raises(RhythmError):
        Rhythm(days=days)


def test_nine_days_then_twenty_one_then_forty_five():
    sent = Waiting("p", "a", MONDAY)
    assert reminder_due(sent, Rhythm(), HOLIDAYS) == at("2026-12-02 10:00")
    again = Waiting("p", "a", MONDAY, 1, at("2026-12-02 10:00"))
    assert reminder_due(again, Rhythm(), HOLIDAYS) == at("2026-12-14 10:00")
    last = Waiting("p", "a", MONDAY, 2, at("2026-12-14 10:00"))
    assert reminder_due(last, Rhythm(), HOLIDAYS) == at("2027-01-07 10:00")
    over = Waiting("p", "a", MONDAY, 3, at("2027-01-07 10:00"))
    assert reminder_due(over, Rhythm(), HOLIDAYS) is None
    assert silent_due(over, Rhythm(), HOLIDAYS) == at("2027-01-18 08:30")


def test_a_reminder_due_on_christmas_day_leaves_on_monday_morning():
    sent = Waiting("p", "a", at("2026-12-16 09:00"))
    assert reminder_due(sent, Rhythm(), HOLIDAYS) == at("2026-12-28 08:30")


def test_one_announced_for_the_tenth_is_not_reminded_before_the_eleventh():
    sent = Waiting("p", "a", MONDAY, announced_on=date(2026, 12, 10))
    assert reminder_due(sent, Rhythm(), HOLIDAYS) == at("2026-12-11 08:30")
    others = (sent, Waiting("q", "a", MONDAY))
    (digest,) = digests(others, at("2026-12-09 10:00"), Rhythm(), HOLIDAYS)
    assert [one.ref for one in digest.reminders] == ["q"]


def test_the_first_sign_is_due_within_two_working_days():
    assert sign_due_on(date(2026, 11, 23), HOLIDAYS) == date(2026, 11, 25)
    assert sign_due_on(date(2026, 11, 26), HOLIDAYS) == date(2026, 11, 30)
    assert sign_due_on(date(2026, 12, 24), HOLIDAYS) == date(2026, 12, 29)


@given(groups, MOMENTS, rhythms)
def test_nobody_is_written_to_when_people_rest(waiting, now, rhythm):
    if digests(waiting, now, rhythm, HOLIDAYS):
        assert works(now.date(), HOLIDAYS)
        assert not is_quiet(now.time(), rhythm)


@given(groups, MOMENTS, rhythms)
def test_one_message_for_each_interlocutor(waiting, now, rhythm):
    names = [one.interlocutor for one in digests(waiting, now, rhythm, HOLIDAYS)]
    assert len(set(names)) == len(names)


@given(groups, MOMENTS, rhythms)
def test_nobody_is_reminded_before_the_day_announced_nor_too_early(waiting, now, rhythm):
    by_ref = {one.ref: one for one in waiting}
    for digest in digests(waiting, now, rhythm, HOLIDAYS):
        for reminder in digest.reminders:
            one = by_ref[reminder.ref]
            assert one.announced_on is None or now.date() > one.announced_on
            delay = timedelta(days=rhythm.days[one.chased] - rhythm.ahead_days)
            assert now >= one.sent_at + delay
            assert reminder.rank == one.chased + 1 <= len(rhythm.days)


@given(groups, MOMENTS, rhythms)
def test_what_was_reminded_is_not_reminded_again_at_once(waiting, now, rhythm):
    """Doing it twice does it once: the worker may be killed and start again."""
    found = digests(waiting, now, rhythm, HOLIDAYS)
    ranks = {one.ref: one.rank for digest in found for one in digest.reminders}
    after = [
        Waiting(w.ref, w.interlocutor, w.sent_at, ranks[w.ref], now, w.announced_on)
        if w.ref in ranks
        else w
        for w in waiting
    ]
    again = digests(after, now + timedelta(minutes=5), rhythm, HOLIDAYS)
    assert {d.interlocutor for d in again}.isdisjoint({d.interlocutor for d in found})


@given(st.lists(waitings(), min_size=1, max_size=5, unique_by=lambda one: one.ref), rhythms)
def test_an_interlocutor_is_left_in_peace_between_two_messages(waiting, rhythm):
    """Day after day for half a year, whatever is waiting."""
    last = {}
    known = {one.ref: one for one in waiting}
    for day in range(180):
        now = MONDAY + timedelta(days=day)
        for digest in digests(known.values(), now, rhythm, HOLIDAYS, last):
            name = digest.interlocutor
            assert name not in last or now - last[name] >= timedelta(days=rhythm.apart_days)
            last[name] = now
            for one in digest.reminders:
                was = known[one.ref]
                known[one.ref] = Waiting(
                    was.ref, name, was.sent_at, one.rank, now, was.announced_on
                )
    assert all(one.chased <= max(4, len(rhythm.days)) for one in known.values())


def test_a_worker_that_slept_for_months_sends_one_reminder_and_keeps_the_distance():
    now = MONDAY + timedelta(days=120)
    (digest,) = digests([Waiting("p", "a", MONDAY)], now, Rhythm(), HOLIDAYS)
    assert [one.rank for one in digest.reminders] == [1]
    due = reminder_due(Waiting("p", "a", MONDAY, 1, now), Rhythm(), HOLIDAYS)
    assert due >= now + timedelta(days=12)


def test_somebody_written_to_about_another_matter_is_left_in_peace():
    waiting = [Waiting("p", "a", MONDAY)]
    now = at("2026-12-02 10:00")
    assert digests(waiting, now, Rhythm(), HOLIDAYS)
    yesterday = {"a": now - timedelta(days=1)}
    assert digests(waiting, now, Rhythm(), HOLIDAYS, yesterday) == ()


@given(waitings(), rhythms)
def test_the_animator_is_told_after_the_last_reminder_only(one, rhythm):
    due = silent_due(one, rhythm, HOLIDAYS)
    assert (due is None) == (one.chased < len(rhythm.days))
    assert (due is None) == (reminder_due(one, rhythm, HOLIDAYS) is not None)
    if due is not None:
        assert due >= (one.chased_at or one.sent_at)
        assert one.announced_on is None or due.date() > one.announced_on


@given(MOMENTS, rhythms)
def test_the_next_moment_is_the_first_one_allowed(asked, rhythm):
    found = next_moment(asked, rhythm, HOLIDAYS)
    assert found >= asked
    assert may_write(found, rhythm, HOLIDAYS)
    assert next_moment(found, rhythm, HOLIDAYS) == found
    between = found - (found - asked) / 2
    assume(asked < between < found)
    assert not may_write(between, rhythm, HOLIDAYS) or between > found


@given(MOMENTS, rhythms)
def test_a_person_is_woken_by_nobody(at, rhythm):
    found = next_waking(at, rhythm)
    assert found >= at
    assert not is_quiet(found.time(), rhythm)
    assert found - at <= timedelta(days=1)


@given(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.integers(1, 10))
def test_working_days_are_counted_one_by_one(day, count):
    found = working_days_after(day, count, HOLIDAYS)
    passed = [day + timedelta(days=i) for i in range(1, (found - day).days + 1)]
    assert works(found, HOLIDAYS)
    assert sum(works(one, HOLIDAYS) for one in passed) == count


def test_closing_without_news_waits_for_the_day_announced():
    rhythm = Rhythm()
    assert closing_due(MONDAY, None, rhythm) == MONDAY + timedelta(days=45)
    far = date(2027, 2, 1)
    assert closing_due(MONDAY, far, rhythm) == datetime.combine(far, time()) + timedelta(days=45)


@given(TIMES)
def test_equal_bounds_mean_no_quiet_hour(at):
    assert not is_quiet(at, Rhythm(quiet_from=time(12), quiet_until=time(12)))
