"""The pages of hooks: a secret that shows once, what was answered, and buttons that do it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from entrelieux.interchange.models import HookDelivery, HookSubscription
from entrelieux.kernel.viewer import Role
from tests import signing

pytestmark = pytest.mark.django_db
LIST = "/echanges/crochets/"
GOOD = {
    "nom": "Carte",
    "adresse": "https://recepteur.exemple.test/ici",
    "pour": "structure:structure-a",
    "quoi": ["created", "withdrawn"],
    "departements": "48",
    "cle": "une",
}


@pytest.fixture
def paul():
    return signing.mandated(Role.ADMINISTRATOR, organisation="structure-a")


@pytest.fixture
def hook(paul):
    paul.client.post(LIST, GOOD)
    return HookSubscription.objects.get()


def page_of(hook):
    return f"{LIST}{hook.ref}/"


def text_of(response):
    return response.content.decode()


def test_the_secret_is_shown_once_and_nowhere_else(paul):
    answer = paul.client.post(LIST, GOOD)
    (secret,) = re.findall(r"crochet_[\w-]{43}", text_of(answer))
    assert "no-store" in answer.headers["Cache-Control"]
    hook = HookSubscription.objects.get()
    assert (hook.kinds, hook.departements) == (["created", "withdrawn"], ["48"])
    for page in (LIST, page_of(hook)):
        assert secret not in text_of(paul.client.get(page))
    assert secret in text_of(paul.client.post(LIST, GOOD)), "the same request, sent twice"
    assert HookSubscription.objects.count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(paul):
    answer = paul.client.post(LIST, GOOD | {"adresse": "https://10.0.0.1/"})
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Attendu" in said
    assert 'value="https://10.0.0.1/"' in said
    assert 'value="Carte"' in said
    assert 'value="changed">' in said


def test_a_page_shows_what_was_answered(paul, hook):
    for at, problem, status in ((0, "", 204), (1, "redirection", 302), (2, "privee", 0)):
        HookDelivery.objects.create(
            hook=hook,
            at=timezone.now() - timedelta(hours=at),
            event="e",
            count=3,
            status=status,
            problem=problem,
            lasted_ms=1250,
        )
    said = text_of(paul.client.get(page_of(hook)))
    assert said.index("reçu") < said.index("renvoie ailleurs") < said.index("pas publique")
    assert "1\u202f250 ms" in said
    assert "3 changements" in said
    assert "réponse 204" in said
    assert "réponse 0" not in said


def test_each_button_does_what_it_says(paul, hook):
    address = page_of(hook)

    def press(what):
        assert paul.client.post(address, {"faire": what}).status_code == 303
        hook.refresh_from_db()

    press("essai")
    assert hook.test_asked_at is not None
    assert "dans la minute" in text_of(paul.client.get(address))
    press("pause")
    assert hook.stopped_why == "pause"
    assert "en pause" in text_of(paul.client.get(address))
    press("reprise")
    assert hook.stopped_at is None
    assert "en service" in text_of(paul.client.get(LIST))
    assert paul.client.post(address, {"faire": "rien"}).status_code == 400
    answer = paul.client.post(address, {"faire": "retrait"}, follow=True)
    assert "est retiré" in text_of(answer)
    assert HookSubscription.objects.count() == 0


def test_a_new_secret_replaces_the_one_that_the_page_knew(paul, hook):
    address = f"{page_of(hook)}secret/"
    answer = paul.client.post(address, {"tour": "1"})
    assert "crochet_" in text_of(answer)
    assert "signe encore" in text_of(paul.client.get(page_of(hook)))
    again = paul.client.post(address, {"tour": "1"})
    assert (again.status_code, "crochet_" in text_of(again)) == (422, False)
    for nothing in ("", "x", "²", "9" * 30):
        assert paul.client.post(address, {"tour": nothing}).status_code == 422


def test_exploitation_sees_a_hook_without_a_form_for_its_secret(hook):
    said = text_of(signing.operator().client.get(page_of(hook)))
    assert "Changer le secret" not in said
    assert "Mettre en pause" in said


def test_one_who_has_several_structures_chooses(paul):
    assert 'id="pour"' not in text_of(paul.client.get(LIST))
    signing.mandate(paul.user, Role.ADMINISTRATOR, organisation="structure-b")
    assert 'id="pour"' in text_of(paul.client.get(LIST))


def test_the_second_factor_is_needed(hook):
    halfway = signing.mandated(Role.ADMINISTRATOR, organisation="structure-a", verified=False)
    assert halfway.client.get(page_of(hook)).status_code == 404


def test_one_finds_the_page_from_the_menu_or_from_exchanges(paul):
    own = text_of(paul.client.get("/compte/"))
    assert own.count(f'href="{LIST}"') == 1
    rose = signing.mandated(Role.ANIMATOR, network=signing.network_with())
    page = text_of(rose.client.get("/echanges/"))
    assert page.count(f'href="{LIST}"') == 1
    assert f'href="{LIST}"' not in text_of(rose.client.get("/compte/")), "by « Échanges »"
