"""One act is said on one page, comes back whole when something is missing, and is never lost."""

import re

import pytest
from django.urls import reverse

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.services import open_visit
from entrelieux.reception.situation import SituationParams

pytestmark = pytest.mark.django_db

NEW = "/comptes-rendus/nouveau/"


def said(**values):
    return {
        "cle": "une",
        "forme": "accompagnement",
        "monde": "mediation_numerique",
        "themes": ["email"],
        "duree": "30",
        "activite": "individuel",
        "lieu": "lieu_activite",
        **values,
    }


def body(response):
    return response.content.decode()


def test_two_choices_are_enough_for_a_record(desk):
    answer = desk.agent.client.post(
        NEW, {"cle": "une", "forme": "accompagnement", "monde": "collectif", "duree": "30"}
    )
    record = SupportRecord.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("records:record", args=[record.ref]) + "?enregistre=1"
    assert (record.minutes, record.activity, record.participants) == (30, "individuel", [{}])
    assert record.organisation_ref == desk.structure


def test_the_form_begins_with_today_and_the_usual_place(desk):
    page = body(desk.agent.client.get(NEW))
    assert f'value="{desk.place}" selected' in page
    assert "Nouveau compte rendu" in page
    assert 'id="duree-30" value="30" checked' in page


def test_the_last_record_gives_its_place_and_its_duration(desk):
    desk.write(minutes=90, place_ref=desk.place)
    page = body(desk.agent.client.get(NEW))
    assert 'id="duree-90" value="90" checked' in page
    assert 'name="forme" id="forme-accompagnement" value="accompagnement">' in page
    usual, _fold, others = page.partition("D'autres thèmes")
    assert 'id="themes-email" value="email">' in usual
    assert 'id="themes-sante"' in others


def folds(page):
    """Of each fold: whether it is open, and what it holds."""
    found = re.findall(r'<details class="fold[^"]*"([^>]*)>(.*?)</details>', page, re.S)
    return [(" open" in opening, held) for opening, held in found]


def is_open(page, field):
    (state,) = {opened for opened, held in folds(page) if f'name="{field}"' in held}
    return state


def test_what_is_rarely_said_is_folded_until_it_is_said(desk):
    page = body(desk.agent.client.get(NEW))
    assert not any(opened for opened, _held in folds(page))
    answer = desk.agent.client.post(
        NEW, said(forme="", orientation=["financement"], lieu="a_distance", autonomie="autonome")
    )
    again = body(answer)
    assert answer.status_code == 422
    assert [is_open(again, one) for one in ("orientation", "lieu", "autonomie")] == [True] * 3
    assert not is_open(again, "demarches")
    assert "aujourd'hui, au même endroit" not in again


def test_giving_up_a_record_of_a_visit_leads_back_to_the_visit(desk):
    params = SituationParams(commune="48095", besoins=["utiliser-email"])
    ref = open_visit(
        actor=desk.agent.viewer, organisation_ref=desk.structure, said=params, request_key="v"
    )
    back = f'href="/guichet/visites/{ref}/">Ne pas enregistrer'
    assert back in body(desk.agent.client.get(f"{NEW}?visite={ref}"))
    assert back in body(desk.agent.client.post(NEW, said(visite=ref, forme="")))
    alone = body(desk.agent.client.get(f"{NEW}?visite=ailleurs"))
    assert f'href="/comptes-rendus/?structure={desk.structure}">Ne pas enregistrer' in alone


def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk):
    answer = desk.agent.client.post(NEW, said(forme="", note="à rappeler", duree="autre"))
    page = body(answer)
    assert answer.status_code == 422
    assert "Il reste 2 points à corriger" in page
    assert "à rappeler" in page
    assert 'id="themes-email" value="email" checked' in page
    assert not SupportRecord.objects.exists()


def test_a_visit_gives_its_themes_and_its_subject(desk):
    params = SituationParams(commune="48095", besoins=["utiliser-email", "trouver-financement"])
    ref = open_visit(
        actor=desk.agent.viewer, organisation_ref=desk.structure, said=params, request_key="v"
    )
    page = body(desk.agent.client.get(f"{NEW}?visite={ref}"))
    assert 'id="themes-email" value="email" checked' in page
    assert 'id="themes-entrepreneuriat" value="entrepreneuriat" checked' in page
    assert 'id="monde-mediation_numerique" value="mediation_numerique" checked' in page
    closed = body(desk.colleague.client.get(f"{NEW}?visite={ref}"))
    assert "La visite est close" in closed
    assert 'value="entrepreneuriat" checked' not in closed


def test_a_workshop_counts_people_without_naming_them(desk):
    desk.agent.client.post(
        NEW,
        said(
            activite="collectif",
            nombre="4",
            age_douze_dix_huit="1",
            genre_feminin="3",
            niveau="debutant",
            autonomie="autonome",
        ),
    )
    record = SupportRecord.objects.get()
    assert len(record.participants) == 4
    assert [one.get("gender") for one in record.participants].count("feminin") == 3
    assert [one.get("age") for one in record.participants].count("douze_dix_huit") == 1
    assert (record.level, record.autonomy) == ("debutant", "")


def test_a_workshop_without_a_number_of_people_asks_for_it(desk):
    answer = desk.agent.client.post(NEW, said(activite="collectif", genre_feminin="2"))
    assert answer.status_code == 422
    assert "Dites combien de personnes étaient là." in body(answer)
    assert 'name="genre_feminin" value="2"' in body(answer)


def test_a_total_smaller_than_its_parts_is_refused(desk):
    answer = desk.agent.client.post(NEW, said(activite="collectif", nombre="2", genre_feminin="3"))
    assert answer.status_code == 422
    assert "3 personnes comptées, pour un total de 2" in body(answer)


def test_a_form_sent_twice_writes_one_record(desk):
    for _ in range(2):
        assert desk.agent.client.post(NEW, said()).status_code == 303
    assert SupportRecord.objects.count() == 1


def test_a_change_made_meanwhile_shows_both_texts_and_loses_none(desk):
    ref = desk.write(note="premier")
    edit = f"/comptes-rendus/{ref}/modifier/"
    assert desk.agent.client.post(edit, said(version="1", note="deuxième")).status_code == 303
    late = desk.agent.client.post(edit, said(version="1", note="troisième"))
    page = body(late)
    assert late.status_code == 409
    assert "deuxième" in page
    assert "troisième" in page
    assert SupportRecord.objects.get().note == "deuxième"
    assert 'name="version" value="2"' in page
    kept = desk.agent.client.post(edit, said(version="2", note="troisième"))
    assert kept.status_code == 303
    assert SupportRecord.objects.get().note == "troisième"


def test_changing_shows_what_was_said(desk):
    ref = desk.write(minutes=25, redirections=("financement",), themes=("sante",))
    page = body(desk.agent.client.get(f"/comptes-rendus/{ref}/modifier/"))
    assert 'name="duree_autre" value="25"' in page
    assert 'id="orientation-financement" value="financement" checked' in page
    assert 'id="themes-sante" value="sante" checked' in page


def test_a_colleague_sees_a_record_without_its_buttons(desk):
    ref = desk.write()
    page = body(desk.colleague.client.get(f"/comptes-rendus/{ref}/"))
    assert "Aline" in page
    assert "modifier" not in page
    assert desk.colleague.client.get(f"/comptes-rendus/{ref}/modifier/").status_code == 404
    assert desk.colleague.client.post(f"/comptes-rendus/{ref}/supprimer/").status_code == 404


def test_a_deleted_record_is_no_more(desk):
    ref = desk.write()
    answer = desk.agent.client.post(f"/comptes-rendus/{ref}/supprimer/")
    assert answer.status_code == 303
    assert "Le compte rendu est supprimé" in body(desk.agent.client.get(answer["Location"]))
    assert desk.agent.client.get(f"/comptes-rendus/{ref}/").status_code == 404


def test_an_outsider_finds_nothing(desk, client):
    ref = desk.write()
    for address in ("/comptes-rendus/", NEW, f"/comptes-rendus/{ref}/"):
        assert client.get(address).status_code == 404
    assert desk.stranger.client.get(f"/comptes-rendus/{ref}/").status_code == 404
    assert desk.stranger.client.get(f"{NEW}?structure={desk.structure}").status_code == 404


def test_pages_of_records_are_not_kept_by_shared_memories(desk):
    assert "no-store" in desk.agent.client.get("/comptes-rendus/")["Cache-Control"]


def test_after_a_visit_one_choice_and_one_button_make_a_record(desk):
    params = SituationParams(commune="48095", besoins=["utiliser-email"])
    ref = open_visit(
        actor=desk.agent.viewer, organisation_ref=desk.structure, said=params, request_key="v"
    )
    page = body(desk.agent.client.get(f"{NEW}?visite={ref}"))
    sent = as_it_stands(page) | {"forme": "accompagnement"}
    answer = desk.agent.client.post(NEW, sent)
    assert answer.status_code == 303
    assert "Revenir à la visite" in body(desk.agent.client.get(answer["Location"]))
    record = SupportRecord.objects.get()
    assert (record.monde, record.themes) == ("mediation_numerique", ["email"])
    assert (record.place_ref, record.minutes) == (desk.place, 30)


def as_it_stands(page):
    """What a browser would send of the form without anything being touched."""
    form = page.partition('id="compte-rendu"')[2].partition("</form>")[0]
    sent = {}
    for field in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
        if said["type"] in {"radio", "checkbox"} and " checked" not in field:
            continue
        sent.setdefault(said["name"], []).append(said.get("value", ""))
    chosen = re.search(r'<option value="([^"]*)" selected>', form)
    return sent | {"place": chosen[1] if chosen else "", "note": ""}


def test_the_desk_and_a_visit_lead_to_records(desk):
    assert 'href="/comptes-rendus/"' in body(desk.agent.client.get("/guichet/"))
    params = SituationParams(commune="48095", besoins=["utiliser-email"])
    ref = open_visit(
        actor=desk.agent.viewer, organisation_ref=desk.structure, said=params, request_key="v"
    )
    page = body(desk.agent.client.get(f"/guichet/visites/{ref}/"))
    assert f"{NEW}?structure={desk.structure}&amp;visite={ref}" in page


@pytest.mark.parametrize("asked", ["visite=%00", "passerelle=%00", "visite=é", "passerelle=rien"])
def test_an_address_that_leads_nowhere_breaks_nothing(desk, settings, tmp_path, asked):
    settings.VAR_DIR = tmp_path
    assert desk.agent.client.get(f"{NEW}?{asked}").status_code == 200
    assert desk.agent.client.get(f"{NEW}?structure=%00").status_code == 404
