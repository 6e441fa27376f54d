"""Who sits where in the fictional network, and what waits for them: made once for a site.

Played by another process, on the database of the site (see ``signed_in.scene_of``).
"""

import re
import secrets
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from entrelieux.accounts.demo import NETWORK, new_codes
from entrelieux.accounts.invitations import invite
from entrelieux.accounts.models import Network, User
from entrelieux.accounts.printed_codes import make_code_list
from entrelieux.accounts.services import Power
from entrelieux.accounts.signed_in import METHODS
from entrelieux.directory.confirming import links
from entrelieux.directory.demo import demo_ref
from entrelieux.directory.models import Asked, Organisation, Service
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import Role
from entrelieux.networks.models import Receiver
from entrelieux.passerelles import services, tasks
from entrelieux.passerelles.models import Passerelle
from tests import signing
from tests.journeys.hooks_scene import hooks

DESK = "France services « Les Tilleuls »"
ADVISER = "Élan Création Margeride (conseil à la création)"
IDEA, DIGITAL, RIGHTS = "creer-entreprise", "apprendre-numerique", "garder-ses-droits"
PASSWORD = "trois chaises sous le tilleul"
SITE = "http://127.0.0.1/"
A_DAY = 86_400


def play() -> dict[str, dict[str, str]]:
    """``cookies``: sessions, by who holds them. ``found``: what their pages are about.

    None of the letters is left to be sent: those who walk with letters must find their own alone.
    """
    before = Message.objects.aggregate(last=Max("pk"))["last"] or 0
    signing._numbers = count(User.objects.count() + 1000)
    desk = Organisation.objects.get(name=DESK).ref
    network = Network.objects.get(ref=NETWORK)
    people = {
        "agent": signing.mandated(Role.AGENT, organisation=desk, name="Nadia"),
        "adviser": signing.mandated(
            Role.AGENT, organisation=Organisation.objects.get(name=ADVISER).ref, name="Inès"
        ),
        "administrator": signing.mandated(Role.ADMINISTRATOR, organisation=desk, name="Paul"),
        "animator": signing.mandated(Role.ANIMATOR, network=network, name="Rose"),
        "operator": signing.operator(open_session=False),
        "operating": signing.operator(),
        "newcomer": _newcomer(desk),
    }
    found = _bridges(people, desk) | _invitations(people["administrator"], desk) | _asked()
    found |= hooks(people["administrator"], desk, people["animator"], NETWORK)
    _callers(people, desk, network)
    Message.objects.filter(pk__gt=before).delete()
    return {
        "cookies": {
            who: one.client.cookies[settings.SESSION_COOKIE_NAME].value
            for who, one in people.items()
        },
        "found": found | {"login": _with_a_list(), "password": PASSWORD, "network": NETWORK},
    }


def _callers(people: dict[str, signing.Signed], desk: str, network: Network) -> None:
    """The agent and the animator call back."""
    for who, organisation in (("agent", desk), ("animator", "")):
        Receiver.objects.create(
            ref=f"rappelle-{who}",
            network=network,
            user=people[who].user,
            organisation_ref=organisation,
            since=timezone.localdate(),
        )


def _newcomer(desk: str) -> signing.Signed:
    """Holds a mandate that waits for a second factor; their list of codes is not printed yet."""
    signed = signing.mandated(Role.AGENT, organisation=desk, name="Lou", verified=False)
    session = signed.client.session
    session[METHODS] = [{"method": "password", "at": timezone.now().timestamp() + A_DAY}]
    session.save()
    make_code_list(actor=signed.viewer)
    return signed


def _with_a_list() -> str:
    """The login of somebody who has to give a code as they come in."""
    user = signing.person("Marie").user
    user.set_password(PASSWORD)
    user.save()
    new_codes(user)
    return user.username


def _invitations(administrator: signing.Signed, desk: str) -> dict[str, str]:
    said = {
        "actor": administrator.viewer,
        "power": Power(role=Role.AGENT.value, organisation=desk),
        "site": SITE,
    }
    invite(email="sacha.rouviere@exemple.test", name="Sacha Rouvière", request_key="", **said)
    card = invite(email="", name="Camille Bonnal", request_key="", **said)
    return {"invitation": card.token, "offered": card.ref}


def _asked() -> dict[str, str]:
    """Addresses of the campaign of the demonstration, and places that have something to say."""
    asked = {row.place.ref: links.path_of(row.ref) for row in Asked.objects.select_related("place")}
    confirmed = demo_ref("lieu", "fs-deux-ponts")
    return {
        "asked": asked[demo_ref("lieu", "biblio-nasbinals")],
        "answered": asked[confirmed],
        "confirmed": confirmed,
        "lively": demo_ref("lieu", "maison-tilleuls"),
    }


class _Bridges:
    """Requests from the desk to the adviser."""

    def __init__(self, agent: signing.Signed, desk: str) -> None:
        self.agent, self.desk = agent, desk
        offers = Service.objects.filter(organisation__name=ADVISER, place__isnull=False)
        offer = offers.exclude(place__courriel="").select_related("place", "organisation")[0]
        self.to = services.Receiver(offer.organisation.ref, offer.place.ref)

    def hand(self, name: str, channel: str = "courriel", contact: str = "mw@exemple.test") -> str:
        items = ("nom", "mots", "raison", *(["joindre"] if contact else []))
        opened = services.open_follow_up(
            actor=self.agent.viewer,
            opening=services.Opening(
                code_insee="48080",
                needs=(IDEA, DIGITAL, RIGHTS),
                situation={"libre": "mardi matin", "publics": ["seniors"], "gratuit": True},
                words="je veux un camion à pizzas sans perdre le RSA",
                name=name,
                channel=channel,
                contact=contact,
            ),
            organisation_ref=self.desk,
            request_key=secrets.token_hex(16),
        )
        return services.hand_over(
            actor=self.agent.viewer,
            follow_up=opened.ref,
            proposal=services.Proposal(
                to=self.to, needs=(IDEA, RIGHTS), reason="Ils aident à écrire un premier budget."
            ),
            agreement=services.Agreement(items=items),
            request_key=secrets.token_hex(16),
        ).ref


def _bridges(people: dict[str, signing.Signed], desk: str) -> dict[str, str]:
    bridges, adviser = _Bridges(people["agent"], desk), people["adviser"].viewer
    waiting = bridges.hand("Camille")
    accepted = bridges.hand("Dominique", channel="papier", contact="")
    services.accept(actor=adviser, ref=accepted)
    declined = bridges.hand("Sacha")
    services.decline(actor=adviser, ref=declined, reason="complet", note="Voyez la chambre.")
    _fall_silent(bridges.hand("Lou"))
    replied = bridges.hand("Alix")
    links = {"reply": _link(waiting), "replied": _link(replied)}
    services.accept(link=links["replied"])
    row = Passerelle.objects.select_related("follow_up").get(ref=accepted)
    return links | {
        "waiting": waiting,
        "accepted": accepted,
        "declined": declined,
        "file": row.follow_up.ref,
    }


def _fall_silent(ref: str) -> None:
    long_ago = timezone.now() - timedelta(days=30)
    Passerelle.objects.filter(ref=ref).update(chased=3, chased_at=long_ago)
    assert tasks.tell_of_silence(timezone.now()) >= 1


def _link(ref: str) -> str:
    body = Message.objects.filter(key__startswith=f"vers:{ref}:", body__contains="/repondre/")
    found = re.search(r"/repondre/([^/\s]+)/", body.latest("pk").body)
    assert found
    return found[1]
