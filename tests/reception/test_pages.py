"""The main journey through HTTP: what is kept, what is refused, what leaves no trace."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from entrelieux.directory.demo import demo_offer
from entrelieux.directory.services import publish_offer
from entrelieux.engine.hours import free_time as read_free_time
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception import forms

INTAKE = "/parcours/une-page/"
FICTION = "Réseau fictif de démonstration : lieux et personnes inventés"
THREE = ["creer-entreprise", "apprendre-numerique", "tester-activite"]


@pytest.fixture
def offer(communes):
    today = date(2026, 11, 23)
    publish_offer(actor=OPERATOR, offer=demo_offer(today), cause="démonstration", today=today)


def answers(**changes):
    said = {"commune": "Langogne", "mode": "voiture", "max_minutes": "45", "besoins": THREE}
    said |= {"a_distance": "on"}
    return said | changes


def text(response):
    return response.content.decode()


def plain(response):
    """What is read: no tags, one kind of space."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text(response))))


def opened(client, **changes):
    response = client.post(INTAKE, answers(**changes))
    assert response.status_code == 303, plain(response)
    return response["Location"]


def test_answers_open_plans_behind_an_address_that_says_nothing_of_them(client, offer):
    address = opened(client, publics=["demandeurs-emploi"])
    assert re.fullmatch(r"/parcours/[\w-]{32}/", address)
    response = client.get(address)
    assert response.status_code == 200
    page = plain(response)
    assert "depuis Langogne" in page
    assert "interlocuteur" in page
    assert "estimation" in page
    assert "Personnes en recherche" in page or "Demandeurs d'emploi" in page


def test_pages_that_hold_a_situation_are_kept_by_no_cache_and_no_search_engine(client, offer):
    address = opened(client)
    again = f"{address}une-page/"
    for page in (address, f"{address}imprimer/", f"{address}modifier/", again, INTAKE):
        response = client.get(page)
        assert "no-store" in response["Cache-Control"], page
    for page in (address, f"{address}imprimer/", again):
        assert '<meta name="robots" content="noindex">' in text(client.get(page))


def test_numbers_to_call_stay_in_sight_when_the_need_may_not_wait(client, offer):
    violence = ["violences-separation"]
    address = opened(client, besoins=violence)
    for page in (address, f"{address}imprimer/"):
        assert 'href="tel:3919"' in text(client.get(page)), page
    calm = opened(client)
    for page in (calm, f"{calm}imprimer/"):
        assert 'id="urgence"' not in text(client.get(page)), page
    nobody = client.get(
        opened(client, besoins=violence, commune="Brest", a_distance="", max_minutes="15")
    )
    assert "Aucun parcours" in plain(nobody)
    assert 'href="tel:3919"' in text(nobody)
    assert "première personne du parcours" not in plain(nobody)
    assert "votre mairie" in plain(nobody)


@pytest.mark.parametrize(
    "where",
    [
        *("home", "propose", "how", "sources", "privacy", "accessibility"),
        *("reception:intake", "reception:one_page", "reception:sheet"),
    ],
)
def test_every_page_says_that_the_network_is_fiction_and_obeys_the_policy(client, offer, where):
    response = client.get(reverse(where))
    assert response.status_code == 200
    assert FICTION in text(response)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert_no_inline_code(text(response))


def test_plans_and_paper_obey_the_policy_and_say_fiction(client, offer):
    address = opened(client)
    for page in (address, f"{address}imprimer/", f"{address}une-page/"):
        html = text(client.get(page))
        assert FICTION in html
        assert_no_inline_code(html)


def assert_no_inline_code(html):
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "").replace(
        "http://testserver", ""
    )


def test_a_form_that_is_refused_comes_back_as_it_was_filled(client, communes):
    response = client.post(
        INTAKE,
        answers(
            commune="", mode="velo", max_minutes="60", urgents=["tester-activite"],
            jours=["Tu"], moments=["14:00-18:00"], publics=["jeunes"], gratuit="on",
        ),
    )  # fmt: skip
    assert response.status_code == 422
    html = text(response)
    for value in (*THREE, "velo", "60", "Tu", "14:00-18:00", "jeunes"):
        assert re.search(rf'value="{value}"[^>]* checked', html), value
    assert re.search(r'name="urgents" value="tester-activite" checked', html)
    assert re.search(r'id="gratuit" checked', html)
    assert not re.search(r'value="Mo" checked', html)


def test_each_error_leads_to_the_control_that_mends_it(client, communes):
    html = text(client.post(INTAKE, answers(commune="", besoins=[])))
    targets = re.findall(r'<li><a href="#([\w-]+)">', html)
    assert targets == ["besoins", "commune"]
    for target in targets:
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="commune-aide commune-erreur"' in html
    assert 'id="commune-erreur"' in html


def test_a_ninth_need_is_refused_and_none_is_unticked(client, communes):
    nine = [need.code for need in needs_pack.load_needs()[:9]]
    response = client.post(INTAKE, answers(besoins=nine))
    assert response.status_code == 422
    assert "9 besoins" in plain(response)
    assert "8 au plus" in plain(response)
    assert len(re.findall(r'name="besoins"[^>]* checked', text(response))) == 9
    assert client.post(INTAKE, answers(besoins=nine[:8])).status_code == 303


def test_a_need_that_is_not_in_the_pack_is_refused(client, communes):
    assert client.post(INTAKE, answers(besoins=["voler"])).status_code == 422


def test_homonyms_are_offered_and_the_one_ticked_is_taken(client, offer):
    response = client.post(INTAKE, answers(commune="Saint-Denis"))
    assert response.status_code == 422
    choices = re.findall(r'name="homonyme"[^>]* value="([^"]+)"', text(response))
    assert "Saint-Denis (Aude, 11)" in choices
    assert len(choices) > 2
    address = opened(client, commune="Saint-Denis", homonyme="Saint-Denis (Aude, 11)")
    assert "Saint-Denis (Aude, 11)" in plain(client.get(address))


def test_a_homonym_stays_ticked_when_something_else_is_wrong(client, communes):
    chosen = "Saint-Denis (Aude, 11)"
    html = text(client.post(INTAKE, answers(commune="Saint-Denis", homonyme=chosen, besoins=[])))
    assert re.search(rf'name="homonyme"[^>]* value="{re.escape(chosen)}" checked', html)
    assert html.count('name="homonyme"') > 2
    assert 'value="Saint-Denis"' in html


def test_what_is_typed_goes_before_a_homonym_ticked_earlier(client, offer):
    address = opened(client, commune="Langogne", homonyme="Saint-Denis (Aude, 11)")
    assert "depuis Langogne" in plain(client.get(address))


def test_a_commune_that_is_nearly_right_is_suggested_and_can_be_ticked(client, communes):
    response = client.post(INTAKE, answers(commune="Langogniers"))
    assert response.status_code == 422
    assert "Nous ne trouvons pas cette commune" in plain(response) or "connue" in plain(response)
    for label in re.findall(r'name="homonyme"[^>]* value="([^"]+)"', text(response)):
        assert client.post(
            INTAKE, answers(commune="Langogniers", homonyme=label)
        ).status_code == 303  # fmt: skip


def test_what_is_said_to_be_urgent_is_asked_even_when_its_own_box_is_not_ticked(client, offer):
    address = opened(client, urgents=["chercher-logement"])
    assert "Chercher un logement" in plain(client.get(address)).split("Comparez")[0]
    address = opened(client, urgents=["tester-activite"])
    assert "urgent" in plain(client.get(address)).split("Comparez")[0]


def test_the_form_is_found_again_as_it_was_and_a_change_keeps_its_address(client, offer):
    address = opened(client, max_minutes="20", jours=["Th"], fauteuil="on")
    html = text(client.get(f"{address}une-page/"))
    for value in (*THREE, "20", "Th"):
        assert re.search(rf'value="{value}"[^>]* checked', html), value
    assert 'value="Langogne (Lozère, 48)"' in html
    assert re.search(r'id="fauteuil" checked', html)
    response = client.post(f"{address}une-page/", answers(max_minutes="60"))
    assert response.status_code == 303
    assert response["Location"] == address
    html = text(client.get(f"{address}une-page/"))
    assert re.search(r'value="60"[^>]* checked', html)
    assert not re.search(r'id="fauteuil" checked', html)


def test_a_change_that_is_refused_leaves_the_plans_as_they_were(client, offer):
    address = opened(client)
    assert client.post(f"{address}une-page/", answers(besoins=[])).status_code == 422
    assert client.get(address).status_code == 200


def test_after_erasing_nothing_answers_and_the_next_person_starts_anew(client, offer):
    address = opened(client)
    assert "Effacer et passer à la personne suivante" in plain(client.get(address))
    assert client.get(f"{address}effacer/").status_code == 405
    response = client.post(f"{address}effacer/", follow=True)
    assert response.redirect_chain[0][1] == 303
    assert "effacé" in plain(response)
    assert not re.search(r'name="besoins"[^>]* checked', text(response))
    for page in ("", "imprimer/", "modifier/", "une-page/", "etape/1/"):
        assert client.get(address + page).status_code == 404
    assert client.post(f"{address}effacer/").status_code == 303


def test_erased_expired_and_never_opened_look_the_same(client, offer):
    address = opened(client)
    client.post(f"{address}effacer/")
    never = "/parcours/" + "a" * 32 + "/"

    def seen(page):
        html = text(client.get(page)).replace(page, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)

    assert seen(address) == seen(never)


def test_a_plan_is_shown_by_its_number_and_another_number_shows_the_first(client, offer):
    address = opened(client)
    count = len(re.findall(r'<li class="tab', text(client.get(address))))
    assert 1 <= count <= 5
    for asked, shown in (("1", 1), (str(count), count), ("0", 1), ("99", 1), ("²", 1), ("x", 1)):
        html = text(client.get(address, {"plan": asked}))
        assert re.search(rf'\?plan={shown}#parcours" aria-current="true"', html), asked


def test_the_map_holds_the_steps_of_the_list_and_says_which_it_leaves_out(client, offer):
    html = text(client.get(opened(client, besoins=[*THREE, "chercher-logement"])))
    listed = [int(n) for n in re.findall(r'id="etape-(\d+)"', html)]
    assert listed == list(range(1, len(listed) + 1))
    drawn = [
        int(n)
        for numbers in re.findall(r'class="map__number"[^>]*>([\d ]+)<', html)
        for n in numbers.split()
    ]
    left_out = re.search(r"Pas sur la carte[^:]*:[^\d]*([\d, ]+)\.", plain(client.get("/")) + html)
    off = [int(n) for n in left_out[1].split(",")] if left_out else []
    assert sorted(drawn + off) == listed


def test_the_paper_holds_what_is_needed_and_a_code_back_to_the_plan(client, offer):
    address = opened(client)
    html = text(client.get(f"{address}imprimer/", {"plan": "1"}))
    assert 'class="qr"' in html
    assert "Téléphone" in html
    assert "estimation" in html
    assert "Mon rendez-vous" in html


def test_nothing_within_reach_is_said_kindly_with_what_to_do(client, offer):
    address = opened(client, commune="Brest (Finistère, 29)", mode="pied", max_minutes="5")
    response = client.get(address)
    assert response.status_code == 200
    client.post(f"{address}effacer/")
    far = {**answers(commune="Brest (Finistère, 29)", mode="pied", max_minutes="5")}
    del far["a_distance"]
    page = plain(client.get(client.post(INTAKE, far)["Location"]))
    assert "Nous n'avons trouvé personne" in page
    assert "Accepter un trajet plus long" in page


def test_the_words_of_the_example_are_understood_and_an_ordinary_fear_raises_no_alarm(
    client, communes
):
    words = "je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"
    html = text(client.post("/parcours/", {"mots": words}, follow=True))
    ticked = set(re.findall(r'name="besoins"[^>]* value="([^"]+)"[^>]* checked', html))
    assert ticked >= {"creer-entreprise", "avoir-ordinateur", "garder-ses-droits"}
    assert 'id="urgence"' not in html
    proposed = html.split('class="shelves"')[0]
    assert proposed.count('<li class="need">') <= len(ticked) + 3


def test_only_commune_and_mode_are_taken_from_an_address(client, communes):
    html = text(
        client.get(INTAKE, {"commune": "Langogne", "mode": "pied", "besoins": "garder-droits"})
    )
    assert 'value="Langogne"' in html
    assert re.search(r'value="pied" checked', html)
    assert not re.search(r'name="besoins"[^>]* checked', html)


def test_a_hostile_text_is_shown_as_text(client, communes):
    for hostile in ("<script>alert(1)</script>", "\x00", "é" * 120, "%s{{x}}"):
        response = client.post(INTAKE, answers(commune=hostile))
        assert response.status_code == 422
        assert "<script>alert" not in text(response)


def test_changing_language_keeps_the_page(client, communes):
    response = client.post("/i18n/", {"language": "en", "next": "/sources/"})
    assert (response.status_code, response["Location"]) == (302, "/sources/")
    assert '<html lang="en">' in text(client.get("/sources/"))
    assert client.get("/i18n/").status_code == 405


def test_errors_have_calm_pages(client, communes):
    missing = client.get("/rien/ici/")
    assert missing.status_code == 404
    assert "n'existe pas" in plain(missing)
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post(INTAKE, answers())
    assert refused.status_code == 403
    assert "Rien n'a été envoyé" in plain(refused)


def test_the_page_of_a_breakdown_needs_no_database(rf, django_assert_num_queries, db):
    from entrelieux.site.views import broken

    with django_assert_num_queries(0):
        response = broken(rf.get("/"))
    assert response.status_code == 500
    assert "Un problème de notre côté" in response.content.decode()


boxes = st.tuples(
    st.lists(st.sampled_from([code for code, _label in forms.DAYS]), unique=True),
    st.lists(st.sampled_from([code for code, _label in forms.MOMENTS]), unique=True),
)


@given(boxes)
@settings(deadline=None, max_examples=60)
def test_the_boxes_of_free_time_are_read_by_the_engine_and_found_again(ticked):
    days, moments = ticked
    said = forms.free_time(days, moments)
    again = forms.free_time(*forms.days_and_moments(said))
    assert again == said
    if not said:
        assert not days
        assert not moments
        return
    quarters = sum(int(word).bit_count() for word in read_free_time(said).tolist())
    per_day = {"08:00-12:00": 16, "12:00-14:00": 8, "14:00-18:00": 16, "18:00-21:00": 12}
    assert quarters == (len(days) or 7) * (sum(per_day[m] for m in moments) or 96)
