"""From a proposal to an end, through the services alone."""

import re

from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles import selectors, services
from tests.passerelles.conftest import IDEA


def link_of(message):
    return re.search(r"/repondre/(\S+)/", message.body)[1]


def test_a_hand_over_sent_by_mail_is_accepted_at_its_link_and_closed_by_the_person(world):
    opened = world.open()
    handed = world.hand(opened)
    assert handed.is_sent
    (mail,) = Message.objects.filter(recipient="agence@exemple.test")
    link = link_of(mail)
    card = selectors.passerelle_behind(link)
    assert {line.item: line.value for line in card.carried} == {
        f"besoin:{IDEA}": "Lancer mon idée",
        "nom": "Camille",
        "joindre": "Par courriel : camille@exemple.test",
    }
    services.accept(link=link)
    assert world.row(handed).state == "acceptee"
    services.close(
        actor=ANYONE, ref=handed.ref, token=opened.token, outcome="start_action", useful=True
    )
    row = world.row(handed)
    assert (row.state, row.outcome, row.useful) == ("close", "start_action", True)
    seen = selectors.follow_up_behind(opened.token)
    assert [need.state.code for need in seen.needs] == ["repondu", "ouvert", "ouvert"]
