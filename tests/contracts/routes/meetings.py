"""Meetings: one in preparation is seen by those who hold it alone; a seat, by its secret address.

That one that is announced is seen by everybody is in ``tests/exchanges/meetings``.
"""

from datetime import time, timedelta

from django.utils import timezone

from entrelieux.accounts.models import Network
from entrelieux.exchanges.meetings import services
from entrelieux.exchanges.models import Meeting, Promise
from entrelieux.kernel.viewer import ANYONE
from entrelieux.passerelles.following import Opening
from entrelieux.passerelles.persons import open_person, person_behind
from tests.contracts.cast import NOTHING

# route            method scope           visitor person agent holder admin animator operator
TABLE = """
meetings:list      GET   -                200
meetings:list      HEAD  -                200
meetings:prepare   GET   -                404 404 200 200 404 200 404
meetings:prepare   HEAD  -                404 404 200 200 404 200 404
meetings:prepare   POST  -                404 404 422 422 404 422 404
meetings:own_seat  GET   -                200
meetings:own_seat  HEAD  -                200
meetings:own_seat  POST  -                303
meetings:one       GET   own              404 404 200 200 404 200 404
meetings:one       GET   other_network    404
meetings:one       GET   other_territory  404
meetings:one       GET   absent           404
meetings:one       HEAD  own              404 404 200 200 404 200 404
meetings:one       HEAD  other_network    404
meetings:one       HEAD  other_territory  404
meetings:one       HEAD  absent           404
meetings:one       POST  own              404 404 422 422 404 422 404
meetings:one       POST  other_network    404
meetings:one       POST  other_territory  404
meetings:one       POST  absent           404
meetings:calendar  GET   own              404 404 200 200 404 200 404
meetings:calendar  GET   other_network    404
meetings:calendar  GET   other_territory  404
meetings:calendar  GET   absent           404
meetings:calendar  HEAD  own              404 404 200 200 404 200 404
meetings:calendar  HEAD  other_network    404
meetings:calendar  HEAD  other_territory  404
meetings:calendar  HEAD  absent           404
meetings:change    GET   own              404 404 200 200 404 200 404
meetings:change    GET   other_network    404
meetings:change    GET   other_territory  404
meetings:change    GET   absent           404
meetings:change    HEAD  own              404 404 200 200 404 200 404
meetings:change    HEAD  other_network    404
meetings:change    HEAD  other_territory  404
meetings:change    HEAD  absent           404
meetings:change    POST  own              404 404 422 422 404 422 404
meetings:change    POST  other_network    404
meetings:change    POST  other_territory  404
meetings:change    POST  absent           404
meetings:act       POST  own              404 404 303 303 404 303 404
meetings:act       POST  other_network    404
meetings:act       POST  other_territory  404
meetings:act       POST  absent           404
meetings:people    GET   own              404 404 200 200 404 200 404
meetings:people    GET   other_network    404
meetings:people    GET   other_territory  404
meetings:people    GET   absent           404
meetings:people    HEAD  own              404 404 200 200 404 200 404
meetings:people    HEAD  other_network    404
meetings:people    HEAD  other_territory  404
meetings:people    HEAD  absent           404
meetings:people    POST  own              404 404 303 303 404 303 404
meetings:people    POST  other_network    404
meetings:people    POST  other_territory  404
meetings:people    POST  absent           404
meetings:write_in  GET   own              404 404 200 200 404 200 404
meetings:write_in  GET   other_network    404
meetings:write_in  GET   other_territory  404
meetings:write_in  GET   absent           404
meetings:write_in  HEAD  own              404 404 200 200 404 200 404
meetings:write_in  HEAD  other_network    404
meetings:write_in  HEAD  other_territory  404
meetings:write_in  HEAD  absent           404
meetings:write_in  POST  own              404 404 422 422 404 422 404
meetings:write_in  POST  other_network    404
meetings:write_in  POST  other_territory  404
meetings:write_in  POST  absent           404
meetings:record    GET   own              404 404 200 200 404 200 404
meetings:record    GET   other_network    404
meetings:record    GET   other_territory  404
meetings:record    GET   absent           404
meetings:record    HEAD  own              404 404 200 200 404 200 404
meetings:record    HEAD  other_network    404
meetings:record    HEAD  other_territory  404
meetings:record    HEAD  absent           404
meetings:record    POST  own              404 404 409 409 404 409 404
meetings:record    POST  other_network    404
meetings:record    POST  other_territory  404
meetings:record    POST  absent           404
meetings:promises  GET   -                404 404 200 200 404 200 404
meetings:promises  HEAD  -                404 404 200 200 404 200 404
meetings:promises  POST  -                404
meetings:own_promise POST -               303
meetings:report    GET   -                200
meetings:report    HEAD  -                200
meetings:report_file GET -                200
meetings:report_file HEAD -               200
meetings:paper     GET   own              404 404 200 200 404 200 404
meetings:paper     GET   other_network    404
meetings:paper     GET   other_territory  404
meetings:paper     GET   absent           404
meetings:paper     HEAD  own              404 404 200 200 404 200 404
meetings:paper     HEAD  other_network    404
meetings:paper     HEAD  other_territory  404
meetings:paper     HEAD  absent           404
meetings:trades    GET   -                404 404 200 200 200 200 404
meetings:trades    HEAD  -                404 404 200 200 200 200 404
meetings:trade     GET   own              404 404 200 200 200 404 404
meetings:trade     GET   other_network    404
meetings:trade     GET   other_territory  404
meetings:trade     GET   absent           404
meetings:trade     HEAD  own              404 404 200 200 200 404 404
meetings:trade     HEAD  other_network    404
meetings:trade     HEAD  other_territory  404
meetings:trade     HEAD  absent           404
meetings:trade     POST  own              404 404 422 422 422 404 404
meetings:trade     POST  other_network    404
meetings:trade     POST  other_territory  404
meetings:trade     POST  absent           404
"""
COMMUNES = {"own": "48080", "other_network": "48080", "other_territory": "43157"}


def put(cast):
    """In each scope, a draft, a seat of one that is announced, and a promise made there.

    The offer is the fictional one: so are the networks, else no meeting would be shown.
    """
    Network.objects.filter(ref__in=cast.network.values()).update(is_fiction=True)
    for scope in cast.placed:
        cast.objects["rencontre"][scope] = _draft(cast, scope)
        open_one = _draft(cast, scope)
        services.announce(actor=cast.viewer_at(scope), ref=open_one)
        taken = services.take_seat(
            actor=ANYONE, meeting_ref=open_one, asked=services.SeatAsked(name="Camille")
        )
        cast.objects["adresse de place"][scope] = taken.token
        cast.objects["adresse de promesse"][scope] = _promise(open_one, scope)


def _promise(meeting_ref, scope):
    """By somebody whose secret address is given."""
    opened = open_person(
        actor=ANYONE, opening=Opening("48080", needs=()), request_key=f"promesse-{scope}"
    )
    Promise.objects.create(
        ref=f"promesse-{scope}",
        meeting=Meeting.objects.get(ref=meeting_ref),
        follow_up_id=person_behind(opened.token).pk,
        words="passer un appel",
        erased_after=timezone.localdate() + timedelta(days=56),
    )
    return opened.token


def _draft(cast, scope):
    return services.prepare_meeting(
        actor=cast.viewer_at(scope),
        asked=services.Asked(
            kind="soiree",
            title="Soirée",
            day=timezone.localdate() + timedelta(days=20),
            starts=time(18),
            ends=time(20),
            code_insee=COMMUNES[scope],
            place_name="Salle des fêtes",
        ),
        organisation_ref=cast.organisation[scope],
    )


def addresses(cast):
    token = cast.objects["adresse de place"].get("own", NOTHING)
    own = cast.objects["adresse de promesse"].get("own", NOTHING)
    pages = {
        "one": "",
        "calendar": "rencontre.ics",
        "change": "changer/",
        "act": "faire/",
        "people": "personnes/",
        "write_in": "inscrire/",
        "record": "compte-rendu/",
        "paper": "feuilles/presence/",
    }
    return {
        "meetings:list": "/rencontres/",
        "meetings:prepare": "/rencontres/preparer/",
        "meetings:trades": "/qui-fait-quoi/",
        "meetings:trade": {
            scope: f"/qui-fait-quoi/{ref}/" for scope, ref in cast.organisation.items()
        },
        "meetings:promises": "/rencontres/promesses/",
        "meetings:own_promise": f"/suivi/{own}/promesses/promesse-own/",
        "meetings:report": "/rencontres/bilan/",
        "meetings:report_file": "/rencontres/bilan.csv",
        "meetings:own_seat": f"/rencontres/place/{token}/",
        **{
            f"meetings:{name}": cast.scoped("rencontre", f"/rencontres/{{}}/{tail}")
            for name, tail in pages.items()
        },
    }
