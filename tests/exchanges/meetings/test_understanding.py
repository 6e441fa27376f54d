"""Words typed of an evening are matched by what somebody confirmed that they say, no more."""

import pytest

from entrelieux.exchanges.models import Heard, HeldCompetence, Offer, Request
from entrelieux.kernel.models import JournalEntry
from tests.exchanges.meetings.test_recording import agreeing, line
from tests.passerelles.pages import plain

pytestmark = pytest.mark.django_db
WANTED = "Je cherche quelqu'un pour m'aider avec l'ordinateur"
GIVEN = "Je montre l'ordinateur aux débutants"


@pytest.fixture
def evening(village):
    ref = village.open()
    village.already_begun(ref)
    village.type_in(
        ref,
        newcomers=(agreeing(), agreeing("Paul", contact="paul@exemple.test")),
        lines=(
            line("besoin", who="Marie", words=WANTED),
            line("proposition", who="Paul", words=GIVEN),
        ),
    )
    return f"/rencontres/{ref}/compte-rendu/"


def confirm(client, address, kind, **ticked):
    said = {"confirmer": str(Heard.objects.get(kind=kind).pk), **ticked}
    return client.post(address, said)


def test_nothing_is_kept_of_what_words_seem_to_say_before_somebody_confirms(village, evening):
    agent = village.agent.client
    assert "2 phrases à relire" in plain(agent.get(evening))
    page = agent.get(evening, {"relire": "1"})
    assert GIVEN in plain(page)
    (offered,) = [one for one in page.context["to_confirm"] if one.words == GIVEN]
    assert [(card.code, is_ticked) for card, is_ticked in offered.skills] == [("ordinateur", True)]
    assert not HeldCompetence.objects.exists()
    assert Request.objects.get().competences == []


def test_what_is_confirmed_is_kept_once_with_the_words_as_they_were(village, evening):
    agent = village.agent.client
    for _ in range(2):
        assert confirm(agent, evening, "proposition", competences=["ordinateur"]).status_code == 303
    assert confirm(agent, evening, "besoin", competences=["ordinateur"]).status_code == 303
    assert HeldCompetence.objects.get().code == "ordinateur"
    asked = Request.objects.get()
    assert (asked.competences, asked.words) == (["ordinateur"], WANTED)
    assert asked.moved_at == asked.said_at
    assert Offer.objects.get().words == GIVEN
    assert JournalEntry.objects.filter(verb="entraide.comprise").count() == 2
    assert "à relire" not in plain(agent.get(evening))


def test_to_confirm_nothing_is_an_answer(village, evening):
    agent = village.agent.client
    confirm(agent, evening, "proposition")
    assert not HeldCompetence.objects.exists()
    assert "Une phrase à relire" in plain(agent.get(evening))


def test_a_code_that_nobody_knows_is_refused_and_another_structure_confirms_nothing(
    village, evening
):
    agent, other = village.agent.client, village.world.adviser.client
    assert confirm(agent, evening, "besoin", competences=["magie"]).status_code == 422
    page = other.get(evening, {"relire": "1"})
    assert page.context["to_confirm"] == ()
    assert WANTED not in plain(page)
    assert confirm(other, evening, "besoin", competences=["ordinateur"]).status_code == 404
    assert Request.objects.get().competences == []
    for odd in ("abc", "-1", "9" * 30, "\x00"):
        assert agent.post(evening, {"confirmer": odd}).status_code == 303
