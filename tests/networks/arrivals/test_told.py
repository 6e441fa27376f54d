"""What is told and published, the rules and their versions, « Répartir »."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from entrelieux.accounts.models import Mandate
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks.arrivals import asking, calling, receiving, rules, sharing
from entrelieux.networks.arrivals.figures import published
from entrelieux.networks.arrivals.own import copied, own_calls
from entrelieux.networks.arrivals.receiving import Capacity
from entrelieux.networks.errors import MovedMeanwhile, NetworkGone, SaidWrongly
from entrelieux.networks.hiding import shown_counts
from entrelieux.networks.models import Arrival, Receiver, WaitingRules
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles import services
from entrelieux.passerelles.models import FollowUp
from tests import signing

pytestmark = pytest.mark.django_db
DAYS = {one.code: one.days for one in pack.kinds().values()}


def answer(desk, row, outcome="repondu"):
    said = {"actor": desk.agent.viewer, "network": desk.network, "ref": row.ref}
    calling.take(**said)
    row.refresh_from_db()
    calling.settle(**said, outcome=outcome, version=row.version)


def write(desk, days, why="Trop court pour tenir.", on=0):
    return rules.write_rules(
        actor=desk.animator.viewer, network=desk.network, days=days, why=why, on=on
    )


def test_another_rule_moves_no_promise_and_shows_what_changed(desk):
    before = desk.ask("echeance")[1]
    write(desk, {**DAYS, "echeance": 4})
    after = desk.ask("echeance")[1]
    assert (after.due_on - before.due_on).days == 2
    assert (before.rules_number, after.rules_number) == (0, 1)
    page = signing.visitor().client.get(f"{desk.path}/attente/regles/").content.decode()
    assert "Trop court pour tenir." in page
    row = WaitingRules.objects.get()
    assert row.made_by_id == desk.animator.user.pk


def test_a_rule_that_cannot_be_is_refused(desk):
    wrong = (
        ({**DAYS, "echeance": 0}, "Oui"),
        ({**DAYS, "echeance": 3}, " "),
        ({"echeance": 3}, "Oui"),
        (DAYS, "Oui"),
    )
    for days, why in wrong:
        with pytest.raises(SaidWrongly):
            write(desk, days, why)
    write(desk, {**DAYS, "echeance": 3})
    with pytest.raises(MovedMeanwhile):
        write(desk, {**DAYS, "echeance": 5})
    with pytest.raises(NetworkGone):
        rules.write_rules(actor=desk.agent.viewer, network=desk.network, days=DAYS, why="Oui", on=1)


def test_a_shut_form_says_so_and_takes_nothing(desk):
    write(desk, {}, "Trop de monde, on rattrape.")
    client = signing.visitor().client
    page = client.get(f"{desk.path}/rappel/").content.decode()
    assert "Trop de monde, on rattrape." in page
    assert 'name="genre"' not in page
    with pytest.raises(SaidWrongly):
        desk.ask()
    write(desk, DAYS, "C'est rattrapé.", on=1)
    desk.ask()
    Receiver.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert asking.is_shut(desk.network), "nobody calls back"


def test_somebody_is_told_an_estimate_only_when_somebody_answers(desk):
    assert desk.ask()[1].told_days is not None
    receiving.carry(
        actor=desk.agent.viewer, network=desk.network, capacity=Capacity(3, 5, ("echeance",))
    )
    receiving.carry(
        actor=desk.adviser.viewer, network=desk.network, capacity=Capacity(3, 5, ("echeance",))
    )
    assert desk.ask("envie")[1].told_days is None


def test_who_comes_after_many_is_told_a_longer_wait(desk):
    first = desk.ask("envie")[1].told_days
    for _ in range(12):
        desk.ask("envie")
    assert desk.ask("envie")[1].told_days > first


@pytest.mark.parametrize("least", [0, 2, 3])
def test_no_sum_gives_a_hidden_count(least):
    every = [(sum(one), *one) for one in product(range(8), repeat=3) if sum(one) < 8]
    for true in every:
        total, shown = shown_counts(dict(zip("abc", true[1:], strict=True)), least)
        read = (total, *shown.values())
        assert all(one is None or one >= least for one in read)
        agree = [
            one for one in every if all(r in (None, v) for r, v in zip(read, one, strict=True))
        ]
        for said, found in zip(read, zip(*agree, strict=True), strict=True):
            assert said is not None or len(set(found)) > 1, (true, read)


def test_what_is_published_counts_who_waits_and_hides_few(desk):
    few = published(desk.network, timezone.now())
    assert (few.asked, few.waiting) == (None, None), "nobody reads like few"
    rows = [desk.ask("envie")[1] for _ in range(6)]
    desk.ask("echeance")
    desk.clock.shift(timedelta(days=2))
    for row in rows[:4]:
        answer(desk, row)
    found = published(desk.network, timezone.now())
    assert {line.asked for line in found.kinds if line.code in {"envie", "echeance"}} == {None}
    assert (found.asked, found.waiting) == (7, None)
    assert found.waited.median == 2
    assert found.waited.nine_in_ten is None, "three of seven still wait"


def test_promises_kept_and_what_was_told_are_held_against_what_happened(desk):
    early = [desk.ask("echeance")[1] for _ in range(6)]
    for row in early:
        answer(desk, row)
    late = [desk.ask("echeance")[1] for _ in range(6)]
    Arrival.objects.update(told_days=3)
    desk.clock.shift(timedelta(days=5))
    for row in late:
        row.refresh_from_db()
        answer(desk, row)
    found = published(desk.network, timezone.now())
    assert (found.kept.tenths, found.kept.count) == (5, 12)
    assert (found.foreseen.tenths, found.foreseen.count) == (5, 12)


def test_sharing_is_shown_then_applied_as_shown(desk):
    pair = ((desk.agent, 6), (desk.adviser, 3))
    for who, weekly in pair:
        receiving.carry(actor=who.viewer, network=desk.network, capacity=Capacity(weekly, 20))
    for _ in range(9):
        desk.ask()
    found = sharing.proposal_for(desk.animator.viewer, desk.network)
    assert sorted(one.gets for one in found.shares) == [3, 6], "as many weeks for each"
    assert not Arrival.objects.filter(state="prise").exists()
    said = {"actor": desk.animator.viewer, "network": desk.network}
    desk.ask()
    with pytest.raises(MovedMeanwhile):
        sharing.share_out(**said, seal=found.seal)
    assert not Arrival.objects.filter(state="prise").exists()
    fresh = sharing.proposal_for(desk.animator.viewer, desk.network)
    assert sharing.share_out(**said, seal=fresh.seal) == 10
    assert Arrival.objects.filter(state="prise").count() == 10
    assert Message.objects.filter(recipient=desk.agent.user.email).count() == 1
    with pytest.raises(NetworkGone):
        sharing.proposal_for(desk.agent.viewer, desk.network)


def test_sharing_gives_nobody_more_than_they_said_nor_what_they_do_not_take(desk):
    capacity = Capacity(5, 2, ("echeance",))
    receiving.carry(actor=desk.agent.viewer, network=desk.network, capacity=capacity)
    away = Capacity(5, 5, (), timezone.localdate() + timedelta(days=3))
    receiving.carry(actor=desk.adviser.viewer, network=desk.network, capacity=away)
    for kind in ("echeance", "echeance", "echeance", "envie"):
        desk.ask(kind)
    found = sharing.proposal_for(desk.animator.viewer, desk.network)
    assert (found.given, found.left) == (2, 2)


def test_sharing_gives_nothing_to_who_may_open_no_call_any_more(desk):
    desk.ask()
    Mandate.objects.filter(user=desk.agent.user).delete()
    found = sharing.proposal_for(desk.animator.viewer, desk.network)
    assert [one.receiver.user_id for one in found.shares] == [desk.adviser.user.pk]


def test_the_person_changes_withdraws_and_takes_a_copy(desk):
    token, row = desk.ask(words="Bonjour")
    said = {"actor": ANYONE, "token": token, "ref": row.ref}
    asking.change(**said, words="Plutôt jeudi", when=("soir",), version=row.version)
    with pytest.raises(MovedMeanwhile):
        asking.change(**said, words="Autre", when=(), version=row.version)
    ref = FollowUp.objects.get().ref
    assert copied(ref)[0]["vos mots"] == "Plutôt jeudi"
    for _ in range(2):
        asking.withdraw(**said)
    assert not own_calls(ref)[0].is_open
    services.erase_follow_up(actor=ANYONE, token=token)
    assert not Arrival.objects.exists()


HOSTILE = ("\x00", "x" * 10_000, "../..", "é" * 300)


@pytest.mark.parametrize("said", HOSTILE, ids=["nul", "long", "path", "accents"])
def test_nothing_hostile_breaks_a_page(desk, said):
    client, agent = signing.visitor().client, desk.agent.client
    names = ("genre", "mots", "commune", "moyen", "contact", "nom", "quand", "structure", "cle")
    form = dict.fromkeys(names, said)
    assert client.post(f"{desk.path}/rappel/", form).status_code == 422
    token, row = desk.ask()
    own = f"/suivi/{token}/rappel/"
    for what in ("changer", "retirer", "joignable", said):
        sent = {"faire": what, "demande": said, "mots": said, "version": said}
        assert client.post(own, sent).status_code in {303, 404, 409}
    assert client.get("/suivi/faux/rappel/").status_code == 404
    assert agent.post(f"{desk.path}/file/", {"demande": said}).status_code == 404
    load = {"faire": "porter", "semaine": said, "ensemble": said, "genres": said, "retour": said}
    assert agent.post(f"{desk.path}/file/charge/", load).status_code == 422
    rule = {"sur": said, "pourquoi": said, "jours-echeance": said}
    assert desk.animator.client.post(f"{desk.path}/attente/regles/", rule).status_code == 409
    sent = desk.animator.client.post(f"{desk.path}/file/repartir/", {"empreinte": said})
    assert sent.status_code == 409
    row.refresh_from_db()
    assert row.state == "attend"
