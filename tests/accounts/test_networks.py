"""The rules of a network belong to who animates it; nobody overwrites what they did not read."""

from datetime import time

import pytest

from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Role
from tests.signing import mandated, network_with

PAGE = "/compte/reseaux/ici/"
RULES = {
    "relances": "7, 14, 30",
    "silence_de": "19:00",
    "silence_a": "09:00",
    "seuil": "4",
    "version": "1",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def animator():
    return mandated(Role.ANIMATOR, network=network_with("structure-ici", ref="ici"))


def test_who_animates_sets_the_rules(animator):
    assert animator.client.get(PAGE).status_code == 200
    assert animator.client.post(PAGE, RULES).status_code == 303
    card = network_for("ici")
    assert card.reminder_days == (7, 14, 30)
    assert (card.quiet_from, card.quiet_until) == (time(19), time(9))
    assert (card.small_count, card.version) == (4, 2)


@pytest.mark.parametrize(("of", "status"), [("", 404), ("48", 303)])
def test_who_animates_a_territory_sets_no_rules_beyond_it(of, status):
    row = network_with("structure-ici", ref="ici")
    row.zone, row.zone_code = ("departement", of) if of else ("", "")
    row.save()
    part = mandated(Role.ANIMATOR, network=row, zone="departement", zone_code="48")
    assert part.client.get(PAGE).status_code == (404 if status == 404 else 200)
    assert (PAGE in part.client.get("/compte/autorisations/").content.decode()) is bool(of)
    assert part.client.post(PAGE, RULES).status_code == status
    assert network_for("ici").version == (2 if of else 1)


def test_sent_twice_it_is_one_change(animator):
    for _ in range(2):
        assert animator.client.post(PAGE, RULES).status_code == 303
    assert network_for("ici").version == 2
    assert JournalEntry.objects.exclude(verb="territories.loaded").count() == 1


def test_what_somebody_changed_meanwhile_is_shown_and_not_overwritten(animator):
    animator.client.post(PAGE, RULES)
    late = animator.client.post(PAGE, {**RULES, "relances": "5", "seuil": "9"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "7, 14, 30" in page
    assert "relances 5" in page
    assert 'name="version" value="2"' in page
    assert network_for("ici").reminder_days == (7, 14, 30)


@pytest.mark.parametrize(
    "change",
    [
        {"relances": "9, 9"},
        {"relances": "21, 9"},
        {"relances": "0, 9"},
        {"relances": "9, 366"},
        {"relances": ""},
        {"relances": "1,2,3,4,5,6,7"},
        {"relances": "neuf"},
        {"seuil": "51"},
        {"seuil": "-1"},
        {"seuil": ""},
        {"silence_de": "25:00"},
        {"silence_a": ""},
        {"version": ""},
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_is_refused_with_what_was_typed(animator, change):
    response = animator.client.post(PAGE, {**RULES, **change})
    assert response.status_code == 422
    (typed,) = change.values()
    assert not typed or f'value="{typed}"' in response.content.decode()
    assert network_for("ici").version == 1


def test_the_rules_of_another_network_are_absent(animator):
    network_with("structure-ailleurs", ref="ailleurs")
    assert animator.client.get("/compte/reseaux/ailleurs/").status_code == 404
    assert animator.client.post("/compte/reseaux/ailleurs/", RULES).status_code == 404
    assert network_for("ailleurs").version == 1
