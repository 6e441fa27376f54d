"""The list in the page of another site: what it asks, what it keeps, what it weighs."""

import re
from html import unescape

import pytest
from django.contrib.staticfiles import finders

from tests.directory.factories import place, publish
from tests.factories import account

pytestmark = pytest.mark.django_db

FRAME = "/integrer/lieux/"
MOST_BYTES = 30_000
OPENS = re.compile(r"<a [^>]*>")


@pytest.fixture
def shown(client, communes):
    def read(address=FRAME, status=200):
        answer = client.get(address)
        assert answer.status_code == status
        assert not answer.cookies
        return answer.content.decode()

    return read


def many(count):
    publish(
        *(
            place(
                f"Médiathèque municipale numéro {n:03} de la vallée",
                adresse=f"{n} avenue de la République, bâtiment C",
                lon=3.85 + n / 500,
                lat=44.72 + n / 700,
                horaires="Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
            )
            for n in range(count)
        )
    )


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_it_says_the_same_to_everybody_and_sets_no_cookie(client, shown):
    many(2)
    anonymous = shown()
    client.force_login(account())
    assert shown() == anonymous


def test_the_whole_frame_is_light_even_with_a_full_page_and_a_map(shown):
    many(40)
    page = shown(f"{FRAME}?commune=48080&rayon_km=100")
    assert page.count('<li id="lieu-') == 25
    assert '<svg class="map"' in page
    with open(finders.find("directory/embed.css"), "rb") as style:
        assert len(page.encode()) + len(style.read()) < MOST_BYTES
    assert "<script" not in page


def test_links_to_the_site_open_a_new_tab_and_give_nothing_of_this_one(shown):
    many(2)
    links = OPENS.findall(shown(f"{FRAME}?commune=48080"))
    away = [link for link in links if 'href="?' not in link]
    assert len(away) >= 3
    assert all('target="_blank"' in link and "noopener" in link for link in away)


def test_a_search_keeps_what_the_page_around_chose(shown):
    many(2)
    page = shown(f"{FRAME}?commune=48080&rayon_km=30&ouvert=lun&theme=sombre&q=valle&page=3")
    assert hidden(page) == {"rayon_km": "30", "ouvert": "lun", "theme": "sombre"}
    assert 'value="valle"' in page
    assert 'data-theme="sombre"' in page


def test_the_next_page_keeps_the_theme(shown):
    many(30)
    (following,) = re.findall(r'rel="next" href="([^"]+)"', shown(f"{FRAME}?theme=clair"))
    page = shown(FRAME + unescape(following))
    assert 'data-theme="clair"' in page
    assert page.count('<li id="lieu-') == 5


def test_a_commune_that_two_bear_is_asked_again_inside_the_frame(shown):
    page = shown(f"{FRAME}?commune=Saint-Denis&theme=sombre")
    first = re.search(r'<li><a href="(\?[^"]+)">Saint-Denis', page)
    assert 'role="alert"' in page
    assert "theme=sombre" in unescape(first[1])


def test_a_filter_that_names_nothing_is_said_and_can_be_mended(shown):
    page = shown(f"{FRAME}?besoin=rien-de-tel", status=400)
    assert "rien-de-tel" in page
    assert 'name="q"' in page


def test_sources_and_licences_are_said(shown):
    many(1)
    page = shown()
    assert "Liste réelle" in page
    assert "Licence Ouverte 2.0" in page


def test_the_code_holds_the_address_of_what_was_chosen(client, shown):
    many(2)
    page = client.get("/integrer/?commune=48080&ouvert=lun&hauteur=800&theme=sombre&page=9")
    text = page.content.decode()
    code = unescape(unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)[1]))
    address = re.search(r'<iframe src="([^"]+)"', code)[1]
    assert address.startswith("http://testserver/integrer/lieux/?")
    assert {"commune=48080", "ouvert=lun", "theme=sombre"} <= set(address.split("?")[1].split("&"))
    assert "page=" not in address
    assert 'height="800"' in code
    assert shown(address.removeprefix("http://testserver"))


def test_a_frame_as_high_as_its_content_asks_for_one_small_script_of_ours(client, shown):
    many(30)
    page = client.get("/integrer/?commune=48080&hauteur=auto").content.decode()
    code = unescape(unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1]))
    address = re.search(r'<iframe src="([^"]+)"', code)[1]
    assert 'height="600"' in code
    assert '<script src="http://testserver/integrer/cadre.js" async></script>' in code
    inside = shown(address.removeprefix("http://testserver"))
    assert inside.count("<script") == 1
    assert "frame.js" in inside
    assert hidden(inside)["hauteur"] == "auto"
    assert "hauteur=auto" in re.search(r'rel="next" href="([^"]+)"', inside)[1]
    served = client.get("/integrer/cadre.js")
    assert served["Content-Type"].startswith("text/javascript")
    assert not served.cookies
    assert len(served.content) <= 1000


def test_nothing_typed_can_leave_the_code(client, communes):
    page = client.get('/integrer/?q="><script>x</script>&hauteur=9999&theme="x').content.decode()
    code = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
    assert "<script" not in code
    assert code.count("<") == 2
    assert 'height="600"' in code
    assert "theme" not in code


def test_the_code_is_reached_from_the_list_with_its_filters(client, communes):
    many(1)
    page = client.get("/lieux/?commune=48080&ouvert=lun").content.decode()
    assert 'href="/integrer/?commune=48080&amp;ouvert=lun"' in page
