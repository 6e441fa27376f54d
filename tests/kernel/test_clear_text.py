"""``entrelieux clarte`` and ``entrelieux mots``: what a terminal is told, and what is refused."""

import io
import json
import sys
from datetime import date

import pytest

from entrelieux.kernel.clear_text import TextRefused, clarity_of, panel_of
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
    assert main(["clarte"]) == 0
    assert "Mention possible : texte clair." in capsys.readouterr().out


def test_what_is_hard_is_told_with_its_place(tmp_path, capsys):
    file = tmp_path / "lettre.txt"
    file.write_text("Bonjour.\nLe RSA est versé par le workshop.", encoding="utf-8")
    assert main(["clarte", str(file)]) == 1
    said = capsys.readouterr().out
    assert "2:4  sigle  « RSA »" in said
    assert "2:8  passif" in said
    assert "« atelier »" in said


def test_the_answer_for_programs_is_whole(typed, capsys):
    typed(b"Un tiers-lieu ouvre.")
    assert main(["clarte", "-", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["mots"] == 3
    assert told["mention"] == ""
    (finding,) = told["a_changer"]
    assert (finding["genre"], finding["ligne"], finding["colonne"]) == ("mot-difficile", 1, 4)


def test_strict_asks_for_shorter_sentences(typed):
    thirteen = (" ".join(["mot"] * 13) + ".").encode()
    typed(thirteen)
    assert main(["clarte"]) == 0
    typed(thirteen)
    assert main(["clarte", "--strict"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clarte", "/nulle/part.txt"], "ne peut pas être lu"),
        (["clarte", "--mots", "0"], "attendu de 5 à 60"),
        (["clarte", "--relecteurs", "moi"], "attendu une organisation et un jour"),
        (["clarte", "--relecteurs", "ESAT, 2026-02-30"], "attendu une organisation et un jour"),
    ],
)
def test_a_demand_that_cannot_be_met_says_why(typed, capsys, arguments, said):
    typed(b"Bonjour.")
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("raw", "said"), [(b"\xff\xfe", "UTF-8"), (b"a" * 1_000_001, "octets")])
def test_a_file_that_is_no_text_or_too_large_is_refused(typed, capsys, raw, said):
    typed(raw)
    assert main(["clarte"]) == 2
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
    answer = client.post("/mots/texte-clair/", {"texte": "Le RSA <b>change</b>."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 point à revoir" in page
    assert "&lt;b&gt;change&lt;/b&gt;" in page
    assert "<b>change" not in page


def test_the_page_says_when_there_is_nothing_to_change_and_when_it_is_stricter(client):
    text = " ".join(["mot"] * 13) + "."
    assert "vous pouvez dire" in client.post("/mots/texte-clair/", {"texte": text}).content.decode()
    strict = client.post("/mots/texte-clair/", {"texte": text, "strict": "1"}).content.decode()
    assert "13 mots, 12 au plus" in strict


@pytest.mark.parametrize("text", ["", " ", "…", "mot " * 5001])
def test_a_pasted_text_without_a_word_or_too_long_is_refused_and_comes_back(client, text):
    answer = client.post("/mots/texte-clair/", {"texte": text})
    assert answer.status_code == 422
    assert text.strip()[:40] in answer.content.decode()
