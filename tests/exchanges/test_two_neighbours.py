"""From a sentence at a door to two people who reach each other, and what it was worth."""

from django.test import Client

from entrelieux.exchanges.models import Introduction, Offer, Request
from entrelieux.kernel.models import Message
from tests.exchanges.lending import MENDE, asking, introduced, key, offering, says, shown

WORDS = "  Je cherche quelqu'un pour m'apprendre l'ordinateur,\nj'ai peur de me tromper.  "


def at_the_door(client, which="demander", words=WORDS, **values):
    said = {"mots": words, "commune": "Mende (48000)", "moyen": "papier", "cle": key(), **values}
    first = client.post(f"/entraide/{which}/", said)
    assert first.status_code == 200, shown(first)
    form = first.context["form"]
    return said | {"lu": form.reading}


def test_words_are_read_back_before_anything_is_kept_then_kept_unchanged(world):
    client = Client()
    said = at_the_door(client)
    assert not Request.objects.exists()
    page = client.post("/entraide/demander/", said | {"genre": "aide_numerique"})
    assert page.status_code == 303, shown(page)
    assert page["Location"].endswith("/garder/")
    assert Request.objects.get().words == WORDS


def test_an_offer_is_said_in_one_sentence(world):
    client = Client()
    said = at_the_door(client, "proposer", "Je sais réparer les vélos")
    page = client.post("/entraide/proposer/", said | {"genre": "competence"})
    assert page.status_code == 303, shown(page)
    assert Offer.objects.get().words == "Je sais réparer les vélos"


def test_the_same_form_sent_twice_makes_one(world):
    client = Client()
    said = at_the_door(client) | {"genre": "aide_numerique"}
    pages = [client.post("/entraide/demander/", said) for _ in range(2)]
    assert {page["Location"] for page in pages} == {pages[0]["Location"]}
    assert Request.objects.count() == 1


def test_from_a_request_to_what_it_was_worth(world):
    offerer, asker = offering(), asking()
    page = Client().get(asker.page(f"recherche/{asker.thing}/"))
    assert page.status_code == 200
    assert "Je montre l'ordinateur" in shown(page).replace("&#x27;", "'")
    assert "Dominique" not in shown(page)
    row = introduced(asker, offerer)
    assert row.state == "proposee"
    assert "dominique@exemple.test" not in shown(Client().get(asker.page(f"relation/{row.ref}/")))
    assert says(offerer, row, "oui").status_code == 303
    row.refresh_from_db()
    assert row.state == "taking_care"
    for one, reach in ((asker, "dominique@exemple.test"), (offerer, "camille@exemple.test")):
        assert reach in shown(Client().get(one.page(f"relation/{row.ref}/")))
    assert says(asker, row, "vus").status_code == 303
    assert says(asker, row, "fini", issue="start_action", utile="oui").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.outcome, row.useful) == ("done", "start_action", True)
    assert Request.objects.get().state == Request.State.ANSWERED


def test_a_message_says_nothing_of_anybody_and_its_address_answers(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    message = Message.objects.get(recipient="dominique@exemple.test")
    for private in ("Camille", "camille@", "ordinateur", "Mende", "Dominique"):
        assert private not in message.subject + message.body
    address = message.body.split("/entraide/reponse/")[1].split("/")[0]
    page = Client().get(f"/entraide/reponse/{address}/")
    assert page.status_code == 200
    assert Client().post(f"/entraide/reponse/{address}/", {"faire": "oui"}).status_code == 303
    row.refresh_from_db()
    assert row.state == "taking_care"
    assert "camille@exemple.test" in shown(Client().get(f"/entraide/reponse/{address}/"))


def test_the_person_s_own_page_shows_all_of_it(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    page = shown(Client().get(offerer.page()))
    for text in ("Ce que je propose", "Mises en relation", "Votre réponse est attendue"):
        assert text in page
    assert Introduction.objects.count() == 1


def test_the_copy_of_one_s_data_holds_one_s_own_words_alone(world):
    offerer, asker = offering(), asking("Mes mots à moi")
    introduced(asker, offerer)
    said = Client().get(offerer.page("mes-donnees/")).json()["entraide"]
    assert said["propositions"][0]["mots"] == "Je montre l'ordinateur"
    assert "Mes mots à moi" not in str(said)


def test_nobody_s_page_opens_to_somebody_else(world):
    offerer, asker, other = offering(), asking(), asking("Autre chose")
    row = introduced(asker, offerer)
    for path in (
        other.page(f"relation/{row.ref}/"),
        other.page(f"recherche/{asker.thing}/"),
        other.page(f"proposition/{offerer.thing}/"),
        f"/entraide/reponse/{row.ref}-propose/",
        "/suivi/inconnu/demander/",
    ):
        assert Client().get(path).status_code == 404
    assert MENDE
