"""What hooks say, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "created": _("un lieu nouveau"),
    "changed": _("une fiche changée"),
    "withdrawn": _("un lieu retiré ou réuni avec un autre"),
}
STOPPED: dict[str, str | Promise] = {
    "pause": _("en pause"),
    "echecs": _("arrêté : il ne répondait plus"),
    "personne": _("arrêté : plus personne n’en répond"),
}
PROBLEMS: dict[str, str | Promise] = {
    "adresse": _("l’adresse n’est plus permise"),
    "nom": _("le nom ne mène à aucune machine"),
    "privee": _("le nom mène à une machine qui n’est pas publique"),
    "connexion": _("la machine ne répond pas"),
    "certificat": _("le certificat n’est pas valable pour ce nom"),
    "delai": _("la réponse n’est pas venue à temps"),
    "reponse": _("la réponse ne se lit pas"),
    "redirection": _("la réponse renvoie ailleurs : ce n’est pas suivi"),
    "refus": _("la réponse n’est pas un accord (2xx)"),
}


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def stopped_label(why: str) -> str:
    return str(STOPPED.get(why, why))


def problem_label(problem: str) -> str:
    return str(PROBLEMS.get(problem, problem))
