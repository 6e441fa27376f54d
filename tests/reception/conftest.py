import re

import pytest

from entrelieux.reception.selectors import need_families
from entrelieux.reception.understanding import Piece, ProposalCard, UnderstandingCard
from entrelieux.reception.views import intake
from tests.factories import demo, network  # noqa: F401  fixtures

CLEAR = {"salon": "creer-entreprise", "rsa": "garder-ses-droits", "dormir": "trouver-hebergement"}
DIM = {"ordi": "avoir-ordinateur", "frappe": "violences-separation"}
KIND = "Nous n'avons pas compris : choisissez dans la liste ci-dessous."


def understood(_viewer, words):
    """A tiny reader that knows five words: what pages do of an answer, whatever gave it."""
    cards = {need.code: need for family in need_families() for need in family.needs}
    known, heard, pieces = CLEAR | DIM, {}, []
    for text in filter(None, re.split(r"(\w+)", words)):
        code = known.get(text.lower(), "")
        pieces.append(Piece(text, (code,) if code else ()))
        if code:
            heard.setdefault(code, []).append(text)
    proposals = tuple(
        ProposalCard(cards[code], 0.9, tuple(said), code in CLEAR.values(), (), ())
        for code, said in heard.items()
    )
    message = "" if proposals else KIND
    return UnderstandingCard(words, proposals, tuple(pieces), (), bool(proposals), message)


@pytest.fixture
def reads_five_words(monkeypatch):
    monkeypatch.setattr(intake, "understood_in", understood)
