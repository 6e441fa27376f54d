"""Tokens: everybody's own pages; and the operations that ask for one, which no cookie opens.

What a token opens there is in ``tests.contracts.test_tokens``.
"""

from tests.contracts.cast import NOTHING
from tests.holding_tokens import token_of

# route                 method scope           visitor person agent holder admin animator operator
TABLE = """
accounts:tokens         GET    -               404 200 200 200 200 200 200
accounts:tokens         HEAD   -               404 200 200 200 200 200 200
accounts:make_token     GET    -               404 200 200 200 200 200 200
accounts:make_token     HEAD   -               404 200 200 200 200 200 200
accounts:make_token     POST   -               404 422 422 422 422 422 422
accounts:revoke_token   POST   own             404 404 404 404 404 303 303
accounts:revoke_token   POST   other_network   404 404 404 404 404 404 303
accounts:revoke_token   POST   other_territory 404 404 404 404 404 404 303
accounts:revoke_token   POST   absent          404
list_doubles            GET    -               401
create_import           POST   -               401
get_import              GET    -               401
list_hooks              GET    -               401
list_hooks              POST   -               401
create_hook             GET    -               401
create_hook             POST   -               401
delete_hook             DELETE -               401
"""


def put(cast):
    """One of the animator, and one of two strangers."""
    from entrelieux.accounts.models import ApiToken
    from tests import signing

    owners = {
        "own": cast.people["animator"].user,
        "other_network": signing.person().user,
        "other_territory": signing.person().user,
    }
    for scope in cast.placed:
        token_of(owners[scope], "imports:ecrire")
        cast.objects["token"][scope] = ApiToken.objects.latest("pk").ref


def addresses(cast):
    return {
        "accounts:tokens": "/compte/jetons/",
        "accounts:make_token": "/compte/jetons/nouveau/",
        "accounts:revoke_token": cast.scoped("token", "/compte/jetons/{}/retirer/"),
        "list_doubles": "/api/v1/doubles",
        "create_import": "/api/v1/imports",
        "list_hooks": "/api/v1/hooks",
        "create_hook": "/api/v1/hooks",
        "delete_hook": f"/api/v1/hooks/{NOTHING}",
        "get_import": f"/api/v1/imports/{NOTHING}",
    }
