"""The directory says of each member what they chose to show to whoever reads it: no line more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrelieux.accounts.models import Membership
from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE, Role
from entrelieux.networks.listing import members_listed
from entrelieux.networks.models import Member
from entrelieux.packs.fr import networks as pack
from entrelieux.passerelles.persons import person_behind
from tests.exchanges.lending import somebody
from tests.networks.members import joined, member_network
from tests.signing import mandated, visitor

pytestmark = pytest.mark.django_db
PHONE = "06 99 88 77 66"
SAID = {
    "nom": "Bérengère",
    "activite": "Je tisse des paniers",
    "mots": "Je prête mon atelier",
    "site": "https://paniers.exemple.test",
    "contact": PHONE,
}
EVERY = dict.fromkeys(pack.shown_lines())


@pytest.fixture
def network(communes):
    return member_network()


@pytest.fixture
def weaver(network):
    who = somebody(name="Bérengère", contact=PHONE, channel="telephone")
    return joined(
        network, who=who, activity=SAID["activite"], words=SAID["mots"], site=SAID["site"]
    )


def show(member, **shown):
    Member.objects.filter(pk=member.pk).update(shown=shown)


def read(network, viewer=ANYONE, **how):
    return members_listed(viewer, network_for(network.ref), **how)


def page(network, client=None):
    client = client or visitor().client
    return client.get(f"/reseaux/{network.ref}/membres/").content.decode()


def test_nothing_is_shown_of_who_chose_nothing(network, weaver):
    found = read(network)
    assert (found.lines, found.unseen, found.sectors, found.places) == ((), 1, (), ())
    assert not any(said in page(network) for said in SAID.values())


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    shown=st.dictionaries(st.sampled_from(sorted(SAID)), st.sampled_from([pack.ALL, pack.MEMBERS]))
)
def test_each_line_reaches_those_it_was_shown_to_and_nobody_else(network, weaver, shown):
    show(weaver, **shown)
    inside = mandated(Role.ANIMATOR, network=network)
    for text, open_to in (
        (page(network), {pack.ALL}),
        (page(network, inside.client), set(shown.values())),
    ):
        for code, said in SAID.items():
            assert (said in text) == (shown.get(code) in open_to), code


def test_members_and_who_works_for_the_network_read_what_members_show_each_other(network, weaver):
    show(weaver, nom=pack.MEMBERS)
    other = somebody(name="Octave")
    stranger = somebody(name="Passante")
    joined(network, who=other)
    Membership.objects.create(network=network, organisation_ref="o:dedans", since="2026-01-01")
    dedans = mandated(Role.AGENT, organisation="o:dedans").viewer
    dehors = mandated(Role.AGENT, organisation="o:dehors").viewer
    seen = {
        "member": read(network, as_member=person_behind(other.token)),
        "agent": read(network, dedans),
    }
    assert all([one.name for one in found.lines] == ["Bérengère"] for found in seen.values())
    unseen = (ANYONE, None), (dehors, None), (ANYONE, person_behind(stranger.token))
    assert all(not read(network, who, as_member=person).lines for who, person in unseen)
    here = f"/reseau/annuaire/{network.ref}/"
    assert "Bérengère" in visitor().client.get(other.page(here[1:])).content.decode()
    assert "Bérengère" not in visitor().client.get(stranger.page(here[1:])).content.decode()
    assert visitor().client.get(f"/suivi/inconnu{here}").status_code == 404


def test_nobody_is_found_by_a_line_that_they_do_not_show(network, weaver):
    show(weaver, nom=pack.ALL)
    assert not read(network, sector=weaver.sector).lines
    assert not read(network).places
    show(weaver, nom=pack.ALL, secteur=pack.ALL, commune=pack.ALL)
    found = read(network)
    assert [one.name for one in read(network, sector=weaver.sector).lines] == ["Bérengère"]
    assert [one.name for one in read(network, place=found.places[0].code).lines] == ["Bérengère"]
    assert not read(network, place="nulle-part").lines


def test_a_number_written_in_free_words_is_hidden(network, weaver):
    Member.objects.filter(pk=weaver.pk).update(words=f"Appelez le {PHONE}", shown={"mots": "tous"})
    assert PHONE not in page(network)


def test_who_left_or_is_silent_is_not_there_any_more(network, weaver):
    show(weaver, nom=pack.ALL)
    assert len(read(network).lines) == 1
    Member.objects.filter(pk=weaver.pk).update(confirmed_on="2020-01-01")
    assert not read(network).lines


def test_pages_hold_everybody_once(network):
    for number in range(90):
        joined(network, organisation=f"o:{number}", shown={"nom": pack.ALL})
    pages = [read(network, page=number) for number in (1, 2, 3)]
    refs = [one.ref for found in pages for one in found.lines]
    assert (len(refs), len(set(refs)), pages[0].pages) == (90, 90, 3)
    assert read(network, page=999).lines == pages[2].lines


def test_a_network_leads_the_people_of_a_structure_to_its_membership_and_nobody_else(network):
    agent = mandated(Role.AGENT, organisation="o:maison")
    address = f"/reseaux/{network.ref}/structure/o:maison/"
    assert address in agent.client.get(f"/reseaux/{network.ref}/").content.decode()
    assert "/structure/" not in visitor().client.get(f"/reseaux/{network.ref}/").content.decode()
