"""« Qui peut m'aider ici ? »: what the sheet of a commune says, wherever one lives."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from entrelieux.directory.sharing import cards, communes
from entrelieux.directory.sharing.cards import brief
from entrelieux.kernel.viewer import ANYONE
from entrelieux.territories.selectors import commune_for
from tests.directory.factories import (
    OTHER,
    organisation,
    permanence,
    place,
    publish,
    service,
)

pytestmark = pytest.mark.django_db

HELP = ("Aide aux démarches administratives",)
HERE = {"lon": 3.855, "lat": 44.727}
MENDE = {"code_insee": "48095", "commune": "Mende", "lon": 3.5, "lat": 44.518}
PAST_MENDE = {"code_insee": "48092", "commune": "Marvejols", "lon": 3.29, "lat": 44.553}
NOW = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Europe/Paris"))  # a Monday


@pytest.fixture
def sheet(communes):
    def of(code="48080") -> cards.CommuneSheet:
        return communes_sheet(code)

    return of


def communes_sheet(code):
    return communes.commune_sheet(ANYONE, commune_for(code), NOW)


def helped(name, source=None, does=HELP, **values):
    """A place and somebody who helps with papers there."""
    extra = {"source": source} if source else {}
    where = place(name, **extra, **values)
    body = organisation(f"Aidants {name}", **extra)
    return where, body, service(f"Aide {name}", body, where, services_mediation=does)


def shelf_of(sheet, label="Mes papiers et mes droits"):
    return next(shelf for shelf in sheet.shelves if shelf.label == label)


def test_it_says_who_where_when_and_how_far(sheet):
    publish(*helped("Halle", adresse="3 rue Haute", telephone="0466690001", **HERE))
    found = sheet()
    (one,) = found.places
    assert shelf_of(found).places == (one,)
    assert not shelf_of(found).is_far
    assert (one.number, one.name, one.who) == (1, "Halle", "Aidants Halle")
    assert (one.adresse, one.commune, one.telephone) == ("3 rue Haute", "Langogne", "0466690001")
    assert "min" in one.away or "commune" in one.away


def test_what_is_unknown_is_to_be_checked(client, sheet):
    publish(*helped("Halle", **HERE))
    page = client.get("/communes/48080/").content.decode()
    assert "téléphone à vérifier" in page
    assert "Horaires\u00a0: à vérifier" in page
    assert "date de confirmation inconnue" in page


def test_the_nearest_come_first_and_far_ones_stay_off_when_somebody_is_near(sheet):
    publish(*helped("Loin", **PAST_MENDE), *helped("Halle", **HERE))
    assert [one.name for one in shelf_of(sheet()).places] == ["Halle"]


def test_when_nobody_is_near_the_nearest_is_named_and_said_to_be_far(sheet):
    publish(*helped("Mende", **MENDE), *helped("Marvejols", **PAST_MENDE))
    shelf = shelf_of(sheet("30189"))
    assert shelf.is_far
    assert [one.name for one in shelf.places] == ["Mende"]
    assert shelf.places[0].away


@pytest.mark.parametrize("code", ["48080", "48095", "30189"])
def test_within_four_hours_the_nearest_is_named(client, communes, code):
    publish(*helped("Halle", **HERE))
    assert "Halle" in client.get(f"/communes/{code}/").content.decode()


@pytest.mark.parametrize("code", ["75056", "97411", "2A004", "29155", "97610", "75111"])
def test_nobody_further_than_four_hours_is_called_the_nearest(client, communes, code):
    page = client.get(f"/communes/{code}/")
    assert page.status_code == 200
    assert "encore connu à moins de 4 h de route" in page.content.decode()
    where, body, aid = helped("Halle", **HERE)
    called = replace(aid, modes_accueil=("a-distance", "en-presentiel"), zone="pays")
    publish(replace(where, telephone="0466690001"), body, called)
    page = client.get(f"/communes/{code}/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "encore connu à moins de 4 h de route" in said
    assert "Ce qui se fait sans se déplacer est plus loin" in said
    assert "Aide Halle" in said[said.index('id="telephone"') :]


def test_where_no_road_leads_what_is_near_as_the_crow_flies_is_named(sheet):
    brest = {"code_insee": "29019", "commune": "Brest", "lon": -4.49, "lat": 48.39}
    publish(*helped("Port", **brest))
    assert [one.name for one in shelf_of(sheet("29155")).places] == ["Port"]


def test_families_that_nobody_answers_are_named(sheet):
    publish(*helped("Halle", **HERE))
    found = sheet()
    shown = {shelf.label for shelf in found.shelves}
    assert found.missing
    assert shown
    assert shown.isdisjoint(found.missing)


def test_a_place_that_two_producers_describe_is_there_once_with_the_known_telephone(sheet):
    same = {"adresse": "3 rue Haute", **HERE}
    publish(
        *helped("Halle aux grains", telephone="0466690001", confirmed_on=None, **same),
        *helped("Halle aux grains", OTHER, **same),
    )
    (one,) = sheet().places
    assert one.telephone == "0466690001"


def test_paper_is_never_flooded(sheet):
    every = [
        helped(f"Halle {n} {'très longue ' * 12}", lat=44.72 + n / 1000, lon=3.85)
        for n in range(20)
    ]
    publish(*(draft for one in every for draft in one))
    found = sheet()
    assert len(found.places) == communes.MOST_PLACES
    assert all(len(shelf.places) <= communes.ON_A_SHELF for shelf in found.shelves)
    assert all(len(one.name) <= communes.MOST_LETTERS["name"] for one in found.places)


@pytest.mark.parametrize("text", ["", "court", "un deux trois", "mot" * 40, "a b " * 40])
def test_what_is_cut_says_so_and_what_fits_is_whole(text):
    cut = brief(text, 20)
    assert len(cut) <= 20
    assert cut == text or cut.endswith("…")


def test_those_who_come_are_dated_the_soonest_first(sheet):
    host = place("Mairie", **HERE)
    body = organisation("Association")
    late, soon = service("Écrivain", body), service("Juriste", body)
    publish(
        host,
        body,
        late,
        soon,
        permanence(late, host, "Th 09:00-12:00"),
        permanence(soon, host, "Tu 14:00-16:00"),
    )
    found = sheet().comings
    assert [one.services for one in found] == [("Juriste",), ("Écrivain",)]
    assert found[0].when.startswith("mardi 24 novembre, 14\u00a0h–16\u00a0h")


def test_services_of_one_structure_at_one_time_are_one_line(sheet):
    host = place("Mairie", **HERE)
    body = organisation("Association")
    one, other = service("Écrivain", body), service("Juriste", body)
    publish(host, body, one, other, *(permanence(x, host, "Tu 14:00-16:00") for x in (one, other)))
    (line,) = sheet().comings
    assert set(line.services) == {"Écrivain", "Juriste"}


def remote(name, telephone, **values):
    where = place(f"Siège {name}", telephone=telephone, **MENDE)
    body = organisation(name)
    asked = {"modes_accueil": ("a-distance",), "services_mediation": HELP, **values}
    return where, body, service(name, body, where, **asked)


def test_help_by_telephone_is_for_those_it_serves(sheet):
    publish(
        *remote("Lozère", "0466000001", zone="departement", zone_code="48"),
        *remote("Ardèche", "0475000002", zone="departement", zone_code="07"),
        *remote("Muet", "", zone="departement", zone_code="48"),
    )
    assert [one.telephone for one in sheet().by_telephone] == ["0466000001"]
    assert [one.telephone for one in sheet("07132").by_telephone] == ["0475000002"]


def test_help_by_telephone_that_does_not_say_for_whom_is_to_be_checked(sheet):
    publish(*remote("Lozère", "0466000001"))
    (one,) = sheet().by_telephone
    assert one.to_check
    assert one.families


def test_it_is_reached_from_the_list_and_from_the_home_page(client, sheet):
    publish(*helped("Halle", **HERE))
    for address in (
        "/lieux/?commune=Langogne",
        "/lieux/?commune=Langogne&q=zzzz",
        "/?commune=Langogne",
    ):
        assert 'href="/communes/48080/"' in client.get(address).content.decode(), address


def test_a_former_code_keeps_its_point_and_a_wrong_one_is_absent(client, sheet):
    assert client.get("/communes/2a004/").headers["Location"] == "/communes/2A004/"
    assert "11e" in client.get("/communes/75111/").content.decode()
    for code in ("99999", "langogne", "48080x"):
        assert client.get(f"/communes/{code}/").status_code == 404
