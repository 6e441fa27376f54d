"""What a person said of their situation: no name, and not for long."""

from entrelieux.kernel.privacy import Personal, Reach, after, declare
from entrelieux.reception.models import Intake

SHORT = (
    "24 heures au plus (réglable), puis illisible ; effacé au parcours suivant ou à la mise en "
    "route suivante, par `entrelieux work`, ou aussitôt par le bouton « Effacer »"
)

declare(
    Intake,
    after("accueil", 0, "expires_at"),
    Reach(nobody="seule l'adresse du parcours y mène, et elle n'est pas gardée"),
    token_digest=Personal("retrouver le parcours par son adresse, sans garder l'adresse", SHORT),
    situation=Personal("calculer et retrouver le parcours : commune, moyens, publics", SHORT),
    besoins=Personal("calculer et retrouver le parcours : ce dont la personne a besoin", SHORT),
    words=Personal("montrer ses mots à qui la reçoit, seulement si elle a dit oui", SHORT),
    choices=Personal("retrouver le parcours tel que la personne l'a changé", SHORT),
)
