"""The list: which places, in which order, page after page."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from entrelieux.directory import selectors, served
from entrelieux.directory.selectors import DirectoryParams
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE
from entrelieux.packs.fr.needs import profile_of
from tests.directory.factories import (
    OTHER,
    RecordDraft,
    organisation,
    permanence,
    place,
    publish,
    service,
)

pytestmark = pytest.mark.django_db

# Langogne's town hall is at 3.85456, 44.7269: 0.01 degree of latitude is 1.1 km further.
NEAR, FAR, VERY_FAR = {"lat": 44.73}, {"lat": 44.80}, {"lat": 45.2}
ELSEWHERE = {"code_insee": "48095", "commune": "Mende", "code_postal": "48000"}


def a_list(**filters):
    return selectors.place_list(ANYONE, DirectoryParams(**filters))


def test_without_a_commune_places_come_by_name_whatever_the_accents(found):
    publish(*(place(name) for name in ("Zinc", "Écluse", "abri", "Ebène")))
    assert found() == ["abri", "Ebène", "Écluse", "Zinc"]


def test_around_a_commune_the_nearest_comes_first_and_the_far_are_left_out(found):
    publish(
        place("Loin", lon=3.85, **VERY_FAR, **ELSEWHERE),
        place("B", lon=3.85, **FAR, **ELSEWHERE),
        place("C", lon=3.85, **NEAR),
    )
    assert found(commune="Langogne") == ["C", "B"]
    assert found(commune="48080", rayon_km=100) == ["C", "B", "Loin"]
    assert found(commune="Langogne", rayon_km=0) == ["C"]


def test_a_place_of_the_commune_without_a_point_is_not_lost(found):
    publish(place("Sans point"), place("Ailleurs sans rien", code_insee="", commune=""))
    assert found(commune="Langogne", rayon_km=5) == ["Sans point"]
    assert found(commune="Langogne", rayon_km=0) == ["Sans point"]


def test_a_former_code_is_the_commune_of_today(found):
    publish(place("Onzième", code_insee="75111", commune="Paris", lon=2.38, lat=48.86))
    assert found(commune="75056", rayon_km=0) == ["Onzième"]


def test_words_are_looked_for_in_name_address_commune_and_organisation(found):
    hall = place("Halle", adresse="3 Rue de l'Église")
    other = place("Autre")
    host = organisation("Les Fées du bocage")
    publish(hall, other, host, service("Atelier", host, other))
    assert found(q="eglise HALLE") == ["Halle"]
    assert found(q="fees") == ["Autre"]
    assert set(found(q="langogne")) == {"Autre", "Halle"}
    assert set(found(q="halle fees")) == {"Autre", "Halle"}
    assert a_list(q="halle fees").words.is_partial


def test_a_need_keeps_exact_and_close_answers_only(found):
    helper = organisation("Aidants")
    exact, close, related = place("Exact"), place("Proche"), place("Voisin")
    theme = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
    publish(
        *(helper, exact, close, related),
        service("S", helper, exact, thematiques=(theme,)),
        service("S", helper, close, services_mediation=("Aide aux démarches administratives",)),
        service(
            "S", helper, related, services_mediation=("Accès internet et matériel informatique",)
        ),
    )
    assert found(besoin="connaitre-droits") == ["Exact", "Proche"]
    assert found(besoin=theme) == ["Exact", "Proche"]


def test_a_roof_lends_its_kind_only_to_those_who_state_none(found):
    library = place("Médiathèque", kind="bibliotheque")
    adviser = organisation("Conseil à la création", kind="creation-accompagnement")
    publish(library, adviser, service("Rendez-vous", adviser, library))
    (card,) = a_list().cards
    advised = {c for c, worth in profile_of((), (), adviser.kind).items() if worth <= 1}
    read = {c for c, worth in profile_of((), (), library.kind).items() if worth <= 1}
    assert {code for code, _label in card.besoins} == advised
    assert all(found(besoin=code) == ["Médiathèque"] for code in advised)
    assert read - advised
    assert all(found(besoin=code) == [] for code in read - advised)


def test_a_permanence_counts_until_it_ends(found):
    helper, home, guest = organisation("Aidants"), place("Chez eux"), place("Accueil")
    given = service(
        "Aide", helper, home, services_mediation=("Aide aux démarches administratives",)
    )
    publish(helper, home, guest, given, permanence(given, guest, "Tu 09:00-12:00"))
    assert found(besoin="faire-demarches-en-ligne") == ["Accueil", "Chez eux"]
    publish(given, helper, permanence(given, guest, "Tu 09:00-12:00", ends_on=date(2020, 1, 1)))
    assert found(besoin="faire-demarches-en-ligne") == ["Chez eux"]


def test_on_a_day_open_places_come_first_then_those_nobody_knows(found):
    publish(
        place("A inconnu"),
        place("B fermé", horaires="Mo 09:00-12:00"),
        place("C ouvert", horaires="Tu 09:00-12:00"),
    )
    assert found(ouvert="mar") == ["C ouvert", "A inconnu"]
    assert "à vérifier" in a_list(ouvert="mar").order


def test_a_place_opens_when_one_of_its_services_does(found):
    helper, home = organisation("Aidants"), place("Sans horaires")
    publish(helper, home, service("Aide", helper, home, horaires="Fr 14:00-17:00"))
    assert found(ouvert="ven") == ["Sans horaires"]
    assert found(ouvert="lun") == []
    (card,) = a_list().cards
    assert card.hours == "selon le service : ven. 14 h–17 h"


def test_kind_departement_and_itinerance_filter(found):
    publish(
        place("Bus", itinerant=True, kind="bus-itinerant"),
        place("Mairie", kind="mairie", itinerant=False),
        place("Lyon", code_insee="69123", commune="Lyon", code_postal="69001"),
    )
    assert found(nature="mairie") == ["Mairie"]
    assert found(departement="69") == ["Lyon"]
    assert found(itinerant=True) == ["Bus"]


def test_a_place_that_two_producers_describe_is_counted_once():
    point = {"lon": 3.85, "lat": 44.73}
    publish(
        place("Médiathèque de Langogne", **point, confirmed_on=date(2023, 1, 1)),
        place("Médiathèque Langogne", OTHER, **point, confirmed_on=date(2024, 1, 1)),
        place("Autre", **point),
    )
    page = a_list()
    assert [card.name for card in page.cards] == ["Autre", "Médiathèque Langogne"]
    assert (page.total, tuple(one.others for one in page.found)) == (2, (0, 1))
    apart = selectors.place_list(ANYONE, DirectoryParams(), twins_apart=True)
    assert apart.total == 3


def test_a_withdrawn_place_leaves_the_list_and_keeps_its_sheet(found):
    gone = place("Fermé", record_keys=("1",))
    publish(gone, RecordDraft("reelle", "1", {"nom": "Fermé"}))
    assert found() == ["Fermé"]
    publish(place("Neuf", record_keys=("1",)), RecordDraft("reelle", "1", {"nom": "Neuf"}))
    from entrelieux.directory.models import Place

    Place.objects.filter(ref=gone.ref).update(withdrawn_on=date(2026, 1, 2))
    served._KEPT.table = None
    assert found() == ["Neuf"]
    assert selectors.place_for(ANYONE, gone.ref).withdrawn_on == date(2026, 1, 2)


def test_pages_hold_every_place_once_and_numbers_beyond_come_back(communes):
    publish(*(place(f"Lieu {n:02d}") for n in range(60)))
    pages = [a_list(page=n) for n in (1, 2, 3)]
    assert [len(page.cards) for page in pages] == [25, 25, 10]
    names = [card.name for page in pages for card in page.cards]
    assert names == [f"Lieu {n:02d}" for n in range(60)]
    assert (a_list(page=99).page, a_list(page=-4).page) == (3, 1)


def test_publishing_again_changes_the_list_at_once(found):
    publish(place("Un"))
    assert found() == ["Un"]
    publish(place("Deux"))
    assert found() == ["Deux", "Un"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("besoin", "creer-entreprises", "creer-entreprise"),
        ("nature", "chateau", "Attendu"),
        ("ouvert", "lundi", "lun, mar"),
        ("departement", "999", "01, 02"),
        ("commune", "Xyzzyville", "commune"),
    ],
)
def test_an_unknown_filter_says_what_is_expected(communes, field, value, says):
    with pytest.raises(UserError) as refused:
        a_list(**{field: value})
    assert refused.value.field == field
    assert value in refused.value.message
    assert says in refused.value.message


@pytest.mark.parametrize("count", [2, 40])
def test_a_page_asks_few_queries_whatever_it_shows(
    communes, client, django_assert_max_num_queries, count
):
    helper = organisation("Aidants")
    places = [place(f"Lieu {n}", lon=3.85 + n / 1000, **NEAR) for n in range(count)]
    given = [service("Aide", helper, one) for one in places]
    held = [permanence(given[0], one, "Mo 09:00-12:00") for one in places[1:]]
    publish(helper, *places, *given, *held)
    client.get("/lieux/?commune=Langogne")  # the table is built once per publication
    with django_assert_max_num_queries(8):
        answer = client.get("/lieux/?commune=Langogne")
    assert answer.context["page"].total == count
    with django_assert_max_num_queries(12):
        client.get(f"/lieux/{places[0].ref}/")


def test_in_english_the_words_of_the_pack_are_english(communes):
    helper, home = organisation("Aidants"), place("Ici", kind="mairie")
    publish(helper, home, service("Aide", helper, home, thematiques=("logement-hebergement",)))
    with override("en"):
        (card,) = a_list().cards
    assert card.kind_label == "Town hall"


def test_while_one_request_builds_the_table_of_a_new_day_others_are_not_kept_waiting(communes):
    publish(place("Un"))
    assert a_list().total == 1
    (*version, day), table = served._KEPT.table
    served._KEPT.table = ((*version, day - timedelta(days=1)), table)
    with served._KEPT.lock:  # somebody is building
        assert a_list().total == 1
    assert a_list().total == 1
    assert served._KEPT.table[0][-1] == day
