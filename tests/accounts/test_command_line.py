"""``entrelieux accounts``: what is drawn is said once, and opens."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from entrelieux.accounts.demo import NETWORK, PEOPLE
from entrelieux.accounts.models import Mandate, Network, User
from entrelieux.accounts.selectors import members_of
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import OPERATOR, Role
from entrelieux.site.cli import main
from tests.factories import demo  # noqa: F401  fixture
from tests.signing import person

pytestmark = pytest.mark.django_db


def run(capsys, *words):
    code = main(["accounts", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def demo_network(demo):  # noqa: F811
    from entrelieux.accounts.demo import make_demo_network
    from entrelieux.directory.demo import demo_ref

    refs = frozenset(demo_ref("structure", key) for key in ("fs-tilleuls", "elan-margeride"))
    make_demo_network(actor=OPERATOR, organisations=refs)
    make_demo_network(actor=OPERATOR, organisations=refs)
    return refs


def enter(said):
    client = Client()
    form = {"login": said["login"], "password": said["password"]}
    assert client.post(reverse("account_login"), form)["Location"] == reverse("mfa_authenticate")
    response = client.post(reverse("mfa_authenticate"), {"code": said["codes"][0]})
    assert response.status_code == 303
    return client


def test_what_is_said_of_a_new_account_opens_it(capsys):
    words = ("create", "--prenom", "Odile", "--nom", "Rey", "--courriel", "odile@exemple.test")
    code, (said,) = run(capsys, *words)
    assert (code, said["login"], len(said["codes"])) == (0, "odile.rey", 40)
    client = enter(said)
    assert client.get(reverse("accounts:staff")).status_code == 404


def test_an_operator_made_here_opens_a_staff_session_like_any_other(capsys):
    _code, (said,) = run(capsys, "create", "--prenom", "O", "--nom", "R", "--exploitation")
    client = enter(said)
    assert client.get(reverse("accounts:staff")).status_code == 200
    assert client.get(reverse("accounts:mandates")).status_code == 404


def test_an_address_taken_is_refused_with_what_to_do(capsys):
    person(email="lea@exemple.test")
    words = ("create", "--prenom", "Léa", "--nom", "B", "--courriel", "LEA@exemple.test")
    code, said = run(capsys, *words)
    assert code == 2
    assert said["error"]["field"] == "courriel"
    assert User.objects.count() == 1


def test_who_lost_everything_is_given_all_anew(capsys):
    _code, (before,) = run(capsys, "create", "--prenom", "Odile", "--nom", "Rey")
    _code, (after,) = run(capsys, "renew", "odile.rey")
    old = {"login": before["login"], "password": before["password"]}
    assert Client().post(reverse("account_login"), old).status_code == 422
    assert not set(before["codes"]) & set(after["codes"])
    enter(after)


def test_a_mandate_is_given_and_revoked(capsys):
    person(email="lea@exemple.test")
    words = ("give", "lea@exemple.test", "agent", "--structure", "s-1", "--zone", "departement:48")
    _code, first = run(capsys, *words)
    _code, again = run(capsys, *words)
    row = Mandate.objects.get()
    assert first["ref"] == again["ref"] == row.ref
    assert (row.role, row.organisation_ref, row.zone_code, row.given_by) == (
        Role.AGENT,
        "s-1",
        "48",
        None,
    )
    assert run(capsys, "revoke", row.ref)[0] == 0
    assert run(capsys, "revoke", row.ref)[0] == 0
    row.refresh_from_db()
    assert row.revoked_at is not None
    verbs = list(
        JournalEntry.objects.exclude(verb="territories.loaded")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert verbs == ["mandate.given", "mandate.revoked"]


@pytest.mark.parametrize(
    "words",
    [
        ("give", "personne", "agent", "--structure", "s-1"),
        ("give", "lea@exemple.test", "animation_reseau", "--structure", "s-1"),
        ("give", "lea@exemple.test", "agent", "--structure", "s-1", "--zone", "commune:99999"),
        ("give", "lea@exemple.test", "animation_reseau", "--reseau", "absent"),
        ("revoke", "absent"),
        ("network", "ici", "Ici", "--zone", "planete:3"),
        ("members", "absent", "s-1"),
        ("demo",),
        ("renew", "personne"),
        ("close", "personne"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused_without_a_trace(capsys, words):
    person(email="lea@exemple.test")
    code, said = run(capsys, *words)
    assert code == 2
    assert said["error"]["message"]
    assert not Mandate.objects.exists()
    assert not Network.objects.exists()


def test_a_network_is_made_once_and_joined_once(capsys):
    for _ in range(2):
        assert run(capsys, "network", "ici", "Réseau d'ici", "--zone", "departement:48")[0] == 0
    assert run(capsys, "members", "ici", "s-1", "s-2")[1]["joined"] == 2
    assert run(capsys, "members", "ici", "s-1", "s-2")[1]["joined"] == 0
    assert members_of("ici") == {"s-1", "s-2"}


def test_a_closed_account_does_not_open(capsys):
    _code, (said,) = run(capsys, "create", "--prenom", "Odile", "--nom", "Rey")
    assert run(capsys, "close", "odile.rey")[0] == 0
    form = {"login": said["login"], "password": said["password"]}
    assert Client().post(reverse("account_login"), form)["Location"] == reverse("account_inactive")


def test_the_demonstration_has_people_who_can_be_tried(capsys, demo_network):
    assert members_of(NETWORK) == demo_network
    _code, said = run(capsys, "demo")
    assert [one["login"] for one in said] == [one.login for one in PEOPLE]
    by_login = {one["login"]: one for one in said}
    assert by_login["demo.agente"]["structure"] == "France services «\u00a0Les Tilleuls\u00a0»"
    assert enter(by_login["demo.agente"]).get("/guichet/").status_code == 200
    animator = enter(by_login["demo.animation"])
    assert animator.get(f"/compte/reseaux/{NETWORK}/").status_code == 200
    run(capsys, "demo")
    assert Mandate.objects.count() == User.objects.count() == len(PEOPLE)


def test_the_demonstration_is_fiction(demo_network):
    assert Network.objects.get().is_fiction


def test_a_structure_is_found_by_its_words(capsys, demo):  # noqa: F811
    _code, found = run(capsys, "structures", "les", "tilleuls")
    assert "France services «\u00a0Les Tilleuls\u00a0»" in {one["name"] for one in found}
