"""What a follow-up and its hand-overs keep of somebody, and until when."""

from entrelieux.kernel.privacy import Personal, declare
from entrelieux.passerelles.models import (
    Consent,
    FollowedNeed,
    FollowUp,
    Passerelle,
    PasserelleMove,
    ProjectStage,
    ReplyLink,
    Share,
    Telling,
    UnmetNeed,
)

WITH_IT = (
    "avec le suivi : douze mois après le dernier changement, ou aussitôt si la personne efface"
)
HANDED = Personal("confier un besoin à une structure, avec l'accord de la personne", WITH_IT)
TOLD = Personal("savoir où en est ce qui a été confié, et le dire à la personne", WITH_IT)
WHO_HELPS = Personal("savoir qui confie et qui est la personne repère", WITH_IT)

declare(
    FollowUp,
    link_digest=Personal("retrouver le suivi par son adresse, sans garder l'adresse", WITH_IT),
    user=Personal("retrouver son suivi avec un compte, si la personne le veut", WITH_IT),
    referent=WHO_HELPS,
    name=Personal("appeler la personne comme elle le veut ; peut rester vide", WITH_IT),
    channel=Personal("donner des nouvelles par le moyen choisi", WITH_IT),
    contact=Personal("donner des nouvelles par le moyen choisi ; peut rester vide", WITH_IT),
    code_insee=Personal("chercher près de chez la personne", WITH_IT),
    situation=Personal("chercher ce qui convient : moyens, horaires, publics", WITH_IT),
    words=Personal("montrer ses mots à qui la reçoit, seulement si elle a dit oui", WITH_IT),
)
declare(FollowedNeed, code=TOLD, state=TOLD, reason=TOLD)
declare(Share, item=Personal("ce que la personne laisse voir à chaque structure", WITH_IT))
declare(
    ProjectStage,
    stage=Personal("l'histoire du projet, dite par la personne", WITH_IT),
    learnt=Personal("ce que la personne a appris, si elle veut le dire", WITH_IT),
)
declare(
    Passerelle,
    sender=WHO_HELPS,
    to_name=HANDED,
    to_contact=HANDED,
    to_phone=HANDED,
    from_name=HANDED,
    needs=HANDED,
    reason=HANDED,
    carried=Personal("ce qui est transmis, ligne à ligne, après accord seulement", WITH_IT),
    decline_reason=TOLD,
    outcome=TOLD,
    useful=TOLD,
    came_back=TOLD,
)
declare(PasserelleMove, note=TOLD)
declare(Consent, given_by=HANDED, items=HANDED)
declare(ReplyLink, digest=Personal("répondre sans compte ; l'adresse n'est pas gardée", WITH_IT))
declare(Telling, told_by=WHO_HELPS)
declare(UnmetNeed)
