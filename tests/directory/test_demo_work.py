"""Whoever tries the site as an animator finds pairs to judge and a campaign that is answered."""

import pytest

from entrelieux.accounts.demo import NETWORK, make_demo_network
from entrelieux.directory.confirming.following import campaign_for, campaigns_of, cards
from entrelieux.directory.demo import demo_offer
from entrelieux.directory.demo_work import ASKED, SAME, put_work
from entrelieux.directory.doubles.selectors import proposals
from entrelieux.directory.models import Place, Publication
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.directory.services import publish_offer
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import OPERATOR, Role
from tests import signing
from tests.directory.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator(communes):
    offer = demo_offer(TODAY)
    publish_offer(actor=OPERATOR, offer=offer, cause="essai", today=TODAY)
    refs = frozenset(row.ref for row in offer.organisations)
    make_demo_network(actor=OPERATOR, organisations=refs)
    put_work(actor=OPERATOR, network=NETWORK, today=TODAY)
    return signing.mandated(Role.ANIMATOR, network=NETWORK).viewer


def test_pairs_wait_for_a_word_some_certain_some_to_compare(animator):
    found = proposals(animator, "48")
    assert found.total >= len(SAME) - 1
    assert 0 < found.certain < found.total


def test_a_campaign_is_under_way_with_an_answer_to_decide(animator):
    (campaign,) = campaigns_of(animator)
    assert (campaign.total, campaign.answered, campaign.to_decide) == (len(ASKED), 2, 1)
    _card, asked = cards(*campaign_for(animator, campaign.ref))
    assert sum(bool(one.proposed) for one in asked) == 1


def test_nobody_is_written_to_and_all_is_fiction(animator):
    assert not Message.objects.exists()
    assert offer_is_fiction()


def test_put_again_nothing_more_happens(animator):
    before = Publication.objects.count(), Place.objects.count()
    put_work(actor=OPERATOR, network=NETWORK, today=TODAY)
    assert (Publication.objects.count(), Place.objects.count()) == before
    assert len(campaigns_of(animator)) == 1
