"""What happens by itself, and what those who animate may read and do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from entrelieux.engine.matching.machine import State
from entrelieux.exchanges import animating, introducing, saying, tasks
from entrelieux.exchanges.listing import Asked, requests_listed
from entrelieux.exchanges.models import CompetenceMap, Introduction, Offer, Request, Showing
from entrelieux.kernel.limits import Brake
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import Acting, Role, Viewer
from entrelieux.passerelles.models import FollowUp
from tests.exchanges.lending import SKILL, asking, introduced, offering, says, shown, somebody
from tests.signing import network_with

EIGHT_DAYS, A_MONTH = timedelta(days=8), timedelta(days=31)


def passes(row, time):
    """As if nothing had happened for so long."""
    row.moves.update(at=timezone.now() - time)
    Introduction.objects.filter(pk=row.pk).update(proposed_at=timezone.now() - time)
    Introduction.objects.filter(pk=row.pk).exclude(chased_at=None).update(
        chased_at=timezone.now() - time
    )


def chased(row, time=EIGHT_DAYS):
    passes(row, time)
    count = tasks.chase(timezone.now())
    row.refresh_from_db()
    return count


def test_who_has_not_answered_is_reminded_twice_then_it_expires(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    assert tasks.chase(timezone.now()) == 0
    told = []
    for _ in range(3):
        assert chased(row) == 1
        told.append((row.state, row.chased))
    assert told == [("quo", 1), ("quo", 2), ("expiree", 2)]
    assert chased(row) == 0
    reminders = Message.objects.filter(subject="Une réponse vous attend toujours")
    assert {one.recipient for one in reminders} == {"dominique@exemple.test"}
    assert reminders.count() == 2
    assert Request.objects.get().state == Request.State.NOBODY


def test_a_duty_done_twice_reminds_once(world):
    row = introduced(asking(), offering())
    passes(row, EIGHT_DAYS)
    assert [tasks.chase(timezone.now()) for _ in range(2)] == [1, 0]


def test_people_who_agreed_are_asked_whether_they_met(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    says(offerer, row, "oui")
    row.refresh_from_db()
    assert chased(row, timedelta(days=22)) == 1
    asked = Message.objects.filter(subject__startswith="Vous êtes-vous parlé")
    assert {one.recipient for one in asked} == {"dominique@exemple.test", "camille@exemple.test"}


def test_a_pair_is_asked_each_month_and_a_word_of_one_is_enough(world):
    mentor = offering("J'accompagne", kind="parrainage", competences=(SKILL,))
    asker = asking()
    row = introduced(asker, mentor)
    assert row.for_mentor
    says(mentor, row, "oui")
    row.refresh_from_db()
    for _ in range(4):
        assert chased(row, A_MONTH) == 1
        assert says(asker, row, "nouvelles", mot="Ça avance").status_code == 303
        row.refresh_from_db()
        assert (row.state, row.chased) == (State.TAKING_CARE, 0)
    assert "Ça avance" in shown(Client().get(mentor.page(f"relation/{row.ref}/")))
    assert says(mentor, row, "fini").status_code == 303


def test_an_offer_past_its_day_is_shown_to_nobody(world):
    offerer, asker = offering(), asking()
    Offer.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    page = Client().get(asker.page(f"recherche/{asker.thing}/"))
    assert page.context["proposals"] == ()
    assert tasks.pause_what_is_past(timezone.now()) == 1
    Client().post(offerer.page(f"proposition/{offerer.thing}/"), {"faire": "prolonger"})
    Client().post(offerer.page(f"proposition/{offerer.thing}/"), {"faire": "ouverte"})
    page = Client().get(asker.page(f"recherche/{asker.thing}/"))
    assert len(page.context["proposals"]) == 1


def test_a_withdrawn_request_tells_kindly_who_had_been_asked(world):
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    Client().post(asker.page(f"recherche/{asker.thing}/"), {"faire": "retiree"})
    row.refresh_from_db()
    assert row.state == "not_for_me"
    assert Message.objects.filter(subject="Pas cette fois").count() == 1


def test_a_full_offer_is_no_longer_proposed(world):
    offerer, asker, other = offering(most_at_once=1), asking(), asking("Moi aussi")
    says(offerer, introduced(asker, offerer), "oui")
    page = Client().get(other.page(f"recherche/{other.thing}/"))
    assert page.context["proposals"] == ()


def test_who_was_shown_less_comes_first_among_those_as_good(world):
    first, second = offering("Un"), offering("Deux", person={"contact": "deux@exemple.test"})
    askers = [asking(f"Question {n}") for n in range(6)]
    for asker in askers:
        introducing.begin_showing(asker.thing)
    Showing.objects.filter(offer__ref=second.thing).delete()
    page = Client().get(asking("Encore").page())
    assert page.status_code == 200
    newest = asking("Qui passe devant")
    found = Client().get(newest.page(f"recherche/{newest.thing}/")).context["proposals"]
    assert [one.ref for one in found] == [second.thing, first.thing]


def test_a_request_refused_by_all_comes_to_the_animator_without_a_name(world):
    agent = world.agent
    helped = somebody(actor=agent.viewer, organisation=world.france.ref, name="Camille")
    offerer, asker = offering(), asking("Mes mots à moi", who=helped)
    row = introduced(asker, offerer)
    assert "Mes mots" not in shown(world.animator.client.get("/entraide/animation/"))
    says(offerer, row, "non")
    page = shown(world.animator.client.get("/entraide/animation/"))
    assert "1 personne a dit non" in page
    assert "Mes mots" not in page
    assert "Camille" not in page
    Request.objects.update(words_shown=True)
    assert "Mes mots à moi" in shown(world.animator.client.get("/entraide/animation/"))
    mails = Message.objects.filter(subject="Une demande d'entraide a besoin de vous")
    assert mails.count() == 1


def test_words_shown_to_a_network_are_read_by_its_professionals_alone(world):
    agent = world.agent
    helped = somebody(actor=agent.viewer, organisation=world.france.ref)
    asking("Mes mots à moi", who=helped, words_shown=True)
    for client in (agent.client, world.animator.client):
        assert "Mes mots à moi" in shown(client.get("/entraide/demandes/"))
    elsewhere = Viewer(mandates=(Acting(Role.AGENT, organisation="ailleurs"),))
    assert requests_listed(elsewhere, Asked()).total == 0


def test_an_animator_counts_a_mentor_whose_words_are_not_for_them(world):
    helped = somebody(actor=world.agent.viewer, organisation=world.france.ref)
    offering("Ce que j'ai vécu", who=helped, kind="parrainage", visible_to="mediateur")
    page = shown(world.animator.client.get("/entraide/animation/parrainages/"))
    assert "0 sur 2" in page
    assert "vécu" not in page


def test_requests_of_other_networks_hide_nobody_from_an_animator(world, monkeypatch):
    monkeypatch.setattr(animating, "MOST_LISTED", 1)
    far = asking("Ailleurs", words_shown=True)
    FollowUp.objects.filter(ref=far.ref).update(network=network_with())
    helped = somebody(actor=world.agent.viewer, organisation=world.france.ref)
    asking("Ici", who=helped, words_shown=True)
    assert "Ici" in shown(world.animator.client.get("/entraide/animation/"))


def test_an_animator_proposes_somebody_and_both_decide(world):
    helped = somebody(
        actor=world.agent.viewer,
        organisation=world.france.ref,
        channel="courriel",
        contact="camille@exemple.test",
    )
    asker, offerer = asking(who=helped), offering()
    page = world.animator.client.post(f"/entraide/animation/{asker.thing}/", {"a": offerer.thing})
    assert page.status_code == 303
    row = Introduction.objects.get()
    assert row.request_agreed_at is None
    assert "l'animation du réseau" in shown(
        Client().get(asker.page(f"relation/{row.ref}/"))
    ).replace("&#x27;", "'")
    says(offerer, row, "oui")
    row.refresh_from_db()
    assert row.state == "proposee"
    says(asker, row, "oui")
    row.refresh_from_db()
    assert row.state == "taking_care"


def test_what_a_structure_saw_is_said_beside_the_offer_by_that_structure_alone(world):
    helped = somebody(actor=world.agent.viewer, organisation=world.france.ref)
    offerer, asker = offering(who=helped), asking()
    said = {"faire": "vu", "chose": offerer.thing, "competence": SKILL}
    file = f"/entraide/dossiers/{helped.ref}/"
    assert world.adviser.client.post(file, said).status_code == 404
    before = shown(Client().get(asker.page(f"recherche/{asker.thing}/")))
    assert "la personne qui le dit" in before
    assert world.agent.client.post(file, said).status_code == 303
    after = shown(Client().get(asker.page(f"recherche/{asker.thing}/")))
    assert "Vu à l" in after
    assert "France services d" in after
    assert file in world.agent.client.get(f"/passerelles/suivis/{helped.ref}/").content.decode()


def test_a_new_version_of_the_map_says_why_and_leaves_what_was_proposed(world):
    row = introduced(asking(), offering())
    before = (row.map_version, row.score, row.terms)
    line = {
        "besoin": "creer-entreprise",
        "competence": SKILL,
        "degre": "voisin",
        "source": "réunion du 12",
        "version": before[0],
    }
    client = world.animator.client
    assert client.post("/entraide/carte/", line).status_code == 422
    assert (
        client.post("/entraide/carte/", line | {"pourquoi": "on nous l'a dit"}).status_code == 303
    )
    assert client.post("/entraide/carte/", line | {"pourquoi": "encore"}).status_code == 409
    made = CompetenceMap.objects.get()
    page = shown(client.get(f"/entraide/carte/?version={made.version}"))
    assert "voisin" in page
    assert "2016" in page
    row.refresh_from_db()
    assert (row.map_version, row.score, row.terms) == before


def test_too_many_at_once_are_asked_to_come_back(world, monkeypatch):
    monkeypatch.setattr(saying, "BRAKE", Brake(most=0, seconds=60))
    client = Client()
    said = {"mots": "Je cherche", "commune": "Mende (48000)", "genre": "lieu"}
    form = client.post("/entraide/demander/", said).context["form"]
    page = client.post("/entraide/demander/", said | {"lu": form.reading})
    assert page.status_code == 429
    assert "Je cherche" in shown(page)
    assert not Request.objects.exists()


@pytest.mark.parametrize("bad", ["\x00", "a" * 5000, "<script>alert(1)</script>", "'; --", "٣"])
def test_hostile_input_breaks_nothing(world, bad):
    asker = asking()
    for path, said in (
        ("/entraide/demander/", {"mots": bad, "commune": bad, "genre": bad, "lu": bad}),
        ("/entraide/proposer/", {"mots": bad, "commune": "Mende (48000)", "distance": bad}),
        (asker.page(f"recherche/{asker.thing}/"), {"faire": "demander", "a": bad}),
        (asker.page(f"recherche/{asker.thing}/"), {"faire": bad, "mots": bad}),
        (asker.page("relation/x/"), {"faire": bad}),
    ):
        page = Client().post(path, said)
        assert page.status_code < 500
        assert b"<script>alert(1)" not in page.content
    query = {"genre": bad, "besoin": bad, "commune": bad, "minutes": bad, "page": bad}
    assert Client().get("/entraide/propositions/", query).status_code == 200


def test_an_animator_takes_an_offer_out_of_the_public_list_by_the_button_there(world):
    helped = somebody(actor=world.agent.viewer, organisation=world.france.ref)
    offer = offering("Ce qui ne va pas", who=helped)
    assert "Ne plus la montrer" not in shown(Client().get("/entraide/propositions/"))
    client = world.animator.client
    assert "Ne plus la montrer" in shown(client.get("/entraide/propositions/"))
    assert client.post(f"/entraide/propositions/{offer.thing}/cacher/").status_code == 303
    assert "Ce qui ne va pas" not in shown(Client().get("/entraide/propositions/"))


def test_a_mentor_who_came_alone_is_counted_where_they_live(world):
    offering("Dix ans au bar", kind="parrainage")
    assert "Dix ans au bar" in shown(world.animator.client.get("/entraide/animation/parrainages/"))


def test_who_animates_without_a_structure_is_told_for_whom_they_write(world):
    for which in ("demander", "proposer"):
        page = shown(world.animator.client.get(f"/entraide/{which}/"))
        assert "est pour vous-même" in page
        assert (
            f"/entraide/papier/{which}/"
            in world.animator.client.get(f"/entraide/{which}/").content.decode()
        )
        for client in (world.agent.client, Client()):
            assert "est pour vous-même" not in shown(client.get(f"/entraide/{which}/"))
