"""The list as a page: filters in the address, kind when nothing is found, never broken."""

from html import unescape
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from entrelieux.directory.forms import params_of, query
from entrelieux.directory.selectors import DirectoryParams
from tests.directory.factories import organisation, place, publish, service

pytestmark = pytest.mark.django_db


def page_at(client, **filters):
    answer = client.get("/lieux/", filters)
    return answer, answer.content.decode()


def test_the_number_of_places_is_in_the_heading(communes, client):
    publish(place("Un"), place("Deux"))
    _, page = page_at(client)
    assert ">2 lieux</h2>" in page
    _, page = page_at(client, commune="Langogne", rayon_km="30")
    assert ">2 lieux à moins de 30 km de Langogne</h2>" in page
    _, page = page_at(client, commune="Langogne", rayon_km="0", q="deux")
    assert ">1 lieu à Langogne</h2>" in page


def test_the_form_comes_back_filled(communes, client):
    publish(place("Un", kind="mairie"))
    _, page = page_at(client, commune="Langogne", nature="mairie", besoin="creer-entreprise")
    assert '<option value="mairie" selected>' in page
    assert '<option value="creer-entreprise" selected>' in page
    assert 'value="Langogne"' in page
    assert "Plus de filtres (1 en cours)" in page


def test_finding_nothing_says_what_each_change_would_give(communes, client):
    elsewhere = {"code_insee": "48095", "commune": "Mende", "code_postal": "48000"}
    publish(place("Un"), place("La mairie", lon=3.60, lat=44.60, **elsewhere))
    answer, page = page_at(client, commune="Langogne", q="mairie")
    assert answer.status_code == 200
    assert "Aucun lieu à moins de 15 km de Langogne" in page
    assert "Chercher jusqu'à 30 km à vol d'oiseau</a>\u00a0: 1 lieu<" in unescape(page)
    assert "?q=mairie&amp;commune=Langogne&amp;rayon_km=30" in page
    assert "Retirer le filtre « mairie »</a>\u00a0: 1 lieu<" in page


def test_what_is_unknown_is_told_above_the_list_and_beside_each_place(communes, client):
    firm, free, other = organisation("Aidants"), place("Gratuit"), place("Ne dit rien")
    publish(firm, free, other, service("Aide", firm, free, frais=("gratuit",)))
    _, page = page_at(client, frais="gratuit")
    assert "1 lieu le dit clairement" in page
    assert page.count("prix à vérifier") == 1
    assert '<option value="gratuit" selected>Gratuit (1 + 1 à vérifier)</option>' in page


def test_minutes_are_said_to_be_estimates_and_follow_to_the_sheet(communes, client):
    publish(place("Un", lon=3.86, lat=44.75))
    _, page = page_at(client, commune="Langogne", minutes="30", mode="velo")
    assert "1 lieu à 30 min ou moins de Langogne, à vélo (estimation)</h2>" in page
    assert "Temps de trajet estimés" in page
    # A code may also be a postcode of elsewhere: a full name never is.
    assert f"?{urlencode({'depuis': 'Langogne (Lozère, 48)'})}&amp;mode=velo" in page


def test_the_filters_in_force_come_back_and_go_one_by_one(communes, client):
    publish(place("Un", wheelchair=True))
    asked = {"frais": "gratuit", "equipement": ["fauteuil", "machines"], "ouvert": "maintenant"}
    _, page = page_at(client, **asked)
    assert '<option value="maintenant" selected>' in page
    assert "Plus de filtres (3 en cours)" in page
    assert "?frais=gratuit&amp;equipement=machines&amp;ouvert=maintenant" in page
    assert "?equipement=fauteuil&amp;equipement=machines&amp;ouvert=maintenant" in page


def test_a_wrong_time_is_said_beside_its_field_and_nothing_else_is_lost(communes, client):
    answer, page = page_at(client, commune="Langogne", minutes="<b>vite", frais="gratuit")
    assert answer.status_code == 400
    assert 'aria-describedby="minutes-erreur"' in page
    assert "&lt;b&gt;vite" in page
    assert '<details class="directory-more" open>' in page
    assert '<option value="gratuit" selected>' in page


def test_homonyms_are_offered_as_links(communes, client):
    answer, page = page_at(client, commune="Saint-Denis", besoin="creer-entreprise")
    assert answer.status_code == 200
    assert "De quelle commune" in page
    wanted = urlencode({"commune": "Saint-Denis (Seine-Saint-Denis, 93)"})
    assert wanted in page
    assert "besoin=creer-entreprise" in page


def test_the_need_that_was_asked_is_named_first(communes, client):
    helper, home = organisation("Aidants"), place("Maison")
    services = ("Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien")
    publish(helper, home, service("Aide", helper, home, services_mediation=services))
    answer, _ = page_at(client, besoin="proteger-donnees")
    assert answer.context["lines"][0].needs[0] == "Me protéger en ligne"


@pytest.mark.parametrize(
    "filters",
    [
        {"page": "abc"},
        {"page": "-1"},
        {"page": "9" * 5000},
        {"page": "٣"},
        {"rayon_km": "1e9"},
        {"rayon_km": "99999999999"},
        {"q": "x" * 10_000},
        {"q": "\x00"},
        {"q": "' OR 1=1 --"},
        {"q": '"><script>alert(1)</script>'},
        {"q": "\ud800".encode("utf-8", "surrogatepass")},
        {"itinerant": "peut-être"},
    ],
)
def test_hostile_filters_never_break_the_list(communes, client, filters):
    publish(place("Un"))
    answer, page = page_at(client, **filters)
    assert answer.status_code == 200
    assert "<script>alert" not in page
    assert "\x00" not in page


@pytest.mark.parametrize("name", ["commune", "besoin", "nature", "ouvert", "departement"])
@pytest.mark.parametrize("value", ["\x00", "' OR 1=1", "<b>", "x" * 10_000, "[]", "../..", "🦄"])
def test_hostile_values_get_a_clear_message(communes, client, name, value):
    publish(place("Un"))
    answer, page = page_at(client, **{name: value})
    assert answer.status_code in {200, 400}
    assert "<b>" not in page
    assert len(page) < 80_000


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client, method):
    assert getattr(client, method)("/lieux/").status_code == 405


def test_an_address_says_only_what_filters():
    assert query(DirectoryParams()) == "?"
    assert query(DirectoryParams(rayon_km=30)) == "?"
    asked = DirectoryParams(q="mairie", commune="Langogne", rayon_km=0, itinerant=True, page=2)
    assert query(asked) == "?q=mairie&commune=Langogne&rayon_km=0&itinerant=oui&page=2"
    assert params_of(QueryDict(query(asked)[1:])) == asked
