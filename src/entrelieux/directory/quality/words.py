"""What lacks, why it matters to whoever stands at a counter, and where it is mended: in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
CONFIRM, DOUBLE, PRODUCER = "confirmer", "doublon", "producteur"
"""Where something is mended: by asking the place, by judging two sheets, or at the producer of the
data when nothing of this site changes it."""


@dataclass(frozen=True, slots=True)
class PartWords:
    """label: of the part. why: it matters."""

    label: Text
    why: Text


@dataclass(frozen=True, slots=True)
class DefectWords:
    """lacks: the defect. mend: what to do. way: where."""

    lacks: Text
    mend: Text
    way: str = CONFIRM


PARTS: dict[str, PartWords] = {
    "horaires": PartWords(
        _("Horaires"),
        _("Sans horaires, on trouve porte close, et un parcours ne sait pas quand envoyer."),
    ),
    "fraicheur": PartWords(
        _("Dernière confirmation"),
        _("Une fiche relue il y a longtemps peut envoyer quelqu'un là où il n'y a plus personne."),
    ),
    "services": PartWords(
        _("Ce que l'on y fait"),
        _("C'est par là que le lieu répond à un besoin : sinon, aucun parcours ne le propose."),
    ),
    "telephone": PartWords(
        _("Téléphone"), _("C'est ainsi que l'on vérifie avant de faire déplacer quelqu'un.")
    ),
    "point": PartWords(
        _("Point sur la carte"),
        _("Le temps de trajet part de ce point : au centre de la commune, il trompe."),
    ),
    "adresse": PartWords(_("Adresse"), _("Il faut une rue et un numéro pour trouver la porte.")),
    "ecrire": PartWords(
        _("Courriel, site ou rendez-vous"),
        _("Pour qui ne peut pas téléphoner, ou pas aux heures d'ouverture."),
    ),
    "publics": PartWords(
        _("Pour qui"), _("Pour ne pas envoyer quelqu'un là où il ne peut pas être reçu.")
    ),
    "frais": PartWords(_("Prix"), _("La crainte de devoir payer suffit à ne pas venir.")),
    "acces": PartWords(
        _("Accès en fauteuil"),
        _("Oui ou non, il faut le savoir avant de venir ; « non » compte autant que « oui »."),
    ),
    "presentation": PartWords(
        _("Présentation"), _("Quelques phrases simples disent à quoi s'attendre en entrant.")
    ),
    "accord": PartWords(
        _("Accord entre producteurs"),
        _("Deux fiches du même lieu qui se contredisent : personne ne sait laquelle croire."),
    ),
    "identifiant": PartWords(
        _("Numéro SIRET ou RNA"),
        _("C'est par ce numéro que les autres annuaires reconnaissent le lieu."),
    ),
    "doublon": PartWords(
        _("Une seule fiche"), _("Une fiche en double se corrige à moitié, et vieillit à moitié.")
    ),
}

_ASK = _("Demandez au lieu de relire sa fiche.")
_COMPLETE = _("Demandez au lieu de compléter sa fiche.")
_AT_PRODUCER = _("À dire au producteur de la donnée : rien ne le change encore ici.")

DEFECTS: dict[str, DefectWords] = {
    "horaires-absents": DefectWords(_("horaires inconnus"), _COMPLETE),
    "horaires-illisibles": DefectWords(
        _("horaires écrits, mais que l'on ne sait pas lire"),
        _("Demandez au lieu ses heures, jour par jour."),
    ),
    "jamais-confirmee": DefectWords(_("jamais confirmée"), _ASK),
    "trop-ancienne": DefectWords(_("pas confirmée depuis plus de 2 ans"), _ASK),
    "a-reconfirmer": DefectWords(_("pas confirmée depuis plus de 6 mois"), _ASK),
    "services-absents": DefectWords(_("aucun service connu"), _AT_PRODUCER, PRODUCER),
    "services-imprecis": DefectWords(
        _("services qui ne disent pas à quel besoin ils répondent"), _AT_PRODUCER, PRODUCER
    ),
    "telephone-absent": DefectWords(_("téléphone inconnu"), _COMPLETE),
    "telephone-inutilisable": DefectWords(
        _("téléphone qui ne se compose pas"), _("Demandez au lieu son numéro.")
    ),
    "point-absent": DefectWords(_("point inconnu"), _AT_PRODUCER, PRODUCER),
    "point-approche": DefectWords(_("point au centre de la commune"), _AT_PRODUCER, PRODUCER),
    "adresse-absente": DefectWords(_("adresse inconnue"), _COMPLETE),
    "adresse-partielle": DefectWords(
        _("adresse sans rue, sans code postal ou sans commune sûre"), _COMPLETE
    ),
    "sans-contact-ecrit": DefectWords(
        _("ni courriel, ni site, ni rendez-vous en ligne"), _COMPLETE
    ),
    "contact-inutilisable": DefectWords(
        _("courriel ou site mal écrit"), _("Demandez au lieu la bonne adresse.")
    ),
    "publics-absents": DefectWords(_("publics non dits"), _AT_PRODUCER, PRODUCER),
    "publics-en-partie": DefectWords(
        _("publics dits pour une partie des services"), _AT_PRODUCER, PRODUCER
    ),
    "frais-absents": DefectWords(_("prix non dits"), _AT_PRODUCER, PRODUCER),
    "frais-en-partie": DefectWords(
        _("prix dits pour une partie des services"), _AT_PRODUCER, PRODUCER
    ),
    "acces-inconnu": DefectWords(_("accès en fauteuil inconnu"), _COMPLETE),
    "presentation-absente": DefectWords(_("pas de présentation"), _COMPLETE),
    "presentation-courte": DefectWords(_("présentation de moins de 200 signes"), _COMPLETE),
    "presentation-longue": DefectWords(
        _("présentation de plus de 2 000 signes"), _("Demandez au lieu de la raccourcir.")
    ),
    "desaccord": DefectWords(
        _("une autre fiche dit autre chose (téléphone ou horaires)"),
        _("Comparez les deux fiches, et choisissez."),
        DOUBLE,
    ),
    "identifiant-absent": DefectWords(_("SIRET ou RNA inconnu"), _AT_PRODUCER, PRODUCER),
    "identifiant-faux": DefectWords(_("SIRET ou RNA mal écrit"), _AT_PRODUCER, PRODUCER),
    "doublon-a-decider": DefectWords(
        _("peut-être en double"), _("Dites si c'est le même lieu, ou deux."), DOUBLE
    ),
}
