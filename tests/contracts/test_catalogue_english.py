"""Everything said in French on screen is said in English, and English pages say it."""

import ast
import html
import re

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings

from scripts import build_catalogue as build

CATALOGUE = build.read()
MESSAGES = [message for message in CATALOGUE if message.id]
PLACEHOLDER = re.compile(r"%\(\w+\)0?\d*[sdgf]|%%n|%%|</?\w+>")
LONG = 12
"""Shorter French texts may be names of data, or words that both languages share."""


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_the_catalogue_holds_every_text_of_the_sources_and_no_other():
    asked = {(forms(msgid)[0], context) for _, msgid, context in build.msgids()}
    held = {(forms(message.id)[0], message.context) for message in MESSAGES}
    assert held == asked


def test_the_files_are_those_that_the_script_would_write():
    catalogue = build.updated(CATALOGUE)
    assert build.po_of(catalogue) == build.PO.read_bytes()
    assert build.mo_of(catalogue) == build.MO.read_bytes()


def test_the_compiled_catalogue_says_what_the_written_one_says():
    with build.MO.open("rb") as file:
        compiled = {tuple(forms(m.id)): forms(m.string) for m in read_mo(file) if m.id}
    assert compiled == {tuple(forms(m.id)): forms(m.string) for m in MESSAGES}


def test_nothing_is_left_in_french_or_doubtful():
    assert [message.id for message in build.untranslated(CATALOGUE)] == []
    assert [message.id for message in CATALOGUE if message.fuzzy] == []
    assert not CATALOGUE.obsolete


def test_a_translation_keeps_placeholders_tags_and_edges():
    faults = []
    for message in MESSAGES:
        for french, english in zip(forms(message.id), forms(message.string), strict=True):
            kept = sorted(PLACEHOLDER.findall(french)) == sorted(PLACEHOLDER.findall(english))
            edges = (
                [t[:1].isspace() for t in (french, english)],
                [t[-1:].isspace() for t in (french, english)],
            )
            even = all(one is other for one, other in edges)
            if not kept or not even or re.search(r"[«»]|\s[;:!?]", english):
                faults.append((french, english))
    assert not faults


def test_texts_to_translate_are_written_out():
    """A text put together before it is looked up is in no catalogue, and stays French."""
    built = []
    for path in build.SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in build.KEYWORDS and not isinstance(node.args[0], ast.Constant):
                built.append(f"{path.name}:{node.lineno}")
    assert not built


def test_texts_are_found_wherever_code_and_templates_say_them():
    code = """
x = f"{day}, {_(' et ').join(times)}"
y = ngettext("un lieu", "%(n)d lieux", n) % {"n": n}, pgettext("jour", "lundi")
z = _(
    "deux "
    "morceaux"
)
"""
    page = """{% load i18n %}
    <p title="{% translate "Un titre" %}">{{ name|default:_("inconnu") }}
      {% blocktranslate count n=all %}{{ n }} lieu{% plural %}{{ n }} lieux{% endblocktranslate %}
    {% translate "à 100 %" %}</p>"""
    assert list(build.of_python(code)) == [
        (" et ", None),
        (("un lieu", "%(n)d lieux"), None),
        ("lundi", "jour"),
        ("deux morceaux", None),
    ]
    assert sorted(map(str, build.of_template(page))) == sorted(
        map(
            str,
            [
                ("Un titre", None),
                ("inconnu", None),
                (("%(n)s lieu", "%(n)s lieux"), None),
                ("à 100 %%", None),
            ],
        )
    )


def french_left(page):
    """Pieces of French texts of the catalogue that a page still shows, where it says English."""
    spoken = re.sub(r'<(?!html)(\w+)\b[^>]*\blang="fr"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    spoken = re.sub(r'\b(id|name|value|href|for)="[^"]*"', "", spoken)
    shown = re.sub(r"\s+", " ", html.unescape(spoken))
    pairs = [
        pair
        for message in MESSAGES
        for pair in zip(forms(message.id), forms(message.string), strict=True)
        if pair[0] != pair[1]
    ]
    pieces = {
        piece.strip()
        for french, english in pairs
        for piece in re.split(r"%\(\w+\)\w+|%%|<[^>]+>", french)
        if piece.strip() not in english  # a command or a name, said alike in both
    }
    return sorted(piece for piece in pieces if len(piece) > LONG and piece in shown)


def test_pages_asked_in_english_are_in_english(client, address_of):
    seen = 0
    for name, address in address_of.items():
        answer = client.get(address, headers={"accept-language": "en"})
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        seen += 1
        page = answer.content.decode()
        assert answer["Content-Language"] == "en", name
        assert '<html lang="en"' in page, name
        assert french_left(page) == [], name
    assert seen >= 8


def test_the_same_pages_are_in_french_unless_asked_otherwise(client, address_of):
    page = client.get(address_of["home"], headers={"accept-language": "de"}).content.decode()
    assert '<html lang="fr"' in page
    assert "Plusieurs besoins, un seul parcours" in page
    assert french_left(page)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("home", "Several needs, one plan"),
        ("how", "How is this plan chosen?"),
        ("reception:intake", "Say it in your own words"),
        ("reception:plans", "Compare and choose"),
        ("directory:place_list", "Look for places"),
    ],
)
def test_a_page_says_its_first_words_in_english(client, address_of, name, said):
    page = client.get(address_of[name], headers={"accept-language": "en"}).content.decode()
    assert said in html.unescape(page)


def test_the_languages_offered_have_a_catalogue_or_are_the_source():
    folder = build.FOLDER.parents[1]
    offered = {code for code, _name in settings.LANGUAGES}
    assert offered == {settings.LANGUAGE_CODE, *(p.name for p in folder.iterdir() if p.is_dir())}
