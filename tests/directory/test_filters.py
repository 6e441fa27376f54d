"""Function, public, fee, equipment, open now, minutes: what each keeps, and what it never loses."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from entrelieux.directory import selectors
from entrelieux.directory.selectors import DirectoryParams
from entrelieux.kernel.errors import UserError
from entrelieux.kernel.viewer import ANYONE
from tests.directory.factories import OTHER, organisation, permanence, place, publish, service

pytestmark = pytest.mark.django_db

FIRM = organisation("La structure")
TUESDAY = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)  # 10:20 in Paris, 13:20 on Réunion
ELSEWHERE = {"code_insee": "48095", "commune": "Mende", "code_postal": "48000"}
NEAR, FAR = {"lon": 3.86, "lat": 44.73}, {"lon": 3.60, "lat": 44.60, **ELSEWHERE}
CREATE = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"
REUNION = {
    "code_insee": "97411", "commune": "Saint-Denis", "code_postal": "97400",
    "lon": 55.45, "lat": -20.88,
}  # fmt: skip


def offer(name, *, at=None, **said):
    """A place and its one service."""
    where = place(name, **(at or {}))
    return where, service(f"Service de {name}", FIRM, where, **said)


def listed(now=None, *, facets=False, **filters):
    return selectors.place_list(ANYONE, DirectoryParams(**filters), with_facets=facets, now=now)


def names(now=None, **filters):
    return [card.name for card in listed(now, **filters).cards]


def test_a_fee_keeps_those_who_say_it_then_those_who_say_nothing(communes):
    publish(
        FIRM,
        *offer("Z gratuit", frais=("gratuit",)),
        *offer("Payant", frais=("payant",)),
        *offer("Ne dit rien"),
        place("Sans service"),
    )
    assert names(frais="gratuit") == ["Z gratuit", "Ne dit rien", "Sans service"]
    page = listed(frais="gratuit")
    assert (page.total, page.known) == (3, 1)
    assert [one.doubts for one in page.found] == [(), ("frais",), ("frais",)]


def test_everybody_is_every_public(communes):
    publish(
        FIRM,
        *offer("Jeunes", publics=("jeunes",)),
        *offer("Tous", publics=("tous-publics",)),
        *offer("Aînés", publics=("seniors",)),
        *offer("Ne dit rien"),
    )
    assert names(public="jeunes") == ["Jeunes", "Tous", "Ne dit rien"]
    assert names(public="seniors") == ["Aînés", "Tous", "Ne dit rien"]


def test_a_second_service_that_says_nothing_leaves_the_question_open(communes):
    where, young = offer("Maison", publics=("jeunes",))
    publish(FIRM, where, young, service("Autre", FIRM, where))
    assert names(public="seniors") == ["Maison"]
    assert listed(public="seniors").known == 0


def test_a_code_that_the_pack_does_not_know_is_unknown(communes):
    publish(FIRM, *offer("Pass", frais=("pass-numerique",)))
    assert listed(frais="gratuit").known == 0
    assert listed(frais="gratuit").total == 1


def test_only_a_place_known_to_lack_an_equipment_is_left_out(communes):
    publish(
        FIRM,
        place("Avec rampe", wheelchair=True),
        place("Avec marches", wheelchair=False),
        place("Ne dit rien"),
    )
    assert names(equipement=("fauteuil",)) == ["Avec rampe", "Ne dit rien"]


def test_all_the_equipment_ticked_is_wanted(communes):
    internet = {"services_mediation": ("Accès internet et matériel informatique",)}
    publish(
        FIRM,
        *offer("Z complet", at={"wheelchair": True}, **internet),
        *offer("À moitié", **internet),
    )
    page = listed(equipement=("fauteuil", "ordinateur-internet"))
    assert [card.name for card in page.cards] == ["Z complet", "À moitié"]
    assert page.known == 1


def test_functions_are_derived_from_the_kind_and_from_the_services(communes):
    publish(
        FIRM,
        place("Bibliothèque", kind="bibliotheque"),
        *offer("Aide", services_mediation=("Aide aux démarches administratives",)),
        *offer("Créer", thematiques=(CREATE,)),
    )  # fmt: skip
    assert names(fonction="culture") == ["Bibliothèque"]
    assert names(fonction="aide_demarches") == ["Aide"]
    assert names(fonction="accompagnement_creation") == ["Créer"]


def test_open_now_leaves_out_the_closed_and_never_the_unknown(communes):
    publish(
        place("Z ouvert", horaires="Tu 09:00-12:00"),
        place("Fermé", horaires="Tu 14:00-18:00"),
        place("Ne dit rien"),
        place("Illisible", horaires="passez nous voir"),
        place("Sur rendez-vous", horaires='Tu 09:00-12:00 unknown "sur rendez-vous"'),
    )
    found = listed(TUESDAY, ouvert="maintenant")
    assert found.cards[0].name == "Z ouvert"
    assert {card.name for card in found.cards[1:]} == {
        "Ne dit rien",
        "Illisible",
        "Sur rendez-vous",
    }
    assert found.known == 1
    assert {one.doubts for one in found.found[1:]} == {("ouvert",)}


def test_open_now_is_asked_of_the_clock_of_the_place(communes):
    publish(
        place("Ici", horaires="Tu 10:00-11:00"),
        place("Là-bas", horaires="Tu 13:00-14:00", **REUNION),
        place("Là-bas fermé", horaires="Tu 10:00-11:00", **REUNION),
    )
    assert names(TUESDAY, ouvert="maintenant") == ["Ici", "Là-bas"]
    # 21:30 in Paris on Tuesday is already Wednesday on Réunion.
    late = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    publish(place("Là-bas", horaires="We 00:00-01:00", **REUNION))
    assert names(late, ouvert="maintenant") == ["Là-bas"]


def test_an_evening_that_passes_midnight_is_open_on_both_sides(communes):
    publish(place("Soirée", horaires="Tu 20:00-26:00"))
    for day, hour, found in ((24, 18, []), (24, 22, ["Soirée"]), (25, 0, ["Soirée"]), (25, 1, [])):
        then = datetime(2026, 11, day, hour, 30, tzinfo=UTC)  # an hour later in Paris
        assert names(then, ouvert="maintenant") == found, hour


def test_a_public_holiday_that_the_hours_do_not_settle_is_to_be_checked(communes):
    publish(
        place("Ne dit pas", horaires="Fr 09:00-17:00"),
        place("Fermé les fériés", horaires="Fr 09:00-17:00; PH off"),
    )
    christmas = datetime(2026, 12, 25, 10, 0, tzinfo=UTC)
    page = listed(christmas, ouvert="maintenant")
    assert ([card.name for card in page.cards], page.known) == (["Ne dit pas"], 0)
    friday = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)
    assert listed(friday, ouvert="maintenant").known == 2


def test_a_service_hosted_opens_the_door_of_a_place_that_says_nothing(communes):
    home, host = place("Maison"), place("Mairie")
    advice = service("Conseil", FIRM, home)
    publish(FIRM, home, host, advice, permanence(advice, host, "Tu 09:00-12:00"))
    assert listed(TUESDAY, ouvert="maintenant").cards[0].name == "Mairie"


def test_more_minutes_never_find_fewer_places(communes):
    spots = [{"lon": 3.86 + n / 20, "lat": 44.73} for n in range(12)]
    publish(
        *(place(f"Lieu {n}", **spot, **ELSEWHERE) for n, spot in enumerate(spots)),
        place("Sans point"),
    )
    kept = [
        {card.name for card in listed(commune="Langogne", minutes=str(m)).cards}
        for m in (1, 5, 10, 20, 45, 90)
    ]
    assert all(less <= more for less, more in pairwise(kept))
    assert kept[0] < kept[-1]
    assert "Sans point" in kept[0]


def test_the_shortest_trip_comes_first_and_is_said(communes):
    publish(place("Loin", **FAR), place("Près", **NEAR))
    page = listed(commune="Langogne", minutes="90")
    assert [card.name for card in page.cards] == ["Près", "Loin"]
    near, far = (one.minutes for one in page.found)
    assert 0 < near < far <= 90
    on_foot = listed(commune="Langogne", minutes="240", mode="pied").found[0]
    assert on_foot.minutes > near


def test_counts_are_what_each_option_gives(communes):
    internet = "Accès internet et matériel informatique"
    twin = {"lon": 3.86, "lat": 44.73}
    publish(
        FIRM,
        *offer("Un", at={"kind": "mairie", "horaires": "Tu 09:00-12:00"}, frais=("gratuit",)),
        *offer("Deux", at={"kind": "fablab", **FAR}, frais=("payant",), publics=("jeunes",)),
        *offer("Trois", at={"wheelchair": True}, services_mediation=(internet,)),
        *offer("Quatre", at={"itinerant": True, "horaires": "We 09:00-12:00"}),
        place("Médiathèque de Langogne", kind="bibliotheque", **twin),
        place("Médiathèque Haute", kind="mairie", **FAR),  # between the twins by name
        place("Médiathèque Langogne", OTHER, kind="bibliotheque", **twin),
    )  # fmt: skip
    for others in ({}, {"frais": "gratuit"}, {"ouvert": "maintenant"}, {"commune": "Langogne"},
                   {"equipement": ("fauteuil",)}, {"nature": "bibliotheque"}):  # fmt: skip
        facets = listed(TUESDAY, facets=True, **others).facets
        assert set(facets) >= {"besoin", "fonction", "public", "frais", "equipement", "ouvert"}
        for field, options in facets.items():
            for code, count in options.items():
                value = {"equipement": (*others.get("equipement", ()), code), "itinerant": True}
                page = listed(TUESDAY, **{**others, field: value.get(field, code)})
                assert (page.total, page.known) == tuple(count), (others, field, code)


def test_an_empty_list_says_what_each_change_would_give(communes):
    publish(place("Mairie", kind="mairie", horaires="Tu 09:00-12:00", **FAR))
    found = listed(TUESDAY, commune="Langogne", rayon_km=5, nature="mairie").loosened
    assert [(one.field, one.value, one.total) for one in found] == [
        ("rayon_km", "30", 1),
        ("commune", "", 1),
    ]
    (longer, *_rest) = listed(TUESDAY, commune="Langogne", minutes="10").loosened
    assert longer.field == "minutes"
    assert listed(commune="Langogne", minutes=longer.value).total == longer.total == 1
    assert listed(TUESDAY, nature="mairie").loosened == ()


@pytest.mark.parametrize(
    ("filters", "field", "said"),
    [
        ({"minutes": "trente", "commune": "Langogne"}, "minutes", "trente"),
        ({"minutes": "-5", "commune": "Langogne"}, "minutes", "de 1 à 240"),
        ({"minutes": "9" * 40, "commune": "Langogne"}, "minutes", "de 1 à 240"),
        ({"minutes": "0" * 8 + "19999", "commune": "Langogne"}, "minutes", "de 1 à 240"),
        ({"minutes": "٣٠", "commune": "Langogne"}, "minutes", "de 1 à 240"),
        ({"minutes": "30"}, "commune", "indiquez une commune"),
        ({"mode": "fusée"}, "mode", "voiture"),
        ({"fonction": "piscine"}, "fonction", "piscine"),
        ({"public": "' OR 1=1"}, "public", "tous-publics"),
        ({"frais": "cher"}, "frais", "gratuit"),
        ({"equipement": ("fauteuil", "\x00")}, "equipement", "fauteuil"),
        ({"ouvert": "hier"}, "ouvert", "maintenant"),
    ],
)
def test_a_filter_that_means_nothing_says_what_is_expected(communes, filters, field, said):
    publish(place("Un"))
    with pytest.raises(UserError) as wrong:
        listed(**filters)
    assert wrong.value.field == field
    assert said in wrong.value.message
