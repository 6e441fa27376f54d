"""Corrections of a sheet: proposed by anybody, decided by who answers for it."""

from django.utils import timezone

from entrelieux.directory.models import Service, Suggestion

# route        method scope           visitor person agent holder admin animator operator
TABLE = """
mending:list    GET   -               404 404 404 200 200 200 200
mending:list    HEAD  -               404 404 404 200 200 200 200
mending:mend    GET   own             200
mending:mend    GET   other_network   200
mending:mend    GET   other_territory 200
mending:mend    GET   absent          404
mending:mend    HEAD  own             200
mending:mend    HEAD  other_network   200
mending:mend    HEAD  other_territory 200
mending:mend    HEAD  absent          404
mending:mend    POST  own             200
mending:mend    POST  other_network   200
mending:mend    POST  other_territory 200
mending:mend    POST  absent          404
mending:decide  POST  own             404 404 404 303 303 303 303
mending:decide  POST  other_network   404 404 404 404 404 303 303
mending:decide  POST  other_territory 404 404 404 404 404 404 303
mending:decide  POST  absent          404
"""


def put(cast):
    """In each scope, a telephone proposed for the place where the structure is at home."""
    for scope in cast.placed:
        place = (
            Service.objects.filter(organisation__ref=cast.organisation[scope], withdrawn_on=None)
            .exclude(place=None)
            .order_by("ref")
            .first()
            .place
        )
        row = Suggestion.objects.create(
            ref=f"proposition{place.pk:021d}",
            place=place,
            proposed={"telephone": "04 66 11 22 33"},
            made_at=timezone.now(),
        )
        cast.objects["suggested of"][scope] = place.ref
        cast.objects["suggested"][scope] = row.ref


def addresses(cast):
    return {
        "mending:list": "/lieux/propositions/",
        "mending:mend": cast.scoped("suggested of", "/lieux/{}/corriger/"),
        "mending:decide": cast.scoped("suggested", "/lieux/propositions/{}/"),
    }
