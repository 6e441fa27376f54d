"""A reference that no database can hold is absent, like any other: never a fault of the site."""

import pytest
from django.test import Client

from entrelieux.kernel.viewer import Role
from tests.signing import mandated, operator, person

pytestmark = pytest.mark.django_db
SOMEBODY_NEW = {"prenom": "Zoé", "nom": "Essai", "mot_de_passe": "trois mots et un oiseau"}


@pytest.mark.parametrize(
    ("who", "method", "address"),
    [
        ("visitor", "get", "/compte/invitation/%00-x/"),
        ("visitor", "post", "/compte/invitation/%00-x/"),
        ("person", "post", "/compte/autorisations/%00/retirer/"),
        ("admin", "get", "/compte/autorisations/invitations/%00/"),
        ("admin", "post", "/compte/autorisations/invitations/%00/retirer/"),
        ("operator", "get", "/compte/reseaux/%00/"),
        ("agent", "get", "/guichet/visites/%00/"),
        ("agent", "post", "/guichet/visites/%00/effacer/"),
        ("agent", "get", "/guichet/visites/%00/confier/x/"),
    ],
)
def test_it_is_absent_on_both_databases(who, method, address):
    client = {
        "visitor": Client,
        "person": lambda: person().client,
        "admin": lambda: mandated(Role.ADMINISTRATOR, organisation="structure-ici").client,
        "agent": lambda: mandated(Role.AGENT, organisation="structure-ici").client,
        "operator": lambda: operator().client,
    }[who]()
    assert getattr(client, method)(address, SOMEBODY_NEW).status_code == 404
