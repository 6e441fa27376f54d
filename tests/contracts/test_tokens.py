"""What each role gets from each operation that asks for a token, by the scope of its token."""

import pytest

from entrelieux.accounts.tokens.scopes import scopes
from entrelieux.api.root import openapi_document
from tests.contracts.cast import NOTHING
from tests.holding_tokens import program, token_of

ROLES = ("person", "agent", "holder", "admin", "animator", "operator")
# operation      scope of the token   person agent holder admin animator operator
TABLE = """
list_doubles     doublons:lire        401    401   401    401   200      401
list_doubles     imports:ecrire       403    403   403    403   403      403
create_import    imports:ecrire       401    401   401    401   422      401
create_import    doublons:lire        403    403   403    403   403      403
get_import       imports:ecrire       401    401   401    401   404      401
get_import       doublons:lire        403    403   403    403   403      403
list_hooks       crochets:ecrire      401    401   401    200   200      401
list_hooks       doublons:lire        403    403   403    403   403      403
create_hook      crochets:ecrire      401    401   401    422   422      401
create_hook      imports:ecrire       403    403   403    403   403      403
delete_hook      crochets:ecrire      401    401   401    404   404      401
delete_hook      imports:ecrire       403    403   403    403   403      403
"""


def lines():
    for line in TABLE.strip().split("\n"):
        operation, scope, *statuses = line.split()
        yield operation, scope, dict(zip(ROLES, map(int, statuses), strict=True))


def guarded():
    """{operation that asks for a token: (method, address, its scope)}, as the contract says."""
    return {
        operation["operationId"]: (method, address, operation["security"][0]["Token"][0])
        for address, path in openapi_document()["paths"].items()
        for method, operation in path.items()
        if "security" in operation
    }


def test_the_table_speaks_of_each_operation_that_asks_for_a_token_with_its_scope_and_without():
    said = {operation: set() for operation, _scope, _statuses in lines()}
    for operation, scope, _statuses in lines():
        said[operation].add(scope)
    assert set(said) == set(guarded())
    for operation, (_method, _address, scope) in guarded().items():
        assert scope in said[operation]
        assert said[operation] - {scope}


def test_each_scope_opens_something_and_each_operation_asks_for_one_that_exists():
    assert {scope for _method, _address, scope in guarded().values()} == {
        one.code for one in scopes()
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_by_a_token_what_the_table_says(role, cast):
    """The operator has a staff session open: it gives a program nothing."""
    asked, wrong = guarded(), {}
    for operation, scope, statuses in lines():
        client = program(token_of(cast.people[role].user, scope))
        method, address, _scope = asked[operation]
        response = client.generic(
            method.upper(), address.format(ref=NOTHING), content_type="application/json"
        )
        if response.status_code != statuses[role]:
            wrong[operation, scope] = (response.status_code, statuses[role])
    assert wrong == {}


def test_a_token_opens_no_page_of_the_site(cast):
    """It is worth what no token at all is worth."""
    every = [one.code for one in scopes()]
    client = program(token_of(cast.people["animator"].user, *every))
    for page in ("/compte/", "/compte/jetons/", "/lieux/doublons/", "/echanges/", "/guichet/"):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in {403, 404, 405}
