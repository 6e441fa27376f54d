"""Accounts: signing in, mandates, networks, staff sessions. All under ``/compte/``."""

from datetime import timedelta

from django.utils import timezone

from entrelieux.accounts.invitations import token_of
from entrelieux.accounts.models import Invitation
from entrelieux.kernel.viewer import Role
from tests import signing
from tests.contracts.cast import NOTHING

# statuses of: visitor person agent holder admin animator operator
TABLE = """
account_login                         GET   -               200 302 302 302 302 302 302
account_login                         HEAD  -               200 302 302 302 302 302 302
account_login                         POST  -               422 303 303 303 303 303 303
mfa_login_webauthn                    GET   -               302
mfa_login_webauthn                    HEAD  -               302
mfa_login_webauthn                    POST  -               303
mfa_authenticate                      GET   -               302
mfa_authenticate                      HEAD  -               302
mfa_authenticate                      POST  -               303
openid_connect_login                  POST    -               404
openid_connect_callback               *     -               404
account_logout                        POST  -               303
account_inactive                      GET   -               200
account_inactive                      HEAD  -               200
account_signup                        *     -               404
account_reset_password                GET   -               200
account_reset_password                HEAD  -               200
account_reset_password                POST  -               422
account_reset_password_done           GET   -               200
account_reset_password_done           HEAD  -               200
account_reset_password_from_key       GET   -               200 302 302 302 302 302 302
account_reset_password_from_key       HEAD  -               200 302 302 302 302 302 302
account_reset_password_from_key       POST  -               422 303 303 303 303 303 303
account_reset_password_from_key_done  GET   -               200
account_reset_password_from_key_done  HEAD  -               200
account_reauthenticate                GET   -               404
account_reauthenticate                HEAD  -               404
account_reauthenticate                POST  -               404
mfa_reauthenticate                    GET   -               404
mfa_reauthenticate                    HEAD  -               404
mfa_reauthenticate                    POST  -               404
mfa_reauthenticate_webauthn           GET   -               404
mfa_reauthenticate_webauthn           HEAD  -               404
mfa_reauthenticate_webauthn           POST  -               404
account_change_password               GET   -               404 302 302 302 302 302 302
account_change_password               HEAD  -               404 302 302 302 302 302 302
account_change_password               POST  -               404 303 303 303 303 303 303
account_set_password                  GET   -               404 200 200 200 200 200 200
account_set_password                  HEAD  -               404 200 200 200 200 200 200
account_set_password                  POST  -               404 422 422 422 422 422 422
mfa_index                             GET   -               404 200 200 200 200 200 200
mfa_index                             HEAD  -               404 200 200 200 200 200 200
mfa_view_recovery_codes               GET   -               404 200 200 200 200 200 200
mfa_view_recovery_codes               HEAD  -               404 200 200 200 200 200 200
mfa_view_recovery_codes               POST  -               404 422 422 422 422 422 422
mfa_activate_totp                     GET   -               404 200 200 200 200 200 200
mfa_activate_totp                     HEAD  -               404 200 200 200 200 200 200
mfa_activate_totp                     POST  -               404 422 422 422 422 422 422
mfa_deactivate_totp                   GET   -               404
mfa_deactivate_totp                   HEAD  -               404
mfa_deactivate_totp                   POST  -               404
mfa_add_webauthn                      GET   -               404 200 200 200 200 200 200
mfa_add_webauthn                      HEAD  -               404 200 200 200 200 200 200
mfa_add_webauthn                      POST  -               404 422 422 422 422 422 422
mfa_remove_webauthn                   GET   -               404
mfa_remove_webauthn                   HEAD  -               404
mfa_remove_webauthn                   POST  -               404
accounts:mine                         GET   -               404 200 200 200 200 200 200
accounts:mine                         HEAD  -               404 200 200 200 200 200 200
accounts:close_sessions               POST  -               404 303 303 303 303 303 303
accounts:make_codes                   POST  -               404 303 303 303 303 303 303
accounts:mandates                     GET   -               404 404 404 404 200 200 200
accounts:mandates                     HEAD  -               404 404 404 404 200 200 200
accounts:offer                        GET   -               404 404 404 404 200 200 200
accounts:offer                        HEAD  -               404 404 404 404 200 200 200
accounts:offer                        POST  -               404 404 404 404 422 422 422
accounts:revoke                       POST  own             404 404 404 404 303 404 303
accounts:revoke                       POST  other_network   404 404 404 404 404 404 303
accounts:revoke                       POST  other_territory 404 404 404 404 404 404 303
accounts:revoke                       POST  absent          404 404 404 404 404 404 404
accounts:offered                      GET   own             404 404 404 404 200 404 200
accounts:offered                      HEAD  own             404 404 404 404 200 404 200
accounts:offered                      GET   other_network   404 404 404 404 404 404 200
accounts:offered                      HEAD  other_network   404 404 404 404 404 404 200
accounts:offered                      GET   other_territory 404 404 404 404 404 404 200
accounts:offered                      HEAD  other_territory 404 404 404 404 404 404 200
accounts:offered                      GET   absent          404
accounts:offered                      HEAD  absent          404
accounts:withdraw                     POST  own             404 404 404 404 303 404 303
accounts:withdraw                     POST  other_network   404 404 404 404 404 404 303
accounts:withdraw                     POST  other_territory 404 404 404 404 404 404 303
accounts:withdraw                     POST  absent          404
accounts:invitation                   GET   -               200
accounts:invitation                   HEAD  -               200
accounts:invitation                   POST  -               422 303 303 303 303 303 303
accounts:by_provider                  POST  -               404
accounts:network                      GET   own             404 404 404 404 404 404 200
accounts:network                      HEAD  own             404 404 404 404 404 404 200
accounts:network                      POST  own             404 404 404 404 404 404 422
accounts:network                      GET   other_network   404 404 404 404 404 404 200
accounts:network                      HEAD  other_network   404 404 404 404 404 404 200
accounts:network                      POST  other_network   404 404 404 404 404 404 422
accounts:network                      GET   other_territory 404 404 404 404 404 404 200
accounts:network                      HEAD  other_territory 404 404 404 404 404 404 200
accounts:network                      POST  other_territory 404 404 404 404 404 404 422
accounts:network                      GET   absent          404
accounts:network                      HEAD  absent          404
accounts:network                      POST  absent          404
accounts:staff                        GET   -               404 404 404 404 404 404 200
accounts:staff                        HEAD  -               404 404 404 404 404 404 200
accounts:staff                        POST  -               404 404 404 404 404 404 422
accounts:close_staff                  POST  -               404 404 404 404 404 404 303
"""


def put(cast):
    """A colleague's mandate and an invitation for each structure."""
    now = timezone.now()
    for scope in cast.placed:
        colleague = signing.person()
        row = signing.mandate(colleague.user, Role.AGENT, organisation=cast.organisation[scope])
        cast.objects["mandate"][scope] = row.ref
        cast.objects["network"][scope] = cast.network[scope]
        cast.objects["invitation"][scope] = Invitation.objects.create(
            ref=f"{len(scope):032x}",
            manner=Invitation.Manner.PAPER,
            role=Role.AGENT.value,
            organisation_ref=cast.organisation[scope],
            by_operator=True,
            given_at=now,
            expires_at=now + timedelta(days=14),
        ).ref


def addresses(cast):
    invitation = "/compte/autorisations/invitations/{}/"
    token = token_of(cast.objects["invitation"].get("own", NOTHING))
    return {
        "account_login": "/compte/entrer/",
        "mfa_login_webauthn": "/compte/entrer/cle/",
        "mfa_authenticate": "/compte/entrer/second-facteur/",
        "openid_connect_login": "/compte/entrer/oidc/",
        "openid_connect_callback": "/compte/entrer/oidc/retour/",
        "account_logout": "/compte/sortir/",
        "account_inactive": "/compte/ferme/",
        "account_signup": "/compte/ouvrir/",
        "account_reset_password": "/compte/mot-de-passe/oublie/",
        "account_reset_password_done": "/compte/mot-de-passe/oublie/envoye/",
        "account_reset_password_from_key": "/compte/mot-de-passe/nouveau/1-set-password/",
        "account_reset_password_from_key_done": "/compte/mot-de-passe/nouveau/fait/",
        "account_reauthenticate": "/compte/verifier/",
        "mfa_reauthenticate": "/compte/verifier/code/",
        "mfa_reauthenticate_webauthn": "/compte/verifier/cle/",
        "account_change_password": "/compte/mot-de-passe/",
        "account_set_password": "/compte/mot-de-passe/choisir/",
        "mfa_index": "/compte/second-facteur/",
        "mfa_view_recovery_codes": "/compte/second-facteur/codes/",
        "mfa_activate_totp": "/compte/second-facteur/application/",
        "mfa_deactivate_totp": "/compte/second-facteur/application/retirer/",
        "mfa_add_webauthn": "/compte/second-facteur/cle/",
        "mfa_remove_webauthn": "/compte/second-facteur/cle/1/retirer/",
        "accounts:mine": "/compte/",
        "accounts:close_sessions": "/compte/sessions/fermer/",
        "accounts:make_codes": "/compte/second-facteur/codes/nouvelle-liste/",
        "accounts:mandates": "/compte/autorisations/",
        "accounts:offer": "/compte/autorisations/proposer/",
        "accounts:revoke": cast.scoped("mandate", "/compte/autorisations/{}/retirer/"),
        "accounts:offered": cast.scoped("invitation", invitation),
        "accounts:withdraw": cast.scoped("invitation", f"{invitation}retirer/"),
        "accounts:invitation": f"/compte/invitation/{token}/",
        "accounts:by_provider": f"/compte/invitation/{token}/fournisseur/",
        "accounts:network": cast.scoped("network", "/compte/reseaux/{}/"),
        "accounts:staff": "/compte/exploitation/",
        "accounts:close_staff": "/compte/exploitation/fermer/",
    }
