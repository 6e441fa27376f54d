"""Addresses under ``/compte/``. Those that allauth asks for by name keep its names."""

from django.urls import include, path, re_path

from entrelieux.accounts.tokens import views as tokens
from entrelieux.accounts.views import entry, mandates, mine, networks, second_factor, staff

ours = [
    path("", mine.account, name="mine"),
    path("sessions/fermer/", mine.close_sessions, name="close_sessions"),
    path("second-facteur/codes/nouvelle-liste/", second_factor.make_codes, name="make_codes"),
    path("invitation/<slug:token>/", mandates.invitation, name="invitation"),
    path("invitation/<slug:token>/fournisseur/", mandates.by_provider, name="by_provider"),
    path("autorisations/", mandates.listed, name="mandates"),
    path("autorisations/proposer/", mandates.offer, name="offer"),
    path("autorisations/invitations/<slug:ref>/", mandates.offered, name="offered"),
    path("autorisations/invitations/<slug:ref>/retirer/", mandates.withdraw, name="withdraw"),
    path("autorisations/<slug:ref>/retirer/", mandates.revoke, name="revoke"),
    path("jetons/", tokens.listed, name="tokens"),
    path("jetons/nouveau/", tokens.make, name="make_token"),
    path("jetons/<slug:ref>/retirer/", tokens.revoke, name="revoke_token"),
    path("reseaux/<str:ref>/", networks.settings_of, name="network"),
    path("exploitation/", staff.session, name="staff"),
    path("exploitation/fermer/", staff.close, name="close_staff"),
]
urlpatterns = [
    path("", include((ours, "accounts"))),
    path("entrer/", entry.login, name="account_login"),
    path("entrer/cle/", entry.login_by_passkey, name="mfa_login_webauthn"),
    path("entrer/second-facteur/", entry.authenticate, name="mfa_authenticate"),
    path("entrer/<str:provider_id>/", entry.provider_login, name="openid_connect_login"),
    path(
        "entrer/<str:provider_id>/retour/", entry.provider_callback, name="openid_connect_callback"
    ),
    path("sortir/", entry.sign_out, name="account_logout"),
    path("ferme/", entry.inactive, name="account_inactive"),
    path("ouvrir/", entry.signup, name="account_signup"),
    path("verifier/", entry.reauthenticate, name="account_reauthenticate"),
    path("verifier/code/", entry.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("verifier/cle/", entry.reauthenticate_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("mot-de-passe/", entry.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", entry.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", entry.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        entry.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        entry.password_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        entry.password_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-facteur/", second_factor.index, name="mfa_index"),
    path("second-facteur/codes/", second_factor.codes, name="mfa_view_recovery_codes"),
    path("second-facteur/application/", entry.activate_totp, name="mfa_activate_totp"),
    path("second-facteur/application/retirer/", entry.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-facteur/cle/", entry.add_passkey, name="mfa_add_webauthn"),
    path("second-facteur/cle/<int:pk>/retirer/", entry.remove_passkey, name="mfa_remove_webauthn"),
]
