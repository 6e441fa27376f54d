"""A sheet is changed by who answers for it; what anybody else says waits to be read."""

from datetime import date

import pytest

from entrelieux.directory.doubles.services import say_same
from entrelieux.directory.mending import services
from entrelieux.directory.mending.selectors import waiting
from entrelieux.directory.models import Place, PlaceStatement, Publication, Suggestion
from entrelieux.kernel.models import JournalEntry
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.directory.factories import organisation, place, publish, service

pytestmark = pytest.mark.django_db
FIRM = organisation("La Fabrique")
LAB = place(
    "La Fabrique",
    adresse="1 place de la Mairie",
    code_postal="48300",
    commune="Langogne",
    code_insee="48080",
    telephone="04 66 00 00 00",
    horaires="Mo-Fr 09:00-12:00",
    confirmed_on=date(2023, 1, 1),
    lon=3.85,
    lat=44.73,
)
PAGE = f"/lieux/{LAB.ref}/corriger/"
LIST = "/lieux/propositions/"
PHONE = {"telephone": "04 66 11 22 33"}


@pytest.fixture(autouse=True)
def published(communes):
    services.BRAKE.forget()
    publish(FIRM, LAB, service("Atelier ouvert", FIRM, LAB))


@pytest.fixture
def holder():
    return signing.mandated(Role.PLACE_HOLDER, organisation=FIRM.ref)


def animator(zone_code="48"):
    network = signing.network_with(zone="departement", zone_code=zone_code, name=f"R {zone_code}")
    return signing.mandated(Role.ANIMATOR, network=network)


def sheet():
    return Place.objects.get(ref=LAB.ref)


def text(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def proposed(**said):
    return signing.visitor().client.post(PAGE, {"faire": "garder", **(said or PHONE)})


def address_of(row):
    return f"{LIST}{row.ref}/"


def test_what_anybody_says_waits_and_changes_nothing():
    before = Publication.objects.count(), PlaceStatement.objects.count()
    read = signing.visitor().client.post(PAGE, {"faire": "relire", **PHONE})
    assert "04 66 00 00 00" in text(read)
    assert "04 66 11 22 33" in text(read)
    assert not Suggestion.objects.exists()
    answer = proposed()
    assert "attend d'être relue" in text(answer)
    row = Suggestion.objects.get()
    assert row.proposed == PHONE
    assert row.decided_by is None
    assert (Publication.objects.count(), PlaceStatement.objects.count()) == before
    assert sheet().telephone == "04 66 00 00 00"


def test_the_same_said_twice_waits_once():
    proposed()
    proposed()
    assert Suggestion.objects.count() == 1


def test_who_holds_the_place_reads_the_difference_and_accepts(holder):
    proposed(telephone="04 66 11 22 33", lundi="14h-17h", name="La Grande Fabrique")
    page = text(holder.client.get(LIST))
    for said in ("04 66 00 00 00", "04 66 11 22 33", "La Grande Fabrique", "14 h"):
        assert said in page
    row = Suggestion.objects.get()
    assert holder.client.post(address_of(row), {"faire": "accepter"}).status_code == 303
    assert sheet().telephone == "04 66 11 22 33"
    assert sheet().name == "La Grande Fabrique"
    row.refresh_from_db()
    assert row.decision == "accepte"
    assert set(row.said.values()) == {"telephone", "horaires", "name"}
    assert {one.manner for one in PlaceStatement.objects.all()} == {"lieu"}
    assert "Aucune correction n'attend" in text(holder.client.get(LIST))


def test_refused_leaves_the_sheet_and_says_so_to_nobody_else(holder):
    proposed()
    row = Suggestion.objects.get()
    assert holder.client.post(address_of(row), {"faire": "refuser"}).status_code == 303
    assert sheet().telephone == "04 66 00 00 00"
    again = holder.client.post(address_of(row), {"faire": "accepter"})
    assert again.status_code == 409
    assert sheet().telephone == "04 66 00 00 00"


def test_deciding_twice_alike_writes_once(holder):
    proposed()
    row = Suggestion.objects.get()
    holder.client.post(address_of(row), {"faire": "accepter"})
    before = JournalEntry.objects.count()
    assert holder.client.post(address_of(row), {"faire": "accepter"}).status_code == 303
    assert JournalEntry.objects.count() == before


def test_who_answers_for_the_sheet_changes_it_at_once(holder):
    for who, phone, manner in (
        (holder, "04 66 00 00 01", "lieu"),
        (animator(), "04 66 00 00 02", "animation"),
    ):
        answer = who.client.post(PAGE, {"faire": "garder", "telephone": phone})
        assert (answer.status_code, answer["Location"]) == (303, f"/lieux/{LAB.ref}/")
        assert sheet().telephone == phone
        assert PlaceStatement.objects.order_by("-pk").first().manner == manner
    assert sheet().said_on is not None
    assert not Suggestion.objects.exists()


def test_an_animator_of_elsewhere_proposes_like_anybody():
    elsewhere = animator("12")
    elsewhere.client.post(PAGE, {"faire": "garder", **PHONE})
    row = Suggestion.objects.get()
    assert sheet().telephone == "04 66 00 00 00"
    assert LAB.name not in text(elsewhere.client.get(LIST))
    assert elsewhere.client.post(address_of(row), {"faire": "accepter"}).status_code == 404
    assert sheet().telephone == "04 66 00 00 00"


def test_a_closing_waits_and_is_dated_when_accepted(holder):
    answer = signing.visitor().client.post(PAGE, {"faire": "ferme", "ferme_le": "2026-06-30"})
    assert answer.status_code == 200
    assert sheet().withdrawn_on is None
    assert "fermeture" in text(holder.client.get(LIST))
    holder.client.post(address_of(Suggestion.objects.get()), {"faire": "accepter"})
    assert sheet().withdrawn_on == date(2026, 6, 30)
    assert signing.visitor().client.get(PAGE).status_code == 404


def test_a_new_street_waits_with_its_commune():
    proposed(adresse="2 rue Neuve")
    row = Suggestion.objects.get()
    assert row.proposed["adresse"] == "2 rue Neuve"
    assert row.proposed["code_insee"] == "48080"
    assert sheet().adresse == "1 place de la Mairie"


@pytest.mark.parametrize(
    "said", [{"telephone": "<script>"}, {"courriel": "rien"}, {"lundi": "quand il fait beau"}, {}]
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(said):
    answer = signing.visitor().client.post(PAGE, {"faire": "garder", **said})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().split("<main")[1]
    assert not Suggestion.objects.exists()


def test_a_sheet_has_enough_to_read():
    for rank in range(services.MOST_WAITING):
        assert proposed(telephone=f"04 66 11 22 {rank:02d}").status_code == 200
    refused = proposed(telephone="04 66 99 99 99")
    assert refused.status_code == 429
    assert "04 66 99 99 99" in text(refused)
    assert Suggestion.objects.count() == services.MOST_WAITING


def test_the_list_asks_no_more_for_many_sheets_than_for_one(django_assert_max_num_queries):
    others = [place(f"Salle {rank}", code_insee="48080") for rank in range(12)]
    publish(FIRM, LAB, service("Atelier ouvert", FIRM, LAB), *others)
    for one in others:
        row = Place.objects.get(ref=one.ref)
        services.suggest(actor=signing.visitor().viewer, place=row, values=PHONE)
    viewer = animator().viewer
    with django_assert_max_num_queries(6):
        assert len(waiting(viewer)) == 12


def test_a_sheet_shown_on_another_is_mended_there():
    twin = place("La Fabrique (bis)", code_insee="48080", lon=3.85, lat=44.73)
    publish(FIRM, LAB, service("Atelier ouvert", FIRM, LAB), twin)
    say_same(actor=animator().viewer, kept_ref=LAB.ref, other_ref=twin.ref)
    answer = signing.visitor().client.get(f"/lieux/{twin.ref}/corriger/")
    assert (answer.status_code, answer["Location"]) == (303, PAGE)


def test_the_sheet_leads_there_and_an_absent_one_is_absent():
    assert PAGE in text(signing.visitor().client.get(f"/lieux/{LAB.ref}/"))
    assert signing.visitor().client.get("/lieux/inconnue/corriger/").status_code == 404
