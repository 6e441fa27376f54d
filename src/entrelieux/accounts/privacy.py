"""What accounts keep of somebody. Nobody needs one to look for a plan."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from entrelieux.accounts.models import (
    ApiToken,
    Invitation,
    Mandate,
    Membership,
    Network,
    StaffSession,
    User,
)
from entrelieux.kernel.privacy import Basis, Kept, Personal, Reach, after, along, declare, until
from entrelieux.kernel.rights import Apart, Identifiers, apart

ACCOUNT = "tant que le compte existe ; l'effacer les efface"
SESSION = "douze heures, ou la durée que dit le réglage du site"
MANDATE = "trois ans après sa fin"
SIGNING_IN = Personal("se connecter", ACCOUNT)
OF_THE_ACCOUNT: tuple[Kept | Reach, ...] = (along("user"), Reach(by={"compte": "user"}))
THREE_YEARS = 1095

declare(
    User,
    until("compte"),
    Reach(by={"compte": "pk"}, gives={"courriel": "email"}),
    username=SIGNING_IN,
    password=Personal("se connecter ; seule une empreinte est gardée", ACCOUNT, secret=True),
    first_name=Personal("savoir qui agit, entre collègues et pour la personne aidée", ACCOUNT),
    last_name=Personal("savoir qui agit, entre collègues et pour la personne aidée", ACCOUNT),
    email=SIGNING_IN,
    function=Personal("dire à la personne aidée qui a vu son suivi", ACCOUNT),
    last_login=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    date_joined=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    session_round=Personal("fermer les autres sessions quand la personne le demande", ACCOUNT),
)
declare(
    Session,
    after("sessions", 0, "expire_date"),
    Reach(nobody="le compte est dans des données signées : voir « sessions »"),
    session_key=Personal("reconnaître une personne connectée", SESSION, secret=True),
    session_data=Personal("reconnaître une personne connectée", SESSION, secret=True),
)
declare(Group)
declare(Permission)
declare(ContentType)
declare(Network)
declare(Membership)
declare(
    Mandate,
    after("autorisations-3-ans", THREE_YEARS, "ends_on", "revoked_at"),
    Reach(by={"compte": "user"}, names=("given_by",)),
    user=Personal("savoir qui peut agir pour une structure ou un réseau", MANDATE),
    given_by=Personal("savoir qui a donné cette autorisation", MANDATE),
)
declare(
    StaffSession,
    after("exploitation-3-ans", THREE_YEARS, "ends_at"),
    Reach(by={"compte": "user"}),
    user=Personal("savoir qui a exploité le site, et pourquoi", "trois ans", basis=Basis.SECURITY),
    reason=Personal("savoir pourquoi le site a été exploité", "trois ans", basis=Basis.SECURITY),
)
INVITATION = "effacée trente jours après sa fin ou son acceptation"
declare(
    Invitation,
    after("invitations-30-jours", 30, "expires_at", "accepted_at", "withdrawn_at"),
    Reach(by={"courriel": "email"}, gives={"invitation": "ref"}, names=("given_by",)),
    email=Personal("envoyer l'invitation à la bonne personne", INVITATION),
    name=Personal("saluer la personne invitée", INVITATION),
    given_by=Personal("savoir qui a invité", INVITATION),
)
KEY_KEPT = "effacé treize mois après sa fin ou son retrait"
declare(
    ApiToken,
    after("jetons-13-mois", 396, "expires_on", "revoked_at"),
    Reach(by={"compte": "user"}),
    user=Personal("savoir pour qui un programme agit", KEY_KEPT),
    name=Personal("reconnaître ses jetons ; choisi par qui les crée", KEY_KEPT),
    digest=Personal(
        "reconnaître un programme ; seule une empreinte est gardée",
        KEY_KEPT,
        basis=Basis.SECURITY,
        secret=True,
    ),
    last_used_on=Personal(
        "repérer un jeton oublié ou détourné : un jour, sans heure ni adresse",
        KEY_KEPT,
        basis=Basis.SECURITY,
    ),
)
declare(
    EmailAddress,
    *OF_THE_ACCOUNT,
    user=SIGNING_IN,
    email=SIGNING_IN,
)
declare(
    EmailConfirmation,
    along("email_address"),
    Reach(by={"compte": "email_address__user"}),
    email_address=Personal("rien : ce moyen ne sert pas ici", ACCOUNT),
)
declare(
    Authenticator,
    *OF_THE_ACCOUNT,
    user=Personal("vérifier la deuxième preuve", ACCOUNT),
    data=Personal("vérifier la deuxième preuve ; les secrets sont chiffrés", ACCOUNT, secret=True),
    last_used_at=Personal("repérer une deuxième preuve oubliée ou détournée", ACCOUNT),
)
declare(SocialApp)
declare(
    SocialAccount,
    *OF_THE_ACCOUNT,
    user=SIGNING_IN,
    uid=Personal("reconnaître la personne chez son fournisseur d'identité", ACCOUNT),
    last_login=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    date_joined=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    extra_data=Personal("savoir pour quelle structure la personne est connue", ACCOUNT),
)
declare(
    SocialToken,
    along("account"),
    Reach(by={"compte": "account__user"}),
    token=Personal("rien : les jetons du fournisseur d'identité ne sont pas gardés", ACCOUNT),
    token_secret=Personal(
        "rien : les jetons du fournisseur d'identité ne sont pas gardés", ACCOUNT
    ),
)


def _sessions(ids: Identifiers) -> list[Session]:
    accounts = ids.get("compte", set())
    found = Session.objects.iterator() if accounts else ()
    return [one for one in found if str(one.get_decoded().get("_auth_user_id", "")) in accounts]


def _sessions_told(ids: Identifiers) -> list[dict[str, Any]]:
    return [{"finit_le": one.expire_date} for one in _sessions(ids)]


def _sessions_closed(ids: Identifiers) -> int:
    keys = [one.pk for one in _sessions(ids)]
    return Session.objects.filter(pk__in=keys).delete()[0]


apart(Apart("sessions", _sessions_told, _sessions_closed))
