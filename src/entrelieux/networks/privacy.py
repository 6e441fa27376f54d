"""What the life of a network keeps of somebody, why and until when."""

from entrelieux.kernel.privacy import Personal, Reach, Then, along, declare, until
from entrelieux.networks.models import (
    Arrival,
    ArrivalMove,
    Charter,
    Goal,
    Member,
    Receiver,
    Signature,
    WaitingRules,
)

WITH_IT = "avec le dossier : douze mois après le dernier changement, ou dès que la personne efface"
ACCOUNT = "jusqu'à l'effacement du compte"
IN_IT = Reach(by={"suivi": "follow_up__ref", "compte": "follow_up__user"})
JOINED = Personal("savoir qui est membre du réseau, et montrer ce que la personne choisit", WITH_IT)
CALLED = Personal("rappeler la personne, dans l'ordre et dans le délai annoncés", WITH_IT)
SIGNED = Personal("garder la preuve de ce que la personne a signé", WITH_IT)
ACTED = Personal("savoir qui a écrit ou fixé cela pour le réseau", ACCOUNT)
CARRIED = Personal("partager les rappels selon ce que chacun peut porter", ACCOUNT)

declare(
    Member,
    along("follow_up"),
    IN_IT,
    sector=JOINED,
    activity=JOINED,
    words=JOINED,
    site=JOINED,
    code_insee=JOINED,
    number=JOINED,
    shown=JOINED,
    reason=JOINED,
)
declare(
    Signature,
    along("member"),
    Reach(by={"suivi": "member__follow_up__ref", "compte": "member__follow_up__user"}),
    name=SIGNED,
)
declare(
    Arrival,
    along("follow_up"),
    IN_IT,
    kind=CALLED,
    words=CALLED,
    code_insee=CALLED,
    when=CALLED,
    outcome=CALLED,
)
declare(
    ArrivalMove,
    along("arrival"),
    Reach(by={"suivi": "arrival__follow_up__ref", "compte": "arrival__follow_up__user"}),
    event=CALLED,
)
declare(
    Receiver,
    until("compte"),
    Reach(by={"compte": "user"}),
    user=CARRIED,
    zone_code=CARRIED,
    kinds=CARRIED,
    weekly=CARRIED,
    most_open=CARRIED,
    away_until=CARRIED,
)
for written in (Charter, Goal, WaitingRules):
    declare(
        written,
        until("compte"),
        Reach(by={"compte": "made_by"}, names=("made_by",), erase=Then.EMPTY, empties=("made_by",)),
        made_by=ACTED,
    )
