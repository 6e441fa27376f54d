"""Who no message reaches is reminded by who helps them, with no word of their project."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.exchanges.models import NewsToTell
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services as bridges
from entrelieux.projects import services, tasks
from entrelieux.projects.models import Action
from tests.passerelles.pages import plain, text
from tests.projects.conftest import make_scene

TO_TELL = "/entraide/a-prevenir/"
WORDS = "appeler le propriétaire"


@pytest.fixture(params=["papier", "telephone"])
def due(clock, world, request):
    """Somebody received at a counter, with something to do tomorrow."""
    contact = "04 66 00 00 00" if request.param == "telephone" else ""
    found = make_scene(world, world.open(channel=request.param, contact=contact))
    found.act(WORDS, due_on=timezone.localdate() + timedelta(days=1))
    tasks.remind(timezone.now())
    return found


def listed(scene):
    return scene.world.agent.client.get(TO_TELL)


def test_who_helps_them_tells_them_once_and_ticks_it(due):
    tasks.remind(timezone.now())
    news = NewsToTell.objects.get()
    page = listed(due)
    assert due.file_ref in text(page)
    assert "elle a prévu quelque chose" in plain(page)
    for word in ("propriétaire", "Vélo", "Camille", "projet est"):
        assert word not in plain(page)
    assert due.world.agent.client.post(TO_TELL, {"nouvelle": news.ref}).status_code == 303
    assert due.file_ref not in text(listed(due))
    assert JournalEntry.objects.filter(verb="entraide.dite").count() == 1
    tasks.remind(timezone.now())
    assert due.file_ref not in text(listed(due))
    assert not Message.objects.filter(key__startswith="action:").exists()


def test_another_structure_is_told_nothing(due):
    assert due.file_ref not in text(due.world.adviser.client.get(TO_TELL))
    news = NewsToTell.objects.get()
    assert due.world.adviser.client.post(TO_TELL, {"nouvelle": news.ref}).status_code == 404


@pytest.mark.parametrize("how", ["faite", "laissee"])
def test_what_is_settled_has_not_to_be_told(due, how):
    ref = Action.objects.get(words=WORDS).ref
    services.settle(actor=ANYONE, token=due.token, action=ref, how=how)
    assert due.file_ref not in text(listed(due))


def test_what_is_past_has_not_to_be_told(due, clock):
    clock.shift(timedelta(days=4))
    assert due.file_ref not in text(listed(due))


def test_erasing_leaves_nothing_to_tell(due):
    bridges.erase_follow_up(actor=ANYONE, token=due.token)
    assert not NewsToTell.objects.exists()


def test_who_is_written_to_is_not_told_as_well(clock, scene):
    scene.act(WORDS, due_on=timezone.localdate() + timedelta(days=1))
    assert tasks.remind(timezone.now()) == 1
    assert Message.objects.filter(key__startswith="action:").count() == 1
    assert not NewsToTell.objects.exists()
