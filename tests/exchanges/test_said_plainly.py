"""What everybody will read may be looked at first; nobody's words are judged, nor a request's."""

from django.test import Client

from entrelieux.exchanges.selectors import availability_in_words
from tests.exchanges.test_two_neighbours import at_the_door

ADVICE = "Tout le monde va-t-il me comprendre"


def read_back(which):
    said = at_the_door(Client(), which, "Le workshop, c'est pour tout le monde")
    return Client().post(f"/entraide/{which}/", said | {"lu": ""}).content.decode()


def test_who_proposes_may_see_what_would_be_plainer_once_they_wrote_and_gets_no_mark(world):
    assert ADVICE not in Client().get("/entraide/proposer/").content.decode()
    page = read_back("proposer")
    assert page.index("Le workshop") < page.index("C'est juste, proposer") < page.index(ADVICE)
    assert 'name="champ" value="mots" formaction="/mots/verifier/"' in page
    assert "à revoir" not in page
    looked = Client().post("/mots/verifier/", {"champ": "mots", "mots": "Le workshop."})
    assert "Le workshop.</textarea>" in looked.content.decode()


def test_who_asks_is_told_nothing_of_how_they_write(world):
    page = read_back("demander")
    assert "Changer mes mots" in page
    assert ADVICE not in page
    assert "/mots/verifier/" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_whole_day_is_said_as_such():
    assert availability_in_words("Mo") == "lun. toute la journée"
    assert "journée" not in availability_in_words("Mo 14:00-18:00")
