"""Asking places whether their sheet is right: by who animates their territory; answered by all."""

import secrets
from datetime import timedelta

from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.directory.confirming import asking, links
from entrelieux.directory.models import Campaign, Place
from tests.contracts.cast import NOTHING

# route              method scope           visitor person agent holder admin animator operator
TABLE = """
confirming:answer    GET    -               200
confirming:answer    HEAD   -               200
confirming:answer    POST   -               200
confirming:list      GET    -               404 404 404 404 404 200 200
confirming:list      HEAD   -               404 404 404 404 404 200 200
confirming:new       GET    -               404 404 404 404 404 200 200
confirming:new       HEAD   -               404 404 404 404 404 200 200
confirming:new       POST   -               404 404 404 404 404 422 422
confirming:campaign  GET    own             404 404 404 404 404 200 200
confirming:campaign  HEAD   own             404 404 404 404 404 200 200
confirming:campaign  GET    other_network   404 404 404 404 404 404 200
confirming:campaign  HEAD   other_network   404 404 404 404 404 404 200
confirming:campaign  GET    other_territory 404 404 404 404 404 404 200
confirming:campaign  HEAD   other_territory 404 404 404 404 404 404 200
confirming:campaign  GET    absent          404
confirming:campaign  HEAD   absent          404
confirming:letters   GET    own             404 404 404 404 404 200 200
confirming:letters   HEAD   own             404 404 404 404 404 200 200
confirming:letters   GET    other_network   404 404 404 404 404 404 200
confirming:letters   HEAD   other_network   404 404 404 404 404 404 200
confirming:letters   GET    other_territory 404 404 404 404 404 404 200
confirming:letters   HEAD   other_territory 404 404 404 404 404 404 200
confirming:letters   GET    absent          404
confirming:letters   HEAD   absent          404
confirming:remind    POST   own             404 404 404 404 404 422 422
confirming:remind    POST   other_network   404 404 404 404 404 404 422
confirming:remind    POST   other_territory 404 404 404 404 404 404 422
confirming:remind    POST   absent          404
confirming:close     POST   own             404 404 404 404 404 303 303
confirming:close     POST   other_network   404 404 404 404 404 404 303
confirming:close     POST   other_territory 404 404 404 404 404 404 303
confirming:close     POST   absent          404
confirming:decide    POST   own             404 404 404 404 404 303 303
confirming:decide    POST   other_network   404 404 404 404 404 404 303
confirming:decide    POST   other_territory 404 404 404 404 404 404 303
confirming:decide    POST   absent          404
"""
GROUND = {"own": "48", "other_network": "48", "other_territory": "43"}


def put(cast):
    """In each scope, a campaign of its network that asks one place of its ground."""
    now = timezone.now()
    for scope in cast.placed:
        place = Place.objects.filter(departement=GROUND[scope], withdrawn_on=None).order_by("ref")
        campaign = Campaign.objects.create(
            ref=secrets.token_hex(16),
            name="Essai",
            network=Network.objects.get(ref=cast.network[scope]),
            opened_at=now,
            closes_on=timezone.localdate() + timedelta(days=10),
        )
        asked = asking._ask(campaign, place[0])
        cast.objects["campaign"][scope] = campaign.ref
        cast.objects["asked"][scope] = asked.ref
        cast.objects["code"][scope] = links.code_of(asked.ref)


def addresses(cast):
    return {
        "confirming:answer": f"/c/{cast.objects['code'].get('own', NOTHING)}/",
        "confirming:list": "/campagnes/",
        "confirming:new": f"/campagnes/nouvelle/?reseau={NOTHING}",
        "confirming:campaign": cast.scoped("campaign", "/campagnes/{}/"),
        "confirming:letters": cast.scoped("campaign", "/campagnes/{}/lettres/"),
        "confirming:remind": cast.scoped("campaign", "/campagnes/{}/relancer/"),
        "confirming:close": cast.scoped("campaign", "/campagnes/{}/clore/"),
        "confirming:decide": cast.scoped("asked", "/campagnes/reponses/{}/"),
    }
