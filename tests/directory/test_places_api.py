"""Places through the API: names of the national schema, errors as problems."""

from datetime import date

import pytest

from tests.directory.factories import OTHER, organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db


def ask(client, path="/api/v1/places", **filters):
    answer = client.get(path, filters)
    return answer.status_code, answer.json()


def test_a_place_is_given_with_its_source_and_organisations(communes, client):
    home = place(
        "Maison",
        kind="mairie",
        adresse="1 rue Haute",
        lon=3.85,
        lat=44.73,
        horaires="Mo-Fr 09:00-12:00",
        confirmed_on=date(2026, 1, 2),
    )
    helper = organisation("Aidants", kind="ccas")
    mediation = ("Aide aux démarches administratives",)
    publish(home, helper, service("Aide", helper, home, services_mediation=mediation))
    status, body = ask(client)
    assert status == 200
    (found,) = body.pop("results")
    assert body == {"total": 1, "connus": 1, "page": 1, "pages": 1, "recherche": None}
    assert "faire-demarches-en-ligne" in found.pop("besoins")
    assert found.pop("ouvert") in {True, False}
    assert found == {
        "id": home.ref,
        "nom": "Maison",
        "nature": "mairie",
        "adresse": "1 rue Haute",
        "code_postal": "48300",
        "commune": "Langogne",
        "code_insee": "48080",
        "lon": 3.85,
        "lat": 44.73,
        "position": "point",
        "horaires": "Mo-Fr 09:00-12:00",
        "organisations": [{"id": helper.ref, "nom": "Aidants"}],
        "itinerant": None,
        "date_maj": "2026-01-02",
        "confirme_par": "producteur",
        "a_reconfirmer": False,
        "source": {
            "titre": "Liste réelle",
            "producteur": "Le producteur",
            "licence": "Licence Ouverte 2.0",
            "url": None,
            "date": None,
        },
        "fiction": False,
        "minutes": None,
        "minutes_by_road": False,
        "sortie": None,
        "a_verifier": [],
        "autres_fiches": 0,
    }


def test_what_is_unknown_is_null_and_never_an_empty_text(communes, client):
    publish(place("Rien", commune="", code_insee="", code_postal=""))
    (found,) = ask(client)[1]["results"]
    assert found["position"] == "inconnue"
    assert "" not in found.values()
    assert found["lon"] is found["lat"] is found["horaires"] is found["date_maj"] is None


def test_each_record_of_a_place_is_given_when_asked(communes, client):
    publish(place("Mairie", lon=3.85, lat=44.73), place("Mairie", OTHER, lon=3.85, lat=44.73))
    (found,) = ask(client)[1]["results"]
    assert found["autres_fiches"] == 1
    assert ask(client, doublons=True)[1]["total"] == 2


def test_the_sheet_has_services_permanences_and_sources(communes, client):
    helper, home, guest = organisation("Aidants"), place("Chez eux"), place("Accueil")
    given = service("Aide", helper, home, publics=("seniors",), frais=("gratuit",))
    publish(helper, home, guest, given, permanence(given, guest, "Tu 09:00-12:00"))
    status, sheet = ask(client, f"/api/v1/places/{guest.ref}")
    assert status == 200
    (shown,) = sheet["services"]
    assert shown["presence"] == "permanence"
    assert shown["horaires"] == "mar. 9 h–12 h"
    assert shown["publics"] == ["Personnes de plus de 60 ans"]
    assert shown["frais"] == "Gratuit"
    assert [one["titre"] for one in sheet["sources"]] == ["Liste réelle"]


def test_pages_end(communes, client):
    publish(*(place(f"Lieu {n:02d}") for n in range(30)))
    sizes = [len(ask(client, page=n)[1]["results"]) for n in (1, 2, 3)]
    assert sizes == [25, 5, 0]


@pytest.mark.parametrize(
    ("filters", "status", "code"),
    [
        ({"besoin": "devenir-roi"}, 400, "besoin-inconnu"),
        ({"nature": "chateau"}, 400, "filtre-inconnu"),
        ({"departement": "2Z"}, 400, "filtre-inconnu"),
        ({"commune": "Xyzzyville"}, 400, "commune-inconnue"),
        ({"commune": "Saint-Denis"}, 400, "commune-ambigue"),
        ({"page": "abc"}, 422, "valeur-inutilisable"),
        ({"page": "0"}, 422, "valeur-inutilisable"),
        ({"rayon_km": "-1"}, 422, "valeur-inutilisable"),
        ({"q": "x" * 10_000}, 422, "valeur-inutilisable"),
    ],
)
def test_a_wrong_filter_is_a_problem_that_says_why(communes, client, filters, status, code):
    found, problem = ask(client, **filters)
    assert found == status
    assert problem["type"].endswith(f":{code}")
    assert problem["detail"]


@pytest.mark.parametrize("ref", ["absent", "%00", "a'b", "x" * 40])
def test_an_absent_place_is_a_404_problem(communes, client, ref):
    status, problem = ask(client, f"/api/v1/places/{ref}")
    assert status == 404
    assert problem["type"].endswith(":introuvable")


def test_the_api_takes_every_filter_of_the_page(client, communes):
    firm, free = organisation("Aidants"), place("Gratuit", wheelchair=True, lon=3.86, lat=44.73)
    publish(firm, free, place("Ne dit rien"), service("Aide", firm, free, frais=("gratuit",)))
    asked = {"frais": "gratuit", "equipement": "fauteuil", "commune": "48080", "minutes": 30}
    body = client.get("/api/v1/places", asked).json()
    assert (body["total"], body["connus"]) == (2, 1)
    first, second = body["results"]
    assert (first["nom"], first["a_verifier"]) == ("Gratuit", [])
    assert first["minutes"] > 0
    assert (second["nom"], sorted(second["a_verifier"])) == ("Ne dit rien", ["equipement", "frais"])
    assert second["ouvert"] is None


def test_an_empty_filter_is_no_filter(client, communes):
    publish(place("Lieu"))
    names = ("q", "commune", "departement", "besoin", "nature", "fonction", "public", "frais")
    for name in (*names, "equipement", "ouvert", "heure"):
        assert client.get("/api/v1/places", {name: ""}).json()["total"] == 1, name


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": 0}, {"minutes": "x"}, {"minutes": 30}, {"ouvert": "hier"}, {"equipement": "lac"}],
)
def test_a_filter_that_means_nothing_is_a_problem_and_not_a_crash(client, communes, wrong):
    answer = client.get("/api/v1/places", wrong)
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"
