"""Loading twice changes nothing; a new pack replaces the old one in one step."""

from dataclasses import replace

import pytest

from entrelieux.packs.fr import territories as pack
from entrelieux.territories import services
from entrelieux.territories.index import build, decode, encode
from entrelieux.territories.models import Commune, Departement, Epci, FormerCommune, LoadedPack
from entrelieux.territories.selectors import commune_for, search_communes, territories_digest

pytestmark = pytest.mark.usefixtures("communes")


def test_every_row_of_the_pack_is_in_the_database():
    assert Commune.objects.count() == 34_875
    assert FormerCommune.objects.count() == len(pack.former_communes())
    assert (Departement.objects.count(), Epci.objects.count()) == (101, 1_255)
    assert LoadedPack.objects.count() == 1


def test_loading_again_writes_nothing(django_assert_num_queries):
    calls = []
    with django_assert_num_queries(1):
        assert not services.load_territories(lambda *call: calls.append(call))
    assert calls == []


def test_a_new_pack_replaces_what_changed(monkeypatch):
    communes = pack.communes()
    kept = [one for one in communes if one.code != "48080"]
    former = [
        *(one for one in pack.former_communes() if one.commune != "48080"),
        pack.FormerCommune("48080", "Langogne", "48105", "deleguee", None, None, ()),
    ]
    monkeypatch.setattr(pack, "communes", lambda: kept)
    monkeypatch.setattr(pack, "former_communes", lambda: former)
    monkeypatch.setattr(pack, "digest", lambda: "another")
    before, steps = territories_digest(), []
    assert services.load_territories(lambda done, total: steps.append((done, total)))
    assert territories_digest() != before
    assert (
        steps[-1][0]
        == steps[-1][1]
        == sum(
            (
                len(kept),
                len(former),
                len(pack.epci()),
                len(pack.departements()),
                len(pack.regions()),
            )
        )
    )
    assert not Commune.objects.filter(code="48080").exists()
    assert commune_for("48080").code == "48105"
    assert [card.code for card in search_communes("langogne")] == ["48105"]


def test_a_failure_leaves_the_communes_as_they_were(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    few = [one for one in pack.communes() if one.departement == "48"]
    codes = {one.code for one in few}
    former = [one for one in pack.former_communes() if one.commune in codes]
    renamed = [replace(one, nom="Ailleurs") for one in few]
    monkeypatch.setattr(pack, "digest", lambda: "another")
    monkeypatch.setattr(pack, "communes", lambda: renamed)
    monkeypatch.setattr(pack, "former_communes", lambda: former)
    monkeypatch.setattr(services, "_forget_others", broken)
    before = territories_digest()
    with pytest.raises(RuntimeError):
        services.load_territories()
    assert territories_digest() == before
    assert commune_for("48080").name == "Langogne"


def test_the_index_survives_being_stored():
    index = services._index(pack.communes()[:400], [])
    packed = encode(index)
    again = decode(packed)
    assert again.texts == index.texts
    assert again.entry_of == index.entry_of
    assert again.territories == index.territories
    assert encode(again) == packed == encode(services._index(pack.communes()[:400], []))


def test_an_empty_index_finds_nothing():
    from entrelieux.territories.search import search

    index = decode(encode(build(services._table([]), [], {})))
    for text in ("langogne", "48300", "48", "a b", "langogne 48"):
        assert search(index, text, 5) == []
