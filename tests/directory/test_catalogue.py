"""The offer as arrays: whole, kept on disk, built again when it must, the same from everywhere."""

from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest

from entrelieux.directory import catalogue as module
from entrelieux.directory.adapters import fees_word, publics_word, zone_word, zone_words
from entrelieux.directory.catalogue import current_catalogue, offers_behind
from entrelieux.directory.models import Place, Publication, Service
from entrelieux.engine.orientation.model import NOT_ANSWERED
from entrelieux.engine.orientation.offers import (
    FEES_CONDITIONAL,
    FEES_FREE,
    FEES_PAID,
    FEES_UNKNOWN,
)
from entrelieux.kernel.once import reading
from entrelieux.packs.fr import needs as needs_pack
from entrelieux.packs.fr import offer as offer_pack
from entrelieux.packs.fr import territories
from tests.factories import TODAY, Network, publish_demo

LEARN = "numerique--maitriser-les-fondamentaux-du-numerique"
START = "creer-une-entreprise--definir-son-projet-de-creation-dentreprise"


@pytest.fixture
def demo(communes):
    publish_demo()


@pytest.fixture
def network(communes):
    return Network()


@pytest.fixture
def kept_on_disk(settings, tmp_path, monkeypatch):
    """Catalogues are kept in a folder of this test, and forgotten in memory when asked."""
    settings.KEEP_INDEX_ON_DISK = True
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(module, "_kept", None)
    return tmp_path / "index"


def forget(monkeypatch):
    monkeypatch.setattr(module, "_kept", None)


def refuse_to_build(monkeypatch):
    def build(**_options):
        pytest.fail("the catalogue was built again")

    monkeypatch.setattr(module, "build_catalogue", build)


def assert_same(one, other):
    for part in ("index", "targets"):
        arrays, others = (getattr(c, part).to_arrays() for c in (one, other))
        assert arrays.keys() == others.keys()
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, others[name], err_msg=name)
            assert array.dtype == others[name].dtype, name
    for column in fields(one):
        if column.name not in {"index", "targets", "left_out"}:
            np.testing.assert_array_equal(getattr(one, column.name), getattr(other, column.name))
    assert one.left_out == other.left_out


def test_it_is_built_once_for_a_version(demo, monkeypatch):
    first = current_catalogue(TODAY)
    refuse_to_build(monkeypatch)
    assert current_catalogue(TODAY) is first


def test_on_disk_it_is_the_same_as_in_memory(demo, kept_on_disk, monkeypatch):
    built = current_catalogue(TODAY)
    (file,) = kept_on_disk.iterdir()
    assert file.suffix == ".npz"
    forget(monkeypatch)
    refuse_to_build(monkeypatch)
    read = current_catalogue(TODAY)
    assert read is not built
    assert_same(read, built)
    assert built.left_out


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: b"not an archive",
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:200] + bytes(200) + whole[400:],
        lambda whole: whole[:-60],
        lambda whole: bytes(len(whole)),
    ],
)
def test_a_damaged_file_is_built_again(demo, kept_on_disk, monkeypatch, damage):
    built = current_catalogue(TODAY)
    (file,) = kept_on_disk.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    forget(monkeypatch)
    assert_same(current_catalogue(TODAY), built)
    forget(monkeypatch)
    refuse_to_build(monkeypatch)
    assert_same(current_catalogue(TODAY), built)


def test_a_file_with_an_array_missing_is_built_again(demo, kept_on_disk, monkeypatch):
    built = current_catalogue(TODAY)
    (file,) = kept_on_disk.iterdir()
    with np.load(file) as arrays:
        kept = {name: arrays[name] for name in arrays.files if name != "index_zone"}
    with file.open("wb") as out:
        np.savez(out, **kept)
    forget(monkeypatch)
    assert_same(current_catalogue(TODAY), built)


def test_a_folder_that_cannot_be_written_costs_no_answer(demo, kept_on_disk, caplog):
    kept_on_disk.write_text("a file where the folder should be")
    assert current_catalogue(TODAY).interlocutors > 60
    assert "not kept" in caplog.text


def test_old_files_go_and_recent_ones_stay(demo, kept_on_disk, monkeypatch):
    import os
    import time

    kept_on_disk.mkdir()
    old, recent = kept_on_disk / "old.npz", kept_on_disk / "recent.npz"
    for file in (old, recent):
        file.write_bytes(b"")
    os.utime(old, (time.time() - 200_000,) * 2)
    current_catalogue(TODAY)
    assert not old.exists()
    assert recent.exists()


def test_a_publication_changes_the_version(network, monkeypatch):
    network.service(LEARN, place=network.place())
    network.publish()
    before = current_catalogue(TODAY)
    network.service(START, place=network.place(east=0.01))
    assert current_catalogue(TODAY) is before
    network.publish()
    after = current_catalogue(TODAY)
    assert after.interlocutors == before.interlocutors + 1


def test_the_week_the_needs_and_the_layout_change_the_version(network, monkeypatch):
    network.publish()
    versions = {module._version(TODAY)}
    assert module._version(TODAY + timedelta(days=6)) in versions  # TODAY is a Monday
    versions.add(module._version(TODAY + timedelta(days=7)))
    monkeypatch.setattr(module, "FORMAT", module.FORMAT + 1)
    versions.add(module._version(TODAY))
    needs = needs_pack.load_needs()
    monkeypatch.setattr(needs_pack, "load_needs", lambda: needs[:-1])
    versions.add(module._version(TODAY))
    Publication.objects.all().delete()
    versions.add(module._version(TODAY))
    assert len(versions) == 5


def test_nothing_published_is_an_empty_catalogue(communes):
    empty = current_catalogue(TODAY)
    assert (empty.interlocutors, len(empty.targets), len(empty.service)) == (0, 0, 0)


# From rows to arrays


def test_every_offer_is_in_it_or_is_counted_apart(demo):
    found = current_catalogue(TODAY)
    assert len(found.index.profile) == len(found.service) == len(found.place)
    assert set(found.left_out) == {"permanence terminée"}
    services = set(Service.objects.values_list("pk", flat=True))
    assert set(found.service.tolist()) == services
    placed = set(found.place.tolist()) - {0}
    assert placed <= set(Place.objects.values_list("pk", flat=True))


def test_what_cannot_be_in_a_plan_is_counted_with_its_reason(network):
    network.service(LEARN, place=network.place(lon=None, lat=None, position="inconnue"))
    gone = network.place(withdrawn_on=TODAY)
    network.service(LEARN, place=gone)
    mobile = network.service(LEARN, place=network.place())
    network.permanence(mobile, network.place(), ends_on=TODAY - timedelta(days=1))
    network.permanence(mobile, network.place(), starts_on=TODAY + timedelta(days=1))
    found = network.catalogue()
    assert found.left_out == {
        "position inconnue": 1,
        "lieu retiré": 1,
        "permanence terminée": 1,
        "permanence à venir": 1,
    }
    assert found.interlocutors == 1


def test_levels_are_sorted_and_whole(demo):
    index = current_catalogue(TODAY).index
    for start in (index.site_start, index.offer_start):
        assert start[0] == 0
        assert (np.diff(start) >= 0).all()
    assert (np.diff(index.offer_start) > 0).all(), "an interlocutor without an offer"
    assert index.site_start[-1] <= len(index.key) == len(index.offer_start) - 1
    assert len(set(index.key.tolist())) == len(index.key)
    assert index.profile.max() < len(index.profiles)
    assert index.week.max() < len(index.weeks)
    assert index.profiles.shape[1] == len(needs_pack.load_needs())
    assert set(np.unique(index.profiles)) <= {0, 1, 2, NOT_ANSWERED}


def test_at_a_distance_comes_last_and_has_no_place(network):
    network.service(LEARN, zone="pays")
    network.service(LEARN, place=network.place())
    both = network.service(
        LEARN, place=network.place(), modes_accueil=["a-distance", "en-presentiel"], zone="pays"
    )
    found = network.catalogue()
    remote = found.index.offer_start[found.index.site_start[-1] :][:-1]
    assert (found.place[remote] == 0).all()
    assert len(remote) == 2
    assert (found.service == both.pk).sum() == 2
    assert (found.place[: found.index.offer_start[found.index.site_start[-1]]] > 0).all()


def test_hours_of_the_service_go_before_those_of_the_place(network):
    place = network.place(horaires="Mo-Fr 09:00-17:00")
    network.service(LEARN, place=place)
    network.service(START, place=place, horaires="Sa 09:00-12:00")
    network.service(START, place=network.place(horaires="quand on peut"))
    found = network.catalogue()
    by_service = dict(zip(found.service.tolist(), found.index.week.tolist(), strict=True))
    weekday, saturday, unknown = (by_service[s.pk] for s in network.services)
    assert unknown == -1
    assert weekday != saturday
    saturday_quarter = 5 * 96 + 40
    bit = found.index.weeks[saturday, saturday_quarter // 64] >> np.uint64(saturday_quarter % 64)
    assert bit & np.uint64(1)


def test_the_kind_of_an_organisation_answers_too_and_that_of_a_host_only_for_want_of_it(network):
    library = network.place(kind="bibliotheque")
    network.service(place=library)
    network.service(place=library, organisation=network.organisation(kind="mentor"))
    found = network.catalogue()
    profiles = {
        int(service): tuple(found.index.profiles[profile])
        for service, profile in zip(found.service, found.index.profile, strict=True)
    }
    host, mentor = (profiles[s.pk] for s in network.services)
    rank = {need.code: need.rank for need in needs_pack.load_needs()}
    assert host != mentor
    assert mentor[rank["trouver-mentor"]] == 0
    assert host[rank["trouver-mentor"]] == NOT_ANSWERED


def test_the_offer_behind_an_array_is_its_row(demo):
    found = current_catalogue(TODAY)
    keys = list(zip(found.service.tolist(), found.place.tolist(), strict=True))
    cards = offers_behind(keys)
    assert set(cards) == set(keys)
    refs = dict(Service.objects.values_list("pk", "ref"))
    for (service, place), card in cards.items():
        assert card.service.ref == refs[service]
        assert (card.place is None) == (place == 0)


def test_offers_behind_take_few_queries_however_many(demo, django_assert_max_num_queries):
    with reading():  # as a page does: the arrays first, then the rows behind them
        found = current_catalogue(TODAY)
        keys = list(zip(found.service.tolist(), found.place.tolist(), strict=True))
        with django_assert_max_num_queries(4):
            offers_behind(keys)


def test_a_withdrawn_row_is_behind_nothing(network):
    service = network.service(LEARN, place=network.place())
    key = (service.pk, service.place_id)
    assert key in offers_behind([key])
    service.withdrawn_on = TODAY
    service.save()
    assert offers_behind([key]) == {}
    assert offers_behind([]) == {}


def test_only_the_sources_asked_are_in_it(communes):
    real, fiction = Network("reel"), Network("invente", fiction=True)
    for network in (real, fiction):
        network.service(LEARN, place=network.place(slug=network.slug))
    real.publish()
    found = current_catalogue(TODAY)
    assert set(found.service.tolist()) == {real.services[0].pk}


# Words of the arrays


def test_every_territory_of_the_country_has_a_word_of_its_own():
    epci, departements = (one.code for one in territories.epci()), territories.departements()
    codes = [
        *(one.code for one in territories.communes()),
        *epci,
        *(one.code for one in departements),
        *(f"R{one.code}" for one in territories.regions()),
        "FR",
    ]
    by_level = {}
    for code in codes:
        word = zone_word(code)
        assert 0 < word < 2**31, code
        by_level.setdefault((len(code), word), set()).add(code)
    assert all(len(found) == 1 for found in by_level.values())
    assert zone_word("") == 0


def test_words_of_where_one_lives_come_in_the_order_of_zones():
    found = zone_words("48080", "200069268", "48", "76")
    assert found == tuple(map(zone_word, ("48080", "200069268", "48", "R76", "FR")))


@pytest.mark.parametrize(
    ("codes", "word"),
    [
        ([], FEES_UNKNOWN),
        (["code-inconnu"], FEES_UNKNOWN),
        (["gratuit"], FEES_FREE),
        (["payant"], FEES_PAID),
        (["adhesion"], FEES_PAID),
        (["gratuit-sous-conditions"], FEES_CONDITIONAL),
        (["gratuit", "payant"], FEES_CONDITIONAL),
        (["payant", "adhesion"], FEES_PAID),
    ],
)
def test_fees(codes, word):
    assert fees_word(codes) == word


def test_publics_have_one_bit_each_and_everybody_is_the_first():
    words = [publics_word([code]) for code in offer_pack.publics()]
    assert len(set(words)) == len(words)
    assert all(word.bit_count() == 1 for word in words)
    assert publics_word(["tous-publics"]) == 1
    assert publics_word(["seniors", "seniors", "code-inconnu"]) == publics_word(["seniors"])
    assert publics_word([]) == 0
