"""What is left to mend: said on a sheet to everybody, and of a territory to who animates it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from entrelieux.directory import selectors, stating
from entrelieux.directory.doubles.services import say_same
from entrelieux.directory.quality import words
from entrelieux.directory.quality.cards import ToMendParams
from entrelieux.directory.quality.reading import numbers_of
from entrelieux.directory.quality.selectors import sheet_quality, to_mend_page
from entrelieux.engine.records.quality import DEFECTS, RULES
from entrelieux.kernel.viewer import ANYONE, OPERATOR, Role
from tests import signing
from tests.directory.factories import OTHER, organisation, place, publish, service

pytestmark = pytest.mark.django_db
POINT = {"lon": 3.85704, "lat": 44.72571}
MENDE = {"commune": "Mende", "code_insee": "48095", "code_postal": "48000"}
PUY = {"commune": "Le Puy-en-Velay", "code_insee": "43157", "code_postal": "43000"}
WHOLE = {
    "adresse": "1 rue Haute",
    "horaires": "Mo-Fr 09:00-12:00",
    "telephone": "04 66 00 00 00",
    "courriel": "maison@exemple.fr",
    "presentation": "Une maison où l'on entre sans rendez-vous. " * 6,
    "wheelchair": False,
    "pivot": "21480080400015",
    **POINT,
}
HELPERS = organisation("Aidants")


def served(home, **values):
    said = {
        "services_mediation": ("Aide aux démarches administratives",),
        "publics": ("tous-publics",),
        "frais": ("gratuit",),
    }
    return service("Aide", HELPERS, home, **(said | values))


def fresh(days=0):
    return timezone.localdate() - timedelta(days=days)


def quality_of(draft):
    return sheet_quality(ANYONE, selectors.place_for(ANYONE, draft.ref))


def left(draft):
    return {part.defect for part in quality_of(draft).to_mend}


@pytest.fixture
def animator(communes):
    network = signing.network_with(zone="departement", zone_code="48", name="Réseau de Lozère")
    return signing.mandated(Role.ANIMATOR, network=network)


def listed(viewer, **asked):
    return to_mend_page(viewer, ToMendParams(**asked))


def names(viewer, **asked):
    return [one.name for one in listed(viewer, **asked).found]


def test_a_whole_sheet_has_nothing_left_to_mend(communes):
    home = place("Maison", confirmed_on=fresh(10), **WHOLE)
    publish(HELPERS, home, served(home))
    assert left(home) == set()
    assert quality_of(home).score == 100


@pytest.mark.parametrize(
    ("changed", "defect"),
    [
        ({"horaires": ""}, "horaires-absents"),
        ({"horaires": "", "horaires_original": "le matin"}, "horaires-illisibles"),
        ({"telephone": ""}, "telephone-absent"),
        ({"telephone": "04 66"}, "telephone-inutilisable"),
        ({"courriel": ""}, "sans-contact-ecrit"),
        ({"courriel": "maison arobase exemple"}, "contact-inutilisable"),
        ({"site_web": "maison.fr", "courriel": ""}, "contact-inutilisable"),
        ({"adresse": ""}, "adresse-partielle"),
        ({"code_postal": "4830"}, "adresse-partielle"),
        ({"lon": None, "lat": None, "position": "inconnue"}, "point-absent"),
        ({"position": "commune"}, "point-approche"),
        ({"wheelchair": None}, "acces-inconnu"),
        ({"presentation": ""}, "presentation-absente"),
        ({"presentation": "Une maison."}, "presentation-courte"),
        ({"pivot": ""}, "identifiant-absent"),
        ({"pivot": "214800"}, "identifiant-faux"),
        ({"confirmed_on": None}, "jamais-confirmee"),
        ({"confirmed_on": fresh(800)}, "trop-ancienne"),
        ({"confirmed_on": fresh(200)}, "a-reconfirmer"),
    ],
)
def test_each_thing_that_lacks_is_said_and_nothing_else(communes, changed, defect):
    home = place("Maison", **({"confirmed_on": fresh()} | WHOLE | changed))
    publish(HELPERS, home, served(home))
    assert left(home) == {defect}


@pytest.mark.parametrize(
    ("said", "defects"),
    [
        ({"publics": ()}, {"publics-absents"}),
        ({"frais": ()}, {"frais-absents"}),
        ({"services_mediation": ()}, {"services-imprecis"}),
    ],
)
def test_what_services_leave_unsaid_is_said_of_the_place(communes, said, defects):
    home = place("Maison", confirmed_on=fresh(), **WHOLE)
    publish(HELPERS, home, served(home, **said))
    assert left(home) == defects


def test_without_any_service_the_place_answers_nothing(communes):
    home = place("Maison", confirmed_on=fresh(), **WHOLE)
    publish(home)
    assert left(home) == {"services-absents", "publics-absents", "frais-absents"}


def test_the_hours_of_its_services_are_hours(communes):
    home = place("Maison", **(WHOLE | {"horaires": "", "confirmed_on": fresh()}))
    publish(HELPERS, home, served(home, horaires="Tu 14:00-17:00"))
    assert left(home) == set()


def test_a_bus_needs_no_door(communes):
    bus = WHOLE | {"itinerant": True, "adresse": "", "position": "commune"}
    home = place("Bus", confirmed_on=fresh(), **bus)
    publish(HELPERS, home, served(home))
    assert left(home) == set()


def test_another_sheet_of_the_same_place_is_to_be_decided_and_what_differs_is_said(communes):
    home = place("Maison", confirmed_on=fresh(), **WHOLE)
    same = place("Maison", OTHER, **(WHOLE | {"confirmed_on": fresh()}))
    publish(HELPERS, home, same, served(home), served(same))
    assert left(home) == {"doublon-a-decider"}
    other = place(
        "Maison", OTHER, **(WHOLE | {"telephone": "04 66 99 99 99", "confirmed_on": fresh()})
    )
    publish(HELPERS, home, other, served(home), served(other))
    assert left(home) == left(other) == {"doublon-a-decider", "desaccord"}
    assert [one.ref for one in quality_of(home).others] == [other.ref]


def test_once_somebody_decided_there_is_nothing_left_to_decide(communes):
    home = place("Maison", confirmed_on=fresh(), **WHOLE)
    other = place("Maison", OTHER, **(WHOLE | {"horaires": "Sa 09:00-12:00"}))
    publish(HELPERS, home, other, served(home))
    assert left(home) == {"doublon-a-decider", "desaccord"}
    say_same(actor=OPERATOR, kept_ref=home.ref, other_ref=other.ref)
    assert left(home) == set()


def test_a_number_written_in_two_ways_is_one_number():
    assert numbers_of("04 66 00 00 00") == numbers_of("+33466000000")
    assert numbers_of("04.66.00.00.00 / 06 00 00 00 00") > numbers_of("0466000000")
    assert numbers_of("25 60 00") == frozenset()
    assert numbers_of("25 60 00", "98") == {"256000"}


def test_a_place_that_left_its_list_is_not_judged(communes):
    home = place("Maison")
    publish(home)
    assert quality_of(home) is not None
    stating.close(actor=OPERATOR, place_ref=home.ref, on=fresh(), manner="reponse")
    assert quality_of(home) is None


def test_what_is_said_here_is_counted_at_once(animator):
    home = place("Maison", confirmed_on=fresh(400), **(WHOLE | {"telephone": ""}))
    publish(HELPERS, home, served(home))
    assert names(animator.viewer, defaut="telephone-absent") == ["Maison"]
    said = {"telephone": "04 66 00 00 00"}
    stating.state(
        actor=OPERATOR, place_ref=home.ref, said=said, manner="reponse", confirmed_on=fresh()
    )
    assert left(home) == set()
    assert listed(animator.viewer).total == 0


def test_somebody_sees_what_lacks_on_their_own_territory_alone(animator):
    here, far = place("Ici"), place("Loin", **PUY)
    publish(here, far)
    assert names(animator.viewer) == ["Ici"]
    assert names(OPERATOR) == ["Loin", "Ici"]
    assert names(animator.viewer, departement="43") == ["Ici"]


def test_the_list_goes_by_commune_then_name_and_never_by_score(animator):
    poor = place("Alpha", **MENDE)
    whole = place("Bêta", confirmed_on=fresh(), **(WHOLE | MENDE | {"pivot": ""}))
    publish(poor, whole, place("Zoé"))
    assert names(animator.viewer) == ["Zoé", "Alpha", "Bêta"]


def test_filters_and_counts_are_of_the_same_sheets(animator):
    publish(
        place("Un", kind="mairie", horaires="Mo 09:00-12:00"),
        place("Deux", OTHER, kind="mairie"),
        place("Trois", kind="bibliotheque", **MENDE),
    )
    page = listed(animator.viewer)
    assert (page.total, page.looked_at) == (3, 3)
    assert page.by_defect["horaires-absents"] == 2
    assert names(animator.viewer, defaut="horaires-absents") == ["Deux", "Trois"]
    assert names(animator.viewer, commune="48095") == ["Trois"]
    assert names(animator.viewer, producteur="autre") == ["Deux"]
    assert names(animator.viewer, nature="mairie") == ["Deux", "Un"]
    assert [(one.code, one.sheets) for one in page.producers] == [("autre", 1), ("reelle", 2)]
    assert [(one.label, one.sheets) for one in page.communes] == [("Langogne", 2), ("Mende", 1)]


@pytest.mark.parametrize("field", ["departement", "commune", "producteur", "nature", "defaut"])
@pytest.mark.parametrize("value", ["zzzz", "<b>", "'; --", "é" * 300, "\x00"])
def test_a_filter_that_names_nothing_is_set_aside(animator, field, value):
    publish(place("Ici"))
    assert names(animator.viewer, **{field: value}) == ["Ici"]
    answer = animator.client.get("/lieux/qualite/", {field: value, "page": value})
    assert answer.status_code == 200


def test_the_file_has_the_rows_of_the_page_in_its_order(animator):
    publish(*(place(f"Lieu {number:02}") for number in range(30)), place("=1+1", **MENDE))
    answer = animator.client.get("/lieux/qualite/liste.csv?defaut=horaires-absents")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    shown = [
        one
        for number in (1, 2)
        for one in listed(animator.viewer, defaut="horaires-absents", page=number).found
    ]
    assert [row["id"] for row in rows] == [one.ref for one in shown]
    assert rows[-1]["nom"] == "'=1+1"
    assert rows[0]["a_completer_d_abord"] == "horaires-absents"
    assert rows[0]["completude"] == str(shown[0].score)
    assert rows[0]["fiche"].endswith(f"/lieux/{shown[0].ref}/")


def test_a_page_of_the_list_asks_few_queries(animator, django_assert_max_num_queries):
    publish(*(place(f"Lieu {number}") for number in range(40)))
    animator.client.get("/lieux/qualite/")
    with django_assert_max_num_queries(12):
        animator.client.get("/lieux/qualite/")


def test_the_sheet_says_what_to_complete_first_and_where_to_those_who_may(
    communes, client, animator
):
    home = place("Maison", confirmed_on=fresh(), **(WHOLE | {"horaires": ""}))
    publish(HELPERS, home, served(home))
    address = reverse("directory:place", args=[home.ref])
    page = client.get(address).content.decode()
    assert "Cette fiche est-elle complète" in page
    assert "horaires inconnus" in page
    assert "80 sur 100" in page
    assert "/campagnes/" not in page
    assert f"lieux={home.ref}" in animator.client.get(address).content.decode()


def test_places_chosen_one_by_one_are_asked_however_fresh_they_are(animator):
    one, other = place("Un", confirmed_on=fresh()), place("Deux", confirmed_on=fresh())
    publish(one, other)
    asked = {"reseau": next(iter(animator.viewer.networks())), "mois": "0", "lieux": one.ref}
    page = animator.client.get("/campagnes/nouvelle/", asked)
    assert [c.name for c in page.context["found"].found] == ["Un"]
    sent = animator.client.post("/campagnes/nouvelle/", asked | {"nom": "Horaires"})
    assert sent.status_code == 303


def test_every_part_and_defect_has_words():
    assert set(words.PARTS) == {rule.code for rule in RULES}
    assert set(words.DEFECTS) == set(DEFECTS)


def test_a_day_to_come_is_no_reason_to_lose_points(communes):
    home = place("Maison", confirmed_on=date(2100, 1, 1), **WHOLE)
    publish(HELPERS, home, served(home))
    assert left(home) == set()
