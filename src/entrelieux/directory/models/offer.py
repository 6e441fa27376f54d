"""The offer: organisations, places and services are three things; a permanence joins them in time.

Everything is dated and sourced, and the row as its producer gave it is kept in ``Record``.
Unknown is never no: an empty list of publics, fees or hours means « à vérifier ».
"""

from typing import Any

from django.conf import settings
from django.db import models


def _standard_text(label: str, length: int | None = None) -> "models.Field[Any, Any]":
    """A text of a published schema, under the name it has there."""
    if length is None:
        return models.TextField(label, blank=True, default="", db_default="")
    return models.CharField(label, max_length=length, blank=True, default="", db_default="")


def _standard_list(label: str) -> "models.JSONField[Any, Any]":
    """A list of texts of a published schema, in the order its producer gave."""
    empty = models.Value([], models.JSONField())
    return models.JSONField(label, blank=True, default=list, db_default=empty)


class Record(models.Model):
    """One row of one producer, as it came; what was mended in it, and what it became."""

    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    external_key = models.CharField("clé chez le producteur", max_length=200)
    digest = models.CharField("empreinte", max_length=64)
    original = models.JSONField("valeurs d'origine")
    mends = models.JSONField("corrections", default=list, blank=True)
    first_seen_at = models.DateTimeField("vu la première fois le")
    last_changed_at = models.DateTimeField("changé le")

    class Meta:
        verbose_name = "ligne d'origine"
        verbose_name_plural = "lignes d'origine"
        constraints = (
            models.UniqueConstraint(
                fields=("source", "external_key"), name="record_once_per_source"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id}:{self.external_key}"


class Organisation(models.Model):
    ref = models.CharField("référence", max_length=40, unique=True)
    name = models.CharField("nom", max_length=300)
    siret = models.CharField("SIRET", max_length=14, blank=True, db_index=True)
    kind = models.CharField("nature", max_length=40, blank=True)
    reseaux_porteurs = models.JSONField("réseaux porteurs", default=list, blank=True)
    site_web = models.CharField("site web", max_length=500, blank=True)
    producer_id = _standard_text("identifiant chez le producteur", 200)
    lien_source = _standard_text("fiche chez le producteur", 500)
    confirmed_on = models.DateField("confirmée le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, verbose_name="ligne d'origine"
    )

    class Meta:
        verbose_name = "structure"

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """confirmed_on: by its producer. said_on: by somebody of the place, here; imports keep it.

    changed_at: the publication that last changed its sheet; see `publishing`. published_at: the
    first one; None when it was not kept.
    """

    class Position(models.TextChoices):
        POINT = "point", "point donné par le producteur"
        COMMUNE = "commune", "centre de la commune"
        NONE = "inconnue", "inconnue"

    ref = models.CharField("référence", max_length=40, unique=True)
    name = models.CharField("nom", max_length=300)
    folded = models.CharField("nom pour la recherche", max_length=400, db_index=True)
    kind = models.CharField("nature", max_length=40, blank=True)
    typologies = models.JSONField("typologies", default=list, blank=True)
    adresse = models.CharField("adresse", max_length=300, blank=True)
    complement_adresse = models.CharField("complément d'adresse", max_length=300, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=120, blank=True)
    code_insee = models.CharField("code INSEE", max_length=5, blank=True, db_index=True)
    departement = models.CharField("département", max_length=3, blank=True, db_index=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    position = models.CharField(
        "position", max_length=10, choices=Position.choices, default=Position.NONE
    )
    horaires = models.TextField("horaires (OSM)", blank=True)
    horaires_original = models.TextField("horaires d'origine", blank=True)
    horaires_problem = models.CharField("horaires à vérifier", max_length=300, blank=True)
    telephone = models.CharField("téléphone", max_length=60, blank=True)
    courriel = models.CharField("courriel", max_length=254, blank=True)
    site_web = models.CharField("site web", max_length=500, blank=True)
    prise_rdv = models.CharField("prise de rendez-vous", max_length=500, blank=True)
    presentation = models.TextField("présentation", blank=True)
    itinerant = models.BooleanField("itinérant", null=True, blank=True)
    accessibilite = models.CharField("fiche d'accessibilité", max_length=500, blank=True)
    wheelchair = models.BooleanField("accessible en fauteuil", null=True, blank=True)
    producer_id = _standard_text("identifiant chez le producteur", 200)
    pivot = _standard_text("SIRET, RNA ou RIDET", 14)
    structure_parente = _standard_text("structure parente", 300)
    autres_courriels = _standard_list("autres courriels")
    autres_sites = _standard_list("autres sites")
    presentation_resume = _standard_text("présentation en bref, du producteur")
    presentation_detail = _standard_text("présentation, du producteur")
    fixe = models.BooleanField("aussi fixe", null=True, blank=True)
    prise_en_charge_specifique = _standard_list("prise en charge spécifique")
    modalites_acces = _standard_list("modalités d'accès")
    modalites_accompagnement = _standard_list("modalités d'accompagnement")
    dispositif_programmes_nationaux = _standard_list("dispositifs et programmes nationaux")
    formations_labels = _standard_list("formations et labels")
    autres_formations_labels = _standard_list("autres formations et labels")
    confirmed_on = models.DateField("confirmé le", null=True, blank=True)
    said_on = models.DateField("confirmé ici le", null=True, blank=True)
    first_seen_on = models.DateField("connu depuis le")
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    changed_at = models.DateTimeField("changé le", null=True, blank=True)
    published_at = models.DateTimeField("publié la première fois le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    records = models.ManyToManyField(Record, blank=True, verbose_name="lignes d'origine")

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        indexes = (
            models.Index(fields=("departement", "folded"), name="place_by_departement"),
            models.Index(fields=("changed_at", "ref"), name="place_by_change"),
        )

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    class Zone(models.TextChoices):
        UNKNOWN = "", "inconnue"
        COMMUNE = "commune", "commune"
        EPCI = "epci", "intercommunalité"
        DEPARTEMENT = "departement", "département"
        REGION = "region", "région"
        COUNTRY = "pays", "pays"

    ref = models.CharField("référence", max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name="structure")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, verbose_name="lieu")
    name = models.CharField("nom", max_length=300)
    presentation = models.TextField("présentation", blank=True)
    services_mediation = models.JSONField("services de médiation", default=list, blank=True)
    thematiques = models.JSONField("thématiques", default=list, blank=True)
    types = models.JSONField("types", default=list, blank=True)
    publics = models.JSONField("publics", default=list, blank=True)
    frais = models.JSONField("frais", default=list, blank=True)
    frais_precisions = models.TextField("précisions sur les frais", blank=True)
    modes_accueil = models.JSONField("modes d'accueil", default=list, blank=True)
    conditions = models.TextField("conditions d'accès", blank=True)
    zone = models.CharField(
        "zone desservie", max_length=12, choices=Zone.choices, default=Zone.UNKNOWN, blank=True
    )
    zone_code = models.CharField("code de la zone", max_length=12, blank=True)
    horaires = models.TextField("horaires (OSM)", blank=True)
    telephone = _standard_text("téléphone", 60)
    courriel = _standard_text("courriel", 254)
    localisation = models.JSONField(
        "adresse telle que la ligne du service la donne",
        blank=True,
        default=dict,
        db_default=models.Value({}, models.JSONField()),
    )
    producer_id = _standard_text("identifiant chez le producteur", 200)
    lien_source = _standard_text("fiche chez le producteur", 500)
    publics_precisions = _standard_text("précisions sur les publics")
    conditions_acces = _standard_text("conditions d'accès, du producteur")
    zone_eligibilite = _standard_list("zone d'éligibilité")
    lien_mobilisation = _standard_text("lien de mobilisation", 500)
    modes_mobilisation = _standard_list("modes de mobilisation")
    mobilisable_par = _standard_list("mobilisable par")
    mobilisation_precisions = _standard_text("précisions sur la mobilisation")
    volume_horaire_hebdomadaire = models.FloatField("heures par semaine", null=True, blank=True)
    nombre_semaines = models.PositiveIntegerField("nombre de semaines", null=True, blank=True)
    confirmed_on = models.DateField("confirmé le", null=True, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    source = models.ForeignKey("kernel.Source", models.PROTECT, verbose_name="source")
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, verbose_name="ligne d'origine"
    )

    class Meta:
        verbose_name = "service"

    def __str__(self) -> str:
        return self.name


class Permanence(models.Model):
    """A service present at a place that is not its own, at given times (hosted or itinerant).

    is_said_here: written by the structure on this site, so that no import takes it away. ended_on:
    the last day, said by the structure; it goes before what a producer gives.
    """

    service = models.ForeignKey(Service, models.CASCADE, verbose_name="service")
    place = models.ForeignKey(Place, models.CASCADE, verbose_name="lieu")
    horaires = models.TextField("horaires (OSM)")
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    is_said_here = models.BooleanField("dite ici par la structure", default=False, db_default=False)
    ended_on = models.DateField("terminée le, selon la structure", null=True, blank=True)

    class Meta:
        verbose_name = "permanence"

    def __str__(self) -> str:
        return f"{self.service} · {self.place}"


class PermanenceChange(models.Model):
    """What a structure says of one date of a service, or that it stops coming; never overwritten.

    It hangs on the service and the places, which imports keep, and not on the permanence, whose
    row an import replaces. What goes: ``place``, ``day``, ``opens``, ``closes``. What comes: the
    same, new. Quarters of an hour 0..96; ``opens`` null takes the whole day. A change that is
    taken back keeps its row.
    """

    class Kind(models.TextChoices):
        CANCELLED = "annulee", "date annulée"
        MOVED = "deplacee", "date déplacée"
        ADDED = "ajoutee", "date ajoutée"
        ENDED = "terminee", "permanence terminée"

    ref = models.CharField("référence", max_length=32, unique=True)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="changes", verbose_name="service"
    )
    place = models.ForeignKey(
        Place, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="lieu"
    )
    day = models.DateField("jour", null=True, blank=True)
    opens = models.PositiveSmallIntegerField("de (quart d'heure)", null=True, blank=True)
    closes = models.PositiveSmallIntegerField("à (quart d'heure)", null=True, blank=True)
    new_place = models.ForeignKey(
        Place, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="nouveau lieu"
    )
    new_day = models.DateField("nouveau jour", null=True, blank=True)
    new_opens = models.PositiveSmallIntegerField("nouveau début", null=True, blank=True)
    new_closes = models.PositiveSmallIntegerField("nouvelle fin", null=True, blank=True)
    horaires = models.TextField("horaires qui cessent (OSM)", blank=True)
    reason = models.CharField("raison", max_length=200)
    organisation_ref = models.CharField("au nom de", max_length=40)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dit par",
    )
    said_at = models.DateTimeField("dit le")
    withdrawn_at = models.DateTimeField("repris le", null=True, blank=True)
    key = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "changement de permanence"
        verbose_name_plural = "changements de permanences"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("place", "day"), name="change_by_place_and_day"),
            models.Index(fields=("new_place", "new_day"), name="change_by_new_place_and_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(withdrawn_at=None),
                name="a_change_of_permanence_is_said_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="ajoutee", place=None, day=None)
                | (~models.Q(kind="ajoutee") & models.Q(place__isnull=False, day__isnull=False)),
                name="a_change_says_what_goes",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=("ajoutee", "deplacee"),
                    new_place__isnull=False,
                    new_day__isnull=False,
                    new_opens__isnull=False,
                    new_closes__isnull=False,
                )
                | models.Q(
                    kind__in=("annulee", "terminee"),
                    new_place=None,
                    new_day=None,
                    new_opens=None,
                    new_closes=None,
                ),
                name="a_change_says_what_comes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.service_id} {self.day or self.new_day}"


class Publication(models.Model):
    """A change of the offer becomes visible in one step: its number is the version of the data.

    of_dates: single dates of permanences alone; usual weeks, and so arrays, stay as they are.
    """

    at = models.DateTimeField("le", auto_now_add=True)
    cause = models.CharField("cause", max_length=120)
    is_fiction = models.BooleanField("fiction", default=False)
    of_dates = models.BooleanField("de dates seulement", default=False, db_default=False)

    class Meta:
        verbose_name = "publication"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk} · {self.cause}"
