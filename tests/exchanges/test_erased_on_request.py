"""Erased by whoever keeps the site, at somebody's request: as when they do it themselves."""

import pytest

from entrelieux.exchanges.models import Introduction
from entrelieux.kernel.models import Message
from entrelieux.kernel.rights import erase, subject
from entrelieux.kernel.viewer import OPERATOR
from tests.exchanges.lending import asking, introduced, offering

pytestmark = pytest.mark.django_db


def test_the_other_side_is_told_kindly_and_what_waited_does_not_leave(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    erase(subject(suivi=asker.ref), actor=OPERATOR, apply=True)
    assert not Introduction.objects.exists()
    left = Message.objects.get()
    assert left.recipient == "dominique@exemple.test"
    assert left.subject == "Une mise en relation s'arrête"


def test_nothing_is_told_while_it_is_only_tried(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    before = set(Message.objects.values_list("key", flat=True))
    erase(subject(suivi=asker.ref), actor=OPERATOR, apply=False)
    assert set(Message.objects.values_list("key", flat=True)) == before


def test_erased_twice_nobody_is_told_twice(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    ids = subject(suivi=asker.ref)
    for _time in range(2):
        erase(ids, actor=OPERATOR, apply=True)
    assert Message.objects.count() == 1
