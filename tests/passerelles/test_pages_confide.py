"""« Confier une étape » : what leaves is what was ticked, and the address is given at once."""

import pytest
from django.test import Client
from django.urls import reverse

from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.models import FollowUp, Passerelle
from entrelieux.reception.selectors import plans_behind
from entrelieux.reception.services import open_intake
from entrelieux.reception.situation import SituationParams
from tests.passerelles.conftest import IDEA, MENDE, RIGHTS
from tests.passerelles.pages import hidden, plain, text, ticked
from tests.signing import person

WORDS = "je veux un camion à pizzas sans perdre le RSA"


@pytest.fixture
def plan(world):
    """Plans for an idea, with private things said; the address of the step at the agency."""
    params = SituationParams(
        MENDE, (IDEA, RIGHTS), publics=("demandeurs-emploi", "seniors"), gratuit=True
    )
    token = open_intake(actor=ANYONE, params=params, words=WORDS)
    steps = [
        (found.number, step)
        for found in plans_behind(ANYONE, token).plans
        for step in found.steps
        if any(need.code == IDEA for need in step.needs)
    ]
    number, step = steps[0]
    return token, reverse("passerelles:confide", args=[token, number, step.key]), step


def said(page, **changes):
    return {"cle": hidden(page), "besoins": [IDEA], "mode": "contact_transmis"} | {
        "moyen": "papier",
        **changes,
    }


def test_the_plan_offers_to_confide_each_step(client, plan):
    token, address, _step = plan
    assert address in text(client.get(f"/parcours/{token}/"))


def test_nothing_of_the_person_is_ticked_beforehand(client, plan):
    page = client.get(plan[1])
    assert page.status_code == 200
    assert ticked(page, "lignes") == set()
    assert ticked(page, "besoins") == {IDEA}
    assert "Rien ne part avant votre accord." in plain(page)
    assert WORDS in plain(page)
    assert "publics:seniors" in text(page)


def test_reading_the_page_writes_nothing(client, plan):
    client.get(plan[1])
    assert not FollowUp.objects.exists()


def test_what_leaves_is_the_need_and_the_lines_ticked_alone(client, plan):
    page = client.get(plan[1])
    sent = client.post(
        plan[1],
        said(
            page,
            nom="Camille",
            lignes=["nom", "publics:seniors"],
            message="Je suis libre le mardi.",
        ),
    )
    assert sent.status_code == 303
    bridge = Passerelle.objects.get()
    assert set(bridge.carried) == {f"besoin:{IDEA}", "nom", "raison", "publics"}
    assert bridge.carried["nom"] == "Camille"
    assert "emploi" not in bridge.carried["publics"]
    assert WORDS not in str(bridge.carried)
    assert bridge.state == "envoyee"
    file = FollowUp.objects.get()
    assert file.words == ""
    assert file.situation["publics"] == ["seniors"]


def test_the_address_is_given_after_the_first_step_and_opens_the_follow_up(client, plan):
    sent = client.post(plan[1], said(client.get(plan[1])))
    kept = client.get(sent["Location"])
    assert "Gardez cette adresse" in plain(kept)
    address = sent["Location"].removesuffix("garder/")
    assert f"http://testserver{address}" in plain(kept)
    assert '<svg class="qr"' in text(kept)
    for headers in (kept.headers, client.get(address).headers):
        assert "no-store" in headers["Cache-Control"]
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "same-origin"
    assert "Agence d'Essai" in plain(client.get(address))


def test_the_same_form_sent_twice_is_one_follow_up_and_one_request(client, plan):
    form = said(client.get(plan[1]))
    first, second = client.post(plan[1], form), client.post(plan[1], form)
    other_tab = Client().post(plan[1], form)
    assert FollowUp.objects.count() == Passerelle.objects.count() == 1
    token = first["Location"].split("/")[2]
    assert token in second["Location"]
    assert token in other_tab["Location"]


def test_another_step_in_the_same_browser_joins_the_same_follow_up(client, plan, world):
    client.post(plan[1], said(client.get(plan[1]), nom="Camille"))
    page = client.get(plan[1])
    assert 'value="Camille"' in text(page)
    client.post(plan[1], said(page, nom="Camille", mode="rdv_pris"))
    assert FollowUp.objects.count() == 1
    assert Passerelle.objects.count() == 2


def test_another_browser_does_not_reach_the_follow_up_by_the_plan(client, plan):
    client.post(plan[1], said(client.get(plan[1]), nom="Camille"))
    stranger = Client()
    assert "Camille" not in text(stranger.get(plan[1]))
    stranger.post(plan[1], said(stranger.get(plan[1])))
    assert FollowUp.objects.count() == 2


def test_information_alone_sends_nothing_to_anybody(client, plan):
    client.post(plan[1], said(client.get(plan[1]), mode="info_donnee", lignes=["commune"]))
    assert Passerelle.objects.get().carried == {}


def test_a_private_need_leaves_only_by_its_own_box(client, plan):
    assert f'value="{RIGHTS}" checked' not in text(client.get(plan[1]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"besoins": []}, "Cochez au moins un besoin"),
        ({"mode": ""}, "Dites comment cela se passe"),
        ({"lignes": ["nom"]}, "Écrivez le nom à donner"),
        ({"lignes": ["joindre"]}, "Pour donner un moyen de vous joindre"),
        ({"moyen": "courriel", "contact": "camille@"}, "semble incomplète"),
        ({"moyen": "telephone", "contact": "06"}, "semble incomplet"),
        (
            {"moyen": "telephone", "contact": "06 12 34 56 78"},
            "Seule la structure peut vous joindre ainsi",
        ),
        ({"moyen": "intermediaire", "contact": "Ma sœur"}, "Seule la structure peut vous joindre"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, plan, changes, message):
    form = said(client.get(plan[1]), message="Mardi me va.", **changes)
    answer = client.post(plan[1], form)
    assert answer.status_code == 422
    assert message in plain(answer)
    assert "Mardi me va." in plain(answer)
    assert not FollowUp.objects.exists()


def test_a_number_to_call_leaves_to_who_will_call(client, plan):
    reached = {"moyen": "telephone", "contact": "06 12 34 56 78", "lignes": ["joindre"]}
    assert client.post(plan[1], said(client.get(plan[1]), **reached)).status_code == 303
    assert "06 12 34 56 78" in Passerelle.objects.get().carried["joindre"]


def test_where_no_sms_leaves_none_is_offered(client, plan, settings):
    settings.SMS = ""
    assert 'value="sms"' not in text(client.get(plan[1]))
    settings.SMS = "console"
    assert 'value="sms"' in text(client.get(plan[1]))


def test_changing_the_language_loses_nothing_and_sends_nothing(client, plan):
    form = said(client.get(plan[1]), message="Mardi me va.", lignes=["nom"], langue="en")
    answer = client.post(plan[1], form)
    assert answer.status_code == 200
    assert "Mardi me va." in plain(answer)
    assert ticked(answer, "lignes") == {"nom"}
    assert not FollowUp.objects.exists()


def test_what_leaves_is_in_french_whatever_the_language_of_the_page(client, plan):
    client.cookies["django_language"] = "en"
    client.post(plan[1], said(client.get(plan[1]), lignes=["publics:demandeurs-emploi"]))
    assert Passerelle.objects.get().carried["publics"] == "Demandeurs d'emploi"


def test_an_account_finds_the_follow_up_again_and_a_mandate_never_owns_it(plan, world):
    own = person()
    own.client.post(plan[1], said(own.client.get(plan[1])))
    assert FollowUp.objects.get().user_id == own.user.pk
    world.agent.client.post(plan[1], said(world.agent.client.get(plan[1])))
    assert FollowUp.objects.filter(user_id=world.agent.user.pk).count() == 0


def test_a_step_that_is_no_longer_there_says_so(client, plan):
    absent = plan[1].replace(plan[2].key, "0" * 16)
    assert client.get(absent).status_code == 404
    assert client.post(absent, {}).status_code == 409
    assert client.get(plan[1].replace(plan[0], "x" * 32)).status_code == 404
