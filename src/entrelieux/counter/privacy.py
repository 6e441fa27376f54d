"""What a counter keeps of somebody: a visit has no name, a record has no one behind it."""

from entrelieux.counter.models import SupportRecord, Visit
from entrelieux.kernel.privacy import Personal, Reach, Then, after, declare

VISIT = "douze mois ; ce qui a été dit expire bien avant, avec l'accueil"
RECORD = "trois ans, puis effacé"

declare(
    Visit,
    after("visites-12-mois", 365, "opened_at"),
    Reach(by={"suivi": "follow_up_ref"}, names=("agent",), erase=Then.EMPTY),
    agent=Personal("savoir qui a reçu", VISIT),
    follow_up_ref=Personal("retrouver le suivi ouvert pendant la visite", VISIT),
    order=Personal("montrer les étapes dans l'ordre choisi avec la personne", VISIT),
    left_out=Personal("ne plus montrer les étapes retirées avec la personne", VISIT),
    unmet=Personal("ne pas compter deux fois un besoin sans réponse", VISIT),
)
declare(
    SupportRecord,
    after("comptes-rendus-3-ans", 1095, "held_on"),
    Reach(
        by={"passerelle": "passerelle_ref"},
        names=("author",),
        erase=Then.EMPTY,
        empties=("note", "passerelle_ref"),
    ),
    author=Personal("savoir qui a écrit le compte rendu", RECORD),
    participants=Personal("compter sans nommer : tranche d'âge, genre, statut si dits", RECORD),
    passerelle_ref=Personal("dire quelle passerelle a suivi l'acte", RECORD),
    note=Personal("ce qui aide l'équipe, sans nom de personne", RECORD),
)
