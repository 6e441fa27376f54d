"""The name of a commune inside a sentence."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from entrelieux.kernel.french import named_place, of_place
from entrelieux.territories.models import Commune


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Mende", "de Mende"),
        ("Alès", "d’Alès"),
        ("Évry-Courcouronnes", "d’Évry-Courcouronnes"),
        ("Île-de-Sein", "de l’Île-de-Sein"),
        ("L'Île-d'Yeu", "de L'Île-d'Yeu"),
        ("Le Puy-en-Velay", "du Puy-en-Velay"),
        ("Les Vans", "des Vans"),
        ("La Canourgue", "de La Canourgue"),
        ("Hyères", "d’Hyères"),
        ("Hénin-Beaumont", "d’Hénin-Beaumont"),
        ("Honfleur", "de Honfleur"),
        ("Œuilly", "d’Œuilly"),
        ("Ytrac", "d’Ytrac"),
        ("Lens", "de Lens"),
        ("Lesches", "de Lesches"),
        ("Le Mans (Sarthe, 72)", "du Mans (Sarthe, 72)"),
    ],
)
def test_of(name, said):
    assert of_place(name) == said


def test_only_an_island_takes_an_article_of_its_own():
    assert named_place("Île-de-Sein") == "l’Île-de-Sein"
    assert [named_place(n) for n in ("Le Puy", "Alès", "Isle")] == ["Le Puy", "Alès", "Isle"]


@pytest.mark.usefixtures("communes")
def test_no_commune_is_left_before_a_vowel_or_an_article_uncontracted():
    for name in Commune.objects.values_list("nom", flat=True):
        said = of_place(name)
        assert not re.match(r"de [aeiouyàâéèêëîïôöûüœæ]", said, re.IGNORECASE), said
        assert not re.match(r"de Les? ", said), said
        assert named_place(name).endswith(name)


def test_templates_say_it_in_french_only():
    page = Template("{% load ui %}{{ name|of_place }}")
    assert page.render(Context({"name": "Alès"})) == "d’Alès"
    with translation.override("en"):
        assert page.render(Context({"name": "Alès"})) == "Alès"
