"""The pages where somebody says that two sheets are one place, or two."""

import json
import re

import pytest

from entrelieux.directory import catalogue
from entrelieux.directory.doubles import candidates, selectors, shown
from entrelieux.directory.models import Place, SamePlace
from entrelieux.directory.selectors import visible_source_ids
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.site.cli import main
from tests.directory import doubles_world as here
from tests.directory.doubles_world import HALL, LIBRARY, SAME_HALL, SAME_LIBRARY, SCHOOL, TOWN
from tests.signing import mandated, network_with, operator, person, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
LIST = "/lieux/doublons/"
PAIR = f"{LIST}{LIBRARY.ref}/{SAME_LIBRARY.ref}/"
HALLS = f"{LIST}{HALL.ref}/{SAME_HALL.ref}/"
HISTORY = f"{LIST}avis/"
TWINS = frozenset((LIBRARY.ref, SAME_LIBRARY.ref))


@pytest.fixture(autouse=True)
def put(communes, monkeypatch):
    monkeypatch.setattr(catalogue, "_kept", None)
    monkeypatch.setattr(shown, "_kept", None)
    here.put()


def animator(**values):
    values = {"zone": "departement", "zone_code": "48", **values}
    return mandated(Role.ANIMATOR, network=network_with(TOWN.ref), **values).client


def said(response):
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&#x27;", "'")


def pairs_of(response):
    found = re.findall(rf'href="{LIST}(\w+)/(\w+)/"', response.content.decode())
    return {frozenset(pair) for pair in found}


@pytest.fixture
def one_certain(monkeypatch):
    """Of the pairs proposed, the likeliest alone is certain."""
    scores = [pair.score for pair in selectors.unspoken_pairs("48", visible_source_ids(ANYONE))]
    assert len(set(scores)) > 1
    monkeypatch.setattr(selectors, "CERTAIN", max(scores))


@pytest.mark.usefixtures("one_certain")
def test_certain_pairs_come_first_with_both_names_and_why():
    page = animator().get(LIST)
    text = said(page)
    assert TWINS in pairs_of(page)
    assert text.rindex("presque sûr") < text.index("à comparer")
    assert "même nom" in text
    assert "à 11 m" in text
    assert "Liste réelle" in text
    assert "Autre liste" in text
    assert 'C\'est le même lieu<span class="sr"> : Médiathèque, Médiathèque</span>' in text


@pytest.mark.usefixtures("one_certain")
def test_only_a_certain_pair_is_said_in_one_click():
    text = said(animator().get(LIST))
    lines = text.split('<li class="card stack">')[1:]
    assert {"presque sûr" in line for line in lines} == {True, False}
    for line in lines:
        assert ("presque sûr" in line) == ('value="meme"' in line)
        assert 'value="differents"' in line


def test_one_click_unites_the_result_says_what_was_taken_and_it_is_undone():
    client = animator()
    answer = client.post(PAIR, {"avis": "meme", "garder": LIBRARY.ref})
    assert answer.status_code == 303
    result = said(client.get(answer["Location"]))
    assert "C'est dit : le même lieu" in result
    assert "Repris de l'autre fiche : Téléphone" in result
    assert "dit par vous" in result
    assert TWINS not in pairs_of(client.get(LIST))
    moved = client.get(f"/lieux/{SAME_LIBRARY.ref}/?depuis=Mende")
    assert moved.status_code == 301
    assert moved["Location"] == f"/lieux/{LIBRARY.ref}/?depuis=Mende"
    assert "no-cache" in moved["Cache-Control"]
    moved = client.get(f"/api/v1/places/{SAME_LIBRARY.ref}")
    assert moved.status_code == 308
    assert "no-cache" in moved["Cache-Control"]
    told = client.get(moved["Location"]).json()
    assert [one["id"] for one in told["fiches_reunies"]] == [SAME_LIBRARY.ref]
    ref = SamePlace.objects.get().ref
    undone = client.post(f"{HISTORY}{ref}/annuler/")
    assert "Avis annulé" in said(client.get(undone["Location"]))
    assert client.get(f"/lieux/{SAME_LIBRARY.ref}/").status_code == 200
    assert client.get(f"/api/v1/places/{SAME_LIBRARY.ref}").status_code == 200
    assert TWINS in pairs_of(client.get(LIST))


def test_what_differs_is_chosen_field_by_field_and_the_kept_sheet_may_change():
    client = animator()
    page = said(client.get(HALLS))
    assert 'name="choix_telephone" value="gardee" checked' in page
    assert "0466111111" in page
    assert 'name="choix_courriel"' not in page
    assert "mairie@exemple.test" in page
    other = said(client.get(f"{HALLS}?garder={SAME_HALL.ref}"))
    kept = re.findall(r'name="garder" value="(\w+)"', other)[0]
    assert kept == SAME_HALL.ref
    seen = re.findall(r'name="vu" value="(\w+)"', page)[0]
    form = {"avis": "meme", "garder": HALL.ref, "vu": seen, "choix_telephone": "autre"}
    assert client.post(HALLS, form).status_code == 303
    place = Place.objects.get(ref=HALL.ref)
    assert (place.telephone, place.name) == ("0466111111", "Mairie")


def test_sheets_that_changed_meanwhile_are_shown_again():
    client = animator()
    answer = client.post(HALLS, {"avis": "meme", "garder": HALL.ref, "vu": "perime"})
    assert answer.status_code == 409
    assert "a changé entre-temps" in said(answer)
    assert not SamePlace.objects.exists()


def test_the_second_of_two_people_is_told_what_the_first_said():
    first, second = animator(), operator().client
    form = {"avis": "meme", "garder": LIBRARY.ref}
    mine = first.post(PAIR, form)["Location"]
    theirs = second.post(PAIR, {**form, "garder": SAME_LIBRARY.ref})["Location"]
    assert theirs == f"{mine}?deja=1"
    page = said(second.get(theirs))
    assert "C'était déjà dit" in page
    assert "dit par l'animation du réseau" in page
    against = second.post(PAIR, {"avis": "differents"})
    assert against.status_code == 409
    assert mine in said(against)
    assert SamePlace.objects.count() == 1


def test_the_history_names_functions_and_never_people():
    animated = mandated(
        Role.ANIMATOR,
        network=network_with(TOWN.ref),
        name="Rose",
        zone="departement",
        zone_code="48",
    )
    animated.client.post(PAIR, {"avis": "differents"})
    ref = SamePlace.objects.get().ref
    boss = operator().client
    boss.post(f"{HISTORY}{ref}/annuler/")
    page = said(boss.get(HISTORY))
    assert "dit par l'animation du réseau" in page
    assert "annulé par l'exploitation du site" in page
    assert "Rose" not in page


def test_the_sheet_says_that_two_producers_describe_it_and_leads_who_may_to_the_pair():
    link = f'href="{PAIR}"'
    for client, leads in ((visitor().client, False), (animator(), True)):
        page = said(client.get(f"/lieux/{LIBRARY.ref}/"))
        assert "personne ne l'a encore vérifié" in page
        assert (link in page) == leads


@pytest.mark.parametrize("who", [visitor, person])
@pytest.mark.parametrize("address", [LIST, PAIR, HISTORY])
def test_nobody_else_sees_them(who, address):
    assert who().client.get(address).status_code == 404


def test_another_territory_sees_none_of_it():
    elsewhere = animator(zone_code="43")
    assert pairs_of(elsewhere.get(LIST)) == set()
    assert elsewhere.get(PAIR).status_code == 404
    assert elsewhere.post(PAIR, {"avis": "meme"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{LIST}?departement=zz&page=abc", 200),
        (f"{LIST}?page=99999999999", 200),
        (f"{HISTORY}?page=-1", 200),
        (f"{LIST}{HALL.ref}/{HALL.ref}/", 404),
        (f"{LIST}absente/{HALL.ref}/", 404),
    ],
)
def test_strange_addresses_are_answered(address, status):
    assert animator().get(address).status_code == status


def test_a_word_that_says_nothing_is_asked_again():
    answer = animator().post(PAIR, {"avis": "peut-etre"})
    assert answer.status_code == 422
    assert "Choisissez" in said(answer)


def test_pairs_are_weighed_once_for_what_sheets_say(monkeypatch, settings, tmp_path):
    settings.KEEP_INDEX_ON_DISK, settings.VAR_DIR = True, tmp_path
    monkeypatch.setattr(candidates, "_kept", type(candidates._kept)())
    weighed = []
    really = candidates.pairs
    monkeypatch.setattr(candidates, "pairs", lambda *a, **k: weighed.append(1) or really(*a, **k))
    client = animator()
    first = pairs_of(client.get(LIST))
    client.post(f"{LIST}{HALL.ref}/{SCHOOL.ref}/", {"avis": "differents"})
    monkeypatch.setattr(candidates, "_kept", type(candidates._kept)())
    assert pairs_of(client.get(LIST)) == first
    assert len(weighed) == 1
    Place.objects.filter(ref=LIBRARY.ref).update(name="Autre chose")
    client.get(LIST)
    assert len(weighed) == 2
    (kept,) = (tmp_path / "index" / "doubles").iterdir()
    kept.write_text("abîmé")
    monkeypatch.setattr(candidates, "_kept", type(candidates._kept)())
    assert client.get(LIST).status_code == 200


def test_the_command_lists_pairs_and_says_nothing_of_them(capsys):
    assert main(["doubles", "--departement", "48", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {frozenset((line["une"]["id"], line["autre"]["id"])) for line in lines}
    assert frozenset((LIBRARY.ref, SAME_LIBRARY.ref)) in found
    assert all(line["termes"] for line in lines)
    assert main(["doubles"]) == 0
    assert "presque sûres" in capsys.readouterr().out
    assert main(["doubles", "--departement", "999"]) == 2
    assert "n'est pas un département" in capsys.readouterr().err
    assert not SamePlace.objects.exists()
