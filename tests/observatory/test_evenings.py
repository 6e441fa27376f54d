"""The next round of evenings: those held count, nobody does better, and the figures add up."""

from itertools import combinations

import numpy as np
import pytest

from entrelieux.directory.reaching import reach_model
from entrelieux.engine.access import pairs_of
from entrelieux.engine.reach import Mode
from entrelieux.exchanges.models import Meeting
from entrelieux.kernel.viewer import ANYONE
from entrelieux.observatory.evenings import selectors
from entrelieux.observatory.evenings.selectors import next_round
from entrelieux.observatory.siting.adapters import origins, targets
from entrelieux.observatory.territory import territory
from entrelieux.territories.selectors import communes_table
from tests import signing

pytestmark = pytest.mark.django_db
CEVENNES = {"territoire": "dep-48", "minutes": "15", "combien": "2"}


@pytest.fixture(autouse=True)
def _offer(network):
    network.place("48095")
    network.publish()


def held(code):
    Meeting.objects.create(
        ref=f"tenue-{code}",
        title="Soirée",
        place_name="Salle",
        code_insee=code,
        departement="48",
        starts_at="2026-01-08T18:00:00Z",
        ends_at="2026-01-08T20:00:00Z",
        state=Meeting.State.HELD,
    )


def covered(codes, minutes):
    """People within reach of one of these communes, counted apart from the engine of choices."""
    table, ranks = communes_table(), territory("dep-48").communes
    near = pairs_of(reach_model(), origins(ranks), targets(ranks), Mode.VOITURE, minutes)
    wanted = {n for n, rank in enumerate(ranks.tolist()) if table.codes[rank] in codes}
    return sum(
        int(table.population[rank])
        for n, rank in enumerate(ranks.tolist())
        if wanted & set(near.site[near.start[n] : near.start[n + 1]].tolist())
    )


def test_an_evening_held_already_counts_and_is_not_proposed_again():
    held("48095")
    found = next_round(ANYONE, CEVENNES)
    assert found.before == covered({"48095"}, 15)
    assert "48095" not in {one.code for one in found.proposed}
    assert found.after == covered({"48095", *(one.code for one in found.proposed)}, 15)
    assert found.after - found.before == sum(one.gains for one in found.proposed)


def test_no_two_communes_of_the_most_peopled_do_better():
    found = next_round(ANYONE, CEVENNES)
    assert found.is_proved
    table, ranks = communes_table(), territory("dep-48").communes
    largest = ranks[np.argsort(-table.population[ranks])][:8]
    best = max(
        covered({table.codes[a], table.codes[b]}, 15) for a, b in combinations(largest.tolist(), 2)
    )
    assert found.after >= best


def test_the_page_says_its_proof_and_refuses_what_cannot_be():
    client = signing.visitor().client
    page = client.get("/observatoire/prochaines-rencontres/", CEVENNES)
    assert page.status_code == 200
    assert "prouvé" in page.content.decode()
    for wrong in (
        {"territoire": "pays"},
        {"combien": "999"},
        {"minutes": "\x00"},
        {"territoire": "x"},
    ):
        refused = client.get("/observatoire/prochaines-rencontres/", {**CEVENNES, **wrong})
        assert refused.status_code == 422


def test_every_choice_of_the_form_can_be_asked():
    for count in selectors.EVENINGS:
        assert len(next_round(ANYONE, {"combien": str(count)}).proposed) <= count
