"""Networks: everybody reads how many and what members show; who animates decides."""

from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.networks.models import Charter, Member
from entrelieux.passerelles.models import FollowUp
from tests.contracts.cast import NOTHING

# route               method scope  visitor person agent holder admin animator operator
TABLE = """
networks:list         GET    -                200
networks:list         HEAD   -                200
networks:one          GET    own              200
networks:one          HEAD   own              200
networks:one          GET    other_network    200
networks:one          HEAD   other_network    200
networks:one          GET    other_territory  200
networks:one          HEAD   other_territory  200
networks:one          GET    absent           404
networks:one          HEAD   absent           404
networks:members      GET    own              200
networks:members      HEAD   own              200
networks:members      GET    other_network    200
networks:members      HEAD   other_network    200
networks:members      GET    other_territory  200
networks:members      HEAD   other_territory  200
networks:members      GET    absent           404
networks:members      HEAD   absent           404
networks:threshold    GET    own              200
networks:threshold    HEAD   own              200
networks:threshold    POST   own              404
networks:threshold    GET    other_network    200
networks:threshold    HEAD   other_network    200
networks:threshold    POST   other_network    404
networks:threshold    GET    other_territory  200
networks:threshold    HEAD   other_territory  200
networks:threshold    POST   other_territory  404
networks:threshold    GET    absent           404
networks:threshold    HEAD   absent           404
networks:threshold    POST   absent           404
networks:charter          GET   own              200
networks:charter          HEAD  own              200
networks:charter          GET   other_network    200
networks:charter          HEAD  other_network    200
networks:charter          GET   other_territory  200
networks:charter          HEAD  other_territory  200
networks:charter          GET   absent           404
networks:charter          HEAD  absent           404
networks:charter_version  GET   own              200
networks:charter_version  HEAD  own              200
networks:charter_version  GET   other_network    404
networks:charter_version  HEAD  other_network    404
networks:charter_version  GET   other_territory  200
networks:charter_version  HEAD  other_territory  200
networks:charter_version  GET   absent           404
networks:charter_version  HEAD  absent           404
networks:charter_write    GET   own              404
networks:charter_write    HEAD  own              404
networks:charter_write    POST  own              404
networks:charter_write    GET   other_network    404
networks:charter_write    HEAD  other_network    404
networks:charter_write    POST  other_network    404
networks:charter_write    GET   other_territory  404
networks:charter_write    HEAD  other_territory  404
networks:charter_write    POST  other_territory  404
networks:charter_write    GET   absent           404
networks:charter_write    HEAD  absent           404
networks:charter_write    POST  absent           404
networks:join             GET   own              200
networks:join             HEAD  own              200
networks:join             POST  own              422
networks:join             GET   other_network    200
networks:join             HEAD  other_network    200
networks:join             POST  other_network    422
networks:join             GET   other_territory  200
networks:join             HEAD  other_territory  200
networks:join             POST  other_territory  422
networks:join             GET   absent           404
networks:join             HEAD  absent           404
networks:join             POST  absent           404
networks:asking           GET   own              404 404 404 404 404 200 404
networks:asking           HEAD  own              404 404 404 404 404 200 404
networks:asking           GET   other_network    404
networks:asking           HEAD  other_network    404
networks:asking           GET   other_territory  404 404 404 404 404 200 404
networks:asking           HEAD  other_territory  404 404 404 404 404 200 404
networks:asking           GET   absent           404
networks:asking           HEAD  absent           404
networks:asking_one       GET   own              404 404 404 404 404 200 404
networks:asking_one       HEAD  own              404 404 404 404 404 200 404
networks:asking_one       POST  own              404 404 404 404 404 422 404
networks:asking_one       GET   other_network    404
networks:asking_one       HEAD  other_network    404
networks:asking_one       POST  other_network    404
networks:asking_one       GET   other_territory  404 404 404 404 404 200 404
networks:asking_one       HEAD  other_territory  404 404 404 404 404 200 404
networks:asking_one       POST  other_territory  404 404 404 404 404 422 404
networks:asking_one       GET   absent           404
networks:asking_one       HEAD  absent           404
networks:asking_one       POST  absent           404
networks:structure        GET   own              404 404 200 200 200 404 404
networks:structure        HEAD  own              404 404 200 200 200 404 404
networks:structure        POST  own              404 404 303 303 303 404 404
networks:structure        GET   other_network    404
networks:structure        HEAD  other_network    404
networks:structure        POST  other_network    404
networks:structure        GET   other_territory  404
networks:structure        HEAD  other_territory  404
networks:structure        POST  other_territory  404
networks:structure        GET   absent           404
networks:structure        HEAD  absent           404
networks:structure        POST  absent           404
networks:structure_card   GET   own              404 404 200 200 200 404 404
networks:structure_card   HEAD  own              404 404 200 200 200 404 404
networks:structure_card   GET   other_network    404
networks:structure_card   HEAD  other_network    404
networks:structure_card   GET   other_territory  404
networks:structure_card   HEAD  other_territory  404
networks:structure_card   GET   absent           404
networks:structure_card   HEAD  absent           404
networks:mine             GET   -                404
networks:mine             HEAD  -                404
networks:mine             POST  -                404
networks:own_join         GET   -                404
networks:own_join         HEAD  -                404
networks:own_join         POST  -                404
networks:own_card         GET   -                404
networks:own_card         HEAD  -                404
networks:own_members  GET    -                404
networks:own_members  HEAD   -                404
"""


def put(cast):
    """A charter, a structure that is a member, and somebody who asks to join in each scope."""
    now, day = timezone.now(), timezone.localdate()
    here = Network.objects.get(ref=cast.network["own"])
    Charter.objects.create(network=here, number=1, title="Charte", words="Essai", made_at=now)
    common = {"sector": "autre", "asked_at": now, "confirmed_on": day}
    Member.objects.create(
        ref="membre-structure",
        network=here,
        organisation_ref=cast.organisation["own"],
        state=Member.State.WELCOMED,
        welcomed_at=now,
        number=1,
        code_insee="48095",
        departement="48",
        **common,
    )
    communes = {"own": "48095", "other_network": "48095", "other_territory": "43157"}
    for scope in cast.placed:
        commune = communes[scope]
        file = FollowUp.objects.create(
            ref=f"dossier-membre-{scope}"[:32],
            code_insee=commune,
            departement=commune[:2],
            opened_at=now,
            moved_at=now,
            erased_after=day,
        )
        row = Member.objects.create(
            ref=f"membre-{scope.replace('_', '-')}",
            network=Network.objects.get(ref=cast.network[scope]),
            follow_up=file,
            code_insee=commune,
            departement=commune[:2],
            **common,
        )
        cast.objects["demande d'adhésion"][scope] = f"{cast.network[scope]}/demandes/{row.ref}"


def addresses(cast):
    structures = {
        scope: f"/reseaux/{cast.network.get('own', NOTHING)}/structure/{ref}/"
        for scope, ref in cast.organisation.items()
    }
    return {
        "networks:list": "/reseaux/",
        "networks:one": cast.scoped("network", "/reseaux/{}/"),
        "networks:members": cast.scoped("network", "/reseaux/{}/membres/"),
        "networks:threshold": cast.scoped("network", "/reseaux/{}/seuil/"),
        "networks:charter": cast.scoped("network", "/reseaux/{}/charte/"),
        "networks:charter_version": cast.scoped("network", "/reseaux/{}/charte/1/"),
        "networks:charter_write": cast.scoped("network", "/reseaux/{}/charte/ecrire/"),
        "networks:join": cast.scoped("network", "/reseaux/{}/adherer/"),
        "networks:asking": cast.scoped("network", "/reseaux/{}/demandes/"),
        "networks:asking_one": cast.scoped("demande d'adhésion", "/reseaux/{}/")
        | {"absent": f"/reseaux/{NOTHING}/demandes/{NOTHING}/"},
        "networks:structure": structures,
        "networks:structure_card": {scope: f"{one}carte/" for scope, one in structures.items()},
        "networks:mine": f"/suivi/{NOTHING}/reseau/",
        "networks:own_join": f"/suivi/{NOTHING}/reseau/adherer/{NOTHING}/",
        "networks:own_card": f"/suivi/{NOTHING}/reseau/carte/{NOTHING}/",
        "networks:own_members": f"/suivi/{NOTHING}/reseau/annuaire/{NOTHING}/",
    }
