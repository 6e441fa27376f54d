"""Through the API: a copy of the places kept up, and nothing sent twice to whoever has it."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entrelieux.directory.doubles.services import say_same
from entrelieux.directory.stating import close, state
from entrelieux.kernel.viewer import OPERATOR
from tests.directory import doubles_world as two
from tests.directory import test_functions_published as life
from tests.directory.factories import place, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
CHANGES = "/api/v1/places/changes"
HOME = place("Maison", telephone="0466000000", lon=3.85, lat=44.73)
SHEET = f"/api/v1/places/{HOME.ref}"
KEPT = ("/api/v1/places?commune=48080", SHEET, CHANGES, "/api/v1/communes?q=langogne")
SAME = ("ETag", "Cache-Control")
OF_OFFER = KEPT[:3]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel("2026-11-23T12:01:00+01:00", tick=False) as clock:
        publish(HOME)
        clock.shift(10)
        yield clock


def changes(client, **asked):
    return client.get(CHANGES, asked).json()


def again(client, address, answer, **headers):
    return client.get(address, headers={"If-None-Match": answer["ETag"]} | headers)


def test_a_copy_is_kept_up_by_giving_the_cursor_back(client):
    others = [place(name) for name in ("Bourse", "Cour", "Dojo")]
    publish(*others)
    copy, asked, pages = {}, {"limite": 2}, 0
    while True:
        page = changes(client, **asked)
        copy |= {one["id"]: one["lieu"]["nom"] for one in page["results"]}
        asked["curseur"], pages = page["suivant"], pages + 1
        if page["fini"]:
            break
    assert (sorted(copy.values()), pages) == (["Bourse", "Cour", "Dojo", "Maison"], 3)
    assert changes(client, **asked) == {"results": [], "suivant": asked["curseur"], "fini": True}
    publish(replace(HOME, name="Maison commune"))
    (found,) = changes(client, **asked)["results"]
    assert (found["lieu"]["nom"], found["nouveau"], found["retire"]) == (
        "Maison commune",
        False,
        False,
    )


def test_what_goes_leaves_a_stone_that_says_where_it_is_shown(client):
    since = changes(client)["suivant"]
    close(actor=OPERATOR, place_ref=HOME.ref, on=date(2026, 11, 1), manner="lieu")
    (gone,) = changes(client, curseur=since)["results"]
    assert gone.pop("change_le").startswith("2026-11-23T11:01:1")
    assert gone == {
        "id": HOME.ref, "nouveau": False, "retire": True, "remplace_par": None, "lieu": None,
    }  # fmt: skip
    two.put()
    since = changes(client)["suivant"]
    say_same(actor=OPERATOR, kept_ref=two.HALL.ref, other_ref=two.SAME_HALL.ref)
    told = {one["id"]: one["remplace_par"] for one in changes(client, curseur=since)["results"]}
    assert told == {two.HALL.ref: None, two.SAME_HALL.ref: two.HALL.ref}


@pytest.mark.parametrize("since", ["2026-11-23", "2026-11-23T11:01:00Z", "2026-11-23T12:01:00"])
def test_one_may_begin_at_a_day_or_at_a_moment(client, since, at_noon):
    assert len(changes(client, modified_since=since)["results"]) == 1
    assert changes(client, modified_since="2026-11-24")["results"] == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"curseur": "abc"}, "curseur"),
        ({"curseur": "a" * 500}, "curseur"),
        ({"modified_since": "hier"}, "modified_since"),
        ({"limite": 0}, "limite"),
        ({"limite": 10_000}, "limite"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_expected(client, asked, field):
    answer = client.get(CHANGES, asked)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_a_page_of_changes_costs_the_same_however_many_places_it_gives(client):
    publish(*(place(f"Lieu {n}") for n in range(30)))
    changes(client)
    with CaptureQueriesContext(connection) as queries:
        assert len(changes(client, limite=25)["results"]) == 25
    assert len(queries) <= 8


@pytest.mark.parametrize("address", KEPT)
def test_who_has_it_already_is_told_so_for_three_queries_at_most(client, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, no-cache"
    with CaptureQueriesContext(connection) as queries:
        known = again(client, address, answer)
    assert (known.status_code, known.content) == (304, b"")
    assert len(queries) <= 3
    assert [known[name] for name in SAME] == [answer[name] for name in SAME]
    assert set(known["Vary"].split(", ")) == set(answer["Vary"].split(", "))


@pytest.mark.parametrize("address", KEPT)
def test_a_packed_answer_is_known_again(client, address):
    publish(*(place(f"Lieu {n}") for n in range(9)))
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    packed = {"Accept-Encoding": "gzip"}
    assert again(client, address, answer, **packed).status_code == 304


@pytest.mark.parametrize("address", OF_OFFER)
@pytest.mark.parametrize(
    "change",
    [
        lambda: publish(replace(HOME, name="Maison commune")),
        lambda: state(
            actor=OPERATOR, place_ref=HOME.ref, said={"presentation": "Ouvert"}, manner="lieu"
        ),
    ],
)
def test_what_is_published_is_sent_again(client, address, change):
    answer = client.get(address)
    change()
    assert again(client, address, answer).status_code == 200


@pytest.mark.parametrize("address", KEPT)
def test_another_language_or_another_question_is_another_answer(client, address):
    answer = client.get(address)
    joined = "&" if "?" in address else "?"
    assert again(client, address, answer, **{"Accept-Language": "en"}).status_code == 200
    assert again(client, f"{address}{joined}autre=1", answer).status_code == 200


def test_a_list_says_what_is_open_now_and_so_lasts_a_quarter_of_an_hour(client, at_noon):
    address = OF_OFFER[0]
    answer = client.get(address)
    at_noon.shift(60)
    assert again(client, address, answer).status_code == 304
    at_noon.shift(15 * 60)
    assert again(client, address, answer).status_code == 200


@pytest.mark.parametrize("address", OF_OFFER[1:])
def test_a_sheet_speaks_of_today_and_so_lasts_a_day(client, at_noon, address):
    answer = client.get(address)
    at_noon.shift(11 * 3600)
    assert again(client, address, answer).status_code == 304
    at_noon.shift(2 * 3600)
    assert again(client, address, answer).status_code == 200


@pytest.mark.parametrize("address", OF_OFFER)
def test_the_date_of_an_answer_is_given_once_nothing_more_can_bear_it(client, at_noon, address):
    at_noon.move_to("2026-11-23T12:03:00.4+01:00")
    publish(place("Neuve"))
    at_noon.shift(0.2)
    assert "Last-Modified" not in client.get(address)
    at_noon.shift(1)
    answer = client.get(address)
    assert answer["Last-Modified"] == "Mon, 23 Nov 2026 11:03:00 GMT"
    since = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get(address, headers=since).status_code == 304
    publish(place("Autre"))
    at_noon.shift(2)
    assert client.get(address, headers=since).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("/api/v1/places/absent", 404), ("/api/v1/places?commune=zzz", 400), (SHEET, 200)],
)
def test_a_refusal_is_never_known_already(client, address, status):
    answer = client.get(address, headers={"If-None-Match": "*"})
    assert answer.status_code == status
    assert ("ETag" in answer) is (status == 200)


def test_a_sheet_tells_what_the_place_allows(client):
    life.given(life.MAKING, life.ROOM, life.NOT)
    told = client.get(f"/api/v1/places/{life.LAB.ref}").json()
    assert told["fonctions"] == [
        {
            "code": "fabrication_numerique", "heures_par_semaine": 7.5, "origine": None,
            "demandee_par": None, "depuis": None, "jusqu_au": None, "precision": None,
            "source": "Liste réelle",
        }
    ]  # fmt: skip
    (room,) = told["espaces"]
    assert (room["nom"], room["equipements"], room["places"]) == ("Atelier", ["wifi"], None)
    (limit,) = told["limites"]
    assert (limit["code"], limit["mots"]) == ("commerce", "Pas de vente")
    assert "commerce" not in told["fonctions_deduites"]
