"""Imports hold rows of producers for a while, and say which they refused."""

from entrelieux.interchange.models import (
    ColumnMapping,
    HookDelivery,
    HookSubscription,
    ImportRun,
    PendingFile,
    StagedRow,
)
from entrelieux.kernel.privacy import Basis, Personal, Reach, Then, after, declare, until

declare(
    ImportRun,
    after("refus-12-mois", 365, "started_at", then=Then.EMPTY),
    Reach(nobody="des valeurs de fichiers publiés, que rien ne relie à un compte"),
    issues=Personal(
        "dire quelle valeur d'un fichier a été refusée, et pourquoi",
        "douze mois, puis vidé",
        basis=Basis.PUBLISHED,
    ),
)
declare(
    StagedRow,
    until("import"),
    Reach(nobody="des valeurs de fichiers publiés, que rien ne relie à un compte"),
    content=Personal(
        "lire un fichier entier avant de le publier en une fois",
        "le temps de l'import ; le suivant efface ce qu'un import interrompu a laissé",
        basis=Basis.PUBLISHED,
    ),
)
declare(
    ColumnMapping,
    after("correspondances-3-ans", 1095, "saved_at"),
    Reach(by={"compte": "saved_by"}, names=("saved_by",), erase=Then.EMPTY, empties=("saved_by",)),
    saved_by=Personal(
        "savoir à qui demander pourquoi une colonne est lue ainsi",
        "trois ans après le dernier emploi gardé, puis effacé",
    ),
)
PENDING = "jusqu'à la publication, sept jours au plus, puis effacé"
declare(
    PendingFile,
    after("fichiers-deposes-7-jours", 7, "sent_at"),
    Reach(by={"compte": "owner"}),
    owner=Personal("ne montrer un fichier en cours qu'à qui l'a déposé", PENDING),
    file_name=Personal("reconnaître son fichier", PENDING),
    content=Personal("relire le fichier jusqu'à sa publication", PENDING, secret=True),
    columns=Personal("montrer ce qui est proposé pour chaque colonne, avec des exemples", PENDING),
    mapping=Personal("reprendre la relecture là où elle en était", PENDING),
)
STOPPED_HOOK = "tant que le crochet sert ; arrêté depuis treize mois, il est effacé"
declare(
    HookSubscription,
    after("crochets-arretes-13-mois", 396, "stopped_at"),
    Reach(by={"compte": "holder"}, names=("holder",), erase=Then.EMPTY, empties=("holder",)),
    holder=Personal("prévenir qui a ouvert le crochet quand il s'arrête", STOPPED_HOOK),
    name=Personal("reconnaître un crochet ; quelqu'un peut y écrire un nom", STOPPED_HOOK),
    url=Personal(
        "envoyer les changements au logiciel voulu ; l'adresse peut ouvrir une porte",
        STOPPED_HOOK,
        secret=True,
    ),
)
declare(
    HookDelivery,
    after("envois-de-crochets-30-jours", 30, "at"),
    Reach(nobody="une date, une réponse et un nombre, que rien ne relie à un compte"),
    problem=Personal("dire pourquoi un envoi n'est pas passé", "trente jours, puis effacé"),
)
