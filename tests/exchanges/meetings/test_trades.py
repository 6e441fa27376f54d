"""« Qui fait quoi ici » : written by each structure alone, dated, and shown at the counter."""

import pytest

from entrelieux.exchanges.meetings.errors import MeetingGone, MeetingMoved
from entrelieux.exchanges.meetings.trades import TradeSaid, say_trade, trades_for
from entrelieux.exchanges.models import Trade

pytestmark = pytest.mark.django_db
SAID = TradeSaid("mediation_numerique", "Les écrans", "Choisir un statut", "Un rendez-vous")
TYPED = {"metier": SAID.world, "fait": SAID.does, "pas": SAID.does_not, "appeler": SAID.call_for}


def say(village, **values):
    world = village.world
    say_trade(
        actor=world.agent.viewer,
        organisation_ref=world.france.ref,
        **{"said": SAID, **values},
    )


def test_a_structure_writes_its_own_and_no_other(village):
    say(village)
    with pytest.raises(MeetingGone):
        say_trade(
            actor=village.world.adviser.viewer,
            organisation_ref=village.world.france.ref,
            said=SAID,
        )
    (card,) = trades_for(village.world.adviser.viewer)
    assert (card.may_write, card.is_old) == (False, False)


def test_it_is_to_be_read_again_after_a_year_and_reading_it_again_dates_it(village):
    say(village)
    village.clock.move_to("2027-12-01T10:00:00+00:00")
    agent = village.world.agent.viewer
    assert trades_for(agent)[0].is_old
    say(village)
    assert not trades_for(agent)[0].is_old


def test_two_who_write_at_once_do_not_erase_each_other(village):
    say(village)
    say(village, version=1)
    with pytest.raises(MeetingMoved):
        say(village, version=1)
    assert Trade.objects.get().version == 2


def test_the_page_and_the_counter_show_the_limits(village):
    agent = village.world.agent.client
    address = f"/qui-fait-quoi/{village.world.france.ref}/"
    lost = agent.post(address, {**TYPED, "pas": ""})
    assert lost.status_code == 422
    assert "Les écrans" in lost.content.decode()
    assert agent.post(address, TYPED).status_code == 303
    for page in ("/qui-fait-quoi/", "/guichet/guide/"):
        assert "Choisir un statut" in agent.get(page).content.decode()
    assert (
        "Choisir un statut" in village.world.adviser.client.get("/qui-fait-quoi/").content.decode()
    )
    assert agent.get("/qui-fait-quoi/\x00/").status_code == 404


def test_what_others_will_read_may_be_looked_at_before_it_is_sent(village):
    say(village)
    agent = village.world.agent.client
    for address, fields in (
        (f"/qui-fait-quoi/{village.world.france.ref}/", ("fait", "pas", "appeler")),
        ("/rencontres/preparer/", ("mots",)),
    ):
        page = agent.get(address).content.decode()
        for field in fields:
            asked = f'name="champ" value="{field}" formaction="/mots/verifier/"'
            assert page.index('class="button button--big"') < page.index(asked)
