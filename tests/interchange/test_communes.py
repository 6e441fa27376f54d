"""Where a place is: what is stated is believed as long as its parts agree."""

import pytest

from entrelieux.interchange.communes import Communes, Stated

LANGOGNE = {"code_insee": "48080", "code_postal": "48300", "commune": "Langogne"}
POINT = {"lon": 3.856, "lat": 44.7265}


@pytest.fixture(scope="module")
def communes():
    return Communes()


def test_a_point_inside_its_commune_is_kept_without_a_word(communes):
    found = communes.locate(Stated(**LANGOGNE, **POINT))
    assert (found.code_insee, found.lon, found.lat, found.position, found.why) == (
        *("48080", 3.856, 44.7265, "point"),
        "",
    )


@pytest.mark.parametrize(
    "stated",
    [
        {"code_insee": "48080"},
        {"code_postal": "48300", "commune": "LANGOGNE"},
        {"code_postal": "48300", "around": "Mairie, 1 place , Langogne"},
        {"commune": "Langogne"},
        {"around": "15 boulevard des Capucins 48300 LANGOGNE"},
    ],
)
def test_without_a_point_the_centre_of_the_commune_stands_in(communes, stated):
    found = communes.locate(Stated(**stated))
    assert (found.code_insee, found.position) == ("48080", "commune")
    assert found.lon == pytest.approx(3.86, abs=0.05)
    assert "centre" in found.why


def test_swapped_numbers_are_put_back(communes):
    found = communes.locate(Stated(**LANGOGNE, lon=44.7265, lat=3.856))
    assert (found.lon, found.lat, found.position) == (3.856, 44.7265, "point")
    assert "inversées" in found.why


def test_a_point_far_from_its_commune_is_not_believed(communes):
    found = communes.locate(Stated(**LANGOGNE, lon=2.35, lat=48.85))
    assert (found.code_insee, found.position) == ("48080", "commune")
    assert "km de Langogne" in found.why


def test_a_point_nowhere_in_france_is_not_believed(communes):
    found = communes.locate(Stated(**LANGOGNE, lon=0.0, lat=0.0))
    assert found.position == "commune"
    assert "hors de France" in found.why


def test_a_point_alone_tells_its_commune_and_says_so(communes):
    found = communes.locate(Stated(**POINT))
    assert (found.code_insee, found.position) == ("48080", "point")
    assert "déduite" in found.why


def test_nothing_at_all_is_unknown(communes):
    found = communes.locate(Stated())
    assert (found.position, found.lon, found.code_insee) == ("inconnue", None, "")


def test_the_point_decides_between_a_code_and_a_name_that_disagree(communes):
    mixed = {"code_insee": "63255", "code_postal": "48300", "commune": "Langogne"}
    found = communes.locate(Stated(**mixed, **POINT))
    assert found.code_insee == "48080"
    assert "63255" in found.why


@pytest.mark.parametrize(
    ("code", "now"), [("75118", "75056"), ("13211", "13055"), ("01033", "01033")]
)
def test_a_former_code_becomes_the_present_one(communes, code, now):
    assert communes.locate(Stated(code_insee=code)).code_insee == now


def test_a_district_of_a_large_city_has_its_own_point(communes):
    eighteenth = communes.locate(Stated(code_postal="75018", commune="PARIS 18"))
    whole = communes.locate(Stated(code_insee="75056"))
    assert eighteenth.code_insee == whole.code_insee == "75056"
    assert (eighteenth.lon, eighteenth.lat) != (whole.lon, whole.lat)


def test_an_article_left_out_changes_nothing(communes):
    martinique = communes.locate(Stated(code_postal="97232", commune="Lamentin"))
    assert martinique.code_insee == "97213"


def test_a_cedex_is_read_through_its_town(communes):
    assert (
        communes.locate(Stated(code_postal="48005", commune="MENDE CEDEX 9")).code_insee == "48095"
    )


def test_an_island_without_position_keeps_its_code_and_its_point(communes):
    for stated in ({"code_insee": "98818"}, {"code_postal": "98800", "commune": "NOUMEA"}):
        found = communes.locate(Stated(**stated, lon=166.44, lat=-22.27))
        assert (found.commune, found.code_insee, found.position) == ("Nouméa", "98818", "point")
