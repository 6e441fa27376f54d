"""The offer names bodies, and sometimes somebody: a mentor, a small office, a private telephone."""

from entrelieux.directory.models import (
    Organisation,
    Permanence,
    PermanenceChange,
    Place,
    Publication,
    Record,
    Service,
)
from entrelieux.kernel.privacy import Personal, declare

PUBLISHED = (
    "tant que le producteur publie la fiche ; retirée, elle se dit fermée et reste dans "
    "l'historique, sans date de fin à ce jour"
)
CONTACT = Personal("joindre le lieu : coordonnée professionnelle, publiée par lui", PUBLISHED)
NAME = Personal("nommer qui rend le service, parfois une personne seule", PUBLISHED)

declare(
    Record,
    original=Personal("prouver d'où vient chaque valeur et ce qui a été corrigé", PUBLISHED),
    mends=Personal("prouver d'où vient chaque valeur et ce qui a été corrigé", PUBLISHED),
)
declare(
    Organisation,
    name=NAME,
    siret=Personal("reconnaître une structure, parfois une personne seule", PUBLISHED),
    site_web=CONTACT,
)
declare(
    Place,
    name=NAME,
    adresse=Personal("s'y rendre ; parfois celle d'une personne seule", PUBLISHED),
    complement_adresse=Personal("s'y rendre ; parfois celle d'une personne seule", PUBLISHED),
    telephone=CONTACT,
    courriel=CONTACT,
    site_web=CONTACT,
    prise_rdv=CONTACT,
    presentation=Personal("décrire le lieu ; peut nommer quelqu'un", PUBLISHED),
    horaires_original=Personal("montrer les horaires tels qu'écrits ; peut nommer", PUBLISHED),
    horaires_problem=Personal("dire pourquoi les horaires sont douteux, en les citant", PUBLISHED),
)
declare(
    Service,
    name=NAME,
    presentation=Personal("décrire le service ; peut nommer quelqu'un", PUBLISHED),
    conditions=Personal("dire comment y accéder ; peut nommer quelqu'un", PUBLISHED),
)
declare(Permanence, note=Personal("préciser la permanence ; peut nommer quelqu'un", PUBLISHED))
declare(Publication)
declare(
    PermanenceChange,
    author=Personal(
        "savoir, dans la structure, qui a changé une date ; jamais montré au public",
        "tant que le compte existe ; effacé avec lui",
    ),
    reason=Personal("dire pourquoi une date change ; peut nommer quelqu'un", PUBLISHED),
)
