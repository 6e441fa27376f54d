"""What happened to a sheet, and what a campaign asks, in the words of the page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from entrelieux.directory import wording
from entrelieux.directory.confirming.history import Event
from entrelieux.kernel import ui


@dataclass(frozen=True, slots=True)
class EventLine:
    on: date
    what: str
    before: str
    after: str
    by: str


def field_label(field: str) -> str:
    known = {
        "name": _("nom"),
        "adresse": _("adresse"),
        "code_postal": _("code postal"),
        "commune": _("commune"),
        "horaires": _("horaires"),
        "telephone": _("téléphone"),
        "courriel": _("courriel"),
        "site_web": _("site"),
        "prise_rdv": _("rendez-vous en ligne"),
        "presentation": _("présentation"),
        "wheelchair": _("accès en fauteuil"),
        "accessibilite": _("fiche d'accessibilité"),
        "withdrawn_on": _("fermeture"),
    }
    return known.get(field, "")


def manner_label(manner: str) -> str:
    known = {
        "reponse": _("le lieu, par un lien"),
        "lieu": _("le lieu lui-même"),
        "animation": _("l'animation du réseau"),
        "fusion": _("choix entre deux fiches"),
    }
    return known.get(manner, "")


def outcome_label(outcome: str) -> str:
    known = {
        "": _("pas encore de réponse"),
        "confirme": _("tout est juste"),
        "corrige": _("corrigé"),
        "ferme": _("n'existe plus"),
        "pas_nous": _("ce n'est pas eux"),
    }
    return known[outcome]


def decision_label(decision: str) -> str:
    return {"accepte": _("acceptée"), "refuse": _("refusée")}.get(decision, "")


def value_in_words(field: str, value: str, today: date) -> str:
    """Hours as one says them, yes and no; anything else as it is."""
    if field == "horaires":
        return wording.hours(value, today) or value
    if field == "wheelchair":
        return {"oui": _("oui"), "non": _("non")}.get(value, value)
    if field == "withdrawn_on" and value:
        return ui.day(date.fromisoformat(value))
    return value


def event_line(event: Event, today: date) -> EventLine:
    kinds = {
        "connu": _("fiche connue d'Entrelieux"),
        "change": _("changé"),
        "relu": _("même donnée, mieux lue"),
        "retire": _("a quitté la liste de son producteur"),
        "revenu": _("est revenu dans la liste de son producteur"),
        "dit": _("dit ici"),
        "repris": _("ce qui était dit ici est repris"),
        "confirme": _("fiche confirmée"),
        "ferme": _("dit ne plus exister"),
        "commence": _("premier jour"),
        "finit": _("dernier jour"),
    }
    label = "" if event.kind in {"retire", "revenu", "ferme"} else field_label(event.field)
    colon = wording.in_language("\N{NO-BREAK SPACE}: ", ": ")
    return EventLine(
        on=event.on,
        what=colon.join(filter(None, (label, kinds[event.kind]))),
        before=value_in_words(event.field, event.before, today),
        after=value_in_words(event.field, event.after, today),
        by=event.source or manner_label(event.manner),
    )
