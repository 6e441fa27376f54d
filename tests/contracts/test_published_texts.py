"""No text that everybody reads is left out of what its room says it publishes."""

import re
from collections import deque
from html import unescape

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.urls import Resolver404, resolve

from entrelieux.kernel.published import declared
from tests.factories import demonstration

__all__ = ["demonstration"]

pytestmark = pytest.mark.django_db

PAGES_OF_A_VIEW = 200
"""More than the demonstration has of any: which come first is not always the same."""
LEAST_WORDS = 4
"""Shorter is a name, a number or a code."""
NAMES = {
    *(("Commune", "nom"), ("Epci", "nom"), ("Region", "nom"), ("Place", "commune")),
    *(("Organisation", "name"), ("Organiser", "name"), ("Trade", "name"), ("Companion", "name")),
    *(("Place", "name"), ("Meeting", "place_name"), ("Service", "name"), ("Network", "name")),
    *(("Source", "title"), ("Source", "producer"), ("Source", "licence")),
    *(("Place", "adresse"), ("Place", "complement_adresse"), ("Place", "telephone")),
    ("Space", "name"),
    *(("Place", "horaires"), ("Service", "horaires")),
    *(("Place", "horaires_original"), ("Place", "horaires_problem")),
}
"""(model, field) shown to everybody, that call something, or that a machine reads: not to be told
more simply. The last two are what a producer wrote of its hours, and what we cannot read of it."""


def words(text):
    return " ".join(text.split())


def read_by_anybody(client):
    """The texts of the pages that links lead to, under the name of each view."""
    waiting, met, read = deque(["/"]), {"/"}, {}
    while waiting:
        address = waiting.popleft()
        try:
            view = resolve(address).view_name
        except Resolver404:
            continue
        if len(read.setdefault(view, [])) == PAGES_OF_A_VIEW:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        read[view].append(words(unescape(re.sub(r"<[^>]+>", " ", page))))
        for link in re.findall(r'href="(/[^"#?]*)', page):
            if link not in met:
                met.add(link)
                waiting.append(link)
    return read


def shown(pages):
    """(model, field) of which the pages show a text."""
    whole = "\n".join(pages)
    for model in apps.get_models():
        if not model.__module__.startswith("entrelieux."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and not field.choices:
                said = set(model._base_manager.values_list(field.name, flat=True))
                texts = (words(str(one)) for one in said if one)
                if any(len(one.split()) >= LEAST_WORDS and one in whole for one in texts):
                    yield model.__name__, field.name


def test_every_text_that_everybody_reads_is_declared(client, demonstration):
    read = read_by_anybody(client)
    assert {"directory:place", "entraide:offers", "meetings:one", "projects:public"} <= set(read)
    found = set(shown([page for pages in read.values() for page in pages]))
    assert found - declared() - NAMES == set()
    assert NAMES & declared() == set()
    assert ("Request", "words") not in found | declared()
