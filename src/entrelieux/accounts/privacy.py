"""What accounts keep of somebody. Nobody needs one to look for a plan."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from entrelieux.accounts.models import (
    Invitation,
    Mandate,
    Membership,
    Network,
    StaffSession,
    User,
)
from entrelieux.kernel.privacy import Personal, declare

ACCOUNT = "tant que le compte existe ; l'effacer les efface"
SESSION = "douze heures, ou la durée que dit le réglage du site"
MANDATE = "trois ans après sa fin"
SIGNING_IN = Personal("se connecter", ACCOUNT)

declare(
    User,
    username=SIGNING_IN,
    password=Personal("se connecter ; seule une empreinte est gardée", ACCOUNT),
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
    session_key=Personal("reconnaître une personne connectée", SESSION),
    session_data=Personal("reconnaître une personne connectée", SESSION),
)
declare(Group)
declare(Permission)
declare(ContentType)
declare(Network)
declare(Membership)
declare(
    Mandate,
    user=Personal("savoir qui peut agir pour une structure ou un réseau", MANDATE),
    given_by=Personal("savoir qui a donné cette autorisation", MANDATE),
)
declare(
    StaffSession,
    user=Personal("savoir qui a exploité le site, et pourquoi", "trois ans"),
    reason=Personal("savoir pourquoi le site a été exploité", "trois ans"),
)
INVITATION = "effacée trente jours après sa fin ou son acceptation"
declare(
    Invitation,
    email=Personal("envoyer l'invitation à la bonne personne", INVITATION),
    name=Personal("saluer la personne invitée", INVITATION),
    given_by=Personal("savoir qui a invité", INVITATION),
)
declare(
    EmailAddress,
    user=SIGNING_IN,
    email=SIGNING_IN,
)
declare(EmailConfirmation, email_address=Personal("rien : ce moyen ne sert pas ici", ACCOUNT))
declare(
    Authenticator,
    user=Personal("vérifier le second facteur", ACCOUNT),
    data=Personal("vérifier le second facteur ; les secrets sont chiffrés", ACCOUNT),
    last_used_at=Personal("repérer un second facteur oublié ou détourné", ACCOUNT),
)
declare(SocialApp)
declare(
    SocialAccount,
    user=SIGNING_IN,
    uid=Personal("reconnaître la personne chez son fournisseur d'identité", ACCOUNT),
    last_login=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    date_joined=Personal("repérer un compte oublié ou détourné", ACCOUNT),
    extra_data=Personal("savoir pour quelle structure la personne est connue", ACCOUNT),
)
declare(
    SocialToken,
    token=Personal("rien : les jetons du fournisseur d'identité ne sont pas gardés", ACCOUNT),
    token_secret=Personal(
        "rien : les jetons du fournisseur d'identité ne sont pas gardés", ACCOUNT
    ),
)
