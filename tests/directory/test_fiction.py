"""Fiction and real places never stand together."""

import pytest
from django.urls import reverse

from entrelieux.directory import selectors
from entrelieux.directory.models import Place
from entrelieux.directory.policies import may_see_source
from entrelieux.kernel.viewer import ANYONE, OPERATOR
from tests.directory.factories import INVENTED, OTHER, REAL, organisation, place, publish, service

pytestmark = pytest.mark.django_db


def test_without_a_publication_there_is_nothing_and_no_fiction(found):
    assert found() == []
    assert selectors.offer_is_fiction() is False
    assert selectors.visible_source_ids(ANYONE) == frozenset()


def test_a_fiction_alone_is_shown_and_said(found, client):
    publish(place("Lieu inventé", INVENTED))
    assert found() == ["Lieu inventé"]
    assert selectors.offer_is_fiction() is True
    assert "Réseau fictif" in client.get(reverse("directory:place_list")).content.decode()


@pytest.mark.parametrize("viewer", [ANYONE, OPERATOR])
def test_one_real_place_makes_fiction_disappear_everywhere(found, client, viewer):
    invented = place("Lieu inventé", INVENTED)
    publish(invented)
    assert found() == ["Lieu inventé"]
    publish(place("Lieu réel"))
    assert found() == ["Lieu réel"]
    assert selectors.offer_is_fiction() is False
    with pytest.raises(Place.DoesNotExist):
        selectors.place_for(viewer, invented.ref)
    assert client.get(reverse("directory:place", args=[invented.ref])).status_code == 404
    assert client.get(f"/api/v1/places/{invented.ref}").status_code == 404
    assert client.get("/api/v1/places").json()["total"] == 1


def test_a_real_service_at_a_distance_is_something_real(found):
    publish(place("Lieu inventé", INVENTED))
    helper = organisation("Structure réelle")
    publish(helper, service("Au téléphone", helper, modes_accueil=("a-distance",)))
    assert found() == []
    assert selectors.offer_is_fiction() is False


def test_services_of_fiction_never_stand_at_a_real_place():
    real, helper = place("Lieu réel"), organisation("Structure inventée", INVENTED)
    publish(helper, real, service("Service inventé", helper, real))
    sheet = selectors.place_for(ANYONE, real.ref)
    assert sheet.services == ()
    assert sheet.card.organisations == ()


def test_the_predicate_and_the_rows_agree():
    publish(place("A", REAL), place("B", OTHER), place("C", INVENTED))
    seen = {row.source.is_fiction for row in selectors.places_visible_to(ANYONE)}
    assert seen == {
        fiction
        for fiction in (True, False)
        if may_see_source(ANYONE, is_fiction=fiction, offer_has_real=True)
    }
