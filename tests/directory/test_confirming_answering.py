"""A place answers by its address: what shows at once, what waits, what is refused, all undone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from entrelieux.directory.confirming import answering, asking, links
from entrelieux.directory.confirming.asking import Wish
from entrelieux.directory.models import Asked, Place, PlaceStatement, Publication
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.directory.factories import place, publish

pytestmark = pytest.mark.django_db
MAIRIE = place(
    "Mairie",
    adresse="1 place de la Mairie",
    courriel="mairie@exemple.test",
    telephone="04 66 00 00 00",
    horaires="Mo-Fr 09:00-12:00,14:00-17:00; PH off",
    confirmed_on=date(2023, 1, 1),
    lon=3.85,
    lat=44.73,
)


@pytest.fixture
def animator(communes):
    network = signing.network_with(zone="departement", zone_code="48", name="Réseau de Lozère")
    publish(MAIRIE)
    return signing.mandated(Role.ANIMATOR, network=network)


@pytest.fixture
def asked(animator):
    wish = Wish(network=next(iter(animator.viewer.networks())))
    asking.open_campaign(actor=animator.viewer, name="Essai", wish=wish, refs=[MAIRIE.ref])
    return Asked.objects.get()


@pytest.fixture
def address(asked):
    return links.path_of(asked.ref)


def shown():
    return Place.objects.get(ref=MAIRIE.ref)


def answered():
    return Asked.objects.get()


def written():
    return (Publication.objects.count(), PlaceStatement.objects.count(), answered().outcome)


def test_reading_the_page_changes_nothing(client, address):
    before = written()
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
    said = page.content.decode()
    assert "1 place de la Mairie" in said
    assert 'value="09:00-12:00 / 14:00-17:00"' in said
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert written() == before


def test_all_is_right_in_one_press(client, address):
    assert client.post(address, {"faire": "juste"}).status_code == 303
    assert shown().said_on == timezone.localdate()
    assert not PlaceStatement.objects.exists()
    assert (answered().outcome, answered().manner) == ("confirme", "reponse")
    assert "tout est juste" in client.get(address).content.decode()


def test_pressed_twice_it_is_said_kindly_and_written_once(client, address):
    client.post(address, {"faire": "juste"})
    before = written()
    again = client.post(address, {"faire": "pas_nous"})
    assert again.status_code == 409
    assert "déjà répondu" in again.content.decode()
    assert written() == before


def test_a_correction_is_read_again_before_it_is_kept(client, address):
    typed = {"telephone": "04 66 11 11 11", "lundi": "10h-12h", "mardi": ""}
    page = client.post(address, {**typed, "faire": "relire"})
    said = page.content.decode()
    assert page.status_code == 200
    assert "Est-ce bien cela" in said
    assert "lun. 10 h–12 h" in said
    assert shown().telephone == "04 66 00 00 00"
    assert client.post(address, {**typed, "faire": "garder"}).status_code == 303
    place = shown()
    assert place.telephone == "04 66 11 11 11"
    assert "Mo 10:00-12:00" in place.horaires
    assert place.horaires.endswith("PH off")
    assert place.said_on == timezone.localdate()
    assert {row.field for row in PlaceStatement.objects.all()} == {"telephone", "horaires"}
    assert {row.manner for row in PlaceStatement.objects.all()} == {"reponse"}


def test_hours_may_be_said_in_words(client, address):
    typed = {"horaires": "1er et 3e jeudi du mois 14h-17h", "faire": "garder"}
    assert client.post(address, typed).status_code == 303
    assert shown().horaires.startswith("Th[1,3] 14:00-17:00")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lundi": "le matin, sauf quand il pleut"}, "lundi"),
        ({"horaires": "à l'occasion"}, "horaires"),
        ({"telephone": "javascript:alert(1)"}, "telephone"),
        ({"telephone": "12"}, "telephone"),
        ({"courriel": "mairie"}, "courriel"),
        ({"site_web": "javascript:alert(1)"}, "site_web"),
        ({"site_web": "data://text/html,x"}, "site_web"),
        ({"name": "  "}, "name"),
        ({"code_postal": "4830"}, "adresse"),
        ({"commune": "Nulle-Part-sur-Rien"}, "commune"),
        ({"wheelchair": "peut-être"}, "wheelchair"),
        ({}, "corriger"),
    ],
)
@pytest.mark.parametrize("faire", ["relire", "garder"])
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    client, address, typed, field, faire
):
    before = written()
    page = client.post(address, {"telephone": "04 66 00 00 00", **typed, "faire": faire})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()
    assert written() == before


def test_hostile_words_are_shown_as_words(client, address):
    typed = {"presentation": "<script>alert(1)</script>\x00\u202e", "faire": "garder"}
    assert client.post(address, typed).status_code == 303
    page = client.get(f"/lieux/{MAIRIE.ref}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "\x00" not in shown().presentation


def test_another_name_or_address_waits_for_the_network(client, address, animator):
    typed = {"name": "Mairie-annexe", "adresse": "2 rue Basse", "telephone": "04 66 11 11 11"}
    client.post(address, {**typed, "faire": "garder"})
    assert (shown().name, shown().adresse) == ("Mairie", "1 place de la Mairie")
    assert shown().telephone == "04 66 11 11 11"
    answering.decide(actor=animator.viewer, asked=answered(), accepts=True)
    assert (shown().name, shown().adresse) == ("Mairie-annexe", "2 rue Basse")
    assert shown().position == "commune"
    assert client.get("/lieux/?q=annexe").content.decode().count("Mairie-annexe")


def test_a_closing_waits_and_once_accepted_the_place_is_no_more_proposed(client, address, animator):
    assert client.post(address, {"faire": "ferme", "ferme_le": "2026-06-30"}).status_code == 303
    assert shown().withdrawn_on is None
    answering.decide(actor=animator.viewer, asked=answered(), accepts=True)
    assert shown().withdrawn_on == date(2026, 6, 30)
    assert "n&#x27;existe plus" in client.get(f"/lieux/{MAIRIE.ref}/").content.decode() or (
        "n'existe plus" in client.get(f"/lieux/{MAIRIE.ref}/").content.decode()
    )
    publish(replace(MAIRIE, telephone="04 66 99 99 99"))
    assert shown().withdrawn_on == date(2026, 6, 30)
    client.post(address, {"faire": "revenir"})
    assert shown().withdrawn_on is None


@pytest.mark.parametrize("day", ["", "hier", "2026-02-31", "2999-01-01"])
def test_a_closing_needs_a_day_that_has_come(client, address, day):
    page = client.post(address, {"faire": "ferme", "ferme_le": day})
    assert page.status_code == 422
    assert answered().outcome == ""


def test_refused_the_sheet_stays_and_the_contrary_is_not_decided_after(client, address, animator):
    client.post(address, {"faire": "ferme", "ferme_le": "2026-06-30"})
    for _ in range(2):
        answering.decide(actor=animator.viewer, asked=answered(), accepts=False)
    with pytest.raises(answering.NothingToDecide):
        answering.decide(actor=animator.viewer, asked=answered(), accepts=True)
    assert shown().withdrawn_on is None


def sheet_said():
    """The whole sheet but when it last changed, which taking back changes too."""
    row = Place.objects.values().get(ref=MAIRIE.ref)
    del row["changed_at"]
    return row


@pytest.mark.parametrize(
    "said",
    [
        {"faire": "juste"},
        {"faire": "pas_nous"},
        {"faire": "garder", "telephone": "04 66 11 11 11", "name": "Annexe"},
    ],
)
def test_everything_can_be_taken_back_and_said_again(client, address, animator, said):
    before = sheet_said()
    client.post(address, said)
    if answered().proposed:
        answering.decide(actor=animator.viewer, asked=answered(), accepts=True)
    for _ in range(2):
        assert client.post(address, {"faire": "revenir"}).status_code == 303
    assert sheet_said() == before
    assert answered().answered_at is None
    assert client.post(address, {"faire": "juste"}).status_code == 303


def test_an_address_that_answers_again_and_again_waits_for_tomorrow(client, address, monkeypatch):
    for _ in range(answering.MOST_A_DAY):
        assert client.post(address, {"faire": "juste"}).status_code == 303
        assert client.post(address, {"faire": "revenir"}).status_code == 303
    before = written()
    once_more = client.post(address, {"faire": "juste"})
    assert once_more.status_code == 429
    assert "Revenez demain" in once_more.content.decode()
    assert written() == before
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(answering, "midnight", lambda: tomorrow)
    assert client.post(address, {"faire": "juste"}).status_code == 303


def test_what_was_said_last_can_be_taken_back_however_often_it_was_said(client, address):
    for _ in range(answering.MOST_A_DAY - 1):
        client.post(address, {"faire": "juste"})
        client.post(address, {"faire": "revenir"})
    client.post(address, {"faire": "pas_nous"})
    assert client.post(address, {"faire": "revenir"}).status_code == 303
    assert answered().outcome == ""


def test_it_is_not_us_changes_nothing_on_the_sheet(client, address):
    before = Place.objects.values().get(ref=MAIRIE.ref)
    client.post(address, {"faire": "pas_nous"})
    assert Place.objects.values().get(ref=MAIRIE.ref) == before
    assert answered().outcome == "pas_nous"


@pytest.mark.parametrize(
    "code",
    [
        *("x", "0000-0000-0000-0000", "a" * 5000, "é" * 16, "%00" * 16, "../../etc/passwd"),
        "0123456789abcde' OR 1=1",
    ],
)
def test_an_address_that_is_none_opens_nothing(client, address, code):
    for send in (client.get, client.post):
        page = send(f"/c/{code}/", {"faire": "juste"} if send == client.post else {})
        assert page.status_code == 404
    assert answered().outcome == ""


def test_an_address_whose_time_is_over_says_so(client, address, asked):
    Asked.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for send in (client.get, client.post):
        page = send(address)
        assert page.status_code == 410
        assert "Le temps de cette adresse est passé" in page.content.decode()


def test_an_address_of_another_purpose_opens_nothing(client, asked):
    assert client.get(f"/repondre/{links.code_of(asked.ref)}/").status_code == 404
    assert client.get(f"/c/{asked.ref}/").status_code == 404


def test_an_animator_who_calls_answers_for_the_place_and_it_is_said(asked, animator):
    animator.client.post(links.path_of(asked.ref), {"faire": "juste"})
    assert answered().manner == "animation"


def test_every_answer_leaves_a_line_of_journal_without_its_words(client, address):
    client.post(address, {"faire": "garder", "telephone": "04 66 11 11 11"})
    client.post(address, {"faire": "revenir"})
    lines = JournalEntry.objects.filter(subject=answered().ref).order_by("pk")
    assert [line.verb for line in lines] == ["campagne.réponse", "campagne.réponse-reprise"]


def test_the_animator_s_pages_follow_decide_and_print(client, address, animator):
    campaign = answered().campaign.ref
    client.post(address, {"faire": "garder", "adresse": "2 rue Basse"})
    page = animator.client.get(f"/campagnes/{campaign}/").content.decode()
    assert "À décider" in page
    assert "2 rue Basse" in page
    done = animator.client.post(f"/campagnes/reponses/{answered().ref}/", {"faire": "accepter"})
    assert done.status_code == 303
    assert shown().adresse == "2 rue Basse"
    refused = animator.client.post(f"/campagnes/reponses/{answered().ref}/", {"faire": "refuser"})
    assert refused.status_code == 409
    animator.client.post(f"/campagnes/reponses/{answered().ref}/", {"faire": "revenir"})
    Asked.objects.update(way="papier")
    letters = animator.client.get(f"/campagnes/{campaign}/lettres/").content.decode()
    assert links.address_of(answered().ref) in letters
    assert "<svg" in letters


def test_the_page_that_chooses_sends_what_was_ticked(animator):
    first = animator.client.get("/campagnes/nouvelle/?reseau=&mois=12").content.decode()
    assert "Mairie" in first
    said = {"nom": "Essai", "lieux": [MAIRIE.ref], "cle": "k", "mois": "12"}
    sent = animator.client.post("/campagnes/nouvelle/", said)
    assert sent.status_code == 303
    assert animator.client.post("/campagnes/nouvelle/", said)["Location"] == sent["Location"]
    empty = animator.client.post("/campagnes/nouvelle/", {"nom": "", "lieux": [MAIRIE.ref]})
    assert empty.status_code == 422
    assert "Essai" in animator.client.get("/campagnes/").content.decode()
