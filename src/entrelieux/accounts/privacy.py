"""What accounts keep of somebody. Nobody needs one to look for a plan."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from entrelieux.accounts.models import Mandate, Membership, Network, StaffSession, User
from entrelieux.kernel.privacy import Personal, declare

ACCOUNT = "tant que le compte existe ; l'effacer les efface"
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
)
declare(
    Session,
    session_key=Personal("reconnaître une personne connectée", "deux semaines au plus"),
    session_data=Personal("reconnaître une personne connectée", "deux semaines au plus"),
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
