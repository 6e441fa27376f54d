"""Changes of places leave in order, at least once, whatever the receiver does."""

import hashlib
import hmac
import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from entrelieux.interchange.hooks import delivering, services
from entrelieux.interchange.hooks.services import KINDS, HookError, HookGone, Wish
from entrelieux.interchange.models import HookDelivery, HookSubscription
from entrelieux.kernel import rights
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Role
from tests import signing
from tests.directory.factories import place, publish
from tests.interchange.hooking import (
    REFUSED,
    bodies,
    deliver,
    later,
    opened,
    refusing,
    told,
    withdraw,
)

pytestmark = pytest.mark.django_db
MENDE = {"commune": "Mende", "code_insee": "48095"}
NICE = {"commune": "Nice", "code_insee": "06088"}


def test_what_changes_after_the_opening_is_told_once_and_signed(receiver, paul):
    publish(place("Avant"))
    secret = services.open_hook(
        actor=paul.viewer, wish=Wish("Carte", receiver.url, "structure:structure-a")
    ).secret
    assert (deliver(), receiver.given) == (0, [])
    a, b = place("A"), place("B", **MENDE)
    publish(place("Avant"), a, b)
    assert deliver() == 1
    (given,) = receiver.given
    body = json.loads(given.body)
    assert sorted(told(receiver)) == sorted([("created", a.ref), ("created", b.ref)])
    (seen,) = [one for one in body["changes"] if one["ref"] == b.ref]
    assert (seen["code_insee"], seen["departement"], seen["replaced_by"]) == ("48095", "48", None)
    assert seen["url"].endswith(f"/lieux/{b.ref}/")
    assert given.headers["entrelieux-event"] == body["id"]
    at, mark = (part.partition("=")[2] for part in given.headers["entrelieux-signature"].split(","))
    expected = hmac.new(secret.encode(), at.encode() + b"." + given.body, hashlib.sha256)
    assert mark == expected.hexdigest()
    assert (deliver(), len(receiver.given)) == (0, 1)


def test_a_change_and_a_withdrawal_are_told_as_they_are(receiver, paul):
    a, b = place("A"), place("B")
    publish(a, b)
    opened(paul, receiver)
    publish(place("A", telephone="04 66 00 00 00"))
    withdraw(b)
    deliver()
    assert set(told(receiver)) == {("changed", a.ref), ("withdrawn", b.ref)}


def test_only_what_is_wanted_is_told_and_the_rest_is_passed_over(receiver, paul):
    hook = opened(paul, receiver, departements="06, 2a")
    assert hook.departements == ["06", "2A"]
    nice = place("C", **NICE)
    publish(place("A"), place("B", **MENDE), nice)
    deliver()
    assert told(receiver) == [("created", nice.ref)]
    publish(place("A", telephone="04 66 00 00 00"), place("B", **MENDE), nice)
    assert (deliver(), deliver(), len(receiver.given)) == (1, 0, 1)


def test_only_the_kinds_chosen_are_told(receiver, paul):
    a = place("A")
    publish(a, place("B"))
    opened(paul, receiver, kinds=("withdrawn",))
    publish(place("C"), place("B", telephone="04 66 00 00 00"))
    withdraw(a)
    deliver()
    assert told(receiver) == [("withdrawn", a.ref)]


def test_many_changes_leave_by_batches_in_order(receiver, paul, monkeypatch):
    monkeypatch.setattr(delivering, "BATCH", 3)
    opened(paul, receiver)
    publish(*(place(f"Lieu {n}") for n in range(8)))
    deliver()
    assert [len(body["changes"]) for body in bodies(receiver)] == [3, 3, 2]
    refs = [ref for _kind, ref in told(receiver)]
    assert len(set(refs)) == 8
    moments = [one["at"] for body in bodies(receiver) for one in body["changes"]]
    assert moments == sorted(moments)
    assert HookDelivery.objects.filter(problem="", count__gt=0).count() == 3


def test_a_batch_refused_leaves_again_as_it_was_and_later_changes_after_it(receiver, paul):
    hook = opened(paul, receiver)
    a, b = place("A"), place("B")
    publish(a)
    refusing(receiver, REFUSED)
    deliver()
    publish(place("A", telephone="04 66 00 00 00"), b)
    assert deliver() == 0, "not before its time"
    with later(minutes=2):
        deliver()
    first, again, *rest = receiver.given
    assert first.body == again.body
    assert first.headers["entrelieux-event"] == again.headers["entrelieux-event"]
    assert {one["ref"] for body in rest for one in json.loads(body.body)["changes"]} == {
        a.ref,
        b.ref,
    }
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.pending_id) == (0, None, "")


def test_paused_nothing_leaves_and_resumed_everything_does(receiver, paul):
    hook = opened(paul, receiver)
    services.pause(actor=paul.viewer, ref=hook.ref)
    a = place("A")
    publish(a)
    assert (deliver(), receiver.given) == (0, [])
    services.resume(actor=paul.viewer, ref=hook.ref)
    deliver()
    assert told(receiver) == [("created", a.ref)]


def test_a_try_leaves_even_when_paused_and_moves_nothing(receiver, paul):
    hook = opened(paul, receiver)
    services.pause(actor=paul.viewer, ref=hook.ref)
    publish(place("A"))
    services.ask_test(actor=paul.viewer, ref=hook.ref)
    assert receiver.given == [], "the worker sends, not the page"
    deliver()
    deliver()
    (body,) = bodies(receiver)
    assert (body["test"], body["changes"]) == (True, [])
    delivery = HookDelivery.objects.get()
    assert (delivery.is_test, delivery.status, delivery.count) == (True, 204, 0)


def test_a_try_that_fails_counts_for_nothing(receiver, paul):
    hook = opened(paul, receiver)
    refusing(receiver, REFUSED)
    services.ask_test(actor=paul.viewer, ref=hook.ref)
    deliver()
    hook.refresh_from_db()
    assert (hook.failures, hook.test_asked_at) == (0, None)


def test_both_secrets_sign_while_they_overlap(receiver, paul):
    wish = Wish("Carte", receiver.url, "structure:structure-a")
    first = services.open_hook(actor=paul.viewer, wish=wish)
    second = services.change_secret(actor=paul.viewer, ref=first.ref, secret_round=1)
    assert first.secret != second.secret
    with pytest.raises(HookError):
        services.change_secret(actor=paul.viewer, ref=first.ref, secret_round=1)
    publish(place("A"))
    deliver()
    with later(days=8):
        publish(place("A"), place("B"))
        deliver()
    early, late = ([v for k, v in _parts(one) if k == "v1"] for one in receiver.given)
    assert early == [_mark(second.secret, 0, receiver), _mark(first.secret, 0, receiver)]
    assert late == [_mark(second.secret, 1, receiver)]


def _parts(given):
    return [part.split("=") for part in given.headers["entrelieux-signature"].split(",")]


def _mark(secret, rank, receiver):
    given = receiver.given[rank]
    at = dict(_parts(given)[:1])["t"]
    return hmac.new(secret.encode(), at.encode() + b"." + given.body, hashlib.sha256).hexdigest()


def test_no_secret_is_kept(receiver, paul):
    wish = Wish("Carte", receiver.url, "structure:structure-a")
    found = services.open_hook(actor=paul.viewer, wish=wish, request_key="une")
    row = HookSubscription.objects.values().get()
    assert found.secret not in str(row)
    assert found.secret.removeprefix("crochet_") not in str(row)
    assert services.open_hook(actor=paul.viewer, wish=wish, request_key="une") == found
    assert HookSubscription.objects.count() == 1


def test_a_slow_hook_leaves_its_turn(receiver, paul, monkeypatch):
    monkeypatch.setattr(delivering, "BATCH", 1)
    monkeypatch.setattr(delivering, "SHARE_S", -1.0)
    opened(paul, receiver)
    publish(place("A"))
    deliver()
    assert receiver.given == []


def test_deliveries_go_after_thirty_days_and_stopped_hooks_after_thirteen_months(receiver, paul):
    hook = opened(paul, receiver)
    publish(place("A"))
    deliver()
    services.pause(actor=paul.viewer, ref=hook.ref)
    for days, left in ((29, (1, 1)), (31, (1, 0)), (397, (0, 0))):
        now = timezone.now() + timedelta(days=days)
        rights.retain(actor=OPERATOR, now=now, apply=True)
        assert (HookSubscription.objects.count(), HookDelivery.objects.count()) == left


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"owner": "structure:structure-b"}, "pour"),
        ({"owner": "reseau:ailleurs"}, "pour"),
        ({"owner": ""}, "pour"),
        ({"name": " "}, "nom"),
        ({"name": "a" * 81}, "nom"),
        ({"url": "http://exemple.fr/"}, "adresse"),
        ({"kinds": ()}, "quoi"),
        ({"kinds": ("tout",)}, "quoi"),
        ({"departements": "48, Lozère"}, "departements"),
    ],
)
def test_what_cannot_be_opened_is_said_where_it_is_wrong(receiver, paul, said, field):
    with pytest.raises(UserError) as found:
        opened(paul, receiver, **said)
    assert found.value.field == field
    assert HookSubscription.objects.count() == 0


def test_a_structure_has_ten_hooks_at_most(receiver, paul):
    for _ in range(services.MOST_HOOKS):
        opened(paul, receiver)
    with pytest.raises(HookError, match="10"):
        opened(paul, receiver)


def test_hooks_belong_to_their_structure_or_network(receiver, paul):
    hook = opened(paul, receiver)
    other = signing.mandated(Role.ADMINISTRATOR, organisation="structure-b")
    agent = signing.mandated(Role.AGENT, organisation="structure-a")
    for who in (other.viewer, agent.viewer, ANYONE):
        with pytest.raises(HookGone):
            services.hook_for(who, hook.ref)
    colleague = signing.mandated(Role.ADMINISTRATOR, organisation="structure-a")
    assert services.hook_for(colleague.viewer, hook.ref) == hook


def test_who_left_is_not_told_the_secret_that_replaced_theirs(receiver, paul):
    def same_again(structure):
        wish = Wish("Carte", receiver.url, f"structure:{structure}")
        return services.open_hook(actor=paul.viewer, wish=wish, request_key="une")

    same_again("structure-a")
    paul.user.mandates.update(organisation_ref="structure-b")
    with pytest.raises(HookGone):
        same_again("structure-b")


def test_exploitation_stops_a_hook_and_is_never_told_a_secret(receiver, paul):
    hook = opened(paul, receiver)
    operator = signing.operator()
    with pytest.raises(HookGone):
        services.change_secret(actor=operator.viewer, ref=hook.ref, secret_round=1)
    services.pause(actor=operator.viewer, ref=hook.ref)
    services.remove(actor=operator.viewer, ref=hook.ref)
    assert HookSubscription.objects.count() == 0


def test_an_animator_opens_one_for_their_network(receiver):
    network = signing.network_with("structure-a")
    rose = signing.mandated(Role.ANIMATOR, network=network)
    hook = opened(rose, receiver, owner=f"reseau:{network.ref}", kinds=KINDS)
    publish(place("A"))
    deliver()
    assert (hook.network_ref, len(receiver.given)) == (network.ref, 1)


def test_the_receiver_of_the_guide_knows_what_comes_from_here(receiver, paul):
    secret = services.open_hook(
        actor=paul.viewer, wish=Wish("Carte", receiver.url, "structure:structure-a")
    ).secret
    publish(place("A"))
    deliver()
    (given,) = receiver.given
    guide = (Path(__file__).parents[2] / "docs/guides/crochets.md").read_text(encoding="utf-8")
    example = {}
    exec(re.search(r"```python\n(.*?)```", guide, re.DOTALL)[1], example)
    verified = example["is_from_entrelieux"]
    header = given.headers["entrelieux-signature"]
    assert verified(secret, header, given.body)
    assert verified(secret, header.replace(",v1=", f",v1={'0' * 64},v1="), given.body)
    assert not verified(secret, header, given.body + b" ")
    assert not verified(f"{secret}x", header, given.body)
    assert not verified(secret, header, given.body, now=time.time() + 301)
    for made_up in ("", "t=x", "t=1", "v1=", header.replace("t=", "t=1")):
        assert not verified(secret, made_up, given.body)


def test_who_opened_a_hook_is_told_of_it_and_may_be_forgotten_without_stopping_it(receiver, paul):
    hook = opened(paul, receiver)
    ids = rights.subject(compte=paul.user.pk)
    (kept,) = [one for one in rights.export(ids)["donnees"] if one["quoi"] == "crochet"]
    assert kept["lignes"][0]["name"] == "Carte"
    assert receiver.url not in str(kept), "it may open a door"
    signing.mandated(Role.ADMINISTRATOR, organisation="structure-a")
    rights.erase(ids, actor=OPERATOR, apply=True)
    hook.refresh_from_db()
    assert hook.holder_id is None
    publish(place("A"))
    deliver()
    assert len(receiver.given) == 1
