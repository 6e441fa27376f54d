"""What ``bench.pages`` measures is worth measuring: every address answers, in the shares said."""

import json
from collections import Counter

import pytest
from django.test import Client, override_settings

from bench.load import plain, plain_settings
from bench.load.first import bare_page
from bench.load.scenario import HOME, LIST, MIX, PLAN, SHEET, WORDS, first_pages, scenario
from entrelieux.directory.models import Place
from tests.factories import demo  # noqa: F401  fixture

pytestmark = pytest.mark.django_db
BESIDE = {
    "ROOT_URLCONF": plain_settings.ROOT_URLCONF,
    "MIDDLEWARE": plain_settings.MIDDLEWARE,
    "TEMPLATES": plain_settings.TEMPLATES,
}


@pytest.fixture
def drawn(demo):  # noqa: F811
    return scenario(300, seed=1, intakes=4)


def answer(client, request):
    if request.words:
        body = json.dumps({"words": request.words})
        return client.post(request.path, body, content_type="application/json")
    return client.get(request.path)


def test_requests_come_in_the_shares_said(drawn):
    found = Counter(request.kind for request in drawn)
    assert set(found) == set(MIX) == {PLAN, LIST, SHEET, HOME, WORDS}
    assert all(abs(found[kind] / 3 - share) < 8 for kind, share in MIX.items())


def test_one_draw_asks_the_same_each_time(demo):  # noqa: F811
    same, again = scenario(30, seed=1, intakes=1), scenario(30, seed=1, intakes=1)
    is_plan = [request.kind == PLAN for request in same]
    assert is_plan == [request.kind == PLAN for request in again]
    assert [r for r in same if r.kind != PLAN] == [r for r in again if r.kind != PLAN]


@pytest.mark.parametrize("kind", MIX)
def test_every_kind_of_request_is_answered(drawn, client, kind):
    some = [request for request in drawn if request.kind == kind][:8]
    assert some
    assert [answer(client, request).status_code for request in some] == [200] * len(some)


def test_a_first_visit_finds_its_pages(demo, client):  # noqa: F811
    assert {client.get(path).status_code for path in first_pages().values()} == {200}


def test_the_yardstick_lists_the_same_places_25_at_a_time(demo):  # noqa: F811
    with override_settings(**BESIDE):
        text = Client().get("/?page=1").content.decode()
    assert text.count("<li>") == plain.PlainList.paginate_by
    assert f"{Place.objects.filter(withdrawn_on=None).count()} lieux" in text


def test_a_text_alone_keeps_every_line_and_no_style():
    import gzip

    page = gzip.decompress(bare_page("Lieux\n\nMairie & <b>\n")).decode()
    assert "<p>Mairie &amp; &lt;b&gt;</p>" in page
    assert '<a href="/">Lieux</a>' in page
    assert "<link" not in page
