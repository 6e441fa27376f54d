"""The pages where a structure says that a date is not as usual."""

import pytest
import time_machine

from entrelieux.directory.models import Permanence, PermanenceChange
from entrelieux.kernel.viewer import Role
from tests.directory.factories import place, publish
from tests.directory.test_agenda import ADVICE, FIRM, HALL, NOW, SCHOOL, agenda, lines, weekly
from tests.signing import mandated, operator, person, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
DATE = f"/agenda/gerer/date/{ADVICE.ref}/{HALL.ref}/2026-11-24/"
EXTRA = f"/agenda/gerer/date-en-plus/{ADVICE.ref}/"
END = f"/agenda/gerer/fin/{ADVICE.ref}/{HALL.ref}/"
ADD = "/agenda/gerer/ajouter/"
PAGES = ("/agenda/gerer/", DATE, EXTRA, END, ADD)
MOVED = {
    "faire": "deplacer", "raison": "Travaux", "nouveau_jour": "2026-11-26", "de": "14:00",
    "a": "16:00", "ou": "", "autre_lieu": "l'école",
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(communes):
    weekly("Tu 09:00-12:00")
    publish(SCHOOL)
    return mandated(Role.AGENT, organisation=FIRM.ref).client


def said(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("address", PAGES)
def test_each_page_shows_to_whoever_works_there(client, address):
    page = client.get(address)
    assert page.status_code == 200
    assert "Conseil" in said(page)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", [visitor, person, operator])
def test_nobody_else_sees_them(client, address, who):
    assert who().client.get(address).status_code == 404


def test_another_structure_sees_none_of_it(client):
    other = mandated(Role.AGENT, organisation="une-autre").client
    assert "Conseil" not in said(other.get("/agenda/gerer/"))
    for address in (DATE, EXTRA, END):
        assert other.get(address).status_code == 404
        assert other.post(address, {"raison": "Non"}).status_code == 404


def test_the_next_dates_are_listed_with_what_was_said(client):
    client.post(DATE, {"faire": "annuler", "raison": "Formation"})
    page = said(client.get("/agenda/gerer/"))
    assert "<s>mardi 24 novembre, 9 h–12 h</s>" in page
    assert "mardi 1er décembre, 9 h–12 h" in page
    assert "date annulée : mardi 24 novembre" in page


def test_a_date_is_cancelled_then_taken_back(client):
    answer = client.post(DATE, {"faire": "annuler", "raison": "Formation"})
    assert (answer.status_code, answer["Location"]) == (303, "/agenda/gerer/")
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled")]
    ref = PermanenceChange.objects.get().ref
    assert client.post(f"/agenda/gerer/revenir/{ref}/").status_code == 303
    assert lines(agenda()) == [(24, 9, "La mairie", "sure")]
    assert client.post("/agenda/gerer/revenir/absent/").status_code == 404


def test_a_date_is_moved_to_a_place_named_in_words(client):
    assert client.post(DATE, MOVED).status_code == 303
    assert lines(agenda()) == [(24, 9, "La mairie", "cancelled"), (26, 14, "L'école", "sure")]


def test_several_places_of_one_name_are_proposed_and_nothing_typed_is_lost(client):
    publish(place("École du haut", lon=3.86, lat=44.71), place("École du bas", lon=3.86, lat=44.7))
    answer = client.post(DATE, {**MOVED, "autre_lieu": "ecole"})
    assert answer.status_code == 422
    for kept in ("École du haut", "École du bas", 'value="Travaux"', 'value="14:00"'):
        assert kept in said(answer)
    haut = place("École du haut", lon=3.86, lat=44.71).ref
    assert client.post(DATE, {**MOVED, "autre_lieu": "ecole", "ou": haut}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"raison": ""}, "Dites pourquoi"),
        ({"nouveau_jour": "bientôt"}, "Attendu : un jour"),
        ({"nouveau_jour": "2020-01-01"}, "est passé"),
        ({"de": "14:07"}, "au quart d&#x27;heure"),
        ({"a": "13:00"}, "vient avant celle du début"),
        ({"autre_lieu": "zzz introuvable"}, "Nous ne trouvons pas ce lieu"),
        ({"autre_lieu": ""}, "Choisissez un lieu"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(client, changed, message):
    answer = client.post(DATE, {**MOVED, **changed})
    assert answer.status_code == 422
    assert message in said(answer)
    assert not PermanenceChange.objects.exists()


def test_a_date_more_is_added(client):
    answer = client.post(EXTRA, {**MOVED, "ou": HALL.ref, "autre_lieu": ""})
    assert answer.status_code == 303
    assert lines(agenda())[1] == (26, 14, "La mairie", "sure")


def test_a_permanence_is_added_in_plain_choices(client):
    answer = client.post(
        ADD,
        {
            "service": ADVICE.ref, "autre_lieu": "l'école", "semaine": "We", "rythme": "1,3",
            "de": "14:00", "a": "17:00", "feries": "ferme", "precision": "Salle bleue",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    made = Permanence.objects.get(is_said_here=True)
    assert (made.horaires, made.note) == ("We[1,3] 14:00-17:00; PH off", "Salle bleue")


def test_a_permanence_without_hours_is_not_added(client):
    answer = client.post(ADD, {"service": ADVICE.ref, "ou": HALL.ref, "semaine": "We"})
    assert answer.status_code == 422
    assert "au quart d&#x27;heure" in said(answer)
    assert not Permanence.objects.filter(is_said_here=True).exists()


def test_a_permanence_is_ended(client):
    answer = client.post(
        END, {"horaires": "Tu 09:00-12:00", "jour": "2026-12-01", "raison": "Départ"}
    )
    assert answer.status_code == 303
    assert "jusqu'au 1er décembre 2026" in said(client.get("/agenda/gerer/"))
    assert client.get(END).status_code == 404


@pytest.mark.parametrize("day", ["2026-11-25", "demain", "2026-13-45"])
def test_a_day_when_nobody_comes_has_no_page(client, day):
    assert client.get(DATE.replace("2026-11-24", day)).status_code == 404
