"""The offer names bodies, and sometimes somebody: a mentor, a small office, a private telephone."""

from entrelieux.directory.models import (
    Asked,
    Campaign,
    Organisation,
    Permanence,
    PermanenceChange,
    Place,
    PlaceChange,
    PlaceFunction,
    PlaceLimit,
    PlaceStatement,
    PlaceWish,
    Publication,
    Record,
    SamePlace,
    Service,
    Space,
    Suggestion,
    Validity,
)
from entrelieux.kernel.privacy import Basis, Kept, Personal, Reach, after, along, declare, until

SUGGESTED = "un an après la proposition, puis la ligne est effacée"
PUBLISHED = (
    "tant que le producteur publie la fiche ; retirée, elle se dit fermée et reste dans "
    "l'historique, sans date de fin à ce jour"
)
OFFER: tuple[Kept | Reach, ...] = (
    until("publication"),
    Reach(nobody="publié par un producteur ; se corrige auprès de lui"),
)


def published(purpose: str) -> Personal:
    return Personal(purpose, PUBLISHED, basis=Basis.PUBLISHED)


CONTACT = published("joindre le lieu : coordonnée professionnelle, publiée par lui")
KEY = published("rendre à un producteur la fiche qu'il a publiée, sous la même clé")
NAME = published("nommer qui rend le service, parfois une personne seule")

declare(
    Record,
    *OFFER,
    original=published("prouver d'où vient chaque valeur et ce qui a été corrigé"),
    mends=published("prouver d'où vient chaque valeur et ce qui a été corrigé"),
)
declare(
    Organisation,
    *OFFER,
    name=NAME,
    siret=published("reconnaître une structure, parfois une personne seule"),
    site_web=CONTACT,
    producer_id=KEY,
    lien_source=KEY,
)
declare(
    Place,
    *OFFER,
    name=NAME,
    folded=NAME,
    adresse=published("s'y rendre ; parfois celle d'une personne seule"),
    complement_adresse=published("s'y rendre ; parfois celle d'une personne seule"),
    telephone=CONTACT,
    courriel=CONTACT,
    site_web=CONTACT,
    prise_rdv=CONTACT,
    presentation=published("décrire le lieu ; peut nommer quelqu'un"),
    horaires_original=published("montrer les horaires tels qu'écrits ; peut nommer"),
    horaires_problem=published("dire pourquoi les horaires sont douteux, en les citant"),
    producer_id=KEY,
    pivot=published("reconnaître qui tient le lieu, parfois une personne seule"),
    structure_parente=NAME,
    autres_courriels=CONTACT,
    autres_sites=CONTACT,
    presentation_resume=published("décrire le lieu ; peut nommer quelqu'un"),
    presentation_detail=published("décrire le lieu ; peut nommer quelqu'un"),
)
declare(
    Service,
    *OFFER,
    name=NAME,
    presentation=published("décrire le service ; peut nommer quelqu'un"),
    frais_precisions=published("dire ce que cela coûte ; peut nommer quelqu'un"),
    conditions=published("dire comment y accéder ; peut nommer quelqu'un"),
    telephone=CONTACT,
    courriel=CONTACT,
    localisation=published("s'y rendre ; parfois chez une personne seule"),
    producer_id=KEY,
    lien_source=KEY,
    publics_precisions=published("dire à qui il s'adresse ; peut nommer quelqu'un"),
    conditions_acces=published("dire comment y accéder ; peut nommer quelqu'un"),
    lien_mobilisation=CONTACT,
    mobilisation_precisions=published("dire comment le demander ; peut nommer quelqu'un"),
)
declare(Permanence, *OFFER, note=published("préciser la permanence ; peut nommer quelqu'un"))
declare(Publication)
declare(
    PermanenceChange,
    until("publication"),
    Reach(names=("author",)),
    author=Personal(
        "savoir, dans la structure, qui a changé une date ; jamais montré au public",
        "tant que le compte existe ; effacé avec lui",
    ),
    reason=published("dire pourquoi une date change ; peut nommer quelqu'un"),
)

WHO_SAID = Personal(
    "savoir, dans le réseau, qui l'a dit ; jamais montré au public",
    "tant que le compte existe ; effacé avec lui",
)
declare(
    PlaceFunction,
    *OFFER,
    asked_by=published("dire à la demande de qui la fonction est apparue ; peut nommer quelqu'un"),
    note=published("préciser la fonction ; peut nommer quelqu'un"),
)
declare(Validity, *OFFER)
declare(PlaceLimit, *OFFER, words=published("dire ce que le lieu ne fait pas ; peut nommer"))
declare(PlaceWish, *OFFER, words=published("dire ce que le lieu souhaite ; peut nommer"))
declare(
    Space,
    *OFFER,
    name=published("nommer une salle, parfois d'après quelqu'un"),
    conditions=published("dire comment utiliser l'espace ; peut nommer quelqu'un"),
)
declare(
    PlaceStatement,
    until("publication"),
    Reach(names=("author",)),
    author=WHO_SAID,
    value=published("tenir la fiche à jour ; peut nommer quelqu'un, comme la fiche"),
    given=published("savoir ce que le producteur donne ; peut nommer quelqu'un"),
)
declare(SamePlace, until("publication"), Reach(names=("author",)), author=WHO_SAID)
declare(
    PlaceChange,
    *OFFER,
    before=published("dire ce que disait la fiche ; peut nommer quelqu'un, jamais un contact"),
    after=published("dire ce que la fiche dit depuis ; peut nommer quelqu'un, jamais un contact"),
)

ASKED = "douze mois après l'ouverture de la campagne, puis effacé avec elle"
declare(
    Campaign,
    after("campagnes-12-mois", 365, "opened_at"),
    Reach(names=("opened_by",)),
    opened_by=Personal("savoir, dans le réseau, qui a demandé", ASKED),
)
declare(
    Suggestion,
    after("proposition-un-an", 365, "made_at"),
    Reach(names=("decided_by",)),
    proposed=Personal(
        "montrer à qui répond de la fiche ce qu'on propose d'y changer ; peut nommer quelqu'un",
        SUGGESTED,
    ),
    decided_by=Personal("savoir qui a accepté ou non", SUGGESTED),
)
declare(
    Asked,
    along("campaign"),
    Reach(names=("decided_by",)),
    digest=Personal(
        "retrouver la demande par son adresse, sans garder l'adresse", ASKED, secret=True
    ),
    courriel=Personal("demander au lieu, à l'adresse qu'il publie", ASKED, basis=Basis.PUBLISHED),
    proposed=Personal("montrer la réponse à qui l'accepte ; peut nommer quelqu'un", ASKED),
    decided_by=Personal("savoir, dans le réseau, qui a décidé", ASKED),
)
