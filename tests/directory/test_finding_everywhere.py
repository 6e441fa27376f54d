"""One question has one answer: the list, its map, its files and the API give the same places."""

import csv
import io
import json
import re
from datetime import date
from html import unescape

import pytest

from entrelieux.directory import selectors
from entrelieux.directory.selectors import DirectoryParams
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import OTHER, REAL, organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db

FIRM = organisation("Les Aidants", kind="ccas")
THEIR_OWN = "Mo-Fr 09:00-12:00,14:00-17:00"
QUESTIONS = [
    "",
    "q=atelier",
    "q=ateliers+langogne",
    "q=atelié",
    "q=atelier+zorglub",
    "q=zorglub",
    "commune=48080",
    "commune=48080&minutes=30&mode=velo",
    "commune=48080&rayon_km=50&q=atelier",
    "departement=48&nature=mairie",
    "ouvert=mer",
    "ouvert=mer&heure=15%3A00",
    "ouvert=mer&heure=15:00&frais=gratuit&commune=48080&minutes=45",
    "public=jeunes&frais=gratuit",
    "equipement=fauteuil",
    "fonction=aide_demarches",
    "besoin=faire-demarches-en-ligne",
    "itinerant=oui",
]


@pytest.fixture
def offer(communes):
    """Thirty places and more: two pages, twins, a guest, hours known, unknown and never."""
    hours = ("", THEIR_OWN, "We 14:00-16:00", "We 08:00-12:00", "Sa 09:00-12:00", "sur rendez-vous")
    some = [
        place(
            f"{('Atelier', 'Mairie', 'Halle')[n % 3]} {n:02d}",
            kind=("", "mairie", "tiers-lieu")[n % 3],
            horaires=hours[n % len(hours)],
            wheelchair=(None, True, False)[n % 3],
            itinerant=n % 7 == 0 or None,
            **({"lon": 3.80 + n / 200, "lat": 44.70 + n / 300} if n % 5 else {}),
        )
        for n in range(30)
    ]
    twins = [
        place("Le même lieu", source, lon=3.9, lat=44.75, confirmed_on=date(2025, 1, 1))
        for source in (REAL, OTHER)
    ]
    help_ = [
        service(
            f"Aide {n}",
            FIRM,
            some[n],
            services_mediation=("Aide aux démarches administratives",),
            publics=((), ("jeunes",), ("tous-publics",))[n % 3],
            frais=((), ("gratuit",), ("payant",))[n % 3],
        )
        for n in range(0, 30, 2)
    ]
    publish(FIRM, *some, *twins, *help_, permanence(help_[0], some[1], "Th 09:00-12:00"))


def ids_of_pages(client, question):
    found, page = [], 1
    while page:
        html = client.get(f"/lieux/?{question}&page={page}").content.decode()
        found += re.findall(r'<li class="directory-line" id="lieu-([^"]+)"', html)
        page = page + 1 if 'rel="next"' in html else 0
    return found


def ids_of_api(client, question):
    found, page, pages = [], 1, 1
    while page <= pages:
        body = client.get(f"/api/v1/places?{question}&page={page}").json()
        found += [one["id"] for one in body["results"]]
        pages, page = body["pages"], page + 1
    return found


def rows_of_csv(client, question):
    text = client.get(f"/lieux/liste.csv?{question}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def features(client, question):
    return json.loads(client.get(f"/lieux/liste.geojson?{question}").getvalue())["features"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_pages_files_and_api_give_the_same_places_in_the_same_order(offer, client, question):
    listed = ids_of_pages(client, question)
    assert [row["id"] for row in rows_of_csv(client, question)] == listed
    assert [one["id"] for one in features(client, question)] == listed
    assert ids_of_api(client, question.replace("itinerant=oui", "itinerant=true")) == listed
    assert bool(listed) != (question == "q=zorglub")


def test_the_map_marks_the_places_of_the_page_by_their_rank(offer, client):
    html = client.get("/lieux/?commune=48080&rayon_km=50&q=atelier").content.decode()
    listed = re.findall(r'<li class="directory-line" id="lieu-([^"]+)"', html)
    marks = json.loads(unescape(re.search(r'data-map="([^"]+)"', html)[1]))["spots"]
    ranks = {f"lieu-{ref}": rank for rank, ref in enumerate(listed, 1)}
    assert marks
    assert all(ranks[mark["to"]] == mark["n"] for mark in marks)
    assert [mark["n"] for mark in marks] == sorted(mark["n"] for mark in marks)


def test_a_file_says_where_each_place_comes_from_and_computes_nothing(communes, client):
    publish(
        place("=HYPERLINK(1)", adresse="+33", lon=3.85, lat=44.73, itinerant=True),
        place("Sans rien", commune="", code_postal="", code_insee=""),
    )
    rows = {row["nom"]: row for row in rows_of_csv(client, "")}
    risky, bare = rows["'=HYPERLINK(1)"], rows["Sans rien"]
    assert (risky["adresse"], risky["lon"], risky["itinerant"]) == ("'+33", "3.85", "oui")
    assert (risky["source"], risky["licence"]) == ("Liste réelle", "Licence Ouverte 2.0")
    assert risky["fiche"].endswith(f"/lieux/{risky['id']}/")
    assert (bare["lon"], bare["itinerant"], bare["date_maj"]) == ("", "", "")
    by_id = {one["id"]: one for one in features(client, "")}
    assert by_id[risky["id"]]["geometry"] == {"type": "Point", "coordinates": [3.85, 44.73]}
    assert by_id[risky["id"]]["properties"]["nom"] == "=HYPERLINK(1)"
    assert by_id[bare["id"]]["geometry"] is None


def test_a_filter_that_means_nothing_is_told_in_plain_text(communes, client):
    answer = client.get("/lieux/liste.csv?ouvert=mercredi")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "mercredi" in answer.content.decode()


def names(**filters):
    return [one.name for one in selectors.place_list(ANYONE, DirectoryParams(**filters)).cards]


def test_an_hour_keeps_who_is_open_then_who_does_not_say(communes):
    publish(
        place("A inconnu"),
        place("B matin", horaires="We 09:00-12:00"),
        place("C après-midi", horaires="We 14:00-17:00"),
        place("D parfois", horaires="We[1] 14:00-17:00"),
        place("E jeudi", horaires="Th 14:00-17:00"),
    )
    assert names(ouvert="mer", heure="14:30") == ["C après-midi", "A inconnu", "D parfois"]
    assert names(ouvert="mer", heure="9 h") == ["B matin", "A inconnu"]
    assert names(ouvert="mer", heure="17h") == ["A inconnu"]
    assert names(ouvert="jeu", heure="16") == ["E jeudi", "A inconnu"]


def test_a_day_at_an_hour_is_counted_as_the_list_holds(offer):
    asked = DirectoryParams(ouvert="mer", heure="15:00")
    facets = selectors.place_list(ANYONE, asked, with_facets=True).facets["ouvert"]
    for day in ("lun", "mer", "sam", "dim"):
        page = selectors.place_list(ANYONE, DirectoryParams(ouvert=day, heure="15:00"))
        assert (facets[day].total, facets[day].known) == (page.total, page.known)


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"heure": "14:00"}, "jour-attendu"),
        ({"heure": "14:00", "ouvert": "maintenant"}, "jour-attendu"),
        ({"heure": "25:00", "ouvert": "mer"}, "heure-invalide"),
        ({"heure": "midi", "ouvert": "mer"}, "heure-invalide"),
    ],
)
def test_an_hour_that_cannot_be_meant_is_refused_with_what_to_do(communes, filters, code):
    with pytest.raises(UserError) as caught:
        names(**filters)
    assert (caught.value.code, caught.value.field) == (code, "heure")


def test_taking_a_day_off_takes_its_hour_off(offer, client):
    html = client.get("/lieux/?ouvert=mer&heure=15:00&q=atelier").content.decode()
    assert 'href="?q=atelier"' in html


def test_a_slip_is_said_and_an_empty_list_says_where_to_go(offer, client):
    assert "atelier</strong>" in client.get("/lieux/?q=atellier").content.decode()
    said = client.get("/lieux/?q=atelier+zorglub").content.decode()
    assert re.search(r"Aucun lieu ne porte ce mot\s?: zorglub\.", said)
    nothing = client.get("/lieux/?q=Mende&itinerant=oui&nature=mairie&fonction=aide_demarches")
    assert "commune=Mende" in nothing.content.decode()
