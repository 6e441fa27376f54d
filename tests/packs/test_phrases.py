"""The phrases of the pack: well formed, never those it is measured on, and learnt as shipped."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from entrelieux.engine.language.tokens import tokens_of
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import phrases as pack

REQUESTS = Path(__file__).resolve().parents[2] / "bench/requests"


def folded(text):
    return " ".join(token.word for token in tokens_of(text))


def test_weights_come_from_these_phrases():
    with pack.weights_file().open("rb") as file, np.load(file) as kept:
        assert str(kept["fingerprint"]) == pack.fingerprint(), "python scripts/build_phrases.py"


def test_every_need_has_many_phrases_of_its_own():
    counted = Counter(rank for p in pack.load_phrases() if p.weight == 1.0 for rank in p.needs)
    assert min(counted[need.rank] for need in needs_pack.load_needs()) >= 60


def test_no_phrase_is_one_that_the_engine_is_measured_on():
    known = {folded(phrase.text) for phrase in pack.load_phrases()}
    for file in REQUESTS.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                assert not row["besoins" if "besoins" in row else "thematiques"] or (
                    folded(row["demande"]) not in known
                ), row["demande"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("lexique.csv", "besoin,expression,force\nme-former,cours,9\n", "ligne 2 : force « 9 »"),
        ("lexique.csv", "besoin,expression,force\nvoler,avion,1\n", "besoin « voler » inconnu"),
        ("lexique.csv", "besoin,mot\n", "colonnes « besoin, mot »"),
        ("hors_sujet.csv", "phrase\nbonjour,madame\n", "ligne 2 : 1 colonnes attendues"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_its_line(tmp_path, monkeypatch, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    real = pack._file
    monkeypatch.setattr(
        pack, "_file", lambda asked: tmp_path / name if asked == name else real(asked)
    )
    with pytest.raises(pack.PhrasesError, match=said):
        pack.load_phrases.__wrapped__()


def test_a_phrase_given_twice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(
        "phrase,besoins\nouvrir un bar,creer-entreprise\nOuvrir un bar !,lieu-travail\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(pack, "_example_files", lambda: [tmp_path / "a.csv"])
    with pytest.raises(pack.PhrasesError, match=r"ligne 3 : phrase déjà donnée"):
        pack.load_phrases.__wrapped__()
