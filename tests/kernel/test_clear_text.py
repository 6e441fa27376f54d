"""A text is checked on a page and in a terminal: what is told, what is refused, what is kept."""

import io
import json
import re
import sys
from datetime import date

import pytest
from django.template import Context, Template

from entrelieux.kernel.clear_text import TextRefused, clarity_of, panel_of, report_on
from entrelieux.kernel.unknown_words import count_unknown_word
from entrelieux.kernel.viewer import ANYONE
from entrelieux.site.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """What arrives on standard input."""

    def arrive(raw):
        stream = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", stream)

    return arrive


def test_a_plain_text_may_be_called_plain(typed, capsys):
    typed(b"Venez nous voir. On vous aide.")
    assert main(["text", "check"]) == 0
    assert "Mention possible : texte clair." in capsys.readouterr().out


def test_what_is_hard_is_told_with_its_place(tmp_path, capsys):
    file = tmp_path / "lettre.txt"
    file.write_text("Bonjour.\nLe RSA est versé par le workshop.", encoding="utf-8")
    assert main(["text", "check", str(file)]) == 1
    said = capsys.readouterr().out
    assert "2:4  sigle  « RSA »" in said
    assert "2:8  passif" in said
    assert "« atelier »" in said


def test_the_answer_for_programs_is_whole(typed, capsys):
    typed(b"Un tiers-lieu ouvre.")
    assert main(["text", "check", "-", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["mots"] == 3
    assert told["mention"] == ""
    (finding,) = told["a_changer"]
    assert (finding["genre"], finding["ligne"], finding["colonne"]) == ("mot-difficile", 1, 4)


def test_strict_asks_for_shorter_sentences(typed):
    thirteen = (" ".join(["mot"] * 13) + ".").encode()
    typed(thirteen)
    assert main(["text", "check"]) == 0
    typed(thirteen)
    assert main(["text", "check", "--strict"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["text", "check", "/nulle/part.txt"], "ne peut pas être lu"),
        (["text", "check", "--mots", "0"], "attendu de 5 à 60"),
        (["text", "check", "--relecteurs", "moi"], "attendu une organisation et un jour"),
        (
            ["text", "check", "--relecteurs", "ESAT, 2026-02-30"],
            "attendu une organisation et un jour",
        ),
    ],
)
def test_a_demand_that_cannot_be_met_says_why(typed, capsys, arguments, said):
    typed(b"Bonjour.")
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("raw", "said"), [(b"\xff\xfe", "UTF-8"), (b"a" * 1_000_001, "octets")])
def test_a_file_that_is_no_text_or_too_large_is_refused(typed, capsys, raw, said):
    typed(raw)
    assert main(["text", "check"]) == 2
    assert said in capsys.readouterr().err


def test_a_very_long_text_is_refused():
    with pytest.raises(TextRefused, match="200000 au plus"):
        clarity_of("a " * 100_001)


def test_only_a_recorded_panel_gives_the_other_label():
    clear = clarity_of("Venez nous voir.")
    assert "FALC" not in clear.label()
    assert clear.label([panel_of("ESAT Les Genêts, 2026-11-12")]).startswith("FALC, relu par")


def test_the_words_not_understood_are_listed_for_whoever_runs_the_site(capsys):
    for word in ["rsa"] * 5 + ["bidulologie"] * 2:
        count_unknown_word(actor=ANYONE, said=word, page="lieu", today=date.today())  # noqa: DTZ011
    assert main(["mots"]) == 0
    said = capsys.readouterr().out
    assert "7 signalements" in said
    assert "bidulologie" in said
    assert main(["mots", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mots"] == [{"mot": "RSA", "signalements": 5}]
    assert told["ecrits"][0]["mot"] == "bidulologie"


def test_the_page_shows_what_to_change_and_keeps_what_was_pasted(client):
    answer = client.post("/mots/verifier/", {"texte": "Le RSA <b>change</b>."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 point à revoir" in page
    assert "&lt;b&gt;change&lt;/b&gt;" in page
    assert "<b>change" not in page


def test_the_page_says_when_there_is_nothing_to_change_and_when_it_is_stricter(client):
    text = " ".join(["mot"] * 13) + "."
    assert "vous pouvez dire" in client.post("/mots/verifier/", {"texte": text}).content.decode()
    strict = client.post("/mots/verifier/", {"texte": text, "strict": "1"}).content.decode()
    assert "13 mots, 12 au plus" in strict


@pytest.mark.parametrize("text", ["", " ", "…", "mot " * 5001])
def test_a_pasted_text_without_a_word_or_too_long_is_refused_and_comes_back(client, text):
    answer = client.post("/mots/verifier/", {"texte": text})
    assert answer.status_code == 422
    assert text.strip()[:40] in answer.content.decode()


def test_what_stops_is_shown_in_the_text_itself_and_leads_to_its_suggestion(client):
    text = "Venez.\nLe workshop est animé par deux voisins."
    page = client.post("/mots/verifier/", {"texte": text}).content.decode()
    assert '<mark class="words-hard">workshop</mark>' in page
    assert 'href="#point-1"' in page
    assert 'id="point-1"' in page
    assert "atelier" in page


def test_the_pieces_are_the_whole_text_and_each_point_opens_once():
    text = "Le RSA est versé par le manager " + "et " * 20 + "voilà."
    report = report_on(text, strict=False)
    assert "".join(piece.text for piece in report.pieces) == text
    opened = sorted(number for piece in report.pieces for number in piece.opens)
    assert opened == [point.number for point in report.points]


@pytest.mark.parametrize(
    "text",
    [
        *("." * 20_000 + "a", ". " * 9_000, "a. " * 6_000, "est vu. " * 2_000, "\0" * 9_000 + "a"),
        *("A" * 19_000, "mail " * 4_000, "\u202e\u200b\ufeff mot " * 1_000, "(RSA " * 4_000),
    ],
    ids=lambda text: repr(text[:5]),
)
def test_a_hostile_text_is_answered_and_its_page_stays_bounded(client, text):
    answer = client.post("/mots/verifier/", {"texte": text[:20_000]})
    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert len(page) < 150_000
    assert not re.search("[\x00-\x08\u200b\u202e\ufeff]", page)


def test_a_text_of_a_million_signs_is_refused_in_words_and_not_sent_back_whole(client):
    answer = client.post("/mots/verifier/", {"texte": "mot " * 250_000})
    assert answer.status_code == 422
    assert "signes. Collez-en" in answer.content.decode()
    assert len(answer.content) < 250_000


def test_a_form_may_have_one_of_its_fields_looked_at(client):
    said = {"champ": "presentation", "presentation": "Le workshop.", "texte": "autre"}
    page = client.post("/mots/verifier/", said).content.decode()
    assert "Le workshop.</textarea>" in page


def test_advice_in_a_form_proposes_and_never_forbids():
    shown = '{% load ui %}{% text_advice "presentation" "Présentation" text %}'
    told = Template(shown).render(Context({"text": "Le workshop."}))
    assert "1 point à revoir" in told
    assert 'formaction="/mots/verifier/"' in told
    assert "formnovalidate" in told
    assert "texte clair" in Template(shown).render(Context({"text": "Venez nous voir."}))
    assert "point" not in Template(shown).render(Context({"text": ""}))


def test_an_acronym_out_of_the_glossary_is_spelt_out_too():
    (found,) = clarity_of("Signez un CDD.").findings
    assert "contrat de travail à durée déterminée (CDD)" in found.suggestion
