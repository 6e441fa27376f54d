"""The list of offers: every one is on one page and one alone, and only that page is read whole."""

import pytest
from django.db.models.signals import post_init
from django.utils import timezone

from entrelieux.exchanges.listing import A_PAGE, Asked, offers_listed
from entrelieux.exchanges.models import HeldCompetence, Offer
from entrelieux.kernel.viewer import ANYONE
from entrelieux.territories.selectors import commune_for
from tests.exchanges.lending import LANGOGNE, MENDE, SKILL, offering

pytestmark = pytest.mark.django_db
MANY = 2 * A_PAGE + 5


@pytest.fixture
def many(world):
    """Offers of two communes, in turn, every third one holding a competence."""
    first = Offer.objects.get(ref=offering().thing)
    HeldCompetence.objects.all().delete()
    rows = [
        Offer(
            ref=f"offre-{number}",
            follow_up=first.follow_up,
            kind="competence",
            words=f"Aide {number}",
            code_insee=(MENDE, LANGOGNE)[number % 2],
            departement="48",
            said_at=timezone.now(),
            moved_at=timezone.now(),
            valid_until=first.valid_until,
            is_fiction=first.is_fiction,
        )
        for number in range(MANY - 1)
    ]
    made = Offer.objects.bulk_create(rows)
    HeldCompetence.objects.bulk_create(HeldCompetence(offer=one, code=SKILL) for one in made[::3])
    return made


def pages(**asked):
    found = offers_listed(ANYONE, Asked(**asked))
    for page in range(1, found.last_page + 1):
        yield from offers_listed(ANYONE, Asked(page=page, **asked)).lines


@pytest.mark.parametrize("near", [True, False])
def test_every_offer_is_on_one_page_alone_the_nearest_first(many, near):
    lines = list(pages(commune=commune_for(MENDE) if near else None))
    assert len(lines) == len({one.ref for one in lines}) == MANY
    if near:
        assert [one.minutes for one in lines] == sorted(one.minutes for one in lines)


def test_what_is_far_is_left_out_when_a_time_is_said(many):
    lines = list(pages(commune=commune_for(MENDE), minutes=5))
    assert {one.code_insee for one in lines} == {MENDE}


def test_who_holds_nothing_that_is_called_for_is_left_out(many):
    lines = list(pages(need="apprendre-numerique"))
    assert {one.ref for one in lines} == {one.ref for one in many[::3]}


@pytest.mark.parametrize("need", ["", "apprendre-numerique"])
def test_only_the_page_shown_is_read_whole(many, need):
    read = []

    def count(sender, instance, **_said):
        read.append(instance)

    post_init.connect(count, sender=Offer)
    try:
        offers_listed(ANYONE, Asked(commune=commune_for(MENDE), need=need))
    finally:
        post_init.disconnect(count, sender=Offer)
    assert len(read) <= A_PAGE
