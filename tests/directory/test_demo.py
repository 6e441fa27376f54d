"""The demonstration network is fiction on real communes, whole, valid and always the same."""

import math
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from data_inclusion.schema import v1
from opening_hours import OpeningHours

from entrelieux.directory import services
from entrelieux.directory.demo import SOURCE, demo_offer, demo_ref
from entrelieux.directory.models import Permanence, Place, Publication
from entrelieux.engine.hours import compile_week, normalise
from entrelieux.engine.language.fold import fold
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.packs.fr import functions, needs, territories
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr.demo import DemoDataError, DemoNetwork, load_demo
from entrelieux.packs.fr.demo.loader import FOLDER
from entrelieux.packs.fr.demo.reference import organisations_table

TODAY = date(2026, 11, 23)
REFERENCE = Path(__file__).parents[2] / "docs/reference/reseau-fictif.md"
MAX_KM = 12.0
# Source: ARCEP, décision 2018-0881 (plan national de numérotation), annex on audiovisual works.
FICTION_NUMBER = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98)( \d\d){2}")
ANY_NUMBER = re.compile(r"\b0\d(?:[ .]?\d\d){4}\b|\+33")
REAL_BRANDS = (
    *("bge", "cci", "cma", "adie", "polen", "la poste", "pole emploi", "france travail"),
    *("caf", "msa", "cpam", "urssaf", "cap emploi", "mission locale", "initiative france"),
    *("reseau entreprendre", "france active", "num n co", "numn", "chambre d agriculture"),
    *("la pompe", "epi de mains", "emmaus", "croix rouge", "secours populaire", "afpa"),
    *("second souffle", "wimoov", "google", "facebook", "sncf", "occitanie", "pix"),
)


@pytest.fixture(scope="module")
def network() -> DemoNetwork:
    return load_demo()


def test_the_same_day_gives_the_same_offer():
    assert demo_offer(TODAY) == demo_offer(TODAY)


def test_another_day_after_the_reference_date_changes_nothing():
    assert demo_offer(TODAY) == demo_offer(TODAY + timedelta(days=800))


def test_on_an_early_day_nothing_is_confirmed_in_the_future():
    day = date(2024, 1, 1)
    offer = demo_offer(day)
    dated = [*offer.organisations, *offer.places, *offer.services]
    assert max(row.confirmed_on for row in dated if row.confirmed_on) == day
    assert offer.sources[0].published_on == day


def test_the_one_source_says_it_is_fiction():
    offer = demo_offer(TODAY)
    (source,) = offer.sources
    assert (source.slug, source.is_fiction) == (SOURCE, True)
    assert source.title == "Réseau fictif de démonstration"
    rows = (*offer.records, *offer.organisations, *offer.places, *offer.services)
    assert {row.source for row in rows} == {SOURCE}


def test_it_is_as_rich_as_it_was_asked(network):
    kinds = Counter(organisation.nature for organisation in network.organisations)
    assert kinds["tiers-lieu"] == 3
    wanted = {"france-services", "bibliotheque", "agence-developpement", "chambre-consulaire"}
    assert wanted | {"bge", "cae", "mentor", "fablab", "espace-numerique"} <= kinds.keys()
    assert kinds["mentor"] >= 5
    assert 60 <= len(network.places) <= 90
    assert len(network.services) >= 110
    assert len(network.permanences) >= 25
    assert {place.bourg.code_insee[:2] for place in network.places} >= {
        *("48", "43", "07", "30", "12", "15")
    }


def test_every_commune_exists_under_that_name_and_postcode(network):
    communes = {commune.code: commune for commune in territories.communes()}
    for place in network.places:
        commune = communes[place.bourg.code_insee]
        assert place.bourg.commune == commune.nom
        assert place.bourg.code_postal in commune.codes_postaux


def test_every_point_lies_near_its_commune(network):
    communes = {commune.code: commune for commune in territories.communes()}
    for place in network.places:
        commune = communes[place.bourg.code_insee]
        east = (place.lon - commune.lon) * 111.32 * math.cos(math.radians(commune.lat))
        north = (place.lat - commune.lat) * 111.32
        assert math.hypot(east, north) <= MAX_KM, place.key


def test_some_share_a_roof_and_one_house_has_four_organisations(network):
    points = Counter((place.lon, place.lat) for place in network.places if place.is_point)
    assert max(points.values()) >= 2
    hosts: dict[str, set[str]] = {}
    for service in network.services:
        if service.lieu:
            hosts.setdefault(service.lieu, set()).add(service.structure)
    assert len(hosts["maison-tilleuls"]) == 4
    offices: dict[str, set[str]] = {}
    for service in network.services:
        if service.lieu:
            offices.setdefault(service.structure, set()).add(service.lieu)
    assert max(len(places) for places in offices.values()) >= 3


def test_every_code_belongs_to_its_vocabulary(network):
    kinds = {kind.code for kind in needs.load_place_kinds()}
    labels = set(needs.load_services_mediation())
    themes = {theme.value for theme in v1.Thematique}
    types = {kind.value for kind in v1.TypeService}
    modes = {mode.value for mode in v1.ModeAccueil}
    publics = {public.value for public in v1.Public}
    assert {row.nature for row in network.organisations} <= kinds
    assert {place.nature for place in network.places} <= kinds | {""}
    for place in network.places:
        assert all(needs.place_kind_of(code) for code in place.typologies), place.key
    for service in network.services:
        assert set(service.mediation) <= labels, service.key
        assert set(service.thematiques) <= themes, service.key
        assert set(service.types) <= types, service.key
        assert set(service.publics) <= publics, service.key
        assert set(service.frais) <= offer_pack.fees().keys(), service.key
        assert service.modes_accueil, service.key
        assert set(service.modes_accueil) <= modes, service.key
        assert service.mediation or service.thematiques, service.key


def test_some_places_say_what_they_allow_since_when_and_where_they_stop(network):
    known = functions.functions()
    assert {one.fonction for one in network.functions} <= known.keys()
    assert {one.fonction for one in network.limits} <= known.keys() | {""}
    assert {one.nature for one in network.spaces} <= functions.spaces().keys()
    assert {x for one in network.spaces for x in one.materiel} <= functions.belongings().keys()
    assert {one.origine for one in network.functions} == {"prevue", "emergente"}
    assert any(one.au for one in network.functions)
    assert any(one.heures is None for one in network.functions)
    assert {one.fauteuil for one in network.spaces} == {True, False, None}


def test_every_zone_is_a_known_territory(network):
    known = {
        "epci": {epci.code for epci in territories.epci()},
        "departement": {departement.code for departement in territories.departements()},
        "region": {region.code for region in territories.regions()},
        "pays": {"france"},
    }
    for service in network.services:
        if service.zone:
            assert service.zone_code in known[service.zone], service.key
        else:
            assert not service.zone_code, service.key
    assert {service.zone for service in network.services} >= {"", *known}


def test_every_hour_is_osm_syntax_that_opens_some_day(network):
    for row in (*network.places, *network.services, *network.permanences):
        if row.horaires:
            OpeningHours(row.horaires)
            assert normalise(row.horaires).osm == row.horaires
            week = compile_week(
                row.horaires,
                first_day=date(2026, 1, 5),
                days=364,
                public_holidays=(),
                school_holidays=(),
            )
            assert week.bits.any() or week.exceptions, row.horaires


def test_hours_in_free_words_are_read_or_said_to_be_unreadable():
    offer = demo_offer(TODAY)
    free = [place for place in offer.places if place.horaires_original]
    assert {bool(place.horaires) for place in free} == {True, False}
    assert all(bool(place.horaires) != bool(place.horaires_problem) for place in free)
    mended = {record.external_key for record in offer.records if record.mends}
    assert mended == {place.record_keys[0] for place in free if place.horaires}


def test_every_place_has_something_and_every_service_is_somewhere(network):
    hosts = {service.lieu for service in network.services}
    hosts |= {permanence.lieu for permanence in network.permanences}
    assert {place.key for place in network.places} <= hosts
    held = {permanence.service for permanence in network.permanences}
    for service in network.services:
        is_remote = "a-distance" in service.modes_accueil
        assert service.lieu or is_remote or service.key in held, service.key
    used = {service.structure for service in network.services}
    assert {organisation.key for organisation in network.organisations} <= used


def test_the_bus_has_stops_at_several_communes(network):
    bourgs = {place.key: place.bourg.code_insee for place in network.places}
    stops = {p.lieu for p in network.permanences if p.service in {"bus-demarches", "bus-clic"}}
    assert len({bourgs[stop] for stop in stops}) >= 8
    assert sum(1 for place in network.places if place.itinerant) >= 5


def test_old_fresh_and_unstated_records_stand_side_by_side(network):
    years = Counter(s.confirme_le.year for s in network.services if s.confirme_le)
    assert years[2022] >= 3
    assert years[2026] >= 50
    places = network.places
    assert {place.fauteuil for place in places} == {True, False, None}
    assert any(not place.horaires for place in places)
    assert any(not place.is_point for place in places)
    assert any(not service.publics for service in network.services)
    assert any(not service.frais for service in network.services)
    assert any(p.au and p.au < TODAY for p in network.permanences)


def test_most_needs_are_answered_somewhere_and_some_nowhere(network):
    kind_of = {row.key: row.nature for row in network.organisations}
    answered = {
        code
        for service in network.services
        for code, quality in needs.profile_of(
            service.mediation, service.thematiques, kind_of[service.structure]
        ).items()
        if quality <= needs.Quality.PROCHE
    }
    every = {need.code for need in needs.load_needs()}
    assert len(answered) >= 0.9 * len(every)
    assert "travailler-etranger" not in answered


def test_numbers_mails_and_sites_lead_to_nobody():
    for path in FOLDER.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for found in ANY_NUMBER.finditer(text):
            assert FICTION_NUMBER.match(text, found.start()), (path.name, found.group())
        for url in re.findall(r"https?://[^\"\s]+", text):
            assert re.match(r"https://[a-z0-9-]+\.example\.org/", url), url
        for mail in re.findall(r"\S+@\S+", text):
            assert mail.strip('"').endswith("@example.org"), mail


def test_each_organisation_keeps_its_own_number(network):
    numbers = Counter(place.telephone for place in network.places if place.telephone)
    assert max(numbers.values()) == 1


def test_no_real_brand_is_named():
    pattern = re.compile(rf"\b({'|'.join(REAL_BRANDS)})\b")
    for path in FOLDER.glob("*.toml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("nom", "presentation", "conditions", "precision", "adresse")):
                found = pattern.search(fold(line))
                assert found is None, (path.name, found.group())


def test_names_are_told_apart(network):
    names = Counter(fold(organisation.nom) for organisation in network.organisations)
    assert max(names.values()) == 1


def test_texts_fit_their_columns(network):
    for place in network.places:
        assert len(place.presentation) <= 280, place.key
    assert all(len(p.precision) <= 300 for p in network.permanences)


def test_the_reference_page_lists_the_organisations_of_the_data(network):
    text = REFERENCE.read_text(encoding="utf-8")
    assert organisations_table(network) in text


@pytest.mark.django_db
def test_publishing_twice_changes_nothing_and_labels_the_fiction():
    offer = demo_offer(TODAY)
    first = services.publish_offer(actor=OPERATOR, offer=offer, cause="réseau fictif", today=TODAY)
    assert first.created > 0
    again = services.publish_offer(actor=OPERATOR, offer=offer, cause="réseau fictif", today=TODAY)
    assert (again.created, again.updated) == (0, 0)
    assert Publication.objects.get().is_fiction
    assert Place.objects.count() == len(offer.places)
    assert Permanence.objects.count() == len(offer.permanences)
    assert Place.objects.get(ref=demo_ref("lieu", "fil-doc")).source.is_fiction


def _folder_with(tmp_path: Path, extra: str) -> Path:
    for name in ("reseau.toml", "bourgs.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "bassin.toml").write_text(extra, encoding="utf-8")
    return tmp_path


ORGANISATION = '[[structures]]\ncle = "a"\nnom = "A"\nnature = "association"\n'


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (ORGANISATION * 2, "« a » sert deux fois"),
        (ORGANISATION + 'couleur = "bleu"\n', "colonnes inconnues (couleur)"),
        ('[[structures]]\ncle = "a"\nnature = "cae"\n', "« nom » manque"),
        (ORGANISATION + 'confirme_le = "hier"\n', "« confirme_le » doit être date"),
        ('[[services]]\ncle = "s"\nstructure = "b"\nnom = "S"\n', "nomme « b », qui n'existe pas"),
        ('[[lieux]]\ncle = "l"\nnom = "L"\nbourg = "paris"\n', "le bourg « paris »"),
        ("[[gares]]\n", "sections inconnues (gares)"),
        ("= 3", "TOML incorrect"),
    ],
)
def test_a_mistake_in_the_data_is_named(tmp_path, extra, said):
    with pytest.raises(DemoDataError, match=re.escape(said)):
        load_demo(_folder_with(tmp_path, extra))


def test_originals_are_the_rows_as_written():
    written = tomllib.loads((FOLDER / "langogne.toml").read_text(encoding="utf-8"))
    row = next(row for row in written["lieux"] if row["cle"] == "fil-doc")
    kept = {record.external_key: record.original for record in demo_offer(TODAY).records}
    expected = {**row, "confirme_le": row["confirme_le"].isoformat()}
    assert kept["lieu:fil-doc"] == expected
