"""Every route, written by hand: what each role gets there. ``test_routes`` compares and tries.

One module for each area, found by themselves. Each has ``TABLE``, lines of
``route method scope statuses`` (one status for everybody, or one for each of ``ROLES``), and
``addresses(cast)``: {route: address, or {scope: address}}. A method without a line is refused
(405) to everybody. ``*`` stands for every method. Scope ``-`` is a page about no object; a page
about one has a line for each of the other scopes.
"""

import pkgutil
from importlib import import_module

ROLES = ("visitor", "person", "agent", "holder", "admin", "animator", "operator")
SCOPES = ("own", "other_network", "other_territory", "absent")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
AREAS = tuple(import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))


def expected():
    """{(route, method, scope): statuses of each role}."""
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


def addresses(cast):
    """{route: {scope: address}}."""
    return {
        route: said if isinstance(said, dict) else {"-": said}
        for area in AREAS
        for route, said in area.addresses(cast).items()
    }
