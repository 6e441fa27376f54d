"""Shares, mesh and fairness are those that one can count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.directory.reaching import minutes_from
from entrelieux.directory.selectors import table_of
from entrelieux.engine.access import Pairs
from entrelieux.engine.reach import Mode
from entrelieux.kernel.viewer import ANYONE
from entrelieux.observatory.access import selectors
from entrelieux.observatory.access.asking import AccessParams
from entrelieux.observatory.access.places import by_epci, rows_of
from entrelieux.observatory.access.selectors import Offered, access_study
from entrelieux.observatory.ground import Ground
from entrelieux.territories.selectors import commune_for, communes_table
from tests.directory.factories import place, publish

HALL = place("La mairie", kind="mairie", lon=3.855, lat=44.727)
OTHER = place("L'autre mairie", kind="mairie", lon=3.8551, lat=44.7271)
TAX = place("Les impôts", kind="finances-publiques", lon=3.855, lat=44.74)
ASKED = AccessParams("dep-48", "fonction:service_public", minutes="20")


@pytest.mark.django_db
@pytest.mark.usefixtures("communes", "nothing_kept")
def test_the_people_within_reach_are_those_of_the_communes_near_enough():
    publish(HALL)
    table = table_of(ANYONE)[2]
    communes = [commune_for(code) for code in communes_table().codes if code.startswith("48")]
    near = {one.code for one in communes if (minutes_from(one, table, Mode.VOITURE, 20) >= 0).any()}
    study = access_study(ANYONE, ASKED)
    rows = rows_of(ANYONE, study)
    assert {row.code for row in rows if row.minutes is not None} == near
    assert 1 < len(near) < len(rows) == 152
    (line,) = study.lines
    assert line.within == sum(row.people for row in rows if row.code in near)
    assert line.alone == line.within, "there is one place"
    assert line.share == pytest.approx(line.within / sum(row.people for row in rows))
    assert [row.name for row in rows][:2] == ["Albaret-le-Comtal", "Albaret-Sainte-Marie"]
    assert sum(len(group.rows) for group in by_epci(rows)) == 152


@pytest.mark.django_db
@pytest.mark.usefixtures("communes", "nothing_kept")
def test_the_mesh_tells_doubles_kinds_and_who_leans_on_one_place():
    publish(HALL, OTHER, TAX)
    mesh = access_study(ANYONE, ASKED).mesh
    assert mesh.places == 3
    (group,) = mesh.groups
    assert len(group) == 2
    assert {one.code: one.places for one in mesh.natures} == {"mairie": 2, "finances-publiques": 1}
    assert mesh.same < mesh.other, "two of three have one of their kind next door"
    assert sum(mesh.by_count) == access_study(ANYONE, ASKED).lines[0].people
    assert mesh.by_count[1] == sum(people for _site, _communes, people in mesh.leaning)


@pytest.mark.django_db
@pytest.mark.usefixtures("communes", "nothing_kept")
def test_places_known_by_their_commune_only_are_not_taken_for_doubles():
    publish(place("Une mairie", kind="mairie"), place("Une autre", kind="mairie"))
    assert access_study(ANYONE, ASKED).mesh.groups == ()


@st.composite
def grounds(draw):
    zones, sites = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    minutes = draw(
        st.lists(
            st.lists(st.integers(0, 45), min_size=sites, max_size=sites),
            min_size=zones,
            max_size=zones,
        )
    )
    people = draw(st.lists(st.integers(0, 900), min_size=zones, max_size=zones))
    words = draw(st.lists(st.integers(0, 7), min_size=sites, max_size=sites))
    pairs = Pairs.from_dense(np.array(minutes, float), 30)
    return pairs, np.array(people, float), np.array(words, np.uint64)[:, None]


def coverage(pairs, people, words):
    zones = np.arange(pairs.zones)
    ground = Ground(None, None, zones, pairs.zones, people, pairs)
    nothing, still = np.zeros_like(words), np.zeros(pairs.sites, bool)
    found = selectors._Found(ground, Offered(("a", "b", "c"), words, nothing, nothing, still), 2)
    return [found.coverage(rank, code, code) for rank, code in enumerate("abc")]


@given(drawn=grounds(), added=st.integers(0, 7), where=st.integers(0, 5))
def test_a_place_more_never_lowers_a_share_and_none_opens_nothing(drawn, added, where):
    pairs, people, words = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selectors, "communes_table", lambda: type("T", (), {"density": np.zeros(6)}))
        before = coverage(pairs, people, words)
        more = words.copy()
        more[where % pairs.sites] |= np.uint64(added)
        after = coverage(pairs, people, more)
        nothing = coverage(pairs, people, np.zeros_like(words))
    for one, other, none in zip(before, after, nothing, strict=True):
        assert other.within >= one.within
        assert other.places >= one.places
        assert (none.within, none.alone, none.places, none.median) == (0, 0, 0, None)
        assert one.alone <= one.within <= one.people
