"""The sheet of a place: everything known, where it comes from, what is left to check."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from entrelieux.directory import selectors, wording
from entrelieux.directory.drafts import Mend, RecordDraft
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import OTHER, organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db
POINT = {"lon": 3.85704, "lat": 44.72571}


def page_of(client, draft):
    answer = client.get(reverse("directory:place", args=[draft.ref]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_several_organisations_under_one_roof_are_told_apart(communes, client):
    home = place("Maison", horaires="Mo-Fr 09:00-12:00")
    one, two = organisation("Une structure"), organisation("Autre structure")
    publish(
        *(home, one, two),
        service("A", one, home),
        service("B", two, home),
        service("C", one, home),
    )
    sheet = selectors.place_for(ANYONE, home.ref)
    assert [(s.organisation.name, s.name) for s in sheet.services] == [
        ("Une structure", "A"),
        ("Une structure", "C"),
        ("Autre structure", "B"),
    ]
    page = page_of(client, home)
    assert page.count(">Une structure</h3>") == 1
    assert page.count("Demandez <strong>Une structure</strong>") == 1
    assert "lun.–ven. 9 h–12 h" in page


def test_a_permanence_says_when_and_until_when(communes):
    helper, home, guest = organisation("Aidants"), place("Chez eux"), place("Accueil")
    given = service("Aide", helper, home)
    times = permanence(given, guest, "Tu 09:00-12:00", ends_on=date(2100, 3, 1), note="salle 2")
    publish(helper, home, guest, given, times)
    (shown,) = selectors.place_for(ANYONE, guest.ref).services
    assert shown.presence == "permanence"
    assert shown.hours == "mar. 9 h–12 h · salle 2 · jusqu'au 1er mars 2100"
    (own,) = selectors.place_for(ANYONE, home.ref).services
    assert (own.presence, own.hours) == ("", "")


def test_what_nobody_said_is_to_be_checked_and_never_a_no(communes, client):
    home, helper = place("Maison"), organisation("Aidants")
    publish(home, helper, service("Aide", helper, home))
    page = page_of(client, home)
    assert page.count("à vérifier") >= 4  # hours, wheelchair, publics, fees
    assert "non accessible" not in page


def test_hours_that_could_not_be_read_are_shown_as_written(communes, client):
    home = place("Maison", horaires_original="le matin", horaires_problem="Texte non compris.")
    publish(home)
    page = page_of(client, home)
    assert "« le matin »" in page
    assert "Texte non compris." in page


def test_sources_originals_and_mends_are_there(communes, client):
    record = RecordDraft(
        "reelle",
        "1",
        {"nom": "Maison", "vide": "", "services": ["a", "b"]},
        (Mend("code_postal", "4830O", "48300", "Lettre O prise pour un zéro."),),
    )
    home = place("Maison", record_keys=("1",))
    publish(home, record)
    sheet = selectors.place_for(ANYONE, home.ref)
    assert [source.title for source in sheet.sources] == ["Liste réelle"]
    assert sheet.originals == (("Liste réelle", {"nom": "Maison", "services": '["a", "b"]'}),)
    page = page_of(client, home)
    assert "Lettre O prise pour un zéro." in page
    assert "Licence Ouverte 2.0" in page


def test_twins_and_neighbours_are_named_apart(communes):
    home = place("Médiathèque", adresse="1 rue Haute", **POINT)
    twin = place("La Médiathèque", OTHER, **POINT)
    below = place("Crèche", adresse="1 Rue haute")
    publish(home, twin, below, place("Plus loin", lon=3.9, lat=44.8, adresse="2 rue Haute"))
    sheet = selectors.place_for(ANYONE, home.ref)
    assert [one.ref for one in sheet.twins] == [twin.ref]
    assert [one.name for one in sheet.neighbours] == ["Crèche"]
    assert [one.ref for one in selectors.place_for(ANYONE, twin.ref).twins] == [home.ref]


def test_one_siret_within_150_m_makes_no_twins_without_somebody_s_word(communes):
    near = {"lon": POINT["lon"], "lat": POINT["lat"] + 0.001}  # 111 m
    ours = organisation("Mairie de Langogne", siret="21480080400015")
    theirs = organisation("Commune de Langogne", OTHER, siret="21480080400015")
    one, other = place("Mairie", **POINT), place("Commune de Langogne", OTHER, **near)
    publish(ours, theirs, one, other, service("A", ours, one), service("B", theirs, other))
    assert selectors.place_for(ANYONE, one.ref).twins == ()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "www.sans-schema.fr"]
)
def test_only_addresses_of_the_web_become_links(communes, client, address):
    home = place("Maison", site_web=address, prise_rdv=address, accessibilite=address)
    publish(home)
    assert f'href="{address}' not in page_of(client, home)


def test_markup_of_a_producer_is_shown_as_text(communes, client):
    attack = "<script>alert(1)</script>"
    home, helper = place(attack, presentation=attack), organisation(attack)
    publish(home, helper, service(attack, helper, home, conditions=attack))
    for page in (page_of(client, home), client.get("/lieux/").content.decode()):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_plan_starts_from_the_commune_of_the_place(communes, client):
    home = place("Maison")
    publish(home)
    expected = reverse("reception:intake") + "?commune=Langogne%20%28Loz%C3%A8re%2C%2048%29"
    assert expected in page_of(client, home)


@pytest.mark.parametrize("ref", ["absent", "a" * 300])
def test_an_absent_place_is_a_plain_404(client, ref):
    answer = client.get(f"/lieux/{ref}/")
    assert answer.status_code == 404


@time_machine.travel("2026-11-23")
def test_freshness_says_when_and_doubts_what_is_old_or_undated():
    today = date(2026, 11, 23)
    assert wording.freshness(date(2026, 3, 1), today) == wording.Freshness(
        "confirmé le 1er mars 2026", is_old=False
    )
    assert wording.freshness(date(2024, 11, 1), today).is_old
    assert wording.freshness(None, today).is_old


def test_hours_in_words_say_what_departs_from_the_usual_week():
    today = date(2026, 11, 23)
    assert wording.hours("", today) == ""
    assert wording.hours("n'importe quoi", today) == ""
    said = wording.hours("Mo-Fr 09:00-12:00; PH off", today)
    assert said == "lun.–ven. 9 h–12 h · fermé les jours fériés"
    assert wording.hours('Mo 09:00-12:00 "sur rendez-vous"', today).endswith("sur rendez-vous")


def test_publics_and_fees_are_in_plain_words_and_unknown_codes_are_kept():
    assert wording.publics(["seniors", "martiens"]) == ("Personnes de plus de 60 ans", "martiens")
    assert wording.fees(["gratuit"], "sauf photocopies") == "Gratuit · sauf photocopies"
    assert wording.fees([], "") == ""
