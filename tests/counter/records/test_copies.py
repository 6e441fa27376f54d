"""What is copied for other tools: their order, their words, and nothing of anybody."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar

from entrelieux.counter.records import contacts
from entrelieux.counter.records.contacts import Contact
from entrelieux.counter.records.copying import copies_of
from entrelieux.counter.records.drafts import NOBODY, Someone
from entrelieux.counter.records.presenting import Places
from entrelieux.counter.records.selectors import record_for
from entrelieux.directory.models import Place
from entrelieux.packs.fr import coop

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def texts(desk, tool, **values):
    card = record_for(desk.agent.viewer, desk.write(**values))
    (found,) = (one for one in copies_of(card, Places(desk.agent.viewer)) if one.code == tool)
    return {block.field: block.text for block in found.blocks}


@pytest.mark.django_db
def test_la_coop_is_copied_in_the_order_of_its_form(desk):
    found = texts(
        desk,
        "coop",
        place_ref=desk.place,
        administrative_themes=("logement",),
        autonomy="partiellement_autonome",
        redirections=("financement",),
        people=(Someone(status="porteur_de_projet", gender="feminin"),),
        note="revient mardi",
    )
    assert list(found) == [block.label for block in coop.tools()["coop"].individual]
    assert found["Date de l’accompagnement"] == "20/11/2026"
    assert found["Durée"] == "30 min"
    assert "Médiathèque d'essai" in found["Lieu de l’accompagnement"]
    assert found["Statut du bénéficiaire"] == "Sans emploi"
    assert found["Le bénéficiaire est-il orienté vers une autre structure ?"] == "Oui\nAutre"
    assert found["Thématique(s) de la démarche administrative"] == "Logement"
    assert found["Notes sur l’accompagnement"] == "revient mardi"
    assert not found["Tranche d’âge"]


@pytest.mark.django_db
def test_a_workshop_is_copied_as_counts(desk):
    people = (Someone(gender="feminin"),) * 3 + (Someone(status="independant"),)
    found = texts(desk, "coop", activity="collectif", people=people, minutes=90, level="avance")
    assert list(found) == [block.label for block in coop.tools()["coop"].collective]
    assert found["Bénéficiaires anonymes"] == "4"
    assert found["Genre"] == "Féminin : 3\nNon communiqué : 1"
    assert found["Statut du bénéficiaire"] == "En emploi : 1\nNon communiqué ou hétérogène : 3"
    assert (found["Durée"], found["Niveau de l’atelier"]) == ("1 h 30", "Avancé")


@pytest.mark.django_db
def test_operators_are_proposed_from_the_administrative_themes(desk):
    found = texts(desk, "france_services", administrative_themes=("argent_impots",))
    assert found["Opérateur concerné (à choisir)"] == "Finances publiques (impôts)"
    nothing = texts(desk, "france_services", key="b", redirections=(NOBODY,))
    assert not nothing["Opérateur concerné (à choisir)"]


@pytest.mark.django_db
def test_the_page_holds_the_texts_and_says_what_was_tried(desk):
    ref = desk.write(place_ref=desk.place, themes=("entrepreneuriat",))
    page = desk.agent.client.get(f"/comptes-rendus/{ref}/").content.decode()
    assert (
        '<span class="copy__text" data-text lang="fr">Accompagner un professionnel</span>' in page
    )
    assert "Rien n’a été essayé sur le service lui-même" in page
    assert "aucun CRM n’a été essayé" in page
    assert "Ouvrir" not in page


@pytest.mark.django_db
def test_texts_to_copy_stay_in_the_words_of_the_tool_on_an_english_page(desk):
    ref = desk.write()
    desk.agent.client.cookies["django_language"] = "en"
    page = desk.agent.client.get(f"/comptes-rendus/{ref}/").content.decode()
    assert "Thématique(s) d’accompagnement de médiation numérique" in page
    assert "Digital support themes" in page


@pytest.mark.django_db
def test_the_public_booking_page_of_the_place_is_one_click_away(desk):
    ref = desk.write(place_ref=desk.place)
    Place.objects.filter(ref=desk.place).update(prise_rdv="https://rdv.anct.gouv.fr/org/12")
    page = desk.agent.client.get(f"/comptes-rendus/{ref}/").content.decode()
    assert 'href="https://rdv.anct.gouv.fr/org/12"' in page
    assert "Ouvrir RDV Service Public" in page


@pytest.mark.django_db
def test_an_agency_gets_one_row_one_card_and_one_day(desk):
    people = (Someone(),) * 8
    ref = desk.write(activity="collectif", people=people, place_ref=desk.place, note="secret")
    client = desk.agent.client
    row = client.get(f"/comptes-rendus/{ref}/ligne.xlsx").content
    with zipfile.ZipFile(io.BytesIO(row)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        words = archive.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 2
    assert "secret" not in words
    card = client.get(f"/comptes-rendus/{ref}/structure.vcf")
    assert card.headers["Content-Type"].startswith("text/vcard")
    assert "FN:Médiathèque" in card.content.decode()
    day = Calendar.from_ical(client.get(f"/comptes-rendus/{ref}/rendez-vous.ics").content)
    (event,) = day.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-20"
    assert str(event["uid"]).startswith(ref)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ligne.xlsx", "structure.vcf", "rendez-vous.ics"])
def test_a_stranger_copies_nothing(desk, client, name):
    address = f"/comptes-rendus/{desk.write()}/{name}"
    assert client.get(address).status_code == 404
    assert desk.stranger.client.get(address).status_code == 404
    assert desk.colleague.client.get(address).status_code == 200


@given(some.text(max_size=300), some.text(max_size=300))
def test_a_card_is_one_card_whatever_the_names(name, street):
    card = contacts.vcard(Contact(name, street=street, town="x"), is_fiction=False).decode()
    lines = card.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = card.replace("\r\n ", "").split("\r\n")
    assert unfolded[0] == "BEGIN:VCARD"
    assert unfolded[-2:] == ["END:VCARD", ""]
    assert [line.partition(":")[0].partition(";")[0] for line in unfolded[1:-2]] == [
        "VERSION",
        "FN",
        "N",
        "ORG",
        "ADR",
    ]


def test_an_address_that_is_no_web_page_is_not_in_a_card():
    card = contacts.vcard(Contact("A", site="javascript:alert(1)"), is_fiction=True).decode()
    assert "URL" not in card
    assert "fictive" in card
