"""Whatever two people do, in any order: nobody reads how to reach the other before both agreed."""

import re

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.engine.matching.machine import OPEN_TO_EACH_OTHER, State
from entrelieux.exchanges.models import Introduction, NewsToTell, Offer, Request
from entrelieux.kernel.models import JournalEntry, Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import services
from tests.exchanges.lending import asking, introduced, offering, says, shown, somebody

SAYS = ("oui", "plus_tard", "non", "vus", "nouvelles", "fini", "sans_aide", "injoignable", "")
CONTACTS = {
    "asks": ("Camille", "camille@exemple.test"),
    "offers": ("Dominique", "dominique@exemple.test"),
}
walks = st.lists(st.tuples(st.sampled_from(["asks", "offers"]), st.sampled_from(SAYS)), max_size=6)


def pages_of(person, row):
    paths = ("", f"relation/{row.ref}/", "imprimer/", "mes-donnees/")
    things = (f"recherche/{person.thing}/", f"proposition/{person.thing}/")
    return [Client().get(person.page(path)) for path in (*paths, *things)]


@pytest.mark.parametrize("agreed", [False, True], ids=["nobody", "one side"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=walks)
def test_no_contact_moves_before_both_agreed(world, agreed, walk):
    Message.objects.all().delete()
    Introduction.objects.all().delete()
    people = {"asks": asking(), "offers": offering()}
    row = introduced(people["asks"], people["offers"])
    if agreed:
        says(people["offers"], row, "plus_tard")
    both = False
    for side, said in walk:
        says(people[side], row, said, mot="Un mot")
        row.refresh_from_db()
        both = both or (row.request_agreed_at is not None and row.offer_agreed_at is not None)
        is_open = State(row.state) in OPEN_TO_EACH_OTHER
        assert both or not is_open
        for mine, theirs in (("asks", "offers"), ("offers", "asks")):
            read = " ".join(shown(page) for page in pages_of(people[mine], row))
            for private in CONTACTS[theirs]:
                assert (private in read) == is_open, (mine, row.state, private)
    for message in Message.objects.all():
        for private in (*CONTACTS["asks"], *CONTACTS["offers"], "ordinateur"):
            assert private not in message.subject + message.body


@pytest.mark.parametrize(
    "contact",
    [
        "dominique@exemple.test",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "+33612345678",
        "www.chez-moi.fr",
        "https://exemple.test/moi",
        "@dominique48",
        "0 6 1 2 3 4 5 6 7 8",
        "06, 12, 34, 56, 78",
        "06:12:34:56:78",
        "dominique arobase exemple point org",
        "dominique (at) exemple.org",
    ],
)
def test_a_contact_written_in_the_words_is_kept_and_shown_to_nobody(world, contact):
    offerer, asker = offering(f"Je montre l'ordinateur, {contact}"), asking()
    row = introduced(asker, offerer)
    for path in (f"/suivi/{asker.token}/relation/{row.ref}/", "/entraide/propositions/"):
        assert contact not in shown(Client().get(path))
    assert Offer.objects.get().words.endswith(contact)
    says(offerer, row, "oui")
    assert contact in shown(Client().get(asker.page(f"relation/{row.ref}/")))


def test_erasing_one_file_stops_what_is_under_way_and_tells_the_other_kindly(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    page = Client().post(asker.page("effacer/"), {"sur": "on"})
    assert page.status_code == 303
    assert not Introduction.objects.exists()
    assert not Request.objects.exists()
    left = Message.objects.filter(recipient="dominique@exemple.test", sent_at=None)
    assert [one.subject for one in left] == ["Une mise en relation s'arrête"]
    assert "rien à voir avec vous" in left.get().body


def test_who_erases_next_is_written_to_no_more(world):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    for one in (asker, offerer):
        assert Client().post(one.page("effacer/"), {"sur": "on"}).status_code == 303
    assert not Message.objects.exists()


def test_erasing_tells_nobody_of_what_is_over(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    says(offerer, row, "non")
    Message.objects.all().delete()
    Client().post(offerer.page("effacer/"), {"sur": "on"})
    assert not Message.objects.exists()


def test_the_same_answer_said_again_with_a_word_writes_to_nobody_again(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    for _ in range(3):
        assert says(asker, row, "oui", mot="Alors ?").status_code == 303
    assert Message.objects.filter(recipient="dominique@exemple.test").count() == 1
    for _ in range(3):
        assert says(offerer, row, "non", mot="Non, vraiment").status_code == 303
    assert Message.objects.filter(recipient="camille@exemple.test").count() == 1
    assert row.moves.filter(event="refus").count() == 1


def test_who_no_message_reaches_is_told_by_who_accompanies_them(world):
    agent = world.agent
    helped = somebody(actor=agent.viewer, organisation=world.france.ref, name="Dominique")
    offerer, asker = offering(who=helped), asking()
    row = introduced(asker, offerer)
    news = NewsToTell.objects.get()
    assert news.organisation_ref == world.france.ref
    page = agent.client.get("/entraide/a-prevenir/")
    assert page.status_code == 200
    assert "Dominique" not in shown(page)
    said = {"faire": "oui"}
    through = f"/entraide/dossiers/{helped.ref}/relation/{row.ref}/"
    assert world.adviser.client.post(through, said).status_code == 404
    assert agent.client.post(through, said).status_code == 303
    row.refresh_from_db()
    assert row.state == "taking_care"
    reach = shown(Client().get(asker.page(f"relation/{row.ref}/")))
    assert re.search("Passez par France services d.{1,6}Essai", reach)
    agent.client.post("/entraide/a-prevenir/", {"nouvelle": news.ref})
    news.refresh_from_db()
    assert news.told_at is not None


def test_a_structure_that_is_shown_nothing_any_more_reads_no_news(world):
    agent = world.agent
    helped = somebody(actor=agent.viewer, organisation=world.france.ref, name="Dominique")
    introduced(asking(), offering(who=helped))
    news = NewsToTell.objects.get()
    assert helped.ref in agent.client.get("/entraide/a-prevenir/").content.decode()
    hide = {"item": "", "organisation_ref": world.france.ref}
    services.unshare(actor=ANYONE, token=helped.token, **hide)
    assert helped.ref not in agent.client.get("/entraide/a-prevenir/").content.decode()
    answer = agent.client.post("/entraide/a-prevenir/", {"nouvelle": news.ref})
    assert answer.status_code == 404


@pytest.mark.parametrize("changed", ["address", "mailbox"])
def test_a_message_sent_before_they_changed_their_address_opens_nothing(world, changed):
    offerer, asker = offering(), asking()
    introduced(asker, offerer)
    message = Message.objects.get(recipient="dominique@exemple.test")
    link = "/entraide/reponse/" + message.body.split("/entraide/reponse/")[1].split("/")[0] + "/"
    assert Client().get(link).status_code == 200
    if changed == "address":
        services.new_link(actor=ANYONE, token=offerer.token)
    else:
        reached = services.Reached("Dominique", "courriel", "autre@exemple.test")
        services.change_contact(actor=ANYONE, reached=reached, token=offerer.token)
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"faire": "oui"}).status_code == 404


def test_nobody_is_sent_to_a_structure_that_accompanies_no_more(world):
    agent = world.agent
    helped = somebody(actor=agent.viewer, organisation=world.france.ref, name="Dominique")
    asker = asking()
    row = introduced(asker, offering(who=helped))
    through = f"/entraide/dossiers/{helped.ref}/relation/{row.ref}/"
    assert agent.client.post(through, {"faire": "oui"}).status_code == 303
    page = asker.page(f"relation/{row.ref}/")
    assert "Passez par" in shown(Client().get(page))
    hide = {"item": "", "organisation_ref": world.france.ref}
    services.unshare(actor=ANYONE, token=helped.token, **hide)
    assert "Passez par" not in shown(Client().get(page))


def test_who_accepts_without_any_way_to_be_reached_is_asked_for_one(world):
    alone = offering(who=somebody(name="Dominique"))
    asker = asking()
    row = introduced(asker, alone)
    assert says(alone, row, "oui").status_code == 422
    row.refresh_from_db()
    assert row.state == "proposee"
    page = says(alone, row, "oui", moyen="telephone", contact="06 12 34 56 78", nom="Dominique")
    assert page.status_code == 303, shown(page)
    assert "06 12 34 56 78" in shown(Client().get(asker.page(f"relation/{row.ref}/")))


def test_a_structure_reads_no_file_it_does_not_accompany(world):
    offerer = offering()
    for client in (world.agent.client, world.animator.client, Client()):
        assert client.get(f"/entraide/dossiers/{offerer.ref}/").status_code == 404


@pytest.fixture
def relayed(world):
    """Somebody without e-mail, asked through who accompanies them: (page, row, asker)."""
    helped = somebody(actor=world.agent.viewer, organisation=world.france.ref, name="Dominique")
    asker = asking()
    row = introduced(asker, offering(who=helped))
    return f"/entraide/dossiers/{helped.ref}/relation/{row.ref}/", row, asker


def test_who_answers_for_somebody_may_say_how_to_reach_them_with_their_word(world, relayed):
    page, row, asker = relayed
    agent = world.agent.client
    assert 'name="accord"' in agent.get(page).content.decode()
    said = {"faire": "oui", "moyen": "telephone", "contact": "06 12 34 56 78"}
    for wrong in (said, said | {"contact": "", "accord": "1"}, said | {"moyen": "pigeon"}):
        answer = agent.post(page, wrong)
        assert answer.status_code == 422, wrong
    row.refresh_from_db()
    assert row.state == "proposee"
    assert agent.post(page, said | {"accord": "1"}).status_code == 303
    reach = shown(Client().get(asker.page(f"relation/{row.ref}/")))
    assert "06 12 34 56 78" in reach
    assert "Dominique" in reach
    assert JournalEntry.objects.filter(verb="entraide.joindre-accordé").count() == 1
    assert "06 12" not in str(list(JournalEntry.objects.values()))


def test_who_answers_for_somebody_stays_between_unless_said(world, relayed):
    page, row, asker = relayed
    said = {"faire": "oui", "moyen": "nous", "contact": "06 12 34 56 78"}
    assert world.agent.client.post(page, said).status_code == 303
    reach = shown(Client().get(asker.page(f"relation/{row.ref}/")))
    assert "Passez par" in reach
    assert "06 12" not in reach
