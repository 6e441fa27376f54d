"""What accounts keep of somebody. Nobody needs one to use the site; operators may have one."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from entrelieux.accounts.models import User
from entrelieux.kernel.privacy import Personal, declare

ACCOUNT = "tant que le compte existe ; l'effacer les efface"
SIGNING_IN = Personal("se connecter", ACCOUNT)

declare(
    User,
    username=SIGNING_IN,
    password=Personal("se connecter ; seule une empreinte est gardée", ACCOUNT),
    first_name=Personal("savoir qui exploite le site", ACCOUNT),
    last_name=Personal("savoir qui exploite le site", ACCOUNT),
    email=Personal("joindre la personne qui exploite le site", ACCOUNT),
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
