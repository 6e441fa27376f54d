"""The pages where a place says what it allows, and what its sheet shows of it."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from entrelieux.directory.functions.services import Nature, say
from entrelieux.directory.models import PlaceFunction, PlaceLimit, PlaceWish, Space
from entrelieux.kernel.viewer import Acting, Role, Viewer
from tests.directory.factories import organisation, place, publish, service
from tests.signing import mandated, operator, person, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
FIRM = organisation("La Fabrique")
LAB = place(
    "La Fabrique", kind="fablab", accessibilite="https://acceslibre.example.org/la-fabrique"
)
HOLDER = Viewer(7, mandates=(Acting(Role.PLACE_HOLDER, organisation=FIRM.ref),))
SHEET = f"/lieux/{LAB.ref}/"
PAGE = f"{SHEET}fonctions/"
ADD = {nature: f"{PAGE}ajouter/{nature}/" for nature in Nature}
SAID = {"code": "commerce", "heures": "7,5", "origine": "emergente", "depuis": "2025-03-01"}


@pytest.fixture(autouse=True)
def published():
    with time_machine.travel("2026-11-23 10:00 +0100", tick=False):
        publish(FIRM, LAB, service("Atelier ouvert", FIRM, LAB))
        yield


@pytest.fixture
def client():
    return mandated(Role.PLACE_HOLDER, organisation=FIRM.ref).client


def text(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def said(nature=Nature.FUNCTION, **values):
    return say(actor=HOLDER, place_ref=LAB.ref, nature=nature, values=values)


def line_of(row, nature=Nature.FUNCTION):
    return f"{PAGE}{nature}/{row}/"


def test_a_function_is_added_and_shown_with_its_dates_and_where_it_comes_from(client):
    answer = client.post(ADD[Nature.FUNCTION], SAID)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    for page in (text(client.get(PAGE)), text(visitor().client.get(SHEET))):
        assert "Commerce" in page
        assert "7,5 h par semaine" in page
        assert "depuis le 1er mars 2025" in page
        assert "apparue à l’usage" in page
        assert "le lieu, sur ce site" in page


def test_a_wish_is_shown_as_one_and_never_as_what_the_place_allows(client):
    said = {"code": "commerce", "mots": "Il nous manque une salle."}
    assert client.post(ADD[Nature.WISH], said).status_code == 303
    row = PlaceWish.objects.get()
    assert (row.code, row.said_on.isoformat(), row.ends_on) == ("commerce", "2026-11-23", None)
    sheet = text(visitor().client.get(SHEET))
    assert "Ce que le lieu souhaite permettre" in sheet
    assert "Il nous manque une salle." in sheet
    assert "Ce n’est pas encore possible ici" in sheet
    found = text(visitor().client.get("/lieux/?fonction=commerce"))
    assert "La Fabrique" not in found
    assert not PlaceFunction.objects.exists()


def test_a_wish_that_came_true_leaves_the_sheet_and_one_that_is_so_already_is_refused(client):
    client.post(ADD[Nature.WISH], {"code": "commerce"})
    assert client.post(ADD[Nature.WISH], {"code": "commerce", "mots": "Encore"}).status_code == 422
    client.post(ADD[Nature.FUNCTION], SAID)
    assert "souhaite permettre" not in text(visitor().client.get(SHEET))
    PlaceWish.objects.all().delete()
    refused = client.post(ADD[Nature.WISH], {"code": "commerce"})
    assert refused.status_code == 422
    assert "dit qu’il le fait" in text(refused)


def test_a_wish_is_ended_and_taken_back_like_the_rest(client):
    client.post(ADD[Nature.WISH], {"code": "commerce"})
    row = PlaceWish.objects.get().ref
    assert client.post(line_of(row, Nature.WISH), {"faire": "retirer"}).status_code == 303
    assert "souhaite permettre" not in text(visitor().client.get(SHEET))
    assert PlaceWish.objects.get().withdrawn_at is not None
    assert client.post(ADD[Nature.WISH], {"mots": "rien"}).status_code == 422


def test_the_sheet_leads_whoever_holds_the_place_to_say_more_and_nobody_else(client):
    assert f'href="{PAGE}"' in text(client.get(SHEET))
    assert f'href="{PAGE}"' not in text(visitor().client.get(SHEET))


@pytest.mark.parametrize("who", [visitor, person, operator])
def test_nobody_else_sees_the_pages(who):
    row = said(code="commerce")
    for address in (PAGE, *ADD.values(), line_of(row)):
        assert who().client.get(address).status_code == 404


def test_a_holder_of_another_place_sees_none_of_it():
    other = mandated(Role.PLACE_HOLDER, organisation="une-autre").client
    row = said(code="commerce")
    for address in (PAGE, *ADD.values(), line_of(row)):
        assert other.get(address).status_code == 404
        if address != PAGE:
            assert other.post(address, {**SAID, "faire": "retirer"}).status_code == 404
    assert PlaceFunction.objects.filter(withdrawn_at=None).count() == 1


def test_a_row_is_mended_on_the_pages_of_its_own_place_only(client):
    elsewhere = place("Ailleurs")
    publish(elsewhere, service("Accueil", FIRM, elsewhere))
    row = said(code="commerce")
    assert client.get(f"/lieux/{elsewhere.ref}/fonctions/fonction/{row}/").status_code == 404
    assert client.get(line_of(row, Nature.SPACE)).status_code == 404
    assert client.get(f"{PAGE}autre/{row}/").status_code == 404
    assert client.get(line_of("absent")).status_code == 404


def test_the_form_comes_filled_with_what_is_said(client):
    row = said(code="commerce", hours_week=Decimal("7.5"), asked_by="les voisins")
    page = text(client.get(line_of(row)))
    assert 'value="7,5"' in page
    assert 'value="les voisins"' in page
    assert '<option value="commerce" selected>' in page


def test_saved_as_it_came_nothing_changes(client):
    row = said(code="commerce", hours_week=Decimal("7.5"))
    asked = {"code": "commerce", "heures": "7,5", "faire": "corriger"}
    assert client.post(line_of(row), asked).status_code == 303
    assert PlaceFunction.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"faire": "corriger", **SAID, "heures": "3"}, ("3 h par semaine", "1er mars 2025")),
        (
            {"faire": "changer", **SAID, "heures": "3", "changement": "2026-01-01"},
            ("3 h par semaine", "du 1er mars 2025 au 31 décembre 2025"),
        ),
        ({"faire": "terminer", "jour": "2026-05-31"}, ("du 1er mars 2025 au 31 mai 2026",)),
        ({"faire": "retirer"}, ("Rien n’est encore dit.",)),
    ],
)
def test_it_is_mended_changed_ended_or_taken_back_and_the_first_row_is_kept(client, asked, shown):
    client.post(ADD[Nature.FUNCTION], SAID)
    first = PlaceFunction.objects.get()
    assert client.post(line_of(first.ref), asked).status_code == 303
    page = text(client.get(PAGE))
    for words in shown:
        assert words in page
    first.refresh_from_db()
    assert first.withdrawn_at
    assert client.post(line_of(first.ref), {"faire": "retirer"}).status_code in (303, 404)


@pytest.mark.parametrize(
    ("nature", "asked", "message"),
    [
        (Nature.FUNCTION, {**SAID, "code": ""}, "Ce champ ne peut pas être vide"),
        (Nature.FUNCTION, {**SAID, "code": "donjon"}, "Choisissez dans la liste"),
        (Nature.FUNCTION, {**SAID, "heures": "beaucoup"}, "Attendu : des heures"),
        (Nature.FUNCTION, {**SAID, "heures": "169"}, "Attendu : des heures"),
        (Nature.FUNCTION, {**SAID, "depuis": "hier"}, "Attendu : un jour"),
        (Nature.FUNCTION, {**SAID, "jusque": "2024-01-01"}, "La fin vient avant le début"),
        (Nature.FUNCTION, {**SAID, "precision": "x" * 400}, "300"),
        (Nature.LIMIT, {"mots": ""}, "Ce champ ne peut pas être vide"),
        (Nature.SPACE, {"nom": "Salle", "places": "-3"}, "un nombre entier"),
        (Nature.SPACE, {"nom": "Salle", "places": "9" * 30}, "un nombre entier"),
        (Nature.SPACE, {"nom": "Salle", "materiel": ["canon"]}, "Choisissez dans la liste"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(client, nature, asked, message):
    answer = client.post(ADD[nature], asked)
    assert answer.status_code == 422
    assert message in text(answer)
    assert not PlaceFunction.objects.exists()
    assert not PlaceLimit.objects.exists()
    assert not Space.objects.exists()


def test_each_mistake_is_led_to_by_its_address(client):
    page = text(client.post(ADD[Nature.FUNCTION], {**SAID, "heures": "beaucoup"}))
    assert 'href="#heures"' in page
    assert 'id="heures"' in page
    assert 'value="beaucoup"' in page


def test_a_limit_is_said_today_unless_told_otherwise_and_shown_kindly(client):
    asked = {"code": "fabrication_numerique", "mots": "Plus de machines ici"}
    assert client.post(ADD[Nature.LIMIT], asked).status_code == 303
    page = text(visitor().client.get(SHEET))
    assert "Ce que le lieu ne fait pas" in page
    assert "Plus de machines ici" in page
    assert "depuis le 23 novembre 2026" in page
    assert "Déduit de la nature du lieu" not in page


def test_a_space_is_shown_with_what_it_holds_and_who_may_enter(client):
    asked = {
        "nom": "La grande salle", "sorte": "salle-reunion", "places": "30", "surface": "55",
        "materiel": ["wifi", "videoprojecteur"], "conditions": "10 € la matinée",
        "fauteuil": "oui",
    }  # fmt: skip
    assert client.post(ADD[Nature.SPACE], asked).status_code == 303
    page = text(visitor().client.get(SHEET))
    for words in (
        *("La grande salle", "Salle de réunion, 30 personnes, 55 m²", "Wi-Fi", "Vidéoprojecteur"),
        *(
            "10 € la matinée",
            "Accessible en fauteuil",
            "https://acceslibre.example.org/la-fabrique",
        ),
    ):
        assert words in page
    row = Space.objects.get()
    asked["fauteuil"] = "non"
    client.post(line_of(row.ref, Nature.SPACE), {**asked, "faire": "corriger"})
    assert "Non accessible en fauteuil" in text(visitor().client.get(SHEET))


def test_the_curve_is_a_table_first_and_ranks_nothing():
    said(code="commerce", hours_week=Decimal(10), starts_on="2025-01-01")
    said(code="culture", hours_week=Decimal(10), starts_on="2025-06-01")
    said(code="loisirs", starts_on="2025-09-01")
    page = text(visitor().client.get(SHEET))
    table, drawing = page.index("functions-table"), page.index("functions-curve")
    assert table < drawing
    assert "<strong>2,0</strong>" in page
    assert "1 aux heures inconnues" in page
    assert "Ce n’est pas une note" in page
    assert 'style="' not in page[table : page.index("</figure>", drawing)]


def test_without_known_hours_nothing_is_drawn():
    said(code="loisirs", starts_on="2025-09-01")
    page = text(visitor().client.get(SHEET))
    assert "heures à vérifier" in page
    assert "functions-curve" not in page


def test_a_sheet_with_all_that_it_may_say_asks_few_queries(django_assert_max_num_queries):
    for nature in (Nature.LIMIT, Nature.WISH):
        said(nature, code="culture", words="Pas ici", said_on=date(2026, 1, 1))
    said(code="commerce")
    said(Nature.SPACE, name="Salle")
    visitor().client.get(SHEET)
    with django_assert_max_num_queries(12):
        visitor().client.get(SHEET)
