"""Every route, written by hand: what each role gets there. ``test_routes`` compares and tries.

One module for each area, found by themselves. Each has ``TABLE``, lines of
``route method scope statuses`` (one status for everybody, or one for each of ``ROLES``), and
``addresses(cast)``: {route: address, or {scope: address}}; those with objects of their own put them
in the cast first: see ``tests.contracts.cast``. Scope ``-`` is a page about no object; a page about
one has lines for each of the other scopes. ``*`` stands for every method.

A method without a line is refused to everybody (405, or 404 where the page itself is not theirs).
"""

import pkgutil
from importlib import import_module

ROLES = ("visitor", "person", "agent", "holder", "admin", "animator", "operator")
SCOPES = ("own", "other_network", "other_territory", "absent")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
AREAS = tuple(import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))


def expected():
    """{(route, method, scope): statuses of each role}, as written."""
    lines = {}
    for area in AREAS:
        for line in area.TABLE.split("\n"):
            if not line or line.startswith("#"):
                continue
            route, methods, scope, *statuses = line.split()
            assert scope == "-" or scope in SCOPES, line
            assert len(statuses) in {1, len(ROLES)}, line
            every = tuple(map(int, statuses)) * (len(ROLES) if len(statuses) == 1 else 1)
            for method in METHODS if methods == "*" else (methods,):
                assert (route, method, scope) not in lines, line
                lines[route, method, scope] = every
    return lines


REFUSED = {404, 405}
"""What a method without a line may answer."""


def expected_of(role):
    """{(route, method, scope): statuses allowed} for one role.

    Methods without a line are there once for each route: at its one page, or at one's own object.
    """
    column = ROLES.index(role)
    written = {key: {statuses[column]} for key, statuses in expected().items()}
    refused = {
        (route, method, scope): REFUSED
        for route, _method, scope in written
        for method in METHODS
        if scope in {"-", "own"}
    }
    return refused | written


def addresses(cast):
    """{route: {scope: address}}."""
    return {
        route: said if isinstance(said, dict) else {"-": said}
        for area in AREAS
        for route, said in area.addresses(cast).items()
    }


def put_objects(cast):
    """Every area puts its objects in the cast."""
    for area in AREAS:
        if hasattr(area, "put"):
            area.put(cast)
