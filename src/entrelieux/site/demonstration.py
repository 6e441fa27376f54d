"""The whole fictional network, room after room: what a demonstration shows."""

from datetime import date

from entrelieux.accounts.demo import NETWORK, make_demo_network
from entrelieux.directory.demo import demo_offer
from entrelieux.directory.demo_work import put_work
from entrelieux.directory.services import publish_offer
from entrelieux.exchanges.demo import make_exchanges
from entrelieux.exchanges.meetings.demo import make_meetings
from entrelieux.kernel.viewer import OPERATOR
from entrelieux.networks.arrivals.demo import make_arrivals
from entrelieux.networks.demo import make_members
from entrelieux.passerelles.demo import tell_story
from entrelieux.projects.demo import make_projects


def publish_demonstration(*, today: date) -> None:
    """Again: what is there already stays as it is."""
    offer = demo_offer(today)
    publish_offer(actor=OPERATOR, offer=offer, cause="réseau fictif de démonstration", today=today)
    refs = frozenset(row.ref for row in offer.organisations)
    make_demo_network(actor=OPERATOR, organisations=refs)
    put_work(actor=OPERATOR, network=NETWORK, today=today)
    tell_story(actor=OPERATOR, today=today)
    make_exchanges()
    make_projects(actor=OPERATOR, today=today)
    make_meetings(today=today)
    make_arrivals(today=today)
    make_members(today=today)
