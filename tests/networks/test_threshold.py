"""Who counts, what everybody may read of it, and what an animator decides."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.networks.counting import Standing, active_members, is_active
from entrelieux.networks.errors import NetworkGone, SaidWrongly
from entrelieux.networks.models import Charter, Goal, Member, Signature
from entrelieux.networks.threshold import goals_of, set_goal, threshold_of
from tests.networks.members import joined, member_network
from tests.signing import mandated, visitor

pytestmark = pytest.mark.django_db
DAYS = st.integers(min_value=-900, max_value=900).map(lambda n: date(2026, 1, 1) + timedelta(n))
FEB = date(2026, 2, 1)


def standing(**said):
    values = {"sector": "vendre", "welcomed": FEB, "ended": None, "confirmed": FEB, "signed": {}}
    return Standing(**(values | said))


@pytest.fixture
def network(communes):
    return member_network()


@pytest.fixture
def animator(network):
    return mandated(Role.ANIMATOR, network=network)


def card(network):
    return network_for(network.ref)


def test_nobody_counts_before_they_are_welcomed_nor_once_they_left():
    assert not is_active(standing(welcomed=None), (), FEB)
    assert not is_active(standing(), (), FEB - timedelta(1))
    assert is_active(standing(), (), FEB)
    assert not is_active(standing(ended=FEB), (), FEB)
    assert is_active(standing(ended=FEB + timedelta(5)), (), FEB + timedelta(4))


@given(gap=st.integers(min_value=0, max_value=900))
def test_a_year_and_two_months_of_silence_end_it_not_a_day_before(gap):
    assert is_active(standing(), (), FEB + timedelta(gap)) == (gap <= 365 + 60)


@given(on=DAYS, signed=st.dictionaries(st.integers(1, 3), DAYS, max_size=3))
def test_a_new_charter_leaves_ninety_days_to_sign_it(on, signed):
    published = (date(2024, 1, 1), date(2026, 3, 1), date(2026, 9, 1))
    one = standing(welcomed=date(2020, 1, 1), confirmed=on, signed=signed)
    had = {number for number, day in signed.items() if day <= on}
    now = sum(day <= on for day in published)
    enough = {now} if now else set()
    enough |= {n for n in range(1, now) if on < published[n] + timedelta(90)}
    assert is_active(one, published, on) == (not now or bool(had & enough))


def test_the_keys_of_active_members_are_those_who_are_counted(network):
    old = timezone.localdate() - timedelta(500)
    here = joined(network)
    joined(network, confirmed=old)
    joined(network, state="demandee")
    assert active_members(network.pk, fiction=False) == [here.pk]
    Charter.objects.create(
        network=network, number=1, title="Charte", words="…", made_at=timezone.now()
    )
    assert active_members(network.pk, fiction=False) == []
    Signature.objects.create(
        member=here, charter=Charter.objects.get(), signed_at=timezone.now(), name="A"
    )
    assert active_members(network.pk, fiction=False) == [here.pk]


def test_everybody_reads_no_small_number_and_none_can_be_worked_out(network):
    for sector, count in (("vendre", 7), ("terre", 6), ("batir", 2), ("soigner", 9)):
        for _ in range(count):
            joined(network, sector=sector, days_ago=90)
    found = threshold_of(ANYONE, card(network))
    shown = {line.code: line.members for line in found.lines}
    assert found.members == 24
    assert "batir" not in shown
    known = [count for count in shown.values() if count is not None]
    assert all(count >= 5 for count in known)
    hidden = 13 - len(known)
    assert hidden >= 2, "one hidden count alone is the total less the others"
    assert sum(known) <= 24 - 4, "what is hidden could all be one sector"


@time_machine.travel(datetime(2026, 11, 17, 12, tzinfo=UTC), tick=False)
def test_everybody_reads_the_first_of_the_month_and_animators_today(network):
    animator = mandated(Role.ANIMATOR, network=network)
    for _ in range(6):
        joined(network, days_ago=60)
    joined(network, days_ago=0)
    seen = threshold_of(ANYONE, card(network))
    assert (seen.members, seen.on.day, seen.is_exact) == (6, 1, False)
    exact = threshold_of(animator.viewer, card(network))
    assert (exact.members, exact.on, exact.is_exact) == (7, timezone.localdate(), True)


def test_an_animator_reads_small_numbers_and_who_waits(network, animator):
    joined(network, sector="terre", days_ago=40)
    joined(network, sector="terre", state="demandee")
    line = next(one for one in threshold_of(animator.viewer, card(network)).lines)
    assert (line.code, line.members, line.waiting) == ("terre", 1, 1)


def test_the_date_is_that_of_the_pace_and_is_between_its_bounds(network, animator):
    for month in range(10):
        for _ in range(2):
            joined(network, days_ago=30 * month + 5)
    set_goal(actor=animator.viewer, network=card(network), least=40)
    pace = threshold_of(animator.viewer, card(network)).pace
    assert (pace.joined, pace.left) == (12, 0)
    assert pace.soonest <= pace.likely <= pace.latest
    months = (pace.likely.year - timezone.localdate().year) * 12
    assert months + pace.likely.month - timezone.localdate().month == 10, "20 more at 2 a month"


def test_too_few_arrivals_say_nothing_of_a_date(network, animator):
    for _ in range(4):
        joined(network, days_ago=20)
    set_goal(actor=animator.viewer, network=card(network), least=40)
    assert threshold_of(animator.viewer, card(network)).pace is None


def test_how_few_left_is_told_to_animators_alone(network, animator):
    for number in range(8):
        row = joined(network, days_ago=400 if number == 0 else 60)
    Member.objects.filter(pk=row.pk - 7).update(ended_at=timezone.now() - timedelta(40))
    set_goal(actor=animator.viewer, network=card(network), least=40)
    assert threshold_of(animator.viewer, card(network)).pace.is_told
    page = visitor().client.get(f"/reseaux/{network.ref}/seuil/").content.decode()
    assert "membres de plus" not in page
    assert "estimation" in page


def test_only_the_animator_of_that_network_sets_a_goal(network, animator):
    other = mandated(Role.ANIMATOR, network=member_network("autre"))
    for viewer in (ANYONE, other.viewer, mandated(Role.AGENT, organisation="o:1").viewer):
        with pytest.raises(NetworkGone):
            set_goal(actor=viewer, network=card(network), least=30)
    set_goal(actor=animator.viewer, network=card(network), least=30, why="Le temps d'Inès")
    set_goal(actor=animator.viewer, network=card(network), least=30, why="Le temps d'Inès")
    set_goal(actor=animator.viewer, network=card(network), least=100)
    assert [one.least for one in goals_of(card(network))] == [100, 30]


@pytest.mark.parametrize(
    ("said", "field"),
    [({"least": 0}, "membres"), ({"least": 10, "sector": "x"}, "secteur")],
)
def test_a_goal_that_cannot_be_is_said_beside_its_box(network, animator, said, field):
    with pytest.raises(SaidWrongly) as wrong:
        set_goal(actor=animator.viewer, network=card(network), **said)
    assert wrong.value.field == field
    assert not Goal.objects.exists()


def test_a_page_without_any_member_says_so_and_the_form_comes_back_filled(network, animator):
    page = f"/reseaux/{network.ref}/seuil/"
    assert "Trop peu de membres" in visitor().client.get(page).content.decode()
    answer = animator.client.post(page, {"membres": "trente", "pourquoi": "Parce que"})
    assert answer.status_code == 422
    assert "Parce que" in answer.content.decode()
    assert animator.client.post(page, {"membres": "30"}).status_code == 303
    assert visitor().client.post(page, {"membres": "30"}).status_code == 404


def test_a_network_of_another_world_is_not_there(network):
    network.is_fiction = True
    network.save()
    assert visitor().client.get(f"/reseaux/{network.ref}/").status_code == 404
    assert network.name not in visitor().client.get("/reseaux/").content.decode()
