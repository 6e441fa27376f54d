"""What a follow-up and its hand-overs keep of somebody, and until when."""

from datetime import datetime

from django.db.models import QuerySet

from entrelieux.kernel.privacy import Personal, Reach, after, along, declare
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
    "avec le suivi : douze mois après le dernier changement, ou aussitôt si la personne efface"
)
IN_IT = Reach(by={"suivi": "follow_up__ref", "compte": "follow_up__user"})


def in_a_passerelle(*names: str) -> Reach:
    return Reach(
        by={"suivi": "passerelle__follow_up__ref", "compte": "passerelle__follow_up__user"},
        names=names,
    )


def forget(now: datetime) -> int:
    """With the messages that have not left and the looks: more than rows has to go."""
    from entrelieux.passerelles import tasks

    return tasks.forget(now)


def let_go(rows: QuerySet[FollowUp]) -> None:
    """As when the person erases it: each room tells the others, and nothing more leaves."""
    from entrelieux.passerelles.following import forget_messages

    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        forget_messages(row)


HANDED = Personal("confier un besoin à une structure, avec l'accord de la personne", WITH_IT)
TOLD = Personal("savoir où en est ce qui a été confié, et le dire à la personne", WITH_IT)
WHO_HELPS = Personal("savoir qui confie et qui est la personne repère", WITH_IT)

declare(
    FollowUp,
    after("suivis-12-mois", 0, "erased_after", run=forget),
    Reach(
        by={"suivi": "ref", "compte": "user"},
        gives={"suivi": "ref"},
        names=("referent",),
        leaving=let_go,
    ),
    link_digest=Personal(
        "retrouver le suivi par son adresse, sans garder l'adresse", WITH_IT, secret=True
    ),
    user=Personal("retrouver son suivi avec un compte, si la personne le veut", WITH_IT),
    referent=WHO_HELPS,
    name=Personal("appeler la personne comme elle le veut ; peut rester vide", WITH_IT),
    channel=Personal("donner des nouvelles par le moyen choisi", WITH_IT),
    contact=Personal("donner des nouvelles par le moyen choisi ; peut rester vide", WITH_IT),
    code_insee=Personal("chercher près de chez la personne", WITH_IT),
    situation=Personal("chercher ce qui convient : moyens, horaires, publics", WITH_IT),
    words=Personal("montrer ses mots à qui la reçoit, seulement si elle a dit oui", WITH_IT),
)
declare(FollowedNeed, along("follow_up"), IN_IT, code=TOLD, state=TOLD, reason=TOLD)
declare(
    Share,
    along("follow_up"),
    IN_IT,
    item=Personal("ce que la personne laisse voir à chaque structure", WITH_IT),
)
declare(
    ProjectStage,
    along("follow_up"),
    IN_IT,
    stage=Personal("l'histoire du projet, dite par la personne", WITH_IT),
    learnt=Personal("ce que la personne a appris, si elle veut le dire", WITH_IT),
)
declare(
    Passerelle,
    along("follow_up"),
    Reach(by=IN_IT.by, gives={"passerelle": "ref"}, names=("sender",)),
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
declare(PasserelleMove, along("passerelle"), in_a_passerelle(), note=TOLD)
declare(Consent, along("passerelle"), in_a_passerelle(), given_by=HANDED, items=HANDED)
declare(
    ReplyLink,
    along("passerelle"),
    in_a_passerelle(),
    digest=Personal("répondre sans compte ; l'adresse n'est pas gardée", WITH_IT, secret=True),
)
declare(Telling, along("passerelle"), in_a_passerelle("told_by"), told_by=WHO_HELPS)
declare(UnmetNeed)
