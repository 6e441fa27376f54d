"""Somebody reads the charter, signs and asks; an animator welcomes; a card; gone at once."""

import re

from django.test import Client

from entrelieux.kernel.looks import looks_at
from entrelieux.kernel.models import Message
from entrelieux.networks.models import Member, Signature
from entrelieux.passerelles.following import subject_of
from tests.passerelles.pages import hidden, plain


def test_a_person_joins_from_nothing_is_welcomed_prints_a_card_and_leaves(club):
    assert "Répondre aux autres membres" in plain(Client().get(club.address("charte/")))
    form = Client().get(club.address("adherer/"))
    answer = Client().post(
        club.address("adherer/"),
        {
            "cle": hidden(form),
            "secteur": "creer",
            "activite": "je couds des sacs",
            "commune": "Mende",
            "moyen": "courriel",
            "contact": "lou@exemple.test",
            "nom": "Lou Essai",
            "signe": "1",
        },
    )
    assert answer.status_code == 303, plain(answer)
    token = re.search(r"/suivi/([^/]+)/", answer["Location"])[1]
    row = Member.objects.get()
    assert (row.state, row.sector, row.shown) == ("demandee", "creer", {})
    assert (Signature.objects.get().name, row.manner) == ("Lou Essai", "page")
    assert "demande envoyée" in plain(Client().get(f"/suivi/{token}/"))

    listed = club.animator.client.get(club.address("demandes/"))
    assert "Mende" in plain(listed)
    assert "Lou" not in plain(listed)
    one = club.address(f"demandes/{row.ref}/")
    assert "Lou Essai" in plain(club.animator.client.get(one))
    looked = looks_at(subject_of(row.follow_up.ref))
    assert [one.what for one in looked] == ["demande d'adhésion"]
    assert club.animator.client.post(one, {"faire": "accueillir"}).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.number) == ("accueillie", 1)
    assert Message.objects.filter(key__startswith=f"reseau:{row.ref}:accueil").count() == 1

    card = plain(Client().get(f"/suivi/{token}/reseau/carte/{row.ref}/"))
    assert "Lou Essai" in card
    assert "Membre n° 1" in card
    assert "charte, version 1" in card

    assert club.does(token, row.ref, "quitter").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.activity) == ("quittee", "")
    assert not Message.objects.filter(key__startswith="reseau:").exists()
    assert Client().get(f"/suivi/{token}/reseau/carte/{row.ref}/").status_code == 404
