"""Calls: everybody asks and reads how long; who calls back reads the line; one hand reads a name.

In the network of here the animator, of one territory, and the agent call back; rules are written
by who animates the whole network: see ``tests/networks/arrivals``. The call is in the agent's hand.
"""

from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.accounts.selectors import network_for
from entrelieux.kernel.viewer import ANYONE
from entrelieux.networks.arrivals import asking, receiving
from entrelieux.networks.arrivals.asking import Asked
from entrelieux.networks.models import Arrival, Receiver
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.persons import open_person, person_behind
from tests.contracts.cast import NOTHING

# route          method scope            visitor person agent holder admin animator operator
TABLE = """
arrivals:door     GET   own              200
arrivals:door     GET   other_network    200
arrivals:door     GET   other_territory  200
arrivals:door     GET   absent           404
arrivals:door     HEAD  own              200
arrivals:door     HEAD  other_network    200
arrivals:door     HEAD  other_territory  200
arrivals:door     HEAD  absent           404
arrivals:door     POST  own              422
arrivals:door     POST  other_network    422
arrivals:door     POST  other_territory  422
arrivals:door     POST  absent           404
arrivals:waiting  GET   own              200
arrivals:waiting  GET   other_network    200
arrivals:waiting  GET   other_territory  200
arrivals:waiting  GET   absent           404
arrivals:waiting  HEAD  own              200
arrivals:waiting  HEAD  other_network    200
arrivals:waiting  HEAD  other_territory  200
arrivals:waiting  HEAD  absent           404
arrivals:rules    GET   own              200
arrivals:rules    GET   other_network    200
arrivals:rules    GET   other_territory  200
arrivals:rules    GET   absent           404
arrivals:rules    HEAD  own              200
arrivals:rules    HEAD  other_network    200
arrivals:rules    HEAD  other_territory  200
arrivals:rules    HEAD  absent           404
arrivals:rules    POST  own              404
arrivals:rules    POST  other_network    404
arrivals:rules    POST  other_territory  404
arrivals:rules    POST  absent           404
arrivals:line     GET   own              404 404 200 404 404 200 404
arrivals:line     GET   other_network    404
arrivals:line     GET   other_territory  404 404 200 404 404 200 404
arrivals:line     GET   absent           404
arrivals:line     HEAD  own              404 404 200 404 404 200 404
arrivals:line     HEAD  other_network    404
arrivals:line     HEAD  other_territory  404 404 200 404 404 200 404
arrivals:line     HEAD  absent           404
arrivals:line     POST  own              404
arrivals:line     POST  other_network    404
arrivals:line     POST  other_territory  404
arrivals:line     POST  absent           404
arrivals:load     GET   own              404 404 200 404 404 200 404
arrivals:load     GET   other_network    404
arrivals:load     GET   other_territory  404 404 200 404 404 200 404
arrivals:load     GET   absent           404
arrivals:load     HEAD  own              404 404 200 404 404 200 404
arrivals:load     HEAD  other_network    404
arrivals:load     HEAD  other_territory  404 404 200 404 404 200 404
arrivals:load     HEAD  absent           404
arrivals:load     POST  own              404 404 303 404 404 303 404
arrivals:load     POST  other_network    404
arrivals:load     POST  other_territory  404 404 303 404 404 303 404
arrivals:load     POST  absent           404
arrivals:share    GET   own              404 404 404 404 404 200 404
arrivals:share    GET   other_network    404
arrivals:share    GET   other_territory  404 404 404 404 404 200 404
arrivals:share    GET   absent           404
arrivals:share    HEAD  own              404 404 404 404 404 200 404
arrivals:share    HEAD  other_network    404
arrivals:share    HEAD  other_territory  404 404 404 404 404 200 404
arrivals:share    HEAD  absent           404
arrivals:share    POST  own              404 404 404 404 404 409 404
arrivals:share    POST  other_network    404
arrivals:share    POST  other_territory  404 404 404 404 404 409 404
arrivals:share    POST  absent           404
arrivals:call     GET   own              404 404 200 404 404 404 404
arrivals:call     GET   other_network    404
arrivals:call     GET   other_territory  404
arrivals:call     GET   absent           404
arrivals:call     HEAD  own              404 404 200 404 404 404 404
arrivals:call     HEAD  other_network    404
arrivals:call     HEAD  other_territory  404
arrivals:call     HEAD  absent           404
arrivals:call     POST  own              404 404 303 404 404 404 404
arrivals:call     POST  other_network    404
arrivals:call     POST  other_territory  404
arrivals:call     POST  absent           404
arrivals:own      GET   -                200
arrivals:own      HEAD  -                200
arrivals:own      POST  -                303
arrivals:own_door GET   own              200
arrivals:own_door GET   other_network    200
arrivals:own_door GET   other_territory  200
arrivals:own_door GET   absent           404
arrivals:own_door HEAD  own              200
arrivals:own_door HEAD  other_network    200
arrivals:own_door HEAD  other_territory  200
arrivals:own_door HEAD  absent           404
arrivals:own_door POST  own              422
arrivals:own_door POST  other_network    422
arrivals:own_door POST  other_territory  422
arrivals:own_door POST  absent           404
"""
COMMUNES = {"own": "48080", "other_network": "48080", "other_territory": "43157"}


def put(cast):
    """In each scope somebody calls back, and holds a call."""
    Network.objects.filter(ref__in=cast.network.values()).update(is_fiction=True)
    here = network_for(cast.network["own"])
    for name in ("agent", "animator"):
        account = cast.people[name].viewer.user_id
        organisation = cast.organisation["own"] if name == "agent" else ""
        Receiver.objects.create(
            ref=f"rappelle-{name}",
            network_id=here.pk,
            user_id=account,
            organisation_ref=organisation,
            since=timezone.localdate(),
        )
    for scope in cast.placed:
        cast.objects["rappel"][scope] = _held(cast, scope)


def _held(cast, scope):
    network = network_for(cast.network[scope])
    opening = Opening(COMMUNES[scope], needs=(), channel="telephone", contact="06 39 98 00 00")
    token = open_person(actor=ANYONE, opening=opening, request_key=f"rappel-{scope}").token
    cast.objects["adresse de rappel"][scope] = token
    ours = receiving.in_force(network).filter(ref="rappelle-agent").first()
    if scope != "own":
        ours = Receiver.objects.create(
            ref=f"rappelle-{scope}",
            network_id=network.pk,
            user_id=cast.viewer_at(scope).user_id,
            organisation_ref=cast.organisation[scope],
            since=timezone.localdate(),
        )
    ref = asking.ask(actor=ANYONE, network=network, asked=Asked("envie"), token=token)
    person = person_behind(token)
    Arrival.objects.filter(follow_up_id=person.pk).update(state="prise", receiver=ours)
    return ref


def addresses(cast):
    token = cast.objects["adresse de rappel"].get("own", NOTHING)
    refs = {scope: cast.network.get(scope, NOTHING) for scope in (*cast.placed, "absent")}
    pages = {
        "door": "rappel/",
        "waiting": "attente/",
        "rules": "attente/regles/",
        "line": "file/",
        "load": "file/charge/",
        "share": "file/repartir/",
    }
    return {
        **{
            f"arrivals:{name}": {scope: f"/reseaux/{ref}/{tail}" for scope, ref in refs.items()}
            for name, tail in pages.items()
        },
        "arrivals:call": {
            scope: f"/reseaux/{ref}/file/{cast.objects['rappel'].get(scope, NOTHING)}/"
            for scope, ref in refs.items()
        },
        "arrivals:own": f"/suivi/{token}/rappel/",
        "arrivals:own_door": {
            scope: f"/suivi/{token}/rappel/{ref}/" for scope, ref in refs.items()
        },
    }
