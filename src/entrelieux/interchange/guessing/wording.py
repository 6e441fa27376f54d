"""Fields of the national schema and uses of a column, in the words of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from entrelieux.engine.records.columns.days import DAYS
from entrelieux.engine.records.columns.model import FIELDS, Use, Way
from entrelieux.engine.records.columns.systems import label as system_label

LABELS: dict[str, Promise] = {
    "id": lazy("Identifiant"),
    "pivot": lazy("SIRET ou RNA"),
    "nom": lazy("Nom du lieu"),
    "commune": lazy("Commune"),
    "code_postal": lazy("Code postal"),
    "code_insee": lazy("Code INSEE de la commune"),
    "adresse": lazy("Adresse"),
    "complement_adresse": lazy("Complément d'adresse"),
    "latitude": lazy("Latitude"),
    "longitude": lazy("Longitude"),
    "typologie": lazy("Type de lieu"),
    "telephone": lazy("Téléphone"),
    "courriels": lazy("Courriel"),
    "site_web": lazy("Site web"),
    "horaires": lazy("Horaires"),
    "presentation_resume": lazy("Présentation courte"),
    "presentation_detail": lazy("Présentation longue"),
    "source": lazy("Producteur de la donnée"),
    "itinerance": lazy("Itinérant ou fixe"),
    "structure_parente": lazy("Structure porteuse"),
    "date_maj": lazy("Date de mise à jour"),
    "services": lazy("Services proposés"),
    "publics_specifiquement_adresses": lazy("Publics"),
    "prise_en_charge_specifique": lazy("Prise en charge spécifique"),
    "frais_a_charge": lazy("Tarifs"),
    "dispositif_programmes_nationaux": lazy("Labels nationaux"),
    "formations_labels": lazy("Formations et labels"),
    "autres_formations_labels": lazy("Autres labels"),
    "modalites_acces": lazy("Comment accéder"),
    "modalites_accompagnement": lazy("Forme de l'aide"),
    "fiche_acces_libre": lazy("Fiche AccèsLibre"),
    "prise_rdv": lazy("Lien de rendez-vous"),
}
SYSTEMS = ("wgs84", "lambert-93", "lambert-2-etendu", "mercator")
_DAY_LABELS: dict[str, Promise] = {
    "Mo": lazy("lundi"),
    "Tu": lazy("mardi"),
    "We": lazy("mercredi"),
    "Th": lazy("jeudi"),
    "Fr": lazy("vendredi"),
    "Sa": lazy("samedi"),
    "Su": lazy("dimanche"),
}
_PARTS: dict[str, Promise] = {
    "am": lazy("matin"),
    "pm": lazy("après-midi"),
    "open": lazy("ouverture"),
    "close": lazy("fermeture"),
}


def code_of(use: Use | None) -> str:
    """A use as the value of a choice; "" for a column left aside."""
    return f"{use.field}/{use.way}/{use.detail}" if use else ""


def use_of(code: str) -> Use | None:
    """The use that a choice names; None when it names none."""
    field, _sep, rest = code.partition("/")
    way, _sep, detail = rest.partition("/")
    if field not in FIELDS or way not in list(Way):
        return None
    return Use(field, Way(way), detail)


def said(use: Use) -> str:
    """« Horaires : lundi, matin », « Latitude (Lambert 93) »."""
    label = str(LABELS[use.field])
    if use.way is Way.DAY:
        day, *parts = use.detail.split(" ")
        words = [_DAY_LABELS.get(day, day), *(_PARTS.get(part, part) for part in parts)]
        return f"{label} : {', '.join(map(str, words))}"
    if use.way is Way.AXIS:
        return f"{label} ({system_label(use.detail)})"
    if use.way is Way.POINT:
        return _("Latitude et longitude ensemble (%(system)s)") % {
            "system": system_label(use.detail.split(" ")[-1])
        }
    if use.way is Way.NUMBER:
        return _("Adresse : numéro dans la rue")
    if use.way is Way.YES:
        return f"{label} : {use.detail}"
    if use.way is Way.SPARE:
        return _("%(field)s, si l'autre colonne est vide") % {"field": label}
    return label


def every_use() -> list[Use]:
    """What may be chosen for any column, in the order of the schema."""
    uses: list[Use] = []
    for field in FIELDS:
        if field in {"latitude", "longitude"}:
            uses += [Use(field, Way.AXIS, system) for system in SYSTEMS]
        else:
            uses.append(Use(field, Way.VALUE))
        if field == "latitude":
            uses += [Use(field, Way.POINT, f"{order} wgs84") for order in ("lat-lon", "lon-lat")]
        if field == "adresse":
            uses.append(Use(field, Way.NUMBER))
        if field == "horaires":
            uses += [Use(field, Way.DAY, day) for day in DAYS]
    return uses
