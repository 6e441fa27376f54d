"""From a person's words to needs: what pages, the API and the command line promise alike."""

import csv
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.reception.learning import load_model, stem, what_changes
from entrelieux.reception.understanding import MAX_LETTERS, WordsError, understood_in
from entrelieux.site.cli import main

TEA_ROOM = "je veux ouvrir un salon de thé, j'ai pas d'ordi et j'ai peur de perdre le rsa"
REQUESTS = Path(__file__).resolve().parents[2] / "bench/requests"


def codes(words, *, sure=False):
    card = understood_in(ANYONE, words)
    return [p.need.code for p in card.proposals if p.is_sure or not sure]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (TEA_ROOM, {"creer-entreprise", "avoir-ordinateur", "garder-ses-droits"}),
        ("usager sans mail, veut déclarer impôts", {"utiliser-email", "comprendre-impots"}),
        ("ma déclaration CAF", {"faire-demarches-en-ligne"}),
        ("jai pa dinternet a la meson", {"acces-internet"}),
        ("BONJOUR JE CHERCHE DU TRAVAIL", {"chercher-emploi"}),
        ("le proprio nous met dehors / frigo vide", {"garder-logement", "aide-alimentaire"}),
    ],
)  # fmt: skip
def test_needs_are_found_however_they_are_said(words, expected):
    assert expected <= set(codes(words, sure=True))
    assert set(codes(words)[: len(expected)]) == expected


def test_what_is_there_already_is_not_proposed():
    assert "avoir-ordinateur" in codes("il me faut un ordinateur")
    assert "avoir-ordinateur" not in codes("j'ai déjà un ordinateur")
    assert codes("j'ai déjà un ordinateur, je cherche une formation")[0] == "me-former"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("je ne veux pas perdre mon logement", "garder-logement"),
        ("je ne veux pas être expulsé", "garder-logement"),
        ("je ne veux pas perdre le rsa", "garder-ses-droits"),
        ("je ne veux pas perdre mon travail", "garder-emploi"),
        ("je ne veux pas fermer mon entreprise", "entreprise-difficulte"),
        ("j'ai un ordi mais il est cassé", "avoir-ordinateur"),
        ("j'ai une voiture, mais elle est en panne", "trouver-vehicule"),
    ],
)  # fmt: skip
def test_a_loss_feared_and_a_thing_broken_are_asked_for(words, expected):
    assert codes(words, sure=True) == [expected]


@pytest.mark.parametrize(
    ("words", "met", "asked"),
    [
        ("j'ai le permis et la voiture, je cherche un job", "trouver-vehicule", "chercher-emploi"),
        ("ordinateur, ok. ne sait pas envoyer de mail", "avoir-ordinateur", "utiliser-email"),
        ("pas besoin de crèche, je veux passer le permis", "garde-enfants", "passer-permis"),
    ],
)  # fmt: skip
def test_what_is_met_is_told_from_what_is_asked(words, met, asked):
    found = codes(words, sure=True)
    assert asked in found
    assert met not in found


@pytest.mark.parametrize("words", ["bonjour", "azerty qsdf wxcv", "il fait beau", "", "?!", "42"])
def test_it_says_that_it_did_not_understand_rather_than_guess(words):
    card = understood_in(ANYONE, words)
    assert (card.is_understood, card.proposals) == (False, ())
    assert "liste" in card.message


@given(st.text(max_size=400))
def test_pieces_give_the_words_back_unchanged(words):
    card = understood_in(ANYONE, words)
    assert card.words == words == "".join(piece.text for piece in card.pieces)
    assert bool(card.proposals) == card.is_understood == (not card.message)
    for proposal in card.proposals:
        assert all(part in words for part in proposal.because)


def test_marked_words_are_those_that_led_to_a_sure_proposal():
    card = understood_in(ANYONE, TEA_ROOM)
    marked = {code for piece in card.pieces for code in piece.needs}
    assert marked == {p.need.code for p in card.proposals if p.is_sure}
    assert [p.text for p in card.pieces if "avoir-ordinateur" in p.needs] == ["ordi"]


def test_too_many_words_are_refused_and_said():
    with pytest.raises(WordsError, match=f"{MAX_LETTERS + 1} caractères"):
        understood_in(ANYONE, "a" * (MAX_LETTERS + 1))


@pytest.mark.parametrize(
    ("name", "column"), [("jamais-vues", "besoins"), ("thematiques", "thematiques")]
)
def test_requests_written_apart_are_understood(name, column):
    """A floor under what ``python -m bench words`` measures: nobody may break it unseen."""
    speaks = {n.code: {n.code, *n.thematiques} for n in needs_pack.load_needs()}
    hit = asked = 0
    with (REQUESTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted = [code for code in row[column].split("|") if code]
            found = codes(row["demande"])[: len(wanted) + 2]
            near = set().union(*(speaks[code] for code in found))
            hit += sum(code in near for code in wanted)
            asked += len(wanted)
    assert hit / asked >= 0.8


def test_the_api_gives_needs_with_their_standard_codes(client):
    answer = client.post(
        "/api/v1/understand", json.dumps({"words": TEA_ROOM}), content_type="application/json"
    ).json()
    assert answer["understood"] is True
    first = answer["needs"][0]
    assert set(first) == {"code", "label", "thematiques", "services", "confidence", "because"}
    by_code = {need["code"]: need for need in answer["needs"]}
    assert by_code["avoir-ordinateur"]["thematiques"] == ["numerique--acquerir-un-equipement"]
    assert by_code["avoir-ordinateur"]["because"] == ["ordi"]
    confidences = [need["confidence"] for need in answer["needs"]]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.django_db
def test_words_leave_no_trace(client, caplog):
    secret = "mon mari Gontran me frappe et je cherche un logement"
    client.post(
        "/api/v1/understand", json.dumps({"words": secret}), content_type="application/json"
    )
    assert "Gontran" not in caplog.text
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "Gontran" not in repr(cursor.fetchall()), table


def test_the_api_says_what_it_expects(client):
    for body in ({}, {"words": 3}, {"words": "a" * 1001}, {"words": "x", "more": 1}):
        answer = client.post(
            "/api/v1/understand", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code == 422, body
        assert answer.json()["errors"]


def test_the_command_prints_json(capsys):
    assert main(["understand", TEA_ROOM, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [n["code"] for n in found["needs"][:2]]
    assert main(["understand", "bonjour", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["needs"] == []


def test_one_line_in_gives_one_line_out(capsys, monkeypatch):
    lines = [TEA_ROOM, "", "bonjour", "a" * 2000, "je veux passer le permis"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["understand", "-", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) == len(lines)
    assert [bool(one["needs"]) for one in found] == [True, False, False, False, True]
    assert all(set(one) == {"needs", "understood", "message"} for one in found)
    assert "2000" in found[3]["message"]


def test_in_words_the_command_says_which_words_count(capsys):
    assert main(["understand", "je veux passer le permis"]) == 0
    assert "passer-permis" in capsys.readouterr().out
    assert main(["understand", "bonjour"]) == 1
    assert "compris" in capsys.readouterr().out


def test_a_phrase_is_tried_before_it_is_added(monkeypatch, capsys):
    """Learning takes a minute: here the model learnt is the one shipped."""
    monkeypatch.setattr("entrelieux.reception.learning.learnt", lambda *_more: load_model())
    shift = what_changes("monter une yourte", "chercher-logement", [TEA_ROOM])
    assert shift.tried > 4000
    assert shift.changed == ()
    assert shift.asked == ((TEA_ROOM, codes(TEA_ROOM)[0], codes(TEA_ROOM)[0]),)
    assert main(["understand", TEA_ROOM, "--essayer", "une yourte"]) == 2
    assert main(["understand", "x", "--essayer", "une yourte", "--besoin", "voler"]) == 2
    assert "voler" in capsys.readouterr().err


def test_two_people_read_at_the_same_moment_are_both_read_well():
    words = sorted(load_model().speller.known)[:4000]
    expected = [stem(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _n: [stem(word) for word in words], range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected] * 4
