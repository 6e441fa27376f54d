"""What the worker does by itself, and that doing it twice does it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.kernel.looks import looks_at
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.kernel.work import duties
from entrelieux.passerelles import selectors, services, tasks
from entrelieux.passerelles.errors import FollowUpGone, PasserelleGone
from entrelieux.passerelles.models import FollowUp, Passerelle, UnmetNeed
from tests.passerelles.conftest import IDEA, MENDE, MONDAY, PARIS, key
from tests.signing import mandated

BOX = "agence@exemple.test"


def at(days, hour=10):
    return (MONDAY + timedelta(days=days)).replace(hour=hour)


def reminders():
    return Message.objects.filter(key__startswith="relance:")


def every_day(clock, first, last, hour=10):
    for day in range(first, last):
        clock.move_to(at(day, hour))
        for one in (tasks.chase, tasks.tell_of_silence, tasks.end):
            one(timezone.now())


def test_the_worker_knows_its_duties():
    names = {one.name for one in duties()}
    assert names >= {
        "passerelles-relances",
        "passerelles-silences",
        "passerelles-premiers-signes",
        "passerelles-fins",
    }


def test_the_whole_life_of_a_request_that_nobody_answers(clock, world):
    opened = world.open()
    handed = world.hand(opened)
    seen = {}
    for day in range(130):
        clock.move_to(at(day))
        for one in (tasks.chase, tasks.tell_of_silence, tasks.end):
            one(timezone.now())
        row = world.row(handed)
        seen.setdefault((row.state, row.chased), day)
    assert seen == {
        ("envoyee", 0): 0,
        ("envoyee", 1): 9,
        ("envoyee", 2): 21,
        ("envoyee", 3): 45,
        ("silencieuse", 3): 56,  # nine days after, then Monday
        ("close", 3): 101,
    }
    assert world.row(handed).outcome == ""
    assert selectors.follow_up_behind(opened.token).needs[0].state.code == "ouvert"
    assert Message.objects.filter(recipient=world.animator.user.email).count() == 1


def test_a_reminder_sent_twice_leaves_once(clock, world):
    world.hand(world.open())
    clock.move_to(at(9))
    assert tasks.chase(timezone.now()) == 1
    before = (reminders().count(), JournalEntry.objects.count())
    assert tasks.chase(timezone.now()) == 0
    assert (reminders().count(), JournalEntry.objects.count()) == before


def test_one_message_for_each_interlocutor_whatever_awaits(clock, world):
    for _one in range(3):
        world.hand(world.open())
    world.hand(world.open(), to=world.to_other)
    clock.move_to(at(9))
    assert tasks.chase(timezone.now()) == 2
    (message,) = reminders().filter(recipient=BOX)
    assert message.body.count("/repondre/") == 3
    assert message.subject == "3 demandes attendent votre réponse"


@pytest.mark.parametrize(("day", "hour"), [(12, 10), (13, 10), (9, 7), (9, 19)])
def test_nobody_is_reminded_at_the_weekend_or_at_a_quiet_hour(clock, world, day, hour):
    world.hand(world.open())
    clock.move_to(at(day, hour))
    assert tasks.chase(timezone.now()) == 0


def test_the_delays_of_the_network_are_those_that_count(clock, world):
    world.network.reminder_days = [3]
    world.network.quiet_from, world.network.quiet_until = "12:00", "14:00"
    world.network.save()
    handed = world.hand(world.open())
    every_day(clock, 0, 20, hour=13)
    assert world.row(handed).chased == 0
    every_day(clock, 1, 4, hour=11)
    assert world.row(handed).chased == 1


@pytest.mark.parametrize("days", [[], ["a"], [9, 9], None, [0]])
def test_delays_that_cannot_be_stop_nothing(clock, world, days):
    world.network.reminder_days = days or []
    world.network.save()
    world.hand(world.open())
    every_day(clock, 0, 12)


def test_nobody_is_reminded_before_the_day_they_announced(clock, world):
    handed = world.hand(world.open())
    services.announce(actor=world.adviser.viewer, ref=handed.ref, on=at(30).date())
    every_day(clock, 0, 31)
    assert world.row(handed).chased == 0
    every_day(clock, 31, 36)
    assert world.row(handed).chased == 1


def test_an_information_is_never_chased_and_ends_by_itself(clock, world):
    handed = world.hand(world.open(), mode="info_donnee", items=())
    every_day(clock, 0, 44)
    assert (world.row(handed).state, world.row(handed).chased) == ("envoyee", 0)
    every_day(clock, 44, 47)
    assert world.row(handed).state == "close"
    assert not Message.objects.exists()


def test_what_the_person_paused_hurries_nobody(clock, world):
    opened = world.open()
    handed = world.hand(opened)
    services.set_need_state(actor=ANYONE, token=opened.token, need=IDEA, state="en_pause")
    every_day(clock, 0, 60)
    assert (world.row(handed).state, world.row(handed).chased) == ("envoyee", 0)


def test_an_interlocutor_who_is_no_longer_there_is_told_of_to_the_animator(clock, world):
    world.agency_place.courriel = ""
    world.agency_place.save()
    handed = world.hand(world.open())
    world.adviser.user.mandates.update(revoked_at=at(0, 9))
    clock.move_to(at(1))
    assert tasks.chase(timezone.now()) == 0
    assert tasks.tell_of_silence(timezone.now()) == 1
    assert selectors.without_interlocutor(world.animator.viewer)[0].ref == handed.ref


def test_answered_between_the_reading_and_the_writing_it_is_not_chased(clock, world):
    handed = world.hand(world.open())
    clock.move_to(at(9))
    groups = list(tasks._waiting_groups())
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    assert groups
    assert tasks.chase(timezone.now()) == 0
    assert not reminders().exists()


@pytest.mark.parametrize(
    ("lead", "after", "state"),
    [
        ("accepted", 89, "acceptee"),
        ("accepted", 91, "close"),
        ("met", 91, "close"),
        ("declined", 59, "declinee"),
        ("declined", 61, "expiree"),
    ],
)
def test_what_nobody_moves_any_more_ends_without_blame(clock, world, lead, after, state):
    handed = world.hand(world.open())
    world.lead(handed, lead)
    clock.move_to(at(after))
    tasks.end(timezone.now())
    assert world.row(handed).state == state
    before = JournalEntry.objects.count()
    tasks.end(timezone.now())
    assert JournalEntry.objects.count() == before


def test_what_was_never_sent_expires(clock, world):
    opened = world.open()
    ref = services.propose(
        actor=world.agent.viewer,
        follow_up=opened.ref,
        to=world.proposal().to,
        needs=(IDEA,),
        mode="rdv_pris",
    )
    every_day(clock, 0, 30)
    assert world.row(ref).state == "proposee"
    every_day(clock, 30, 31)
    assert world.row(ref).state == "expiree"


def test_an_agreement_that_has_run_out_ends_what_it_allowed(clock, world):
    handed = world.hand(world.open())
    world.lead(handed, "accepted")
    world.row(handed).consents.update(until=at(20).date())
    clock.move_to(at(21))
    assert selectors.passerelle_for(world.adviser.viewer, handed.ref).carried == ()
    tasks.end(timezone.now())
    assert world.row(handed).state == "close"
    card = selectors.passerelle_for(world.adviser.viewer, handed.ref)
    assert card.carried == ()


@pytest.mark.parametrize("channel", ["papier", "telephone", "intermediaire", "sms"])
def test_who_has_no_message_is_told_by_the_person_who_helps_them(clock, world, channel):
    handed = world.hand(world.open(channel=channel, contact="06 00 00 00 00"))
    (task,) = selectors.inbox_of(world.agent.viewer).tasks
    assert (task.passerelle_ref, task.person) == (handed.ref, "Camille")
    assert (task.due_on, task.is_late) == (at(2).date(), False)
    assert world.row(handed).first_sign_at is None
    assert not Message.objects.filter(key__startswith="nouvelle:").exists()
    services.told(actor=world.agent.viewer, task=task.ref)
    services.told(actor=world.agent.viewer, task=task.ref)
    assert world.row(handed).first_sign_at is not None
    assert selectors.inbox_of(world.agent.viewer).tasks == ()
    assert JournalEntry.objects.filter(verb="passerelle.nouvelle-donnée").count() == 1


def test_by_mail_the_first_sign_leaves_with_the_request(clock, world, settings):
    handed = world.hand(world.open())
    assert Message.objects.filter(recipient="mw@exemple.test").count() == 1
    assert world.row(handed).first_sign_at is not None
    settings.SMS = "console"
    other = world.hand(world.open(channel="sms", contact="06 00 00 00 00"))
    assert Message.objects.filter(channel="sms").count() == 1
    assert world.row(other).first_sign_at is not None


def test_news_late_to_be_told_are_asked_for_once_a_day_in_one_message(clock, world):
    for _one in range(2):
        world.hand(world.open(channel="papier"))
    mine = Message.objects.filter(key__startswith="signe:", recipient=world.agent.user.email)
    clock.move_to(at(1))
    assert tasks.remind_first_signs(timezone.now()) == 0
    clock.move_to(at(2))
    tasks.remind_first_signs(timezone.now())
    tasks.remind_first_signs(timezone.now())
    assert mine.count() == 1
    assert "2 nouvelles" in mine.get().body
    clock.move_to(at(3))
    tasks.remind_first_signs(timezone.now())
    assert mine.count() == 2


def test_news_go_with_the_referent_if_the_person_shows_them_the_need(clock, world):
    opened = world.open(channel="papier")
    handed = world.hand(opened)
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.agency.ref)
    assert len(selectors.inbox_of(world.agent.viewer).tasks) == 2
    services.share(
        actor=ANYONE,
        token=opened.token,
        item=f"besoin:{IDEA}",
        organisation_ref=world.agency.ref,
    )
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.france.ref)
    services.choose_referent(actor=ANYONE, token=opened.token, organisation_ref=world.agency.ref)
    tasks_now = selectors.inbox_of(world.adviser.viewer).tasks
    assert len(tasks_now) == 2
    assert selectors.inbox_of(world.agent.viewer).tasks == ()
    services.told(actor=world.adviser.viewer, task=tasks_now[0].ref)


def test_another_structure_does_not_tell_and_does_not_see_the_news(clock, world):
    world.hand(world.open(channel="papier"))
    (task,) = selectors.inbox_of(world.agent.viewer).tasks
    assert selectors.inbox_of(world.adviser.viewer).tasks == ()
    with pytest.raises(PasserelleGone):
        services.told(actor=world.adviser.viewer, task=task.ref)


def test_a_follow_up_whose_time_is_over_is_erased_with_all_it_held(clock, world):
    opened = world.open()
    handed = world.hand(opened)
    selectors.follow_up_for(world.agent.viewer, opened.ref)
    assert looks_at(f"suivi:{opened.ref}")
    UnmetNeed.objects.create(
        need=IDEA,
        reason="autre",
        code_insee=MENDE,
        departement="48",
        month=MONDAY.date(),
        origin="suivi",
        request_key=key(),
    )
    clock.move_to(at(364))
    assert tasks.forget(timezone.now()) == 0
    clock.move_to(at(367))
    assert tasks.forget(timezone.now()) == 1
    assert not FollowUp.objects.exists()
    assert not Passerelle.objects.filter(ref=handed.ref).exists()
    assert not Message.objects.filter(key__contains=handed.ref).exists()
    assert looks_at(f"suivi:{opened.ref}") == ()
    assert UnmetNeed.objects.count() == 1
    with pytest.raises(FollowUpGone):
        selectors.follow_up_behind(opened.token)


def test_the_quiet_hours_hold_for_the_first_message_too(clock, world):
    clock.move_to(at(4, 19))  # Friday evening
    world.hand(world.open())
    (request,) = Message.objects.filter(recipient=BOX)
    assert timezone.localtime(request.not_before, PARIS) == at(7, 8).replace(minute=30)
    (news,) = Message.objects.filter(recipient="mw@exemple.test")
    assert timezone.localtime(news.not_before, PARIS) == at(5, 8).replace(minute=30)


def test_fiction_is_said_in_the_subject_of_a_message(clock, world):
    colleague = mandated(Role.AGENT, organisation=world.agency.ref, name="Iris")
    assert colleague.viewer.mandates
    handed = world.hand(world.open())
    Passerelle.objects.filter(ref=handed.ref).update(is_fiction=True)
    clock.move_to(at(9))
    tasks.chase(timezone.now())
    assert all(one.subject.startswith("[Fiction]") for one in reminders())
