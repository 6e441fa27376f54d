"""What exchanges keep of somebody, why and until when. It all goes with their file."""

from entrelieux.exchanges.models import (
    CompetenceMap,
    Heard,
    HeldCompetence,
    Introduction,
    IntroductionMove,
    Meeting,
    NewsToTell,
    Offer,
    Organiser,
    Promise,
    Request,
    Seat,
    Showing,
    Trade,
)
from entrelieux.kernel.privacy import Personal, Reach, after, along, declare, until

WITH_IT = "avec le dossier : douze mois après le dernier changement, ou dès que la personne efface"
EIGHT_WEEKS = "huit semaines après la rencontre"
IN_IT = Reach(by={"suivi": "follow_up__ref", "compte": "follow_up__user"})
OFFERED = Personal("faire savoir ce que la personne propose, dans ses mots", WITH_IT)
ASKED = Personal("chercher qui peut répondre à ce que la personne demande", WITH_IT)
MATCHED = Personal("mettre deux personnes en relation, avec leur accord", WITH_IT)
SEATED = Personal("tenir la liste des places et prévenir d'un changement", EIGHT_WEEKS)
PROMISED = Personal("se souvenir de ce qui a été promis à une rencontre", EIGHT_WEEKS)
COUNTED = Personal(
    "savoir ce que deviennent les projets repérés, sans nom",
    "le lien vers la personne part avec son dossier ; le compte reste",
)
WHEN_AND_WHERE = ("code_insee", "availability", "modes", "languages")

declare(
    Offer,
    along("follow_up"),
    IN_IT,
    words=OFFERED,
    conditions=OFFERED,
    needs=OFFERED,
    stages=OFFERED,
    step_free=OFFERED,
    **dict.fromkeys(WHEN_AND_WHERE, OFFERED),
)
declare(
    HeldCompetence,
    along("offer"),
    Reach(by={"suivi": "offer__follow_up__ref", "compte": "offer__follow_up__user"}),
    code=OFFERED,
    proof=OFFERED,
)
declare(
    Request,
    along("follow_up"),
    IN_IT,
    words=ASKED,
    needs=ASKED,
    competences=ASKED,
    urgency=ASKED,
    stage=ASKED,
    only_free=ASKED,
    step_free=ASKED,
    words_shown=ASKED,
    **dict.fromkeys(WHEN_AND_WHERE, ASKED),
)
declare(
    Introduction,
    along("request"),
    Reach(by={"suivi": "request__follow_up__ref", "compte": "request__follow_up__user"}),
    terms=MATCHED,
    outcome=MATCHED,
    useful=MATCHED,
    met_on=MATCHED,
    next_on=MATCHED,
)
declare(
    IntroductionMove,
    along("introduction"),
    Reach(
        by={
            "suivi": "introduction__request__follow_up__ref",
            "compte": "introduction__request__follow_up__user",
        }
    ),
    note=MATCHED,
)
declare(Showing)
declare(
    NewsToTell,
    along("follow_up"),
    IN_IT,
    event=MATCHED,
)
declare(
    CompetenceMap,
    until("compte"),
    Reach(names=("made_by",)),
    made_by=Personal(
        "savoir qui a changé la carte des compétences", "jusqu'à l'effacement du compte"
    ),
)
declare(
    Meeting,
    until("compte"),
    Reach(names=("made_by",)),
    made_by=Personal("savoir qui a préparé la rencontre", "jusqu'à l'effacement du compte"),
)
declare(Organiser)
declare(
    Seat,
    after("places-huit-semaines", 0, "erased_after"),
    IN_IT,
    name=SEATED,
    channel=SEATED,
    contact=SEATED,
    code_insee=SEATED,
    came=SEATED,
    link_digest=Personal(
        "rendre sa place par son adresse, sans garder l'adresse", EIGHT_WEEKS, secret=True
    ),
)
declare(
    Promise,
    after("promesses-huit-semaines", 0, "erased_after"),
    IN_IT,
    by_name=PROMISED,
    to_name=PROMISED,
    words=PROMISED,
)
declare(
    Heard,
    along("meeting"),
    Reach(
        by={"suivi": "follow_up__ref", "compte": "follow_up__user"},
        erase=None,
        stays="une fois le dossier effacé, c'est un compte : rien ne mène plus à personne",
    ),
    stage=COUNTED,
    outcome=COUNTED,
)
declare(Trade)
