"""The person follows, decides and leaves, behind their secret address."""

import dataclasses
import json

import pytest
from django.test import Client

from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from entrelieux.passerelles.copying import NAMES
from entrelieux.passerelles.errors import FollowUpGone
from entrelieux.passerelles.models import FollowUp, Passerelle
from tests.passerelles.conftest import DIGITAL, IDEA, MENDE, RIGHTS, key
from tests.passerelles.pages import plain, text, ticked
from tests.signing import person


@pytest.fixture
def opened(world):
    return world.open()


@pytest.fixture
def handed(world, opened):
    return world.row(world.hand(opened))


@pytest.fixture
def address(opened):
    return f"/suivi/{opened.token}/"


def test_it_says_where_each_need_and_each_request_stand(client, world, handed, address):
    services.announce(
        actor=world.adviser.viewer, ref=handed.ref, on=handed.sent_at.date().replace(year=2027)
    )
    page = plain(client.get(address))
    assert "Le suivi de Camille" in page
    assert "3 besoins suivis, 1 demande en cours." in page
    assert "Demande envoyée à Agence d'Essai." in page
    assert "Agence d'Essai répondra le" in page
    assert "Réponse annoncée pour le" in page
    assert "Ana" in page


@pytest.mark.parametrize(
    ("act", "read"),
    [
        ("accept", "Acceptée : Agence d'Essai est d'accord."),
        ("decline", "Refusée par Agence d'Essai : nous n'avons pas de place en ce moment."),
        ("withdraw", "Accord retiré. Agence d'Essai ne voit plus rien."),
    ],
)
def test_each_move_is_told_in_plain_words(client, world, handed, address, act, read):
    match act:
        case "accept":
            services.accept(actor=world.adviser.viewer, ref=handed.ref)
        case "decline":
            services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
        case _:
            services.withdraw(actor=world.agent.viewer, ref=handed.ref)
    assert read in plain(client.get(address))


def test_who_looked_is_shown_by_structure_and_function_without_name(client, world, handed, address):
    world.adviser.client.get(f"/passerelles/{handed.ref}/")
    page = plain(client.get(address))
    assert "Qui a regardé mon suivi" in page
    looked = page.split("Qui a regardé mon suivi")[1].split("Mon histoire")[0]
    assert "Agence d'Essai, agent" in looked
    assert "Basile" not in looked


def test_a_need_is_paused_stopped_and_taken_up_again(client, opened, address):
    for state, read in (("en_pause", "en pause"), ("abandonne", "arrêté"), ("ouvert", "ouvert")):
        answer = client.post(address, {"faire": "besoin", "besoin": DIGITAL, "etat": state})
        assert answer.status_code == 303
        assert read in plain(client.get(address))
        row = FollowUp.objects.get().needs.get(code=DIGITAL)
        assert row.state == state


def test_a_state_that_is_not_chosen_or_a_need_of_nobody_is_refused(client, address):
    for need, state in ((DIGITAL, "sans_reponse"), ("inconnu", "en_pause"), ("", "")):
        answer = client.post(address, {"faire": "besoin", "besoin": need, "etat": state})
        assert answer.status_code == 422


def test_stages_go_back_and_say_what_was_learnt(client, address):
    for stage, learnt in (("test", ""), ("idee", "Vendre me plaît."), ("abandon_choisi", "")):
        said = {"faire": "etape", "etape": stage, "appris": learnt}
        assert client.post(address, said).status_code == 303
        assert client.post(address, said).status_code == 303
    page = plain(client.get(address))
    assert "Ce que j'ai appris : Vendre me plaît." in page
    assert FollowUp.objects.get().stages.count() == 3
    missing = client.post(address, {"faire": "etape", "appris": "Gardé."})
    assert missing.status_code == 422
    assert "Gardé." in plain(missing)


def test_what_a_structure_sees_is_hidden_and_shown_again(client, world, opened, handed, address):
    line = {"ligne": "mots", "structure": world.france.ref}
    assert client.post(address, {"faire": "cacher", **line}).status_code == 303
    shares = FollowUp.objects.get().shares.filter(item="mots", revoked_at=None)
    assert not shares.exists()
    answer = client.post(address, {"faire": "montrer", **line})
    assert f"voit={world.france.ref}" in answer["Location"]
    assert shares.exists()


def test_agreement_is_withdrawn_and_the_structure_reads_nothing(client, world, handed, address):
    one = f"{address}demandes/{handed.ref}/"
    assert "Retirer mon accord" in plain(client.get(one))
    answer = client.post(one, {"faire": "retrait"})
    assert answer.status_code == 303
    assert "Votre accord est retiré." in plain(client.get(answer["Location"]))
    assert world.row(handed.ref).state == "retiree"
    assert "Ce que Agence d'Essai pouvait lire de moi" in plain(client.get(one))
    assert client.post(one, {"faire": "retrait"}).status_code == 303
    assert "Retirer mon accord" not in plain(client.get(one))


def test_a_proposal_is_agreed_to_line_by_line_or_refused(client, world, opened, address):
    refs = [
        services.propose(
            actor=world.agent.viewer, follow_up=opened.ref, to=to, needs=(IDEA, RIGHTS),
            mode="contact_transmis",
        )
        for to in (world.proposal().to, world.to_other)
    ]  # fmt: skip
    yes, no = (f"{address}demandes/{ref}/" for ref in refs)
    page = client.get(yes)
    assert "Rien ne part avant votre accord." in plain(page)
    assert ticked(page, "lignes") == set()
    assert f'value="besoin:{RIGHTS}"' in text(page)
    client.post(yes, {"faire": "accord", "lignes": ["nom"]})
    sent = world.row(refs[0])
    assert sent.state == "envoyee"
    assert set(sent.carried) == {f"besoin:{IDEA}", "nom"}
    client.post(no, {"faire": "retrait"})
    assert world.row(refs[1]).state == "retiree"


def test_the_person_says_what_it_was_worth(client, world, handed, address):
    services.accept(actor=world.adviser.viewer, ref=handed.ref)
    one = f"{address}demandes/{handed.ref}/"
    missing = client.post(one, {"faire": "cloture", "utile": "oui"})
    assert missing.status_code == 422
    assert ticked(missing, "utile") == {"oui"}
    said = {"faire": "cloture", "issue": "start_action", "utile": "non"}
    assert client.post(one, said).status_code == 303
    row = world.row(handed.ref)
    assert (row.state, row.outcome, row.useful) == ("close", "start_action", False)
    assert client.post(one, said).status_code == 303
    page = plain(client.get(one))
    assert "Vous avez dit : J'ai commencé quelque chose , et ce n'était pas utile" in page


def test_what_can_no_longer_be_done_shows_what_is_there_now(client, world, handed, address):
    services.withdraw(actor=world.agent.viewer, ref=handed.ref)
    one = f"{address}demandes/{handed.ref}/"
    late = client.post(one, {"faire": "cloture", "issue": "other"})
    assert late.status_code == 409
    assert "Accord retiré." in plain(late)


def test_the_request_of_somebody_else_is_not_reached_by_this_address(client, world, handed):
    other = world.open()
    assert client.get(f"/suivi/{other.token}/demandes/{handed.ref}/").status_code == 404
    answer = client.post(f"/suivi/{other.token}/demandes/{handed.ref}/", {"faire": "retrait"})
    assert answer.status_code == 404
    assert world.row(handed.ref).state == "envoyee"


def test_the_address_is_changed_and_the_former_one_opens_nothing(client, opened, address):
    answer = client.post(f"{address}adresse/", {"faire": "changer"})
    fresh = answer["Location"].removesuffix("garder/")
    assert fresh != address
    assert client.get(address).status_code == 404
    assert client.get(fresh).status_code == 200


def test_the_address_is_closed_for_good(client, world, opened, address):
    answer = client.post(f"{address}adresse/", {"faire": "fermer"})
    assert "Cette adresse est fermée" in plain(client.get(answer["Location"]))
    assert client.get(address).status_code == 404
    assert FollowUp.objects.filter(ref=opened.ref).exists()


def test_everything_is_taken_away_in_one_file(client, opened, handed, address):
    response = client.get(f"{address}mes-donnees/")
    assert "attachment" in response["Content-Disposition"]
    said = json.loads(response.content)
    assert said["nom d'usage"] == "Camille"
    assert said["mots de la personne"].startswith("je veux un camion")
    assert len(said["besoins"]) == 3
    (asked,) = said["demandes"]
    assert asked["structure qui reçoit"]["nom"] == "Agence d'Essai"
    assert {"nom", "joindre"} <= {line["code"] for line in asked["ce qui est parti"]}
    shown = {
        line["code"]: line["montré"] for line in said["ce que chaque structure voit"][0]["lignes"]
    }
    assert shown["mots"] is True


def test_every_field_of_the_copy_is_named_in_french_or_left_out_on_purpose():
    left_out = {
        "FollowUpCard": {"is_own", "sees", "hidden", "as_organisation", "can_write"}
        | {"renewed_by"},
        "PasserelleCard": {"follow_up_ref", "hidden", "can", "reachable", "answered"}
        | {"person", "task"},
        "NeedCard": {"icon"},
    }
    for card, names in NAMES.items():
        fields = {one.name for one in dataclasses.fields(card)}
        assert fields - set(names) == left_out.get(card.__name__, set())
        assert set(names) <= fields
        assert len(set(names.values())) == len(names)


def test_who_is_alone_is_told_that_nobody_can_make_the_address_again(client, world):
    alone = f"/suivi/{world.open_alone().token}/"
    assert "Vous seul l'ouvrez : si vous la perdez" in plain(client.get(f"{alone}garder/"))
    closing = plain(client.get(f"{alone}adresse/"))
    assert "Vous seul l'ouvrez : sans adresse, vous ne pourrez plus le lire." in closing
    for page in ("garder/", "adresse/", "imprimer/"):
        assert "structure qui vous a" not in plain(client.get(f"{alone}{page}"))


def test_who_is_helped_or_has_an_account_is_told_how_the_address_comes_back(client, world, address):
    for page in ("garder/", "adresse/", "imprimer/"):
        said = plain(client.get(f"{address}{page}"))
        assert "France services d'Essai" in said
        assert "Vous seul l'ouvrez" not in said
    kept = services.open_follow_up(
        actor=person().viewer, opening=services.Opening(MENDE, (IDEA,)), request_key=key()
    )
    for page in ("garder/", "adresse/"):
        said = plain(client.get(f"/suivi/{kept.token}/{page}"))
        assert "compte" in said
        assert "Vous seul l'ouvrez" not in said


def test_a_structure_from_which_a_line_is_hidden_is_not_said_to_make_the_address_again(
    client, world, opened, address
):
    services.unshare(
        actor=ANYONE, token=opened.token, item="mots", organisation_ref=world.france.ref
    )
    assert "peut en refaire une" not in plain(client.get(f"{address}garder/"))


def test_everything_stops_at_once_by_choice_and_each_need_may_be_taken_up(
    client, world, opened, handed, address
):
    met, declined = (world.hand(opened, need) for need in (RIGHTS, DIGITAL))
    world.lead(met, "met")
    world.lead(declined, "declined")
    row = FollowUp.objects.get()
    services.nobody_could(
        actor=world.agent.viewer, need=DIGITAL, reason="trop_loin", follow_up=row.ref
    )
    said = {"faire": "arreter", "appris": "Vendre me plaît."}
    answer = client.post(address, said)
    assert answer.status_code == 303
    page = plain(client.get(answer["Location"]))
    assert "vous arrêtez là" in page
    assert "Ce que j'ai appris : Vendre me plaît." in page
    assert "J'arrête là" not in page
    assert [world.row(one.ref).state for one in (handed, met, declined)] == [
        "retiree",
        "close",
        "retiree",
    ]
    assert {n.code: n.state for n in row.needs.all()} == {
        IDEA: "abandonne",
        RIGHTS: "abandonne",
        DIGITAL: "sans_reponse",
    }
    assert not Message.objects.filter(key__startswith=f"vers:{handed.ref}:").exists()
    assert client.post(address, said).status_code == 303
    assert row.stages.count() == 1
    worth = {"faire": "cloture", "issue": "start_action"}
    assert client.post(f"{address}demandes/{met.ref}/", worth).status_code == 303
    client.post(address, {"faire": "besoin", "besoin": IDEA, "etat": "ouvert"})
    assert "J'arrête là" in plain(client.get(address))


@pytest.mark.parametrize("alone", [True, False])
def test_nobody_is_said_to_look_for_somebody_else_for_who_is_alone(world, alone):
    reached = {"channel": "courriel", "contact": "mw@exemple.test"}
    opened = world.open_alone(**reached) if alone else world.open()
    services.hand_over(
        actor=ANYONE if alone else world.agent.viewer,
        **({"token": opened.token} if alone else {"follow_up": opened.ref}),
        proposal=world.proposal(),
        agreement=services.Agreement(),
        request_key=key(),
    )
    world.lead(world.last(), "declined")
    body = Message.objects.filter(recipient="mw@exemple.test").latest("pk").body
    assert ("On cherche une autre structure." in body) is not alone
    assert ("Vous pouvez demander à quelqu'un d'autre." in body) is alone


def test_a_structure_beside_the_person_does_not_stop_everything(world, opened):
    with pytest.raises(FollowUpGone):
        services.stop(actor=world.agent.viewer, follow_up=opened.ref)


def test_who_is_alone_chooses_a_structure_that_helps_as_who_to_turn_to(client, world):
    opened = world.open_alone()
    services.hand_over(
        actor=ANYONE,
        token=opened.token,
        proposal=world.proposal(),
        agreement=services.Agreement(given_by="personne", manner="en_ligne"),
        request_key=key(),
    )
    address = f"/suivi/{opened.token}/"
    assert "Vous pouvez choisir une structure ci-dessous." in plain(client.get(address))
    said = {"faire": "repere", "structure": world.agency.ref}
    assert client.post(address, said).status_code == 303
    page = plain(client.get(address))
    assert "La choisir comme repère" not in page
    assert "Agence d'Essai" in page.split("Ma personne repère")[1].split("Ce que chaque")[0]
    assert client.post(address, {**said, "structure": world.other.ref}).status_code == 422


def test_everything_is_erased_only_once_sure(client, opened, handed, address):
    assert client.post(f"{address}effacer/").status_code == 422
    assert FollowUp.objects.exists()
    answer = client.post(f"{address}effacer/", {"sur": "on"})
    assert answer.status_code == 303
    assert not FollowUp.objects.exists()
    assert client.get(address).status_code == 404
    assert client.post(f"{address}effacer/", {"sur": "on"}).status_code == 303


def test_paper_says_the_same_with_the_code(client, handed, address):
    page = client.get(f"{address}imprimer/")
    assert "Demande envoyée à Agence d'Essai." in plain(page)
    assert '<svg class="qr"' in text(page)


def test_declined_the_person_asks_somebody_else_and_says_again_what_leaves(client, world, address):
    opened = world.open()
    handed = world.row(world.hand(opened, items=("nom", "mots")))
    one = f"/suivi/{opened.token}/demandes/{handed.ref}/"
    services.decline(actor=world.adviser.viewer, ref=handed.ref, reason="complet")
    assert f"{one}ailleurs/" in text(client.get(one))
    page = client.get(f"{one}ailleurs/")
    assert "Autre Agence" in plain(page)
    assert ticked(page, "lignes") == ticked(page, "a") == set()
    empty = client.post(f"{one}ailleurs/", {"lignes": ["nom"]})
    assert empty.status_code == 422
    assert ticked(empty, "lignes") == {"nom"}
    said = {"a": f"{world.other.ref}|{world.other_place.ref}", "lignes": ["nom"]}
    assert client.post(f"{one}ailleurs/", said).status_code == 303
    fresh = Passerelle.objects.get(replaces=handed)
    assert fresh.to_organisation_ref == world.other.ref
    assert set(fresh.carried) == {f"besoin:{IDEA}", "nom"}
    assert client.post(f"{one}ailleurs/", said).status_code == 303
    assert Passerelle.objects.filter(replaces=handed).count() == 1


def test_what_was_not_ticked_is_said_not_to_have_left(client, world):
    opened = world.open()
    handed = world.hand(opened, IDEA, RIGHTS)
    page = plain(client.get(f"/suivi/{opened.token}/demandes/{handed.ref}/"))
    assert "Non transmis, car vous ne l'avez pas coché : Garder mes droits." in page
    assert "Garder mes droits" in plain(world.agent.client.get(f"/passerelles/{handed.ref}/"))
    assert (
        "droits"
        not in plain(world.adviser.client.get(f"/passerelles/{handed.ref}/"))
        .split("Ce qui est demandé")[1]
        .split("Ce qui s'est passé")[0]
    )


def test_an_account_finds_its_own_follow_ups_again_and_no_other(world):
    own, stranger = person(), person()
    opening = services.Opening(MENDE, (IDEA,))
    kept = services.open_follow_up(actor=own.viewer, opening=opening, request_key=key())
    assert kept.ref in text(own.client.get("/suivi/"))
    assert kept.ref not in text(stranger.client.get("/suivi/"))
    assert stranger.client.post("/suivi/", {"suivi": kept.ref}).status_code == 404
    assert Client().post("/suivi/", {"suivi": kept.ref}).status_code == 404
    fresh = own.client.post("/suivi/", {"suivi": kept.ref})["Location"]
    assert "Gardez cette adresse" in plain(own.client.get(fresh))
    assert Client().get(f"/suivi/{kept.token}/").status_code == 404


def test_where_nobody_can_read_it_the_person_knows_that_nothing_left(client, world):
    world.agency_place.courriel = ""
    world.agency_place.save()
    world.adviser.user.mandates.all().delete()
    opened = world.open()
    assert not world.hand(opened).is_sent
    assert "rien n'est parti" in plain(client.get(f"/suivi/{opened.token}/garder/"))
    assert "Rien n'est parti : appelez." in plain(client.get(f"/suivi/{opened.token}/"))
