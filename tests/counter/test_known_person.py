"""Somebody who has a file comes to the desk: one file, one secret address, whatever is added."""

import secrets

import pytest

from entrelieux.counter.models import Visit
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.passerelles import persons, services
from entrelieux.passerelles.models import FollowUp, Passerelle
from tests import signing
from tests.counter.test_handing import send, step_away
from tests.counter.visiting import DESK, WORDS, plain


@pytest.fixture
def known(agent, desk):
    """As an evening leaves it: a file of this structure, without any need."""
    opening = services.Opening(code_insee="48080", needs=(), name="Nadège")
    return persons.open_person(
        actor=agent.viewer,
        opening=opening,
        organisation_ref=desk.ref,
        request_key=secrets.token_hex(16),
    )


def received(client, known):
    return client.post(
        f"{DESK}?dossier={known.ref}", {"mots": WORDS, "commune": "Langogne", "cle": "b" * 32}
    )


def test_what_is_handed_over_joins_the_file_that_is_there(agent, known):
    page = plain(agent.client.get(f"/passerelles/suivis/{known.ref}/"))
    assert "Chercher avec elle" in page
    assert "Vous recevez Nadège" in plain(agent.client.get(f"{DESK}?dossier={known.ref}"))
    ref = received(agent.client, known)["Location"].split("/")[3]
    step, codes = step_away(agent, ref)
    assert send(agent, ref, step, codes).status_code == 303
    assert FollowUp.objects.get().ref == known.ref
    assert Passerelle.objects.get().follow_up.ref == known.ref
    assert set(codes) <= set(FollowUp.objects.get().needs.values_list("code", flat=True))


def test_nobody_else_receives_somebody_for_their_file(agent, known, desk):
    stranger = signing.mandated(Role.AGENT, organisation="5" * 16)
    alone = services.open_follow_up(
        actor=ANYONE, opening=services.Opening("48080", ("creer-entreprise",)), request_key="c" * 32
    )
    for client, file in ((stranger.client, known), (agent.client, alone)):
        assert client.get(f"{DESK}?dossier={file.ref}").status_code == 404
        assert received(client, file).status_code == 404
    assert not Visit.objects.exists()


def test_a_file_shut_to_the_desk_receives_nothing_more_from_it(agent, known, desk):
    services.unshare(actor=ANYONE, token=known.token, item="", organisation_ref=desk.ref)
    assert received(agent.client, known).status_code == 404


def test_a_need_of_their_own_said_again_at_the_desk_is_handed_over(agent, known, desk):
    """It was in the file, said alone; once hidden from this desk, it stays so."""
    services.add_needs(actor=ANYONE, needs=("creer-entreprise",), token=known.token)
    assert "Lancer mon idée" not in plain(agent.client.get(f"/passerelles/suivis/{known.ref}/"))
    ref = received(agent.client, known)["Location"].split("/")[3]
    step, codes = step_away(agent, ref)
    assert send(agent, ref, step, codes).status_code == 303
    services.unshare(
        actor=ANYONE,
        token=known.token,
        item="besoin:creer-entreprise",
        organisation_ref=desk.ref,
    )
    services.add_needs(actor=agent.viewer, needs=("creer-entreprise",), follow_up=known.ref)
    assert "Lancer mon idée" not in plain(agent.client.get(f"/passerelles/suivis/{known.ref}/"))


def test_a_private_need_of_their_own_is_not_shown_by_saying_it(agent, known):
    services.add_needs(actor=ANYONE, needs=("garder-ses-droits",), token=known.token)
    services.add_needs(actor=agent.viewer, needs=("garder-ses-droits",), follow_up=known.ref)
    page = plain(agent.client.get(f"/passerelles/suivis/{known.ref}/"))
    assert "Aucun besoin n'est montré" in page
