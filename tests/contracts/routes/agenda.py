"""The agenda of permanences: public to read, spoken of by those who work for a structure."""

from datetime import timedelta

from django.utils import timezone

from entrelieux.directory.agenda.services import Slot, add_date, add_permanence
from entrelieux.directory.models import Place, Service
from tests.contracts.cast import NOTHING

# route           method scope           visitor person agent holder admin animator operator
TABLE = """
agenda:week       GET    -               200
agenda:week       HEAD   -               200
agenda:feed       GET    -               200
agenda:feed       HEAD   -               200
agenda:manage     GET    -               404 404 200 200 200 404 404
agenda:manage     HEAD   -               404 404 200 200 200 404 404
agenda:add        GET    -               404 404 200 200 200 404 404
agenda:add        HEAD   -               404 404 200 200 200 404 404
agenda:add        POST   -               404 404 422 422 422 404 404
agenda:take_back  POST   own             404 404 303 303 303 404 404
agenda:take_back  POST   other_network   404
agenda:take_back  POST   other_territory 404
agenda:take_back  POST   absent          404
agenda:extra      GET    own             404 404 200 200 200 404 404
agenda:extra      HEAD   own             404 404 200 200 200 404 404
agenda:extra      POST   own             404 404 422 422 422 404 404
agenda:extra      GET    other_network   404
agenda:extra      HEAD   other_network   404
agenda:extra      POST   other_network   404
agenda:extra      GET    other_territory 404
agenda:extra      HEAD   other_territory 404
agenda:extra      POST   other_territory 404
agenda:extra      GET    absent          404
agenda:extra      HEAD   absent          404
agenda:extra      POST   absent          404
agenda:end        GET    own             404 404 200 200 200 404 404
agenda:end        HEAD   own             404 404 200 200 200 404 404
agenda:end        POST   own             404 404 422 422 422 404 404
agenda:end        GET    other_network   404
agenda:end        HEAD   other_network   404
agenda:end        POST   other_network   404
agenda:end        GET    other_territory 404
agenda:end        HEAD   other_territory 404
agenda:end        POST   other_territory 404
agenda:end        GET    absent          404
agenda:end        HEAD   absent          404
agenda:end        POST   absent          404
agenda:date       GET    own             404 404 200 200 200 404 404
agenda:date       HEAD   own             404 404 200 200 200 404 404
agenda:date       POST   own             404 404 422 422 422 404 404
agenda:date       GET    other_network   404
agenda:date       HEAD   other_network   404
agenda:date       POST   other_network   404
agenda:date       GET    other_territory 404
agenda:date       HEAD   other_territory 404
agenda:date       POST   other_territory 404
agenda:date       GET    absent          404
agenda:date       HEAD   absent          404
agenda:date       POST   absent          404
"""


def soon():
    return timezone.localdate() + timedelta(days=3)


def put(cast):
    """In each scope, a service that comes somewhere, and a date more."""
    for scope in cast.placed:
        service = (
            Service.objects.filter(organisation__ref=cast.organisation[scope], withdrawn_on=None)
            .order_by("ref")
            .first()
        )
        place = Place.objects.filter(withdrawn_on=None).order_by("ref").first()
        where = {"service_ref": service.ref, "place_ref": place.ref}
        actor = cast.viewer_at(scope)
        add_permanence(actor=actor, **where, hours="Mo-Su 09:00-10:00")
        change = add_date(actor=actor, **where, slot=Slot(soon(), 56, 64), reason="Essai")
        cast.objects["change"][scope] = change
        cast.objects["coming service"][scope] = service.ref
        cast.objects["coming"][scope] = f"{service.ref}/{place.ref}"


def addresses(cast):
    nobody = f"{NOTHING}/{NOTHING}"

    def at(address):
        return {**cast.scoped("coming", address), "absent": address.format(nobody)}

    return {
        "agenda:week": "/agenda/?commune=48080",
        "agenda:feed": "/agenda.ics?commune=48080",
        "agenda:manage": "/agenda/gerer/",
        "agenda:add": "/agenda/gerer/ajouter/",
        "agenda:take_back": cast.scoped("change", "/agenda/gerer/revenir/{}/"),
        "agenda:extra": cast.scoped("coming service", "/agenda/gerer/date-en-plus/{}/"),
        "agenda:end": at("/agenda/gerer/fin/{}/"),
        "agenda:date": at(f"/agenda/gerer/date/{{}}/{soon().isoformat()}/"),
    }
